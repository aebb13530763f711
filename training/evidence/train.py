"""Train the evidence judge: `python training/evidence/train.py --near-topic near_topic.jsonl.gz`.

Reads training/data/pairs_train.jsonl (written for this project) and quiet negatives: neighbouring sentences
of two real sites. A fifth of the pairs (whole contrast sets; in the other sets whole products) and the
third site are held out and only measured. Writes msgcheck/weights/evidence.json and figures.json beside
this file. Deterministic: seed 0.
"""

from __future__ import annotations

import gzip
import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score

from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions import evidence, trees, words
from msgcheck.contradictions.judge import WEIGHTS
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import minilm

HERE = Path(__file__).parent
NEAR_PER_SITE = 3000
NEAR_WEIGHT = 0.5  # at 1.0 the judge finds a tenth less; at 0.25 it raises twice the alarms


@click.command()
@click.option("--pairs", type=click.Path(path_type=Path), default=HERE.parent / "data" / "pairs_train.jsonl")
@click.option("--near-topic", type=click.Path(path_type=Path), required=True, help="jsonl.gz with site, a, b")
@click.option("--test-site", default="gitpod", help="site whose pairs are only measured")
@click.option("--cache", type=click.Path(path_type=Path), default=Path(".msgcheck/cache.sqlite"))
def main(pairs: Path, near_topic: Path, test_site: str, cache: Path) -> None:
    """Train, measure on what was held out, and write the weights."""
    rows = [json.loads(line) for line in pairs.open()]
    near = sites(near_topic)
    held = np.array([held_out(row) for row in rows] + [False] * sum(map(len, near.values())))
    site = np.array([""] * len(rows) + [name for name, some in near.items() for _ in some])
    every = rows + [row for some in near.values() for row in some]
    label = np.array([row.get("label") == "contradiction" for row in every])
    x = table(every, cache)
    train = ~held & (site != test_site)
    weight = np.where(site == "", 1.0, NEAR_WEIGHT)
    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=30, l2_regularization=5.0,
        random_state=0, early_stopping=False,
    )  # fmt: skip
    model.fit(x[train], label[train], sample_weight=weight[train])
    p = model.predict_proba(x)[:, 1]
    figures: dict[str, Any] = {
        "train": measure(label[train & (site == "")], p[train & (site == "")]),
        "held out": measure(label[held], p[held]),
        f"alarms per 1,000 near-topic pairs of {test_site}": {
            str(t): round(1000 * float((p[site == test_site] >= t).mean()), 1) for t in (0.5, 0.7, 0.9)
        },
        "pairs trained on": int(train.sum()),
    }
    WEIGHTS.write_text(json.dumps(exported(model, json.dumps(figures)), separators=(",", ":")) + "\n")
    shipped = trees.load(WEIGHTS, evidence.FEATURES).probability(x)
    if not np.allclose(shipped, p, atol=1e-6):
        raise SystemExit("the exported trees do not answer as the trained ones")
    (HERE / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    click.echo(json.dumps(figures, indent=2))


def sites(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return NEAR_PER_SITE pairs of each site, drawn with the seed."""
    found: dict[str, list[dict[str, Any]]] = {}
    with gzip.open(path, "rt") as file:
        for line in file:
            row = json.loads(line)
            found.setdefault(row["site"], []).append(row)
    draw = random.Random(0)
    return {name: draw.sample(found[name], NEAR_PER_SITE) for name in sorted(found)}


def held_out(row: dict[str, Any]) -> bool:
    """True for a fifth of the contrast sets and of the products, whole ones."""
    names = sorted(words.name_words(row["a"]) | words.name_words(row["b"]))
    key = row.get("anchor") or (names[0] if names else row["id"])
    return int(sha256(key.encode()).hexdigest(), 16) % 5 == 0


def table(rows: list[dict[str, Any]], cache: Path) -> np.ndarray:
    """Return (n, features) float64, row i for rows[i]."""
    claims = [(claim_of_text(row["a"]), claim_of_text(row["b"])) for row in rows]
    texts = [text for a, b in claims for text in (a.reading, b.reading, words.masked(a), words.masked(b))]
    vectors, _ = encode(texts, minilm(), VectorCache(cache))
    found = []
    for (a, b), (left, right, about_a, about_b) in zip(
        claims, vectors.reshape(len(rows), 4, -1), strict=True
    ):
        seen = evidence.gather(a, b)
        found.append(evidence.features(seen, a, b, float(left @ right), float(about_a @ about_b)))
    return np.array(found)


def measure(label: np.ndarray, p: np.ndarray) -> dict[str, float]:
    """Return the usual figures at 0.5."""
    said = p >= 0.5
    return {
        "pairs": len(label),
        "AUC": round(float(roc_auc_score(label, p)), 3),
        "precision": round(float(precision_score(label, said)), 3),
        "recall": round(float(recall_score(label, said)), 3),
        "F1": round(float(f1_score(label, said)), 3),
    }


def exported(model: HistGradientBoostingClassifier, about: str) -> dict[str, Any]:
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
        "features": list(evidence.FEATURES),
        "start": start,
        "slope": 1.0,
        "offset": 0.0,
        "about": about,
        "trees": found,
    }


if __name__ == "__main__":
    main()
