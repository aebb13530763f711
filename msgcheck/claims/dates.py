"""Dates in copy: "10 July 2026", "July 2026", "2026-07-10", "Q3 2026", "in 2019"."""

from __future__ import annotations

import re
from datetime import date

from msgcheck.model import Bound, Quantity, Span

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_month = (
    "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in _MONTHS) + r"|sept)\.?"
)
_day = r"(\d{1,2})(?:st|nd|rd|th)?"
_first_day = r"(?:(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to|and|until)\s*)?"
_year = r"((?:19|20)\d\d)"
_weekday = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"

# Each pattern with the order of its groups; d day, f first day of a range, m month, y year, q quarter.
_PATTERNS = [
    (re.compile(rf"\b{_year}-(\d\d)-(\d\d)\b"), "ymd"),
    (re.compile(rf"\b(\d\d)[./-](\d\d)[./-]{_year}\b"), "dmy"),
    (re.compile(rf"\b{_weekday}{_first_day}{_day}(?:\s+of)?\s+({_month})(?:,?\s+{_year})?\b", re.IGNORECASE), "fdmy"),
    (re.compile(rf"\b({_month})\s+{_first_day}{_day}(?:,?\s+{_year})?(?!\d)\b", re.IGNORECASE), "mfdy"),
    (re.compile(rf"\b({_month}),?\s+{_year}\b", re.IGNORECASE), "my"),
    (re.compile(rf"\bQ([1-4])[ -]+(?:of )?{_year}\b", re.IGNORECASE), "qy"),
    (
        re.compile(
            rf"\b(?:in|since|by|until|till|from|after|before|during|of|founded|established|est\.?|early|late|©|for|to|version|edition|spring|summer|autumn|fall|winter)\s+{_year}(?![\d%]| ?(?:users|customers|people))\b",
            re.IGNORECASE,
        ),
        "y",
    ),
    (re.compile(rf"^{_year}(?=\s*(?:[,;(]|$))"), "y"),  # a cell: "Founded: 2014, in Philadelphia"
]  # fmt: skip
_BEFORE = re.compile(
    r"\b(by|until|till|before|no later than|through|expires?|ends?)\s+(?:the\s+)?$", re.IGNORECASE
)
_AFTER = re.compile(r"\b(since|from|after|starting|as of|starts?|begins?)\s+(?:the\s+)?$", re.IGNORECASE)

# A date without a year is placed in this leap year, and its unit says so: only day and month compare.
_NO_YEAR = 4  # contradictions.values knows it too


def find(text: str) -> list[Quantity]:
    """Return the dates of `text` that do not overlap, in order.

    value is the proleptic ordinal of the first day, high of the last one: "July 2026" is a range of
    31 days. unit is "date", or "day of year" when the year is not said.
    """
    found: list[Quantity] = []
    for pattern, order in _PATTERNS:
        for match in pattern.finditer(text):
            quantity = _quantity(text, match, dict(zip(order, match.groups(), strict=True)))
            if quantity and not any(_overlap(quantity.span, other.span) for other in found):
                found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.span)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _quantity(text: str, match: re.Match[str], parts: dict[str, str | None]) -> Quantity | None:
    said_year = parts.get("y")
    year = int(said_year) if said_year else _NO_YEAR
    start = match.start()
    if parts.keys() == {"y"}:
        start = match.start(1)
    try:
        first, last = _first_last(year, parts)
    except ValueError:  # 31-02-2026: digits that look like a date and are none
        return None
    bound = Bound.EXACT
    before = text[max(0, match.start() - 20) : start]
    if parts.get("f"):
        bound = Bound.RANGE
    elif _BEFORE.search(before):
        bound = Bound.AT_MOST
    elif _AFTER.search(before):
        bound = Bound.AT_LEAST
    return Quantity(
        value=float(first.toordinal()),
        high=float(last.toordinal()),
        unit="date" if said_year else "day of year",
        kind="date",
        span=Span(start, match.end()),
        words=text[start : match.end()],
        bound=bound,
    )


def _first_last(year: int, parts: dict[str, str | None]) -> tuple[date, date]:
    """Return the first and the last day that the parts can mean."""
    if quarter := parts.get("q"):
        month = int(quarter) * 3
        return date(year, month - 2, 1), _month_end(year, month)
    if not parts.get("m"):
        return date(year, 1, 1), date(year, 12, 31)
    month = _month_number(str(parts["m"]))
    if day := parts.get("d"):
        if month > 12:  # 07/22/2026: written month first
            month, day = int(day), str(month)
        last = date(year, month, int(day))
        return date(year, month, int(parts.get("f") or day)), last
    return date(year, month, 1), _month_end(year, month)


def _month_number(words: str) -> int:
    if words.isdigit():
        return int(words)
    return next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(words[:3].lower()))


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
