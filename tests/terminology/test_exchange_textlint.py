"""Exported rules, run with the real textlint (installed by .ci/textlint): the same hits as the matcher's own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from msgcheck.config import Config
from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, load_glossary
from msgcheck.intake import documents
from msgcheck.terminology.exchange import exported, imported, textlint
from msgcheck.terminology.exchange.told import Told
from msgcheck.terminology.matcher import Matcher

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "textlint"
TEXTLINT = HERE / "node_modules/textlint/bin/textlint.js"
DEFAULT_TERMS = HERE / "node_modules/textlint-rule-terminology/terms.jsonc"
TODAY = date(2026, 11, 22)
real_textlint = pytest.mark.skipif(
    not (TEXTLINT.is_file() and shutil.which("node")), reason="no textlint: run .ci/textlint"
)
# Markdown has no mark-up here, and the matcher leaves nothing out as a quotation, an address or code.
PLAIN = re.compile(r"""[^"“”‘@#/\\`*_<>\[\]|~$^{}&=\n]+""")

Hits = list[tuple[int, str]]  # (offset, words), in order


def textlint_hits(rules: Path, text: str, folder: Path) -> Hits:
    """What textlint reports in `text`. The rule is found beside the configuration, so both lie in `folder`."""
    (folder / "text.md").write_text(text, encoding="utf-8")
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    command = ["node", str(TEXTLINT), "--config", str(rules), "--format", "json", "text.md"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = [message["fix"]["range"] for file in json.loads(done.stdout) for message in file["messages"]]
    return sorted((start, text[start:end]) for start, end in found)


def matcher_hits(glossary: Glossary, text: str) -> Hits:
    """What the matcher finds, paragraph by paragraph as textlint reads."""
    matcher = Matcher(glossary)
    return [
        (paragraph.start() + hit.start, hit.found)
        for paragraph in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)
        for hit in matcher.find(paragraph[0])
        if hit.code
    ]


def carried(glossary: Glossary) -> Glossary:
    """The glossary with nothing but what a list of patterns can say; capitals are not part of it."""
    terms = [
        {
            "preferred": term.preferred,
            "admitted": [form.text for form in term.admitted],
            "deprecated": [form.text for form in (*term.deprecated, *term.forbidden)],
            "exceptions": term.exceptions,
            "pos": "verb" if term.pos == "verb" else "",
        }
        for term in glossary.terms
        if term.preferred
    ]
    return Glossary.model_validate({"terms": terms, "defaults": {"skip": []}})


def export(glossary: Glossary, folder: Path) -> Path:
    rules = folder / ".textlintrc.json"
    files, _ = exported(glossary, "textlint", rules, today=TODAY)
    rules.write_text(files[rules], encoding="utf-8")
    return rules


def sentences(glossary: Glossary) -> list[str]:
    """Every form in the places that tell matchers apart: first, possessive, in brackets, glued, excused."""
    made = []
    for term in glossary.terms:
        forms = (*term.admitted, *term.deprecated, *term.forbidden)
        for text in (term.preferred, *(form.text for form in forms)):
            made += [
                f"We think that the {text} is fine, and so are two {text}s.",
                f"{text[0].upper()}{text[1:]} comes first.",
                f"Ask about (the {text}) or the {text}'s price; a sub-{text} or {text}like thing is another word.",
                f"One {text.replace(' ', '-')}, one {text.replace(' ', '')}",
                f"A line may break in any\n{text.replace(' ', chr(10))} there is.",
            ]
        made += [f"This is {phrase} today." for phrase in term.exceptions]
    return made


@real_textlint
def test_textlint_finds_what_the_matcher_finds_in_every_form(tmp_path: Path) -> None:
    glossary = load_glossary(ROOT / "glossary.yaml")
    verbs = {term.id for term in glossary.terms if term.pos == "verb"}  # textlint knows no verbs
    kept = glossary.model_copy(update={"listed": tuple(t for t in glossary.listed if t.id not in verbs)})
    text = "\n\n".join(sentences(kept))
    found = matcher_hits(carried(kept), text)
    assert textlint_hits(export(kept, tmp_path), text, tmp_path) == found
    assert len(found) > 250


@real_textlint
def test_in_real_copy_only_what_was_told_differs(tmp_path: Path) -> None:
    glossary = load_glossary(ROOT / "glossary.yaml")
    read, _ = documents(
        Config(), [str(ROOT / "corpora" / name) for name in ("website", "docs", "decks", "emails")]
    )
    blocks = {" ".join(block.text.split()) for document in read for block in document.blocks}
    text = "\n\n".join(sorted(f"So. {block}" for block in blocks if PLAIN.fullmatch(block)))
    ours = set(matcher_hits(carried(glossary), text))
    theirs = set(textlint_hits(export(glossary, tmp_path), text, tmp_path))
    told = Told()
    textlint.written(glossary, tmp_path / "terms.json", told)
    missed = {form.lower() for form in told.kinds["spellings that depend on the sentence"]}
    capitals = {form.lower() for kind, forms in told.kinds.items() if "capitals" in kind for form in forms}
    assert {words.lower() for _, words in ours - theirs} <= missed
    assert {words.lower() for _, words in theirs - ours} <= {form.lower() for form in capitals} | {"log in"}
    assert len(ours & theirs) > 30


@real_textlint
def test_rules_of_vale_become_rules_of_textlint_with_the_same_hits(tmp_path: Path) -> None:
    glossary = load_glossary(ROOT / "glossary.yaml")
    style = tmp_path / "vale"
    for file, content in exported(glossary, "vale", style, today=TODAY)[0].items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    again = tmp_path / "glossary.yaml"
    again.write_text(imported(style, "vale", into=None)[0], encoding="utf-8")
    listed = [
        term for term in glossary.listed if term.id != "point-of-sale"
    ]  # POS: two POs differ by capitals
    text = "\n\n".join(sentences(glossary.model_copy(update={"listed": tuple(listed)})))
    direct, via_vale = tmp_path / "direct", tmp_path / "via_vale"
    direct.mkdir()
    via_vale.mkdir()
    hits = textlint_hits(export(glossary, direct), text, direct)
    assert textlint_hits(export(load_glossary(again), via_vale), text, via_vale) == hits


@real_textlint
def test_the_default_terms_of_the_rule_are_read_and_find_the_same(tmp_path: Path) -> None:
    told = Told()
    terms = textlint.read(DEFAULT_TERMS, told).terms
    by_right = {term.preferred: term for term in terms}
    assert by_right["JavaScript"].case is None
    assert by_right["ESLint"].case == "exact"
    assert [form.text for form in by_right["email"].deprecated] == ["e-mail", "e mail"]
    assert [form.text for form in by_right["repository"].deprecated] == ["repo"]
    assert len(told.kinds["patterns"]) == 10  # they look around themselves
    assert len(terms) > 300
    text = "\n\n".join(
        ["Send an e-mail.", "Our frontend has many micro services.", "Two web sites, one Wifi."]
    )
    mine = matcher_hits(Glossary.model_validate({"terms": terms, "defaults": {"skip": []}}), text)
    rules = tmp_path / ".textlintrc.json"
    rules.write_text('{"rules": {"terminology": true}}', encoding="utf-8")
    assert textlint_hits(rules, text, tmp_path) == mine


def test_an_exported_list_can_be_used_without_a_configuration(tmp_path: Path) -> None:
    glossary = Glossary.model_validate({"replace": {"e-mail": "email"}, "terms": [{"preferred": "C$1"}]})
    path = tmp_path / "terms.json"
    files, _ = exported(glossary, "textlint", path, today=TODAY)
    terms = json.loads(files[path])
    assert [right for _, right in terms] == ["C$$1", "C$$1s", "email", "emails"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('["GitHub",\n  ["e-mail" "email"]]', r"terms.json:2: is not JSON"),
        ('{"rules": {"spelling": true}}', r"has no rules.terminology"),
        ('["GitHub", ["one"]]', r'term 2: \["one"\] is no term'),
        ("[3]", r"term 1: 3 is no term"),
        ("[" * 100_000, r"is n"),
        ('"GitHub"', r"is no list of terms"),
        ('[["!", "?"], "--"]', r"holds no letter"),
    ],
)
def test_broken_lists_are_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "terms.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        textlint.read(path, Told())
    assert caught.value.hint


def test_comments_and_trailing_commas_are_read_and_texts_with_slashes_stay(tmp_path: Path) -> None:
    path = tmp_path / "terms.jsonc"
    path.write_text('[ // brands\n "I/O", /* "no" */ ["he//she", "they"], // end\n]', encoding="utf-8")
    terms = textlint.read(path, Told()).terms
    assert [(term.preferred, [form.text for form in term.deprecated]) for term in terms] == [
        ("I/O", []),
        ("they", ["he//she"]),
    ]


def test_words_that_nothing_replaces_are_told(tmp_path: Path) -> None:
    glossary = Glossary.model_validate({"terms": [{"forbidden": ["blacklist"]}]})
    _, lost = exported(glossary, "textlint", tmp_path / "t.json", today=TODAY)
    assert any(line.startswith("words without a replacement: ") for line in lost)
