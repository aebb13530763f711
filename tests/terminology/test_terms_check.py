"""Findings of the terms check: where they point, what they say, what they leave alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Kind, Locator, Place, Resource, Severity, Span, Speaker, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.terminology.check import TermsCheck

GLOSSARY = Glossary.model_validate(
    {
        "replace": {"e-mail": "email"},
        "terms": [
            {
                "id": "sso",
                "preferred": "single sign-on",
                "admitted": ["SSO"],
                "deprecated": [{"text": "single signon", "since": "2025-06-01"}],
                "forbidden": [{"text": "universal login", "reason": "competitor's trademark"}],
                "note": "One name for one thing.",
            },
            {"preferred": "seat", "forbidden": ["license"], "applies_to": {"channels": ["website"]}},
        ],
    }
)


def block(text: str, **more: Any) -> Block:
    return Block(text=text, span=UNPLACED, **more)


def document(
    *blocks: Block, uri: str = "pricing.md", channel: str = "website", source: str | None = None, **more: Any
) -> Document:
    resource = Resource(uri, b"bytes", channel=channel, team="marketing")
    return assemble(resource, blocks, media_type="text/markdown", source=source, **more)


def findings(*blocks: Block, **more: Any) -> list[Any]:
    return TermsCheck(GLOSSARY).check([document(*blocks, **more)])


def words(found: Iterable[Any]) -> list[str]:
    return [f"{finding.code} {finding.places[0].value}" for finding in found]


def marked(place: Place) -> str:
    assert place.mark is not None
    return place.quote[place.mark.start : place.mark.end]


def test_a_finding_says_what_where_and_why() -> None:
    source = "# Pricing\n\nFast. We have *universal login* now."
    text = "Fast. We have universal login now."
    paragraph = block(
        text,
        headings=("Pricing",),
        locator=Locator(label="line 3", line=3, column=1, slide=2, page=4),
        origin=((0, 11), (14, 26), (29, 42)),
    )
    (finding,) = findings(paragraph, source=source, written=date(2026, 1, 2))
    assert finding.code == "MC201"
    assert finding.severity is Severity.ERROR
    assert finding.message == "say 'single sign-on', not 'universal login'"
    assert finding.suggestion == finding.attribute == "single sign-on"
    assert finding.why == "'universal login' is forbidden; competitor's trademark; One name for one thing."
    (place,) = finding.places
    assert place.quote == "We have universal login now."
    assert marked(place) == place.value == "universal login"
    assert (place.line, place.column, place.slide, place.page) == (3, 16, 2, 4)
    assert (place.locator, place.heading, place.channel, place.team, place.surface, place.date) == (
        "line 3", "Pricing", "website", "marketing", Surface.BODY, date(2026, 1, 2)
    )  # fmt: skip


def test_deprecated_says_since_when_and_a_variant_what_the_glossary_has() -> None:
    deprecated, variant = findings(block("Use single signon. Use single-sign-on."))
    assert (deprecated.code, deprecated.severity) == ("MC202", Severity.WARNING)
    assert deprecated.why.startswith("'single signon' is deprecated since 2025-06-01")
    assert (variant.code, variant.why.split(";")[0]) == ("MC203", "the glossary writes 'single sign-on'")


def test_the_suggestion_has_the_number_and_the_capitals_of_its_place() -> None:
    found = findings(block("E-mails are sent."), block("SEND E-MAILS NOW", kind=Kind.BUTTON))
    assert [finding.suggestion for finding in found] == ["Emails", "EMAILS"]


def test_one_sentence_is_one_finding_and_ids_differ() -> None:
    found = findings(block("An e-mail, a second e-mail, an E-Mail. One more e-mail."), block("License."))
    assert words(found) == ["MC202 e-mail", "MC202 e-mail", "MC201 License"]
    assert found[0].message == "say 'email', not 'e-mail' or 'E-Mail'"
    assert [place.value for place in found[0].places] == ["e-mail", "E-Mail"]
    assert len({finding.id for finding in found}) == 3


def test_a_sentence_repeated_in_a_document_is_one_finding_with_its_places() -> None:
    (finding,) = findings(
        block("Send an e-mail.", locator=Locator("top", line=1)),
        block("Send an e-mail.", locator=Locator("end", line=9)),
    )
    assert [place.locator for place in finding.places] == ["top", "end"]


def test_moving_a_paragraph_keeps_the_identity() -> None:
    first, second = block("Send an e-mail."), block("Nothing here.")
    assert {f.id for f in findings(first, second)} == {f.id for f in findings(second, first)}


def test_a_long_sentence_is_quoted_around_the_words() -> None:
    text = "word " * 100 + "e-mail " + "more " * 100
    (finding,) = findings(block(text))
    place = finding.places[0]
    assert len(place.quote) <= 200
    assert place.quote in text
    assert marked(place) == "e-mail"
    assert set(place.quote.split()) == {"word", "e-mail", "more"}


@pytest.mark.parametrize(
    "quiet",
    [
        block("send e-mail", kind=Kind.CODE),
        block("I love e-mail", kind=Kind.QUOTE),
        block("I love e-mail", speaker=Speaker.CUSTOMER),
        block("I love e-mail", speaker=Speaker.COMPETITOR),
        block("Dear e-mail", fields=(Span(5, 11),)),
    ],
)
def test_code_quotes_and_merge_fields_are_left_alone(quiet: Block) -> None:
    assert findings(quiet) == []
    loud = replace(quiet, kind=Kind.PARAGRAPH, speaker=Speaker.COMPANY, fields=())
    assert words(findings(loud)) == ["MC202 e-mail"]


def test_quotes_are_read_when_the_glossary_does_not_skip_them() -> None:
    asked = GLOSSARY.model_copy(update={"defaults": GLOSSARY.defaults.model_copy(update={"skip": ()})})
    found = TermsCheck(asked).check([document(block("I love e-mail", kind=Kind.QUOTE))])
    assert words(found) == ["MC202 e-mail"]


def test_a_term_of_the_website_is_not_asked_of_a_deck() -> None:
    assert words(findings(block("A license."))) == ["MC201 license"]
    assert findings(block("A license."), channel="deck") == []


def test_navigation_that_repeats_is_read_once_in_a_file() -> None:
    menu = block("E-mail", surface=Surface.SITE_WIDE)
    (finding,) = findings(menu, block("Body."), menu)
    assert len(finding.places) == 1


def test_usage_counts_right_and_wrong_forms_by_channel() -> None:
    check = TermsCheck(GLOSSARY)
    documents = [
        document(block("Single sign-on and SSO. Two e-mails, one email.")),
        document(block("sso, universal login"), uri="deck.md", channel="deck"),
    ]
    assert check.usage(documents) == {
        "email": {"e-mails": {"website": 1}, "email": {"website": 1}},
        "single sign-on": {
            "SSO": {"website": 1},
            "single sign-on": {"website": 1},
            "sso": {"deck": 1},
            "universal login": {"deck": 1},
        },
    }


def test_findings_and_usage_come_from_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    check = TermsCheck(GLOSSARY)
    read: list[str] = []
    hits = check._matcher.hits
    monkeypatch.setattr(
        check._matcher, "hits", lambda prose, **more: (read.append(prose.text), hits(prose, **more))[1]
    )
    documents = [document(block("An e-mail."))]
    assert words(check.check(documents)) == ["MC202 e-mail"]
    assert check.usage(documents) == {"email": {"e-mail": {"website": 1}}}
    assert read == ["An e-mail."]
    assert check.check([document(block("An email."))]) == []
