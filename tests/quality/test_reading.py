"""Reading only gets better: what msgcheck keeps of benchmarks/reading/pages, by kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import reading

FLOORS = {
    "content kept": 0.995,
    "text kept": 0.995,
    "number kept": 1.0,
    "cta kept": 1.0,
    "cell kept": 1.0,
    "note kept": 1.0,
    "meta kept": 0.99,
    "alt kept": 1.0,
}
CEILINGS = {"furniture leaked": 0.05, "never-strings read": 0.02}
SECOND_FLOORS = {
    "text kept": 0.995,
    "number kept": 0.995,
    "cta kept": 1.0,
    "cell kept": 0.94,
    "alt kept": 1.0,
}
SECOND_CEILINGS = {"furniture leaked": 0.14, "never-strings read": 0.08}


@pytest.fixture(scope="module")
def score() -> reading.Score:
    return reading.own_score(reading.HERE)


@pytest.mark.parametrize("name", FLOORS)
def test_no_kind_of_content_falls_below_its_floor(score: reading.Score, name: str) -> None:
    assert score.figures()[name] >= FLOORS[name], [miss for miss in score.misses if miss[1] in name]


@pytest.mark.parametrize("name", CEILINGS)
def test_what_is_no_copy_stays_out(score: reading.Score, name: str) -> None:
    assert score.figures()[name] <= CEILINGS[name], [miss for miss in score.misses if miss[1] in name]


def test_the_second_set_keeps_its_figures() -> None:
    second = reading.own_score(reading.PARTS["second set"])
    figures = second.figures()
    low = {name: figures[name] for name, floor in SECOND_FLOORS.items() if figures[name] < floor}
    high = {name: figures[name] for name, most in SECOND_CEILINGS.items() if figures[name] > most}
    assert not low, second.misses
    assert not high, second.misses


def test_every_page_is_labelled_and_no_label_asks_for_both() -> None:
    kinds: dict[str, dict[str, list[str]]] = {}
    for row in reading.labels(reading.HERE):
        kinds.setdefault(row["file"], {})[row["kind"]] = row["strings"]
    assert set(kinds) == {path.name for path in reading.pages(reading.HERE)}
    for file, labelled in kinds.items():
        assert labelled.keys() & {"text", "number"}, file
        wanted = {*labelled.get("text", ()), *labelled.get("cta", ())}
        assert not wanted & set(labelled.get("furniture", ())), file


def test_a_reader_that_reads_everything_flat_fails() -> None:
    label = [{"file": "a", "kind": "cell", "strings": [["Team", "Price", "$9"]]}]
    label += [{"file": "a", "kind": "furniture", "strings": ["Menu"]}]
    flat = reading.peer_reading("Menu\n\n$9\n\nTeam")
    assert reading.score(label, {"a": flat}).figures()["cell kept"] == 0
    assert reading.score(label, {"a": flat}).figures()["furniture leaked"] == 1
    tied = reading.peer_reading("| | Price |\n|---|---|\n| [Team](#t) | **$9** |")
    assert reading.score(label, {"a": tied}).misses == []


@pytest.mark.parametrize(
    ("text", "words", "held"),
    [
        ("from $9 a month", "$9", True),
        ("from $95", "$9", False),
        ("5,000 users", "5", False),
        ("a", "", True),
    ],
)
def test_words_are_held_whole(text: str, words: str, held: bool) -> None:
    assert reading.holds(text, words) is held


@given(st.text(), st.text(min_size=1), st.text())
def test_words_between_blanks_are_always_held(before: str, words: str, behind: str) -> None:
    words = reading.folded(words)
    assert reading.holds(f"{before} {words} {behind}", words)
