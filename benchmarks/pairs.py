"""Score the judge on labelled pairs, beside three baselines: what anybody could write in an afternoon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from msgcheck.claims.extract import claim_of_text
from msgcheck.config import Alarms
from msgcheck.contradictions import conflicts
from msgcheck.contradictions.examine import reading_key
from msgcheck.contradictions.reader import LABELS, PairReader
from msgcheck.embed import encoder as encoders
from msgcheck.embed.cache import encode
from msgcheck.model import Claim, Pair
from msgcheck.model_files import JUDGE_LAYERS, file_sha256
from msgcheck.protocols import Store
from msgcheck.registry import make

SHOWN, JUDGE, READER, NUMBERS, COSINE = (
    "msgcheck, as shown",
    "msgcheck",
    "cross-encoder alone",
    "numbers differ",
    "cosine similarity",
)
BASELINES = (READER, NUMBERS, COSINE)
CONTRADICTIONS = ("MC102", "MC103")  # of values, of statements; MC105 says that both can be true


@dataclass(frozen=True, slots=True)
class Scored:
    """What is said of n pairs.

    p:     by judge and baseline (n,) float64, the probability of a contradiction
    codes: what the main job shows of each pair at its settings: "MC102", "MC103", "MC105" or ""
    """

    p: dict[str, np.ndarray]
    codes: np.ndarray

    @property
    def shown(self) -> np.ndarray:
        """(n,) bool: the main job shows a contradiction."""
        return np.isin(self.codes, CONTRADICTIONS)

    def only(self, chosen: np.ndarray) -> Scored:
        """Return the same of some pairs; chosen: (n,) bool."""
        return Scored({name: p[chosen] for name, p in self.p.items()}, self.codes[chosen])


class Readings:
    """How likely the cross-encoder finds a contradiction; each pair of texts is read once and kept.

    The store's keys are those of the judge, so neither reads what the other has read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._model = f"reader {file_sha256(JUDGE_LAYERS)[:16]}"

    def read(self, texts: Sequence[tuple[str, str]]) -> np.ndarray:
        """Return (n,) probabilities, reading what nobody has read."""
        keys = [reading_key(a, b) for a, b in texts]
        by_key = dict(zip(keys, texts, strict=True))
        known = self._store.load(self._model, sorted(by_key))
        if missing := sorted(by_key.keys() - known.keys()):
            rows = PairReader().read([by_key[key] for key in missing])
            fresh = {key: row.tobytes() for key, row in zip(missing, rows, strict=True)}
            self._store.save(self._model, fresh)
            known |= fresh
        return np.array([_contradiction(known[key]) for key in keys])


def _contradiction(row: bytes) -> float:
    return float(np.frombuffer(row, dtype=np.float32)[LABELS.index("contradiction")])


def scores(rows: Sequence[dict[str, Any]], store: Store, alarms: Alarms) -> Scored:
    """Return what the judge, the main job and the baselines say of each row's `a` and `b`.

    alarms: the thresholds from which the main job shows a pair; "msgcheck" itself is the judge at 0.5.
    """
    claims = [(claim_of_text(row["a"]), claim_of_text(row["b"])) for row in rows]
    texts = [(a.reading, b.reading) for a, b in claims]

    encoder = encoders.default()

    def vectors_of(some: Sequence[str]) -> np.ndarray:
        return encode(some, encoder, store)[0]

    vectors = vectors_of([text for pair in texts for text in pair])
    cosines = [float(left @ right) for left, right in zip(vectors[::2], vectors[1::2], strict=True)]
    read = Readings(store).read(texts)
    judge = make("judge", "msgcheck", encode=vectors_of, store=store)
    shipped = make("judge", "msgcheck", encode=vectors_of, store=store, threshold=alarms.value, searched=True)
    codes = [
        _code(pair, vectors[2 * at : 2 * at + 2], cosines[at], judgement, alarms)
        for at, (pair, judgement) in enumerate(zip(claims, shipped.judge(claims, cosines), strict=True))
    ]
    return Scored(
        {
            JUDGE: np.array([j.contradiction for j in judge.judge(claims, cosines)]),
            READER: read,
            NUMBERS: np.array([numbers_differ(a, b) for a, b in claims]),
            COSINE: np.clip(np.array(cosines), 0.0, 1.0),
        },
        np.array(codes),
    )


def _code(
    pair: tuple[Claim, Claim], vectors: np.ndarray, cosine: float, judgement: Any, alarms: Alarms
) -> str:
    """Return the code under which the main job would show a pair; "" when it would not."""
    judged = [(Pair(0, 1, cosine), judgement)]
    found = conflicts.gather(pair, judged, vectors, least_statement=alarms.statement)
    return found[0].code if found else ""


def numbers_differ(a: Claim, b: Claim) -> float:
    """Return 1 when both sides give numbers and not the same ones."""
    left, right = ({quantity.words for quantity in claim.quantities} for claim in (a, b))
    return float(bool(left and right and left != right))


def bag_of_words(rows: Sequence[dict[str, Any]], groups: Sequence[str]) -> np.ndarray:
    """Return (n,) probabilities from the words of both sides alone, each for a fold that was not learnt from.

    Which words stand in a pair says nothing of whether its sides exclude each other. A labelled set where this
    does much better than chance can be learnt by its style.
    groups: what must not be split between folds: pairs written around one statement share its words
    """
    model = make_pipeline(CountVectorizer(binary=True), LogisticRegression(max_iter=2000))
    texts = [f"{row['a']} {row['b']}" for row in rows]
    folds = GroupKFold(min(5, len(set(groups))))
    said = cross_val_predict(
        model, texts, contradictions(rows), groups=groups, cv=folds, method="predict_proba"
    )
    return np.asarray(said[:, 1])


def contradictions(rows: Sequence[dict[str, Any]]) -> np.ndarray:
    """Return (n,) bool: the row is labelled a contradiction."""
    return np.array([row["label"] == "contradiction" for row in rows], dtype=bool)


def measure(label: np.ndarray, p: np.ndarray, said: np.ndarray | None = None) -> dict[str, float]:
    """Return pairs, AUC, precision, recall, F1, and the calibration error in ten bins.

    said: (n,) bool, what is called a contradiction; p >= 0.5 when not given.
    AUC is nan where all labels are the same, precision where nothing is called a contradiction.
    """
    said = p >= 0.5 if said is None else said
    right = float((said & label).sum())
    precision = right / float(said.sum()) if said.any() else float("nan")
    recall = right / float(label.sum()) if label.any() else float("nan")
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(
        abs(p[bins == b].mean() - label[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    both = label.any() and not label.all()
    return {
        "pairs": len(label),
        "AUC": round(float(roc_auc_score(label, p)), 3) if both else float("nan"),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "F1": round(2 * right / max(1.0, float(said.sum() + label.sum())), 3),
        "calibration error": round(float(error), 3),
    }


def flagged(label: np.ndarray, said: np.ndarray) -> float:
    """Return the share of quiet pairs that are called a contradiction; nan without quiet pairs."""
    return round(float(said[~label].mean()), 3) if not label.all() else float("nan")


def reaching(label: np.ndarray, p: np.ndarray, recall: float) -> float:
    """Return the highest threshold at which p finds at least this share of the contradictions."""
    found = np.sort(p[label])[::-1]
    return float(found[max(0, int(np.ceil(recall * len(found) - 1e-9)) - 1)])
