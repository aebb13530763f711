"""Variants of a term that nobody listed: found where they are sure, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Finding, Kind, Span
from msgcheck.terminology.matcher import Matcher
from msgcheck.terminology.nearness import Words, is_english
from msgcheck.terminology.variants import Variants

GLOSSARY = Glossary.model_validate(
    {
        "subjects": {"self": {"names": ["Tarnly"]}, "competitors": ["Onboarda"]},
        "terms": [
            {"preferred": "onboarding", "deprecated": ["induction"]},
            {"preferred": "dashboard", "proposed": ["dashbrd"]},
            {"preferred": "catalog"},
            {"preferred": "par level"},
            {"preferred": "electronic signature"},
            {"preferred": "single sign-on"},
            {"preferred": "net promoter score", "admitted": ["NPS"]},
            {"preferred": "PrepScale", "case": "exact"},
        ],
    }
)


def find(*texts: str, blocks: Sequence[Block] = (), glossary: Glossary = GLOSSARY) -> list[Finding]:
    made = blocks or [Block(text=text, span=Span(0, len(text))) for text in texts]
    document = Document("a.md", "text/markdown", "", tuple(made), "", "", channel="website", language="en")
    return Variants(glossary, Matcher(glossary)).find([document])


def pairs(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(finding.attribute, place.value) for finding in found for place in finding.places]


@pytest.mark.parametrize(
    ("text", "term", "variant"),
    [
        ("Your onbording takes two days.", "onboarding", "onbording"),
        ("Two dashbaords are free.", "dashboard", "dashbaords"),
        ("The catalogue lists them all.", "catalog", "catalogue"),
        ("Set a par lvl for butter.", "par level", "par lvl"),
        ("Please e-sign the form.", "electronic signature", "e-sign"),
        ("Send it for eSigning today.", "electronic signature", "eSigning"),
        ("Every plan has SSO.", "single sign-on", "SSO"),
        ("Put the Prepscail on the bench.", "PrepScale", "Prepscail"),
    ],
)
def test_an_unlisted_way_to_write_a_term_is_found(text: str, term: str, variant: str) -> None:
    assert pairs(find(text)) == [(term, variant)]


@pytest.mark.parametrize(
    "text",
    [
        "Your onboarding takes two days, and two dashboards are free.",  # right
        "The induction takes two days. On-boarding is quick.",  # listed wrong forms: MC202, MC203
        "A dashbrd is proposed already.",  # somebody has seen it
        "Onboarda is a competitor of ours.",  # a name of the glossary
        "We met Catalag, a band, and Catalag again.",  # a name of the copy
        "He boarded the bus to dash home on a lever.",  # English words near a term
        "See https://tarnly.example/onbording or write to onbording@tarnly.example.",
        "Level your signature on one electronic device.",  # the words of terms, apart
        "NPS is asked for each quarter.",  # admitted
        "The Social Service Office (SSO) is closed.",  # the copy says what it stands for
    ],
)
def test_nothing_else_is_taken_for_one(text: str) -> None:
    assert pairs(find(text)) == []


def test_an_acronym_that_the_copy_explains_is_known_though_it_is_short() -> None:
    glossary = Glossary.model_validate({"terms": [{"preferred": "purchase order"}]})
    assert pairs(find("A PO is sent.", glossary=glossary)) == []
    assert pairs(find("Each purchase order (PO) is sent.", "A PO is sent.", glossary=glossary)) == [
        ("purchase order", "PO"),
        ("purchase order", "PO"),
    ]


def test_a_variant_is_one_finding_with_all_its_places() -> None:
    [finding] = find("Our onbording is quick.", "Onbording takes a day.")
    assert finding.code == "MC204"
    assert [place.quote for place in finding.places] == ["Our onbording is quick.", "Onbording takes a day."]
    assert [place.quote[place.mark.start : place.mark.end] for place in finding.places if place.mark] == [
        "onbording",
        "Onbording",
    ]
    assert "onboarding" in finding.suggestion


def test_quotes_and_code_are_left_alone() -> None:
    text = "The onbording was great"
    assert find(blocks=[Block(text=text, span=Span(0, len(text)), kind=Kind.QUOTE)]) == []
    assert find(blocks=[Block(text=text, span=Span(0, len(text)), kind=Kind.CODE)]) == []


def test_other_languages_are_left_alone() -> None:
    text = "Der catalok ist da."
    assert find(text)
    assert find(blocks=[Block(text=text, span=Span(0, len(text)), language="de")]) == []


@given(st.sampled_from(["onboarding", "dashboard", "catalog", "accommodation"]), st.data())
def test_a_letter_left_out_is_seen_unless_the_rest_is_a_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    wrong = word[:at] + word[at + 1 :]
    near = [
        found.word for found in Words(["onboarding", "dashboard", "catalog", "accommodation"]).near(wrong)
    ]
    assert is_english(wrong) or near == [word]


@given(st.text(max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    for finding in find(text):
        for place in finding.places:
            assert place.value in text
