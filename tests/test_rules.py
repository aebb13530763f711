"""Every code has a page, and every example on a page is true."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys

import pytest

from msgcheck import rules
from msgcheck.codes import CODES
from msgcheck.errors import ConfigError

HEADINGS = ("What it finds", "Why it matters", "Flags", "Stays quiet", "How to quiet it")


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert rules.codes() == sorted(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_page_opens_with_its_code_and_name_and_has_all_parts(code: str) -> None:
    lines = rules.page(code).splitlines()
    assert lines[0].startswith(f"{code} {CODES[code][0]}: ")
    at = [lines.index(heading) for heading in HEADINGS]
    assert at == sorted(at)


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_examples_of_a_page_are_true(code: str) -> None:
    module = importlib.import_module(f"msgcheck.rules.{code.lower()}")
    examples = importlib.import_module("msgcheck.rules.examples")
    found = doctest.DocTestFinder().find(module, extraglobs=vars(examples))
    parts = [part for part in ("Flags", "Stays quiet") if ">>>" in _part(rules.page(code), part)]
    assert parts == ["Flags", "Stays quiet"], f"the page of {code} lacks an example"
    report: list[str] = []
    runner = doctest.DocTestRunner()
    for test in found:
        runner.run(test, out=report.append)
    assert not runner.summarize(verbose=False).failed, "".join(report)


def _part(page: str, heading: str) -> str:
    return page.partition(f"\n{heading}\n")[2].partition("\n\n")[0]


def test_a_page_is_found_in_any_case() -> None:
    assert rules.page(" mc201 ") == rules.page("MC201")


def test_an_unknown_code_names_the_nearest_and_all() -> None:
    with pytest.raises(ConfigError) as caught:
        rules.page("MC20")
    assert caught.value.message == "there is no code 'MC20'"
    assert caught.value.hint.startswith("did you mean MC20")
    assert all(code in caught.value.hint for code in CODES)
    with pytest.raises(ConfigError) as caught:
        rules.page("../../etc/passwd")
    assert caught.value.hint.startswith("known: MC001")


def test_the_index_has_a_line_for_every_code() -> None:
    lines = rules.index().splitlines()
    assert [line[:5] for line in lines if line.startswith("MC")] == sorted(CODES)
    assert all(len(line) < 150 for line in lines)


def test_pages_are_read_without_anything_heavy() -> None:
    code = (
        "import sys; from msgcheck import rules; rules.page('MC102'); rules.index();"
        "heavy = {'torch', 'numpy', 'spacy', 'pydantic', 'yaml'} & sys.modules.keys();"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
