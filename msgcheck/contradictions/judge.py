"""The judge of this version: structured evidence (values, bounds, scope, polarity, words) and the
similarity of the sentences, weighed by a small calibrated model. It has no reading of its own: a clash
that neither a number, a denial nor an opposite word shows is out of its reach, and it says "compatible".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import evidence, trees, words
from msgcheck.contradictions.evidence import FEATURES, Evidence
from msgcheck.contradictions.values import Relation
from msgcheck.model import Claim, Judgement, Scope, Speaker, Verdict

WEIGHTS = Path(__file__).parent.parent / "weights" / "evidence.json"
Encode = Callable[[Sequence[str]], NDArray[np.float32]]

# Two claims this far apart share no topic; the verdict between "compatible" and "unrelated" is not used
# to raise alarms, so the border needs no more than common sense.
UNRELATED_BELOW = 0.35


class EvidenceJudge:
    """Judge pairs by what can be seen and counted. `encode` gives (n, d) unit vectors for texts."""

    name = "evidence"

    def __init__(
        self,
        *,
        encode: Encode,
        threshold: float = 0.5,
        common: frozenset[str] = frozenset(),
        weights: Path = WEIGHTS,
    ) -> None:
        """threshold: probability from which a pair is called a contradiction.
        common: word stems that half the corpus shares (the company's name): no sign of one topic.

        Raises ModelError when the weights are missing or were made for other features.
        """
        self._model = trees.load(weights, FEATURES)
        self._encode = encode
        self._threshold = threshold
        self._common = common
        self.fingerprint = sha256(weights.read_bytes()).hexdigest()[:16]

    def judge(self, pairs: Sequence[tuple[Claim, Claim]], similarities: Sequence[float]) -> list[Judgement]:
        """Return one judgement for each pair, in order. Swapping the sides changes nothing."""
        if not pairs:
            return []
        seen = [evidence.gather(a, b) for a, b in pairs]
        cosines = self._masked_cosines(pairs)
        rows = [
            evidence.features(e, a, b, cosine, masked)
            for e, (a, b), cosine, masked in zip(seen, pairs, similarities, cosines, strict=True)
        ]
        said = self._model.probability(np.array(rows))
        unscoped = self._without_scope(pairs, similarities, cosines)
        return [
            self._judgement(e, pair, float(p), float(u), cosine)
            for e, pair, p, u, cosine in zip(seen, pairs, said, unscoped, similarities, strict=True)
        ]

    def _masked_cosines(self, pairs: Sequence[tuple[Claim, Claim]]) -> list[float]:
        """How similar the two are with their values blanked: whether they speak of one thing."""
        texts = [words.masked(claim) for pair in pairs for claim in pair]
        vectors = self._encode(texts)
        return [float(left @ right) for left, right in zip(vectors[::2], vectors[1::2], strict=True)]

    def _without_scope(
        self, pairs: Sequence[tuple[Claim, Claim]], similarities: Sequence[float], cosines: Sequence[float]
    ) -> NDArray[np.float64]:
        """Return the probabilities that the pairs would have, had neither side said its limits."""
        rows = []
        for (a, b), cosine, masked in zip(pairs, similarities, cosines, strict=True):
            bare_a, bare_b = (replace(c, scope=Scope(), speaker=Speaker.COMPANY) for c in (a, b))
            rows.append(evidence.features(evidence.gather(bare_a, bare_b), bare_a, bare_b, cosine, masked))
        return self._model.probability(np.array(rows))

    def _judgement(
        self, seen: Evidence, pair: tuple[Claim, Claim], p: float, unscoped: float, cosine: float
    ) -> Judgement:
        limits = explain_scope(seen, *pair) if speaks_against(seen, self._common) else ""
        clash = seen.clashes[0] if seen.clashes else None
        values = (clash.a.words, clash.b.words) if clash else ("", "")
        if limits and max(p, unscoped) >= self._threshold:
            why = f"would clash, but {limits}"
            return Judgement(
                Verdict.DIFFERENT_SCOPE, max(p, unscoped), min(p, 1 - self._threshold), why, values=values
            )
        if p >= self._threshold and speaks_against(seen, self._common):
            return Judgement(Verdict.CONTRADICTION, p, p, explain_clash(seen), values=values)
        nested = seen.nested
        if (
            nested
            and seen.covered >= 0.5
            and seen.shared - self._common
            and nested[0].near >= _SHARED
            and not clash
        ):
            both = (nested[0].a.words, nested[0].b.words)
            why = f"both can be true, but a reader notices: “{both[0]}” and “{both[1]}”"
            return Judgement(Verdict.INCONSISTENT, min(1.0, seen.covered), p, why, values=both)
        if cosine < UNRELATED_BELOW:
            return Judgement(Verdict.UNRELATED, 1 - p, p, "they speak of different things")
        return Judgement(Verdict.COMPATIBLE, 1 - p, p, explain_agreement(seen))


# How much of the shorter claim's content the other must share before a denial or an opposite word counts.
_SHARED = 0.4


def speaks_against(seen: Evidence, common: frozenset[str]) -> bool:
    """True when something can be pointed at: values that clash, a denial or opposite words on one topic.

    The weights alone call one in a hundred quiet neighbours a contradiction; an alarm needs a reason.
    """
    topic = seen.shared - common
    if seen.clashes:
        return bool(topic)
    return bool(seen.negation_differs or seen.opposites) and seen.covered >= _SHARED and len(topic) >= 2


def explain_scope(seen: Evidence, a: Claim, b: Claim) -> str:
    """Say which stated limit or voice keeps the two apart; "" when none does."""
    if seen.speakers_differ:
        return f"one speaks for the {a.speaker.value}, the other for the {b.speaker.value}"
    singular = {
        "plans": "plan",
        "products": "product",
        "regions": "region",
        "audiences": "audience",
        "times": "time",
    }
    for name, left, right in seen.scope_differs:
        return f"one is about {singular.get(name, name)} {left}, the other about {right}"
    return ""


def explain_clash(seen: Evidence) -> str:
    """Word the evidence that speaks for a contradiction, the strongest first."""
    about = ", ".join(sorted(seen.shared)[:4])
    for match in seen.clashes:
        if match.relation is Relation.PER_CLASH:
            per = f"per {' and '.join(match.a.per)} and per {' and '.join(match.b.per)}"
            return f"the same number for two things: “{match.a.words}” is {per}"
        return f"“{match.a.words}” and “{match.b.words}” cannot both be true" + (
            f" of: {about}" if about else ""
        )
    if seen.opposites:
        left, right = seen.opposites[0]
        return f"“{left}” against “{right}”"
    if seen.negation_differs:
        return "one side denies what the other says" + (f" of: {about}" if about else "")
    return "they speak of one thing and give different answers" + (f": {about}" if about else "")


def explain_agreement(seen: Evidence) -> str:
    """Word why two claims go together."""
    if seen.equal:
        match = seen.equal[0]
        return f"“{match.a.words}” and “{match.b.words}” say the same"
    return "nothing in the two excludes the other"
