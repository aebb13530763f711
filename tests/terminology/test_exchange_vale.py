"""Vale: rules written, and evaluated as its documentation says; rules and vocabularies of other people read.

Vale itself comes as a program that its packages fetch from outside the registries, so `vale` below reads a
style as documented: `swap` and `tokens` as one alternation with the longest key first, `ignorecase`, borders of words unless
`nonword`, and Vale.Terms, which asks for the letters of accept.txt.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import regex
import yaml

from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, Term, load_glossary
from msgcheck.terminology.exchange import exported, vale_read
from msgcheck.terminology.exchange.told import Told
from msgcheck.terminology.matcher import Matcher

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)


def vale(folder: Path, text: str) -> list[tuple[int, str, str, str]]:
    """(offset, words, replacement, level) of every alert in `text`, in order."""
    alerts = set()
    for file in folder.rglob("*.yml"):
        rule = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert rule["message"]
        pairs = rule.get("swap") or dict.fromkeys(rule.get("tokens", ()), "")
        keys = sorted(pairs, key=len, reverse=True)
        source = "|".join(f"({key})" for key in keys)
        source = f"(?:{source})" if rule.get("nonword") else rf"\b(?:{source})\b"
        found = regex.finditer(
            source, text, regex.MULTILINE | (regex.IGNORECASE if rule.get("ignorecase") else 0)
        )
        for match in found:
            replacement = pairs[keys[match.lastindex - 1]]
            if match[0] != replacement:
                alerts.add((match.start(), match[0], replacement, rule["level"]))
    for file in folder.rglob("accept.txt"):
        listed = sorted(file.read_text(encoding="utf-8").splitlines(), key=len, reverse=True)
        for match in regex.finditer(rf"\b(?:{'|'.join(listed)})\b", text, regex.IGNORECASE):
            right = next(term for term in listed if term.lower() == match[0].lower())
            if match[0] != right:
                alerts.add((match.start(), match[0], right, "error"))
    return sorted(alerts)


def export(glossary: Glossary, folder: Path) -> list[str]:
    files, lost = exported(glossary, "vale", folder, today=TODAY)
    for file, content in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return lost


def read(path: Path) -> tuple[dict[str, Term], Told]:
    told = Told()
    return {term.id: term for term in vale_read.read(path, told).terms}, told


def rule(folder: Path, text: str, name: str = "Rule.yml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_vale_finds_what_the_matcher_finds(tmp_path: Path) -> None:
    data = {
        "terms": [
            {
                "preferred": "supplier",
                "deprecated": ["vendor"],
                "exceptions": ["vendor risk", "street vendor", "our vendor pages"],
            },
            {"preferred": "stock count", "forbidden": [{"text": "stocktake", "severity": "warning"}]},
            {"preferred": "sign in", "pos": "verb", "deprecated": [{"text": "log on", "severity": "error"}]},
            {"preferred": "Acme Cloud", "deprecated": ["Acme Box"], "case": "exact"},
            {"forbidden": ["crazy"]},
            {"preferred": "café", "deprecated": ["cafe"]},
        ],
        "defaults": {"skip": []},
    }
    glossary = Glossary.model_validate(data)
    export(glossary, tmp_path)
    text = (
        "Vendors and a vendor's price, but no street vendor, no Vendor Risk; ask our vendor pages or a sub-vendor."
        " Stock-count the Stocktakes. He logged on and logs on to Acme Box, not to an acme box."
        " That is crazy. Two cafes, one café. The acme Cloud is ours."
    )
    found = [(hit.start, hit.found) for hit in Matcher(glossary).find(text) if hit.code]
    assert [(start, words) for start, words, _, _ in vale(tmp_path, text)] == found
    levels = {words: level for _, words, _, level in vale(tmp_path, text)}
    assert levels["Stocktakes"] == "warning"
    assert levels["logged on"] == "error"
    assert levels["crazy"] == "error"


def test_our_own_glossary_in_vale(tmp_path: Path) -> None:
    glossary = load_glossary(ROOT / "glossary.yaml")
    lost = export(glossary, tmp_path)
    names = {kind for line in lost for kind in [line.partition(":")[0]]}
    assert {"facts", "messages", "contexts", "definitions", "subjects"} <= names
    assert (tmp_path / ".vale.ini").read_text().startswith("StylesPath = styles\n")
    alerts = vale(tmp_path, "Never guaranteed savings, but Guaranteed savings. Our Prepscale.")
    assert [(words, right) for _, words, right, _ in alerts] == [
        ("Guaranteed savings", "typical savings"),
        ("Prepscale", "PrepScale"),
    ]


def test_a_style_in_the_wild_is_read(tmp_path: Path) -> None:
    rule(
        tmp_path,
        """\
extends: substitution
message: Consider using '%s' instead of '%s'
level: warning
ignorecase: true
link: https://example.org/words
swap:
  abundance: plenty
  '(?:give|gave) rise to': lead to
  'e[- ]mail(s)?': email$1
  utilize: use|apply
  "[^\\\\s]+ members?": group member
""",
        "styles/Acme/Simple.yml",
    )
    rule(tmp_path, "extends: existence\nmessage: No '%s'\nlevel: suggestion\ntokens:\n  - appears to be\n", "styles/Acme/Weasel.yml")  # fmt: skip
    rule(tmp_path, "extends: spelling\nmessage: Spelled '%s'?\n", "styles/Acme/Spelling.yml")
    words = tmp_path / "styles/config/vocabularies/Acme"
    words.mkdir(parents=True)
    (words / "accept.txt").write_text("# Names\nMongoDB\n(?i)webhook\n[Oo]bservability\n[pP]y.*\\b\n")
    (words / "reject.txt").write_text("mac OS X\n\n")
    terms, told = read(tmp_path)
    assert [form.text for form in terms["plenty"].deprecated] == ["abundance"]
    assert [form.text for form in terms["lead-to"].deprecated] == ["give rise to", "gave rise to"]
    assert [form.text for form in terms["email"].deprecated] == ["e-mail", "e mail"]
    assert [form.text for form in terms["use"].admitted] == ["apply"]
    assert [(form.text, form.severity) for form in terms["appears-to-be"].forbidden] == [
        ("appears to be", "note")
    ]
    assert [form.text for form in terms["mac-os-x"].forbidden] == ["mac OS X"]
    assert {"mongodb", "webhook", "observability"} <= set(terms)
    assert terms["mongodb"].preferred == "MongoDB"
    assert told.kinds["keys of rules"] == ["Simple: link"]
    assert told.kinds["rules of other kinds"] == ["Spelling (spelling)"]
    assert len(told.kinds["patterns"]) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("extends: substitution\nswap:\n  - a\n  b: c\n", r"Rule.yml:4: is not YAML"),
        ("extends: substitution\nmessage: x\n", r"Rule.yml:1: swap is not a mapping"),
        ("extends: substitution\nswap:\n  a:\n    - b\n", r"Rule.yml:3: swap: is not text"),
        ("extends: substitution\nlevel: fatal\nswap: {a: b}\n", r"Rule.yml:2: level: 'fatal' is not known"),
        ("extends: existence\ntokens: word\n", r"Rule.yml:2: tokens is not a list"),
        ("extends: spelling\n", r"extends 'spelling' has no words"),
        ("- a\n", r"Rule.yml:1: is no rule"),
        ("a: &x [b]\nc: *x\n", r"Rule.yml:2: holds an alias"),
        ("[" * 90, r"nested more than"),
        ("a: \x07\n", r"is not YAML"),
        ("", r"is no rule"),
    ],
)
def test_broken_rules_are_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read(rule(tmp_path, content))
    assert caught.value.hint


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no rule"):
        read(tmp_path)


def test_settings_and_rules_that_are_there_are_not_lost(tmp_path: Path) -> None:
    glossary = Glossary.model_validate({"replace": {"e-mail": "email"}})
    (tmp_path / ".vale.ini").write_text("StylesPath = mine\n")
    rule(tmp_path, "extends: existence\n", "styles/Glossary/Old.yml")
    lost = export(glossary, tmp_path)
    assert (tmp_path / ".vale.ini").read_text() == "StylesPath = mine\n"
    assert any(line.startswith("settings") for line in lost)
    assert "rules of an older export that are still in the folder: 1 (Old.yml)" in lost
