"""How the report shows who uses which form of a term."""

from __future__ import annotations

from dataclasses import replace

from msgcheck.model import Place, Standing
from msgcheck.report.html import HtmlReporter
from msgcheck.report.json_ import JsonReporter, load
from msgcheck.report.view import apart, line, terms
from msgcheck.report.wording import divergence
from msgcheck.run import Divergence, FormUse, Run, TermUse, Usage

WORKSPACE = TermUse(
    term="workspace",
    forms=(
        FormUse("project <b>space", False, {"website": 8}, {"sales": 8}, {"2026-02": 8}),
        FormUse("workspace", True, {"website": 9}, {"marketing": 9}, {"2026-01": 4, "2026-03": 5}),
    ),
    teams=Divergence(1.0, ("marketing", "sales")),
    right={
        "month": {"2026-01": 1.0, "2026-02": 0.0, "2026-03": 1.0},
        "team": {"marketing": 1.0, "sales": 0.0},
    },
    trend=0.0,
)
USAGE = Usage((WORKSPACE,), teams=WORKSPACE.teams, right=WORKSPACE.right)


def test_a_page_without_usage_is_as_before_and_one_with_it_shows_teams_months_and_divergence(
    fernhall: Run,
) -> None:
    assert 'class="months"' not in HtmlReporter().render(fernhall)
    page = HtmlReporter().render(replace(fernhall, usage=USAGE))
    assert "Marketing and sales use different words for it: 1.00" in page
    assert 'aria-label="Share of right forms: 100 % in 2026-01, 100 % in 2026-03"' in page
    assert 'points="2,2 ' in page
    assert '<th scope="col" class="n">sales</th>' in page
    assert '<td class="n">0 %</td>' in page  # the table behind the line
    assert "project &lt;b&gt;space" in page


def test_the_json_holds_it_and_gives_it_back(fernhall: Run) -> None:
    run = replace(fernhall, usage=USAGE)
    assert load(JsonReporter().render(run)) == run


def test_terms_that_teams_share_are_not_named(fernhall: Run) -> None:
    shared = replace(WORKSPACE, term="email", teams=Divergence(0.1, ("marketing", "sales")))
    unknown = replace(WORKSPACE, term="login", teams=None)
    half = replace(WORKSPACE, term="quote", teams=Divergence(0.4, ("marketing", "sales")))
    run = replace(fernhall, usage=Usage((half, shared, unknown, WORKSPACE)))
    assert [use.term for use in apart(run)] == ["workspace", "quote"]


def test_divergence_in_words() -> None:
    told = [divergence(Divergence(value, ("a", "b"))) for value in (0.62, 0.3, 0.12, 0.0)]
    assert told == [
        "a and b use different words for it: 0.62",
        "a and b often use different words for it: 0.30",
        "a and b mostly use the same words for it: 0.12",
        "a and b use the same words for it: 0.00",
    ]


def test_months_without_uses_leave_a_gap_in_the_line() -> None:
    assert line({"2026-01": 0.0, "2026-02": 0.5, "2026-04": 1.0}) == "2,38 74,20 218,2"


def test_a_definition_is_no_wrong_form(fernhall: Run) -> None:
    word = next(f for f in fernhall.findings if f.attribute == "workspace")
    place = Place(
        "a.md", "", "A workspace is a folder.", "body", value="workspace", standing=(Standing.RECORD,)
    )
    told = replace(word, code="MC205", message="'workspace' is explained in 2 ways", places=(place,))
    run = replace(fernhall, findings=(*fernhall.findings, told))
    before, after = (next(v for v in terms(r) if v.preferred == "workspace") for r in (fernhall, run))
    assert after.wrong == before.wrong
    assert len(after.findings) == len(before.findings) + 1
    assert '<p class="standing"><span class="tag record">on record</span>' in HtmlReporter().render(run)
