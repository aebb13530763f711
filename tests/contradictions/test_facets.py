"""Sides that a statement takes: what is read, what a denial turns, and when two sides meet."""

from __future__ import annotations

import pytest

from msgcheck.contradictions import facets


@pytest.mark.parametrize(
    ("text", "kind", "side"),
    [
        ("Delivery is free of charge.", "cost", "free"),
        ("Set-up is not included.", "cost", "paid"),
        ("You pay for return postage.", "cost", "paid"),
        ("A helmet is mandatory.", "duty", "required"),
        ("A helmet is not required.", "duty", "optional"),
        ("The app works without an account.", "duty", "optional"),
        ("Night trains are in beta.", "status", "beta"),
        ("The night train was discontinued.", "status", "ended"),
        ("The night train is coming soon.", "status", "planned"),
        ("Dogs are welcome.", "permission", "allowed"),
        ("Dogs are not allowed.", "permission", "forbidden"),
        ("Refunds are paid automatically.", "automation", "automatic"),
        ("Every refund is checked by hand.", "automation", "manual"),
        ("Our own drivers bring it.", "agent", "own"),
        ("Deliveries are outsourced.", "agent", "others"),
        ("It is on every plan.", "extent", "all"),
        ("It is reserved for Gold members.", "extent", "some"),
    ],
)
def test_side_is_read(text: str, kind: str, side: str) -> None:
    assert (kind, side) in {(facet.kind, facet.side) for facet in facets.find(text)}


def test_two_sides_of_one_thing_clash() -> None:
    (one, other, near), *_ = facets.clashes(
        "Installation is free of charge.", "Installation is charged separately."
    )
    assert (one.side, other.side) == ("free", "paid")
    assert near == 1.0


def test_sides_of_two_things_share_no_words() -> None:
    found = facets.clashes("Installation is free of charge.", "Parking is charged separately.")
    assert [near for _, _, near in found] == [0.0]


def test_sentence_on_both_sides_is_left_alone() -> None:
    both = "Parking is free for members and costs extra for guests."
    assert facets.clashes(both, "Parking is charged separately.") == []


def test_swapping_swaps_sides() -> None:
    left, right = "The lounge is open to everyone.", "The lounge is reserved for Gold members."
    there, back = facets.clashes(left, right), facets.clashes(right, left)
    assert [(b, a, near) for a, b, near in back] == there != []


def test_same_side_agrees() -> None:
    assert facets.agreements("Delivery is on us.", "Delivery costs nothing.") == 1
