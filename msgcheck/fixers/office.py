"""Words replaced in decks and Word documents: in the XML of the parts, every other byte of which stays.

The words of a paragraph are spread over runs, each with its own looks. New words go into the run in which the old
ones begin; the other runs lose theirs, and stay.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.parsers import expat

from lxml import etree

from msgcheck.fixers.change import Change, Edit, Rewritten, UnplacedError
from msgcheck.fixers.paragraphs import Part
from msgcheck.model import Block, Document, Resource

_PARTS = {
    "pptx": re.compile(r"ppt/(?:slides|notesSlides|slideLayouts|slideMasters|diagrams)/[^/]+\.xml"),
    "docx": re.compile(r"word/(?:(?:document|header|footer|footnotes|endnotes)\d*|diagrams/[^/]+)\.xml"),
}
_SIGNED = "_xmlsignatures/"


class OfficeDraft:
    """A deck or a Word document, open for changes."""

    def __init__(self, resource: Resource, document: Document, kind: str) -> None:
        """kind: pptx or docx. Raises UnplacedError for a file that is signed."""
        self._data = resource.data
        self._blocks = document.blocks
        with zipfile.ZipFile(io.BytesIO(resource.data)) as archive:
            names = archive.namelist()
            if any(name.startswith(_SIGNED) for name in names):
                raise UnplacedError("the file is signed: a change would break the signature")
            if len(set(names)) < len(names):
                raise UnplacedError("it holds two parts of one name: save it again first")
            self._parts = {
                name: part
                for name in names
                if _PARTS[kind].fullmatch(name) and (part := _part(archive.read(name))) is not None
            }
        self._passages = [(name, passage) for name, part in self._parts.items() for passage in part.passages]

    @property
    def blocks(self) -> Sequence[Block]:
        return self._blocks

    @property
    def sources(self) -> Sequence[tuple[str, str]]:
        return []

    def rewrite(self, changes: Sequence[Change]) -> Rewritten:
        wanted = {(change.block, change.edits) for change in changes}
        refused: dict[Change, str] = {}
        made: dict[tuple[str, int], dict[Edit, None]] = {}
        for change in changes:
            try:
                places = list(self._places(change, wanted))
                if any(_overlaps(edit, made.get(key, {})) for key, edit in places):
                    raise UnplacedError("the same place is read in two ways")
            except UnplacedError as err:
                refused[change] = str(err)
                continue
            for key, edit in places:
                made.setdefault(key, {})[edit] = None
        parts: dict[str, dict[int, list[Edit]]] = {}
        for (name, slot), edits in made.items():
            parts.setdefault(name, {})[slot] = list(edits)
        new = {name: self._parts[name].rewrite(edits) for name, edits in parts.items()}
        return Rewritten(_repacked(self._data, new) if new else self._data, refused)

    def _places(
        self, change: Change, wanted: set[tuple[int, tuple[Edit, ...]]]
    ) -> Iterator[tuple[tuple[str, int], Edit]]:
        """Yield ((part, slot), edit of its text) wherever the block's words stand. Raises UnplacedError."""
        text = self._blocks[change.block].text
        first, last = 0, len(text)
        found = [(name, passage, 0) for name, passage in self._passages if passage.text == text]
        if found:
            # A paragraph has no name: all that say the same are changed, or none of them.
            for twin, block in enumerate(self._blocks):
                if block.text == text and (twin, change.edits) not in wanted:
                    raise UnplacedError("the same sentence stands elsewhere in the file, where it must stay")
        else:
            first, last = self._stretch(change)
            words = text[first:last]
            found = [(name, p, p.text.index(words)) for name, p in self._passages if words in p.text]
        if not found:
            raise UnplacedError("the reader does not tell where in the file they stand")
        for name, passage, at in found:
            for edit in change.edits:
                moved = edit._replace(start=edit.start - first + at, end=edit.end - first + at)
                for slot, own in passage.places(moved):
                    yield (name, slot), own

    def _stretch(self, change: Change) -> tuple[int, int]:
        """Return the range around the edits that holds no merge field: a field is read in other words."""
        block = self._blocks[change.block]
        start, end = change.edits[0].start, change.edits[-1].end
        first = max((field.end for field in block.fields if field.end <= start), default=0)
        last = min((field.start for field in block.fields if field.start >= end), default=len(block.text))
        return first, last


def _part(data: bytes) -> Part | None:
    """Return a part; None for a damaged one, which the reader did not read either."""
    try:
        return Part(data)
    except (etree.LxmlError, expat.ExpatError, ValueError):
        return None


def _overlaps(edit: Edit, others: Mapping[Edit, None]) -> bool:
    return any(edit != other and other.start < edit.end and edit.start < other.end for other in others)


def _repacked(data: bytes, new: Mapping[str, bytes]) -> bytes:
    """Return the archive with new parts; order, dates, compression and every other part stay."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as archive:
        archive.comment = old.comment
        for member in old.infolist():
            archive.writestr(member, new.get(member.filename) or old.read(member), member.compress_type)
    return stream.getvalue()
