"""Usage drift: who uses which form of a term, and how far apart teams and channels are.

The measure of divergence is the Jensen-Shannon divergence (base 2) of how often two groups use each form: 0 when
they use the same words equally often, 1 when they share no word. Two small samples of one habit differ by chance,
on average by about (forms - 1) / (8 ln 2) * (1 / n + 1 / m); that much is taken off, and the rest stretched so
that 1 stays 1. A group with fewer uses than LEAST_USES says nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from msgcheck.model import Block, Document
from msgcheck.run import Divergence, FormUse, TermUse, Usage
from msgcheck.terminology.matcher import Hit

# Five against five without a common word happens by chance once in 250 times; three against three once in ten.
LEAST_USES = 5
LEAST_MONTHS = 3  # two points make a line, and no trend


@dataclass(slots=True)
class _Form:
    """Uses of one form, by group; "" is a group that is not known."""

    right: bool
    channels: Counter[str] = field(default_factory=Counter)
    teams: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)


class Tally:
    """Counts uses; `usage` says what they come to."""

    def __init__(self) -> None:
        self._terms: dict[str, dict[str, _Form]] = {}

    def add(self, hit: Hit, document: Document, block: Block) -> None:
        """Count one hit, as listed ("Vendors" is "vendor"); what nobody listed (MC203) as found."""
        listed = hit.entry.listed
        forms = self._terms.setdefault(hit.entry.term.preferred or listed, {})
        form = forms.setdefault(hit.found if hit.code == "MC203" else listed, _Form(right=not hit.code))
        day = block.date or document.date
        form.channels[document.channel] += 1
        form.teams[document.team] += 1
        form.months[f"{day:%Y-%m}" if day else ""] += 1

    def usage(self) -> Usage:
        """Return what was counted, terms and forms in alphabetical order."""
        terms = tuple(_term(term, forms) for term, forms in sorted(self._terms.items()))
        uses = [use for term in terms for use in term.forms]
        return Usage(
            terms=terms,
            teams=overall([{use.form: use.teams for use in term.forms} for term in terms]),
            channels=overall([{use.form: use.channels for use in term.forms} for term in terms]),
            right=_right(uses),
        )


def _term(term: str, forms: Mapping[str, _Form]) -> TermUse:
    uses = tuple(
        FormUse(form, use.right, _sorted(use.channels), _sorted(use.teams), _sorted(use.months))
        for form, use in sorted(forms.items())
    )
    right = _right(uses)
    dated: Counter[str] = Counter()
    for use in uses:
        dated.update(use.months)
    return TermUse(
        term=term,
        forms=uses,
        teams=overall([{use.form: use.teams for use in uses}]),
        channels=overall([{use.form: use.channels for use in uses}]),
        right=right,
        trend=trend(right.get("month", {}), dated),
    )


def _right(uses: Sequence[FormUse]) -> dict[str, dict[str, float]]:
    """Return channel, team and month -> group -> share of right forms; without those of which nothing is known."""
    told = {
        "channel": shares((use.right, use.channels) for use in uses),
        "team": shares((use.right, use.teams) for use in uses),
        "month": shares((use.right, use.months) for use in uses),
    }
    return {key: share for key, share in told.items() if share}


def overall(terms: Sequence[Mapping[str, Mapping[str, int]]]) -> Divergence | None:
    """Return the two groups that are furthest apart, ties by name; None where no two say enough.

    terms: form -> group -> uses, for each term. Over several terms two groups are as far apart as they are on
    average, a term counting for as much as it is used.
    """
    values: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for forms in terms:
        groups: dict[str, dict[str, int]] = {}
        for form, uses in forms.items():
            for group, n in uses.items():
                groups.setdefault(group, {})[form] = n
        sizes = {group: sum(counts.values()) for group, counts in sorted(groups.items()) if group}
        for a, b in combinations([group for group, size in sizes.items() if size >= LEAST_USES], 2):
            apart = divergence(groups[a], groups[b])
            values.setdefault((a, b), []).append((apart, sizes[a] + sizes[b]))
    means = [
        Divergence(round(sum(v * n for v, n in told) / sum(n for _, n in told), 3), pair)
        for pair, told in sorted(values.items())
    ]
    return max(means, key=lambda one: one.value, default=None)


def divergence(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Return the corrected Jensen-Shannon divergence of two counts of forms, 0 to 1; neither may be empty.

    >>> divergence({"sign-on": 9}, {"log-in": 9}), divergence({"sign-on": 9}, {"sign-on": 5})
    (1.0, 0.0)
    """
    n, m = sum(one.values()), sum(other.values())
    forms = sorted({form for counts in (one, other) for form, uses in counts.items() if uses})
    p, q = ([counts.get(form, 0) / total for form in forms] for counts, total in ((one, n), (other, m)))
    raw = _entropy([(a + b) / 2 for a, b in zip(p, q, strict=True)]) - (_entropy(p) + _entropy(q)) / 2
    chance = (len(forms) - 1) / (8 * math.log(2)) * (1 / n + 1 / m)
    if chance >= 1:
        return 0.0
    return min(1.0, max(0.0, (raw - chance) / (1 - chance)))


def _entropy(shares: Iterable[float]) -> float:
    return -sum(share * math.log2(share) for share in shares if share > 0)


def shares(uses: Iterable[tuple[bool, Mapping[str, int]]]) -> dict[str, float]:
    """Return known group -> the share of its uses that is right, 0 to 1, in order of group.

    uses: of each form, whether it is right, and group -> uses.
    """
    counted: dict[str, list[int]] = {}
    for right, groups in uses:
        for group, n in groups.items():
            counted.setdefault(group, [0, 0])[right] += n
    return {group: round(yes / (no + yes), 3) for group, (no, yes) in sorted(counted.items()) if group}


def trend(share: Mapping[str, float], uses: Mapping[str, int]) -> float | None:
    """Return by how much the share of right forms rises in a month (-1 to 1); None for too few months or uses.

    share: month ("2026-05") -> share; uses: how many stand behind each. A line of least squares, each month
    weighed by its uses.
    """
    months = sorted(share)
    if len(months) < LEAST_MONTHS or sum(uses[month] for month in months) < LEAST_USES:
        return None
    at = [int(month[:4]) * 12 + int(month[5:]) for month in months]
    weights = [uses[month] for month in months]
    total = sum(weights)
    middle = sum(w * x for w, x in zip(weights, at, strict=True)) / total
    mean = sum(w * share[month] for w, month in zip(weights, months, strict=True)) / total
    spread = sum(w * (x - middle) ** 2 for w, x in zip(weights, at, strict=True))
    rise = sum(
        w * (x - middle) * (share[month] - mean) for w, x, month in zip(weights, at, months, strict=True)
    )
    return round(rise / spread, 3)


def _sorted(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items()))
