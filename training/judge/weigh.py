"""Train the trees that weigh all evidence: `python training/judge/weigh.py --near-topic near_topic.jsonl.gz`.

Second step after train.py. Two small boosted models: one for statements, with the cross-encoder's reading (it
learns from pairs that the cross-encoder did not see), one for values, without it (arithmetic and words; it
learns from all pairs). Neighbouring sentences of a second site and strangers are quiet negatives; the third
site and the held-out pairs are only measured.
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
from sklearn.model_selection import GroupKFold

from benchmarks.pairs import measure
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions import evidence, words
from msgcheck.contradictions.evidence import FEATURES, READING
from msgcheck.contradictions.reader import PairReader
from msgcheck.contradictions.weigher import Weigher, together
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import minilm
from msgcheck.model_files import JUDGE_LAYERS, JUDGE_STATEMENTS, JUDGE_VALUES, minilm_folder
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
    x = table(rows, PairReader(minilm_folder(), layers), part != "network", cache)
    quiet = np.isin(part, [TRAIN_SITE, "strangers", "colleagues"])
    weight = np.where(quiet, NEAR_WEIGHT, 1.0)
    p = np.zeros((2, len(rows)))
    for at, (path, train, columns) in enumerate(
        (
            (JUDGE_STATEMENTS, quiet | (part == "weights"), len(FEATURES)),
            (JUDGE_VALUES, quiet | np.isin(part, ["weights", "network"]), FEATURES.index(READING[0])),
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
    read = x[:, FEATURES.index("read as contradiction")]
    figures: dict[str, Any] = {"pairs with labels": len(own)}
    for name in ("held out", "field"):
        if (part == name).any():
            for who, said in (("judge", weighed), ("cross-encoder alone", read), ("values alone", p[1])):
                figures[f"{name}, {who}"] = measure(label[part == name], said[part == name])
    figures[f"alarms per 1,000 near-topic pairs of {TEST_SITE}"] = alarms(weighed[part == TEST_SITE])
    figures["the same, cross-encoder alone"] = alarms(read[part == TEST_SITE])
    (HERE / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    click.echo(json.dumps(figures, indent=2))


def alarms(p: np.ndarray) -> dict[str, float]:
    """Return how many of 1,000 quiet pairs are called a contradiction, by threshold."""
    return {str(t): round(1000 * float((p >= t).mean()), 1) for t in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)}


def table(rows: list[dict[str, Any]], reader: PairReader, worth: np.ndarray, cache: Path) -> np.ndarray:
    """Return (n, features) float64, row i for rows[i]; `worth` says which rows the network reads."""
    claims = [(claim_of_text(row["a"]), claim_of_text(row["b"])) for row in rows]
    texts = [text for a, b in claims for text in (a.reading, b.reading, words.masked(a), words.masked(b))]
    vectors, _ = encode(texts, minilm(), VectorCache(cache))
    readings = np.zeros((len(rows), len(READING)), dtype=np.float32)
    readings[worth] = reader.read(
        [(claims[i][0].reading, claims[i][1].reading) for i in np.flatnonzero(worth)]
    )
    found = []
    for (a, b), (left, right, about_a, about_b), read in zip(
        claims, vectors.reshape(len(rows), 4, -1), readings, strict=True
    ):
        cosines = (float(left @ right), float(about_a @ about_b))
        found.append(evidence.features(evidence.gather(a, b), a, b, *cosines, read))
    return np.array(found)


def fitted(x: np.ndarray, label: np.ndarray, weight: np.ndarray) -> HistGradientBoostingClassifier:
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
