"""MC204: other words for a term of the glossary that nobody listed, found by meaning.

Why it matters: a glossary lists the wrong words somebody thought of. Writers find others, and readers then look
for two things where there is one.

A phrase of the copy is taken for a term when its words are near to the term and its definition, and it stands in
sentences like the term's, governed by the same verbs. How much each counts was learned (training/synonyms) from
companies whose writers do use other words; the probability that comes out is the finding's confidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from msgcheck.errors import ModelError
from msgcheck.glossary import Glossary, Term
from msgcheck.model import Document, Finding, Place, Severity
from msgcheck.model_files import WEIGHTS
from msgcheck.terminology.places import place_of
from msgcheck.terminology.synonyms_features import FEATURES, Encode, Pair, pairs
from msgcheck.terminology.synonyms_phrases import Copy, Parser, Phrase, Use, survey

MODEL = WEIGHTS / "synonyms.json"
# Of what is shown from here on in companies left out of training 0.89 is right (from 0.5: 0.80; printed by
# training/synonyms/train.py).
SHOWN = 0.6
PROPOSED = 0.3  # three in five: enough to ask a person
LEAST_USES = 2  # words that stand once are a writer's choice, not a second term
_SURE = 0.9  # the copy says itself that both are the same
_EQUAL = re.compile(
    r"[\s,(–—-]*(?:(?:is |are )?also (?:called|known as)|sometimes called|a\.?k\.?a\.?|which we (?:also )?call|"
    r"our (?:name|word) for|in other words)[\s:\"“']*(?:an? |the |your |our )?",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:formerly|previously|used to (?:be|call)|once called|renamed|no longer|old name)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may stand for a term. probability: that it does, 0 to 1. why: the evidence, in words."""

    term: Term
    text: str
    uses: tuple[Use, ...]
    probability: float
    why: str

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it stands, in order of place."""
        return tuple(place_of(use.document, use.block, use.prose, use.start, use.end) for use in self.uses)


def find(
    documents: Sequence[Document], glossary: Glossary, *, encode: Encode, nlp: Parser, least: float = SHOWN
) -> list[Finding]:
    """Return one finding for each term and phrase, in order of term and probability.

    encode: texts -> (n, d) float32 unit rows.
    least:  probability from which on a phrase is shown, 0 to 1.
    Raises ModelError when the dictionary, the weights or the pipeline cannot be read.
    """
    return [_finding(found) for found in candidates(documents, glossary, encode=encode, nlp=nlp, least=least)]


def candidates(
    documents: Sequence[Document],
    glossary: Glossary,
    *,
    encode: Encode,
    nlp: Parser,
    least: float = PROPOSED,
    least_uses: int = LEAST_USES,
) -> list[Candidate]:
    """Return the phrases that may stand for a term, no two at the same place, in order of term and probability."""
    if not glossary.listed:
        return []
    copy = _without_history(survey(documents, glossary, nlp))
    weighed = []
    for pair in pairs(copy, glossary, encode, least_uses=least_uses):
        equal = _equated(pair.phrase, copy.terms.get(pair.term.id, ()))
        probability = max(_probability(pair), _SURE if equal else 0.0)
        if probability >= least:
            weighed.append((probability, pair, equal))
    weighed.sort(key=lambda item: (-item[0], item[1].term.id, item[1].phrase.key))
    order = {term.id: at for at, term in enumerate(glossary.listed)}
    found = [
        Candidate(pair.term, pair.phrase.text, uses, round(probability, 3), _why(pair, equal))
        for probability, pair, equal, uses in _apart(weighed)
        if len(uses) >= least_uses or equal
    ]
    return sorted(found, key=lambda item: (order[item.term.id], -item.probability, item.text))


def _without_history(copy: Copy) -> Copy:
    """The copy without the places that tell of an old name: they do not use it."""
    phrases = {}
    for at, phrase in copy.phrases.items():
        uses = [use for use in phrase.uses if not _FORMER.search(use.sentence)]
        if uses:
            phrases[at] = Phrase(phrase.key, phrase.verb, uses)
    return Copy(phrases, copy.terms)


def _apart(weighed: Sequence[tuple[float, Pair, bool]]) -> list[tuple[float, Pair, bool, tuple[Use, ...]]]:
    """Give each place to the most probable phrase that stands there, and each phrase to its best term."""
    taken: dict[int, list[tuple[int, int]]] = {}
    spoken_for: set[tuple[str, ...]] = set()
    kept = []
    for probability, pair, equal in weighed:
        if pair.phrase.key in spoken_for:
            continue
        spoken_for.add(pair.phrase.key)
        free = []
        for use in pair.phrase.uses:
            spans = taken.setdefault(id(use.block), [])
            if all(use.end <= start or end <= use.start for start, end in spans):
                spans.append((use.start, use.end))
                free.append(use)
        kept.append((probability, pair, equal, tuple(free)))
    return kept


def _probability(pair: Pair) -> float:
    weights = _weights()
    scaled = (pair.features - weights["mean"]) / weights["scale"]
    return float(1 / (1 + np.exp(-(scaled @ weights["coefficient"] + weights["intercept"]))))


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    try:
        read = json.loads(MODEL.read_text())
    except (OSError, ValueError) as err:
        raise ModelError(f"{MODEL} cannot be read: {err}", "install msgcheck again") from err
    if read.get("features") != list(FEATURES):
        raise ModelError(f"{MODEL}: made for other features", "install msgcheck again")
    return {name: np.array(value) for name, value in read.items() if name != "features"}


def _equated(phrase: Phrase, uses: Sequence[Use]) -> bool:
    """Whether a sentence says that the phrase and the term are one thing ("a par level, also called a floor")."""
    for use in phrase.uses:
        for other in uses:
            if use.block is other.block and use.sentence == other.sentence:
                first, second = sorted((use, other), key=lambda one: one.start)
                if _EQUAL.fullmatch(use.block.text, first.end, second.start):
                    return True
    return False


def _why(pair: Pair, equal: bool) -> str:
    if equal:
        return "a sentence says that both are the same"
    reasons = []
    if pair.feature("near") >= 0.5 or pair.feature("near_out") >= 3:
        reasons.append("the words mean nearly the same")
    if pair.feature("defined_out") >= 2.5 and pair.term.definition:
        reasons.append(f"of all phrases it is among the nearest to the definition ('{pair.term.definition}')")
    if pair.roles:
        shared = [role.split()[-1] for role in pair.roles]
        reasons.append(f"both stand with {', '.join(dict.fromkeys(shared[:4]))}")
    if pair.feature("alike_out") >= 1:
        reasons.append(f"its sentences are like those that say '{pair.term.preferred}'")
    if not pair.feature("together"):
        reasons.append("no sentence sets the two apart")
    return "; ".join(reasons)


def _finding(found: Candidate) -> Finding:
    preferred = found.term.preferred
    return Finding(
        code="MC204",
        message=f"'{found.text}' seems to mean '{preferred}'",
        places=found.places,
        severity=Severity.NOTE,
        confidence=found.probability,
        attribute=preferred,
        suggestion=f"say '{preferred}', or list '{found.text}' under admitted or deprecated of its entry",
        why=found.why,
    )
