"""One small sound file of every kind that is read, as the usual libraries write it: what the fuzz test spoils."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache

import docx
import pptx
import xlsxwriter
from hostile import packed
from outlook import attachment, compound, message
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from reportlab.pdfgen.canvas import Canvas

from msgcheck.config import Config, Export

CONFIG = Config(
    exports=(Export(files="*.json", items="posts[]", title="title", body=("html",), url="url", date="date"),)
)
NAMES = {"email": "a.eml", "markdown": "a.md", "text": "a.txt", "subtitles": "a.vtt"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Prices</title>
<meta name="description" content="Plans from $9"><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "How long?",
"acceptedAnswer": {"@type": "Answer", "text": "30 days"}}]}</script></head><body><nav><a href="/">Home</a></nav>
<main><h1>Prices</h1><p>Hi {{ name | default: "you" }}, try it for <b>30&nbsp;days</b>&hellip;</p>
<table><tr><th>Plan<th colspan="2">Price<tr><td>Team<td>$12<td>$9</table><img alt="A chart"><ul><li>No card
<li>{% if pro %}5 GB{% else %}1 GB{% endif %}</ul><details><summary>May I cancel?</summary>Yes.</details></main></body></html>
"""
NOTES = """---
title: "Free trial"
date: 2026-01-02
tags: [a, b]
---
# The *trial*

It takes [30 days](/x "y"), `code` and ~~14~~.[^1]

| Plan | Price |
|------|------:|
| Team | $12   |

- [ ] one
  1. two <b>bold</b> {{ field }}

> quoted &amp; said

```js
let a = 1;
```

[^1]: For new customers.
"""
PLAIN = "PRICES\n\nHi {{ name }}, it costs $9* a month.\n\n- one\n- two {% if x %}a{% else %}b{% endif %}\n\n* Until May\n"
SHEET = 'Headline,Price,Region,Date\nTry it,$9,EU,2026-01-02\n"Two lines,\nin one",12,US,\n'
TALK = """WEBVTT - Demo

1
00:00:01.000 --> 00:00:04.000 align:start
<v Ann>The trial takes <c.x>30 days</c> &amp; more.

00:00:05.000 --> 00:00:07.000
- [Music] Is it free?
- It is.
"""


@cache
def seeds() -> dict[str, bytes]:
    """Return kind -> a file of it, for every kind of reader, zip and mbox."""
    post = {"title": "Trial", "html": "<p>It takes 30 days.</p>", "url": "/x", "date": "2026-01-02"}
    return {
        "csv": SHEET.encode(),
        "docx": _document(),
        "email": _mail(),
        "html": PAGE.encode(),
        "json": json.dumps({"posts": [post, {"html": "More words.", "n": 1.5e3}]}).encode(),
        "markdown": NOTES.encode(),
        "mbox": b"".join(b"From a@b.c Mon Jan  5 10:00:00 2026\n" + _mail() + b"\n\n" for _ in range(2)),
        "msg": _outlook_mail(),
        "pdf": _sheet(),
        "pptx": _deck(),
        "subtitles": TALK.encode(),
        "text": PLAIN.encode(),
        "xlsx": _workbook(),
        "zip": packed(
            {"a.html": PAGE.encode(), "b.zip": packed({"c.md": NOTES.encode()}), "d.csv": SHEET.encode()}
        ),
    }


def name_of(kind: str) -> str:
    return NAMES.get(kind, f"a.{kind}")


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Acme <a@acme.example>", "you@example.org", "Grüße: 30 days"
    mail["Date"], mail["Message-ID"] = "Mon, 05 Jan 2026 10:00:00 +0000", "<1@acme.example>"
    mail.set_content(PLAIN, cte="quoted-printable")
    mail.add_alternative(PAGE, subtype="html", cte="base64")
    mail.add_attachment(SHEET.encode(), maintype="text", subtype="csv", filename="prices.csv")
    forwarded = EmailMessage()
    forwarded["Subject"] = "Inside"
    forwarded.set_content("Refunds take 60 days.")
    mail.add_attachment(forwarded)
    return mail.as_bytes()


def _outlook_mail() -> bytes:
    inner = message(subject="Inside", text="Refunds take 60 days.", header_bytes=24)
    held = [attachment("a.csv", SHEET.encode(), kind="text/csv"), attachment("b.msg", inner)]
    sent = datetime(2026, 1, 5, 10, tzinfo=UTC)
    return compound(message(subject="Trial", text=PLAIN, html=PAGE.encode(), sent=sent, attached=held))


def _document() -> bytes:
    document = docx.Document()
    document.add_heading("Prices", 1)
    document.add_paragraph("The trial takes 30 days.", style="List Bullet")
    table = document.add_table(3, 2)
    for row, texts in zip(table.rows, (("Plan", "Price"), ("Team", "$12"), ("Pro", "$20")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.sections[0].header.paragraphs[0].text = "Acme prices"
    document.add_paragraph("See {{ link }}.").add_run(" Hidden words.").font.hidden = True
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _deck() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Why Acme"
    table = slide.shapes.add_table(2, 2, 0, 0, 999, 999).table
    for cell, text in zip(table.iter_cells(), ("Plan", "Price", "Team", "$12"), strict=True):
        cell.text = text
    data = CategoryChartData(number_format="0%")
    data.categories = ["Q1", "Q2"]
    data.add_series("Waste", (0.24, 0.12))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 999, 999, data)
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 999, 999).text_frame.text = "24 %"
    group.shapes.add_textbox(0, 1000, 999, 999).text_frame.text = "less waste"
    slide.notes_slide.notes_text_frame.text = "Say that it is free."
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _workbook() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Prices")
    bold, money, day = (
        book.add_format(f) for f in ({"bold": True}, {"num_format": "$#,##0"}, {"num_format": "d mmm yyyy"})
    )
    sheet.merge_range("A1:C1", "Prices of 2026", bold)
    sheet.write_row("A3", ["Plan", "Price", "Since"], bold)
    for at, name in enumerate(("Team", "Pro"), start=3):
        sheet.write_row(at, 0, [name])
        sheet.write_number(at, 1, 12 * at, money)
        sheet.write_datetime(at, 2, datetime(2026, 1, at), day)
    sheet.write_comment("B4", "From May on")
    sheet.write_formula("D4", "=B4*2", money, 72)
    sheet.set_column("E:F", None, None, {"hidden": True})
    sheet.insert_textbox("H2", "No contract")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Prices!$B$4:$B$5", "name": "Price"})
    sheet.insert_chart("H9", chart)
    book.close()
    return stream.getvalue()


def _sheet() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pageCompression=0, invariant=1)  # words that can be spoiled
    for number in (1, 2):
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(f"Page {number}", f"p{number}")
        for at, text in enumerate(["Prices", "The trial takes 30 days, and no", "card is needed.", "24 %"]):
            canvas.setFont("Helvetica-Bold" if at == 0 else "Times-Roman", 20 if at == 0 else 10)
            canvas.drawString(72, 700 - 14 * at, text)
        canvas.drawString(72, 500, "Team")
        canvas.drawString(300, 500, "$12")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
