"""New, still, gone, or not looked for: each finding is one of them, and the right one."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remembered import finding, run

from msgcheck.history.compare import Look, compare, look
from msgcheck.model import Finding

URIS = ["a.md", "web/b.html", "web/deep/c.html", "mails.zip!/d.eml", "https://x.example/e"]
UNREAD = [*URIS, "web", "web/", "mails.zip", "https://x.example/", "web/deep", ".", "elsewhere"]

saying = st.tuples(st.sampled_from(URIS), st.sampled_from(["one", "two", "three"]))
made = st.builds(
    lambda said, code, about: finding(*said, code=code, about=about),
    st.lists(saying, min_size=1, max_size=3),
    st.sampled_from(["MC102", "MC201"]),
    st.sampled_from(["", "trial length", "price"]),
)
several = st.lists(made, max_size=8, unique_by=lambda each: each.id)


def looked(found: list[Finding], quiet: list[Finding] = [], unread: list[str] = []) -> Look:  # noqa: B006
    return look(run(1, found, folded=quiet, skipped=unread))


@given(several, several, several, several, st.lists(st.sampled_from(UNREAD), max_size=2))
def test_every_finding_of_two_runs_is_exactly_one_of_five(
    old: list[Finding], older: list[Finding], new: list[Finding], quiet: list[Finding], unread: list[str]
) -> None:
    before, now = looked(old), looked(new, quiet, unread)
    before = replace(before, unseen={each.id: each for each in older})
    change = compare(before, now)
    each = [change.new, change.still, change.gone, change.unseen, change.parts]
    assert sum(map(len, each)) == len(frozenset().union(*each))
    assert frozenset().union(*each) == before.known.keys() | now.open.keys()
    assert change.still <= now.open.keys() | now.quiet
    assert not unread or "." not in unread or not change.gone


@given(several, st.lists(st.sampled_from(UNREAD), max_size=2))
def test_the_same_run_twice_changes_nothing(found: list[Finding], unread: list[str]) -> None:
    change = compare(looked(found), looked(found, unread=unread))
    assert change.still == {each.id for each in found}
    assert change.new | change.gone | change.unseen == frozenset()
    assert change.since == {}


@given(several, several, st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(
    old: list[Finding], new: list[Finding], chance: random.Random
) -> None:
    there = compare(looked(old), looked(new))
    other_old, other_new = (chance.sample(found, len(found)) for found in (old, new))
    assert compare(looked(other_old), looked(other_new)) == there


@given(several, several)
def test_a_new_finding_continues_one_that_is_gone_and_each_only_once(
    old: list[Finding], new: list[Finding]
) -> None:
    change = compare(looked(old), looked(new))
    assert change.since.keys() <= change.new
    assert set(change.since.values()) <= change.gone
    assert len(set(change.since.values())) == len(change.since)


@given(several, several)
def test_backwards_new_is_gone(old: list[Finding], new: list[Finding]) -> None:
    there, back = compare(looked(old), looked(new)), compare(looked(new), looked(old))
    assert (there.new, there.gone, there.still) == (back.gone, back.new, back.still)


@pytest.mark.parametrize(
    ("uri", "unread"),
    [
        ("web/a.html", "web/a.html"),
        ("web/a.html", "web"),
        ("web/a.html", "web/"),
        ("web/a.html", "."),
        ("mails.zip!/a/b.eml", "mails.zip"),
        ("mails.zip!/a/b.eml!/deck.pptx", "mails.zip!/a/b.eml"),
        ("https://x.example/pricing", "https://x.example/"),
        ("imap://ann@x.example/INBOX/;UID=17", "imap://ann@x.example"),
    ],
)
def test_where_nobody_looked_nothing_is_gone(uri: str, unread: str) -> None:
    one = finding((uri, "14 days"), ("b.md", "30 days"))
    change = compare(looked([one]), looked([], unread=[unread]))
    assert (change.unseen, change.gone) == ({one.id}, frozenset())


def test_a_page_that_was_read_is_looked_at_though_the_start_page_of_its_site_fails() -> None:
    mended = finding(("https://x.com/pricing", "14 days"), ("https://x.com/faq", "30 days"))
    unread = finding(("https://x.com/pricing", "$9"), ("https://x.com/team", "$12"))
    start = finding(("https://x.com/", "Free"), ("https://x.com/faq", "$5"))
    shared = finding(("https://x.com (site-wide)", "Free"), ("b.md", "$5"))
    now = run(1, skipped=["https://x.com/"], documents=[(f"https://x.com/{name}", "aa") for name in ("pricing", "faq")])  # fmt: skip
    change = compare(looked([mended, unread, start, shared]), look(now))
    assert change.gone == {mended.id}
    assert change.unseen == {unread.id, start.id, shared.id}


def test_what_is_left_of_a_finding_is_no_news_while_a_place_of_it_cannot_be_read() -> None:
    whole = finding(("web/a.html", "14 days"), ("b.md", "30 days"), ("c.md", "21 days"))
    left = finding(("b.md", "30 days"), ("c.md", "21 days"))
    other = finding(("b.md", "30 days"), ("d.md", "21 days"))
    change = compare(looked([whole]), looked([left, other], unread=["web/a.html"]))
    assert (change.unseen, change.parts, change.new) == ({whole.id}, {left.id}, {other.id})
    mended = compare(looked([whole]), looked([left, other]))
    assert (mended.gone, mended.parts, mended.new) == ({whole.id}, frozenset(), {left.id, other.id})


@pytest.mark.parametrize("unread", ["web/a", "web/a.html.bak", "eb", "https://x.example", "mails.zi"])
def test_a_place_that_only_begins_alike_hides_nothing(unread: str) -> None:
    one = finding(("web/a.html", "14 days"), ("mails.zip!/b.eml", "30 days"))
    assert compare(looked([one]), looked([], unread=[unread])).gone == {one.id}


def test_what_is_settled_is_not_gone_and_is_new_when_it_is_an_alarm_again() -> None:
    one = finding(("a.md", "14 days"))
    assert compare(looked([one]), looked([], [one])).still == {one.id}
    assert compare(looked([], [one]), looked([one])).new == {one.id}


def test_changed_words_continue_the_finding_with_the_most_places_in_common() -> None:
    far = finding(("a.md", "14 days"), ("x.md", "1"), ("y.md", "2"))
    near = finding(("a.md", "14 days"), ("b.md", "30 days"), ("c.md", "60 days"))
    after = finding(("a.md", "14 days"), ("b.md", "30 days"), ("c.md", "61 days"))
    assert compare(looked([far, near]), looked([after])).since == {after.id: near.id}


def test_all_words_changed_but_the_same_attribute_of_the_same_page_continues_it() -> None:
    one, other = finding(("a.md", "14 days free")), finding(("a.md", "21 days free"))
    elsewhere = finding(("z.md", "21 days free"))
    assert compare(looked([one]), looked([other])).since == {other.id: one.id}
    assert compare(looked([one]), looked([elsewhere])).since == {}
    assert compare(looked([replace(one, code="MC103")]), looked([other])).since == {}
