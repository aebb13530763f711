"""Which side of a conflict most places take, which is newest, and which is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from copy_of import claim
from hypothesis import given
from hypothesis import strategies as st

from msgcheck import findings
from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions.records import Record
from msgcheck.model import Claim, Conflict, Finding, Judgement, Pair, Scope, Standing, Verdict

SAID = Judgement(Verdict.CONTRADICTION, 0.9, 0.9, "they differ")
TRIAL = Record(
    "trial", claim_of_text("14-day free trial"), "14 days", quantities.find("14 days")[0], "exact", Scope()
)


def found(claims: list[Claim], values: list[str], *edges: tuple[int, int], fact: str = "") -> Finding:
    """The finding of one conflict among all claims, each in one place."""
    members = tuple(range(len(claims)))
    pairs = tuple((Pair(*edge), SAID) for edge in edges or ((0, len(claims) - 1),))
    conflict = Conflict(
        "trial", members, tuple(values), pairs, 0.9, "MC102" if any(values) else "MC103", fact
    )
    return findings.of_conflict(conflict, claims, [[m] for m in members], claims, [TRIAL])


def trial(days: int, at: int, when: date | None = None) -> Claim:
    return replace(claim(f"A {days}-day free trial.", f"{at}.md"), date=when)


def standing(finding: Finding) -> list[tuple[str, tuple[str, ...]]]:
    return [(place.uri, tuple(place.standing)) for place in finding.places]


def test_a_value_is_marked_in_all_its_places() -> None:
    claims = [trial(14, 0), trial(30, 1), trial(30, 2)]
    assert standing(found(claims, ["14-day", "30-day", "30-day"], fact="trial")) == [
        ("0.md", ("record",)),
        ("1.md", ("majority",)),
        ("2.md", ("majority",)),
    ]


def test_the_record_is_known_in_any_spelling() -> None:
    claims = [claim("Two weeks of free trial.", "0.md"), trial(30, 1)]
    assert standing(found(claims, ["Two weeks", "30-day"], fact="trial"))[0] == ("0.md", ("record",))


def test_a_tie_is_no_majority_and_without_dates_nothing_is_newest() -> None:
    assert [marks for _, marks in standing(found([trial(14, 0), trial(30, 1)], ["14-day", "30-day"]))] == [
        (),
        (),
    ]


def test_newest_is_said_of_dated_places_only() -> None:
    one = found([trial(14, 0, date(2025, 5, 1)), trial(30, 1)], ["14-day", "30-day"])
    two = found([trial(14, 0, date(2025, 5, 1)), trial(30, 1, date(2026, 5, 1))], ["14-day", "30-day"])
    same = found([trial(14, 0, date(2025, 5, 1)), trial(30, 1, date(2025, 5, 1))], ["14-day", "30-day"])
    assert [marks for _, marks in standing(one)] == [(), ()]
    assert [marks for _, marks in standing(two)] == [(), ("newest",)]
    assert [marks for _, marks in standing(same)] == [(), ()]


def test_a_place_that_states_no_value_is_no_side() -> None:
    claims = [trial(14, 0), claim("The trial is free.", "1.md"), claim("Free trial.", "2.md"), trial(30, 3)]
    assert {marks for _, marks in standing(found(claims, ["14-day", "", "", "30-day"]))} == {()}


def test_statements_have_the_two_sides_that_their_pairs_set_against_each_other() -> None:
    texts = [
        "We never sell data.",
        "We sell data to partners.",
        "Data is never sold.",
        "Your data is not for sale.",
    ]
    claims = [claim(text, f"{at}.md") for at, text in enumerate(texts)]
    finding = found(claims, ["", "", "", ""], (0, 1), (1, 2), (1, 3))
    assert [marks for _, marks in standing(finding)] == [("majority",), (), ("majority",), ("majority",)]


def test_three_statements_that_exclude_one_another_have_no_majority() -> None:
    claims = [claim(f"It is {word}.", f"{word}.md") for word in ("live", "planned", "retired")]
    assert {marks for _, marks in standing(found(claims, ["", "", ""], (0, 1), (1, 2), (0, 2)))} == {()}


@given(st.lists(st.tuples(st.sampled_from([7, 14, 30]), st.none() | st.dates()), min_size=2, max_size=8))
def test_at_most_one_value_has_a_standing(said: list[tuple[int, date | None]]) -> None:
    claims = [trial(days, at, when) for at, (days, when) in enumerate(said)]
    finding = found(claims, [f"{days}-day" for days, _ in said])
    for kind in (Standing.MAJORITY, Standing.NEWEST):
        assert len({place.value for place in finding.places if kind in place.standing}) <= 1
