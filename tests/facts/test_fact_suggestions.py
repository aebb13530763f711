"""`msgcheck facts suggest`: what several assets say of one thing, as YAML that a glossary takes. Real models."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from msgcheck import fact_suggestions, subjects
from msgcheck.cli import main
from msgcheck.config import Config
from msgcheck.fact_proposals import Proposal
from msgcheck.glossary import load_glossary

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILES = {
    "website/pricing.md": """# Pricing

Every plan starts with a 14-day free trial.

| | Starter | Team |
|---|---|---|
| Price per user per month | $9 | $20 |

On Starter, you can invite 5 members. On Team, you can invite 25 members.
""",
    "website/security.md": """# Security

Customer data is deleted 90 days after an account is closed. The office has 3 plants.
""",
    "emails/welcome.md": """# Welcome

Your free trial lasts two weeks.

On Team, you can invite 25 members, so bring everybody.
""",
    "emails/bye.md": """# Goodbye

We delete customer data three months after an account is closed. The free trial lasts 30 days.
""",
    "website/stories.html": """<!doctype html><html lang="en"><head><title>Customers</title></head><body>
<h1>Customers</h1><blockquote><p>"We saved 40 hours every month, and we love it."</p>
<footer>Mia Berg, Nordlicht Studio</footer></blockquote>
<p>Nordlicht Studio saves 40 hours of work every month.</p></body></html>""",
    "social/post.md": "Nordlicht Studio saves 40 hours of work every month with our app.\n",
}


@pytest.fixture
def company(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def find(glossary: Path | None = None) -> list[Proposal]:
    found, unread = fact_suggestions.find(Config(), ["website", "emails", "social"], glossary, now=NOW)
    assert not unread
    return found


def about(found: list[Proposal], word: str) -> Proposal:
    (one,) = [proposal for proposal in found if word in proposal.claim]
    return one


def test_what_is_repeated_is_proposed_with_who_disagrees(company: Path) -> None:
    trial = about(find(), "trial")
    assert [(value.value, value.times, value.assets) for value in trial.values] == [
        ("two weeks", 2, 2),
        ("30 days", 1, 1),
    ]
    assert trial.disputed
    assert (trial.times, trial.assets) == (3, 3)
    assert trial.values[1].places == ("emails/bye.md:3",)


def test_one_value_in_two_spellings_is_no_disagreement(company: Path) -> None:
    data = about(find(), "data")
    assert len(data.values) == 1
    assert not data.disputed


def test_one_off_numbers_and_stories_are_left_out(company: Path) -> None:
    claims = " ".join(proposal.claim for proposal in find())
    assert "plants" not in claims
    assert "40 hours" not in claims


def test_the_yaml_loads_and_its_values_are_understood(company: Path) -> None:
    text = fact_suggestions.as_yaml(find())
    (company / "proposed.yaml").write_text(text, encoding="utf-8")
    listed = load_glossary(company / "proposed.yaml")
    assert len(listed.facts) == len(find())
    assert all(record.quantity for record in subjects.records(listed))
    assert "# decide: two weeks (2), 30 days (1)" in text
    assert "# but 1 place says 30 days: emails/bye.md:3" in text


def test_what_is_on_record_is_not_proposed_again(company: Path) -> None:
    (company / "glossary.yaml").write_text(
        "facts: [{id: trial, claim: The free trial lasts 14 days., value: 14 days}]\n", encoding="utf-8"
    )
    assert not [one for one in find(company / "glossary.yaml") if "trial" in one.claim]


def test_the_command_writes_the_same_bytes_again(company: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        result = CliRunner().invoke(main, ["facts", "suggest", "website", "emails", "-q", "-o", name])
        assert result.exit_code == 0, result.output
    assert (company / "a.yaml").read_bytes() == (company / "b.yaml").read_bytes()
    shown = CliRunner().invoke(main, ["facts", "suggest", "website", "emails", "-q", "-f", "json"])
    assert {"id", "claim", "values", "variants", "assets"} <= json.loads(shown.stdout)[0].keys()


def test_nothing_to_propose(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("We like cheese.\n", encoding="utf-8")
    found, _ = fact_suggestions.find(Config(), ["a.md"], None, now=NOW)
    assert fact_suggestions.as_yaml(found).endswith("facts: []\n")


def test_a_column_beside_that_of_a_plan_is_of_a_plan(tmp_path: Path) -> None:
    table = "| | Basic | Team |\n|---|---|---|\n| Price per table per month | $9 | $20 |\n"
    for name, text in {
        "prices.md": f"# Prices\n\n{table}\nThe Team plan costs $20 per table per month.\n",
        "mail.md": "The Team plan costs $17 per table per month.\n",
        "talk.md": "Too dear? The Basic plan costs $9 per table per month.\n",
        "post.md": "Team plan now $17 per table per month.\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found, _ = fact_suggestions.find(Config(), ["."], None, now=NOW)
    (basic,) = [one for one in found if "$9 per table per month" in one.values[0].value]
    assert (basic.when, [(value.value, value.times) for value in basic.values]) == (
        {"plan": ("Basic",)},
        [("$9 per table per month", 2)],
    )


def test_a_sentence_that_two_assets_repeat_is_proposed(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        text = f"Hello from {name}, good to see you.\n\nOrder by the dozen and save 15%.\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    found, _ = fact_suggestions.find(Config(), ["a.md", "b.md"], None, now=NOW)
    assert [(one.values[0].value, one.times, one.assets) for one in found] == [("15%", 2, 2)]
    assert "Left out: what one asset alone says" in fact_suggestions.as_yaml(found)
