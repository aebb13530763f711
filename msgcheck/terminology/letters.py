"""Capitals: which ones are right, and which ones a replacement takes over.

smart:  as listed, at the start of a sentence, in a line of Title Case, and in ALL CAPS.
exact:  as listed and no other way.
any:    not looked at.
"""

from __future__ import annotations

import re

from msgcheck.terminology.text import Prose, plain, words

_OPENS = re.compile(
    r"(?:\A|[.!?…:•·\n|>–—]|\A[A-Z]{1,6}-?\d+\s|(?:\A|\n)\s*(?:[-*]|\d+[.)]))[\"'“‘”’(\[\s]*\Z"
)
_LONG_WORD = re.compile(r"[^\W\d_][\w'’]{3,}")
_START = re.compile(r"(?:^|[ -])\w")
_OTHERS = words("all am any are can do he her his is it may me my no one or our she so to us we who will you")
_TITLE = 150  # characters; a longer sentence is no title


def opens(prose: Prose, start: int) -> bool:
    """Whether a sentence, a label or a list item starts here."""
    return start in prose.starts or bool(_OPENS.search(prose.text[max(0, start - 8) : start]))


def in_title(prose: Prose, start: int, end: int, *, others: int = 0) -> bool:
    """Whether every long word around, in the same sentence, has a capital; a lone term counts.

    others: how many of those words there must be, not counting the first, which has its capital anyway
            ("Send an E-Mail", "Login to Acme").
    """
    sentence = prose.sentence(start)
    if len(sentence) > _TITLE:
        return False
    text = prose.text
    before, after = text[sentence.start : start], text[end : sentence.end]
    if not re.search(r"\w", before + after):
        return True
    long_words = _LONG_WORD.findall(before) + _LONG_WORD.findall(after)
    if not long_words or not all(word[0].isupper() for word in long_words):
        return False
    opening = re.match(r"\W*(\w[\w'’]*)", before)
    first = bool(opening and _LONG_WORD.fullmatch(opening[1]))
    return not others or len(long_words) - first >= others


def allowed(mode: str, listed: str, prose: Prose, start: int, end: int) -> bool:
    """Whether the right form `listed` may be written as it stands at `start`."""
    found = plain(prose.text[start:end])
    listed = plain(listed)
    if mode == "any" or found == listed:
        return True
    if mode == "exact":
        return False
    if found == listed.upper():
        return True
    if found == listed[0].upper() + listed[1:] and opens(prose, start):
        return True
    return _initials(found, listed) and in_title(prose, start, end)


def another_word(listed: str, found: str) -> bool:
    """Whether "us" is no careless "US"."""
    return listed.isupper() and found.lower() in _OTHERS and not found.isupper()


def meant(mode: str, listed: str, found: str, *, capitals: bool = False) -> bool:
    """Whether `found` is the wrong form `listed`.

    smart: its capitals must be there ("US" is not "us", "Slack" is not "slack"), its small letters may grow.
    """
    found, listed = plain(found), plain(listed)
    if mode == "any" and not capitals:
        return True
    if mode == "exact":
        return found == listed
    return all(a == b or not b.isupper() for a, b in zip(found, listed, strict=True))


def recased(replacement: str, mode: str, prose: Prose, start: int, end: int) -> str:
    """`replacement` with the capitals that its place asks for."""
    found = prose.text[start:end]
    if mode == "exact" or not replacement:
        return replacement
    letters = [char for char in found if char.isalpha()]
    if not letters or not letters[0].isupper() or replacement != replacement.lower():
        return replacement
    if len(letters) > 1 and found == found.upper() and in_capitals(prose, start, end):
        return replacement.upper()
    others = 1 if len(_START.findall(found)) > 1 else 2  # "Universal Login" is a title in itself
    if _titled(found) and in_title(prose, start, end, others=others):
        return _START.sub(lambda match: match[0].upper(), replacement)
    return replacement[0].upper() + replacement[1:] if opens(prose, start) else replacement


def in_capitals(prose: Prose, start: int, end: int) -> bool:
    """Whether the words around are in capitals too, or there are none: else "SSO" is only an acronym."""
    sentence = prose.sentence(start)
    around = prose.text[sentence.start : start] + prose.text[end : sentence.end]
    return around == around.upper()


def _initials(found: str, listed: str) -> bool:
    """Whether `found` differs from `listed` only in capitals at the start of words."""
    starts = {match.end() - 1 for match in _START.finditer(listed)}
    return all(
        a == b or (index in starts and a == b.upper())
        for index, (a, b) in enumerate(zip(found, listed, strict=True))
    )


def _titled(found: str) -> bool:
    return all(match[0][-1].isupper() for match in _START.finditer(found))
