"""What is kept between runs changes nothing but the time: the same findings, from less work."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from msgcheck import check, config, intake, kept
from msgcheck.claims import extract
from msgcheck.cli import main
from msgcheck.contradictions.judge import CopyJudge
from msgcheck.embed.cache import VectorCache
from msgcheck.kept import Kept, key_of
from msgcheck.model import Block, Bound, Claim, Document, Judgement, Kind, Quantity, Scope, Span, Verdict
from msgcheck.pipeline import Pipeline

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PAGES = {
    "index.md": "# Larkby\n\nEvery account starts with a 14-day free trial. You can cancel at any time.\n",
    "pricing.md": "# Pricing\n\nThe Crew plan costs $12 per user per month. There is no setup fee.\n",
    "mail.md": "Hi there,\n\nYour free trial runs for 30 days. We never charge a setup fee, and a month of notice is enough.\n",
}
GLOSSARY = "replace:\n  log on: sign in\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "glossary.yaml").write_text(GLOSSARY)
    return tmp_path


def run(**options: Any) -> Any:
    return check.run(config.Config(), list(PAGES), glossary=Path("glossary.yaml"), now=NOW, **options)


def without_time(finished: Any) -> Any:
    return replace(finished, duration_s=0.0)


class Work:
    """Counts what is done anew."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.extracted: list[str] = []
        self.judged = 0
        read_one, claims_of, judge = intake.read_one, extract.claims_of, CopyJudge._judge

        def reading(resource: Any, *rest: Any) -> Any:
            self.read.append(resource.uri)
            return read_one(resource, *rest)

        def extracting(document: Document, *rest: Any) -> Any:
            self.extracted.append(document.uri)
            return claims_of(document, *rest)

        def judging(this: CopyJudge, pairs: Sequence[Any], *rest: Any) -> Any:
            self.judged += len(pairs)
            return judge(this, pairs, *rest)

        patch.setattr(intake, "read_one", reading)
        patch.setattr(extract, "claims_of", extracting)
        patch.setattr(CopyJudge, "_judge", judging)


def test_a_second_run_finds_the_same_and_works_out_nothing_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = run(cache=False)
    first = run()
    work = Work(monkeypatch)
    second = run()
    assert without_time(first) == without_time(second) == without_time(fresh)
    assert any(finding.code == "MC102" for finding in second.findings)
    assert (work.read, work.extracted, work.judged) == ([], [], 0)


def test_a_changed_page_costs_one_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    (folder / "mail.md").write_text(PAGES["mail.md"].replace("30 days", "21 days"))
    work = Work(monkeypatch)
    changed = run()
    assert (work.read, work.extracted) == (["mail.md"], ["mail.md"])
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert without_time(changed) == without_time(run(cache=False))


def test_a_touched_file_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    (folder / "mail.md").touch()
    work = Work(monkeypatch)
    run()
    assert work.read == []


def test_another_setting_reads_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A glossary that names plans changes what a claim is limited to."""
    run()
    (folder / "glossary.yaml").write_text(GLOSSARY + "subjects:\n  plans:\n    - {id: crew, names: [Crew]}\n")
    work = Work(monkeypatch)
    run()
    assert work.read == []
    assert sorted(work.extracted) == sorted(PAGES)


def test_the_claims_of_a_page_age_without_being_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mail.md").write_text("---\ndate: 2025-09-01\n---\n" + PAGES["mail.md"])
    run()
    work = Work(monkeypatch)
    later = check.run(
        config.Config(), list(PAGES), glossary=Path("glossary.yaml"), now=datetime(2027, 6, 1, tzinfo=UTC)
    )
    assert work.extracted == []
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    fresh = check.run(
        config.Config(),
        list(PAGES),
        glossary=Path("glossary.yaml"),
        now=datetime(2027, 6, 1, tzinfo=UTC),
        cache=False,
    )
    assert without_time(later) == without_time(fresh)


def test_what_was_tampered_with_is_worked_out_anew(tmp_path: Path) -> None:
    store = VectorCache(tmp_path / "cache.sqlite")
    key = key_of("page")
    store.save("judgements m", {key: b"\x93no judgement"})
    right = Judgement(Verdict.COMPATIBLE, 0.9, 0.1, "nothing excludes the other")
    again = Kept[Judgement](store, "judgements", "m", Judgement)
    assert again.each([key, key], lambda some: [right for _ in some]) == [right, right]
    assert Kept[Judgement](store, "judgements", "m", Judgement).load([key]) == {key: right}


def test_what_another_maker_made_is_dropped_when_something_is_written(tmp_path: Path) -> None:
    store = VectorCache(tmp_path / "cache.sqlite")
    for what, maker in [("words", "old"), ("words", "new"), ("wordsmith", "old")]:
        Kept[str](store, what, maker, str).each(["a"], lambda some: [maker for _ in some])  # noqa: B023
    assert Kept[str](store, "words", "old", str).load(["a"]) == {}
    assert Kept[str](store, "words", "new", str).load(["a"]) == {"a": "new"}
    assert Kept[str](store, "wordsmith", "old", str).load(["a"]) == {"a": "old"}


def test_words_that_no_file_can_hold_are_worked_out_every_time(tmp_path: Path) -> None:
    store = VectorCache(tmp_path / "cache.sqlite")
    again = Kept[list[str]](store, "words", "m", list[str])
    for _ in range(2):
        assert again.each(["a"], lambda some: [["\ud800"] for _ in some]) == [["\ud800"]]
    assert again.load(["a"]) == {}


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
spans = st.builds(Span, st.integers(0, 9), st.integers(0, 9))
quantities = st.builds(
    Quantity, st.floats(allow_nan=False), words, words, spans, words, st.floats(allow_nan=False),
    st.sampled_from(Bound), st.lists(words, max_size=2).map(tuple),
)  # fmt: skip
scopes = st.builds(Scope, st.frozensets(words, max_size=3), st.frozensets(words, max_size=3), published=words)
claims = st.builds(
    Claim, words, spans, words,
    st.builds(Block, words, spans, st.sampled_from(Kind), headings=st.lists(words, max_size=2).map(tuple), date=st.none() | st.dates()),
    words, st.lists(quantities, max_size=2).map(tuple), scopes, negated=st.booleans(), date=st.none() | st.dates(),
)  # fmt: skip


@given(claims)
def test_a_claim_comes_back_as_it_went(claim: Claim) -> None:
    store = Memory()
    Kept[Claim](store, "claims", "m", Claim).each(["k"], lambda _: [claim])
    assert Kept[Claim](store, "claims", "m", Claim).load(["k"]) == {"k": claim}


def test_the_order_of_a_set_does_not_make_another_key() -> None:
    one, other = Scope(plans=frozenset("abc")), Scope(plans=frozenset("cba"))
    assert key_of(one, date(2026, 1, 1)) == key_of(other, date(2026, 1, 1)) != key_of(one, date(2026, 1, 2))


def test_a_name_that_is_no_utf_8_has_a_key_of_its_own() -> None:
    names = [
        "b.md",
        "b\udcff.md",
        "b\udcfe.md",
        "b\\udcff.md",
        "b\\udcff\udcff.md",
        "b\ud83d\ude00.md",
        "b😀.md",
    ]
    assert len({key_of(Document(name, "", "", (), "", ""), frozenset("ab")) for name in names}) == len(names)
    assert key_of("\udcff", frozenset("abc")) == key_of("\udcff", frozenset("cba"))


def test_a_file_whose_name_is_no_utf_8_is_checked_like_any_other(folder: Path) -> None:
    Path(os.fsdecode(b"b\xff.md")).write_text("# Larkby\n\nYour free trial runs for 21 days.\n")
    ran = CliRunner().invoke(
        main, ["check", ".", "--glossary", "glossary.yaml", "-o", "report.html", "-o", "run.json"]
    )
    assert ran.exit_code == 1, ran.output
    places = {
        place["uri"]
        for finding in json.loads(Path("run.json").read_bytes())["findings"]
        for place in finding["places"]
    }
    assert any(uri.startswith("b") for uri in places)
    history = CliRunner().invoke(main, ["history"])
    assert history.exit_code == 0, history.output
    assert "21 days" in Path("report.html").read_text(encoding="utf-8", errors="replace")


def test_other_code_is_another_maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "readers").mkdir()
    (tmp_path / "readers" / "text.py").write_text("A = 1")
    (tmp_path / "model.py").write_text("B = 1")
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "kept.py"))
    kept.code.cache_clear()
    before = kept.code("readers", "model")
    (tmp_path / "readers" / "text.py").write_text("A = 2")
    kept.code.cache_clear()
    assert kept.code("readers", "model") != before
    kept.code.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "Log in  to your account, please.",
        "We don't sell data to 3rd parties — ever.",
        "",
        " leading space",
        "A\nB",
        "Free for 14 days;\u00a0no card. Isn't that something?",
    ],
)
def test_tokens_come_back_as_they_went(text: str) -> None:
    """What is known of a text is the same, whether it was just seen or is remembered."""
    store = Memory()
    plain = Pipeline()
    for _ in range(2):
        remembering = Pipeline(store=store)
        tagged, again = plain(text), remembering(text)
        assert [(t.text, t.idx, t.pos_, t.lemma_, t.whitespace_) for t in tagged] == [
            (t.text, t.idx, t.pos_, t.lemma_, t.whitespace_) for t in again
        ]
        (parsed,), (back,) = plain.parse([text]), remembering.parse([text])
        assert [(t.text, t.dep_, t.head.i, t.left_edge.i, [c.i for c in t.children]) for t in parsed] == [
            (t.text, t.dep_, t.head.i, t.left_edge.i, [c.i for c in t.children]) for t in back
        ]
        remembering.flush()
    assert any(name.startswith("tags") for name in store.values)
    assert any(name.startswith("parse") for name in store.values)


class Memory:
    """A `Store` in memory."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, bytes]] = {}

    def load(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        known = self.values.get(model, {})
        return {key: known[key] for key in keys if key in known}

    def save(self, model: str, values: dict[str, bytes]) -> None:
        self.values.setdefault(model, {}).update(values)

    def drop(self, prefix: str, *, keep: str) -> None:
        for model in [name for name in self.values if name.startswith(prefix) and name != keep]:
            del self.values[model]
