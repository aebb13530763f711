"""What a file is, and what to do about one that is not read."""

from __future__ import annotations

import contextlib

import pytest
from hostile import OLE, OLE_LOCKED, given, packed, quick, st

from msgcheck import registry
from msgcheck.errors import SourceError
from msgcheck.model import Resource
from msgcheck.readers.containers import WRAPPINGS
from msgcheck.readers.detect import detect

MAIL = b"From: a@acme.example\r\nTo: b@acme.example\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n\r\nWords.\r\n"
OLE_MAIL = OLE + "__properties_version1.0".encode("utf-16-le") + b"\0" * 400
TYPES = {"[Content_Types].xml": b"<Types/>"}


@pytest.mark.parametrize(
    ("uri", "data", "kind"),
    [
        ("page.html", b"<!DOCTYPE html><p>Hi", "html"),
        ("page", b"<!-- saved --><HTML><body>Hi", "html"),
        ("page.txt", b"\xef\xbb\xbf\n<!doctype html><p>Hi", "html"),
        ("page.htm", "<html><p>Hi".encode("utf-16"), "html"),
        ("snippet.html", b"<section>Hi</section>", "html"),
        ("https://acme.example/pricing?a=b.pdf", b"<html>", "html"),
        ("readme.md", b'<div align="center">Hi</div>\n\n# Acme', "markdown"),
        ("post.mdx", b"---\ntitle: x\n---\nHi", "markdown"),
        ("words.txt", b"Just words: nothing else.", "text"),
        ("words", b"BMW drivers love it.", "text"),
        ("words", b"MZ and ID3 at the start", "text"),
        ("a.eml", MAIL, "email"),
        ("mail.txt", MAIL, "email"),
        ("draft.md", b"Subject: Hi\nFrom: Ann\nTo: Bo\n\n# Hello", "markdown"),
        ("ads.csv", b"a,b\n1,2", "csv"),
        ("ads.tsv", b"a\tb", "csv"),
        ("x.bin", b"%PDF-1.7\n", "pdf"),
        ("x.bin", packed(TYPES | {"ppt/presentation.xml": b"<x/>"}), "pptx"),
        ("x.pptx", packed(TYPES | {"word/document.xml": b"<x/>"}), "docx"),
        ("x.zip", packed(TYPES | {"xl/workbook.xml": b"<x/>"}), "xlsx"),
        ("all.zip", packed({"a.md": b"Hi"}), "zip"),
        ("export", packed({"site/Index/a.iwa": b"Hi", "ppt/notes.txt": b"Hi"}), "zip"),
        ("all.mbox", b"From a@b Mon\nReceived: x\n\nHi", "mbox"),
        ("mbox", b"\r\nFrom - Mon\r\n" + MAIL, "mbox"),
        ("x.txt", b"From a@b Mon\n>From a@b Mon\nSubject: x\nTo: y\n\nHi", "mbox"),
        ("letter.txt", b"From all of us: thank you.\nTo: you\n", "text"),
        ("mail.msg", OLE_MAIL, "msg"),
        ("mail", OLE_MAIL + b"WordDocument", "msg"),
        ("talk.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHi", "subtitles"),
        ("talk", b"WEBVTT\n\nHi", "subtitles"),
        ("data.json", b'{"a": "words"}', "json"),
        ("data", b'{"a": "words"}', "json"),
    ],
)
def test_content_comes_first_and_the_name_second(uri: str, data: bytes, kind: str) -> None:
    assert detect(Resource(uri, data)) == kind


def test_a_media_type_helps_where_the_name_does_not() -> None:
    assert detect(Resource("https://acme.example/ads", b"a,b", "text/csv; charset=utf-8")) == "csv"


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\x01\x02" * 40
OLE_WORD = OLE + "WordDocument".encode("utf-16-le") + b"\0" * 400
ODT = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("uri", "data", "reason", "hint"),
    [
        ("a.md", b"", "empty", ""),
        ("a.md", b" \r\n\t", "white space only", ""),
        ("logo.png", PNG, "a picture", "alt text"),
        ("logo.md", PNG, "a picture", "alt text"),
        ("setup.exe", b"MZ" + b"\0\x01" * 99, "a program", "exclude"),
        ("old.doc", OLE_WORD, "an old Word file (.doc)", "save it as .docx"),
        ("deck.pptx", OLE_LOCKED, "protected by a password", "without a password"),
        ("deck.pptx", OLE, "protected by a password", "without a password"),
        ("a.odt", ODT, "OpenDocument", "save it as .docx"),
        ("deck.pptx", b"PK\x03\x04cut off", "damaged", "open it in PowerPoint"),
        ("all.zip", b"PK\x03\x04cut off", "damaged", "pack it again"),
        ("deck.pptx", packed({"ppt/a.xml": b"<x/>"}), "not what its name says", "PowerPoint"),
        ("drawing.vsdx", packed(TYPES | {"visio/a.xml": b"<x/>"}), "an Office file", ".docx"),
        ("app.jar", packed({"META-INF/MANIFEST.MF": b"x"}), "a program", "exclude"),
        ("a.key", packed({"Index/Document.iwa": b"x"}), "Keynote", "export it"),
        ("all.mbox", b"Just words.", "not what its name says", "your mail program"),
        ("mail.msg", b"Just words.", "plain text under the name of a .msg file", "right name"),
        ("all.zip", b"Just words.", "plain text under the name of a .zip file", "right name"),
        ("day.ics", b"BEGIN:VCALENDAR", "a calendar entry", "exclude"),
        ("deck.pptx", b"hello", "plain text under the name of a .pptx file", "right name"),
        ("sheet.pdf", b"<html>404", "a web page", "download it again"),
        ("a.rtf", b"{\\rtf1 words}", "rich text", "save it as .docx"),
        ("app.py", b"print('hello')", "program code", "exclude"),
        ("feed.xml", b"<?xml version='1.0'?><rss/>", "XML", "exclude"),
        ("noise", bytes(range(1, 32)) * 30, "binary file", ""),
    ],
)
def test_what_is_not_read_has_a_reason_and_a_next_step(uri: str, data: bytes, reason: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        detect(Resource(uri, data))
    assert reason in caught.value.reason
    assert hint in caught.value.hint


_STARTS = [b"", b"PK\x03\x04", OLE, b"%PDF-", b"<html>", b"{", b"From ", MAIL, b"\xff\xfe", PNG]
_NAMES = [
    "a",
    "a.md",
    "a.pptx",
    "a.docx",
    "a.xlsx",
    "a.pdf",
    "a.eml",
    "a.csv",
    "a.html",
    "a.json",
    "a.msg",
    "a.zip",
    "a.mbox",
    "a.srt",
]


@quick
@given(start=st.sampled_from(_STARTS), rest=st.binary(max_size=300), name=st.sampled_from(_NAMES))
def test_any_bytes_have_a_kind_or_a_reason(start: bytes, rest: bytes, name: str) -> None:
    with contextlib.suppress(SourceError):
        assert detect(Resource(name, start + rest)) in {*registry.names("reader"), *WRAPPINGS}


@pytest.mark.parametrize(
    "uri",
    [
        "https://acme.sh/",
        "https://acme.example/index.php",
        "https://node.js/about",
        "https://acme.example/a.ts/",
        "https://acme.example/notes.rtf",
        "https://acme.example/page.html?file=x.py",
    ],
)
def test_a_page_is_what_its_server_says_whatever_its_address_ends_with(uri: str) -> None:
    page = b"<!doctype html><html><body><p>Free for 14 days.</p></body></html>"
    assert detect(Resource(uri, page, "text/html; charset=utf-8")) == "html"


def test_a_download_without_a_type_is_known_by_its_name() -> None:
    offer = b"Name,Price\nCrew,$12\n"
    assert detect(Resource("https://acme.example/prices.csv", offer, "application/octet-stream")) == "csv"
