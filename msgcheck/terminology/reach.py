"""Entries that never match: those that cannot, and those that occur nowhere in the copy at hand.

Whether a form can match is asked of the matcher: the form, with a word of its context beside it, in a channel
and a language of the term, as a noun and as a verb. What is then not found stays unfound in any copy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgcheck.glossary import AppliesTo, Glossary, Term
from msgcheck.glossary_problems import PlacedForm, placed_forms
from msgcheck.model import Document, Severity
from msgcheck.terminology.explain import Obedient, explain, status_of
from msgcheck.terminology.lint import Remark
from msgcheck.terminology.matcher import Hit, Matcher
from msgcheck.terminology.speech import Tagger
from msgcheck.terminology.text import Prose, plain
from msgcheck.yaml_file import KeyPath, shown

_DOTTED = re.compile(r"[\w.-]+")  # "Node.js", "booking.com": brands that look like a host
_NO_WORD = "zz "  # says nothing of the part of speech, of a title or of a context


def unreachable(glossary: Glossary, *, today: date, told: Collection[KeyPath] = ()) -> Iterator[Remark]:
    """Yield the forms and exceptions that can do nothing, with the reason. Not for a glossary that clashes.

    told: keys of which something was said already.
    """
    current = glossary.on(today)
    needless = set(told)
    tagger = Obedient()
    matcher = Matcher(current, tagger)
    for here in placed_forms(glossary):
        if here.term.status == "proposed" or here.status == "the replacement" or here.path in told:
            continue
        if here.form is not None and not here.form.in_force(today):
            if here.form.begun(today):
                said = f"{here.text!r} is {here.status} only until {here.form.until}"
                yield Remark(here.path, Severity.NOTE, "never matches", said, "remove it")
            continue
        yield from _odd(here, glossary)
        if not any(_matches(matcher, tagger, here)):
            yield _taken(matcher, tagger, here, current) or _lost(here, tagger, current, today)
        elif _needless(here, glossary, tagger, needless):
            needless.add(here.path)
            said = f"{here.text!r} is found without being listed"
            yield Remark(here.path, Severity.NOTE, "duplicate", said, "remove it")
    yield from _exceptions(glossary)


def _odd(here: PlacedForm, glossary: Glossary) -> Iterator[Remark]:
    """Characters that no copy shows once it is read, and places that are skipped."""
    text = here.text
    said = ""
    if text != " ".join(text.split()):
        said = "holds white space that copy shows as one blank"
    elif any(unicodedata.category(char) in ("Cf", "Cc") for char in text):
        said = "holds a character that cannot be seen"
    elif text != unicodedata.normalize("NFC", text):
        said = "holds a letter in two pieces (NFD)"
    if said:
        yield Remark(here.path, Severity.WARNING, "never matches", f"{text!r} {said}", "type it again")
    elif not _DOTTED.fullmatch(text) and not Prose(text, rules=glossary.defaults.skip).is_prose(0, 1):
        said = f"{text!r} is an address, code or a quotation: skipped wherever more than exactly this stands"
        yield Remark(here.path, Severity.WARNING, "never matches", said, "list the words inside it")


class _Probe(NamedTuple):
    """A text that should show a form, and where in it."""

    text: str
    start: int
    end: int


def _probes(here: PlacedForm) -> list[_Probe]:
    """The form where a sentence opens and inside one, with each word of its context."""
    cues = [f" {word}" for word in here.term.context.include] or [""]
    return [
        _Probe(f"{before}{here.text}{cue}", len(before), len(before) + len(here.text))
        for before in ("", _NO_WORD)
        for cue in cues
    ]


def _matches(matcher: Matcher, tagger: Obedient, here: PlacedForm) -> Iterator[bool]:
    """Whether the form is found as listed, for each way to show it."""
    for probe in _probes(here):
        for hit in _hits(matcher, tagger, here, probe):
            yield hit.entry.term.id == here.term.id and hit.entry.listed == here.text


def _hits(matcher: Matcher, tagger: Obedient, here: PlacedForm, probe: _Probe) -> Iterator[Hit]:
    """What stands at the place of the form, by each part of speech."""
    where = here.term.applies_to
    for tagger.pos in ("NOUN", "VERB"):
        for hit in matcher.hits(
            matcher.prose(probe.text),
            channel=next(iter(where.channels), ""),
            language=next(iter(where.locales), ""),
        ):
            if (hit.start, hit.end) == (probe.start, probe.end):
                yield hit


def _taken(matcher: Matcher, tagger: Obedient, here: PlacedForm, glossary: Glossary) -> Remark | None:
    """What the form is always taken for, when it is."""
    winner = next((hit for probe in _probes(here) for hit in _hits(matcher, tagger, here, probe)), None)
    if winner is None:
        return None
    entry = winner.entry
    status = status_of(entry.term, entry.listed)
    placed = {(form.term.id, form.text): form.path for form in placed_forms(glossary)}
    at = f"{shown(placed[entry.term.id, entry.listed])}, " if (entry.term.id, entry.listed) in placed else ""
    said = f"{here.text!r} is always taken for {entry.listed!r} of {entry.term.id} ({at}{status})"
    if entry.term.id == here.term.id and status == here.status:
        return Remark(here.path, Severity.NOTE, "duplicate", said, "remove it")
    hint = "remove it, or tell the two apart by context or pos"
    return Remark(here.path, Severity.WARNING, "never matches", said, hint)


def _lost(here: PlacedForm, tagger: Obedient, glossary: Glossary, today: date) -> Remark:
    """Why the form is not found at all."""
    probe = _probes(here)[0]
    alone = Glossary(terms=(here.term.on(today),), defaults=glossary.defaults)
    near = explain(alone, probe.text, today=today, nlp=tagger).left_alone
    reasons = [why for one in near if one.start == probe.start for _, why in one.reasons]
    said = f"{here.text!r} can be found nowhere" + (f": {reasons[0]}" if reasons else "")
    return Remark(here.path, Severity.WARNING, "never matches", said, "change or remove it")


def _needless(here: PlacedForm, glossary: Glossary, tagger: Obedient, gone: Collection[KeyPath]) -> bool:
    """Whether the term without the form says the same of it; forms that are gone do not speak for it."""
    form = here.form
    if form is None or form.reason or form.severity or form.since or form.until or here.path[0] == "replace":
        return False
    said = []
    for left_out in (gone, {*gone, here.path}):
        term = _without(here, left_out)
        alone = Matcher(Glossary(terms=(term,), defaults=glossary.defaults), tagger)
        said.append(
            [
                {(hit.code, hit.replacement, hit.severity) for hit in _hits(alone, tagger, here, probe)}
                for probe in _probes(here)
            ]
        )
    return said[0] == said[1] and any(said[0])


def _without(here: PlacedForm, paths: Collection[KeyPath]) -> Term:
    """The term of a listed form, without the forms at these keys."""
    at = here.path[:2]
    return here.term.model_copy(
        update={
            status: tuple(
                form for n, form in enumerate(getattr(here.term, status)) if (*at, status, n) not in paths
            )
            for status in ("admitted", "deprecated", "forbidden")
        }
    )


def _exceptions(glossary: Glossary) -> Iterator[Remark]:
    for index, term in enumerate(glossary.listed):
        bare = term.model_copy(
            update={"exceptions": (), "context": type(term.context)(), "applies_to": AppliesTo()}
        )
        taggers: tuple[Tagger, ...] = (Obedient("NOUN"), Obedient("VERB"))
        alone = [Matcher(Glossary(terms=(bare,), defaults=glossary.defaults), tagger) for tagger in taggers]
        for number, text in enumerate(term.exceptions):
            if term.status != "proposed" and not any(matcher.find(text) for matcher in alone):
                path: KeyPath = ("terms", index, "exceptions", number)
                said = f"{text!r} contains no form of the term"
                yield Remark(path, Severity.WARNING, "never matches", said, "remove it, or write it out")


def unseen(
    glossary: Glossary, documents: Sequence[Document], *, nlp: Tagger, today: date
) -> Iterator[Remark]:
    """Yield the terms, and of other terms the forms, that occur nowhere in the documents."""
    matcher = Matcher(glossary.on(today), nlp)
    seen: set[tuple[str, str]] = set()
    for document in documents:
        for block in document.blocks:
            language = block.language or document.language
            prose = matcher.prose_of(block)
            for hit in matcher.hits(prose, channel=document.channel, language=language):
                seen.add((hit.entry.term.id, plain(hit.entry.listed)))
    used = {term for term, _ in seen}
    assets = "1 asset" if len(documents) == 1 else f"{len(documents)} assets"
    told: set[str] = set()
    for here in placed_forms(glossary):
        term = here.term
        if term.status == "proposed" or here.status == "the replacement" or term.id in told:
            continue
        if term.id not in used:
            told.add(term.id)
            path = here.path[:2]
            said = f"never matched: no form of {term.id!r} occurs in {assets}"
            yield Remark(
                path, Severity.NOTE, "never matched", said, "keep it only if it should be there one day"
            )
        elif (term.id, plain(here.text)) not in seen:
            said = f"never matched: {here.text!r} ({here.status}) occurs nowhere in {assets}"
            yield Remark(here.path, Severity.NOTE, "never matched", said, "keep it only as a guard")
