"""`msgcheck impact` on a small company: every place that becomes wrong, and what is left alone. Real models."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from msgcheck import impact, worklist
from msgcheck.changes import asked, scope_of
from msgcheck.cli import main
from msgcheck.config import Config
from msgcheck.errors import ConfigError
from msgcheck.impact import Effect, Impact

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GLOSSARY = """
subjects:
  self: {names: [Acme]}
  plans: [Starter, Team, Enterprise]
  competitors: [{id: globex, names: [Globex]}]
facts:
  - id: trial-length
    claim: The free trial lasts 14 days.
    value: 14 days
    when: {plan: [Starter, Team]}
    variants: [{when: {plan: [Enterprise]}, value: 30 days}]
    owner: pricing@acme.example
  - id: price-team
    claim: Team costs $20 per user per month.
    value: $20 per user per month
    when: {plan: [Team]}
  - id: card
    claim: The free trial needs no credit card.
    value: "no"
    compare: text
"""
PRICING = """<!doctype html><html lang="en"><head><title>Pricing | Acme</title></head><body><h1>Pricing</h1>
<p>Every plan starts with a 14-day free trial.</p>
<table><tr><th></th><th>Starter</th><th>Team</th><th>Enterprise</th></tr>
<tr><th>Free trial</th><td>14 days</td><td>14 days</td><td>30 days</td></tr>
<tr><th>Log kept for</th><td>14 days</td><td>90 days</td><td>one year</td></tr></table>
<p>You need no credit card for the free trial.</p>
<p>Invoices are due within 14 days.</p>
</body></html>"""
STORIES = """<!doctype html><html lang="en"><head><title>Customers | Acme</title></head><body><h1>Customers</h1>
<blockquote><p>"The 14-day free trial was all we needed to decide."</p><footer>Mia Berg, Nordlicht</footer></blockquote>
</body></html>"""
WELCOME = """# Welcome

Hi {{first_name}}, your free trial lasts two weeks, so look around.

On Enterprise, the free trial lasts 30 days.

Team costs $20 per user a month, so five users come to $100 a month.
"""
OLD = """# Hello again

The free trial lasts 21 days.

We need your credit card before the free trial begins.
"""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    for name, text in {
        "glossary.yaml": GLOSSARY,
        "website/pricing.html": PRICING,
        "website/stories.html": STORIES,
        "emails/welcome.md": WELCOME,
        "emails/old.md": OLD,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(company: Path, *wishes: str, when: tuple[str, ...] = (), glossary: bool = True) -> Impact:
    listed = company / "glossary.yaml" if glossary else None
    return impact.run(Config(), wishes, ["website", "emails"], glossary=listed, when=when, now=NOW)


def rows(found: Impact) -> Iterator[tuple[str, str, str, str, str]]:
    for task in found.tasks:
        place = task.place
        asset = place.uri.rpartition("/")[2]
        yield asset, place.locator.partition("row ")[2], task.effect.name, place.value, task.instead


def test_every_place_of_the_fact_and_no_other(company: Path) -> None:
    found = run(company, "trial-length=21 days")
    assert sorted(rows(found)) == [
        ("old.md", "", "RIGHT", "21 days", ""),
        ("pricing.html", "", "WRONG", "14-day", "21-day"),
        ("pricing.html", "Free trial, column Starter", "WRONG", "14 days", "21 days"),
        ("pricing.html", "Free trial, column Team", "WRONG", "14 days", "21 days"),
        ("welcome.md", "", "WRONG", "two weeks", "three weeks"),
    ]
    assert found.left == ({"another scope: 30 days is agreed there": 2, "words of a customer": 1},)
    assert found.exit_code == 1


def test_the_rewritten_sentence_keeps_its_merge_field(company: Path) -> None:
    (mail,) = [t for t in run(company, "trial-length=21 days").tasks if t.place.uri.endswith("welcome.md")]
    assert mail.rewritten.endswith("{{first_name}}, your free trial lasts three weeks, so look around.")


def test_one_plan_of_several(company: Path) -> None:
    found = run(company, "trial-length=21 days", when=("plan=Team",))
    assert sorted(rows(found)) == [
        ("pricing.html", "", "LIMIT", "14-day", ""),
        ("pricing.html", "Free trial, column Team", "WRONG", "14 days", "21 days"),
        ("welcome.md", "", "LIMIT", "two weeks", ""),
    ]


def test_the_value_of_another_scope(company: Path) -> None:
    found = run(company, "trial-length=45 days", when=("plan=Enterprise",))
    assert sorted(rows(found)) == [
        ("pricing.html", "Free trial, column Enterprise", "WRONG", "30 days", "45 days"),
        ("welcome.md", "", "WRONG", "30 days", "45 days"),
    ]


def test_wrong_already_and_wrong_then(company: Path) -> None:
    found = run(company, "trial-length=10 days")
    assert ("old.md", "", "ALREADY", "21 days", "10 days") in list(rows(found))


def test_a_statement_that_turns(company: Path) -> None:
    found = run(company, "card=yes")
    assert sorted(rows(found)) == [("old.md", "", "RIGHT", "", ""), ("pricing.html", "", "WRONG", "", "")]


def test_several_changes_at_once(company: Path) -> None:
    found = run(company, "trial-length=21 days", "price-team=$25")
    assert {task.change.before.id for task in found.tasks} == {"trial-length", "price-team"}
    (price,) = [task for task in found.tasks if task.change.before.id == "price-team"]
    assert price.place.value == "$20"
    assert price.instead == "$25"


def test_a_value_that_is_there_already_is_no_work(company: Path) -> None:
    found = run(company, "price-team=$20")
    assert not found.tasks
    assert found.exit_code == 0


def test_without_a_glossary_most_places_say_what_it_is_today(company: Path) -> None:
    found = run(company, "free trial length=21 days", glossary=False)
    assert found.changes[0].was in ("14 days", "14-day")
    wrong = {row[0] for row in rows(found) if row[2] == "WRONG"}
    assert wrong == {"pricing.html", "welcome.md"}
    with pytest.raises(ConfigError, match="nothing published says one"):
        run(company, "warranty of the kettle=21 months", glossary=False)


@pytest.mark.parametrize(
    ("wish", "when", "message"),
    [
        ("trial-lenght=21 days", (), "did you mean 'trial-length'"),
        ("trial-length=$30", (), "measures something else"),
        ("trial-length", (), "is no change"),
        ("trial-length=21 days", ("pln=Team",), "did you mean 'plan'"),
    ],
)
def test_a_change_that_cannot_be_understood(
    company: Path, wish: str, when: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        run(company, wish, when=when)
    assert message in f"{caught.value.message} {caught.value.hint}"


def test_changes_and_scopes_are_read_as_written() -> None:
    assert asked("price = $20 = twenty") == ("price", "$20 = twenty")
    assert scope_of(["plan=Team, Pro", "region=UK", "plan=Solo"]) == {
        "plan": ("Team", "Pro", "Solo"),
        "region": ("UK",),
    }


def test_every_form_tells_the_same_places_and_the_same_bytes(company: Path) -> None:
    found, again = run(company, "trial-length=21 days"), run(company, "trial-length=21 days")
    for form in worklist.FORMS.values():
        assert form(found) == form(again)
    told = json.loads(worklist.as_json(found))
    table = list(csv.DictReader(io.StringIO(worklist.as_csv(found).removeprefix("\ufeff"))))
    assert len(table) == len(told["tasks"]) == len(found.tasks) == 5
    assert told["counts"] == {effect.value: n for effect, n in zip(Effect, (4, 0, 0, 1), strict=True)}
    assert [task["mark"] for task in told["tasks"] if task["says"] == "14-day"] == [[25, 31]]
    assert worklist.markdown(found).count("- [ ] ") == 4
    assert "three weeks" in worklist.terminal(found)


def test_the_command(company: Path) -> None:
    result = CliRunner().invoke(
        main, ["impact", "trial-length=21 days", "website", "-q", "-f", "csv", "-o", "w.csv"]
    )
    assert result.exit_code == 1, result.output
    assert (company / "w.csv").read_text(encoding="utf-8").count("becomes wrong") == 3
    assert CliRunner().invoke(main, ["impact", "website"]).exit_code == 2
    (company / "broken").mkdir()
    (company / "broken" / "x.docx").write_bytes(b"PK\x03\x04 no archive")
    assert CliRunner().invoke(main, ["impact", "price-team=$25", "broken", "-q"]).exit_code == 3


def test_a_statement_is_denied_by_an_amount_of_what_it_denies(company: Path) -> None:
    (company / "glossary.yaml").write_text(
        "facts: [{id: fee, claim: There is no booking fee., value: no, compare: text}]\n", encoding="utf-8"
    )
    (company / "emails/fee.md").write_text(
        "There is no booking fee.\n\nA booking fee of $5 is added to each order.\n", encoding="utf-8"
    )
    tasks = run(company, "fee=yes").tasks
    assert {task.place.quote: task.effect for task in tasks} == {
        "There is no booking fee.": Effect.WRONG,
        "A booking fee of $5 is added to each order.": Effect.RIGHT,
    }
