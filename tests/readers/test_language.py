"""Which language a text is in: English is never called foreign, and foreign paragraphs are found."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.model import Block, Document, Kind, Resource, Span
from msgcheck.readers import language
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.html import HtmlReader
from msgcheck.readers.language import with_language

CORPORA = Path(__file__).parents[2] / "corpora"
GERMAN = "Unsere Software zählt den Bestand in jeder Küche, und am Abend wissen Sie genau, was noch fehlt."
FRENCH = "Notre logiciel compte les stocks de chaque cuisine, et le soir vous savez exactement ce qui manque."
ENGLISH = (
    "Our software counts the stock of every kitchen, and in the evening you know exactly what is missing."
)


def page(html: str) -> Document:
    return with_language(HtmlReader().read(Resource("page.html", html.encode()))[0])


def languages(document: Document) -> dict[str, str]:
    return {block.text: block.language for block in document.blocks}


@pytest.mark.parametrize("code", ["de", "fr", "es", "nl", "it", "pt", "sv", "pl", "ja", "zh", "ru"])
def test_sentences_of_other_languages_are_found(code: str) -> None:
    """spaCy's example sentences: news in one line, with names like Apple and San Francisco."""
    sentences = importlib.import_module(f"spacy.lang.{code}.examples").sentences
    found = [language.of_text(sentence) for sentence in sentences]
    assert set(found) <= {code, ""}
    assert language.of_text(" ".join(sentences)) == code


def test_no_block_of_english_copy_is_called_foreign() -> None:
    wrong = []
    for path in sorted(CORPORA.glob("website/**/*.html")):
        silent = path.read_text(encoding="utf-8").replace('lang="en-US"', "")
        document = with_language(HtmlReader().read(Resource(path.name, silent.encode()))[0])
        wrong += [b.text for b in document.blocks if b.language != "en"]
        assert document.language == "en"
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        "Free",
        "$79 / kitchen / month",
        "Jürgen Weiß, Stefanie Größl, Katharina Müller, Wolfgang Schäfer, Günther Krauß",
        "Chez Panisse, La Bernardin, El Bulli, Osteria Francescana, Die Schwarzwaldstube",
        "crème brûlée and boeuf bourguignon, costed with your suppliers' prices, à la minute",
        "hello@pantrio.example · https://pantrio.example/preise/kostenlos-testen-und-vergleichen",
        "Lightspeed, Toast, Square, SumUp, Orderbird, Zettle, Clover, Revel, TouchBistro",
    ],
)
def test_names_dishes_prices_and_addresses_are_not_foreign(text: str) -> None:
    assert language.of_text(text) in ("en", "")


@pytest.mark.parametrize(
    ("stated", "clean"),
    [(" en", "en"), ("en_US", "en-us"), ("english", "en"), ("Deutsch", "de"), ("deu", "de"), ("DE-AT", "de-at"),
     ("", ""), ("und", ""), ("{{ lang }}", ""), ("x", ""), ("en-US, de", "")],
)  # fmt: skip
def test_a_dirty_tag_is_cleaned_and_nonsense_is_none(stated: str, clean: str) -> None:
    assert language.tag(stated) == clean


def test_words_outweigh_a_wrong_tag_and_a_right_one_is_kept_whole() -> None:
    assert page(f'<html lang="de"><h1>Stock</h1><p>{ENGLISH}</p>').language == "en"
    assert page(f'<html lang="en"><h1>Bestand</h1><p>{GERMAN}</p>').language == "de"
    assert page(f'<html lang=" en_GB"><p>{ENGLISH}</p>').language == "en-gb"
    assert page('<html lang="fr"><p>Gratuit</p>').language == "fr"


def test_short_blocks_go_with_the_rest_of_their_page() -> None:
    document = page(f"<h1>Lagerbestand</h1><p>{GERMAN}</p><p>14 Tage gratis</p>")
    assert set(languages(document).values()) == {"de"}
    assert document.notes[-1] == "in German: listed, not compared"
    short = page("<h1>Mehr Übersicht</h1><p>Jetzt kostenlos testen</p><p>Monatlich kündbar, ohne Vertrag</p>")
    assert short.language == "de"


def test_short_english_beside_one_long_foreign_passage_is_english() -> None:
    document = page(
        f'<html lang="en-US"><p>{GERMAN}</p><p>Our trial runs 14 days for teams.</p><p>Start now</p>'
    )
    assert languages(document)["Our trial runs 14 days for teams."] == "en-us"
    assert languages(document)[GERMAN] == "de"
    assert page(f"<p>{GERMAN}</p><p>Cancel whenever you want.</p>").blocks[1].language == "en"
    wrong = page(f'<html lang="en"><p>{GERMAN}</p><p>14 Tage gratis für jede Küche</p><p>Mehr erfahren</p>')
    assert set(languages(wrong).values()) == {"de"}


def test_a_page_in_two_languages_is_parted_and_doubt_is_english() -> None:
    document = page(f"<h1>Cancel anytime</h1><p>{ENGLISH}</p><p>{GERMAN}</p><p>{FRENCH}</p>")
    assert languages(document) == {"Cancel anytime": "en", ENGLISH: "en", GERMAN: "de", FRENCH: "fr"}
    assert document.language == "en"
    assert document.notes[-2:] == (
        "1 of 4 passages in French: listed, not compared",
        "1 of 4 passages in German: listed, not compared",
    )


def test_a_link_marked_with_its_language_stays_marked_on_an_english_page() -> None:
    document = page(f'<html lang="en"><p>{ENGLISH}</p><ul><li lang="de"><a href="/de">Deutsch</a></li></ul>')
    assert languages(document) == {ENGLISH: "en", "Deutsch": "de"}
    assert page(f'<body lang="de"><h1>Free plan</h1><p>{ENGLISH}</p>').blocks[0].language == "en"


def test_merge_fields_and_code_say_nothing() -> None:
    text = "Hallo Vorname der Kundin, thanks for trying."
    field = Span(6, 24)
    block = Block(text, UNPLACED, fields=(field,))
    assert language._copy(block) == "Hallo  , thanks for trying."
    code = Block(GERMAN, UNPLACED, Kind.CODE)
    document = assemble(Resource("a.html", b"x"), [code, Block(ENGLISH, UNPLACED)], media_type="text/html")
    assert [b.language for b in with_language(document).blocks] == ["en", "en"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=5), st.text(max_size=8))
def test_any_text_keeps_its_blocks(texts: list[str], stated: str) -> None:
    blocks = [Block(text, UNPLACED) for text in texts]
    document = assemble(Resource("a", b""), blocks, media_type="text/html", language=stated)
    read = with_language(document)
    assert read.text == document.text
    assert [replace(b, language="") for b in read.blocks] == list(document.blocks)
    twice = with_language(read)
    assert (twice.blocks, twice.language) == (read.blocks, read.language)
