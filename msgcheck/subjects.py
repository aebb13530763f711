"""The glossary's subjects and facts as the claims and contradictions rooms take them."""

from __future__ import annotations

from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.claims.scope import Names
from msgcheck.contradictions.facts import Past, Record, by_scope
from msgcheck.glossary import Glossary


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
    found = []
    for fact in glossary.facts:
        value = next(iter(quantities.find(fact.value)), None) if fact.compare != "text" else None
        found.append(
            Record(
                id=fact.id,
                claim=claim_of_text(fact.claim, known),
                value=fact.value,
                quantity=value,
                compare=fact.compare,
                scope=by_scope(fact.when),
                variants=tuple(
                    (by_scope(variant.when), variant.value, next(iter(quantities.find(variant.value)), None))
                    for variant in fact.variants
                ),
                past=tuple(
                    Past(next(iter(quantities.find(past.value)), None), past.value, past.until)
                    for past in fact.history
                ),
                owner=fact.owner,
                severity=fact.severity.value,
            )
        )
    return found
