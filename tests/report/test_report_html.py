"""The page itself, without a browser: order, links, escaping, size, and that nothing is lost."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup, Tag

from msgcheck import agreed
from msgcheck.alignment import Alignment, Audience, Coverage, Part, TeamPair, Topic, Unsaid
from msgcheck.glossary import Glossary
from msgcheck.memory import Choice, Decided, Decision
from msgcheck.model import Finding, Place, Severity, Skipped, Span, Standing
from msgcheck.report.html import BLOCK, HtmlReporter
from msgcheck.report.json_ import JsonReporter, load
from msgcheck.report.markdown import MarkdownReporter
from msgcheck.report.terminal import TerminalReporter
from msgcheck.run import (
    Agreed,
    AgreedFact,
    AgreedForm,
    AgreedTerm,
    AgreedValue,
    DocumentSummary,
    Run,
    TermUse,
    Usage,
)


@pytest.fixture(scope="module")
def page(fernhall: Run) -> BeautifulSoup:
    """The report of Fernhall, parsed as a browser would."""
    return drawn(fernhall)


def parsed(text: str) -> BeautifulSoup:
    """Return a page as a browser would see it: blocks stand apart, whatever is between their tags."""
    return BeautifulSoup(re.sub(f"(?={BLOCK})", " ", text), "lxml")


def drawn(run: Run) -> BeautifulSoup:
    return parsed(HtmlReporter().render(run))


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def card(page: BeautifulSoup, run: Run, attribute: str) -> Tag:
    """Return the article of the finding about `attribute`."""
    finding = next(f for f in run.findings if f.attribute == attribute)
    return one(page, f'article[id="{finding.id}"]')


def test_the_headline_is_one_plain_sentence(page: BeautifulSoup) -> None:
    said = "9 conflicts and 14 wording issues in 34 assets; 2 places could not be read."
    assert words(one(page, "h1")) == said
    assert words(one(page, "title")) == f"Fernhall: {said}"
    assert "22 November 2025" in words(one(page, ".eyebrow"))


def test_sections_come_in_order(page: BeautifulSoup, aligned: Run) -> None:
    assert [words(h) for h in page.select("main > section > h2")] == [
        "Conflicts", "Terminology", "Alignment of teams", "Asset by asset", "Different scope", "How this was made",
    ]  # fmt: skip
    whole = drawn(aligned)
    assert [words(h) for h in whole.select("main > section > h2")] == [
        "Conflicts", "Terminology", "Unlisted variants and synonyms", "Definitions that drift", "Alignment of teams",
        "Over time", "Asset by asset", "Glossary", "Facts of record", "Different scope", "How this was made",
    ]  # fmt: skip


def test_every_finding_is_there_once_with_its_id(page: BeautifulSoup, fernhall: Run) -> None:
    ids = [str(tag["id"]) for tag in page.select(".finding")]
    assert sorted(ids) == sorted(f.id for f in (*fernhall.findings, *fernhall.folded))
    every = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(every) == len(set(every))


def test_all_links_within_the_page_lead_somewhere(page: BeautifulSoup, aligned: Run) -> None:
    whole = drawn(aligned)
    for shown in (page, whole):
        ids = {str(tag["id"]) for tag in shown.select("[id]")}
        assert {str(link["href"])[1:] for link in shown.select("a[href^='#']")} <= ids


def test_what_to_do_comes_with_the_most_to_gain_first(aligned: Run) -> None:
    page = drawn(aligned)
    assert [words(step) for step in page.select(".steps li .cite")] == [
        "Conflicts · up to 16 points", "Audience · up to 8 points", "Key messages · up to 7 points",
        "Topics · up to 6 points", "Words · up to 3 points", "Old figures · up to 2 points",
    ]  # fmt: skip
    assert [words(row) for row in page.select(".messages tbody > tr:first-child")] == [
        "Your data stays in Europe. Missing in ads or sales: 0 of 1security@fernhall.example missing 1 – missing 1",
        "Setup is free. – 1 against – – 1", "Cancel at any time. – – – – 1",
    ]  # fmt: skip
    assert words(page.select("#alignment table.grid")[-1].select("tbody tr")[0]) == (
        "entry price $8 marketing: $7 (2 places)"
    )
    assert page.select("#others") == []


def test_the_glossary_and_the_facts_have_their_pages(aligned: Run) -> None:
    page = drawn(aligned)
    assert [words(entry) for entry in page.select(".entry > summary")] == [
        "single sign-on 2 places wrong", "workspace 54 right · 8 wrong",
        "Fernhall starts at $8 per user and month. expires soon 1 place right · 2 places wrong",
        "Fernhall was founded in 2014. expired no clash found",
    ]  # fmt: skip
    workspace = one(page, "#term-workspace")
    assert [words(row) for row in workspace.select("table tbody tr")] == [
        "deck 4 –",
        "email 9 –",
        "website 41 8",
    ]
    assert [words(link) for link in workspace.select(".links li")] == [
        "MC202 “project space” 8 places", "MC204 “worksapce” 2 places", "MC203 “work space” 1 place",
        "MC204 “team room” 1 place",
    ]  # fmt: skip


def test_what_was_decided_about_a_fact_stays_on_its_page(aligned: Run) -> None:
    (against,) = [f for f in aligned.findings if f.record and f.attribute == "entry price"]
    decision = Decision(against.id, against.code, Choice.WONT_FIX, "printed")
    rest = tuple(f for f in aligned.findings if f is not against)
    page = drawn(replace(aligned, findings=rest, decided=(Decided(against, decision),)))
    told = words(page.select("#facts .entry > summary")[0])
    assert told.endswith("1 place right · 2 places otherwise, decided")


def test_what_is_agreed_is_told_in_words() -> None:
    glossary = Glossary.model_validate(
        {
            "replace": {"e-mail": "email"},
            "terms": [{"preferred": "workspace", "forbidden": [{"text": "team cave", "reason": "no"}]}],
            "facts": [{"id": "trial", "claim": "Two weeks free.", "value": "14 days", "when": {"plan": ["A", "B"]},
                       "history": [{"value": "7 days", "until": "2024-12-31"}], "valid": {"until": "2026-12-31"}}],
        }
    )  # fmt: skip
    kept = Place("a.md", "", "14 days", "body")
    told = agreed.agreed(glossary, {"trial": [kept]})
    assert [[(form.text, form.status) for form in term.forms] for term in told.terms] == [
        [("workspace", "preferred"), ("team cave", "forbidden")], [("email", "preferred"), ("e-mail", "deprecated")],
    ]  # fmt: skip
    (fact,) = told.facts
    assert (fact.scope, fact.until, fact.kept) == ("plan A or B", date(2026, 12, 31), (kept,))
    assert fact.history == (AgreedValue("7 days", until=date(2024, 12, 31)),)
    run = Run(datetime(2025, 1, 1, tzinfo=UTC), 0.1, "1", (), (), (), (), agreed=told)
    assert load(JsonReporter().render(run)) == run


def test_a_conflict_shows_its_values_with_marks_and_every_place(page: BeautifulSoup, fernhall: Run) -> None:
    trial = card(page, fernhall, "free trial length")
    assert [words(row) for row in trial.select("table.grid tbody tr")] == [
        "14-day on record most places – – 1 – 6 7", "30 days newest – 1 – 1 1 3", "7 days 1 – – – – 1",
    ]  # fmt: skip
    assert len(trial.select(".uri")) == 11
    assert words(one(trial, ".rail .sure")) == "Almost certain 97 %"
    assert "contradicts the record" in words(one(trial, ".rail .code"))
    assert {words(mark) for mark in trial.select("mark")} == {"14-day", "14 days", "30-day", "30 days",
                                                              "Thirty days", "7 days"}  # fmt: skip


def test_a_silent_record_stands_beside_what_is_said(page: BeautifulSoup, fernhall: Run) -> None:
    entry = card(page, fernhall, "entry price")
    assert words(one(entry, ".recorded")) == "$8 on record The fact of record. None of these places says so."


def test_statements_have_their_standing_without_a_value(fernhall: Run) -> None:
    sides = [replace(p, standing=(Standing.NEWEST,) * (at == 1)) for at, p in enumerate(CLASH)]
    finding = Finding("MC103", "differ", tuple(sides), Severity.WARNING, 0.9, attribute="leaving")
    run = replace(fernhall, findings=(finding,))
    entry = card(drawn(run), run, "leaving")
    assert [words(mark) for mark in entry.select(".side .tag")] == ["newest"]
    assert "(1 place, newest)" in MarkdownReporter().render(run)
    assert "\n  1 place, newest\n" in TerminalReporter().render(run)
    assert json.loads(JsonReporter().render(run))["findings"][0]["places"][1]["standing"] == ["newest"]


CLASH = (
    Place("a.md", "", "Leave at any time.", "body", "website"),
    Place("b.md", "", "You stay for a year.", "body", "email"),
)


def test_statements_stand_side_by_side_without_a_grid(page: BeautifulSoup, fernhall: Run) -> None:
    cancellation = card(page, fernhall, "cancellation")
    assert cancellation.select("table") == []
    assert [words(q) for q in cancellation.select(".side blockquote")] == [
        "Cancel any time, no questions asked.", "Your subscription runs for a minimum term of 12 months.",
    ]  # fmt: skip


def test_a_term_shows_usage_by_channel(page: BeautifulSoup) -> None:
    workspace = next(t for t in page.select(".term") if words(one(t, "h3")) == "workspace")
    assert words(one(workspace, ".wrongs")) == "not project space 8× work space 1×"
    assert words(workspace.select("table.usage tbody tr")[0]) == "workspace preferred 4 9 41 54"
    assert len(workspace.select(".finding")) == 9


def test_every_asset_has_its_row_with_its_findings(page: BeautifulSoup, fernhall: Run) -> None:
    rows = page.select(".assets tbody tr")
    assert len(rows) == len(fernhall.documents)
    pricing = next(row for row in rows if row["data-asset"] == "https://www.fernhall.example/pricing")
    assert "2 errors" not in words(pricing)
    assert "3 errors" in words(pricing)
    assert len(pricing.select(".links a")) == 3


def test_what_was_not_read_is_told_twice_with_its_reason(page: BeautifulSoup) -> None:
    for selector in (".notice", "#unread"):
        assert "Board Q3.pptx the file is protected by a password" in words(one(page, selector))
    assert "save a copy without one" in words(one(page, "#unread"))


def test_folded_findings_are_closed_and_give_their_reason(page: BeautifulSoup) -> None:
    fold = one(page, "#folded > details")
    assert not fold.has_attr("open")
    assert "One is the time to make a rota" in words(fold)


def test_a_filter_counts_what_choosing_it_will_show(remembered: Run, fernhall: Run) -> None:
    for run in (fernhall, remembered):
        page = drawn(run)
        chosen = [
            (str(one(chip, "input")["name"]), str(one(chip, "input")["value"]), words(one(chip, "b")))
            for chip in page.select(".chip")
        ]
        for pick in page.select(".pick select"):
            for option in pick.select("option[value]:not([value=''])"):
                number = re.findall(r"\(([\d,]+)\)$", words(option))[0]
                chosen.append((str(pick["name"]), str(option["value"]), number))
        assert {name for name, _, _ in chosen} >= {"severity", "code", "channel", "asset"}
        for name, value, number in chosen:
            # A status may be of what is open no more; the page says how many of these there are beside the others.
            kept = ".lookalike[data-status=gone]" if value == "gone" else ".finding:not(.lookalike)"
            fitting = [
                item for item in page.select(kept) if value in str(item.get(f"data-{name}", "")).split("\n")
            ]
            assert (name, value, int(number)) == (name, value, len(fitting))
        severities = [int(number) for name, _, number in chosen if name == "severity"]
        assert sum(severities) == len(run.findings)


def test_the_policy_pins_style_and_script_and_nothing_else(page: BeautifulSoup) -> None:
    policy = str(one(page, "meta[http-equiv='Content-Security-Policy']")["content"])
    for tag in ("style", "script"):
        digest = b64encode(sha256(str(one(page, tag).string).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert page.select("[style], [onclick], [onload], [src], link, img, iframe, object, base") == []


def test_hostile_copy_is_text(page: BeautifulSoup, fernhall: Run) -> None:
    hostile = card(page, fernhall, "hostile copy {{ 6*7 }} <b>bold</b>")
    assert words(one(hostile, "h3")).startswith("Hostile copy {{ 6*7 }} <b>bold</b>")
    assert "{{ 7*7 }}{% raw %}<img src=x onerror=hacked=1>" in words(hostile)
    assert all(str(a["href"]).startswith(("https://", "#")) for a in page.select("a"))
    quotes = [q for q in hostile.select("blockquote") if "\u202e" in q.get_text()]
    assert [child.name for child in quotes[0].find_all(recursive=False)] == ["bdi"]


def test_every_word_of_a_run_is_shown_and_none_of_it_is_markup() -> None:
    written: list[str] = []

    def hostile(name: str) -> str:
        written.append(f"<b class=evil>{name}</b>&lt;'\"{{{{ 7*7 }}}}</script></style>-->")
        return written[-1]

    def place(name: str, *, marked: bool) -> Place:
        quote = hostile(f"{name} before") + hostile(f"{name} marked") + hostile(f"{name} after")
        start, end = len(written[-3]), len(written[-3] + written[-2])
        return Place(
            f"https://x.example/{hostile(name + ' uri')}", hostile(f"{name} locator"), quote, "body",
            hostile(f"{name} channel"), hostile(f"{name} team"), hostile(f"{name} value"),
            mark=Span(start, end) if marked else None, heading=hostile(f"{name} heading"),
        )  # fmt: skip

    def finding(code: str, **rest: str) -> Finding:
        preferred = hostile(f"{code} attribute")
        places = tuple(place(f"{code} {n}", marked=n > 0) for n in range(3))
        return Finding(code, hostile(f"{code} message"), places, Severity.ERROR, 0.9, "", preferred,
                       hostile(f"{code} suggestion"), hostile(f"{code} why"), **rest)  # fmt: skip

    term = finding("MC201")
    lookalike = Finding("MC102", "", (place("folded", marked=True),), Severity.NOTE, 0.5, "",
                        hostile("folded attribute"), "", hostile("folded why"), folded=True)  # fmt: skip
    summary = DocumentSummary(hostile("asset uri"), hostile("asset channel"), hostile("asset team"),
                              hostile("asset title"), "", 1, 1, (hostile("asset note"),))  # fmt: skip
    run = Run(
        datetime(2025, 1, 1, tzinfo=UTC), 0.1, hostile("version"), (summary,),
        (finding("MC102", record=hostile("record")), finding("MC301"), term), (lookalike,),
        (Skipped(hostile("unread uri"), hostile("reason"), hostile("hint")),),
        {hostile("role"): hostile("model")}, {hostile("count"): 1, f"not a claim: {hostile('exclusion')}": 1},
        {hostile("setting"): hostile("set to")}, (hostile("new path"),),
        {term.attribute: {hostile("usage form"): {hostile("usage channel"): 1}}}, hostile("company"),
    )  # fmt: skip
    page = drawn(run)
    assert page.select(".evil") == []
    for button in page.select(".copy"):
        assert set(button.attrs) == {"type", "class", "data-markdown"}
    for item in page.select(".finding"):
        assert {name for name in item.attrs if not name.startswith("data-")} <= {
            "id", "class", "tabindex", "aria-labelledby",
        }  # fmt: skip
    text = words(page)
    hidden = [name.partition(">")[2].partition("<")[0] for name in written if name not in text]
    # Of a term the marked words are shown, of a lookalike the sentence: the value is within both.
    assert hidden == ["MC201 1 value", "MC201 2 value", "folded value"]


def test_every_word_about_teams_and_the_glossary_is_shown_and_none_of_it_is_markup() -> None:
    written: list[str] = []

    def hostile(name: str) -> str:
        written.append(f"<b class=evil>{name}</b>{{{{ 7*7 }}}}</script></style>-->\x00\u202e")
        return written[-1]

    def place(name: str) -> Place:
        return Place(f"javascript:{hostile(name + ' uri')}", hostile(f"{name} locator"), hostile(f"{name} quote"),
                     "body", hostile(f"{name} channel"), hostile(f"{name} team"))  # fmt: skip

    left, right, day = hostile("left"), hostile("right"), date(2024, 2, 1)
    team = Alignment(
        {left: 1, right: 1},
        (Coverage("id", hostile("message"), (place("carried"),), (place("opposed"),), (hostile("missing"),), hostile("message owner")),),
        (Topic(hostile("topic"), {left: 1}, {hostile("topic channel"): 1}, left, (place("example"),)),),
        (Audience(hostile("audience"), {left: 1}, (place("audience place"),)),),
        (Unsaid(place("unsaid"), right, place("nearest")), Unsaid(place("alone"), right)),
        (TeamPair(left, right, 7, (Part(hostile("part"), 0.1, 1.0, hostile("counted"), hostile("do this")),)),),
    )  # fmt: skip
    values = (AgreedValue(hostile("value"), hostile("value scope"), day),)
    told = Agreed(
        (AgreedTerm(hostile("term id"), "", (AgreedForm(hostile("form"), "forbidden", day, day, hostile("reason")),),
                    hostile("definition"), hostile("note"), hostile("term owner")),),
        (AgreedFact(hostile("fact id"), hostile("claim"), hostile("fact value"), hostile("compare"), hostile("scope"),
                    values, values, day, day, hostile("fact owner"), hostile("fact note"), (place("kept"),)),),
    )  # fmt: skip
    old = Finding(
        "MC104",
        "",
        (place("old"),),
        Severity.WARNING,
        0.9,
        "",
        hostile("old figure"),
        record=hostile("new figure"),
    )
    points = tuple(
        Finding(
            f"MC30{n}",
            hostile(f"point {n}"),
            (place(f"point place {n}"),),
            Severity.NOTE,
            0.9,
            "",
            hostile(f"about {n}"),
        )
        for n in range(1, 6)
    )
    defined = Finding(
        "MC205", hostile("drift"), (place("one"), place("two")), Severity.NOTE, 0.9, "", hostile("word")
    )
    run = Run(datetime(2025, 1, 1, tzinfo=UTC), 0.1, "1", (), (old, defined, *points), (), (),
              usage=Usage((TermUse(hostile("moving"), (), right={"month": {f"2024-0{n}": n / 5 for n in range(1, 5)}}, trend=0.1),),
                          right={"month": {f"2024-0{n}": n / 5 for n in range(1, 5)}}),
              alignment=team, agreed=told)  # fmt: skip
    page = drawn(run)
    assert page.select(".evil, [href^='javascript'], [src], [onerror], [style]") == []
    assert len(page.select("script")) == 1
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert not any(re.search(r"[\s<>]", name) for name in ids)
    text = words(page)
    shown = [name.replace("\x00", "\ufffd") for name in written]
    assert [name for name in shown if name not in text and name.capitalize() not in text] == [
        name
        for name in shown
        if ">fact id<" in name  # people read the claim
    ]


def test_the_page_says_why_no_teams_were_compared(page: BeautifulSoup, fernhall: Run) -> None:
    assert "Teams were not compared in this run." in words(one(page, "#alignment"))
    alone = tuple(replace(document, team="") for document in fernhall.documents)
    for documents, said in ((alone, "No asset belongs to a team: name the teams under channels: in msgcheck.yaml."),
                            ((fernhall.documents[0], *alone[1:]), "All assets belong to one team,")):  # fmt: skip
        text = HtmlReporter().render(replace(fernhall, documents=documents))
        assert said in words(one(parsed(text), "#alignment"))


def test_links_lead_to_the_words_on_the_page(page: BeautifulSoup, fernhall: Run) -> None:
    link = card(page, fernhall, "cancellation").select_one("a.uri")
    assert link is not None
    address = "https://www.fernhall.example/pricing#:~:text=Cancel%20any%20time%2C%20no%20questions%20asked."
    assert link["href"] == address


def test_two_findings_with_one_identity_get_two_ids(fernhall: Run) -> None:
    run = replace(fernhall, findings=(fernhall.findings[0], replace(fernhall.findings[0], confidence=0.5)))
    page = drawn(run)
    first = fernhall.findings[0].id
    assert [tag["id"] for tag in page.select("#conflicts .finding")] == [first, f"{first}-2"]


def test_nothing_found_is_said_and_not_left_blank() -> None:
    run = Run(datetime(2025, 1, 1, tzinfo=UTC), 0.1, "0", (), (), (), ())
    page = drawn(run)
    assert words(one(page, "h1")) == "No conflicts and no wording issues in 0 assets."
    assert "No conflicts in what was read." in words(one(page, "#conflicts"))
    assert "Every place that was named could be read." in words(one(page, "#unread"))


def test_new_material_is_named(fernhall: Run) -> None:
    text = HtmlReporter().render(replace(fernhall, against=("drafts/spring.md", "drafts/x.docx")))
    page = parsed(text)
    lead = "New material against everything already published: drafts/spring.md, drafts/x.docx"
    assert words(one(page, ".lead")) == lead


def test_two_thousand_findings_are_drawn_quickly_and_stay_small(fernhall: Run) -> None:
    some = [f for f in fernhall.findings if "hostile" not in f.attribute]
    many = tuple(replace(some[n % len(some)], attribute=f"{some[n % len(some)].attribute} {n // 90}")
                 for n in range(2000))  # fmt: skip
    began = time.monotonic()
    text = HtmlReporter().render(replace(fernhall, findings=many))
    assert time.monotonic() - began < 20
    assert len(re.findall(r'class="finding ', text)) == 2002
    assert len(text) < 8_000_000
