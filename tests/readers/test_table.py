"""Sheets of copy: which cells are copy, and what a cell knows about its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hostile import OLE_LOCKED, changed, given, packed, quick, read_or_refuse, refusal, repacked, st, unpacked

from msgcheck.model import Block, Document, Kind, Resource, Speaker, Surface
from msgcheck.readers.columns import header_row
from msgcheck.readers.number_format import number_text
from msgcheck.readers.table import CsvReader, XlsxReader

ADS = """\
Ads report
"January 1, 2026 - January 31, 2026"
Campaign,Ad ID,Headline 1,Description,Final URL,Clicks
Brand US,AW-1234567,Free 30-day trial,"Cancel any time, no card",https://acme.example/a,120
Brand EU,AW-7654321,14 days free,"Hi {{ name }}
and welcome",https://acme.example/b,87
"""


def read(data: bytes | str, uri: str = "ads.csv") -> Document:
    data = data.encode() if isinstance(data, str) else data
    reader = XlsxReader() if uri.endswith("xlsx") else CsvReader()
    (document,) = reader.read(Resource(uri, data))
    return document


def block(document: Document, text: str) -> Block:
    (found,) = [b for b in document.blocks if b.text == text]
    return found


def test_an_ad_export_gives_its_copy_and_names_what_it_left_out() -> None:
    document = read(ADS)
    texts = [b.text for b in document.blocks]
    assert texts == [
        "Ads report",
        "January 1, 2026 - January 31, 2026",
        "Free 30-day trial",
        "Cancel any time, no card",
        "14 days free",
        "Hi {{ name }}",
        "and welcome",
    ]
    assert document.notes == ("left out as data, not copy: Campaign, Ad ID, Final URL, Clicks",)
    assert len(block(document, "Hi {{ name }}").fields) == 1


def test_a_cell_knows_its_row_its_column_and_its_line() -> None:
    document = read(ADS)
    headline = block(document, "14 days free")
    assert headline.kind is Kind.TABLE_CELL
    assert headline.context == "Brand EU, Headline 1"
    assert headline.locator.label == "row 5, column Headline 1"
    assert headline.locator.line == 5
    assert headline.group == block(document, "and welcome").group
    after = read(ADS + "Brand UK,AW-1111111,Try it,Now,https://acme.example/c,1\n")
    assert block(after, "Try it").locator.line == 7  # the row above has two lines


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separators_are_found_although_the_copy_is_full_of_commas(delimiter: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([["Plan", "Copy"], ["Team", "Fast, simple, safe"], ["Pro", "One, two; three"]])
    assert block(read(stream.getvalue()), "Fast, simple, safe").context == "Team, Copy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_charsets(encoding: str) -> None:
    text = "Plan,Price,Copy\r\nTeam,€12,Überall dabei\r\nPro,€20,Für große Teams – “gut”\r\n"
    document = read(text.encode(encoding))
    assert block(document, "€12").context == "Team, Price"
    assert block(document, "Überall dabei").context == "Team, Copy"


def test_a_bare_number_counts_where_the_column_says_what_it_is() -> None:
    document = read("Plan,Region,Price,Impressions\nTeam,EU,12,900\nTeam,US,15,800\n")
    assert block(document, "12").context == "Team, EU, Price"
    assert block(document, "15").context == "Team, US, Price"
    assert "900" not in document.text


def test_a_sheet_without_a_header_has_lettered_columns() -> None:
    document = read("Team,Starts with a free trial.\nBusiness,Starts with a call.\n")
    claim = block(document, "Starts with a call.")
    assert (claim.context, claim.locator.label) == ("Business", "row 2, column B")


def test_testimonials_are_in_the_voice_of_a_customer_and_dates_are_kept() -> None:
    document = read("Name,Published,Testimonial\nAnn,2026-02-03,We love it\n")
    quote = block(document, "We love it")
    assert quote.speaker is Speaker.CUSTOMER
    assert quote.date == date(2026, 2, 3)


def test_a_quotation_mark_that_is_not_closed_is_noted() -> None:
    rows = "\n".join(f"Team,line {i}" for i in range(80))
    document = read(f'Plan,Copy\nTeam,"Open\n{rows}\n')
    assert any("quotation mark" in note for note in document.notes)


@cache
def book() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Prices"
    sheet.append(["Plan", "Price", "Discount", "Valid from", "Copy"])
    sheet.append(["Team", 12, 0.25, datetime(2026, 1, 1), "Free for 30 days"])
    sheet["B2"].number_format = '"$"#,##0.00'
    sheet["C2"].number_format = "0%"
    old = workbook.create_sheet("Old")
    old.append(["Plan", "Copy"])
    old.append(["Team", "Free for 14 days"])
    old.sheet_state = "hidden"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_a_workbook_is_read_as_it_is_shown() -> None:
    document = read(book(), "prices.xlsx")
    price = block(document, "$12.00")
    assert price.context == "Team, Price"
    assert price.locator.label == "sheet 'Prices', row Team, column Price (B2)"
    assert block(document, "25%").context == "Team, Discount"
    assert block(document, "Free for 14 days").surface is Surface.HIDDEN


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.245, "0.0%", "24.5%"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (1234.5, "0.##", "1234.5"),
        (-5, "$0", "-$5"),
        (12, "General", "12"),
        (0.1 + 0.2, None, "0.3"),
        (5000000, '0.0,,"M"', "5.0M"),
        (46023, "yyyy-mm-dd", "2026-01-01"),
        (30, '0" days"', "30 days"),
    ],
)
def test_number_formats(value: float, code: str | None, shown: str) -> None:
    assert number_text(value, code) == shown


@given(value=st.floats(allow_nan=False, allow_infinity=False), code=st.text(max_size=12))
@quick
def test_any_number_format_gives_text(value: float, code: str) -> None:
    assert isinstance(number_text(value, code), str)


@quick
@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8),
            st.just("Copy that is read."),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_cell_of_copy_is_read_once_whatever_stands_beside_it(rows: list[tuple[str, str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([("Plan", "Copy"), *rows])
    document = read(stream.getvalue())
    assert [b.text for b in document.blocks].count("Copy that is read.") == len(rows)


def workbook(build: Callable[[Any], None]) -> Document:
    """Read a workbook as Excel would store it: XlsxWriter keeps the values of formulas and charts."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    build(book)
    book.close()
    return read(stream.getvalue(), "prices.xlsx")


def test_a_header_of_two_rows_and_merged_cells_name_every_price() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("Prices")
        sheet.merge_range("A1:A2", "Region")
        sheet.merge_range("B1:C1", "Team plan price")
        sheet.merge_range("D1:E1", "Business plan price")
        sheet.write_row("B2", ["Monthly", "Yearly", "Monthly", "Yearly"])
        sheet.merge_range("A3:A4", "Europe")
        sheet.write_row("B3", ["€9", "€90", "€19", "€190"])
        sheet.write_row("B4", ["€8 for schools", "€80 for schools", "", ""])
        sheet.write_row("A5", ["Asia", "$9", "$91", "$19", "$191"])

    document = workbook(build)
    assert block(document, "€190").context == "Europe, Business plan price, Yearly"
    assert block(document, "€80 for schools").context == "Europe, Team plan price, Yearly"
    assert (
        block(document, "$9").locator.label
        == "sheet 'Prices', row Asia, column Team plan price, Monthly (B5)"
    )
    assert [b.text for b in document.blocks].count("Europe") == 1


def test_tables_below_and_beside_each_other_keep_their_own_headers() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("All")
        bold = book.add_format({"bold": True})
        for column, region, price in ((0, "Europe", "€9"), (3, "America", "$10")):
            sheet.write(0, column, region)
            sheet.write_row(1, column, ["Plan", "Price"])
            sheet.write_row(2, column, ["Team", price])
            sheet.write_row(3, column, ["Business", price + "9"])
        sheet.write(5, 0, "Business Max")  # an empty row within a table
        sheet.write(5, 1, "€199")
        sheet.write_row(8, 0, ["Say", "Not"], bold)
        sheet.write_row(9, 0, ["workspace", "project space"])
        sheet.write_row(10, 0, ["sign in", "log on"])
        sheet.add_table("H1:I3", {"columns": [{"header": "Region"}, {"header": "Support hours"}]})
        sheet.write_row(1, 7, ["Asia", "9 to 5"])
        sheet.write_row(2, 7, ["Africa", "8 to 6"])

    document = workbook(build)
    assert block(document, "€99").context == "Business, Price"
    assert block(document, "€99").headings == ("Europe",)
    assert block(document, "$10").context == "Team, Price"
    assert block(document, "$10").headings == ("America",)
    assert block(document, "€199").context == "Business Max, Price"
    assert block(document, "project space").context == "workspace, Not"
    assert block(document, "8 to 6").context == "Africa, Support hours"


def test_an_empty_column_within_one_table_does_not_cut_it() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate([["Plan", "Copy", "", "Price"], ["Team", "Fast.", "", "$9"]]):
            sheet.write_row(number, 0, row)

    assert block(workbook(build), "$9").context == "Team, Price"


def test_notes_charts_text_boxes_and_alt_texts_are_read() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("Prices")
        sheet.write_row("A1", ["Plan", "Price"])
        sheet.write_row("A2", ["Team", "$9"])
        sheet.write_row("A3", ["Business", "$19"])
        sheet.write_comment("B2", "Ann:\nWithout value added tax.", {"author": "Ann"})
        sheet.write_comment("F9", "Valid until 2027.")
        sheet.insert_textbox("D1", "All prices in US dollars.", {"description": "A box"})
        data = book.add_worksheet("Data")
        data.write_row("A1", ["", "Waste cut"])
        data.write_row("A2", ["Q1", 0.2])
        data.write_row("A3", ["Q2", 0.24])
        data.hide()
        for place in (sheet.insert_chart, None):
            chart = book.add_chart({"type": "column"})
            chart.add_series(
                {"name": "=Data!$B$1", "categories": "=Data!$A$2:$A$3", "values": "=Data!$B$2:$B$3"}
            )
            chart.set_title({"name": "Less waste" if place else "Alone"})
            if place:
                place("D9", chart, {"description": "Waste falls by a quarter"})
            else:
                book.add_chartsheet("Poster").set_chart(chart)

    document = workbook(build)
    assert block(document, "$9").context == "Team, Price"
    note = block(document, "Without value added tax.")
    assert (note.surface, note.context) == (Surface.NOTE, "Team, Price, $9")
    assert note.locator.label == "sheet 'Prices', note on B2"
    assert block(document, "Valid until 2027.").locator.label == "sheet 'Prices', note on F9"
    assert block(document, "All prices in US dollars.").surface is Surface.BODY
    assert block(document, "Waste falls by a quarter").surface is Surface.ALT
    values = [b for b in document.blocks if b.text == "Waste cut, Q2: 0.24"]
    assert [(b.surface, b.headings, b.locator.label.partition(",")[0]) for b in values] == [
        (Surface.CHART, ("Less waste",), "sheet 'Prices'"),
        (Surface.CHART, ("Alone",), "sheet 'Poster'"),
    ]


def test_hidden_rows_and_columns_are_marked_and_formulas_read_by_their_result() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("Prices")
        sheet.write_row("A1", ["Plan", "Price", "Internal price"])
        sheet.write_row("A2", ["Team", "$9", "$5"])
        sheet.write_row("A3", ["Old", "$7", "$6"])
        sheet.write_formula("B4", '="$"&(9+9)', value="$18")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})

    document = workbook(build)
    assert {b.text: b.surface for b in document.blocks} == {
        "Team": Surface.BODY,
        "$9": Surface.BODY,
        "$5": Surface.HIDDEN,
        "Old": Surface.HIDDEN,
        "$7": Surface.HIDDEN,
        "$6": Surface.HIDDEN,
        "$18": Surface.BODY,
    }
    raw = openpyxl.Workbook()
    raw.active.append(["Plan", "Price"])
    raw.active.append(["Team", "=3*3"])
    stream = io.BytesIO()
    raw.save(stream)
    (note,) = read(stream.getvalue(), "a.xlsx").notes
    assert "1 formulas have no stored result" in note


def test_a_damaged_chart_or_note_costs_only_itself() -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("Prices")
        sheet.write_row("A1", ["Plan", "Price"])
        sheet.write_row("A2", ["Team", "$9"])
        sheet.write_comment("B2", "Gone.")
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=Prices!$B$2:$B$2"})
        sheet.insert_chart("D9", chart)

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        build(made)
    parts = unpacked(stream.getvalue()) | {"xl/charts/chart1.xml": b"<x/>", "xl/comments1.xml": b"<cut"}
    document = read(packed(parts), "a.xlsx")
    assert block(document, "$9").context == "Team, Price"
    assert document.notes == (
        "sheet 'Prices': a comments part is damaged: not read",
        "sheet 'Prices': chart 'Chart 1' is damaged: not read",
    )


def test_a_row_of_sentences_or_numbers_is_no_header() -> None:
    assert header_row([["Plan", "Copy"], ["Team", "x"]]) == 0
    assert header_row([["Free for all.", "Copy"], ["Team", "x"]]) is None
    assert header_row([["Team", "12"], ["Pro", "20"]]) is None


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + b"\0" * 90])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    refusal(CsvReader(), data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Plan,Price", OLE_LOCKED, book()[:900]])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert "Excel" in str(refusal(XlsxReader(), data))


def test_a_zip_bomb_is_refused() -> None:
    parts = unpacked(book()) | {"xl/worksheets/sheet9.xml": b"<a>" + b" " * 20_000_000}
    assert "unpacks to" in refusal(XlsxReader(), packed(parts)).reason


@quick
@given(draw=st.data())
def test_broken_sheets_give_documents_or_a_source_error(draw: st.DataObject) -> None:
    read_or_refuse(CsvReader(), changed(ADS.encode(), draw.draw))
    damage = draw.draw(st.sampled_from([changed, repacked]))
    read_or_refuse(XlsxReader(), damage(book(), draw.draw))


REPORT = """\
Campaign,Headline,Impr.,CTR,Cost,Daily budget
Brand,Fixed price from £95,12011,5.33%,£311.20,£20 per day
Local,Board up tonight for £49,801,2.75%,£40.02,£10 per day
"""


def test_what_ads_cost_and_brought_is_no_copy() -> None:
    document = read(REPORT)
    assert [b.text for b in document.blocks] == ["Fixed price from £95", "Board up tonight for £49"]
    assert document.notes == ("left out as data, not copy: Campaign, Impr., CTR, Cost, Daily budget",)


def test_a_cost_in_a_price_list_and_words_about_results_are_copy() -> None:
    prices = read("Plan,Cost\nSolo,£9\nCrew,£29\n")
    assert [b.text for b in prices.blocks if "Cost" in b.context] == ["£9", "£29"]
    stories = read("Campaign,Results\nBrand,40% more leads in 3 months\n")
    assert block(stories, "40% more leads in 3 months").context.endswith("Results")
