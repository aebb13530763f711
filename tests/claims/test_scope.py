"""What a sentence says of its own limits, and what it takes from its surroundings."""

from __future__ import annotations

import pytest

from msgcheck.claims.scope import Names, find, inherit, named
from msgcheck.model import Scope

NAMES = Names(
    products={"stock": ("Pantrio Stock", "Pantrio Count"), "order": ("Pantrio Order",)},
    plans={"kitchen": ("Kitchen",), "group": ("Restaurant Group", "Group")},
    competitors={"stockly": ("Stockly",)},
    company=("Pantrio",),
)


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("Kitchen costs $79 a month.", "plans", {"kitchen"}),
        ("On Restaurant Group, exports are included.", "plans", {"group"}),
        ("A kitchen needs a plan.", "plans", set()),
        ("Pantrio Count is now Pantrio Stock.", "products", {"stock"}),
        ("Pantrio Order and Pantrio Stock work together.", "products", {"order", "stock"}),
        ("US customers pay sales tax.", "regions", {"us"}),
        ("Tell us about it.", "regions", set()),
        ("Data of European customers stays in Ireland.", "regions", {"eu"}),
        ("Your data is stored in Frankfurt and never leaves the European Union.", "regions", set()),
        ("In Texas, delivery takes a day.", "regions", {"texas"}),
        ("In Texas, delivery takes a day.", "within", {"us", "north america", "americas"}),
        ("An American company runs our servers.", "regions", set()),
        ("£3 per employee", "audiences", set()),
        ("Charities and schools pay half.", "audiences", {"nonprofit", "teacher"}),
        ("Sculptors get a key of their own.", "audiences", {"sculptor"}),
        ("Our drivers may call you.", "audiences", set()),
        ("Everyone may join, members or not.", "audiences", set()),
        ("Pay by the year and save.", "billing", {"annual"}),
        ("Monthly plans can be ended any day.", "billing", {"monthly"}),
        ("Until 31 January 2026, it costs £6.", "times", {"past"}),
        ("It was £6 until yesterday.", "times", {"past"}),
        ("It works as you are used to.", "times", set()),
        ("I paid last year. Is it still valid?", "times", set()),
        ("Founded in 2014 and never sold.", "times", set()),
        ("Version 4 needs a cable.", "versions", {"version 4"}),
        ("Kettle 3 boils faster.", "versions", {"kettle 3"}),
        ("X200 runs for nine hours.", "versions", {"x 200"}),
        ("It runs on Debian 12.", "versions", set()),
        ("With the pump switched off, nothing flows.", "conditions", {"with the pump switched off"}),
        ("Once a year we check it.", "conditions", set()),
        ("Students get 20% off.", "audiences", {"student"}),
        ("For nonprofits and schools", "audiences", {"nonprofit", "teacher"}),
        ("New customers get a month free.", "audiences", {"new customer"}),
        ("$10 a month, billed annually", "billing", {"annual"}),
        ("$12 when billed monthly", "billing", {"monthly"}),
        ("In 2019 we had 40 employees.", "times", {"2019", "past"}),
        ("We had 40 employees in 2019.", "times", {"2019"}),
        ("Orders grew in Q3.", "times", {"q3"}),
        ("Formerly, exports cost $5.", "times", {"past"}),
        ("After 40 days a booking can no longer be moved.", "times", set()),
        ("Exports are coming soon.", "times", {"future"}),
        ("Cancel at any time, unless you pay annually.", "conditions", {"unless you pay annually"}),
        ("It works when you are offline.", "conditions", {"when you are offline"}),
        ("Every account has a free trial.", "conditions", set()),
    ],
)
def test_a_limit_is_heard_where_it_is_said(text: str, dimension: str, expected: set[str]) -> None:
    assert getattr(find(text, NAMES), dimension) == expected


def test_without_a_glossary_the_word_plan_tells_a_plan() -> None:
    assert find("On the Growth plan").plans == {"growth"}
    assert find("Every plan has support, and any tier has exports.").plans == frozenset()


def test_nothing_said_is_an_empty_scope() -> None:
    assert find("We count your stock.", NAMES) == Scope()


def test_the_nearest_heading_that_names_a_dimension_wins_and_its_own_words_win_over_all() -> None:
    own = find("$10 in Germany", NAMES)
    card, page = find("Kitchen, billed annually", NAMES), find("Group prices in the UK", NAMES)
    scope = inherit(own, card, page)
    assert scope.plans == {"kitchen"}
    assert scope.regions == {"germany"}
    assert scope.billing == {"annual"}


def test_conditions_are_not_inherited() -> None:
    assert inherit(Scope(), find("If you pay annually")).conditions == frozenset()


def test_an_audience_or_a_time_of_a_far_heading_does_not_reach_down() -> None:
    page, section = find("Courses for children"), find("Opening hours")
    assert inherit(Scope(), page).audiences == {"child"}
    assert inherit(Scope(), section, page).audiences == frozenset()


def test_a_longer_name_hides_the_shorter_one_in_it() -> None:
    names = {"care": ("Care",), "plus": ("Care Plus",)}
    assert named("With Care Plus", names) == {"plus"}
    assert named("Care and Care Plus", names) == {"care", "plus"}


def test_a_name_counts_as_a_whole_word_in_its_own_case() -> None:
    assert named("Groups and regroup", NAMES.plans) == frozenset()
    assert named("group", NAMES.plans) == frozenset()
    assert named("the Group plan", NAMES.plans) == {"group"}


def test_an_exception_is_not_what_is_spoken_of() -> None:
    assert find("Free for 14 days* Not valid on the Starter plan.").plans == frozenset()
    assert find("SSO is not available on the Starter plan.").plans == {"starter"}
    assert find("Compare plans").plans == frozenset()
