"""Do two quantities say the same? Arithmetic with bounds, per-what and the rounding that copy allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from msgcheck.model import Bound, Quantity


class Relation(StrEnum):
    """What two quantities say of one another."""

    EQUAL = "equal"
    NESTED = "nested"  # both can be true, but a reader notices: "5,000+" and "7,000+"
    AGREE = "agree"  # one lies within the other's bound: "up to 10" and 8
    CLASH = "clash"
    PER_CLASH = "per clash"  # one number for two things: 300 per account, 300 per plan
    OTHER = "other"  # they do not measure the same


# "30 days" and "a month", "52 weeks" and "a year" are one promise.
_UNIT_ROUNDING = 0.03
_ABOUT = 0.15
# "$290 a year" and "$24.20 a month", "$9.99" and "$10".
_PRICE_ROUNDING = 0.002
_MONEY_ANY = "money"  # "free" has no currency
_NO_YEAR = 4  # a leap year, in which claims.dates places a date that says none
_PERIODS = {
    "second": 1 / 86_400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "quarter": 91.25,
    "year": 365.0,
}


# Nouns that copy uses for one another; "people" for any of them.
_PEOPLE = (
    frozenset({"user", "seat", "member", "teammate", "account"}),
    frozenset({"employee", "staff", "colleague", "worker"}),
    frozenset({"guest", "visitor", "attendee", "participant"}),
)
_ANYBODY = "person"


def relation(a: Quantity, b: Quantity) -> Relation:
    """Return what `a` and `b` say of one another; the order does not matter.

    >>> from msgcheck.claims.quantities import find
    >>> relation(find("14 days")[0], find("two weeks")[0]).value
    'equal'
    """
    if not comparable(a, b):
        return Relation.OTHER
    if a.kind == "date":
        return _dates(a, b)
    if a.kind == "hours":
        return _hours(a, b)
    a, b = _per_period(a, b)
    things_a, things_b = ({*q.per} - {*_PERIODS} for q in (a, b))
    if things_a and things_b and things_a != things_b:
        return Relation.PER_CLASH if same(a, b) else Relation.OTHER
    if same(a, b):
        return Relation.EQUAL if a.bound == b.bound or Bound.ABOUT in (a.bound, b.bound) else Relation.AGREE
    return _intervals(a, b)


def adds_up(total: Quantity, single: Quantity, counts: Sequence[Quantity]) -> bool:
    """True when `total` is the price of as many as one of `counts` says: five at $149 are $745.

    >>> from msgcheck.claims.quantities import find
    >>> five, total = find("Five locations come to $745.")
    >>> adds_up(total, find("$149 per location")[0], [five])
    True
    """
    if not total.kind == single.kind == "money" or total.unit != single.unit:
        return False
    return any(
        q.kind == "count" and 1 < q.value < math.inf and abs(q.value * single.value - total.value) < 0.005
        for q in counts
    )


def comparable(a: Quantity, b: Quantity) -> bool:
    """True when both are of one kind and unit; "free" compares with every currency."""
    if a.kind != b.kind:
        return False
    if a.kind == "money" and _MONEY_ANY in (a.unit, b.unit):
        return True
    if a.kind == "count" and math.inf in (a.value, b.value):
        return a.unit == b.unit or not (a.unit and b.unit)  # "unlimited" often stands without its noun
    return a.kind == "date" or a.unit == b.unit != "" or (a.kind == "count" and _one_sort(a.unit, b.unit))


def _one_sort(a: str, b: str) -> bool:
    return any(a in sort and b in sort for sort in _PEOPLE) or (
        _ANYBODY in (a, b) and any(a in sort or b in sort for sort in _PEOPLE)
    )


def same(a: Quantity, b: Quantity) -> bool:
    """True when the values are one value as copy writes it: rounded, or in another unit.

    >>> from msgcheck.claims.quantities import find
    >>> same(find("55.5%")[0], find("56%")[0]), same(find("42%")[0], find("43%")[0])
    (True, False)
    """
    return _close(a, b, a.value, b.value) and _close(a, b, a.high, b.high)


def _close(a: Quantity, b: Quantity, left: float, right: float) -> bool:
    if left == right:
        return True
    if math.isinf(left) or math.isinf(right) or not left or not right:
        return False
    apart = abs(left - right) / max(abs(left), abs(right))
    if Bound.ABOUT in (a.bound, b.bound):
        return apart <= _ABOUT / 2
    if a.kind in ("duration", "frequency") and _unit_word(a) != _unit_word(b):
        return apart <= _UNIT_ROUNDING
    if a.kind in ("length", "mass", "volume", "area", "temperature") and _unit_word(a) != _unit_word(b):
        return apart <= _UNIT_ROUNDING
    if a.kind == "size" and _unit_word(a) != _unit_word(b):
        return apart <= 0.08  # 1 TB, 1,000 GB and 1,024 GB; a GiB for a GB
    if a.kind == "money" and (left % 1 or right % 1):
        return apart <= _PRICE_ROUNDING
    if a.kind == "percent":
        return apart < 0.02 and (left % 1 != 0) != (right % 1 != 0) and abs(left - right) <= 0.5
    return apart < 1e-9


def _unit_word(quantity: Quantity) -> str:
    return "".join(c for c in quantity.words.lower() if c.isalpha()).rstrip("s")


def _per_period(a: Quantity, b: Quantity) -> tuple[Quantity, Quantity]:
    """Bring "$1,200 per year" and "$100 per month" to the shorter of their periods."""
    period_a = next((p for p in a.per if p in _PERIODS), None)
    period_b = next((p for p in b.per if p in _PERIODS), None)
    if not period_a or not period_b or period_a == period_b:
        return a, b
    if _PERIODS[period_a] < _PERIODS[period_b]:
        return a, _scaled(b, period_b, period_a)
    return _scaled(a, period_a, period_b), b


def _scaled(quantity: Quantity, period: str, shorter: str) -> Quantity:
    ratio = 12.0 if (shorter, period) == ("month", "year") else _PERIODS[period] / _PERIODS[shorter]
    per = tuple(sorted({*quantity.per} - {period} | {shorter}))
    return replace(quantity, value=quantity.value / ratio, high=quantity.high / ratio, per=per)


def interval(quantity: Quantity) -> tuple[float, float]:
    """Return the lowest and the highest value that the quantity allows."""
    if quantity.bound is Bound.AT_LEAST:
        return quantity.value, math.inf
    if quantity.bound is Bound.AT_MOST:
        return -math.inf, quantity.high
    if quantity.bound is Bound.ABOUT:
        return quantity.value * (1 - _ABOUT), quantity.high * (1 + _ABOUT)
    return quantity.value, quantity.high


def _intervals(a: Quantity, b: Quantity) -> Relation:
    if a.bound is b.bound is Bound.AT_LEAST:
        # "Python 3.10 or newer" and "3.11 or newer" are two requirements, "from $9" and "from $12" two prices.
        return Relation.CLASH if a.kind in ("version", "money") else Relation.NESTED
    if a.bound is b.bound is Bound.AT_MOST:
        # A limit is one number: 15 users at most, or 25. An answer "within a day" is one within two days.
        return Relation.NESTED if a.kind in ("duration", "percent") else Relation.CLASH
    if (a.bound is Bound.AT_MOST and math.isinf(b.value)) or (
        b.bound is Bound.AT_MOST and math.isinf(a.value)
    ):
        return Relation.CLASH
    low_a, high_a = interval(a)
    low_b, high_b = interval(b)
    if low_a > high_b or low_b > high_a:
        return Relation.CLASH
    if (a.bound is Bound.AT_MOST and not b.value) or (b.bound is Bound.AT_MOST and not a.value):
        return Relation.CLASH  # "up to 10" and none
    return Relation.AGREE


def _hours(a: Quantity, b: Quantity) -> Relation:
    """Opening hours of days in common are one rule; "Mon to Fri 9 to 5" and "Sat 10 to 2" go together.

    >>> from msgcheck.claims.quantities import find
    >>> relation(find("Mon to Fri, 9 a.m. to 5 p.m.")[0], find("every day 7 to 11")[0]).value
    'clash'
    """
    if (a.value, a.high) == (b.value, b.high):
        return Relation.EQUAL if a.per == b.per or not (a.per and b.per) else Relation.PER_CLASH
    return Relation.CLASH if not (a.per and b.per) or {*a.per} & {*b.per} else Relation.OTHER


def _dates(a: Quantity, b: Quantity) -> Relation:
    """A month contains its days: "July 2026" and "10 July 2026" agree."""
    a, b = _without_year(a, b)
    if (a.value, a.high) == (b.value, b.high):
        return Relation.EQUAL
    if a.value > b.high or b.value > a.high:
        return Relation.CLASH
    return Relation.AGREE


def _without_year(a: Quantity, b: Quantity) -> tuple[Quantity, Quantity]:
    """Bring "June 18" and "June 16, 2026" to the year in which dates without one are placed."""
    if a.unit == b.unit:
        return a, b

    def placed(quantity: Quantity) -> Quantity:
        first, last = (date.fromordinal(int(v)) for v in (quantity.value, quantity.high))
        if quantity.unit == "day of year" or first.year != last.year:
            return quantity
        low, high = (float(day.replace(year=_NO_YEAR).toordinal()) for day in (first, last))
        return replace(quantity, value=low, high=high)

    return placed(a), placed(b)
