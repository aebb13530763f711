"""Mails: subject, both parts, each sentence once, and headers that break the rules."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest
from hostile import changed, given, quick, read_or_refuse, refusal, st

from msgcheck.model import Block, Document, Kind, Resource, Surface
from msgcheck.readers.email import EmailReader

HTML = """<html lang="en"><body>
<div style="display:none">Only today: 20% off</div>
<table><tr><td><h1>Welcome, {{ first_name }}</h1><p>Your <b>30-day</b> trial starts now.</p>
<a href="https://acme.example">Start now</a></td></tr></table>
<p>Support answers within 4 hours.</p></body></html>"""
TEXT = """Welcome, {{ first_name }}

Your *30-day* trial
starts now.

Start now: https://acme.example

Support answers within 24 hours.
"""


def mail(text: str = TEXT, html: str = HTML, subject: str = "Your trial is ready") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Acme <hello@acme.example>"
    message["To"] = "you@example.org"
    message["Subject"] = subject
    message["Date"] = "Tue, 03 Feb 2026 23:30:00 -0500"
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


def read(message: EmailMessage | bytes) -> Document:
    data = message if isinstance(message, bytes) else message.as_bytes()
    (document,) = EmailReader().read(Resource("welcome.eml", data, channel="mail"))
    return document


def block(document: Document, text: str) -> Block:
    (found,) = [b for b in document.blocks if b.text == text]
    return found


def test_subject_date_and_preheader() -> None:
    document = read(mail(subject="Grüße – 20 % für {{ name }}"))
    subject = document.blocks[0]
    assert (subject.text, subject.surface) == ("Grüße – 20 % für {{ name }}", Surface.SUBJECT)
    assert len(subject.fields) == 1
    assert document.title == subject.text
    assert document.date == date(2026, 2, 3)
    assert block(document, "Only today: 20% off").surface is Surface.PREHEADER


def test_the_html_part_is_read_with_its_structure() -> None:
    document = read(mail(text=""))
    assert block(document, "Welcome, {{ first_name }}").kind is Kind.HEADING
    assert block(document, "Your 30-day trial starts now.")
    assert document.language == "en"
    assert all(not b.origin for b in document.blocks)


def test_of_the_text_part_only_what_differs_is_kept() -> None:
    document = read(mail())
    assert block(document, "Support answers within 4 hours.")
    other = block(document, "Support answers within 24 hours.")
    assert other.locator.label.startswith("text part")
    assert [b.text for b in document.blocks if b.locator.label.startswith("text part")] == [other.text]


def test_a_mail_of_text_alone_is_read_in_full_with_its_signature_as_footer() -> None:
    document = read(mail(text="Cancel any time.\n\n-- \nAcme Ltd.\n", html=""))
    assert block(document, "Cancel any time.").surface is Surface.BODY
    assert block(document, "Acme Ltd.").surface is Surface.FOOTER


def test_a_quoted_mail_is_not_ours_and_named() -> None:
    text = "Yes, 30 days.\n\nOn Mon, 2 Feb 2026 at 10:00, Ann <ann@example.org> wrote:\n> Is it 14 days?\n"
    document = read(mail(text=text, html=""))
    assert "14 days" not in document.text
    assert any("quoted" in note for note in document.notes)


def test_attachments_are_named() -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="sheet.pdf")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png")
    pdf, png = read(message).notes
    assert pdf == "attachment 'sheet.pdf': give the file itself to have it read"
    assert png == "attachment 'logo.png': not read"


def test_an_unknown_charset_and_broken_headers_are_read_anyway() -> None:
    raw = (
        b"From: a@b\r\nMessage-ID: <\r\nDate: not a date\r\nSubject: =?nope?q?Hi?=\r\n"
        b"Content-Type: text/plain; charset=nope-8\r\n\r\n" + "Für 30 Tage.".encode()
    )
    document = read(raw)
    assert block(document, "Für 30 Tage.")
    assert document.date is None
    assert any("charset" in note for note in document.notes)
    assert any("Date header" in note for note in document.notes)


def test_base64_and_quoted_printable_are_decoded() -> None:
    for encoding in ("base64", "quoted-printable"):
        message = EmailMessage()
        message["Subject"] = "Hi"
        message.set_content("Für 30 Tage kostenlos – ohne Karte.", cte=encoding)
        assert block(read(message), "Für 30 Tage kostenlos – ohne Karte.")


@pytest.mark.parametrize("data", [b"", b"no headers at all", bytes(range(256)) * 9])
def test_what_is_no_mail_is_refused(data: bytes) -> None:
    assert "mail" in refusal(EmailReader(), data).reason


def test_a_mail_of_pictures_is_refused() -> None:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content(b"x", maintype="image", subtype="png")
    assert "no words" in refusal(EmailReader(), message.as_bytes()).reason
    message["Subject"] = "20% off"
    document = read(message)
    assert document.text == "20% off\n"
    assert "no words in the body" in document.notes[-1]


@quick
@given(draw=st.data())
def test_broken_mails_give_documents_or_a_source_error(draw: st.DataObject) -> None:
    read_or_refuse(EmailReader(), changed(mail().as_bytes(), draw.draw))


@quick
@given(
    name=st.sampled_from(["Subject", "Date", "Content-Type", "Message-ID", "From"]),
    value=st.text(max_size=60),
)
def test_any_header_value_is_survived(name: str, value: str) -> None:
    lines = f"{name}: {value}\r\nX-Other: 1\r\n\r\nWords of a mail.\r\n"
    read_or_refuse(EmailReader(), lines.encode("utf-8", "surrogatepass"))
