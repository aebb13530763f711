"""What the website says and sales never does."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from msgcheck import inference
from msgcheck.claims.extract import claim_of_text
from msgcheck.config import Config
from msgcheck.messages import unsaid
from msgcheck.model import Block, Claim, Kind, Span, Surface


@lru_cache(maxsize=1)
def encode() -> Any:
    return inference.encoding(Config())[1]


def claim(text: str, team: str, uri: str, channel: str = "", kind: Kind = Kind.PARAGRAPH) -> Claim:
    block = Block(text, Span(0, len(text)), kind=kind)
    return replace(claim_of_text(text, uri=uri), team=team, channel=channel, block=block)


def find(*claims: Claim) -> list[str]:
    vectors = encode()([one.reading for one in claims])
    return [claims[one.claim].text for one in unsaid.find(claims, vectors, by="marketing", not_by="sales")]


CARBON = claim("We plant a tree for every bike you buy.", "marketing", "index.html", "website")
DELIVERY = claim("We deliver your bike within two days.", "marketing", "index.html", "website")
SCRIPT = claim("Your bike is delivered in two days.", "sales", "script.md", "call script")


def test_what_sales_says_in_other_words_is_said() -> None:
    assert find(CARBON, DELIVERY, SCRIPT) == [CARBON.text]


def test_without_any_copy_of_sales_there_is_no_nearest() -> None:
    vectors = encode()([CARBON.reading])
    (found,) = unsaid.find([CARBON], vectors, by="marketing", not_by="sales")
    assert found == unsaid.Found(0, None, 0.0)


def test_what_stands_in_passing_is_not_a_message_but_what_pages_repeat_is() -> None:
    filler = [
        claim(f"Our shop number {n} opens at nine.", "marketing", "page.html", "website") for n in range(4)
    ]
    late = replace(CARBON, uri="page.html")
    assert CARBON.text not in find(*filler, late, SCRIPT)
    other_filler = [replace(one, uri="other.html") for one in filler]
    assert CARBON.text in find(*filler, late, *other_filler, replace(CARBON, uri="other.html"), SCRIPT)


def test_a_decoration_or_a_signpost_is_no_message() -> None:
    headline = claim("Three whippets, one wasp nest", "marketing", "index.html", "website", Kind.HEADING)
    signpost = claim("This page says how we keep your bike dry.", "marketing", "index.html", "website")
    assert find(headline, signpost, SCRIPT) == []


def test_only_what_is_public_counts() -> None:
    assert find(replace(CARBON, channel="newsletter"), SCRIPT) == []
    assert unsaid.is_public(replace(CARBON, channel="", uri="https://shop.example/"))


def test_the_same_message_is_listed_once() -> None:
    again = replace(CARBON, uri="about.html", text="For every bike you buy we plant a tree.", reading="For every bike you buy we plant a tree.")  # fmt: skip
    assert len(find(CARBON, again, SCRIPT)) == 1


def test_a_title_or_description_is_prominent_wherever_it_stands() -> None:
    filler = [
        claim(f"Our shop number {n} opens at nine.", "marketing", "page.html", "website") for n in range(4)
    ]
    described = replace(CARBON, uri="page.html", block=replace(CARBON.block, surface=Surface.META))
    assert CARBON.text in find(*filler, described, SCRIPT)
