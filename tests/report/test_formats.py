"""SARIF, JUnit, CSV, Markdown and terminal: complete, deterministic, and safe with hostile copy."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from markdown_it import MarkdownIt

from msgcheck.model import Place, Run, Severity, Skipped
from msgcheck.protocols import Reporter
from msgcheck.report.csv_ import CsvReporter
from msgcheck.report.html import HtmlReporter
from msgcheck.report.json_ import JsonReporter, load
from msgcheck.report.junit import JunitReporter
from msgcheck.report.markdown import MarkdownReporter, escape, ticket
from msgcheck.report.sarif import SarifReporter
from msgcheck.report.terminal import TerminalReporter

ALL: list[Callable[[], Reporter]] = [
    CsvReporter, HtmlReporter, JsonReporter, JunitReporter, MarkdownReporter, SarifReporter, TerminalReporter,
]  # fmt: skip


@pytest.mark.parametrize("make", ALL)
def test_the_same_run_gives_the_same_bytes(make: Callable[[], Reporter], fernhall: Run) -> None:
    assert make().render(fernhall).encode() == make().render(load(JsonReporter().render(fernhall))).encode()


@pytest.mark.parametrize("make", ALL)
def test_every_format_names_what_was_not_read(make: Callable[[], Reporter], fernhall: Run) -> None:
    text = make().render(fernhall)
    assert "Board" in text
    assert "protected by a password" in text


@pytest.mark.parametrize("make", ALL)
def test_any_text_can_be_written(make: Callable[[], Reporter], fernhall: Run) -> None:
    nasty = "menu\x00\x1b[31m\x85\ufffe</td>]]>"
    place = Place(nasty, nasty, nasty, nasty, nasty, nasty, nasty)
    finding = replace(fernhall.findings[0], message=nasty, attribute=nasty, why=nasty, places=(place,))
    # An unread file may have a name that is not UTF-8: half a surrogate pair stands for its byte.
    run = replace(
        fernhall, findings=(finding,), company=nasty, skipped=(Skipped(f"{nasty}\udce9", nasty, nasty),)
    )
    text = make().render(run)
    text.encode()
    assert "\x1b" not in text
    assert "\x00" not in text
    if make is JunitReporter:
        ElementTree.fromstring(text)


@pytest.mark.parametrize("make", ALL)
def test_an_empty_run_has_a_report(make: Callable[[], Reporter], fernhall: Run) -> None:
    assert make().render(replace(fernhall, findings=(), folded=(), skipped=(), documents=(), terms={}))


def sarif(run: Run) -> dict[str, Any]:
    log = json.loads(SarifReporter().render(run))
    assert log["version"] == "2.1.0"
    return dict(log["runs"][0])


def test_sarif_has_the_other_places_as_related(fernhall: Run) -> None:
    run = sarif(fernhall)
    trial = next(r for r in run["results"] if r["ruleId"] == "MC101")
    assert len(trial["locations"]) == 1
    assert [location["id"] for location in trial["relatedLocations"]] == list(range(1, 11))
    mail = trial["relatedLocations"][5]
    assert mail["physicalLocation"] == {
        "artifactLocation": {"uri": "mails/welcome.eml"},
        "region": {
            "startLine": 18,
            "startColumn": 5,
            "snippet": {"text": "You have 14 days to look around."},
        },
    }
    assert mail["message"]["text"] == "“You have 14 days to look around.” (email, marketing)"
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert 0 <= result["rank"] <= 100


def test_sarif_fingerprints_survive_a_move_and_a_new_score(fernhall: Run) -> None:
    moved = [
        replace(f, confidence=f.confidence / 2, places=tuple(replace(p, line=99) for p in f.places))
        for f in fernhall.findings
    ]
    before, after = sarif(fernhall), sarif(replace(fernhall, findings=tuple(moved)))
    prints = [{r["partialFingerprints"]["msgcheck/v1"] for r in run["results"]} for run in (before, after)]
    assert prints[0] == prints[1]
    assert len(prints[0]) == len(fernhall.findings)


def test_sarif_tells_unread_places_and_uses_valid_uris(fernhall: Run) -> None:
    run = sarif(fernhall)
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [n["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for n in told] == [
        "decks/Board%20Q3.pptx", "https://www.fernhall.example/partners",
    ]  # fmt: skip
    assert all(n["descriptor"]["id"] == "MC001" for n in told)
    uris = re.findall(r'"uri": "([^"]*)"', json.dumps(run))
    assert all(re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", uri) for uri in uris)
    assert not any(uri.startswith("javascript:") for uri in uris)


def test_junit_counts_add_up(fernhall: Run) -> None:
    root = ElementTree.fromstring(JunitReporter().render(fernhall))
    cases, failures, skipped = (len(root.findall(f".//{tag}")) for tag in ("testcase", "failure", "skipped"))
    assert (cases, failures, skipped) == (23 + 34 + 2, 17, 2)
    assert [root.get(key) for key in ("tests", "failures", "skipped")] == ["59", "17", "2"]
    assert (
        len(
            ElementTree.fromstring(JunitReporter(fail_on=Severity.ERROR).render(fernhall)).findall(
                ".//failure"
            )
        )
        == 6
    )


def test_csv_has_one_row_for_each_place_and_each_unread_one(fernhall: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(CsvReporter().render(fernhall))))
    places = sum(len(f.places) for f in (*fernhall.findings, *fernhall.folded))
    assert len(rows) == places + 2
    assert [row["uri"] for row in rows if row["code"] == "MC001"] == [s.uri for s in fernhall.skipped]
    assert {row["marked"] for row in rows if row["attribute"] == "entry price"} == {"$7"}
    assert sum(row["folded"] == "yes" for row in rows) == 4


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\tx"])
def test_csv_cells_are_no_formulas(formula: str, fernhall: Run) -> None:
    place = replace(fernhall.findings[0].places[0], quote=formula)
    run = replace(fernhall, findings=(replace(fernhall.findings[0], places=(place,)),), folded=())
    row = next(csv.DictReader(io.StringIO(CsvReporter().render(run), newline="")))
    assert row["quote"] == f"'{formula}"


def test_csv_rows_survive_line_breaks_of_all_kinds(fernhall: Run) -> None:
    place = replace(fernhall.findings[0].places[0], quote='one\rtwo\r\nthree, "four"')
    run = replace(fernhall, findings=(replace(fernhall.findings[0], places=(place,)),), folded=(), skipped=())
    (row,) = csv.DictReader(io.StringIO(CsvReporter().render(run), newline=""))
    assert row["quote"] == 'one\ntwo\nthree, "four"'


def test_markdown_fits_a_comment_and_counts_what_it_leaves_out(fernhall: Run) -> None:
    many = tuple(replace(fernhall.findings[1], attribute=f"price {n}") for n in range(400))
    text = MarkdownReporter().render(replace(fernhall, findings=many))
    assert len(text) <= 60_000
    shown = text.count("<details><summary><b>")
    assert f"{400 - shown} more entries in the full report." in text
    assert text.count("<details>") == text.count("</details>")
    assert "more entr" not in MarkdownReporter().render(fernhall)


def test_markdown_shows_hostile_copy_as_itself(fernhall: Run) -> None:
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
        MarkdownReporter().render(fernhall)
    )
    page = BeautifulSoup(html, "html.parser")
    assert page.find(["script", "img", "style", "iframe"]) is None
    assert {a["href"].split(":")[0] for a in page.find_all("a")} == {"https"}
    assert "<img src=x onerror=hacked=1>" in page.get_text()


@pytest.mark.parametrize(
    "text",
    [
        "![a](http://x.example/p.png)", "*bold* _it_ `code`", "| a | b |", "# head", "- item",
        "1. item", "<b>x</b>", "a &amp; b", "[x](javascript:1)", "~~gone~~", "C:\\new", "+ plus", "> quote",
    ],
)  # fmt: skip
def test_escaped_words_come_out_of_markdown_as_they_went_in(text: str) -> None:
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(escape(text))
    paragraph = BeautifulSoup(html, "html.parser")
    assert [tag.name for tag in paragraph.find_all()] == ["p"]
    assert paragraph.get_text().strip() == text


def test_markdown_calls_nobody() -> None:
    assert not re.search(r"[@#]\w", escape("ask @octocat about #12").replace("&#8203;", "\u200b"))


def test_a_ticket_is_complete(fernhall: Run) -> None:
    text = ticket(fernhall.findings[0])
    assert text.startswith("### Free trial length (MC101)")
    assert text.count("\n- ") == 11
    assert "To do: Correct the 4 places" in text


def test_terminal_is_plain_unless_colour_is_asked_for(fernhall: Run) -> None:
    plain = TerminalReporter().render(fernhall)
    assert "\x1b" not in plain
    assert "Every plan comes with a [30-day] free trial." in plain
    assert "mails/contract.mjml:42:7 · paragraph 3 · email, marketing" in plain
    assert "\n  14-day  7 places, on record, most places\n" in plain
    assert plain.splitlines()[-2] == (
        "Fernhall: 9 conflicts and 14 wording issues in 34 assets; 2 places could not be read."
    )
    colour = TerminalReporter(colour=True).render(fernhall)
    assert "\x1b[1;31merror\x1b[0m" in colour


def test_terminal_shows_what_would_turn_the_line_around(fernhall: Run) -> None:
    text = TerminalReporter().render(fernhall)
    assert "\u202e" not in text
    assert "Pay \\u202eeert" in text
