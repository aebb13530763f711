"""Word documents: body order, tables, controls, text boxes, headers, footers, footnotes."""

from __future__ import annotations

import io
from functools import cache

import docx
import pytest
from docx.oxml import parse_xml
from hostile import OLE_LOCKED, changed, given, packed, quick, read_or_refuse, refusal, repacked, st, unpacked

from msgcheck.model import Block, Document, Kind, Resource, Surface
from msgcheck.readers.docx import DocxReader

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


@cache
def letter() -> bytes:
    word = docx.Document()
    word.add_heading("Sales sheet", 0)
    word.add_heading("Opening", 1)
    word.add_paragraph("Every plan starts with a 30-day free trial.")
    claim = word.add_paragraph("Support answers in 4 hours.")
    claim._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    table = word.add_table(3, 2)
    for r, row in enumerate([["Plan", "Price"], ["Team", "$12"], ["Business", "$20"]]):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    word.add_paragraph("No contract", style="List Bullet")
    word.add_heading("Closing", 2)
    word.add_paragraph("They love it", style="Quote")
    box = word.add_paragraph()
    words = f"<w:txbxContent {W}><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent>"
    box._p.append(
        parse_xml(
            f'<w:r {W} {MC}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{words}</w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict>{words}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    hidden = word.add_paragraph()
    hidden.add_run("For partners only").font.hidden = True
    word.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r>"
            '<w:ins><w:r><w:t xml:space="preserve"> added</w:t></w:r></w:ins>'
            "<w:del><w:r><w:delText> removed</w:delText></w:r></w:del></w:p></w:sdtContent></w:sdt>"
        ),
    )
    word.sections[0].header.paragraphs[0].text = "Acme"
    word.sections[0].footer.paragraphs[0].text = "Hi {{ name }}, cancel any time."
    word.part.relate_to(_footnotes(word), f"{REL}/footnotes")
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _footnotes(word: object) -> object:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    xml = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>On working days.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    package = word.part.package  # type: ignore[attr-defined]
    return Part(PackURI("/word/footnotes.xml"), FOOTNOTES, xml.encode(), package)


@pytest.fixture(scope="module")
def document() -> Document:
    (read,) = DocxReader().read(Resource("letter.docx", letter()))
    return read


def block(document: Document, text: str) -> Block:
    (found,) = [b for b in document.blocks if b.text == text]
    return found


def test_the_body_is_read_in_order_with_its_trail(document: Document) -> None:
    assert document.title == "Sales sheet"
    claim = block(document, "Every plan starts with a 30-day free trial.")
    assert claim.headings == ("Sales sheet", "Opening")
    assert claim.locator.label == "paragraph 1 under 'Opening'"
    assert block(document, "No contract").kind is Kind.LIST_ITEM
    quote = block(document, "They love it")
    assert quote.kind is Kind.QUOTE
    assert quote.headings == ("Sales sheet", "Opening", "Closing")


def test_a_cell_knows_its_row_and_column(document: Document) -> None:
    price = block(document, "$12")
    assert price.context == "Team, Price"
    assert price.locator.label == "table 1, row Team, column Price"
    assert price.group == block(document, "Team").group


def test_insertions_are_in_and_deletions_out(document: Document) -> None:
    assert block(document, "In a control added")
    assert "removed" not in document.text


def test_a_text_box_with_its_fallback_is_read_once(document: Document) -> None:
    assert block(document, "Boxed words").headings[-1] == "Closing"


def test_footnote_and_claim_know_each_other(document: Document) -> None:
    assert block(document, "Support answers in 4 hours.").context == "On working days."
    note = block(document, "On working days.")
    assert (note.surface, note.context) == (Surface.NOTE, "Support answers in 4 hours.")


def test_header_footer_and_hidden_text_are_marked(document: Document) -> None:
    assert block(document, "Acme").surface is Surface.HEADER
    footer = block(document, "Hi {{ name }}, cancel any time.")
    assert footer.surface is Surface.FOOTER
    assert len(footer.fields) == 1
    assert block(document, "For partners only").surface is Surface.HIDDEN


def test_a_brand_style_based_on_a_heading_is_a_heading() -> None:
    word = docx.Document()
    style = word.styles.add_style("Acme Head", 1)
    style.base_style = word.styles["Heading 1"]
    word.add_paragraph("Prices", style="Acme Head")
    word.add_paragraph("From $9.")
    stream = io.BytesIO()
    word.save(stream)
    (read,) = DocxReader().read(Resource("a.docx", stream.getvalue()))
    assert block(read, "Prices").kind is Kind.HEADING
    assert block(read, "From $9.").headings == ("Prices",)


def test_an_empty_document_says_so() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    (read,) = DocxReader().read(Resource("a.docx", stream.getvalue()))
    assert read.blocks == ()
    assert read.notes == ("no words found",)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no document", OLE_LOCKED, letter()[:2000]])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    assert "Word" in str(refusal(DocxReader(), data))


def test_a_zip_bomb_is_refused() -> None:
    parts = unpacked(letter()) | {"word/media/a.png": b"\0" * 20_000_000}
    assert "unpacks to" in refusal(DocxReader(), packed(parts)).reason


@quick
@given(draw=st.data())
def test_broken_documents_give_documents_or_a_source_error(draw: st.DataObject) -> None:
    damage = draw.draw(st.sampled_from([changed, repacked]))
    read_or_refuse(DocxReader(), damage(letter(), draw.draw))
