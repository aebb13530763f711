"""What every report says of earlier runs and of decisions: new, still, gone, not looked for, settled, settling nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from test_json import SCHEMA, check, undocumented
from test_report_html import drawn, one, words

from msgcheck.memory import History, Loose, PastRun, Status
from msgcheck.protocols import Reporter
from msgcheck.report import past
from msgcheck.report.csv_ import CsvReporter
from msgcheck.report.github import GithubReporter
from msgcheck.report.html import HtmlReporter
from msgcheck.report.json_ import JsonReporter, load
from msgcheck.report.junit import JunitReporter
from msgcheck.report.markdown import MarkdownReporter
from msgcheck.report.sarif import SarifReporter
from msgcheck.report.terminal import TerminalReporter
from msgcheck.run import Run

SINCE = "1 new, 1 changed and 1 gone since 27 October 2025"
TEXTS: list[Callable[[], Reporter]] = [
    GithubReporter,
    JunitReporter,
    MarkdownReporter,
    TerminalReporter,
    HtmlReporter,
]
EVERY: list[Callable[[], Reporter]] = [*TEXTS, CsvReporter, SarifReporter]
OFFICIAL = Draft4Validator(
    json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8-sig"))
)


def first_of(run: Run) -> Run:
    """Return the run as the first that is remembered: there is nothing to stand beside."""
    assert run.history
    return replace(
        run, history=replace(run.history, number=1, runs=run.history.runs[-1:], gone=(), unseen=(), was=())
    )


def test_the_json_holds_history_and_decisions_and_gives_them_back(remembered: Run) -> None:
    data = json.loads(JsonReporter().render(remembered))
    check(data)
    assert undocumented(data, SCHEMA) == []
    assert load(JsonReporter().render(remembered)) == remembered
    assert data["history"]["lives"][remembered.findings[2].id]["status"] == "new"
    assert data["decided"][0]["decision"]["choice"] == "wont_fix"


@pytest.mark.parametrize("make", TEXTS)
def test_every_headline_says_what_is_new_and_what_is_gone(
    make: Callable[[], Reporter], remembered: Run
) -> None:
    assert SINCE.lower() in make().render(remembered).lower()


@pytest.mark.parametrize("make", EVERY)
def test_what_is_stored_is_drawn_as_if_it_had_never_been_stored(
    make: Callable[[], Reporter], remembered: Run
) -> None:
    assert make().render(load(JsonReporter().render(remembered))) == make().render(remembered)


@pytest.mark.parametrize("make", TEXTS)
def test_a_first_run_calls_nothing_new_and_draws_no_empty_chart(
    make: Callable[[], Reporter], remembered: Run
) -> None:
    text = make().render(first_of(remembered))
    assert not re.search(
        r"new and|changed and|still since|\bseen: |data-status|class=\"trend\"|, new\b", text
    )


def test_nothing_new_is_said_too(remembered: Run) -> None:
    assert remembered.history
    still = {id_: replace(life, status=Status.STILL) for id_, life in remembered.history.lives.items()}
    quiet = replace(remembered, history=replace(remembered.history, lives=still, gone=(), was=()))
    assert past.since(quiet) == "nothing new and nothing gone since 27 October 2025"


def test_what_merely_lost_a_place_is_changed_and_no_news(remembered: Run) -> None:
    assert remembered.history
    changed = remembered.findings[5]
    assert changed in past.news(remembered)
    lives = remembered.history.lives
    lives = {**lives, changed.id: replace(lives[changed.id], less=True)}
    run = replace(remembered, history=replace(remembered.history, lives=lives))
    assert changed not in past.news(run)
    assert past.since(run) == SINCE
    assert "Changed nothing added as it was before" in [words(life) for life in drawn(run).select(".life")]


def test_the_head_calls_nothing_gone_that_could_not_be_looked_for(remembered: Run) -> None:
    assert remembered.history
    unseen = replace(remembered.history, gone=(), was=())
    link = one(drawn(replace(remembered, history=unseen)), ".since a")
    assert words(link) == "What could not be looked for"


def test_two_runs_of_one_day_are_told_apart_by_the_clock(remembered: Run) -> None:
    assert remembered.history
    early = remembered.started.replace(hour=4, minute=9)
    runs = [replace(past_, started=early) for past_ in remembered.history.runs[:-1]]
    lives = {id_: replace(life, first_seen=early) for id_, life in remembered.history.lives.items()}
    history = replace(remembered.history, runs=(*runs, remembered.history.runs[-1]), lives=lives)
    run = replace(remembered, history=history)
    assert past.since(run).endswith("gone since 22 November 2025, 04:09 UTC")
    assert past.seen(run, run.findings[0]) == "still since 22 November 2025, 04:09 UTC"
    time = words(one(drawn(run), "#time"))
    assert "from 22 November 2025, 04:09 UTC to 22 November 2025, 05:34 UTC." in time
    assert [words(label) for label in drawn(run).select(".trend svg")[0].select(".month")] == [
        "04:09 UTC",
        "05:34 UTC",
    ]


# ---------------------------------------------------------------- the page


def test_each_finding_says_whether_it_is_new_or_since_when_it_is_there(remembered: Run) -> None:
    page = drawn(remembered)
    told = {str(item["id"]): words(one(item, ".life")) for item in page.select(".finding:not(.lookalike)")}
    assert len(told) == len(remembered.findings)
    assert told[remembered.findings[2].id] == "New"
    assert told[remembered.findings[0].id] == "Still since 6 October 2025"
    assert told[remembered.findings[5].id] == "Changed as it was before"
    assert words(one(page, ".lead.since")) == (
        f"{SINCE}; 1 earlier finding could not be looked for: its page was not read. What is gone or changed"
    )
    assert [words(chip) for chip in page.select(".statuses .chip")] == [
        "New 1",
        "Changed 1",
        "Still 27",
        "Gone 1",
    ]


def test_gone_and_decided_are_folded_with_all_that_is_known(remembered: Run) -> None:
    page = drawn(remembered)
    gone, decided = one(page, "#gone"), one(page, "#decided")
    assert [(words(one(item, "h3")), item["data-status"]) for item in gone.select(".lookalike")] == [
        ("Price of the Starter plan MC102", "gone"),
        ("Entry price MC104", "changed"),
    ]
    assert [words(fold) for fold in gone.select(".fold > summary")] == [
        "1 finding of the run before",
        "1 finding that goes on in other words or places, as it was",
    ]
    assert "1 earlier finding could not be looked for: its page was not read" in words(gone)
    assert words(one(decided, ".lookalike .advice")) == (
        "Decision Won't fix on 3 November 2025, until 31 March 2026 Reason the help page is rewritten in spring"
        " Owner help@fernhall.example Written in msgcheck-decisions.yaml:4"
    )
    assert words(one(decided, ".loose li")).startswith(
        "MC102 opening hours Its date has passed Won't fix until"
    )
    assert words(one(decided, ".loose .uri")) == "msgcheck-decisions.yaml:19"
    assert not page.select("details[open]")
    ids = {str(tag["id"]) for tag in page.select("[id]")}
    assert {str(link["href"])[1:] for link in page.select("a[href^='#']")} <= ids


def test_the_trend_has_a_line_and_its_numbers(remembered: Run) -> None:
    page = drawn(remembered)
    labels = [str(svg["aria-label"]) for svg in page.select(".trend svg")]
    assert labels == [
        "Conflicts by run: 8: as many as at first", "Wording issues by run: 10, 8, 6, 4, 2: down by 8",
        "Alignment issues by run: 1: as many as at first",
    ]  # fmt: skip
    rows = [words(row) for row in page.select("table.runs tr")]
    assert rows[0] == "Run MC101 MC102 MC103 MC202 MC304 New Changed Gone Decided Assets Not read"
    assert rows[1] == "22 November 2025, 05:34 UTC no. 5 1 2 5 2 1 – 1 5 1 36 1"
    assert len(rows) == 6


def test_a_year_of_runs_is_drawn_and_the_rest_is_told(remembered: Run) -> None:
    assert remembered.history
    runs = tuple(replace(remembered.history.runs[n % 5], number=n + 1) for n in range(300))
    page = drawn(replace(remembered, history=replace(remembered.history, number=300, runs=runs)))
    assert "the last 52 of 300 runs" in words(one(page, "#time"))
    assert len(page.select("table.runs tbody tr")) == 52


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=60))
def test_the_line_stays_in_its_chart_and_time_goes_to_the_right(numbers: list[int]) -> None:
    line = past.Line("Conflicts", tuple(numbers), max(numbers))
    across, down = zip(*line.points, strict=True)
    assert list(across) == sorted(set(across))
    assert 0 <= across[0] < across[-1] <= 282
    assert all(past.FLOOR - past.HIGH <= y <= past.FLOOR for y in down)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["MC101", "MC105", "MC201", "MC302"]), st.integers(0, 99)), min_size=2
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_finding_of_every_run_is_in_one_line(tallies: list[dict[str, int]]) -> None:
    began = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
    runs = tuple(PastRun(n, began, 1.0, 1, 1, 0, codes) for n, codes in enumerate(tallies))
    drawn_ = [sum(column) for column in zip(*(line.numbers for line in past.lines(runs)), strict=True)]
    assert drawn_ == [sum(codes.values()) for codes in tallies]


# ---------------------------------------------------------------- machine formats


def results(run: Run) -> list[dict[str, Any]]:
    log = json.loads(SarifReporter().render(run))
    OFFICIAL.validate(log)
    return list(log["runs"][0]["results"])


def test_sarif_has_baseline_states_and_suppressions(remembered: Run) -> None:
    found = results(remembered)
    assert Counter(result["baselineState"] for result in found) == {
        "new": 2,
        "updated": 1,
        "unchanged": 27,
        "absent": 1,
    }
    (suppressed,) = (result for result in found if "suppressions" in result)
    assert suppressed["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "won't fix until 31 March 2026 by help@fernhall.example:"
            " the help page is rewritten in spring",
        }
    ]
    assert not any("baselineState" in result for result in results(first_of(remembered)))


def test_a_comment_in_an_asset_suppresses_in_the_source(remembered: Run) -> None:
    (one_,) = remembered.decided
    comment = replace(one_.decision, where=f"{remembered.documents[0].uri}:7")
    run = replace(remembered, decided=(replace(one_, decision=comment),))
    (suppressed,) = (result for result in results(run) if "suppressions" in result)
    assert suppressed["suppressions"][0]["kind"] == "inSource"


def test_junit_skips_what_is_decided(remembered: Run) -> None:
    root = ElementTree.fromstring(JunitReporter().render(remembered))
    suite = next(suite for suite in root if str(suite.get("name")).startswith("MC102"))
    (skipped,) = suite.findall(".//skipped")
    assert str(skipped.get("message")).startswith("won't fix until 31 March 2026")
    assert suite.get("skipped") == "1"
    assert int(str(root.get("failures"))) == len(root.findall(".//failure"))
    assert int(str(root.get("tests"))) == len(root.findall(".//testcase"))
    assert "seen: still since 6 October 2025" in str(root.findall(".//failure")[0].text)


def test_csv_tells_status_and_decision(remembered: Run) -> None:
    text = CsvReporter().render(remembered).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    by_id = {row["id"]: row for row in rows}
    trial = by_id[remembered.findings[0].id]
    assert (trial["status"], trial["first_seen"]) == ("still", "2025-10-06")
    assert by_id[remembered.findings[2].id]["status"] == "new"
    assert sum(row["status"] == "gone" for row in rows) == 2  # places
    decided = [row for row in rows if row["decision"]]
    assert {(row["decision"], row["reason"]) for row in decided} == {
        ("wont_fix", "the help page is rewritten in spring")
    }


@pytest.mark.parametrize("make", [MarkdownReporter, TerminalReporter, GithubReporter])
def test_the_score_of_the_teams_has_its_line(make: Callable[[], Reporter], remembered: Run) -> None:
    assert "Alignment of marketing and sales: 58 of 100\n" in make().render(remembered)


def test_markdown_and_terminal_list_what_is_gone_decided_and_loose(remembered: Run) -> None:
    for text in (MarkdownReporter().render(remembered), TerminalReporter(width=300).render(remembered)):
        for told in ("Gone", "1 earlier finding could not be looked for", "won't fix until 31 March 2026",
                     "Decisions that settle nothing", "msgcheck-decisions.yaml:19: MC102 opening hours: its date"):  # fmt: skip
            assert told in text.replace("\\", "")
    assert "almost certain, 97 %), still since 6 October 2025" in TerminalReporter().render(remembered)
    assert MarkdownReporter().render(remembered).count(" · new</summary>") == 1
    assert MarkdownReporter().render(remembered).count(" · changed</summary>") == 1


def test_what_is_new_comes_first_where_only_some_can_be_shown(remembered: Run) -> None:
    new = remembered.findings[2].id
    many = tuple(replace(remembered.findings[0], attribute=f"length {n}") for n in range(60))
    run = replace(remembered, findings=(*many, *remembered.findings))
    assert f"id {new}</sub>" in MarkdownReporter(limit=20_000).render(run)
    errors = [line for line in GithubReporter().render(run).splitlines() if line.startswith("::error")]
    assert "title=MC103 contradictory statements%2C new::" in errors[0]
    assert len(errors) == 10


def test_a_long_memory_still_fits_a_comment(remembered: Run) -> None:
    assert remembered.history
    gone = tuple(replace(remembered.history.gone[0], attribute=f"{'word ' * 200}{n}") for n in range(900))
    history = replace(remembered.history, gone=gone, unseen=("0" * 16,) * 900)
    run = replace(remembered, history=history, decided=remembered.decided * 900, loose=remembered.loose * 900)
    text = MarkdownReporter().render(run)
    assert len(text) <= 60_000
    assert "<summary>Gone (900)</summary>" in text
    assert "<b>Free trial length</b>" in text


@pytest.mark.parametrize("make", EVERY)
def test_hostile_words_of_decisions_are_text(make: Callable[[], Reporter], remembered: Run) -> None:
    nasty = "<img src=x onerror=hacked=1></script>{{ 7*7 }}\u202e::error::\n=1+1"
    (one_,) = remembered.decided
    decision = replace(one_.decision, reason=nasty, owner=nasty, where=nasty, about=nasty)
    run = replace(
        remembered, decided=(replace(one_, decision=decision),), loose=(Loose(decision, nasty),),
        history=History(2, tuple(replace(run, codes={nasty: 3}) for run in remembered.history.runs[-2:]))
        if remembered.history else None,
    )  # fmt: skip
    text = make().render(run)
    if make is HtmlReporter:
        page = drawn(run)
        assert page.select("img, [onerror]") == []
        assert "<img src=x onerror=hacked=1></script>{{ 7*7 }}" in words(one(page, "#decided"))
    if make in (GithubReporter, TerminalReporter):
        assert not any(line.startswith("::error::") for line in text.splitlines())
    if make is TerminalReporter:
        assert "\u202e" not in text
    if make is MarkdownReporter:
        assert "<img" not in text
