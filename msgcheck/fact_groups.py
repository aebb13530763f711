"""Claims that give a value for one attribute, whatever the value is: what could be a fact of record.

Whether two claims speak of one attribute is asked of the judge: would they exclude each other if their values
differed? Where the values are the same, one of them is changed for the question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from msgcheck import restate
from msgcheck.contradictions import values
from msgcheck.contradictions.neighbours import nearest
from msgcheck.contradictions.values import Relation
from msgcheck.model import Bound, Claim, Kind, Quantity, Scope, Span

if TYPE_CHECKING:
    from msgcheck.protocols import Judge

_NEVER = 3.0  # a distance that no average with other members makes up for
_TOP, _LEAST = 15, 0.35  # neighbours asked about, and their least cosine: below it the judge never says yes
# Mean probability within a group. At 0.35, on the demonstration corpus and three of training/companies, groups
# hold one attribute and most of its places; at 0.25 refunds join trials, at 0.5 half of the places are lost.
_ONE_ATTRIBUTE = 0.35
_DISPUTED = 0.45  # where no two places agree, nothing but the judge says that they speak of one thing
_ONE_EVENT = 0.6  # sentences with a year are all alike: "founded in", "opened in", "joined in"
Likely = dict[int, dict[int, float]]  # a value, another, that they are of one attribute; both ways round
_LEADING = re.compile(r"^(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[ -]", re.I)


@dataclass(frozen=True, slots=True)
class Said:
    """A claim and the one of its values that is meant. `at`: index of the claim."""

    at: int
    quantity: Quantity


def find(
    said: Sequence[Said], claims: Sequence[Claim], vectors: NDArray[np.float32], judge: Judge
) -> list[list[Said]]:
    """Return groups of two and more that speak of one attribute, each in the order of `said`, by first place.

    vectors: (n, d) float32 unit rows, row i for claims[i]
    """
    pairs = list(_pairs(said, vectors))
    asked = [_question(claims, said[a], said[b]) for a, b, _ in pairs]
    judged = judge.judge(asked, [cosine for _, _, cosine in pairs])
    likely: Likely = {}
    for (a, b, _), judgement in zip(pairs, judged, strict=True):
        likely.setdefault(a, {})[b] = likely.setdefault(b, {})[a] = round(judgement.contradiction, 6)
    groups = [part for whole in _connected(likely) for part in _parted(whole, likely, said, claims)]
    return [[said[at] for at in group] for group in sorted(groups)]


def _pairs(said: Sequence[Said], vectors: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    """Yield (index into said, a later one, cosine) of values that can be compared, in order."""
    at_claim: dict[int, list[int]] = {}
    for index, one in enumerate(said):
        at_claim.setdefault(one.at, []).append(index)
    members = sorted(at_claim)
    rows, others, cosines = nearest(vectors[members], top=_TOP, least=_LEAST)
    near = {
        (min(row, other), max(row, other)): cosine
        for row, other, cosine in zip(rows.tolist(), others.tolist(), cosines.tolist(), strict=True)
    }
    for (left, right), cosine in sorted(near.items()):
        for a in at_claim[members[left]]:
            for b in at_claim[members[right]]:
                if values.comparable(said[a].quantity, said[b].quantity):
                    yield a, b, float(cosine)


def _question(claims: Sequence[Claim], a: Said, b: Said) -> tuple[Claim, Claim]:
    """Return the two claims without their limits, each with its one value, and those values clashing."""
    left = replace(claims[a.at], scope=Scope(), quantities=(a.quantity,))
    right = replace(claims[b.at], scope=Scope(), quantities=(b.quantity,))
    clash = values.relation(a.quantity, b.quantity) is Relation.CLASH
    return left, right if clash else _otherwise(right, b.quantity)


def _otherwise(claim: Claim, quantity: Quantity) -> Claim:
    """Return the claim with another value than its own."""
    whole = math.isfinite(quantity.value) and quantity.value > 0
    value = 2 * quantity.value if whole else 20.0
    year = re.fullmatch(r"(?:19|20)\d\d", quantity.words)
    if quantity.kind == "date":
        value = quantity.value + 3 * 365
    written = str(int(quantity.words) + 3) if year else restate.said(quantity, value)
    written = written or f"20 {_LEADING.sub('', quantity.words)}"
    text, span = restate.replaced(claim.text, quantity.span, written)
    start = claim.reading.rfind(claim.text)
    reading = f"{claim.reading[:start]}{text}" if start >= 0 else claim.reading
    other = replace(
        quantity, value=value, high=value, words=written, bound=Bound.EXACT, span=Span(span.start, span.end)
    )
    return replace(claim, text=text, reading=reading, quantities=(other,))


def _connected(likely: Likely) -> Iterator[list[int]]:
    """Yield what hangs together by pairs that are likely enough, each in order."""
    seen: set[int] = set()
    for first in sorted(likely):
        if first in seen:
            continue
        whole, queue = {first}, [first]
        while queue:
            new = {b for b, p in likely[queue.pop()].items() if p >= _ONE_ATTRIBUTE} - whole
            whole |= new
            queue += sorted(new)
        seen |= whole
        if len(whole) > 1:
            yield sorted(whole)


def _parted(
    whole: Sequence[int], likely: Likely, said: Sequence[Said], claims: Sequence[Claim]
) -> Iterator[list[int]]:
    """Yield the groups of average linkage: one likely pair does not tie two attributes together."""
    from sklearn.cluster import AgglomerativeClustering  # it costs a second, and few commands need it

    # Two values of one claim are two attributes: "renews for 12 months unless you give 30 days' notice".
    of_claims = np.array([said[at].at for at in whole])
    apart = np.where(of_claims[:, None] == of_claims[None, :], _NEVER, 1.0)
    column = {at: index for index, at in enumerate(whole)}
    for row, at in enumerate(whole):
        for other, p in likely[at].items():
            if other in column:
                apart[row, column[other]] = 1 - p
    # Two columns of one row are of two plans, or two rooms: what they say is no disagreement.
    rows = [row_of(claims[said[at].at]) for at in whole]
    for (one, a), (other, b) in combinations(enumerate(whole), 2):
        if rows[one] and rows[one] == rows[other]:
            same = values.relation(said[a].quantity, said[b].quantity) is Relation.EQUAL
            if not same and not _limited(claims[said[a].at], claims[said[b].at]):
                apart[one, other] = apart[other, one] = _NEVER
    np.fill_diagonal(apart, 0.0)
    least = _ONE_EVENT if said[whole[0]].quantity.kind == "date" else _ONE_ATTRIBUTE
    labels = (
        AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - least
        )
        .fit_predict(apart)
        .tolist()
    )
    for label in sorted(set(labels)):
        group = [at for at, its in zip(whole, labels, strict=True) if its == label]
        if len(group) > 1 and (_agree(group, said) or _mean(group, likely) >= _DISPUTED):
            yield group


def row_of(claim: Claim) -> tuple[str, str] | None:
    """Return (uri, table and row) of a cell under a column header; None for all else."""
    table, column, _ = claim.block.locator.label.rpartition(", column ")
    return (claim.uri, table) if column and claim.block.kind is Kind.TABLE_CELL else None


def _limited(one: Claim, other: Claim) -> bool:
    """True when both name their plan, product or region: those become variants of one fact."""
    return all(c.scope.plans or c.scope.products or c.scope.regions for c in (one, other))


def _agree(group: Sequence[int], said: Sequence[Said]) -> bool:
    """True when two of the group give one value."""
    return any(
        values.relation(said[a].quantity, said[b].quantity) is Relation.EQUAL
        for a, b in combinations(group, 2)
    )


def _mean(group: Sequence[int], likely: Likely) -> float:
    return float(np.mean([likely[a].get(b, 0.0) for a, b in combinations(group, 2)]))
