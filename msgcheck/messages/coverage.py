"""Which claims carry a key message, in whatever words, and which say the opposite.

A claim carries a message when it comes near its text or one of its variants, and opposes it when it comes near
one of the sentences that the glossary lists as its opposite, or denies what the message says in the same words.
What nearness is worth was learned (training/messages); numbers speak for one side or the other (`figures`); reading
two sentences together tells whether they can exclude each other at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.errors import ModelError
from msgcheck.glossary import Message
from msgcheck.messages import figures
from msgcheck.messages.figures import Measure
from msgcheck.messages.nearness import FEATURES, Copy, Encode, Row
from msgcheck.model import Claim, Speaker
from msgcheck.model_files import WEIGHTS

Denies = Callable[[str], bool]  # whether a sentence denies something, as `Claim.negated`
Judge = Callable[[Sequence[tuple[str, str]]], Any]  # pairs -> (n,) probability that they exclude each other
Weights = dict[str, Any]

MODEL = WEIGHTS / "messages.json"
# Probabilities from which a claim counts, chosen on companies left out (training/messages): three in four of what is
# shown carry the message, and two in three oppose it; higher, more is lost than is won.
CARRIED, OPPOSED = 0.3, 0.4
LOOKED_AT = (
    150  # claims nearest to a side whose words are looked at: 19 in 20 of what carries a message are there
)
READ_MOST = 40  # claims of a message that are read: what is farther off is no candidate
# Log-odds of carrying a message below which a claim does not speak of the thing at all, and cannot oppose it.
_OFF_TOPIC = -5.0
# Read with the message, a claim that opposes it is more than this likely to exclude it: "before 2025 every claim
# needed a form" does not exclude that none does now. What is the listed opposite almost word for word is not read:
# "a different technician may come" excludes "the same technician comes" by 0.02.
_MAY_EXCLUDE, _WORD_FOR_WORD = 0.1, 0.9
# One side denies and the other does not, each has this share of the other's words, and reading finds that they
# exclude each other: "We sell your data", where the message is that we never do. That leaves little doubt.
_SAME_WORDS, _EXCLUDES, _DENIED = 0.9, 0.5, 0.9
# "Rentals run for two years and cannot be ended before", where the opposite is "you are tied in for two years": it
# speaks of what the message says (log-odds of carrying it; one in ten), and is likelier to oppose it than not.
_SPEAKS_OF_IT, _DENIES_WITH_NUMBER = -2.2, 0.7
_BOTH_WAYS = [FEATURES.index("words"), FEATURES.index("words in return")]
_DIFFERS = FEATURES.index("denial differs")


@dataclass(frozen=True, slots=True)
class Near:
    """(n, features) of each claim to what carries a message, and to its opposite; None where none is listed."""

    own: NDArray[np.float64]
    opposite: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class Stance:
    """carried, opposed: (n,) probability, 0 to 1, that each claim says the message, or the opposite.

    near: (n,) the first, whatever the numbers say; 0 for what opposes the message.
    """

    carried: Row
    opposed: Row
    near: Row


def cover(
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    messages: Sequence[Message],
    *,
    encode: Encode,
    judge: Judge,
    denies: Denies,
    measure: Measure,
) -> tuple[Stance, ...]:
    """Return how every claim stands to each message, in the order of `messages`.

    vectors: (n, d), unit rows, row i for the reading of claims[i].
    judge:   asked for at most READ_MOST claims of each message.
    measure: finds the numbers of a message.
    What a competitor says carries nothing and opposes nothing. Raises ModelError when the weights cannot be read.
    """
    if not claims or not messages:
        return tuple(Stance(np.zeros(0), np.zeros(0), np.zeros(0)) for _ in messages)
    near = nearness(claims, vectors, messages, encode, denies)
    return tuple(
        stance(claims, message, one, judge, _weights(), measure)
        for message, one in zip(messages, near, strict=True)
    )


def nearness(
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    messages: Sequence[Message],
    encode: Encode,
    denies: Denies,
) -> list[Near]:
    """Return how near each claim comes to each message; arguments as in `cover`."""
    own = [vectors @ encode(_texts(message)).T for message in messages]
    against = [vectors @ encode(message.opposite).T for message in messages if message.opposite]
    nearest = [np.argsort(-row.max(axis=1), kind="stable")[:LOOKED_AT] for row in [*own, *against]]
    copy = Copy(claims, vectors, encode, np.unique(np.concatenate(nearest)))
    found = []
    for at, message in enumerate(messages):
        rest = [row.max(axis=1) for i, row in enumerate(own) if i != at]
        others = np.max(rest, axis=0) if rest else np.full(len(claims), -1.0)
        sides = [
            copy.nearness(texts, [denies(text) for text in texts], others)
            for texts in (_texts(message), message.opposite)
            if texts
        ]
        found.append(Near(sides[0], sides[1] if message.opposite else None))
    return found


def stance(
    claims: Sequence[Claim], message: Message, near: Near, judge: Judge, weights: Weights, measure: Measure
) -> Stance:
    """Return how every claim stands to one message. weights: as in the file MODEL."""
    ours = np.array([claim.speaker is not Speaker.COMPETITOR for claim in claims], dtype=np.bool_)
    mine, theirs = figures.of(_texts(message), measure), figures.of(message.opposite, measure)
    # A sentence with another number, or without the one that a message turns on, does not say it.
    own = odds(near.own, weights)
    near_it = _probability(own) * ours
    carried = near_it * ~_lacking(claims, mine)
    opposed, sure = np.zeros(len(claims)), np.zeros(len(claims), dtype=np.bool_)
    if near.opposite is not None:
        gives, agrees = _giving(claims, theirs), _giving(claims, mine)
        # "At no extra cost" denies the opposite, which is that it costs something; "runs for a year and cannot be
        # ended" denies something else where the opposite is "you are bound for a year".
        negated = np.array([claim.negated for claim in claims], dtype=np.bool_)
        denies = negated & (near.opposite[:, _DIFFERS] > 0) & ~gives
        against = odds(near.opposite, weights)
        # Few claims say the opposite, which is why it takes more to believe it of one without its number.
        opposed = _probability(against + np.where(gives, 0.0, weights["opposed"]))
        # "The same technician comes every time" is near to its opposite too, and nearer to itself; what gives the
        # number of the message is not against it.
        opposed *= ours & ~denies & (own >= _OFF_TOPIC) & (against > own) & (gives | ~agrees)
        opposed[_lacking(claims, theirs)] = 0.0
        # Near to the message, it denies what the message does not, and gives the number of the opposite.
        sure = gives & ~agrees & negated & ours & (near.own[:, _DIFFERS] > 0) & (own >= _SPEAKS_OF_IT)
        opposed[sure] = np.maximum(opposed[sure], _DENIES_WITH_NUMBER)
        carried = np.where((opposed >= OPPOSED) & (opposed > carried), 0.0, carried)
    denied = (carried >= CARRIED) & (near.own[:, _DIFFERS] > 0)
    denied &= (near.own[:, _BOTH_WAYS] >= _SAME_WORDS).all(axis=1)
    excludes = _read(claims, message, denied | (opposed >= OPPOSED), np.maximum(carried, opposed), judge)
    doubtful = (opposed >= OPPOSED) & (opposed < _WORD_FOR_WORD) & ~sure
    opposed[doubtful & (excludes < _MAY_EXCLUDE)] = 0.0
    opposed[denied & (excludes >= _EXCLUDES)] = _DENIED
    opposes = opposed >= OPPOSED  # nobody says both
    return Stance(np.where(opposes, 0.0, carried), opposed, np.where(opposes, 0.0, near_it))


def _lacking(claims: Sequence[Claim], side: figures.Figures) -> NDArray[np.bool_]:
    return np.array([side.lacking(claim) for claim in claims], dtype=np.bool_)


def _giving(claims: Sequence[Claim], side: figures.Figures) -> NDArray[np.bool_]:
    return np.array([side.given(claim.quantities) for claim in claims], dtype=np.bool_)


def _read(
    claims: Sequence[Claim], message: Message, doubtful: NDArray[np.bool_], likely: Row, judge: Judge
) -> Row:
    """Return (n,) the probability that a doubtful claim and the message exclude each other, the likely ones read
    first; 0 for all others."""
    found = np.zeros(len(claims))
    some = np.flatnonzero(doubtful)
    some = some[np.argsort(-likely[some], kind="stable")][:READ_MOST]
    if len(some):
        found[some] = judge([(message.text, claims[int(at)].reading) for at in some])
    return found


def odds(features: NDArray[np.float64], weights: Weights) -> Row:
    """Return (n,) log-odds that claims say what they are near to."""
    scaled = (features - np.array(weights["mean"])) / np.array(weights["scale"])
    return np.asarray(scaled @ np.array(weights["coefficient"]) + weights["intercept"], dtype=np.float64)


def _probability(logits: Row) -> Row:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)


def _texts(message: Message) -> tuple[str, ...]:
    return (message.text, *message.variants)


@lru_cache(maxsize=1)
def _weights() -> Weights:
    try:
        read: Weights = json.loads(MODEL.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise ModelError(f"{MODEL} cannot be read: {err}", "install msgcheck again") from err
    if read.get("features") != list(FEATURES):
        raise ModelError(f"{MODEL}: made for other features", "install msgcheck again")
    return read
