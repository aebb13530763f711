"""Quantities of a sentence, as a table: what is said, and what it means."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.claims import schedules
from msgcheck.claims.quantities import find
from msgcheck.model import Bound, Quantity

MINUTE, HOUR = 1 / 1440, 1 / 24


def only(text: str) -> Quantity:
    found = find(text)
    assert len(found) == 1, f"{text!r} holds {[q.words for q in found]}"
    assert text[found[0].span.start : found[0].span.end] == found[0].words
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        # durations, in days
        ("Try it free for 14 days.", 14, "day"),
        ("A 14-day free trial", 14, "day"),
        ("Your two-week trial", 14, "day"),
        ("a fortnight of testing", 14, "day"),
        ("12 months", 360, "day"),
        ("one year", 365, "day"),
        ("a month's notice", 30, "day"),
        ("ten minutes", 10 * MINUTE, "day"),
        ("half an hour", 30 * MINUTE, "day"),
        ("a setup of 3.5 hours", 3.5 * HOUR, "day"),
        # money
        ("€9.50", 9.5, "EUR"),
        ("10€", 10, "EUR"),
        ("US$10", 10, "USD"),
        ("CHF 10", 10, "CHF"),
        ("12 dollars", 12, "USD"),
        ("£1,200", 1200, "GBP"),
        ("$1.5m in funding", 1_500_000, "USD"),
        ("a $50 voucher", 50, "USD"),
        ("$0 to start", 0, "USD"),
        ("Support is free", 0, "money"),
        ("free of charge", 0, "money"),
        ("at no extra cost", 0, "money"),
        # shares
        ("20% off", 20, "percent"),
        ("20 percent off", 20, "percent"),
        ("99.9% uptime", 99.9, "percent"),
        ("four nines of availability", 99.99, "percent"),
        ("one in four customers", 25, "percent"),
        ("half of our customers", 50, "percent"),
        # counts
        ("5k teams", 5000, "team"),
        ("1.2 million orders", 1_200_000, "order"),
        ("twenty-five people", 25, "person"),
        ("half a dozen outlets", 6, "outlet"),
        ("two hundred and fifty outlets", 250, "outlet"),
        ("12 LLM providers", 12, "provider"),
        ("unlimited users", inf, "user"),
        ("no limit on users", inf, "user"),
        ("as many users as you like", inf, "user"),
        # sizes and other measures, in their base
        ("10 GB of storage", 1e10, "byte"),
        ("1,024 GB", 1.024e12, "byte"),
        ("100 Mbps", 1e8, "bit/s"),
        ("500 g", 500, "gram"),
        ("5km", 5000, "metre"),
        ("10,000 m²", 10_000, "square metre"),
        # how often, how good, at what time
        ("twice a day", 2, "a day"),
        ("every 15 minutes", 96, "a day"),
        ("weekly backups", 1 / 7, "a day"),
        ("rated 4.8 out of 5", 4.8, "of 5"),
        ("a 5-star rating", 5, "of 5"),
        ("3x faster", 3, "times"),
        ("at 17:30", 17.5, "o'clock"),
        ("until 5 pm", 17, "o'clock"),
        ("at noon", 12, "o'clock"),
        ("version 2.4", 2.004, ""),
        # after what measures nothing
        ("{{ first_name }}, you have 3 seats", 3, "seat"),
        ("See https://pantrio.example/24/7: 3 seats", 3, "seat"),
    ],
)
def test_value_and_unit(text: str, value: float, unit: str) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.unit) == (pytest.approx(value), unit)
    assert quantity.high == quantity.value


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("5,000 teams", Bound.EXACT),
        ("Over 5,000 teams", Bound.AT_LEAST),
        ("5,000+ teams", Bound.AT_LEAST),
        ("more than five thousand teams", Bound.AT_LEAST),
        ("from $9", Bound.AT_LEAST),
        ("minimum 5 seats", Bound.AT_LEAST),
        ("5 seats minimum", Bound.AT_LEAST),
        ("not less than 3 nights", Bound.AT_LEAST),
        ("Python 3.11 or newer", Bound.AT_LEAST),
        ("Up to 10 users", Bound.AT_MOST),
        ("no more than 10 users", Bound.AT_MOST),
        ("never more than 5 seats", Bound.AT_MOST),
        ("10 users or fewer", Bound.AT_MOST),
        ("within 24 hours", Bound.AT_MOST),
        ("in under an hour", Bound.AT_MOST),
        ("same-day delivery", Bound.AT_MOST),
        ("about 40 people", Bound.ABOUT),
        ("nearly half of them", Bound.ABOUT),
        ("by 10 July 2026", Bound.AT_MOST),
        ("since 2016", Bound.AT_LEAST),
        ("10 to 30 days", Bound.RANGE),
    ],
)
def test_bound(text: str, bound: Bound) -> None:
    assert only(text).bound is bound


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10 to 30 days", 10, 30),
        ("10–30 days", 10, 30),
        ("between 10 and 30 days", 10, 30),
        ("$49 – $99 per month", 49, 99),
        ("5-10k orders", 5, 10_000),
        ("5k-10k orders", 5000, 10_000),
    ],
)
def test_range(text: str, low: float, high: float) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.high, quantity.bound) == (low, high, Bound.RANGE)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("$12 per user per month", ("month", "user")),
        ("$12/user/month", ("month", "user")),
        ("$12 a seat, per month", ("month", "user")),
        ("€9.50 a month", ("month",)),
        ("£1,200 per year", ("year",)),
        ("$79 for each restaurant per month", ("location", "month")),
        ("300 credits per account", ("account",)),
        ("5 GB per user", ("user",)),
        ("$12 in total", ()),
    ],
)
def test_what_one_value_is_for(text: str, per: tuple[str, ...]) -> None:
    assert only(text).per == per


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10 July 2026", date(2026, 7, 10), date(2026, 7, 10)),
        ("July 10, 2026", date(2026, 7, 10), date(2026, 7, 10)),
        ("2026-07-10", date(2026, 7, 10), date(2026, 7, 10)),
        ("Friday, 10th of July 2026", date(2026, 7, 10), date(2026, 7, 10)),
        ("in July 2026", date(2026, 7, 1), date(2026, 7, 31)),
        ("Q3 2026", date(2026, 7, 1), date(2026, 9, 30)),
        ("founded in 2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("from 10 to 12 July 2026", date(2026, 7, 10), date(2026, 7, 12)),
        ("in February 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_dates_are_first_and_last_day(text: str, first: date, last: date) -> None:
    quantity = only(text)
    assert (quantity.kind, quantity.unit) == ("date", "date")
    assert (date.fromordinal(int(quantity.value)), date.fromordinal(int(quantity.high))) == (first, last)


def test_a_day_without_its_year_says_so() -> None:
    assert only("until 31 December").unit == "day of year"


def test_several_values_come_in_order() -> None:
    text = "Team is $12 per user per month after two weeks, open 9 am to 5 pm."
    assert [q.words for q in find(text)] == ["$12", "two weeks", "9 am to 5 pm"]


@pytest.mark.parametrize(
    "text",
    [
        "ISO 27001 certified",
        "SOC 2 Type II",
        "WCAG 2.2 AA",
        "Windows 11",
        "GDPR Article 28",
        "Room 12",
        "Call 0800 123 4567",
        "https://pantrio.example/24/7",
        "mail 24@pantrio.example",
        "{{ 14 days }}",
        "%%30 days%%",
        "one of our users",
        "the one you need",
        "You may march on",
        "No numbers here",
        "",
    ],
)
def test_names_links_and_merge_fields_measure_nothing(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize("text", ["Step 2 of 3", "Page 3 of 10", "Part one of four"])
def test_a_page_number_is_no_share(text: str) -> None:
    assert "percent" not in {quantity.kind for quantity in find(text)}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2 hours 30 minutes", 2.5 * HOUR),
        ("1 year and 6 months", 365 + 180),
        ("1 hour, 5 minutes", 65 * MINUTE),
    ],
)
def test_hours_and_minutes_are_one_duration(text: str, days: float) -> None:
    assert only(text).value == pytest.approx(days)


@pytest.mark.parametrize(
    ("text", "value"),
    [("9,50 €", 9.5), ("€1.299,90", 1299.9), ("CHF 1'200", 1200), ("10 000 €", 10_000), ("€1,299", 1299)],
)
def test_thousands_and_decimals_are_written_either_way(text: str, value: float) -> None:
    assert only(text).value == value


@pytest.mark.parametrize("text", ["24/7 support", "Around the clock", "every day 12 am to midnight"])
def test_always_open_is_one_value(text: str) -> None:
    hours = only(text)
    assert (hours.kind, hours.value, hours.high, len(hours.per)) == ("hours", 0, 24, 7)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("9 am to 5 pm", ["hours"]),
        ("weekdays between 8 am and 4.30 pm", ["hours"]),
        ("between 8 and 12 guests", ["count"]),
        ("Pages 9 to 17", ["count"]),
        ("Delivered in 3-5 working days", ["duration"]),
        ("Mon 9-12 and 14-18, Sat 10-14", ["hours", "hours", "hours"]),
        ("Sat 10–14 June", ["date"]),
        ("5-10 daily orders", ["count"]),
    ],
)
def test_what_opening_hours_are(text: str, kinds: list[str]) -> None:
    assert [quantity.kind for quantity in find(text)] == kinds


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.sampled_from(schedules.WEEK))
def test_hours_mean_the_same_in_every_notation(opens: int, minute: int, closes: int, day: str) -> None:
    """A clock of 24 hours, or of twelve with its half: one value."""
    if closes <= opens:
        return
    halves = [f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}" for hour in (opens, closes)]
    plain = only(f"{day.title()} {opens:02}:{minute:02}–{closes:02}:{minute:02}")
    worded = only(f"{' to '.join(halves)} on {day.title()}")
    assert plain.per == worded.per == (day,)
    assert (plain.value, plain.high) == pytest.approx((worded.value, worded.high))


@given(st.integers(1, 999_999))
def test_thousands_mean_the_same_in_every_notation(euros: int) -> None:
    english = f"{euros:,}"
    written = {english, english.replace(",", "'"), english.replace(",", "\u202f"), str(euros)}
    assert {only(f"€{digits}").value for digits in written} == {float(euros)}
    assert only(f"{english.replace(',', '.')},50 €").value == euros + 0.5
