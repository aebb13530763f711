"""PDF: sales sheets, white papers, printed decks."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import zip_longest
from typing import Any

import pypdf
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Kind, Locator, Resource, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.asset_dates import date_in_words, saved_note
from msgcheck.readers.grid import table_blocks
from msgcheck.readers.package import PACKAGE_ERRORS
from msgcheck.readers.pdf_layout import BULLET, Line, Piece, body_size, lines, pieces, runs
from msgcheck.readers.pdf_text import is_broken, join_lines, vocabulary
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.places import join_footnotes
from msgcheck.readers.quotations import give_voices

_PDF_ERRORS: tuple[type[Exception], ...] = (PyPdfError, *PACKAGE_ERRORS)
_STARRED = re.compile(r"[\w.,!?%)]\*(?!\w)")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|slide)?\s*(?:\d{1,4}|[ivxl]+)(?:\s*(?:/|of|\|)\s*\d{1,4})?", re.IGNORECASE
)
_CONTENTS = re.compile(r"(?:\s?\.){5,}\s*\d*$")  # "Prices . . . . . . 4"
_WORD = re.compile(r"[^\W\d_]{3}")
_LONGEST_HEADING = 14  # words
# A page of text takes hundreds of steps, a map 100,000; a million take pypdf half a minute.
_PAGE_LIMITS = pypdf.Configuration(
    stream_parsing_work_maximum_count=300_000,
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
    run_length_maximum_output_length=20_000_000,
    xform_maximum_invocations_per_extraction=1_000,
)
_MOST_STEPS = 500_000  # of all pages together
_MOST_REASONS = 5
_STEPS_OF_A_PAGE = 100  # what an empty one takes


class PdfReader:
    """PDF files with text in them."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when it is damaged, protected, or pictures only."""
        notes: list[str] = []
        with _warnings_of_pypdf() as warnings, pypdf.apply_configuration(_PAGE_LIMITS):
            pages = _pages(resource, notes)
        if not any(pages.values()):
            raise _no_text(resource, notes)
        if warnings:
            notes.append("not quite valid PDF, read anyway")
        read = list(_blocks(pages))
        blocks = join_footnotes(resolve(give_voices(read), notes=notes))
        written = date_in_words(read)
        return [assemble(resource, blocks, media_type="application/pdf", written=written, notes=notes)]


def _pages(resource: Resource, notes: list[str]) -> dict[int, list[Line]]:
    """Return the lines of each page that can be compared; the others get a note."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(resource.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(resource.uri, "protected by a password", "save it without a password")
        sheets = list(reader.pages)
    except SourceError:
        raise
    except DependencyError as err:
        raise SourceError(resource.uri, f"encrypted: {err}", "pip install cryptography") from err
    except _PDF_ERRORS as err:
        raise SourceError(resource.uri, "the PDF is damaged", "export it again") from err
    pages: dict[int, list[Line]] = {}
    steps = 0
    for number, sheet in enumerate(sheets, start=1):
        if steps > _MOST_STEPS:
            notes.append(f"page {number} and those behind it: too much drawing before them, not read")
            break
        try:
            written, taken = runs(sheet)
            steps += taken + _STEPS_OF_A_PAGE
            found = lines(written)
        except LimitReachedError:
            notes.append(f"page {number} is too large a drawing: not read")
            steps += _PAGE_LIMITS.stream_parsing_work_maximum_count
            continue
        except _PDF_ERRORS:
            notes.append(f"page {number} is damaged: not read")
            continue
        text = "\n".join(line.text for line in found)
        if is_broken(text):
            notes.append(f"page {number}: the text is broken (fonts without letters): not read")
        elif not found and _has_picture(sheet):
            notes.append(f"page {number} holds an image only: not read")
        else:
            pages[number] = found
    notes += saved_note(_saved(reader))
    return pages


def _saved(reader: pypdf.PdfReader) -> datetime | None:
    """Return when the file says that it was last saved, or made."""
    try:
        facts = reader.metadata
        return None if facts is None else facts.modification_date or facts.creation_date
    except _PDF_ERRORS:  # a date of a form of its own
        return None


def _no_text(resource: Resource, notes: Sequence[str]) -> SourceError:
    reasons = "; ".join(notes[:_MOST_REASONS])
    if len(notes) > _MOST_REASONS:
        reasons += f"; and {len(notes) - _MOST_REASONS} more pages"
    if any("image only" in note for note in notes):
        return SourceError(
            resource.uri, "images only: there is no text in it", "run text recognition (OCR) on it"
        )
    if reasons:
        return SourceError(resource.uri, reasons, "export it again from the program that made it")
    return SourceError(
        resource.uri, "no text in it", "export it again, with its text as text and not as outlines"
    )


def _has_picture(sheet: Any) -> bool:
    """Say whether a page draws an image, itself or within a form; False where that cannot be told."""
    try:
        objects = sheet["/Resources"]["/XObject"].get_object()
        return any(objects[name].get("/Subtype") in ("/Image", "/Form") for name in objects)
    except _PDF_ERRORS:
        return False


def _blocks(pages: dict[int, list[Line]]) -> Iterator[Block]:
    furniture = _furniture(pages)
    known = vocabulary(line.text for page in pages.values() for line in page)
    body = body_size(list(pages.values()))
    seen: set[str] = set()
    trail: list[tuple[float, str]] = []
    for number, page in pages.items():
        words = [line for line in page if not _is_page_number(line, page) and not _CONTENTS.search(line.text)]
        running = [line for line in words if _furniture_key(line.text) not in furniture]
        for line in words:
            key = _furniture_key(line.text)
            if key in furniture and key not in seen:
                seen.add(key)
                surface = Surface.HEADER if line.y > page[len(page) // 2].y else Surface.FOOTER
                label = f"page {number} and most others"
                yield Block(line.text, UNPLACED, surface=surface, locator=Locator(label, page=number))
        yield from _page_blocks(running, number, trail, known, body)


def _page_blocks(
    running: Sequence[Line], number: int, trail: list[tuple[float, str]], known: frozenset[str], body: float
) -> Iterator[Block]:
    """Yield the blocks of one page. `trail` holds (size, words) of the headings above; it goes on here."""
    where = Locator(f"page {number}", page=number)
    tables = 0
    starred = any(_STARRED.search(line.text) for line in running)
    found = list(pieces(running))
    for piece, following in zip_longest(found, found[1:]):
        headings = tuple(words for _, words in trail)
        if piece.rows:
            tables += 1
            label = f"page {number}, table {tables}"
            rows = [[[cell] if cell else [] for cell in row] for row in piece.rows]
            place = Locator(label, page=number)
            yield from table_blocks(rows, where=place, group=label, headings=headings)
            continue
        text = join_lines([line.text for line in piece.lines], known)
        bullet = BULLET.match(text)
        if starred and text.startswith("*"):  # "* Billed yearly." below "$9*" is a footnote, no bullet
            bullet = None
        if bullet and bullet.end() < len(text):
            yield Block(text[bullet.end() :], UNPLACED, Kind.LIST_ITEM, locator=where, headings=headings)
        elif rank := _heading_rank(piece, text, body):
            trail[:] = [(size, words) for size, words in trail if size > rank * 1.02]
            above = tuple(words for _, words in trail)
            yield Block(text, UNPLACED, Kind.HEADING, locator=where, headings=above)
            trail.append((rank, text))
        else:
            label = _label_below(piece, text, following)
            yield Block(text, UNPLACED, locator=where, headings=headings, context=label)


def _label_below(piece: Piece, text: str, following: Piece | None) -> str:
    """Return the words right below a bare figure: "24 %" over "less waste"."""
    if following is None or following.rows or _WORD.search(text) or not any(map(str.isdigit, text)):
        return ""
    gap = piece.lines[-1].y - following.lines[0].y
    label = " ".join(line.text for line in following.lines)
    return label if 0 < gap < 3 * piece.size and _WORD.search(label) and len(following.lines) < 4 else ""


def _heading_rank(piece: Piece, text: str, body: float) -> float:
    """Return the size of a clear heading (a bold one ranks by its size), 0 for running text."""
    words = text.split()
    if (
        len(words) > _LONGEST_HEADING
        or len(piece.lines) > 3
        or text[-1] in ".;,"
        or not re.search(r"[^\W\d_]{3}", text)
    ):
        return 0.0
    if piece.size > 1.15 * body:
        return piece.size
    return piece.size if piece.bold and piece.size > 0.95 * body and len(words) <= 10 else 0.0


def _furniture(pages: dict[int, list[Line]]) -> frozenset[str]:
    """Return the lines that stand on most pages: running titles and footers."""
    if len(pages) < 3:
        return frozenset()
    counts: Counter[str] = Counter()
    for page in pages.values():
        counts.update({_furniture_key(line.text) for line in [*page[:3], *page[-3:]]})
    return frozenset(key for key, count in counts.items() if key and count > 0.6 * len(pages))


def _furniture_key(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())


def _is_page_number(line: Line, page: Sequence[Line]) -> bool:
    heights = [other.y for other in page]
    return line.y in (min(heights), max(heights)) and _PAGE_NUMBER.fullmatch(line.text) is not None


@contextmanager
def _warnings_of_pypdf() -> Iterator[list[str]]:
    """Collect what pypdf would print about a file that bends the rules."""
    collected: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            collected.append(record.getMessage())

    logger, handler = logging.getLogger("pypdf"), Collector()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield collected
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
