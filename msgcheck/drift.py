"""Terminology that drifts from the glossary without breaking a listed rule: MC204 and MC205, as one job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from msgcheck.claims import quantities
from msgcheck.terminology import definitions, synonyms, variants
from msgcheck.terminology.text import fold

if TYPE_CHECKING:
    from msgcheck.glossary import Glossary
    from msgcheck.model import Document, Finding
    from msgcheck.pipeline import Pipeline


def find(
    documents: Sequence[Document],
    glossary: Glossary,
    *,
    encode: Callable[[Sequence[str]], Any],
    read: Callable[[Sequence[tuple[str, str]]], Any],
    nlp: Pipeline,
) -> list[Finding]:
    """Return unlisted variants and synonyms of terms, and terms that are explained differently.

    encode: texts to (n, d) unit vectors; read: pairs of texts to (n, 3) probabilities. Both are called only
            where something is to be compared. Raises ModelError when a model cannot be loaded.
    """
    found: list[Finding] = []
    if glossary.terms:
        found = variants.find(documents, glossary)
        spelled = {fold(place.value) for finding in found for place in finding.places}
        meant = synonyms.find(documents, glossary, encode=encode, nlp=nlp)
        found += [finding for finding in meant if fold(finding.places[0].value) not in spelled]
    return found + definitions.find(
        documents, glossary, encode=encode, read=read, measure=quantities.find, nlp=nlp
    )
