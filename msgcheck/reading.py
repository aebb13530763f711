"""What the tool sees: a document as read, and its claims, for people and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgcheck import subjects
from msgcheck.claims.extract import claims_of, grammar_of
from msgcheck.claims.grammar import Grammar
from msgcheck.claims.proposals import complete
from msgcheck.claims.schedules import WEEK
from msgcheck.glossary import EMPTY, load_glossary
from msgcheck.model import Block, Claim, Document, Kind, Quantity


def as_text(documents: Sequence[Document]) -> str:
    """Return documents as a person would want to see them: what stands where, and how it is taken."""
    lines = []
    for document in documents:
        about = [document.media_type, document.channel, document.team, document.language]
        lines.append(f"{document.uri}  ({', '.join(filter(None, about))})")
        if document.title:
            lines.append(f"  title: {document.title}")
        if document.date:
            lines.append(f"  dated: {document.date}")
        lines += [f"  note: {note}" for note in document.notes]
        for block in document.blocks:
            lines += _as_lines(document, block)
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


def _as_lines(document: Document, block: Block) -> list[str]:
    """Return the place and what is particular about it, then the words; a table cell on one line."""
    line, column = document.line_column(block, 0)
    places = [block.locator.label, f"{line}:{column}" if line and column else f"line {line}" if line else ""]
    taken = [
        block.surface.value if block.surface != "body" else "",
        f"{block.speaker.value} speaks" if block.speaker != "company" else "",
        f"branch {block.variant.rpartition(':')[2]} of an if" if block.variant else "",
        block.language if block.language != document.language else "",
    ]
    where = f"  [{', '.join(filter(None, [block.kind.value, *taken]))}] {', '.join(filter(None, places))}"
    if block.kind is Kind.TABLE_CELL:
        return [f"{where}: {block.text}"]
    context = [f"      ({block.context})"] if block.context else []
    return [where, *context, f"      {block.text}"]


def as_json(documents: Sequence[Document]) -> str:
    """Return {"documents": [{uri, media_type, title, ..., "blocks": [...]}]}."""
    return json.dumps({"documents": [_document(d) for d in documents]}, ensure_ascii=False, indent=2) + "\n"


def _document(document: Document) -> dict[str, Any]:
    return {
        "uri": document.uri,
        "media_type": document.media_type,
        "title": document.title,
        "channel": document.channel,
        "team": document.team,
        "language": document.language,
        "date": document.date.isoformat() if document.date else None,
        "notes": list(document.notes),
        "blocks": [_block(document, block) for block in document.blocks],
    }


def _block(document: Document, block: Block) -> dict[str, Any]:
    line, column = document.line_column(block, 0)
    locator = {
        "label": block.locator.label,
        "line": line,
        "column": column,
        "slide": block.locator.slide,
        "page": block.locator.page,
        "css": block.locator.css,
    }
    return {
        "text": block.text,
        "kind": block.kind.value,
        "surface": block.surface.value,
        "locator": {key: value for key, value in locator.items() if value},
        "headings": list(block.headings),
        "context": block.context,
        "speaker": block.speaker.value,
        "language": block.language,
        "fields": [block.text[f.start : f.end] for f in block.fields],
        "variant": block.variant,
        "start": block.span.start,
        "end": block.span.end,
    }


def claims_as_text(documents: Sequence[Document], glossary: Path | None) -> str:
    """Return every claim with what was understood of it."""
    lines = []
    for document, claims, excluded, sentences in _claims(documents, glossary):
        lines.append(f"{document.uri}: {len(claims)} claims in {sentences} sentences")
        for claim, found in claims:
            lines += _claim(claim, found)
        lines += [f"  not a claim: {reason}: {count}" for reason, count in sorted(excluded.items())]
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


def claims_as_json(documents: Sequence[Document], glossary: Path | None) -> str:
    """Return {"documents": [{uri, sentences, not_claims: {reason: count}, "claims": [...]}]}."""
    rows = [
        {
            "uri": document.uri,
            "sentences": sentences,
            "not_claims": dict(sorted(excluded.items())),
            "claims": [_claim_row(claim, found) for claim, found in claims],
        }
        for document, claims, excluded, sentences in _claims(documents, glossary)
    ]
    return json.dumps({"documents": rows}, ensure_ascii=False, indent=2) + "\n"


def _claims(
    documents: Sequence[Document], glossary: Path | None
) -> Iterator[tuple[Document, list[tuple[Claim, Grammar]], dict[str, int], int]]:
    """Yield (document, its claims with their grammar, exclusions by reason, number of sentences)."""
    names = complete(subjects.names(load_glossary(glossary) if glossary else EMPTY), documents)
    for document in documents:
        claims, excluded, sentences = claims_of(document, names)
        yield document, list(zip(claims, grammar_of(claims), strict=True)), excluded, sentences


def _claim(claim: Claim, found: Grammar) -> list[str]:
    lines = [f"  - {claim.text}"]
    if claim.reading != claim.text:
        lines.append(f"      read as: {claim.reading}")
    lines += [f"      subject: {found.subject}"] if found.subject else []
    lines += [f"      {_quantity(quantity)}" for quantity in claim.quantities]
    lines += [f"      {name}: {', '.join(values)}" for name, values in _scope(claim).items()]
    said = [
        f"{claim.speaker.value} speaks",
        f"denied: {'; '.join(found.denied)}" if claim.negated else "affirmed",
        claim.modality,
        f"of {claim.date}" if claim.date else "",
    ]
    return [*lines, f"      {', '.join(filter(None, said))}"]


def _scope(claim: Claim) -> dict[str, list[str]]:
    """Return what the claim is limited to, by dimension, without those that nothing was said of."""
    said = {name: getattr(claim.scope, name) for name in type(claim.scope).__dataclass_fields__}
    return {name: [v] if isinstance(v, str) else sorted(v) for name, v in said.items() if v}


def _claim_row(claim: Claim, found: Grammar) -> dict[str, Any]:
    return {
        "text": claim.text,
        "reading": claim.reading,
        "start": claim.span.start,
        "end": claim.span.end,
        "subject": found.subject,
        "quantities": [
            {
                "words": quantity.words,
                "kind": quantity.kind,
                "bound": quantity.bound.value,
                "value": _finite(quantity.value),
                "high": _finite(quantity.high),
                "unit": quantity.unit,
                "per": list(quantity.per),
            }
            for quantity in claim.quantities
        ],
        "scope": _scope(claim),
        "negated": claim.negated,
        "denied": list(found.denied),
        "modality": claim.modality,
        "speaker": claim.speaker.value,
        "date": claim.date.isoformat() if claim.date else None,
    }


def _finite(number: float) -> float | str:
    """Return a number as JSON has it: there is no infinity, so it is said in a word."""
    return number if math.isfinite(number) else "unlimited"


def _quantity(quantity: Quantity) -> str:
    high = f" to {quantity.high:g}" if quantity.high != quantity.value else ""
    per = "".join(f" per {what}" for what in quantity.per)
    if quantity.kind == "hours":
        per = f" on {', '.join(sorted(quantity.per, key=WEEK.index))}" if quantity.per else ""
    return f"{quantity.kind}: {quantity.bound.value} {quantity.value:g}{high} {quantity.unit}{per} (“{quantity.words}”)"
