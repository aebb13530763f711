"""Inputs that were made to hurt, and a process that reads each of them within limits.

`python nasty.py [NAME...]` prints one line of JSON for each input: what it cost, what came out, how it ended.
"""

from __future__ import annotations

import io
import json
import os
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable

from hostile import packed, replaced, unpacked
from seeds import CONFIG, seeds

from msgcheck.claims.extract import claims_of
from msgcheck.intake import read
from msgcheck.model import Resource

CPU_S = 30  # of one input, when the system ends it
MEMORY_BYTES = 3_000_000_000
Make = Callable[[], bytes]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORDS = "Our plan costs $9 a month, and the trial takes 30 days. "
BOMB = (
    "<!DOCTYPE z [<!ENTITY a 'Ten words of copy stand here, and they cost $9.'>"
    + "".join(f"<!ENTITY {after} '{f'&{name};' * 10}'>" for name, after in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)  # fmt: skip
LEAK = "<!DOCTYPE z [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>"


def part(kind: str, name: str, data: bytes) -> bytes:
    """Return the sound file of a kind with one part that is not."""
    return packed({**unpacked(seeds()[kind]), name: data})


def entity(kind: str, name: str, declaration: str, *, late: bool) -> bytes:
    """Return an Office file whose part declares entities and uses one; late: where a quick look does not see it."""
    data = unpacked(seeds()[kind])[name].decode()
    head, _, rest = data.partition("?>")
    comment = f"<!--{' ' * 9000}-->" if late else ""
    at = rest.index("</", rest.index("30 days") if "30 days" in rest else 0)
    return part(kind, name, f"{head}?>{comment}{declaration}{rest[:at]}&j;{rest[at:]}".encode())


def document(body: str) -> bytes:
    return part("docx", "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())


def sheet(rows: str, before: str = "", after: str = "", strings: str = "") -> bytes:
    """Return a workbook with these rows; `strings` are its shared ones."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = unpacked(seeds()["xlsx"])
    parts["xl/worksheets/sheet1.xml"] = f"<worksheet {ns}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>".encode()
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {ns}>{strings}</sst>".encode()
    return packed(parts)


def cell(name: str, text: str = WORDS) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def pdf(*, content: bytes = b"BT /F1 9 Tf (Hi) Tj ET", kids: str = "3 0 R", extra: str = "", pages: str = "") -> bytes:
    """Return a PDF of one page; kids: of its page tree, extra: entries of its stream, pages: more objects."""
    return (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        + f"2 0 obj <</Type /Pages /Count 1 /Kids [{kids}]>> endobj\n".encode()
        + b"3 0 obj <</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>> endobj\n"
        + f"4 0 obj <<{extra or f'/Length {len(content)}'}>> stream\n".encode()
        + content
        + b"\nendstream endobj\n5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n"
        + pages.encode()
        + b"trailer <</Root 1 0 R /Size 6>>\n%%EOF\n"
    )


def deflated(data: bytes) -> bytes:
    return pdf(content=zlib.compress(data, 1), extra=f"/Length {len(zlib.compress(data, 1))} /Filter /FlateDecode")


def zip_bomb(claimed_bytes: int) -> bytes:
    """Return a zip of 10 MB whose only member unpacks to 10 GB, whatever its directory says."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeeze.compress(b"a" * 100_000_000) + squeeze.flush(zlib.Z_FULL_FLUSH)
    data = block * 100 + squeeze.flush()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bomb.txt", data)
    file = bytearray(stream.getvalue())
    at = file.rindex(b"PK\x01\x02")
    for method, size in ((8, 22), (at + 10, at + 24)):
        struct.pack_into("<H", file, method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", file, size, claimed_bytes)
    return bytes(file)


def overlapping(members: int) -> bytes:
    """Return a zip whose members all stand on the same bytes, 49 MB unpacked."""
    data = bytearray(packed({"a.txt": (WORDS * 4).encode() * 220_000}))
    at, end = data.rindex(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    entry = bytes(data[at:end])
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, members, members, len(entry) * members)
    return bytes(data[:at]) + entry * members + bytes(tail)


def mail(*lines: str) -> bytes:
    return "\n".join(["From: a@b.c", "Subject: Hi", "MIME-Version: 1.0", *lines]).encode()


def many_parts(count: int, *kinds: str) -> bytes:
    parts = [f"--x\nContent-Type: {kinds[n % len(kinds)]}\n\n<p>Offer {n} takes {n} days.\n" for n in range(count)]
    return mail("Content-Type: multipart/mixed; boundary=x", "", *parts, "--x--")


def levels(count: int, within: str = "") -> bytes:
    """Return a mail with multiparts in multiparts, and words in the innermost."""
    heads = [f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}" for n in range(count)]
    return mail(*heads, "Content-Type: text/plain", "", "Words at the bottom.", within)


def forwarded(count: int) -> bytes:
    return mail(*["Content-Type: message/rfc822\n\nSubject: Fwd\nFrom: a@b.c"] * count, "", "Words at the bottom.")


def talk(words: str) -> bytes:
    return f"WEBVTT\n\n00:01.000 --> 00:04.000\n{words}\n".encode()


def page(body: str) -> bytes:
    return f"<!doctype html><html lang=en><body><main>{body}</main></body></html>".encode()


def text(sample: str, length: int = 1_000_000) -> Make:
    return lambda: (sample * (length // len(sample))).encode()


TRAPS = {
    "letters": "a", "words": WORDS, "capitals": "A", "blanks": " ", "dashes": "-", "long dashes": "—", "quotes": '"',
    "curly quotes": "“", "digits": "1", "digits and blanks": "1 ", "thousands": "1,", "versions": "1.", "lists": "a,a,",
    "dollars": "$", "prices": "$9", "ranges": "9-", "percent": "9%", "slashes": "/", "at": "a@", "dots": ".",
    "names": "a.b", "under": "_", "colons": "a:", "links": "http://", "brackets": "[", "round": "(", "curly": "{{",
    "tags": "{%", "if": "{% if x %}", "merge": "*|IF:X|*", "percents": "%%", "angles": "<", "comments": "<!-- -->",
    "open comments": "<!--", "and": "&", "stars": "*", "star letters": "*a ", "not": "not ", "up to": "up to 9 ",
    "per": "9 per ", "ends": "a. ", "marks": "!?", "plans": "Pro Plan ", "openers": "“a ", "accents": "é", "emoji": "🙂",
    "combining": "e\u0301", "wide": "\u3000", "no-break": "\xa0", "hidden": "\u200b", "lines": "a\n", "empty lines": "\n",
    "line ends": "\r\n", "returns": "\r", "bullets": "- a\n", "on": "on 1\n", "froms": "from: a\n", "tabs": "\t",
    "and/or": "a/", "times": "9:00 ", "dates": "1 May ", "and so": "a and ", "underlines": "a\n-\n", "feet": "1' 2\" ",
}  # fmt: skip


INPUTS: dict[str, tuple[str, Make]] = {
    **{f"text of {name}": ("a.txt", text(sample)) for name, sample in TRAPS.items()},
    **{f"csv of {name}": ("a.csv", text(sample)) for name, sample in TRAPS.items()},
    **{f"subtitles of {name}": ("a.vtt", lambda s=sample: talk(text(s)().decode())) for name, sample in TRAPS.items()},
    **{f"markdown of {name}": ("a.md", text(sample)) for name, sample in TRAPS.items()},
    **{f"html of {name}": ("a.html", lambda s=sample: page(f"<p>{text(s)().decode()}</p>")) for name, sample in TRAPS.items()},
    **{f"mail of {name}": ("a.eml", lambda s=sample: mail("", text(s)().decode())) for name, sample in TRAPS.items()},
    "markdown brackets": ("a.md", text("[", 300_000)),
    "markdown pictures": ("a.md", text("![[", 300_000)),
    "markdown links": ("a.md", text("[a](", 300_000)),
    "markdown emphasis": ("a.md", text("*a_ ", 300_000)),
    "markdown code": ("a.md", lambda: "".join("`" * n + " " for n in range(1, 900)).encode()),
    "markdown quotes": ("a.md", text(">", 100_000)),
    "markdown lists": ("a.md", lambda: "".join("  " * n + "- a\n" for n in range(700)).encode()),
    "markdown table": ("a.md", lambda: b"|a" * 50_000 + b"\n" + b"|-" * 50_000 + b"\n" + b"|b" * 50_000),
    "markdown footnotes": ("a.md", lambda: b"".join(b"[^%d] [^%d]: x\n\n[^%d]: n\n\n" % (n, n, n) for n in range(9000))),
    "markdown references": ("a.md", lambda: b"".join(b"[a%d]: b\n" % n for n in range(60_000)) + b"[a][a1]" * 9000),
    "yaml bomb": ("a.md", lambda: ("---\na: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"{y}: &{y} [{','.join([f'*{x}'] * 10)}]\n" for x, y in zip("abcdefgh", "bcdefghi")) + "title: *i\n---\nWords.\n").encode()),
    "yaml depth": ("a.md", lambda: b"---\ntitle: " + b"[" * 50_000 + b"\n---\nWords.\n"),
    "html divs": ("a.html", text("<div>")),
    "html entities": ("a.html", lambda: (BOMB + "<html><body><p>Words. &j;</body></html>").encode()),
    "html leak": ("a.html", lambda: (LEAK + "<html><body><p>Words. &j;</body></html>").encode()),
    "html spans": ("a.html", lambda: page("<table>" + "<tr><td colspan=1000 rowspan=65534>a<td>b" * 2000)),
    "html json depth": ("a.html", lambda: page("<p>Words.</p><script type='application/ld+json'>" + '{"a":[' * 100_000 + "</script>")),
    "html json digits": ("a.html", lambda: page("<p>Words.</p><script type='application/ld+json'>{\"@type\": " + "9" * 100_000 + "}</script>")),
    "html attributes": ("a.html", lambda: page("<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">Words.</p>")),
    "html question": ("a.html", lambda: page(f"<details><summary>{'Is it? ' * 70_000}?</summary>{''.join(f'<p>{WORDS}</p>' for _ in range(5000))}</details>")),
    "html cards": ("a.html", lambda: page("".join(f"<div class=card><h3>Plan {n}</h3><p>${n} a month</p></div>" for n in range(9000)))),
    "text question": ("a.txt", lambda: ("Is it " * 80_000 + "?\n\n" + WORDS * 8000).encode()),
    "text footnotes": ("a.txt", lambda: ("$9* a month\n\n" * 9000 + "* Footnote.\n\n" * 9000).encode()),
    "csv columns": ("a.csv", lambda: (",".join(f"Column {n}" for n in range(100_000)) + "\n" + ",".join(f"Words {n} stand" for n in range(100_000))).encode()),
    "csv plans": ("a.csv", lambda: (",".join(f"Plan {n}" for n in range(100_000)) + "\n" + ",".join(f"Words {n} stand" for n in range(100_000))).encode()),
    "csv cell": ("a.csv", lambda: ("Headline,Text\nTry,\"" + WORDS * 890_000 + '"').encode()),
    "csv open quote": ("a.csv", lambda: ("Headline,Text\nTry,\"" + "a,b\n" * 250_000).encode()),
    "csv rows": ("a.csv", lambda: b"Headline,Text\n" + b"Try it,It takes 30 days\n" * 100_000),
    "text of 49 MB": ("a.txt", lambda: (WORDS * 20 + "\n\n").encode() * 43_000),
    "text line of 49 MB": ("a.txt", lambda: WORDS.encode() * 870_000),
    "html of 49 MB": ("a.html", lambda: page(f"<p>{WORDS * 20}</p>" * 43_000)),
    "json depth": ("a.json", lambda: b'{"posts": ' + b"[" * 100_000),
    "jsonl depth": ("a.jsonl", lambda: b'{"posts": ' + b"[" * 100_000),
    "json keys": ("b/data.js0n", lambda: json.dumps({f"key {n}": {"text": WORDS} for n in range(100_000)}).encode()),
    "json items": ("a.json", lambda: json.dumps({"posts": [{"html": WORDS, "url": "/x"}] * 20_000}).encode()),
    "json body": ("a.json", lambda: json.dumps({"posts": [{"html": "<div>" * 200_000 + "[" * 500_000}]}).encode()),
    "subtitle cues": ("a.srt", lambda: b"1\n00:00:01,000 --> 00:00:02,000\nA. B\n\n" * 30_000),
    "xlsx dimension": ("a.xlsx", lambda: sheet(f'<row r="1">{cell("A1")}</row>', '<dimension ref="A1:XFD1048576"/>')),
    "xlsx corner": ("a.xlsx", lambda: sheet(f'<row r="1048576">{cell("XFD1048576")}</row>')),
    "xlsx far row": ("a.xlsx", lambda: sheet(f'<row r="1">{cell("A1")}</row><row r="999999999999">{cell("A999999999999")}</row>')),
    "xlsx far column": ("a.xlsx", lambda: sheet(f'<row r="1">{cell("ZZZ1")}</row>')),
    "xlsx wide": ("a.xlsx", lambda: sheet("".join(f'<row r="{n}">{cell(f"A{n}")}{cell(f"XFD{n}")}</row>' for n in range(1, 3000)))),
    "xlsx stripes": ("a.xlsx", lambda: sheet("".join(f'<row r="{n}">{"".join(cell(f"{letters(2 * c)}{n}", f"Name {c}" if n == 1 else "It is so.") for c in range(4000))}</row>' for n in range(1, 30)))),
    "xlsx strings": ("a.xlsx", lambda: sheet("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_000)), strings=f"<si><t>{WORDS * 20_000}</t></si>")),
    "xlsx merged": ("a.xlsx", lambda: sheet("".join(f'<row r="{n}">{cell(f"A{n}")}</row>' for n in range(1, 500)), after="<mergeCells>" + '<mergeCell ref="A1:ZZ500"/>' * 5000 + "</mergeCells>")),
    "xlsx open rows": ("a.xlsx", lambda: sheet('<row r="1">' + "<row " * 200_000)),
    "xlsx open merges": ("a.xlsx", lambda: sheet("", after="<mergeCell " * 100_000)),
    "xlsx open formulas": ("a.xlsx", lambda: sheet("<f " * 300_000)),
    "xlsx blank formulas": ("a.xlsx", lambda: sheet(f'<row r="1"><c r="A1"><f/>{" " * 500_000}</row>')),
    "xlsx cells": ("a.xlsx", lambda: sheet("".join('<row r="%d">%s</row>' % (n, "<c/>" * 10_000) for n in range(1, 2000)))),
    "xlsx bomb": ("a.xlsx", lambda: entity("xlsx", "xl/sharedStrings.xml", BOMB, late=False)),
    "xlsx late bomb": ("a.xlsx", lambda: entity("xlsx", "xl/sharedStrings.xml", BOMB, late=True)),
    "xlsx leak": ("a.xlsx", lambda: entity("xlsx", "xl/sharedStrings.xml", LEAK, late=True)),
    "docx late bomb": ("a.docx", lambda: entity("docx", "word/document.xml", BOMB, late=True)),
    "docx leak": ("a.docx", lambda: entity("docx", "word/document.xml", LEAK, late=True)),
    "pptx late bomb": ("a.pptx", lambda: entity("pptx", "ppt/slides/slide1.xml", BOMB, late=True)),
    "pptx leak": ("a.pptx", lambda: entity("pptx", "ppt/slides/slide1.xml", LEAK, late=True)),
    "docx depth": ("a.docx", lambda: document("<w:sdt><w:sdtContent>" * 50_000)),
    "docx depth 100": ("a.docx", lambda: document("<w:sdt><w:sdtContent>" * 120 + "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>" + "</w:sdtContent></w:sdt>" * 120)),
    "docx tables": ("a.docx", lambda: document("<w:tbl><w:tr><w:tc><w:p/>" * 60 + "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 60)),
    "docx tables of two": ("a.docx", lambda: document("<w:tbl><w:tr/><w:tr><w:tc><w:p/>" * 60 + "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 60)),
    "docx paragraphs": ("a.docx", lambda: document("<w:p/>" * 16_000_000)),
    "docx grid": ("a.docx", lambda: document("<w:tbl>" + ("<w:tr>" + "<w:tc><w:tcPr><w:gridSpan w:val='63'/></w:tcPr><w:p><w:r><w:t>Words.</w:t></w:r></w:p></w:tc>" * 300 + "</w:tr>") * 100 + "</w:tbl>")),
    "docx run": ("a.docx", lambda: document(f"<w:p><w:r><w:t>{WORDS * 150_000}</w:t></w:r></w:p>")),
    "docx notes": ("a.docx", footnotes := lambda: footnoted(10_000, 3_000)),
    "pptx shapes": ("a.pptx", lambda: boxes(4000)),
    "pdf loop": ("a.pdf", lambda: pdf(kids="2 0 R 3 0 R")),
    "pdf depth": ("a.pdf", lambda: pdf(kids="10 0 R", pages="".join(f"{n} 0 obj <</Type /Pages /Count 1 /Parent 2 0 R /Kids [{n + 1} 0 R]>> endobj\n" for n in range(10, 9000)))),
    "pdf long stream": ("a.pdf", lambda: pdf(extra="/Length 1000000000")),
    "pdf bomb": ("a.pdf", lambda: deflated(b" " * 900_000_000)),
    "pdf drawing": ("a.pdf", lambda: deflated(b"0 0 m 1 1 l S\n" * 2_000_000)),
    "pdf text": ("a.pdf", lambda: deflated(b"BT /F1 9 Tf (Words) Tj ET\n" * 500_000)),
    "pdf pages": ("a.pdf", lambda: pdf(kids="3 0 R " * 20_000, content=b"BT /F1 9 Tf (Words of a page) Tj ET\n" * 100)),
    "pdf arrays": ("a.pdf", lambda: pdf(content=b"[" * 200_000)),
    "pdf dictionaries": ("a.pdf", lambda: pdf(extra="/X " + "<< /A " * 100_000)),
    "pdf form loop": ("a.pdf", lambda: pdf(content=b"/X Do", extra="/Length 5 /Type /XObject /Subtype /Form /Resources <</XObject <</X 4 0 R>>>>")),
    "pdf trailers": ("a.pdf", lambda: pdf() + b"startxref\n9\n%%EOF\n" * 50_000),
    "pdf numbers": ("a.pdf", lambda: pdf(content=b"9" * 1_000_000)),
    "eml parts": ("a.eml", lambda: many_parts(10_000, "text/plain")),
    "eml pairs": ("a.eml", lambda: many_parts(10_000, "text/plain", "text/html")),
    "eml files": ("a.eml", lambda: many_parts(10_000, "text/plain; name=a.txt")),
    "eml levels": ("a.eml", lambda: levels(1000)),
    "eml 300 levels": ("a.eml", lambda: levels(300, "x\n" * 500_000)),
    "eml forwarded": ("a.eml", lambda: forwarded(1000)),
    "eml 200 forwarded": ("a.eml", lambda: forwarded(200)),
    "eml subject": ("a.eml", lambda: b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\nFrom: a\nTo: b\n\nWords."),
    "eml charset": ("a.eml", lambda: b"Subject: =?punycode?q?" + b"a-9" * 300_000 + b"?=\nFrom: a\nTo: b\n\nWords."),
    "eml addresses": ("a.eml", lambda: b"Subject: Hi\nTo: " + b"a@b.c, " * 50_000 + b"\nFrom: " + b"<" * 100_000 + b"\n\nWords."),
    "eml parameters": ("a.eml", lambda: b"Subject: Hi\nFrom: a\nTo: b\nContent-Type: text/plain" + b"".join(b"; a%d=b" % n for n in range(9000)) + b"\n\nWords."),
    "eml date": ("a.eml", lambda: b"Subject: Hi\nFrom: a\nDate: " + b"1 " * 200_000 + b"\nMessage-ID: " + b"<a" * 50_000 + b"\n\nWords."),
    "eml headers": ("a.eml", lambda: b"".join(b"X-%d: a\n" % n for n in range(100_000)) + b"Subject: Hi\nFrom: a\nTo: b\n\nWords."),
    "eml uu": ("a.eml", lambda: mail("Content-Transfer-Encoding: x-uuencode", "", "begin 644 a\n" + "M" * 500_000)),
    "eml quoted": ("a.eml", lambda: mail("Content-Transfer-Encoding: quoted-printable", "", "=" * 1_000_000)),
    "mbox froms": ("a.mbox", lambda: b"From a@b.c Mon Jan  5 10:00:00 2026\nSubject: x\nTo: y\n\nWords.\n\n" * 5_000),
    "zip bomb": ("a.zip", lambda: zip_bomb(0xFFFFFFF0)),
    "zip bomb that lies": ("a.zip", lambda: zip_bomb(1000)),
    "zip in zip in zip": ("a.zip", lambda: packed({"b.zip": packed({"c.zip": zip_bomb(1000)})})),
    "zip of one name": ("a.zip", lambda: one_name(9_999)),
    "zip overlapping": ("a.zip", lambda: overlapping(1000)),
    "zip members": ("a.zip", lambda: packed({f"{n}.txt": b"" for n in range(60_000)})),
    "msg cut": ("a.msg", lambda: seeds()["msg"][:3000]),
}


def letters(index: int) -> str:
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def footnoted(marks: int, words: int) -> bytes:
    raise NotImplementedError


def boxes(count: int) -> bytes:
    data = unpacked(seeds()["pptx"])["ppt/slides/slide1.xml"].decode()
    shape = (
        '<p:sp><p:nvSpPr><p:cNvPr id="{n}" name="b"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{n}" y="{n}"/>'
        '<a:ext cx="9" cy="9"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>{n} %</a:t></a:r></a:p></p:txBody></p:sp>'
        '<p:sp><p:nvSpPr><p:cNvPr id="{n}" name="b"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{n}" y="{n}"/>'
        '<a:ext cx="9" cy="9"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>Less waste</a:t></a:r></a:p></p:txBody></p:sp>'
    )
    shapes = "".join(shape.format(n=n) for n in range(10, 10 + count))
    return part("pptx", "ppt/slides/slide1.xml", data.replace("</p:spTree>", shapes + "</p:spTree>").encode())


def one_name(count: int) -> bytes:
    import warnings
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for n in range(count):
            archive.writestr("a.txt", b"Words %d of an archive." % n)
    return stream.getvalue()


def attempt(name: str) -> dict[str, object]:
    """Read one input, and its claims."""
    uri, make = INPUTS[name]
    given = Resource(uri, make())
    began = time.process_time()
    documents, skipped = read([given], CONFIG)
    read_s = time.process_time() - began
    claims = 0
    for document in documents:
        claims += len(claims_of(document)[0])
    return {
        "bytes": len(given.data),
        "read_s": round(read_s, 1),
        "claims_s": round(time.process_time() - began - read_s, 1),
        "documents": len(documents),
        "blocks": sum(len(document.blocks) for document in documents),
        "claims": claims,
        "leaked": any("root:" in document.text for document in documents),
        "reasons": sorted({place.reason for place in skipped})[:5],
        "notes": sorted({note for d in documents for note in d.notes})[:5],
    }


def main(names: list[str]) -> None:
    """Read each input in a child of this process, within its own limits."""
    seeds()
    for name in names or INPUTS:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
            import faulthandler; faulthandler.dump_traceback_later(9, exit=True)
            try:
                found = attempt(name)
            except BaseException as err:  # noqa: BLE001 - whatever it is, the test names it
                import traceback
                found = {"raised": repr(err)[:300], "where": traceback.format_exc()[-700:]}
            os.write(writing, json.dumps(found).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        _, status, used = os.wait4(child, 0)
        found = json.loads(told or "{}")
        cost = {"cpu_s": round(used.ru_utime + used.ru_stime, 1), "peak_mb": used.ru_maxrss // 1000}
        print(json.dumps({"name": name, **cost, "signal": os.WTERMSIG(status), **found}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
