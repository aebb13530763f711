"""Everything that can be said of a pair without a neural judge: values, scope, polarity, words.

`gather` looks; `features` turns what it saw into numbers for the calibrated model; `judge` words it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from msgcheck.contradictions import facets, scopes, values, words
from msgcheck.contradictions.facets import Facet
from msgcheck.contradictions.values import Relation
from msgcheck.model import Claim, Quantity, Scope, Speaker

_DIMENSIONS = ("plans", "products", "regions", "audiences", "billing", "times")
_SHARED = ("plans", "products", "times")
_KINDS = ("money", "duration", "percent", "count", "date", "version")


@dataclass(frozen=True, slots=True)
class Match:
    """Two quantities, one from each side, and what they say of one another. `near`: shared words around."""

    a: Quantity
    b: Quantity
    relation: Relation
    near: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen on a pair."""

    matches: tuple[Match, ...]
    unmatched: int
    overlap: float
    covered: float
    shared: frozenset[str]
    scope_differs: tuple[tuple[str, str, str], ...]
    one_sided: tuple[str, ...]
    opposites: tuple[tuple[str, str], ...]
    negation_differs: bool
    speakers_differ: bool
    names_left: frozenset[str]
    names_right: frozenset[str]
    names_shared: frozenset[str]
    sorts_differ: bool
    same_words: bool
    modalities: frozenset[str] = field(default_factory=frozenset)
    facet_clashes: tuple[tuple[Facet, Facet, float], ...] = ()
    facets_agree: int = 0

    @property
    def clashes(self) -> list[Match]:
        """The matches whose values cannot both be true, the likeliest to be one slot first."""
        bad = [m for m in self.matches if m.relation in (Relation.CLASH, Relation.PER_CLASH)]
        return sorted(bad, key=lambda m: -m.near)

    @property
    def nested(self) -> list[Match]:
        """The matches that differ and can both be true."""
        return [m for m in self.matches if m.relation is Relation.NESTED]

    @property
    def denied(self) -> bool:
        """True when the words of one side deny, oppose or take another side than those of the other."""
        return bool(self.negation_differs or self.opposites or self.facet_clashes)

    @property
    def counted(self) -> bool:
        """True when two differing numbers count one thing: a topic, even where every other sentence names it."""
        return any(m.a.kind == "count" and m.a.unit == m.b.unit != "" for m in (*self.clashes, *self.nested))

    @property
    def marked(self) -> bool:
        """True when anything between the two could exclude."""
        return bool(self.denied or self.clashes or self.nested)

    @property
    def equal(self) -> list[Match]:
        """The matches that say the same."""
        return [m for m in self.matches if m.relation in (Relation.EQUAL, Relation.AGREE)]


def gather(a: Claim, b: Claim) -> Evidence:
    """Look at a pair. Swapping the sides swaps sides in what is seen, and nothing else."""
    text_a, text_b = a.reading or a.text, b.reading or b.text
    about_a, about_b = words.content(text_a), words.content(text_b)
    shared = about_a & about_b
    names_a, names_b = words.name_words(text_a), words.name_words(text_b)
    matches, unmatched = _matches(a, b)
    return Evidence(
        matches=matches,
        unmatched=unmatched,
        overlap=len(shared) / max(1, len(about_a | about_b)),
        covered=len(shared) / max(1, min(len(about_a), len(about_b))),
        shared=shared,
        scope_differs=tuple(scopes.differ(a, b)),
        one_sided=tuple(_one_sided(a.scope, b.scope)),
        opposites=tuple(words.opposites(text_a, text_b)),
        negation_differs=a.negated != b.negated,
        speakers_differ=a.speaker is not b.speaker,
        names_left=names_a - names_b,
        names_right=names_b - names_a,
        names_shared=names_a & names_b,
        sorts_differ=scopes.sorts_differ(a, b),
        same_words=words.content(a.text) == words.content(b.text) != frozenset(),
        modalities=frozenset({a.modality, b.modality}),
        facet_clashes=tuple(facets.clashes(text_a, text_b)),
        facets_agree=facets.agreements(text_a, text_b),
    )


def _matches(a: Claim, b: Claim) -> tuple[tuple[Match, ...], int]:
    """Tie each quantity of one side to its best partner on the other; (matches, how many are left over)."""
    candidates = []
    for i, qa in enumerate(a.quantities):
        near_a = _near(a, qa)
        for j, qb in enumerate(b.quantities):
            relation = values.relation(qa, qb)
            if relation is Relation.OTHER:
                continue
            if values.adds_up(qa, qb, a.quantities) or values.adds_up(qb, qa, b.quantities):
                relation = Relation.AGREE
            near_b = _near(b, qb)
            near = len(near_a & near_b) / max(1, min(len(near_a), len(near_b)))
            agree = relation in (Relation.EQUAL, Relation.AGREE)
            candidates.append((not agree, -near, i + j, i, j, relation))
    matches, used_a, used_b = [], set(), set()
    for _, near, _, i, j, relation in sorted(candidates):
        if i in used_a or j in used_b:
            continue
        used_a.add(i)
        used_b.add(j)
        matches.append(Match(a.quantities[i], b.quantities[j], relation, -near))
    left_over = len(a.quantities) + len(b.quantities) - len(used_a) - len(used_b)
    return tuple(matches), left_over


def _near(claim: Claim, quantity: Quantity) -> frozenset[str]:
    """Return the content words around a value; what a count counts is one of them."""
    around = words.window(claim, quantity.span.start, quantity.span.end) | words.content(claim.block.context)
    return around | words.content(quantity.words) if quantity.kind == "count" else around


def _one_sided(a: Scope, b: Scope) -> list[str]:
    return [name for name in (*_DIMENSIONS, "conditions") if bool(getattr(a, name)) != bool(getattr(b, name))]


READING = ("read as compatible", "read as neutral", "read as contradiction")
FEATURES = (
    "cosine", "cosine masked", "rank", "overlap", "covered", "shared words",
    "clashes", "per clashes", "equal", "nested", "unmatched", "one value each", "per on one side", "any value", "values on both sides",
    "nearness of the clash", "nearness of the equal", "ratio of the clash", "infinite clash", "zero clash",
    *(f"{kind} clash" for kind in _KINDS), "same unit word clash",
    *(f"{name} differ" for name in _DIMENSIONS), *(f"{name} shared" for name in _SHARED), "conditions differ", "scopes differ", "one-sided scopes", "one-sided conditions",
    "negation differs", "negation differs covered", "opposites", "opposites covered",
    "names differ", "names one-sided", "names shared", "speakers differ", "competitor or customer",
    "facets clash", "nearness of the facets", "facets agree", *(f"{kind} facets" for kind in facets.KINDS),
    "sorts differ", "only", "always", "must", "may", "will", "length ratio", "shorter length",
    *READING,
)  # fmt: skip


def features(
    evidence: Evidence, a: Claim, b: Claim, near: tuple[float, float, int], read: Iterable[float]
) -> list[float]:
    """Return the numbers of `FEATURES`, in that order; swapping the sides changes none.

    near: cosine of the two readings, the same with values blanked, and `Pair.rank`
    read: probabilities of the cross-encoder's labels
    """
    clashes = evidence.clashes
    per = [m for m in clashes if m.relation is Relation.PER_CLASH]
    worst = clashes[0] if clashes else None
    lengths = sorted((len(a.text.split()), len(b.text.split())))
    differing = {name for name, _, _ in evidence.scope_differs}
    conditions = (
        bool(a.scope.conditions) and bool(b.scope.conditions) and not a.scope.conditions & b.scope.conditions
    )
    return [
        *near,
        evidence.overlap,
        evidence.covered,
        float(len(evidence.shared)),
        float(len(clashes)),
        float(len(per)),
        float(len(evidence.equal)),
        float(len(evidence.nested)),
        float(evidence.unmatched),
        float(len(a.quantities) == len(b.quantities) == 1),
        float(any(bool(m.a.per) != bool(m.b.per) for m in clashes)),
        float(bool(a.quantities or b.quantities)),
        float(bool(a.quantities and b.quantities)),
        worst.near if worst else -1.0,
        max((m.near for m in evidence.equal), default=-1.0),
        _ratio(worst) if worst else 0.0,
        float(any(math.isinf(m.a.value) or math.isinf(m.b.value) for m in clashes)),
        float(any(not m.a.value or not m.b.value for m in clashes)),
        *(float(any(m.a.kind == kind for m in clashes)) for kind in _KINDS),
        float(any(m.a.unit == m.b.unit and m.a.unit for m in clashes)),
        *(float(name in differing) for name in _DIMENSIONS),
        *(float(bool(getattr(a.scope, name) & getattr(b.scope, name))) for name in _SHARED),
        float(conditions),
        float(len(differing)),
        float(len(evidence.one_sided)),
        float("conditions" in evidence.one_sided),
        float(evidence.negation_differs),
        evidence.covered if evidence.negation_differs else 0.0,
        float(len(evidence.opposites)),
        evidence.covered if evidence.opposites else 0.0,
        float(bool(evidence.names_left and evidence.names_right)),
        float(bool(evidence.names_left) != bool(evidence.names_right)),
        float(len(evidence.names_shared)),
        float(evidence.speakers_differ),
        float(a.speaker is not Speaker.COMPANY or b.speaker is not Speaker.COMPANY),
        float(len(evidence.facet_clashes)),
        max((near for _, _, near in evidence.facet_clashes), default=-1.0),
        float(evidence.facets_agree),
        *(float(any(one.kind == kind for one, _, _ in evidence.facet_clashes)) for kind in facets.KINDS),
        float(evidence.sorts_differ),
        *(float(mode in evidence.modalities) for mode in ("only", "always", "must", "may", "will")),
        lengths[0] / max(1, lengths[1]),
        float(min(lengths[0], 40)),
        *map(float, read),
    ]


def _ratio(match: Match) -> float:
    """Return how far apart two values are: 0 for close ones, 1 for a factor of e, at most 5."""
    low, high = sorted((abs(match.a.value), abs(match.b.value)))
    if not low or math.isinf(high):
        return 5.0
    return min(5.0, math.log(high / low))
