"""Score a judge on labelled pairs, beside three baselines: what anybody could write in an afternoon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions.reader import LABELS, PairReader
from msgcheck.embed.encoder import minilm
from msgcheck.model_files import JUDGE_LAYERS, minilm_folder
from msgcheck.registry import make

Scores = dict[str, np.ndarray]


def scores(rows: Sequence[dict[str, Any]]) -> Scores:
    """Return the probability of a contradiction for each row, by judge and baseline."""
    claims = [(claim_of_text(row["a"]), claim_of_text(row["b"])) for row in rows]
    encoder = minilm()
    vectors = encoder.encode([claim.reading for pair in claims for claim in pair])
    cosines = [float(left @ right) for left, right in zip(vectors[::2], vectors[1::2], strict=True)]
    judge = make("judge", "msgcheck", encode=encoder.encode)
    read = PairReader(minilm_folder(), JUDGE_LAYERS).read([(a.reading, b.reading) for a, b in claims])
    values = [({q.words for q in a.quantities}, {q.words for q in b.quantities}) for a, b in claims]
    return {
        "msgcheck": np.array([j.contradiction for j in judge.judge(claims, cosines)]),
        "cross-encoder alone": read[:, LABELS.index("contradiction")].astype(float),
        "numbers differ": np.array([float(bool(a and b and a != b)) for a, b in values]),
        "cosine similarity": np.clip(np.array(cosines), 0.0, 1.0),
    }


def measure(label: np.ndarray, p: np.ndarray) -> dict[str, float]:
    """Return pairs, AUC, and at 0.5 precision, recall, F1; and the calibration error in ten bins."""
    said = p >= 0.5
    right = float((said & label).sum())
    precision = right / max(1.0, float(said.sum()))
    recall = right / max(1.0, float(label.sum()))
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(
        abs(p[bins == b].mean() - label[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    return {
        "pairs": len(label),
        "AUC": round(float(roc_auc_score(label, p)), 3),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "F1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "calibration error": round(float(error), 3),
    }
