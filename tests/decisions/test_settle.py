"""What decisions and comments leave of the findings of a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from msgcheck import decisions, settle
from msgcheck.ignore import Comment
from msgcheck.memory import Choice, Decision, Loose
from msgcheck.model import Finding, Place, Severity, Standing

TODAY = date(2026, 5, 4)


def at(uri: str, quote: str, value: str = "", *, line: int = 1, record: bool = False) -> Place:
    standing = (Standing.RECORD,) if record else ()
    return Place(uri, f"line {line}", quote, "body", value=value, line=line, column=1, standing=standing)


def finding(
    *places: Place, code: str = "MC102", record: str = "", attribute: str = "trial length"
) -> Finding:
    return Finding(
        code, f"{attribute}: differ", places, Severity.ERROR, 0.9, attribute=attribute, record=record
    )


def over(uri: str, code: str = "MC1", **rest: object) -> Comment:
    return replace(Comment(uri, 1, (code,), f"reason in {uri}", reach=None), **rest)  # type: ignore[arg-type]


def why(settled: settle.Settled) -> list[str]:
    return [one.why for one in settled.loose]


TRIAL = finding(at("a.html", "A 14-day trial.", "14-day"), at("b.html", "A 30-day trial.", "30-day"))
LOOKALIKE = finding(
    at("a.html", "It costs $9.", "$9"), at("b.html", "It costs $12.", "$12"), attribute="price"
)
DECIDED = decisions.about(TRIAL, Choice.ACCEPT, "because", today=TODAY)


def test_a_decision_settles_the_finding_with_its_id_and_no_other() -> None:
    settled = settle.settle([TRIAL], [LOOKALIKE], [DECIDED], [], TODAY)
    assert (settled.findings, settled.folded, settled.loose) == ([], [LOOKALIKE], [])
    assert [(one.finding, one.decision) for one in settled.decided] == [(TRIAL, DECIDED)]
    folded = settle.settle([], [TRIAL], [DECIDED], [], TODAY)
    assert folded.folded == []
    assert folded.decided[0].finding == TRIAL


def test_changed_words_reopen_and_the_decision_is_told() -> None:
    other = replace(TRIAL, places=(TRIAL.places[0], at("b.html", "A 60-day trial.", "60-day")))
    settled = settle.settle([other], [], [DECIDED], [], TODAY)
    assert settled.findings == [other]
    assert why(settled) == ["the words changed"]
    assert why(settle.settle([LOOKALIKE], [], [DECIDED], [], TODAY)) == ["nothing like it is found"]
    assert why(settle.settle([replace(other, code="MC103")], [], [DECIDED], [], TODAY)) == [
        "nothing like it is found"
    ]


@pytest.mark.parametrize(("day", "holds"), [(3, False), (4, True), (5, True)])
def test_a_decision_holds_on_its_last_day_and_no_longer(day: int, holds: bool) -> None:
    settled = settle.settle([TRIAL], [], [replace(DECIDED, until=date(2026, 5, day))], [], TODAY)
    assert settled.findings == ([] if holds else [TRIAL])
    assert why(settled) == ([] if holds else ["its date has passed"])


def test_who_did_not_look_everywhere_does_not_say_that_nothing_is_there() -> None:
    passed = replace(DECIDED, id="0" * 16, until=date(2026, 5, 3))
    unused = [over("c.html"), over("d.html", problem="it gives no reason", line=7)]
    settled = settle.settle([], [], [DECIDED, passed], unused, TODAY, whole=False)
    assert why(settled) == ["its date has passed", "it gives no reason"]
    assert settled.loose[1].decision.where == "d.html:7"
    settled = settle.settle([], [], [DECIDED, passed], unused, TODAY)
    assert why(settled) == [
        "nothing like it is found",
        "its date has passed",
        "nothing to ignore here",
        "it gives no reason",
    ]


def test_what_could_not_be_looked_for_is_no_dead_decision() -> None:
    passed = replace(DECIDED, id="0" * 16, until=date(2026, 5, 3))
    idle = [over("c.html"), over("c.html", "MC201", line=3)]
    settled = settle.settle([], [], [DECIDED, passed], idle, TODAY, unread=True)
    unsure = "could not be looked for"
    assert why(settled) == [unsure, "its date has passed", unsure, "nothing to ignore here"]
    assert settle.lines([], settled.loose)[3:] == [
        "2 decisions to be kept, since something was not read:",
        "  MC102 trial length: could not be looked for".replace("  ", "  : ", 1),
        "  c.html:1: MC1 reason in c.html: could not be looked for",
    ]


def test_a_finding_whose_decision_has_ended_says_why() -> None:
    passed = Loose(replace(DECIDED, until=date(2026, 5, 3)), settle.DATE_PASSED)
    assert settle.reopened([TRIAL, LOOKALIKE], [passed]) == {TRIAL.id: "its date has passed"}
    other = replace(TRIAL, places=(TRIAL.places[0], at("b.html", "A 60-day trial.", "60-day")))
    words = Loose(DECIDED, settle.WORDS_CHANGED)
    assert settle.reopened([other, LOOKALIKE], [words]) == {other.id: "the words changed"}
    assert settle.reopened([TRIAL], [Loose(DECIDED, settle.NOTHING_LIKE_IT)]) == {}


def test_a_comment_that_is_not_obeyed_settles_nothing() -> None:
    broken = [over(uri, problem="it gives no reason") for uri in ("a.html", "b.html")]
    assert settle.settle([TRIAL], [], [], broken, TODAY).findings == [TRIAL]


def test_a_conflict_is_settled_when_only_one_side_is_left() -> None:
    settled = settle.settle([TRIAL], [], [], [over("a.html")], TODAY)
    assert settled.findings == []
    made: Decision = settled.decided[0].decision
    assert (made.id, made.where, made.reason, made.code) == (
        TRIAL.id,
        "a.html:1",
        "reason in a.html",
        "MC102",
    )


def test_a_conflict_stays_whole_while_two_sides_are_left() -> None:
    three = replace(TRIAL, places=(*TRIAL.places, at("c.html", "A trial of 60 days.", "60 days")))
    assert settle.settle([three], [], [], [over("a.html")], TODAY).findings == [three]
    assert settle.settle([three], [], [], [over("a.html"), over("b.html")], TODAY).findings == []
    same = replace(TRIAL, places=(*TRIAL.places, at("c.html", "A trial of 14 days.", "14 days")))
    assert settle.settle([same], [], [], [over("b.html")], TODAY).findings == [], "14-day is 14 days"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("10 ms", "10 m", False), ("10 s", "10", False), ("5 GB/s", "5 GB", False), ("3 days.", "3 day", True), ("2 mins", "2 min", True)],
)  # fmt: skip
def test_the_s_of_a_unit_makes_a_side_and_the_s_of_several_makes_none(
    one: str, other: str, same: bool
) -> None:
    three = finding(at("a.html", "x", one), at("b.html", "y", other), at("c.html", "z", "77"))
    left = settle.settle([three], [], [], [over("c.html")], TODAY).findings
    assert left == ([] if same else [three])


def test_against_the_record_one_place_is_enough() -> None:
    places = (
        at("a.html", "14 days.", "14 days", record=True),
        *TRIAL.places[1:],
        at("c.html", "60 days.", "60 days"),
    )
    broken = finding(*places, code="MC101", record="14 days")
    assert settle.settle([broken], [], [], [over("b.html")], TODAY).findings == [broken]
    assert settle.settle([broken], [], [], [over("b.html"), over("c.html")], TODAY).findings == []
    kept = [replace(place, standing=(Standing.RECORD,)) for place in TRIAL.places]
    expiring = finding(*kept, code="MC401", record="14 days")
    assert settle.settle([expiring], [], [], [over("a.html", "MC4")], TODAY).findings == [expiring]


def test_a_wrong_word_is_wrong_at_each_place_by_itself() -> None:
    word = finding(at("a.md", "Project space."), at("a.md", "Project space.", line=9), code="MC201")
    comment = over("a.md", "MC201", reach=(((9, 1), (9, 15)),))
    (left,) = settle.settle([word], [], [], [comment], TODAY).findings
    assert (left.places, left.id) == (word.places[:1], word.id)
    assert settle.settle([word], [], [], [over("a.md", "MC201")], TODAY).findings == []


def test_a_comment_beside_a_decision_is_no_idle_one() -> None:
    assert settle.settle([TRIAL], [], [DECIDED], [over("a.html")], TODAY).loose == []


def test_what_is_told_names_the_file_and_the_line() -> None:
    settled = settle.settle([LOOKALIKE], [], [replace(DECIDED, where="f.yaml:3")], [over("c.html")], TODAY)
    assert settle.lines(settled.decided, settled.loose) == [
        "2 decisions without effect:",
        "  f.yaml:3: MC102 trial length: nothing like it is found",
        "  c.html:1: MC1 reason in c.html: nothing to ignore here",
    ]
    states = settle.states([DECIDED, replace(DECIDED, until=TODAY)], settled.loose, TODAY)
    assert [state for _, state in states] == ["nothing like it is found"] * 2
    assert settle.states([replace(DECIDED, until=TODAY)], [], TODAY)[0][1] == "in force until 2026-05-04"
