"""Names that documents give away where the glossary names none."""

from __future__ import annotations

import pytest

from msgcheck import check, intake
from msgcheck.claims.proposals import complete, proposed_plans, rivals
from msgcheck.claims.scope import NO_NAMES, Names
from msgcheck.config import Config
from msgcheck.model import Document, Speaker

PRICING = """<html><head><title>Prices | Ovenly</title></head><body><h1>Prices</h1>
<table><tr><th></th><th>Ember</th><th>Blaze</th></tr>
<tr><th>Price</th><td>$9</td><td>$19</td></tr><tr><th>Ovens</th><td>1</td><td>4</td></tr></table>
<p>On Ember you bake with one oven and no hurry at all.</p><p>With Ember there is no contract to sign.</p>
<p>On Blaze there is room for four ovens in one kitchen.</p><p>Nobody leaves Blaze without a reason to.</p>
<p>From Blaze on you may call us on Sundays too.</p>
<table><tr><th>Extra</th><th>Once</th></tr><tr><th>Setup</th><td>$50</td></tr><tr><th>Training</th><td>$70</td></tr></table>
</body></html>"""
VERSUS = """<html><head><title>Ovenly or Crumbly? A fair look</title></head><body><h1>Ovenly or Crumbly?</h1>
<h2>What Crumbly does</h2><p>Every order takes nine days to arrive.</p></body></html>"""
ABOUT = "<html><head><title>{} | Ovenly</title></head><body><p>Every order takes two days to arrive.</p></body></html>"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    folder = tmp_path_factory.mktemp("site")
    pages = {
        "pricing": PRICING,
        "versus": VERSUS,
        "about": ABOUT.format("About"),
        "help": ABOUT.format("Help"),
    }
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    read, skipped = intake.documents(Config(), [str(folder)])
    assert not skipped
    return read


def test_columns_of_prices_that_sentences_speak_of_are_plans(documents: list[Document]) -> None:
    assert proposed_plans(documents) == ["Blaze", "Ember"]


def test_whom_a_page_compares_with_is_a_competitor_and_speaks_for_itself(documents: list[Document]) -> None:
    assert rivals(documents) == ["Crumbly"]
    from datetime import UTC, datetime

    claims, _, _ = check.find_claims(documents, NO_NAMES, datetime(2026, 6, 1, tzinfo=UTC))
    said = {claim.text: claim.speaker for claim in claims}
    assert said["Every order takes nine days to arrive."] is Speaker.COMPETITOR
    assert said["Every order takes two days to arrive."] is Speaker.COMPANY


def test_what_the_glossary_names_stays_as_it_is(documents: list[Document]) -> None:
    names = Names({}, {"own": ("Own",)}, {"rival": ("Rival",)}, ("Ovenly",))
    assert complete(names, documents) == names
