"""PDF: paragraphs out of lines, tables out of places, and pages that cannot be compared."""

from __future__ import annotations

import io
from functools import cache

import pypdf
import pytest
from hostile import changed, given, quick, read_or_refuse, refusal, st
from PIL import Image
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from msgcheck.model import Block, Document, Kind, Resource, Surface
from msgcheck.readers.pdf import PdfReader
from msgcheck.readers.pdf_text import clean, is_broken, join_lines, vocabulary

TRIAL = (
    "Every plan starts with a 30-day free trial. Our support team answers within four hours on working "
    "days, and setting up the first workspace is part of every plan that you can buy from us directly."
)


@cache
def sheet() -> bytes:
    style = getSampleStyleSheet()
    stream = io.BytesIO()
    SimpleDocTemplate(stream, invariant=1).build(
        [
            Paragraph("Sales sheet", style["Title"]),
            Paragraph("Plans and prices", style["Heading2"]),
            Paragraph(TRIAL, style["Normal"]),
            Spacer(1, 8),
            Paragraph("A price of 20<super>1</super> euros for {{ company }}.", style["Normal"]),
            Table([["Plan", "Price", "Seats"], ["Team", "$12", "10"], ["Business", "$20", "unlimited"]]),
            ListFlowable([Paragraph("No contract", style["Normal"])], bulletType="bullet"),
            PageBreak(),
            Paragraph("Second page", style["Heading1"]),
            Paragraph(TRIAL, style["Normal"]),
        ]
    )
    return stream.getvalue()


def drawn(*pages: list[tuple[float, float, str]], image_on: int = 0) -> bytes:
    """Return a PDF with text at given places, one list for each page."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for number, page in enumerate(pages, start=1):
        canvas.setFont("Helvetica", 10)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        if number == image_on:
            canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "red")), 50, 50)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def read(data: bytes) -> Document:
    (document,) = PdfReader().read(Resource("sheet.pdf", data))
    return document


def block(document: Document, text: str) -> Block:
    (found,) = [b for b in document.blocks if b.text == text]
    return found


def test_lines_become_paragraphs_under_their_headings() -> None:
    document = read(sheet())
    assert document.title == "Sales sheet"
    first, second = [b for b in document.blocks if b.text == TRIAL]
    assert first.headings == ("Sales sheet", "Plans and prices")
    assert second.headings == ("Second page",)
    assert (second.locator.page, second.locator.label) == (2, "page 2")


def test_a_table_is_found_by_its_places() -> None:
    price = block(read(sheet()), "$12")
    assert price.kind is Kind.TABLE_CELL
    assert price.context == "Team, Price"
    assert price.locator.label == "page 1, table 1, row Team, column Price"


def test_a_raised_footnote_number_does_not_join_the_price() -> None:
    claim = block(read(sheet()), "A price of 20¹ euros for {{ company }}.")
    assert len(claim.fields) == 1


def test_raised_cents_stay_part_of_the_price() -> None:
    style = getSampleStyleSheet()["Normal"]
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build([Paragraph("Only $9<super>99</super> a month", style)])
    assert block(read(stream.getvalue()), "Only $9.99 a month")


def test_bullets_are_list_items_without_their_mark() -> None:
    assert block(read(sheet()), "No contract").kind is Kind.LIST_ITEM


def test_columns_do_not_mix() -> None:
    left = ["The left column runs over", "several lines of its own and", "ends here."]
    right = ["The right column is another", "text and has nothing to do", "with the left one."]
    rows = [(72.0, 700.0 - 12 * i, t) for i, t in enumerate(left)]
    rows += [(300.0, 700.0 - 12 * i, t) for i, t in enumerate(right)]
    by_column = read(drawn(rows))
    by_row = read(drawn(sorted(rows, key=lambda row: (-row[1], row[0]))))
    for document in (by_column, by_row):
        assert [b.text for b in document.blocks] == [" ".join(left), " ".join(right)]


def test_a_figure_over_its_label_knows_it() -> None:
    document = read(drawn([(72.0, 700.0, "24 %"), (72.0, 685.0, "Less waste"), (72.0, 500.0, "Other.")]))
    assert [(b.text, b.context) for b in document.blocks[:2]] == [("24 %", "Less waste"), ("Less waste", "")]


def test_running_titles_come_once_and_page_numbers_not_at_all() -> None:
    pages = [
        [(72.0, 800.0, "Acme sales guide"), (72.0, 700.0, f"Claim {word}."), (300.0, 30.0, f"Page {n}")]
        for n, word in enumerate(["one", "two", "three", "four"], start=1)
    ]
    document = read(drawn(*pages))
    assert block(document, "Acme sales guide").surface is Surface.HEADER
    assert [b.text for b in document.blocks[1:]] == [
        "Claim one.",
        "Claim two.",
        "Claim three.",
        "Claim four.",
    ]


def test_a_page_with_a_picture_only_is_noted() -> None:
    document = read(drawn([(72.0, 700.0, "Words.")], [], image_on=2))
    assert document.notes == ("page 2 holds an image only: not read",)


def test_a_pdf_of_pictures_is_refused_with_the_next_step() -> None:
    error = refusal(PdfReader(), drawn([], image_on=1))
    assert "images only" in error.reason
    assert "OCR" in error.hint


def locked(user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sheet()))
    writer.encrypt(user, owner, algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_password_is_an_error_and_an_owner_password_is_none() -> None:
    assert "password" in refusal(PdfReader(), locked("secret", "owner")).reason
    assert block(read(locked("", "owner")), "$12")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(range(256)) * 20, sheet()[:300]])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    refusal(PdfReader(), data)


def test_hyphens_at_line_ends_go_and_those_of_compounds_stay() -> None:
    def join(*lines: str, known: str = "") -> str:
        return join_lines(lines, vocabulary([known]))

    assert join("a program-", "ming guide") == "a programming guide"
    assert join("a self-", "service portal") == "a self-service portal"
    assert join("a 30-", "day trial") == "a 30-day trial"
    assert join("a web-", "based tool", known="It is web-based.") == "a web-based tool"
    assert join("made by Acme-", "Works") == "made by Acme-Works"


def test_ligatures_and_glyph_names_are_spelled_out_and_raised_numbers_stay() -> None:
    assert clean("ﬁve eﬀects") == "five effects"
    assert clean("o/f_f_i/c_e and/or") == "office and/or"
    assert clean("20 %¹ of ½") == "20 %¹ of ½"


def test_text_without_letters_or_spaces_is_broken() -> None:
    assert is_broken("\ue001\ue002 a \ue003")
    assert is_broken("everyplanstartswithafreetrialofthirtydaysandends")
    assert not is_broken(TRIAL)


@quick
@given(draw=st.data())
def test_broken_pdfs_give_documents_or_a_source_error(draw: st.DataObject) -> None:
    read_or_refuse(PdfReader(), changed(sheet(), draw.draw))


def test_a_narrow_column_is_one_paragraph_and_its_star_a_footnote() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(
        60, 745, "The quiet irrigation pump for small farms and for large gardens in dry places."
    )
    for at, line in enumerate(
        ("Runs dry for 20 minutes without", "damage. It is tested for", "8,000 hours.*")
    ):
        canvas.drawString(320, 700 - 14 * at, line)
    canvas.drawString(60, 600, "* With a clean filter.")
    canvas.save()
    blocks = PdfReader().read(Resource("sheet.pdf", stream.getvalue()))[0].blocks
    column = next(block for block in blocks if block.text.startswith("Runs dry"))
    assert column.text == "Runs dry for 20 minutes without damage. It is tested for 8,000 hours.*"
    assert column.context == "With a clean filter."
