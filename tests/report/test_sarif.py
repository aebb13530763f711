"""SARIF 2.1.0: valid against its schema, complete, and the same alerts tomorrow."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft4Validator
from test_json import runs

from msgcheck import outputs, rules
from msgcheck.model import Place, Standing
from msgcheck.outputs import Output
from msgcheck.report.sarif import SarifReporter
from msgcheck.run import DocumentSummary, Run

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8-sig")
)
OFFICIAL = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)
LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\((\d+)\)")  # SARIF 3.11.6


def sarif(run: Run) -> dict[str, Any]:
    log = json.loads(SarifReporter().render(run))
    OFFICIAL.validate(log)
    return dict(log["runs"][0])


def test_sarif_has_the_other_places_as_related_and_links_to_each(fernhall: Run) -> None:
    run = sarif(fernhall)
    trial = next(r for r in run["results"] if r["ruleId"] == "MC101")
    assert len(trial["locations"]) == 1
    ids = [location["id"] for location in trial["relatedLocations"]]
    assert ids == list(range(1, 11))
    assert [int(number) for _, number in LINK.findall(trial["message"]["text"])] == ids
    # The first place is a file with a line: an editor can go there.
    assert trial["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "ads/search.csv", "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": 5,
            "startColumn": 31,
            "snippet": {"text": "Free for 7 days. Cancel any time."},
        },
    }
    home = trial["relatedLocations"][0]
    assert home["physicalLocation"] == {"artifactLocation": {"uri": "https://www.fernhall.example/"}}
    assert home["message"]["text"].endswith("(website, marketing)")
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert 0 <= result["rank"] <= 100


def test_the_place_that_differs_from_the_record_comes_first(fernhall: Run) -> None:
    trial = fernhall.findings[0]
    places = tuple(
        replace(place, standing=() if place.value == "7 days" else (Standing.RECORD,))
        for place in trial.places
    )
    (result,) = sarif(replace(fernhall, findings=(replace(trial, places=places),)))["results"]
    first = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert first == next(place.uri for place in places if place.value == "7 days")


def test_many_places_are_all_related_and_the_first_of_them_linked(fernhall: Run) -> None:
    first = fernhall.findings[0].places[0]
    places = tuple(replace(first, uri=f"page-{n}.md", line=1) for n in range(60))
    (result,) = sarif(replace(fernhall, findings=(replace(fernhall.findings[0], places=places),)))["results"]
    assert len(result["relatedLocations"]) == 59
    assert len(LINK.findall(result["message"]["text"])) == 20
    assert result["message"]["text"].endswith("39 more places.")


def test_copy_is_no_link_in_a_message(fernhall: Run) -> None:
    nasty = "[all](1) of C:\\[x] and [a](https://x.example)"
    place = Place("a.md", "", nasty, "body", line=3)
    finding = replace(fernhall.findings[0], message=nasty, why=nasty, places=(place, place))
    (result,) = sarif(replace(fernhall, findings=(finding,)))["results"]
    assert LINK.findall(result["message"]["text"]) == [("a.md:3", "1")]


def test_fingerprints_survive_a_move_and_a_new_score(fernhall: Run) -> None:
    moved = [
        replace(f, confidence=f.confidence / 2, places=tuple(replace(p, line=99) for p in f.places))
        for f in fernhall.findings
    ]
    before, after = sarif(fernhall), sarif(replace(fernhall, findings=tuple(moved)))
    for key in ("msgcheck/v1", "primaryLocationLineHash"):
        prints = [{r["partialFingerprints"][key] for r in run["results"]} for run in (before, after)]
        assert prints[0] == prints[1]
        assert len(prints[0]) == len(fernhall.findings)


def test_two_equal_findings_are_two_alerts(fernhall: Run) -> None:
    same = fernhall.findings[:1] * 2
    found = [r["partialFingerprints"] for r in sarif(replace(fernhall, findings=same))["results"]]
    assert [prints["primaryLocationLineHash"].partition(":")[2] for prints in found] == ["1", "2"]
    assert len({prints["msgcheck/v1"] for prints in found}) == 1


def test_unread_places_are_notifications(fernhall: Run) -> None:
    run = sarif(fernhall)
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert [n["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for n in told] == [
        "decks/Board%20Q3.pptx", "https://www.fernhall.example/partners",
    ]  # fmt: skip
    assert all(n["descriptor"]["id"] == "MC001" for n in told)
    uris = re.findall(r'"uri": "([^"]*)"', json.dumps(run))
    assert all(re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", uri) for uri in uris)
    assert not any(uri.startswith("javascript:") for uri in uris)


@pytest.mark.parametrize(
    ("path", "uri", "relative"),
    [
        ("decks/Über uns #1?.pptx", "decks/%C3%9Cber%20uns%20%231%3F.pptx", True),
        ("a:b/c%20d.md", "a%3Ab/c%2520d.md", True),
        ("/srv/copy/my deck.pptx", "file:///srv/copy/my%20deck.pptx", False),
        ("men\udce9.md", "men%E9.md", True),
        ("C:/copy/my deck.pptx", "file:///C:/copy/my%20deck.pptx", False),
        ("https://x.example/a b?q=1&r=%20", "https://x.example/a%20b?q=1&r=%20", False),
    ],
)
def test_a_path_is_a_uri_that_leads_back_to_it(path: str, uri: str, relative: bool, fernhall: Run) -> None:
    document = DocumentSummary(path, "", "", "", "", 0, 0)
    (artifact,) = sarif(replace(fernhall, documents=(document,), findings=(), skipped=()))["artifacts"]
    assert artifact["location"] == {"uri": uri, **({"uriBaseId": "%SRCROOT%"} if relative else {})}
    if relative:
        assert unquote(uri, errors="surrogateescape") == path


def test_every_code_brings_its_page(fernhall: Run) -> None:
    (text,) = outputs.draw(fernhall, [Output("sarif")])
    log = json.loads(text)
    OFFICIAL.validate(log)
    driver = log["runs"][0]["tool"]["driver"]
    for rule in [*driver["rules"], *driver["notifications"]]:
        assert rule["help"]["text"] == rules.page(rule["id"])
        assert "### Why it matters" in rule["help"]["markdown"]
        assert rule["help"]["markdown"].count("```") % 2 == 0
    record = next(rule for rule in driver["rules"] if rule["id"] == "MC102")
    assert record["fullDescription"]["text"].startswith("assets give different numbers")
    assert "```\n>>> judge_pair(" in record["help"]["markdown"]


@given(runs)
@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
def test_any_run_is_valid_sarif(run: Run) -> None:
    sarif(run)
