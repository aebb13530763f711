"""The four machine interfaces, as docs/interfaces.md promises them: other people's scripts stand on these."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from msgcheck import cli, intake
from msgcheck.config import Config

ROOT = Path(__file__).parent.parent
CORPORA = ROOT / "corpora"
DOCS = ROOT / "docs"
VERDICTS = {"contradiction", "inconsistent", "different_scope", "compatible", "unrelated"}
# One asset for each reader that there is.
ASSETS = [
    "website/pricing.html",
    "decks/sales-deck.pptx",
    "docs/call-script.docx",
    "docs/datasheet.pdf",
    "ads/google-ads.csv",
    "social/linkedin-posts.md",
    "emails/price-change-notice.eml",
    "emails/outreach-group.txt",
]
PAIRS = [
    {"id": "trial", "a": "The free trial runs 14 days.", "b": "Try it free for 30 days."},
    {"id": 2, "a": "The free trial runs 14 days.", "b": "A two-week trial, free."},
    {"id": None, "a": "Kitchen costs $149 a month.", "b": "Our office is in Ghent."},
    {"id": ["x", 1.5], "a": "We never sell your data.", "b": "We sell your data to partners."},
    {"id": "trusted", "a": "Trusted by 5,000+ restaurants.", "b": "Trusted by 7,000+ restaurants."},
    {"id": "plans", "a": "On the Solo plan, storage is 5 GB.", "b": "On the Crew plan, storage is 50 GB."},
    {"id": "empty", "a": "", "b": "No card needed."},
    {"id": "é", "a": "Crème brûlée 🍮 for €5.", "b": "Crème brûlée 🍮 for €7."},
]


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return loaded


def valid(data: Any, name: str) -> None:
    validator = Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)
    errors = sorted(validator.iter_errors(data), key=lambda error: error.json_path)
    assert not errors, [f"{error.json_path}: {error.message}" for error in errors[:5]]


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner(catch_exceptions=False).invoke(cli.main, list(arguments), input=stdin)


def lines(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def rows_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# ---------------------------------------------------------------- check


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report over one asset of each kind, with something that cannot be read."""
    folder = tmp_path_factory.mktemp("check")
    (folder / "old.pptx").write_bytes(b"PK\x03\x04 this was a deck once")
    # Schema and quotes, not quality: few pairs, and low thresholds, so that something is shown and folded.
    (folder / "msgcheck.yaml").write_text(
        "pairs: {top: 3}\nalarms: {value: 0.05, statement: 0.05, fold: 0.05}\n"
    )
    result = run(
        *("check", str(folder / "old.pptx"), *(str(CORPORA / name) for name in ASSETS)),
        *("--config", str(folder / "msgcheck.yaml"), "--glossary", str(ROOT / "glossary.yaml")),
        *("--format", "json", "--output", str(folder / "report.json")),
    )
    assert result.exit_code == 1, result.stderr
    assert result.stdout == ""
    data: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return data


def test_the_report_is_what_its_schema_says(report: dict[str, Any]) -> None:
    valid(report, "report")
    assert {finding["code"][:3] for finding in report["findings"]} >= {"MC1", "MC2"}
    assert report["folded"]
    assert len(report["skipped"]) == 1
    assert len(report["documents"]) == len(ASSETS)


def test_the_report_has_no_key_that_the_schema_does_not_name(report: dict[str, Any]) -> None:
    named = schema("report")["$defs"]
    assert report.keys() <= schema("report")["properties"].keys()
    assert report["run"].keys() <= named["run"]["properties"].keys()
    for finding in [*report["findings"], *report["folded"]]:
        assert finding.keys() <= named["finding"]["properties"].keys()
        for place in finding["places"]:
            assert place.keys() <= named["place"]["properties"].keys()
    for document in report["documents"]:
        assert document.keys() <= named["document"]["properties"].keys()


def test_every_quote_is_exact_text_of_its_asset_and_its_mark_cuts_it(report: dict[str, Any]) -> None:
    config = Config()
    resources, _ = intake.gather(config, [str(CORPORA / name) for name in ASSETS])
    texts = {document.uri: document.text for document in intake.read(resources, config)[0]}
    places = [place for finding in report["findings"] + report["folded"] for place in finding["places"]]
    assert len(places) > 10
    for place in places:
        assert place["quote"] in texts[place["uri"]]
        if "mark" in place:
            assert 0 <= place["mark"]["start"] < place["mark"]["end"] <= len(place["quote"])


def test_every_finding_has_an_id_of_its_own_and_every_asset_its_line(report: dict[str, Any]) -> None:
    ids = [finding["id"] for finding in report["findings"]]
    assert len(ids) == len(set(ids))
    uris = [document["uri"] for document in report["documents"]]
    assert uris == sorted(set(uris))
    assert {p["uri"] for f in report["findings"] for p in f["places"]} <= set(uris)


# ---------------------------------------------------------------- judge


def judged(path: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    result = run("judge", lines(path, rows))
    assert result.exit_code == 0, result.stderr
    return rows_of(result.stdout)


def test_judge_answers_every_pair_in_order(tmp_path: Path) -> None:
    said = judged(tmp_path / "pairs.jsonl", PAIRS)
    assert [row["id"] for row in said] == [row["id"] for row in PAIRS]
    for row in said:
        valid(row, "judge")
        assert row["verdict"] in VERDICTS
        assert 0 <= row["contradiction"] <= 1
        assert 0 <= row["confidence"] <= 1
    by_id = {str(row["id"]): row for row in said}
    assert by_id["trial"]["verdict"] == "contradiction"
    assert by_id["trial"]["contradiction"] > by_id["2"]["contradiction"]


def test_the_input_that_is_documented_is_the_input_that_is_read() -> None:
    for name, kind, row in (("judge", "pair", PAIRS[0]), ("terms", "text", {"id": 1, "text": "x"})):
        wanted = schema(name)["$defs"][kind]
        Draft202012Validator(wanted).validate(row)
        assert set(wanted["required"]) == row.keys()


def test_swapping_a_and_b_changes_nothing(tmp_path: Path) -> None:
    swapped = [{"id": row["id"], "a": row["b"], "b": row["a"]} for row in PAIRS]
    one, two = judged(tmp_path / "1.jsonl", PAIRS), judged(tmp_path / "2.jsonl", swapped)
    for row in [*one, *two]:
        del row["why"]  # it names the sides in the order in which they were given
    assert one == two


def test_a_pair_is_judged_alike_alone_and_in_company(tmp_path: Path) -> None:
    together = judged(tmp_path / "all.jsonl", PAIRS)
    assert judged(tmp_path / "one.jsonl", PAIRS[4:5]) == together[4:5]


def test_judge_writes_to_a_file_and_reads_from_a_pipe(tmp_path: Path) -> None:
    text = json.dumps(PAIRS[0]) + "\n\n"
    result = run("judge", "-", "--output", "deep/said.jsonl", stdin=text)
    assert (result.exit_code, result.stdout) == (0, "")
    assert [row["id"] for row in rows_of((tmp_path / "deep" / "said.jsonl").read_text())] == ["trial"]


def test_no_pairs_no_answers(tmp_path: Path) -> None:
    assert judged(tmp_path / "none.jsonl", []) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{not json}", "not JSON"),
        ('["a", "b"]', "not an object"),
        ('{"id": 3, "a": "x"}', "'b' is missing"),
        ('{"a": "x", "b": "y"}', "'id' is missing"),
        ('{"id": 3, "a": "x", "b": 7}', "'b' is not text"),
        ('{"id": 3, "a": null, "b": "y"}', "'a' is not text"),
    ],
)
def test_a_malformed_line_is_an_error_with_its_number(tmp_path: Path, line: str, said: str) -> None:
    good = json.dumps(PAIRS[0])
    (tmp_path / "pairs.jsonl").write_text(f"{good}\n\n{line}\n{good}\n")
    result = run("judge", "pairs.jsonl", "--output", "said.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"pairs.jsonl:3: {said}" in result.stderr
    assert 'hint: one object a line: {"id": ..., "a": ..., "b": ...}' in result.stderr
    assert not (tmp_path / "said.jsonl").exists()


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_bytes('{"id": 1, "a": "Café", "b": "y"}'.encode("latin-1"))
    result = run("judge", "pairs.jsonl")
    assert result.exit_code == 2
    assert "pairs.jsonl: not UTF-8" in result.stderr


# ---------------------------------------------------------------- terms


GLOSSARY = """terms:
- preferred: workspace
  forbidden: [project space]
- preferred: catalog
  deprecated: [item library]
replace: {e-mail: email, log on: sign in}
"""


def test_terms_are_cut_out_of_the_text_in_order(tmp_path: Path) -> None:
    (tmp_path / "g.yaml").write_text(GLOSSARY)
    texts = [
        {"id": "b", "text": "🙂 Open your project space, then log on by e-mail."},
        {"id": "a", "text": "A workspace, an email: all as it should be."},
        {"id": 3, "text": ""},
    ]
    result = run("terms", lines(tmp_path / "t.jsonl", texts), "--glossary", "g.yaml")
    assert result.exit_code == 0, result.stderr
    said = rows_of(result.stdout)
    assert [row["id"] for row in said] == ["b", "a", 3]
    for row, given in zip(said, texts, strict=True):
        valid(row, "terms")
        ends = [0]
        for hit in row["occurrences"]:
            assert given["text"][hit["start"] : hit["end"]] == hit["found"]
            assert hit["start"] >= ends[-1]
            ends.append(hit["end"])
    found = [(hit["code"], hit["found"], hit["preferred"]) for hit in said[0]["occurrences"]]
    assert found[0] == ("MC201", "project space", "workspace")
    assert [words for _, words, _ in found] == ["project space", "log on", "e-mail"]
    assert said[1]["occurrences"] == said[2]["occurrences"] == []


def test_terms_without_a_glossary_is_a_question_and_no_empty_answer(tmp_path: Path) -> None:
    result = run("terms", lines(tmp_path / "t.jsonl", [{"id": 1, "text": "x"}]))
    assert result.exit_code == 2
    assert "--glossary" in result.stderr


def test_a_malformed_text_is_an_error_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "g.yaml").write_text(GLOSSARY)
    (tmp_path / "t.jsonl").write_text('{"id": 1, "text": "x"}\n{"id": 2}\n')
    result = run("terms", "t.jsonl", "--glossary", "g.yaml")
    assert result.exit_code == 2
    assert "t.jsonl:2: 'text' is missing" in result.stderr


@pytest.mark.parametrize("command", ["judge", "terms"])
def test_half_an_emoji_is_answered_like_any_text(tmp_path: Path, command: str) -> None:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY)
    row = {"id": "\ud83d", "a": "14 days \ud83d", "b": "30 days", "text": "log on \ud83d"}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
    result = run(command, "rows.jsonl", "--glossary", "glossary.yaml")
    assert result.exit_code == 0
    assert [said["id"] for said in rows_of(result.stdout)] == ["\ud83d"]


# ---------------------------------------------------------------- read


@pytest.mark.parametrize("name", ASSETS)
def test_a_document_as_read_is_what_its_schema_says(name: str) -> None:
    result = run("read", str(CORPORA / name), "--format", "json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    valid(data, "read")
    assert data["documents"]
    for document in data["documents"]:
        at = 0
        for block in document["blocks"]:
            assert (block["start"], block["end"]) == (at, at + len(block["text"]))
            at = block["end"] + 1
            assert all(field in block["text"] for field in block["fields"])


def test_what_cannot_be_read_is_said_beside_what_can(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "old.pptx").write_bytes(b"PK\x03\x04 once")
    (tmp_path / "copy" / "page.md").write_text("No card needed.\n")
    result = run("read", "copy", "--format", "json")
    assert result.exit_code == 3
    assert [document["uri"] for document in json.loads(result.stdout)["documents"]] == ["copy/page.md"]
    assert result.stderr.startswith("not read: copy/old.pptx: ")


# ---------------------------------------------------------------- the page that documents them


def test_the_documented_examples_are_what_the_commands_say(tmp_path: Path) -> None:
    """The page holds a small folder, the commands, and what they print; all of it is run here."""
    folder = dict(re.findall(r"^### (\S+)\n\n```\w+\n(.*?)^```$", _page(), re.MULTILINE | re.DOTALL))
    for name, text in folder.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert set(folder) >= {"page.md", "mail.md", "glossary.yaml", "pairs.jsonl", "texts.jsonl"}
    shown = re.findall(
        r"^    \$ msgcheck ([^\n]*)\n\n```json\w*\n(.*?)^```$", _page(), re.MULTILINE | re.DOTALL
    )
    assert [command.split()[0] for command, _ in shown] == ["check", "judge", "terms", "read"]
    for command, expected in shown:
        result = run(*command.split())
        assert result.exit_code in (0, 1), result.stderr
        if command.startswith(("check", "read")):
            said, told = json.loads(result.stdout), json.loads(expected)
            assert _shape(said) == _shape(told)
            valid(told, command.split()[0].replace("check", "report"))
            assert _steady(said) == _steady(told)
            continue
        assert _shape(rows_of(result.stdout)) == _shape(rows_of(expected))
        for row, told in zip(rows_of(result.stdout), rows_of(expected), strict=True):
            valid(told, command.split()[0])
            assert row["id"] == told["id"]
            assert row.get("occurrences") == told.get("occurrences")


def _page() -> str:
    return (DOCS / "interfaces.md").read_text(encoding="utf-8")


# The clock, and what a retrained judge may weigh and word otherwise: shown, and not promised.
_PASSING = set(
    "started duration_s version models settings counts confidence contradiction id message why attribute".split()
)


def _steady(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _steady(value) for key, value in data.items() if key not in _PASSING}
    return [_steady(item) for item in data] if isinstance(data, list) else data


def _shape(data: Any) -> Any:
    """The keys, in their order, wherever they stand."""
    if isinstance(data, dict):
        return [(key, _shape(value)) for key, value in data.items()]
    return [_shape(item) for item in data] if isinstance(data, list) else None
