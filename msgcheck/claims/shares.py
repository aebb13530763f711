"""Parts, ratings and multiples: "one in three", "half of", "4.8 out of 5", "twice as fast"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgcheck.claims import numbers, units
from msgcheck.model import Bound, Quantity

_count = rf"\d+|{numbers.WORDS}"
_RATIO = re.compile(
    rf"\b(?P<a>{_count})(?: |-)(?:in|out of|of every|of)(?: |-)(?:every )?(?P<b>{_count})\b(?! (?:days|weeks|months|hours|years|minutes))",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(?:step|page|part|slide|chapter|lesson|module|question|week|day) $", re.IGNORECASE)
# "4.8 out of 5" rates; "4 out of 5 dentists" is a share of them.
_RATING = re.compile(
    r"\b(?P<a>\d(?:[.,]\d+)?)(?:\s*/\s*|\s+out of\s+)(?P<b>5|10)\b(?:\s*stars?|(?! (?:[a-z]+s|people)\b))|\b(?P<stars>\d(?:\.\d+)?)[ -]stars?\b",
    re.IGNORECASE,
)
_NINES = re.compile(r"\b(?P<n>two|three|four|five|six) nines\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(?<!and a )(?P<half>half)(?: of)?|(?P<n>a|one|two|three|four) ?-?(?P<d>third|quarter|fifth|tenth)s?(?: of)?)\b(?! (?:an? )?(?:hour|day|year|a dozen|past))",
    re.IGNORECASE,
)
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_TIMES = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s?[x×]\b(?!\s?\d)|\b(?P<w>two|three|four|five|six|seven|eight|nine|ten|\d+(?:\.\d+)?) times (?:as|more|the|faster|cheaper|quicker|longer|bigger|higher)"
    r"|\b(?P<named>twice (?=as\b|the\b)|(?:double|triple)[sd]? (?=the\b|your\b|our\b|its\b|their\b))",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Quantity]:
    """Yield shares (in percent, about), ratings and multiples; they may overlap, the first one counts."""
    for match in _RATING.finditer(text):
        number = numbers.from_digits(match["a"] or match["stars"])
        yield units.quantity(text, match.span(), number, f"of {match['b'] or 5}", "rating")
    for match in _NINES.finditer(text):
        nines = numbers.from_words(match["n"])
        yield units.quantity(text, match.span(), 100 - 100 * 10**-nines, "percent", "percent")
    for match in _RATIO.finditer(text):
        a, b = (numbers.number(match[side]) for side in "ab")
        if 0 < a <= b and not _PART.search(text[: match.start()]):
            yield units.quantity(text, match.span(), 100 * a / b, "percent", "percent", bound=Bound.ABOUT)
    for match in _FRACTION.finditer(text):
        share = 50.0 if match["half"] else 100 * numbers.number(match["n"]) / _PARTS[match["d"].lower()]
        if text[match.end() :].lstrip()[:2] != "an":
            yield units.quantity(text, match.span(), share, "percent", "percent", bound=Bound.ABOUT)
    for match in _TIMES.finditer(text):
        named = (match["named"] or "").strip()
        value = (3.0 if named.lower().startswith("triple") else 2.0) if named else numbers.number(match["n"] or match["w"])  # fmt: skip
        end = match.start() + len(named) if named else match.end()
        yield units.quantity(text, (match.start(), end), value, "times", "multiple")
