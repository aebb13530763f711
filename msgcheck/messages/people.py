"""Which nouns name people, or what people form and run: teams, firms, shops, homes. WordNet says so.

>>> [word for word in ("teams", "landlords", "clinics", "parcels", "months", "prices") if is_people(word)]
['teams', 'landlords', 'clinics']
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgcheck.wordnet import lexicon

_SENSES = range(1, 3)  # of a noun; rarer ones are hardly meant in copy
# Senses that hold everything an audience can be, and those below them that none is.
_HUMAN = ("person:1", "people:1", "social group:1", "place of business:1", "building:1", "housing:1", "residence:2", "domestic animal:1")  # fmt: skip
_FORMED = tuple(sense for sense in _HUMAN if sense not in {"person:1", "people:1", "domestic animal:1"})
_PERSON = ("person:1", "domestic animal:1")
_NOT_HUMAN = ("meeting:1", "political unit:1", "deity:1")
# Words of today's copy that WordNet lacks, or knows only in another sense.
_NEWER = frozenset("startup nonprofit smb sme ngo brand everyone anyone those ones creator".split())
# People or not as the word before them says: "hospital groups", not "blood groups".
_GATHERING = frozenset("group chain network".split())
_PLURALS = (("ies", "y"), ("ves", "fe"), ("es", ""), ("s", ""))
_AGENT = re.compile(r"[a-z]{3,}(?:ers?|ists?|ians?)")


def _known(noun: str) -> tuple[int, ...]:
    return lexicon().nouns(noun, _SENSES)


@lru_cache(maxsize=8)
def _rows(senses: tuple[str, ...]) -> frozenset[int]:
    """Return the rows of senses that are named by noun and rank: "person:1"."""
    named = (sense.partition(":") for sense in senses)
    return frozenset(
        row for noun, _, rank in named for row in lexicon().nouns(noun, range(int(rank), int(rank) + 1))
    )


@lru_cache(maxsize=10_000)
def _above(row: int) -> frozenset[int]:
    """Return a row and everything that it is a kind of."""
    above = lexicon().above
    found, waiting = {row}, [row]
    while waiting:
        for to in above[waiting.pop()]:
            if to not in found:
                found.add(to)
                waiting.append(to)
    return frozenset(found)


@lru_cache(maxsize=10_000)
def singular(noun: str) -> str:
    """Return a noun, in lower case, as the dictionary lists it: "households" -> "household"."""
    if noun in _NEWER:
        return noun
    for end, new in _PLURALS:
        stem = noun[: -len(end)] + new
        known = noun.endswith(end) and not noun.endswith("ss") and len(stem) > 2
        if known and (stem in _NEWER or _known(stem)):
            return stem
    return (
        noun.removesuffix("s")
        if noun.endswith("s") and not noun.endswith("ss") and not _known(noun)
        else noun
    )


@lru_cache(maxsize=10_000)
def is_people(noun: str) -> bool:
    """Whether a noun names people or what they form; one that WordNet lacks does by its ending alone."""
    word = singular(noun.lower().replace("-", "").replace("é", "e"))
    rows = _known(word)
    if word in _NEWER:
        return True
    if not rows:
        return bool(_AGENT.fullmatch(word))
    return any(above & _rows(_HUMAN) and not above & _rows(_NOT_HUMAN) for above in map(_above, rows))


def is_group(noun: str) -> bool:
    """Whether a noun names what people form ("team", "clinic"): it has a size, where a person has an age.

    >>> [word for word in ("teams", "children", "chains", "owners") if is_group(word)]
    ['teams', 'chains']
    """
    rows = _known(singular(noun.lower()))
    if gathers(noun):
        return True
    return any(_above(row) & _rows(_FORMED) for row in rows) and not any(
        _above(row) & _rows(_PERSON) for row in rows[:1]
    )


def gathers(noun: str) -> bool:
    """Whether a noun names many of what is said with it, be it people or not: "groups", "chains"."""
    return singular(noun.lower()) in _GATHERING
