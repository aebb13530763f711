"""What a glossary could say: terms, two spellings of one word, unlisted forms."""

from __future__ import annotations

import pytest

from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Finding, Place, Severity, Span
from msgcheck.pipeline import Pipeline
from msgcheck.terminology.suggest import Proposal, propose

EMPTY = Glossary()
NLP = Pipeline()


def documents(*assets: str) -> list[Document]:
    return [
        Document(
            f"{number}.md",
            "text/markdown",
            "",
            tuple(Block(text=line, span=Span(0, len(line))) for line in text.splitlines()),
            "",
            "",
            channel="website" if number else "deck",
        )
        for number, text in enumerate(assets)
    ]


def proposals(kind: str, *assets: str, glossary: Glossary = EMPTY) -> list[Proposal]:
    return [one for one in propose(documents(*assets), glossary, NLP) if one.kind == kind]


COPY = (
    "The credit note arrives by mail.\nWe send a credit note for every case.\nAsk for a credit note.",
    "Each credit note has a number.\nYour credit notes are kept for ten years.",
)


def test_a_phrase_that_many_assets_use_is_a_term() -> None:
    [found] = proposals("term", *COPY)
    assert (found.preferred, found.uses, found.assets) == ("credit note", 5, 2)
    assert found.channels == {"deck": 3, "website": 2}
    assert "credit note" in found.example


def test_what_one_asset_says_is_no_term() -> None:
    assert proposals("term", "\n".join(COPY)) == []


def test_what_the_glossary_knows_is_not_proposed_again() -> None:
    listed = Glossary.model_validate({"terms": [{"preferred": "credit memo", "deprecated": ["credit note"]}]})
    assert proposals("term", *COPY, glossary=listed) == []
    named = Glossary.model_validate({"subjects": {"products": ["Credit"]}})
    assert proposals("term", *COPY, glossary=named) == []


def test_two_ways_to_write_a_word_are_a_spelling() -> None:
    [found] = proposals("spelling", "Use the price-list.", "Our price list is new.\nThe price list is long.")
    assert (found.preferred, found.forms) == ("price list", {"price-list": 1})


@pytest.mark.parametrize(
    "assets",
    [
        ("Log in to see your login.", "You log in here."),  # a verb and its noun
        ("There is a way.", "Far away."),  # letters that meet by accident
        ("Price lists are long.", "A price list."),  # number
        ("Offline is fine.", "It works offline."),  # the start of a sentence
    ],
)
def test_what_only_looks_alike_is_no_spelling(assets: tuple[str, ...]) -> None:
    assert proposals("spelling", *assets) == []


def test_drift_is_proposed_as_forms_of_its_term() -> None:
    glossary = Glossary.model_validate({"terms": [{"id": "space", "preferred": "workspace"}]})
    place = Place("a.md", "line 1", "Open your wrkspace.", "body", channel="deck", value="wrkspace")
    finding = Finding(
        "MC204", "", (place, place), Severity.WARNING, 0.9, attribute="workspace", why="misspelt"
    )
    [found] = propose([], glossary, NLP, [finding])
    assert (found.kind, found.term, found.forms) == ("form", "space", {"wrkspace": 2})
