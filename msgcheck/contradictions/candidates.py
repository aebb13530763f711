"""Which pairs are worth judging: nearest neighbours by rank, and claims that give a value for one attribute.

A cosine floor is the wrong door (the two sides of a true contradiction are often not similar); rank
works.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions import words
from msgcheck.contradictions.neighbours import measure, nearest, ranks
from msgcheck.model import Claim, Kind, Pair, Span

# A claim in general words is near to everything: of those that name it as a neighbour, only this many nearest
# count. On nine labelled companies that saves a seventh of the pairs and loses none of 288 conflicts (4 of 817
# labelled pairs); 60 neighbours with it reach two conflicts more than 30 without, for as many pairs.
MOST_NAMED = 45
# Claims that share a unit and this many content words meet, however far apart their sentences are.
_DOOR_WORDS = 2
_DOOR_MOST = 40  # a unit and word combination in more claims than this says nothing

_NOWHERE = Span(0, 0)
_BLANK = "\N{OPEN BOX}"  # what a merge field left open: the same for every field
_BOUNDARY = "\N{SYMBOL FOR UNIT SEPARATOR}"  # between header and text, where words must not run together
_VARIANTS = str.maketrans(
    {**dict.fromkeys("‘’‚‛´`ʼ", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
    | {"\N{SOFT HYPHEN}": None, "\N{ZERO WIDTH SPACE}": None, "…": "..."}
)
# In this order. Beside a digit a sign may carry the value (5", 5-10, -5, $9.50), so only what is never
# part of a number goes there.
_SPELLING = [
    (re.compile(r"[.,;:!]+(?=[\s\"')\]]|$)"), " "),
    (re.compile(r"(?<!\d)\"|(?<![^\W_])'|(?<!\d)'(?![^\W\d])"), " "),
    (re.compile(r"(?<=\d) ?- ?(?=\d)"), "-"),
    (re.compile(r"(?<!\d)-(?![\d$£€¥])|(?<=[^\W\d])-(?=\d)|(?<=\d)-(?=[^\W\d])|[()\[\]•·|]"), " "),
    (re.compile(r"(?<!\S)&(?!\S)"), "and"),
]


def collapse(claims: Sequence[Claim]) -> list[list[int]]:
    """Return groups of claims that say the same in the same words and scope, in order of first place.

    A sentence that stands in forty assets is judged once; its places are all listed. The same words may
    differ in case, white space, punctuation, quotes and dashes, "&", and in what a merge field fills in;
    never in a number, a unit, a sign, a currency, a question mark or a word.
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        values = tuple(replace(q, span=_NOWHERE, words="") for q in claim.quantities)
        groups[(_said(claim), values, claim.negated, claim.scope, claim.speaker)].append(at)
    return list(groups.values())


def _said(claim: Claim) -> str:
    """Return the words of a claim with its header or question, in one spelling."""
    start = claim.span.start - claim.block.span.start
    text = claim.text
    for field in sorted(claim.block.fields, reverse=True):
        at, end = field.start - start, field.end - start
        if 0 <= at < end <= len(text):
            text = f"{text[:at]}{_BLANK}{text[end:]}"
    context = claim.block.context
    header = context if context and claim.reading.startswith(context) else ""
    return _one_spelling(f"{header} {_BOUNDARY} {text}")


def _one_spelling(text: str) -> str:
    """Return text without what spelling may change and a reader does not hear.

    >>> _one_spelling("Real-time counts & “live” alerts!"), _one_spelling("From -5 °C, 5–10 users, $9.50.")
    ('real time counts and live alerts', 'from -5 °c 5-10 users $9.50')
    """
    text = unicodedata.normalize("NFC", text).casefold().translate(_VARIANTS)
    for pattern, instead in _SPELLING:
        text = pattern.sub(instead, text)
    return " ".join(text.split())


def find(
    claims: Sequence[Claim], vectors: NDArray[np.float32], *, top: int, least_similarity: float
) -> list[Pair]:
    """Return each pair worth judging once, sorted; indices into `claims`.

    vectors: (n, d) float32 with unit rows, row i for claims[i]
    top:     how many nearest neighbours each claim nominates; either side may nominate a pair, and a claim
             that many nominate is a neighbour of the nearest MOST_NAMED of them
    least_similarity: cosine under which two claims share no topic, in [-1, 1]
    """
    rows, others, cosines = nearest(vectors, top=top, least=least_similarity)
    welcome = ranks(others, cosines) < MOST_NAMED
    rows, others, cosines = rows[welcome], others[welcome], cosines[welcome]
    doors = np.array(sorted(_same_attribute(claims)), dtype=np.int64).reshape(-1, 2)
    left = np.concatenate([np.minimum(rows, others), doors[:, 0]])
    right = np.concatenate([np.maximum(rows, others), doors[:, 1]])
    cosine = np.concatenate([cosines, measure(vectors, doors[:, 0], doors[:, 1])])
    rank = np.concatenate([ranks(rows, cosines), np.full(len(doors), top)])
    best = np.lexsort((rank, right, left))  # of a pair that both sides nominate, the better rank
    _, first = np.unique((left * len(claims) + right)[best], return_index=True)
    once = best[first]
    return [
        Pair(a, b, score, place)
        for a, b, score, place in zip(
            left[once].tolist(), right[once].tolist(), cosine[once].tolist(), rank[once].tolist(), strict=True
        )
        if claims[a].uri != claims[b].uri or not _apart(claims[a], claims[b])
    ]


def _same_attribute(claims: Sequence[Claim]) -> set[tuple[int, int]]:
    """Pairs of claims that measure in one unit and share two content words about it."""
    by_unit_word: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        about = words.content(claim.reading or claim.text)
        for kind, unit in {(q.kind, q.unit) for q in claim.quantities if q.unit}:
            for word in about:
                by_unit_word[kind, unit, word].append(at)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for members in by_unit_word.values():
        if 2 <= len(members) <= _DOOR_MOST:
            for i, left in enumerate(members):
                for right in members[i + 1 :]:
                    shared[left, right] += 1
    return {pair for pair, count in shared.items() if count >= _DOOR_WORDS}


def _apart(a: Claim, b: Claim) -> bool:
    """True for two claims of one asset that its structure keeps apart."""
    return _alternatives(a, b) or _one_table(a, b)


def _alternatives(a: Claim, b: Claim) -> bool:
    """True for the branches of one if/else: a reader sees one of them only."""
    group_a, _, branch_a = a.block.variant.partition(":")
    group_b, _, branch_b = b.block.variant.partition(":")
    return group_a == group_b != "" and branch_a != branch_b


def _one_table(a: Claim, b: Claim) -> bool:
    """True for two cells of one table: its rows are different attributes, its columns different scopes."""
    if a.block.kind is not Kind.TABLE_CELL or b.block.kind is not Kind.TABLE_CELL:
        return False
    tables = {claim.block.locator.label.partition(", row")[0] for claim in (a, b)}
    return len(tables) == 1 or a.block.group == b.block.group != ""
