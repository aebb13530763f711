"""`msgcheck glossary lint`, `test` and `explain` as a person meets them, and what a wrong file is told."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from msgcheck.cli import main
from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, json_schema, load_glossary
from msgcheck.model import Block, Document, Finding, Kind, Resource, Severity, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.terminology.check import TermsCheck

GOOD = """\
meta: {owner: words@acme.example}
terms:
  - id: sso
    definition: One login for all.
    preferred: single sign-on
    admitted: [SSO]
    deprecated: [single signon]
    first_use: single sign-on (SSO)
    examples:
      good: [We have single sign-on.]
      bad: [We have single signon.]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["glossary", *arguments])


def test_a_sound_glossary_passes(folder: Path) -> None:
    linted, tested = run("lint"), run("test")
    assert (linted.exit_code, linted.stdout) == (0, "glossary.yaml: nothing to mend\n")
    assert (tested.exit_code, tested.stdout) == (0, "2 examples of 1 term: 2 passed, 0 failed\n")


def test_an_example_that_fails_says_what_was_found(folder: Path) -> None:
    text = GOOD.replace("good: [We", "good: [Try single signon now., We").replace(
        "bad: [We", "bad: [Nothing.\\, We"
    )
    text = text.replace("Nothing.\\,", "See x.io/single-signon.,")
    (folder / "glossary.yaml").write_text(text, encoding="utf-8")
    done = run("test")
    assert done.exit_code == 1
    first, second, counts = done.stdout.splitlines()
    assert first == (
        "glossary.yaml:10: terms[0].examples.good[0]: good example 'Try single signon now.' is flagged: "
        "MC202 say 'single sign-on', not 'single signon'"
    )
    assert second.startswith(
        "glossary.yaml:11: terms[0].examples.bad[0]: bad example 'See x.io/single-signon.'"
    )
    assert "inside a URL" in second
    assert counts == "4 examples of 1 term: 2 passed, 2 failed"
    said = json.loads(run("test", "-f", "json").stdout)
    assert (said["passed"], said["failed"]) == (2, 2)
    assert [row["passed"] for row in said["examples"]] == [False, True, False, True]


def test_a_bad_example_may_be_wrong_from_a_later_day_on(folder: Path) -> None:
    text = GOOD.replace("[single signon]", "[{text: single signon, since: 2999-01-01}]")
    (folder / "glossary.yaml").write_text(text, encoding="utf-8")
    assert run("test").exit_code == 0


def test_lint_names_line_key_and_a_next_step(folder: Path) -> None:
    (folder / "glossary.yaml").write_text(GOOD + "replace: {a: b, b: a}\n", encoding="utf-8")
    done = run("lint", "glossary.yaml")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:2] == [
        "glossary.yaml:12: replace.a: error: goes in a circle: 'a' -> 'b' -> 'a'; the rest is at replace.b",
        "    next: decide which of them is right, and keep only that",
    ]
    said = json.loads(run("lint", "-f", "json").stdout)
    assert said["complete"] is False
    assert said["remarks"][0] | {"message": ""} == {
        "line": 12,
        "key": "replace.a",
        "severity": "error",
        "kind": "cycle",
        "message": "",
        "hint": "decide which of them is right, and keep only that",
    }


def test_fail_on_says_from_which_severity_lint_fails(folder: Path) -> None:
    (folder / "glossary.yaml").write_text("terms: [{preferred: seat}]\n", encoding="utf-8")
    codes = [run("lint", "--fail-on", level).exit_code for level in ("error", "warning", "note", "never")]
    assert codes == [0, 0, 1, 0]


def test_lint_runs_the_examples_too(folder: Path) -> None:
    (folder / "glossary.yaml").write_text(GOOD.replace("bad: [We have single signon.]", "bad: [Hi.]"))
    (remark,) = json.loads(run("lint", "-f", "json").stdout)["remarks"]
    assert (remark["key"], remark["kind"], remark["line"]) == ("terms[0].examples.bad[0]", "example", 11)


def test_lint_names_what_the_copy_never_has(folder: Path) -> None:
    more = "  - {id: seat, definition: d, preferred: seat, forbidden: [chair]}\n"
    (folder / "glossary.yaml").write_text(GOOD + more, encoding="utf-8")
    (folder / "copy").mkdir()
    (folder / "copy" / "a.md").write_text("We have SSO, that is single sign-on.\n", encoding="utf-8")
    said = json.loads(run("lint", "--copy", "copy", "-f", "json").stdout)
    assert [(row["key"], row["kind"]) for row in said["remarks"]] == [
        ("terms[0].deprecated[0]", "never matched"),
        ("terms[1]", "never matched"),
    ]
    assert "1 asset" in said["remarks"][0]["message"]


def test_copy_that_cannot_be_read_is_exit_code_3(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    done = run("lint", "--copy", "broken.pdf")
    assert done.exit_code == 3
    assert "broken.pdf" in done.stderr


def test_explain_says_which_entry_and_where_the_file_has_it(folder: Path) -> None:
    done = run("explain", "Our single signon, see x.io/single-signon.")
    assert done.exit_code == 0
    assert done.stdout == (
        "4-17 'single signon': MC202 warning: say 'single sign-on' (deprecated, as listed)\n"
        "    entry: 'single signon' of sso, glossary.yaml:7: terms[0].deprecated[0]\n"
        "\n"
        "left alone:\n"
        "28-41 'single-signon': inside a URL, a path or a file name\n"
        "    entry: 'single signon' of sso, glossary.yaml:7: terms[0].deprecated[0]\n"
    )
    said = json.loads(run("explain", "Our single signon.", "-f", "json").stdout)
    assert said["matched"][0]["key"] == "glossary.yaml:7: terms[0].deprecated[0]"
    assert said["left_alone"] == []


@pytest.mark.parametrize("command", [["lint"], ["test"], ["explain", "x"]])
def test_2_without_a_glossary_and_with_one_that_is_broken(folder: Path, command: list[str]) -> None:
    (folder / "glossary.yaml").write_text("terms: [{prefered: a}]\n", encoding="utf-8")
    done = run(*command)
    assert done.exit_code == 2
    assert "glossary.yaml:1: terms[0].prefered: unknown key\nhint: did you mean 'preferred'?" in done.stderr
    (folder / "glossary.yaml").unlink()
    done = run(*command)
    assert done.exit_code == 2
    assert "no glossary" in done.stderr


def test_the_help_of_the_group_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom msgcheck.cli import main\n"
        "main(['glossary', '--help'], standalone_mode=False)\nprint(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not set(done.stderr.split()) & {"torch", "spacy", "pydantic", "numpy", "yaml"}
    for command in ("lint", "test", "explain"):
        assert f"\n  {command} " in done.stdout


# First use, and forms with a date.


def document(*blocks: Block) -> Document:
    return assemble(Resource("a.md", b""), blocks, media_type="text/markdown")


def block(text: str, **more: Any) -> Block:
    return Block(text=text, span=UNPLACED, **more)


def found(*blocks: Block) -> list[Finding]:
    glossary = Glossary.model_validate(yaml.load(GOOD, yaml.BaseLoader))
    return TermsCheck(glossary).check([document(*blocks)])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["SSO is included."], ["Single sign-on (SSO)"]),
        (["We have SSO. SSO is nice.", "SSO again."], ["single sign-on (SSO)"]),
        (["Single sign-on (SSO) is included.", "SSO is nice."], []),
        (["We sell single sign-ons (SSOs).", "An SSO."], []),
        (["Single sign-on is included, and SSO is nice."], ["single sign-on (SSO)"]),
        (["SSO first, single sign-on (SSO) later."], ["Single sign-on (SSO)"]),
        (["Single sign-on is included."], []),
    ],
)
def test_the_first_use_of_a_short_form_is_written_out(texts: list[str], expected: list[str]) -> None:
    findings = found(*map(block, texts))
    assert [finding.suggestion for finding in findings] == expected
    for finding in findings:
        assert (finding.code, finding.severity, finding.places[0].value) == ("MC203", Severity.NOTE, "SSO")
        assert finding.message == f"write '{finding.suggestion}' where 'SSO' is used first"


def test_a_heading_introduces_a_form_and_needs_no_introduction() -> None:
    assert not found(block("SSO", kind=Kind.HEADING), block("SSO", surface=Surface.TITLE))
    assert not found(block("Single sign-on (SSO)", kind=Kind.HEADING), block("SSO is nice."))
    assert len(found(block("SSO", kind=Kind.HEADING), block("SSO is nice."))) == 1


def test_every_document_introduces_its_forms_anew() -> None:
    glossary = Glossary.model_validate(yaml.load(GOOD, yaml.BaseLoader))
    documents = [document(block("Single sign-on (SSO).")), document(block("SSO."))]
    assert len(TermsCheck(glossary).check(documents)) == 1


@pytest.mark.parametrize(
    ("status", "period", "day", "expected"),
    [
        ("deprecated", "since: 2026-06-01", date(2026, 5, 31), []),
        ("deprecated", "since: 2026-06-01", date(2026, 6, 1), ["MC202"]),
        ("forbidden", "until: 2026-06-01", date(2026, 6, 1), ["MC201"]),
        ("forbidden", "until: 2026-06-01", date(2026, 6, 2), []),
        ("deprecated", "reason: old", date(2026, 6, 1), ["MC202"]),
    ],
)
def test_a_form_has_its_status_on_the_days_it_says(
    status: str, period: str, day: date, expected: list[str]
) -> None:
    text = f"terms: [{{preferred: workspace, {status}: [{{text: project space, {period}}}]}}]"
    glossary = Glossary.model_validate(yaml.load(text, yaml.BaseLoader)).on(day)
    findings = TermsCheck(glossary).check([document(block("Open your project space."))])
    assert [finding.code for finding in findings] == expected


def test_a_form_that_is_wrong_only_later_is_no_wrong_spelling_before() -> None:
    text = "terms: [{preferred: single sign-on, deprecated: [{text: single signon, since: 2027-01-01}]}]"
    glossary = Glossary.model_validate(yaml.load(text, yaml.BaseLoader))
    read = document(block("A single signon."))
    assert not TermsCheck(glossary.on(date(2026, 1, 1))).check([read])
    assert [f.code for f in TermsCheck(glossary.on(date(2027, 1, 1))).check([read])] == ["MC202"]


# Wrong files: every key of the format, misspelt, is named with its file, line and likely word.

FULL: dict[str, Any] = {
    "version": "1",
    "meta": {"name": "a", "owner": "b", "language": "en"},
    "defaults": {"severity": "warning", "case": "smart", "inflect": True, "skip": ["code"]},
    "subjects": {
        "self": {"names": ["Acme"], "pronouns": ["we"]},
        "products": [{"id": "edge", "names": ["Acme Edge"], "was": ["Acme Gate"]}],
        "plans": [{"id": "team", "names": ["Team"]}],
        "competitors": [{"id": "globex", "names": ["Globex"]}],
    },
    "terms": [
        {
            "id": "t", "definition": "d", "pos": "noun", "preferred": "p", "status": "preferred", "admitted": ["q"],
            "deprecated": [{"text": "r", "since": "2026-01-01", "until": "2026-02-01", "reason": "s", "severity": "note"}],
            "forbidden": ["u"], "proposed": ["v"], "exceptions": ["p q"], "context": {"include": ["w"], "exclude": ["x"]},
            "case": "exact", "inflect": False, "severity": "note", "first_use": "p (q)",
            "applies_to": {"channels": ["web"], "locales": ["en"]}, "examples": {"good": ["p"], "bad": ["u"]},
            "note": "n", "owner": "o",
        }
    ],
    "facts": [
        {
            "id": "f", "claim": "c", "value": "v", "compare": "exact", "when": {"plan": ["Team"]},
            "variants": [{"when": {"region": ["EU"]}, "value": "w"}], "history": [{"value": "x", "until": "2025-01-01"}],
            "valid": {"from": "2026-01-01", "until": "2026-12-31"}, "owner": "o", "severity": "error", "note": "n",
        }
    ],
    "messages": [
        {
            "id": "m", "text": "t", "variants": ["v"], "opposite": ["o"], "owner": "w", "note": "n",
            "must_appear": [{"channels": ["deck"], "teams": ["sales"], "min": 1}],
        }
    ],
}  # fmt: skip


def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        if isinstance(node, dict):
            yield (*path, key)
        yield from paths(value, (*path, key))


def properties(schema: Any) -> Iterator[str]:
    """Every key that the schema knows anywhere."""
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key == "properties":
            yield from value
        yield from properties(value)


def misspelt(path: tuple[Any, ...]) -> tuple[dict[str, Any], str]:
    """The whole file with one key misspelt in its place, and that key."""
    data = copy.deepcopy(FULL)
    node: Any = data
    for part in path[:-1]:
        node = node[part]
    wrong = path[-1] + path[-1][-1]
    items = list(node.items())
    node.clear()
    node.update((wrong if key == path[-1] else key, value) for key, value in items)
    return data, wrong


@pytest.mark.parametrize("path", list(paths(FULL)), ids=lambda path: ".".join(map(str, path)))
def test_every_key_misspelt_is_named_with_its_line_and_likely_word(
    tmp_path: Path, path: tuple[Any, ...]
) -> None:
    data, wrong = misspelt(path)
    file = tmp_path / "glossary.yaml"
    text = yaml.safe_dump(data, sort_keys=False)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_glossary(file)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if f"{wrong}:" in row.split())
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert f"{wrong}: " in str(caught.value)
    assert f"did you mean '{path[-1]}'?" in str(caught.value)


def test_the_whole_format_is_read(tmp_path: Path) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(yaml.safe_dump(FULL, sort_keys=False), encoding="utf-8")
    assert load_glossary(file).listed[0].admitted[0].text == "q"
    jsonschema.Draft202012Validator(json_schema()).validate(FULL)
    assert set(properties(json_schema())) == ({path[-1] for path in paths(FULL)} | {"replace"}) - {
        "plan",
        "region",
    }


SCALARS = [
    "yes",
    "no",
    "on",
    "off",
    "1.10",
    "2026-01-01",
    "007",
    "0x1F",
    "1e3",
    "True",
    ".5",
    "1_000",
    "12:30:45",
]


@pytest.mark.parametrize("word", SCALARS)
def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path: Path, word: str) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(
        f"replace: {{{word}: right}}\nterms:\n- preferred: good\n  admitted: [{word}s]\n"
        f"  forbidden:\n  - {word}x\n  - {{text: {word}y, reason: {word}}}\n"
    )
    term, made = load_glossary(file).terms
    assert [form.text for form in term.admitted + term.forbidden] == [f"{word}s", f"{word}x", f"{word}y"]
    assert term.forbidden[1].reason == word
    assert made.deprecated[0].text == word


@pytest.mark.parametrize("nothing", ["null", "~", ""])
def test_nothing_as_a_form_is_refused_and_in_quotes_a_word(tmp_path: Path, nothing: str) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(f"terms:\n- preferred: good\n  forbidden:\n  - {nothing}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"glossary\.yaml:4: terms\[0\]\.forbidden\[0\]: has no value"):
        load_glossary(file)
    if nothing == "null":
        file.write_text("terms:\n- preferred: good\n  forbidden:\n  - 'null'\n", encoding="utf-8")
        assert load_glossary(file).listed[0].forbidden[0].text == "null"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("terms: [{preferred: a, exceptions: ['']}]", ":1: terms[0].exceptions[0]: is empty"),
        ("terms:\n- preferred: a\n  context:\n    include: ' '", ":4: terms[0].context.include[0]: is empty"),
        ("terms:\n- preferred: a\n  examples:\n    good:\n    - ''", ":5: terms[0].examples.good[0]: is empty"),
        ("subjects:\n  plans:\n  - ''", ":3: subjects.plans[0].names[0]: is empty"),
        ("facts: [{id: a, claim: b, value: c, when: {plan: ''}}]", ":1: facts[0].when.plan: is empty"),
        ("terms: [{preferred: a, pos: nuon}]", "did you mean 'noun'?"),
        ("terms: [{preferred: a, case: exactly}]", "did you mean 'exact'?"),
        ("defaults: {severity: warn}", "did you mean 'warning'?"),
        ("defaults: {skip: [urls]}", "did you mean 'url'?"),
        ("defaults: {inflect: perhaps}", "should be yes or no, not 'perhaps'"),
        ("terms: [{preferred: a, deprecated: [{text: b, since: June}]}]", "should be a date, not 'June'"),
        ("terms: {preferred: a}", "terms: should be a list"),
        ("replace: [a, b]", "replace: should be a mapping (key: value)"),
        ("terms:\n- preferred: a\n  preferred: b", ":3: terms[0].preferred: duplicate key, already in line 2"),
        ("terms: [{preferred: a, admitted: [b], deprecated: [b]}]", "'b' is deprecated here and admitted at terms[0].admitted[0]"),
        ("replace: {a: b}\nterms: [{preferred: c, deprecated: [a]}]", "it cannot become both 'b' and 'c'"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_what_and_where(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_glossary(file)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{file}:")
