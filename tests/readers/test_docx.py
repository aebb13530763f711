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


def saved(word: object) -> Document:
    stream = io.BytesIO()
    word.save(stream)  # type: ignore[attr-defined]
    (read,) = DocxReader().read(Resource("a.docx", stream.getvalue()))
    return read


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_tracked_changes_are_read_as_accepted() -> None:
    word = docx.Document()
    body = word.element.body
    inside = run("Free for ") + f"<w:ins>{run('thirty ')}</w:ins><w:moveTo>{run('long ')}</w:moveTo>"
    inside += (
        f"<w:moveFrom>{run('moved away ')}</w:moveFrom><w:del><w:r><w:delText>14 </w:delText></w:r></w:del>"
    )
    body.insert(0, parse_xml(f"<w:p {W}>{inside}{run('days')}</w:p>"))
    body.insert(1, parse_xml(f"<w:ins {W}><w:p>{run('A new paragraph')}</w:p></w:ins>"))
    body.insert(2, parse_xml(f"<w:del {W}><w:p>{run('An old paragraph')}</w:p></w:del>"))
    table = word.add_table(3, 2)
    for r, row in enumerate([["Plan", "Price"], ["Team", "$9"], ["Gone", "$5"]]):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W}/>"))
    assert [b.text for b in saved(word).blocks] == [
        "Free for thirty long days",
        "A new paragraph",
        *("Plan", "Price", "Team", "$9"),
    ]


def test_hidden_words_stand_apart_from_those_that_are_printed() -> None:
    word = docx.Document()
    line = word.add_paragraph("Free for 30 days")
    line.add_run(" (ask Ann first)").font.hidden = True
    line.add_run(".").font.hidden = False
    cell = word.add_table(2, 2).cell(1, 1)
    cell.text = "$9"
    cell.paragraphs[0].add_run("or $8").font.hidden = True
    document = saved(word)
    assert block(document, "Free for 30 days.").surface is Surface.BODY
    assert block(document, "(ask Ann first)").surface is Surface.HIDDEN
    assert block(document, "(ask Ann first)").locator.label == "hidden text, paragraph 1"
    assert block(document, "$9").surface is Surface.BODY
    assert block(document, "or $8").surface is Surface.HIDDEN


def test_controls_are_read_unless_they_show_their_prompt() -> None:
    def control(text: str, properties: str, inner: str = "<w:p>{}</w:p>") -> str:
        content = inner.format(run(text))
        return f"<w:sdt {W}><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    word = docx.Document()
    body = word.element.body
    body.insert(0, parse_xml(control("Click here to enter text.", "<w:showingPlcHdr/>")))
    body.insert(1, parse_xml(control("Filled in", "<w:text/>")))
    line = control("Click here", "<w:showingPlcHdr/>", "{}") + control("monthly", "<w:dropDownList/>", "{}")
    body.insert(2, parse_xml(f"<w:p {W}>{run('Billed ')}{line}</w:p>"))
    assert [b.text for b in saved(word).blocks] == ["Filled in", "Billed monthly"]


def test_merged_cells_and_footnotes_of_cells_are_known_to_the_cells() -> None:
    word = docx.Document()
    table = word.add_table(4, 3)
    rows = [["Plan", "Price", ""], ["", "Monthly", "Yearly"], ["Team", "$9", "$90"], ["", "€8", "€80"]]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((2, 0), (3, 0))):
        table.cell(*first).merge(table.cell(*last))
    price = table.cell(2, 2).paragraphs[0]
    price._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    word.part.relate_to(_footnotes(word), f"{REL}/footnotes")
    document = saved(word)
    assert block(document, "$90").context == "Team, Price, Yearly On working days."
    assert block(document, "€8").context == "Team, Price, Monthly"
    note = block(document, "On working days.")
    assert (note.surface, note.context) == (Surface.NOTE, "$90")
    assert note.locator.label == "footnote to table 1, row Team, column Price, Yearly"


def test_tables_within_tables_are_read_once_each() -> None:
    word = docx.Document()
    table = word.add_table(2, 2)
    for depth in range(3):
        for r in range(2):
            for c in range(2):
                table.cell(r, c).text = f"depth {depth}, cell {r}{c}"
        table = table.cell(1, 1).add_table(2, 2)
    texts = [b.text for b in saved(word).blocks]
    assert sorted(texts) == sorted(
        f"depth {d}, cell {r}{c}" for d in range(3) for r in range(2) for c in range(2)
    )


def test_comments_and_inserted_files_are_named_and_not_read() -> None:
    word = docx.Document()
    line = word.add_paragraph("Free for 30 days.")
    word.add_comment(line.runs, text="Is this still true?", author="Ann")
    word.element.body.insert(0, parse_xml(f"<w:altChunk {W}/>"))
    document = saved(word)
    assert [b.text for b in document.blocks] == ["Free for 30 days."]
    assert document.notes == ("a file inserted as a whole (altChunk) is not read", "comments are not read")


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
