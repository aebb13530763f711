"""Markup in Markdown files that is no Markdown: JSX, imports, admonition fences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgcheck.readers.flow import Origin

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_IMPORT = re.compile(r"import\s+(?:[\w*${][^;]*?\sfrom\s+)?[\"'][^\"']+[\"'];?[ \t]*$")
_MODULE = re.compile(
    r"(?:import\s*\{|import\s+[\w$]+\s*,|export\s+(?:default|const|let|var|function|async|\{|\*))"
)
_ADMONITION = re.compile(r"[ \t>]*(?::{3,}|!!!|\?\?\?\+?)[ \t]*(?:\{[^}]*\}|[\w-]+)?(?P<title>.*?)[ \t]*\r?$")
_ATTRIBUTES = re.compile(r"[ \t]*\{(?::[^{}]*|[#.][\w-][^{}]*)\}[ \t]*\r?$")
_EMBEDDED = re.compile(
    r"""
      (?P<code>(?<!`)(`{1,3})(?!`).{1,2000}?(?<!`)\2(?!`))
    | \{/\*.{0,5000}?\*/\}
    | \{[ ]?["'`][ ]*["'`][ ]?\}
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
    removed = sorted([*_lines_to_remove(source, start, code), *_embedded(source, start, code)])
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

    for cut_start, cut_end, instead in removed:
        if cut_start < at:
            continue
        keep(cut_start)
        at = cut_end
        for value_start, value_end in instead:
            words = source[value_start:value_end]
            parts += ["\n\n", words, "\n\n"]
            runs.append((length + 2, value_start))
            length += len(words) + 4
    keep(len(source))
    return "".join(parts), tuple(runs)


_Removal = tuple[int, int, list[tuple[int, int]]]
"""Start, end, and the parts of it that are copy."""


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
    for line in source[start:].splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        end = at + len(bare)
        if not any(code_start <= at < code_end for code_start, code_end in code):
            in_module = (in_module and bool(bare.strip())) or _MODULE.match(bare) is not None
            if in_module or _IMPORT.match(bare):
                yield at, end, []
            elif bare.lstrip(" \t>").startswith((":::", "!!!", "???")) and (found := _ADMONITION.match(bare)):
                inner = re.search(r"[^\s\[\]\"].*[^\s\[\]\"]", found["title"])
                title = at + found.start("title")
                yield at, end, [(title + inner.start(), title + inner.end())] if inner else []
            elif found := _ATTRIBUTES.search(bare):
                yield at + found.start(), end, []
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
        yield (
            found.start(),
            found.end(),
            [m.span("value") for m in _props(source, found)] if is_tag and alone else [],
        )


def _props(source: str, found: re.Match[str]) -> Iterator[re.Match[str]]:
    return _COPY_PROP.finditer(source, *found.span("props"))
