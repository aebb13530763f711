"""What the tests of this room share: claims of plain words, vectors by hand, and a judge that can count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from msgcheck.claims.extract import claim_of_text
from msgcheck.claims.scope import Names
from msgcheck.contradictions.values import Relation, relation
from msgcheck.model import Block, Claim, Judgement, Kind, Locator, Span, Verdict

NAMES = Names(products={}, plans={"solo": ("Solo",), "crew": ("Crew",)}, competitors={}, company=("Wrenly",))


def claim(
    text: str,
    uri: str = "page.md",
    *,
    variant: str = "",
    label: str = "",
    group: str = "",
    cell: bool = False,
) -> Claim:
    """A claim of `text` with the place that is asked for."""
    kind = Kind.TABLE_CELL if cell else Kind.PARAGRAPH
    block = Block(
        text, Span(0, len(text)), kind=kind, locator=Locator(label=label), variant=variant, group=group
    )
    return replace(claim_of_text(text, NAMES, uri=uri), block=block)


def unit(*rows: Sequence[float]) -> NDArray[np.float32]:
    """Rows as unit vectors."""
    vectors = np.array(rows, dtype=np.float32)
    normed: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normed


def alike(n: int, cosine: float) -> NDArray[np.float32]:
    """(n, n + 1) unit vectors, each pair of which has this cosine."""
    own = np.eye(n, n + 1, dtype=np.float32) * np.sqrt(1 - cosine)
    own[:, n] = np.sqrt(cosine)
    return own


class Counting:
    """A judge that compares the first value of both sides, and nothing else."""

    name, fingerprint = "counting", "0"

    def judge(
        self,
        pairs: Sequence[tuple[Claim, Claim]],
        similarities: Sequence[float],
        ranks: Sequence[int] | None = None,
    ) -> list[Judgement]:
        return [self.one(a, b) for a, b in pairs]

    @staticmethod
    def one(a: Claim, b: Claim) -> Judgement:
        if a.quantities and b.quantities:
            left, right = a.quantities[0], b.quantities[0]
            said = relation(left, right)
            values = (left.words, right.words)
            if said in (Relation.CLASH, Relation.PER_CLASH):
                return Judgement(Verdict.CONTRADICTION, 0.9, 0.9, "they differ", values=values)
            if said is Relation.NESTED:
                return Judgement(Verdict.INCONSISTENT, 0.6, 0.2, "both can be true", values=values)
        return Judgement(Verdict.COMPATIBLE, 0.9, 0.1, "nothing excludes")
