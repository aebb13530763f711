"""The day an asset bears where only its words or its name tell it: a byline, "Last updated", a dated name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from msgcheck.model import Block, Document, Kind, Surface

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<{}>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:"
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.Z+-]+)?"
    rf"|{_MONTH.format('name1')}\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?{_MONTH.format('name2')},?\s+(?P<year2>\d{{4}}))",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:last\s+)?(?:updated|modified|revised|reviewed|changed)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?:first\s+)?(?:published|posted|written|released|date)\b", re.IGNORECASE)
# What may stand beside the day in a byline: who wrote it, and how long it takes to read.
_BY = r"[Bb]y\s+[^,|·•]{2,60}?"
_BESIDE = re.compile(rf"{_BY}|(?:[A-Z][\w'’.-]*\s*){{1,4}}|\d+\s*-?\s*min(?:ute)?s?(?:\s+read)?")
_TO_DAY = re.compile(rf"(?:\s+{_BY})?\s*(?:on\b|at\b|:|-|–)?\s*")  # between "Posted" and the day
_BETWEEN = re.compile(r"\s*[|·•—–/,]\s*|\s+-\s+")
_IN_NAME = re.compile(r"(?:^|/)(\d{4})[-_/](\d\d)[-_/](\d\d)(?=[-_./ ]|$)")
_NEAR = 2  # blocks below the title in which a day alone is the byline
_LONGEST = 120  # characters of a byline


def with_date(document: Document) -> Document:
    """Return the document with the day its byline or its name gives, unless it bears one already.

    "Last updated: 4 March 2026", a day below the title ("By Jo, March 4, 2026"), "2026-03-04-launch.md". A
    day within a sentence, a copyright line, or different days on one page (a list of posts) give none.
    """
    if document.date is not None:
        return document
    return replace(document, date=_of_words(document.blocks) or _of_name(document.uri))


def _of_words(blocks: tuple[Block, ...]) -> date | None:
    read = [block for block in blocks if block.surface is Surface.BODY]
    for label in (_UPDATED, _PUBLISHED):
        if days := {day for block in read if (day := _labelled(block.text, label))}:
            return days.pop() if len(days) == 1 else None
    title = next((at for at, block in enumerate(read) if block.kind is Kind.HEADING), None)
    if title is None:
        return None
    below = (_byline(block.text) for block in read[title + 1 : title + 1 + _NEAR])
    day = next((day for day in below if day), None)
    others = {_byline(block.text) for block in read} - {None}
    return day if len(others) == 1 else None


def _labelled(text: str, label: re.Pattern[str]) -> date | None:
    """Return the day of "Published on March 4, 2026", with or without more of a byline around it."""
    parts = list(_parts(text))
    if not all(_is_byline(part) for part in parts):
        return None
    return next((day for part in parts if (day := _day_behind(part, label))), None)


def _day_behind(part: str, label: re.Pattern[str]) -> date | None:
    if (found := label.match(part)) and (between := _TO_DAY.match(part, found.end())):
        day = _DAY.fullmatch(part, between.end())
        return _as_date(day) if day else None
    return None


def _is_byline(part: str) -> bool:
    return bool(
        _DAY.fullmatch(part)
        or _BESIDE.fullmatch(part)
        or _day_behind(part, _UPDATED)
        or _day_behind(part, _PUBLISHED)
    )


def _byline(text: str) -> date | None:
    """Return the day of a line that says who wrote it when, and nothing more."""
    parts = list(_parts(text))
    days = [day for part in parts if (day := _DAY.fullmatch(part))]
    if len(days) != 1 or not all(_is_byline(part) for part in parts):
        return None
    return _as_date(days[0])


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a line of a byline: "By Jo", "March 4, 2026", "5 min read"."""
    line = text.strip().rstrip(".")
    if len(line) > _LONGEST:
        return
    at = 0
    # A comma may stand within a day, so days are found first and the rest is cut around them.
    for day in _DAY.finditer(line):
        before = line[at : day.start()]
        lead = _BETWEEN.split(before)
        if lead[-1].strip() and (_UPDATED.match(lead[-1]) or _PUBLISHED.match(lead[-1])):
            yield from (part.strip() for part in lead[:-1] if part.strip())
            yield lead[-1] + day.group()
        else:
            yield from (part.strip() for part in lead if part.strip())
            yield day.group()
        at = day.end()
    yield from (part.strip() for part in _BETWEEN.split(line[at:]) if part.strip())


def _as_date(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    name = parts["name1"] or parts["name2"]
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["month"])
    year, day = (parts[k] or parts[k + "1"] or parts[k + "2"] for k in ("year", "day"))
    return _real(int(year), month, int(day))


def _of_name(uri: str) -> date | None:
    found = _IN_NAME.search(uri)
    return _real(*map(int, found.groups())) if found else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None
