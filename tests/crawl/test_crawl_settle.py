"""From answers to an index: redirects, one address for one page, what an earlier crawl had."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from msgcheck.sources.crawl.hosts import Hosts
from msgcheck.sources.crawl.journal import Outcome, outcome
from msgcheck.sources.crawl.settle import settle
from msgcheck.sources.crawl.walk import Walked
from msgcheck.sources.snapshot import FAILED, KEPT, LEFT_OUT, Entry

SITE = "https://example.com"
HOSTS = Hosts([f"{SITE}/"], look_up=lambda _: ["93.184.216.34"])


def page(path: str, canonical: str = "") -> Outcome:
    entry = Entry(f"{SITE}{path}", KEPT, status=200, canonical=f"{SITE}{canonical}" if canonical else "")
    return Outcome(entry, is_new=True, suffix="html")


def redirect(path: str, target: str) -> Outcome:
    made = outcome(f"{SITE}{path}", LEFT_OUT)
    return replace(made, target=target if "://" in target else f"{SITE}{target}")


def failing(path: str) -> Outcome:
    return outcome(f"{SITE}{path}", FAILED, "500 Internal Server Error")


def settled(*found: Outcome, old: tuple[Entry, ...] = (), all_known: bool = True) -> dict[str, Entry]:
    """Return path -> entry; every address is linked."""
    outcomes = {one.entry.url: one for one in found}
    walked = Walked(outcomes, frozenset(outcomes), all_known)
    entries = settle(walked, {entry.url: entry for entry in old}, [f"{SITE}/"], HOSTS)
    assert [entry.url for entry in entries] == sorted(entry.url for entry in entries)
    return {entry.url.removeprefix(SITE): entry for entry in entries}


def test_a_redirect_is_recorded_where_it_leads() -> None:
    entries = settled(page("/"), redirect("/old", "/older"), redirect("/older", "/new"), page("/new"))
    assert set(entries) == {"/", "/new"}
    assert entries["/new"].redirected_from == (f"{SITE}/old", f"{SITE}/older")


def test_a_circle_and_a_way_out_are_named() -> None:
    entries = settled(
        page("/"), redirect("/a", "/b"), redirect("/b", "/a"), redirect("/out", "https://elsewhere.example/")
    )
    assert entries["/a"].outcome == entries["/b"].outcome == FAILED
    assert "circle" in entries["/a"].reason
    assert entries["/out"].outcome == LEFT_OUT
    assert "https://elsewhere.example/" in entries["/out"].reason


def test_one_page_under_two_addresses_is_kept_once() -> None:
    entries = settled(
        page("/"), page("/a?x=1", "/a"), page("/a", "/a"), page("/b", "/moved"), redirect("/moved", "/a")
    )
    assert entries["/a"].file
    for twin in ("/a?x=1", "/b"):
        assert (entries[twin].outcome, entries[twin].file) == (LEFT_OUT, "")
        assert f"{SITE}/a" in entries[twin].reason


def test_a_page_stays_when_its_canonical_is_not_had() -> None:
    entries = settled(page("/"), page("/a", "/b"), failing("/b"), page("/c", "/never-asked"))
    assert entries["/a"].outcome == entries["/c"].outcome == KEPT


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_of_pages_that_name_each_other_one_is_kept(pairs: list[tuple[int, int]]) -> None:
    """Whatever pages say about each other, no copy is lost: each left-out page names one that is kept."""
    named = dict(pairs)
    entries = settled(page("/"), *(page(f"/{at}", f"/{named.get(at, at)}") for at in range(7)))
    for path, entry in entries.items():
        if entry.outcome == LEFT_OUT:
            way = path
            while entries[way].outcome == LEFT_OUT:
                way = entries[way].canonical.removeprefix(SITE)
            assert entries[way].outcome == KEPT


def test_a_failing_page_keeps_its_file_and_what_asks_for_changes() -> None:
    before = Entry(
        f"{SITE}/a", KEPT, file="example.com/a.html", etag='"1"', sha256="0", media_type="text/html"
    )
    entry = settled(page("/"), failing("/a"), old=(before,))["/a"]
    assert (entry.outcome, entry.file, entry.etag) == (FAILED, before.file, '"1"')
    assert "500" in entry.reason


def test_what_nothing_leads_to_leaves_only_when_all_ways_were_seen() -> None:
    before = Entry(f"{SITE}/a", KEPT, file="example.com/a.html")
    assert "/a" not in settled(page("/"), old=(before,))
    entry = settled(page("/"), old=(before,), all_known=False)["/a"]
    assert (entry.outcome, entry.file) == (FAILED, before.file)


def test_a_file_keeps_its_name_and_new_ones_go_round_it() -> None:
    before = Entry(f"{SITE}/a.html", KEPT, file="example.com/a.html")
    again = Outcome(before)
    entries = settled(page("/"), page("/a"), again, old=(before,))
    assert entries["/a.html"].file == "example.com/a.html"
    assert entries["/a"].file not in ("", "example.com/a.html")


def test_behind_a_failing_door_nothing_is_gone() -> None:
    """The site is down, and down again: its pages are unseen, not gone."""
    before = Entry(f"{SITE}/a", KEPT, file="example.com/a.html")
    first = settled(failing("/"), old=(before,))
    assert (first["/a"].outcome, first["/a"].file) == (FAILED, before.file)
    second = settled(failing("/"), old=tuple(first.values()))
    assert (second["/a"].outcome, second["/a"].file) == (FAILED, before.file)


def test_a_page_that_never_could_be_had_hides_nothing() -> None:
    before = Entry(f"{SITE}/a", KEPT, file="example.com/a.html")
    closed = Entry(f"{SITE}/members", FAILED, reason="401 Unauthorized")
    assert "/a" not in settled(page("/"), failing("/members"), old=(before, closed))
    assert "/a" in settled(page("/"), failing("/members"), old=(before,))


def test_what_a_limit_cut_off_is_unseen_and_not_gone() -> None:
    """A calendar has one more day than a crawl reads: what it had of the others stands on the site still."""
    before = tuple(Entry(f"{SITE}/p?id={at}", KEPT, file=f"example.com/p-{at}.html") for at in range(3))
    reasons = {
        f"{SITE}/p?id={at}": ("not asked: more than 50 variants", "give it as a start") for at in (1, 2, 3)
    }
    summary = outcome(f"{SITE}/p?id=1", LEFT_OUT, "not asked: more than 50 variants; 2 more like it")
    asked = {one.entry.url: one for one in (page("/"), summary)}
    walked = Walked(asked, frozenset(asked), True, reasons)
    entries = {
        entry.url.removeprefix(SITE): entry
        for entry in settle(walked, {entry.url: entry for entry in before}, [f"{SITE}/"], HOSTS)
    }
    assert set(entries) == {"/", "/p?id=1", "/p?id=2"}, "nothing leads to the first any more"
    for at in (1, 2):
        entry = entries[f"/p?id={at}"]
        assert (entry.outcome, entry.file) == (FAILED, f"example.com/p-{at}.html")
        assert "variants" in entry.reason
        assert entry.hint
    assert "2 more like it" in entries["/p?id=1"].reason
