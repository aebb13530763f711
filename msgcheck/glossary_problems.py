"""What can be wrong with a glossary that fits its schema: clashes, empty forms, unknown scopes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from msgcheck.yaml_file import KeyPath, Problem, known_hint, shown

if TYPE_CHECKING:
    from msgcheck.glossary import Fact, Glossary, Term, TermForm, When

SCOPES = ("plan", "product", "region", "audience", "billing", "channel")  # keys a `when` may have


class PlacedForm(NamedTuple):
    """A form, and where the file has it. form: None for what is preferred."""

    path: KeyPath
    term: Term
    status: str
    text: str
    form: TermForm | None = None

    @property
    def is_wrong(self) -> bool:
        return self.status in ("deprecated", "forbidden")


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
    yield from _empty_texts((), glossary)
    for index, fact in enumerate(glossary.facts):
        yield from _fact_problems(("facts", index), fact)


def _double_ids(path: KeyPath, entries: tuple[Any, ...]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        at = first.setdefault(entry.id, index)
        if at != index:
            known = shown((*path, at))
            yield Problem((*path, index, "id"), f"id {entry.id!r} is taken by {known}", "give one another id")


def placed_forms(glossary: Glossary) -> Iterator[PlacedForm]:
    """Yield every form that is enforced, in the order of the file: of terms, then of `replace`."""
    for index, term in enumerate(glossary.listed):
        at: KeyPath = ("terms", index)
        if term.preferred:
            yield PlacedForm((*at, "preferred"), term, "preferred", term.preferred)
        for status in ("admitted", "deprecated", "forbidden"):
            for number, form in enumerate(getattr(term, status)):
                yield PlacedForm((*at, status, number), term, status, form.text, form)
    by_preferred = {term.preferred: term for term in glossary.terms}
    listed = {term.preferred for term in glossary.listed}
    for wrong, preferred in glossary.replace.items():
        term = by_preferred[preferred]
        if preferred not in listed:
            listed.add(preferred)
            yield PlacedForm(("replace", wrong), term, "the replacement", preferred)
        yield PlacedForm(("replace", wrong), term, "deprecated", wrong)


def _form_problems(glossary: Glossary) -> Iterator[Problem]:
    for index, term in enumerate(glossary.listed):
        if not (term.preferred or term.forbidden or term.deprecated or term.proposed):
            yield Problem(("terms", index), "has no form", "say what is preferred, or what is forbidden")
        for status in ("admitted", "deprecated", "forbidden", "proposed"):
            for number, form in enumerate(getattr(term, status)):
                yield from _period_problems(("terms", index, status, number), form)
    for here in placed_forms(glossary):
        if not any(char.isalnum() for char in here.text):
            yield Problem(here.path, "is empty" if not here.text else "holds no letter and no digit")
    yield from clashes(glossary)


def clashes(glossary: Glossary) -> Iterator[Problem]:
    """Yield the forms that another term, or another status of the same one, has too."""
    known: dict[str, list[PlacedForm]] = {}
    for here in placed_forms(glossary):
        there = next((other for other in known.get(here.text, ()) if meet(here, other)), None)
        if here.text and there is not None:
            said = f"{here.status} here and {there.status} at {shown(there.path)}"
            hint = "keep one of the two"
            rights = (here.term.preferred, there.term.preferred)
            if here.is_wrong and there.is_wrong and all(rights) and rights[0] != rights[1]:
                hint = f"it cannot become both {rights[0]!r} and {rights[1]!r}: {hint}"
            yield Problem(here.path, f"{here.text!r} is {said}", hint)
        known.setdefault(here.text, []).append(here)


def _period_problems(path: KeyPath, form: TermForm) -> Iterator[Problem]:
    if form.since and form.until and form.since > form.until:
        yield Problem(path, "since is after until")


def meet(left: PlacedForm, right: PlacedForm) -> bool:
    """Whether two forms can be found in one place on one day, so that the same text in both is a clash."""
    if left.form and right.form and not _same_days(left.form, right.form):
        return False
    here, there = left.term, right.term
    if here is there:
        return True
    if here.pos and there.pos and here.pos != there.pos:
        return False
    if here.context != there.context:
        return False
    for a, b in (
        (here.applies_to.channels, there.applies_to.channels),
        (here.applies_to.locales, there.applies_to.locales),
    ):
        if a and b and not set(a) & set(b):
            return False
    return True


def _same_days(left: TermForm, right: TermForm) -> bool:
    """Whether both have their status on some day: "admitted until May" and "deprecated since June" never do."""
    starts = [form.since for form in (left, right) if form.since]
    ends = [form.until for form in (left, right) if form.until]
    return not starts or not ends or max(starts) <= min(ends)


def _empty_texts(path: KeyPath, node: BaseModel) -> Iterator[Problem]:
    """Yield what is empty in a list: an empty exception would excuse everything."""
    for name, field in type(node).model_fields.items():
        value = getattr(node, name)
        here: KeyPath = (*path, field.alias or name)
        for at, item in enumerate(value) if isinstance(value, tuple) else ():
            if item == "":
                yield Problem((*here, at), "is empty", "remove it")
            elif isinstance(item, BaseModel):
                yield from _empty_texts((*here, at), item)
        if isinstance(value, BaseModel):
            yield from _empty_texts(here, value)


def _fact_problems(path: KeyPath, fact: Fact) -> Iterator[Problem]:
    parts: list[tuple[KeyPath, str, When]] = [(path, fact.value, fact.when)]
    parts += [((*path, "variants", i), v.value, v.when) for i, v in enumerate(fact.variants)]
    parts += [((*path, "history", i), h.value, h.when) for i, h in enumerate(fact.history)]
    for at, value, when in parts:
        if not value:
            yield Problem((*at, "value"), "is empty")
        for key, values in when.items():
            if key not in SCOPES:
                yield Problem((*at, "when", key), "is not a scope", known_hint(key, SCOPES))
            elif not all(values):
                yield Problem((*at, "when", key), "is empty", "say which, or remove it")
    for index, variant in enumerate(fact.variants):
        if not variant.when:
            yield Problem(
                (*path, "variants", index), "has no 'when'", "say for which plan, region... it holds"
            )
    valid = fact.valid
    if valid.from_ and valid.until and valid.from_ > valid.until:
        yield Problem((*path, "valid"), "from is after until")
