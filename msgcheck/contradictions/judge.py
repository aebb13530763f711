"""The judge: reads each pair with the cross-encoder, looks at values, scope, polarity and words, and lets a
small calibrated model weigh it all. An alarm always names what speaks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import evidence, words
from msgcheck.contradictions.evidence import Evidence
from msgcheck.contradictions.reader import LABELS, PairReader
from msgcheck.contradictions.values import Relation
from msgcheck.contradictions.weigher import Weigher
from msgcheck.model import Claim, Judgement, Scope, Speaker, Verdict
from msgcheck.model_files import JUDGE_LAYERS, JUDGE_STATEMENTS, JUDGE_VALUES, file_sha256, minilm_folder
from msgcheck.protocols import Store

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Pairs = Sequence[tuple[Claim, Claim]]

# Two claims this far apart share no topic; the verdict between "compatible" and "unrelated" is not used
# to raise alarms, so the border needs no more than common sense.
UNRELATED_BELOW = 0.35
# Reading is what takes time: a pair less similar than the first is not read, and one less similar than the
# second only when its values clash or one side denies something.
READ_FROM, READ_ALL_FROM = 0.4, 0.55
_UNREAD = np.array([0.0, 1.0, 0.0], dtype=np.float32)
_CONTRADICTION = LABELS.index("contradiction")


class CopyJudge:
    """Judge pairs of claims. `encode` gives (n, d) unit vectors for texts."""

    name = "msgcheck"

    def __init__(
        self,
        *,
        encode: Encode,
        threshold: float = 0.5,
        common: frozenset[str] = frozenset(),
        store: Store | None = None,
    ) -> None:
        """threshold: probability from which a pair is called a contradiction.
        common: word stems that half the corpus shares (the company's name): no sign of one topic.
        store:  keeps readings between runs.

        Raises ModelError when weights are missing or do not fit together.
        """
        self._weigher = Weigher()
        self._reader: PairReader | None = None
        self._encode = encode
        self._threshold = threshold
        self._common = common
        self._store = store
        digests = [file_sha256(path) for path in (JUDGE_LAYERS, JUDGE_STATEMENTS, JUDGE_VALUES)]
        self._layers = digests[0][:16]
        self.fingerprint = sha256("".join(digests).encode()).hexdigest()[:16]

    def judge(self, pairs: Pairs, similarities: Sequence[float]) -> list[Judgement]:
        """Return one judgement for each pair, in order. Swapping the sides changes nothing."""
        if not pairs:
            return []
        seen = [evidence.gather(a, b) for a, b in pairs]
        masked = self._masked_cosines(pairs)
        read = self._read(pairs, seen, similarities)
        said = self._weigh(pairs, seen, similarities, masked, read)
        limits = [explain_scope(e, *pair) for e, pair in zip(seen, pairs, strict=True)]
        unscoped = self._without_scope(pairs, limits, similarities, masked, read)
        return [
            self._judgement(e, pair, limit, float(p), float(u), cosine, float(r[_CONTRADICTION]))
            for e, pair, limit, p, u, cosine, r in zip(
                seen, pairs, limits, said, unscoped, similarities, read, strict=True
            )
        ]

    def _masked_cosines(self, pairs: Pairs) -> list[float]:
        """How similar the two are with their values blanked: whether they speak of one thing."""
        texts = [words.masked(claim) for pair in pairs for claim in pair]
        vectors = self._encode(texts)
        return [float(left @ right) for left, right in zip(vectors[::2], vectors[1::2], strict=True)]

    def _read(self, pairs: Pairs, seen: Sequence[Evidence], cosines: Sequence[float]) -> NDArray[np.float32]:
        """Return (n, 3) probabilities of the reader's labels; what is not worth reading counts as neutral."""
        read = np.tile(_UNREAD, (len(pairs), 1))
        wanted: dict[str, list[int]] = {}
        texts: dict[str, tuple[str, str]] = {}
        for at, ((a, b), e, cosine) in enumerate(zip(pairs, seen, cosines, strict=True)):
            if worth_reading(e, cosine, self._common):
                left, right = sorted((a.reading, b.reading))
                key = sha256(f"{left}\0{right}".encode("utf-8", "surrogatepass")).hexdigest()
                wanted.setdefault(key, []).append(at)
                texts[key] = (left, right)
        model = f"reader {self._layers}"
        known = self._store.load(model, sorted(wanted)) if self._store else {}
        missing = [key for key in wanted if key not in known]
        if missing:
            if self._reader is None:
                self._reader = PairReader(minilm_folder(), JUDGE_LAYERS)
            rows = self._reader.read([texts[key] for key in missing])
            fresh = {key: row.tobytes() for key, row in zip(missing, rows, strict=True)}
            if self._store:
                self._store.save(model, fresh)
            known = {**known, **fresh}
        for key, places in wanted.items():
            read[places] = np.frombuffer(known[key], dtype=np.float32)
        return read

    def _weigh(
        self,
        pairs: Pairs,
        seen: Sequence[Evidence],
        cosines: Sequence[float],
        masked: Sequence[float],
        read: NDArray[np.float32],
    ) -> NDArray[np.float64]:
        rows = [
            evidence.features(e, a, b, cosine, blank, r)
            for e, (a, b), cosine, blank, r in zip(seen, pairs, cosines, masked, read, strict=True)
        ]
        return self._weigher.probability(np.array(rows))

    def _without_scope(
        self,
        pairs: Pairs,
        limits: Sequence[str],
        cosines: Sequence[float],
        masked: Sequence[float],
        read: NDArray[np.float32],
    ) -> NDArray[np.float64]:
        """Return the probabilities that pairs of different limits would have, had neither side said its own.

        0 where no limit keeps the two apart.
        """
        found = np.zeros(len(pairs))
        some = [at for at, limit in enumerate(limits) if limit]
        if not some:
            return found
        bare = [tuple(replace(c, scope=Scope(), speaker=Speaker.COMPANY) for c in pairs[at]) for at in some]
        seen = [evidence.gather(a, b) for a, b in bare]
        found[some] = self._weigh(
            [(a, b) for a, b in bare], seen, [cosines[i] for i in some], [masked[i] for i in some], read[some]
        )
        return found

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
        clash = next(iter(seen.clashes), None)
        values = (clash.a.words, clash.b.words) if clash else ("", "")
        reason = speaks_against(seen, self._common, cosine, read)
        if limit and reason and max(p, unscoped) >= self._threshold:
            why = f"would clash, but {limit}"
            quiet = min(p, 1 - self._threshold)
            return Judgement(Verdict.DIFFERENT_SCOPE, max(p, unscoped), quiet, why, values=values)
        if p >= self._threshold and reason and (clash or not seen.nested):
            return Judgement(Verdict.CONTRADICTION, p, p, explain_clash(seen, pair, read), values=values)
        p = min(p, 1 - self._threshold) if p >= self._threshold else p
        nested = seen.nested
        values = (nested[0].a.words, nested[0].b.words) if nested else ("", "")
        if (
            nested
            and not seen.clashes
            and not limit
            and seen.covered >= 0.5
            and seen.shared - self._common
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
# As similar as this, two sentences speak of one thing though no word of it is the same.
_ONE_TOPIC = 0.6


def worth_reading(seen: Evidence, cosine: float, common: frozenset[str]) -> bool:
    """True for pairs that could be a contradiction at all."""
    if cosine >= READ_ALL_FROM:
        return True
    marked = seen.clashes or seen.nested or seen.negation_differs or seen.opposites
    return bool(marked) and cosine >= READ_FROM and bool(seen.shared - common)


def restates(seen: Evidence) -> bool:
    """True for two sentences of nearly the same words with nothing between them that could exclude."""
    marked = seen.clashes or seen.nested or seen.opposites or seen.negation_differs
    return seen.covered >= _SAME_WORDS and not marked and len(seen.modalities) == 1


def speaks_against(seen: Evidence, common: frozenset[str], cosine: float, read: float) -> bool:
    """True when something can be pointed at: values that clash, or a denial, opposite words or the reading
    of two claims on one topic.

    The weights alone call one in a hundred quiet neighbours a contradiction; an alarm needs a reason.
    """
    topic = seen.shared - common
    if seen.clashes or seen.nested:
        return bool(topic) or cosine >= _ONE_TOPIC
    denied = bool(seen.negation_differs or seen.opposites) and seen.covered >= _SHARED
    return (denied or read >= 0.5) and (len(topic) >= 2 or cosine >= _ONE_TOPIC)


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


def explain_clash(seen: Evidence, pair: tuple[Claim, Claim], read: float) -> str:
    """Word the evidence that speaks for a contradiction, the strongest first."""
    shared = words.spelled(words.without_values(pair[0]), seen.shared)[:4]
    about = f" of: {', '.join(shared)}" if shared else ""
    for match in seen.clashes:
        if match.relation is Relation.PER_CLASH:
            per = f"per {' and '.join(match.a.per)} and per {' and '.join(match.b.per)}"
            return f"the same number for two things: “{match.a.words}” is {per}"
        return f"“{match.a.words}” and “{match.b.words}” cannot both be true{about}"
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
