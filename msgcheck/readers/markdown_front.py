"""The front matter of a Markdown file: which of its values are copy, and what the others tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

import yaml

from msgcheck.model import Block, Kind, Locator, Surface
from msgcheck.readers.assembly import UNPLACED
from msgcheck.readers.flow import Flow, compose, found_in

_FRONT = re.compile(
    r"\A(?:---|\+\+\+)[ \t]*\r?\n(?:(?P<body>.*?)\r?\n)??(?:---|\.\.\.|\+\+\+)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_UNCLOSED = re.compile(  # values down to the first blank line
    r"\A(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<body>[a-z][\w-]*[ \t]*[:=](?:[ \t][^\n]*)?(?:\n|\Z)"
    r"(?:(?:[\w-]+[ \t]*[:=]|[ \t]+\S|-[ \t])[^\n]*(?:\n|\Z))*)(?=\r?\n|#|\Z)"
)
_PROSE = re.compile(r"^(?![\w-]+[ \t]*[:=]|[ \t]|[-#}\]]|\r?$)", re.MULTILINE)
_SURFACES = {
    "title": Surface.TITLE,
    "seo_title": Surface.TITLE,
    "og_title": Surface.OG,
    "og_description": Surface.OG,
    "subject": Surface.SUBJECT,
    "subject_line": Surface.SUBJECT,
    "preheader": Surface.PREHEADER,
    "preview": Surface.PREHEADER,
    "preview_text": Surface.PREHEADER,
    **dict.fromkeys(
        ("description", "meta_description", "seo_description", "summary", "excerpt", "tagline", "subtitle"),
        Surface.META,
    ),
}
_NOT_VALID = (yaml.YAMLError, ValueError, RecursionError)
_LEAST_WORDS = 3  # of any other front matter value that is read as copy; tags, slugs and paths are shorter
_NO_COPY = {
    *(
        "tags",
        "categories",
        "keywords",
        "author",
        "authors",
        "slug",
        "url",
        "permalink",
        "image",
        "from",
        "to",
    ),
    *("cc", "bcc", "sender", "reply_to", "reply-to", "sequence", "campaign", "audience", "segment", "owner"),
    *("team", "layout", "template"),
}


_MOST_STRINGS = 1000


def front_matter(source: str) -> tuple[dict[str, Any], int, list[str]]:
    """Return the values of the front matter, the offset behind it (0 without one), and notes."""
    closed, unclosed = _FRONT.match(source), _UNCLOSED.match(source)
    if closed:
        body = (closed["body"] or "").replace("\r\n", "\n")
        try:
            return _values(body, source), closed.end(), []
        except _NOT_VALID as err:
            # One bad line (a colon in a title, a template tag) must not hide the others.
            if not unclosed or not _PROSE.search(source, unclosed.end(), closed.end("body")):
                note = f"front matter is not valid, read line by line: {_first_line(err)}"
                return _line_by_line(body), closed.end(), [note]
    if not unclosed:
        return {}, 0, []
    body = unclosed["body"].replace("\r\n", "\n")
    try:
        values = _values(body, source)
    except _NOT_VALID:
        values = _line_by_line(body)
    last = source.count("\n", 0, unclosed.end("body") - 1) + 1
    note = f"line 1: the front matter is not closed by {unclosed['mark']}, read up to line {last}"
    return values, unclosed.end(), [note]


def _values(body: str, source: str) -> dict[str, Any]:
    values = tomllib.loads(body) if source.startswith("+++") else yaml.safe_load(body)
    return values if isinstance(values, dict) else {}


def _first_line(err: Exception) -> str:
    return str(err).splitlines()[0] if str(err) else type(err).__name__


def _line_by_line(body: str) -> dict[str, Any]:
    pairs = (line.partition(":") for line in body.split("\n") if re.match(r"[\w-]+:\s*\S", line))
    return {key: value.strip().strip("\"'") for key, _, value in pairs}


def _as_date(value: object) -> date | None:
    """Return the day a front matter value names; None when it names none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        return None


def written(values: dict[str, Any]) -> date | None:
    """Return the day the front matter gives the file, the last change first."""
    days = (_as_date(values[key]) for key in ("updated", "lastmod", "date", "published") if values.get(key))
    return next((day for day in days if day), None)


def plain(values: dict[str, Any], key: str) -> str:
    """Return a value that is a word or a number, "" for none and for a list (which may be a billion long)."""
    value = values.get(key)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def attributes(values: dict[str, Any], source: str, end: int) -> Iterator[Block]:
    """Yield the copy that stands in the front matter."""
    # Aliases can make a few lines of YAML a billion strings.
    for path, value in islice(_strings(values), _MOST_STRINGS):
        key = str(path[-1]).lower().replace("-", "_").replace(":", "_")
        surface = _SURFACES.get(key)
        if surface is None and (len(value.split()) < _LEAST_WORDS or _NO_COPY & set(map(str, path))):
            continue
        start = max(source.find(str(path[0]), 0, end), 0)
        flow = Flow()
        flow.add(value, 0)
        text, folded = flow.finish()
        yield Block(
            text,
            UNPLACED,
            Kind.ATTRIBUTE,
            surface or Surface.META,
            Locator(label="front matter, " + " ".join(str(part) for part in path)),
            origin=compose(folded, len(text), found_in(value, source, start, end)),
        )


def _strings(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str) and path:
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _strings(inner, (*path, number))
