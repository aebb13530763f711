"""One file mended: what is to be replaced, replaced, and proved by reading the changed bytes again.

What is read then must be the old copy with the replacements made, block by block. What cannot be proved is not
done. New words may bring others into play, so it goes in rounds until nothing is left to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff

from msgcheck import intake
from msgcheck.config import Config
from msgcheck.errors import SourceError
from msgcheck.fixers.change import Change, Draft, Edit, UnplacedError, applied
from msgcheck.fixers.outcome import FileFix, Spot
from msgcheck.fixers.safety import UnsafeError, safe_edits
from msgcheck.fixers.text import TextDraft
from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Resource, Span
from msgcheck.readers.detect import detect
from msgcheck.terminology.matcher import Hit, Matcher
from msgcheck.terminology.places import left_alone, quote_around

_MOST_ROUNDS = 5
_NOT_REWRITTEN = {
    "pdf": "a PDF is not rewritten: change what it was made from",
    "xlsx": "a workbook is not rewritten: change it in Excel",
    "msg": "Outlook's own format is not rewritten: save the mail as .eml",
    "json": "an export is not rewritten: change it where it comes from",
    "subtitles": "subtitles are not rewritten: change them in their program",
}
_PACKED = "packed in another file: unpack it"
_CIRCLE = "the glossary's replacements lead in a circle"
_NOT_PROVED = "left alone: read again, the file would have changed in other places, too"
_FLAGGED = "the glossary flags the new words as well"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One replacement: the change of a block, and what is told of it."""

    change: Change
    spot: Spot


@dataclass(frozen=True, slots=True)
class Mender:
    """is_wanted: which hits are to be mended at all."""

    config: Config
    glossary: Glossary
    matcher: Matcher
    is_wanted: Callable[[Hit], bool]

    def mend(self, resource: Resource, document: Document) -> tuple[FileFix, bytes]:
        """Return what is done and what is left in one document, and the bytes of its file afterwards."""
        try:
            first = draft = _open(resource, document)
        except UnplacedError as err:
            return FileFix(document.uri, left=_told(self._all_left(document, str(err)))), resource.data
        now, mended = resource, list[Spot]()
        for _ in range(_MOST_ROUNDS):
            plans, left = self._plans(draft, document)
            data, done, refused = self._proved(now, draft, plans)
            left += refused
            if not done:
                diff = _diff(first, draft, document.uri)
                return FileFix(document.uri, _told(mended), _told(left), diff), now.data
            mended += done
            now = replace(now, data=data)
            document = intake.read_one(now, self.config)[0]
            draft = _open(now, document)
        circle = [replace(spot, after="", reason=_CIRCLE) for spot in mended]
        return FileFix(document.uri, left=_told(circle)), resource.data

    def _all_left(self, document: Document, reason: str) -> Iterator[Spot]:
        """Yield every place with wrong words, for a file in which nothing can be done."""
        for block in document.blocks:
            for hit in self._hits(block, document):
                if hit.code and self.is_wanted(hit):
                    yield replace(self._spot(hit, block, document), reason=reason)

    def _hits(self, block: Block, document: Document) -> list[Hit]:
        if left_alone(block, self.glossary.defaults.skip):
            return []
        prose = self.matcher.prose_of(block)
        return self.matcher.hits(
            prose, channel=document.channel, language=block.language or document.language
        )

    def _spot(self, hit: Hit, block: Block, document: Document, edits: Sequence[Edit] = ()) -> Spot:
        quote = quote_around(self.matcher.prose_of(block), hit.start, hit.end)
        before = block.text[quote.start : quote.end]
        moved = [Edit(edit.start - quote.start, edit.end - quote.start, edit.new) for edit in edits]
        return Spot(
            where=block.locator.label,
            line=document.line_column(block, hit.start)[0],
            code=hit.code,
            term=hit.entry.term.id,
            found=hit.found,
            new=hit.replacement,
            before=before,
            after=applied(before, moved) if edits else "",
        )

    def _plans(self, draft: Draft, document: Document) -> tuple[list[_Plan], list[Spot]]:
        """Return (replacements to make, wrong words to leave and why)."""
        plans: list[_Plan] = []
        left: list[Spot] = []
        for number, block in enumerate(draft.blocks):
            hits = self._hits(block, document)
            prose = self.matcher.prose_of(block)
            english = (block.language or document.language or "en").startswith("en")
            own: list[_Plan] = []
            for hit in hits:
                if not hit.code or not self.is_wanted(hit):
                    continue
                try:
                    edits = safe_edits(hit, hits, prose, block, english=english)
                except UnsafeError as err:
                    left.append(replace(self._spot(hit, block, document), reason=str(err)))
                else:
                    own.append(_Plan(Change(number, edits), self._spot(hit, block, document, edits)))
            flagged = self._flagged_again(own, block, document) if own else []
            left += [replace(plan.spot, after="", reason=_FLAGGED) for plan in flagged]
            plans += [plan for plan in own if plan not in flagged]
        return plans, left

    def _flagged_again(self, plans: Sequence[_Plan], block: Block, document: Document) -> list[_Plan]:
        """Return the plans whose new words the glossary would flag in their new place."""
        edits = sorted(edit for plan in plans for edit in plan.change.edits)
        fields, code = (
            tuple(Span(_moved(span.start, edits), _moved(span.end, edits)) for span in spans)
            for spans in (block.fields, block.code)
        )
        new = replace(block, text=applied(block.text, edits), fields=fields, code=code)
        hits = self._hits(new, document)
        flagged = []
        for plan in plans:
            words = plan.change.edits[-1]
            start = _moved(words.start, edits)
            if any(hit.code and hit.start < start + len(words.new) and start < hit.end for hit in hits):
                flagged.append(plan)
        return flagged

    def _proved(
        self, resource: Resource, draft: Draft, plans: Sequence[_Plan]
    ) -> tuple[bytes, list[Spot], list[Spot]]:
        """Return (the file's bytes with all that can be proved, what was done, what was refused and why)."""
        units: dict[tuple[str, tuple[Edit, ...]], list[Change]] = {}  # what one text says, it says everywhere
        for plan in plans:
            key = draft.blocks[plan.change.block].text, plan.change.edits
            units.setdefault(key, []).append(plan.change)
        rewritten = draft.rewrite([change for unit in units.values() for change in unit])
        able = [[c for c in unit if c not in rewritten.refused] for unit in units.values()]
        settled = self._settled(resource, draft, [unit for unit in able if unit])
        made = {change for unit in settled for change in unit}
        done, refused = [], []
        for plan in plans:
            if plan.change in made:
                done.append(plan.spot)
            else:
                reason = rewritten.refused.get(plan.change, _NOT_PROVED)
                refused.append(replace(plan.spot, after="", reason=reason))
        return draft.rewrite(list(made)).data if made else resource.data, done, refused

    def _settled(self, resource: Resource, draft: Draft, units: list[list[Change]]) -> list[list[Change]]:
        """Return the units that hold together, found by halving: one that does not hold costs only itself."""
        if not units or self._holds(resource, draft, units):
            return units
        if len(units) == 1:
            return []
        middle = len(units) // 2
        first = self._settled(resource, draft, units[:middle])
        second = self._settled(resource, draft, units[middle:])
        both = first + second
        return both if len(both) < 2 or self._holds(resource, draft, both) else first or second

    def _holds(self, resource: Resource, draft: Draft, units: Sequence[Sequence[Change]]) -> bool:
        """Whether the file with these changes reads as the old copy with these replacements, and no others."""
        changes = [change for unit in units for change in unit]
        rewritten = draft.rewrite(changes)
        if rewritten.refused:
            return False
        after = replace(resource, data=rewritten.data)
        try:
            read = _open(after, intake.read_one(after, self.config)[0]).blocks
        except (SourceError, UnplacedError):
            return False
        edits: dict[int, list[Edit]] = {}
        for change in changes:
            edits.setdefault(change.block, []).extend(change.edits)
        wanted = [
            _said(replace(block, text=applied(block.text, edits.get(number, ()))))
            for number, block in enumerate(draft.blocks)
        ]
        return wanted == list(map(_said, read))


def _said(block: Block) -> tuple[object, ...]:
    """Return all of a block that no replacement may change; its language is a guess from its words."""
    return block.text, len(block.fields), block.kind, block.surface, block.speaker, block.variant


def _moved(offset: int, edits: Sequence[Edit]) -> int:
    """Return where an offset of the old text is in the new one."""
    return offset + sum(len(edit.new) - (edit.end - edit.start) for edit in edits if edit.end <= offset)


def _open(resource: Resource, document: Document) -> Draft:
    """Return the file, open for changes. Raises UnplacedError where it cannot be changed in place."""
    if document.uri != resource.uri:
        raise UnplacedError(_PACKED)
    kind = detect(resource)
    if kind in ("pptx", "docx"):
        from msgcheck.fixers.office import OfficeDraft

        return OfficeDraft(resource, document, kind)
    if kind == "email":
        from msgcheck.fixers.mail import MailDraft

        return MailDraft(resource)
    if kind in _NOT_REWRITTEN:
        raise UnplacedError(_NOT_REWRITTEN[kind])
    return TextDraft(resource, document, kind)


def _told(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Return each place once: the branches of an if/else share their words."""
    return tuple(dict.fromkeys(spots))


def _diff(old: Draft, new: Draft, uri: str) -> str:
    parts = []
    for (name, before), (_, after) in zip(old.sources, new.sources, strict=True):
        label = f"{uri} ({name})" if name else uri
        lines = unified_diff(_lines(before), _lines(after), f"a/{label}", f"b/{label}")
        parts += [
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        ]
    return "".join(parts)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)
