"""What the judge sees of pairs: which are read, how often, and what the store keeps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions import evidence
from msgcheck.contradictions.examine import READ_MARKED, READ_NEAREST, UNREAD, Examiner, worth_reading
from msgcheck.model import Claim


class Counting:
    """A reader that says 0.9 and counts what it was asked."""

    fingerprint = "counting"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        self.asked += pairs
        return np.tile(np.array([0.0, 0.1, 0.9], dtype=np.float32), (len(pairs), 1))


class Kept:
    """A store in memory."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], bytes] = {}

    def load(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        return {key: self.values[model, key] for key in keys if (model, key) in self.values}

    def save(self, model: str, values: dict[str, bytes]) -> None:
        self.values.update({(model, key): value for key, value in values.items()})


def unit(texts: Sequence[str]) -> np.ndarray:
    return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1))


def pair(a: str, b: str) -> tuple[Claim, Claim]:
    return claim_of_text(a), claim_of_text(b)


TRIAL = pair("The trial lasts 14 days.", "The trial lasts 30 days.")
OTHER = pair("The lounge has blue chairs.", "The lounge serves coffee at noon.")


def test_near_pairs_are_read_whatever_they_say() -> None:
    seen = evidence.gather(*OTHER)
    assert worth_reading(seen, READ_NEAREST - 1, frozenset())
    assert not worth_reading(seen, READ_NEAREST, frozenset())


def test_clashing_values_are_read_farther_away_but_not_for_a_shared_name_alone() -> None:
    seen = evidence.gather(*TRIAL)
    assert worth_reading(seen, READ_MARKED - 1, frozenset())
    assert not worth_reading(seen, READ_MARKED, frozenset())
    assert not worth_reading(seen, READ_MARKED - 1, seen.shared)


def test_unread_is_neutral_and_one_reading_serves_equal_texts() -> None:
    reader = Counting()
    seen = Examiner(unit, reader).look([TRIAL, OTHER, TRIAL[::-1]], [0.9, 0.5, 0.9], [0, READ_NEAREST, 0])
    assert len(reader.asked) == 1
    assert (seen.read[1] == UNREAD).all()
    assert (seen.read[0] == seen.read[2]).all()
    assert seen.features().shape == (3, len(evidence.FEATURES))


def test_without_a_search_every_pair_is_read() -> None:
    reader = Counting()
    Examiner(unit, reader).look([TRIAL, OTHER], [0.9, 0.1])
    assert len(reader.asked) == 2


def test_store_saves_a_second_reading() -> None:
    store, first, second = Kept(), Counting(), Counting()
    for reader in (first, second):
        Examiner(unit, reader, store=store).look([TRIAL], [0.9])
    assert (len(first.asked), len(second.asked)) == (1, 0)
