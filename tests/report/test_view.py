"""What a conflict shows: values with their places, and which of them is record, majority, newest."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from msgcheck.model import Finding, Place, Severity, Span, Standing
from msgcheck.report.links import href, shown
from msgcheck.report.past import headline
from msgcheck.report.view import conflicts, cut, order, record_is_silent, sides, terms
from msgcheck.report.wording import count, duration, percent, where
from msgcheck.run import Run


def place(value: str, quote: str = "", *, uri: str = "a.md", standing: str = "") -> Place:
    """Return a place; standing: of record, majority, newest, with blanks between."""
    marks = tuple(Standing(mark) for mark in standing.split())
    return Place(uri, "", quote or f"It is {value}.", "body", "website", value=value, standing=marks)


def finding(*places: Place, record: str = "") -> Finding:
    return Finding("MC102", "differ", places, Severity.ERROR, 0.9, attribute="length", record=record)


def told(*places: Place, record: str = "") -> list[tuple[str, int, tuple[str, ...]]]:
    """Return (value, number of places, marks) of each side."""
    return [(s.value, len(s.places), s.marks) for s in sides(finding(*places, record=record))]


def test_ways_of_writing_are_one_value() -> None:
    places = [place("14 days", standing="majority"), place("14-day"), place("14 Days"), place("30 days")]
    assert told(*places) == [("14 days", 3, ("majority",)), ("30 days", 1, ())]


def test_the_record_comes_first_though_the_majority_says_otherwise() -> None:
    places = [
        place("30 days", standing="newest majority"),
        place("30 days", standing="newest majority"),
        place("14-day", standing="record"),
    ]
    assert told(*places, record="14 days") == [
        ("14-day", 1, ("record",)),
        ("30 days", 2, ("majority", "newest")),
    ]
    assert not record_is_silent(finding(*places, record="14 days"))
    assert record_is_silent(finding(*places[:2], record="14 days"))


def test_statements_are_sides_by_their_words() -> None:
    there = sides(
        finding(place("", "Cancel any time."), place("", "A 12-month term."), place("", "Cancel any time."))
    )
    assert [(s.value, [p.quote for p in s.places]) for s in there] == [
        ("", ["Cancel any time.", "Cancel any time."]),
        ("", ["A 12-month term."]),
    ]


@given(st.lists(st.sampled_from(["14 days", "14-day", "30 days", "$9", ""]), min_size=1, max_size=11))
def test_no_place_is_lost_whatever_the_values(values: list[str]) -> None:
    places = [place(value, f"{n} {value}") for n, value in enumerate(values)]
    shown_places = [p for side in sides(finding(*places)) for p in side.places]
    assert sorted(shown_places, key=lambda p: p.quote) == sorted(places, key=lambda p: p.quote)


@given(st.text(max_size=20), st.integers(-3, 25), st.integers(-3, 25))
def test_cutting_a_quote_keeps_all_of_it(quote: str, start: int, end: int) -> None:
    assert "".join(cut(Place("a", "", quote, "body", mark=Span(start, end)))) == quote


def test_conflicts_go_from_grave_to_slight_and_from_sure_to_unsure(fernhall: Run) -> None:
    found = conflicts(fernhall)
    assert [f.severity.value for f in found] == ["error"] * 4 + ["warning"] * 3 + ["note"] * 2
    assert [f.confidence for f in found[:4]] == [0.97, 0.93, 0.91, 0.74]
    assert order(reversed(found)) == found


def test_terms_count_their_wrong_forms_and_keep_the_right_ones(fernhall: Run) -> None:
    views = {view.preferred: view for view in terms(fernhall)}
    assert views["workspace"].wrong == (("project space", 8), ("work space", 1))
    assert [(u.form, u.wrong, u.total) for u in views["single sign-on"].usage] == [
        ("single sign-on", False, 6), ("SSO", False, 14), ("universal login", True, 2),
    ]  # fmt: skip
    assert sum(len(view.findings) for view in views.values()) == 14


def wrong(form: str, preferred: str) -> Finding:
    quote = f"{form} to see it."
    place = Place("a.md", "", quote, "body", "website", value=form, mark=Span(0, len(form)))
    return Finding("MC202", "not the agreed word", (place,), Severity.WARNING, 0.9, attribute=preferred)


def test_a_capital_at_the_start_of_a_sentence_makes_no_form_of_its_own() -> None:
    findings = (wrong("Sign up", "register"), wrong("Sign up", "register"), wrong("sign up", "register"),
                wrong("Github", "GitHub"), wrong("github", "GitHub"))  # fmt: skip
    used = {
        "register": {"Sign up": {"ads": 1, "email": 1}, "register": {"ads": 3}, "sign up": {"ads": 1}},
        "GitHub": {"Github": {"ads": 1}, "github": {"ads": 1}, "GitHub": {"ads": 1}},
    }
    run = Run(datetime(2026, 1, 5, tzinfo=UTC), 1.0, "1", (), findings, (), (), terms=used)
    views = {view.preferred: view for view in terms(run)}
    assert views["register"].wrong == (("sign up", 3),)
    assert [(u.form, u.wrong, u.channels) for u in views["register"].usage] == [
        ("register", False, {"ads": 3}),
        ("sign up", True, {"ads": 2, "email": 1}),
    ]
    # Where the capitals are what is wrong, each form stays itself.
    assert [use.form for use in views["GitHub"].usage] == ["GitHub", "Github", "github"]


def test_the_headline_says_what_was_not_read(fernhall: Run) -> None:
    said = "9 conflicts and 14 wording issues in 34 assets; 2 places could not be read."
    assert headline(fernhall) == said


def test_links_lead_to_the_words() -> None:
    short = Place("https://x.example/p", "", "Free 30-day trial, always", "body")
    assert href(short) == "https://x.example/p#:~:text=Free%2030%2Dday%20trial%2C%20always"
    long = Place("https://x.example/p#faq", "", "one two three four five six seven eight nine", "body")
    assert href(long) == "https://x.example/p#faq:~:text=one%20two%20three%20four,six%20seven%20eight%20nine"
    assert href(Place("https://x.example/p", "", "Free", "meta")) == "https://x.example/p"


def test_only_web_addresses_are_links() -> None:
    for uri in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "guide.md", "//x.example"):
        assert href(Place(uri, "", "Free", "body")) == ""
    assert shown(Place("guide.md", "", "Free", "body", line=3, column=11)) == "guide.md:3:11"
    assert shown(Place("https://x.example/", "", "Free", "body", line=3)) == "x.example"


def test_words_for_numbers() -> None:
    assert [count(1, "file"), count(0, "file"), count(1204, "file")] == ["1 file", "0 files", "1,204 files"]
    assert [percent(1.0), percent(0.999), percent(0.0)] == ["100 %", "99 %", "0 %"]
    assert [duration(0.42), duration(48.3), duration(200)] == ["0.4 s", "48 s", "3 min 20 s"]
    assert where(Place("a", "subject", "", "subject")) == "subject"
    assert where(Place("a", "", "", "note", slide=3)) == "slide 3, notes"
