"""Subtitles and transcripts: sentences across cues, who speaks, and every word with its place in the file."""

from __future__ import annotations

import html
import re

import pytest
from hostile import changed, given, quick, read_or_refuse, refusal, st

from msgcheck.claims.extract import claims_of
from msgcheck.claims.scope import NO_NAMES
from msgcheck.model import Block, Document, Kind, Resource
from msgcheck.readers.subtitles import SubtitleReader

SRT = """\
1
00:00:01,000 --> 00:00:03,500
Every plan starts with a
<i>30-day</i> free trial,

2
00:00:03,500 --> 00:00:06,000
and you never need a credit card.

3
00:01:23,000 --> 00:01:25,000
{\\an8}ANNA: It costs $9 per user.

4
00:01:25,000 --> 00:01:29,000
- Is there a discount?
- Yes, twenty percent
"""
VTT = """\
WEBVTT - Onboarding webinar
Kind: captions
Language: EN

STYLE
::cue { color: yellow }

NOTE
Not to be shown: 99 days free.

intro
00:01.000 --> 00:04.000 align:start
<v.loud Anna Berg>R&amp;D teams save <c.big>six</c> hours
a week <00:00:02.000>with Acme</v>

00:04.000 --> 00:05.000
<v Ben>[laughs] Even more.

1:00:05.000 --> 1:00:06.000
[Music]
"""


def read(text: str | bytes, uri: str = "talk.srt") -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    (document,) = SubtitleReader().read(Resource(uri, data, channel="video"))
    return document


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def block(document: Document, text: str) -> Block:
    (found,) = [b for b in document.blocks if b.text == text]
    return found


def test_a_sentence_runs_over_cues_and_every_turn_is_a_block() -> None:
    document = read(SRT)
    assert texts(document) == [
        "Every plan starts with a 30-day free trial, and you never need a credit card.",
        "It costs $9 per user.",
        "Is there a discount?",
        "Yes, twenty percent",
    ]
    assert document.media_type == "application/x-subrip"
    price = block(document, "It costs $9 per user.")
    assert (price.locator.label, price.locator.line, price.locator.column) == ("at 00:01:23", 12, 13)
    assert (price.context, price.speaker_name) == ("ANNA", "ANNA")
    assert document.line_column(document.blocks[0], document.blocks[0].text.index("never")) == (8, 9)


def test_webvtt_headers_comments_styles_voices_and_entities() -> None:
    document = read(VTT, "talk.vtt")
    assert (document.title, document.language) == ("Onboarding webinar", "en")
    assert [(b.text, b.context, b.kind, b.locator.label) for b in document.blocks] == [
        ("R&D teams save six hours a week with Acme", "Anna Berg", Kind.PARAGRAPH, "at 00:00:01"),
        ("Even more.", "Ben", Kind.PARAGRAPH, "at 00:00:04"),
        ("laughs", "", Kind.CAPTION, "at 00:00:04"),
        ("Music", "", Kind.CAPTION, "at 01:00:05"),
    ]


def test_a_label_before_a_colon_is_copy_and_a_name_said_twice_is_not() -> None:
    cue = "{0}\n00:00:0{0},000 --> 00:00:0{0},900\n{1}\n\n"
    said = ["Anna Berg: Hello there.", "Our price: nine dollars.", "Anna Berg: Thank you.", "FREE for all."]
    document = read("".join(cue.format(at, text) for at, text in enumerate(said, 1)))
    assert [(b.text, b.context) for b in document.blocks] == [
        ("Hello there.", "Anna Berg"),
        ("Our price: nine dollars.", "Anna Berg"),
        ("Thank you.", "Anna Berg"),
        ("FREE for all.", "Anna Berg"),
    ]


def test_captions_in_capitals_and_sentences_with_dots_between_cues() -> None:
    capitals = read("1\n00:00:01,000 --> 00:00:02,000\n>> OUR PRICE: NINE DOLLARS.\n")
    assert texts(capitals) == ["OUR PRICE: NINE DOLLARS."]
    mixed = read("1\n00:00:01,000 --> 00:00:02,000\nANNA: It costs nine dollars.\n")
    assert (texts(mixed), mixed.blocks[0].context) == (["It costs nine dollars."], "ANNA")
    dots = read(
        "1\n00:00:01,000 --> 00:00:02,000\nThree plans...\n\n2\n00:00:02,000 --> 00:00:03,000\n...from nine dollars.\n"
    )
    assert texts(dots) == ["Three plans... ...from nine dollars."]


def test_rolling_captions_are_read_once_and_end_at_pauses() -> None:
    document = read(
        "WEBVTT\n\n00:00.000 --> 00:02.000\n \nit<00:00:01.000><c> starts</c> with a\n\n"
        "00:02.000 --> 00:02.010\nit starts with a\n \n\n00:02.010 --> 00:04.000\nit starts with a\n"
        "thirty day trial\n\n00:09.000 --> 00:11.000\nand then nine dollars\n"
    )
    assert texts(document) == ["it starts with a thirty day trial", "and then nine dollars"]
    assert document.notes == ("no full stops: sentences are told apart by pauses only",)


def test_a_pause_within_a_sentence_does_not_cut_it() -> None:
    document = read(
        "1\n00:00:01,000 --> 00:00:02,000\nThe Team plan costs\n\n2\n00:00:09,000 --> 00:00:11,000\n"
        "nine dollars.\n\n3\n00:00:20,000 --> 00:00:21,000\nOne more thing\n\n"
        "4\n00:00:30,000 --> 00:00:31,000\nSetup is free.\n"
    )
    assert texts(document) == ["The Team plan costs nine dollars.", "One more thing", "Setup is free."]


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (SRT.replace("\n", "\r\n"), "Windows"),
        (SRT.replace("\n\n2\n", "\n2\n"), "no blank line"),
        (SRT.replace("starts with a\n", "starts with a\n\n"), "a blank line within a cue"),
        ("\n\n" + SRT.replace(",000 -->", ".000-->"), "points and no blanks"),
    ],
)
def test_files_that_people_edited_by_hand(spoilt: str, why: str) -> None:
    assert texts(read(spoilt)) == texts(read(SRT)), why


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_charsets(encoding: str) -> None:
    source = SRT.replace("a credit card", "a “carte bancaire” – jamais").encode(encoding)
    assert "“carte bancaire” – jamais" in read(source).text


def test_words_without_a_time_code_and_bytes_are_refused() -> None:
    assert "without a time code" in refusal(SubtitleReader(), b"WEBVTT\n\nJust words.\n").reason
    refusal(SubtitleReader(), bytes(range(256)) * 20)


_MARKUP = re.compile(
    r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}|^\d+\r?$|^[\d:.,]+ --> .*$|^[-–>]+ ?|^ANNA: |\[[^\]]*\]|\s",
    re.MULTILINE,
)
_WORDS = st.sampled_from(
    """It costs $9.|30 days|<i>free</i>|R&amp;D &lt; 5|a < b|[Music]|ANNA: Yes|- No, 5 GB.|{\\an8}Top
    |<c.x>Up to</c> ten|{{ name }} sees|no\u00a0card|soft\u00adhyphen|>> Ours is|🙂""".split("|")
).map(str.strip)


@quick
@given(
    cues=st.lists(st.lists(_WORDS, min_size=1, max_size=3), min_size=1, max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_slicing_the_file_at_a_claim_gives_its_words_back(cues: list[list[str]], end: str) -> None:
    source = end.join(
        f"{at}{end}00:00:{at * 4:02},000 --> 00:00:{at * 4 + 3:02},000{end}"
        + end.join(f"{line} x{at}" for line in lines)  # numbered: a line that comes again rolls
        + end
        for at, lines in enumerate(cues, 1)
    )
    document = read(source)
    assert document.source == source
    for claim in claims_of(document, NO_NAMES)[0]:
        start = claim.span.start - claim.block.span.start
        first = claim.block.source_offset(start)
        last = claim.block.source_offset(start + len(claim.text) - 1)
        assert first is not None
        assert last is not None
        cut = source[first : last + 1] + ("amp;" if source[last] == "&" else "")
        assert _squeezed(cut) == _squeezed(claim.text)
    for b in document.blocks:
        for at, letter in enumerate(b.text):
            where = b.source_offset(at)
            assert where is not None
            assert (
                source[where] == letter or source[where] == "&" or (letter == " " and source[where].isspace())
            )


def _squeezed(text: str) -> str:
    return html.unescape(_MARKUP.sub("", text)).replace("\u00ad", "")


@quick
@given(draw=st.data())
def test_broken_subtitles_give_a_document_or_a_source_error(draw: st.DataObject) -> None:
    read_or_refuse(SubtitleReader(), changed((SRT + VTT).encode(), draw.draw))
