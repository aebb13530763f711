"""Learns what the evidence for a synonym is worth: msgcheck/weights/synonyms.json, a logistic regression.

    python -m training.synonyms.train [--labelled FOLDER...] [--seed 7]

Each company is left out once and judged by what the others taught; the figures printed are of those judgements.
The weights that are written come from all of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import default
from msgcheck.pipeline import Pipeline
from msgcheck.terminology.synonyms import MODEL, SHOWN
from msgcheck.terminology.synonyms_features import FEATURES, Encode
from training.synonyms.examples import COMPANIES, Example, hidden, invented

ROOT = Path(__file__).parents[2]
LABELLED = (ROOT, ROOT / "benchmarks" / "drift" / "dev_ferrow", ROOT / "benchmarks" / "drift" / "dev_calla")
STRENGTH = 0.1  # inverse of the penalty; 0.03 to 10 rank alike, and a weaker one is too sure of itself


def fit(features: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, object]:
    """Return the weights: mean and scale of each feature, its coefficient, the intercept."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit((features - mean) / scale, right)
    columns = {"mean": mean, "scale": scale, "coefficient": model.coef_[0]}
    rounded = {name: [round(float(value), 5) for value in values] for name, values in columns.items()}
    return {"features": list(FEATURES), **rounded, "intercept": round(float(model.intercept_[0]), 5)}


def probability(weights: dict[str, object], features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each row, as `msgcheck.terminology.synonyms` will."""
    mean, scale, coefficient = (np.array(weights[name]) for name in ("mean", "scale", "coefficient"))
    logit = ((features - mean) / scale) @ coefficient + weights["intercept"]
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)


def left_out(examples: list[Example]) -> NDArray[np.float64]:
    """Return the probability of each example by what the other companies taught."""
    features = np.stack([example.pair.features for example in examples])
    right = np.array([example.right for example in examples])
    company = np.array([example.company for example in examples])
    judged = np.zeros(len(examples))
    for name in sorted(set(company)):
        own = company == name
        judged[own] = probability(fit(features[~own], right[~own]), features[own])
    return judged


def report(examples: list[Example], judged: NDArray[np.float64]) -> None:
    """Print how good the judgements are, and the wrong ones that would be shown."""
    right = np.array([example.right for example in examples])
    click.echo(
        f"{len(examples)} pairs, {right.sum()} right, average precision {average_precision_score(right, judged):.3f}"
    )
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        shown = judged >= least
        share = (shown & right).sum() / max(1, shown.sum())
        click.echo(
            f"from {least}: {shown.sum()} shown, {share:.2f} right, mean probability {judged[shown].mean():.2f}"
        )
    for at in np.argsort(-judged, kind="stable"):
        example = examples[at]
        if judged[at] >= SHOWN and not example.right:
            pair = example.pair
            click.echo(
                f"  wrong {judged[at]:.2f} {example.company}: {pair.phrase.text!r} for {pair.term.preferred!r}"
            )


def gather(labelled: tuple[Path, ...], encode_: Encode, seed: int) -> list[Example]:
    """Return the examples of every company."""
    parser = Pipeline()
    found: list[Example] = []
    for folder in sorted(COMPANIES.iterdir()):
        found += invented(folder.name, parser, encode_, seed)
    for folder in labelled:
        found += hidden(folder, parser, encode_)
    return found


@click.command()
@click.option("--labelled", multiple=True, default=LABELLED, type=click.Path(exists=True, path_type=Path))
@click.option("--seed", default=7, show_default=True)
def main(labelled: tuple[Path, ...], seed: int) -> None:
    """Learn the weights, print how good they are, and write them."""
    encoder, store = default(), VectorCache(ROOT / ".msgcheck" / "training.sqlite")
    examples = gather(labelled, lambda texts: encode(texts, encoder, store)[0], seed)
    report(examples, left_out(examples))
    features = np.stack([example.pair.features for example in examples])
    weights = fit(features, np.array([example.right for example in examples]))
    MODEL.write_text(json.dumps(weights, indent=1) + "\n")


if __name__ == "__main__":
    main()
