"""What the tool sees: a document as read, and its claims, for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgcheck import subjects
from msgcheck.glossary import EMPTY, load_glossary
from msgcheck.model import Block, Claim, Document, Quantity


def as_text(documents: Sequence[Document]) -> str:
    """Return documents as a person would want to see them: one line a block, its place before it."""
    lines = []
    for document in documents:
        lines.append(f"{document.uri}  ({document.media_type}, {document.channel or 'no channel'})")
        lines.append(f"  title: {document.title}" + (f"   dated {document.date}" if document.date else ""))
        lines += [f"  note: {note}" for note in document.notes]
        for block in document.blocks:
            what = (
                block.kind.value if block.surface == "body" else f"{block.kind.value}, {block.surface.value}"
            )
            where = block.locator.label or (f"line {block.locator.line}" if block.locator.line else "")
            lines.append(f"  [{what}] {where}")
            if block.context:
                lines.append(f"      ({block.context})")
            lines.append(f"      {block.text}")
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


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
        "fields": [block.text[f.start : f.end] for f in block.fields],
        "variant": block.variant,
        "start": block.span.start,
        "end": block.span.end,
    }


def claims_as_text(documents: Sequence[Document], glossary: Path | None) -> str:
    """Return every claim with what was understood of it."""
    from msgcheck.claims.extract import claims_of

    names = subjects.names(load_glossary(glossary) if glossary else EMPTY)
    lines = []
    for document in documents:
        found, excluded, sentences = claims_of(document, names)
        lines.append(f"{document.uri}: {len(found)} claims in {sentences} sentences")
        for claim in found:
            lines += _claim(claim)
        lines += [f"  not a claim: {reason}: {count}" for reason, count in sorted(excluded.items())]
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


def _claim(claim: Claim) -> list[str]:
    lines = [f"  - {claim.text}"]
    if claim.reading != claim.text:
        lines.append(f"      read as: {claim.reading}")
    lines += [f"      {_quantity(quantity)}" for quantity in claim.quantities]
    for name in type(claim.scope).__dataclass_fields__:
        if value := getattr(claim.scope, name):
            lines.append(f"      {name}: {value if isinstance(value, str) else ', '.join(sorted(value))}")
    said = [
        claim.speaker.value if claim.speaker != "company" else "",
        "denied" if claim.negated else "",
        claim.modality,
    ]
    if any(said):
        lines.append("      " + ", ".join(filter(None, said)))
    return lines


def _quantity(quantity: Quantity) -> str:
    high = f" to {quantity.high:g}" if quantity.high != quantity.value else ""
    per = "".join(f" per {what}" for what in quantity.per)
    return f"{quantity.kind}: {quantity.bound.value} {quantity.value:g}{high} {quantity.unit}{per} (“{quantity.words}”)"
