"""Stories: a folder of copy, and the lines that msgcheck must say about it. A writer can add one.

    tests/cases/MC201/avoided-word/   guide.md  glossary.yaml  expected.txt

Every file but `glossary.yaml`, `msgcheck.yaml` and `expected.txt` is read. An empty `expected.txt` means that
msgcheck must stay quiet. Otherwise it holds one line for each thing found, in any order:

    guide.md:1:11 MC201 say 'workspace', not 'project space'     a term: line, and column where there is one
    MC102 14-day @ pricing.html:9 | 30 days @ sales.txt:3         a conflict: each value with its places
    MC103 booking.md:3 | terms.txt:5                             a conflict of statements: its places
    MC101 30 days @ sales.txt:3, not 14 days                     with the record: places that break it
    MC001 autumn.pptx: the file is damaged (cut off?)            what could not be read

A place is `file:line`, or `file (where)` in formats that have no lines. Lines that start with `#` are notes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from msgcheck import check, pipeline, registry
from msgcheck.codes import CODES
from msgcheck.config import Config, load
from msgcheck.contradictions import judge
from msgcheck.model import Finding, Place
from msgcheck.run import Run

CASES = Path(__file__).parent / "cases"
STORIES = sorted(path.parent for path in CASES.glob("*/*/expected.txt"))
NO_ASSETS = {"expected.txt", "glossary.yaml", "msgcheck.yaml"}
TODAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _models_once() -> Iterator[None]:
    """Load each model once for all stories: they are the same ones."""
    make = registry.make
    kept: Any = lru_cache(make)

    def make_once(kind: str, name: str, **options: Any) -> Any:
        return kept(kind, name) if kind == "encoder" and not options else make(kind, name, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "make", make_once)
        patch.setattr(judge, "PairReader", lru_cache(judge.PairReader))
        patch.setattr(pipeline, "Pipeline", lru_cache(pipeline.Pipeline))
        yield


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors") / "cache.sqlite"


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("story", STORIES, ids=named)
def test_story(story: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(story)
    expected = sorted(wanted(story))
    said = sorted(lines_of(told(cache)))
    if said != expected:
        diff = difflib.unified_diff(expected, said, f"{named(story)}/expected.txt", "said", lineterm="", n=9)
        pytest.fail("\n".join(diff), pytrace=False)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_story_in_which_it_fires_and_one_in_which_it_stays_quiet(code: str) -> None:
    lines = [wanted(story) for story in STORIES if story.parent.name == code]
    assert any(any(code in line.split(" ")[:2] for line in said) for said in lines), f"{code} never fires"
    assert any(not said for said in lines), f"{code} has no story in which all is well"


def test_every_folder_of_cases_is_a_code_and_every_case_has_its_lines() -> None:
    folders = {path for path in CASES.glob("*/*") if path.is_dir()}
    assert {path.parent.name for path in folders} <= CODES.keys()
    assert folders == set(STORIES)


def wanted(story: Path) -> list[str]:
    """The lines of expected.txt, notes and blank lines left out."""
    lines = (line.strip() for line in (story / "expected.txt").read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def told(cache: Path) -> Run:
    """The run over the current folder."""
    settings = load(Path("msgcheck.yaml")) if Path("msgcheck.yaml").exists() else Config()
    settings = settings.model_copy(update={"cache": cache.as_posix()})
    glossary = Path("glossary.yaml") if Path("glossary.yaml").exists() else None
    assets = sorted(path.name for path in Path().iterdir() if path.name not in NO_ASSETS)
    return check.run(settings, list(settings.paths) or assets, glossary=glossary, now=TODAY)


def lines_of(run: Run) -> Iterator[str]:
    """What a run says, line by line, without scores."""
    for place in run.skipped:
        yield f"MC001 {place.uri}: {place.reason}"
    for finding in run.findings:
        if finding.code.startswith("MC2"):
            yield from (f"{where(p, column=True)} {finding.code} {finding.message}" for p in finding.places)
        else:
            yield f"{finding.code} {sides(finding)}"


def where(place: Place, *, column: bool = False) -> str:
    if place.line is None:
        return f"{place.uri} ({place.locator})"
    at = f"{place.uri}:{place.line}"
    return f"{at}:{place.column}" if column and place.column else at


def sides(finding: Finding) -> str:
    """The values with their places; places without a value stand alone."""
    by_value: dict[str, list[str]] = {}
    for place in finding.places:
        by_value.setdefault(place.value, []).append(where(place))
    sides = []
    for value, places in by_value.items():
        sides += [f"{value} @ {', '.join(places)}"] if value else places
    return " | ".join(sides) + (f", not {finding.record}" if finding.record else "")
