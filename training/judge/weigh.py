"""Train the trees that weigh all evidence: `python -m training.judge.weigh --near-topic near_topic.jsonl.gz`.

Second step after train.py. For pairs that somebody asks about, two small boosted models: one for statements, with
the cross-encoder's reading (it learns from pairs that the cross-encoder did not see), one for values, without it
(arithmetic and words; it learns from all pairs). Neighbouring sentences of a second site and strangers are quiet
negatives; the third site and the held-out pairs are only measured.
For pairs that a search brings together, the same two once more, learnt from all pairs found in the copy of whole
companies, as many quiet ones as there are.
Writes msgcheck/weights/judge-*.json, and figures.json beside this file. Seed 0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from benchmarks.pairs import measure
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions.evidence import FEATURES
from msgcheck.contradictions.examine import Encode, Examiner
from msgcheck.contradictions.reader import PairReader
from msgcheck.contradictions.weigher import SEEN, Weigher, together
from msgcheck.embed.cache import VectorCache
from msgcheck.embed.encoder import default
from msgcheck.model_files import JUDGE_LAYERS, JUDGE_SEARCHED, JUDGE_STATEMENTS, JUDGE_VALUES
from training.companies import NETWORK, WEIGHTS, companies, encoding
from training.negatives import colleagues, neighbours, strangers
from training.splits import group_of, part_of

HERE = Path(__file__).parent
NEAR_PER_SITE = 2000
TRAIN_SITE, TEST_SITE = "gitpod", "ubuntu"  # nothing is trained on the second
NEAR_WEIGHT = 0.5


@click.command()
@click.option("--pairs", type=click.Path(path_type=Path), default=HERE.parent / "data" / "pairs_train.jsonl")
@click.option("--near-topic", type=click.Path(path_type=Path), required=True, help="jsonl.gz with site, a, b")
@click.option("--field", type=click.Path(path_type=Path), help="jsonl of pairs that are only measured")
@click.option("--layers", type=click.Path(path_type=Path), default=JUDGE_LAYERS)
@click.option("--cache", type=click.Path(path_type=Path), default=Path(".msgcheck/cache.sqlite"))
def main(pairs: Path, near_topic: Path, field: Path | None, layers: Path, cache: Path) -> None:
    """Train, measure on what was held out, and write the weights."""
    rows = [json.loads(line) for line in pairs.open()]
    parts: list[str] = [part_of(row) for row in rows]
    own = [row for row in rows if part_of(row) != "held out"]
    unread = [row for row in own if part_of(row) == "weights"]
    for name, some in (
        (TRAIN_SITE, neighbours(near_topic, TRAIN_SITE, NEAR_PER_SITE, skip=3000)),
        (TEST_SITE, neighbours(near_topic, TEST_SITE, NEAR_PER_SITE)),
        ("strangers", strangers(unread, 1500, cache)),
        ("colleagues", colleagues(unread, cache)[:2000]),
    ):
        rows += some
        parts += [name] * len(some)
    if field:
        more = [json.loads(line) for line in field.open()]
        rows += more
        parts += ["field"] * len(more)
    part = np.array(parts)
    label = np.array([row.get("label") == "contradiction" for row in rows])
    reader, vectors_of, store = PairReader(layers), encoding(default(), cache), VectorCache(cache)
    x = table(rows, reader, part != "network", vectors_of, store)
    quiet = np.isin(part, [TRAIN_SITE, "strangers", "colleagues"])
    weight = np.where(quiet, NEAR_WEIGHT, 1.0)
    p = np.zeros((2, len(rows)))
    for at, (path, train, columns) in enumerate(
        (
            (JUDGE_STATEMENTS, quiet | (part == "weights"), len(FEATURES)),
            (JUDGE_VALUES, quiet | np.isin(part, ["weights", "network"]), SEEN),
        )
    ):
        chosen = [row for row, t in zip(rows, train, strict=True) if t]
        model = fitted(x[train, :columns], label[train], weight[train])
        slope, offset = calibrated(x[train, :columns], label[train], weight[train], rows=chosen)
        made = exported(model, FEATURES[:columns], slope, offset)
        path.write_text(json.dumps(made, separators=(",", ":")) + "\n")
        p[at] = 1 / (1 + np.exp(-(slope * model.decision_function(x[:, :columns]) + offset)))
    weighed = Weigher().probability(x)
    if not np.allclose(weighed, together(p[0], p[1], x[:, FEATURES.index("clashes")] > 0), atol=1e-5):
        raise SystemExit("the exported trees do not answer as the trained ones")
    searched = weigh_searched(reader, vectors_of, store)
    read = x[:, FEATURES.index("read as contradiction")]
    figures: dict[str, Any] = {"pairs with labels": len(own)}
    for name in ("held out", "field"):
        if (part == name).any():
            for who, said in (("judge", weighed), ("cross-encoder alone", read), ("values alone", p[1])):
                figures[f"{name}, {who}"] = measure(label[part == name], said[part == name])
    figures[f"alarms per 1,000 near-topic pairs of {TEST_SITE}"] = alarms(weighed[part == TEST_SITE])
    figures["the same, cross-encoder alone"] = alarms(read[part == TEST_SITE])
    figures["pairs searched in companies"] = searched
    (HERE / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    click.echo(json.dumps(figures, indent=2))


def weigh_searched(reader: PairReader, vectors_of: Encode, store: VectorCache) -> dict[str, Any]:
    """Train and write the trees for searched pairs, and return figures on companies that were left out in turn.

    The values model learns from all companies, the other from those that the cross-encoder does not know.
    """
    x, truth, of = [], [], []
    names = (*WEIGHTS, *NETWORK)
    for name, pairs in zip(names, companies(names, vectors_of), strict=True):
        said = np.array(pairs.said)
        counted = ~np.isin(said, ["agreeing", "inconsistent"])
        x.append(pairs.examined(reader, vectors_of, store).features()[counted])
        truth.append(said[counted] == "contradiction")
        of.append(np.full(int(counted.sum()), name))
    rows, label, group = np.vstack(x), np.concatenate(truth), np.concatenate(of)
    known = np.isin(group, NETWORK)
    odds = np.zeros(len(rows))
    for name in WEIGHTS:
        out = group == name
        odds[out] = np.mean(
            [
                fitted(rows[train, :columns], label[train]).decision_function(rows[out, :columns])
                for train, columns in ((~out & ~known, len(FEATURES)), (~out, SEEN))
            ],
            axis=0,
        )
    line = LogisticRegression(C=1e6).fit(odds[~known].reshape(-1, 1), label[~known])
    slope, offset = float(line.coef_[0, 0]), float(line.intercept_[0])
    everything = np.ones_like(known)
    for path, train, columns in zip(JUDGE_SEARCHED, (~known, everything), (len(FEATURES), SEEN), strict=True):
        made = exported(fitted(rows[train, :columns], label[train]), FEATURES[:columns], slope, offset)
        path.write_text(json.dumps(made, separators=(",", ":")) + "\n")
    p = 1 / (1 + np.exp(-(slope * odds + offset)))
    by_judge = {"judge": p, "cross-encoder alone": rows[:, FEATURES.index("read as contradiction")]}
    right = label[~known]
    return {
        "pairs": int((~known).sum()),
        "contradictions": int(right.sum()),
        "average precision": {
            who: {name: ranking(label[group == name], said[group == name]) for name in WEIGHTS}
            for who, said in by_judge.items()
        },
        "shown, and of these right": {
            str(t): [int(shown.sum()), round(float(right[shown].mean()), 3)]
            for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
            if (shown := p[~known] >= t).any()
        },
    }


def ranking(label: np.ndarray, p: np.ndarray) -> float:
    """Return the average precision."""
    return round(float(average_precision_score(label, p)), 3)


def alarms(p: np.ndarray) -> dict[str, float]:
    """Return how many of 1,000 quiet pairs are called a contradiction, by threshold."""
    return {str(t): round(1000 * float((p >= t).mean()), 1) for t in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)}


def table(
    rows: list[dict[str, Any]], reader: PairReader, worth: np.ndarray, vectors_of: Encode, store: VectorCache
) -> np.ndarray:
    """Return (n, features) float64, row i for rows[i]; `worth` says which rows the network reads."""
    found = np.zeros((len(rows), len(FEATURES)))
    for wanted, one in ((worth, reader), (~worth, Unread())):
        some = np.flatnonzero(wanted)
        pairs = [(claim_of_text(rows[at]["a"]), claim_of_text(rows[at]["b"])) for at in some]
        vectors = vectors_of([claim.reading for pair in pairs for claim in pair])
        cosines = (vectors[::2] * vectors[1::2]).sum(axis=1).tolist()
        found[some] = Examiner(vectors_of, one, store=store).look(pairs, cosines).features()
    return found


class Unread:
    """Reads nothing: the values model does not look at readings."""

    fingerprint = "unread"

    def read(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Return (n, 3) zeros."""
        return np.zeros((len(pairs), 3), dtype=np.float32)


def fitted(
    x: np.ndarray, label: np.ndarray, weight: np.ndarray | None = None
) -> HistGradientBoostingClassifier:
    """Return the trees."""
    model = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.06, max_leaf_nodes=8, min_samples_leaf=25, l2_regularization=5.0,
        random_state=0, early_stopping=False,
    )  # fmt: skip
    return model.fit(x, label, sample_weight=weight)


def calibrated(
    x: np.ndarray, label: np.ndarray, weight: np.ndarray, *, rows: list[dict[str, Any]]
) -> tuple[float, float]:
    """Return (slope, offset) that make the log-odds a probability on labelled pairs.

    Fitted on predictions for folds that the trees did not see, on the labelled pairs alone: the quiet
    neighbours teach the trees what to leave alone, but how many there are is an accident of the sample.
    """
    groups = np.array([group_of(row) for row in rows])
    own = np.array(["label" in row for row in rows])
    odds = np.zeros(len(rows))
    for fold, held in GroupKFold(5).split(x, label, groups):
        odds[held] = fitted(x[fold], label[fold], weight[fold]).decision_function(x[held])
    line = LogisticRegression(C=1e6).fit(odds[own].reshape(-1, 1), label[own])
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def exported(
    model: HistGradientBoostingClassifier, features: Sequence[str], slope: float, offset: float
) -> dict[str, Any]:
    """Return the trees as plain lists, as `msgcheck.contradictions.trees` reads them."""
    found = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        found.append(
            {
                "feature": nodes["feature_idx"].tolist(),
                "threshold": nodes["num_threshold"].tolist(),
                "left": np.where(leaf, -1, nodes["left"].astype(int)).tolist(),
                "right": np.where(leaf, -1, nodes["right"].astype(int)).tolist(),
                "value": [round(float(v), 9) for v in nodes["value"]],
            }
        )
    start = float(np.ravel(model._baseline_prediction)[0])
    return {
        "features": list(features),
        "start": start,
        "slope": slope,
        "offset": offset,
        "about": "training/judge/weigh.py",
        "trees": found,
    }


if __name__ == "__main__":
    main()
