"""The exact join: whatever the processor multiplies in, the pairs are those of plain fp32 products."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from msgcheck.contradictions import neighbours
from msgcheck.processor import has_bf16

bf16_only = pytest.mark.skipif(not has_bf16(), reason="this processor does not multiply bf16")

Table = NDArray[np.float32]


def plain(vectors: Table, top: int, least: float) -> set[tuple[int, int]]:
    """What anybody would write: all products in fp32, each row sorted; the earlier row wins a tie."""
    cosines = np.round(vectors @ vectors.T, 6)
    np.fill_diagonal(cosines, -2.0)
    found = set()
    for row, scores in enumerate(cosines):
        best = np.argsort(-scores, kind="stable")[: min(top, len(vectors) - 1)]
        found |= {(row, int(other)) for other in best if scores[other] >= least}
    return found


def joined(vectors: Table, top: int, least: float) -> set[tuple[int, int]]:
    rows, others, cosines = neighbours.nearest(vectors, top=top, least=least)
    assert cosines == pytest.approx(np.sum(vectors[rows] * vectors[others], axis=1), abs=3e-6)
    pairs = list(zip(rows.tolist(), others.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    return set(pairs)


def unit(vectors: NDArray[np.float64]) -> Table:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def same(found: set[tuple[int, int]], wanted: set[tuple[int, int]], vectors: Table, least: float) -> bool:
    """Equal, but for what fp32 itself cannot tell apart: cosines within 2e-6 of the last that belongs."""
    for row in {row for row, _ in found ^ wanted}:
        border = min((vectors[a] @ vectors[b] for a, b in wanted if a == row), default=least)
        differing = [vectors[a] @ vectors[b] for a, b in found ^ wanted if a == row]
        if any(min(abs(cosine - border), abs(cosine - least)) > 2e-6 for cosine in differing):
            return False
    return True


@settings(max_examples=60)
@given(
    n=st.integers(2, 300),
    top=st.integers(1, 40),
    least=st.sampled_from([-1.0, 0.0, 0.004, 0.2, 0.6]),
    topics=st.integers(1, 12),
    spread=st.sampled_from([0.0005, 0.01, 0.3, 3.0]),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_pairs_are_those_of_plain_fp32_products(
    n: int, top: int, least: float, topics: int, spread: float, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    vectors = unit(
        draw.normal(size=(topics, 48))[draw.integers(topics, size=n)] + spread * draw.normal(size=(n, 48))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "BLOCK_ROWS", 64)
        found = joined(vectors, top, least)
    assert same(found, plain(vectors, top, least), vectors, least)


def near_ties(n: int, step: float) -> Table:
    """Row 0 and n - 1 others whose cosine to it falls by `step` from one to the next: far less than bf16 sees."""
    draw = np.random.default_rng(3)
    first = unit(draw.normal(size=(1, 64)))[0].astype(float)
    aside = draw.normal(size=(n - 1, 64))
    aside -= (aside @ first)[:, None] * first
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    cosine = 0.5 - step * draw.permutation(n - 1)
    return unit(np.vstack([first, cosine[:, None] * first + np.sqrt(1 - cosine**2)[:, None] * aside]))


@bf16_only
def test_what_bf16_cannot_tell_apart_fp32_does(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = near_ties(400, 1e-5)
    wanted = {pair for pair in plain(vectors, 30, 0.2) if pair[0] == 0}
    assert {pair for pair in joined(vectors, 30, 0.2) if pair[0] == 0} == wanted
    # Without the margin this very table goes wrong, so the margin is what is tested.
    init = neighbours._Bf16.__init__

    def no_margin(self: neighbours._Bf16, table: Table) -> None:
        init(self, table)
        self.margin = 0.0

    monkeypatch.setattr(neighbours._Bf16, "__init__", no_margin)
    assert {pair for pair in joined(vectors, 30, 0.2) if pair[0] == 0} != wanted


@bf16_only
@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.001, 0.1, 1.0]))
def test_no_bf16_product_is_as_wrong_as_the_margin(seed: int, spread: float) -> None:
    draw = np.random.default_rng(seed)
    vectors = unit(draw.normal(size=(1, 384)) + spread * draw.normal(size=(60, 384)))
    table = neighbours._Bf16(vectors)
    rough = table.numbers(table.products(0, 60))
    assert np.abs(rough - vectors.astype(float) @ vectors.T.astype(float)).max() < table.margin < 0.008


@pytest.mark.parametrize("n", [700, 1000])
def test_near_copies_by_the_hundred_are_measured_row_by_row_and_the_earlier_wins_a_tie(n: int) -> None:
    vectors = np.tile(unit(np.random.default_rng(1).normal(size=(1, 96))), (n, 1))
    assert n > neighbours.CROWDED * 5
    assert joined(vectors, 5, 0.2) == {
        (row, other) for row in range(n) for other in [at for at in range(6) if at != row][:5]
    }


@pytest.mark.parametrize("bf16", [False, pytest.param(True, marks=bf16_only)])
@pytest.mark.parametrize("rows", [1, 7, 512])
def test_memory_is_cut_in_blocks_and_the_cut_changes_nothing(
    rows: int, bf16: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = unit(np.random.default_rng(2).normal(size=(150, 32)))
    monkeypatch.setattr(neighbours, "has_bf16", lambda: bf16)
    monkeypatch.setattr(neighbours, "BLOCK_SCORES", rows * len(vectors))
    assert joined(vectors, 9, 0.1) == plain(vectors, 9, 0.1)


def test_ranks_count_from_the_highest_cosine_in_each_group_and_the_earlier_of_equals() -> None:
    groups = np.array([4, 2, 4, 4, 2])
    cosines = np.array([0.5, -0.1, 0.9, 0.5, 0.3], dtype=np.float32)
    assert neighbours.ranks(groups, cosines).tolist() == [1, 1, 0, 2, 0]
    assert neighbours.ranks(groups[:0], cosines[:0]).tolist() == []
