"""Glossary -> format -> glossary keeps all that the format can carry, whatever the glossary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from msgcheck import cli_glossary
from msgcheck.glossary import Glossary, Term, load_glossary
from msgcheck.glossary_problems import problems
from msgcheck.terminology.exchange import FORMATS, exported, imported
from msgcheck.terminology.exchange.rules import rules
from msgcheck.terminology.exchange.told import Told

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LETTERS = st.characters(codec="utf-8", categories=["Ll", "Lu", "Nd"])
SIGNS = st.sampled_from(list("-'/.:#&*\"[]{}()+=@!?,%$^|\\<>~`"))
WORDS = st.text(st.one_of(LETTERS, SIGNS), min_size=1, max_size=8)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PLAIN = st.lists(st.text("abcdefgmnorstu", min_size=3, max_size=7), min_size=1, max_size=3).map(" ".join)
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
SEVERITIES = st.sampled_from(["error", "warning", "note"])


def forms(texts: st.SearchStrategy[str], **keys: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({"text": texts}, optional=keys), max_size=3)


def glossaries(
    texts: st.SearchStrategy[str], form: dict[str, Any], **keys: Any
) -> st.SearchStrategy[Glossary]:
    """Glossaries that load; form, keys: what a form and a term may say more."""
    term = {f"{status}": forms(texts, **form) for status in ("admitted", "deprecated", "forbidden")}
    terms = st.lists(
        st.fixed_dictionaries({"preferred": texts}, optional={**term, **keys}), min_size=1, max_size=5
    )

    def valid(data: list[dict[str, Any]]) -> Glossary:
        glossary = Glossary.model_validate({"terms": data})
        assume(not any(problems(glossary)))
        return glossary

    return terms.map(valid)


def there_and_back(glossary: Glossary, form: str) -> tuple[Glossary, list[str]]:
    """The glossary after an export and an import, and what was told on the way."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / ("vale" if form == "vale" else "terms")
        files, lost = exported(glossary, form, path, today=TODAY)
        for file, content in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="\n")
        text, more = imported(path, form, into=None)
        again = folder / "glossary.yaml"
        again.write_text(text, encoding="utf-8", newline="\n")
        return load_glossary(again), lost + more


WHOLE = glossaries(
    TEXTS,
    {"reason": TEXTS, "severity": SEVERITIES, "since": DAYS},
    definition=TEXTS,
    pos=st.sampled_from(["noun", "verb", "adjective", "adverb"]),
    status=st.just("proposed"),
    proposed=forms(TEXTS),
    exceptions=st.lists(TEXTS, max_size=3),
    context=st.fixed_dictionaries({}, optional={"include": st.lists(TEXTS), "exclude": st.lists(TEXTS)}),
    case=st.sampled_from(["exact", "smart", "any"]),
    inflect=st.booleans(),
    severity=SEVERITIES,
    first_use=TEXTS,
    applies_to=st.fixed_dictionaries({}, optional={"channels": st.lists(TEXTS), "locales": st.lists(TEXTS)}),
    examples=st.fixed_dictionaries({}, optional={"good": st.lists(TEXTS), "bad": st.lists(TEXTS)}),
    note=st.lists(TEXTS, max_size=3).map("\n".join),
    owner=TEXTS,
)


@slow
@given(WHOLE)
def test_csv_keeps_every_term_as_it_is(glossary: Glossary) -> None:
    again, lost = there_and_back(glossary, "csv")
    assert again.terms == glossary.terms
    assert lost == []


@slow
@given(
    glossaries(TEXTS, {"reason": TEXTS}, definition=TEXTS, pos=st.sampled_from(["noun", "verb"]), note=TEXTS)
)
@pytest.mark.parametrize("form", ["tbx", "tbx-v2"])
def test_tbx_keeps_forms_statuses_definitions_and_notes(form: str, glossary: Glossary) -> None:
    assume(not any(f.reason.startswith("forbidden") for t in glossary.terms for f in t.deprecated))
    again, lost = there_and_back(glossary, form)
    assert [term.model_dump(exclude={"id"}) for term in again.terms] == [
        term.model_dump(exclude={"id"}) for term in glossary.terms
    ]
    assert all(line.startswith("ids that XML does not allow") for line in lost)


def flagged(glossary: Glossary) -> set[tuple[str, str]]:
    """(words, replacement) of everything that a rule would flag; capitals of the words aside."""
    found = rules(glossary, Told())
    return {(t.lower(), r.replacement) for r in found for t in r.texts if r.status != "right"}


def severe(glossary: Glossary) -> set[tuple[str, str]]:
    """(listed wrong form, severity)."""
    found = rules(glossary, Told())
    listed = {f.text for term in glossary.terms for f in (*term.deprecated, *term.forbidden)}
    return {(t, r.severity) for r in found for t in r.texts if t in listed and r.status != "variant"}


RULES = glossaries(PLAIN, {"severity": SEVERITIES}, exceptions=st.lists(PLAIN, max_size=2))


@slow
@given(RULES)
def test_vale_keeps_what_is_flagged(glossary: Glossary) -> None:
    assume(rules(glossary, Told()))
    again, _ = there_and_back(glossary, "vale")
    assert flagged(glossary) <= flagged(again)
    assert severe(again) <= severe(glossary)


@slow
@given(RULES)
def test_textlint_keeps_what_is_flagged(glossary: Glossary) -> None:
    assume(rules(glossary, Told()))
    again, _ = there_and_back(glossary, "textlint")
    assert flagged(glossary) <= flagged(again)


@pytest.mark.parametrize("form", FORMATS)
def test_our_own_glossary_comes_back(form: str) -> None:
    glossary = load_glossary(ROOT / "glossary.yaml")
    again, _ = there_and_back(glossary, form)
    assert flagged(glossary) <= flagged(again)
    if form in ("vale", "textlint"):
        return
    assert [carried(term, form) for term in again.terms] == [carried(term, form) for term in glossary.terms]


def carried(term: Term, form: str) -> dict[str, Any]:
    if form == "csv":
        return term.model_dump()
    good = {"definition", "pos", "preferred", "note", "id"}
    texts = {
        status: [f.text for f in getattr(term, status)] for status in ("admitted", "deprecated", "forbidden")
    }
    return term.model_dump(include=good) | texts | {"good": term.examples.good}


OURS = """\
# What we say.
version: 1
replace: {e-mail: email}   # short
terms:
  # Names
  - id: log-in
    preferred: sign in     # two words
    pos: verb
    deprecated: [log in]
    forbidden:
      - {text: authenticate yourself, since: 2025-01-15}

  - {preferred: "yes", case: exact}
# Facts
facts:
  - {id: trial, claim: The trial is free., value: "yes"}
"""


@slow
@given(st.sampled_from(FORMATS), RULES)
def test_an_import_into_a_glossary_changes_nothing_that_it_says(form: str, glossary: Glossary) -> None:
    assume(form not in ("vale", "textlint") or rules(glossary, Told()))
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "glossary.yaml"
        path.write_text(OURS, encoding="utf-8")
        ours = load_glossary(path)
        files, _ = exported(glossary, form, folder / "x", today=TODAY)
        for file, content in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="\n")
        text, _ = imported(folder / "x", form, into=path)
        path.write_text(text, encoding="utf-8", newline="\n")
        merged = load_glossary(path)
        again, _ = imported(folder / "x", form, into=path)
    assert merged.listed[: len(ours.listed)] == ours.listed
    assert merged.facts == ours.facts
    assert all(line in text for line in OURS.splitlines())
    assert again == text  # a second import adds nothing


def test_the_command_line_knows_the_formats() -> None:
    assert tuple(cli_glossary.EXCHANGED) == FORMATS
