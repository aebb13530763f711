"""Finds glossary terms in a text, right and wrong, in one pass.

The rules, in the order in which they decide:

1.  Every listed form is looked for as it is, with each gap a space, a hyphen or nothing, in the plural (and,
    for verbs, in every tense), all at once: the work grows with the text, not with the number of terms.
2.  Only whole words count: no "subproject", no "e-mail" for "mail"; "email's" and "email-based" do count.
    Nothing counts inside URLs, file names, code, addresses, handles, hashtags, merge fields.
3.  The term must apply: its channel and locale, its context (words of the same sentence), its exceptions.
4.  The part of speech must fit, where noun and verb look alike (`speech`).
5.  Of several meanings of the same words the first wins: a term whose context was asked for and found; a
    right form, rightly written; a listed wrong form; a right form in other capitals; a wrong form with other
    hyphens or spaces; a right one; then forbidden before deprecated, and the order of term ids.
6.  Where matches overlap the longest wins, then the leftmost: "single sign-on" shields its "sign-on".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining

from ahocorasick_rs import AhoCorasick

from msgcheck.glossary import Glossary, Term
from msgcheck.model import SEVERITIES, Block, Occurrence, Severity, Span, Surface
from msgcheck.terminology import letters, speech
from msgcheck.terminology.entries import DEPRECATED, FORBIDDEN, RIGHT, VARIANT, Entry, Pattern, Table
from msgcheck.terminology.text import Prose, words

CODES = {FORBIDDEN: "MC201", DEPRECATED: "MC202", VARIANT: "MC203"}
_SEVERITY = {"MC201": Severity.ERROR, "MC202": Severity.WARNING, "MC203": Severity.WARNING}
_AFTER_HYPHEN = words(
    "based centric compliant driven enabled first free friendly like level only powered ready related"
    " specific style wide"
)
_GAPS = re.compile(r"[ -]")
_BEFORE_HYPHEN = words("anti non post pre pro")


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry at one place. replacement: what to write there, capitals and number as the place asks."""

    entry: Entry
    start: int
    end: int
    found: str
    code: str
    severity: Severity
    replacement: str

    @property
    def wanted(self) -> str:
        """What the glossary asks for, uninflected; "" where nothing replaces the words."""
        return self.entry.listed if self.code in ("", "MC203") else self.entry.term.preferred


class Matcher:
    """The glossary, ready to be looked for.

    nlp: text -> tokens with .idx, .text, .pos_ (a spaCy pipeline); called only for sentences in which a
         part of speech is in doubt. Without it only sure evidence speaks (see `speech`), and in its absence
         the shape: "log in" is taken for a verb and "login" for a noun.
    """

    def __init__(self, glossary: Glossary, nlp: speech.Tagger | None = None) -> None:
        self._table = Table(glossary)
        self._automaton = AhoCorasick(self._table.spellings)
        self._nlp = nlp
        self._default = glossary.defaults.severity
        self._rules = glossary.defaults.skip

    def find(
        self, text: str, *, channel: str = "", language: str = "", skip: Sequence[Span] = ()
    ) -> list[Occurrence]:
        """Return every occurrence in order of place, right forms with code "".

        channel, language: of the asset; "" means unknown, and then no term is ruled out by it.
        skip:              spans of `text` in which nothing is looked for.
        """
        hits = self.hits(Prose(text, skip=skip, rules=self._rules), channel=channel, language=language)
        return [occurrence(hit) for hit in hits]

    def prose_of(self, block: Block) -> Prose:
        """The text of a block, without its merge fields and, where the glossary says so, its code."""
        skip = block.fields + (block.code if "code" in self._rules else ())
        return Prose(block.text, skip=skip, rules=self._rules, labels=block.surface == Surface.SITE_WIDE)

    def prose(self, text: str, skip: Sequence[Span] = ()) -> Prose:
        """`text` with what the glossary says of places that are no prose."""
        return Prose(text, skip=skip, rules=self._rules)

    def hits(self, prose: Prose, *, channel: str = "", language: str = "") -> list[Hit]:
        """Return every hit in order of place; no two overlap."""
        found = self._matches(prose)
        if not found:
            return []
        scene = _Scene(prose, found, channel, language, self._nlp)
        hits = []
        for pattern, start, end in found:
            if pattern.entries and prose.is_prose(start, end):
                hit = self._meaning(pattern, scene, start, end)
                if hit is not None:
                    hits.append(hit)
        return _longest(hits, len(prose.text))

    def _matches(self, prose: Prose) -> list[tuple[Pattern, int, int]]:
        """Whole words of `prose` that any pattern matches, overlapping ones too."""
        folded, pattern = prose.folded, self._table.pattern
        return [
            (pattern(index), start, end)
            for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)
            if _whole(folded, start, end)
        ]

    def _meaning(self, pattern: Pattern, scene: _Scene, start: int, end: int) -> Hit | None:
        """What the words at this place mean (rules 3 to 5), or None."""
        found = scene.prose.text[start:end]
        best: tuple[tuple[object, ...], Entry, str] | None = None
        for entry in pattern.entries:
            code = _code(entry, scene.prose, start, end)
            if code is None or not scene.applies(entry.term, start, end):
                continue
            if code and scene.excused(entry.term, start, end):
                continue
            if not scene.fits(entry, start, end, wrong=bool(code)):
                continue
            everywhere = not entry.term.context.include
            rank = (
                everywhere,
                _order(entry, code),
                code,
                entry.text != found,
                entry.term.id,
                entry.listed,
                entry.text,
            )
            if best is None or rank < best[0]:
                best = rank, entry, code
        if best is None:
            return None
        _, entry, code = best
        replacement = (
            letters.recased(entry.replacement, entry.case, scene.prose, start, end) if code else found
        )
        return Hit(entry, start, end, found, code, self._severity(entry, code, found), replacement)

    def _severity(self, entry: Entry, code: str, found: str) -> Severity:
        if not code:
            return Severity.NOTE
        said = entry.form.severity or entry.term.severity or self._default
        if code != "MC203":
            return said or _SEVERITY[code]
        # Other letters are never worse than other words, and a capital never more than a remark.
        usual = Severity.NOTE if found.lower() == entry.replacement.lower() else Severity.WARNING
        return max(said or usual, usual, key=SEVERITIES.index)


def occurrence(hit: Hit) -> Occurrence:
    """A hit as the rest of the house knows it."""
    return Occurrence(
        term=hit.entry.term.id,
        found=hit.found,
        start=hit.start,
        end=hit.end,
        preferred=hit.wanted,
        code=hit.code,
        reason=hit.entry.form.reason or hit.entry.term.note if hit.code else "",
        severity=hit.severity,
    )


def _order(entry: Entry, code: str) -> int:
    """Rule 5: of several meanings the one with the lowest number."""
    if not code:
        return 0
    if entry.status in (FORBIDDEN, DEPRECATED):
        return 1 if _GAPS.findall(entry.text) == _GAPS.findall(entry.listed) else 3
    return 2 if entry.status == RIGHT else 4


def _code(entry: Entry, prose: Prose, start: int, end: int) -> str | None:
    """MC20x, "" where the words are right, None where the letters say that they are another word."""
    found = prose.text[start:end]
    if entry.status == RIGHT:
        if letters.allowed(entry.case, entry.text, prose, start, end):
            return ""
        other = letters.another_word(entry.text, found) or letters.named(
            entry.case, entry.text, prose, start, end
        )
        return None if other else "MC203"
    if entry.status == VARIANT:
        fits = not entry.capitals or letters.meant("smart", entry.text, found)
    else:
        fits = letters.meant(entry.case, entry.text, found, capitals=entry.capitals)
    return CODES[entry.status] if fits else None


class _Scene:
    """One text and its matches: what a term may ask about its surroundings."""

    def __init__(
        self,
        prose: Prose,
        found: list[tuple[Pattern, int, int]],
        channel: str,
        language: str,
        nlp: speech.Tagger | None,
    ) -> None:
        self.prose = prose
        self._channel = channel
        self._language = language.casefold().replace("_", "-")
        self._tags = speech.Tags(prose, nlp)
        self._excuses: dict[str, list[Span]] = {}
        self._cues: dict[tuple[str, bool, int], tuple[int, int]] = {}  # -> first end, last start
        for pattern, start, end in found:
            for term in pattern.excuses:
                self._excuses.setdefault(term, []).append(Span(start, end))
            for term in pattern.includes:
                self._cue((term, True, prose.sentence_index(start)), start, end)
            for term in pattern.excludes:
                self._cue((term, False, prose.sentence_index(start)), start, end)
        self._excuses = {term: _disjoint(spans) for term, spans in self._excuses.items()}

    def _cue(self, key: tuple[str, bool, int], start: int, end: int) -> None:
        first_end, last_start = self._cues.get(key, (end, start))
        self._cues[key] = min(first_end, end), max(last_start, start)

    def _has_cue(self, term: Term, include: bool, start: int, end: int) -> bool:
        """Whether a word of the context stands in the same sentence, outside the match itself."""
        cue = self._cues.get((term.id, include, self.prose.sentence_index(start)))
        return cue is not None and (cue[0] <= start or cue[1] >= end)

    def applies(self, term: Term, start: int, end: int) -> bool:
        where = term.applies_to
        if where.channels and self._channel and self._channel not in where.channels:
            return False
        if where.locales and self._language and not any(_same(self._language, tag) for tag in where.locales):
            return False
        if term.context.include and not self._has_cue(term, True, start, end):
            return False
        return not (term.context.exclude and self._has_cue(term, False, start, end))

    def excused(self, term: Term, start: int, end: int) -> bool:
        spans = self._excuses.get(term.id, [])
        at = bisect_left(spans, end, key=lambda span: span.end)
        return at < len(spans) and spans[at].start <= start

    def fits(self, entry: Entry, start: int, end: int, *, wrong: bool) -> bool:
        """Whether the words are the part of speech that the entry needs here; right words may be in doubt."""
        text = self.prose.text
        if wrong and entry.reopened and speech.adverbial(text, start, end):
            return False
        if wrong and entry.apart and not self._tags.compound(start, end):
            return False
        single = " " not in entry.text and "-" not in entry.text
        if entry.pos not in ("noun", "verb") or not (single or entry.shape):
            return True
        seen = speech.sure(text, start, end, phrasal=bool(entry.shape)) or self._tags.part(start, end)
        if (
            seen == "noun"
            and entry.pos == "verb"
            and entry.text == entry.listed
            and self._tags.commands(start)
        ):
            return True
        if seen in ("noun", "verb", "apart"):
            return seen == entry.pos
        return not wrong or entry.shape in ("", entry.pos)


def _whole(folded: str, start: int, end: int) -> bool:
    """Whether [start, end) is cut out of `folded` between words (rule 2)."""
    return _starts_word(folded, start) and _ends_word(folded, end)


def _starts_word(folded: str, start: int) -> bool:
    if not start or not folded[start].isalnum():
        return True
    before = folded[start - 1]
    if before.isalnum() or before == "_":
        return False
    if before in "-'" and start > 1 and folded[start - 2].isalnum():
        return before == "-" and _last_word(folded, start - 1) in _BEFORE_HYPHEN
    return True


def _ends_word(folded: str, end: int) -> bool:
    if end == len(folded) or not folded[end - 1].isalnum():
        return True
    after = folded[end]
    if after.isalnum() or after == "_" or combining(after):
        return False
    if after in "-'" and end + 1 < len(folded) and folded[end + 1].isalnum():
        following = _first_word(folded, end + 1)
        return following in _AFTER_HYPHEN if after == "-" else following == "s"
    return True


_AFFIX = 10  # characters; no affix of ours is longer


def _last_word(folded: str, end: int) -> str:
    start = end
    while start > max(0, end - _AFFIX) and folded[start - 1].isalnum():
        start -= 1
    return folded[start:end]


def _first_word(folded: str, start: int) -> str:
    end = start
    while end < min(len(folded), start + _AFFIX) and folded[end].isalnum():
        end += 1
    return folded[start:end]


def _same(language: str, locale: str) -> bool:
    """Whether one tag holds the other: "en" and "en-us"."""
    locale = locale.casefold().replace("_", "-")
    return f"{language}-".startswith(f"{locale}-") or f"{locale}-".startswith(f"{language}-")


def _disjoint(spans: list[Span]) -> list[Span]:
    """Spans in order, without those that lie inside another."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def _longest(hits: list[Hit], length: int) -> list[Hit]:
    """Rule 6. The bytes of `taken` are looked at once per hit, so the work is the sum of their lengths."""
    taken = bytearray(length)
    kept = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if taken.find(1, hit.start, hit.end) < 0:
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
