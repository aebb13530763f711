"""The judge's own rules, with the real models: what must be seen however large the corpus is."""

from __future__ import annotations

from msgcheck import check
from msgcheck.claims.extract import claim_of_text
from msgcheck.config import Config
from msgcheck.contradictions.words import content
from msgcheck.model import Judgement, Verdict


def judged(a: str, b: str, *, everywhere: str) -> Judgement:
    """Judge two sentences in a corpus that names `everywhere` in many of its sentences."""
    encode = check.encoding(Config())[1]
    left, right = claim_of_text(a), claim_of_text(b)
    similarity = float(encode([left.reading])[0] @ encode([right.reading])[0])
    judge = check.judging(Config(), encode=encode, searched=True, common=content(everywhere))
    return judge.judge([(left, right)], [similarity], [3])[0]


def test_what_two_numbers_count_is_their_topic_though_every_sentence_names_it() -> None:
    found = judged("More than 400 bakeries trust us.", "Over 650 bakeries buy here.", everywhere="bakeries")
    assert found.verdict is Verdict.INCONSISTENT
    assert found.values == ("400 bakeries", "650 bakeries")
