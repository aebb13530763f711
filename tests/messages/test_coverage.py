"""Which sentences carry a key message, and which say the opposite, with the real encoder and cross-encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import key_messages
from msgcheck.alignment import Coverage
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions.reader import PairReader
from msgcheck.embed.cache import encode
from msgcheck.embed.encoder import default
from msgcheck.glossary import Message
from msgcheck.messages import coverage
from msgcheck.model import Block, Claim, Document, Finding, Severity, Span, Speaker, Standing

DATA = Message.model_validate(
    {
        "id": "your-data",
        "text": "We never sell your data.",
        "opposite": ["We sell customer data to advertisers."],
        "owner": "privacy@lampwick.example",
        "must_appear": [{"channels": ["website"]}, {"teams": ["sales"], "min": 2}],
    }
)
KEEPS = "We do not sell the data that your lamp collects."
SELLS = "We sell data about our customers to advertisers."
WEATHER = "A new bulb costs four euros."


class Kept(dict[str, bytes]):
    """A store that forgets with the test: the same few sentences are encoded once."""

    def load(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        return {key: self[key] for key in keys if key in self}

    def save(self, model: str, values: dict[str, bytes]) -> None:
        self.update(values)


@lru_cache(maxsize=1)
def _models() -> tuple[Any, PairReader]:
    encoder, kept = default(), Kept()
    return lambda texts: encode(texts, encoder, kept)[0], PairReader()


def claim(text: str, uri: str = "index.html", channel: str = "website", team: str = "marketing") -> Claim:
    return replace(claim_of_text(text, uri=uri), channel=channel, team=team)


def assets(claims: Sequence[Claim]) -> list[Document]:
    """The documents that the claims stand in."""
    there = {one.uri: one for one in claims}
    block = Block("", Span(0, 0))
    return [
        Document(uri, "text/html", "", (block,), "", "", channel=one.channel, team=one.team)
        for uri, one in there.items()
    ]


def said(*claims: Claim, message: Message = DATA) -> tuple[list[Finding], Coverage]:
    encoded, reader = _models()
    vectors = encoded([one.reading for one in claims]) if claims else np.zeros((0, 384), dtype=np.float32)
    findings, (covered,) = key_messages.check(
        claims, vectors, assets(claims), [message], encode=encoded, read=reader.read
    )
    return findings, covered


def quotes(places: Sequence[Any]) -> list[str]:
    return [where.quote for where in places]


def test_a_message_is_carried_in_other_words_and_opposed_by_its_opposite() -> None:
    _, covered = said(claim(KEEPS), claim(WEATHER), claim(SELLS, "terms.html"))
    assert (quotes(covered.carried), quotes(covered.opposed)) == ([KEEPS], [SELLS])


def test_what_a_competitor_does_is_neither() -> None:
    theirs = [replace(claim(text), speaker=Speaker.COMPETITOR) for text in (KEEPS, SELLS)]
    _, covered = said(*theirs)
    assert (covered.carried, covered.opposed) == ((), ())


def test_a_message_without_an_opposite_is_opposed_by_a_denial_in_its_own_words() -> None:
    workshop = Message(id="workshop", text="We repair every lamp in our own workshop.")
    denial = "We do not repair every lamp in our own workshop."
    _, covered = said(claim(denial), claim(WEATHER), message=workshop)
    assert (covered.carried, quotes(covered.opposed)) == ((), [denial])


def test_a_channel_of_which_nothing_was_read_is_not_called_silent() -> None:
    findings, covered = said(claim(WEATHER, "mail.eml", "email", "support"))
    assert not findings
    assert covered.missing == ("website: none read", "sales: none read")


def test_assets_are_counted_and_not_sentences() -> None:
    website = claim(KEEPS)
    twice = [claim(KEEPS, "a.eml", "email", "sales"), claim(KEEPS, "a.eml", "email", "sales")]
    findings, covered = said(website, *twice)
    assert covered.missing == ("sales: 1 of 2",)
    assert [(one.code, one.attribute) for one in findings] == [("MC301", "your data, sales")]
    assert "privacy@lampwick.example" in findings[0].suggestion
    findings, covered = said(website, *twice, claim(KEEPS, "b.eml", "email", "sales"))
    assert not findings
    assert not covered.missing


def test_the_sentence_that_comes_nearest_is_shown_and_never_the_opposite() -> None:
    near = "Your lamp collects data about your sleep."
    elsewhere = claim(WEATHER, "a.eml", "email", "sales")
    findings, _ = said(claim(SELLS), claim(near), claim(WEATHER), elsewhere)
    website, sales = (one for one in findings if one.code == "MC301")
    assert [(where.quote, where.value) for where in website.places] == [(near, "comes nearest")]
    assert sales.places == ()
    assert sales.why == "nothing there comes near it"


def test_an_opposed_message_shows_both_sides() -> None:
    findings, _ = said(claim(KEEPS), claim(SELLS, "terms.html"))
    (opposed,) = (one for one in findings if one.code == "MC302")
    assert [(where.value, where.uri) for where in opposed.places] == [
        ("opposed", "terms.html"),
        ("carried", "index.html"),
    ]
    assert opposed.places[1].standing == (Standing.RECORD,)
    assert opposed.severity is (Severity.ERROR if opposed.confidence >= 0.9 else Severity.WARNING)


def test_nothing_read_and_no_messages() -> None:
    assert said()[1] == Coverage(
        "your-data", DATA.text, missing=("website: none read", "sales: none read"), owner=DATA.owner
    )
    assert key_messages.check([], np.zeros((0, 384), dtype=np.float32), [], [], encode=_models()[0], read=len) == ([], ())  # fmt: skip


def test_few_pairs_are_read_however_much_copy_there_is() -> None:
    read: list[int] = []
    encoded, reader = _models()
    claims = [claim(f"We sell data number {n} about our customers to advertisers.") for n in range(60)]

    def counted(pairs: Sequence[tuple[str, str]]) -> Any:
        read.append(len(pairs))
        return reader.read(pairs)

    vectors = encoded([one.reading for one in claims])
    key_messages.check(claims, vectors, [], [DATA], encode=encoded, read=counted)
    assert sum(read) <= coverage.READ_MOST


@settings(max_examples=15, deadline=None)
@given(
    st.permutations(
        [KEEPS, SELLS, WEATHER, "Your lamp collects data about your sleep.", "Bulbs last a year."]
    )
)
def test_the_order_of_the_copy_changes_nothing(texts: list[str]) -> None:
    _, covered = said(*(claim(text, f"{text[:6]}.html") for text in texts))
    assert (quotes(covered.carried), quotes(covered.opposed)) == ([KEEPS], [SELLS])


def test_a_message_with_a_number_is_carried_only_by_what_gives_it_or_one_that_agrees() -> None:
    waste = Message(id="waste", text="Our ovens cut bread waste by 27%.")
    says = [
        "Bakers with our ovens throw away 27% less bread.",
        "Bread waste goes down by 27% with our ovens.",
    ]
    not_so = ["Our ovens bake bread in 40 minutes.", "Our ovens cut bread waste.", "Our ovens cut bread waste by 12%."]  # fmt: skip
    _, covered = said(*map(claim, [*says, *not_so]), message=waste)
    assert set(quotes(covered.carried)) <= set(says)
    assert covered.carried
    quick = Message(id="quick", text="Your first loaf is baked within twenty minutes.")
    _, covered = said(claim("Your first loaf is baked within 15 minutes."), message=quick)
    assert covered.carried


def test_a_price_is_no_way_to_say_free_and_a_notice_period_none_to_say_at_any_time() -> None:
    free = Message(id="free", text="Setting up an account costs nothing.", variants=("No setup fee.",))
    _, covered = said(claim("A setup fee of €90 is charged."), claim("There is no setup fee."), message=free)
    assert quotes(covered.carried) == ["There is no setup fee."]
    leave = Message(id="leave", text="You can end your rental at any time.")
    own, bound = (
        "You can end your rental any time you like.",
        "You can end your rental with six weeks' notice.",
    )
    _, covered = said(claim(own), claim(bound), message=leave)
    assert quotes(covered.carried) == [own]


def test_what_gives_the_number_of_the_opposite_is_opposed_whatever_else_it_denies() -> None:
    leave = Message(
        id="leave", text="You can end your rental at any time.", opposite=("You are tied in for two years.",)
    )
    for text in (
        "Every rental runs for two years and cannot be ended before that.",
        "All rentals run for 24 months and cannot be ended earlier.",
    ):
        _, covered = said(claim(text), claim("You can end your rental any day."), message=leave)
        assert quotes(covered.opposed) == [text]
    quick = Message(
        id="quick", text="You are set up within an hour.", opposite=("Setting it up takes days.",)
    )
    _, covered = said(claim("Setting it up takes about an hour."), message=quick)
    assert not covered.opposed
