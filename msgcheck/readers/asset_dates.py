"""The date of a deck, a document or a PDF: what it says itself, and beside it when it was saved.

Only words make an asset dated, because claims of one that is over a year old are read as history. The
date in a file's properties says when somebody last pressed "save": a sales deck saved two years ago and
shown every week is no history, and a conversion to PDF makes an old one young. So that date is a note.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from msgcheck.model import Block, Surface
from msgcheck.readers.package import PACKAGE_ERRORS, parse_xml

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<{}>(?:19|20)\d\d)"
_DAY = r"(?P<{}>\d\d?)(?:st|nd|rd|th)?"
_DATED = re.compile(
    r"(?:(?:issued|published|printed|(?:last )?(?:updated|revised|reviewed|saved)|dated?|status|edition"
    r"|version(?: [\d.]+)?,?|as (?:of|at)|prices as of|(?:valid|effective) (?:from|as of))(?: on)?:? +)?"
    rf"(?:(?:{_DAY.format('d1')} +)?{_MONTH.format('m1')},? +{_YEAR.format('y1')}"
    rf"|{_MONTH.format('m2')} +{_DAY.format('d2')},? +{_YEAR.format('y2')}"
    rf"|{_YEAR.format('y3')}-(?P<n3>\d\d)-(?P<d3>\d\d))[.]?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[·•|–—]\s*|\s{2,}")  # "Acme · Sales deck · May 2026"
_COVER = 6  # blocks at the beginning that may say nothing but a date
_MARGINS = frozenset({Surface.HEADER, Surface.FOOTER})
_DCTERMS = "{http://purl.org/dc/terms/}"
# What python-pptx, python-docx and reportlab write into every file that was not given a date.
_TEMPLATES = frozenset({date(2013, 1, 27), date(2013, 12, 23), date(2000, 1, 1)})


def date_in_words(blocks: Sequence[Block]) -> date | None:
    """Return the latest date that a header, a footer or a line of its own on the cover is, else None.

    "March 2026" is the first of the month.
    """
    margins = (part for b in blocks if b.surface in _MARGINS for part in _BETWEEN.split(b.text))
    cover = (block.text for block in islice(blocks, _COVER) if block.surface is Surface.BODY)
    return _latest(margins) or _latest(cover)


def _latest(texts: Iterable[str]) -> date | None:
    days = (day for text in texts if (found := _DATED.fullmatch(text.strip())) and (day := _day(found)))
    return max(days, default=None)


def _day(found: re.Match[str]) -> date | None:
    year = found["y1"] or found["y2"] or found["y3"]
    month = found["m1"] or found["m2"]
    number = _MONTHS.index(month[:3].casefold()) + 1 if month else int(found["n3"])
    try:
        return date(int(year), number, int(found["d1"] or found["d2"] or found["d3"] or 1))
    except ValueError:  # 31 June
        return None


def office_saved(data: bytes) -> datetime | None:
    """Return when an Office file says that it was last saved, or made; None where it does not say so."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = parse_xml(archive.read("docProps/core.xml"))
        stated = root.findtext(f"{_DCTERMS}modified") or root.findtext(f"{_DCTERMS}created") or ""
        return datetime.fromisoformat(stated.strip())
    except PACKAGE_ERRORS:  # no properties, or damaged ones: the file is read without
        return None


def saved_note(saved: datetime | None) -> list[str]:
    """Return the note on a file's own properties; none for the fixed date of a program."""
    if saved is None or saved.date() in _TEMPLATES:
        return []
    return [f"last saved {saved.day} {saved:%B %Y}"]
