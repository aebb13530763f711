"""Who each team says the product is for: equal audiences as one, and those that exclude each other.

Quiet unless the copy is plain. Two teams clash where all sizes that one names lie outside all that the other
names ("teams under 10", "enterprises of 500+"), or where each has one audience that it names far more than any
other, and neither names that of the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.messages.audiences import Named
from msgcheck.messages.people import is_group, singular
from msgcheck.model import Bound, Claim, Quantity

# Cosine of two audiences that are one: "cafés" and "coffee shops" 0.7, "small teams" and "large teams" below.
SAME = 0.72
LEAST_SAID, LEAST_ASSETS = 3, 2  # places and assets that make an audience a team's main one ...
MAIN = 0.5  # ... with this share of all that the team says about the product as a whole
_PEOPLE = frozenset({"", "person", "people", "employee", "staff", "seat", "user", "member", "colleague"})
_SIZED = {Bound.AT_LEAST, Bound.AT_MOST, Bound.RANGE}  # "20 people" may be an example; a bound is meant


_CLAUSE_END = re.compile(r"[;:!?]|[,.](?!\d)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim that names an audience.

    size:   (what is counted, least, most) of the people in it.
    of_all: whether it speaks of what the company sells, not of one plan or product.
    """

    claim: Claim
    named: Named
    size: tuple[str, float, float] | None = None
    of_all: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """One audience. name: as named most often; members: indices of statements."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two teams whose audiences exclude each other; sides are indices of statements, in order."""

    teams: tuple[str, str]
    sides: tuple[tuple[int, ...], tuple[int, ...]]
    names: tuple[str, str]
    sizes: bool


def statement(claim: Claim, named: Named, measure: Callable[[str], Sequence[Quantity]]) -> Statement:
    """Return what a claim says of an audience. measure: words -> the quantities in them."""
    size = None
    # To the end of the clause: the parse may tie "with 500 or more employees" to the verb.
    clause = _CLAUSE_END.split(claim.text[named.start :])[0]
    if is_group(named.head):
        for quantity in measure(clause):
            if quantity.kind == "count" and quantity.bound in _SIZED:
                least = 0.0 if quantity.bound is Bound.AT_MOST else quantity.value
                most = float("inf") if quantity.bound is Bound.AT_LEAST else quantity.high
                size = ("people" if quantity.unit in _PEOPLE else quantity.unit, least, most)
    # What asserts nothing has no reading, and no scope of its own: "For chains" below a heading may be a plan's.
    label = not claim.reading and len(claim.block.headings) > 1
    limited = claim.scope.plans or claim.scope.products or claim.block.group
    return Statement(claim, named, size, of_all=not limited and not label)


def group(statements: Sequence[Statement], encode: Callable[[Sequence[str]], Any]) -> list[Group]:
    """Return the audiences, the most often named first; a statement that names two is in both.

    encode: texts -> (n, d) float32 unit rows.
    """
    counts = Counter(name for one in statements for name in one.named.names)
    names = sorted(counts, key=lambda name: (-counts[name], name))
    if not names:
        return []
    vectors: NDArray[np.float32] = encode(names)
    heads: list[int] = []
    group_of: dict[str, int] = {}
    for at, name in enumerate(names):
        near = [float(vectors[at] @ vectors[head]) for head in heads]
        best = max(range(len(heads)), key=near.__getitem__) if heads and max(near) >= SAME else len(heads)
        if best == len(heads):
            heads.append(at)
        group_of[name] = best
    members: dict[int, set[int]] = {}
    for at, one in enumerate(statements):
        for name in one.named.names:
            members.setdefault(group_of[name], set()).add(at)
    found = [Group(names[head], tuple(sorted(members[at]))) for at, head in enumerate(heads)]
    return sorted(found, key=lambda one: (-len(one.members), one.name))


def clashes(
    statements: Sequence[Statement], groups: Sequence[Group], words: Callable[[str], frozenset[str]]
) -> list[Clash]:
    """Return the clashes of each two teams, in the order of their names.

    words: team -> every word that its copy has, in lower case; a team that mentions the other's audience knows it.
    """
    teams = sorted({one.claim.team for one in statements if one.claim.team})
    found = []
    for left, right in combinations(teams, 2):
        clash = _of_sizes(statements, left, right) or _of_people(statements, groups, left, right, words)
        if clash:
            found.append(clash)
    return found


def _of_sizes(statements: Sequence[Statement], left: str, right: str) -> Clash | None:
    def sized(team: str) -> list[int]:
        return [i for i, one in enumerate(statements) if one.claim.team == team and one.size and one.of_all]

    mine, theirs = sized(left), sized(right)
    apart = [_apart(statements[a], statements[b]) for a in mine for b in theirs]
    if not apart or not all(apart):
        return None
    names = (statements[mine[0]].named.words, statements[theirs[0]].named.words)
    return Clash((left, right), (tuple(mine), tuple(theirs)), names, sizes=True)


def _apart(one: Statement, other: Statement) -> bool:
    if one.size is None or other.size is None or one.size[0] != other.size[0]:
        return False
    return one.size[2] < other.size[1] or other.size[2] < one.size[1]


def _of_people(
    statements: Sequence[Statement],
    groups: Sequence[Group],
    left: str,
    right: str,
    words: Callable[[str], frozenset[str]],
) -> Clash | None:
    one, other = (_main(statements, groups, team) for team in (left, right))
    if one is None or other is None or one is other:
        return None
    teams_of = [{statements[at].claim.team for at in group.members} for group in (one, other)]
    if right in teams_of[0] or left in teams_of[1]:
        return None
    if _mentions(words(right), one.name) and _mentions(words(left), other.name):
        return None
    sides = [
        tuple(at for at in group.members if statements[at].claim.team == team and statements[at].of_all)
        for group, team in ((one, left), (other, right))
    ]
    return Clash((left, right), (sides[0], sides[1]), (one.name, other.name), sizes=False)


def _main(statements: Sequence[Statement], groups: Sequence[Group], team: str) -> Group | None:
    mine = {at for at, one in enumerate(statements) if one.claim.team == team and one.of_all}
    counted = [(len(mine & set(group.members)), group) for group in groups]
    most, main = max(counted, key=lambda some: some[0], default=(0, None))
    if main is None or most < LEAST_SAID or most < MAIN * len(mine):
        return None
    assets = {statements[at].claim.uri for at in mine & set(main.members)}
    return main if len(assets) >= LEAST_ASSETS else None


def _mentions(words: frozenset[str], name: str) -> bool:
    noun = name.split()[-1]
    return noun in words or any(singular(word) == noun for word in words if word[:3] == noun[:3])
