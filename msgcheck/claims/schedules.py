"""When and how often: opening hours, clock times, frequencies.

Opening hours are one value with its weekdays: "Mon to Fri, 9 a.m. to 5 p.m." is 9 to 17 o'clock on five days.
A clock time alone is a point ("check-in from 3 pm"): another hour is another rule, never a stricter one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgcheck.claims import numbers, units
from msgcheck.model import Bound, Quantity

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_day = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:days?)?\.?(?![a-z])"
_through = r"\s*(?:-|–|—|to|through|thru|till?|until)\s*"
_DAYS = (
    r"(?:(?:on )?week-?days|(?:at |on )?week-?ends?|(?:on )?(?:every day|all week)(?: of the week)?|daily|(?:7|seven) days a week"
    rf"|(?:on )?{_day}(?:{_through}{_day})?(?:\s*(?:,|&|/|and)\s*{_day}(?:{_through}{_day})?)*)"
)
_half = r"(?:am|pm|a\.m\.|p\.m\.|in the (?:morning|afternoon|evening)|at night)"
_time = rf"(?:(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?(?: ?{_half}| ?h(?:rs)?(?![a-z]))?|noon|midnight)(?![\w%€£$]|[.,:]\d)"
_HOURS = re.compile(
    rf"(?<![\w.,:€£$/-])(?P<between>between\s+)?(?P<open>{_time})(?(between)\s+and\s+|{_through})(?P<close>{_time})",
    re.IGNORECASE,
)
_MORE_HOURS = re.compile(r"\s*(?:,|and|&|/)\s*(?:from )?(?=\d|noon)", re.IGNORECASE)
_COUNTED = re.compile(r"\s[a-z]{3,}s\b")
_NO_NOUN = re.compile(r"\s*(?:$|[^\w\s]|(?:and|or)\b)")
_DAYS_BEFORE = re.compile(
    rf"\b(?P<days>{_DAYS}|(?:business|working) days)[,:(|]?\s*(?:(?:from|between)\s+)?$", re.IGNORECASE
)
_DAYS_AFTER = re.compile(rf"[,(]?\s*(?P<days>{_DAYS})", re.IGNORECASE)
_ONE_DAY = re.compile(rf"({_day})(?:{_through}({_day}))?", re.IGNORECASE)
_TIME = re.compile(rf"(?P<h>\d+)(?:[:.](?P<m>\d\d))?\s?(?P<half>{_half})?", re.IGNORECASE)
_ALWAYS_ON = re.compile(
    r"\b(?:24/7(?:/365)?|24x7|24 ?× ?7|around[ -]the[ -]clock|round[ -]the[ -]clock|day and night)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"\b(?:(?P<h>1[0-2]|0?\d)(?:[:.](?P<m>[0-5]\d))? ?(?P<half>{_half})|(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)|(?P<word>noon|midnight)"
    rf"|(?P<part>half|quarter) (?P<way>past|to) (?P<hour>\d\d?|{numbers.WORDS}))(?!\w)",
    re.IGNORECASE,
)
_count = rf"\d+|{numbers.WORDS}"
_EVERY = re.compile(
    rf"\b(?:(?:once|one time|(?P<twice>twice)|(?P<times>{_count}) times) (?:(?:a|an|per|every) |(?P<adverb>daily|weekly|monthly|yearly|annually)\b)"
    rf"|every (?:(?P<other>other|second) |(?P<n>{_count})(?:{_through}(?P<n2>{_count}))? )?)(?P<unit>(?(adverb)|{units.DURATION_WORDS}s?))\b",
    re.IGNORECASE,
)
# Money and bills come by the month as well, which is no frequency: "billed monthly", "$12 monthly", "monthly fee".
_ADVERB = re.compile(
    r"(?<!billed )(?<!paid )(?<!pay )(?<!charged )(?<!invoiced )(?<![\d%€£$] )\b(?P<adverb>hourly|nightly|daily|weekly|fortnightly|biweekly|monthly|quarterly|annually)\b(?! (?:fee|price|cost|plan|billing|subscription|payment|active|rate|charge|spend|budget|limit|quota))",
    re.IGNORECASE,
)
_ADVERB_DAYS = {
    "hourly": 1 / 24, "nightly": 1, "daily": 1, "weekly": 7, "fortnightly": 14, "biweekly": 14, "monthly": 30,
    "quarterly": 91, "annually": 365, "yearly": 365,
}  # fmt: skip


def find(text: str) -> Iterator[Quantity]:
    """Yield opening hours, then clock times and frequencies; they may overlap, the first one counts."""
    for match in _ALWAYS_ON.finditer(text):
        yield units.quantity(text, match.span(), 0.0, "o'clock", "hours", high=24.0, bound=Bound.RANGE, per=tuple(sorted(WEEK)))  # fmt: skip
    yield from _opening_hours(text)
    for match in _EVERY.finditer(text):
        yield from _every(text, match)
    for match in _ADVERB.finditer(text):
        yield units.quantity(text, match.span(), 1 / _ADVERB_DAYS[match["adverb"].lower()], "a day", "frequency")  # fmt: skip
    for match in _CLOCK.finditer(text):
        yield units.quantity(text, match.span(), _clock(match), "o'clock", "time")


def _opening_hours(text: str) -> Iterator[Quantity]:
    """Yield pairs of clock times with the weekdays beside them.

    Value and high are hours since midnight, over 24 past it; `per` holds the weekdays, sorted.
    """
    days: tuple[str, ...] = ()
    end = -1
    for match in _HOURS.finditer(text):
        before = _DAYS_BEFORE.search(text[: match.start()])
        goes_on = end >= 0 and _MORE_HOURS.match(text, end, match.start() + 1) is not None
        sure = re.search(rf"{_half}|:|noon|midnight", match.group(), re.IGNORECASE)
        after = None if before or goes_on else _DAYS_AFTER.match(text, match.end())
        if after and not sure and not _NO_NOUN.match(text, after.end()):
            after = None  # "5-10 daily orders"
        span = (before.start() if before else match.start(), after.end() if after else match.end())
        if before or after:
            days = _weekdays((before or after)["days"])  # type: ignore[index]
        elif not goes_on:
            days = ()
        if not sure and (not days or _COUNTED.match(text, match.end())):
            continue  # "9 to 5" may be anything, and "Saturday: 10 to 14 guests" counts
        opens, closes = _open_close(match["open"], match["close"])
        end = span[1]
        yield units.quantity(text, span, opens, "o'clock", "hours", high=closes, bound=Bound.RANGE, per=tuple(sorted(days)))  # fmt: skip


def _weekdays(words: str) -> tuple[str, ...]:
    """Return the weekdays that words name.

    >>> _weekdays("Mon-Wed and Saturdays")
    ('mon', 'tue', 'wed', 'sat')
    """
    low = words.lower()
    if "end" in low:
        return WEEK[5:]
    if "week-day" in low or "weekday" in low or "business" in low or "working" in low:
        return WEEK[:5]
    named = [
        (WEEK.index(first[:3].lower()), WEEK.index((last or first)[:3].lower()))
        for first, last in _ONE_DAY.findall(words)
    ]
    if not named:
        return WEEK
    return tuple(
        day
        for at, day in enumerate(WEEK)
        if any(a <= at <= b or (b < a and (at >= a or at <= b)) for a, b in named)
    )


def _open_close(opens: str, closes: str) -> tuple[float, float]:
    """Return hours since midnight; what is left out is taken from the other side.

    >>> _open_close("9", "5"), _open_close("7", "10:30 a.m."), _open_close("9", "5 pm"), _open_close("6 pm", "2 am")
    ((9.0, 17.0), (7.0, 10.5), (9.0, 17.0), (18.0, 26.0))
    """
    first, first_half = _hours(opens)
    last, last_half = _hours(closes)
    if last_half == "p" and not first_half and first + 12 < last:
        first += 12  # "2 to 6 pm"
    if last <= first:
        last += 12 if not last_half and last + 12 > first else 24
    return first, last


def _hours(words: str) -> tuple[float, str]:
    """Return (hours since midnight, "a" or "p" where it is said)."""
    if words.lower() in ("noon", "midnight"):
        return (12.0, "p") if words.lower() == "noon" else (0.0, "a")
    match = _TIME.match(words)
    assert match is not None
    return _of_clock(match), _half_of(match)


def _of_clock(match: re.Match[str]) -> float:
    """Return hours since midnight of a match with the groups h, m and half."""
    hour, half = int(match["h"]), _half_of(match)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour + int(match["m"] or 0) / 60


def _half_of(match: re.Match[str]) -> str:
    """Return "a" or "p", "" where neither is said."""
    said = (match["half"] or "").lower()
    if not said:
        return ""
    return "a" if said in {"am", "a.m.", "in the morning"} else "p"


def _every(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    """Yield how often a day: "twice a year", "every two weeks", "every 10 to 15 minutes"."""
    often = 2.0 if match["twice"] else numbers.number(match["times"]) if match["times"] else 1.0
    if match["adverb"]:
        span_days = float(_ADVERB_DAYS[match["adverb"].lower()])
    else:
        if not (match["other"] or match["n"]) and match.group().lower().startswith("every"):
            return  # "every month" says per what, or nothing
        span_days = units.lookup(match["unit"])[2]
    low = 2.0 if match["other"] else numbers.number(match["n"]) if match["n"] else 1.0
    high = numbers.number(match["n2"]) if match["n2"] else low
    bound = Bound.RANGE if high > low else Bound.EXACT
    rarest, most = often / (span_days * high), often / (span_days * low)
    yield units.quantity(text, match.span(), rarest, "a day", "frequency", high=most, bound=bound)


def _clock(match: re.Match[str]) -> float:
    """Return hours since midnight."""
    if match["word"]:
        return 12.0 if match["word"].lower() == "noon" else 24.0
    if match["part"]:
        minutes = 30 if match["part"].lower() == "half" else 15
        return numbers.number(match["hour"]) + (minutes if match["way"].lower() == "past" else -minutes) / 60
    if match["h24"]:
        return int(match["h24"]) + int(match["m24"]) / 60
    return _of_clock(match)
