"""The examples of a glossary, run as tests: good ones find nothing of their term, bad ones something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgcheck.glossary import Glossary, Term
from msgcheck.terminology.check import say
from msgcheck.terminology.explain import explain
from msgcheck.terminology.matcher import Matcher
from msgcheck.terminology.speech import Tagger
from msgcheck.yaml_file import KeyPath


@dataclass(frozen=True, slots=True)
class Example:
    """One example and how it went. why: what was found, or why nothing was; "" where it passed."""

    path: KeyPath
    term: str
    text: str
    is_good: bool
    passed: bool
    why: str = ""


def run(glossary: Glossary, *, nlp: Tagger, today: date) -> Iterator[Example]:
    """Yield every example of the terms that are enforced, in the order of the file.

    A good example is read with the forms in force `today`; a bad one may be wrong only from a later day on.
    """
    days = sorted({today, *(day for term in glossary.listed for day in _begins(term) if day > today)})
    matchers = {day: Matcher(glossary.on(day), nlp) for day in days}
    for index, term in enumerate(glossary.listed):
        if term.status == "proposed":
            continue
        at: KeyPath = ("terms", index, "examples")
        for number, text in enumerate(term.examples.good):
            found = _found(matchers[today], term, text)
            yield Example((*at, "good", number), term.id, text, True, not found, "; ".join(found))
        own = {day for day in _begins(term) if day > today}
        for number, text in enumerate(term.examples.bad):
            passed = any(_found(matchers[day], term, text) for day in (today, *sorted(own)))
            why = "" if passed else _why_nothing(glossary, term, text, nlp, today)
            yield Example((*at, "bad", number), term.id, text, False, passed, why)


def _begins(term: Term) -> list[date]:
    return [form.since for form in term.deprecated + term.forbidden if form.since]


def _found(matcher: Matcher, term: Term, text: str) -> list[str]:
    hits = matcher.hits(matcher.prose(text), channel=next(iter(term.applies_to.channels), ""))
    return [
        f"{hit.code} {say(hit.replacement, [hit.found])}"
        for hit in hits
        if hit.code and hit.entry.term.id == term.id
    ]


def _why_nothing(glossary: Glossary, term: Term, text: str, nlp: Tagger, today: date) -> str:
    said = explain(glossary, text, today=today, nlp=nlp, channel=next(iter(term.applies_to.channels), ""))
    parts = [f"'{match.found}' is right" for match in said.matched if match.term == term.id]
    parts += [
        f"'{near.found}': {why}"
        for near in said.left_alone
        if near.term == term.id
        for _, why in near.reasons
    ]
    return "; ".join(parts) or "no form of the term stands in it"
