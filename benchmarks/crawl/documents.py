"""A PDF, a deck, a document and a picture, with one sentence each, as a site links them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any


@cache
def pdf(sentence: str) -> bytes:
    """Return a PDF of one page."""
    from reportlab.pdfgen.canvas import Canvas

    return _saved(lambda out: _drawn(Canvas(out), sentence).save())


@cache
def pptx(sentence: str) -> bytes:
    """Return a deck of one slide."""
    from pptx import Presentation

    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = sentence
    return _saved(deck.save)


@cache
def docx(sentence: str) -> bytes:
    """Return a document of one paragraph."""
    from docx import Document

    document = Document()
    document.add_paragraph(sentence)
    return _saved(document.save)


@cache
def png() -> bytes:
    """Return a small picture."""
    from PIL import Image

    picture = Image.new("RGB", (40, 30), "teal")
    return _saved(lambda out: picture.save(out, "PNG"))


def _drawn(canvas: Any, sentence: str) -> Any:
    canvas.drawString(72, 720, sentence)
    return canvas


def _saved(save: Callable[[BytesIO], object]) -> bytes:
    out = BytesIO()
    save(out)
    return out.getvalue()
