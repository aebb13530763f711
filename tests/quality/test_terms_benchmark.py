"""The material of `make benchmark-terms`: what is planted stands there, and nothing else is wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.terms import recipe, tools
from benchmarks.terms.measure import BENT, PLAIN, agreement
from benchmarks.terms.recipe import RIGHT, TRAP, WRONG, Copy, Listed, Plant
from msgcheck.glossary import Glossary, load_glossary
from msgcheck.terminology.matcher import Matcher

COUNT = 100
SIZE = 60_000  # bytes


@pytest.fixture(scope="module")
def text() -> Copy:
    return recipe.copy(SIZE)


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    folder: Path = tmp_path_factory.mktemp("terms")
    tools.glossary(folder, recipe.terms(COUNT))
    return load_glossary(folder / "glossary.yaml")


def test_all_that_is_planted_is_found_and_nothing_else(text: Copy, glossary: Glossary) -> None:
    matcher = Matcher(glossary)
    found = [(hit.start, hit.end) for hit in matcher.hits(matcher.prose(text.text)) if hit.code]
    seen = agreement(found, text.plants, COUNT)
    assert sum(seen.planted.values()) > 15
    assert seen.share() == 1.0, seen
    assert not seen.false_alarms


def test_plants_stand_where_they_say(text: Copy) -> None:
    listed = recipe.terms(recipe.TIERS[-1])
    for plant in text.plants:
        words = text.text[plant.start : plant.end]
        forms = [listed[plant.rank].preferred] if plant.kind == RIGHT else listed[plant.rank].wrong
        assert any(recipe.squash(words).startswith(recipe.squash(form)) for form in forms), plant
    assert {plant.kind for plant in text.plants} == {WRONG, RIGHT, TRAP}
    kinds = Counter(plant.way for plant in text.plants if plant.kind == WRONG)
    assert set(kinds) <= {*PLAIN, *BENT}


def test_a_shorter_list_and_a_shorter_text_are_the_beginning_of_longer_ones(text: Copy) -> None:
    assert recipe.terms(COUNT) == recipe.terms(2 * COUNT)[:COUNT]
    part = text.cut(SIZE // 2)
    assert text.text.startswith(part.text)
    assert part.text.endswith("\n\n")
    assert SIZE // 3 < len(part.text.encode()) <= SIZE // 2
    assert part.plants == text.plants[: len(part.plants)]
    assert recipe.copy(SIZE // 4).text == text.text[: len(recipe.copy(SIZE // 4).text)]


def test_no_form_stands_in_the_copy_by_itself() -> None:
    copy = recipe.squash(" ".join(recipe.paragraphs()))
    forms = [form for term in recipe.terms(COUNT) for form in (term.preferred, *term.wrong)]
    assert len({recipe.squash(form) for form in forms}) == len(forms)
    assert not [form for form in forms if recipe.squash(form) in copy]


def test_agreement_counts_each_plant_once_and_names_what_was_wrongly_found() -> None:
    plants = [
        Plant(WRONG, "as listed", 0, 10, 20),
        Plant(TRAP, "url", 0, 30, 40),
        Plant(RIGHT, "as listed", 0, 50, 60),
        Plant(WRONG, "plural", 7, 70, 80),
    ]
    seen = agreement([(8, 12), (15, 19), (35, 36), (50, 60), (61, 62)], plants, terms=5)
    assert seen.planted == {"as listed": 1}  # the other term is not in this list
    assert seen.found == {"as listed": 1}
    assert seen.false_alarms == {"url": 1, "right form": 1, "elsewhere": 1}


def test_cspell_and_textlint_are_read_as_they_print() -> None:
    text = "One line.\nThe sinclair prep area.\n"
    assert tools.cspell_found(
        "t.md:2:5 - Forbidden word (sinclair)\nt.md:1:1 - Unknown word (One)\n", text
    ) == [(14, 22)]
    printed = '[{"messages": [{"range": [14, 15], "fix": {"range": [14, 22], "text": "x"}}]}]'
    assert tools.textlint_found(printed, text) == [(14, 22)]


def test_a_list_is_a_glossary(glossary: Glossary) -> None:
    term = recipe.terms(COUNT)[0]
    assert isinstance(term, Listed)
    assert [form.text for form in glossary.terms[0].deprecated] == list(term.wrong)
