"""A glossary as the rules that other checkers know: these words, that replacement.

Other checkers take no plural, no tense and no other hyphen by themselves, so every spelling that the matcher
would flag is written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgcheck.glossary import Glossary, Term
from msgcheck.model import Severity
from msgcheck.terminology.entries import FORBIDDEN, RIGHT, VARIANT, Entry, Pattern, table, vocabulary
from msgcheck.terminology.exchange.patterns import place
from msgcheck.terminology.exchange.told import Told
from msgcheck.terminology.letters import another_word
from msgcheck.terminology.text import fold

_WORST = {FORBIDDEN: Severity.ERROR}  # what the matcher makes of a form that says nothing else


@dataclass(frozen=True, slots=True)
class Rule:
    """Spellings of one term that one replacement mends.

    replacement: "" where nothing replaces them.
    status:      "right" where only the letters of a right form are looked at; else as in `entries`.
    phrases:     in which the spellings are left alone.
    capitals:    the capitals of the spellings must be there.
    """

    replacement: str
    texts: tuple[str, ...]
    status: str
    severity: Severity
    phrases: tuple[str, ...] = ()
    capitals: bool = False


def rules(glossary: Glossary, told: Told) -> list[Rule]:
    """Return what the matcher flags in a plain text, in the order of the glossary."""
    tell_terms(glossary, told)
    patterns = table(glossary)
    around = _around(patterns)
    order = {term.id: index for index, term in enumerate(vocabulary(glossary))}
    chosen = [entry for pattern in patterns.values() if (entry := _meant(pattern, glossary, told))]
    rights = {entry.text for entry in chosen if entry.status == RIGHT}
    chosen = [entry for entry in chosen if entry.status != RIGHT or entry.listed in rights]  # no plural alone
    groups: dict[_Key, list[Entry]] = {}
    for entry in sorted(chosen, key=lambda e: (order[e.term.id], _inflected(e))):
        severity, capitals = _severity(entry, glossary), _needs_capitals(entry)
        key = _Key(entry.term.id, entry.replacement, entry.status, severity, capitals)
        groups.setdefault(key, []).append(entry)
    made = [_rule(key, entries, around) for key, entries in groups.items()]
    carried = {phrase for rule in made for phrase in rule.phrases}
    told.add("exceptions", *(p for term in glossary.terms for p in term.exceptions if p not in carried))
    return made


class _Key(NamedTuple):
    """What the spellings of one rule share."""

    term: str
    replacement: str
    status: str
    severity: Severity
    capitals: bool


def _rule(key: _Key, entries: Sequence[Entry], around: Mapping[str, Sequence[str]]) -> Rule:
    """One rule; forms of the glossary come before what follows from them, so that a reader meets them first."""
    phrases: dict[str, None] = {}
    for entry in entries:
        phrases |= dict.fromkeys(phrase for phrase in entry.term.exceptions if place(entry.text, phrase) >= 0)
        phrases |= dict.fromkeys(around.get(fold(entry.text), ()))
    ordered = sorted(entries, key=lambda e: (e.text != e.listed, len(e.text), e.text))
    texts = tuple(dict.fromkeys(entry.text for entry in ordered))
    return Rule(key.replacement, texts, key.status, key.severity, tuple(phrases), key.capitals)


def tell_terms(glossary: Glossary, told: Told) -> None:
    """Tell what rules of words and replacements do not know."""
    tell_rest(glossary, told)
    for term in glossary.terms:
        told.add(
            "ids", *([term.id] if term.id != Term(preferred=term.preferred).id and term.preferred else [])
        )
        for name, value in (
            ("definitions", term.definition),
            ("parts of speech", term.pos),
            ("notes", term.note),
            ("owners", term.owner),
            ("first uses", term.first_use),
            ("channels and locales", (*term.applies_to.channels, *term.applies_to.locales)),
            ("contexts", (*term.context.include, *term.context.exclude)),
            ("examples", (*term.examples.good, *term.examples.bad)),
        ):
            told.add(name, *([term.id] if value else []))
        told.add("admitted forms (they become terms of their own)", *(form.text for form in term.admitted))
        forms = (*term.deprecated, *term.forbidden)
        told.add("reasons", *(form.text for form in forms if form.reason))
        told.add("dates", *(form.text for form in forms if form.since or form.until))


def tell_rest(glossary: Glossary, told: Told, *, proposed: bool = False) -> None:
    """Tell what is no term at all; no format of other tools knows it.

    proposed: the format carries proposals.
    """
    told.add("facts", *(fact.id for fact in glossary.facts))
    told.add("messages", *(message.id for message in glossary.messages))
    subjects = glossary.subjects
    named = (*subjects.products, *subjects.plans, *subjects.competitors)
    defaults = type(glossary.defaults)()
    changed = [
        key
        for key in glossary.defaults.model_fields_set
        if getattr(glossary.defaults, key) != getattr(defaults, key)
    ]
    told.add("defaults", *sorted(changed))
    told.add("subjects", *(subjects.self_names), *(item.names[0] for item in named))
    if proposed:
        return
    for term in glossary.terms:
        told.add("proposed terms", *([term.id] if term.status == "proposed" else []))
        told.add("proposed forms", *(form.text for form in term.proposed))


def _meant(pattern: Pattern, glossary: Glossary, told: Told) -> Entry | None:
    """The entry that a checker without grammar can follow, if there is one."""
    rights = [entry for entry in pattern.entries if entry.status == RIGHT]
    if rights:
        wrong = [entry for entry in pattern.entries if entry.status != RIGHT and entry.text == entry.listed]
        told.add("forms that are right elsewhere", *(entry.text for entry in wrong))
        right = rights[0]
        if len({entry.text for entry in rights}) > 1:
            told.add("forms that differ in capitals only", *sorted({entry.text for entry in rights}))
            return None
        spelled = right.text != right.text.lower() and right.case != "any"
        return right if spelled and not another_word(right.text, right.text.lower()) else None
    best = min(
        pattern.entries,
        key=lambda e: (e.status == VARIANT, e.status != FORBIDDEN, e.term.id, e.listed, e.text),
        default=None,
    )
    if best is None:
        return None
    if best.reopened or best.apart or (best.shape and best.shape != (best.pos or best.shape)):
        told.add("spellings that depend on the sentence", best.text)
        return None
    return best


def depends_on_sentence(entry: Entry) -> bool:
    """Whether the matcher looks around itself before it takes the spelling for this form."""
    return entry.reopened or entry.apart or bool(entry.shape and entry.pos and entry.shape != entry.pos)


def _severity(entry: Entry, glossary: Glossary) -> Severity:
    said = entry.form.severity or entry.term.severity or glossary.defaults.severity
    return said or _WORST.get(entry.status, Severity.WARNING)


def _inflected(entry: Entry) -> bool:
    """Whether this is a plural or a tense; a reader wants to meet the form itself first."""
    right = entry.listed if entry.status in (RIGHT, VARIANT) else entry.term.preferred
    return entry.replacement != right


def _needs_capitals(entry: Entry) -> bool:
    if entry.status == RIGHT:
        return False
    if entry.capitals:
        return True
    return entry.status != VARIANT and entry.case != "any" and entry.text != entry.text.lower()


def _around(patterns: Mapping[str, Pattern]) -> dict[str, list[str]]:
    """Folded words -> longer forms that hold them: "single sign-on" shields its "sign-on"."""
    longer: dict[str, list[str]] = {}
    for text, pattern in patterns.items():
        if not pattern.entries:
            continue
        for part in _parts(text):
            if part in patterns:
                longer.setdefault(part, []).append(text)
    return longer


def _parts(text: str) -> Iterator[str]:
    """Yield runs of words of `text`, shorter than itself."""
    borders = [0, *(at for at, char in enumerate(text) if char in " -"), len(text)]
    for index, start in enumerate(borders):
        for end in borders[index + 1 :]:
            part = text[start:end].lstrip(" -")
            if part and part != text:
                yield part
