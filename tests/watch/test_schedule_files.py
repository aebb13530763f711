"""The files that are ready to copy: they load, and the commands in them are commands of ours."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from msgcheck import cli
from msgcheck.config import Config

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
READY = DOCS / "schedules"


def commands(text: str) -> list[list[str]]:
    """Return the arguments of each `msgcheck ...` in a text."""
    found = re.findall(r"(?:^|[\s/`])msgcheck\"?[ ]+((?:watch|check)\b[^`\n]*)", text, re.MULTILINE)
    return [shlex.split(line, comments=True) for line in found]


def parse(arguments: list[str]) -> None:
    """Read arguments as the command would. Raises click.UsageError."""
    command = cli.main.commands[arguments[0]]
    command.make_context(arguments[0], arguments[1:])


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("schedules/crontab", 1),
        ("schedules/msgcheck.service", 1),
        ("schedules/github-actions.yml", 1),
        ("scheduling.md", 3),
    ],
)
def test_the_commands_are_ours(name: str, number: int) -> None:
    found = commands((DOCS / name).read_text())
    assert len(found) >= number
    for arguments in found:
        parse(arguments)


def test_a_command_that_is_not_ours_would_be_seen() -> None:
    with pytest.raises(click.UsageError):
        parse(["watch", "--evry", "6h"])


def test_the_hook_takes_the_files_of_a_commit_as_new_material(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (used,) = yaml.safe_load((READY / "pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert used["id"] == hook["id"]
    assert re.search(hook["files"], "website/index.HTML")
    assert not re.search(hook["files"], "website/logo.svg")
    for name, text in {
        "site/old.md": "# Log on\n",
        "site/new.md": "# Log on now\n",
        "glossary.yaml": "replace: {log on: sign in}\n",
        "msgcheck.yaml": "paths: [site]\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    program, *arguments = shlex.split(hook["entry"])
    assert program == "msgcheck"
    result = CliRunner(catch_exceptions=False).invoke(
        cli.main, [*arguments, "--fail-on", "warning", "site/new.md"]
    )
    assert result.exit_code == 1
    assert "site/new.md:1:3" in result.stdout
    assert "site/old.md" not in result.stdout


def test_the_workflow_keeps_its_memory_even_when_something_new_fails_it() -> None:
    workflow = yaml.safe_load((READY / "github-actions.yml").read_text())
    assert workflow[True]["schedule"] == [{"cron": "0 6 * * 1"}]  # YAML 1.1 reads the key `on` as true
    steps = workflow["jobs"]["watch"]["steps"]
    checks = [at for at, step in enumerate(steps) if "msgcheck watch" in step.get("run", "")]
    (kept,) = [at for at, step in enumerate(steps) if step.get("with", {}).get("path") == ".msgcheck"]
    assert checks[0] < kept
    assert steps[kept]["if"] == "always()"
    assert steps[kept]["with"]["include-hidden-files"] is True


def test_the_settings_in_the_docs_are_settings() -> None:
    (block,) = re.findall(r"```yaml\n(notify:.*?)```", (DOCS / "scheduling.md").read_text(), re.DOTALL)
    Config.model_validate(yaml.safe_load(block))


@pytest.mark.timeout(60)
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_the_units_of_systemd_are_good(tmp_path: Path) -> None:
    service = (READY / "msgcheck.service").read_text()
    (tmp_path / "msgcheck.service").write_text(
        service.replace("/opt/msgcheck/bin/msgcheck", shutil.which("true") or "")
    )
    (tmp_path / "msgcheck.timer").write_text((READY / "msgcheck.timer").read_text())
    units = [str(tmp_path / "msgcheck.service"), str(tmp_path / "msgcheck.timer")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    (calendar,) = re.findall(r"^OnCalendar=(.*)$", (READY / "msgcheck.timer").read_text(), re.MULTILINE)
    subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)
