"""The glossary as a table: every way to write every form, folded, to what it would mean in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from msgcheck.glossary import Context, Defaults, Glossary, Term, TermForm
from msgcheck.terminology.spelling import TENSES, inflected, phrasal, spellings
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


def table(glossary: Glossary) -> dict[str, Pattern]:
    """Return folded spelling -> pattern, sorted: the order of terms changes nothing."""
    patterns: dict[str, Pattern] = {}
    terms = vocabulary(glossary)
    listed = [fold(text).replace("-", " ") for term in terms for _, text in _forms(term)]
    closed = {form.replace(" ", ""): form for form in (*_VERBS, *filter(phrasal, listed))}
    for term in terms:
        for entry in _entries(term, glossary.defaults, closed):
            patterns.setdefault(fold(entry.text), Pattern()).entries.append(entry)
        for text in term.exceptions:
            patterns.setdefault(fold(text), Pattern()).excuses.append(term.id)
        for word in term.context.include:
            for text in _both_numbers(word):
                patterns.setdefault(text, Pattern()).includes.append(term.id)
        for word in term.context.exclude:
            for text in _both_numbers(word):
                patterns.setdefault(text, Pattern()).excludes.append(term.id)
    return dict(sorted(patterns.items()))


def _both_numbers(word: str) -> list[str]:
    return sorted({fold(word), fold(inflected(word, "plural"))})


def _forms(term: Term) -> Iterator[tuple[str, str]]:
    """Yield (status, text) of each listed form."""
    if term.preferred:
        yield RIGHT, term.preferred
    yield from ((RIGHT, form.text) for form in term.admitted)
    yield from ((DEPRECATED, form.text) for form in term.deprecated)
    yield from ((FORBIDDEN, form.text) for form in term.forbidden)


def _entries(term: Term, defaults: Defaults, closed: Mapping[str, str]) -> Iterator[Entry]:
    """Yield a term's spellings; one that a listed form of the term has taken is not yielded for another.

    closed: "login" -> "log in".
    """
    case = term.case or defaults.case
    tenses = _tenses(term, defaults.inflect if term.inflect is None else term.inflect)
    details = {form.text: form for form in (*term.admitted, *term.deprecated, *term.forbidden)}
    taken = {(tense, fold(inflected(text, tense))) for _, text in _forms(term) for tense in tenses}
    for status, listed in _forms(term):
        right = listed if status == RIGHT else term.preferred
        form = details.get(listed) or TermForm(text=listed)
        replacements = {tense: inflected(right, tense) if right else "" for tense in tenses}
        given = "any" if status == RIGHT and term.context is _FORMER else case
        apart = closed.get(listed)
        more = spellings(apart) if apart else ()
        for spelling in (*spellings(listed), *(way for way in more if way.text != listed)):
            own = spelling.text == listed
            shape = _shape(spelling.text, closed)
            pos = term.pos or ("" if own else _shape(listed, closed))
            for tense in tenses:
                text = inflected(spelling.text, tense)
                if not own and ((tense, fold(text)) in taken or _modifies(spelling.text, tense)):
                    continue
                yield Entry(
                    term=term,
                    text=text,
                    listed=listed,
                    replacement=replacements[tense],
                    status=VARIANT if status == RIGHT and not own else status,
                    form=form,
                    case=given,
                    pos="" if tense in ("past", "participle", "ing") and text != spelling.text else pos,
                    shape=shape,
                    capitals=spelling.capitals,
                    reopened=not own and "-" in listed and spelling.text.rfind(" ") == listed.rfind("-"),
                )


def _modifies(spelling: str, tense: str) -> bool:
    """ "Logged-in users" is right where people log in: with a hyphen the participle is an adjective."""
    return "-" in spelling and tense in ("past", "participle") and phrasal(spelling)


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
