"""Characters of a PDF: ligatures, glyph names, hyphens at line ends, and text too broken to compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from msgcheck.readers.flow import Flow

_GLYPH_NAME = re.compile(r"/([A-Za-z](?:_[A-Za-z])+)(?![A-Za-z])")  # "/f_i": a ligature without a character
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LINE_END = re.compile(r"([^\W\d_]+)-$")
_MOST_BROKEN = 0.05  # share of characters without a meaning; a sound page has none
_LONGEST_MEAN_WORD = 18  # letters; above it, the spaces are lost
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# First parts of compounds that keep their hyphen wherever the line breaks.
_PREFIXES = frozenset(
    [
        "all",
        "best",
        "built",
        "co",
        "cost",
        "cross",
        "data",
        "day",
        "double",
        "easy",
        "end",
        "enterprise",
        "ever",
        "fast",
        "first",
        "five",
        "four",
        "full",
        "half",
        "hands",
        "high",
        "in",
        "industry",
        "key",
        "large",
        "long",
        "low",
        "mid",
        "month",
        "multi",
        "near",
        "no",
        "non",
        "off",
        "on",
        "one",
        "open",
        "opt",
        "out",
        "pay",
        "pre",
        "real",
        "risk",
        "role",
        "self",
        "set",
        "short",
        "sign",
        "single",
        "six",
        "small",
        "step",
        "third",
        "three",
        "time",
        "top",
        "two",
        "up",
        "user",
        "well",
        "world",
        "year",
    ]
)


def clean(text: str) -> str:
    """Return `text` with ligatures and wide forms spelled out and white space folded.

    Superscripts stay: NFKC would make "5¹" fifty-one. So do fractions and ™.
    """
    text = _GLYPH_NAME.sub(lambda match: match[1].replace("_", ""), text)
    flow = Flow()
    flow.add("".join(map(_plain_form, text)), 0)
    return flow.finish()[0]


def _plain_form(char: str) -> str:
    if char.isascii():
        return char
    tag = unicodedata.decomposition(char).partition(">")[0]
    if tag in (
        "<compat",
        "<wide",
        "<narrow",
        "<noBreak",
        "<font",
        "<initial",
        "<medial",
        "<final",
        "<isolated",
    ):
        return unicodedata.normalize("NFKC", char)
    return char


def superscript(text: str) -> str:
    """Return a small raised number as superscript characters, so that it joins no number before it."""
    return text.translate(_SUPERSCRIPT)


def is_broken(text: str) -> bool:
    """Say whether a page's text is damaged: glyphs without characters, or words without spaces."""
    if not text:
        return False
    if len(_PRIVATE.findall(text)) > _MOST_BROKEN * len(text):
        return True
    words = text.split()
    latin = sum(char.isascii() and char.isalpha() for char in text) > len(text) / 2
    return latin and len(text) / max(len(words), 1) > _LONGEST_MEAN_WORD


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """Return the words that stand whole on a line, in lower case: what `join_lines` asks."""
    words: set[str] = set()
    for line in lines:
        found = _WORD.findall(line.lower())
        words.update(found[:-1] if line.endswith("-") else found)
    return frozenset(words)


def join_lines(lines: Sequence[str], known: frozenset[str]) -> str:
    """Return one text of the lines of a paragraph, words that were hyphenated at a line end made whole."""
    text = ""
    for line in lines:
        if not text:
            text = line
            continue
        match = _LINE_END.search(text)
        if match and line[:1].islower():
            first = match[1].lower()
            rest = _WORD.match(line.lower())
            second = rest[0] if rest else ""
            keeps = f"{first}-{second}" in known or (first in _PREFIXES and first + second not in known)
            text = text + line if keeps else text[:-1] + line
        elif text.endswith(("-", "/")) and line[:1].isalnum() and text[-2:-1].isalnum():
            text += line  # "30-" and "day"
        else:
            text += " " + line
    return text
