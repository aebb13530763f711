"""Facts of record, and how a single claim stands to one: in its scope, on its topic, equal, past, or against it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from msgcheck.contradictions import denials, values, words
from msgcheck.contradictions.values import Relation
from msgcheck.model import Claim, Quantity, Scope

# What a claim must show to say what the record says, in all that is told of a record: the finding's right side, the
# Facts page, what expires, what `impact` lists. A claim that gives the very value shows much by that. On the
# demonstration corpus every labelled place of eight changes is found (tests/facts/test_impact_corpus.py).
FARTHEST = 0.25  # cosine below which two sentences share no topic
SAME_VALUE = 0.38  # cosine from which the record's value is enough, without a word in common
HAS = 0.45  # of a claim that has what the record denies, in those words
SAME_FACT = 0.55  # a claim this similar speaks of the same fact when its value is of the same unit
PLAINLY = 0.75
_ALIKE = 0.65  # of two statements that share their words, and both deny or both do not

_DIMENSIONS = ("plans", "products", "regions", "audiences", "billing")


@dataclass(frozen=True, slots=True)
class Past:
    """A value that was true until that day."""

    quantity: Quantity | None
    words: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """A fact of record, ready to be compared.

    claim:    the fact as one would publish it ("14-day free trial").
    quantity: its value, None for a statement.
    compare:  exact | at_least | at_most | rounded_down | text, as in the glossary.
    variants: (scope, value) where another value is agreed.
    since, until: first and last day on which the record can be relied on; None: no limit.
    names:    words of the names of companies, products and plans, in small letters.
    """

    id: str
    claim: Claim
    value: str
    quantity: Quantity | None
    compare: str
    scope: Scope
    variants: tuple[tuple[Scope, str, Quantity | None], ...] = ()
    past: tuple[Past, ...] = ()
    owner: str = ""
    severity: str = "error"
    since: date | None = None
    until: date | None = None
    names: frozenset[str] = frozenset()

    def in_force(self, today: date | None) -> bool:
        """False before the first and after the last day on which the record can be relied on."""
        if today is None:
            return True
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)


def by_scope(when: Mapping[str, Sequence[str]]) -> Scope:
    """Return the scope that a fact's `when` names."""
    fields = {
        "plan": "plans",
        "product": "products",
        "region": "regions",
        "audience": "audiences",
        "billing": "billing",
    }
    named: dict[str, Any] = {
        fields[key]: frozenset(v.lower() for v in value) for key, value in when.items() if key in fields
    }
    return Scope(**named)


def in_scope(record: Record, claim: Claim) -> bool:
    """False when the claim names a plan, product or region for which the record says nothing."""
    # The record is of a plan, the claim of another product and of no plan.
    elsewhere = claim.scope.products and not claim.scope.products & record.claim.scope.products
    if elsewhere and record.scope.plans and not claim.scope.plans:
        return False
    if claim.scope.published or "past" in claim.scope.times or claim.speaker is not record.claim.speaker:
        return False
    return variant_of(record, claim) is not None or not any(
        (agreed := getattr(record.scope, name) or getattr(record.claim.scope, name))
        and (said := getattr(claim.scope, name))
        and not said <= agreed
        for name in _DIMENSIONS
    )


def variant_of(record: Record, claim: Claim) -> tuple[str, Quantity | None] | None:
    """Return the (value, quantity) agreed for the claim's own scope, where the record has one."""
    return next((variant[1:] for variant in record.variants if _applies(variant[0], record, claim)), None)


def _applies(scope: Scope, record: Record, claim: Claim) -> bool:
    """True when the claim names what sets the variant apart from the record, and nothing against it."""
    named = [name for name in _DIMENSIONS if getattr(scope, name)]
    for name in named:
        agreed, said = getattr(scope, name), getattr(claim.scope, name)
        same_as_record = agreed == getattr(record.scope, name)
        if not (said & agreed or (same_as_record and not said)):
            return False
    return bool(named)


def compared(record: Record, claim: Claim) -> tuple[Quantity | None, Relation]:
    """Return the claim's value for the record's attribute, and what the two say of one another."""
    variant = variant_of(record, claim)
    agreed = variant[1] if variant else record.quantity
    if agreed is None:
        return None, Relation.OTHER
    about = words.content(record.claim.text)
    best: tuple[int, Quantity | None, Relation] = (-1, None, Relation.OTHER)
    for quantity in claim.quantities:
        relation = _against(record, agreed, quantity)
        if values.adds_up(quantity, agreed, claim.quantities):
            relation = Relation.AGREE
        if relation is Relation.OTHER:
            continue
        near = len(about & words.window(claim, quantity.span.start, quantity.span.end))
        rank = 2 * near + (relation in (Relation.EQUAL, Relation.AGREE))
        if rank > best[0]:
            best = (rank, quantity, relation)
    return best[1], best[2]


def _against(record: Record, agreed: Quantity, quantity: Quantity) -> Relation:
    relation = values.relation(agreed, quantity)
    if relation in (Relation.OTHER, Relation.EQUAL) or math.isinf(agreed.value):
        return relation
    if record.compare == "at_least":
        return Relation.AGREE if quantity.value >= agreed.value else Relation.CLASH
    if record.compare == "at_most":
        return Relation.AGREE if quantity.high <= agreed.high else Relation.CLASH
    if record.compare == "rounded_down":
        close = 0.8 * agreed.value <= quantity.value <= agreed.value
        return Relation.AGREE if close else Relation.CLASH
    return relation


def topic_of(record: Record) -> frozenset[str]:
    """Return what the record is about: its content words but its value and names, which stand everywhere."""
    text = words.without_values(record.claim)
    # The first word has a capital letter whatever it is: "Backups are kept" is about backups.
    first = re.match(r"\W*(\w+)", text)
    names = re.findall(r"\b[A-Z]\w+", text[first.end(1) :] if first else text)
    if first and first[1].lower() in record.names:
        names.append(first[1])
    return words.content(text) - words.content(" ".join(names))


def on_topic(record: Record, claim: Claim) -> bool:
    """True when the claim shares a word with what the record is about; half of them with a statement."""
    topic = topic_of(record)
    shared = topic & words.content(claim.reading)
    if record.quantity is None:  # "free trial" alone does not make a claim speak of its credit card
        return 2 * len(shared) >= len(topic)
    return not topic or bool(shared)


def speaks(record: Record, claim: Claim, cosine: float) -> bool:
    """True when a claim that gives the record's value speaks of the record. cosine: of the two."""
    return cosine >= (FARTHEST if on_topic(record, claim) else SAME_VALUE)


def repeats(record: Record, claim: Claim, cosine: float) -> bool:
    """True when a claim, if it is compatible, says what a record without a number says. cosine: of the two.

    "We ask for no deposit" does, where the record has the company's name in place of "we".
    """
    if denials.has(record.claim, claim):
        return False  # a judge hears no clash between "There is no deposit" and "We take a deposit"
    same_side = claim.negated == record.claim.negated
    return cosine >= PLAINLY or (cosine >= _ALIKE and same_side and on_topic(record, claim))


def past_value(record: Record, quantity: Quantity | None) -> Past | None:
    """Return the record's past value that the quantity repeats: "within 48 hours" repeats "48 hours"."""
    if quantity is None:
        return None
    return next((past for past in record.past if past.quantity and _repeats(past.quantity, quantity)), None)


def _repeats(past: Quantity, quantity: Quantity) -> bool:
    agrees = values.relation(past, quantity) in (Relation.EQUAL, Relation.AGREE)
    return agrees and values.same(past, quantity)


def changed(record: Record) -> date | None:
    """Return the first day of the record's value, as far as it is known."""
    ends = [past.until + timedelta(days=1) for past in record.past if past.until]
    return record.since or max(ends, default=None)
