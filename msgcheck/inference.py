"""The models that a run needs: sentence vectors, the judge, the spaCy pipeline, and what keeps their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgcheck import registry
from msgcheck.config import Config

if TYPE_CHECKING:
    from msgcheck.pipeline import Pipeline
    from msgcheck.protocols import Judge, Store


class Models:
    """The models of one run, each loaded on first use, and once."""

    def __init__(self, config: Config, *, cache: bool = True) -> None:
        """cache: whether vectors are kept between runs. Nothing is loaded yet."""
        self._config, self._cache = config, cache

    @cached_property
    def store(self) -> Store:
        """What is worked out once: kept between runs, or in memory for this one. Raises ConfigError or StoreError."""
        from msgcheck.embed.cache import VectorCache, open_cache

        return open_cache(self._config.cache, self._config.root) if self._cache else VectorCache(None)

    @cached_property
    def encoding(self) -> tuple[Any, Callable[[Sequence[str]], Any]]:
        """(encoder, a function from texts to vectors that asks the store first)."""
        return encoding(self._config, self.store)

    @cached_property
    def nlp(self) -> Pipeline:
        """The spaCy pipeline."""
        from msgcheck.pipeline import Pipeline

        return Pipeline(self._config.models.pipeline, store=self.store)

    def flush(self) -> None:
        """Write the last of what is kept. Raises StoreError."""
        if "nlp" in self.__dict__:
            self.nlp.flush()

    @cached_property
    def _reader(self) -> Any:
        from msgcheck.contradictions.reader import PairReader

        return PairReader()

    def encode(self, texts: Sequence[str]) -> Any:
        """Return (n, d) float32 unit rows. Raises ModelError when the encoder cannot be loaded."""
        return self.encoding[1](texts)

    def read(self, pairs: Sequence[tuple[str, str]]) -> Any:
        """Return (n, 3), probabilities of contradictions.reader.LABELS, by the judge's cross-encoder."""
        return self._reader.read(pairs)


def encoding(config: Config, store: Store | None = None) -> tuple[Any, Callable[[Sequence[str]], Any]]:
    """Return (encoder, a function from texts to vectors that asks `store` first)."""
    from msgcheck.embed.cache import encode

    name = config.models.encoder
    known = name in registry.names("encoder")
    encoder = (
        registry.make("encoder", name)
        if known
        else registry.make("encoder", "sentence-transformers", model=name)
    )
    return encoder, lambda texts: encode(texts, encoder, store)[0]


def judging(config: Config, **settings: Any) -> Judge:
    """Return the judge that is named in `config`: one of ours, or ours with a CrossEncoder as its reader.

    A CrossEncoder is named by its folder, or as on a hub, with a slash.
    settings: as CopyJudge takes them. Raises ConfigError for an unknown name, ModelError when one cannot be loaded.
    """
    name = config.models.judge
    if name in registry.names("judge") or not ("/" in name or Path(name).is_dir()):
        judge: Judge = registry.make("judge", name, **settings)
    else:
        from msgcheck.contradictions.hub_reader import HubReader

        judge = registry.make("judge", "msgcheck", reader=HubReader(name), **settings)
    return judge
