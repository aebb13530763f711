"""Facts of record are judged first and outrank: they say which value is agreed, and which one is past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import conflicts, denials, words
from msgcheck.contradictions.records import (
    FARTHEST,
    HAS,
    PLAINLY,
    SAME_FACT,
    Past,
    Record,
    changed,
    compared,
    in_scope,
    on_topic,
    past_value,
    repeats,
    speaks,
    topic_of,
    variant_of,
)
from msgcheck.contradictions.values import Relation
from msgcheck.model import Claim, Conflict, Judgement, Pair, Quantity, Scope, Verdict
from msgcheck.protocols import Judge

_TOP = 40
_STALE = "past"  # how the reason of a stale claim begins


@dataclass(frozen=True, slots=True)
class Expiry:
    """A record whose last day is near or over, and who says today what it holds.

    members: indices of claims, in order; values: what each says, "" for a statement.
    """

    record: Record
    members: tuple[int, ...]
    values: tuple[str, ...]


def check(
    records: Sequence[Record],
    record_vectors: NDArray[np.float32],
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    judge: Judge,
    *,
    today: date | None = None,
) -> list[Conflict]:
    """Return one conflict for each record in force that some claim contradicts, in the order of `records`.

    record_vectors: (r, d) unit rows, row i for records[i]; vectors: (n, d) unit rows for claims.
    today: records that are not yet valid, or no longer, are not judged against; None: all are in force.
    A conflict lists the claims that keep to the record too, so that a reader sees both sides.
    """
    found = []
    for at, record in enumerate(records):
        if not record.in_force(today):
            continue
        cosines = vectors @ record_vectors[at]
        if claims and (conflict := _compare(record, cosines, claims, judge, today)):
            found.append(conflict)
    return found


def expiring(
    records: Sequence[Record],
    record_vectors: NDArray[np.float32],
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    judge: Judge,
    *,
    today: date,
    warn_days: int,
) -> list[Expiry]:
    """Return the records that have expired, or expire within `warn_days` days, in the order of `records`."""
    found = []
    for at, record in enumerate(records):
        if record.until is None or (record.until - today).days > warn_days:
            continue
        members = _repeating(record, vectors @ record_vectors[at], claims, judge)
        labels = conflicts.value_labels([members[m] for m in sorted(members)])
        found.append(Expiry(record, tuple(sorted(members)), tuple(labels)))
    return found


def keeping(
    records: Sequence[Record],
    record_vectors: NDArray[np.float32],
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    judge: Judge,
    *,
    today: date | None = None,
) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return id of each record in force -> (claim, its value as written, "" for a statement) of who keeps to it.

    Arguments as for `check`. A claim that gives the value of a variant in its scope keeps to the record too.
    """
    found = {}
    for at, record in enumerate(records):
        if record.in_force(today):
            members = _repeating(record, vectors @ record_vectors[at], claims, judge)
            found[record.id] = tuple((m, q.words if q else "") for m, q in sorted(members.items()))
    return found


def _repeating(
    record: Record, cosines: NDArray[np.float32], claims: Sequence[Claim], judge: Judge
) -> dict[int, Quantity | None]:
    """Return the claims that say what the record, or one of its variants, says, each with its value."""
    found: dict[int, Quantity | None] = {}
    near = [
        (i, float(cosines[i]))
        for i in np.flatnonzero(cosines >= FARTHEST).tolist()
        if in_scope(record, claims[i])
    ]
    if record.quantity is not None:
        for i, cosine in near:
            quantity, relation = compared(record, claims[i])
            if relation in (Relation.EQUAL, Relation.AGREE) and speaks(record, claims[i], cosine):
                found[i] = quantity
        return found
    plain = [(i, cosine) for i, cosine in near if repeats(record, claims[i], cosine)]
    pairs = [(_as_said(record), claims[i]) for i, _ in plain]
    for (i, _), judgement in zip(plain, judge.judge(pairs, [c for _, c in plain]), strict=True):
        if judgement.verdict is Verdict.COMPATIBLE:
            found[i] = None
    return found


def _near(cosines: NDArray[np.float32]) -> list[tuple[int, float]]:
    """Return (claim, cosine) of the claims that may speak against a record, the nearest first."""
    order = np.argsort(-cosines, kind="stable")[:_TOP]
    return [(int(i), float(cosines[i])) for i in order]


def _compare(
    record: Record,
    cosines: NDArray[np.float32],
    claims: Sequence[Claim],
    judge: Judge,
    today: date | None,
) -> Conflict | None:
    near = _near(cosines)
    judgements = judge.judge(
        [(_as_said(record), claims[i]) for i, _ in near],
        [c for _, c in near],
        list(range(len(near))),
    )
    edges: list[tuple[Pair, Judgement]] = []
    amounts: dict[int, Quantity | None] = {}
    for (i, cosine), judgement in zip(near, judgements, strict=True):
        quantity, relation = compared(record, claims[i])
        has_it = False
        if record.quantity is None and cosine >= HAS:
            has_it, quantity = denials.against(record.claim, claims[i])
        if judgement.verdict is Verdict.DIFFERENT_SCOPE or not in_scope(record, claims[i]):
            continue
        if relation in (Relation.EQUAL, Relation.AGREE):
            continue
        if record.quantity is not None and relation is Relation.OTHER:
            continue  # no value of the record's kind: it speaks of something else
        past = past_value(record, quantity)
        # "Within 48 hours" does not exclude "within 24 hours", but where 48 is the past value it is left over.
        stale = past is not None and relation is Relation.NESTED and cosine >= SAME_FACT
        denied = stale or has_it or judgement.verdict is Verdict.CONTRADICTION
        if (denied and on_topic(record, claims[i])) or _breaks(record, claims[i], relation, cosine):
            if past and today and past.until and today <= past.until:
                continue  # both values hold until that day
            why = _why(record, claims[i], quantity, past)
            edges.append((Pair(i, i, cosine), _worded(judgement, why)))
            amounts[i] = quantity
    if not edges:
        return None
    # A place that keeps to another scope's value is right, and no part of this conflict.
    kept = {
        i: quantity
        for i, quantity in _repeating(record, cosines, claims, judge).items()
        if i not in amounts and variant_of(record, claims[i]) is None
    }
    members = tuple(sorted({*kept, *amounts}))
    said = [(kept if m in kept else amounts)[m] for m in members]
    every_break_is_past = all(judgement.why.startswith(_STALE) for _, judgement in edges)
    return Conflict(
        attribute=record.id.replace("-", " ").replace("_", " "),
        members=members,
        values=tuple(conflicts.value_labels(said)),
        pairs=tuple(edges),
        confidence=max(j.confidence for _, j in edges),
        code="MC104" if every_break_is_past else "MC101",
        fact=record.id,
        kept=tuple(sorted(kept)),
        stale=tuple(sorted(pair.left for pair, judgement in edges if judgement.why.startswith(_STALE))),
    )


def _as_said(record: Record) -> Claim:
    """Return the record's claim without its limits: `in_scope` looks at those."""
    return replace(record.claim, scope=Scope(), date=None)


def _breaks(record: Record, claim: Claim, relation: Relation, cosine: float) -> bool:
    """True for a clashing value in a claim that speaks of the record so plainly that no judge is needed."""
    if relation is not Relation.CLASH:
        return False
    topic = topic_of(record)
    return cosine >= PLAINLY or (bool(topic) and topic <= words.content(claim.reading))


def _why(record: Record, claim: Claim, quantity: Quantity | None, past: Past | None) -> str:
    says = f"“{quantity.words}”" if quantity else "this"
    since = changed(record)
    if past:
        until = f" until {_day(past.until)}" if past.until else ""
        return f"{_STALE}: {says} was the record's value{until}; it is now {record.value}"
    if claim.date and since and claim.date < since:
        written = f"written on {_day(claim.date)}, and the record is of {_day(since)}"
        return f"{_STALE}: {says} was {written}; it is now {record.value}"
    agreed = record.value if record.quantity else f"“{record.claim.text}”"
    return f"{says} against the record: {agreed}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _worded(judgement: Judgement, why: str) -> Judgement:
    confidence = max(judgement.confidence if judgement.verdict is Verdict.CONTRADICTION else 0.0, 0.75)
    return replace(judgement, verdict=Verdict.CONTRADICTION, confidence=confidence, why=why)


def absorb(
    found: Sequence[Conflict], others: Sequence[Conflict], claims: Sequence[Claim], records: Sequence[Record]
) -> list[Conflict]:
    """Return the conflicts with those among `others` that only repeat a record's conflict left out.

    A conflict repeats a record's one when half of its places or values stand in it; the rest join it as places, but
    for those that keep to what is agreed for another scope. What was only stale is a contradiction when a
    value joins that never was on record.
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
            if m not in old.members and in_scope(record, claims[m]) and variant_of(record, claims[m]) is None
        ]
        rows = sorted([*zip(old.members, old.values, strict=True), *extra])
        past = {m for m, _ in extra if past_value(record, compared(record, claims[m])[0])}
        stale = old.code == "MC104" and all(m in past or _keeps(record, claims[m]) for m, _ in extra)
        merged[home.fact] = replace(
            old,
            members=tuple(m for m, _ in rows),
            values=tuple(v for _, v in rows),
            code="MC104" if stale else "MC101",
            stale=tuple(sorted({*old.stale, *past})),
        )
    return [*merged.values(), *kept]


def _keeps(record: Record, claim: Claim) -> bool:
    return compared(record, claim)[1] in (Relation.EQUAL, Relation.AGREE)


def _home(conflict: Conflict, found: Sequence[Conflict]) -> Conflict | None:
    """Return the record's conflict that holds half of the places, or half of the values.

    Three places that say 34 and one that says 50 are two values, however many of the three the record knew.
    """
    said = dict(zip(conflict.members, conflict.values, strict=True))
    spoken = {value for value in said.values() if value}
    for candidate in found:
        shared = {*said} & {*candidate.members}
        known = {said[member] for member in shared} & spoken
        if 2 * len(shared) >= len(said) or (known and 2 * len(known) >= len(spoken)):
            return candidate
    return None
