"""textlint-rule-terminology: a list of terms, `"GitHub"` or `["e[- ]mail(s)?", "email$1"]`.

A text checks the letters of a word; a pair finds a pattern, capitals aside, and replaces it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary
from msgcheck.model import Severity
from msgcheck.terminology.entries import DEPRECATED, FORBIDDEN, RIGHT
from msgcheck.terminology.exchange.gather import Gathering
from msgcheck.terminology.exchange.incoming import Incoming, from_drafts, text_of
from msgcheck.terminology.exchange.patterns import NotListableError, expanded, filled, found_in, pattern
from msgcheck.terminology.exchange.rules import Rule, rules
from msgcheck.terminology.exchange.told import Told

RULE = "terminology"
_TOKENS = re.compile(
    r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/|,(?=(?:\s|//[^\n]*|/\*.*?\*/)*[\]}])', re.DOTALL
)


def written(glossary: Glossary, path: Path, told: Told) -> dict[Path, str]:
    """Return the file to write: a list of terms, or by the name `.textlintrc*` what textlint runs with."""
    terms = [_pair(rule, told) for rule in rules(glossary, told) if rule.replacement or _untold(rule, told)]
    if path.name.startswith(".textlintrc"):
        skip = ["BlockQuote"] if "quote" in glossary.defaults.skip else []
        options = {"defaultTerms": False, "skip": skip, "terms": terms}
        return {path: json.dumps({"rules": {RULE: options}}, ensure_ascii=False, indent=2) + "\n"}
    lines = ",\n".join(f"  {json.dumps(term, ensure_ascii=False)}" for term in terms)
    return {path: f"[\n{lines}\n]\n"}


def _untold(rule: Rule, told: Told) -> bool:
    """Tell of words that nothing replaces: a pair has to have a replacement. False: leave the rule out."""
    told.add("words without a replacement", *rule.texts[:1])
    return False


def _pair(rule: Rule, told: Told) -> list[str]:
    if rule.capitals:
        told.add("capitals (textlint finds the words in any letters)", *rule.texts)
    if rule.status == FORBIDDEN:
        told.add("forbidden forms (they become deprecated)", rule.texts[0])
    elif rule.severity != Severity.WARNING and rule.status == DEPRECATED:
        told.add("severities", rule.texts[0])
    # The rule takes a right form with a line break in it for a wrong one.
    source = pattern(rule.texts, rule.phrases, on_one_line=rule.status == RIGHT)
    return [source, rule.replacement.replace("$", "$$")]


def read(path: Path, told: Told) -> Incoming:
    """Return the terms of a list, or of a configuration that holds one. Raises ConfigError."""
    text = text_of(path)
    try:
        data = json.loads(_without_comments(text))
    except json.JSONDecodeError as err:
        hint = "textlint terms are JSON, comments allowed; a configuration in YAML or JavaScript is not read"
        raise ConfigError(f"{path}:{err.lineno}: is not JSON: {err.msg.lower()}", hint) from err
    except RecursionError as err:
        raise ConfigError(f"{path}: is nested too deep", "give a list of terms") from err
    gathering = Gathering()
    for index, entry in enumerate(_terms(data, path, told)):
        _entry(entry, f"{path}: term {index + 1}", gathering, told)
    drafts = gathering.terms()
    for draft in drafts:
        if draft.deprecated:
            draft.case = ""  # an exact case would let "Golang" pass where "golang" is listed
    return from_drafts(drafts)


def _without_comments(text: str) -> str:
    """`text` as plain JSON; line numbers stay."""

    def kept(match: re.Match[str]) -> str:
        found = match[0]
        return found if found.startswith('"') else "\n" * found.count("\n")

    return _TOKENS.sub(kept, text)


def _terms(data: Any, path: Path, told: Told) -> list[Any]:
    """The list of terms in a file of either kind."""
    if isinstance(data, dict):
        every = data.get("rules", {})
        options = every.get(RULE) if isinstance(every, dict) else None
        if not isinstance(options, dict):
            raise ConfigError(
                f"{path}: has no rules.{RULE}", "give a list of terms, or a .textlintrc with one"
            )
        told.add("other textlint rules", *(name for name in every if name != RULE))
        if options.get("defaultTerms", True):
            told.add("lists", "the default terms of the rule: import its terms.jsonc")
        told.add("excluded terms", *map(str, options.get("exclude", ())))
        data = options.get("terms", [])
    if not isinstance(data, list):
        raise ConfigError(f"{path}: is no list of terms", 'write ["GitHub", ["e-mail", "email"]]')
    return data


def _entry(entry: Any, where: str, gathering: Gathering, told: Told) -> None:
    match entry:
        case str():
            gathering.right(entry, where).case = "exact"
        case [str(source), str(replacement)]:
            _pattern(source, replacement, where, gathering, told)
        case [str(), [*words]] if words and all(isinstance(word, str) for word in words):
            for word in words:  # the pattern finds them, and they say how they are written
                gathering.right(word, where).case = "exact"
        case _:
            shown = json.dumps(entry, ensure_ascii=False)[:60]
            raise ConfigError(f"{where}: {shown} is no term", 'write "GitHub" or ["e-mail", "email"]')


def _pattern(source: str, replacement: str, where: str, gathering: Gathering, told: Told) -> None:
    if not replacement.strip():
        told.add("empty replacements", source)
        return
    try:
        texts, phrases = found_in(source)
        groups = dict(expanded(source)) if not phrases and "$" in replacement else {}
    except NotListableError as err:
        told.add("patterns", f"{source} ({err})")
        return
    for text in texts:
        right = filled(replacement, groups.get(text, {0: text}))
        inside = [phrase for phrase in phrases if text.lower() in phrase.lower()]
        if text.lower() == right.lower():
            gathering.right(right, where).exceptions.extend(inside)
            continue
        # The pattern finds any letters; so do small ones, where capitals would have to be there.
        gathering.wrong([text.lower()], right, where, status="deprecated", phrases=inside)
