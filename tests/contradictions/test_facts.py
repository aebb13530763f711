"""Facts of record: what breaks them, what keeps to them, what is past, and what they say nothing about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from copy_of import NAMES, Counting, alike, claim
from hypothesis import given
from hypothesis import strategies as st

from msgcheck import findings
from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions import denials, facts
from msgcheck.contradictions.records import Past, Record, by_scope
from msgcheck.model import Claim, Conflict, Judgement, Pair, Quantity, Scope, Speaker, Standing, Verdict


def quantity(written: str) -> Quantity:
    return quantities.find(written)[0]


def record(text: str, value: str, compare: str = "exact", **rest: object) -> Record:
    made = Record(
        id="free-trial",
        claim=claim_of_text(text, NAMES),
        value=value,
        quantity=quantity(value),
        compare=compare,
        scope=Scope(),
    )
    return replace(made, **rest)  # type: ignore[arg-type]


TRIAL = record("14-day free trial", "14 days")


def check(
    fact: Record, claims: list[Claim], cosine: float = 0.8, today: date | None = None
) -> Conflict | None:
    """The fact's conflict, when the record and all claims are equally alike."""
    vectors = alike(len(claims) + 1, cosine)
    found = facts.check([fact], vectors[:1], claims, vectors[1:], Counting(), today=today)
    assert len(found) <= 1
    return found[0] if found else None


def test_a_claim_that_breaks_the_record_is_listed_beside_those_that_keep_to_it() -> None:
    found = check(
        TRIAL, [claim("A 14-day free trial."), claim("A 30-day free trial."), claim("We love mornings.")]
    )
    assert found is not None
    assert (found.code, found.fact, found.members) == ("MC101", "free-trial", (0, 1))
    assert found.values == ("14-day", "30-day")
    assert "14 days" in found.pairs[0][1].why


def test_a_record_that_everyone_keeps_to_says_nothing() -> None:
    assert check(TRIAL, [claim("A 14-day free trial."), claim("Two weeks of free trial.")]) is None


def test_a_value_of_another_kind_speaks_of_something_else() -> None:
    assert check(TRIAL, [claim("A free trial for $1."), claim("The free trial is fun.")]) is None


def test_a_past_value_is_stale_and_not_simply_wrong() -> None:
    fact = replace(TRIAL, past=(Past(quantity("30 days"), "30 days", date(2025, 12, 31)),))
    found = check(fact, [claim("A 30-day free trial.")])
    assert found is not None
    assert found.code == "MC104"
    assert "until 31 December 2025" in found.pairs[0][1].why


def test_a_past_value_beside_a_wrong_one_is_a_contradiction() -> None:
    fact = replace(TRIAL, past=(Past(quantity("30 days"), "30 days", None),))
    found = check(fact, [claim("A 30-day free trial."), claim("A 60-day free trial.")])
    assert found is not None
    assert found.code == "MC101"


@pytest.mark.parametrize(
    ("compare", "agreed", "said", "breaks"),
    [
        ("at_least", "5,000 teams", "7,200 teams", False),
        ("at_least", "5,000 teams", "4,000 teams", True),
        ("at_most", "24 hours", "4 hours", False),
        ("at_most", "24 hours", "48 hours", True),
        ("rounded_down", "8,412 teams", "8,000 teams", False),
        ("rounded_down", "8,412 teams", "9,000 teams", True),
        ("rounded_down", "8,412 teams", "5,000 teams", True),
        ("exact", "5,000 teams", "7,200 teams", True),
        ("exact", "5,000 teams", "5,000 teams", False),
    ],
)
def test_a_fact_says_how_it_wants_to_be_compared(compare: str, agreed: str, said: str, breaks: bool) -> None:
    fact = record(f"Wrenly serves {agreed}", agreed, compare)
    assert (check(fact, [claim(f"Wrenly serves {said}.")]) is not None) is breaks


def test_a_variant_is_agreed_for_its_own_scope_only() -> None:
    fact = replace(TRIAL, variants=((by_scope({"plan": ["crew"]}), "45 days", quantity("45 days")),))
    assert check(fact, [claim("On the Crew plan, a 45-day free trial.")]) is None
    wrong = check(fact, [claim("On the Crew plan, a 14-day free trial.")])
    assert wrong is not None
    assert wrong.members == (0,)
    everywhere = check(fact, [claim("A 45-day free trial.")])
    assert everywhere is not None


def test_the_record_of_one_plan_says_nothing_about_another() -> None:
    fact = replace(TRIAL, scope=by_scope({"plan": ["solo"]}))
    assert check(fact, [claim("The Crew plan has a 30-day free trial.")]) is None
    assert check(fact, [claim("The Solo plan has a 30-day free trial.")]) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"scope": Scope(published="2021")},
        {"scope": Scope(times=frozenset({"past"}))},
        {"speaker": Speaker.COMPETITOR},
        {"speaker": Speaker.CUSTOMER},
    ],
)
def test_history_and_other_voices_do_not_break_the_record(changed: dict[str, object]) -> None:
    assert check(TRIAL, [replace(claim("A 30-day free trial."), **changed)]) is None  # type: ignore[arg-type]


def test_when_names_become_a_scope() -> None:
    scope = by_scope({"plan": ["Crew"], "region": ["UK"], "billing": ["annual"]})
    assert scope == Scope(plans=frozenset({"crew"}), regions=frozenset({"uk"}), billing=frozenset({"annual"}))


def test_a_conflict_that_only_repeats_the_record_joins_it() -> None:
    said = Judgement(Verdict.CONTRADICTION, 0.9, 0.9, "they differ")
    on_record = Conflict(
        "trial", (0, 1), ("14 days", "30 days"), ((Pair(1, 1), said),), 0.9, "MC101", "free-trial"
    )
    repeated = Conflict("trial", (1, 2), ("30 days", "60 days"), ((Pair(1, 2), said),), 0.9, "MC102")
    other = Conflict("price", (3, 4), ("$1", "$2"), ((Pair(3, 4), said),), 0.9, "MC102")
    merged, kept = facts.absorb([on_record], [repeated, other], [claim("x")] * 5, [TRIAL])
    assert (merged.members, merged.values) == ((0, 1, 2), ("14 days", "30 days", "60 days"))
    assert kept == other


def test_a_place_of_another_scope_does_not_join_the_record() -> None:
    said = Judgement(Verdict.CONTRADICTION, 0.9, 0.9, "they differ")
    on_record = Conflict(
        "trial", (0, 1), ("14 days", "30 days"), ((Pair(1, 1), said),), 0.9, "MC101", "free-trial"
    )
    repeated = Conflict("trial", (1, 2), ("30 days", "60 days"), ((Pair(1, 2), said),), 0.9, "MC102")
    uk = replace(claim("x"), scope=Scope(regions=frozenset({"uk"})))
    german = replace(TRIAL, scope=Scope(regions=frozenset({"germany"})))
    (merged,) = facts.absorb([on_record], [repeated], [claim("x"), claim("x"), uk], [german])
    assert merged.members == (0, 1)


def test_a_total_keeps_to_the_price_of_one() -> None:
    price = record("Kitchen costs $149 per location per month.", "$149 per location per month")
    assert check(price, [claim("Five locations on Kitchen come to $745 a month.")]) is None


def expiring(fact: Record, claims: list[Claim], today: date, warn_days: int = 30) -> list[facts.Expiry]:
    vectors = alike(len(claims) + 1, 0.8)
    return facts.expiring(
        [fact], vectors[:1], claims, vectors[1:], Counting(), today=today, warn_days=warn_days
    )


YEAR = replace(TRIAL, since=date(2026, 1, 1), until=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("today", "judged"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_record_is_judged_against_from_its_first_day_to_its_last(today: date, judged: bool) -> None:
    assert (check(YEAR, [claim("A 30-day free trial.")], today=today) is not None) is judged


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 400))
def test_a_record_is_named_from_that_many_days_before_it_expires_on(today: date, warn_days: int) -> None:
    named = bool(expiring(YEAR, [claim("A 14-day free trial.")], today, warn_days))
    assert named is (today + timedelta(days=warn_days) >= date(2026, 12, 31))


def test_an_expiring_record_lists_every_place_that_says_so_and_no_other() -> None:
    claims = [
        claim("A 14-day free trial."),
        claim("Two weeks of free trial."),
        claim("A 30-day free trial."),
        claim("We answer within 14 days."),
    ]
    vectors = alike(5, 0.8)
    vectors[4] = 0.2 * vectors[4]  # another thing that takes 14 days: far from the record's words
    (expiry,) = facts.expiring(
        [YEAR], vectors[:1], claims, vectors[1:], Counting(), today=date(2026, 12, 10), warn_days=30
    )
    assert (expiry.members, expiry.values) == ((0, 1), ("14-day", "14-day"))


def test_a_variant_expires_with_its_record() -> None:
    fact = replace(YEAR, variants=((by_scope({"plan": ["crew"]}), "45 days", quantity("45 days")),))
    (expiry,) = expiring(fact, [claim("On the Crew plan, a 45-day free trial.")], date(2026, 12, 10))
    assert expiry.members == (0,)


def test_a_record_that_nobody_repeats_expires_too() -> None:
    (expiry,) = expiring(YEAR, [claim("We love mornings.")], date(2027, 1, 5))
    finding = findings.of_expiry(expiry, [[0]], [], today=date(2027, 1, 5))
    assert finding.places == ()
    assert "expired on 31 December 2026; nothing read says so" in finding.message
    assert findings.ordered([finding, finding]) == [finding, finding]


def test_the_finding_of_an_expiring_record_says_what_when_and_where() -> None:
    claims = [claim("A 14-day free trial.", "a.md"), claim("Free trial: 14 days", "b.md")]
    (expiry,) = expiring(replace(YEAR, owner="pricing@wrenly.example"), claims, date(2026, 12, 30))
    finding = findings.of_expiry(expiry, [[0], [1]], claims, today=date(2026, 12, 30))
    assert (finding.code, finding.severity.value, finding.record) == ("MC401", "warning", "14 days")
    assert finding.message == (
        "14-day free trial: the record expires on 31 December 2026 (tomorrow); "
        "2 places that say so will be wrong after it"
    )
    assert [p.uri for p in finding.places] == ["a.md", "b.md"]
    assert "pricing@wrenly.example" in finding.suggestion


def test_a_past_value_that_still_holds_is_not_stale_yet() -> None:
    fact = replace(TRIAL, past=(Past(quantity("30 days"), "30 days", date(2026, 6, 30)),))
    assert check(fact, [claim("A 30-day free trial.")], today=date(2026, 6, 30)) is None
    assert check(fact, [claim("A 30-day free trial.")], today=date(2026, 7, 1)) is not None


def test_copy_written_before_the_record_changed_is_stale() -> None:
    old = replace(claim("A 60-day free trial."), date=date(2025, 11, 3))
    new = replace(claim("A 60-day free trial."), date=date(2026, 2, 3))
    stale = check(YEAR, [old], today=date(2026, 6, 1))
    wrong = check(YEAR, [new], today=date(2026, 6, 1))
    assert stale is not None
    assert wrong is not None
    assert (stale.code, wrong.code) == ("MC104", "MC101")
    assert "written on 3 November 2025, and the record is of 1 January 2026" in stale.pairs[0][1].why


def test_a_statement_on_record_is_not_broken_by_what_only_shares_its_subject() -> None:
    fact = replace(record("The free trial needs no credit card.", "14 days"), quantity=None, compare="text")
    said = Judgement(Verdict.CONTRADICTION, 0.9, 0.9, "they exclude each other")
    judge = Counting()
    judge.judge = lambda pairs, similarities, ranks=None: [said] * len(pairs)  # type: ignore[method-assign]
    claims = [claim("The free trial runs for a month."), claim("The trial opens after a credit card check.")]
    vectors = alike(3, 0.8)
    (found,) = facts.check([fact], vectors[:1], claims, vectors[1:], judge)
    assert found.members == (1,)


def test_another_product_than_the_records_own_is_out_of_its_scope() -> None:
    names = replace(NAMES, products={"cart": ("Cart",), "sled": ("Sled",)})
    fact = replace(TRIAL, claim=claim_of_text("The Cart has a warranty of 14 days.", names))
    assert check(fact, [claim_of_text("The Sled has a warranty of 30 days.", names)]) is None
    assert check(fact, [claim_of_text("The Cart has a warranty of 30 days.", names)]) is not None


def test_one_known_value_of_two_brings_the_other_home() -> None:
    said = Judgement(Verdict.CONTRADICTION, 0.9, 0.9, "they differ")
    stale = Conflict(
        "trial", (0, 1), ("14 days", "30 days"), ((Pair(1, 1), said),), 0.9, "MC104", "free-trial"
    )
    other = Conflict(
        "trial", (0, 2, 3), ("14 days", "14 days", "60 days"), ((Pair(0, 3), said),), 0.9, "MC102"
    )
    claims = [claim(f"A {value} free trial.") for value in ("14-day", "30-day", "14-day", "60-day")]
    (merged,) = facts.absorb([stale], [other], claims, [TRIAL])
    assert (merged.members, merged.code) == ((0, 1, 2, 3), "MC101")


def test_the_first_word_of_a_record_is_what_it_is_about_unless_it_is_a_name() -> None:
    fact = record("Invoices are archived for 60 days.", "60 days", until=date(2026, 12, 31))
    claims = [claim("We store your invoices for 60 days."), claim("Invoices are archived for 90 days.")]
    near = alike(3, 0.3)  # so far apart, only words in common show that they speak of one thing
    (expiry,) = facts.expiring(
        [fact], near[:1], claims, near[1:], Counting(), today=date(2026, 12, 10), warn_days=30
    )
    assert expiry.members == (0,)
    assert facts.keeping([fact], near[:1], claims, near[1:], Counting())[fact.id] == ((0, "60 days"),)
    (found,) = facts.check([fact], near[:1], claims, near[1:], Counting())
    assert (found.members, found.kept) == ((0, 1), (0,))
    company = record("Wrenly delivers in 60 days.", "60 days", names=frozenset({"wrenly"}))
    assert facts.keeping([company], near[:1], [claim("Wrenly pays in 60 days.")], near[1:2], Counting()) == {
        company.id: ()
    }


NO_FEE = replace(record("We charge no booking fee.", "14 days"), value="no", quantity=None)


def test_who_says_what_a_denial_says_stands_against_who_denies_it() -> None:
    claims = [
        claim("We charge no booking fee.", "a.md"),
        claim("A one-time booking fee of $5 is added.", "b.md"),
        claim("We charge a booking fee.", "c.md"),
    ]
    found = check(NO_FEE, claims)
    assert found is not None
    assert (found.members, found.kept, found.values) == ((0, 1, 2), (0,), ("", "$5", ""))
    told = findings.of_conflict(found, claims, [[0], [1], [2]], claims, [NO_FEE])
    assert [Standing.RECORD in place.standing for place in told.places] == [True, False, False]
    assert told.suggestion.startswith("Change what speaks against “We charge no booking fee.”")


@pytest.mark.parametrize(
    ("text", "clash", "amount"),
    [
        ("The booking fee is €4.", True, "€4"),
        ("Booking fee: 3%", True, "3%"),
        ("A $5 booking fee helps us.", True, "$5"),
        ("A booking fee applies.", True, ""),
        ("There is a small booking fee.", True, ""),
        ("There is no booking fee of $5.", False, ""),
        ("The booking fee is $0.", False, ""),
        ("A booking fee applies if you call us.", False, ""),
        ("Send the booking fee form within 2 days.", False, ""),
        ("The cleaning fee is $40.", False, ""),
    ],
)
def test_a_thing_that_the_record_denies_has_no_amount(text: str, clash: bool, amount: str) -> None:
    said, quantity = denials.against(NO_FEE.claim, claim(text))
    assert (said, quantity.words if quantity else "") == (clash, amount)


def test_a_past_value_stays_past_beside_a_wrong_one_and_every_value_has_its_reason() -> None:
    past = (
        Past(quantity("30 days"), "30 days", date(2025, 12, 31)),
        Past(quantity("7 days"), "7 days", date(2024, 12, 31)),
    )
    texts = ("A 30-day free trial.", "A 7-day free trial.", "A 60-day free trial.", "A 14-day free trial.")
    claims = [claim(text, f"{at}.md") for at, text in enumerate(texts)]
    fact = replace(TRIAL, past=past)
    found = check(fact, claims)
    assert found is not None
    assert (found.code, found.stale, found.kept) == ("MC101", (0, 1), (3,))
    told = findings.of_conflict(found, claims, [[0], [1], [2], [3]], claims, [fact])
    assert [Standing.PAST in place.standing for place in told.places] == [True, True, False, False]
    assert all(value in told.why for value in ("30-day", "7-day", "60-day"))
