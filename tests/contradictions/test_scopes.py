"""Pairs that look like contradictions and part ways on a limit; and pairs of one limit that must not be excused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions.scopes import differ, worded

APART = [
    ("regions", "In Texas, delivery takes a day.", "In Ohio, delivery takes four days."),
    ("audiences", "Charities pay £5 a month.", "Landlords pay £9 a month."),
    ("audiences", "For schools, the price is £5.", "For members, the price is £9."),
    ("billing", "Billed yearly, it comes to £8 a month.", "It costs £10 a month."),
    ("times", "Until 31 March 2025, it cost £8.", "It costs £10."),
    ("versions", "Kettle 3 boils in two minutes.", "Kettle 4 boils in one minute."),
    ("versions", "Version 3 needs 2 GB.", "Version 4 needs 4 GB."),
    ("conditions", "With spray guard on, it uses 5 litres.", "With spray guard off, it uses 9 litres."),
    ("conditions", "If you pay through a bank, allow 3 days.", "If you pay through a card, allow 1 day."),
    ("conditions", "On weekdays we open at 8.", "On weekends we open at 10."),
    ("sorts", "The average reply takes 4 minutes.", "We guarantee a reply within 30 minutes."),
    ("sorts", "Minimum memory: 8 GB", "Recommended memory: 16 GB"),
    ("sorts", "Our goal is 900 shops.", "So far we have 300 shops."),
    ("holders", "Each token may make 120 calls.", "All tokens together may make 2,000 calls."),
]
TOGETHER = [
    ("Customers in the EU wait 3 days.", "Customers in Ireland wait 9 days."),
    ("Your data is stored in Ireland.", "Your data is stored in Virginia."),
    ("Charities get 20% off.", "Non-profits get 30% off."),
    ("It costs £10 a month.", "It costs £12 a month, billed monthly."),
    ("Version 4 needs 2 GB.", "Version 4 needs 4 GB."),
    ("If you pay through a bank, allow 3 days.", "If you pay through a bank, allow 7 days."),
    ("The average reply takes 4 minutes.", "On average, a reply takes an hour."),
    ("At least 8 GB of memory.", "No more than 4 GB of memory."),
    (
        "Each project may send 300 events.",
        "A workspace may send 300 events in total, shared by its projects.",
    ),
    ("Students pay £5.", "It costs £9."),
]


@pytest.mark.parametrize(("dimension", "left", "right"), APART)
def test_two_limits_of_one_kind_part_two_claims(dimension: str, left: str, right: str) -> None:
    a, b = claim_of_text(left), claim_of_text(right)
    assert dimension in {name for name, _, _ in differ(a, b)}
    assert all(worded(difference).startswith("one ") for difference in differ(a, b))


@pytest.mark.parametrize(("left", "right"), TOGETHER)
def test_one_limit_or_one_that_holds_the_other_excuses_nothing(left: str, right: str) -> None:
    assert differ(claim_of_text(left), claim_of_text(right)) == []


_TEXTS = st.sampled_from(
    [text for row in APART for text in row[1:]] + [text for row in TOGETHER for text in row]
)


@given(_TEXTS, _TEXTS)
def test_sides_swap_with_the_claims_and_a_claim_never_parts_from_itself(left: str, right: str) -> None:
    a, b = claim_of_text(left), claim_of_text(right)
    assert [name for name, _, _ in differ(a, b)] == [name for name, _, _ in differ(b, a)]
    assert differ(a, a) == []
