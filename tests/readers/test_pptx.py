"""Decks: every word that a slide shows or a speaker says, with its place."""

from __future__ import annotations

import io
from functools import cache

import pytest
from hostile import (
    OLE_LOCKED,
    changed,
    given,
    packed,
    quick,
    read_or_refuse,
    refusal,
    repacked,
    replaced,
    st,
    unpacked,
)
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Inches

from msgcheck.model import Block, Document, Kind, Resource, Surface
from msgcheck.readers.pptx import PptxReader

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def deck() -> bytes:
    prs = Presentation()
    slide = prs.slides.add_slide(prs.slide_layouts[1])
    slide.shapes.title.text = "Our plans"
    body = slide.placeholders[1].text_frame
    body.text = "Free trial of\v30 days"
    body.add_paragraph().text = "Hi {{ first_name }}, cancel any time*"
    body.paragraphs[1].add_run().text = ""
    table = slide.shapes.add_table(3, 3, 0, 0, Inches(4), Inches(2))
    table.name = "Plans"
    for r, row in enumerate([["Plan", "Price", "Seats"], ["Team", "$12", "10"], ["Business", "$20", "any"]]):
        for c, text in enumerate(row):
            table.table.cell(r, c).text = text
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Grouped words"
    group.shapes.add_group_shape().shapes.add_textbox(0, 0, 9, 9).text_frame.text = "* Until the trial ends"
    group._element.nvGrpSpPr.cNvPr.set("descr", "Three people around a table")
    slide.notes_slide.notes_text_frame.text = "Say that support answers in 4 hours."
    hidden = prs.slides.add_slide(prs.slide_layouts[5])
    hidden.shapes.title.text = "Old offer"
    hidden.notes_slide.notes_text_frame.text = "Do not show this"
    hidden._element.set("show", "0")
    charts(prs)
    smart_art(prs)
    prs.slide_layouts[1].shapes._spTree.append(
        parse_xml(
            f'<p:sp xmlns:p="{P}" xmlns:a="{A}">'
            '<p:nvSpPr><p:cNvPr id="99" name="Small print"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
            "<p:txBody><a:bodyPr/><a:p><a:r><a:t>© Acme. No contract.</a:t></a:r></a:p></p:txBody></p:sp>"
        )
    )
    stream = io.BytesIO()
    prs.save(stream)
    return stream.getvalue()


def charts(prs: object) -> None:
    slide = prs.slides.add_slide(prs.slide_layouts[6])  # type: ignore[attr-defined]
    data = CategoryChartData(number_format="0%")
    data.categories = ["Q2", "Q3"]
    data.add_series("Waste cut", (0.2, 0.24))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 9, 9, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Less waste"
    money = CategoryChartData(number_format='"$"#,##0')
    money.categories = ["Team"]
    money.add_series("Price", (1200.0,))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, 9, 9, money)
    points = XyChartData()
    points.add_series("Users").add_data_point(2023, 5000)
    slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, 0, 0, 9, 9, points)


def smart_art(prs: object) -> None:
    slide = prs.slides.add_slide(prs.slide_layouts[6])  # type: ignore[attr-defined]

    def point(key: str, text: str) -> str:
        return f'<d:pt modelId="{key}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'

    data = (
        f'<d:dataModel xmlns:d="{DGM}" xmlns:a="{A}"><d:ptLst><d:pt modelId="0" type="doc"/>'
        f"{point('2', 'Ship in one day')}{point('1', 'Onboarding')}"
        '<d:pt modelId="9" type="pres"><d:t><a:p><a:r><a:t>not shown</a:t></a:r></a:p></d:t></d:pt></d:ptLst>'
        '<d:cxnLst><d:cxn modelId="5" srcId="0" destId="1" srcOrd="0"/>'
        '<d:cxn modelId="6" srcId="1" destId="2" srcOrd="0"/></d:cxnLst></d:dataModel>'
    )
    name = PackURI("/ppt/diagrams/data1.xml")
    media_type = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(name, media_type, slide.part.package, data.encode())
    key = slide.part.relate_to(part, f"{R}/diagramData")
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:graphicFrame xmlns:p="{P}" xmlns:a="{A}"'
            f' xmlns:r="{R}" xmlns:d="{DGM}"><p:nvGraphicFramePr><p:cNvPr id="50" name="Steps"/>'
            "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm/>"
            f'<a:graphic><a:graphicData uri="{DGM}"><d:relIds r:dm="{key}"/></a:graphicData></a:graphic>'
            "</p:graphicFrame>"
        )
    )


@pytest.fixture(scope="module")
def document() -> Document:
    (read,) = PptxReader().read(Resource("sales/deck.pptx", deck(), channel="sales"))
    return read


def block(document: Document, text: str) -> Block:
    (found,) = [b for b in document.blocks if b.text == text]
    return found


def test_the_title_is_a_heading_and_stands_above_the_rest(document: Document) -> None:
    assert document.title == "Our plans"
    assert document.channel == "sales"
    assert block(document, "Our plans").kind is Kind.HEADING
    point = block(document, "Free trial of 30 days")
    assert point.kind is Kind.LIST_ITEM
    assert point.headings == ("Our plans",)
    assert point.locator.slide == 1


def test_a_cell_knows_its_row_and_column(document: Document) -> None:
    price = block(document, "$12")
    assert price.kind is Kind.TABLE_CELL
    assert price.context == "Team, Price"
    assert price.locator.label == "slide 1, table 'Plans', row Team, column Price"
    assert price.group == block(document, "Team").group != block(document, "Business").group


def test_groups_within_groups_notes_and_alt_texts_are_read(document: Document) -> None:
    assert "group" in block(document, "Grouped words").group
    assert block(document, "* Until the trial ends").locator.slide == 1
    notes = block(document, "Say that support answers in 4 hours.")
    assert (notes.surface, notes.locator.label) == (Surface.NOTE, "slide 1, notes")
    assert block(document, "Three people around a table").surface is Surface.ALT


def test_a_hidden_slide_is_marked_with_all_that_is_on_it(document: Document) -> None:
    hidden = [b for b in document.blocks if b.locator.slide == 2]
    assert {b.text for b in hidden} == {"Old offer", "Do not show this"}
    assert {b.surface for b in hidden} == {Surface.HIDDEN_SLIDE}


def test_chart_values_are_read_as_the_chart_shows_them(document: Document) -> None:
    value = block(document, "Waste cut, Q3: 24%")
    assert value.surface is Surface.CHART
    assert value.headings[-1] == "Less waste"
    assert block(document, "Price, Team: $1,200")
    assert block(document, "Users, 2023: 5000")
    assert block(document, "Less waste").kind is Kind.CAPTION


def test_smart_art_is_read_from_the_top_down(document: Document) -> None:
    steps = [b for b in document.blocks if "SmartArt" in b.locator.label]
    assert [(b.text, b.context) for b in steps] == [("Onboarding", ""), ("Ship in one day", "Onboarding")]


def test_what_a_layout_prints_on_every_slide_comes_once(document: Document) -> None:
    assert block(document, "© Acme. No contract.").surface is Surface.SITE_WIDE


def test_a_figure_in_a_box_of_its_own_knows_the_words_beside_it() -> None:
    prs = Presentation()
    slide = prs.slides.add_slide(prs.slide_layouts[6])
    cards = [("24 %", "less waste"), ("4 h", "until support answers")]
    for number, (figure, label) in enumerate(cards):
        left = Inches(1 + 3 * number)
        slide.shapes.add_textbox(left, Inches(1), Inches(2), Inches(1)).text_frame.text = figure
        slide.shapes.add_textbox(left, Inches(2), Inches(2), Inches(1)).text_frame.text = label
    stream = io.BytesIO()
    prs.save(stream)
    (read,) = PptxReader().read(Resource("deck.pptx", stream.getvalue()))
    assert [(b.text, b.context) for b in read.blocks] == [
        ("24 %", "less waste"),
        ("less waste", ""),
        ("4 h", "until support answers"),
        ("until support answers", ""),
    ]


CHARTEX = """<cx:chartSpace xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" xmlns:a="DRAWING">
<cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:f>A1</cx:f><cx:lvl ptCount="2"><cx:pt idx="0">Leads</cx:pt>
<cx:pt idx="1">Customers</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val"><cx:f>B1</cx:f>
<cx:lvl ptCount="2" formatCode="#,##0"><cx:pt idx="0">5000</cx:pt><cx:pt idx="1">1200</cx:pt></cx:lvl></cx:numDim>
</cx:data></cx:chartData><cx:chart><cx:title><cx:tx><cx:rich><a:p><a:r><a:t>From lead to customer</a:t></a:r></a:p>
</cx:rich></cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion><cx:series layoutId="funnel">
<cx:tx><cx:txData><cx:v>2025</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series></cx:plotAreaRegion>
</cx:plotArea></cx:chart></cx:chartSpace>""".replace("DRAWING", A)
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"


def saved(prs: object) -> Document:
    stream = io.BytesIO()
    prs.save(stream)  # type: ignore[attr-defined]
    (read,) = PptxReader().read(Resource("deck.pptx", stream.getvalue()))
    return read


def test_a_funnel_of_office_2016_is_read_and_its_picture_is_not() -> None:
    prs = Presentation()
    slide = prs.slides.add_slide(prs.slide_layouts[6])
    part = Part(
        PackURI("/ppt/charts/chartEx1.xml"),
        "application/vnd.ms-office.chartex+xml",
        prs.part.package,
        CHARTEX.encode(),
    )
    key = slide.part.relate_to(part, "http://schemas.microsoft.com/office/2014/relationships/chartEx")
    slide.shapes._spTree.append(
        parse_xml(
            f'<mc:AlternateContent xmlns:mc="{MC}" xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}">'
            f'<mc:Choice Requires="cx2"><p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="Funnel"/>'
            f'<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm/><a:graphic><a:graphicData uri="{CX}">'
            f'<cx:chart xmlns:cx="{CX}" r:id="{key}"/></a:graphicData></a:graphic></p:graphicFrame></mc:Choice>'
            '<mc:Fallback><p:sp><p:nvSpPr><p:cNvPr id="5" name="x"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody>'
            "<a:bodyPr/><a:p><a:r><a:t>This chart isn't available</a:t></a:r></a:p></p:txBody></p:sp></mc:Fallback>"
            "</mc:AlternateContent>"
        )
    )
    document = saved(prs)
    assert [(b.text, b.surface, b.locator.slide) for b in document.blocks] == [
        ("From lead to customer", Surface.CHART, 1),
        ("2025, Leads: 5,000", Surface.CHART, 1),
        ("2025, Customers: 1,200", Surface.CHART, 1),
    ]
    assert document.notes == ()


def test_merged_cells_name_what_they_cover() -> None:
    prs = Presentation()
    slide = prs.slides.add_slide(prs.slide_layouts[6])
    frame = slide.shapes.add_table(5, 3, 0, 0, Inches(4), Inches(2))
    frame.name = "Prices"
    rows = [
        ["Our plans"],
        ["Plan", "Price"],
        ["", "Monthly", "Yearly"],
        ["Team", "$9", "$90"],
        ["", "€8", "€80"],
    ]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            frame.table.cell(r, c).text = text
    for first, last in (((0, 0), (0, 2)), ((1, 0), (2, 0)), ((1, 1), (1, 2)), ((3, 0), (4, 0))):
        frame.table.cell(*first).merge(frame.table.cell(*last))
    document = saved(prs)
    assert block(document, "$90").context == "Team, Price, Yearly"
    assert block(document, "€8").context == "Team, Price, Monthly"
    assert [b.text for b in document.blocks].count("Team") == 1


def test_a_hidden_shape_is_marked_comments_and_embedded_files_are_named() -> None:
    prs = Presentation()
    slide = prs.slides.add_slide(prs.slide_layouts[6])
    box = slide.shapes.add_textbox(0, 0, 9, 9)
    box.text_frame.text = "Old price: $7"
    box._element.nvSpPr.cNvPr.set("hidden", "1")
    slide.shapes.add_ole_object(
        io.BytesIO(b"PK"), "Excel.Sheet.12", 0, 0, Inches(1), Inches(1)
    ).name = "Sheet"
    talk = Part(
        PackURI("/ppt/comments/comment1.xml"), "application/xml", prs.part.package, b"<c>Is this so?</c>"
    )
    slide.part.relate_to(talk, f"{R}/comments")
    document = saved(prs)
    assert block(document, "Old price: $7").surface is Surface.HIDDEN
    assert "Is this so?" not in document.text
    assert document.notes == (
        "slide 1: what is embedded as 'Sheet' is not read",
        "slide 1: comments are not read",
    )


def test_every_word_of_a_deck_is_read_wherever_it_stands() -> None:
    """One word each in a title, text box, group, table, chart, SmartArt, note, alt text and hidden slide."""
    (read,) = PptxReader().read(Resource("deck.pptx", deck()))
    stored = set()
    for name, data in unpacked(deck()).items():
        if name.startswith(("ppt/slides/slide", "ppt/notesSlides/", "ppt/diagrams/")) and name.endswith(
            ".xml"
        ):
            stored |= {t.text for t in parse_xml(data).iter(f"{{{A}}}t") if t.text}
    stored -= {"not shown"} | {
        t for t in stored if t.isdigit() and t in "1234"
    }  # a style of the diagram, numbers
    assert {t for t in stored if " ".join(t.split()) not in " ".join(read.text.split())} == set()
    assert len(stored) > 15


def test_merge_fields_and_footnotes_are_dealt_with(document: Document) -> None:
    greeting = block(document, "Hi {{ first_name }}, cancel any time*")
    (field,) = greeting.fields
    assert greeting.text[field.start : field.end] == "{{ first_name }}"
    assert "Until the trial ends" in greeting.context


def test_a_slide_show_is_a_deck_too() -> None:
    show = replaced(deck(), "[Content_Types].xml", b"presentation.main+xml", b"slideshow.main+xml")
    assert PptxReader().read(Resource("deck.ppsx", show))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no deck at all", OLE_LOCKED, bytes(range(256)) * 40])
def test_what_is_no_deck_is_refused(data: bytes) -> None:
    assert "PowerPoint" in str(refusal(PptxReader(), data))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.999])
def test_a_deck_that_was_cut_off_is_refused(share: float) -> None:
    assert "damaged" in refusal(PptxReader(), deck()[: int(len(deck()) * share)]).reason


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    parts = unpacked(deck()) | {"ppt/media/image1.png": b"\0" * 20_000_000}
    assert "unpacks to" in refusal(PptxReader(), packed(parts)).reason


def test_xml_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    data = replaced(deck(), "ppt/slides/slide1.xml", b"?>", b"?>" + bomb)
    assert "entities" in refusal(PptxReader(), data).reason


def test_a_damaged_drawing_costs_only_the_drawing() -> None:
    parts = unpacked(deck())
    chart = next(name for name in sorted(parts) if name.startswith("ppt/charts/chart"))
    broken = packed(parts | {chart: b"<x/>", "ppt/diagrams/data1.xml": b"<cut-of"})
    (read,) = PptxReader().read(Resource("deck.pptx", broken))
    assert block(read, "$12")
    chart_note, diagram_note = read.notes
    assert chart_note.startswith("slide 3, chart 'Chart")
    assert diagram_note == "slide 4, SmartArt 'Steps' is damaged: not read"


@quick
@given(draw=st.data())
def test_broken_decks_give_documents_or_a_source_error(draw: st.DataObject) -> None:
    damage = draw.draw(st.sampled_from([changed, repacked]))
    read_or_refuse(PptxReader(), damage(deck(), draw.draw))


def test_a_percentage_axis_says_how_the_values_of_a_chart_are_meant() -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["Q1", "Q2"]
    data.add_series("Churn", (0.05, 0.035))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 9, 9, data).chart
    chart.value_axis.tick_labels.number_format = "0%"
    chart.value_axis.tick_labels.number_format_is_linked = False
    stream = io.BytesIO()
    show.save(stream)
    (document,) = PptxReader().read(Resource("deck.pptx", stream.getvalue()))
    assert [b.text for b in document.blocks] == ["Churn, Q1: 5%", "Churn, Q2: 3.5%"]
    assert [b.context for b in document.blocks] == ["", ""]  # the words above say it once
