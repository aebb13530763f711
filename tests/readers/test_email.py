"""Mails: subject, both parts, each sentence once, and headers that break the rules."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest
from hostile import changed, given, quick, read_or_refuse, refusal, st

from msgcheck.model import Block, Document, Kind, Resource, Speaker, Surface
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


def test_a_quoted_mail_is_cut_from_the_html_part_too() -> None:
    html = "<p>Yes, 30 days.</p><div>On Mon, 2 Feb 2026 at 10:00, Ann &lt;ann@example.org&gt; wrote:</div><blockquote>Is it 14 days?</blockquote>"
    document = read(mail(text="", html=html))
    assert "14 days" not in document.text
    assert any("quoted" in note for note in document.notes)
    story = "<p>Meet Ann.</p><p>On her first day at Acme, Ann wrote:</p><p>It takes 3 days.</p>"
    assert "It takes 3 days." in read(mail(text="", html=story)).text


def test_a_mail_that_only_forwards_is_read() -> None:
    text = "---------- Forwarded message ---------\nFrom: Acme <a@acme.example>\nDate: Mon, 2 Feb 2026\n\nIt takes 3 days.\n"
    assert "It takes 3 days." in read(mail(text=text, html="")).text


def test_every_place_names_its_part_or_header() -> None:
    message = mail()
    message["X-Preheader"] = "Ready in a minute"
    labels = {b.text: b.locator.label for b in read(message).blocks}
    assert labels["Your trial is ready"] == "Subject"
    assert labels["Ready in a minute"] == "X-Preheader"
    assert block(read(message), "Ready in a minute").surface is Surface.PREHEADER
    assert labels["Your 30-day trial starts now."].startswith("HTML part, paragraph")
    assert labels["Support answers within 24 hours."] == "text part, paragraph 4"
    assert all(
        label.startswith(("HTML part", "text part", "Subject", "X-Preheader")) for label in labels.values()
    )
    assert "Acme" not in read(message).text  # who sends it is no copy


def test_alternatives_in_several_languages_keep_their_language() -> None:
    message = mail(text="It takes 3 days.", html="")
    message.add_alternative('<html lang="en"><p>It takes 3 days.</p>', subtype="html")
    message.add_alternative("<p>Es dauert 3 Tage.</p>", subtype="html")
    message.get_payload()[2]["Content-Language"] = "de"  # type: ignore[index]
    document = read(message)
    assert document.language == "en"
    german = block(document, "Es dauert 3 Tage.")
    assert (german.language, german.locator.label) == ("de", "HTML part 2, paragraph 1")
    assert block(document, "It takes 3 days.").language in ("", "en")


FOOTER_LINES = (
    "You are receiving this email because you signed up.",
    "Unsubscribe | Privacy",
    "Acme Inc., 12 Long Street, Springfield",
    "© 2026 Acme",
)


@pytest.mark.parametrize("is_html", [True, False])
def test_signature_and_footer_are_told_from_the_words(is_html: bool) -> None:
    lines = ["Your trial takes 30 days.", "Best regards,", "Ann Miller", "Account Executive", *FOOTER_LINES]
    html = "".join(f"<p>{line}</p>" for line in lines)
    document = read(mail(html=html, text="") if is_html else mail(text="\n\n".join(lines), html=""))
    surfaces = {b.text: b.surface for b in document.blocks}
    assert surfaces.pop("Your trial takes 30 days.") is Surface.BODY
    assert surfaces.pop("Your trial is ready") is Surface.SUBJECT
    assert set(surfaces.values()) == {Surface.FOOTER}
    assert block(document, "Ann Miller").locator.label.endswith("signature")
    assert block(document, "© 2026 Acme").locator.label.endswith("footer")


def test_words_that_speak_of_leaving_and_an_afterword_are_no_footer() -> None:
    lines = (
        "You can unsubscribe at any time, and it costs nothing.",
        "We deliver within 3 days everywhere.",
        "Returns are free for a whole month.",
        "Cheers,",
        "Ann",
        "PS: the offer ends on Friday.",
    )
    document = read(mail(text="\n\n".join(lines), html=""))
    footer = [b.text for b in document.blocks if b.surface is Surface.FOOTER]
    assert footer == ["Cheers,", "Ann"]


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


def test_a_signature_in_one_html_paragraph_is_footer() -> None:
    html = (
        "<p>Your trial runs 14 days.</p><table><tr><td><p>Best,<br>Jo Kim<br>Head of Sales, Acme Inc.<br>"
        "+1 555 0100<br>jo@acme.example</p></td></tr></table><p>You receive this email as a customer.</p>"
    )
    surfaces = [b.surface for b in read(mail(text="", html=html)).blocks]
    assert surfaces == [Surface.SUBJECT, Surface.BODY, Surface.FOOTER, Surface.FOOTER]


@pytest.mark.parametrize(
    "copy", ["Thanks, Jo. We saved 40%.", "Thanks, your trial lasts 14 days", "Best of all"]
)
def test_a_polite_sentence_is_no_signature(copy: str) -> None:
    assert block(read(mail(text="", html=f"<p>Hi</p><p>{copy}</p>")), copy).surface is Surface.BODY


def test_what_a_mail_quotes_is_not_the_companys() -> None:
    document = read(mail(text="We keep backups for 90 days.\n\n> Theirs stay 30 days.\n", html=""))
    assert [b.speaker for b in document.blocks] == [Speaker.COMPANY, Speaker.COMPANY, Speaker.CUSTOMER]
