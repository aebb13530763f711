"""The way of a decision through the command line: found, decided, quiet, changed, found again."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msgcheck import cli, decisions, intake, outputs, remember
from msgcheck import config as settings
from msgcheck.config import Config
from msgcheck.memory import Choice, Decided

GLOSSARY = "terms:\n- {preferred: workspace, forbidden: [project space]}\n"
FILE = Path("msgcheck-decisions.yaml")
PAGE = Path("site/open.md")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(autouse=True)
def copy(tmp_path: Path) -> None:
    """Two wrong words, each in a page of its own."""
    (tmp_path / "site").mkdir()
    (tmp_path / "glossary.yaml").write_text(GLOSSARY)
    PAGE.write_text("# Open\n\nOpen your project space.\n")
    Path("site/close.md").write_text("# Close\n\nClose the project space behind you.\n")


def run(*arguments: str) -> Result:
    """Run msgcheck here; a bug raises, as it would for a user."""
    return CliRunner(catch_exceptions=False).invoke(cli.main, list(arguments))


def check(*arguments: str, code: int = 0) -> Result:
    result = run("check", "site", "--fail-on", "warning", "-o", "run.json", *arguments)
    assert result.exit_code == code, result.stderr
    return result


def ids() -> dict[str, str]:
    """Return asset -> id of the open findings of the last check."""
    found = json.loads(Path("run.json").read_text())["findings"]
    return {finding["places"][0]["uri"]: finding["id"] for finding in found}


def decide(*arguments: str) -> Result:
    result = run(*arguments, "--run", "run.json")
    assert result.exit_code == 0, result.stderr
    return result


def test_a_decision_holds_until_the_words_change() -> None:
    check(code=1)
    first, second = ids()["site/open.md"], ids()["site/close.md"]
    assert first in decide("accept", first[:6], "--reason", " as sold ", "--owner", "Anna").stdout
    decide("dismiss", second, "--reason", "a name", "--until", "2099-12-31")
    one, two = decisions.load(FILE)
    assert (one.id, one.choice, one.reason, one.owner, one.until) == (
        first,
        Choice.ACCEPT,
        "as sold",
        "Anna",
        None,
    )
    assert (one.code, one.about, one.quotes) == ("MC201", "workspace", ("Open your project space.",))
    assert (two.id, two.choice, str(two.until)) == (second, Choice.FALSE_POSITIVE, "2099-12-31")
    told = check().stderr
    assert "2 decided, no alarm" in told
    unread = intake.documents(Config(), ["."])[1]
    assert [place.uri for place in unread] == ["glossary.yaml", "run.json"], (
        "the file of decisions is no copy"
    )
    stored = json.loads(Path("run.json").read_text())
    assert [item["finding"]["id"] for item in stored["decided"]] == sorted(
        (first, second), key=[second, first].index
    )
    decide("accept", second, "--wont-fix", "--reason", "found among the decided ones too")
    assert decisions.load(FILE)[1].choice is Choice.WONT_FIX

    PAGE.write_text("# Open\n\nA line above changes nothing.\n\nOpen your project space.\n")
    check()
    PAGE.write_text("# Open\n\nOpen your project space now.\n")
    told = check(code=1).stderr
    assert list(ids()) == ["site/open.md"]
    assert "  msgcheck-decisions.yaml:4: MC201 workspace: the words changed" in told
    states = json.loads(decide("decisions", "-f", "json").stdout)
    assert [item["state"] for item in states] == ["the words changed", "in force"]
    assert "accept, the words changed\n  as sold (Anna)\n" in decide("decisions").stdout

    assert run("reopen", first, second[:4]).exit_code == 0
    assert decisions.load(FILE) == ()
    check(code=1)
    assert second in ids().values()


def test_dates_pass_and_parts_are_no_whole() -> None:
    check(code=1)
    page = ids()["site/open.md"]
    decide("accept", page, "--reason", "x", "--until", "2099-01-01")
    Path("msgcheck.yaml").write_text("paths: [site]\nglossary: glossary.yaml\n")
    assert "without effect" not in run("check", "site/close.md").stderr
    FILE.write_text(FILE.read_text().replace("2099", "2020"))
    told = check(code=1).stderr
    assert f"{FILE}:4: MC201 workspace: its date has passed" in told
    assert page in ids().values()
    assert "its date has passed" in run("decisions").stdout


def test_a_folder_that_cannot_be_read_leaves_its_decisions_in_the_file() -> None:
    check(code=1)
    decide("accept", ids()["site/open.md"], "--reason", "x")
    decide("accept", ids()["site/close.md"], "--reason", "y")
    check()
    Path("site/broken.md").symlink_to("nowhere.md")
    for page in (PAGE, Path("site/close.md")):
        page.unlink()
    Path("site/about.md").write_text("# About us\n")
    told = check(code=3).stderr
    assert told.count("MC201 workspace: nothing like it is found") == 2, "they stood in pages that are gone"
    Path("site").rename("elsewhere")
    Path("site").mkdir()
    told = check(code=3).stderr
    assert "2 decisions to be kept, since something was not read:\n" in told
    assert f"  {FILE}:12: MC201 workspace: could not be looked for" in told
    assert "no files in this folder (name one that holds copy)" in told
    assert "without effect" not in told
    assert "to be kept" in run("check", "site", "--no-history").stderr
    assert run("decisions").stdout.count("accept, could not be looked for") == 2
    page = run("report", "run.json", "-f", "html").stdout
    assert "2 decisions that could not be looked for" in page
    assert "out of the file" not in page


def test_without_a_run_file_the_last_run_says_what_settles_nothing() -> None:
    Path("msgcheck.yaml").write_text("paths: [site]\n")
    check(code=1)
    decide("accept", ids()["site/open.md"], "--reason", "x")
    assert "accept, in force" in run("decisions").stdout, "decided since that run"
    check(code=1)
    assert "accept, in force" in run("decisions").stdout, "held by that run"
    PAGE.write_text("# Open\n\nOpen your project space now.\n")
    check(code=1)
    assert "accept, the words changed" in run("decisions").stdout
    assert "choose one with --project" in run("decisions", "--project", "other").stderr
    shutil.rmtree(".msgcheck")
    result = run("decisions")
    assert "no run of this project is remembered" in result.stderr
    assert "accept, in force" in result.stdout


def test_a_report_shows_the_id_that_a_decision_asks_for() -> None:
    shutil.copy(Path(__file__).with_name("run.json"), "run.json")
    page = run("report", "run.json", "-f", "html").stdout
    assert all(f"id <code>{id_}</code>" in page for id_ in ids().values())


def test_comments_settle_and_idle_ones_are_told() -> None:
    PAGE.write_text("# Open\n\n<!-- msgcheck: ignore MC201 its name -->\nOpen your project space.\n")
    Path("site/close.md").write_text(
        "<!-- msgcheck: ignore-file MC2 theirs -->\n\nThe project space.\n\nNice. <!-- msgcheck: ignore MC102 old -->\n"
    )
    told = check().stderr
    assert "2 decided, no alarm" in told
    assert "  site/close.md:5: MC102 old: nothing to ignore here" in told
    item = json.loads(Path("run.json").read_text())["decided"][1]
    assert (item["decision"]["where"], item["decision"]["reason"]) == ("site/open.md:3", "its name")


def test_what_cannot_be_decided_changes_nothing() -> None:
    shutil.copy(Path(__file__).with_name("run.json"), "run.json")
    known = ids()["site/open.md"]
    for arguments, said in (
        (("accept", "ffff", "--reason", "x", "--run", "run.json"), "ffff: no such id in run.json"),
        (("accept", known, "ffff", "--reason", "x", "--run", "run.json"), "ffff: no such id"),
        (("accept", f"{known[:5]}xyz", "--reason", "x", "--run", "run.json"), f"did you mean {known}?"),
        (("accept", known, "--reason", "  ", "--run", "run.json"), "--reason is empty"),
        (("accept", known, "--run", "run.json"), "Missing option '--reason'"),
        (("dismiss", known, "--reason", "x", "--until", "2020-01-01", "--run", "run.json"), "lies behind us"),
        (("accept", known, "--reason", "x", "--run", "no.json"), "no.json: cannot be read"),
        (("accept", known, "--reason", "x"), "no run is remembered yet"),
        (("accept", known, "--reason", "x"), "--run RUN.json"),
        (("reopen", known), f"no such id in {FILE}\nhint: `msgcheck decisions` lists them"),
        (("decisions", "import", "glossary.yaml"), "what `Export decisions` in an HTML report wrote can be"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2, arguments
        assert said in result.stderr
    assert not FILE.exists()
    assert run("decisions").stdout == "nothing was decided yet\n"


def test_a_mistake_in_the_file_stops_the_check_before_its_work() -> None:
    FILE.write_text("decisions:\n- {id: 0123456789abcdef, code: MC201, decison: accept, reason: x}\n")
    result = run("check", ".")
    assert result.exit_code == 2
    assert "msgcheck-decisions.yaml:2: decisions[0].decison: unknown key" in result.stderr
    assert "reading" not in result.stderr


def test_an_import_merges_and_names_what_differs() -> None:
    item = "  - id: {0}\n    code: MC201\n    decision: {1}\n    reason: {2}\n    date: {3}\n"
    one, two, three = "1" * 16, "2" * 16, "3" * 16
    FILE.write_text("# ours\ndecisions:\n" + item.format(one, "accept", "x", "2026-05-01") + item.format(two, "accept", "x", "2026-05-01"))  # fmt: skip
    Path("export.yaml").write_text(
        "version: 1\ndecisions:\n"
        + item.format(one, "wont_fix", "y", "2026-05-02")
        + item.format(two, "wont_fix", "y", "2026-04-02")
        + item.format(three, "accept", '""', "2026-05-02")
    )
    result = run("decisions", "import", "export.yaml")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        f"{one}: {FILE}:3 says accept (2026-05-01), export.yaml:3 says wont_fix (2026-05-02); export.yaml:3 counts",
        f"{two}: {FILE}:8 says accept (2026-05-01), export.yaml:8 says wont_fix (2026-04-02); {FILE}:8 counts",
        f"export.yaml:13: {three} gives no reason; add one to {FILE}",
    ]
    assert FILE.read_text().startswith("# ours\n")
    assert [made.choice.value for made in decisions.load(FILE)] == ["wont_fix", "accept", "accept"]
    assert run("decisions", "import", "export.yaml").stdout == f"{FILE}: 0 taken from export.yaml\n"


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_what_is_decided_in_a_report_is_quiet_after_the_import() -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    wish = "trial\u2028from \u202e1 May \U0001f600 #'\"\\ {{ 7*7 }} </script>"
    check("-o", "report.html", code=1)
    found = ids()["site/open.md"]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(Path("report.html").absolute().as_uri(), timeout=120_000)
        use = page.locator(f"[id='{found}']")
        page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
        use.hover()
        use.locator(".decide").click()
        use.locator("[value=wont_fix]").check()
        use.locator("input[type=text]").fill(wish)
        use.get_by_role("button", name="Keep").click()
        with page.expect_download() as waiting:
            page.click("#export")
        waiting.value.save_as("export.yaml")
        browser.close()
    assert run("decisions", "import", "export.yaml").exit_code == 0
    (made,) = decisions.load(FILE)
    assert (made.id, made.code, made.choice, made.reason) == (found, "MC201", Choice.WONT_FIX, wish)
    check(code=1)
    assert list(ids()) == ["site/close.md"]
    PAGE.write_text("# Open\n\nOpen your own project space.\n")
    assert "the words changed" in check(code=1).stderr


def test_without_a_file_the_last_run_of_the_project_is_asked() -> None:
    shutil.copy(Path(__file__).with_name("run.json"), "run.json")
    Path("msgcheck.yaml").write_text("paths: [site]\n")
    config = settings.require(None)
    stored = outputs.stored(Path("run.json"), Path("run.json").read_text())
    remember.remember(stored, config)
    known = ids()["site/open.md"]
    assert run("accept", known[:8], "--reason", "x").exit_code == 0
    assert [made.id for made in decisions.of(config)] == [known]
    decided = tuple(Decided(f, decisions.of(config)[0]) for f in stored.findings if f.id == known)
    later = replace(stored, started=stored.started + timedelta(days=1), decided=decided)
    remember.remember(replace(later, findings=later.findings[:1]), config)
    assert run("dismiss", known, "--reason", "decided anew").exit_code == 0
    assert decisions.of(config)[0].choice is Choice.FALSE_POSITIVE
    remember.remember(
        replace(later, findings=(), decided=(), started=later.started + timedelta(days=1)), config
    )
    result = run("accept", known, "--reason", "x")
    assert result.exit_code == 2, "it is gone"
    assert "no such id in the last run of this project" in result.stderr


def test_monday_does_not_ask_for_what_was_decided() -> None:
    shutil.rmtree("site")
    things = "chair table shelf lamp window carpet mirror garden kitchen ladder bottle basket ribbon candle pencil hammer button saddle barrel anchor".split()
    for team in ("web", "deals"):
        Path(team).mkdir()
        told = "\n\n".join(f"Our {thing} comes with a wooden handle for {team}." for thing in things)
        Path(f"{team}/things.md").write_text(f"# Things\n\n{told}\n")
    Path("deals/old.md").write_text("# Repairs\n\nThe guarantee on repairs runs for 12 months.\n")
    Path("glossary.yaml").write_text(
        "facts:\n- {id: guarantee, claim: The guarantee on repairs runs for 24 months., value: 24 months,"
        " history: [{value: 12 months, until: 2024-12-31}]}\n"
    )
    Path("msgcheck.yaml").write_text(
        "version: 1\npaths: [web, deals]\nglossary: glossary.yaml\nchannels:\n"
        "- {glob: 'web/**', channel: web, team: marketing}\n- {glob: 'deals/**', channel: deals, team: sales}\n"
    )

    def asked() -> list[str]:
        result = run("check", "--fail-on", "never", "-o", "run.json")
        assert result.exit_code == 0, result.stderr
        (pair,) = json.loads(Path("run.json").read_text())["alignment"]["pairs"]
        return [part.get("advice", "") for part in pair["parts"] if part["name"] == "old figures"]

    assert asked() == ["Bring up to date “guarantee”."]
    (stale,) = [f for f in json.loads(Path("run.json").read_text())["findings"] if f["code"] == "MC104"]
    decide("dismiss", stale["id"], "--reason", "printed")
    assert asked() == [""]
