"""SARIF, JUnit, CSV, Markdown and terminal: complete, deterministic, and safe with hostile copy."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from test_json import runs

from msgcheck.model import Finding, Place, Severity, Skipped, Span, Standing
from msgcheck.protocols import Reporter
from msgcheck.report.csv_ import CsvReporter
from msgcheck.report.github import GithubReporter
from msgcheck.report.html import HtmlReporter
from msgcheck.report.json_ import JsonReporter, load
from msgcheck.report.junit import JunitReporter
from msgcheck.report.markdown import MarkdownReporter, escape, ticket
from msgcheck.report.sarif import SarifReporter
from msgcheck.report.terminal import TerminalReporter
from msgcheck.run import Run

ALL: list[Callable[[], Reporter]] = [
    CsvReporter, GithubReporter, HtmlReporter, JsonReporter, JunitReporter, MarkdownReporter, SarifReporter, TerminalReporter,
]  # fmt: skip
# A failure of so much text takes minutes to make smaller, and is as plain as it is.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
JUNIT = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd"))


@pytest.mark.parametrize("make", ALL)
def test_the_same_run_gives_the_same_bytes(make: Callable[[], Reporter], fernhall: Run) -> None:
    assert make().render(fernhall).encode() == make().render(load(JsonReporter().render(fernhall))).encode()


@given(runs)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_a_stored_run_is_drawn_as_if_it_had_never_been_stored(run: Run) -> None:
    again = load(JsonReporter().render(run))
    for make in ALL:
        assert make().render(again) == make().render(run)


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


def test_markdown_says_which_places_oppose_a_message_and_which_carry_it(fernhall: Run) -> None:
    places = tuple(
        Place(f"{word}.md", "", f"Words that are {word}.", "body", value=word)
        for word in ("opposed", "carried")
    )
    finding = Finding("MC302", "one opposes it", places, Severity.ERROR, 0.9, attribute="data in Europe")
    text = MarkdownReporter().render(replace(fernhall, findings=(finding,)))
    assert re.findall(r"\*\*(opposed|carried)\*\* \(1 place\)\n\n- `(\w+).md`", text) == [
        ("opposed", "opposed"),
        ("carried", "carried"),
    ]


def test_junit_counts_add_up_and_every_code_is_a_suite(fernhall: Run) -> None:
    root = ElementTree.fromstring(JunitReporter().render(fernhall))
    cases, failures, skipped = (len(root.findall(f".//{tag}")) for tag in ("testcase", "failure", "skipped"))
    assert (cases, failures, skipped) == (23 + 34 + 2, 17, 2)
    assert [root.get(key) for key in ("tests", "failures")] == ["59", "17"]
    assert [suite.get("name") for suite in root][:2] == [
        "MC101 contradicts the record",
        "MC102 conflicting values",
    ]
    for suite in root:
        for key, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            assert int(str(suite.get(key))) == len(suite.findall(f".//{tag}"))
    errors_only = ElementTree.fromstring(JunitReporter(fail_on=Severity.ERROR).render(fernhall))
    assert len(errors_only.findall(".//failure")) == 6


@given(runs)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_junit_is_what_the_schema_of_jenkins_says(run: Run) -> None:
    JUNIT.assertValid(etree.fromstring(JunitReporter().render(run).encode()))


def rows_of(run: Run) -> list[dict[str, str]]:
    text = CsvReporter().render(run)
    assert text.startswith("\ufeff")  # Excel would read the code page of the machine
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_one_row_for_each_place_and_each_unread_one(fernhall: Run) -> None:
    rows = rows_of(fernhall)
    places = sum(len(f.places) for f in (*fernhall.findings, *fernhall.folded))
    assert len(rows) == places + 2
    assert [row["uri"] for row in rows if row["code"] == "MC001"] == [s.uri for s in fernhall.skipped]
    assert {row["marked"] for row in rows if row["attribute"] == "entry price"} == {"$7"}
    assert sum(row["folded"] == "yes" for row in rows) == 4


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\tx", "＝1+1"])
def test_csv_cells_are_no_formulas(formula: str, fernhall: Run) -> None:
    place = replace(fernhall.findings[0].places[0], quote=formula)
    run = replace(fernhall, findings=(replace(fernhall.findings[0], places=(place,)),), folded=())
    assert rows_of(run)[0]["quote"] == f"'{formula}"


def test_csv_rows_survive_line_breaks_of_all_kinds(fernhall: Run) -> None:
    place = replace(fernhall.findings[0].places[0], quote='one\rtwo\r\nthree, "four"')
    run = replace(fernhall, findings=(replace(fernhall.findings[0], places=(place,)),), folded=(), skipped=())
    (row,) = rows_of(run)
    assert row["quote"] == 'one\ntwo\nthree, "four"'


def test_a_csv_cell_fits_into_excel(fernhall: Run) -> None:
    place = replace(fernhall.findings[0].places[0], quote="word " * 20_000)
    run = replace(fernhall, findings=(replace(fernhall.findings[0], places=(place,)),), folded=(), skipped=())
    assert 30_000 < len(rows_of(run)[0]["quote"]) <= 32_767


def test_markdown_fits_a_comment_and_counts_what_it_leaves_out(fernhall: Run) -> None:
    many = tuple(replace(fernhall.findings[1], attribute=f"price {n}") for n in range(900))
    text = MarkdownReporter().render(replace(fernhall, findings=many))
    assert len(text) <= 60_000
    shown, named = text.count("<details><summary><b>"), text.count("\n- <b>Price")
    assert shown > 20
    assert f"\n{900 - shown - named} more entries in the full report." in text
    assert "| MC102 conflicting values | 900 |  |  |" in text
    assert "more entr" not in MarkdownReporter().render(fernhall)


def test_markdown_shows_the_first_places_of_a_finding_that_has_a_hundred(fernhall: Run) -> None:
    first = fernhall.findings[0].places[0]
    places = tuple(replace(first, uri=f"page-{n}.md", value=("7 days", "9 days")[n % 2]) for n in range(100))
    run = replace(fernhall, findings=(replace(fernhall.findings[0], places=places),))
    text = MarkdownReporter().render(run)
    assert "**7 days** (50 places" in text
    assert text.count("- and 44 more places") == 2
    assert ticket(run.findings[0]).count("\n- ") == 100


# Copy that Markdown, HTML and GitHub could take for something else, and more of it than a comment holds.
greedy = st.text(st.sampled_from("@#*_`<>&[]()|!~-+1. %,:\n\\a"), max_size=3000).map(lambda text: text * 4)
greedy_places = st.builds(Place, greedy, greedy, greedy, st.just("body"), greedy, greedy, greedy)
greedy_runs = st.builds(
    lambda run, code, places, text, skipped, times: replace(
        run,
        company=text,
        version=text,
        findings=(Finding(code, text, tuple(places) * times, Severity.ERROR, 0.5, "", text, text, text),) * times,
        skipped=tuple(skipped) * times,
    ),
    runs, st.sampled_from(["MC101", "MC103", "MC201", "MC301", "<b>`x"]), st.lists(greedy_places, max_size=3),
    greedy, st.lists(st.builds(Skipped, greedy, greedy, greedy), max_size=2), st.sampled_from([1, 40]),
)  # fmt: skip


@given(greedy_runs)
@settings(deadline=None, max_examples=25, phases=QUICK, suppress_health_check=list(HealthCheck))
def test_markdown_is_never_too_long_nor_cut_in_the_middle_of_markup(run: Run) -> None:
    text = MarkdownReporter().render(run)
    assert len(text) <= 60_000
    assert text.endswith("</sub>\n")
    page = BeautifulSoup(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text), "html.parser")
    for tag in ("details", "summary", "b", "sub"):
        assert text.count(f"<{tag}>") == text.count(f"</{tag}>")
    assert page.find(["script", "img", "a"]) is None
    for code in page.find_all("code"):  # nobody is called from code
        code.extract()
    assert not re.search(r"[@#][^\W_]", page.get_text().replace("\u200b", " "))


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


@pytest.mark.parametrize("colour", [False, True])
def test_terminal_keeps_to_its_width_and_loses_no_word(colour: bool, fernhall: Run) -> None:
    place = Place("a.md", "", "one two three " * 30, "body", mark=Span(60, 250))
    finding = replace(fernhall.findings[0], places=(place,), record="")
    run = replace(fernhall, findings=(finding,))
    painted = TerminalReporter(colour=colour, width=60).render(run)
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in painted.splitlines()]
    quote = [line for line in lines if line.startswith("    ") and "two" in line]
    assert len(quote) > 5
    assert max(map(len, quote)) <= 60
    words = " ".join(" ".join(quote).split()).translate(str.maketrans("", "", "“”[]"))
    assert words.strip() == place.quote.strip()
    # Colour ends with its line and begins again on the next: the indent stays as it is.
    for line in painted.splitlines():
        assert line.count("\x1b[1;4m") <= line.count("\x1b[0m")
        assert not re.search(r"\x1b\[1;4m +", line)
    assert painted.count("\x1b[1;4m") >= (3 if colour else 0)


def test_terminal_shows_what_would_turn_the_line_around(fernhall: Run) -> None:
    text = TerminalReporter().render(fernhall)
    assert "\u202e" not in text
    assert "Pay \\u202eeert" in text


COMMAND = re.compile(
    r"::(error|warning|notice) ((?:file=[^,:]*,(?:line=\d+,(?:col=\d+,)?)?)?title=[^,:]*)::(.*)"
)


def annotations(run: Run) -> list[tuple[str, dict[str, str], str]]:
    """Return (command, properties, message) of each line, read as the runner of GitHub reads them."""
    lines = GithubReporter().render(run).splitlines()
    assert lines[-1].startswith("msgcheck: ")
    found = []
    for line in (line for line in lines if not line.startswith("msgcheck: ")):  # for the log
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = dict(pair.split("=", 1) for pair in match[2].split(","))
        values = {key: unescaped(value).replace("%25", "%") for key, value in pairs.items()}
        found.append((match[1], values, unescaped(match[3]).replace("%25", "%")))
    return found


def unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(code, character)
    return text


def test_github_annotations_stand_at_the_place_to_mend(fernhall: Run) -> None:
    trial = fernhall.findings[0]
    places = tuple(
        replace(place, standing=(Standing.RECORD,) if place.value == "14-day" else ())
        for place in trial.places
    )
    found = annotations(replace(fernhall, findings=(replace(trial, places=places), *fernhall.findings[1:])))
    command, told, message = next(item for item in found if item[1]["title"].startswith("MC101"))
    assert (command, told["title"]) == ("error", "MC101 contradicts the record")
    assert told["file"] == "ads/search.csv"  # of those that differ from the record, one with a line
    assert message.splitlines()[1].startswith("ads/search.csv:5:")
    files = [told["file"] for _, told, _ in found if "file" in told]
    assert not any(file.startswith("http") for file in files)


def test_github_shows_what_a_step_may_show_and_counts_the_rest(fernhall: Run) -> None:
    found = annotations(replace(fernhall, findings=fernhall.findings * 9))
    tally = [sum(command == kind for command, _, _ in found) for kind in ("error", "warning", "notice")]
    assert tally == [10, 10, 10]
    assert f"{23 * 9 + 1 - 29} more entries in the full report." in found[-1][2]


@given(greedy_runs)
@settings(deadline=None, max_examples=25, phases=QUICK, suppress_health_check=list(HealthCheck))
def test_github_annotations_are_one_line_each_whatever_the_copy_says(run: Run) -> None:
    assert len(annotations(run)) <= 30
