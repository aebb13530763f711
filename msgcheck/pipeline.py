"""The spaCy pipeline: ours (msgcheck/weights/spacy_en), or any installed one that msgcheck.yaml names.

It is loaded on the first text that needs it: most runs have few sentences in which a part of speech is
in doubt, and some have none. Its parts are paid for by text, so each question runs only the parts it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgcheck.errors import ModelError
from msgcheck.model_files import SPACY

OWN_NAME = "msgcheck-en"
_WORD_PARTS = ["tagger", "morphologizer", "trainable_lemmatizer"]  # of our own; the parser needs none of them


class Pipeline:
    """Calls like a spaCy `Language`: text to tokens with `.text`, `.idx`, `.pos_`, `.lemma_`."""

    def __init__(self, name: str = OWN_NAME) -> None:
        """name: OWN_NAME, an installed spaCy package, or a folder. Nothing is loaded yet."""
        self.name = name

    def __call__(self, text: str) -> Any:
        """Return the tokens of `text`, unparsed. Raises ModelError when the pipeline cannot be loaded."""
        return self._load()(text, disable=["parser"])

    def parse(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield for each text its tokens with `.dep_` and `.head`, untagged: a third of the time is saved.

        Raises ModelError when the pipeline cannot be loaded.
        """
        yield from self._load().pipe(texts, disable=_WORD_PARTS)

    def _load(self) -> Any:
        return _loaded(self.name)


@lru_cache(maxsize=4)
def _loaded(name: str) -> Any:
    """Return the pipeline of this name, one for the whole process: terms and claims both ask for it."""
    import spacy

    try:
        return spacy.load(SPACY if name == OWN_NAME else name)
    except (OSError, ValueError) as err:
        hint = "install msgcheck again" if name == OWN_NAME else f"python -m spacy download {name}"
        raise ModelError(
            f"the spaCy pipeline {name!r} cannot be loaded: {err}".splitlines()[0], hint
        ) from err
