"""What a dictionary knows of two words: WordNet, as made by training/synonyms/wordnet.py.

>>> relation("invoices", "bill"), relation("capturing", "capture"), relation("dog", "animal")
('synonym', 'derived', 'kind')
>>> relation("banana", "invoice")
''
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from msgcheck.wordnet import lexicon

# How much two words say the same, 0 to 1; the ranking is what counts, the weights are learned.
CLOSENESS = {"same": 1.0, "synonym": 0.9, "derived": 0.7, "kind": 0.5, "sister": 0.35, "": 0.0}
_SENSES = 4  # of each word; rarer ones are hardly meant in copy
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
_TENSES = (("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))


@lru_cache(maxsize=50_000)
def base(word: str) -> str:
    """The dictionary form of a word in lower case: "counts" -> "count"; an unknown one loses its plural s."""
    known = lexicon().words
    for end, new in _PLURALS:
        stem = word[: -len(end)] + new
        if word.endswith(end) and not word.endswith("ss") and len(stem) > 2 and stem in known:
            return stem
    unknown = word not in known and len(word) > 3 and word.endswith("s") and word[-2] not in "sui"
    return word[:-1] if unknown else word


@lru_cache(maxsize=50_000)
def stems(word: str) -> frozenset[str]:
    """The dictionary form and, of a participle, its verb: {"counting", "count"}."""
    known = lexicon().words
    found = {base(word)}
    for end, new in _TENSES:
        stem = word[: -len(end)] + new
        if not word.endswith(end) or len(stem) < 3:
            continue
        doubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
        found |= {way for way in (stem, doubled) if way in known}
    return frozenset(found)


def is_noun(word: str) -> bool:
    """Whether the word can be a noun; a word the dictionary lacks can."""
    parts = lexicon().parts(base(word))
    return not parts or "n" in parts


def is_verb(word: str) -> bool:
    """Whether the word, as written, can be the base form of a verb."""
    return "v" in lexicon().parts(word)


@lru_cache(maxsize=200_000)
def relation(one: str, other: str) -> str:
    """Return the closest of same, synonym, derived, kind (one is a kind of the other), sister, or ""."""
    left, right = stems(one), stems(other)
    if left & right:
        return "same" if base(one) == base(other) else "derived"
    return max((_related(a, b) for a in left for b in right), key=CLOSENESS.__getitem__)


def _related(one: str, other: str) -> str:
    left, right = _around(one), _around(other)
    if left.senses & right.senses:
        return "synonym"
    if left.derived & right.senses or right.derived & left.senses:
        return "derived"
    if left.above & right.senses or right.above & left.senses:
        return "kind"
    if left.far_above & right.senses or right.far_above & left.senses:
        return "kind"
    return "sister" if left.above & right.above else ""


class _Around(NamedTuple):
    """The senses of a word, those derived from them, and one and two kinds above."""

    senses: frozenset[int]
    derived: frozenset[int]
    above: frozenset[int]
    far_above: frozenset[int]


@lru_cache(maxsize=50_000)
def _around(word: str) -> _Around:
    known = lexicon()
    senses = frozenset(known.senses(word)[:_SENSES])
    above = _widened(senses, known.above)
    return _Around(senses, _widened(senses, known.derived), above, _widened(above, known.above))


def _widened(rows: frozenset[int], pointers: list[tuple[int, ...]]) -> frozenset[int]:
    return frozenset(to for row in rows for to in pointers[row])


def closeness(one: str, other: str) -> float:
    """How much two words say the same, 0 to 1 (see CLOSENESS)."""
    return CLOSENESS[relation(one, other)]


def cover(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Mean over `words` of the closest word among `others`; 0 without words."""
    if not words or not others:
        return 0.0
    return sum(max(closeness(word, other) for other in others) for word in words) / len(words)
