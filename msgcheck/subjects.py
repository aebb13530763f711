"""The glossary's subjects and facts as the claims and contradictions rooms take them."""

from __future__ import annotations

import re
from dataclasses import replace

from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.claims.scope import Names
from msgcheck.contradictions import values
from msgcheck.contradictions.records import Past, Record, by_scope
from msgcheck.glossary import Glossary
from msgcheck.model import Bound, Quantity


def names(glossary: Glossary) -> Names:
    """Return whose names are whose; a product's former names count as the product."""
    told = glossary.subjects
    return Names(
        products={product.id: (*product.names, *product.was) for product in told.products},
        plans={plan.id: (*plan.names, *plan.was) for plan in told.plans},
        competitors={rival.id: rival.names for rival in told.competitors},
        company=told.self_names,
    )


def records(glossary: Glossary) -> list[Record]:
    """Return the facts of record, their values parsed like any other copy."""
    known = names(glossary)
    spelled = (*known.own, *(name for written in known.competitors.values() for name in written))
    named = frozenset(word.lower() for name in spelled for word in re.findall(r"\w+", name))
    found = []
    for fact in glossary.facts:
        value = _value(fact.value, fact.claim) if fact.compare != "text" else None
        found.append(
            Record(
                id=fact.id,
                claim=claim_of_text(fact.claim, known),
                value=fact.value,
                quantity=value,
                compare=fact.compare,
                scope=by_scope(fact.when),
                variants=tuple(
                    (by_scope(variant.when), variant.value, _value(variant.value))
                    for variant in fact.variants
                ),
                past=tuple(Past(_value(past.value), past.value, past.until) for past in fact.history),
                owner=fact.owner,
                severity=fact.severity.value,
                since=fact.valid.from_,
                until=fact.valid.until,
                names=named,
            )
        )
    return found


def _value(written: str, claim: str = "") -> Quantity | None:
    """Return the value of a fact as a quantity; a bare "2016" is understood from the claim that holds it.

    So is how it is meant: where the claim says "within 24 hours", the value "24 hours" is no exact length.
    """
    said = quantities.find(claim)
    alone = next(iter(quantities.find(written)), None)
    if alone is None:
        return next((quantity for quantity in said if quantity.words == written), None)
    if alone.bound is Bound.EXACT:
        bound = next(
            (q.bound for q in said if values.comparable(alone, q) and values.same(alone, q)), alone.bound
        )
        return replace(alone, bound=bound)
    return alone
