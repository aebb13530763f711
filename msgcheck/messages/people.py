"""Which nouns name people, or what people form and run: teams, firms, shops, homes. WordNet says so.

>>> [word for word in ("teams", "landlords", "clinics", "parcels", "months", "prices") if is_people(word)]
['teams', 'landlords', 'clinics']
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

from msgcheck.errors import ModelError
from msgcheck.model_files import WEIGHTS

FILE = WEIGHTS / "wordnet.gz"
_SENSES = ("1", "2")  # of a noun; rarer ones are hardly meant in copy
# Senses that hold everything an audience can be, and those below them that none is.
_HUMAN = ("person:1", "people:1", "social_group:1", "place_of_business:1", "building:1", "housing:1", "residence:2", "domestic_animal:1")  # fmt: skip
_FORMED = tuple(sense for sense in _HUMAN if sense not in {"person:1", "people:1", "domestic_animal:1"})
_PERSON = ("person:1", "domestic_animal:1")
_NOT_HUMAN = ("meeting:1", "political_unit:1", "deity:1")
# Words of today's copy that WordNet lacks, or knows only in another sense.
_NEWER = frozenset("startup nonprofit smb sme ngo brand everyone anyone those ones creator".split())
_PLURALS = (("ies", "y"), ("ves", "fe"), ("es", ""), ("s", ""))
_AGENT = re.compile(r"[a-z]{3,}(?:ers?|ists?|ians?)")


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[int, ...]], list[str]]:
    """Return (the rows of each noun's first senses, all rows). Raises ModelError when the file cannot be read."""
    try:
        lines = gzip.decompress(FILE.read_bytes()).decode().split("\n")
    except (OSError, EOFError, UnicodeDecodeError) as err:
        raise ModelError(f"{FILE} cannot be read: {err}", "install msgcheck again") from err
    ranked: dict[str, list[tuple[str, int]]] = {}
    for row, line in enumerate(lines):
        if line.startswith("n"):
            for sense in line.split("\t")[1].split():
                noun, _, rank = sense.rpartition(":")
                if rank in _SENSES:
                    ranked.setdefault(noun, []).append((rank, row))
    return {noun: tuple(row for _, row in sorted(some)) for noun, some in ranked.items()}, lines


def _known(noun: str) -> tuple[int, ...]:
    return _table()[0].get(noun, ())


@lru_cache(maxsize=8)
def _rows(senses: tuple[str, ...]) -> frozenset[int]:
    """Return the rows of senses that are named by noun and rank: "person:1"."""
    lines = _table()[1]
    wanted = set(senses)
    return frozenset(
        at
        for at, line in enumerate(lines)
        if line.startswith("n") and wanted & set(line.split("\t")[1].split())
    )


@lru_cache(maxsize=10_000)
def _above(row: int) -> frozenset[int]:
    """Return a row and everything that it is a kind of."""
    lines = _table()[1]
    found, waiting = {row}, [row]
    while waiting:
        for to in map(int, lines[waiting.pop()].split("\t")[2].split()):
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

    >>> [word for word in ("teams", "children", "enterprises", "owners") if is_group(word)]
    ['teams', 'enterprises']
    """
    rows = _known(singular(noun.lower()))
    return any(_above(row) & _rows(_FORMED) for row in rows) and not any(
        _above(row) & _rows(_PERSON) for row in rows[:1]
    )
