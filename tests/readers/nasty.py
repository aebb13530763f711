"""Inputs that were made to hurt, and a process that reads each of them within limits.

`python nasty.py [NAME...]` prints one line of JSON for each input: what it cost, what came out, how it ended.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hostile import packed, unpacked
from nasty_files import (
    BOMB,
    LEAK,
    PARAGRAPH,
    PARTS,
    WORDS,
    boxes,
    cell,
    deflated,
    document,
    entity,
    footnoted,
    forms,
    forwarded,
    in_every_kind,
    letters,
    levels,
    mail,
    many_parts,
    one_name,
    overlapping,
    page,
    pdf,
    run,
    sheet,
    talk,
    zip_bomb,
)
from seeds import CONFIG, name_of, seeds

from msgcheck.claims.extract import claims_of
from msgcheck.intake import read
from msgcheck.model import Resource

CPU_S = 40  # of one input, when the system ends it and faulthandler says where it was
MEMORY_BYTES = 3_000_000_000  # of address space


class Input(NamedTuple):
    """Files with the same words. reason: what is said of those that are refused; "" where they are read."""

    files: Callable[[], dict[str, bytes]]
    reason: str = ""


def file(name: str, make: Callable[[], bytes], reason: str = "") -> Input:
    return Input(lambda: {name: make()}, reason)


TRAPS = {
    "letters": "a", "words": WORDS, "capitals": "A", "blanks": " ", "dashes": "-", "long dashes": "—", "quotes": '"',
    "curly quotes": "“", "digits": "1", "digits and blanks": "1 ", "thousands": "1,", "versions": "1.", "dollars": "$",
    "prices": "$9", "ranges": "9-", "percent": "9%", "slashes": "/", "at": "a@", "dots": ".", "names": "a.b", "under": "_",
    "colons": "a:", "links": "http://", "brackets": "[", "round": "(", "curly": "{{", "tags": "{%", "if": "{% if x %}",
    "merge": "*|IF:X|*", "percents": "%%", "angles": "<", "comments": "<!-- -->", "open comments": "<!--", "and": "&",
    "stars": "*", "star letters": "*a ", "not": "not ", "up to": "up to 9 ", "per": "9 per ", "ends": "a. ", "marks": "!?",
    "plans": "Pro Plan ", "openers": "“a ", "accents": "é", "emoji": "🙂", "combining": "e\u0301", "wide": "\u3000",
    "no-break": "\xa0", "hidden": "\u200b", "tabs": "\t", "and/or": "a/", "times": "9:00 ", "dates": "1 May ",
    "and so": "a and ", "feet": "1' 2\" ", "lists": "a, a, ", "links in links": "[a](",
}  # fmt: skip


def aliases(words: bytes) -> bytes:
    """Return Markdown whose front matter is eight lines and a hundred million strings."""
    lines = [b"a: &a [x,x,x,x,x,x,x,x,x,x]"]
    for name, last in zip(b"bcdefghi", b"abcdefgh", strict=True):
        lines.append(b"%c: &%c [%s]" % (name, name, b",".join([b"*%c" % last] * 10)))
    return b"---\n" + b"\n".join(lines) + b"\ntitle: *i\n---\n" + words + b"\n"


PASSAGES = {
    "cells": "a,a,", "lines": "a\n", "empty lines": "\n", "line ends": "\r\n", "returns": "\r", "bullets": "- a\n", "on": "on 1\n",
    "froms": "from: a\n", "underlines": "a\n-\n", "headings": "# a\n", "quoted": "> a\n", "fences": "```\n", "colons": ":::\n",
}  # fmt: skip
INPUTS: dict[str, Input] = {
    **{f"nothing but {name}": Input(lambda sample=sample: in_every_kind(sample, 10_000)) for name, sample in TRAPS.items()},
    **{f"nothing but short {name}": Input(lambda sample=sample: in_every_kind(sample, 1_000)) for name, sample in PASSAGES.items()},
    "one line": file("a.txt", lambda: run(WORDS, 1_000_000)),
    "one line of Markdown": file("a.md", lambda: run(WORDS, 1_000_000)),
    "one line of HTML": file("a.html", lambda: page("<p>" + WORDS * 18_000)),
    "one line of subtitles": file("a.vtt", lambda: talk(WORDS * 18_000)),
    "one word": file("a.txt", lambda: run("a", 1_000_000)),
    "comments": file("a.txt", lambda: b"<!-- a -->" * 1000 + b"Words."),
    "fields that never end": file("a.txt", lambda: run("{{", 1_000_000)),
    "brackets": file("a.md", lambda: run("[", 300_000)),
    "quotes in quotes": file("a.md", lambda: run(">", 100_000)),
    "YAML in YAML": file("a.md", lambda: b"---\ntitle: " + b"[" * 20_000 + b"\n---\nWords.\n"),
    "YAML aliases": file("a.md", lambda: aliases(b"Words.")),
    "cells of many rows": file("a.html", lambda: b"<table>" + b"<tr><td colspan=1000 rowspan=65534>a<td>b" * 2000),
    "divs": file("a.html", lambda: run("<div>", 200_000)),
    "HTML bomb": file("a.html", lambda: (BOMB + "<html><body><p>Words. &j;</body></html>").encode()),
    "HTML leak": file("a.html", lambda: (LEAK + "<html><body><p>Words. &j;</body></html>").encode()),
    "JSON in JSON-LD": file("a.html", lambda: page("<p>Words.</p><script type='application/ld+json'>" + '{"a":[' * 100_000 + "</script>")),
    "long question": file("a.html", lambda: page(f"<details><summary>{'Is it? ' * 70_000}</summary>{f'<p>{WORDS}</p>' * 1000}</details>")),
    "text of 49 MB": file("a.txt", lambda: run(WORDS + "\n\n", 49_000_000), "million letters"),
    "HTML of 49 MB": file("a.html", lambda: page(f"<p>{WORDS}</p>" * 700_000), "million letters"),
    "JSON in JSON": file("a.json", lambda: b'{"posts": ' + b"[" * 100_000, "a thousand deep"),
    "JSON lines in JSON": file("a.jsonl", lambda: b'{"posts": ' + b"[" * 100_000, "no line of it"),
    "JSON number": file("a.json", lambda: b'{"posts": ' + b"9" * 100_000 + b"}", "thousands of digits"),
    "cues": file("a.srt", lambda: b"1\n00:00:01,000 --> 00:00:02,000\nA. B\n\n" * 10_000),
    "columns": file("a.csv", lambda: (",".join(f"Plan {n}" for n in range(9000)) + "\n" + ",".join(f"Words {n} stand" for n in range(9000))).encode()),
    "100,000 columns": file("a.csv", lambda: b"Words stand," * 100_001, "passages"),
    "cell of 49 MB": file("a.csv", lambda: b'Headline,Text\nTry,"' + WORDS.encode() * 870_000 + b'"', "million letters"),
    "quotation mark": file("a.csv", lambda: b'Headline,Text\nTry,"' + b"a,b\n" * 5_000),
    "dimension": file("a.xlsx", lambda: sheet(f'<row r="1">{cell("A1")}</row>', '<dimension ref="A1:XFD1048576"/>')),
    "last cell": file("a.xlsx", lambda: sheet(f'<row r="1048576">{cell("XFD1048576")}</row>')),
    "row beyond": file("a.xlsx", lambda: sheet(f'<row r="999999999999">{cell("A999999999999")}</row>'), "million cells"),
    "wide rows": file("a.xlsx", lambda: sheet("".join(f'<row r="{n}">{cell(f"XFD{n}")}</row>' for n in range(1, 3000))), "million cells"),
    "tables side by side": file("a.xlsx", lambda: sheet("".join(f'<row r="{n}">{"".join(cell(f"{letters(2 * c)}{n}", "It is so.") for c in range(3000))}</row>' for n in range(1, 4)))),
    "one string often": file("a.xlsx", lambda: sheet("".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(1, 20_000)), strings=f"<si><t>{WORDS * 9000}</t></si>"), "million letters"),
    "merged cells": file("a.xlsx", lambda: sheet("".join(f'<row r="{n}">{cell(f"A{n}")}</row>' for n in range(1, 500)), after="<mergeCells>" + '<mergeCell ref="A1:ZZ500"/>' * 5000 + "</mergeCells>"), "million cells"),
    "rows that never end": file("a.xlsx", lambda: sheet('<row r="1">' + "<row " * 200_000), "damaged"),
    "merges that never end": file("a.xlsx", lambda: sheet("", after="<mergeCell " * 100_000), "damaged"),
    "formulas that never end": file("a.xlsx", lambda: sheet(f'<row r="1"><c r="A1"><f/>{" " * 500_000}</row>'), "damaged"),
    "too many tags": file("a.docx", lambda: packed({**unpacked(document("<w:p/>" * 1_100_000)), "x.xml": b"<p/>" * 1_000_000}), "million XML tags"),
    **{f"{kind} bomb": file(f"a.{kind}", lambda kind=kind: entity(kind, BOMB, late=False), "declares XML entities") for kind in PARTS},
    **{f"{kind} late bomb": file(f"a.{kind}", lambda kind=kind: entity(kind, BOMB, late=True), "damaged") for kind in PARTS},
    **{f"{kind} leak": file(f"a.{kind}", lambda kind=kind: entity(kind, LEAK, late=True), "damaged" if kind == "xlsx" else "") for kind in PARTS},
    "boxes in boxes": file("a.docx", lambda: document("<w:sdt><w:sdtContent>" * 50_000), "damaged"),
    "boxes in 120 boxes": file("a.docx", lambda: document("<w:sdt><w:sdtContent>" * 120 + PARAGRAPH + "</w:sdtContent></w:sdt>" * 120)),
    "tables in 60 tables": file("a.docx", lambda: document("<w:tbl><w:tr/><w:tr><w:tc><w:p/>" * 60 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 60)),
    "wide cells": file("a.docx", lambda: document("<w:tbl>" + ("<w:tr>" + f"<w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr>{PARAGRAPH}</w:tc>" * 60 + "</w:tr>") * 20 + "</w:tbl>")),
    "one footnote often": file("a.docx", lambda: footnoted(10_000, 3_000), "million letters"),
    "figures on a slide": file("a.pptx", lambda: boxes(2000)),
    "page tree in a loop": file("a.pdf", lambda: pdf(kids="2 0 R 3 0 R"), "damaged"),
    "page tree too deep": file("a.pdf", lambda: pdf(kids="10 0 R", pages="".join(f"{n} 0 obj <</Type /Pages /Count 1 /Kids [{n + 1} 0 R]>> endobj\n" for n in range(10, 5000))), "damaged"),
    "stream of 1 GB": file("a.pdf", lambda: pdf(extra="/Length 1000000000"), "too large a drawing"),
    "stream that unpacks to 80 MB": file("a.pdf", lambda: deflated(b" " * 80_000_000), "too large a drawing"),
    "a map": file("a.pdf", lambda: deflated(b"0 0 m 1 1 l S\n" * 400_000), "too large a drawing"),
    "many pages": file("a.pdf", lambda: pdf(kids="3 0 R " * 9000, content=b"BT /F1 9 Tf (Words ) Tj ET\n" * 4)),
    "arrays in arrays": file("a.pdf", lambda: pdf(content=b"[" * 200_000), "damaged"),
    "dictionaries in dictionaries": file("a.pdf", lambda: pdf(extra="/X " + "<< /A " * 30_000), "damaged"),
    "forms in forms": file("a.pdf", lambda: forms(25), "no text in it"),
    "form in itself": file("a.pdf", lambda: pdf(content=b"/X Do", extra="/Length 5 /Subtype /Form /Resources <</XObject <</X 4 0 R>>>>"), "no text in it"),
    "parts": file("a.eml", lambda: many_parts(10_000, "text/plain"), "over 3000 parts"),
    "parts of two kinds": file("a.eml", lambda: many_parts(1000, "text/plain", "text/html")),
    "parts in parts": file("a.eml", lambda: levels(1000), "not as a mail program writes them"),
    "parts in parts, and lines": file("a.eml", lambda: levels(300, "x\n" * 500_000), "parts in parts in parts"),
    "mails in mails": file("a.eml", lambda: forwarded(1000), "not as a mail program writes them"),
    "long subject": file("a.eml", lambda: b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\nFrom: a\nTo: b\n\nWords."),
    "subject in a slow charset": file("a.eml", lambda: b"Subject: =?punycode?q?" + b"a-9" * 300_000 + b"?=\nFrom: a\nTo: b\n\nWords."),
    "body in a slow charset": file("a.eml", lambda: mail("Content-Type: text/plain; charset=punycode", "", "a-" + "b9 " * 200_000)),
    "parameters": file("a.eml", lambda: b"Subject: Hi\nFrom: a\nContent-Type: text/plain" + b"".join(b"; a%d=b" % n for n in range(9000)) + b"\n\nWords."),
    "headers": file("a.eml", lambda: b"".join(b"X-%d: a\n" % n for n in range(50_000)) + b"Subject: Hi\nFrom: a\nTo: b\n\nWords."),
    "mails": file("a.mbox", lambda: b"From a@b.c Mon Jan  5 10:00:00 2026\nSubject: x\nTo: y\n\nWords.\n\n" * 1000),
    "zip bomb": file("a.zip", lambda: zip_bomb(0xFFFFFFF0), "too large"),
    "zip bomb that lies": file("a.zip", lambda: zip_bomb(1000), "damaged in the archive"),
    "bomb in a zip in a zip": file("a.zip", lambda: packed({"b.zip": packed({"c.zip": zip_bomb(0xFFFFFFF0)})}), "too large"),
    "members on one another": file("a.zip", lambda: overlapping(1000), "limits.archive_mb"),
    "members of one name": file("a.zip", lambda: one_name(9_999), "holds no text"),
    "members without end": file("a.zip", lambda: packed({f"{n}.png": b"\x89PNG\r\n\x1a\n\0\0" for n in range(10_100)}), "limits.members"),
}  # fmt: skip


def attempt(name: str) -> dict[str, object]:
    """Read one input; its time counts from when it is made."""
    given = [Resource(uri, data) for uri, data in INPUTS[name].files().items()]
    began = time.process_time()
    documents, skipped = read(given, CONFIG)
    return {
        "cpu_s": time.process_time() - began,
        "read": len({document.uri for document in documents}),
        "leaked": any("root:" in document.text for document in documents),
        "reasons": sorted({place.reason for place in skipped})[:20],
    }


def claims() -> dict[str, object]:
    """Take the claims of every trap, each as a paragraph of 1,000 characters of one document."""
    text = b"\n\n".join(run(sample, 1000) for sample in TRAPS.values())
    (document,), _ = read([Resource("a.txt", text)], CONFIG)
    began = time.process_time()
    found, _, _ = claims_of(document)
    return {"cpu_s": time.process_time() - began, "read": len(found), "leaked": False, "reasons": []}


def main(names: Sequence[str]) -> None:
    """Read each input in a child of this process, within limits of its own."""
    read([Resource(name_of(kind), data) for kind, data in seeds().items()], CONFIG)  # what is loaded once
    for name in names or [*INPUTS, "claims"]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with os.fdopen(writing, "w") as pipe:
                pipe.write(json.dumps(_limited(name)))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            found = json.loads(pipe.read() or "{}")
        _, status, used = os.wait4(child, 0)
        killed = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else ""
        told = {"name": name, "peak_mb": used.ru_maxrss // 1000, "killed": killed, **found}
        print(json.dumps(told), flush=True)


def _limited(name: str) -> dict[str, object]:
    faulthandler.register(signal.SIGXCPU, chain=True)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 5))
    try:
        return claims() if name == "claims" else attempt(name)
    except BaseException:  # noqa: BLE001 - whatever it is, the test shows it
        return {"raised": traceback.format_exc()[-2000:]}


if __name__ == "__main__":
    main(sys.argv[1:])
