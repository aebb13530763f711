"""A YAML file that a person wrote, read into a frozen pydantic model or refused with file, line and key.

All scalars are text until the model says otherwise: a plain loader turns `no` into False, `1.10` into 1.1
and `2026-01-01` into a date, and a glossary full of words suffers from all three. Only an empty value,
`null` and `~` mean "nothing" (quote them to mean the words).
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from msgcheck.errors import ConfigError

M = TypeVar("M", bound=BaseModel)
KeyPath = tuple[str | int, ...]  # ("terms", 3, "preferred")

REPORTED = 5  # problems shown at once: a screenful, and the later ones often follow from the first
DEPTH = 50  # levels of nesting; ours need 6
REPEATED = 10_000  # nodes that aliases may add: enough for shared lists, too few for a "billion laughs"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = {"", "~", "null"}
_SHAPES = {
    "bool_parsing": "should be yes or no",
    "bool_type": "should be yes or no",
    "dict_type": "should be a mapping (key: value)",
    "frozen_set_type": "should be a list",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "float_parsing": "should be a number",
    "float_type": "should be a number",
    "list_type": "should be a list",
    "mapping_type": "should be a mapping (key: value)",
    "model_attributes_type": "should be a mapping (key: value)",
    "model_type": "should be a mapping (key: value)",
    "set_type": "should be a list",
    "string_type": "should be text",
    "tuple_type": "should be a list",
}
_DATES = {"date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one key; `path` leads to it from the top of the file."""

    path: KeyPath
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A problem whose line is known."""

    line: int
    path: KeyPath
    message: str
    hint: str = ""


def load(path: Path, schema: type[M], *, check: Callable[[M], Iterable[Problem]] | None = None) -> M:
    """Return the file as a `schema`; an empty file is an empty mapping.

    check: what the schema cannot say (two entries with one id); called with the finished model,
           its problems are reported like any other.

    Raises ConfigError: `glossary.yaml:12: terms[3].prefered: unknown key`, with a hint; when there are
    several problems, the first few, each on a line of its own.
    """
    tree = _Tree(path)
    data = tree.read(_compose(path, _text(path)))
    problems = list(tree.problems)
    model: M | None = None
    try:
        model = schema.model_validate(data)
    except ValidationError as err:
        problems += _validation_problems(err, schema, data, tree.lines)
    if model is not None and check is not None:
        for problem in check(model):
            problems.append(_Placed(tree.line(problem.path), problem.path, problem.message, problem.hint))
    if problems or model is None:
        raise _config_error(path, problems)
    return model


def key_lines(path: Path) -> Callable[[KeyPath], int]:
    """Return a function from a key's path to its line, or to that of the nearest key above it.

    Raises ConfigError when the file is not YAML.
    """
    tree = _Tree(path)
    tree.read(_compose(path, _text(path)))
    return tree.line


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as err:
        hint = "check the path" if isinstance(err, FileNotFoundError) else ""
        raise ConfigError(f"{path}: cannot be read: {err.strerror or err}", hint) from err
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8 text", "save the file as UTF-8") from err


def _compose(path: Path, text: str) -> yaml.Node | None:
    """Return the root node. The depth is looked at first, for the composers recurse."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEPTH:
                    line = event.start_mark.line + 1 if event.start_mark else 1
                    raise ConfigError(f"{path}:{line}: is nested more than {DEPTH} levels deep")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        what = ", ".join(part for part in (err.context, err.problem) if part)
        where = f"{path}:{mark.line + 1}" if mark else f"{path}"
        raise ConfigError(f"{where}: is not YAML: {what}", _syntax_hint(text, mark)) from err
    except yaml.reader.ReaderError as err:
        line = text.count("\n", 0, err.position) + 1
        raise ConfigError(
            f"{path}:{line}: is not YAML: {err.reason}", "remove the control character"
        ) from err
    return node


def _syntax_hint(text: str, mark: Any) -> str:
    if mark is None:
        return ""
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, not with tabs"
    if line.count(": ") > 1:
        return "put quotes around a value that holds ': '"
    return ""


class _Tree:
    """Nodes to plain values: mappings, lists, text and None; remembers where every key stood."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.lines: dict[KeyPath, int] = {(): 1}
        self.problems: list[_Placed] = []
        self._seen: set[int] = set()
        self._repeated = 0

    def line(self, path: KeyPath) -> int:
        """Line of the key, or of the nearest key above it that the file has."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def read(self, root: yaml.Node | None) -> Any:
        if root is None or (isinstance(root, yaml.ScalarNode) and self._scalar(root) is None):
            return {}
        return self._value(root, ())

    def _value(self, node: yaml.Node, path: KeyPath) -> Any:
        self._afford(node, path)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            items = []
            for index, item in enumerate(node.value):
                self.lines[(*path, index)] = item.start_mark.line + 1
                items.append(self._value(item, (*path, index)))
            return items
        return self._mapping(node, path)

    def _mapping(self, node: yaml.Node, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(_Placed(line, path, "a key must be plain text"))
                continue
            key = key_node.value
            if key in values:
                first = self.lines[(*path, key)]
                self.problems.append(
                    _Placed(
                        line, (*path, key), f"duplicate key, already in line {first}", "keep one of the two"
                    )
                )
                continue
            self.lines[(*path, key)] = line
            values[key] = self._value(value_node, (*path, key))
        return values

    def _scalar(self, node: yaml.ScalarNode) -> str | None:
        text: str = node.value
        return None if not node.style and text.lower() in _NOTHING else text

    def _afford(self, node: yaml.Node, path: KeyPath) -> None:
        """Refuse a file whose aliases repeat too much, or that holds itself."""
        self._repeated += id(node) in self._seen
        self._seen.add(id(node))
        if len(path) > DEPTH or self._repeated > REPEATED:
            where = f"{self._file}:{self.line(path)}: {shown(path[:3])}"
            raise ConfigError(f"{where}: the aliases (*name) repeat too much", "write the values out")


def _validation_problems(
    err: ValidationError, schema: type[BaseModel], data: Any, lines: Mapping[KeyPath, int]
) -> Iterator[_Placed]:
    """Yield each problem once: pydantic reports every branch of a union, and its tags in the path.

    A missing key that an unknown one beside it clearly means is not a second problem.
    """
    found: dict[KeyPath, _Placed] = {}
    missing: set[KeyPath] = set()
    meant: set[KeyPath] = set()
    for detail in err.errors(include_url=False):
        path, rest = _follow(data, detail["loc"])
        line = lines[path]
        if detail["type"] == "missing" and rest:
            path = (*path, rest[-1])
            missing.add(path)
        elif detail["type"] == "extra_forbidden":
            near = get_close_matches(str(path[-1]), known_keys(schema, path[:-1]), n=1)
            meant |= {(*path[:-1], name) for name in near}
        found.setdefault(path, _Placed(line, path, *_say(detail, path, schema)))
    yield from (problem for path, problem in found.items() if path not in missing & meant)


def _follow(data: Any, loc: Sequence[str | int]) -> tuple[KeyPath, KeyPath]:
    """The part of `loc` that the file has, and what is left after its last step."""
    path: list[str | int] = []
    rest: list[str | int] = []
    for part in loc:
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and isinstance(part, int)
        if inside:
            path.append(part)
            data = data[part]
            rest = []
        else:
            rest.append(part)
    return tuple(path), tuple(rest)


def _say(detail: ErrorDetails, path: KeyPath, schema: type[BaseModel]) -> tuple[str, str]:
    """Message and hint for one pydantic error, in the words of somebody who edits the file."""
    kind, given = detail["type"], detail["input"]
    but = f", not {given!r}" if isinstance(given, str) and len(given) < 60 else ""
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown key", known_hint(str(path[-1]), known_keys(schema, path[:-1]))
    if kind == "missing":
        return "missing key", ""
    if given is None:
        return "has no value", "write one or remove the key"
    if kind in {"literal_error", "enum"}:
        expected = str(context.get("expected", ""))
        choices = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
        return f"{given!r} is not known", known_hint(str(given), choices)
    if kind in _DATES:
        return f"should be a date{but}", "write it as 2026-12-31"
    if kind in _SHAPES:
        is_list = _SHAPES[kind] == "should be a list"
        return _SHAPES[kind] + but, f"write it as [{given}]" if is_list and but else ""
    if kind == "value_error":
        return str(context.get("error", detail["msg"])), ""
    return detail["msg"].removeprefix("Input ") + but, ""


def known_hint(word: str, known: Iterable[str]) -> str:
    """The likely word, where one is near, and all that are known."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1)
    listed = f"known: {', '.join(names)}"
    return f"did you mean {near[0]!r}? {listed}" if near else listed


def known_keys(schema: type[BaseModel], path: KeyPath) -> list[str]:
    """Keys that the schema knows in the mapping at `path`."""
    types_here: list[Any] = [schema]
    for part in path:
        types_here = [inner for tp in types_here for inner in _step(tp, part)]
    models = [model for tp in types_here for model in _models(tp)]
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def _step(tp: Any, part: str | int) -> list[Any]:
    """The types one key further in."""
    if isinstance(tp, type) and issubclass(tp, BaseModel):
        return [f.annotation for name, f in tp.model_fields.items() if (f.alias or name) == part]
    origin, arguments = get_origin(tp), get_args(tp)
    if origin is Annotated:
        return _step(arguments[0], part)
    if origin in (Union, types.UnionType):
        return [inner for argument in arguments for inner in _step(argument, part)]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return [arguments[1]]
    if isinstance(origin, type) and issubclass(origin, (Sequence, AbstractSet)) and isinstance(part, int):
        return [argument for argument in arguments if argument is not Ellipsis]
    return []


def _models(tp: Any) -> list[type[BaseModel]]:
    if isinstance(tp, type) and issubclass(tp, BaseModel):
        return [tp]
    if get_origin(tp) is Annotated:
        return _models(get_args(tp)[0])
    if get_origin(tp) in (Union, types.UnionType):
        return [model for argument in get_args(tp) for model in _models(argument)]
    return []


def shown(path: KeyPath) -> str:
    """`("terms", 3, "text")` as `terms[3].text`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _config_error(path: Path, problems: Iterable[_Placed]) -> ConfigError:
    """One error for all problems, in the order of the file."""
    ordered = sorted(problems, key=lambda problem: problem.line)
    lines = [
        f"{path}:{p.line}: {f'{shown(p.path)}: ' if p.path else ''}{p.message}" for p in ordered[:REPORTED]
    ]
    if len(ordered) == 1:
        return ConfigError(lines[0], ordered[0].hint)
    told = [f"{line} ({p.hint})" if p.hint else line for line, p in zip(lines, ordered, strict=False)]
    more = len(ordered) - REPORTED
    return ConfigError("\n".join(told), f"{more} more problems after these" if more > 0 else "")
