"""What is agreed, in plain words: the glossary's terms and facts as a report shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgcheck.glossary import Fact, Glossary, Term, TermForm, When
from msgcheck.model import Place
from msgcheck.run import Agreed, AgreedFact, AgreedForm, AgreedTerm, AgreedValue


def agreed(glossary: Glossary, kept: Mapping[str, Sequence[Place]] | None = None) -> Agreed:
    """Return the glossary's terms and facts, each in its order.

    kept: id of a fact -> the places that say what it holds.
    """
    places = kept or {}
    return Agreed(
        terms=tuple(
            AgreedTerm(
                id=term.id,
                preferred=term.preferred,
                forms=tuple(_forms(term)),
                definition=term.definition,
                note=term.note,
                owner=term.owner,
            )
            for term in glossary.terms
        ),
        facts=tuple(_fact(fact, places.get(fact.id, ())) for fact in glossary.facts),
    )


def _forms(term: Term) -> Iterator[AgreedForm]:
    if term.preferred:
        yield AgreedForm(term.preferred, term.status)
    listed: dict[str, Sequence[TermForm]] = {
        "admitted": term.admitted,
        "proposed": term.proposed,
        "deprecated": term.deprecated,
        "forbidden": term.forbidden,
    }
    for status, forms in listed.items():
        for form in forms:
            yield AgreedForm(form.text, status, form.since, form.until, form.reason)


def _fact(fact: Fact, kept: Sequence[Place]) -> AgreedFact:
    return AgreedFact(
        id=fact.id,
        claim=fact.claim,
        value=fact.value,
        compare=fact.compare,
        scope=scope(fact.when),
        variants=tuple(AgreedValue(one.value, scope(one.when)) for one in fact.variants),
        history=tuple(AgreedValue(one.value, scope(one.when), one.until) for one in fact.history),
        since=fact.valid.from_,
        until=fact.valid.until,
        owner=fact.owner,
        note=fact.note,
        kept=tuple(kept),
    )


def scope(when: When) -> str:
    """Return what a fact is limited to, in words; "" for everywhere.

    >>> scope({"plan": ("Bistro", "Kitchen"), "billing": ("monthly",)})
    'plan Bistro or Kitchen, billing monthly'
    """
    return ", ".join(f"{what} {' or '.join(values)}" for what, values in when.items())
