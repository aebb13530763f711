"""`glossary lint`: what is wrong with a glossary that can be read, told with its key and a next step."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from msgcheck.glossary import Glossary
from msgcheck.model import Severity
from msgcheck.terminology.lint import Remark, remarks
from msgcheck.terminology.reach import unreachable
from msgcheck.yaml_file import shown

TODAY = date(2026, 6, 1)
CHANNELS = {"website", "deck"}


def read(text: str) -> Glossary:
    return Glossary.model_validate(yaml.load(text, yaml.BaseLoader) or {})


def found(text: str) -> list[Remark]:
    glossary = read(text)
    said = list(remarks(glossary, channels=CHANNELS))
    if not any(remark.severity is Severity.ERROR for remark in said):
        said += unreachable(glossary, today=TODAY, told={remark.path for remark in said})
    return [remark for remark in said if remark.kind != "undocumented"]


def keys(text: str) -> list[tuple[str, str, str]]:
    return [(shown(remark.path), remark.severity.value, remark.kind) for remark in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        # Clashes.
        ("terms: [{preferred: a, forbidden: [b]}, {preferred: b}]", [("terms[1].preferred", "error", "clash")]),
        ("terms: [{preferred: a, admitted: [b], forbidden: [b]}]", [("terms[0].forbidden[0]", "error", "clash")]),
        ("replace: {e-mail: email}\nterms: [{preferred: post, deprecated: [e-mail]}]", [("replace.e-mail", "error", "clash")]),
        ("terms: [{preferred: cafe, case: any, forbidden: [Cafe]}]", [("terms[0].forbidden[0]", "error", "clash")]),
        ("terms: [{preferred: e-mail, forbidden: [e‑mail]}]", [("terms[0].forbidden[0]", "error", "clash")]),
        ("subjects: {plans: [Team]}\nterms: [{preferred: crew, forbidden: [Team]}]", [("subjects.plans[0]", "warning", "clash")]),
        ("terms: [{preferred: seat, forbidden: [place], context: {include: [buy, ad], exclude: [ad]}}]",
         [("terms[0].context.exclude[0]", "warning", "clash")]),
        # Duplicates.
        ("terms: [{id: a, preferred: b}, {id: a, preferred: c}]", [("terms[1].id", "error", "invalid")]),
        ("terms: [{preferred: a, case: any, admitted: [Bc, bC]}]", [("terms[0].admitted[1]", "warning", "duplicate")]),
        ("subjects: {products: [{names: [New], was: [Old]}]}\nterms: [{preferred: New, deprecated: [Old]}]",
         [("subjects.products[0].was[0]", "note", "duplicate")]),
        ("terms: [{preferred: seat, forbidden: [place, places]}]", [("terms[0].forbidden[1]", "note", "duplicate")]),
        # Each is found by the other: only one of them can go.
        ("terms: [{preferred: seat, forbidden: [pop up, pop-up]}]", [("terms[0].forbidden[0]", "note", "duplicate")]),
        # Records.
        ("facts: [{id: a, claim: Free trial, value: 14 days}, {id: b, claim: free trial, value: 14 days}]",
         [("facts[1]", "warning", "duplicate")]),
        ("facts: [{id: a, claim: Free trial, value: 14 days}, {id: b, claim: free trial, value: 30 days}]",
         [("facts[1]", "error", "clash")]),
        ("facts: [{id: a, claim: trial, value: 1 day, when: {plan: A}}, {id: b, claim: trial, value: 2 days, when: {plan: B}}]", []),
        # Circles.
        ("replace: {a: b, b: a}", [("replace.a", "error", "cycle")]),
        ("replace: {a: b, b: c, c: d, d: a}", [("replace.a", "error", "cycle")]),
        ("replace: {a: a}", [("replace.a", "error", "cycle")]),
        ("terms: [{preferred: a, deprecated: [b]}]\nreplace: {a: b}", [("terms[0].deprecated[0]", "error", "cycle")]),
        ("terms: [{preferred: a, deprecated: [b], applies_to: {channels: deck}},"
         " {preferred: b, deprecated: [a], applies_to: {channels: website}}]", []),
        # What can never match.
        ("terms: [{preferred: seat, forbidden: [place], exceptions: [place]}]", [("terms[0].forbidden[0]", "warning", "never matches")]),
        ("terms: [{preferred: seat, exceptions: [market place]}]", [("terms[0].exceptions[0]", "warning", "never matches")]),
        ("terms: [{preferred: seat, applies_to: {channels: [webiste]}}]", [("terms[0].applies_to.channels[0]", "warning", "never matches")]),
        ("terms: [{preferred: seat, applies_to: {locales: [English]}}]", [("terms[0].applies_to.locales[0]", "warning", "never matches")]),
        ("terms: [{preferred: website, forbidden: ['web  page']}]", [("terms[0].forbidden[0]", "warning", "never matches")]),
        ('terms: [{preferred: website, forbidden: ["web\\u00adpage"]}]', [("terms[0].forbidden[0]", "warning", "never matches")]),
        ("terms: [{preferred: website, forbidden: ['https://acme.example/web']}]", [("terms[0].forbidden[0]", "warning", "never matches")]),
        ("terms: [{preferred: single sign-on, first_use: single sign-on (SSO)}]", [("terms[0].first_use", "warning", "never matches")]),
        ("terms: [{preferred: seat, forbidden: [{text: place, until: 2025-12-31}]}]", [("terms[0].forbidden[0]", "note", "never matches")]),
        ("messages: [{id: a, text: b, must_appear: [decks]}]", [("messages[0].must_appear[0].channels[0]", "warning", "never matches")]),
        # What is fine.
        ("terms: [{preferred: seat, forbidden: [{text: place, since: 2027-01-01}]}]", []),
        ("terms: [{preferred: Node.js, forbidden: [NodeJS, node]}]", []),
        ("terms: [{preferred: crew, forbidden: [Team]}, {preferred: team}]", []),
        ("terms: [{preferred: sign in, pos: verb, deprecated: [log in, login to]}]", []),
        ("terms: [{preferred: single sign-on, admitted: [SSO], first_use: single sign-on (SSO), exceptions: [single sign-on tax]}]", []),
        ("terms: [{preferred: seat, admitted: [{text: place, until: 2026-12-31}], deprecated: [{text: place, since: 2027-01-01}]}]", []),
        ("terms: [{preferred: kit, proposed: [set], status: proposed}]", []),
    ],
)  # fmt: skip
def test_what_lint_says(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert keys(text) == expected


def test_a_circle_is_told_in_full() -> None:
    (remark,) = found("replace: {a: b, b: c, c: a}")
    assert remark.message == "goes in a circle: 'a' -> 'b' -> 'c' -> 'a'; the rest is at replace.b, replace.c"
    assert remark.hint


def test_two_circles_are_two_remarks() -> None:
    assert len(found("replace: {a: b, b: a, x: y, y: x}")) == 2


def test_two_replacements_for_one_word_are_named() -> None:
    (remark,) = found("replace: {e-mail: email}\nterms: [{preferred: post, deprecated: [e-mail]}]")
    assert remark.hint == "it cannot become both 'email' and 'post': keep one of the two"


def test_what_shadows_a_form_is_named_with_its_key() -> None:
    text = "terms: [{id: x, preferred: seat, forbidden: [plan]}, {id: y, preferred: plans, inflect: no, pos: noun}]"
    assert not keys(text)
    text = "terms: [{id: a, preferred: offer, deprecated: [Deal]}, {id: b, preferred: price, case: any, deprecated: [deal], pos: noun}]"
    (remark,) = found(text)
    assert remark.kind == "clash"


def test_an_undocumented_term_is_a_note() -> None:
    said = list(remarks(read("meta: {owner: a}\nterms: [{preferred: a, definition: b}, {preferred: c}]")))
    assert [(shown(r.path), r.severity.value, r.message) for r in said] == [
        ("terms[1]", "note", "term 'c' has no definition")
    ]


def test_nothing_is_said_of_channels_that_nobody_knows() -> None:
    glossary = read("meta: {owner: a}\nterms: [{preferred: a, definition: b, applies_to: {channels: [x]}}]")
    assert not list(remarks(glossary))
