"""Which pairs are worth judging: nearest neighbours by rank, and claims that give a value for one attribute.

A cosine floor is the wrong door (the two sides of a true contradiction are often not similar); rank
works. The join is exact: blocked matrix products, memory O(block x n).
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
from msgcheck.model import Claim, Kind, Pair, Span

BLOCK_ROWS = 1024
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
    top:     how many nearest neighbours each claim nominates; either side may nominate a pair
    least_similarity: cosine under which two claims share no topic, in [-1, 1]
    """
    found: dict[tuple[int, int], float] = {}
    n = len(claims)
    for start in range(0, n, BLOCK_ROWS):
        scores = vectors[start : start + BLOCK_ROWS] @ vectors.T
        rows = np.arange(len(scores))
        scores[rows, start + rows] = -2.0
        keep = min(top, n - 1)
        if keep < 1:
            break
        nearest = np.argpartition(-scores, keep - 1, axis=1)[:, :keep]
        for row, others in enumerate(nearest):
            for other in others:
                score = float(scores[row, other])
                if score >= least_similarity:
                    left, right = sorted((start + row, int(other)))
                    found[left, right] = score
    for left, right in _same_attribute(claims):
        if (left, right) not in found:
            found[left, right] = float(vectors[left] @ vectors[right])
    return [
        Pair(left, right, score)
        for (left, right), score in sorted(found.items())
        if not _alternatives(claims[left], claims[right]) and not _one_table(claims[left], claims[right])
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


def _alternatives(a: Claim, b: Claim) -> bool:
    """True for the branches of one if/else: a reader sees one of them only."""
    group_a, _, branch_a = a.block.variant.partition(":")
    group_b, _, branch_b = b.block.variant.partition(":")
    return bool(group_a) and a.uri == b.uri and group_a == group_b and branch_a != branch_b


def _one_table(a: Claim, b: Claim) -> bool:
    """True for two cells of one table: its rows are different attributes, its columns different scopes."""
    if a.uri != b.uri or a.block.kind is not Kind.TABLE_CELL or b.block.kind is not Kind.TABLE_CELL:
        return False
    tables = {claim.block.locator.label.partition(", row")[0] for claim in (a, b)}
    return len(tables) == 1 or a.block.group == b.block.group != ""
