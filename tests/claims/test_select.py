"""Which sentences assert something; what is left out is left out under a name."""

from __future__ import annotations

import pytest

from msgcheck.claims import quantities
from msgcheck.claims.select import why_not
from msgcheck.model import Block, Kind, Span, Surface


def reason(text: str, kind: Kind = Kind.PARAGRAPH, surface: Surface = Surface.BODY, context: str = "") -> str:
    block = Block(text, Span(0, len(text)), kind=kind, surface=surface, context=context)
    return why_not(block, text, quantities.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "Cancel anytime, with one click.",
        "We never sell your data.",
        "No credit card required.",
        "There is no tax.",
        "Use it without any fee.",
        "14-day trial",
        "14 days free?",
        "Hi Ana, the trial runs 30 days.",
        "Learn how Pantrio counts stock in every restaurant you run.",
        "The offer ends on 31 March 2026.",
    ],
)
def test_what_asserts_something_is_a_claim(text: str) -> None:
    assert reason(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hi Alex,", "greeting"),
        ("Kind regards,", "greeting"),
        ("What does it cost?", "question"),
        ("Is the trial really free for 14 days?", "question"),
        ("Unsubscribe from these mails.", "footer line"),
        ("© 2026 Pantrio Inc. All rights reserved.", "footer line"),
        ("Pantrio Inc., 12 Harbour Lane Road, Boston", "postal address"),
        ("March 17, 2026", "date line"),
        ("Start your free trial", "call to action"),
        ("It never argues.", "fragment"),
        ("There is no doubt.", "fragment"),
        ("No bakery is.", "fragment"),
        ("What we ask of you", "fragment"),
        ("Our promise", "label"),
        ("***", "no words"),
    ],
)
def test_what_asserts_nothing_is_named(text: str, why: str) -> None:
    assert reason(text) == why


@pytest.mark.parametrize(
    ("kind", "surface", "context", "why"),
    [
        (Kind.CODE, Surface.BODY, "", "code"),
        (Kind.BUTTON, Surface.BODY, "", "button"),
        (Kind.LIST_ITEM, Surface.SITE_WIDE, "", "navigation"),
        (Kind.ATTRIBUTE, Surface.TITLE, "", "page title"),
        (Kind.TABLE_CELL, Surface.BODY, "", "empty cell"),
        (Kind.TABLE_CELL, Surface.BODY, "Kitchen, Support", ""),
        (Kind.ATTRIBUTE, Surface.ALT, "", ""),
        (Kind.PARAGRAPH, Surface.COLLAPSED, "", ""),
    ],
)
def test_the_same_words_count_by_where_they_stand(
    kind: Kind, surface: Surface, context: str, why: str
) -> None:
    assert reason("Answers by mail and by phone", kind, surface, context) == why


def test_a_short_answer_is_a_claim_with_its_question_and_a_fragment_without() -> None:
    assert reason("No, we never do.", context="Do you sell our data?") == ""
    assert reason("No, we never do.") == "fragment"


def test_a_heading_that_only_announces_is_a_label() -> None:
    assert reason("What we ask of every partner", Kind.HEADING) == "label"
    assert reason("Trials need no credit card", Kind.HEADING) == ""


def test_the_cookie_banner_promises_nothing_even_with_a_number() -> None:
    assert reason("We keep cookies for 30 days.", surface=Surface.SITE_WIDE) == "cookie banner"
    assert reason("We keep cookies for 30 days.") == ""


def test_a_value_makes_a_claim_of_a_button_and_of_navigation() -> None:
    assert reason("Try 14 days", Kind.BUTTON) == ""
    assert reason("Plans from $29", Kind.LIST_ITEM, Surface.SITE_WIDE) == ""


@pytest.mark.parametrize(("language", "why"), [("de", "another language"), ("en-gb", ""), ("", "")])
def test_another_language_than_english_is_not_compared(language: str, why: str) -> None:
    text = "Kündbar in 14 Tagen."
    block = Block(text, Span(0, len(text)), language=language)
    assert why_not(block, text, quantities.find("14 days")) == why
