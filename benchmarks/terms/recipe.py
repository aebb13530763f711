"""The material, made by seed: a list of terms, and a text with a known number of their wrong forms.

The text is made of the copy in corpora/ as our readers read it: whole paragraphs in random order, each as often
as the size asks. Terms are made of English words (the vocabulary of the encoder that ships with msgcheck, most
usual words first), so that neither form of any term stands in that copy in any spelling, closed, open or
inflected: what is planted is all there is to find.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from msgcheck import config, intake
from msgcheck.model_files import minilm_folder

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("website", "emails", "social")  # of corpora/, where sentences are
SEED = 5
TIERS = (100, 1_000, 10_000)
USUAL = 1_500  # most usual words, function words among them, that no term is made of

WRONG, RIGHT, TRAP = "wrong", "right", "trap"
# How often a paragraph gets one; the rest stay as they are. About one wrong form in 1,000 characters.
_SHARES = {WRONG: 0.12, RIGHT: 0.24, TRAP: 0.05}
LISTED = "as listed"
INFLECTED = "plural"
_WAYS = {LISTED: 6, "at the start": 1, INFLECTED: 1, "possessive": 1, "hyphens": 1}
_TRAPS = ("url", "code", "file name", "longer word")
_DETERMINER = re.compile(r"\b(?:[Tt]he|[Oo]ur|[Yy]our|[Ee]ach|[Ee]very|[Tt]his)\s(?=[a-z])")
_WORD = re.compile(r"[a-z]{5,12}")
# So that the plural is the word and an s, and no word of a term is a form of another.
_ENDINGS = ("s", "x", "z", "ch", "sh", "y", "f", "o", "ed", "ing", "er", "est", "man", "men", "ware")


@dataclass(frozen=True, slots=True)
class Listed:
    """A term: what to write, what not to, and the part of speech where one is asked for."""

    preferred: str
    wrong: tuple[str, ...]
    pos: str = ""


@dataclass(frozen=True, slots=True)
class Plant:
    """Something put into the text, [start, end) in code points.

    kind: WRONG (to be found), RIGHT (the preferred form) or TRAP (a wrong form that is none here).
    way:  how it is written, or which trap it is.
    rank: of its term in the list, from 0: a list of n terms holds those below n.
    """

    kind: str
    way: str
    rank: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A text of paragraphs, each followed by an empty line, with its plants in order."""

    text: str
    plants: tuple[Plant, ...]

    def cut(self, size_bytes: int) -> Copy:
        """Return the first paragraphs, in UTF-8 not longer than `size_bytes`."""
        raw = self.text.encode()
        if len(raw) <= size_bytes:
            return self
        text = raw[: raw.rfind(b"\n\n", 0, size_bytes) + 2].decode()
        return Copy(text, tuple(plant for plant in self.plants if plant.end <= len(text)))


@cache
def paragraphs() -> tuple[str, ...]:
    """Return the sentences of corpora/: blocks that end like one, without merge fields and line breaks.

    What Markdown would read as markup is left out: all tools are to see the same words. So is what stands in
    quotation marks, where msgcheck looks for nothing unless it is told to.
    """
    settings = config.load(ROOT / "msgcheck.yaml")
    documents, unread = intake.documents(settings, [f"{ROOT}/corpora/{name}" for name in FOLDERS])
    assert not unread, unread
    blocks = [block for document in documents for block in document.blocks if not block.fields]
    texts = {
        block.text for block in blocks if re.fullmatch(r"\w[^\n`*_<>\[\]#|\\\"“”]{30,}[.!?]", block.text)
    }
    return tuple(sorted(text for text in texts if max(text) < "\U00010000"))  # one unit in UTF-16 too


def squash(text: str) -> str:
    """Return the letters and digits only: "web site", "web-site" and "Website" become one."""
    return re.sub(r"[\W_]+", "", text.lower())


def terms(count: int, seed: int = SEED) -> tuple[Listed, ...]:
    """Return the first of at most 10,000 terms."""
    return _longest(seed)[:count]


@cache
def _longest(seed: int) -> tuple[Listed, ...]:
    return tuple(islice(_terms(seed), TIERS[-1]))


def _terms(seed: int) -> Iterator[Listed]:
    chance = random.Random(seed)
    copy = _Letters(squash(" ".join(paragraphs())))
    alone, joined = _words(chance, copy)
    taken: set[str] = set()

    def form(words: int) -> str:
        """A form that is in nobody's way; of one word only from those that no longer form holds."""
        while True:
            text = alone.pop() if words == 1 and alone else " ".join(chance.sample(joined, max(2, words)))
            if squash(text) not in taken and squash(text) not in copy:
                taken.add(squash(text))
                return text

    while True:
        sizes = chance.choices((1, 2, 3), weights=(35, 50, 15), k=1 + (chance.random() < 0.5))
        wrong = tuple(form(size) for size in sizes)
        noun = " " not in wrong[0] and chance.random() < 0.1
        yield Listed(form(chance.choice((2, 2, 3))), wrong, "noun" if noun else "")


class _Letters:
    """A text that is asked very often whether it holds some letters, five or more."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._fives = {text[at : at + 5] for at in range(len(text))}

    def __contains__(self, letters: str) -> bool:
        return letters[:5] in self._fives and letters[-5:] in self._fives and letters in self._text


def _words(chance: random.Random, copy: _Letters) -> tuple[list[str], list[str]]:
    """Return (words for terms of one word, words for longer ones), with none in both."""
    lines = (minilm_folder() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    whole = [line for line in lines if line[:1].isalpha() and line.isascii()][USUAL:]
    plain = [word for word in whole if _WORD.fullmatch(word) and not word.endswith(_ENDINGS)]
    # None that the copy has: "old lever" beside a planted "bronze old" would be found, and be right.
    plain = [word for word in plain if word not in copy]
    chance.shuffle(plain)
    half = len(plain) // 2
    return plain[:half], plain[half:]


def copy(size_bytes: int, seed: int = SEED) -> Copy:
    """Return about `size_bytes` of UTF-8; a shorter text is the beginning of a longer one.

    Half of what is planted comes from the first 100 terms, a quarter from the first 1,000, a quarter from all.
    """
    chance = random.Random(seed)
    listed, source = terms(TIERS[-1]), paragraphs()
    parts: list[str] = []
    plants: list[Plant] = []
    at = written = 0
    while written < size_bytes:
        paragraph = chance.choice(source)
        kind = chance.choices((*_SHARES, ""), weights=(*_SHARES.values(), 1 - sum(_SHARES.values())))[0]
        if kind:
            rank = chance.randrange(chance.choices(TIERS, weights=(2, 1, 1))[0])
            paragraph, planted = _planted(paragraph, kind, rank, listed[rank], chance)
            plants += [Plant(p.kind, p.way, rank, p.start + at, p.end + at) for p in planted]
        parts.append(paragraph + "\n\n")
        at += len(parts[-1])
        written += len(parts[-1].encode())
    return Copy("".join(parts), tuple(plants))


def _planted(
    paragraph: str, kind: str, rank: int, term: Listed, chance: random.Random
) -> tuple[str, Sequence[Plant]]:
    """Return the paragraph with something in it, and what; as it was where no place is found."""
    wrong = chance.choice(term.wrong)
    if kind == TRAP:
        way = chance.choice(_TRAPS)
        before, words, after = _trap(way, wrong)
        start = len(paragraph) + 1 + len(before)
        return f"{paragraph} {before}{words}{after}", [Plant(TRAP, way, rank, start, start + len(words))]
    way = chance.choices(tuple(_WAYS), weights=tuple(_WAYS.values()))[0] if kind == WRONG else LISTED
    words = term.preferred if kind == RIGHT else wrong
    if way == "at the start":
        words = words[0].upper() + words[1:]
        return f"{words}: {paragraph}", [Plant(kind, way, rank, 0, len(words))]
    places = [match.end() for match in _DETERMINER.finditer(paragraph)]
    if not places or (way == "hyphens" and " " not in words):
        return paragraph, []
    written = {INFLECTED: f"{words}s", "possessive": f"{words}'s", "hyphens": words.replace(" ", "-")}
    words = written.get(way, words)
    start = chance.choice(places)
    return (
        f"{paragraph[:start]}{words} {paragraph[start:]}",
        [Plant(kind, way, rank, start, start + len(words))],
    )


def _trap(way: str, wrong: str) -> tuple[str, str, str]:
    """Return the wrong form where it is none, with what stands around it."""
    closed = wrong.replace(" ", "-")
    if way == "url":
        return "See https://www.example.com/", closed, "/plans for more."
    if way == "code":
        return "Type `", wrong, "` to see it."
    if way == "file name":
        return "Open ", closed, ".pdf to see it."
    return "It is neo", wrong.replace(" ", ""), "like."
