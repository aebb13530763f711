"""What can be wrong with a glossary that fits its schema: clashes, empty forms, unknown scopes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from msgcheck.yaml_file import KeyPath, Problem, shown

if TYPE_CHECKING:
    from msgcheck.glossary import Fact, Glossary, Term, TermForm, When

SCOPES = ("plan", "product", "region", "audience", "billing", "channel")  # keys a `when` may have


class _Placed(NamedTuple):
    """A form that is enforced, and where the file has it."""

    path: KeyPath
    term: Term
    status: str
    text: str


def problems(glossary: Glossary) -> Iterator[Problem]:
    """Yield what the schema alone cannot see: clashes, empty forms, unknown scopes, impossible dates."""
    subjects = glossary.subjects
    yield from _double_ids(("terms",), glossary.listed)
    yield from _double_ids(("facts",), glossary.facts)
    yield from _double_ids(("messages",), glossary.messages)
    yield from _double_ids(("subjects", "products"), subjects.products)
    yield from _double_ids(("subjects", "plans"), subjects.plans)
    yield from _double_ids(("subjects", "competitors"), subjects.competitors)
    yield from _form_problems(glossary)
    for index, fact in enumerate(glossary.facts):
        yield from _fact_problems(("facts", index), fact)


def _double_ids(path: KeyPath, entries: tuple[Any, ...]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        at = first.setdefault(entry.id, index)
        if at != index:
            known = shown((*path, at))
            yield Problem((*path, index, "id"), f"id {entry.id!r} is taken by {known}", "give one another id")


def _placed_forms(glossary: Glossary) -> Iterator[_Placed]:
    for index, term in enumerate(glossary.listed):
        at: KeyPath = ("terms", index)
        if term.preferred:
            yield _Placed((*at, "preferred"), term, "preferred", term.preferred)
        for status in ("admitted", "deprecated", "forbidden"):
            for number, form in enumerate(getattr(term, status)):
                yield _Placed((*at, status, number), term, status, form.text)
    by_preferred = {term.preferred: term for term in glossary.terms}
    listed = {term.preferred for term in glossary.listed}
    for wrong, preferred in glossary.replace.items():
        term = by_preferred[preferred]
        if preferred not in listed:
            listed.add(preferred)
            yield _Placed(("replace", wrong), term, "the replacement", preferred)
        yield _Placed(("replace", wrong), term, "deprecated", wrong)


def _form_problems(glossary: Glossary) -> Iterator[Problem]:
    for index, term in enumerate(glossary.listed):
        if not (term.preferred or term.forbidden or term.deprecated or term.proposed):
            yield Problem(("terms", index), "has no form", "say what is preferred, or what is forbidden")
        for status in ("admitted", "deprecated", "forbidden", "proposed"):
            for number, form in enumerate(getattr(term, status)):
                yield from _period_problems(("terms", index, status, number), form)
    known: dict[str, list[_Placed]] = {}
    for here in _placed_forms(glossary):
        if not any(char.isalnum() for char in here.text):
            yield Problem(here.path, "is empty" if not here.text else "holds no letter and no digit")
            continue
        there = next((other for other in known.get(here.text, ()) if _meet(here.term, other.term)), None)
        if there is not None:
            said = f"{here.status} here and {there.status} at {shown(there.path)}"
            yield Problem(here.path, f"{here.text!r} is {said}", "keep one of the two")
        known.setdefault(here.text, []).append(here)


def _period_problems(path: KeyPath, form: TermForm) -> Iterator[Problem]:
    if form.since and form.until and form.since > form.until:
        yield Problem(path, "since is after until")


def _meet(left: Term, right: Term) -> bool:
    """Whether two terms can be found in the same place, so that a form of both is a clash."""
    if left is right:
        return True
    if left.pos and right.pos and left.pos != right.pos:
        return False
    if left.context != right.context:
        return False
    for a, b in (
        (left.applies_to.channels, right.applies_to.channels),
        (left.applies_to.locales, right.applies_to.locales),
    ):
        if a and b and not set(a) & set(b):
            return False
    return True


def _fact_problems(path: KeyPath, fact: Fact) -> Iterator[Problem]:
    parts: list[tuple[KeyPath, str, When]] = [(path, fact.value, fact.when)]
    parts += [((*path, "variants", i), v.value, v.when) for i, v in enumerate(fact.variants)]
    parts += [((*path, "history", i), h.value, h.when) for i, h in enumerate(fact.history)]
    for at, value, when in parts:
        if not value:
            yield Problem((*at, "value"), "is empty")
        for key in when:
            if key not in SCOPES:
                yield Problem((*at, "when", key), "is not a scope", f"known: {', '.join(SCOPES)}")
    for index, variant in enumerate(fact.variants):
        if not variant.when:
            yield Problem(
                (*path, "variants", index), "has no 'when'", "say for which plan, region... it holds"
            )
    valid = fact.valid
    if valid.from_ and valid.until and valid.from_ > valid.until:
        yield Problem((*path, "valid"), "from is after until")
