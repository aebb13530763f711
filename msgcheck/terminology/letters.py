"""Capitals: which ones are right, and which ones a replacement takes over.

smart:  as listed, at the start of a sentence, in a line of Title Case, in ALL CAPS, and in a name ("Tracker & Sons",
        "under Suppliers").
exact:  as listed and no other way.
any:    not looked at.
"""

from __future__ import annotations

import re

from msgcheck.terminology.text import Prose, plain, words

_OPENS = re.compile(
    r"(?:\A|[.!?…:•·\n|>–—]|\A[A-Z]{1,6}-?\d+\s|(?:\A|\n)\s*(?:[-*]|\(?\d+[.)]|\(?[a-z]\)))[\"'“‘”’(\[\s]*\Z"
)
_A_WORD = re.compile(r"[^\W\d_][\w'’]*")
_LONG = 4  # letters; a shorter word may be small in a title, and says nothing where it opens one
_SMALL = words(  # long words that many writers leave small in a title
    "about above across after against along among amid around before behind below beneath beside between beyond despite"
    " down during from inside into like near onto outside over past since than that through throughout till toward towards"
    " under until unto upon versus via when while with within without"
)
_INSIDE = re.compile(
    r"(?<= )(?:An?|And|As|At|By|For|In|Of|On|Or|Per|The|To|With)(?= )"
)  # small inside a title
_NAME_BEFORE = re.compile(r"([\w'’]+)(?: |/| ?& ?| ?[>›→] ?)\Z")
_NAME_AFTER = re.compile(r"(?: |/| ?& ?| ?[>›→] ?)([\w'’]+)")
# What one reads on a screen is written as it stands there.
_SCREEN_BEFORE = words(
    "under click clicking tap tapping press pressing select selecting choose choosing called named labelled labeled entitled titled"
)
_SCREEN_AFTER = words(
    "tab tabs menu button icon link panel section field checkbox column dialog dialogue heading"
)
_NEAR = 8  # characters
_BESIDE = 40  # characters that hold a neighbour
_LETTER = re.compile(r"\w")
_START = re.compile(r"(?:^|[ -])\w")
_OTHERS = words("all am any are can do he her his is it may me my no one or our she so to us we who will you")
_TITLE = 150  # characters; a longer sentence is no title
_AROUND = 1000  # characters on each side, in a text that never ends a sentence


def opens(prose: Prose, start: int) -> bool:
    """Whether a sentence, a label or a list item starts here."""
    if prose.labels:
        return True
    sentence = prose.starts[prose.sentence_index(start)]
    before = prose.text[max(sentence, start - _NEAR) : start]
    return (start - sentence <= len(before) and not _LETTER.search(before)) or bool(_OPENS.search(before))


def in_title(prose: Prose, start: int, end: int, *, others: int = 0) -> bool:
    """Whether the words around, in the same sentence, have capitals as in a title; a lone term counts.

    others: how many words with a capital there must be, not counting the first, which has its capital anyway
            ("Send an E-Mail", "Login to Acme").
    """
    sentence = prose.sentence(start)
    if len(sentence) > _TITLE:
        return False
    text = prose.text
    before, after = text[sentence.start : start], text[end : sentence.end]
    if not re.search(r"\w", before + after):
        return True
    leading: list[str] = _A_WORD.findall(before)
    opening, inside = leading[:1], [*leading[1:], *_A_WORD.findall(after)]
    small = [word for word in opening + inside if word[0].islower() and len(word) >= _LONG]
    if not _SMALL.issuperset(small):
        return False
    capitals = len([word for word in inside if word[0].isupper() and len(word) >= _LONG - word.istitle()])
    if others or small:
        return capitals >= max(others, 1)
    return capitals > 0 or any(len(word) >= _LONG for word in opening)


def in_name(prose: Prose, start: int, end: int) -> bool:
    """Whether a capital belongs to a name of which the words are a part, or to what stands on a screen."""
    sentence = prose.sentence(start)
    first = max(sentence.start, start - _BESIDE)
    left = _NAME_BEFORE.search(prose.text[first:start])
    right = _NAME_AFTER.match(prose.text[end : min(sentence.end, end + _BESIDE)])
    if right and (right[1][0].isupper() or right[1] in _SCREEN_AFTER):
        return True
    if not left:
        return False
    has_own_capital = left[1][0].isupper() and left[1] != "I" and not opens(prose, first + left.start())
    return has_own_capital or left[1].lower() in _SCREEN_BEFORE


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


def named(mode: str, listed: str, prose: Prose, start: int, end: int) -> bool:
    """Whether a right form in other capitals is part of a name, so that it is none of ours."""
    found, listed = plain(prose.text[start:end]), plain(listed)
    titled = mode == "smart" and listed.islower() and _initials(found, listed)
    return titled and _titled(found) and in_name(prose, start, end)


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
    if mode == "exact" or found == listed:
        return found == listed
    return listed.islower() or all(a == b or not b.isupper() for a, b in zip(found, listed, strict=True))


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
    # "Universal Login" is a title in itself, "E-Mail" a habit.
    others = 0 if _titled(found) and " " in found else 1 if "-" in found else 2
    if _titled(found) and in_title(prose, start, end, others=others):
        return _INSIDE.sub(
            lambda word: word[0].lower(), _START.sub(lambda first: first[0].upper(), replacement)
        )
    return replacement[0].upper() + replacement[1:] if opens(prose, start) else replacement


def in_capitals(prose: Prose, start: int, end: int) -> bool:
    """Whether the words around are in capitals too, or there are none: else "SSO" is only an acronym."""
    sentence = prose.sentence(start)
    first, last = max(sentence.start, start - _AROUND), min(sentence.end, end + _AROUND)
    around = prose.text[first:start] + prose.text[end:last]
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
