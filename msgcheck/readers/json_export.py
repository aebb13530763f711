"""JSON exports of content systems: msgcheck.yaml says where the copy stands, each item is an asset."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import jmespath
from pathspec import GitIgnoreSpec

from msgcheck.config import Export
from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource
from msgcheck.protocols import Reader
from msgcheck.readers import json_mapping
from msgcheck.readers.assembly import UNPLACED, assemble, whole
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.columns import iso_date
from msgcheck.readers.drawing import fold
from msgcheck.readers.html import HtmlReader, html_blocks
from msgcheck.readers.markdown import MarkdownReader
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.text import TextReader

_READERS: dict[str, Reader] = {"html": HtmlReader(), "markdown": MarkdownReader(), "text": TextReader()}
_MEDIA_TYPES = {"html": "text/html", "markdown": "text/markdown", "text": "text/plain"}
_LINES = (".jsonl", ".ndjson")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # a text reader takes them for a sign of binary content
_LONGEST = 200_000_000  # characters: an export holds a whole site
_LISTED = 12  # keys shown in a message


class JsonReader:
    """.json, .jsonl and .ndjson files that an entry of `exports` in msgcheck.yaml names."""

    def __init__(self, exports: Sequence[Export] = ()) -> None:
        """Take the entries of `exports`; the first whose `files` fits a file reads it."""
        self._exports = [(GitIgnoreSpec.from_lines([export.files]), export) for export in exports]

    def read(self, resource: Resource) -> list[Document]:
        """Return one document for each item, "posts.json!/slug" or the item's own address.

        Raises SourceError, with lines for msgcheck.yaml as its hint, when no entry names the file, and
        when the entry that does finds nothing.
        """
        data, notes = _load(resource)
        export = next((e for files, e in self._exports if files.match_file(resource.uri)), None)
        if export is None:
            raise _unmapped(resource, data)
        items = _items(resource, export, data)
        first, *others = _Items(resource, export).documents(items, notes)
        return [replace(first, notes=(*notes, *first.notes)), *others]  # the file's notes are told once


def _load(resource: Resource) -> tuple[Any, list[str]]:
    """Return (what the file holds; for a file of lines the list of their values, notes)."""
    try:
        text, notes = decode(resource.data, longest=_LONGEST)
    except UnreadableTextError as err:
        raise SourceError(resource.uri, str(err)) from err
    if PurePosixPath(resource.uri).suffix.lower() in _LINES:
        return _lines(resource, text, notes), notes
    try:
        return json.loads(text), notes
    except json.JSONDecodeError as err:
        if err.msg == "Extra data" and err.lineno > 1:  # mongoexport and BigQuery call their lines .json
            return _lines(resource, text, notes), notes
        raise SourceError(
            resource.uri, f"not JSON: line {err.lineno}, column {err.colno}: {err.msg}", "export it again"
        ) from err
    except ValueError as err:
        raise SourceError(
            resource.uri, "JSON with a number of thousands of digits", "export it again"
        ) from err
    except RecursionError as err:
        raise SourceError(
            resource.uri, "JSON with lists a thousand deep and more", "export it again"
        ) from err


def _lines(resource: Resource, text: str, notes: list[str]) -> list[Any]:
    values, broken = [], []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            values += [json.loads(line)] if line.strip() else []
        except (ValueError, RecursionError):
            broken.append(number)
    if broken and not values:
        raise SourceError(resource.uri, "not JSON: no line of it can be read", "export it again")
    if broken:
        notes.append(
            f"line {broken[0]} is not JSON: {len(broken)} of {len(broken) + len(values)} lines not read"
        )
    return values


def _unmapped(resource: Resource, data: Any) -> SourceError:
    lines = json_mapping.suggestion(resource.uri, data)
    if not lines:
        return SourceError(resource.uri, "JSON data without texts", "leave it out with `exclude`")
    keys = json_mapping.paths(data if isinstance(data, list) else [data])
    return SourceError(
        resource.uri,
        "JSON data: msgcheck.yaml does not say which of it is copy",
        f"add this to msgcheck.yaml, or leave the file out with `exclude` (found: {_listed(keys)})\n{lines}",
    )


def _items(resource: Resource, export: Export, data: Any) -> list[Any]:
    try:
        found = jmespath.search(export.items or "@", data)
    except jmespath.exceptions.JMESPathError as err:
        raise _wrong(
            resource, "items", export.items, str(err).splitlines()[0], json_mapping.lists(data)
        ) from err
    if isinstance(found, dict):
        return [found]
    if isinstance(found, list) and found:
        return found
    what = "an empty list" if found == [] else "nothing" if found is None else "no list"
    raise _wrong(resource, "items", export.items, f"finds {what}", json_mapping.lists(data))


def _wrong(resource: Resource, key: str, path: str, what: str, known: Sequence[str]) -> SourceError:
    """Return the error for an entry of `exports` that does not fit the file."""
    return SourceError(resource.uri, f"exports: {key}: {path!r} {what}", _likely(path, known))


def _likely(path: str, known: Sequence[str]) -> str:
    near = get_close_matches(path, known, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"{meant}found: {_listed(known) or 'nothing like it'}"


def _listed(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - _LISTED} more" if len(keys) > _LISTED else ""
    return ", ".join(keys[:_LISTED]) + more


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of one export to documents."""

    resource: Resource
    export: Export

    def documents(self, items: Sequence[Any], notes: list[str]) -> list[Document]:
        """Return the documents in the order of the items; notes tell which items gave none, and why.

        Raises SourceError when there are none.
        """
        documents: list[Document] = []
        without: list[Any] = []
        uris: set[str] = set()
        for number, item in enumerate(items, 1):
            body = "\n\n".join(text for path in self.export.body for text in _texts(path, item))
            if not body.strip():
                without.append(item)
                continue
            uri = self._uri(item, number)
            uri = f"{uri}~{number}" if uri in uris else uri
            uris.add(uri)
            try:
                documents.append(self._document(item, body, uri))
            except SourceError as err:
                notes.append(f"item {number} is not read: {err.reason}")
        bodies = " and ".join(map(repr, self.export.body))
        if len(without) == len(items):
            known = json_mapping.paths(items)
            raise _wrong(self.resource, "body", ", ".join(self.export.body), "finds no text", known)
        if without:
            fullest = json_mapping.fullest(without)
            instead = f"; their text stands in {fullest!r}" if fullest else ""
            notes.append(f"exports: body: {len(without)} of {len(items)} items have no {bodies}{instead}")
        if not documents:
            raise SourceError(self.resource.uri, "; ".join(notes))
        notes.extend(self._not_found(items))
        return documents

    def _document(self, item: Any, body: str, uri: str) -> Document:
        export, resource = self.export, self.resource
        own = Resource(
            uri,
            _CONTROLS.sub(" ", whole(body)).encode(),
            f"{_MEDIA_TYPES[export.format]}; charset=utf-8",
            export.channel or resource.channel,
            resource.team,
        )
        (read,) = _READERS[export.format].read(own)
        title = " ".join(self._title(item))
        # Lines and origins go: they count in the body, which the file holds escaped, often in one line.
        blocks = [
            replace(
                block,
                headings=(title, *block.headings) if title else block.headings,
                origin=(),
                locator=Locator(block.locator.label, css=block.locator.css),
            )
            for block in read.blocks
        ]
        return assemble(
            own,
            [*resolve([Block(title, UNPLACED, Kind.HEADING, locator=Locator("title"))]), *blocks],
            media_type=_MEDIA_TYPES[export.format],
            title=title or read.title,
            language=next(iter(_texts(export.language, item)), read.language).strip().lower(),
            written=self._written(item) or read.date,
            notes=read.notes,
        )

    def _title(self, item: Any) -> Iterator[str]:
        for text in _texts(self.export.title, item):
            if self.export.format == "html":  # WordPress escapes: "R&#038;D"
                yield from (block.text for block in html_blocks(whole(text)).blocks)
            else:
                yield fold(text)

    def _written(self, item: Any) -> date | None:
        return next((day for text in _texts(self.export.date, item) if (day := iso_date(text))), None)

    def _uri(self, item: Any, number: int) -> str:
        """Return the item's own address, or the file's with its slug, or its number from 1."""
        address = next((text.strip() for text in _texts(self.export.url, item)), "")
        if address.startswith(("https://", "http://")) and urlsplit(address).netloc:
            return address
        slug = item.get("slug") if isinstance(item, dict) else None
        name = address or (slug if isinstance(slug, str) else "")
        return f"{self.resource.uri}!/{'-'.join(name.strip('/').split()) or number}"

    def _not_found(self, items: Sequence[Any]) -> Iterator[str]:
        """Yield a note for each path that finds nothing in any item: it is misspelt rather than empty."""
        for key in ("title", "url", "date", "language"):
            path = getattr(self.export, key)
            if path and not any(True for item in items for _ in _texts(path, item)):
                yield f"exports: {key}: no item has {path!r}; {_likely(path, json_mapping.paths(items))}"
            elif key == "date" and path and not any(self._written(item) for item in items):
                yield f"exports: date: {path!r} holds no day written as 2026-12-31"


def _texts(path: str, item: Any) -> Iterator[str]:
    """Yield the texts and numbers that a path finds in an item, those of nested lists in order."""
    if not path:
        return
    try:
        stack = [jmespath.search(path, item)]
    except jmespath.exceptions.JMESPathError:  # join('', null): this item has no such list
        return
    while stack:
        value = stack.pop()
        if isinstance(value, str) and value.strip():
            yield value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield str(value)
        elif isinstance(value, list):
            stack.extend(reversed(value))
