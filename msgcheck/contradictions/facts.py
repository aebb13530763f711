"""Facts of record are judged first and outrank: they say which value is agreed, and which one is past."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import conflicts, values, words
from msgcheck.contradictions.values import Relation
from msgcheck.model import Bound, Claim, Conflict, Judgement, Pair, Quantity, Scope, Verdict
from msgcheck.protocols import Judge

# A claim this similar to the record's own words speaks of the same fact when its value is of the same unit.
_SAME_FACT = 0.55
_PLAINLY = 0.75
_TOP = 40


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


def check(
    records: Sequence[Record],
    record_vectors: NDArray[np.float32],
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    judge: Judge,
) -> list[Conflict]:
    """Return one conflict for each record that some claim contradicts, in the order of `records`.

    record_vectors: (r, d) unit rows, row i for records[i]; vectors: (n, d) unit rows for claims.
    A conflict lists the claims that keep to the record too, so that a reader sees both sides.
    """
    found = []
    for at, record in enumerate(records):
        near = _near(record, record_vectors[at], claims, vectors)
        if near and (conflict := _compare(record, near, claims, judge)):
            found.append(conflict)
    return found


def _near(
    record: Record, vector: NDArray[np.float32], claims: Sequence[Claim], vectors: NDArray[np.float32]
) -> list[tuple[int, float]]:
    """Return (claim, cosine) of the claims that may speak of the record, the nearest first."""
    if not claims:
        return []
    cosines = vectors @ vector
    order = np.argsort(-cosines, kind="stable")[:_TOP]
    return [(int(i), float(cosines[i])) for i in order]


def _compare(
    record: Record, near: list[tuple[int, float]], claims: Sequence[Claim], judge: Judge
) -> Conflict | None:
    judgements = judge.judge(
        [(_as_said(record, claims[i]), claims[i]) for i, _ in near], [c for _, c in near]
    )
    edges: list[tuple[Pair, Judgement]] = []
    keeping: dict[int, Quantity | None] = {}
    stale = False
    for (i, cosine), judgement in zip(near, judgements, strict=True):
        quantity, relation = _relation(record, claims[i])
        if judgement.verdict is Verdict.DIFFERENT_SCOPE or not _in_scope(record, claims[i]):
            continue
        if relation in (Relation.EQUAL, Relation.AGREE):
            # A place that keeps to another scope's value is right, and no part of this conflict.
            if cosine >= _SAME_FACT and _variant(record, claims[i]) is None:
                keeping[i] = quantity
        elif record.quantity is not None and relation is Relation.OTHER:
            continue  # no value of the record's kind: it speaks of something else
        elif (judgement.verdict is Verdict.CONTRADICTION and _on_topic(record, claims[i])) or _breaks(
            record, claims[i], relation, cosine
        ):
            past = _past_value(record, quantity)
            stale = stale or past is not None
            edges.append((Pair(i, i, cosine), _worded(record, judgement, quantity, past)))
    if not edges:
        return None
    breaking = [pair.left for pair, _ in edges]
    members = tuple(sorted({*keeping, *breaking}))
    said = [keeping.get(m) if m in keeping else _relation(record, claims[m])[0] for m in members]
    every_break_is_past = all(judgement.why.startswith("past") for _, judgement in edges)
    return Conflict(
        attribute=record.id.replace("-", " ").replace("_", " "),
        members=members,
        values=tuple(conflicts.value_labels(said)),
        pairs=tuple(edges),
        confidence=max(j.confidence for _, j in edges),
        code="MC104" if stale and every_break_is_past else "MC101",
        fact=record.id,
    )


def _as_said(record: Record, claim: Claim) -> Claim:
    """Return the record's claim without limits that `claim` does not speak of."""
    return replace(record.claim, scope=Scope(), date=None)


_DIMENSIONS = ("plans", "products", "regions", "audiences", "billing")


def _in_scope(record: Record, claim: Claim) -> bool:
    """False when the claim names a plan, product or region for which the record says nothing."""
    # The record is of a plan, the claim of another product and of no plan.
    elsewhere = claim.scope.products and not claim.scope.products & record.claim.scope.products
    if elsewhere and record.scope.plans and not claim.scope.plans:
        return False
    if claim.scope.published or "past" in claim.scope.times or claim.speaker is not record.claim.speaker:
        return False
    return _variant(record, claim) is not None or not any(
        (agreed := getattr(record.scope, name))
        and (said := getattr(claim.scope, name))
        and not said <= agreed
        for name in _DIMENSIONS
    )


def _variant(record: Record, claim: Claim) -> tuple[str, Quantity | None] | None:
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


def _relation(record: Record, claim: Claim) -> tuple[Quantity | None, Relation]:
    """Return the claim's value for the record's attribute, and what the two say of one another."""
    variant = _variant(record, claim)
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
    if quantity.bound is not agreed.bound and quantity.bound is not Bound.EXACT:
        return relation
    return relation


def _breaks(record: Record, claim: Claim, relation: Relation, cosine: float) -> bool:
    """True for a clashing value in a claim that speaks of the record so plainly that no judge is needed."""
    if relation is not Relation.CLASH:
        return False
    topic = _topic(record)
    return cosine >= _PLAINLY or (bool(topic) and topic <= words.content(claim.reading))


def _topic(record: Record) -> frozenset[str]:
    """Return what the record is about: its content words but its value and names, which stand everywhere."""
    text = words.without_values(record.claim)
    return words.content(text) - words.content(" ".join(re.findall(r"\b[A-Z]\w+", text)))


def _on_topic(record: Record, claim: Claim) -> bool:
    topic = _topic(record)
    return not topic or bool(topic & words.content(claim.reading))


def _past_value(record: Record, quantity: Quantity | None) -> Past | None:
    if quantity is None:
        return None
    return next(
        (
            past
            for past in record.past
            if past.quantity and values.relation(past.quantity, quantity) is Relation.EQUAL
        ),
        None,
    )


def _worded(record: Record, judgement: Judgement, quantity: Quantity | None, past: Past | None) -> Judgement:
    says = f"“{quantity.words}”" if quantity else "this"
    if past:
        until = f" until {past.until:%-d %B %Y}" if past.until else ""
        why = f"past: {says} was the record's value{until}; it is now {record.value}"
    else:
        why = f"{says} against the record: {record.value}"
    confidence = max(judgement.confidence if judgement.verdict is Verdict.CONTRADICTION else 0.0, 0.75)
    return replace(judgement, verdict=Verdict.CONTRADICTION, confidence=confidence, why=why)


def absorb(
    found: Sequence[Conflict], others: Sequence[Conflict], claims: Sequence[Claim], records: Sequence[Record]
) -> list[Conflict]:
    """Return the conflicts with those among `others` that only repeat a record's conflict left out.

    A conflict repeats a record's one when most of its members stand in it; the rest join it as places, but
    for those that keep to what is agreed for another scope.
    """
    kept = []
    merged = {conflict.fact: conflict for conflict in found}
    by_id = {record.id: record for record in records}
    for other in others:
        home = _home(other, found)
        if home is None:
            kept.append(other)
            continue
        old = merged[home.fact]
        record = by_id[home.fact]
        extra = [
            (m, v)
            for m, v in zip(other.members, other.values, strict=True)
            if m not in old.members and _in_scope(record, claims[m]) and _variant(record, claims[m]) is None
        ]
        rows = sorted([*zip(old.members, old.values, strict=True), *extra])
        merged[home.fact] = replace(old, members=tuple(m for m, _ in rows), values=tuple(v for _, v in rows))
    return [*merged.values(), *kept]


def _home(conflict: Conflict, found: Sequence[Conflict]) -> Conflict | None:
    for candidate in found:
        shared = len({*conflict.members} & {*candidate.members})
        if shared * 2 >= len(conflict.members):
            return candidate
    return None


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
