"""Markup in Markdown files that is no Markdown: JSX, imports, admonition fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgcheck.readers.flow import Origin

_FENCE = re.compile(r"[ \t>]*(`{3,}(?=[^`]*$)|~{3,})", re.DOTALL)
# A line of prose below a blank one: where code whose fence nobody closed has ended.
_PROSE = re.compile(
    r"\n[ \t]*\r?\n(?=(?:\#{1,6}[ ]|[-*+][ ]|\d+[.)][ ]|>[ ]?|\|[ ])?[*_\"“']{0,3}"
    r"[A-Z$€£\d][\w'’.,%-]*[ ][\w$€£\"“'(*_\[][^{};=\n]*[^{};=(,\s][ \t]*\r?(?:\n|\Z))"
)
_IMPORT = re.compile(r"import\s+(?:[\w*${][^;]*?\sfrom\s+)?[\"'][^\"']+[\"'];?[ \t]*$")
_MODULE = re.compile(
    r"(?:import\s*\{|import\s+[\w$]+\s*,|export\s+(?:default|const|let|var|function|async|\{|\*))"
)
_ADMONITION = re.compile(
    r"[ \t>]*(?::{3,}|!!!|\?\?\?\+?|===[+!]?(?=[ \t]+\"))[ \t]*(?:\{[^}]*\}|[\w-]+)?(?P<title>.*?)[ \t]*\r?$"
)
_BOXES = (":::", "!!!", "???", "===")
_INDENT = 4  # blanks before the copy of `!!! note`
BOX_END = "<!-- end of box -->"
CARD, CARD_END = "<!-- properties of a component -->", "<!-- end of properties -->"
NAMED, NAMED_END = "<!-- in a component with a name -->", "<!-- end of the component -->"
_LONGEST_NAMED = 4_000  # characters; what is longer is the page around its sections
_TASK = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(\[[ xX]\][ \t]+)(?=\S)")
_ATTRIBUTES = re.compile(r"[ \t]*\{(?::[^{}]*|[#.][\w-][^{}]*)\}[ \t]*\r?$")
_EMBEDDED = re.compile(
    r"""
      (?P<code>(?<!`)(`{1,3})(?!`).{1,2000}?(?<!`)\2(?!`))
    | \{/\*.{0,5000}?\*/\}
    | \{[ ]?(?P<quote>["'`])(?P<string>[^"'`{}\n]{0,500})(?P=quote)[ ]?\}
    | <(?P<close>/?)(?P<name>[A-Za-z][\w.-]*)?
      (?P<props>(?:[^<>"'{}]|"[^"]{0,2000}"|'[^']{0,2000}'|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}\}){0,3000}\}){0,200})>
    """,
    re.VERBOSE | re.DOTALL,
)
_COPY_PROP = re.compile(
    r"\b(?P<key>title|heading|headline|subtitle|subheading|description|label|text|caption|cta|question|answer|price"
    r"|quote|tip|tagline|summary|plan|tier|name|product|amount|value|period|interval|billing)="
    r"(?:(?:\{\s*)?([\"'`])(?P<value>[^\"'`]{1,2000})\2|\{\s*(?P<number>\d[\d.]*)\s*\})"
)
# Of what names the other properties of a component, the first is its name.
_NAMES = ("question", "plan", "tier", "product", "name", "title", "heading", "headline", "label")
_IDS = {"plan", "tier", "product", "name"}  # copy when written as a name: "Pro", not "pro"
_NUMBERS = {"amount", "value"}  # copy when there is a number in it
_PRICES = {"price", "amount", "value"}
_PERIODS = {"period", "interval", "billing"}  # copy beside a price


def clean(source: str, start: int, *, mdx: bool) -> tuple[str, Origin, list[str]]:
    """Return `source[start:]` without JSX, imports, admonition fences and carriage returns, its origin, and notes.

    Words in the properties of a component that stands on its own line (`title="..."`) are kept as paragraphs;
    those of one that has a name stand between CARD and CARD_END, its name first.
    """
    notes: list[str] = []
    code = list(_fenced(source, start))
    removed = sorted(
        [
            *_lines_to_remove(source, start, code),
            *_embedded(source, start, code),
            *_end_of_code(source, start, code, notes),
        ],
        key=lambda removal: removal[:2],
    )
    parts: list[str] = []
    runs: list[tuple[int, int]] = []
    length = 0
    at = start

    def keep(end: int) -> None:
        nonlocal length
        for line in re.finditer(r"[^\r]+", source[at:end]):
            runs.append((length, at + line.start()))
            parts.append(line.group())
            length += len(line.group())

    for removal in removed:
        if removal.start < at:
            continue
        keep(removal.start)
        at = removal.end
        for before, (value_start, value_end), behind in removal.copy:
            words = source[value_start:value_end]
            parts += [before, words, behind]
            runs.append((length + len(before), value_start))
            length += len(before) + len(words) + len(behind)
    keep(len(source))
    return "".join(parts), tuple(runs), notes + (_unclosed(source, start, code) if mdx else [])


_Copy = tuple[str, tuple[int, int], str]
"""What is written before a part of the source, the part, and what is written behind it."""


class _Removal(NamedTuple):
    """Markup to take out, and the parts of it that are copy."""

    start: int
    end: int
    copy: Sequence[_Copy] = ()


_PARAGRAPH = ("\n\n", "\n\n")
_TITLE = ("\n\n**", "**\n\n")  # bold, so that a question is known as the title of what follows


def _fenced(source: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of fenced code; one that is not closed ends above the next prose."""
    opened: tuple[str, int] | None = None
    at = start
    for line in source[start:].splitlines(keepends=True):
        found = _FENCE.match(line)
        if found and opened is None:
            opened = (found[1], at)
        elif found and opened and found[1].startswith(opened[0]) and not line[found.end() :].strip():
            yield opened[1], at + len(line)
            opened = None
        at += len(line)
    if opened:
        prose = _PROSE.search(source, opened[1]) if _at_margin(source, opened[1]) else None
        yield opened[1], prose.end() if prose else len(source)


def _at_margin(source: str, fence: int) -> bool:
    """Whether a fence stands in no list and no quotation, whose end would close it."""
    return source[fence] in "`~"


def _end_of_code(
    source: str, start: int, code: list[tuple[int, int]], notes: list[str]
) -> Iterator[_Removal]:
    """Close the fence that nobody closed, with a note."""
    if not code or not _at_margin(source, code[-1][0]):
        return
    opened, end = code[-1]
    mark = _FENCE.match(source, opened)
    lines = source[opened:end].split()
    if mark is None or (len(lines) > 1 and set(lines[-1]) == {mark[1][0]} and len(lines[-1]) >= len(mark[1])):
        return
    line = source.count("\n", 0, opened) + 1
    until = f"line {source.count(chr(10), 0, end)}" if end < len(source) else "the end"
    notes.append(f"line {line}: the code is not closed by {mark[1]}, read as code down to {until}")
    if end < len(source):
        yield _Removal(end, end, [(f"{mark[1]}\n\n", (end, end), "")])


def _lines_to_remove(source: str, start: int, code: list[tuple[int, int]]) -> Iterator[_Removal]:
    at = start
    in_module = False
    depth = 0  # blanks before the copy in a box: `!!! note` indents it, and it is no code
    for line in source[start:].splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        words = at + min(depth, len(bare) - len(bare.lstrip(" ")))
        end = at + len(bare)
        if not any(code_start <= at < code_end for code_start, code_end in code):
            in_module = (in_module and bool(bare.strip())) or _MODULE.match(bare) is not None
            if bare.strip() and words - at < depth:
                depth = (words - at) // _INDENT * _INDENT
                yield _Removal(at, at, [(f"\n\n{BOX_END}\n\n", (at, at), "")])
            if depth:
                yield _Removal(at, words)
            if in_module or _IMPORT.match(bare):
                yield _Removal(words, end)
            elif bare.lstrip(" \t>").startswith(_BOXES) and (found := _ADMONITION.match(bare)):
                inner = re.search(r"[^\s\[\]\"].*[^\s\[\]\"]", found["title"])
                title = at + found.start("title")
                at_title = (title + inner.start(), title + inner.end()) if inner else (0, 0)
                yield _Removal(words, end, [(_TITLE[0], at_title, _TITLE[1])] if inner else [])
                if not bare.lstrip(" \t>").startswith(":"):
                    depth = len(bare) - len(bare.lstrip(" ")) + _INDENT
            elif found := _TASK.match(bare):
                yield _Removal(at + found.start(1), at + found.end(1))
            elif found := _ATTRIBUTES.search(bare):
                yield _Removal(max(words, at + found.start()), end)
        at += len(line)


def _embedded(source: str, start: int, code: list[tuple[int, int]]) -> Iterator[_Removal]:
    closed_at = _components(source, start, code)[0]
    named: set[int] = set()  # where the components end whose name has been told
    for found in _EMBEDDED.finditer(source, start):
        if found["code"] or any(code_start <= found.start() < code_end for code_start, code_end in code):
            continue
        name = found["name"]
        is_tag = found["props"] is not None
        if is_tag and name and not name[0].isupper() and "{" not in found["props"]:
            continue  # HTML, which the parser knows
        if is_tag and not name and found["props"].strip():
            continue
        line_start = source.rfind("\n", 0, found.start()) + 1
        alone = not source[line_start : found.start()].strip(" \t>")
        if is_tag:
            said = _properties(source, found) if alone else []
            end = closed_at.get(found.start(), found.end())
            if found.end() < end <= found.end() + _LONGEST_NAMED and said and _is_named(found):
                named.add(end)
                said[0] = (f"\n\n{NAMED}{said[0][0]}", *said[0][1:])
            elif found.end() in named:
                said = [(f"\n\n{NAMED_END}\n\n", (found.end(), found.end()), "")]
            yield _Removal(found.start(), found.end(), said)
        else:  # {"$"} is a dollar; a comment and {" "} are nothing
            copy = [("", found.span("string"), "")] if (found["string"] or "").strip() else []
            yield _Removal(found.start(), found.end(), copy)


def _properties(source: str, tag: re.Match[str]) -> list[_Copy]:
    """Return the copy in the properties of a component; what has a name and more is marked as a card."""
    said: dict[str, tuple[int, int]] = {}
    for prop in _COPY_PROP.finditer(source, *tag.span("props")):
        key, group = prop["key"], "value" if prop["value"] is not None else "number"
        words = prop[group]
        if (key in _IDS and not words[0].isupper()) or (key in _NUMBERS and not re.search(r"\d", words)):
            continue
        said.setdefault(key, prop.span(group))
    name = next((key for key in _NAMES if key in said), "")
    if set(said) <= _IDS | _PERIODS:
        return []  # nothing is said of what it names
    order = sorted(said, key=lambda key: (key != name, said[key]))
    copy: list[_Copy] = []
    price = next((key for key in order if key in _PRICES), "")
    for key in order:
        if key in _PERIODS and price:
            continue
        copy.append((_PARAGRAPH[0], said[key], "" if key == price else _PARAGRAPH[1]))
        if key == price:
            periods = [said[period] for period in order if period in _PERIODS]
            copy += [(_per(source[start:end]), (start, end), "") for start, end in periods]
            copy[-1] = (*copy[-1][:2], _PARAGRAPH[1])
    if name and len(copy) > 1:
        first, last = copy[0], copy[-1]
        copy[0] = (f"\n\n{CARD}\n\n", *first[1:])
        copy[-1] = (*last[:2], f"{_PARAGRAPH[1]}{CARD_END}\n\n")
    return copy


def _per(period: str) -> str:
    """Return what joins a price to its period: "$9/month", "$9 per month"."""
    return "/" if re.fullmatch(r"[a-z]+", period) and not period.endswith("ly") else " "


def _is_named(tag: re.Match[str]) -> bool:
    return any(prop["key"] in _NAMES for prop in _COPY_PROP.finditer(tag["props"]))


def _unclosed(source: str, start: int, code: list[tuple[int, int]]) -> list[str]:
    """Return a note for each component that is not closed."""
    opened = _components(source, start, code)[1]
    return [f"line {source.count(chr(10), 0, t.start()) + 1}: <{t['name']}> is not closed" for t in opened]


def _components(
    source: str, start: int, code: list[tuple[int, int]]
) -> tuple[dict[int, int], list[re.Match[str]]]:
    """Return where the closing tag of each component ends, by where its tag begins; and the tags not closed."""
    closed: dict[int, int] = {}
    opened: list[re.Match[str]] = []
    for found in _EMBEDDED.finditer(source, start):
        name = found["name"]
        in_code = any(code_start <= found.start() < code_end for code_start, code_end in code)
        if in_code or not name or not name[0].isupper() or found["props"].rstrip().endswith("/"):
            continue
        if not found["close"]:
            opened.append(found)
        elif name in (names := [tag["name"] for tag in opened]):
            closed[opened.pop(len(names) - 1 - names[::-1].index(name)).start()] = found.end()
    return closed, opened
