"""What all tests share: an empty folder to stand in, and models that are loaded once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from msgcheck.contradictions import judge as judges
from msgcheck.embed import encoder as encoders
from msgcheck.pipeline import Pipeline

# Two workers that take two processors each wait for each other more than they work. Before torch is imported.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# The same examples on every machine and every day: a test that fails once fails until it is mended.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder of one's own: no msgcheck.yaml above it, and the cache that a run writes is in it."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True, scope="session")
def models_once() -> Iterator[None]:
    """Load the sentence model, the judge's reader and the spaCy pipeline at their first use, and keep them."""
    load_spacy = Pipeline._load
    kept: dict[str, Any] = {}

    def load_once(pipeline: Pipeline) -> Any:
        if pipeline.name not in kept:
            kept[pipeline.name] = load_spacy(pipeline)
        return kept[pipeline.name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "minilm", lru_cache(encoders.minilm))
        patch.setattr(judges, "PairReader", lru_cache(judges.PairReader))
        patch.setattr(Pipeline, "_load", load_once)
        yield
