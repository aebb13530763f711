"""Conflicts to findings: words, places and severity, as a person reads them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from msgcheck.contradictions import values
from msgcheck.contradictions.facts import Expiry
from msgcheck.contradictions.records import Record
from msgcheck.model import (
    SEVERITIES,
    Claim,
    Conflict,
    Finding,
    Judgement,
    Pair,
    Place,
    Severity,
    Span,
    Standing,
    Verdict,
)

# A statement without a value below this is a warning: no number proves it.
SURE = 0.9
WHYS = 4  # values against a record of which the reason is told
FOLDED_MOST = 200  # what keeps quiet is shown for trust, not for reading to the end


def of_conflict(
    conflict: Conflict,
    distinct: Sequence[Claim],
    groups: Sequence[Sequence[int]],
    claims: Sequence[Claim],
    records: Sequence[Record],
) -> Finding:
    """Return the finding of a conflict whose members index `distinct`; every place of a member is listed."""
    record = next((r for r in records if r.id == conflict.fact), None)
    side_of = _sides(conflict)
    by_side: dict[Hashable, list[Place]] = defaultdict(list)
    for member, value in zip(conflict.members, conflict.values, strict=True):
        past = (Standing.PAST,) if member in conflict.stale else ()
        by_side[side_of[member]] += [replace(place(claims[i], value), standing=past) for i in groups[member]]
    on_record = {side_of[m] for m in conflict.kept}
    on_record |= {side_of[m] for m in conflict.members if record and _says_the_record(record, distinct[m])}
    places = _with_standing(by_side, on_record)
    return Finding(
        code=conflict.code,
        message=_message(conflict, places, record),
        places=tuple(sorted(places, key=_place_order)),
        severity=_severity(conflict, record),
        confidence=round(conflict.confidence, 2),
        verdict=(Verdict.INCONSISTENT if conflict.code == "MC105" else Verdict.CONTRADICTION).value,
        attribute=conflict.attribute,
        suggestion=_suggestion(places, record),
        why=_why(conflict),
        record=record.value if record else "",
    )


def of_expiry(
    expiry: Expiry, groups: Sequence[Sequence[int]], claims: Sequence[Claim], *, today: date
) -> Finding:
    """Return the finding of a record that expires or has expired, with every place that says what it holds."""
    record = expiry.record
    if record.until is None:
        raise ValueError(f"the record {record.id!r} has no last day")
    places = [
        replace(place(claims[i], value), standing=(Standing.RECORD,))
        for member, value in zip(expiry.members, expiry.values, strict=True)
        for i in groups[member]
    ]
    day = f"{record.until:%-d %B %Y}"
    left = (record.until - today).days
    when = f"expired on {day}" if left < 0 else f"expires on {day} ({_days(left)})"
    wrong = "may be wrong since" if left < 0 else "will be wrong after it"
    said = f"{_places(len(places))} that {'says' if len(places) == 1 else 'say'} so {wrong}"
    owner = f" (owner: {record.owner})" if record.owner else ""
    return Finding(
        code="MC401",
        message=f"{record.claim.text.rstrip('.')}: the record {when}; {said if places else 'nothing read says so'}",
        places=tuple(sorted(places, key=_place_order)),
        severity=Severity.WARNING,
        confidence=1.0,
        attribute=record.id.replace("-", " ").replace("_", " "),
        suggestion=f"Renew the record, or put the next value on record{owner} and change these places that day.",
        why=f"`valid: {{until: {record.until}}}` of the fact {record.id}; "
        + ("nothing is checked against it any more" if left < 0 else f"{record.value} holds until then"),
        record=record.value,
    )


def of_keeping(
    keeping: Mapping[str, Sequence[tuple[int, str]]], groups: Sequence[Sequence[int]], claims: Sequence[Claim]
) -> dict[str, tuple[Place, ...]]:
    """Return id of a record -> every place that keeps to it, in order. keeping: as `facts.keeping` returns it."""
    return {
        record: tuple(
            sorted((place(claims[i], value) for m, value in members for i in groups[m]), key=_place_order)
        )
        for record, members in keeping.items()
        if members
    }


def _days(left: int) -> str:
    return "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"


def _sides(conflict: Conflict) -> dict[int, Hashable]:
    """Return the side each member takes: its value, or for statements one of the two that its pairs set
    against each other. Where three exclude one another there are no two sides: each is its own."""
    sides: dict[int, Hashable] = dict(zip(conflict.members, conflict.values, strict=True))
    if conflict.fact and conflict.kept and not all(sides[m] for m in conflict.kept):
        # A statement on record: who keeps to it gives no value, and stands against all the others.
        return sides | dict.fromkeys(conflict.kept, (conflict.fact,))
    if any(conflict.values):
        return sides
    against: dict[int, set[int]] = defaultdict(set)
    for pair, _ in conflict.pairs:
        against[pair.left].add(pair.right)
        against[pair.right].add(pair.left)
    colour: dict[int, int] = {}
    for first in conflict.members:
        queue = [(first, 0)] if first not in colour else []
        while queue:
            member, side = queue.pop()
            if member in colour:
                continue
            colour[member] = side
            queue += [(other, 1 - side) for other in against[member] - {member}]
    if any(colour[p.left] == colour[p.right] for p, _ in conflict.pairs if p.left != p.right):
        return {member: member for member in conflict.members}
    return {member: (colour[member],) for member in conflict.members}


def _why(conflict: Conflict) -> str:
    """Return the reason of the surest pair; against a record, of the surest with each value, at most WHYS."""
    surest = sorted(conflict.pairs, key=lambda edge: -edge[1].confidence)
    if not conflict.fact:
        return surest[0][1].why
    said = dict(zip(conflict.members, conflict.values, strict=True))
    reasons = {said[pair.left]: judgement.why for pair, judgement in reversed(surest)}
    order = dict.fromkeys(said[pair.left] for pair, _ in surest)
    return "; ".join(dict.fromkeys(reasons[value] for value in list(order)[:WHYS]))


def _says_the_record(record: Record, claim: Claim) -> bool:
    return record.quantity is not None and any(
        values.comparable(record.quantity, q) and values.same(record.quantity, q) for q in claim.quantities
    )


def _with_standing(by_side: Mapping[Hashable, list[Place]], on_record: set[Hashable]) -> list[Place]:
    """Return all places with the standing of their side; a tie is no majority, and a day shared by two sides
    is no newest. What states no value among values ("") is no side."""
    said = {side: some for side, some in by_side.items() if side != ""}
    sizes = sorted((len(some) for some in said.values()), reverse=True)
    newest = {side: max((p.date for p in some if p.date), default=None) for side, some in said.items()}
    dates = sorted((day for day in newest.values() if day), reverse=True)
    marked = []
    for side, some in by_side.items():
        standing = [Standing.RECORD] if side in on_record else []
        if side in said and len(sizes) > 1 and len(some) == sizes[0] > sizes[1]:
            standing.append(Standing.MAJORITY)
        if len(dates) > 1 and newest.get(side) == dates[0] > dates[1]:
            standing.append(Standing.NEWEST)
        marked += [replace(one, standing=(*standing, *one.standing)) for one in some]
    return marked


def place(claim: Claim, value: str = "") -> Place:
    """Return where a claim stands; the value's words are marked in the quote."""
    block = claim.block
    mark: Span | None = None
    if value:
        mark = next((q.span for q in claim.quantities if q.words == value), None)
        if mark is None and claim.quantities:
            mark = claim.quantities[0].span
    return Place(
        uri=claim.uri,
        locator=_locator(claim),
        quote=claim.text,
        surface=block.surface.value if block.kind != "table_cell" else "table_cell",
        channel=claim.channel,
        team=claim.team,
        value=value,
        line=block.locator.line,
        column=block.locator.column,
        slide=block.locator.slide,
        page=block.locator.page,
        mark=mark,
        heading=block.context or (block.headings[-1] if block.headings else ""),
        date=claim.date,
    )


def of_scopes(
    judged: Sequence[tuple[Pair, Judgement]],
    groups: Sequence[Sequence[int]],
    claims: Sequence[Claim],
    *,
    least: float,
) -> list[Finding]:
    """Return the lookalikes that a stated scope explains, the nearest misses first, at most FOLDED_MOST."""
    found = [
        (pair, judgement)
        for pair, judgement in judged
        if judgement.verdict is Verdict.DIFFERENT_SCOPE and judgement.confidence >= least
    ]
    found.sort(key=lambda edge: (-edge[1].confidence, edge[0]))
    folded = []
    for pair, judgement in found[:FOLDED_MOST]:
        places = [
            place(claims[groups[side][0]], value)
            for side, value in zip((pair.left, pair.right), judgement.values, strict=True)
        ]
        folded.append(
            Finding(
                code="MC102" if judgement.values[0] else "MC103",
                message=f"not the same: {judgement.why}",
                places=tuple(sorted(places, key=_place_order)),
                severity=Severity.NOTE,
                confidence=round(judgement.confidence, 2),
                verdict=Verdict.DIFFERENT_SCOPE.value,
                why=judgement.why,
                folded=True,
            )
        )
    return folded


def touching(found: Iterable[Finding], new: frozenset[str] | None) -> list[Finding]:
    """Return the findings that touch new material; all of them when nothing is new."""
    return [f for f in found if new is None or any(p.uri in new for p in f.places)]


def ordered(found: Iterable[Finding]) -> list[Finding]:
    """Return findings most severe first, then by code, the surest first, then by place."""
    return sorted(
        found,
        key=lambda f: (
            SEVERITIES.index(f.severity),
            f.code,
            -f.confidence,
            _place_order(f.places[0]) if f.places else (),  # an expiring record that nobody repeats
            f.message,
        ),
    )


def _place_order(where: Place) -> tuple[object, ...]:
    return (where.uri, where.slide or 0, where.page or 0, where.line or 0, where.column or 0, where.locator, where.quote)  # fmt: skip


def _locator(claim: Claim) -> str:
    locator = claim.block.locator
    if locator.label:
        return locator.label
    return f"line {locator.line}" if locator.line else claim.block.surface.value


def _message(conflict: Conflict, places: Sequence[Place], record: Record | None) -> str:
    counts = Counter(p.value for p in places if p.value)
    said = ", ".join(f"{value} ({_places(n)})" for value, n in counts.most_common())
    if record:
        past = " no longer holds" if conflict.code == "MC104" else ""
        return f"{conflict.attribute}: the record says {record.value}; published: {said or 'otherwise'}{past}"
    if conflict.code == "MC105":
        return f"{conflict.attribute}: published differently: {said}"
    if said:
        return f"{conflict.attribute}: {len(counts)} values: {said}"
    return f"{conflict.attribute}: {len(places)} statements that cannot all be true"


def _places(n: int) -> str:
    return "1 place" if n == 1 else f"{n} places"


def _suggestion(places: Sequence[Place], record: Record | None) -> str:
    if record:
        owner = f" (owner: {record.owner})" if record.owner else ""
        if record.quantity is None:
            return f"Change what speaks against “{record.claim.text}”, or change the record{owner}."
        return f"Change what does not say {record.value}, or change the record{owner}."
    assets = len({p.uri for p in places})
    return f"Agree on one answer, put it on record, and change every place that differs ({_places(len(places))} in {assets} asset{'s' * (assets != 1)})."  # fmt: skip


def _severity(conflict: Conflict, record: Record | None) -> Severity:
    if conflict.code == "MC105":
        return Severity.NOTE
    if conflict.code == "MC104":
        return Severity.WARNING
    if record:
        return Severity(record.severity)
    if conflict.code == "MC103" and conflict.confidence < SURE:
        return Severity.WARNING
    return Severity.ERROR
