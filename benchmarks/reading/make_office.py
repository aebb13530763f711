"""Writes the office files and the PDF among the pages; run again only when their copy changes.

python benchmarks/reading/make_office.py
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.comments import Comment
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

PAGES = Path(__file__).parent / "pages"


def deck(path: Path) -> None:
    """A sales deck: title, bullets, table, group, chart, notes, a hidden slide."""
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Coldline: vaccines that arrive cold"
    first.placeholders[1].text = "Sales deck, spring 2026"
    first.notes_slide.notes_text_frame.text = "Open with the 2023 recall: 14,000 doses lost in one lorry."

    second = deck.slides.add_slide(deck.slide_layouts[1])
    second.shapes.title.text = "Three promises"
    body = second.placeholders[1].text_frame
    body.text = "Between 2 and 8 °C for 96 hours"
    for line in ("A reading every 30 seconds", "Replaced within one day, or free"):
        body.add_paragraph().text = line
    group = second.shapes.add_group_shape()
    for at, text in enumerate(("412 routes", "99.4% on time")):
        box = group.shapes.add_textbox(Inches(1 + 3 * at), Inches(5), Inches(2.5), Inches(0.6))
        box.text_frame.text = text

    third = deck.slides.add_slide(deck.slide_layouts[5])
    third.shapes.title.text = "Boxes and prices"
    table = third.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(7), Inches(2)).table
    rows = (("Box", "Volume", "Rent per day"), ("Kit 8", "8 litres", "$14"), ("Kit 40", "40 litres", "$37"))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text

    fourth = deck.slides.add_slide(deck.slide_layouts[5])
    fourth.shapes.title.text = "Spoilage falls"
    data = CategoryChartData()
    data.categories = ["2023", "2024", "2025"]
    data.add_series("Spoiled doses, %", (4.1, 1.9, 0.6))
    fourth.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(6), Inches(4), data)

    hidden = deck.slides.add_slide(deck.slide_layouts[1])
    hidden.shapes.title.text = "Backup: contract terms"
    hidden.placeholders[1].text = "Notice period of 60 days"
    hidden._element.set("show", "0")
    deck.save(path)


def letter(path: Path) -> None:
    """A brief: running head and foot, table, text box, list, footnote."""
    doc = Document()
    doc.sections[0].header.paragraphs[0].text = "Confidential until 1 June 2026"
    doc.sections[0].footer.paragraphs[0].text = "Thistle & Vane, brand team"
    doc.add_heading("Launch brief: Thistle Tonic", level=1)
    doc.add_paragraph("Thistle Tonic has 30% less sugar than our ginger ale, and no sweetener.")
    doc.add_heading("What we may say", level=2)
    for line in ("Brewed for 9 days in Perth", "Sold in 1,400 shops from 8 June"):
        doc.add_paragraph(line, style="List Bullet")
    table = doc.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("Size", "Price", "Deposit"), strict=True):
        cell.text = text
    for row in (("330 ml", "£1.95", "£0.20"), ("750 ml", "£3.60", "£0.20")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    boxed = doc.add_paragraph("The launch film runs for 40 seconds.")
    boxed._p.append(_text_box("Embargo: nothing online before 06:00 on 8 June."))
    doc.save(path)


def _text_box(text: str) -> object:
    return parse_xml(
        f"<w:r {nsdecls('w')}><w:pict xmlns:v='urn:schemas-microsoft-com:vml'>"
        f"<v:shape style='width:200pt;height:40pt'><v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        f"</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def sheet(path: Path) -> None:
    """A copy sheet: formatted numbers, a merged title, a hidden column of ids, two sheets."""
    book = Workbook()
    page = book.active
    page.title = "Price list"
    page.append(["Plan", "Price per month", "Discount", "Pitch"])
    for row in (
        ("Sprout", 12, 0.1, "For one greenhouse"),
        ("Orchard", 1250, 0.15, "For growers with more than 50 hectares"),
    ):
        page.append(row)
    for row in page.iter_rows(min_row=2, min_col=2, max_col=2):
        row[0].number_format = '"$"#,##0'
    for row in page.iter_rows(min_row=2, min_col=3, max_col=3):
        row[0].number_format = "0%"
    page["D2"].comment = Comment("Checked by legal", "Iris")
    second = book.create_sheet("Banners")
    second.append(["Banner", "Text"])
    second.append(["Spring", "Sensors ship in 48 hours"])
    book.save(path)


def sheet_of_facts(path: Path) -> None:
    """A data sheet: heading, two columns, a table, a ligature, a hyphenated line, a footnote, page numbers."""
    canvas = Canvas(path.as_posix(), pagesize=A4, invariant=True)
    canvas.setTitle("Rillpump 300 data sheet")
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(60, 770, "Rillpump 300")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 745, "The quiet irrigation pump for small farms.")
    left = ["Lifts water 42 metres and needs", "no grid: one 300 W panel is suffi-", "cient on a clear day."]
    right = ["Runs dry for 20 minutes without", "damage. The seal is tested for", "8,000 hours.*"]
    for at, line in enumerate(left):
        canvas.drawString(60, 700 - 14 * at, line)
    for at, line in enumerate(right):
        canvas.drawString(320, 700 - 14 * at, line)
    rows = (("Model", "Flow", "Price"), ("300 S", "1.2 m³/h", "€690"), ("300 L", "2.6 m³/h", "€1,150"))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            canvas.drawString(60 + 150 * c, 620 - 20 * r, text)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(60, 540, "* At 25 °C and with a clean filter.")
    canvas.drawString(280, 30, "Page 1 of 2")
    canvas.showPage()
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(60, 770, "Guarantee")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 745, "Five years on the motor, two years on everything else.")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(280, 30, "Page 2 of 2")
    canvas.save()


if __name__ == "__main__":
    deck(PAGES / "sales-deck.pptx")
    letter(PAGES / "launch-brief.docx")
    sheet(PAGES / "price-list.xlsx")
    sheet_of_facts(PAGES / "data-sheet.pdf")
