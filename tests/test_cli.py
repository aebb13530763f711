"""The command line: what is written where, and what the exit code says."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from msgcheck import cli
from msgcheck.embed.encoder import SentenceEncoder
from msgcheck.report.json_ import JsonReporter

PRICING = """<!doctype html><html lang="en"><head><title>Pricing</title></head><body><main><h1>Pricing</h1>
<p>Every account starts with a 14-day free trial.</p><p>Log on from any browser you like.</p></main></body></html>"""
WELCOME = "# Welcome\n\nEvery account starts with a 30-day free trial.\n"
ABOUT = "# About us\n\nWe roast our coffee in Ghent, in a hall that was a bakery once.\n"
GLOSSARY = "replace:\n  log on: sign in\n"
DAMAGED = b"PK\x03\x04 this was a deck once"


@pytest.fixture(autouse=True)
def copy(tmp_path: Path) -> None:
    """Wrenly's copy: a page and a mail that contradict each other, a wrong word, and a page without fault."""
    for name, text in {
        "website/pricing.html": PRICING,
        "emails/welcome.md": WELCOME,
        "website/about.md": ABOUT,
        "glossary.yaml": GLOSSARY,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)


def run(*arguments: str) -> Result:
    """Run msgcheck here; a bug raises, as it would for a user."""
    return CliRunner(catch_exceptions=False).invoke(cli.main, list(arguments))


def report(*arguments: str) -> dict[str, Any]:
    """Return the JSON report of `msgcheck check ARGUMENTS`."""
    result = run("check", "--format", "json", *arguments)
    assert result.exit_code in (0, 1, 3), result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def codes(data: dict[str, Any]) -> list[str]:
    return sorted(finding["code"] for finding in data["findings"])


# ---------------------------------------------------------------- exit codes


def test_0_when_all_is_well() -> None:
    result = run("check", "website/about.md")
    assert result.exit_code == 0
    assert "1 asset" in result.stderr


def test_1_when_two_places_contradict_each_other() -> None:
    result = run("check", "website", "emails")
    assert result.exit_code == 1
    assert "14-day" in result.stdout
    assert "30-day" in result.stdout


def test_2_with_no_paths_and_no_settings_says_what_to_do() -> None:
    result = run("check")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "nothing to check" in result.stderr
    assert "hint: msgcheck check FOLDER" in result.stderr


def test_2_for_a_path_that_is_not_there_with_the_nearest_name() -> None:
    result = run("check", "website/pricng.html")
    assert result.exit_code == 2
    assert "pricng.html" in result.stderr
    assert "pricing.html" in result.stderr


def test_3_when_a_file_cannot_be_read_and_the_others_are_checked_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "website" / "deck.pptx").write_bytes(DAMAGED)
    result = run("check", "website/about.md", "website/deck.pptx", "--format", "json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)
    assert [document["uri"] for document in data["documents"]] == ["website/about.md"]
    assert [place["uri"] for place in data["skipped"]] == ["website/deck.pptx"]
    assert data["skipped"][0]["reason"]
    assert f"website/deck.pptx: {data['skipped'][0]['reason']}" in result.stderr


def test_70_for_a_fault_of_msgcheck_itself() -> None:
    broken = (
        "from msgcheck import check, cli\ncheck.run = lambda *_, **__: 1 / 0\ncli.main(['check', 'website'])"
    )
    done = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True, timeout=60)
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stderr
    assert "this is a fault of msgcheck" in done.stderr.splitlines()[-1]


def test_half_an_emoji_in_a_page_stops_nothing(tmp_path: Path) -> None:
    """A CMS that cuts a description after 160 UTF-16 units leaves one behind, and JSON may carry it."""
    (tmp_path / "website" / "product.html").write_text(
        '<html lang="en"><head><script type="application/ld+json">{"@type": "Product", "name": "Wrenly",'
        ' "description": "Rosters without tears for every team \\ud83d"}</script></head><body></body></html>'
    )
    assert len(report(".")["documents"]) == 4


def test_findings_come_before_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "website" / "deck.pptx").write_bytes(DAMAGED)
    assert run("check", ".").exit_code == 1
    assert run("check", ".", "--fail-on", "never").exit_code == 3


def test_fail_on_says_from_which_severity_a_run_fails() -> None:
    """A wrong word is a warning, so an error it is not."""
    page = ("check", "website/pricing.html")
    assert [run(*page, "--fail-on", level).exit_code for level in ("error", "warning", "note")] == [0, 1, 1]
    assert run("check", ".", "--fail-on", "never").exit_code == 0


def test_the_settings_say_it_too_and_the_option_outranks_them(tmp_path: Path) -> None:
    (tmp_path / "msgcheck.yaml").write_text("paths: [website]\nfail_on: warning\n")
    assert run("check").exit_code == 1
    assert run("check", "--fail-on", "error").exit_code == 0


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object, __: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(JsonReporter, "render", broken)
    with pytest.raises(ZeroDivisionError):
        run("check", "website/about.md", "--format", "json")


# ---------------------------------------------------------------- what a person wrote


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("glossary.yaml", "terms:\n- prefered: email\n", ["glossary.yaml:2: terms[0].prefered", "preferred"]),
        ("glossary.yaml", "replace: [a, b\n", ["glossary.yaml:"]),
        ("msgcheck.yaml", "paths: [website]\npairs:\n  topp: 5\n", ["msgcheck.yaml:3: pairs.topp", "'top'"]),
        ("msgcheck.yaml", "paths: [website]\nfail_on: errors\n", ["msgcheck.yaml:2: fail_on", "error"]),
        ("msgcheck.yaml", "paths: [website]\nmodels: {judge: msgchek}\n", ["'msgchek'", "'msgcheck'"]),
        ("msgcheck.yaml", "paths: [webste]\n", ["webste", "website"]),
    ],
)
def test_a_broken_file_is_named_with_line_key_and_the_likely_word(
    tmp_path: Path, name: str, text: str, said: list[str]
) -> None:
    (tmp_path / name).write_text(text)
    result = run("check", *([] if "paths" in text else ["website"]))
    assert result.exit_code == 2
    assert result.stdout == ""
    for words in said:
        assert words in result.stderr


def test_a_glossary_that_is_not_there_is_no_empty_glossary() -> None:
    result = run("check", "website", "--glossary", "words.yaml")
    assert result.exit_code == 2
    assert "words.yaml" in result.stderr


def test_the_settings_are_found_above_and_their_paths_are_relative_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "msgcheck.yaml").write_text("paths: [website/about.md]\ncompany: Wrenly\n")
    monkeypatch.chdir(tmp_path / "emails")
    data = report()
    assert data["run"]["company"] == "Wrenly"
    assert [document["title"] for document in data["documents"]] == ["About us"]
    assert (tmp_path / ".msgcheck" / "cache.sqlite").is_file()


# ---------------------------------------------------------------- reports


def test_every_format_carries_the_findings() -> None:
    def in_format(form: str) -> str:
        result = run("check", ".", "--format", form)
        assert result.exit_code == 1
        assert "14-day" in result.stdout
        assert "30-day" in result.stdout
        return result.stdout

    assert in_format("html").lstrip().lower().startswith("<!doctype html>")
    assert codes(json.loads(in_format("json"))) == ["MC102", "MC202"]
    assert json.loads(in_format("sarif"))["version"] == "2.1.0"
    assert len(list(csv.reader(io.StringIO(in_format("csv").lstrip("\ufeff"))))) == 1 + 3
    assert ElementTree.fromstring(in_format("junit")).tag == "testsuites"
    assert in_format("markdown").startswith("#")
    assert "\x1b[" not in in_format("terminal")


@pytest.mark.parametrize(
    ("name", "start"),
    [("r.html", "<!doctype html>"), ("r.json", "{"), ("r.md", "#"), ("r.sarif", "{"), ("r.xml", "<?xml")],
)
def test_the_name_of_the_output_chooses_the_format(tmp_path: Path, name: str, start: str) -> None:
    result = run("check", "website/about.md", "--output", f"deep/{name}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "deep" / name).read_text().lower().startswith(start)
    assert f"report: deep/{name}" in result.stderr


def test_results_go_to_stdout_and_everything_else_to_stderr() -> None:
    result = run("check", ".", "--format", "json")
    json.loads(result.stdout)
    assert "reading: 3" in result.stderr
    assert "3 assets" in result.stderr


def test_quiet_is_quiet() -> None:
    result = run("check", ".", "--quiet")
    assert result.stderr == ""
    assert "MC102" in result.stdout
    written = run("check", ".", "--quiet", "--output", "r.html")
    assert (written.stdout, written.stderr) == ("", "")


# ---------------------------------------------------------------- what counts


def test_against_reports_only_what_touches_the_new_material(tmp_path: Path) -> None:
    (tmp_path / "deck.md").write_text("# Wrenly\n\nEvery account starts with a 60-day free trial.\n")
    everything = report(".")
    data = report("deck.md", "--against", "website", "--against", "emails")
    assert codes(everything) == ["MC102", "MC202"]
    assert codes(data) == ["MC102"]  # the wrong word stands in what is published already
    assert "deck.md" in {place["uri"] for place in data["findings"][0]["places"]}
    assert data["run"]["against"] == ["deck.md"]
    assert len(data["documents"]) == 4


def test_new_material_without_fault_is_clean_whatever_is_published() -> None:
    result = run("check", "website/about.md", "--against", "website/pricing.html", "--against", "emails")
    assert result.exit_code == 0


def test_only_the_named_channels_are_checked() -> None:
    assert {document["channel"] for document in report(".")["documents"]} == {"website", "email"}
    data = report(".", "--channel", "email")
    assert [document["uri"] for document in data["documents"]] == ["emails/welcome.md"]
    assert codes(data) == []
    both = report(".", "--channel", "email", "--channel", "website")
    assert codes(both) == ["MC102", "MC202"]


# ---------------------------------------------------------------- cache and determinism


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with every text that is encoded from now on."""
    texts: list[str] = []
    encode = SentenceEncoder.encode

    def noting(self: SentenceEncoder, some: Sequence[str]) -> Any:
        texts.extend(some)
        return encode(self, some)

    monkeypatch.setattr(SentenceEncoder, "encode", noting)
    return texts


def test_a_second_run_encodes_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = counted(monkeypatch)
    first = report(".")
    assert texts
    assert len(texts) == len(set(texts))
    texts.clear()
    second = report(".")
    assert texts == []
    assert first["findings"] == second["findings"]


def test_no_cache_computes_anew_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report(".")
    (tmp_path / ".msgcheck" / "cache.sqlite").rename(tmp_path / "kept.sqlite")
    texts = counted(monkeypatch)
    report(".", "--no-cache")
    assert texts
    assert not (tmp_path / ".msgcheck" / "cache.sqlite").exists()


def test_a_broken_cache_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / ".msgcheck").mkdir()
    (tmp_path / ".msgcheck" / "cache.sqlite").write_text("no database " * 100)
    result = run("check", "website/about.md")
    assert result.exit_code == 2
    assert "cache.sqlite: the cache cannot be used" in result.stderr
    assert run("check", "website/about.md", "--no-cache").exit_code == 0


def without_clock(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(text)
    del data["run"]["started"], data["run"]["duration_s"]
    return data


def test_two_processes_write_the_same_report(tmp_path: Path) -> None:
    """Whatever order their sets are in, and whether or not a cache helps."""
    command = [
        sys.executable,
        "-m",
        "msgcheck",
        "check",
        "website",
        "emails",
        "-f",
        "json",
        "--no-cache",
        "--no-history",
    ]
    started = [
        subprocess.Popen(
            command,
            env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"},  # two share the processors
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    (one, progress_lines), (two, _) = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [1, 1]
    assert without_clock(one) == without_clock(two)
    assert one.partition('"findings"')[2] == two.partition('"findings"')[2]
    assert progress_lines.startswith("reading: 3\n")
    here = without_clock(run("check", "website", "emails", "-f", "json", "--no-history").stdout)
    # This process may use more threads, which moves the last digits of a probability.
    assert [f["id"] for f in here["findings"]] == [f["id"] for f in without_clock(one)["findings"]]
