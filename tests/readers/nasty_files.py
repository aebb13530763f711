"""Writes files that were made to hurt: bombs, loops, and structures in structures in structures."""

from __future__ import annotations

import io
import json
import re
import struct
import warnings
import zipfile
import zlib

from hostile import packed, unpacked
from seeds import seeds

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PARTS = {"docx": "word/document.xml", "pptx": "ppt/slides/slide1.xml", "xlsx": "xl/sharedStrings.xml"}
WORDS = "Our plan costs $9 a month, and the trial takes 30 days. "
PARAGRAPH = "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>"
BOMB = (
    "<!DOCTYPE z [<!ENTITY a 'Ten words of copy stand here, and they cost $9.'>"
    + "".join(f"<!ENTITY {after} '{f'&{name};' * 10}'>" for name, after in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)  # fmt: skip
LEAK = "<!DOCTYPE z [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>"


def part(kind: str, name: str, data: bytes) -> bytes:
    """Return the sound file of a kind with one part that is not."""
    return packed({**unpacked(seeds()[kind]), name: data})


def entity(kind: str, declaration: str, *, late: bool) -> bytes:
    """Return an Office file whose part declares entities and uses one; late: where a quick look does not see it."""
    name = PARTS[kind]
    data = unpacked(seeds()[kind])[name].decode()
    head, _, rest = data.partition("?>")
    comment = f"<!--{' ' * 9000}-->" if late else ""
    at = rest.index("</", rest.index("30 days") if "30 days" in rest else 0)
    return part(kind, name, f"{head}?>{comment}{declaration}{rest[:at]}&j;{rest[at:]}".encode())


def document(body: str) -> bytes:
    return part("docx", "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())


def sheet(rows: str, before: str = "", after: str = "", strings: str = "") -> bytes:
    """Return a workbook with these rows; `strings` are its shared ones."""
    parts = unpacked(seeds()["xlsx"])
    parts["xl/worksheets/sheet1.xml"] = (
        f"<worksheet {SPREADSHEET}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>".encode()
    )
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {SPREADSHEET}>{strings}</sst>".encode()
    return packed(parts)


def cell(name: str, text: str = WORDS) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def pdf(
    *, content: bytes = b"BT /F1 9 Tf (Hi) Tj ET", kids: str = "3 0 R", extra: str = "", pages: str = ""
) -> bytes:
    """Return a PDF of one page; kids: of its page tree, extra: entries of its stream, pages: more objects."""
    body = (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        + f"2 0 obj <</Type /Pages /Count 1 /Kids [{kids}]>> endobj\n".encode()
        + b"3 0 obj <</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>> endobj\n"
        + f"4 0 obj <<{extra or f'/Length {len(content)}'}>> stream\n".encode()
        + content
        + b"\nendstream endobj\n5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n"
        + pages.encode()
    )
    places = {int(found[1]): found.start() for found in re.finditer(rb"^(\d+) 0 obj", body, re.MULTILINE)}
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in sorted(places.items()))
    size = max(places) + 1
    return (
        body
        + b"xref\n0 1\n0000000000 65535 f \n"
        + table
        + b"trailer <</Root 1 0 R /Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def deflated(data: bytes) -> bytes:
    packed_data = zlib.compress(data, 1)
    return pdf(content=packed_data, extra=f"/Length {len(packed_data)} /Filter /FlateDecode")


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


def run(sample: str, length: int) -> bytes:
    """Return nothing but this sample, again and again."""
    return (sample * (length // len(sample))).encode()


def in_every_kind(sample: str, length: int) -> dict[str, bytes]:
    """Return a text of nothing but this sample as a file of each text kind, the plain one ten times as long."""
    data = run(sample, length)
    words = data.decode()
    return {
        "a.txt": data * 10, "a.md": data, "a.csv": data, "a.vtt": talk(words), "a.html": page(f"<p>{words}</p>"),
        "a.eml": mail("", words), "a.json": json.dumps({"posts": [{"html": words}]}).encode(),
    }  # fmt: skip


def many_parts(count: int, *kinds: str) -> bytes:
    parts = [
        f"--x\nContent-Type: {kinds[n % len(kinds)]}\n\n<p>Offer {n} takes {n} days.\n" for n in range(count)
    ]
    return mail("Content-Type: multipart/mixed; boundary=x", "", *parts, "--x--")


def levels(count: int, within: str = "") -> bytes:
    """Return a mail with multiparts in multiparts, and words in the innermost."""
    heads = [f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}" for n in range(count)]
    return mail(*heads, "Content-Type: text/plain", "", "Words at the bottom.", within)


def forwarded(count: int) -> bytes:
    return mail(
        *["Content-Type: message/rfc822\n\nSubject: Fwd\nFrom: a@b.c"] * count, "", "Words at the bottom."
    )


def talk(words: str) -> bytes:
    return f"WEBVTT\n\n00:01.000 --> 00:04.000\n{words}\n".encode()


def page(body: str) -> bytes:
    return f"<!doctype html><html lang=en><body><main>{body}</main></body></html>".encode()


def letters(index: int) -> str:
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def forms(depth: int) -> bytes:
    """Return a PDF whose page draws two forms, each of which draws two others, and so on."""
    objects = "".join(
        f"{n} 0 obj <</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 11 /Resources <</XObject <</X {n + 1} 0 R>>>>>> stream\n"
        "/X Do /X Do\nendstream endobj\n"
        for n in range(10, 10 + depth)
    )
    last = f"{10 + depth} 0 obj <</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 2>> stream\nq \nendstream endobj\n"
    return pdf(content=b"/X Do", pages=objects + last).replace(
        b"/Resources <</Font", b"/Resources <</XObject <</X 10 0 R>> /Font", 1
    )


def footnoted(marks: int, words: int) -> bytes:
    """Return a document that marks one footnote of so many words again and again."""
    mark = "<w:p><w:r><w:t>Words</w:t></w:r><w:r><w:footnoteReference w:id='9'/></w:r></w:p>"
    parts = unpacked(document(mark * marks))
    parts["word/footnotes.xml"] = (
        f"<w:footnotes {W}><w:footnote w:id='9'><w:p><w:r><w:t>{WORDS * words}</w:t></w:r></w:p></w:footnote></w:footnotes>".encode()
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        f'<Relationship Id="n" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
    )
    assert b"xml" in parts[types]
    return packed(parts)


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
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(count):
            archive.writestr("a.png", b"\x89PNG\r\n\x1a\n\0\0")
    return stream.getvalue()
