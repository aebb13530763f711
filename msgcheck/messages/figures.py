"""What the numbers of a claim say for or against its carrying a message.

Two sentences about one thing come near each other whatever their numbers. "Reminders go out 24 hours before a visit"
is near to "Reminders cut missed visits by 38%", and does not say it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgcheck.model import Bound, Claim, Quantity

Measure = Callable[[str], Sequence[Quantity]]  # a text -> what it counts and measures, with prices of nothing

NEAR = 0.03  # twelve months (360 days) are a year (365)
_UNIT_COUNTS = {"count", "money"}  # kinds whose numbers are of one thing only within one unit
_ARTICLES = {"a", "an", "same", "one"}  # "a month", "the same day": seldom what a message turns on
_ANY_TIME = re.compile(
    r"\b(?:any\s?time|any\s(?:moment|point|day)|whenever|when\syou\s(?:like|want|wish|please)|at\sonce|immediately"
    r"|straight\saway)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of the texts that carry a message, or of its opposite.

    every:    of all texts together.
    needed:   those that a claim must give one of; empty where some text does without a number.
    any_time: whether a text leaves the time open: "at any time".
    """

    every: tuple[Quantity, ...]
    needed: tuple[Quantity, ...]
    any_time: bool

    def lacking(self, claim: Claim) -> bool:
        """Whether a claim cannot say the same for its numbers: it gives others, or none where one is needed.

        "With a month's notice" is not "at any time", unless the claim says that too; "no two-year contract" may be.
        """
        said = claim.quantities
        if self.needed and not self.given(said):
            return True
        timed = not claim.negated and any(one.kind == "duration" for one in said)
        if self.any_time and timed and not _ANY_TIME.search(claim.reading):
            return True
        return any(_clash(own, self.every, said) for own in self.every)

    def given(self, said: Sequence[Quantity]) -> bool:
        """Whether a claim gives one of the numbers, or one that agrees with it. said: of the claim."""
        return any(_agrees(own, one) for own in self.every if _tells(own) for one in said)


def of(texts: Sequence[str], measure: Measure) -> Figures:
    """Return the numbers of a message's texts."""
    found = [tuple(measure(text)) for text in texts]
    every = tuple(one for some in found for one in some)
    told = [[one for one in some if _tells(one)] for some in found]
    needed = tuple(one for some in told for one in some) if told and all(told) else ()
    return Figures(every, needed, any(_ANY_TIME.search(text) for text in texts))


def _tells(quantity: Quantity) -> bool:
    """Whether a number is one that another sentence would have to give: "free" has other words, "unlimited" too."""
    first = quantity.words.lower().split()[0]
    return bool(quantity.value) and not math.isinf(quantity.value) and first not in _ARTICLES


def _clash(own: Quantity, every: Sequence[Quantity], said: Sequence[Quantity]) -> bool:
    """Whether a claim measures what `own` measures, and none of its numbers agrees with any of the message's."""
    if own.words.lower().split()[0] in _ARTICLES:
        return False
    others = [one for one in said if _measures_the_same(own, one)]
    return bool(others) and not any(_agrees(some, one) for some in every for one in others)


def _measures_the_same(own: Quantity, one: Quantity) -> bool:
    same_unit = own.unit == one.unit or not own.unit or not one.unit or 0 in (own.value, one.value)
    return own.kind == one.kind and (own.kind not in _UNIT_COUNTS or same_unit)


def _agrees(own: Quantity, one: Quantity) -> bool:
    """Whether a number is the message's own, or lies within its bound: "nine minutes" within "under ten minutes"."""
    if own.kind != one.kind:
        return False
    if abs(own.value - one.value) <= NEAR * max(abs(own.value), abs(one.value)):
        return True
    if own.bound not in {Bound.AT_LEAST, Bound.AT_MOST, Bound.RANGE}:
        return False
    (low, high), (least, most) = _ends(own), _ends(one)
    return low <= least and most <= high


def _ends(quantity: Quantity) -> tuple[float, float]:
    if quantity.bound is Bound.AT_MOST:
        return 0.0, quantity.value
    if quantity.bound is Bound.AT_LEAST:
        return quantity.value, math.inf
    return quantity.value, max(quantity.value, quantity.high)
