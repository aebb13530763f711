"""What a JSON file holds, for a person who must tell us where its copy stands: the lines to write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml

_DEEPEST = 8  # levels that are looked at; exports of content systems need 4
_SAMPLE = 50  # items that say what the others look like
_LEAST_WORDS = 4  # of a text; names, slugs and labels are shorter
_MOST_BODIES = 10
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NO_TEXT = re.compile(r"\s*(?:[\[{]|https?://|data:)")  # JSON within JSON, addresses, pictures
_HTML = re.compile(r"</?[a-zA-Z][^<>]*>")
_MARKDOWN = re.compile(r"^#{1,6} |^[*-] |\*\*|\]\(", re.MULTILINE)
_NAMES = {
    "title": ("title", "headline", "subject", "name", "question"),
    "url": ("url", "link", "permalink", "canonical_url"),
    "date": ("updated_at", "modified", "updated", "published_at", "date_published", "published", "date"),
    "language": ("language", "lang", "locale"),
}


class _Candidate(NamedTuple):
    """A place that may hold the items: its JMESPath, and the texts at each path of its items."""

    items: str
    texts: Mapping[str, list[str]]

    @property
    def body(self) -> str:
        return max(self.texts, key=lambda path: (_amount(self.texts[path]), -len(path)), default="")


def suggestion(files: str, data: Any) -> str:
    """Return the `exports:` entry that reads this file best, as YAML; "" when it holds no texts.

    files: what the entry should match.
    """
    if not isinstance(data, dict | list):
        return ""
    candidates = [_Candidate(path, _texts(items)) for path, items in _lists(data, "")]
    candidates = [found for found in candidates if _amount(found.texts.get(found.body, ()))]
    if candidates:
        # Of equally much text the outer list: its items are the pages, the inner ones their sections.
        best = max(candidates, key=lambda found: (_amount(found.texts[found.body]), -len(found.items)))
        bodies = [best.body]
    else:
        best = _Candidate("@", _texts(data if isinstance(data, list) else [data]))
        bodies = [path for path, texts in best.texts.items() if _amount(texts)][:_MOST_BODIES]
    if not bodies:
        return ""
    entry: dict[str, Any] = {"files": files, "items": best.items}
    if title := _named(best.texts, "title", bodies):
        entry["title"] = title
    entry["body"] = bodies if len(bodies) > 1 else bodies[0]
    entry["format"] = _format([text for body in bodies for text in best.texts[body]])
    for key in ("url", "date", "language"):
        if path := _named(best.texts, key, bodies):
            entry[key] = path
    return yaml.safe_dump({"exports": [entry]}, sort_keys=False, allow_unicode=True).rstrip()


def paths(items: Iterable[Any]) -> list[str]:
    """Return the JMESPath of every text that the first items hold, in their order."""
    return list(_texts(items))


def fullest(items: Iterable[Any]) -> str:
    """Return the path that holds most text in `items`, "" when none holds any."""
    found = _Candidate("", _texts(items))
    return found.body if _amount(found.texts.get(found.body, ())) else ""


def lists(data: Any) -> list[str]:
    """Return the JMESPath of every list of objects in a file, the outer ones first."""
    return sorted((path for path, _ in _lists(data, "")), key=lambda path: (path.count("."), path))


def _lists(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """Yield (path, first items) of every list of objects; a list within the items of another is one list."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lists(inner, _joined(path, key), depth + 1)
    elif isinstance(value, list):
        objects = [item for item in value[:_SAMPLE] if isinstance(item, dict)]
        if objects:
            yield f"{path}[]" if path else "@", objects
        merged: dict[str, list[Any]] = {}
        for item in objects:
            for inner_path, inner in _lists(item, f"{path}[]", depth + 1):
                merged.setdefault(inner_path, []).extend(inner)
        yield from merged.items()


def _texts(items: Iterable[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, item in zip(range(_SAMPLE), items, strict=False):
        for path, text in _strings(item, ""):
            found.setdefault(path, []).append(text)
    return found


def _strings(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path or "@", value
    elif depth <= _DEEPEST and isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, _joined(path, key), depth + 1)
    elif depth <= _DEEPEST and isinstance(value, list):
        for inner in value[:_SAMPLE]:
            yield from _strings(inner, f"{path}[]", depth + 1)


def _joined(path: str, key: str) -> str:
    name = key if _IDENTIFIER.fullmatch(key) else json.dumps(key)
    return f"{path}.{name}" if path else name


def _amount(texts: Iterable[str]) -> int:
    """Return how many characters of copy these texts hold."""
    return sum(len(text) for text in texts if len(text.split()) >= _LEAST_WORDS and not _NO_TEXT.match(text))


def _named(texts: Mapping[str, list[str]], what: str, taken: list[str]) -> str:
    """Return the shortest path with one of the usual names of a title, url, date or language."""
    for name in _NAMES[what]:
        fitting = [
            path
            for path in texts
            if name in re.split(r"[.\"\[\]]+", path.lower()) and path not in taken and "[]" not in path
        ]
        if fitting:
            return min(fitting, key=lambda path: (len(path), path))
    return ""


def _format(texts: list[str]) -> str:
    if any(_HTML.search(text) for text in texts):
        return "html"
    return "markdown" if any(_MARKDOWN.search(text) for text in texts) else "text"
