"""Vale: a style folder of rules, and the vocabulary of words to accept.

Written: `.vale.ini`, `styles/NAME/*.yml` (`substitution`, and `existence` for words that nothing replaces) and
`styles/config/vocabularies/NAME/accept.txt` (right forms whose capitals matter; Vale.Terms looks after them).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from msgcheck.glossary import Glossary, slug
from msgcheck.model import Severity
from msgcheck.terminology.entries import DEPRECATED, FORBIDDEN, RIGHT, VARIANT
from msgcheck.terminology.exchange.patterns import escaped, pattern
from msgcheck.terminology.exchange.rules import Rule, rules
from msgcheck.terminology.exchange.told import Told

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "suggestion"}
NAMES = {FORBIDDEN: "Forbidden", DEPRECATED: "Deprecated", VARIANT: "Spelling"}


def written(glossary: Glossary, folder: Path, told: Told) -> dict[Path, str]:
    """Return the files to write below `folder`."""
    found = rules(glossary, told)
    name = _name(glossary)
    files = {
        folder / ".vale.ini": _settings(name),
        folder / "styles/config/vocabularies" / name / "accept.txt": _accepted(found),
    }
    kinds: dict[str, list[Rule]] = {}
    for rule in found:
        if rule.status == VARIANT and rule.severity != Severity.WARNING:
            told.add("severities of spellings (on the way back)", rule.texts[0])
        if rule.status != RIGHT:
            kinds.setdefault(_file(rule), []).append(rule)
    style = folder / "styles" / name
    for kind, listed in kinds.items():
        files[style / f"{kind}.yml"] = _style(listed)
    older = sorted(file.name for file in style.glob("*.yml") if file not in files)
    told.add("rules of an older export that are still in the folder", *older)
    settings = folder / ".vale.ini"
    if settings.exists() and settings.read_text(encoding="utf-8", errors="replace") != files[settings]:
        del files[settings]
        told.add(
            "settings (the .vale.ini that is there stays)", f"Vocab = {name}", f"BasedOnStyles = Vale, {name}"
        )
    return files


def _name(glossary: Glossary) -> str:
    """The style's name: letters and digits of the glossary's name ("AcmeMessaging")."""
    words = slug(glossary.meta.name).split("-")
    return "".join(word.capitalize() for word in words if word.isascii()) or "Glossary"


def _settings(name: str) -> str:
    lines = [
        "StylesPath = styles",
        "MinAlertLevel = suggestion",
        f"Vocab = {name}",
        "",
        "[*]",
        f"BasedOnStyles = Vale, {name}",
        "Vale.Spelling = NO",
        "Vale.Repetition = NO",
    ]
    return "\n".join(lines) + "\n"


def _accepted(found: Iterable[Rule]) -> str:
    texts = dict.fromkeys(text for rule in found if rule.status == RIGHT for text in rule.texts)
    return "".join(f"{escaped(text)}\n" for text in texts)


def _file(rule: Rule) -> str:
    """ "DeprecatedWarning"; rules of one file share level and letters."""
    name = NAMES[rule.status] + rule.severity.value.capitalize()
    return name + ("Capitals" if rule.capitals else "") + ("" if rule.replacement else "Avoid")


def _style(listed: list[Rule]) -> str:
    first = listed[0]
    data: dict[str, Any] = {
        "extends": "substitution" if first.replacement else "existence",
        "message": "Use '%s' instead of '%s'." if first.replacement else "Avoid '%s'.",
        "level": LEVELS[first.severity],
        "ignorecase": not first.capitals,
        "nonword": True,  # the patterns know the borders of words
    }
    if first.replacement:
        data["vocab"] = False  # an accepted word inside a wrong one would excuse it
        data["action"] = {"name": "replace"}
        data["swap"] = {pattern(rule.texts, rule.phrases): rule.replacement for rule in listed}
    else:
        data["tokens"] = [pattern(rule.texts, rule.phrases) for rule in listed]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1 << 30)
