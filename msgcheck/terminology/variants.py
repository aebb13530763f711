"""MC204, by spelling: words that look like a term of the glossary, written in a way that nobody listed.

"onbording" (misspelt), "catalogue" (the other side of the Atlantic), "par lvl" (shortened), "e-sign" for
"electronic signature", "SSO" for "single sign-on" where it is not listed. Hyphens, spaces, capitals and plurals
are not here: they are MC203, found with the term itself.

A word that is English, a name, or a form of another entry is never taken for a misspelling.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgcheck.glossary import Glossary, Term
from msgcheck.model import Block, Document, Finding, Place, Severity, Span
from msgcheck.terminology.entries import vocabulary
from msgcheck.terminology.letters import in_title, opens
from msgcheck.terminology.matcher import Matcher
from msgcheck.terminology.nearness import (
    DERIVED,
    LENGTHENED,
    MISSPELT,
    RESPELT,
    SHORTENED,
    SLIPPED,
    SOUNDS,
    Words,
    is_english,
)
from msgcheck.terminology.places import left_alone, place_of
from msgcheck.terminology.text import Prose, fold

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WHOLE = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ACRONYM = re.compile(r"(?=.{2,7}\Z)[A-Z][A-Za-z&]*[A-Z]s?\Z")
_EXPANDED = re.compile(r"((?:[\w’'&-]+\s+){1,6})\(([A-Z][A-Za-z&]*[A-Z])s?\)")
_SMALL = frozenset({"of", "and", "the", "for", "to", "a", "in", "on"})
_STEM = 4  # letters that "e-sign" shares with "electronic signature" at least
_SURE = {
    MISSPELT: 0.95,
    RESPELT: 0.95,
    SHORTENED: 0.85,
    SLIPPED: 0.8,
    SOUNDS: 0.85,
    LENGTHENED: 0.85,
    DERIVED: 0.8,
    "turned": 0.8,
    "initials": 0.85,
    "blended": 0.9,
}
_WHY = {
    MISSPELT: "it is no English word, and a letter or two from '{right}'",
    RESPELT: "it is '{right}' as they spell on the other side of the Atlantic",
    SHORTENED: "it shortens '{right}'",
    SOUNDS: "it sounds like '{right}'",
    SLIPPED: "it is one letter from '{right}'",
    LENGTHENED: "it lengthens '{right}'",
    DERIVED: "one of its words has the stem of that in '{right}'",
    "turned": "it turns '{right}' around",
    "initials": "it has the initials of '{right}'",
    "blended": "it begins and ends like '{right}'",
}


@dataclass(frozen=True, slots=True)
class _Form:
    """A right form, as the words that are looked for."""

    term: Term
    text: str
    words: tuple[str, ...]
    turned: bool = False


@dataclass(frozen=True, slots=True)
class _Sighting:
    form: _Form
    how: str
    start: int
    end: int


class Variants:
    """The right forms of a glossary, ready to be recognized where they are not written as listed."""

    def __init__(self, glossary: Glossary, matcher: Matcher) -> None:
        self._matcher = matcher
        self._skip = frozenset(glossary.defaults.skip)
        terms = vocabulary(glossary)
        self._forms = [form for term in terms for form in _forms(term)]
        self._known = _known(glossary)
        self._words = Words(word for form in self._forms for word in form.words if word not in _SMALL)
        self._in_names = {word for form in self._forms if not form.text.islower() for word in form.words}
        self._standing: dict[str, list[tuple[str, str]]] = {}
        self._starting: dict[str, list[_Form]] = {}
        self._initials: dict[str, list[_Form]] = {}
        self._blends: dict[str, list[_Form]] = {}
        for form in self._forms:
            self._starting.setdefault(form.words[0], []).append(form)
            for turned in _turned(form):
                self._starting.setdefault(turned.words[0], []).append(turned)
            for initials in _initials(form.words):
                self._initials.setdefault(initials, []).append(form)
            if len(form.words) == 2 and len(form.words[1]) > _STEM:
                self._blends.setdefault(form.words[0][0], []).append(form)

    def find(self, documents: Sequence[Document]) -> list[Finding]:
        """Return one finding for each variant of a term, with all its places, in order of term and variant."""
        names = _names(documents)
        self._standing.clear()  # what a word stands for depends on the names
        expanded = _expansions(documents)
        found: dict[tuple[str, str], list[tuple[_Sighting, Place]]] = {}
        for document in documents:
            for block in document.blocks:
                if left_alone(block, self._skip) or not _is_english_copy(document, block):
                    continue
                for sighting, prose in self._sightings(document, block, names, expanded):
                    key = sighting.form.text, fold(block.text[sighting.start : sighting.end])
                    place = place_of(document, block, prose, sighting.start, sighting.end)
                    found.setdefault(key, []).append((sighting, place))
        return [_finding(group) for _, group in sorted(found.items())]

    def _sightings(
        self, document: Document, block: Block, names: frozenset[str], expanded: dict[str, set[str]]
    ) -> Iterator[tuple[_Sighting, Prose]]:
        prose = self._matcher.prose_of(block)
        seen = [*self._in_words(prose, names), *self._in_phrases(prose, names)]
        seen += self._acronyms(prose, expanded)
        if not seen:
            return
        hits = self._matcher.hits(prose, channel=document.channel)
        taken: list[Span] = []
        for sighting in seen:
            # Of "membership dues" the glossary may know the dues: the longer one is the variant.
            other = [hit for hit in hits if hit.start < sighting.end and sighting.start < hit.end]
            within = all(
                not hit.code
                and hit.entry.term.id == sighting.form.term.id
                and len(hit.found) < sighting.end - sighting.start
                for hit in other
            )
            apart = all(span.end <= sighting.start or sighting.end <= span.start for span in taken)
            if within and apart and prose.is_prose(sighting.start, sighting.end):
                taken.append(Span(sighting.start, sighting.end))
                yield sighting, prose

    def _in_words(self, prose: Prose, names: frozenset[str]) -> Iterator[_Sighting]:
        """Forms of one word, and two words blended into one: "dashbord", "e-sign"."""
        for match in _WHOLE.finditer(prose.folded):
            word = _bare(match[0])
            if word in self._known:
                continue
            for near in self._words.near(word.replace("-", "")):
                for form in self._starting.get(near.word, ()):
                    if word in names and form.text.islower():
                        continue
                    if len(form.words) == 1 and (near.how != SHORTENED or len(word) > _STEM - 1):
                        yield _Sighting(form, near.how, match.start(), match.start() + len(word))
            for form in self._blends.get(word[0], ()):
                if _blends(word, form.words):
                    yield _Sighting(form, "blended", match.start(), match.start() + len(word))

    def _in_phrases(self, prose: Prose, names: frozenset[str]) -> Iterator[_Sighting]:
        """Forms of several words, one of them changed: "par lvl", "purchase ordr"."""
        for pattern in (_TOKEN, _WHOLE):  # "walk-around" is two words, or one
            tokens = [(match.start(), _bare(match[0])) for match in pattern.finditer(prose.folded)]
            yield from self._among(prose, tokens, names)

    def _among(
        self, prose: Prose, tokens: Sequence[tuple[int, str]], names: frozenset[str]
    ) -> Iterator[_Sighting]:
        for at, (start, word) in enumerate(tokens):
            for first, _ in self._standing_for(word, names):
                for form in self._starting.get(first, ()):
                    if len(form.words) == 1 or at + len(form.words) > len(tokens):
                        continue
                    how = self._phrase(prose, tokens[at : at + len(form.words)], form, names)
                    if how:
                        last, text = tokens[at + len(form.words) - 1]
                        yield _Sighting(form, how, start, last + len(text))

    def _phrase(
        self, prose: Prose, tokens: Sequence[tuple[int, str]], form: _Form, names: frozenset[str]
    ) -> str:
        """Return how the tokens differ from the form, "" where they are not it; one word in two may differ."""
        differ = []
        for (start, word), right, (before, text) in zip(
            tokens, form.words, [(-1, ""), *tokens[:-1]], strict=True
        ):
            if before >= 0 and prose.folded[before + len(text) : start] not in (" ", "-"):
                return ""
            how = dict(reversed(self._standing_for(word, names))).get(right)
            if how is None and len(form.words) > 2 and len(word) == 2 and right.startswith(word):
                how = SHORTENED  # "Employer ID Number"
            if how is None:
                return ""
            if how:
                differ.append(how)
        if form.turned:
            return "turned" if not differ else ""
        fits = differ and (len(differ) * 2 <= len(form.words) or set(differ) == {MISSPELT})
        return differ[0] if fits else ""

    def _standing_for(self, word: str, names: frozenset[str]) -> list[tuple[str, str]]:
        """Return (word of the glossary, how): "" for the word itself or a form of it."""
        if word not in self._standing:
            self._standing[word] = self._looked_up(word, names)
        return self._standing[word]

    def _looked_up(self, word: str, names: frozenset[str]) -> list[tuple[str, str]]:
        word = word.replace("-", "")
        base = self._words.base(word) or (word if word in _SMALL else "")
        itself = [(base, "")] if base else []
        if word in _SMALL:
            return itself
        near = self._words.near_in_phrase(word)
        # "Promotor" in "Net Promotor Score" is no name of its own.
        return [*itself, *(one for one in near if word not in names or one.word in self._in_names)]

    def _acronyms(self, prose: Prose, expanded: dict[str, set[str]]) -> Iterator[_Sighting]:
        for match in _WHOLE.finditer(prose.text):
            written = match[0].removesuffix("'s").removesuffix("’s")
            if not _ACRONYM.match(written):
                continue
            acronym = written.removesuffix("s")
            forms = self._initials.get(acronym.casefold(), [])
            told = expanded.get(acronym, set())
            spelled = [form for form in forms if " ".join(form.words) in told]
            unique = len({form.term.id for form in forms}) == 1
            guessed = not told and unique and len(acronym) > 2 and not is_english(acronym.casefold())
            for form in spelled or (forms if guessed else []):
                if acronym.casefold() not in self._known:
                    yield _Sighting(form, "initials", match.start(), match.start() + len(written))
                    break


def find(documents: Sequence[Document], glossary: Glossary) -> list[Finding]:
    """Return one finding for each unlisted variant of a term, with all its places."""
    return Variants(glossary, Matcher(glossary)).find(documents)


def _forms(term: Term) -> Iterator[_Form]:
    for text in (term.preferred, *(form.text for form in term.admitted)):
        words = tuple(_TOKEN.findall(fold(text)))
        letters = not text.isupper() and all(word.isalpha() for word in words)
        if text and letters:
            yield _Form(term, text, words)


def _turned(form: _Form) -> Iterator[_Form]:
    """ "Proof of delivery" is a delivery proof, and a stock count is a count of stock."""
    if len(form.words) == 3 and form.words[1] == "of":
        yield _Form(form.term, form.text, (form.words[2], form.words[0]), turned=True)
    elif len(form.words) == 2 and not _SMALL.intersection(form.words):
        first, second = form.words
        yield _Form(form.term, form.text, (second, "of", first), turned=True)
        yield _Form(form.term, form.text, (second, "of", "the", first), turned=True)
    elif len(form.words) == 3 and not _SMALL.intersection(form.words):
        first, second, third = form.words
        yield _Form(form.term, form.text, (second, "of", first, third), turned=True)


def _known(glossary: Glossary) -> frozenset[str]:
    """What the glossary lists in any place, proposed forms too: whoever listed it has seen it."""
    listed = [
        text
        for term in glossary.terms
        for text in (
            term.preferred,
            *(form.text for form in (*term.admitted, *term.deprecated, *term.forbidden, *term.proposed)),
            *term.exceptions,
        )
    ]
    subjects = glossary.subjects
    listed += subjects.self_names
    for named in (*subjects.products, *subjects.plans, *subjects.competitors):
        listed += [*named.names, *named.was]
    whole = [fold(text) for text in listed]
    return frozenset([*whole, *(word for text in whole for word in _WHOLE.findall(text))])


def _names(documents: Sequence[Document]) -> frozenset[str]:
    """Words that only stand with a capital, away from the start of a sentence and from titles: names."""
    capital: Counter[str] = Counter()
    small: set[str] = set()
    for document in documents:
        for block in document.blocks:
            prose = Prose(block.text)
            for match in _WHOLE.finditer(block.text):
                word = match[0]
                if not word[0].isupper():
                    small.add(_bare(fold(word)))
                elif (
                    not word.isupper()
                    and not opens(prose, match.start())
                    and not in_title(prose, match.start(), match.end())
                ):
                    capital[_bare(fold(word))] += 1
    return frozenset(capital) - small


def _expansions(documents: Sequence[Document]) -> dict[str, set[str]]:
    """Return acronym -> what the copy says it stands for, each as the folded words before its parentheses."""
    found: dict[str, set[str]] = {}
    for document in documents:
        for block in document.blocks:
            for match in _EXPANDED.finditer(block.text):
                words = [word.strip("'") for word in _TOKEN.findall(fold(match[1]))]
                for count in range(1, len(words) + 1):
                    if fold(match[2]) in _initials(tuple(words[-count:])):
                        found.setdefault(match[2], set()).add(" ".join(words[-count:]))
    return found


def _initials(words: tuple[str, ...]) -> set[str]:
    """Return the initials of several words, with the small ones and without."""
    if len(words) < 2 or not all(words):
        return set()
    long_words = [word for word in words if word not in _SMALL]
    return {"".join(word[0] for word in some) for some in (words, long_words) if len(some) > 1}


def _blends(word: str, right: tuple[str, ...]) -> bool:
    """Whether "e-sign" or "esigning" is "electronic signature": an initial and the beginning of the last word."""
    rest = word[1:].removeprefix("-")
    if word[:1] != right[0][0] or len(rest) < _STEM or is_english(word.replace("-", "")):
        return False
    return rest[:_STEM] == right[1][:_STEM] and (word[1] == "-" or not is_english(word))


def _bare(word: str) -> str:
    return word.replace("’", "'").removesuffix("'s")


def _is_english_copy(document: Document, block: Block) -> bool:
    """The list of words that a misspelling is told by is English."""
    language = block.language or document.language
    return not language or language.casefold().startswith("en")


def _finding(group: Sequence[tuple[_Sighting, Place]]) -> Finding:
    sighting, first = group[0]
    term, right = sighting.form.term, sighting.form.text
    return Finding(
        code="MC204",
        message=f"'{first.value}' looks like '{right}', in a way that nobody listed",
        places=tuple(place for _, place in group),
        severity=Severity.WARNING,
        confidence=_SURE[sighting.how],
        attribute=term.preferred or right,
        suggestion=f"Say '{right}', or list '{first.value}' under {term.id}: admitted or deprecated.",
        why=_WHY[sighting.how].format(right=right),
    )
