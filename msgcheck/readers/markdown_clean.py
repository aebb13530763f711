"""Markup in Markdown files that is no Markdown: JSX, imports, admonition fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgcheck.readers.flow import Origin

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
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
    r"\b(?:title|heading|headline|subtitle|subheading|description|label|text|caption|cta|question|answer|price|quote"
    r"|tagline|summary)=(?:\{\s*)?([\"'`])(?P<value>[^\"'`]{1,2000})\1"
)


def clean(source: str, start: int) -> tuple[str, Origin]:
    """Return `source[start:]` without JSX, imports, admonition fences and carriage returns, and its origin.

    Words in the properties of a component that stands on its own line (`title="..."`) are kept as paragraphs.
    """
    code = list(_fenced(source, start))
    removed = sorted(
        [*_lines_to_remove(source, start, code), *_embedded(source, start, code)],
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
        for value_start, value_end in removal.copy:
            words = source[value_start:value_end]
            before, behind = removal.around
            parts += [before, words, behind]
            runs.append((length + len(before), value_start))
            length += len(before) + len(words) + len(behind)
    keep(len(source))
    return "".join(parts), tuple(runs)


class _Removal(NamedTuple):
    """Markup to take out, and the parts of it that are copy; each is written between `around` and `around`."""

    start: int
    end: int
    copy: Sequence[tuple[int, int]] = ()
    around: tuple[str, str] = ("\n\n", "\n\n")


_BEHIND_BOX = (f"\n\n{BOX_END}\n\n", "")
_TITLE = ("\n\n**", "**\n\n")  # bold, so that a question is known as the title of what follows


def _fenced(source: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of fenced code."""
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
        yield opened[1], len(source)


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
                yield _Removal(at, at, [(at, at)], _BEHIND_BOX)
            if depth:
                yield _Removal(at, words)
            if in_module or _IMPORT.match(bare):
                yield _Removal(words, end)
            elif bare.lstrip(" \t>").startswith(_BOXES) and (found := _ADMONITION.match(bare)):
                inner = re.search(r"[^\s\[\]\"].*[^\s\[\]\"]", found["title"])
                title = at + found.start("title")
                yield _Removal(
                    words, end, [(title + inner.start(), title + inner.end())] if inner else [], _TITLE
                )
                if not bare.lstrip(" \t>").startswith(":"):
                    depth = len(bare) - len(bare.lstrip(" ")) + _INDENT
            elif found := _TASK.match(bare):
                yield _Removal(at + found.start(1), at + found.end(1))
            elif found := _ATTRIBUTES.search(bare):
                yield _Removal(max(words, at + found.start()), end)
        at += len(line)


def _embedded(source: str, start: int, code: list[tuple[int, int]]) -> Iterator[_Removal]:
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
            copy = [m.span("value") for m in _props(source, found)] if alone else []
            yield _Removal(found.start(), found.end(), copy)
        else:  # {"$"} is a dollar; a comment and {" "} are nothing
            copy = [found.span("string")] if (found["string"] or "").strip() else []
            yield _Removal(found.start(), found.end(), copy, ("", ""))


def _props(source: str, found: re.Match[str]) -> Iterator[re.Match[str]]:
    return _COPY_PROP.finditer(source, *found.span("props"))
