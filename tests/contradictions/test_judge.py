"""The judge's own rules, with the real models: what must be seen however large the corpus is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from msgcheck import inference
from msgcheck.claims.extract import claim_of_text
from msgcheck.config import Config
from msgcheck.contradictions.examine import READ_MARKED
from msgcheck.contradictions.judge import CopyJudge
from msgcheck.contradictions.words import content
from msgcheck.model import Claim, Judgement, Verdict


def judged(a: str, b: str, *, everywhere: str) -> Judgement:
    """Judge two sentences in a corpus that names `everywhere` in many of its sentences."""
    encode = inference.encoding(Config())[1]
    left, right = claim_of_text(a), claim_of_text(b)
    similarity = float(encode([left.reading])[0] @ encode([right.reading])[0])
    judge = inference.judging(Config(), encode=encode, searched=True, common=content(everywhere))
    return judge.judge([(left, right)], [similarity], [3])[0]


def test_what_two_numbers_count_is_their_topic_though_every_sentence_names_it() -> None:
    found = judged("More than 400 bakeries trust us.", "Over 650 bakeries buy here.", everywhere="bakeries")
    assert found.verdict is Verdict.INCONSISTENT
    assert found.values == ("400 bakeries", "650 bakeries")


PAIRS = Path(__file__).parents[2] / "training" / "data" / "pairs_train.jsonl"
ALARMS = {Verdict.CONTRADICTION, Verdict.DIFFERENT_SCOPE}


class Rash:
    """A reader that is sure of itself and follows no rule: for each pair one of the three labels, by its letters."""

    fingerprint = "rash"

    def __init__(self) -> None:
        self.asked = 0

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        self.asked += len(pairs)
        rows = np.eye(3, dtype=np.float32)
        return np.stack(
            [rows[int(sha256("".join(sorted(pair)).encode()).hexdigest(), 16) % 3] for pair in pairs]
        )


class Thorough(CopyJudge):
    """Has everything read."""

    def _decisive(self, seen: object, x: NDArray[np.float64], *_: object) -> NDArray[np.bool_]:
        return np.ones(len(x), dtype=np.bool_)


def letters(texts: Sequence[str]) -> NDArray[np.float32]:
    counts = np.array([[text.lower().count(letter) + 0.1 for letter in "etaoinsrhldcum"] for text in texts])
    unit: NDArray[np.float32] = (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Claim, Claim]]:
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()[::30]]
    return [(claim_of_text(row["a"]), claim_of_text(row["b"])) for row in rows]


@pytest.mark.parametrize("threshold", [0.05, 0.1, 0.3])
def test_what_is_not_read_could_not_have_changed_a_verdict(
    pairs: list[tuple[Claim, Claim]], threshold: float
) -> None:
    cosines = [float(left @ right) for left, right in (letters([a.text, b.text]) for a, b in pairs)]
    ranks = [at % READ_MARKED for at in range(len(pairs))]
    readers = Rash(), Rash()
    some, everything = (
        judge(encode=letters, threshold=threshold, searched=True, reader=reader).judge(pairs, cosines, ranks)
        for judge, reader in zip((CopyJudge, Thorough), readers, strict=True)
    )
    assert [one.verdict for one in some] == [one.verdict for one in everything]
    assert [one for one in some if one.verdict in ALARMS] == [
        one for one in everything if one.verdict in ALARMS
    ]
    assert any(one.verdict is Verdict.CONTRADICTION for one in some)
    assert 0 < readers[0].asked < readers[1].asked / 2
