"""Each way to tell people, against a real server: what arrives, what is tried again, and what hostile copy can do."""

from __future__ import annotations

import json
import socket
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from watched import NOW, PASSWORD, USER, Hook, Sink, a_run, finding

from msgcheck import progress
from msgcheck.errors import ConfigError
from msgcheck.model import Severity
from msgcheck.notify import letter as letters
from msgcheck.notify import webhook as webhooks
from msgcheck.notify.email import Email, as_html, compose
from msgcheck.notify.file import MarkdownFile, entry
from msgcheck.notify.letter import Letter
from msgcheck.notify.sending import PAUSES_S, SendError, insist
from msgcheck.notify.webhook import Webhook, payload

HOSTILE = [
    "Free\r\nBcc: everybody@example.com\r\n\r\n<script>alert(1)</script>",
    "<!channel> <@U123> <https://evil.example|click> @channel @all ![x](https://evil.example/p.png) &lt;",
    "[x](javascript:alert(1)) <img src=https://evil.example/p.png> # heading | cell `code` **bold** @somebody #1",
    "\u202ereversed\u2066 \x00\x1b[31m \ud800 \u2028",
]


def of(*words: str) -> Letter:
    findings = [finding(text, attribute=text[:30], uri=f"{text[:20]}.md", message=text) for text in words]
    return letters.of_news(a_run(*findings, company=words[0]), findings, project="here")


def mailing(sink: Sink, **more: str) -> Email:
    return Email("localhost", port=sink.port, sender="msgcheck <msgcheck@example.com>", to=["brand@example.com", "Söngül <s@example.com>"], **more)  # fmt: skip


@pytest.mark.timeout(30)
def test_a_mail_arrives_over_starttls_after_a_login(
    serve: Callable[..., Sink], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sink = serve(tls=True)
    mailing(sink, user=USER, password=PASSWORD).send(of("Free trial of 30 days."), now=NOW)
    (mail,), (session,) = sink.mails, sink.sessions
    assert session.ssl
    assert session.authenticated
    assert mail["Subject"] == "Free trial of 30 days.: 1 new finding, 1 error"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [address.addr_spec for address in mail["To"].addresses] == ["brand@example.com", "s@example.com"]
    assert parsedate_to_datetime(mail["Date"]) == NOW
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for part in mail.iter_parts():
        assert "Free trial of 30 days." in part.get_content()


@pytest.mark.timeout(30)
def test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent(
    serve: Callable[..., Sink],
) -> None:
    sink = serve(tls=True)
    with pytest.raises(SendError, match="no safe connection") as caught:
        mailing(sink, user=USER, password=PASSWORD).send(of("x"), now=NOW)
    assert not caught.value.passing
    assert not sink.mails


@pytest.mark.timeout(30)
def test_a_server_without_starttls_gets_neither_mail_nor_password(serve: Callable[..., Sink]) -> None:
    sink = serve()
    with pytest.raises(SendError, match="STARTTLS"):
        mailing(sink).send(of("x"), now=NOW)
    assert not sink.mails


@pytest.mark.timeout(30)
def test_a_wrong_password_is_not_tried_again_and_not_repeated(
    serve: Callable[..., Sink], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    wrong = "wr0ng-secret"
    with pytest.raises(SendError, match="refuses user or password") as caught:
        mailing(serve(tls=True), user=USER, password=wrong).send(of("x"), now=NOW)
    assert not caught.value.passing
    assert wrong not in "".join(traceback.format_exception(caught.value))


@pytest.mark.timeout(30)
def test_what_a_server_refuses_for_now_is_the_same_mail_the_next_time(serve: Callable[..., Sink]) -> None:
    sink, waited = serve(), list[float]()
    sink.refusals = ["451 greylisted", "452 full"]
    letter = of("x")
    insist(lambda: mailing(sink, security="none").send(letter, now=NOW) and None, sleep=waited.append)
    assert waited == list(PAUSES_S[:2])
    (mail,) = sink.mails
    assert (
        mail["Message-ID"] == compose(letter, sender=mail["From"].addresses[0], to=(), now=NOW)["Message-ID"]
    )


@pytest.mark.timeout(30)
def test_what_a_server_refuses_for_good_is_not_sent_again(serve: Callable[..., Sink]) -> None:
    sink, waited = serve(), list[float]()
    sink.refusals = ["554 spam"]
    with pytest.raises(SendError, match="554 spam"):
        insist(lambda: mailing(sink, security="none").send(of("x"), now=NOW) and None, sleep=waited.append)
    assert not waited
    assert not sink.mails


@pytest.mark.timeout(30)
def test_a_mail_that_one_of_two_gets_is_sent_and_the_other_is_named(serve: Callable[..., Sink]) -> None:
    sink = serve()
    sink.refused = ("s@example.com",)
    assert mailing(sink, security="none").send(of("x"), now=NOW) == "mail: not taken for s@example.com"
    assert sink.recipients == [["brand@example.com"]]
    sink.refused = ("s@example.com", "brand@example.com")
    with pytest.raises(SendError, match="takes it for nobody") as caught:
        mailing(sink, security="none").send(of("x"), now=NOW)
    assert not caught.value.passing


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sender": "msgcheck"}, "no mail address"),
        *(({"sender": sender}, "no mail address") for sender in ("@x", "a@.", '"a@', 'x@[>\\\\]"1')),
        ({"host": "smtp..example"}, "no host"),
        ({"host": f"{'a' * 70}.example"}, "no host"),
        ({"to": ["a@example.com\nBcc: b@example.com"]}, "no mail address"),
        ({"host": "mail.example.com", "user": "a", "password": "b", "security": "none"}, "in the clear"),
        ({"user": "a", "password": "pässword"}, "ASCII"),
    ],
)
def test_settings_that_cannot_work_are_said_before_anything_is_sent(
    changes: dict[str, object], said: str
) -> None:
    settings = {"host": "localhost", "sender": "a@example.com", "to": ["b@example.com"], **changes}
    with pytest.raises(ConfigError, match=said) as caught:
        Email(**settings)  # type: ignore[arg-type]
    assert "pässword" not in str(caught.value)


@pytest.mark.timeout(30)
def test_hostile_copy_in_a_mail_stays_words(serve: Callable[..., Sink]) -> None:
    sink = serve()
    mailing(sink, security="none").send(of(*HOSTILE), now=NOW)
    (mail,) = sink.mails
    assert not mail["Bcc"]
    assert sink.recipients == [["brand@example.com", "s@example.com"]]
    assert mail["Subject"].startswith("Free Bcc: everybody@example.com")
    text, page = (part.get_content() for part in mail.iter_parts())
    assert "\u202e" not in text + page
    assert "\x1b" not in text + page
    assert tags(page) <= {"html", "head", "meta", "title", "body", "p", "br", "h3", "ul", "li", "q"}


def tags(page: str) -> set[str]:
    found = set[str]()

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.add(tag)

    Parser().feed(page)
    return found


@given(st.lists(st.text(max_size=300), min_size=1, max_size=4))
def test_whatever_the_copy_says_every_form_of_a_letter_holds_and_calls_nobody(words: list[str]) -> None:
    letter = of(*words)
    assert all("\n" not in text and "\r" not in text for text in (letter.subject, *letter.lead, *letter.foot))
    assert tags(as_html(letter)) <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "p",
        "br",
        "h3",
        "ul",
        "li",
        "q",
    }
    compose(
        letter, sender=Email("h", sender="a@b.example", to=["c@d.example"])._sender, to=(), now=NOW
    ).as_bytes()
    posted = json.dumps(payload(letter))
    assert "<" not in posted.replace("\\", "")
    assert ">" not in posted
    kinds = {token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(entry(letter, NOW))}
    assert kinds <= {
        f"{what}_{end}"
        for what in ("heading", "paragraph", "bullet_list", "list_item")
        for end in ("open", "close")
    } | {"inline"}


def test_hostile_copy_in_a_webhook_calls_nobody_and_stays_within_the_limits_of_slack() -> None:
    many = [finding(f"{n} {HOSTILE[1]} {'&' * 400}", uri=f"{n}.md") for n in range(500)]
    many += [replace(many[0], places=tuple(one.places[0] for one in many[:100]))]
    posted = payload(letters.of_news(a_run(*many), many, project="here", link="https://reports.example/a|b"))
    assert len(posted["blocks"]) <= webhooks.BLOCKS
    said = [block["text"]["text"] for block in posted["blocks"]]
    assert max(map(len, said)) <= webhooks.SECTION
    assert len(posted["text"]) <= webhooks.TEXT
    everything = "\n".join([*said, posted["text"]]).replace("<https://reports.example/a%7Cb|Report>", "")
    for calling in ("<!", "<@", "<http", "@channel", "@all", "![", "]("):
        assert calling not in everything
    assert "And 481 more, all in the report." in said[-1]


@pytest.mark.timeout(30)
def test_a_webhook_that_fails_is_tried_again_and_told_once(
    hook: Hook,
) -> None:
    hook.answers = [500, (429, {"Retry-After": "7"}, b""), 503]
    channel, waited, letter = Webhook(hook.address, variable="HOOK"), list[float](), of("x")
    insist(lambda: channel.send(letter, now=NOW) and None, sleep=waited.append)
    assert waited == [PAUSES_S[0], 7.0, PAUSES_S[2]]
    assert len(hook.posts) == 4
    assert len({headers["Idempotency-Key"] for headers, _ in hook.posts}) == 1
    assert json.loads(hook.posts[-1][1])["blocks"][0]["text"]["text"].startswith(
        "*x: 1 new finding, 1 error*\n"
    )


@pytest.mark.timeout(30)
def test_what_may_have_arrived_is_not_sent_again(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server took the message and did not answer in time."""
    monkeypatch.setattr(webhooks, "TIMEOUT_S", 0.3)
    hook.answers = [1.0]
    channel, waited = Webhook(hook.address, variable="HOOK"), list[float]()
    with pytest.raises(SendError) as caught:
        insist(lambda: channel.send(of("x"), now=NOW) and None, sleep=waited.append)
    assert caught.value.unsure
    assert (len(hook.posts), waited) == (1, [])


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("hangs_up_after", "unsure", "tries"), [("MAIL", False, 4), ("DATA", True, 1), (".", True, 1)]
)
def test_a_mail_server_that_hangs_up_is_tried_again_until_it_had_the_message(
    hangs_up_after: str, unsure: bool, tries: int
) -> None:
    talks = list[str]()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_talk, args=(listening, hangs_up_after, talks), daemon=True).start()
        mail = Email("127.0.0.1", port=listening.getsockname()[1], sender="m@example.com", to=["b@example.com"], security="none")  # fmt: skip
        with pytest.raises(SendError, match="hung up") as caught:
            insist(lambda: mail.send(of("x"), now=NOW) and None, sleep=lambda _: None)
    assert caught.value.unsure is unsure
    assert talks.count(hangs_up_after) == tries


def _talk(listening: socket.socket, last: str, talks: list[str]) -> None:
    """Speak SMTP with each client until it says `last`."""
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        with client, client.makefile("rwb") as lines:
            answer, letter = b"220 here", False
            while True:
                if answer:
                    lines.write(answer + b"\r\n")
                    lines.flush()
                said = lines.readline().decode().strip()
                if letter and said != ".":
                    answer = b""
                    continue
                word = said.partition(" ")[0].upper()
                talks.append(word)
                if word == last or not said:
                    break
                letter = word == "DATA"
                answer = b"354 go on" if letter else b"250 fine"


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("answer", "said", "tries"),
    [
        ((404, {}, b"channel_not_found"), "answers 404 channel_not_found", 1),
        ((400, {}, b"/services/T0000/s3cr3t-t0ken is wrong"), "answers 400$", 1),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "answers 302", 1),
        ((429, {"Retry-After": "86400"}, b""), "answers 429", 1),
        ((429, {"Retry-After": "Mon, 05 Jan 2026 06:00:09 GMT"}, b""), "answers 429", 4),
        (503, "answers 503", 4),
    ],
)
def test_a_webhook_that_refuses_is_named_by_its_variable(
    hook: Hook, answer: int | tuple[int, dict[str, str], bytes], said: str, tries: int
) -> None:
    hook.answers = [answer] * 5
    waited = list[float]()
    with pytest.raises(SendError, match=said) as caught:
        insist(
            lambda: Webhook(hook.address, variable="HOOK").send(of("x"), now=NOW) and None,
            sleep=waited.append,
        )
    assert len(hook.posts) == tries
    assert "s3cr3t" not in "".join(traceback.format_exception(caught.value))
    if tries > 1 and isinstance(answer, tuple):
        assert waited == [9.0, 9.0, 25.0]


@pytest.mark.timeout(30)
def test_a_pause_that_no_clock_can_hold_is_none(hook: Hook) -> None:
    hook.answers = [(429, {"Retry-After": "Mon, 01 Jan 2024 00:00:00 +99999999999999999999"}, b"")]
    with pytest.raises(SendError, match="answers 429") as caught:
        Webhook(hook.address, variable="HOOK").send(of("x"), now=NOW)
    assert caught.value.passing


@pytest.mark.timeout(30)
def test_nobody_at_the_address(hook: Hook) -> None:
    address = hook.address.replace("127.0.0.1", "127.0.0.2")
    with pytest.raises(SendError, match="cannot be reached: Connection refused") as caught:
        Webhook(address, variable="HOOK").send(of("x"), now=NOW)
    assert caught.value.passing
    assert "s3cr3t" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "hooks.slack.com/x", "https:///x", "https://a b", "https://[x", "https://a..b/", "https://h/ä", "https://h/?ä", "https://h:99999/", "https://h:0/", "https://h:x/"])  # fmt: skip
def test_what_is_no_address_is_said_without_showing_it(address: str) -> None:
    with pytest.raises(ConfigError, match="SLACK_HOOK does not hold") as caught:
        Webhook(address, variable="SLACK_HOOK")
    assert address not in str(caught.value)


@pytest.mark.timeout(30)
def test_what_the_protocol_has_no_bytes_for_is_a_failure_that_is_certain(
    hook: Hook, serve: Callable[..., Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that becomes none on the way, as with another version of IDNA."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: f"{host}..".encode("idna"))
    mail = Email("localhost", sender="a@example.com", to=["b@example.com"], security="none")
    for channel in (Webhook(hook.address.replace("127.0.0.1", "localhost"), variable="HOOK"), mail):
        with pytest.raises(SendError, match="cannot be asked") as caught:
            channel.send(of("x"), now=NOW)
        assert not caught.value.passing
        assert not caught.value.unsure
        assert "s3cr3t" not in "".join(traceback.format_exception(caught.value))


def test_a_markdown_file_has_the_newest_first_and_keeps_what_people_wrote(tmp_path: Path) -> None:
    path = tmp_path / "news" / "msgcheck.md"
    channel = MarkdownFile(path, write=progress.write_whole)
    channel.send(of("one"), now=NOW)
    channel.send(of("two"), now=NOW.replace(day=12))
    text = path.read_text()
    assert text.startswith("# What msgcheck found\n\n## 2026-01-12 06:00 UTC · two: 1 new finding")
    assert text.index("· two") < text.index("· one")
    path.write_text("Our news\n\n" + text)
    channel.send(of("three"), now=NOW)
    assert path.read_text().endswith("Our news\n\n" + text)


def test_hostile_copy_in_markdown_stays_words(tmp_path: Path) -> None:
    text = entry(of(*HOSTILE), NOW)
    page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text)
    assert tags(page) <= {"h2", "p", "ul", "li", "strong", "br"}
    assert "@somebody" not in text
    assert page.count("<h2>") == 1


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SendError, match="cannot be"):
        MarkdownFile(tmp_path / "file" / "news.md", write=progress.write_whole).send(of("x"), now=NOW)


def test_only_what_fits_is_shown_and_the_rest_is_counted() -> None:
    many = [finding(str(n), severity=Severity.WARNING) for n in range(30)]
    letter = letters.of_news(a_run(*many), many, project="here")
    assert len(letter.entries) == letters.MOST
    assert letter.foot == ("And 10 more, all in the report.",)
    first = letters.of_start(a_run(*many, number=1), many, project="here")
    assert len(first.entries) == letters.MOST_AT_FIRST
    assert first.lead[:2] == ("This is the first message: 30 warnings in 1 asset.", "By kind: 30 conflicting values (MC102).")  # fmt: skip
