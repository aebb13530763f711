"""The JSON format is a contract: it matches its schema, and `load` gives the run back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from msgcheck.alignment import Alignment, Audience, Coverage, Part, TeamPair, Topic, Unsaid
from msgcheck.errors import MsgcheckError
from msgcheck.memory import Choice, Decided, Decision, History, Life, Loose, PastRun, Status
from msgcheck.model import Finding, Place, Severity, Skipped, Span, Standing
from msgcheck.report.html import HtmlReporter
from msgcheck.report.json_ import JsonReporter, load
from msgcheck.run import (
    Agreed,
    AgreedFact,
    AgreedForm,
    AgreedTerm,
    AgreedValue,
    Divergence,
    DocumentSummary,
    FormUse,
    Run,
    TermUse,
    Usage,
)

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = words | st.just("menu\udce9.html")  # a file name that is not UTF-8
spans = st.builds(lambda start, more: Span(start, start + more), st.integers(0, 9), st.integers(0, 9))
positions = st.none() | st.integers(1, 9999)
days = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
places = st.builds(
    Place, words, words, words, words, words, words, words, positions, positions, positions, positions,
    st.none() | spans, words, days, st.lists(st.sampled_from(Standing), max_size=2).map(tuple),
)  # fmt: skip
findings = st.builds(
    Finding, words, words, st.lists(places, max_size=3).map(tuple), st.sampled_from(Severity),
    st.floats(0, 1), st.sampled_from(["", "contradiction", "different_scope"]), words, words, words,
    st.booleans(), words,
)  # fmt: skip
documents = st.builds(
    DocumentSummary, names, words, words, words, words, st.integers(0, 999), st.integers(0, 999),
    st.lists(words, max_size=2).map(tuple), words, words, days,
)  # fmt: skip
numbers = st.dictionaries(words, st.integers(0, 999), max_size=2)
shares = st.dictionaries(words, st.dictionaries(words, st.floats(0, 1), max_size=2), max_size=1)
divergences = st.none() | st.builds(Divergence, st.floats(0, 1), st.tuples(words, words))
forms = st.builds(FormUse, words, st.booleans(), numbers, numbers, numbers)
term_uses = st.builds(
    TermUse, words, st.lists(forms, max_size=2).map(tuple), divergences, divergences, shares,
    st.none() | st.floats(-1, 1),
)  # fmt: skip
usages = st.builds(Usage, st.lists(term_uses, max_size=1).map(tuple), divergences, divergences, shares)
some_places = st.lists(places, max_size=1).map(tuple)
parts = st.builds(Part, words, st.floats(0, 1), st.floats(0, 1), words, words, st.floats(0, 100))
alignments = st.builds(
    Alignment, numbers,
    st.lists(
        st.builds(Coverage, words, words, some_places, some_places, st.lists(words, max_size=1).map(tuple), words),
        max_size=1,
    ).map(tuple),
    st.lists(st.builds(Topic, words, numbers, numbers, words, some_places), max_size=1).map(tuple),
    st.lists(st.builds(Audience, words, numbers, some_places), max_size=1).map(tuple),
    st.lists(st.builds(Unsaid, places, words, st.none() | places, st.floats(-1, 1)), max_size=1).map(tuple),
    st.lists(
        st.builds(TeamPair, words, words, st.integers(0, 100), st.lists(parts, max_size=2).map(tuple)), max_size=1
    ).map(tuple),
)  # fmt: skip
values = st.lists(st.builds(AgreedValue, words, words, days), max_size=1).map(tuple)
agreements = st.builds(
    Agreed,
    st.lists(
        st.builds(
            AgreedTerm, words, words,
            st.lists(
                st.builds(AgreedForm, words, st.sampled_from(["preferred", "admitted", "forbidden"]), days, days, words),
                max_size=2,
            ).map(tuple),
            words, words, words,
        ),
        max_size=1,
    ).map(tuple),
    st.lists(
        st.builds(AgreedFact, words, words, words, st.sampled_from(["exact", "at_least"]), words, values, values, days,
                  days, words, words, some_places),
        max_size=1,
    ).map(tuple),
)  # fmt: skip
decisions = st.builds(
    Decision, words, words, st.sampled_from(Choice), words, words, words, days, days,
    st.lists(words, max_size=2).map(tuple), words,
)  # fmt: skip
moments = st.datetimes(timezones=st.just(UTC))
lives = st.builds(Life, st.sampled_from(Status), moments, moments, st.integers(1, 99), words, st.booleans())
past_runs = st.builds(
    PastRun, st.integers(1, 999), moments, st.floats(0, 1e6), st.integers(0, 999), st.integers(0, 999),
    st.integers(0, 99), numbers, *[st.integers(0, 99)] * 4,
)  # fmt: skip
histories = st.builds(
    History, st.integers(1, 999), st.lists(past_runs, max_size=3).map(tuple),
    st.dictionaries(words, lives, max_size=2), st.lists(findings, max_size=1).map(tuple),
    st.lists(words, max_size=2).map(tuple), st.lists(findings, max_size=1).map(tuple),
)  # fmt: skip


def remember(run: Run) -> Run:
    """Return the run with lives for its own findings, as a history has them: each is new, changed, still there or gone."""
    if run.history is None:
        return run
    known = [*run.findings, *run.folded, *(one.finding for one in run.decided)]
    found = {f.id: Life(list(Status)[n % 3], run.started, run.started) for n, f in enumerate(known)}
    gone = {f.id: Life(Status.GONE, run.started, run.started) for f in run.history.gone}
    return replace(run, history=replace(run.history, lives={**run.history.lives, **gone, **found}))


runs = st.builds(
    Run, st.datetimes(timezones=st.just(UTC)), st.floats(0, 1e6), words,
    st.lists(documents, max_size=2).map(tuple),
    st.lists(findings, max_size=3).map(tuple), st.lists(findings, max_size=1).map(tuple),
    st.lists(st.builds(Skipped, names, words, words), max_size=2).map(tuple),
    st.dictionaries(words, words, max_size=2), numbers, st.dictionaries(words, words, max_size=2),
    st.lists(words, max_size=2).map(tuple),
    st.dictionaries(words, st.dictionaries(words, numbers, max_size=2), max_size=2), words, usages,
    st.none() | alignments, agreements,
    st.lists(st.builds(Decided, findings, decisions), max_size=1).map(tuple),
    st.lists(st.builds(Loose, decisions, words), max_size=1).map(tuple),
    st.none() | histories,
).map(remember)  # fmt: skip


def check(data: Any) -> None:
    """Raise when `data` does not fit the schema."""
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(data)


def undocumented(data: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """Return the keys in `data` that the schema has no word for."""
    schema = {**schema, **SCHEMA["$defs"].get(schema.get("$ref", "").removeprefix("#/$defs/"), {})}
    if isinstance(data, list):
        return [key for item in data for key in undocumented(item, schema.get("items", {}), where)]
    if not isinstance(data, dict):
        return []
    free = schema.get("additionalProperties")
    known = schema.get("properties", {})
    missing = [f"{where}.{key}" for key in data if key not in known and free is None]
    inner = [undocumented(item, known.get(key, free or {}), f"{where}.{key}") for key, item in data.items()]
    return missing + [key for keys in inner for key in keys]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_real_report_fits_the_schema_and_every_key_is_documented(fernhall: Run) -> None:
    data = json.loads(JsonReporter().render(fernhall))
    check(data)
    assert undocumented(data, SCHEMA) == []


def test_the_contract_key_by_key(fernhall: Run) -> None:
    data = json.loads(JsonReporter().render(fernhall))
    assert list(data) == ["schema", "run", "findings", "folded", "skipped", "documents", "terms", "usage"]
    price = next(f for f in data["findings"] if f["attribute"].startswith("price"))
    assert {key: price[key] for key in ("code", "verdict", "severity", "confidence")} == {
        "code": "MC102", "verdict": "contradiction", "severity": "error", "confidence": 0.91,
    }  # fmt: skip
    assert price["id"] == next(f.id for f in fernhall.findings if f.attribute.startswith("price"))
    assert price["places"][2] == {
        "uri": "decks/Intro deck 2025.pptx", "locator": "slide 15",
        "quote": "Team: from $12 per user per month",
        "surface": "body", "channel": "deck", "team": "sales", "value": "$12", "slide": 15,
        "mark": {"start": 11, "end": 14}, "date": "2025-10-02",
    }  # fmt: skip
    assert data["skipped"][0] == {
        "uri": "decks/Board Q3.pptx", "reason": "the file is protected by a password",
        "hint": "save a copy without one",
    }  # fmt: skip


def test_optional_keys_are_left_out_when_empty(fernhall: Run) -> None:
    data = json.loads(JsonReporter().render(fernhall))
    support = next(f for f in data["findings"] if f["attribute"] == "support hours")
    assert not {"suggestion", "record", "folded"} & support.keys()
    assert not {"line", "column", "slide", "page", "date", "heading"} & support["places"][0].keys()


def test_an_empty_run_fits_the_schema() -> None:
    run = Run(datetime(2025, 1, 1, tzinfo=UTC), 0.0, "0", (), (), (), ())
    text = JsonReporter().render(run)
    check(json.loads(text))
    assert load(text) == run


def test_a_report_can_be_redrawn_from_json(fernhall: Run) -> None:
    again = load(JsonReporter().render(fernhall))
    assert again == fernhall
    assert HtmlReporter().render(again) == HtmlReporter().render(fernhall)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs)
def test_load_is_the_inverse_of_render(run: Run) -> None:
    text = JsonReporter().render(run)
    text.encode()  # a file can hold it
    assert load(text) == run
    check(json.loads(text))
    assert undocumented(json.loads(text), SCHEMA) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(schema=2), "schema: 2"),
        (lambda d: d.pop("run"), "no 'run'"),
        (lambda d: d["findings"][0].pop("message"), "findings.0.message: is missing"),
        (lambda d: d["findings"][1]["places"][0].update(line="3"), "findings.1.places.0.line: a int"),
        (lambda d: d["findings"][0].update(severity="fatal"), "findings.0.severity: 'fatal'"),
        (lambda d: d["run"].update(started="yesterday"), "started: Invalid isoformat"),
        (lambda d: d["documents"].append("x"), "documents."),
        (lambda d: d.update(terms={"a": {"b": {"c": "1"}}}), "terms.a.b.c: a int"),
    ],
)
def test_a_broken_report_is_refused_with_its_key(fernhall: Run, change: Any, message: str) -> None:
    data = json.loads(JsonReporter().render(fernhall))
    change(data)
    with pytest.raises(MsgcheckError) as caught:
        load(json.dumps(data))
    assert message in caught.value.message
    assert caught.value.hint


def test_what_is_not_json_is_refused_with_its_place() -> None:
    with pytest.raises(MsgcheckError, match=r"^2:1: not JSON"):
        load("{\n")
