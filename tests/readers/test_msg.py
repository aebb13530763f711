"""Outlook mails: words, date, attachments, mails in mails, and damage."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hostile import changed, given, quick, read_or_refuse, refusal, st
from outlook import Tree, attachment, compound, message

from msgcheck.config import Config
from msgcheck.errors import SourceError
from msgcheck.intake import read
from msgcheck.model import Document, Resource, Skipped, Surface
from msgcheck.readers.detect import detect
from msgcheck.readers.msg import MsgReader

HTML = "<html><body><h1>Grüße</h1><p>Your trial takes 30 days.</p></body></html>".encode()
SENT = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def outlook(**parts: object) -> bytes:
    return compound(message(**parts))  # type: ignore[arg-type]


def everything(data: bytes) -> tuple[dict[str, Document], list[Skipped]]:
    documents, skipped = read([Resource("offer.msg", data, channel="email", team="sales")], Config())
    return {document.uri: document for document in documents}, skipped


def test_subject_html_text_and_date_are_read() -> None:
    data = outlook(subject="Deine Tage – €9", html=HTML, text="Grüße\n\nYour trial takes 14 days.", sent=SENT)
    assert detect(Resource("x", data)) == "msg"
    (document,) = MsgReader().read(Resource("offer.msg", data))
    assert document.date == date(2026, 2, 3)
    assert document.title == "Deine Tage – €9"
    assert [(b.text, b.locator.label) for b in document.blocks] == [
        ("Deine Tage – €9", "Subject"),
        ("Grüße", "HTML part, heading"),
        ("Your trial takes 30 days.", "HTML part, paragraph 1 under 'Grüße'"),
        ("Your trial takes 14 days.", "text part, paragraph 2"),
    ]
    assert document.blocks[0].surface is Surface.SUBJECT


def test_a_long_body_stands_in_ordinary_sectors() -> None:
    text = "\n\n".join(f"Sentence number {n} stands here." for n in range(400))
    (document,) = MsgReader().read(Resource("long.msg", outlook(subject="Hi", text=text)))
    assert len(document.blocks) == 401


def test_attachments_and_mails_in_it_are_assets() -> None:
    inner: Tree = message(
        subject="Inside",
        text="Refunds within 60 days.",
        attached=[attachment("deep.txt", b"Deep words stand here.")],
        header_bytes=24,
    )
    data = outlook(
        subject="Hi",
        text="See below.",
        attached=[
            attachment("prices.csv", b"plan,price\nTeam,$12\n", kind="text/csv"),
            attachment("", b"Words without a name.", kind="text/plain"),
            attachment("Inside", inner),
            attachment("logo.png", b"\x89PNG", kind="image/png", content_id="a@b"),
            attachment("on-the-drive.docx", None),
            attachment("old.eml", b"Subject: x\nFrom: a@b.c\n\nOlder words.", kind="message/rfc822"),
        ],
    )
    documents, skipped = everything(data)
    assert sorted(documents) == [
        "offer.msg",
        "offer.msg!/Inside.eml",
        "offer.msg!/Inside.eml!/deep.txt",
        "offer.msg!/attachment-3.txt",
        "offer.msg!/old.eml",
        "offer.msg!/prices.csv",
    ]
    assert "Refunds within 60 days." in documents["offer.msg!/Inside.eml"].text
    assert {document.team for document in documents.values()} == {"sales"}
    assert [place.uri for place in skipped] == ["offer.msg!/on-the-drive.docx"]
    assert "points at" in skipped[0].reason
    assert any("logo.png" in note for note in documents["offer.msg"].notes)


def test_a_body_in_rich_text_alone_is_listed_as_unread() -> None:
    documents, skipped = everything(outlook(subject="Hi", rtf=b"compressed"))
    assert documents["offer.msg"].text == "Hi\n"
    assert [place.uri for place in skipped] == ["offer.msg!/body.rtf"]
    assert "HTML" in skipped[0].hint


@pytest.mark.parametrize("data", [b"", outlook(subject="x")[:700], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99])
def test_damage_is_refused(data: bytes) -> None:
    assert "damaged" in refusal(MsgReader(), data).reason


def test_a_mail_without_words_is_refused() -> None:
    with pytest.raises(SourceError, match="no words"):
        MsgReader().read(Resource("a.msg", outlook()))


@quick
@given(draw=st.data())
def test_broken_mails_give_documents_or_a_source_error(draw: st.DataObject) -> None:
    data = outlook(subject="Hi", html=HTML, text="Words.", attached=[attachment("a.txt", b"More words.")])
    data = changed(data, draw.draw)
    read_or_refuse(MsgReader(), data)
    read([Resource("a.msg", data)], Config())
