"""`glossary explain`: what matched and why, what nearly did and what stopped it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.glossary import Glossary
from msgcheck.pipeline import Pipeline
from msgcheck.terminology.explain import Explained, explain
from msgcheck.terminology.matcher import Matcher

TODAY = date(2026, 6, 1)
NLP = Pipeline()
GLOSSARY = Glossary.model_validate(
    {
        "subjects": {"products": [{"id": "edge", "names": ["Acme Edge"], "was": ["Acme Gateway"]}]},
        "replace": {"e-mail": "email"},
        "terms": [
            {
                "id": "sso",
                "preferred": "single sign-on",
                "admitted": ["SSO"],
                "forbidden": [{"text": "universal login", "reason": "a competitor's trademark"}],
                "exceptions": ["universal login act"],
            },
            {"id": "login", "pos": "noun", "preferred": "login"},
            {"id": "sign-in", "pos": "verb", "preferred": "sign in", "deprecated": ["log in"]},
            {"id": "seat", "preferred": "seat", "forbidden": ["license"], "applies_to": {"channels": ["website"]}},
            {"id": "colour", "preferred": "color", "deprecated": ["colour"], "applies_to": {"locales": ["en-US"]}},
            {"id": "board", "preferred": "board", "forbidden": ["panel"], "context": {"exclude": ["solar"]}},
            {"id": "space", "preferred": "workspace", "forbidden": ["area"], "context": {"include": ["team"]}},
            {"id": "trial", "preferred": "trial", "forbidden": ["demo"]},
            {"id": "demo-day", "preferred": "demo day"},
            {"id": "we", "preferred": "United States", "admitted": ["US"]},
            {"id": "later", "preferred": "plan", "deprecated": [{"text": "tier", "since": "2027-01-01"}]},
            {"id": "idea", "preferred": "kit", "proposed": ["bundle"]},
            {"id": "maybe", "preferred": "pack", "forbidden": ["parcel"], "status": "proposed"},
        ],
    }
)  # fmt: skip


def said(text: str, **more: Any) -> Explained:
    return explain(GLOSSARY, text, today=TODAY, nlp=NLP, **more)


def stopped(text: str, **more: Any) -> list[tuple[str, str, list[str]]]:
    return [
        (near.found, near.term, [rule for rule, _ in near.reasons]) for near in said(text, **more).left_alone
    ]


@pytest.mark.parametrize(
    ("text", "found", "form", "status", "how", "code"),
    [
        ("Send an e-mail.", "e-mail", "e-mail", "deprecated", "as listed", "MC202"),
        ("Send e-mails.", "e-mails", "e-mail", "deprecated", "in another number or tense", "MC202"),
        ("We have single signon.", "single signon", "single sign-on", "preferred", "with another hyphen or space", "MC203"),
        ("We have Sso.", "Sso", "SSO", "admitted", "in other capitals", "MC203"),
        ("We have SSO.", "SSO", "SSO", "admitted", "as listed", ""),
        ("They logged in.", "logged in", "log in", "deprecated", "in another number or tense", "MC202"),
    ],
)  # fmt: skip
def test_what_matched_and_how(text: str, found: str, form: str, status: str, how: str, code: str) -> None:
    match = said(text).matched[0]
    assert (match.found, match.form, match.status, match.how, match.code) == (found, form, status, how, code)
    assert text[match.start : match.end] == found


def test_the_reason_of_the_form_is_the_why() -> None:
    match = said("We have universal login.").matched[0]
    assert (match.code, match.replacement, match.why) == (
        "MC201",
        "single sign-on",
        "a competitor's trademark",
    )


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("See https://x.io/e-mail now.", {}, [("e-mail", "email", ["place"])]),
        ("Run `e-mail` now.", {}, [("e-mail", "email", ["place"])]),
        ('She said "send an e-mail" twice.', {}, [("e-mail", "email", ["place"])]),
        ("Follow #license now.", {}, [("license", "seat", ["place"])]),
        ("The solar panel.", {}, [("panel", "board", ["context"])]),
        ("An area.", {}, [("area", "space", ["context"])]),
        ("Buy a license.", {"channel": "deck"}, [("license", "seat", ["channel"])]),
        ("A nice colour.", {"language": "en-GB"}, [("colour", "colour", ["locale"])]),
        ("The universal login act.", {}, [("universal login", "sso", ["exception"])]),
        ("The log in page.", {}, [("log in", "sign-in", ["part of speech"])]),
        ("Come to demo day.", {}, [("demo", "trial", ["longest match"])]),
        ("Tell us more.", {}, [("us", "we", ["letters"])]),
        ("We like democracy.", {}, [("demo", "trial", ["word"])]),
        ("Pick a tier.", {}, [("tier", "later", ["date"])]),
        ("Buy a bundle.", {}, [("bundle", "idea", ["proposed"])]),
        ("Send a parcel.", {}, [("parcel", "maybe", ["proposed"])]),
        ("Once Acme Gateway, formerly.", {}, [("Acme Gateway", "product:edge", ["context"])]),
        # Two rules at once are both told.
        ("`license`", {"channel": "deck"}, [("license", "seat", ["place", "channel"])]),
    ],
)  # fmt: skip
def test_what_was_left_alone_and_by_which_rule(text: str, more: dict[str, Any], expected: list[Any]) -> None:
    terms = {term for _, term, _ in expected}
    assert [row for row in stopped(text, **more) if row[1] in terms] == expected


def test_what_stands_in_the_way_is_named() -> None:
    near = said("Come to demo day.").left_alone[0]
    assert (
        near.reasons[0][1] == "overlaps 'demo day', which is 'demo day' of demo-day: the longest match wins"
    )


def test_a_form_is_in_force_from_its_day_on() -> None:
    later = explain(GLOSSARY, "Pick a tier.", today=date(2027, 1, 1), nlp=NLP)
    assert [match.code for match in later.matched] == ["MC202"]
    assert not later.left_alone


def test_plain_words_are_not_explained() -> None:
    assert said("Nothing of that kind here.") == Explained("Nothing of that kind here.", (), ())


PIECES = st.sampled_from(
    "e-mail email SSO sso single sign-on signon universal login act log in logged to the a license area team panel"
    " solar demo day tier bundle parcel us US `x` https://x.io/e-mail \" “ ” ( ) . , \n #demo a@demo.io panel's"
    " login-page Acme Gateway formerly demo-based re-demo {{demo}}".split(" ")
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "-"])), max_size=10), st.sampled_from(["", "deck"])
)
def test_what_is_explained_is_what_the_matcher_finds(pieces: list[tuple[str, str]], channel: str) -> None:
    text = "".join(piece + gap for piece, gap in pieces)
    explained = explain(GLOSSARY, text, today=TODAY, channel=channel)
    matcher = Matcher(GLOSSARY.on(TODAY))
    hits = matcher.hits(matcher.prose(text), channel=channel)
    assert [(m.start, m.end, m.code) for m in explained.matched] == [(h.start, h.end, h.code) for h in hits]
    found = {(m.start, m.end, m.term) for m in explained.matched}
    for near in explained.left_alone:
        assert near.reasons
        assert (near.start, near.end, near.term) not in found
        assert text[near.start : near.end] == near.found
