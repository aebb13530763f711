"""Nearest neighbours among unit vectors: an exact blocked join whose memory does not grow with the square.

Where the processor multiplies bf16, products are made in it, and only find out what may be among the nearest:
how wrong such a product can be is known, so nothing that belongs to the result is lost. Whatever may belong
is then measured in fp32.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.processor import has_bf16

# fp32 products differ in the seventh decimal from one blocking to the next: what agrees to six is a tie, and
# the earlier row wins it.
DECIMALS = 6
_FP32_MARGIN = 4e-6

BLOCK_ROWS = 512
BLOCK_SCORES = 1 << 23  # products in memory at once: 16 MiB in bf16; more are no faster
MEASURED_AT_ONCE = 512  # pairs of vectors gathered at once: they stay in the cache
_GROUP = 64  # columns of which one maximum is taken
# A row with more possible neighbours than this for each wanted one (near-copies by the thousand) is measured
# by products of the whole row: gathering costs more than multiplying there.
CROWDED = 16

Rows = NDArray[np.int64]
Cosines = NDArray[np.float32]


def nearest(vectors: NDArray[np.float32], *, top: int, least: float) -> tuple[Rows, Rows, Cosines]:
    """Return (rows, others, cosines): for each row of `vectors` its `top` nearest others.

    Sorted by row, the others of one row in no order.

    vectors: (n, d) float32 with unit rows
    least:   cosine under which two rows are no neighbours, in [-1, 1]
    """
    keep = min(top, len(vectors) - 1)
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))]
    if keep >= 1:
        for start, possible in _possible(vectors, keep, least):
            found += _measured(vectors, start, possible, keep, least)
    rows, others, cosines = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(rows, kind="stable")
    return rows[order], others[order], cosines[order]


def ranks(groups: Rows, cosines: Cosines) -> Rows:
    """Return the rank of each entry in its group, from 0: the highest cosine first, then the earlier entry."""
    # One number to sort by: six decimals of a cosine are 21 bits.
    order = np.argsort((groups << 22) - np.rint(cosines * 10**DECIMALS).astype(np.int64), kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    return found


def _possible(
    vectors: NDArray[np.float32], keep: int, least: float
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Yield (first row, (rows, n) true for what may be among the `keep` nearest), block by block."""
    n = len(vectors)
    bf16 = _Bf16(vectors) if has_bf16() else None
    # bf16 is compared by its bits, which are in order only from 0 on.
    if bf16 and least <= bf16.margin:
        bf16 = None
    margin = bf16.margin if bf16 else _FP32_MARGIN
    width = max(1, min(_GROUP, n // (8 * keep)))
    groups = n // width
    step = max(1, min(BLOCK_ROWS, BLOCK_SCORES // n))
    for start in range(0, n, step):
        scores: NDArray[Any] = (
            bf16.products(start, step) if bf16 else vectors[start : start + step] @ vectors.T
        )
        rows = np.arange(len(scores))
        scores[rows, start + rows] = np.iinfo(np.int16).min if bf16 else -2.0
        # `keep` others are at least as near as the maximum of rank `keep`, so no farther one can belong.
        maxima = scores[:, : groups * width].reshape(-1, width, groups).max(axis=1)
        bound = np.partition(maxima, groups - keep, axis=1)[:, groups - keep]
        reached = bf16.numbers(bound) if bf16 else bound
        floor = np.maximum(reached, np.float32(least + margin)) - np.float32(2 * margin)
        yield start, scores >= (bf16.bits(floor) if bf16 else floor)[:, None]


class _Bf16:
    """A table of vectors in bf16; products come as their bits, int16, which numpy can compare."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        import torch

        self._torch: Any = torch
        self._table: Any = torch.from_numpy(np.ascontiguousarray(vectors)).bfloat16()
        # a.b - a'b' = (a - a').b + a'.(b - b'), and a product is no longer than its factors: what rounding took
        # from the two rows, then half a step of bf16 under 1, and 2^-13 for the sums.
        lost = np.linalg.norm(vectors - self._table.float().numpy(), axis=1).max()
        self.margin = float(2 * lost + 2**-9 + 2**-13)

    def products(self, start: int, step: int) -> NDArray[np.int16]:
        """Return (rows, n) products of some rows with all."""
        return self._int16(self._table[start : start + step] @ self._table.T)

    def bits(self, numbers: NDArray[np.float32]) -> NDArray[np.int16]:
        return self._int16(self._torch.from_numpy(numbers.astype(np.float32)).bfloat16())

    def numbers(self, bits: NDArray[np.int16]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._torch.from_numpy(bits).view(self._torch.bfloat16).float().numpy()
        return found

    def _int16(self, table: Any) -> NDArray[np.int16]:
        found: NDArray[np.int16] = table.view(self._torch.int16).numpy()
        return found


def _measured(
    vectors: NDArray[np.float32], start: int, possible: NDArray[np.bool_], keep: int, least: float
) -> Iterator[tuple[Rows, Rows, Cosines]]:
    """Yield (rows, others, cosines) of one block, the `keep` nearest of what is possible."""
    n = len(vectors)
    crowded = np.flatnonzero(np.count_nonzero(possible, axis=1) > CROWDED * keep)
    possible[crowded] = False
    rows, others = np.divmod(np.flatnonzero(possible), n)
    rows += start
    cosines = measure(vectors, rows, others)
    near = (ranks(rows, cosines) < keep) & (cosines >= least)
    yield rows[near], others[near], cosines[near]
    for row in start + crowded:
        cosines = np.round(vectors @ vectors[row], DECIMALS)
        cosines[row] = -2.0
        last = np.partition(cosines, n - keep)[n - keep]
        above = np.flatnonzero(cosines > last)
        others = np.r_[above, np.flatnonzero(cosines == last)[: keep - len(above)]]
        others = others[cosines[others] >= least]
        yield np.full(len(others), row), others, cosines[others]


def measure(vectors: NDArray[np.float32], rows: Rows, others: Rows) -> Cosines:
    """Return the cosine of each pair of rows, to six decimals."""
    found = np.empty(len(rows), np.float32)
    for at in range(0, len(rows), MEASURED_AT_ONCE):
        some = slice(at, at + MEASURED_AT_ONCE)
        found[some] = np.einsum("ij,ij->i", vectors[rows[some]], vectors[others[some]])
    return np.round(found, DECIMALS)
