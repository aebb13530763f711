"""`msgcheck report` and the options --format and --output: several reports from one run, nothing checked twice."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msgcheck import cli, outputs, registry
from msgcheck.cli_report import FORMATS
from msgcheck.errors import MsgcheckError
from msgcheck.outputs import Output
from msgcheck.report.json_ import JsonReporter, load
from msgcheck.run import Run

NAMES = ["r.html", "r.json", "r.sarif", "r.xml", "r.csv", "r.md", "r.txt"]


@pytest.fixture(autouse=True)
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fernhall: Run) -> Path:
    """A stored run, in the folder in which everything is started."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.json").write_text(JsonReporter().render(fernhall), encoding="utf-8")
    return tmp_path / "run.json"


def run(*arguments: str, stdin: bytes | None = None, env: dict[str, str | None] | None = None) -> Result:
    return CliRunner(catch_exceptions=False).invoke(cli.main, list(arguments), input=stdin, env=env)


def refused(*arguments: str, command: str = "report") -> str:
    """Return what stderr says; nothing may have been written."""
    before = sorted(Path().rglob("*"))
    result = run(command, *(("run.json",) if command == "report" else ()), *arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.stderr
    assert sorted(Path().rglob("*")) == before
    assert "hint: " in result.stderr
    return result.stderr


def test_every_format_is_a_reporter() -> None:
    assert sorted(FORMATS) == registry.names("reporter")
    assert {form for forms in outputs.SUFFIXES.values() for form in forms} <= set(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_a_stored_run_is_drawn_in_every_format(
    form: str, fernhall: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")  # the terminal of the tests may have any width
    result = run("report", "run.json", "--format", form)
    assert result.exit_code == 0
    assert result.stdout == outputs.draw(fernhall, [Output(form)])[0]
    assert result.stderr == ""


def test_the_terminal_without_any_option() -> None:
    assert run("report", "run.json").stdout == run("report", "run.json", "-f", "terminal", "-o", "-").stdout


def test_several_at_once_by_the_names_of_the_files(fernhall: Run) -> None:
    result = run("report", "run.json", *(part for name in NAMES for part in ("-o", f"out/{name}")))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [f"report: out/{name}" for name in NAMES]
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(NAMES)  # and nothing half-written
    assert Path("out/r.json").read_bytes() == Path("run.json").read_bytes()
    assert load(Path("out/r.json").read_text(encoding="utf-8")) == fernhall
    assert stat.S_IMODE(Path("out/r.html").stat().st_mode) == 0o644


def test_one_format_for_each_output_in_the_same_order() -> None:
    result = run(*"report run.json -f github -o - -f sarif -o found.json -f csv -o rows.dat".split())
    assert result.exit_code == 0
    assert result.stdout.startswith("::")
    assert json.loads(Path("found.json").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert Path("rows.dat").read_text(encoding="utf-8-sig").startswith("id,code,")


def test_from_stdin_and_with_a_byte_order_mark(stored: Path) -> None:
    data = b"\xef\xbb\xbf" + stored.read_bytes()
    assert run("report", "-", "-f", "csv", stdin=data).stdout == run("report", "run.json", "-f", "csv").stdout


def test_a_stored_run_may_be_replaced_by_itself(stored: Path) -> None:
    before = stored.read_bytes()
    assert run("report", "run.json", "-o", "run.json").exit_code == 0
    assert stored.read_bytes() == before


@pytest.mark.parametrize("command", ["report", "check"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("-f htlm", ["htlm", "did you mean 'html'", "github"]),
        ("-o report", ["report: the name does not say", ".html", "--format"]),
        ("-o report.doc", ["report.doc: the name does not say"]),
        ("-f markdown -o report.html", ["the name says html, --format says markdown", "--output -"]),
        ("-f html -o a.html -o b.json", ["1 --format for 2 --outputs", "same order"]),
        ("-f html -f json", ["2 --formats for 1 --output"]),
        ("-o a.html -o ./a.html", ["./a.html: two reports into one place"]),
        ("-o - -o -", ["two reports into one place"]),
        ("-o folder.html", ["folder.html: is a folder"]),
        ("-o run.json/a.html", ["run.json is a file, not a folder"]),
        ("-f csv -o /dev/null", ["/dev/null: is no regular file", "`-` for stdout"]),
    ],
)
def test_what_cannot_work_is_said_before_any_work(command: str, arguments: str, said: list[str]) -> None:
    Path("folder.html").mkdir()
    # `check` would stop at the missing path too: what stands on stderr was found before.
    message = refused(*arguments.split(), *(("not-there",) if command == "check" else ()), command=command)
    assert all(words in message for words in said), message
    assert "not-there" not in message


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_folder_is_said_before_any_work() -> None:
    Path("closed").mkdir(mode=0o500)
    assert "closed cannot be written to" in refused("-o", "closed/deep/report.html")


def test_a_folder_that_the_system_says_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs.os, "access", lambda *_: False)
    with pytest.raises(MsgcheckError, match="cannot be written to"):
        outputs.plan([], ["new/report.html"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "run.json: 1:2: not JSON"),
        (b"[]", "run.json: not a msgcheck report"),
        (b"[" * 100_000, "run.json: not a msgcheck report"),
        (b"\xff\xfe{\x00", "run.json: not UTF-8"),
        (b'{"schema": 2, "run": {}}', "run.json: schema: 2 is not the 1"),
        (b'{"schema": 1, "run": {"started": "2025-11-22T05:34:00"}}', "run.json: duration_s: is missing"),
        (b'{"schema": 1, "run": {"started": "2025-11-22T05:34:00Z", "duration_s": NaN}}', "NaN is no number"),
    ],
)
def test_a_file_that_is_no_stored_run_is_named_with_what_is_wrong(
    content: bytes, said: str, stored: Path
) -> None:
    stored.write_bytes(content)
    assert said in refused("-o", "report.html")


def test_a_time_without_its_zone_is_refused(stored: Path) -> None:
    data = json.loads(stored.read_text(encoding="utf-8"))
    data["run"]["started"] = "2025-11-22T05:34:00"
    stored.write_text(json.dumps(data), encoding="utf-8")
    assert "started: a time with its zone" in refused("-o", "report.html")


def test_a_missing_file_is_said() -> None:
    result = run("report", "gone.json", "-o", "r.html")
    assert result.exit_code == 2
    assert "gone.json: cannot be read" in result.stderr


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text("old")
    (tmp_path / "latest.html").symlink_to("real.html")
    assert run("report", "run.json", "-o", "latest.html", "-q").exit_code == 0
    assert (tmp_path / "latest.html").is_symlink()
    assert (tmp_path / "real.html").read_text(encoding="utf-8") != "old"


def in_a_terminal(*arguments: str, **environment: str) -> str:
    """Return what the command draws on a terminal of 60 columns."""
    pty = pytest.importorskip("pty")
    command = [sys.executable, "-m", "msgcheck", *arguments]
    inherited = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    leader, follower = pty.openpty()
    with subprocess.Popen(
        command, stdout=follower, env={**inherited, "COLUMNS": "60", "TERM": "xterm", **environment}
    ) as process:
        os.close(follower)
        drawn = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not part:
                break
            drawn += part
    os.close(leader)
    assert process.returncode == 0
    return drawn.decode()


def test_a_terminal_has_colour_unless_it_asks_for_none() -> None:
    colour = in_a_terminal("report", "run.json")
    assert "\x1b[1;31merror\x1b[0m" in colour
    assert in_a_terminal("report", "run.json", NO_COLOR="1").count("\x1b[") == 0
    assert in_a_terminal("report", "run.json", TERM="dumb").count("\x1b[") == 0


def test_the_report_loads_no_model() -> None:
    code = (
        "import sys; from msgcheck import cli\n"
        "try: cli.main(['report', 'run.json', '-o', 'r.html', '-q'])\n"
        "except SystemExit as err: assert not err.code\n"
        "print({'torch', 'spacy', 'numpy', 'transformers'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout == "set()\n"
