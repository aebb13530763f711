"""From the server to documents: decks in mails, and mails that no program should have sent."""

from __future__ import annotations

import io
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import imap_servers as servers
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from mailboxes import Box, put
from pptx import Presentation

from msgcheck import intake, registry
from msgcheck.config import Config
from msgcheck.model import Resource
from msgcheck.sources.imap import ImapSource
from msgcheck.sources.mailbox.folders import Folder, choose
from msgcheck.sources.mailbox.kept import _name

pytestmark = pytest.mark.timeout(60)


def deck(words: str) -> bytes:
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[0])
    slide.shapes.title.text = words
    stream = io.BytesIO()
    slides.save(stream)
    return stream.getvalue()


def letter(words: str) -> bytes:
    document = Document()
    document.add_paragraph(words)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_attached_decks_and_letters_and_forwarded_mails_are_read(box: Box) -> None:
    forwarded = EmailMessage()
    forwarded["From"], forwarded["To"], forwarded["Subject"] = "a@x.org", "b@x.org", "The older offer"
    forwarded.set_content("The trial lasts ten days.")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "anna@acme.com", "you@example.com", "Angebot für Sie"
    message.set_content("Our trial lasts 14 days.")
    message.add_alternative("<p>Our trial lasts <b>14 days</b>.</p>", subtype="html")
    for name, data in (("deck.pptx", deck("Try it for 30 days")), ("offer.docx", letter("Storage: 5 TB."))):
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    message.add_attachment(forwarded)
    with box.writer() as writer:
        put(writer, "INBOX", message.as_bytes(policy=SMTP))
    (resource,), skipped = box.fetch()
    assert skipped == []
    documents, unread = intake.read([resource], Config())
    assert unread == []
    found = {document.uri.removeprefix(resource.uri): document for document in documents}
    assert len(found) == 4
    assert {name: " ".join(found[name].text.split()) for name in found if name.endswith("x")} == {
        "!/deck.pptx": "Try it for 30 days",
        "!/offer.docx": "Storage: 5 TB.",
    }
    assert "14 days" in found[""].text
    assert any("ten days" in document.text for document in documents)
    assert found["!/deck.pptx"].media_type.endswith("presentation")


HEAD = b"From: anna@acme.com\r\nTo: you@example.com\r\nSubject: Offer\r\n"
ODD = {
    "unknown charset": HEAD
    + b"Content-Type: text/plain; charset=klingon-8\r\n\r\nThe trial lasts 14 days.\r\n",
    "odd Message-ID": HEAD
    + b"Message-ID: <<a b>@[>\r\nDate: 32 Foo 99999\r\n\r\nThe trial lasts 14 days.\r\n",
    "8-bit headers": HEAD
    + "Subject: Angebot für Sie\r\n".encode("latin-1")
    + b"\r\nThe trial lasts 14 days.\r\n",
    "no end of headers": HEAD,
    "open boundary": HEAD
    + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nThe trial lasts 14 days.',
    "control characters": HEAD + b"\r\nThe trial\x01 lasts 14 days. " + b"Then you decide. " * 20 + b"\r\n",
    "bare line feeds": b"Subject: Offer\nFrom: a@x.org\nTo: b@x.org\n\nThe trial lasts 14 days.\n",
    "long line": HEAD + b"\r\n" + b"The trial lasts 14 days. " * 20_000 + b"\r\n",
    "5 MB": HEAD
    + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nThe trial lasts 14 days.\r\n'
    b"--x\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n"
    + (b"iVBORw0KGgoAAAANSUhEUgAA" * 3 + b"\r\n") * 65_000
    + b"--x--\r\n",
    "no headers": b"\r\nThe trial lasts 14 days.\r\n",
    "looks like an answer": HEAD
    + b'\r\n)\r\n* 1 FETCH (UID 7 BODY[] "x")\r\nA1 OK The trial lasts 14 days.\r\n',
}


def test_odd_mails_come_as_they_are_and_no_run_breaks(box: Box) -> None:
    with box.writer() as writer:
        put(writer, "INBOX", *ODD.values())
    mails, skipped = box.fetch()
    assert skipped == []
    for sent, (name, one) in zip(ODD.values(), zip(ODD, mails, strict=True), strict=True):
        # Dovecot ends lines as the protocol wants them; a mail without an end gets one.
        assert one.data.replace(b"\r\n", b"\n").rstrip() == sent.replace(b"\r\n", b"\n").rstrip(), name
    documents, unread = intake.read(mails, Config())
    read = {document.uri for document in documents if "trial" in document.text}
    wordless, headless = (mails[list(ODD).index(name)].uri for name in ("no end of headers", "no headers"))
    assert read == {one.uri for one in mails} - {wordless, headless}
    assert {place.uri.partition("!")[0] for place in unread} <= {headless, mails[list(ODD).index("5 MB")].uri}
    assert next(place.reason for place in unread if place.uri == headless) == "not a mail: it has no headers"


def test_zeros_and_an_empty_mail_do_not_break_a_run(
    dovecot_server: servers.Server, pymap_box: Box, tmp_path: Path
) -> None:
    """Put as files into Dovecot's folder: the protocol lets no such mail in, and yet there they are."""
    box = Box(dovecot_server, "zeros", tmp_path / "kept")
    with box.writer() as writer:
        put(writer, "INBOX", HEAD + b"\r\nA first one.\r\n")
    place = dovecot_server.homes / "zeros" / "mail" / "new"
    for number, data in enumerate((b"", HEAD + b"\r\nThe\x00 trial\x00 lasts 14 days.\r\n", b"\x00" * 300)):
        path = place / f"170000000{number}.M1P1.host"
        path.write_bytes(data)
        path.chmod(0o644)
    mails, skipped = box.fetch()
    assert len(mails) + len(skipped) == 4
    documents, unread = intake.read(mails, Config())
    assert any("trial" in document.text for document in documents)
    assert len({document.uri for document in documents}) + len(unread) + len(skipped) == 4


def test_the_registry_knows_the_source(pymap_box: Box) -> None:
    source = registry.make("source", "imap", mailbox=pymap_box.settings(), folder=pymap_box.folder)
    assert isinstance(source, ImapSource)
    assert list(source.fetch()) == []


_FOLDERS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90)


@settings(max_examples=60)
@given(_FOLDERS)
def test_every_folder_has_a_place_on_disk_within_the_one_given(name: str) -> None:
    kept = _name(name)
    assert Path("here", kept).parent == Path("here")
    assert kept not in ("", ".", "..")
    assert len(kept.encode()) < 256
    assert not set(kept) & set('/\\:*?"<>|\0\n')


@settings(max_examples=60)
@given(st.sets(st.text("aB%/. +ü", min_size=1, max_size=6), max_size=8))
def test_different_folders_have_different_places(names: set[str]) -> None:
    assert len({_name(name) for name in names}) == len(names)


@settings(max_examples=40)
@given(st.lists(_FOLDERS, min_size=1, max_size=5, unique=True))
def test_a_folder_is_found_by_its_own_name_and_a_star_finds_all(names: list[str]) -> None:
    there = [Folder(name, "/") for name in names]
    for folder in there:
        chosen, missing = choose(there, [folder.name])
        assert missing == []
        assert folder in chosen
    chosen, _ = choose(there, ["*", *names])
    assert sorted(folder.name for folder in chosen) == sorted(names)


def test_a_mail_that_arrives_while_reading_is_not_mixed_up(pymap_box: Box) -> None:
    """A server may tell of other mails at any time, between the answers to what was asked."""
    with pymap_box.writer() as writer:
        put(writer, "INBOX", HEAD + b"\r\nOne.\r\n", HEAD + b"\r\nTwo.\r\n")
        with servers.wire(pymap_box.server.ports["none"]) as wire:

            def and_another(line: bytes) -> bytes:
                if b"RFC822.SIZE" in line:
                    put(writer, "INBOX", HEAD + b"\r\nThree.\r\n")
                    writer.folder.set("INBOX")
                    writer.flag(writer.uids()[0], "\\Flagged", True)
                return line

            wire.change = and_another
            mails, skipped = pymap_box.fetch(port=wire.port)
    assert [isinstance(one, Resource) and one.data[-6:-2].strip() for one in mails] == [b"One.", b"Two."]
    assert skipped == []
