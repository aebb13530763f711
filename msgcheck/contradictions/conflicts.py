"""Pairs to conflicts: eight places that say 14 days and three that say 30 are one conflict.

A node is a claim together with what it measures ("duration in days", or "statement"), so that a claim
about a price and a trial can stand in two conflicts and does not tie them together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import attributes, values, words
from msgcheck.contradictions.attributes import Nlp
from msgcheck.model import Claim, Conflict, Judgement, Pair, Quantity, Verdict
from msgcheck.pipeline import Pipeline

Judged = tuple[Pair, Judgement]
Slot = tuple[str, str]
STATEMENT: Slot = ("statement", "")

# How similar two claims must be for one to join the other's conflict as another place with its value.
_JOINS = 0.6


# Two claims that clash with a third one stand in one conflict only when they are this similar themselves.
_ONE_TOPIC = 0.45


def gather(
    claims: Sequence[Claim],
    judged: Sequence[Judged],
    vectors: NDArray[np.float32],
    *,
    least_statement: float = 0.0,
    nlp: Nlp | None = None,
) -> list[Conflict]:
    """Return the conflicts among `claims`, the surest first; ties by position.

    judged:  every judged pair, agreeing ones included: they add further places to a conflict's values.
    vectors: (n, d) unit rows, row i for claims[i]; they keep two topics that share a claim apart.
    least_statement: probability from which a contradiction without clashing values counts.
    nlp:     tags the words of a conflict's name; our own pipeline when none is given.
    """
    contradictions = [
        (p, j)
        for p, j in judged
        if j.verdict is Verdict.CONTRADICTION and (j.values[0] or j.contradiction >= least_statement)
    ]
    nlp = nlp or Pipeline()
    conflicts = _components(claims, contradictions, judged, vectors, nlp)
    taken = {member for conflict in conflicts for member in conflict.members}
    uneven = [
        (p, j)
        for p, j in judged
        if j.verdict is Verdict.INCONSISTENT and not (p.left in taken and p.right in taken)
    ]
    conflicts += _components(claims, uneven, judged, vectors, nlp, code="MC105")
    return sorted(conflicts, key=lambda c: (c.code == "MC105", -c.confidence, c.members))


def _components(
    claims: Sequence[Claim],
    edges: Sequence[Judged],
    judged: Sequence[Judged],
    vectors: NDArray[np.float32],
    nlp: Nlp,
    *,
    code: str = "",
) -> list[Conflict]:
    """Gather edges, the surest first: an edge joins a group that holds one of its ends when its other end
    is of the group's topic. An edge between two groups ties nothing: both ends have a surer conflict."""
    groups: list[tuple[Slot, set[int], list[Judged]]] = []
    for edge in sorted(edges, key=lambda e: (-e[1].confidence, e[0])):
        pair, judgement = edge
        slot = slot_of(claims, pair, judgement)
        same_slot = [(members, group) for other, members, group in groups if slot == other]
        for members, group in same_slot:
            if _joins(claims, pair, members, vectors) or _repeats(edge, members, group):
                members.update((pair.left, pair.right))
                group.append(edge)
                break
        else:
            if not all(any(end in members for members, _ in same_slot) for end in (pair.left, pair.right)):
                groups.append((slot, {pair.left, pair.right}, [edge]))
    agreeing = _agreeing(claims, judged)
    return [_conflict(claims, slot, group, agreeing, code, nlp) for slot, _, group in groups]


def _joins(claims: Sequence[Claim], pair: Pair, members: set[int], vectors: NDArray[np.float32]) -> bool:
    if not {pair.left, pair.right} & members:
        return False
    topic = Counter(stem for member in members for stem in _topic(claims[member]))
    shared = {stem for stem, times in topic.items() if times > 1}
    for new in {pair.left, pair.right} - members:
        alike = float(np.mean([vectors[new] @ vectors[member] for member in sorted(members)]))
        # A name stands in every sentence about a product: its warranty, its battery, its weight.
        if alike < _ONE_TOPIC or (alike < _JOINS and shared and not shared & _topic(claims[new])):
            return False
    return True


def _topic(claim: Claim) -> frozenset[str]:
    """Return what a claim speaks of beside its values and names."""
    text = words.without_values(claim)
    return words.content(text) - words.content(" ".join(words.name_words(text)))


def _repeats(edge: Judged, members: set[int], group: Sequence[Judged]) -> bool:
    """True when the edge starts from a member and sets the same two values against each other."""
    pair, judgement = edge
    said = {words.lower() for words in judgement.values}
    return bool({pair.left, pair.right} & members) and any(
        said == {words.lower() for words in other.values} for _, other in group if other.values[0]
    )


def slot_of(claims: Sequence[Claim], pair: Pair, judgement: Judgement) -> Slot:
    """Return what the two sides measure: (kind, unit) of the values that clash, or STATEMENT."""
    if not judgement.values[0]:
        return STATEMENT
    by_words = {q.words: q for q in claims[pair.left].quantities + claims[pair.right].quantities}
    quantity = by_words.get(judgement.values[0])
    return (quantity.kind, "" if quantity.kind == "money" else quantity.unit) if quantity else STATEMENT


def _agreeing(claims: Sequence[Claim], judged: Sequence[Judged]) -> dict[int, list[tuple[int, float]]]:
    """Return, for each claim, the claims that are judged compatible and nearly say the same."""
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for pair, judgement in judged:
        if judgement.verdict is Verdict.COMPATIBLE and pair.similarity >= _JOINS:
            found[pair.left].append((pair.right, pair.similarity))
            found[pair.right].append((pair.left, pair.similarity))
    return found


def _conflict(
    claims: Sequence[Claim],
    slot: Slot,
    edges: list[Judged],
    agreeing: dict[int, list[tuple[int, float]]],
    code: str,
    nlp: Nlp,
) -> Conflict:
    core = sorted({member for pair, _ in edges for member in (pair.left, pair.right)})
    said: dict[int, Quantity] = {}
    for pair, judgement in edges:
        for member in (pair.left, pair.right):
            for quantity in claims[member].quantities:
                if quantity.words in judgement.values and slot_matches(quantity, slot):
                    said.setdefault(member, quantity)
    if slot != STATEMENT:
        for member in core:
            for other, _ in agreeing.get(member, []):
                same = _same_value(claims[other], said.get(member))
                if same and other not in said:
                    said[other] = same
    members = tuple(sorted({*core, *said}))
    given = [said.get(member) for member in members]
    confidence = max(judgement.confidence for _, judgement in edges)
    return Conflict(
        attribute=attributes.name([claims[m] for m in members], given, nlp),
        members=members,
        values=tuple(value_labels(given)),
        pairs=tuple(edges),
        confidence=confidence,
        code=code or ("MC103" if slot == STATEMENT else "MC102"),
    )


def slot_matches(quantity: Quantity, slot: Slot) -> bool:
    """True when a quantity measures what `slot` names."""
    return quantity.kind == slot[0] and (quantity.kind == "money" or quantity.unit == slot[1])


def _same_value(claim: Claim, quantity: Quantity | None) -> Quantity | None:
    """Return the claim's quantity of that very amount: "up to 40 kg" is one of 40 kg, not of 1.8 kg."""
    if quantity is None:
        return None
    return next(
        (q for q in claim.quantities if values.comparable(q, quantity) and values.same(q, quantity)), None
    )


def value_labels(quantities: Sequence[Quantity | None]) -> list[str]:
    """Return one spelling for each value, the commonest: "two weeks" is listed under "14 days"."""
    kinds: list[list[Quantity]] = []
    for quantity in quantities:
        if quantity is None:
            continue
        for kind in kinds:
            if values.relation(kind[0], quantity) is values.Relation.EQUAL:
                kind.append(quantity)
                break
        else:
            kinds.append([quantity])
    label = {
        id(quantity): Counter(q.words for q in kind).most_common(1)[0][0]
        for kind in kinds
        for quantity in kind
    }
    return [label[id(quantity)] if quantity else "" for quantity in quantities]
