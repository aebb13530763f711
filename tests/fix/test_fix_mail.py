"""Wrong words in mails: in every part, in its own encoding and charset, and in the headers that an inbox shows."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest
from fixing import rewritten


def mail(
    subject: str, text: str, html: str = "", cte: str = "quoted-printable", charset: str = "utf-8"
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Ana <ana@acme.example>"
    message["To"] = "e-mail@globex.example"
    message["Subject"] = subject
    message["X-Campaign"] = "e-mail"
    message.set_content(text, charset=charset, cte=cte)
    if html:
        message.add_alternative(html, subtype="html", charset=charset, cte=cte)
    return message.as_bytes()


def bodies(data: bytes) -> list[str]:
    message = email.message_from_bytes(data, policy=default)
    return [str(part.get_content()) for part in message.walk() if not part.is_multipart()]


TEXT = "Hello Bo,\n\nvisit our web site – it is naïve to send an e-mail = letter.\n\n-- \nAna, e-mail team\n"
HTML = "<html><body><p>Hello Bo,</p><p>visit our <b>web site</b> – it is naïve to send an e-mail.</p></body></html>\n"


@pytest.mark.parametrize(
    ("cte", "charset"),
    [
        ("quoted-printable", "utf-8"),
        ("base64", "utf-8"),
        ("8bit", "utf-8"),
        ("quoted-printable", "windows-1252"),
    ],
)
def test_every_part_says_the_new_words_in_its_own_encoding(tmp_path: Path, cte: str, charset: str) -> None:
    before = mail("Your web site", TEXT, HTML, cte, charset)
    after, left = rewritten(tmp_path, "a.eml", before)
    assert not left
    assert bodies(after) == [
        part.replace("web site", "website")
        .replace("an e-mail", "an email")
        .replace("e-mail team", "email team")
        for part in bodies(before)
    ]
    old, new = (email.message_from_bytes(data, policy=default) for data in (before, after))
    assert str(new["Subject"]) == "Your website"
    assert [str(new[name]) for name in ("From", "To", "X-Campaign")] == [
        str(old[name]) for name in ("From", "To", "X-Campaign")
    ]
    assert [part["Content-Transfer-Encoding"] for part in new.walk()] == [
        part["Content-Transfer-Encoding"] for part in old.walk()
    ]


def test_quoted_printable_lines_without_new_words_keep_their_bytes(tmp_path: Path) -> None:
    body = "Caf=E9 at 10 =\r\no'clock.\r\n\r\nWrite an e-=\r\nmail to us.\r\n\r\nIt is =66ine.\r\n"
    head = "Subject: Hi\r\nFrom: a@x.example\r\nTo: b@x.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    after, _ = rewritten(tmp_path, "a.eml", (head + body).encode())
    assert after.decode() == head + body.replace("an e-=\r\nmail", "an email")


def test_an_encoded_subject_keeps_its_charset(tmp_path: Path) -> None:
    head = b"Subject: =?iso-8859-1?Q?Caf=E9_and_a_web_site?=\nFrom: a@x.example\nTo: b@x.example\n\nHello there.\n"
    after, left = rewritten(tmp_path, "a.eml", head)
    assert not left
    assert after.replace(b"?q?", b"?Q?") == head.replace(b"web_site", b"website")


def test_a_folded_subject_is_read_and_written(tmp_path: Path) -> None:
    head = b"Subject: All that is new on our\r\n web site this month\r\nFrom: a@x.example\r\nTo: b@x.example\r\n\r\nHi.\r\n"
    after, _ = rewritten(tmp_path, "a.eml", head)
    assert after == head.replace(b"web site", b"website")


def test_what_the_mail_answers_is_not_touched(tmp_path: Path) -> None:
    text = "See the web site.\n\nOn Mon, 2 Mar 2026 at 10:00, Bo <bo@globex.example> wrote:\n> Your web site is slow.\n"
    after, _ = rewritten(tmp_path, "a.eml", mail("Hi", text, cte="8bit"))
    assert bodies(after)[0].replace("\r\n", "\n") == text.replace("the web site", "the website")


def test_a_signed_mail_is_left_alone(tmp_path: Path) -> None:
    data = (
        b"Subject: Hi\nFrom: a@x.example\nTo: b@x.example\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/signed; boundary="b"; protocol="application/pgp-signature"\n\n'
        b"--b\nContent-Type: text/plain\n\nOur web site.\n\n--b\nContent-Type: application/pgp-signature\n\nxyz\n--b--\n"
    )
    after, left = rewritten(tmp_path, "a.eml", data)
    assert after == data
    assert ["signature" in reason for reason in left] == [True]
