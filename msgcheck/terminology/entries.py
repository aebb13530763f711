"""The glossary as a table: every way to write every form, folded, to what it would mean in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msgcheck.glossary import Context, Defaults, Glossary, Term, TermForm
from msgcheck.terminology.spelling import TENSES, Spelling, inflected, phrasal, spellings
from msgcheck.terminology.text import fold

RIGHT, DEPRECATED, FORBIDDEN, VARIANT = "right", "deprecated", "forbidden", "variant"
# Verbs whose noun is written closed, whether or not the glossary has both.
_PHRASAL = """back up, build up, check in, check out, clean up, follow up, log in, log off, log on, log out,
look up, opt in, opt out, pop up, roll out, set up, shut down, sign in, sign off, sign on, sign out, sign up,
start up, take over, tear down"""
_VERBS = re.split(r",\s", _PHRASAL)
# "Acme Edge (formerly Acme Gateway)" tells people of the new name; it does not use the old one.
_FORMER = Context(exclude=("formerly", "previously", "renamed", "was", "became", "now called", "known as"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling of one form of one term.

    text:        as it would stand in the text, capitals and all.
    listed:      the form of the glossary it comes from, uninflected.
    replacement: what should stand there instead, in the same number or tense; "" when nothing replaces it.
    status:      right, deprecated, forbidden, or variant: a right form with other hyphens or spaces.
    pos:         the part of speech the words must have here, "" for any or where the tense tells.
    shape:       what a verb with a particle looks like: "log in" a verb, "login" a noun; else "".
    capitals:    the capitals of `text` must be there.
    reopened:    a final hyphen became a space: "real-time" as "real time".
    apart:       one word became two: "homepage" as "home page".
    """

    term: Term
    text: str
    listed: str
    replacement: str
    status: str
    form: TermForm
    case: str
    pos: str = ""
    shape: str = ""
    capitals: bool = False
    reopened: bool = False
    apart: bool = False


@dataclass(slots=True)
class Pattern:
    """What one folded string stands for.

    excuses:  terms of which the string is an exception.
    includes, excludes: terms of which it is a word of the context.
    """

    entries: list[Entry] = field(default_factory=list)
    excuses: list[str] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    excludes: list[str] = field(default_factory=list)


def vocabulary(glossary: Glossary) -> list[Term]:
    """Terms to look for: of the glossary, without proposals, and products and plans with old names."""
    terms = [term for term in glossary.terms if term.status != "proposed"]
    for kind, named in (("product", glossary.subjects.products), ("plan", glossary.subjects.plans)):
        for item in named:
            if item.was:
                old = tuple(TermForm(text=name, reason=f"old name of the {kind}") for name in item.was)
                right = tuple(TermForm(text=name) for name in item.names[1:])
                terms.append(
                    Term(
                        id=f"{kind}:{item.id}",
                        preferred=item.names[0],
                        admitted=right,
                        deprecated=old,
                        context=_FORMER,
                    )
                )
    return terms


@dataclass(frozen=True, slots=True, eq=False)
class _Form:
    """One listed form of a term.

    tenses: in which it is looked for.
    taken:  (tense, folded) of every form that the term lists: no variant of another one.
    """

    term: Term
    status: str
    listed: str
    tenses: tuple[str, ...]
    taken: frozenset[tuple[str, str]]


_Way = tuple[_Form, str, Spelling, str]
"""A form, the text as it would stand, the spelling it is made of, and its tense."""


class Table:
    """Every way to write every form, and what each would mean.

    A long glossary has a hundred thousand ways, and a text shows a few of them: what one means is worked out
    when somebody asks, and kept.

    spellings: all of them, folded and sorted: the order of terms changes nothing.
    """

    def __init__(self, glossary: Glossary) -> None:
        terms = vocabulary(glossary)
        self._defaults = glossary.defaults
        self._closed = _closed(terms)
        self._ways: dict[str, tuple[_Way, ...]] = {}
        self._around: dict[str, Pattern] = {}  # what else a spelling stands for; no entries
        self._patterns: dict[int, Pattern] = {}
        for term in terms:
            self._learn(term)
        self.spellings = sorted(self._ways.keys() | self._around.keys())

    def _learn(self, term: Term) -> None:
        for form in _listed(term, self._defaults):
            for folded, way in _ways(form, self._closed):
                self._ways[folded] = (*self._ways.get(folded, ()), way)
        for exception in term.exceptions:
            for text in _both_numbers(exception):
                self._around.setdefault(text, Pattern()).excuses.append(term.id)
        for word in term.context.include:
            for text in _both_numbers(word):
                self._around.setdefault(text, Pattern()).includes.append(term.id)
        for word in term.context.exclude:
            for text in _both_numbers(word):
                self._around.setdefault(text, Pattern()).excludes.append(term.id)

    def pattern(self, index: int) -> Pattern:
        """Return what `spellings[index]` stands for."""
        if index not in self._patterns:
            spelling = self.spellings[index]
            ways = self._ways.get(spelling, ())
            entries = [_entry(way, self._defaults, self._closed) for way in ways]
            self._patterns[index] = replace(self._around.get(spelling, Pattern()), entries=entries)
        return self._patterns[index]


def table(glossary: Glossary) -> dict[str, Pattern]:
    """Return folded spelling -> pattern, sorted."""
    whole = Table(glossary)
    return {spelling: whole.pattern(index) for index, spelling in enumerate(whole.spellings)}


def _closed(terms: Sequence[Term]) -> dict[str, str]:
    """Return verbs with a particle by how their noun is written: "login" -> "log in"."""
    listed = [fold(text).replace("-", " ") for term in terms for _, text in _forms(term)]
    return {form.replace(" ", ""): form for form in (*_VERBS, *filter(phrasal, listed))}


def _both_numbers(word: str) -> list[str]:
    return sorted({fold(word), fold(inflected(word, "plural"))})


def _forms(term: Term) -> Iterator[tuple[str, str]]:
    """Yield (status, text) of each listed form."""
    if term.preferred:
        yield RIGHT, term.preferred
    yield from ((RIGHT, form.text) for form in term.admitted)
    yield from ((DEPRECATED, form.text) for form in term.deprecated)
    yield from ((FORBIDDEN, form.text) for form in term.forbidden)


def _listed(term: Term, defaults: Defaults) -> list[_Form]:
    tenses = _tenses(term, defaults.inflect if term.inflect is None else term.inflect)
    forms = list(_forms(term))
    taken = frozenset((tense, fold(inflected(text, tense))) for _, text in forms for tense in tenses)
    return [_Form(term, status, listed, tenses, taken) for status, listed in forms]


def _ways(form: _Form, closed: Mapping[str, str]) -> Iterator[tuple[str, _Way]]:
    """Yield (folded, way) of each way to write a form; none that another has taken.

    closed: "login" -> "log in".
    """
    apart = closed.get(form.listed)
    more = spellings(apart) if apart else ()
    for spelling in (*spellings(form.listed), *(way for way in more if way.text != form.listed)):
        own = spelling.text == form.listed
        for tense in form.tenses:
            text = inflected(spelling.text, tense)
            folded = fold(text)
            if own or not ((tense, folded) in form.taken or _modifies(spelling.text, tense)):
                yield folded, (form, text, spelling, tense)


def _entry(way: _Way, defaults: Defaults, closed: Mapping[str, str]) -> Entry:
    form, text, spelling, tense = way
    term, status, listed = form.term, form.status, form.listed
    own = spelling.text == listed
    right = listed if status == RIGHT else term.preferred
    details = {said.text: said for said in (*term.admitted, *term.deprecated, *term.forbidden)}
    pos = term.pos or ("" if own else _shape(listed, closed))
    return Entry(
        term=term,
        text=text,
        listed=listed,
        replacement=inflected(right, tense) if right else "",
        status=VARIANT if status == RIGHT and not own else status,
        form=details.get(listed) or TermForm(text=listed),
        case="any" if status == RIGHT and term.context is _FORMER else term.case or defaults.case,
        pos="" if tense in ("past", "participle", "ing") and text != spelling.text else pos,
        shape=_shape(spelling.text, closed),
        capitals=spelling.capitals,
        reopened=not own and "-" in listed and spelling.text.rfind(" ") == listed.rfind("-"),
        apart=spelling.apart,
    )


def _modifies(spelling: str, tense: str) -> bool:
    """ "Logged-in users" is right where people log in: with a hyphen the participle is an adjective."""
    return tense in ("past", "participle") and "-" in spelling and phrasal(spelling)


def _tenses(term: Term, inflect: bool) -> tuple[str, ...]:
    if not inflect or term.pos in ("adjective", "adverb"):
        return ("",)
    return ("", *TENSES) if term.pos == "verb" else ("", "plural")


def _shape(spelling: str, closed: Mapping[str, str]) -> str:
    """The part of speech a spelling gives away: "sign-up" and "signup" are things, to sign up is an act."""
    folded = fold(spelling)
    if phrasal(folded):
        return "noun" if "-" in folded else "verb"
    return "noun" if folded in closed else ""
