"""Vale's rules and vocabularies as terms: `extends: substitution` and `existence`, accept.txt and reject.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from msgcheck.errors import ConfigError
from msgcheck.model import Severity
from msgcheck.terminology.exchange.gather import Gathering
from msgcheck.terminology.exchange.incoming import Incoming, from_drafts, text_of
from msgcheck.terminology.exchange.patterns import NotListableError, expanded, filled, found_in
from msgcheck.terminology.exchange.told import Told
from msgcheck.terminology.text import fold

LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "suggestion": Severity.NOTE}
USUAL = {"forbidden": Severity.ERROR, "deprecated": Severity.WARNING}  # of a form that says nothing
_ANY_LETTERS = "(?i)"
_CARRIED = {
    "extends",
    "message",
    "level",
    "ignorecase",
    "nonword",
    "swap",
    "tokens",
    "action",
    "vocab",
    "name",
}
_DEEP = 20  # levels; a rule needs three


def read(path: Path, told: Told) -> Incoming:
    """Return the terms of a rule, a word list, or every one of them below a folder. Raises ConfigError."""
    gathering = Gathering()
    for file in _files(path):
        if file.suffix == ".txt":
            _word_list(file, gathering, told)
        else:
            _rule(file, gathering, told, alone=file == path)
    return from_drafts(gathering.terms())


def _files(path: Path) -> list[Path]:
    """Rules before word lists: a rule says more of a word."""
    if not path.is_dir():
        return [path]
    names = sorted(path.rglob("*"), key=lambda file: (file.name == "accept.txt", str(file)))
    found = [
        file
        for file in names
        if file.suffix in (".yml", ".yaml") or file.name in ("accept.txt", "reject.txt")
    ]
    if not found:
        raise ConfigError(
            f"{path}: holds no rule (*.yml) and no accept.txt or reject.txt", "name the styles folder"
        )
    return found


def _word_list(file: Path, gathering: Gathering, told: Told) -> None:
    rejected = file.name.startswith("reject")
    for number, line in enumerate(text_of(file).splitlines(), start=1):
        source = line.strip()
        where = f"{file}:{number}"
        if not source or source.startswith("# "):
            continue
        texts, phrases = _listed(source, told)
        if rejected and texts:
            gathering.wrong(texts, "", where, status="forbidden", phrases=phrases)
        elif texts and len({fold(text) for text in texts}) == 1:
            right = min(texts, key=lambda text: sum(char.isupper() for char in text))
            gathering.right(right, where)
        else:
            for text in texts:
                gathering.right(text, where)


def _listed(source: str, told: Told) -> tuple[list[str], tuple[str, ...]]:
    """Texts of a pattern, and phrases that excuse them; small letters where any will do."""
    any_letters = source.startswith(_ANY_LETTERS)
    try:
        texts, phrases = found_in(source.removeprefix(_ANY_LETTERS))
    except NotListableError as err:
        told.add("patterns", f"{source} ({err})")
        return [], ()
    return [text.lower() if any_letters else text for text in texts], phrases


def _rule(file: Path, gathering: Gathering, told: Told, *, alone: bool) -> None:
    """Read one rule. alone: nobody asked for a folder, so a file that is no rule is an error."""
    node, data = _yaml(file)
    kind = data.get("extends")
    if kind is None and not alone:
        told.add("files that are no rules", file.name)
        return
    if kind not in ("substitution", "existence"):
        if alone:
            raise ConfigError(
                f"{file}: extends {kind!r} has no words to import", "import substitution and existence rules"
            )
        told.add("rules of other kinds", f"{file.stem} ({kind})")
        return
    told.add("keys of rules", *(f"{file.stem}: {key}" for key in data if key not in _CARRIED))
    level = data.get("level", "warning")
    if level not in LEVELS:
        known = ", ".join(LEVELS)
        raise ConfigError(f"{file}:{_line(node, 'level')}: level: {level!r} is not known", f"known: {known}")
    any_letters = str(data.get("ignorecase", "false")).lower() == "true"
    status = "forbidden" if kind == "existence" or file.stem.startswith("Forbidden") else "deprecated"
    severity = None if LEVELS[level] == USUAL[status] else LEVELS[level]
    for source, replacement, line in _entries(file, node, kind):
        prefix = _ANY_LETTERS if any_letters and not source.startswith(_ANY_LETTERS) else ""
        _add(
            prefix + source, replacement, f"{file}:{line}", gathering, told, status=status, severity=severity
        )


def _add(
    source: str,
    replacement: str,
    where: str,
    gathering: Gathering,
    told: Told,
    *,
    status: str,
    severity: Severity | None,
) -> None:
    texts, phrases = _listed(source, told)
    if not texts:
        return
    if not replacement:
        gathering.wrong(texts, "", where, status="forbidden", severity=severity, phrases=phrases)
        return
    groups = {} if phrases or "$" not in replacement else dict(expanded(source.removeprefix(_ANY_LETTERS)))
    by_text = {text.lower(): group for text, group in groups.items()}
    for text in texts:
        rights = _rights(filled(replacement, by_text.get(text.lower(), {0: text})), told)
        if not rights:
            return
        inside = [phrase for phrase in phrases if text.lower() in phrase.lower()]
        draft = gathering.wrong([text], rights[0], where, status=status, severity=severity, phrases=inside)
        draft.admitted.extend(right for right in rights[1:] if right not in draft.admitted)


def _rights(replacement: str, told: Told) -> list[str]:
    """The suggestions of a replacement: "a|b", or a pattern; a plain text is one, brackets and all."""
    if not any(char in replacement for char in "|[\\") and "(?" not in replacement:
        return [replacement.strip()]
    try:
        texts = [text.strip() for text, _ in expanded(replacement)]
    except NotListableError as err:
        told.add("replacements that are patterns", f"{replacement} ({err})")
        return []
    return [text for text in dict.fromkeys(texts) if text]


def _entries(file: Path, node: yaml.Node, kind: str) -> Iterator[tuple[str, str, int]]:
    """Yield (pattern, replacement, line) of a rule; replacement "" in an existence rule."""
    key = "swap" if kind == "substitution" else "tokens"
    value = _child(node, key)
    listed = value.value if isinstance(value, (yaml.SequenceNode, yaml.MappingNode)) else None
    if listed is None:
        if key == "tokens" and _child(node, "raw") is not None:
            return  # told as a key
        shape = "a mapping of wrong: right" if key == "swap" else "a list of words"
        raise ConfigError(
            f"{file}:{_line(node, key)}: {key} is not {shape}", "mend the rule, then import again"
        )
    pairs = [
        pair for item in listed for pair in (item.value if isinstance(item, yaml.MappingNode) else [item])
    ]
    for pair in pairs:
        source, right = pair if isinstance(pair, tuple) else (pair, None)
        parts = [part for part in (source, right) if part is not None]
        if not all(isinstance(part, yaml.ScalarNode) for part in parts) or (key == "swap") != (
            right is not None
        ):
            line = source.start_mark.line + 1
            raise ConfigError(f"{file}:{line}: {key}: is not text", "mend the rule, then import again")
        yield source.value, right.value if right else "", source.start_mark.line + 1


def _yaml(file: Path) -> tuple[yaml.Node, dict[str, Any]]:
    """Return the root node and its plain values. Raises ConfigError with the line."""
    text = text_of(file)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEP:
                raise ConfigError(f"{file}: is nested more than {_DEEP} levels deep", "name a rule of Vale")
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise ConfigError(f"{file}:{line}: holds an alias (*name)", "write the values out")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        where = f"{file}:{mark.line + 1}" if mark else f"{file}"
        raise ConfigError(f"{where}: is not YAML: {err.problem}", "mend the rule, then import again") from err
    except yaml.reader.ReaderError as err:
        raise ConfigError(f"{file}: is not YAML: {err.reason}", "remove the control character") from err
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{file}:1: is no rule of Vale", "a rule says `extends: substitution`")
    scalars = {k.value: v.value for k, v in node.value if isinstance(k, yaml.ScalarNode)}
    return node, scalars


def _child(node: yaml.Node, key: str) -> yaml.Node | None:
    return next((v for k, v in node.value if isinstance(k, yaml.ScalarNode) and k.value == key), None)


def _line(node: yaml.Node, key: str) -> int:
    return next((k.start_mark.line + 1 for k, _ in node.value if k.value == key), 1)
