"""What two quantities say of one another, as a table of copy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.claims.quantities import find
from msgcheck.contradictions.values import Relation, relation
from msgcheck.model import Bound, Quantity, Span

EQUAL, AGREE, NESTED, CLASH, PER_CLASH, OTHER = (
    Relation.EQUAL,
    Relation.AGREE,
    Relation.NESTED,
    Relation.CLASH,
    Relation.PER_CLASH,
    Relation.OTHER,
)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        # one value in other words and other units
        ("14 days", "two weeks", EQUAL),
        ("a 14-day trial", "a fortnight", EQUAL),
        ("30 days", "a month", EQUAL),
        ("12 months", "one year", EQUAL),
        ("24 hours", "1 day", EQUAL),
        ("1 TB", "1,000 GB", EQUAL),
        ("1 TB", "1,024 GB", EQUAL),
        ("10 km", "6.2 miles", EQUAL),
        ("99.9% uptime", "three nines", EQUAL),
        ("55.5% of users", "56% of users", EQUAL),
        ("every 24 hours", "daily backups", EQUAL),
        ("9 am", "9:00", EQUAL),
        ("free of charge", "at no extra cost", EQUAL),
        ("about 40 people", "42 people", EQUAL),
        ("unlimited users", "unlimited", EQUAL),
        ("$12 per month", "$144 per year", EQUAL),
        # two values
        ("14 days", "30 days", CLASH),
        ("42% of users", "43% of users", CLASH),
        ("99.9% uptime", "99.99% uptime", CLASH),
        ("1 TB", "2 TB", CLASH),
        ("$12 per user", "$15 per user", CLASH),
        ("$12 per month", "$100 per year", CLASH),
        ("$12", "free of charge", CLASH),
        ("9 am", "10 am", CLASH),
        ("weekly backups", "daily backups", CLASH),
        ("unlimited users", "10 users", CLASH),
        ("about 40 people", "80 people", CLASH),
        ("10 July 2026", "11 July 2026", CLASH),
        ("since 2016", "since 2018", CLASH),
        ("5 stars", "4.8 out of 5", CLASH),
        # bounds
        ("up to 10 users", "8 users", AGREE),
        ("up to 10 users", "12 users", CLASH),
        ("up to 10 users", "unlimited users", CLASH),
        ("up to 10 users", "0 users", CLASH),
        ("over 5,000 teams", "8,200 teams", AGREE),
        ("5,000+ teams", "5,000 teams", AGREE),
        ("5,000+ teams", "3,000 teams", CLASH),
        ("from $9", "$9", AGREE),
        ("from $9", "$7", CLASH),
        ("within 4 hours", "4 hours", AGREE),
        ("10 to 30 days", "20 days", AGREE),
        ("10 to 30 days", "40 days", CLASH),
        ("July 2026", "10 July 2026", AGREE),
        ("July 2026", "1 August 2026", CLASH),
        # both can be true, and a reader notices
        ("5,000+ teams", "7,000+ teams", NESTED),
        ("up to 10 users", "up to 20 users", CLASH),
        ("within 24 hours", "within 48 hours", NESTED),
        ("Python 3.10 or newer", "Python 3.11 or newer", CLASH),
        # one number for two things
        ("300 credits per account", "300 credits per plan", PER_CLASH),
        ("$12 per user", "$12 per location", PER_CLASH),
        ("$12 per user", "$15 per location", OTHER),
        # not the same measure
        ("$12", "€12", OTHER),
        ("300 credits", "300 users", OTHER),
        ("14 days", "14 users", OTHER),
        ("24/7 support", "9 am", OTHER),
    ],
)
def test_relation(a: str, b: str, expected: Relation) -> None:
    (left,), (right,) = find(a), find(b)
    assert relation(left, right) is expected
    assert relation(right, left) is expected


def quantities(units: list[str], per: list[tuple[str, ...]]) -> st.SearchStrategy[Quantity]:
    """Counts of one noun with every bound and per-what."""
    return st.builds(
        lambda value, more, unit, bound, what: Quantity(
            value=float(value),
            high=float(value + more if bound is Bound.RANGE else value),
            unit=unit,
            kind="count",
            span=Span(0, 1),
            words=f"{value} {unit}",
            bound=bound,
            per=what,
        ),
        st.integers(0, 60),
        st.integers(1, 20),
        st.sampled_from(units),
        st.sampled_from(Bound),
        st.sampled_from(per),
    )


@settings(max_examples=300)
@given(*[quantities(["user", "seat"], [(), ("user",), ("month",), ("month", "user")])] * 2)
def test_swapping_the_sides_changes_nothing(a: Quantity, b: Quantity) -> None:
    assert relation(a, b) is relation(b, a)


@settings(max_examples=100)
@given(quantities(["user"], [(), ("user",), ("month",)]))
def test_a_value_equals_itself(a: Quantity) -> None:
    assert relation(a, a) is EQUAL


def test_swapping_the_sides_changes_nothing_across_periods() -> None:
    (monthly,), (yearly,) = find("$12 per month"), find("$125 per year")
    assert relation(monthly, yearly) is relation(yearly, monthly)


@pytest.mark.parametrize("monthly", ["$24.17 per month", "$24.20 per month"])
def test_a_yearly_price_and_its_twelfth_are_one_price(monthly: str) -> None:
    (month,), (year,) = find(monthly), find("$290 per year")
    assert relation(month, year) is EQUAL
