"""`msgcheck claims` shows what was understood: all of it, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msgcheck import reading
from msgcheck.intake import read_one
from msgcheck.model import Document, Resource

PAGE = """---
title: News
date: 2026-03-04
---

# Opening hours

Our workshop never closes its doors to members before 6 pm.

The office is open Mon to Fri, 9 a.m. to 5 p.m.

Members may bring unlimited guests if they book.

We sell bikes in Leeds.

Ready?
"""


@pytest.fixture
def documents() -> list[Document]:
    return read_one(Resource(uri="news.md", data=PAGE.encode()))


def test_people_see_subject_values_polarity_modality_speaker_and_time(documents: list[Document]) -> None:
    said = reading.claims_as_text(documents, None)
    assert "news.md: 4 claims in 7 sentences" in said
    assert "subject: Our workshop" in said
    assert "denied: closes its doors to members before 6 pm" in said
    assert "hours: range 9 to 17 o'clock on mon, tue, wed, thu, fri (“Mon to Fri, 9 a.m. to 5 p.m.”)" in said
    assert "they book" in said.partition("conditions: ")[2]
    assert "company speaks, affirmed, may, of 2026-03-04" in said
    assert "not a claim: question: 1" in said


def test_json_holds_the_same(documents: list[Document]) -> None:
    (document,) = json.loads(reading.claims_as_json(documents, None))["documents"]
    workshop, office, members, bikes = document["claims"]
    assert (workshop["subject"], workshop["negated"]) == ("Our workshop", True)
    assert workshop["denied"] == ["closes its doors to members before 6 pm"]
    assert office["quantities"][0]["per"] == ["fri", "mon", "thu", "tue", "wed"]
    assert members["modality"] == "may"
    assert "they book" in members["scope"]["conditions"][0]
    assert members["quantities"][0]["value"] == "unlimited"
    assert (bikes["subject"], bikes["negated"], bikes["denied"]) == ("We", False, [])
    assert {claim["speaker"] for claim in document["claims"]} == {"company"}
    assert {claim["date"] for claim in document["claims"]} == {"2026-03-04"}
    assert document["not_claims"]["question"] == 1


def test_nothing_read_is_nothing_shown(tmp_path: Path) -> None:
    assert reading.claims_as_text([], None) == ""
    assert json.loads(reading.claims_as_json([], None)) == {"documents": []}
