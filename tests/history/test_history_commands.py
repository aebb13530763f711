"""`msgcheck history` and `msgcheck diff`, as people call them."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from remembered import finding, run

from msgcheck import config as settings
from msgcheck import retrospect
from msgcheck.cli import main
from msgcheck.config import Config
from msgcheck.remember import known, project_of, remember
from msgcheck.report.json_ import JsonReporter
from msgcheck.run import Run

pytestmark = pytest.mark.timeout(60)
A = finding(("web/a.html", "14 days"), ("b.md", "30 days"), line=3)
B = finding(("web/a.html", "$9"), about="price")
HOSTILE = finding(("c.md", "log\x1b[2J in\u202e\n# now"), code="MC201", about="@all <img src=x>")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def three_runs() -> None:
    """Two findings; one is gone and one is new; then a page cannot be read."""
    Path("msgcheck.yaml").write_text("paths: [web]\n")
    config = settings.require(None)
    for each in (run(0, [A, B]), run(1, [A, HOSTILE]), run(2, [HOSTILE], skipped=["web"])):
        remember(each, config)


@pytest.mark.usefixtures("three_runs")
def test_the_runs_are_a_table_and_a_trend() -> None:
    shown = call("history")
    assert shown.exit_code == 0
    rows = [line.split() for line in shown.output.splitlines()]
    assert rows[1] == "1 2026-01-05 06:00 1 2 0 2 0 0 2 0 0 0 1.5 s".split()
    assert rows[2] == "2 2026-01-12 06:00 1 2 0 1 1 0 1 0 1 0 1.5 s".split()
    assert "conflicts  █▅▅  2 at first, 1 now: down by 1" in shown.output, (
        "what was not read is mended by nobody"
    )
    assert call("history", "--last", "1").output.splitlines()[1:] == shown.output.splitlines()[3:4]
    data = json.loads(call("history", "-f", "json").output)
    assert [(past["number"], past["new"], past["gone"]) for past in data["runs"]] == [
        (1, 2, 0),
        (2, 1, 1),
        (3, 0, 0),
    ]


@pytest.mark.usefixtures("three_runs")
def test_one_finding_is_told_from_its_first_run_to_its_last() -> None:
    text = call("history", "--finding", A.id[:5].upper()).output
    assert f"MC102 conflicting values, id {A.id}: open" in text
    assert "first seen 5 January 2026, 06:00 UTC, last seen 12 January 2026, 06:00 UTC" in text
    assert "found by 2 runs: 1 to 2" in text
    assert "web/a.html:3: “14 days”" in text
    data = json.loads(call("history", "--finding", B.id, "-f", "json").output)
    assert (data["status"], data["runs"], data["now"]["id"]) == ("gone", [1], B.id)
    unknown = call("history", "--finding", "xyz")
    assert (unknown.exit_code, "no finding of that id" in unknown.output) == (2, True)
    several = call("history", "--finding", "")
    assert several.exit_code == 0  # an empty id asks for nothing: the table


@pytest.mark.usefixtures("three_runs")
def test_two_runs_are_compared_by_number_by_place_and_by_file() -> None:
    first = call("diff", "1", "2")
    assert first.exit_code == 1
    assert first.output.splitlines()[-1] == "From run 1 to run 2: 1 new, 1 gone, 1 still there."
    last = call("diff", "-1", "last")
    assert last.exit_code == 0
    assert "1 still there, 1 not looked for." in last.output
    assert call("diff", "last", "last").output.endswith("1 still there, 1 not looked for.\n")
    Path("new.json").write_text(JsonReporter().render(run(3, [A, B])))
    data = json.loads(call("diff", "2", "new.json", "-f", "json").output)
    assert [each["id"] for each in data["new"]] == [B.id]
    assert [each["id"] for each in data["gone"]] == [HOSTILE.id]
    assert [each["id"] for each in data["still"]] == [A.id]
    assert (data["before"], data["now"]) == ("run 2", "new.json")
    # The last run could not look for A; what it knew of it is not new.
    assert "1 new, 1 gone, 1 still there." in call("diff", "last", "new.json").output


def test_what_goes_on_in_other_words_is_changed_and_neither_new_nor_gone() -> None:
    Path("msgcheck.yaml").write_text("paths: [web]\n")
    config = settings.require(None)
    whole = finding(("web/a.html", "14 days"), ("web/b.html", "30 days"), ("web/c.html", "21 days"))
    other = finding(("web/a.html", "14 days"), ("web/b.html", "31 days"), ("web/c.html", "21 days"))
    less = finding(("web/a.html", "14 days"), ("web/b.html", "31 days"))
    for week, found in enumerate((whole, other, less)):
        remember(run(week, [found, B]), config)
    first = call("diff", "1", "2")
    assert first.output.splitlines() == [
        "Changed (1)",
        f"  error MC102 conflicting values, id {other.id}",
        "    trial length differs",
        "    web/a.html: “14 days”",
        "    web/b.html: “31 days”",
        "    web/c.html: “21 days”",
        f"    continues {whole.id}",
        "      before: web/b.html: “30 days”",
        "",
        "From run 1 to run 2: 0 new, 1 changed, 0 gone, 1 still there.",
    ]
    assert first.exit_code == 1
    fewer = call("diff", "2", "3", "-f", "markdown")
    assert (fewer.exit_code, "1 changed, 0 gone" in fewer.output) == (0, True)
    assert "  - before: web/c.html: “21 days”" in fewer.output
    data = json.loads(call("diff", "1", "2", "-f", "json").output)
    assert [[each["id"] for each in data[key]] for key in ("new", "changed", "was", "gone")] == [
        [], [other.id], [whole.id], [],
    ]  # fmt: skip
    runs = json.loads(call("history", "-f", "json").output)["runs"]
    assert [(past["new"], past["changed"], past["gone"]) for past in runs] == [
        (2, 0, 0),
        (0, 1, 0),
        (0, 1, 0),
    ]


@pytest.mark.usefixtures("three_runs")
@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_nothing_in_the_copy_is_obeyed(form: str) -> None:
    text = call("diff", "1", "2", "-f", form).output
    assert "log" in text
    assert not set("\x1b\u202e") & set(text) or form == "markdown"
    assert "\x1b" not in text
    assert "<img" not in text or form == "terminal"
    assert "\n# now" not in text


@pytest.mark.usefixtures("three_runs")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff", "1", "9"], "there is no run 9\nhint: the last one is 3"),
        (["diff", "-7", "last"], "there is no run -4"),
        (["diff", "1", "none.json"], "none.json: cannot be read"),
        (["diff", "1", "msgcheck.yaml"], "msgcheck.yaml: 1:1: not JSON"),
        (["history", "--project", "other"], "choose one with --project: '..: web'"),
        (["diff", "1"], "Missing argument"),
    ],
)
def test_a_wrong_name_is_met_with_the_right_ones(arguments: list[str], said: str) -> None:
    result = call(*arguments)
    assert (result.exit_code, said in result.output) == (2, True), result.output


def test_where_nothing_is_remembered_nothing_is_made() -> None:
    result = call("history")
    assert (result.exit_code, "no run is remembered yet" in result.output) == (2, True)
    assert not Path(".msgcheck").exists()


def test_a_run_of_new_material_is_not_remembered() -> None:
    new = Run(**{**{key: getattr(run(0), key) for key in Run.__slots__}, "against": ("deck.pptx",)})
    assert remember(new, Config()) is new
    assert not Path(".msgcheck").exists()


def test_the_run_comes_back_with_its_history() -> None:
    one = remember(run(0, [A]), Config(), project="mine")
    assert one.history is not None
    assert one.history.number == 1
    assert known(Config(), "mine")[0].open_findings("mine") == {A.id: A}


def test_a_project_is_what_is_looked_at_from_wherever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "msgcheck.yaml").write_text("paths: [web/, ./mails]\nweb: [{urls: ['https://x.example/']}]\n")
    config = settings.load(tmp_path / "msgcheck.yaml")
    name = project_of(config)
    assert name == "..: https://x.example/ mails web"
    (tmp_path / "web").mkdir()
    only = project_of(config, ["web"])
    monkeypatch.chdir(tmp_path / "web")
    assert project_of(settings.load(Path("../msgcheck.yaml"))) == name
    assert project_of(settings.load(Path("../msgcheck.yaml")), ["."]) == only != name
    assert project_of(config, channels=["email"]) != name


def test_a_shared_database_knows_a_project_by_its_company() -> None:
    url = "postgresql://db.example/msgcheck"
    named = Config(history=url, company="Fernhall", paths=("web",))
    assert project_of(named) == "Fernhall: web"
    assert project_of(Config(history=url, paths=("web",))) == f"{Path.cwd().as_posix()}: web"


def test_the_examples_of_trends_are_true() -> None:
    assert doctest.testmod(retrospect) == (0, 2)
