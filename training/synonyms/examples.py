"""Examples to learn from: companies in which a term's other words are known, and hidden from the search.

Two sorts. Invented drift: in the companies of training/companies some uses of a term are rewritten with another
word of glossaries.yaml, as several writers of one company would. Hidden entries: in a company with a glossary its
listed wrong forms are taken out of it, and the labels of drift say what else stands for a term.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from msgcheck import check, config, intake
from msgcheck.glossary import EMPTY, Glossary, Term, load_glossary
from msgcheck.model import Document
from msgcheck.terminology.spelling import plural
from msgcheck.terminology.synonyms import LEAST_USES
from msgcheck.terminology.synonyms_features import Encode, Pair, pairs
from msgcheck.terminology.synonyms_phrases import Parser, Use, survey, words_of
from msgcheck.terminology.synonyms_wordnet import base

HERE = Path(__file__).parent
COMPANIES = HERE.parent / "companies"
REWRITTEN = (2, 4)  # uses of a term that become another word, least and most
ROUNDS = 4
DRIFTING = 0.5  # share of the terms that have another word in a round

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as the search weighs it. right: whether the phrase means the term. company: who says it."""

    pair: Pair
    right: bool
    company: str


def invented(company: str, parser: Parser, encode: Encode, seed: int) -> Iterator[Example]:
    """Yield the examples of one company of training/companies: round after round, other words for half of the terms."""
    entries: dict[str, list[str]] = yaml.safe_load((HERE / "glossaries.yaml").read_text())[company]
    documents, glossary = read(COMPANIES / company)
    known = Glossary(
        subjects=glossary.subjects, terms=tuple(_term(name, said) for name, said in entries.items())
    )
    uses = survey(documents, known, parser).terms
    for turn in range(ROUNDS):
        chance = random.Random(f"{seed} {company} {turn}")
        rewritten: dict[int, list[tuple[Use, str]]] = {}
        right: dict[str, set[Key]] = {}
        for term, said in zip(known.listed, entries.values(), strict=True):
            own = uses.get(term.id, [])
            if len(own) < 2 or chance.random() > DRIFTING:
                continue
            some = chance.sample(own, min(chance.randint(*REWRITTEN), len(own)))
            for use in some:
                rewritten.setdefault(id(use.block), []).append((use, said[1 + turn % (len(said) - 1)]))
            right[term.id] = {words_of(other) for other in said[1:]}
        drifted = [_rewritten(document, rewritten) for document in documents]
        yield from _examples(drifted, known, right, company, parser, encode)


def hidden(folder: Path, parser: Parser, encode: Encode) -> Iterator[Example]:
    """Yield the examples of a company with a glossary, and perhaps with labels of drift: as it is, and stripped."""
    documents, glossary = read(folder)
    right: dict[str, set[Key]] = {}
    for term in glossary.listed:
        forms = (*term.admitted, *term.deprecated, *term.forbidden)
        right[term.id] = {words_of(form.text, verb=term.pos == "verb") for form in forms}
    by_name = {words_of(term.preferred): term for term in glossary.listed}
    labels = folder / "labels" / "drift.jsonl"
    for line in labels.read_text().splitlines() if labels.is_file() else ():
        label: dict[str, Any] = json.loads(line)
        meant = by_name.get(words_of(label.get("preferred", "")))
        if label["code"] == "MC204" and meant:
            right[meant.id].add(words_of(label["found"], verb=meant.pos == "verb"))
    stripped = tuple(
        term.model_copy(update={"admitted": (), "deprecated": (), "forbidden": ()})
        for term in glossary.listed
    )
    bare = glossary.model_copy(update={"replace": {}, "listed": stripped})
    for known in (glossary, bare):
        yield from _examples(documents, known, right, folder.resolve().name, parser, encode)


def read(folder: Path) -> tuple[list[Document], Glossary]:
    """Return (the documents of a company, its glossary). Raises ConfigError."""
    settings = config.load(folder / config.FILE_NAME)
    path = settings.beside("glossary.yaml")
    glossary = load_glossary(path) if path.is_file() else EMPTY
    documents, _ = intake.documents(
        settings, check.resolve(settings, []), glossary=path if path.is_file() else None
    )
    return documents, glossary


def _term(name: str, said: Sequence[str]) -> Term:
    *before, last = name.split()
    return Term(preferred=" ".join((*before, base(last))), definition=said[0], pos="noun")


def _examples(
    documents: Sequence[Document], glossary: Glossary, right: dict[str, set[Key]], company: str, parser: Parser,
    encode: Encode,
) -> Iterator[Example]:  # fmt: skip
    copy = survey(documents, glossary, parser)
    for pair in pairs(copy, glossary, encode, least_uses=LEAST_USES):
        yield Example(pair, pair.phrase.key in right.get(pair.term.id, ()), company)


def _rewritten(document: Document, changes: dict[int, list[tuple[Use, str]]]) -> Document:
    """The document with other words in some places; only what the search reads is kept right."""
    blocks = []
    for block in document.blocks:
        text = block.text
        for use, other in sorted(changes.get(id(block), ()), key=lambda change: -change[0].start):
            found = text[use.start : use.end]
            many = found.lower().split()[-1] != base(found.lower().split()[-1])
            words = plural(other) if many else _singular(other)
            words = words[0].upper() + words[1:] if found[0].isupper() else words
            text = text[: use.start] + words + text[use.end :]
        blocks.append(replace(block, text=text, origin=()))
    return replace(document, blocks=tuple(blocks))


def _singular(words: str) -> str:
    *before, last = words.split()
    return " ".join((*before, base(last)))
