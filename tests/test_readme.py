"""Every msgcheck command of the README does what it says, in a folder as a user would have it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from msgcheck.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
COMMANDS = [
    line.partition("#")[0].partition("||")[0].partition(" > ")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("msgcheck ")
]


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 5
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in (ROOT / "Makefile").read_text()


def test_the_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


REMEMBERED = ("watch", "accept", "history", "diff")  # commands for who has run before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(tmp_path: Path, command: str) -> None:
    (tmp_path / "website").mkdir()
    (tmp_path / "emails").mkdir()
    (tmp_path / "website" / "pricing.html").write_text(
        "<h1>Pricing</h1><p>Every plan has a 14-day free trial.</p>"
    )
    (tmp_path / "emails" / "welcome.txt").write_text("Your free trial on every plan lasts 14 days.")
    (tmp_path / "glossary.yaml").write_text("version: 1\nreplace: {e-mail: email}\n")
    shutil.copy(ROOT / "corpora" / "decks" / "partner-deck.pptx", tmp_path / "new-deck.pptx")
    if command.startswith("msgcheck check") and not re.search(r"check (?:new|emails)", command):
        (tmp_path / "msgcheck.yaml").write_text("paths: [website, emails]\n")
    words = shlex.split(command)[1:]
    if words[0] in REMEMBERED:
        words = _after_two_runs(tmp_path, words)
    if words == ["init"]:
        (tmp_path / "glossary.yaml").unlink()
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output
    for option in ("--output", "-o"):
        if option in words:
            assert (tmp_path / words[words.index(option) + 1]).stat().st_size > 0


def _after_two_runs(folder: Path, words: list[str]) -> list[str]:
    """Remember two runs with a conflict; return the words, the example's finding being that conflict."""
    (folder / "msgcheck.yaml").write_text("paths: [website, emails]\n")
    (folder / "emails" / "welcome.txt").write_text("Your free trial on every plan lasts 30 days.")
    for _ in range(2):
        CliRunner().invoke(main, ["check", "-o", "run.json"], catch_exceptions=False)
    (found,) = json.loads((folder / "run.json").read_text())["findings"]
    return [found["id"][:6] if word == "3f2a" else word for word in words]
