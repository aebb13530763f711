"""The ways a listed form is written, and the examples in the docstrings."""

from __future__ import annotations

import doctest

import pytest

from msgcheck.terminology import check, spelling
from msgcheck.terminology.spelling import inflected, plural, spellings
from msgcheck.terminology.text import fold


@pytest.mark.parametrize("module", [check, spelling])
def test_the_examples_in_the_documentation_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("form", "many"),
    [
        ("web story", "web stories"),
        ("key", "keys"),
        ("inbox", "inboxes"),
        ("business", "businesses"),
        ("customers", "customers"),
        ("SSO", "SSOs"),
        ("status", "statuses"),
        ("salesperson", "salespersons"),
        ("Key Person", "Key People"),
        ("sign-on", "sign-ons"),
    ],
)
def test_plurals(form: str, many: str) -> None:
    assert plural(form) == many


@pytest.mark.parametrize(
    ("verb", "third", "past", "participle", "ing"),
    [
        ("log in", "logs in", "logged in", "logged in", "logging in"),
        ("set up", "sets up", "set up", "set up", "setting up"),
        ("email", "emails", "emailed", "emailed", "emailing"),
        ("leverage", "leverages", "leveraged", "leveraged", "leveraging"),
        ("cross-sell", "cross-sells", "cross-sold", "cross-sold", "cross-selling"),
        ("choose", "chooses", "chose", "chosen", "choosing"),
        ("apply", "applies", "applied", "applied", "applying"),
        ("show", "shows", "showed", "shown", "showing"),
        ("submit", "submits", "submitted", "submitted", "submitting"),
        ("offer", "offers", "offered", "offered", "offering"),
        ("plan", "plans", "planned", "planned", "planning"),
        ("tie", "ties", "tied", "tied", "tying"),
        ("agree", "agrees", "agreed", "agreed", "agreeing"),
        ("go", "goes", "went", "gone", "going"),
        ("sync", "syncs", "synced", "synced", "syncing"),
    ],
)
def test_tenses(verb: str, third: str, past: str, participle: str, ing: str) -> None:
    assert [inflected(verb, tense) for tense in spelling.TENSES] == [third, past, participle, ing]


def test_every_gap_is_a_space_a_hyphen_or_nothing() -> None:
    assert {way.text for way in spellings("single sign-on")} == {
        first + second.join(("sign", "on"))
        for first in ("single ", "single-", "single")
        for second in (" ", "-", "")
    }
    assert {(way.text, way.capitals) for way in spellings("LinkedIn")} == {
        ("LinkedIn", False),
        ("Linked-In", False),
        ("Linked In", True),
    }


def test_many_gaps_do_not_explode() -> None:
    assert len(list(spellings("a b c d e f g h i j k l"))) < 50


def test_folding_keeps_every_offset() -> None:
    text = "İstanbul’s E\u2011Mail\u00a0ẞ"
    assert len(fold(text)) == len(text)
    assert fold(text).endswith("stanbul's e-mail ß")
