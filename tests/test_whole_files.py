"""A report is written completely or not at all: whatever happens meanwhile, the old one stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msgcheck import cli, progress
from msgcheck.embed.encoder import SentenceEncoder


@pytest.fixture(autouse=True)
def reported(tmp_path: Path) -> None:
    """A page, and a report about what it said last week."""
    (tmp_path / "about.md").write_text(
        "# About us\n\nWe roast our coffee in Ghent, in a hall that was a bakery.\n"
    )
    (tmp_path / "r.json").write_text("the old report")


def run(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(cli.main, list(arguments))


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_fails_while_writing_leaves_the_old_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", fails)
    result = run("check", "about.md", "--output", "r.json")
    assert result.exit_code == (2 if isinstance(error, OSError) else 130)
    assert (tmp_path / "r.json").read_text() == "the old report"
    assert sorted(path.name for path in tmp_path.glob("*r.json*")) == ["r.json"]


def test_a_run_that_is_interrupted_leaves_the_old_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SentenceEncoder, "encode", interrupted)
    assert run("check", ".", "--output", "r.json").exit_code == 130
    assert (tmp_path / "r.json").read_text() == "the old report"


def test_a_process_killed_while_writing_leaves_the_old_report(tmp_path: Path) -> None:
    """Killed after half of the bytes are on the disk: no handler of ours can run."""
    script = (
        "import os, signal, pathlib\n"
        "from msgcheck import progress\n"
        "def kill(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.chmod = kill\n"
        "progress.write_whole(pathlib.Path('r.json'), 'half of the new report')\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "r.json").read_text() == "the old report"
    progress.write_whole(tmp_path / "r.json", "the new report")
    assert (tmp_path / "r.json").read_text() == "the new report"


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    result = run("check", "about.md", "--output", "taken/r.json")
    assert result.exit_code == 2
    assert "taken/r.json: " in result.stderr
    assert "taken is a file, not a folder" in result.stderr
