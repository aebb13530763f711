"""Whom the copy says that the product is for, read from real sentences, and when two teams clash."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.messages import audiences, positioning
from msgcheck.messages.people import is_group, is_people, singular
from msgcheck.model import Claim, Scope
from msgcheck.pipeline import Pipeline

LABELS = Path(__file__).parents[2] / "training" / "messages" / "audiences.jsonl"
DEVELOPED_ON = {"brackenpaw", "emberly", "hazelmint", "larkstone", "marlowquay"}
LEAST_PRECISION = 0.9


@lru_cache(maxsize=1)
def pipeline() -> Pipeline:
    return Pipeline()


def names(text: str) -> list[str]:
    return [name for one in audiences.read([text], pipeline())[0] for name in one.names]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Built for small clinics.", ["small clinic"]),
        ("For landlords and estate agents", ["landlord", "estate agent"]),
        ("Made for people who hate paperwork.", ["people who hate paperwork"]),
        ("Payroll for restaurants", ["restaurant"]),
        ("Ledgerly is for freelancers, not for anybody else.", ["freelancer"]),
        ("Tell them that Ledgerly is for teams of 10 or more.", ["team"]),
        ("The programme is open to schools in Ohio.", ["school"]),
        ("We build software for hotels.", ["hotel"]),
        ("PAYROLL FOR GROWING SHOPS", ["growing shop"]),
        ("Ledgerly is made for hotel groups of 40 or more houses.", ["hotel group"]),
        ("Rota planning for chains of bakeries", ["chain"]),
        ("Ledgerly is an app for restaurant chains.", ["restaurant chain"]),
        ("Ledgerly is accounting software for landlords.", ["landlord"]),
        ("Ledgerly is planning software for vets with up to 5 rooms.", ["vet"]),
        ("Ledgerly is payroll and HR software for employers in Ohio.", ["employer"]),
    ],
)
def test_an_audience_is_read_from_the_grammar(text: str, named: list[str]) -> None:
    assert names(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "We pay for the vet.",
        "It is good for thirty days.",
        "Ledgerly is not for enterprises.",
        "Is it for landlords?",
        "Answers to questions from landlords, for the sales team.",
        "This page is for people who came with a list.",
        "Rooms from $145 for two people.",
        "Made for your team.",
        "Ask for a manager.",
        "We keep your data for customers.",
        "Made for groups.",
        "It is made for blood groups.",
        "The invoice is a problem for landlords.",
        "The brochure is a tool for teachers.",
        "Ledgerly gives a book for every new school.",
        "A personal adviser for each shop",
        "",
        "for " * 300,
    ],
)
def test_what_names_nobody_in_particular_is_left_alone(text: str) -> None:
    assert names(text) == []


def test_words_stand_where_they_say() -> None:
    text = "Brightbooks: accounting for small shops in Ohio"
    (one,) = audiences.read([text], pipeline())[0]
    assert text[one.start : one.end] == one.words


@pytest.mark.parametrize("held_out", [False, True])
def test_precision_on_labelled_copy(held_out: bool) -> None:
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if (row["company"] not in DEVELOPED_ON) == held_out]
    found = audiences.read([row["quote"] for row in rows], pipeline())
    right = [bool(row["audience"]) for row, some in zip(rows, found, strict=True) if some]
    assert len(right) >= 25
    assert sum(right) / len(right) >= LEAST_PRECISION


def test_people_are_told_from_things_and_groups_from_persons() -> None:
    assert all(map(is_people, ["teams", "agencies", "startups", "cafés", "vets", "households"]))
    assert not any(map(is_people, ["parcels", "months", "invoices", "prices", "phones", "xyzzy"]))
    assert is_group("agencies")
    assert not is_group("children")
    assert singular("agencies") == "agency"


def claim(text: str, team: str, uri: str = "", scope: Scope = Scope()) -> Claim:  # noqa: B008
    return replace(claim_of_text(text, uri=uri or f"{team}.txt"), team=team, scope=scope)


def clashes(*copy: Claim, words: frozenset[str] = frozenset()) -> list[positioning.Clash]:
    statements = [
        positioning.statement(one, named, quantities.find)
        for one, some in zip(copy, audiences.read([one.text for one in copy], pipeline()), strict=True)
        for named in some
    ]
    groups = positioning.group(statements, lambda texts: np.eye(len(texts), 64, dtype=np.float32))
    return positioning.clashes(statements, groups, lambda team: words)


SMALL = claim("Ledgerly is for teams under 10.", "marketing")
LARGE = claim("Ledgerly is for enterprises of 500+.", "sales")


def test_sizes_without_overlap_clash() -> None:
    (clash,) = clashes(SMALL, LARGE)
    assert clash.sizes
    assert clash.teams == ("marketing", "sales")
    assert clash.names == ("teams under 10", "enterprises of 500+")


def test_a_group_of_people_has_a_size_and_clashes_with_small_ones() -> None:
    (clash,) = clashes(
        claim("Ledgerly is accounting software for bakeries of up to 12 bakers.", "marketing"),
        claim("Ledgerly is made for bakery chains of 300 or more bakers.", "sales"),
    )
    assert clash.sizes
    assert clash.names == ("bakeries of up to 12 bakers", "bakery chains of 300 or more bakers")


def test_one_size_that_overlaps_is_enough_for_peace() -> None:
    assert not clashes(SMALL, LARGE, claim("We also build it for companies of 200 or more.", "marketing"), claim("It is for firms of 300 or more.", "marketing"))  # fmt: skip


@pytest.mark.parametrize("scope", [Scope(plans=frozenset({"Team"})), Scope(products=frozenset({"edge"}))])
def test_a_plan_or_product_of_its_own_has_its_own_audience(scope: Scope) -> None:
    assert not clashes(SMALL, claim("It is for enterprises of 500+.", "sales", scope=scope))


def test_an_age_is_no_size() -> None:
    assert not clashes(
        claim("The spa is for people of 18 and over.", "marketing"),
        claim("The club is for children under 12.", "sales"),
    )


def households_and_installers() -> list[Claim]:
    some = [
        claim(f"{thing} for households", "marketing", f"m{at}")
        for at, thing in enumerate(("Heat", "Warmth", "Power"))
    ]
    return some + [
        claim(f"{thing} for installers", "sales", f"s{at}")
        for at, thing in enumerate(("Heat", "Pumps", "Tools"))
    ]


def test_two_main_audiences_clash_unless_the_teams_know_each_others() -> None:
    (clash,) = clashes(*households_and_installers())
    assert not clash.sizes
    assert clash.names == ("household", "installer")
    assert not clashes(*households_and_installers(), words=frozenset({"households", "installers"}))
    assert not clashes(*households_and_installers(), claim("Power for households", "sales"))


def test_two_places_are_no_main_audience() -> None:
    assert not clashes(*households_and_installers()[1:])
