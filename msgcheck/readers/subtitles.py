"""Subtitles and transcripts (.srt, .vtt) to blocks: what is said, sentence by sentence across the cues.

The grammar is our own: webvtt-py and pysubs2 read more dialects, but they keep no place of a word in the
file, and without it no finding could point to the line and column where the words stand.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.flow import Flow
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.places import locate

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?!\d)")
_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?:[-–—:][ \t]*)?(?P<title>[^\r\n]*))?\r?$")
_LANGUAGE = re.compile(r"Language:\s*([\w-]+)", re.IGNORECASE)
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_MARKUP = re.compile(
    r"<v(?:\.[^\s>]*)?[ \t]+(?P<voice>[^<>]+)>"
    r"|(?P<tag></?[A-Za-z][^<>]*>|<(?:\d+:)?\d\d:\d\d\.\d{3}>|\{\\[^{}]*\})"
    r"|(?P<entity>&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]+);)"
    r"|\[(?P<sound>[^\[\]]*)\]"
)
# "- Is it free?", ">> It is.": somebody else speaks; "-5 °C" and "-- and more" are no turns.
_TURN = re.compile(r"\s*(?:[-–]\s*(?=[^\W\d_]|[\"'“¿¡(<{])|(?:>>+|&gt;&gt;)\s*(?=\S))")
_NAME = re.compile(r"\s*(?P<name>[^\W\d_][\w.'’ -]{0,29}?)[ \t]*:(?:\s+|$)")
_SENTENCE_END = re.compile(r"(?:(?<!\.)\.|[?!])[\"'”’)»]*\Z")  # "Three plans..." goes on in the next cue
_PAUSE_S = 3.0  # people breathe for less; after it a cue without a full stop has ended its sentence too


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file; `at` is its offset."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class _Cue:
    """What is on the screen from `start_s` to `end_s`."""

    start_s: float
    end_s: float
    lines: list[_Line]


class SubtitleReader:
    """SubRip (.srt) and WebVTT (.vtt)."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when the bytes are no text, or hold no cue."""
        try:
            source, notes = decode(resource.data)
        except UnreadableTextError as err:
            raise SourceError(resource.uri, str(err)) from err
        lines = _lines(source)
        cues = _cues(lines)
        if not cues:
            raise SourceError(resource.uri, "subtitles without a time code", "save the words as .txt")
        talk = _Talk(_names(cues), punctuated=_is_punctuated(cues))
        blocks = list(talk.blocks(cues))
        if not talk.punctuated and blocks:
            notes.append("no full stops: sentences are told apart by pauses only")
        header = _HEADER.match(lines[0].text)
        return [
            assemble(
                resource,
                locate(resolve(blocks, source=source, notes=notes), source),
                media_type="text/vtt" if header else "application/x-subrip",
                title=(header["title"] or "") if header else "",
                language=_language(lines) if header else "",
                source=source,
                notes=notes,
            )
        ]


def _lines(source: str) -> list[_Line]:
    lines, at = [], 0
    for text in source.split("\n"):
        lines.append(_Line(text, at))
        at += len(text) + 1
    return lines


def _language(lines: list[_Line]) -> str:
    """Return what the header of a WebVTT file says, "" when it says nothing."""
    for line in lines[1:]:
        if not line.text.strip():
            break
        if found := _LANGUAGE.match(line.text):
            return found[1].lower()
    return ""


def _cues(lines: list[_Line]) -> list[_Cue]:
    """Return the cues in order. Words behind a blank line belong to the cue before: people edit by hand."""
    cues: list[_Cue] = []
    reading = False  # words may follow: we are behind a time code, and in no comment
    for index, line in enumerate(lines):
        if times := _TIMES.match(line.text):
            cues.append(_Cue(_seconds(times.groups()[:4]), _seconds(times.groups()[4:]), []))
            reading = True
        elif _is_id(lines, index):
            continue
        elif not line.text.strip():
            reading = bool(cues)
        elif _NO_CUE.match(line.text) and (index == 0 or not lines[index - 1].text.strip()):
            reading = False
        elif reading:
            cues[-1].lines.append(line)
    return cues


def _is_id(lines: list[_Line], index: int) -> bool:
    """Say whether a line is the number or name of the cue whose time code follows."""
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    opens = index == 0 or not lines[index - 1].text.strip() or lines[index].text.strip().isdigit()
    return opens and bool(_TIMES.match(following))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths.ljust(3, "0")) / 1000


def _is_punctuated(cues: list[_Cue]) -> bool:
    """Say whether any cue ends a sentence; captions made by a machine have no full stops at all."""
    return any(cue.lines and _SENTENCE_END.search(_bare(cue.lines[-1].text)) for cue in cues)


def _bare(text: str) -> str:
    return html.unescape(_MARKUP.sub(lambda found: found["entity"] or "", text)).strip()


def _names(cues: list[_Cue]) -> frozenset[str]:
    """Return what stands before a colon and names a speaker: capitals, or capitalised words said twice.

    "Our price: $9" stays copy. Where all is in capitals, as in live captions, capitals name nobody.
    """
    said: Counter[str] = Counter()
    shouted = not any(any(map(str.islower, _bare(line.text))) for cue in cues for line in cue.lines)
    for cue in cues:
        for line in cue.lines:
            text = _bare(line.text)
            turn = _TURN.match(text)
            if found := _NAME.match(text, turn.end() if turn else 0):
                said[found["name"]] += 1
    return frozenset(
        name
        for name, times in said.items()
        if (name.isupper() and not shouted)
        or (times > 1 and all(not word[0].islower() for word in name.split()))
    )


@dataclass
class _Talk:
    """Cues to blocks; holds the sentence that is being said."""

    names: frozenset[str]
    punctuated: bool
    _flow: Flow = field(default_factory=Flow)
    _sounds: list[Block] = field(default_factory=list)
    _start_s: float = 0.0
    _speaker: str = ""

    def blocks(self, cues: list[_Cue]) -> Iterator[Block]:
        """Yield a block for each run of cues that ends with a sentence, a speaker's turn or a pause."""
        end_s, last_line = 0.0, ""
        for cue in cues:
            first_line = _bare(cue.lines[0].text) if cue.lines else ""
            goes_on = self.punctuated and first_line[:1].islower()
            if cue.start_s - end_s >= _PAUSE_S and not goes_on:
                yield from self._finish()
            # Captions of live speech roll: every cue shows the last line of the one before once more.
            rolls = bool(first_line) and first_line == last_line and cue.start_s - end_s < _PAUSE_S
            for line in cue.lines[rolls:]:
                yield from self._line(line, cue.start_s)
            end_s, last_line = cue.end_s, _bare(cue.lines[-1].text) if cue.lines else ""
            if _SENTENCE_END.search(last_line):
                yield from self._finish()
        yield from self._finish()

    def _line(self, line: _Line, start_s: float) -> Iterator[Block]:
        text, at = line.text, 0
        if turn := _TURN.match(text):
            yield from self._finish()
            self._speaker, at = "", turn.end()
        opening = True  # the line has held markup only
        while at < len(text):
            found = _MARKUP.search(text, at)
            end = found.start() if found else len(text)
            name = _NAME.match(text, at, end) if opening else None
            if name and name["name"] in self.names:
                yield from self._turn(name["name"])
                at = name.end()
            if not self._flow:
                self._start_s = start_s
            self._flow.add(text[at:end], line.at + at)
            opening = opening and not text[at:end].strip()
            if found is None:
                break
            at = found.end()
            if found["voice"]:
                yield from self._turn(html.unescape(found["voice"]).strip())
            elif found["entity"]:
                self._flow.add_as(html.unescape(found["entity"]), line.at + found.start())
            elif found["sound"]:
                self._sound(found, line.at, start_s)
        self._flow.space(line.at + len(text))

    def _turn(self, speaker: str) -> Iterator[Block]:
        if speaker != self._speaker:
            yield from self._finish()
        self._speaker = speaker

    def _sound(self, found: re.Match[str], at: int, start_s: float) -> None:
        """Keep "[Music]", and "[On screen: 30 days free]", beside what is said: the sentence goes on."""
        flow = Flow()
        flow.add(found["sound"], at + found.start("sound"))
        text, origin = flow.finish()
        self._sounds.append(
            Block(text, UNPLACED, Kind.CAPTION, locator=Locator(f"at {_clock(start_s)}"), origin=origin)
        )

    def _finish(self) -> Iterator[Block]:
        """Yield what has been said so far, and what was shown in brackets meanwhile."""
        text, origin = self._flow.finish()
        if text.strip("♪♫ "):
            yield Block(
                text,
                UNPLACED,
                locator=Locator(f"at {_clock(self._start_s)}"),
                context=self._speaker,
                speaker_name=self._speaker,
                origin=origin,
            )
        yield from self._sounds
        self._flow, self._sounds = Flow(), []


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"
