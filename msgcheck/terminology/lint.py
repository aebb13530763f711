"""What is wrong with a glossary that can be loaded, and what could be better: `remarks(glossary, ...)`.

Duplicates, clashes and cycles are read off the file. Whether an entry can ever match is not: every form is
looked for, by the matcher itself, in the text that should show it (`reach`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from msgcheck.glossary import Fact, Glossary
from msgcheck.glossary_problems import PlacedForm, clashes, meet, placed_forms, problems
from msgcheck.model import Severity
from msgcheck.terminology.first_use import short_forms
from msgcheck.terminology.text import fold, plain
from msgcheck.yaml_file import KeyPath, known_hint, shown

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about one key of the file. kind: "clash", "duplicate", "cycle", "never matches"...; hint: a next step."""

    path: KeyPath
    severity: Severity
    kind: str
    message: str
    hint: str = ""


def remarks(glossary: Glossary, *, channels: Collection[str] | None = None) -> Iterator[Remark]:
    """Yield what can be read off the file, sort by sort.

    channels: that msgcheck.yaml knows; None where that is not known.
    """
    cycles = list(_cycles(glossary))
    explained = {path for _, paths in cycles for path in paths}
    for remark, _ in cycles:
        yield remark
    clashing = list(clashes(glossary))
    for problem in problems(glossary):
        if problem.path not in explained:
            kind = "clash" if problem in clashing else "invalid"
            yield Remark(problem.path, Severity.ERROR, kind, problem.message, problem.hint)
    yield from (remark for remark in _same_letters(glossary) if remark.path not in explained)
    yield from _named(glossary)
    yield from _facts(glossary.facts)
    yield from _scopes(glossary, channels)
    yield from _gaps(glossary)


def _cycles(glossary: Glossary) -> Iterator[tuple[Remark, set[KeyPath]]]:
    """Yield a remark for each circle of replacements, with the keys that are part of it."""
    edges: dict[tuple[str, str], PlacedForm] = {}
    for form in placed_forms(glossary):
        only_letters = form.text != form.term.preferred and plain(form.text) == plain(form.term.preferred)
        if form.is_wrong and form.term.preferred and not only_letters:
            edges.setdefault((plain(form.text), plain(form.term.preferred)), form)
    while True:
        graph: dict[str, set[str]] = {}
        for wrong, right in edges:
            graph.setdefault(wrong, set()).add(right)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as err:
            names = list(reversed(err.args[1]))  # graphlib names what a node waits for first
            circle = [edges.pop(step) for step in pairwise(names)]
            if all(meet(a, b) for a, b in pairwise(circle)):
                members = {form.path for form in placed_forms(glossary) if plain(form.text) in names}
                yield _circle(names, circle), members
        else:
            return


def _circle(names: Sequence[str], circle: Sequence[PlacedForm]) -> Remark:
    said = f"goes in a circle: {' -> '.join(repr(name) for name in names)}"
    others = ", ".join(shown(form.path) for form in circle[1:])
    where = f"; the rest is at {others}" if others else ""
    hint = "decide which of them is right, and keep only that"
    return Remark(circle[0].path, Severity.ERROR, "cycle", said + where, hint)


def _same_letters(glossary: Glossary) -> Iterator[Remark]:
    """Forms that only capitals or the kind of hyphen tell apart, where the matcher does not."""
    known: dict[str, list[PlacedForm]] = {}
    for here in placed_forms(glossary):
        for there in known.get(fold(here.text), ()):
            if here.text != there.text and meet(here, there) and _alike(here, there, glossary):
                wrong = here.is_wrong != there.is_wrong or here.term.preferred != there.term.preferred
                kind, severity = ("clash", Severity.ERROR) if wrong else ("duplicate", Severity.WARNING)
                said = f"{here.text!r} is for the matcher the same as {there.text!r} at {shown(there.path)}"
                yield Remark(here.path, severity, kind, said, "keep one of the two")
                break
        known.setdefault(fold(here.text), []).append(here)


def _alike(here: PlacedForm, there: PlacedForm, glossary: Glossary) -> bool:
    cases = {form.term.case or glossary.defaults.case for form in (here, there)}
    return plain(here.text) == plain(there.text) or "any" in cases


def _named(glossary: Glossary) -> Iterator[Remark]:
    """Names of products, plans and competitors, and what terms say of them."""
    forms = {plain(form.text): form for form in placed_forms(glossary)}
    subjects = glossary.subjects
    for kind in ("products", "plans", "competitors"):
        for index, named in enumerate(getattr(subjects, kind)):
            at: KeyPath = ("subjects", kind, index)
            for name in named.names:
                form = forms.get(plain(name))
                if form is not None and form.is_wrong and kind != "competitors":
                    said = f"{name!r} is a name here and {form.status} at {shown(form.path)}"
                    yield Remark(at, Severity.WARNING, "clash", said, "an old name belongs under 'was'")
            for number, name in enumerate(named.was):
                form = forms.get(plain(name))
                if form is not None and kind != "competitors":
                    said = f"{name!r} is {form.status} at {shown(form.path)} already"
                    severity = Severity.NOTE if form.is_wrong else Severity.WARNING
                    sort = "duplicate" if form.is_wrong else "clash"
                    yield Remark((*at, "was", number), severity, sort, said, "keep one of the two")


def _facts(facts: Sequence[Fact]) -> Iterator[Remark]:
    """Records of one claim in one scope."""
    known: dict[tuple[str, object], tuple[int, str]] = {}
    for index, fact in enumerate(facts):
        scope = frozenset((key, frozenset(map(fold, values))) for key, values in fact.when.items())
        at, value = known.setdefault((fold(fact.claim), scope), (index, fact.value))
        if at != index:
            same = fold(fact.value) == fold(value)
            first = f"{shown(('facts', at))} is the record of the same claim"
            said = first if same else f"{first}, and says {value!r}"
            severity = Severity.WARNING if same else Severity.ERROR
            hint = "remove one of the two" if same else "keep one, or say in 'when' where each holds"
            yield Remark(("facts", index), severity, "duplicate" if same else "clash", said, hint)


def _scopes(glossary: Glossary, channels: Collection[str] | None) -> Iterator[Remark]:
    """Channels and locales that no asset has."""
    asked: list[tuple[KeyPath, tuple[str, ...]]] = []
    for index, term in enumerate(glossary.listed):
        asked.append((("terms", index, "applies_to", "channels"), term.applies_to.channels))
        for number, locale in enumerate(term.applies_to.locales):
            if locale and not _LOCALE.fullmatch(locale):
                path: KeyPath = ("terms", index, "applies_to", "locales", number)
                said = f"{locale!r} is the language of no asset"
                yield Remark(path, Severity.WARNING, "never matches", said, "write it as en or en-GB")
    for index, message in enumerate(glossary.messages):
        for number, must in enumerate(message.must_appear):
            asked.append((("messages", index, "must_appear", number, "channels"), must.channels))
    for path, names in asked:
        for number, name in enumerate(names):
            if channels is not None and name and name not in channels:
                said = f"msgcheck.yaml knows no channel {name!r}"
                hint = known_hint(name, channels)
                yield Remark((*path, number), Severity.WARNING, "never matches", said, hint)


def _gaps(glossary: Glossary) -> Iterator[Remark]:
    """What a colleague would ask for."""
    for index, term in enumerate(glossary.listed):
        at: KeyPath = ("terms", index)
        if term.first_use and not short_forms(term):
            said = f"introduces none of the admitted forms: {term.first_use!r}"
            yield Remark(
                (*at, "first_use"),
                Severity.WARNING,
                "never matches",
                said,
                "list the short form under 'admitted'",
            )
        for number, word in enumerate(term.context.exclude):
            if fold(word) in map(fold, term.context.include):
                said = f"{word!r} is asked for and excluded"
                path: KeyPath = (*at, "context", "exclude", number)
                yield Remark(path, Severity.WARNING, "clash", said, "keep one of the two")
        missing = [] if term.definition else ["definition"]
        if not (term.owner or glossary.meta.owner):
            missing.append("owner")
        if missing:
            said = f"term {term.id!r} has no {' and no '.join(missing)}"
            yield Remark(at, Severity.NOTE, "undocumented", said, "say what it means, and whom to ask")
