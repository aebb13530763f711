"""The demonstration corpus: who says what is on record today is labelled, and that is what becomes wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from msgcheck import config, impact
from msgcheck.impact import Effect

ROOT = Path(__file__).parents[2]
# label -> (change, the value on record as the labels write it)
CHANGES = {
    "C01": ("trial-length=30 days", ("21 days", "3 weeks")),
    "C02": ("chat-hours=8 a.m. to 8 p.m. ET, every day", ("7:00-23:00 ET daily",)),
    "C03": ("data-retention=60 days", ("90 days", "3 months")),
    "C04": ("founded=2013", ("2016",)),
    "C05": ("pos-integrations=40 POS systems", ("34",)),
    "C07": ("price-insights=$55", ("$49/location/month",)),
    "C10": ("referral-credit=$200", ("$150",)),
    "C11": ("prepscale-300-warranty=3 years", ("24 months", "2 years")),
}


@pytest.fixture(scope="module")
def found() -> impact.Impact:
    settings = config.load(ROOT / "msgcheck.yaml")
    paths = [(ROOT / path).as_posix() for path in settings.paths]
    wishes = [wish for wish, _ in CHANGES.values()]
    now = datetime(2026, 6, 1, tzinfo=UTC)
    return impact.run(settings, wishes, paths, glossary=ROOT / "glossary.yaml", now=now, cache=False)


def labelled() -> dict[str, list[dict[str, Any]]]:
    lines = (ROOT / "corpora" / "labels" / "conflicts.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["places"] for row in map(json.loads, lines)}


@pytest.mark.parametrize("label", CHANGES)
def test_every_labelled_place_and_no_other_becomes_wrong(found: impact.Impact, label: str) -> None:
    wish, today = CHANGES[label]
    wanted = {(p["path"], p["quote"]) for p in labelled()[label] if p["value"] in today}
    wrong = {
        (task.place.uri, task.place.quote)
        for task in found.tasks
        if task.effect is Effect.WRONG and task.change.before.id == wish.partition("=")[0]
    }
    assert [place for place in wanted if not any(same(place, other) for other in wrong)] == []
    assert [place for place in wrong if not any(same(place, other) for other in wanted)] == []


def same(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """A labelled quote may be a part of the sentence, or two cells of it."""
    return a[0] == b[0] and (a[1] in b[1] or b[1] in a[1])
