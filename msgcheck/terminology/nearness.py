"""Which words of a glossary a word of the copy may stand for, though nobody listed it so.

>>> words = Words(["dashboard", "catalog", "level"])
>>> [(near.word, near.how) for text in ("dashbaord", "catalogue", "lvl") for near in words.near(text)]
[('dashboard', 'misspelt'), ('catalog', 'respelt'), ('level', 'shortened')]
>>> words.near("lever"), words.near("dash")
((), ())
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jellyfish import damerau_levenshtein_distance, metaphone
from snowballstemmer import stemmer
from symspellpy import SymSpell, Verbosity

from msgcheck.terminology.english import english
from msgcheck.terminology.spelling import TENSES, inflected

MISSPELT, RESPELT, SHORTENED = "misspelt", "respelt", "shortened"
DERIVED, SOUNDS, LENGTHENED, SLIPPED = "derived", "sounds", "lengthened", "slipped"
_SHORTEST = 4  # letters of a word whose misspelling can be told from another word; the right one has one more
_LONG = 9  # letters from which two of them may be wrong
_SHARED = 6  # letters that two endings of one word have before them
_SOUNDING = 5  # letters of a word that may be taken for one that sounds the same
_CLIPPED = 3  # letters that a shortened word keeps, and loses, at least
# "cost" is no clipped "costing": what is left of a word without its ending is a word of its own.
_ENDING = re.compile(
    r"(?:s|es|ed|er|ers|or|ors|ing|ings|ion|ions|ation|ations|ment|ments|al|ally|ly|able|ible|ive|ity|ness|less|ful|ous"
    r"|ship|ships|ist|ists|ism|ize|ise|ized|ised|izing|ising|ized|able|ably|ance|ence|ant|ent|ary|ery|ory|ure|ures"
    r"|ward|wards|wise|hood|like)"
)
_STEMMER = stemmer("english")
# British to American, where the difference is of spelling alone; both sides of a comparison go through it.
_SPELLINGS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[a-z]{2})our(?=s|ed|ing|ite|ful|less|able|$)", "or"),
        (r"is(e|es|ed|er|ers|ing|ation|ations|able)$", r"iz\1"),
        (r"ys(e|es|ed|er|ers|ing)$", r"yz\1"),
        (r"(?<=[a-z][bcdfgkpt])re(?=s?$)", "er"),
        (r"ogue(?=s?$)", "og"),
        (r"(?<=[aeiou])ll(?=ed$|ing$|er$|ers$|ation$)", "l"),
        (r"(?<=[a-z]{3})ence(?=s?$)", "ense"),
        (r"amme(?=s?$)", "am"),
        (r"^cheque", "check"),
        (r"^grey", "gray"),
        (r"(?<=[a-z])ae(?=[a-z])", "e"),
        (r"(?<=[a-z])ement(?=s?$)", "ment"),
        (r"ffil(?=s?$|ment)", "ffill"),
    )
]


class Near(NamedTuple):
    """A word of the glossary that a word may stand for, and how it differs."""

    word: str
    how: str


class Words:
    """The words of the right forms of a glossary.

    words: single words, folded, in their base form.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._base: dict[str, str] = {}
        self._spelling = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        self._canonical: dict[str, list[str]] = {}
        self._by_initial: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}
        self._sounds: dict[str, list[str]] = {}
        self._seen: dict[str, tuple[Near, ...]] = {}
        self._in_phrase: dict[str, tuple[Near, ...]] = {}
        for word in sorted(set(words)):
            self._base[word] = word
            self._by_initial.setdefault(word[0], []).append(word)
            for tense in ("plural", *TENSES):
                self._base.setdefault(inflected(word, tense), word)
        for text in self._base:
            self._canonical.setdefault(_canonical(text), []).append(text)
            self._stems.setdefault(_stem(text), []).append(text)
            self._sounds.setdefault(_sound(text), []).append(text)
            if len(text) > _SHORTEST:
                self._spelling.create_dictionary_entry(text, 1)

    def base(self, word: str) -> str:
        """Return the glossary's word that `word` is, or is the plural of; "" for another word."""
        base = self._base.get(word, "")
        return base if word in (base, inflected(base, "plural")) else ""

    def near(self, word: str) -> tuple[Near, ...]:
        """Return what a folded word that is none of the glossary may stand for, the likeliest first."""
        if word not in self._seen:
            found: dict[str, str] = {}
            if word not in self._base and not word.isdigit():
                for other, how in (*self._respelt(word), *self._misspelt(word), *self._shortened(word)):
                    found.setdefault(self._base[other], how)
            self._seen[word] = tuple(Near(*item) for item in found.items())
        return self._seen[word]

    def _respelt(self, word: str) -> Iterable[tuple[str, str]]:
        return ((other, RESPELT) for other in self._canonical.get(_canonical(word), ()))

    def _misspelt(self, word: str) -> Iterable[tuple[str, str]]:
        if len(word) < _SHORTEST or is_english(word):
            return
        reach = 2 if len(word) >= _LONG else 1
        for hit in self._spelling.lookup(word, Verbosity.CLOSEST, max_edit_distance=reach):
            other = str(hit.term)
            if sorted(other[:2]) == sorted(word[:2]) or other[0] == word[0]:
                yield other, MISSPELT

    def _shortened(self, word: str) -> Iterable[tuple[str, str]]:
        if len(word) < _CLIPPED or not word.isalpha():
            return
        for other in self._by_initial.get(word[0], ()):
            lost = len(other) - len(word)
            if lost < 2 or is_english(word):
                continue
            clipped = (
                lost >= _CLIPPED and other.startswith(word) and not _ENDING.fullmatch(other[len(word) :])
            )
            if clipped or _skeleton(word, other):
                yield other, SHORTENED

    def near_in_phrase(self, word: str) -> tuple[Near, ...]:
        """Return what a word may stand for beside the right other words of a term: an English word too.

        >>> words = Words(["driver", "score", "braking", "multi"])
        >>> [words.near_in_phrase(word)[0].how for word in ("scoring", "breaking", "multiple")]
        ['derived', 'sounds', 'lengthened']
        """
        if word not in self._in_phrase:
            self._in_phrase[word] = tuple(self._loosely(word))
        return self._in_phrase[word]

    def _loosely(self, word: str) -> Iterator[Near]:
        if len(word) < _CLIPPED or not word.isalpha():
            return
        found = {near.word: near.how for near in self.near(word)}
        for other in self._stems.get(_stem(word), ()):
            found.setdefault(self._base[other], DERIVED)
        for other in self._by_initial.get(word[0], ()):
            if _related(word, other):
                found.setdefault(other, DERIVED)
        for other in self._sounds.get(_sound(word), ()):
            if len(word) >= _SOUNDING and damerau_levenshtein_distance(word, other) == 1:
                found.setdefault(self._base[other], SOUNDS)
        for hit in self._spelling.lookup(word, Verbosity.ALL, max_edit_distance=1):
            if abs(len(hit.term) - len(word)) == 1 and hit.term[0] == word[0]:
                found.setdefault(self._base[hit.term], SLIPPED)
        same_initial = self._by_initial.get(word[0], ())
        for other in same_initial:
            if _begins(word, other) or _skeleton(word, other):
                found.setdefault(other, SHORTENED)
        for other in self._by_initial.get(word[0], ()):
            if len(other) > _CLIPPED and _begins(other, word):
                found.setdefault(other, LENGTHENED)
        yield from (Near(*item) for item in found.items())


def _related(word: str, other: str) -> bool:
    """Whether two words are one beginning with two endings: "treasury" and "treasurer"."""
    shared = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    endings = word[shared:], other[shared:]
    return shared >= _SHARED and all(not end or end == "y" or _ENDING.fullmatch(end) for end in endings)


def _sound(word: str) -> str:
    """How a word sounds, all vowels at its start alike: "ensured" and "insured"."""
    return str(metaphone(re.sub("^[aeiou]+", "a", word)))


def _begins(word: str, other: str) -> bool:
    """Whether `other` is `word` and a good deal more, which is no ending."""
    rest = other.removeprefix(word)
    return rest != other and len(rest) >= _CLIPPED and not _ENDING.fullmatch(rest)


def is_english(word: str) -> bool:
    """Whether a folded word is English, or the plural or possessive of a word that is."""
    known = english()
    return word in known or (word.endswith("s") and (word[:-1] in known or word[:-2].rstrip("'") in known))


def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def _canonical(word: str) -> str:
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


def _skeleton(word: str, other: str) -> bool:
    """Whether `word` is `other` without its vowels, and perhaps more: "lvl", "mgmt", "acct"."""
    if any(char in "aeiou" for char in word[1:]) or word[-1] != other[-1]:
        return False
    rest = iter(other)
    return all(char in rest for char in word)
