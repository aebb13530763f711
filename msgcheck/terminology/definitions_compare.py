"""Do two definitions of one term say the same thing?

Four things are looked at, and weighed by a logistic regression on hand-written pairs (training/definitions): how
near the two are in meaning; whether the cross-encoder reads one as the other in other words; whether their
numbers clash or agree. A definition that says less is not another one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgcheck.model import Quantity

Encode = Callable[[Sequence[str]], Any]  # texts -> (n, d) unit rows
Read = Callable[[Sequence[tuple[str, str]]], Any]  # pairs -> (n, 3): compatible, neutral, contradiction
Measure = Callable[[str], tuple[Quantity, ...]]  # what a text counts and measures

FEATURES = ("cosine", "read as the same", "numbers clash", "numbers agree")
# Fitted by training/definitions/fit.py; its README has the figures. In the order of FEATURES.
WEIGHTS = (-7.41, -4.52, 5.32, -0.30)
BIAS = 6.51
NEAR = 0.03  # twelve months (360 days) are a year (365)


@dataclass(frozen=True, slots=True)
class Difference:
    """How likely two definitions are to explain a term differently, and what speaks for it.

    numbers: the clashing ones, as written in the first and the second; "" where none clash.
    """

    probability: float
    numbers: tuple[str, str] = ("", "")


def compare(
    pairs: Sequence[tuple[str, str]], *, encode: Encode, read: Read, measure: Measure
) -> list[Difference]:
    """Return one difference for each pair of definitions, in order; neither holds the term itself."""
    if not pairs:
        return []
    rows, clashes = features(pairs, encode=encode, read=read, measure=measure)
    return [Difference(_probability(row), clash) for row, clash in zip(rows, clashes, strict=True)]


def features(
    pairs: Sequence[tuple[str, str]], *, encode: Encode, read: Read, measure: Measure
) -> tuple[list[tuple[float, ...]], list[tuple[str, str]]]:
    """Return (what is seen of each pair, in the order of FEATURES; the numbers that clash in it)."""
    vectors = encode([text for pair in pairs for text in pair])
    said = read(pairs)
    rows: list[tuple[float, ...]] = []
    clashes: list[tuple[str, str]] = []
    for at, (left, right) in enumerate(pairs):
        clash, agree = numbers(measure(left), measure(right))
        cosine = float(vectors[2 * at] @ vectors[2 * at + 1])
        rows.append((cosine, float(said[at][0]), float(bool(clash[0])), float(agree)))
        clashes.append(clash)
    return rows, clashes


def _probability(row: Sequence[float]) -> float:
    odds = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, row, strict=True))
    return 1 / (1 + math.exp(-odds))


def numbers(left: Sequence[Quantity], right: Sequence[Quantity]) -> tuple[tuple[str, str], bool]:
    """Return (the words of two numbers that clash, whether any two agree).

    Two sets clash when each has a number of a kind that the other lacks: one that only adds a number says more,
    and no more. Counts are compared within one counted noun.
    """
    a, b = _telling(left), _telling(right)
    for measured in dict.fromkeys(map(_measured, a)):
        x = [q for q in a if _measured(q) == measured]
        y = [q for q in b if _measured(q) == measured]
        only_a = [q for q in x if not any(_equal(q, other) for other in y)]
        only_b = [q for q in y if not any(_equal(q, other) for other in x)]
        if only_a and only_b:
            return (only_a[0].words, only_b[0].words), False
    return ("", ""), any(_equal(p, q) for p in a for q in b)


def _telling(found: Sequence[Quantity]) -> list[Quantity]:
    """Without "a month" and "the same day", which are seldom what a definition turns on."""
    return [q for q in found if q.words.lower().split()[0] not in {"a", "an", "same", "one"}]


def _measured(quantity: Quantity) -> tuple[str, str]:
    return quantity.kind, quantity.unit if quantity.kind in {"count", "money"} else ""


def _equal(a: Quantity, b: Quantity) -> bool:
    return abs(a.value - b.value) <= NEAR * max(abs(a.value), abs(b.value))
