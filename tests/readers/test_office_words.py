"""What decks, documents and PDFs say of themselves: their date, and whose voice a quotation is."""

from __future__ import annotations

import io
from datetime import date, datetime

import docx
import pytest
from pptx import Presentation
from pptx.util import Inches

from msgcheck.model import Block, Document, Kind, Resource, Span, Speaker, Surface
from msgcheck.readers.asset_dates import date_in_words
from msgcheck.readers.docx import DocxReader
from msgcheck.readers.pptx import PptxReader
from msgcheck.readers.quotations import give_voices


def document(
    *paragraphs: str, style: str = "Normal", footer: str = "", saved: datetime | None = None
) -> Document:
    word = docx.Document()
    for text in paragraphs:
        word.add_paragraph(text, style=style)
    word.sections[0].footer.paragraphs[0].text = footer
    if saved:
        word.core_properties.modified = saved
    stream = io.BytesIO()
    word.save(stream)
    (read,) = DocxReader().read(Resource("sheet.docx", stream.getvalue()))
    return read


@pytest.mark.parametrize(
    ("footer", "day"),
    [
        ("Acme, Inc. · Sales deck · May 2026", date(2026, 5, 1)),
        ("Issued 4 March 2026", date(2026, 3, 4)),
        ("Last updated: March 4th, 2026 | Confidential", date(2026, 3, 4)),
        ("2026-03-04", date(2026, 3, 4)),
        ("Prices rise in May 2027.", None),
        ("© 2021 Acme", None),
        ("31 June 2026", None),
    ],
)
def test_a_date_counts_where_a_footer_says_nothing_else(footer: str, day: date | None) -> None:
    assert document("We roast coffee.", footer=footer).date == day


def test_a_date_on_the_cover_counts_and_one_in_the_text_does_not() -> None:
    assert document("Our prices", "March 2026", "We roast coffee.").date == date(2026, 3, 1)
    assert document(*["We roast coffee."] * 9, "March 2026").date is None
    alt = Block("March 2026", Span(0, 0), surface=Surface.ALT)
    assert date_in_words([alt]) is None


def test_when_a_file_was_saved_is_a_note_and_makes_nothing_history() -> None:
    read = document("Free for 30 days.", saved=datetime(2023, 2, 3, 9))
    assert (read.date, read.notes) == (None, ("last saved 3 February 2023",))
    assert document("Free for 30 days.").notes == ()  # python-docx's own fixed date


QUOTES = [
    ("We saved 40%. – Ana, Foo Inc.", "Quote", Speaker.CUSTOMER, "Ana, Foo Inc."),
    ('"We saved 40%." - Ana, Foo Inc.', "Intense Quote", Speaker.CUSTOMER, "Ana, Foo Inc."),
    ("“Hi, this is Jamie from Acme. We cut waste.”", "Quote", Speaker.COMPANY, ""),  # a call script
    ("We cut waste by 40%.", "Quote", Speaker.COMPANY, ""),  # a pull quote of our own
    ("We cut waste by 40%. – Ana, Foo Inc.", "Normal", Speaker.COMPANY, ""),
    ("“We saved 40% of our costs.” — Ana, Foo Inc.", "Normal", Speaker.CUSTOMER, "Ana, Foo Inc."),
    ("“Fast” – that is what 5,000 teams say.", "Normal", Speaker.COMPANY, ""),
]


@pytest.mark.parametrize(("text", "style", "speaker", "name"), QUOTES)
def test_a_quotation_is_in_the_voice_of_who_said_it(
    text: str, style: str, speaker: Speaker, name: str
) -> None:
    (block,) = document(text, style=style).blocks
    assert (block.speaker, block.speaker_name) == (speaker, name)


def test_a_name_may_stand_in_a_paragraph_of_its_own() -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    words = "“We cut our costs by 40%.”\n— Ana, Foo Inc."
    slide.shapes.add_textbox(0, 0, Inches(4), Inches(2)).text_frame.text = words
    slide.shapes.add_textbox(0, Inches(3), Inches(4), Inches(2)).text_frame.text = "— Plans for 2026"
    stream = io.BytesIO()
    show.save(stream)
    (deck,) = PptxReader().read(Resource("deck.pptx", stream.getvalue()))
    said, name, ours = deck.blocks
    assert (said.speaker, said.speaker_name) == (Speaker.CUSTOMER, "Ana, Foo Inc.")
    assert (name.speaker, name.kind) == (Speaker.CUSTOMER, Kind.CAPTION)
    assert ours.speaker is Speaker.COMPANY
    headings = [Block("“We cut our costs by 40%.” – Ana", Span(0, 0), Kind.HEADING)]
    assert give_voices(headings) == headings


def test_places_in_a_document_are_told_apart() -> None:
    word = docx.Document()
    for product in ("Solo", "Crew"):
        word.add_heading(product, 1)
        word.add_heading("Overview", 2)
        word.add_paragraph("It is fast.")
    stream = io.BytesIO()
    word.save(stream)
    (read,) = DocxReader().read(Resource("sheet.docx", stream.getvalue()))
    labels = [block.locator.label for block in read.blocks]
    assert labels[2] == "paragraph 1 under 'Overview'"
    assert labels[5] == "paragraph 1 under 'Overview' (2)"
    assert len(set(labels)) == len(labels)
