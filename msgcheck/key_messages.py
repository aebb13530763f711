"""Key messages to findings: where each is carried, where the opposite is said, and where it is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.alignment import Coverage
from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions.reader import LABELS
from msgcheck.findings import SURE, place
from msgcheck.glossary import Message, MustAppear
from msgcheck.messages import coverage
from msgcheck.messages.coverage import CARRIED, OPPOSED, Stance
from msgcheck.model import Claim, Document, Finding, Place, Severity, Speaker, Standing

Encode = Callable[[Sequence[str]], Any]  # texts -> (n, d) float32 unit rows
Read = Callable[
    [Sequence[tuple[str, str]]], Any
]  # pairs -> (n, 3), probabilities of contradictions.reader.LABELS

_CONTRADICTION = LABELS.index("contradiction")
_NEAREST = 0.005  # a sentence that is less likely than this to carry the message does not come near it


def check(
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    documents: Sequence[Document],
    messages: Sequence[Message],
    *,
    encode: Encode,
    read: Read,
) -> tuple[list[Finding], tuple[Coverage, ...]]:
    """Return (MC301 and MC302 in the order of `messages`, how the copy stands to each of them).

    vectors:   (n, d) float32, unit rows, row i for the reading of claims[i].
    documents: what was read: a message can be missing only from a channel of which something was read.
    Raises ModelError when the weights cannot be read.
    """
    stances = coverage.cover(
        claims,
        vectors,
        messages,
        encode=encode,
        judge=lambda pairs: read(pairs)[:, _CONTRADICTION],
        denies=lambda text: claim_of_text(text).negated,
        measure=quantities.find,
    )
    findings: list[Finding] = []
    covered = []
    for message, stance in zip(messages, stances, strict=True):
        carried = _places(claims, stance.carried >= CARRIED)
        opposed = _places(claims, stance.opposed >= OPPOSED)
        missing = []
        for rule in message.must_appear:
            assets = [document for document in documents if _asked(rule, document)]
            carriers = {where.uri for where in carried if _asked(rule, where)}
            if len(carriers) >= rule.min:
                continue
            missing.append(
                f"{_where(rule)}: {len(carriers)} of {rule.min}" if assets else f"{_where(rule)}: none read"
            )
            if assets:
                nearest = _nearest(claims, stance, rule, carriers)
                findings.append(_missing(message, rule, len(carriers), len(assets), nearest, claims, stance))
        if opposed:
            findings.append(_opposed(message, carried, opposed, float(stance.opposed.max())))
        covered.append(
            Coverage(message.id, message.text, tuple(carried), tuple(opposed), tuple(missing), message.owner)
        )
    return findings, tuple(covered)


def _places(claims: Sequence[Claim], some: NDArray[np.bool_]) -> list[Place]:
    return [place(claims[int(at)]) for at in np.flatnonzero(some)]


def _asked(rule: MustAppear, one: Claim | Document | Place) -> bool:
    """Whether a rule is about the channel and the team of something; a rule without channels is about all."""
    return (not rule.channels or one.channel in rule.channels) and (not rule.teams or one.team in rule.teams)


def _where(rule: MustAppear) -> str:
    channels, teams = " or ".join(rule.channels), " or ".join(rule.teams)
    return f"{channels} of {teams}" if channels and teams else channels or teams or "anywhere"


def _nearest(claims: Sequence[Claim], stance: Stance, rule: MustAppear, carriers: set[str]) -> int | None:
    """Return the claim that comes nearest to carrying a message where it must appear; None for none that is near."""
    there = [
        at
        for at, claim in enumerate(claims)
        if _asked(rule, claim)
        and claim.uri not in carriers
        and claim.speaker is not Speaker.COMPETITOR
        and stance.opposed[at] < OPPOSED
        and stance.near[at] >= _NEAREST
    ]
    return max(there, key=lambda at: (stance.near[at], -at), default=None)


def _missing(
    message: Message,
    rule: MustAppear,
    carriers: int,
    assets: int,
    nearest: int | None,
    claims: Sequence[Claim],
    stance: Stance,
) -> Finding:
    where, owner = _where(rule), f" (owner: {message.owner})" if message.owner else ""
    read = "1 asset" if assets == 1 else f"{assets} assets"
    if nearest is None:
        places: tuple[Place, ...] = ()
        why, doubt = "nothing there comes near it", 0.0
    else:
        places, doubt = (
            (replace(place(claims[nearest]), value="comes nearest"),),
            float(stance.near[nearest]),
        )
        why = f"nothing there says it; nearest to it is “{claims[nearest].text}”"
    return Finding(
        code="MC301",
        message=f"{_named(message)}: {where} must carry it {_times(rule.min)}; of {read}, {carriers} {'does' if carriers == 1 else 'do'}",
        places=places,
        severity=Severity.WARNING,
        confidence=round(1 - doubt, 2),
        attribute=f"{_named(message)}, {where}",
        suggestion=f"Say in {where if rule.channels else 'copy of ' + where if rule.teams else 'the copy'}: “{message.text}” In these words or others{owner}.",
        why=why,
        record=message.text,
    )


def _opposed(message: Message, carried: Sequence[Place], opposed: Sequence[Place], surest: float) -> Finding:
    n = len(opposed)
    against = f"{n} place{'s' * (n != 1)} {'says' if n == 1 else 'say'} the opposite of “{message.text}”"
    owner = f" (owner: {message.owner})" if message.owner else ""
    listed = (
        " or ".join(f"“{text}”" for text in message.opposite) + ", which the glossary lists as the opposite"
    )
    return Finding(
        code="MC302",
        message=f"{_named(message)}: {against}; {len(carried)} carr{'ies' if len(carried) == 1 else 'y'} it",
        places=(
            *(replace(where, value="opposed") for where in opposed),
            *(replace(where, value="carried", standing=(Standing.RECORD,)) for where in carried),
        ),
        severity=Severity.ERROR if surest >= SURE else Severity.WARNING,
        confidence=round(surest, 2),
        attribute=_named(message),
        suggestion=f"Change what says the opposite, or change the message{owner}.",
        why=f"it reads like {listed}"
        if message.opposite
        else "it denies what the message says in the same words",
        record=message.text,
    )


def _named(message: Message) -> str:
    return message.id.replace("-", " ").replace("_", " ")


def _times(least: int) -> str:
    return "at least once" if least == 1 else f"in {least} assets"
