"""Quick answers: what needs no model waits for none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from click.testing import CliRunner

from msgcheck.cli import main


def test_help_answers_in_under_half_a_second() -> None:
    """The house allows 0.3 s; a busy machine gets 0.5 s."""
    times = []
    for _ in range(5):
        began = perf_counter()
        subprocess.run([sys.executable, "-m", "msgcheck", "--help"], check=True, stdout=subprocess.DEVNULL)
        times.append(perf_counter() - began)
    assert min(times) < 0.5


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"], ["explain", "MC102"]])
def test_an_answer_without_a_model_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from msgcheck.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert not loaded & {"torch", "transformers", "spacy", "pydantic", "numpy", "yaml", "jinja2", "lxml"}


def test_help_names_every_command() -> None:
    said = CliRunner().invoke(main, ["--help"]).stdout
    for command in ("check", "judge", "terms", "read", "claims", "explain", "init", "doctor"):
        assert f"\n  {command} " in said


def test_a_run_over_words_alone_loads_no_torch(tmp_path: Path) -> None:
    """`terms` compares words, so it must not pay for a model that compares meanings."""
    (tmp_path / "glossary.yaml").write_text("replace: {log on: sign in}\n")
    (tmp_path / "texts.jsonl").write_text('{"id": 1, "text": "Log on here."}\n')
    script = (
        "import sys\n"
        "from msgcheck.cli import main\n"
        "main(['terms', 'texts.jsonl', '--glossary', 'glossary.yaml'], standalone_mode=False)\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    *rows, loaded = done.stdout.splitlines()
    assert json.loads(rows[0])["occurrences"][0]["found"] == "Log on"
    assert loaded == "False"
