"""Plain text and charsets: paragraphs, bullets, mail templates, and every character with its place."""

from __future__ import annotations

from datetime import date

import pytest
from hostile import changed, quick, read_or_refuse, refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import channels
from msgcheck.model import Block, Document, Kind, Resource, Speaker, Surface
from msgcheck.readers.byline import with_date
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.flow import Flow, compose, cut
from msgcheck.readers.markdown import MarkdownReader
from msgcheck.readers.text import TextReader, text_blocks


def read(text: str | bytes, media_type: str = "") -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return TextReader().read(Resource("mail.txt", data, media_type))[0]


def texts(source: str) -> list[str]:
    return [block.text for block in text_blocks(source)]


def from_source(document_source: str, block: Block) -> str:
    """The characters of the source that a block's characters came from."""
    places = [block.source_offset(at) for at in range(len(block.text))]
    return "".join(document_source[at] for at in places if at is not None)


def test_a_mail_template() -> None:
    document = read(
        "Subject: 30 days free for *|FNAME|*\r\nPreheader: No card needed\r\n\r\nHi there,\r\n\r\n"
        "our free trial lasts fourteen days, and after that\r\nyou pay $9 per user.  No   contract.\r\n"
    )
    assert [(b.surface, b.text) for b in document.blocks] == [
        (Surface.SUBJECT, "30 days free for *|FNAME|*"),
        (Surface.PREHEADER, "No card needed"),
        (Surface.BODY, "Hi there,"),
        (
            Surface.BODY,
            "our free trial lasts fourteen days, and after that you pay $9 per user. No contract.",
        ),
    ]
    body = document.blocks[3]
    assert document.title == "30 days free for *|FNAME|*"
    assert document.line_column(body, 0) == (6, 1)
    assert document.line_column(body, body.text.index("you pay")) == (7, 1)
    assert document.line_column(body, body.text.index("contract")) == (7, 28)
    assert document.blocks[0].fields


def test_lists_headings_and_lines_on_purpose() -> None:
    blocks = text_blocks(
        "PRICING AND PLANS\n\nPlans\n=====\n- 10 users\n- 50 users, with\n  support\nCall us\n\n"
        "Free trial\nNo credit card\nCancel anytime\n\n> quoted words that\n> go on\n\n1. first\n2. second\n"
    )
    assert [(b.kind, b.text) for b in blocks] == [
        (Kind.HEADING, "PRICING AND PLANS"),
        (Kind.HEADING, "Plans"),
        (Kind.LIST_ITEM, "10 users"),
        (Kind.LIST_ITEM, "50 users, with support"),
        (Kind.PARAGRAPH, "Call us"),
        (Kind.PARAGRAPH, "Free trial"),
        (Kind.PARAGRAPH, "No credit card"),
        (Kind.PARAGRAPH, "Cancel anytime"),
        (Kind.QUOTE, "quoted words that go on"),
        (Kind.LIST_ITEM, "first"),
        (Kind.LIST_ITEM, "second"),
    ]
    assert blocks[2].headings == ("Plans",)
    assert blocks[2].locator.label == "list item 1 under 'Plans'"


def test_a_footnote_joins_its_claim() -> None:
    claim, note = text_blocks("Only $9 per month*\n\n* Billed once a year.")
    assert claim.context == "Billed once a year."
    assert note.text == "* Billed once a year."
    assert text_blocks("5 * 3 = 15 and *word*\n\n* Billed yearly.")[0].context == ""


def test_what_cannot_be_read_is_refused() -> None:
    for data in (
        b"",
        b" \n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(256)) * 8,
        b"\x1f\x8b\x08" + bytes(60),
    ):
        refusal(TextReader(), data)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("naïve – “café”".encode(), "", "naïve – “café”"),
        ("naïve – “café”".encode("utf-8-sig"), "latin-1", "naïve – “café”"),
        ("naïve – “café”".encode("utf-16"), "", "naïve – “café”"),
        ("Only ten users per team".encode("utf-16-le"), "", "Only ten users per team"),
        ("Only ten users per team".encode("utf-16-be"), "", "Only ten users per team"),
        ("naïve – “café”".encode("cp1252"), "iso-8859-1", "naïve – “café”"),
        ("naïve – “café”".encode(), "windows-1252", "naïve – “café”"),
        ("プランは月額900円です".encode("shift_jis"), "shift_jis", "プランは月額900円です"),
        (b"plain", "no-such-charset", "plain"),
        (b"plain", "hex", "plain"),
        (b"plain", "utf-16", "plain"),
        (b"a\rb", "", "a\nb"),
        (b"a\r\nb", "", "a\r\nb"),
    ],
)
def test_charsets(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared)[0] == text


def test_an_undeclared_charset_is_guessed_and_noted() -> None:
    text, notes = decode("Die Lösung für große Teams: läuft überall, auch für Könige.".encode("cp1252"))
    assert "Lösung für große Teams" in text
    assert "not valid UTF-8" in notes[0]
    with pytest.raises(UnreadableTextError):
        decode(b"\0\1\2\3" * 100)


copy = st.text(
    st.sampled_from("aB9 .,*-–>|=:#{}%[]()\n\n\r\t\u00a0\u00ad\u200b\u200déß"), min_size=0, max_size=120
)


@given(copy)
@settings(max_examples=400, deadline=None)
def test_every_character_stands_in_the_source(source: str) -> None:
    for block in text_blocks(source):
        written = from_source(source, block)
        assert len(written) == len(block.text)
        for read_as, stood in zip(block.text, written, strict=True):
            assert read_as == stood or (read_as == " " and not stood.isalnum())


@given(st.text(st.sampled_from("ab 9\n"), max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost(source: str) -> None:
    assert " ".join(texts(source)).split() == source.split()


@given(copy, st.data())
@settings(max_examples=200, deadline=None)
def test_origins_can_be_cut_and_joined(source: str, data: st.DataObject) -> None:
    flow = Flow()
    flow.add(source, 7)
    text, origin = flow.finish()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole, part = (
        Block(text, _NO_SPAN, origin=origin),
        Block(text[start:end], _NO_SPAN, origin=cut(origin, start, end)),
    )
    for at in range(end - start):
        assert part.source_offset(at) == whole.source_offset(start + at)
    assert compose(((0, start),), end - start, origin) == cut(origin, start, end) or start == end


@quick
@given(st.data())
def test_changed_bytes_are_read_or_refused(data: st.DataObject) -> None:
    mail = "Subject: naïve\n\nOur trial lasts 30 days, {{ name }}.\n\n- one\n- two {% if x %}a{% endif %}\n".encode()
    read_or_refuse(TextReader(), changed(mail, data.draw))


_NO_SPAN = text_blocks("x")[0].span


@pytest.mark.parametrize(
    ("words", "charset", "read_as"),
    [
        ("It’s open: voilà, café for 5 € a month.", "cp1252", "cp1252"),
        ("Größe zählt: 9 € für schöne Büros.", "cp1252", "cp1252"),
        ("Não há cartão: a avaliação dura 14 dias.", "cp1252", "cp1252"),
        ("Okres próbny trwa 14 dni. Płacisz później.", "cp1250", "cp1250"),
        ("Zkušební doba trvá 14 dní. Každý uživatel platí měsíčně.", "cp1250", "cp1250"),
        ("Пробный период длится 14 дней, потом вы платите.", "cp1251", "cp1251"),
        ("Η δοκιμαστική περίοδος διαρκεί 14 ημέρες.", "cp1253", "cp1253"),
    ],
)
def test_undeclared_letters_are_western_unless_they_make_no_words(
    words: str, charset: str, read_as: str
) -> None:
    assert decode(words.encode(charset)) == (words, [f"not valid UTF-8, read as {read_as}"])


def test_answers_know_their_question() -> None:
    source = (
        "Q: Can I cancel my plan whenever I want to, even early?\nA: Yes, within 30 days.\n\n"
        "How long is the trial?\r\nIt lasts 14 days.\n\nCan I pay yearly?\n\nPrices exclude VAT.\n\n"
        "QUESTIONS\n\nIs it free?\n\nYes.\n"
    )
    blocks = text_blocks(source)
    assert [(b.text, b.context) for b in blocks if b.context] == [
        ("Yes, within 30 days.", "Can I cancel my plan whenever I want to, even early?"),
        ("It lasts 14 days.", "How long is the trial?"),
        ("Yes.", "Is it free?"),
    ]
    assert from_source(source, blocks[1]) == "Yes, within 30 days."


def test_a_signed_quotation_is_its_customers() -> None:
    said, name, own = text_blocks('"We saved 40%." - Ana, Foo Inc.\n\nWe keep backups for 30 days.')
    assert (said.text, said.speaker, said.speaker_name) == (
        '"We saved 40%."',
        Speaker.CUSTOMER,
        "Ana, Foo Inc.",
    )
    assert (name.text, name.kind, own.speaker) == ("Ana, Foo Inc.", Kind.CAPTION, Speaker.COMPANY)


@pytest.mark.parametrize(
    ("source", "uri", "day"),
    [
        ("# X\n\nMarch 4, 2026\n\nFree.", "a.md", date(2026, 3, 4)),
        ("# X\n\nBy Jo Kim · 4 Mar 2026 · 5 min read\n\nFree.", "a.md", date(2026, 3, 4)),
        ("# X\n\n*Published on March 4, 2026*\n\nFree.", "2026-01-02-b.md", date(2026, 3, 4)),
        ("# X\n\nFree.\n\nLast updated: 2026-03-04", "a.md", date(2026, 3, 4)),
        ("# X\n\nPosted March 1, 2026 by Jo | Updated 4 March 2026", "a.md", date(2026, 3, 4)),
        ("---\ndate: 2025-05-05\n---\n# X\n\nMarch 4, 2026", "2026-01-02-b.md", date(2025, 5, 5)),
        ("Free.", "blog/2026-01-02-b.txt", date(2026, 1, 2)),
        ("# X\n\nOn March 4, 2026, we moved.", "a.md", None),
        ("# X\n\nThe offer ends March 4, 2026.", "a.md", None),
        ("# X\n\n© 2026 Foo", "2026-13-02-b.md", None),
        ("# Blog\n\nMarch 4, 2026\n\nOne\n\nMarch 9, 2026\n\nTwo", "a.md", None),
    ],
)
def test_the_day_of_a_post(source: str, uri: str, day: date | None) -> None:
    reader = MarkdownReader() if uri.endswith(".md") else TextReader()
    (document,) = reader.read(Resource(uri, source.encode()))
    assert with_date(document).date == day


@pytest.mark.parametrize(
    ("uri", "kind", "channel"),
    [
        ("offer.txt", "email", "email"),
        ("deck.bin", "pptx", "deck"),
        ("page.txt", "html", "website"),
        ("notes.txt", "text", "other"),
    ],
)
def test_a_file_under_another_name_has_the_channel_of_its_kind(uri: str, kind: str, channel: str) -> None:
    guessed = channels.assign(Resource(uri, b""), [])
    assert channels.assign_by_kind(guessed, kind).channel == channel
    assert channels.assign_by_kind(Resource(uri, b"", channel="pr"), kind).channel == "pr"


def test_entities_of_a_template_are_read() -> None:
    (document,) = TextReader().read(
        Resource("a.txt", b"Log&nbsp;in, pro&shy;ject &ldquo;x&rdquo; R&amp;D, AT&T; Fish&Chips")
    )
    (block,) = document.blocks
    assert block.text == "Log in, project “x” R&D, AT&T; Fish&Chips"
    assert document.source is not None
    at = block.source_offset(block.text.index("Fish"))
    assert document.source[at:] == "Fish&Chips"
