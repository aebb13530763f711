"""`msgcheck impact "trial-length=21 days"`: every sentence that becomes wrong when a fact of record changes.

The record is compared as it is today and as it would be, with claims only and never claim with claim, so it takes
seconds beside the reading. What a place speaks of is decided as `msgcheck check` decides it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from msgcheck import changes, check, findings, inference, intake, restate, subjects
from msgcheck.changes import Change
from msgcheck.config import Config
from msgcheck.contradictions import candidates, denials, words
from msgcheck.contradictions.records import (
    FARTHEST,
    HAS,
    PLAINLY,
    SAME_FACT,
    Record,
    compared,
    in_scope,
    on_topic,
    repeats,
    speaks,
    variant_of,
)
from msgcheck.contradictions.values import Relation
from msgcheck.errors import ConfigError
from msgcheck.glossary import EMPTY, load_glossary
from msgcheck.intake import Progress, silent
from msgcheck.model import Claim, Place, Quantity, Scope, Skipped, Speaker, Verdict

if TYPE_CHECKING:
    from msgcheck.protocols import Judge

_MOST = 200  # claims that are judged for one change; the nearest
_KEEPS = (Relation.EQUAL, Relation.AGREE)


class Effect(StrEnum):
    """What a change does to a place. All but RIGHT are work."""

    WRONG = "becomes wrong"
    ALREADY = "wrong today already"
    LIMIT = "needs a limit"
    RIGHT = "becomes right"


WORK = (Effect.WRONG, Effect.LIMIT, Effect.ALREADY)


@dataclass(frozen=True, slots=True)
class Task:
    """One place that a change touches.

    place:      `place.value` is what it says now; the mark cuts it out of the quote.
    instead:    the words that would stand there, in the form of the place; "" where that is not plain.
    rewritten:  the quote with them; "" without.
    confidence: that the place speaks of this fact, 0 to 1.
    """

    change: Change
    effect: Effect
    place: Place
    instead: str
    rewritten: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What several changes do.

    left:    for each change, reason -> places that speak of the fact and are left alone.
    assets:  how many were read.
    """

    changes: tuple[Change, ...]
    tasks: tuple[Task, ...]
    left: tuple[dict[str, int], ...]
    assets: int
    skipped: tuple[Skipped, ...]

    @property
    def exit_code(self) -> int:
        """1 when there is work, 3 when there is none but something could not be read, else 0."""
        if any(task.effect in WORK for task in self.tasks):
            return 1
        return 3 if self.skipped else 0


def run(
    config: Config,
    wishes: Sequence[str],
    paths: Sequence[str],
    *,
    glossary: Path | None,
    when: Sequence[str] = (),
    now: datetime,
    cache: bool = True,
    progress: Progress = silent,
) -> Impact:
    """Return what the changes do to all that is read.

    wishes: "FACT=VALUE"; FACT is an id of the glossary, or without one what the fact is about, in words.
    when:   "plan=Team": only this scope changes, for all wishes.
    Raises ConfigError for a change that cannot be understood, ModelError or StoreError.
    """
    listed = load_glossary(glossary) if glossary else EMPTY
    asked = [changes.asked(wish) for wish in wishes]
    scope = changes.scope_of(when)
    known = [changes.of_record(*one, listed, scope) for one in asked] if listed.facts else []
    if scope and not known:
        raise ConfigError("--when needs a fact of record", "put it on record: `msgcheck facts suggest`")
    models = inference.Models(config, cache=cache)
    documents, unread = intake.documents(
        config, paths, glossary=glossary, store=models.store, progress=progress
    )
    claims, _, _ = check.find_claims(
        documents, subjects.names(listed), now, store=models.store, progress=progress
    )
    groups = candidates.collapse(claims)
    distinct = [claims[group[0]] for group in groups]
    encode = models.encode
    vectors = encode([claim.reading for claim in distinct])
    common = words.common([claim.reading for claim in distinct])
    judge = inference.judging(config, encode=encode, threshold=0.5, common=common, store=models.store)
    planned = known or [_published(fact, value, distinct, vectors, encode) for fact, value in asked]
    tasks: list[Task] = []
    left: list[dict[str, int]] = []
    for change in planned:
        cosines = vectors @ encode([change.before.claim.text])[0]
        spoken = _speaking(change, distinct, cosines, judge)
        tasks += [
            _task(change, one, one.effect, claims[i]) for one in spoken if one.effect for i in groups[one.at]
        ]
        left.append(_left(spoken, groups))
    return Impact(
        tuple(planned), tuple(sorted(tasks, key=_order)), tuple(left), len(documents), tuple(unread)
    )


def _published(
    fact: str, value: str, claims: Sequence[Claim], vectors: NDArray[np.float32], encode: Any
) -> Change:
    """Return a change of what is not on record. Raises ConfigError."""
    cosines = (vectors @ encode([fact])[0]).tolist() if claims else []
    return changes.unrecorded(fact, value, claims, cosines, least=FARTHEST)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A claim that speaks of the fact. effect: None where it is left alone, and `why` says why."""

    at: int
    effect: Effect | None
    says: Quantity | None
    confidence: float
    why: str


def _speaking(
    change: Change, claims: Sequence[Claim], cosines: NDArray[np.float32], judge: Judge
) -> list[_Spoken]:
    """Return the claims that speak of the fact, in reading order."""
    order = np.argsort(-cosines, kind="stable")[:_MOST]
    near = [int(at) for at in order if cosines[at] >= FARTHEST]
    if change.before.quantity is None:
        return sorted(_statements(change, claims, near, cosines, judge), key=lambda one: one.at)
    rows = []
    for at in near:
        was, will = compared(change.before, claims[at]), compared(change.after, claims[at])
        if was[0] or will[0]:
            rows.append((at, was[0] or will[0], was[1] in _KEEPS, will[1]))
    # Against a record with another value: how much the two clash then says how surely they speak of one thing.
    pairs = [(_as_said(change.after if keeps else change.before), claims[at]) for at, _, keeps, _ in rows]
    judged = judge.judge(pairs, [float(cosines[at]) for at, *_ in rows])
    found = []
    for (at, says, keeps, then), judgement in zip(rows, judged, strict=True):
        claim, cosine, clash = claims[at], float(cosines[at]), judgement.contradiction
        topic = on_topic(change.before, claim)
        same = speaks(change.before, claim, cosine)
        sure = _sure(topic, cosine, clash, same=same, keeps=keeps, will=then in _KEEPS)
        if sure:
            effect, why = _effect(change, claim, keeps=keeps, will=then)
            found.append(_Spoken(at, effect, says, sure, why))
    return sorted(found, key=lambda one: one.at)


def _sure(topic: bool, cosine: float, clash: float, *, same: bool, keeps: bool, will: bool) -> float:
    """Return how surely a claim speaks of the record, 0 for not at all.

    topic: they share words; same: enough where the claim gives the value of the record, before or after.
    keeps, will: the claim gives the record's value, and the one it is to have.
    """
    plainly = 0.9 if cosine >= PLAINLY else 0.8 if cosine >= SAME_FACT else 0.6
    spoken = clash >= 0.7 or (topic and (clash >= 0.35 or cosine >= PLAINLY))
    if keeps or (will and topic):
        return max(clash, plainly if topic else plainly - 0.1) if same else 0.0
    return max(clash, plainly - 0.1) if spoken else 0.0


def _effect(change: Change, claim: Claim, *, keeps: bool, will: Relation) -> tuple[Effect | None, str]:
    """Return what the change does to a claim that gives a value, and why."""
    if aside := _aside(change, claim):
        return None, aside
    if keeps and will in _KEEPS:
        if change.splits and not _names(change, claim):
            return Effect.LIMIT, f"says it of all, and {_when(change)} is to be {change.to}"
        return None, "right before and after"
    if keeps:
        nested = will is Relation.NESTED
        return Effect.WRONG, "can still be true, and is out of date" if nested else f"{change.was} today"
    if change.splits and not _names(change, claim):
        return None, f"wrong today already, and not said of {_when(change)}"
    if will in _KEEPS:
        return Effect.RIGHT, f"says {change.to} today already"
    return Effect.ALREADY, f"neither {change.was} nor {change.to}"


def _aside(change: Change, claim: Claim) -> str:
    """Return why a claim is of another scope and stays as it is; "" when the change concerns it."""
    if claim.speaker is not Speaker.COMPANY:
        return f"words of a {claim.speaker.value}"
    if claim.scope.published:
        return f"history: of {claim.scope.published}"
    if "past" in claim.scope.times:
        return "history: speaks of the past"
    held = variant_of(change.after, claim)
    if held is not None and held == variant_of(change.before, claim):
        return f"another scope: {held[0]} is agreed there"
    if held is None and change.when and not change.splits and change.before.variants != change.after.variants:
        return f"another scope: not {_when(change)}"
    return "" if in_scope(change.after, claim) else "another scope"


def _names(change: Change, claim: Claim) -> bool:
    """True when the claim says of which scope it speaks."""
    return any(getattr(claim.scope, changes.SCOPES[key]) for key in change.when)


def _when(change: Change) -> str:
    return " and ".join(f"{key} {', '.join(names)}" for key, names in change.when.items())


def _statements(
    change: Change,
    claims: Sequence[Claim],
    near: Sequence[int],
    cosines: NDArray[np.float32],
    judge: Judge,
) -> Iterator[_Spoken]:
    """Yield the claims that say what a record without a number says, or deny it."""
    pairs = [(_as_said(change.before), claims[at]) for at in near]
    judged = judge.judge(pairs, [float(cosines[at]) for at in near])
    for at, judgement in zip(near, judged, strict=True):
        claim, cosine = claims[at], float(cosines[at])
        has_it = cosine >= HAS and denials.against(change.before.claim, claim)[0]
        clashes = has_it or judgement.verdict is Verdict.CONTRADICTION
        denies = clashes and on_topic(change.before, claim)
        says_so = judgement.verdict is Verdict.COMPATIBLE and repeats(change.before, claim, cosine)
        if not denies and not says_so:
            continue
        aside = _aside(change, claim)
        effect = Effect.WRONG if not denies else Effect.RIGHT if change.turned else Effect.ALREADY
        why = "denies what is on record today" if denies else "says what is on record today"
        confidence = max(judgement.contradiction, cosine if has_it else 0.0) if denies else cosine
        yield _Spoken(at, None if aside else effect, None, confidence, aside or why)


def _as_said(record: Record) -> Claim:
    """Return the record's claim without its limits: those are looked at apart."""
    return replace(record.claim, scope=Scope(), date=None)


def _left(spoken: Sequence[_Spoken], groups: Sequence[Sequence[int]]) -> dict[str, int]:
    """Return reason -> places that are left alone, the commonest first."""
    counts: Counter[str] = Counter()
    for one in spoken:
        if one.effect is None:
            counts[one.why] += len(groups[one.at])
    return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))


# ---------------------------------------------------------------- one place


def _task(change: Change, spoken: _Spoken, effect: Effect, claim: Claim) -> Task:
    says = spoken.says
    place = findings.place(claim, says.words if says else "")
    instead, rewritten = "", ""
    if says:
        place = replace(place, mark=says.span)
        if effect in (Effect.WRONG, Effect.ALREADY):
            instead, rewritten = restate.rewritten(change.old, change.new, says, claim)
    return Task(change, effect, place, instead, rewritten, round(spoken.confidence, 2), spoken.why)


def _order(task: Task) -> tuple[object, ...]:
    place = task.place
    at = (place.uri, place.slide or 0, place.page or 0, place.line or 0, place.column or 0)
    return (*at, place.locator, place.quote, task.change.before.id)
