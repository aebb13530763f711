"""The doors between the rooms. One method each where possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from msgcheck.model import Claim, Document, Finding, Judgement, Resource, Skipped
from msgcheck.run import Run


class Source(Protocol):
    """Where copy comes from."""

    def fetch(self) -> Iterator[Resource | Skipped]:
        """Yield every asset once, in a stable order; a place that cannot be had as Skipped."""
        ...


class Reader(Protocol):
    """Bytes to documents."""

    def read(self, resource: Resource) -> list[Document]:
        """Return what the resource holds (an mbox or a zip holds several documents).

        Raises SourceError when it cannot be read; never anything else.
        """
        ...


class Encoder(Protocol):
    """Sentences to vectors."""

    name: str
    fingerprint: str  # changes when the vectors would; part of every cache key

    def encode(self, texts: Sequence[str]) -> Any:
        """Return (n, d) float32 with unit rows, row i for texts[i]."""
        ...


class Judge(Protocol):
    """Two claims to a verdict."""

    name: str
    fingerprint: str

    def judge(
        self,
        pairs: Sequence[tuple[Claim, Claim]],
        similarities: Sequence[float],
        ranks: Sequence[int] | None = None,
    ) -> list[Judgement]:
        """Return one judgement for each pair, in order. Swapping the sides changes nothing.

        ranks: `Pair.rank` of each; None when nobody searched them.
        """
        ...


class Check(Protocol):
    """Something to look for in all documents, without comparing claims."""

    def check(self, documents: Sequence[Document]) -> list[Finding]:
        """Return findings in order of place."""
        ...


class Reporter(Protocol):
    """One finished run to one text."""

    def render(self, run: Run) -> str:
        """Return the whole report; the same run gives the same text."""
        ...


class Store(Protocol):
    """Vectors by model and words, kept between runs."""

    def load(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what is known of `keys` for this model's fingerprint."""
        ...

    def save(self, model: str, values: dict[str, bytes]) -> None:
        """Keep values; a killed run leaves the last good state."""
        ...

    def drop(self, prefix: str, *, keep: str) -> None:
        """Forget the values of models whose name begins with `prefix`, but for the model `keep`."""
        ...
