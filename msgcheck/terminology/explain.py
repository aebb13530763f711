"""Why the words of a text were found, and why what looks like a term was left alone.

Nothing here repeats a rule of the matcher. A rule is asked by taking all others away: a term alone, in force
everywhere, without context and exceptions, is looked for once with each of its conditions; what is then not
found, that condition stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from msgcheck.glossary import AppliesTo, Context, Defaults, Glossary, Term, TermForm
from msgcheck.terminology.entries import VARIANT, table, vocabulary
from msgcheck.terminology.letters import in_name
from msgcheck.terminology.matcher import Hit, Matcher
from msgcheck.terminology.speech import Tagger
from msgcheck.terminology.text import Prose, fold

_NOWHERE = AppliesTo(channels=("\0",))  # of terms that are only there for the spellings they lend to others
_SOMEWHERE = "\1"  # a channel that no term names
_WORD = 60  # letters of a longer word that are shown
_LEAST_INSIDE = 4  # letters; shorter forms stand inside every second word ("us" in "business")
_PLACES = {"code": "inside code", "url": "inside a URL, a path or a file name", "quote": "inside a quotation"}


@dataclass(frozen=True, slots=True)
class Match:
    """Words that an entry matched. status: that of the form; form: as the glossary lists it; how: as written here."""

    start: int
    end: int
    found: str
    term: str
    form: str
    status: str
    how: str
    code: str
    severity: str
    replacement: str
    why: str


@dataclass(frozen=True, slots=True)
class Near:
    """Words that look like a form of a term and are none here. reasons: (rule, in words), at least one."""

    start: int
    end: int
    found: str
    term: str
    form: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Both in order of place."""

    text: str
    matched: tuple[Match, ...]
    left_alone: tuple[Near, ...]


def explain(
    glossary: Glossary,
    text: str,
    *,
    today: date,
    nlp: Tagger | None = None,
    channel: str = "",
    language: str = "",
) -> Explained:
    """Say what `glossary` finds in `text`, and what it nearly finds.

    today:             decides which forms are in force.
    channel, language: as of the asset; "" for unknown, and then no term is ruled out by it.
    """
    matcher = Matcher(glossary.on(today), nlp)
    hits = matcher.hits(matcher.prose(text), channel=channel, language=language)
    inquiry = _Inquiry(glossary, text, today, nlp, channel, language, hits)
    return Explained(text, tuple(map(_match, hits)), tuple(inquiry.near()))


def _match(hit: Hit) -> Match:
    entry = hit.entry
    return Match(
        start=hit.start,
        end=hit.end,
        found=hit.found,
        term=entry.term.id,
        form=entry.listed,
        status=status_of(entry.term, entry.listed),
        how=_how(hit.found, entry.listed),
        code=hit.code,
        severity=hit.severity.value if hit.code else "",
        replacement=hit.replacement if hit.code else "",
        why="; ".join(part for part in (entry.form.reason, entry.term.note) if part),
    )


def status_of(term: Term, form: str) -> str:
    """Under which key the term lists the form."""
    for status in ("proposed", "admitted", "deprecated", "forbidden"):
        if any(listed.text == form for listed in getattr(term, status)):
            return status
    return "preferred"


def _how(found: str, listed: str) -> str:
    """In which way the words differ from the listed form."""
    if found == listed:
        return "as listed"
    here, there = fold(found), fold(listed)
    if here == there:
        return "in other capitals"
    if _closed(here) == _closed(there):
        return "with another hyphen or space"
    return "in another number or tense"


def _closed(folded: str) -> str:
    return folded.replace("-", "").replace(" ", "")


class _Open(Prose):
    """A text in which every place is prose."""

    def is_prose(self, start: int, end: int) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Words in the text that spell a form of the term, at whatever place."""

    term: Term
    form: str
    start: int
    end: int


class _Inquiry:
    """One text and its hits: what else is there, and what stopped it."""

    def __init__(
        self,
        glossary: Glossary,
        text: str,
        today: date,
        nlp: Tagger | None,
        channel: str,
        language: str,
        hits: Sequence[Hit],
    ) -> None:
        self._text = text
        self._today = today
        self._nlp = nlp
        self._channel = channel
        self._language = language
        self._hits = hits
        self._made: dict[tuple[Term, Tagger | None], Matcher] = {}
        self._defaults: Defaults = glossary.defaults
        self._proposed = {term.id for term in glossary.terms if term.status == "proposed"}
        self._candidates = self._spelled(_with_proposed(glossary))
        self._terms = {candidate.term.id: candidate.term for candidate in self._candidates}

    def near(self) -> Iterator[Near]:
        for candidate in self._candidates:
            reasons = tuple(self._reasons(candidate))
            found = self._text[candidate.start : candidate.end]
            if reasons:
                yield Near(candidate.start, candidate.end, found, candidate.term.id, candidate.form, reasons)

    def _spelled(self, glossary: Glossary) -> list[_Candidate]:
        """Places that spell a term and are no hit of it; of places inside each other the largest."""
        said = {(hit.start, hit.end, hit.entry.listed) for hit in self._hits}  # by another term already
        folded = fold(self._text)
        found: list[tuple[tuple[object, ...], _Candidate]] = []
        for spelling, pattern in table(glossary).items():
            places = list(_places(folded, spelling)) if pattern.entries else []
            for entry in pattern.entries:
                derived = (fold(entry.listed) != spelling, entry.status == VARIANT, entry.listed)
                for start, end in places:
                    if (start, end, entry.listed) not in said:
                        order = (start, start - end, entry.term.id, *derived)
                        found.append((order, _Candidate(entry.term, entry.listed, start, end)))
        found.sort(key=itemgetter(0))
        reached = {(hit.entry.term.id, at) for hit in self._hits for at in range(hit.start, hit.end)}
        kept = []
        for _, candidate in found:
            covered = {(candidate.term.id, at) for at in range(candidate.start, candidate.end)}
            if not covered & reached:
                kept.append(candidate)
                reached |= covered
        return kept

    def _reasons(self, candidate: _Candidate) -> Iterator[tuple[str, str]]:
        """Yield (rule, in words) for each rule that by itself stops the candidate."""
        term, start, end = candidate.term, candidate.start, candidate.end
        found = self._text[start:end]
        bare = term.model_copy(update={"applies_to": AppliesTo(), "context": Context(), "exceptions": ()})
        if not self._found_alone(bare, found, 0, len(found)):
            yield "letters", f"its capitals make it another word than '{candidate.form}'"
            return
        left = start - len(self._text[:start].split()[-1]) if self._joined(start) else start
        right = end + len(self._text[end:].split()[0]) if self._joined(end) else end
        if not self._found_alone(bare, self._text[left:right], start - left, end - left):
            if end - start >= _LEAST_INSIDE:
                yield "word", f"part of a longer word: '{self._text[left:right][:_WORD]}'"
            return
        standing = list(self._standing(candidate))
        yield from standing
        if not self._found(bare, start, end):
            pos = f" ({term.pos})" if term.pos else ""
            said = "part of speech", f"reads as another part of speech than '{candidate.form}'{pos}"
            named = (
                found[:1].isupper() and candidate.form.islower() and in_name(Prose(self._text), start, end)
            )
            yield (
                ("letters", "its capital belongs to a name, or to what stands on a screen") if named else said
            )
            return
        stopped = list(self._stopped(term, bare, start, end))
        yield from stopped
        if not standing and not stopped:
            yield from self._lost(start, end)

    def _joined(self, at: int) -> bool:
        """Whether no white space stands at the border `at`."""
        return 0 < at < len(self._text) and not self._text[at - 1].isspace() and not self._text[at].isspace()

    def _standing(self, candidate: _Candidate) -> Iterator[tuple[str, str]]:
        """What the status, the date and the place say."""
        if candidate.term.id in self._proposed:
            yield "proposed", "the term is proposed: known and not enforced"
        elif status_of(candidate.term, candidate.form) == "proposed":
            yield "proposed", "the form is proposed: known and not enforced"
        term = candidate.term
        for form in term.admitted + term.deprecated + term.forbidden:
            if form.text == candidate.form and not form.in_force(self._today):
                yield "date", f"in force only {_period(form)}"
        place = self._prose_rule(candidate.start, candidate.end)
        if place:
            yield "place", place

    def _prose_rule(self, start: int, end: int) -> str:
        """In words, why the place is no prose; "" where it is."""
        if not Prose(self._text, rules=()).is_prose(start, end):
            return "inside an address, a handle or a merge field"
        for rule in self._defaults.skip:
            if not Prose(self._text, rules=(rule,)).is_prose(start, end):
                return _PLACES[rule]
        return ""

    def _stopped(self, term: Term, bare: Term, start: int, end: int) -> Iterator[tuple[str, str]]:
        """The conditions of the term, each by itself."""
        where, context = term.applies_to, term.context
        channels, locales, include, exclude, exceptions = map(
            ", ".join, (where.channels, where.locales, context.include, context.exclude, term.exceptions)
        )
        conditions: list[tuple[str, str, dict[str, Any]]] = [
            ("channel", f"enforced only in {channels}", {"applies_to": AppliesTo(channels=where.channels)}),
            ("locale", f"enforced only in {locales}", {"applies_to": AppliesTo(locales=where.locales)}),
            ("context", f"no word of its context.include in the sentence: {include}", {"context": Context(include=context.include)}),
            ("context", f"a word of its context.exclude in the sentence: {exclude}", {"context": Context(exclude=context.exclude)}),
            ("exception", f"inside one of its exceptions: {exceptions}", {"exceptions": term.exceptions}),
        ]  # fmt: skip
        if not self._channel:
            del conditions[0]  # unknown: no term is ruled out by it
        for rule, said, condition in conditions:
            if not self._found(bare.model_copy(update=condition), start, end):
                yield rule, said

    def _lost(self, start: int, end: int) -> Iterator[tuple[str, str]]:
        for hit in self._hits:
            if hit.start < end and start < hit.end:
                entry = f"'{hit.entry.listed}' of {hit.entry.term.id}"
                if (hit.start, hit.end) == (start, end):
                    yield "other meaning", f"the same words are {entry}"
                else:
                    yield "longest match", f"overlaps '{hit.found}', which is {entry}: the longest match wins"

    def _found_alone(self, term: Term, text: str, start: int, end: int) -> bool:
        """Whether the words are found where no neighbour and no sentence speaks for a part of speech."""
        return any(self._look(term, text, start, end, nlp) for nlp in _SURE)

    def _found(self, term: Term, start: int, end: int) -> bool:
        return self._look(term, self._text, start, end, self._nlp)

    def _look(self, term: Term, text: str, start: int, end: int, nlp: Tagger | None) -> bool:
        if (term, nlp) not in self._made:
            self._made[term, nlp] = self._only(term, nlp)
        hits = self._made[term, nlp].hits(
            _Open(text), channel=self._channel or _SOMEWHERE, language=self._language
        )
        return any((hit.start, hit.end) == (start, end) for hit in hits)

    def _only(self, term: Term, nlp: Tagger | None) -> Matcher:
        """A matcher in which no other term stands in the way."""
        others = (
            other.model_copy(update={"applies_to": _NOWHERE})
            for other in self._terms.values()
            if other.id != term.id
        )
        return Matcher(Glossary(terms=(term, *others), defaults=self._defaults), nlp)


def _with_proposed(glossary: Glossary) -> Glossary:
    """The glossary with what it only proposes, as if forbidden; `status_of` still tells."""
    terms = [*vocabulary(glossary), *(term for term in glossary.terms if term.status == "proposed")]
    return glossary.model_copy(
        update={
            "subjects": type(glossary.subjects)(),
            "replace": {},
            "listed": tuple(
                term.model_copy(update={"status": "preferred", "forbidden": term.forbidden + term.proposed})
                for term in terms
            ),
        }
    )


def _period(form: TermForm) -> str:
    parts = (f"from {form.since}" if form.since else "", f"until {form.until}" if form.until else "")
    return " ".join(filter(None, parts))


def _places(folded: str, spelling: str) -> Iterator[tuple[int, int]]:
    at = folded.find(spelling)
    while at >= 0:
        yield at, at + len(spelling)
        at = folded.find(spelling, at + 1)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    pos_: str
    idx: int = 0


@dataclass(slots=True, eq=False)
class Obedient:
    """A tagger that says of every word what it was told to say."""

    pos: str = "NOUN"

    def __call__(self, text: str) -> list[_Word]:
        return [_Word(text, self.pos)]


_SURE = (Obedient("NOUN"), Obedient("VERB"))
