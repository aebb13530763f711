"""Builds the decks and documents of the demonstration corpus from the texts in corpora/sources.

    python corpora/build.py [FOLDER]      writes FOLDER/decks and FOLDER/docs; FOLDER is corpora by default

A deck is a .yaml file, a document a .md file whose front matter names the file to write. The output is the
same, byte for byte, on every run: fixed dates, and nothing compressed, since zlibs differ.
"""

from __future__ import annotations

import copy
import io
import re
import sys
import zipfile
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import pptx
import yaml
from docx.shared import RGBColor as WordColor
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Table

HERE = Path(__file__).parent
GREEN, INK, CREAM, BUTTER, TOMATO, SAGE = "1F4D40", "22302C", "FDF9F0", "F2B84B", "C8553D", "8FA998"
# A picture is drawn in letters, one letter a square of this color.
PIXELS = {".": "F3EBDA", "g": GREEN, "k": INK, "b": BUTTER, "t": TOMATO, "s": SAGE, "w": CREAM, "o": "A9774A"}
LEFT, TOP, WIDTH, BOTTOM = Inches(0.8), Inches(1.65), Inches(11.75), Inches(6.65)
# Left, top, width, height: of title, body, date, footer and slide number, then of the cover's two lines.
PLACES = [(0.8, 0.45, 11.75, 1), (0.8, 1.65, 11.75, 5), (8, 6.95, 2, 0.3), (3.2, 6.95, 7, 0.3)]
PLACES += [(11.55, 6.95, 1, 0.3), (0.8, 2.2, 11.75, 1.5), (0.8, 3.85, 11.75, 1.2)]
TABLE_STYLES = ("Normal Table", "Medium Shading 1 Accent 3")
Spec = dict[str, Any]
Block = tuple[str, list[Any]]  # what it is ("h1", "text", "table" ...), and its lines, items or rows


def build(folder: Path = HERE) -> list[Path]:
    """Write every asset under `folder`; return their paths."""
    written: list[Path] = []
    for source in sorted((HERE / "sources").glob("*.*")):
        text = source.read_text(encoding="utf-8")
        spec = yaml.safe_load(text if source.suffix == ".yaml" else text.split("---\n")[1])
        make = {".pptx": deck, ".docx": word_document, ".pdf": pdf}[Path(spec["file"]).suffix]
        blocks = [] if source.suffix == ".yaml" else markdown(text.split("---\n", 2)[2])
        written.append(folder / spec["file"])
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        written[-1].write_bytes(make(spec, blocks))
    return written


def markdown(text: str) -> list[Block]:
    """Return the blocks of the small Markdown the sources are written in."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        joined = " ".join(chunk.split())
        if mark := re.match("#+ ", chunk):
            blocks.append((f"h{mark.end() - 1}", [joined[mark.end() :]]))
        elif chunk.startswith("|"):
            rows = [line.strip("|").split("|") for line in chunk.splitlines() if "--" not in line]
            blocks.append(("table", [[cell.strip() for cell in row] for row in rows]))
        elif mark := re.match("> |<small>", chunk):
            plain = " ".join(re.sub("(?m)^>|</?small>", "", chunk).split())
            blocks.append(("quote" if mark[0] == "> " else "small", [plain]))
        elif mark := re.match(r"- |1\. ", chunk):
            items = [" ".join(item.split()) for item in re.split(r"(?:^|\n)(?:- |\d+\. )", chunk)[1:]]
            blocks.append(("bullets" if mark[0] == "- " else "numbers", items))
        else:
            blocks.append(("text", [joined]))
    return blocks


def write_runs(paragraph: Any, text: str) -> None:
    """Add `text` to a paragraph of a slide or a document, **so** in bold."""
    for number, part in enumerate(text.split("**")):
        run = paragraph.add_run()
        run.text, run.font.bold = part, True if number % 2 else None


def saved(office: Any, spec: Spec) -> bytes:
    """Return a deck or document as a file with its properties filled in, all dates fixed."""
    facts, out = office.core_properties, io.BytesIO()
    facts.title, facts.subject, facts.comments, facts.language = spec["title"], spec["footer"], "", "en-US"
    facts.author = facts.last_modified_by = spec["author"]
    facts.created = facts.modified = datetime.combine(spec["date"], time(9))
    office.save(out)
    return repack(out, spec["date"])


def repack(file: io.BytesIO, when: date) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xlsx"):  # the sheet behind a chart
                content = repack(io.BytesIO(content), when)
            elif name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", f"{when}T09:00:00Z".encode(), content)
            member = zipfile.ZipInfo(name, (when.year, when.month, when.day, 9, 0, 0))
            member.create_system, member.external_attr = 3, 0o644 << 16
            new.writestr(member, content)
    return out.getvalue()


def deck(spec: Spec, _: list[Block]) -> bytes:
    """Return the .pptx of a deck."""
    show: Any = pptx.Presentation()
    show.slide_width, show.slide_height = Inches(13.333), Inches(7.5)
    master, cover = show.slide_master, show.slide_layouts[0]
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    for name, color in {"dk1": INK, "accent1": GREEN, "accent2": BUTTER, "accent3": TOMATO}.items():
        new = f'<a:{name}><a:srgbClr val="{color}"/></a:{name}>'.encode()
        theme._blob = re.sub(f"<a:{name}>.*?</a:{name}>".encode(), new, theme._blob, flags=re.DOTALL)
    fill_with(master.background, CREAM)
    fill_with(cover.background, GREEN)
    for style, size in (("p:titleStyle", "3600"), ("p:bodyStyle", "2400")):
        level = master.element.find(f"{qn('p:txStyles')}/{qn(style)}/{qn('a:lvl1pPr')}")
        level.set("algn", "l")
        level.find(qn("a:defRPr")).set("sz", size)
    for holder, place in zip([*master.placeholders, *list(cover.placeholders)[:2]], PLACES, strict=True):
        holder.left, holder.top, holder.width, holder.height = map(Inches, place)
    for slide_spec in spec["slides"]:
        add_slide(show, slide_spec, spec["footer"])
    return saved(show, spec)


def fill_with(shape: Any, color: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(color)


def add_slide(show: Any, spec: Spec, footer: str) -> None:
    """Add a slide. Tables and groups stand above the bullets, charts and pictures to their right."""
    layout = 0 if "subtitle" in spec else 1 if "bullets" in spec else 5
    slide = show.slides.add_slide(show.slide_layouts[layout])
    slide.shapes.title.text = spec["title"]
    if "subtitle" in spec:
        slide.placeholders[1].text = spec["subtitle"]
        for holder, color in zip(slide.placeholders, (CREAM, BUTTER), strict=True):
            holder.text_frame.paragraphs[0].font.color.rgb = RGBColor.from_string(color)
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(0.22), show.slide_height)
    fill_with(band, BUTTER)
    top, width = TOP, WIDTH
    for part, draw in (("table", table), ("group", group), ("chart", chart), ("picture", picture)):
        if part in spec:
            shape = draw(slide.shapes, spec[part], top)
            shape.name = spec[part]["name"]
            if part in ("table", "group"):
                top = shape.top + shape.height + Inches(0.3)
            else:
                width = shape.left - LEFT - Inches(0.3)
    if "bullets" in spec:
        body = slide.placeholders[1]
        body.left, body.top, body.width, body.height = LEFT, top, width, BOTTOM - top
        for number, text in enumerate(spec["bullets"]):
            paragraph = body.text_frame.add_paragraph() if number else body.text_frame.paragraphs[0]
            write_runs(paragraph, text)
            paragraph.space_after = Pt(10)
    for holder in list(slide.slide_layout.placeholders)[-2:]:  # footer and slide number
        slide.shapes._spTree.append(copy.deepcopy(holder.element))
    slide.placeholders[11].text_frame.text = footer
    if "notes" in spec:
        slide.notes_slide.notes_text_frame.text = spec["notes"].strip()
    slide.element.set("show", "0" if spec.get("hidden") else "1")


def table(shapes: Any, spec: Spec, top: int) -> Any:
    rows = spec["rows"]
    frame = shapes.add_table(len(rows), len(rows[0]), LEFT, top, WIDTH, Inches(0.5) * len(rows))
    lengths = [max(12, *map(len, column)) for column in zip(*rows, strict=True)]
    for column, length in zip(frame.table.columns, lengths, strict=True):
        column.width = Emu(WIDTH * length // sum(lengths))
    for cell, text in zip(frame.table.iter_cells(), chain(*rows), strict=True):
        cell.text = text
        cell.text_frame.paragraphs[0].font.size = Pt(16)
    return frame


def group(shapes: Any, spec: Spec, top: int) -> Any:
    row, step = shapes.add_group_shape(), Emu(WIDTH // len(spec["boxes"]))
    for number, text in enumerate(spec["boxes"]):
        place = (LEFT + number * step, top, step - Inches(0.12), Inches(1.2))
        row.shapes.add_shape(MSO_SHAPE.PENTAGON, *place).text_frame.text = text
    return row


def chart(shapes: Any, spec: Spec, top: int) -> Any:
    data = CategoryChartData()
    data.categories = spec["categories"]
    for name, values in spec["series"].items():
        data.add_series(name, values)
    half = Emu(WIDTH // 2)
    frame = shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, LEFT + half, top, half, BOTTOM - top, data)
    drawn, plot = frame.chart, frame.chart.plots[0]
    drawn.font.size, plot.gap_width, plot.has_data_labels = Pt(13), 60, True
    drawn.chart_title.text_frame.text = spec["title"]
    drawn.value_axis.axis_title.text_frame.text = spec["axis"]
    drawn.has_legend, drawn.value_axis.has_major_gridlines = True, False
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    return frame


def picture(shapes: Any, spec: Spec, top: int) -> Any:
    rows, out = spec["drawing"].split(), io.BytesIO()
    image = Image.frombytes("P", (len(rows[0]), len(rows)), bytes(map(list(PIXELS).index, "".join(rows))))
    image.putpalette(bytes.fromhex("".join(PIXELS.values())))
    large = image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)
    large.save(out, "PNG", compress_level=0)
    shape = shapes.add_picture(out, Emu(LEFT + WIDTH // 2), top, width=Emu(WIDTH // 2))
    shape._element.nvPicPr.cNvPr.set("descr", spec["alt"])
    return shape


def word_document(spec: Spec, blocks: list[Block]) -> bytes:
    """Return the .docx of a document."""
    paper: Any = docx.Document()
    styles = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "text": "Normal", "quote": "Quote"}
    styles |= {"bullets": "List Bullet", "numbers": "List Number", "small": "Caption"}
    for kind in ("h1", "h2", "h3", "small"):
        paper.styles[styles[kind]].font.color.rgb = WordColor.from_string(GREEN)
    for style in [style for style in paper.styles if style.type == 3 and style.name not in TABLE_STYLES]:
        style.delete()  # a hundred designs of tables
    for key in [key for key, rel in paper.part.rels.items() if rel.reltype.endswith("/stylesWithEffects")]:
        del paper.part.rels[key]
    paper.sections[0].header.paragraphs[0].text = spec["header"]
    paper.sections[0].footer.paragraphs[0].text = spec["footer"]
    for kind, lines in blocks:
        if kind == "table":
            grid = paper.add_table(len(lines), len(lines[0]), style=TABLE_STYLES[1])
            for cell, text in zip(grid._cells, chain(*lines), strict=True):
                write_runs(cell.paragraphs[0], text)
        for text in [""] if kind == "table" else lines:
            write_runs(paper.add_paragraph(style=styles.get(kind)), text)
    return saved(paper, spec)


def pdf(spec: Spec, blocks: list[Block]) -> bytes:
    """Return the .pdf of a document."""
    base = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=7)
    styles = {"small": ParagraphStyle("small", base, fontSize=8, leading=10.5)}
    for name, size in (("h1", 24), ("h2", 15), ("h3", 12)):
        bold = {"fontName": "Helvetica-Bold", "textColor": f"#{GREEN}", "keepWithNext": 1}
        styles[name] = ParagraphStyle(name, base, fontSize=size, leading=1.2 * size, spaceBefore=6, **bold)
    story: list[Any] = []
    for kind, lines in blocks:
        if kind == "table":
            story.append(pdf_table(lines))
            continue
        texts = [re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(line)) for line in lines]
        flow = [Paragraph(text, styles.get(kind, base)) for text in texts]
        story += [ListFlowable(flow, bulletType="bullet", start="•")] if kind == "bullets" else flow

    def furniture(canvas: Any, _: SimpleDocTemplate) -> None:
        canvas._doc._ID = b"[" + 2 * (b"<%b>" % spec["file"].encode().hex().encode()) + b"]\n"
        canvas._doc._timeStamp.YMDhms = (*spec["date"].timetuple()[:3], 9, 0, 0)
        for color, bottom, height in ((GREEN, 758, 34), (BUTTER, 754, 4)):
            canvas.setFillColor(HexColor(f"#{color}"))
            canvas.rect(0, bottom, LETTER[0], height, stroke=0, fill=1)
        canvas.setFont("Helvetica", 8.5)
        for color, baseline, text in ((CREAM, 770, spec["header"]), (INK, 32, spec["footer"])):
            canvas.setFillColor(HexColor(f"#{color}"))
            canvas.drawString(78, baseline, text)
        canvas.drawRightString(534, 32, f"Page {canvas.getPageNumber()}")

    out = io.BytesIO()
    paper = SimpleDocTemplate(out, pagesize=LETTER, invariant=1, pageCompression=0, lang="en-US")
    paper.title, paper.author, paper.subject = spec["title"], spec["author"], spec["footer"]
    paper.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


def pdf_table(rows: list[list[str]]) -> Table:
    columns = zip(*rows, strict=True)
    widths = [max(stringWidth(text, "Helvetica", 9.5) for text in column) + 14 for column in columns]
    spare = (LETTER[0] - 156 - sum(widths)) / len(widths)
    if spare < 0:
        raise ValueError(f"table too wide for the page, shorten its cells: {rows[0]}")
    style: list[Any] = [("FONT", (0, 0), (-1, -1), "Helvetica", 9.5)]
    style += [("BACKGROUND", (0, 0), (-1, 0), f"#{GREEN}"), ("TEXTCOLOR", (0, 0), (-1, 0), f"#{CREAM}")]
    style += [("LINEBELOW", (0, 1), (-1, -1), 0.5, f"#{SAGE}"), ("NOSPLIT", (0, 0), (-1, -1))]
    return Table(rows, [width + spare for width in widths], style=style, spaceAfter=12)


if __name__ == "__main__":
    print(*build(*map(Path, sys.argv[1:2])), sep="\n")
