"""The judge: reads each pair with the cross-encoder, looks at values, scope, polarity and words, and lets a
small calibrated model weigh it all. An alarm always names what speaks for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import scopes, words
from msgcheck.contradictions.evidence import Evidence
from msgcheck.contradictions.examine import (
    CONTRADICTION,
    READ_MARKED,
    READ_NEAREST,
    Encode,
    Examiner,
    Pairs,
    Reader,
    Seen,
)
from msgcheck.contradictions.reader import PairReader
from msgcheck.contradictions.values import Relation
from msgcheck.contradictions.weigher import SEEN, Weigher
from msgcheck.kept import Kept, code, key_of
from msgcheck.model import Claim, Judgement, Scope, Speaker, Verdict
from msgcheck.model_files import JUDGE, file_sha256
from msgcheck.protocols import Store

# Two claims this far apart share no topic; the verdict between "compatible" and "unrelated" is not used
# to raise alarms, so the border needs no more than common sense.
UNRELATED_BELOW = 0.35


class CopyJudge:
    """Judge pairs of claims. `encode` gives (n, d) unit vectors for texts."""

    name = "msgcheck"

    def __init__(
        self,
        *,
        encode: Encode,
        threshold: float = 0.5,
        searched: bool = False,
        reader: Reader | None = None,
        common: frozenset[str] = frozenset(),
        store: Store | None = None,
    ) -> None:
        """threshold: probability from which a pair is called a contradiction.
        searched: the pairs are those that a search brought together, nearly all of which are quiet.
        reader: another cross-encoder than our own.
        common: word stems that half the corpus shares (the company's name): no sign of one topic.
        store:  keeps readings between runs.

        Raises ModelError when weights are missing or do not fit together.
        """
        self._searched = searched
        self._weigher = Weigher(searched=searched)
        self._common = common
        self._threshold = threshold
        self._at_most = min(threshold, 1 - threshold)  # of what is no alarm, whatever the weights say
        reader = reader or PairReader()
        self._examiner = Examiner(encode, reader, common=common, store=store)
        digests = [*(file_sha256(path) for path in JUDGE), reader.fingerprint]
        self.fingerprint = sha256("".join(digests).encode()).hexdigest()[:16]
        what = f"judgements {'searched' if searched else 'asked'} {threshold:g}"
        made_by = key_of(self.fingerprint, code("contradictions", "model"))
        self._kept = Kept[Judgement](store, what, made_by, Judgement)
        # A neighbour that comes or goes moves the ranks of all behind it: only a rank that decides anything counts.
        self._bands = sorted({*self._weigher.borders("rank"), READ_NEAREST - 0.5, READ_MARKED - 0.5})

    def judge(
        self, pairs: Pairs, similarities: Sequence[float], ranks: Sequence[int] | None = None
    ) -> list[Judgement]:
        """Return one judgement for each pair, in order. Swapping the sides changes nothing.

        ranks: `Pair.rank` of each; None when nobody searched them.
        """
        ranks = ranks or [0] * len(pairs)
        keys = self._keys(pairs, similarities, ranks)
        return self._kept.each(
            keys,
            lambda some: self._judge(
                [pairs[at] for at in some], [similarities[at] for at in some], [ranks[at] for at in some]
            ),
        )

    def _keys(self, pairs: Pairs, similarities: Sequence[float], ranks: Sequence[int]) -> list[str]:
        """Return for each pair the key of all that its judgement is made from."""
        sides: dict[int, str] = {}
        for claim in (claim for pair in pairs for claim in pair):
            if id(claim) not in sides:
                sides[id(claim)] = key_of(
                    _seen_of(claim), sorted(words.content(claim.reading) & self._common)
                )
        return [
            # Four digits: the last ones of a cosine differ with the batch in which it was computed.
            key_of(sides[id(a)], sides[id(b)], bisect_left(self._bands, rank), round(float(similarity), 4))
            for (a, b), similarity, rank in zip(pairs, similarities, ranks, strict=True)
        ]

    def _judge(self, pairs: Pairs, similarities: Sequence[float], ranks: Sequence[int]) -> list[Judgement]:
        if not pairs:
            return []
        seen = self._examiner.glance(pairs, similarities, ranks)
        limits = [explain_scope(e, *pair) for e, pair in zip(seen.evidence, pairs, strict=True)]
        # What would be said of those that a limit keeps apart, had neither side said its own.
        limited = [at for at, limit in enumerate(limits) if limit]
        bare = seen.only(limited, [(_unlimited(a), _unlimited(b)) for a, b in (pairs[at] for at in limited)])
        x, x_bare = seen.features(), bare.features()

        read = self._examiner.read(seen, self._decisive(seen, x, limited, x_bare) if self._searched else None)
        x[:, SEEN:] = read
        x_bare[:, SEEN:] = read[limited]
        said, unscoped = self._weigher.probability(x), np.zeros(len(pairs))
        unscoped[limited] = self._weigher.probability(x_bare)
        return [
            self._judgement(e, pair, limit, float(p), float(u), cosine, float(r[CONTRADICTION]))
            for e, pair, limit, p, u, cosine, r in zip(
                seen.evidence, pairs, limits, said, unscoped, similarities, read, strict=True
            )
        ]

    def _decisive(
        self, seen: Seen, x: NDArray[np.float64], limited: Sequence[int], x_bare: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Return (n,), where a reading can change the verdict: of a hundred pairs that a search brings together,
        one. Reading those that it cannot change took more than half of a run's time.

        x, x_bare: features of all pairs, and of those at `limited` without their limits.
        """
        alarming = np.array(
            [
                speaks_against(e, self._common, cosine, read=1.0)
                for e, cosine in zip(seen.evidence, seen.cosines, strict=True)
            ]
        )
        agree = np.array([values_agree(e) for e in seen.evidence])
        plain = np.array([e.same_words and e.negation_differs for e in seen.evidence])
        most = np.zeros(len(x))
        most[alarming] = self._weigher.most(x[alarming])
        most[agree] = np.minimum(most[agree], VALUES_AGREE)
        bare = alarming[limited]
        at = np.array(limited, dtype=np.int64)[bare]
        most[at] = np.maximum(most[at], self._weigher.most(x_bare[bare]))
        decisive: NDArray[np.bool_] = (most >= self._threshold) | plain
        return decisive

    def _judgement(
        self,
        seen: Evidence,
        pair: tuple[Claim, Claim],
        limit: str,
        p: float,
        unscoped: float,
        cosine: float,
        read: float,
    ) -> Judgement:
        if restates(seen) and (seen.same_words or read < 0.5):
            return Judgement(
                Verdict.COMPATIBLE, 1 - min(p, 0.1), min(p, 0.1), "both say it in nearly the same words"
            )
        if seen.same_words and seen.negation_differs and read >= 0.5:
            p = max(p, PLAIN_DENIAL)
        if values_agree(seen):
            p = min(p, VALUES_AGREE)
        clash = next(iter(seen.clashes), None)
        values = (clash.a.words, clash.b.words) if clash else ("", "")
        reason = speaks_against(seen, self._common, cosine, read)
        if limit and reason and max(p, unscoped) >= self._threshold:
            why = f"would clash, but {limit}"
            quiet = min(p, self._at_most)
            return Judgement(Verdict.DIFFERENT_SCOPE, max(p, unscoped), quiet, why, values=values)
        if p >= self._threshold and reason and (clash or not seen.nested):
            return Judgement(Verdict.CONTRADICTION, p, p, explain_clash(seen, pair, read), values=values)
        p = min(p, self._at_most)
        nested = seen.nested
        values = (nested[0].a.words, nested[0].b.words) if nested else ("", "")
        if (
            nested
            and not seen.clashes
            and not limit
            and seen.covered >= 0.5
            and (seen.shared - self._common or seen.counted)
            and nested[0].near >= _SHARED
        ):
            why = f"both can be true, but a reader notices: “{values[0]}” and “{values[1]}”"
            return Judgement(Verdict.INCONSISTENT, min(1.0, seen.covered), p, why, values=values)
        if cosine < UNRELATED_BELOW:
            return Judgement(Verdict.UNRELATED, 1 - p, p, "they speak of different things")
        return Judgement(Verdict.COMPATIBLE, 1 - p, p, explain_agreement(seen))


# How much of the shorter claim's content the other must share before a denial or an opposite word counts.
_SHARED = 0.4
_SAME_WORDS = 0.75
# "The app works offline", "The app does not work offline": the same words and a denial leave little doubt.
PLAIN_DENIAL = 0.9
# Equal values leave room for another difference, but not for an alarm.
VALUES_AGREE = 0.25
# As similar as this, two sentences speak of one thing though no word of it is the same.
_ONE_TOPIC = 0.6


def _seen_of(claim: Claim) -> tuple[object, ...]:
    """Return what is looked at of a claim: never where it stands."""
    return (
        claim.text, claim.reading, claim.quantities, claim.scope, claim.speaker, claim.negated, claim.modality,
        claim.block.context,
    )  # fmt: skip


def _unlimited(claim: Claim) -> Claim:
    return replace(claim, scope=Scope(), speaker=Speaker.COMPANY)


def values_agree(seen: Evidence) -> bool:
    """True when each value of one side says what one of the other side says, and nothing is denied.

    A network cannot count: it reads "two weeks" and "14 days" as a contradiction, sure of itself.
    """
    return bool(seen.equal) and not seen.marked and not seen.unmatched


def restates(seen: Evidence) -> bool:
    """True for two sentences of nearly the same words with nothing between them that could exclude."""
    return seen.covered >= _SAME_WORDS and not seen.marked and len(seen.modalities) == 1


def speaks_against(seen: Evidence, common: frozenset[str], cosine: float, read: float) -> bool:
    """True when something can be pointed at: values that clash, or a denial, opposite words or the reading
    of two claims on one topic.

    The weights alone call one in a hundred quiet neighbours a contradiction; an alarm needs a reason.
    """
    topic = seen.shared - common
    if seen.clashes or seen.nested:
        return bool(topic) or seen.counted or cosine >= _ONE_TOPIC
    denied = bool(seen.negation_differs or seen.opposites) and seen.covered >= _SHARED
    denied = denied or any(near >= _SHARED for _, _, near in seen.facet_clashes)
    return (denied or read >= 0.5) and (len(topic) >= 2 or cosine >= _ONE_TOPIC)


def explain_scope(seen: Evidence, a: Claim, b: Claim) -> str:
    """Say which stated limit or voice keeps the two apart; "" when none does."""
    if seen.speakers_differ:
        return f"one speaks for the {a.speaker.value}, the other for the {b.speaker.value}"
    return next((scopes.worded(difference) for difference in seen.scope_differs), "")


def explain_clash(seen: Evidence, pair: tuple[Claim, Claim], read: float) -> str:
    """Word the evidence that speaks for a contradiction, the strongest first."""
    shared = words.spelled(words.without_values(pair[0]), seen.shared)[:4]
    about = f" of: {', '.join(shared)}" if shared else ""
    for match in seen.clashes:
        if match.relation is Relation.PER_CLASH:
            per = f"per {' and '.join(match.a.per)} and per {' and '.join(match.b.per)}"
            return f"the same number for two things: “{match.a.words}” is {per}"
        return f"“{match.a.words}” and “{match.b.words}” cannot both be true{about}"
    if seen.facet_clashes:
        one, other, _ = seen.facet_clashes[0]
        return f"“{one.words}” against “{other.words}”{about}"
    if seen.opposites:
        left, right = seen.opposites[0]
        return f"“{left}” against “{right}”"
    if seen.negation_differs:
        return f"one side denies what the other says{about}"
    return f"read together, they exclude each other ({read:.0%}); they speak{about}"


def explain_agreement(seen: Evidence) -> str:
    """Word why two claims go together."""
    if seen.equal:
        match = seen.equal[0]
        return f"“{match.a.words}” and “{match.b.words}” say the same"
    return "nothing in the two excludes the other"
