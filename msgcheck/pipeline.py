"""The spaCy pipeline: ours (msgcheck/weights/spacy_en), or any installed one that msgcheck.yaml names.

It is loaded on the first text that needs it: most runs have few sentences in which a part of speech is
in doubt, and some have none.
"""

from __future__ import annotations

from typing import Any

from msgcheck.errors import ModelError
from msgcheck.model_files import SPACY

OWN_NAME = "msgcheck-en"


class Pipeline:
    """Calls like a spaCy `Language`: text to tokens with `.text`, `.idx`, `.pos_`, `.lemma_`."""

    def __init__(self, name: str = OWN_NAME) -> None:
        """name: OWN_NAME, an installed spaCy package, or a folder. Nothing is loaded yet."""
        self.name = name
        self._nlp: Any = None

    def __call__(self, text: str) -> Any:
        """Return the tokens of `text`. Raises ModelError when the pipeline cannot be loaded."""
        if self._nlp is None:
            self._nlp = self._load()
        return self._nlp(text)

    def _load(self) -> Any:
        import spacy

        try:
            return spacy.load(SPACY if self.name == OWN_NAME else self.name, exclude=["parser"])
        except (OSError, ValueError) as err:
            hint = (
                "install msgcheck again" if self.name == OWN_NAME else f"python -m spacy download {self.name}"
            )
            raise ModelError(
                f"the spaCy pipeline {self.name!r} cannot be loaded: {err}".splitlines()[0], hint
            ) from err
