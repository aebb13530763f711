"""The nouns as plain JSON data, and back, checked key by key.

The nouns themselves say what is expected: their annotations are read, so a new field needs no word here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

# Noun -> the keys that are always there, however empty, in their order; they may name properties too. Of a
# noun that is not named: the fields without a default. Everything else is left out when it says nothing.
Always = Mapping[type, tuple[str, ...]]


def plain(value: Any, always: Always) -> Any:
    """Return a value of a noun as JSON has it: a date as text, a mapping in order of its keys."""
    if is_dataclass(value):
        kind = type(value)
        return noun(value, always[kind] if kind in always else _required(kind), always)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item, always) for item in value]
    if isinstance(value, dict):
        return {key: plain(item, always) for key, item in sorted(value.items())}
    return value


def noun(value: Any, keys: tuple[str, ...], always: Always) -> dict[str, Any]:
    """Return what must be there (`keys`), in its order, then the rest that says something."""
    rest = [
        field.name
        for field in fields(value)
        if field.name not in keys and getattr(value, field.name) != _empty(field)
    ]
    return {key: plain(getattr(value, key), always) for key in (*keys, *rest)}


def _empty(field: Field[Any]) -> Any:
    """Return what a field holds when it says nothing: its default, "" without one."""
    if field.default is not MISSING:
        return field.default
    return "" if field.default_factory is MISSING else field.default_factory()


def _required(kind: type) -> tuple[str, ...]:
    return tuple(
        field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING
    )


class DecodeError(ValueError):
    """A value is not what its key asks for; the message starts with the path of the key."""


def decode(kind: Any, value: Any, where: str) -> Any:
    """Return `value` as a `kind`: a frozen dataclass, a tuple, a dict, a date, an enum or a plain value.

    where: path of the value, for the error. Unknown keys of an object are passed over. Raises DecodeError.
    """
    origin = get_origin(kind)
    if origin is UnionType:  # only ever "X | None"
        return None if value is None else decode(get_args(kind)[0], value, where)
    if origin is tuple:
        items = _expect(list, value, where)
        return tuple(decode(get_args(kind)[0], item, f"{where}.{n}") for n, item in enumerate(items))
    if origin is dict:
        inner = get_args(kind)[1]
        mapping = _expect(dict, value, where)
        return {key: decode(inner, item, f"{where}.{key}") for key, item in mapping.items()}
    if is_dataclass(kind):
        return _noun(kind, _expect(dict, value, where), where)
    if issubclass(kind, datetime | date | Enum):
        text = _expect(str, value, where)
        try:
            return kind(text) if issubclass(kind, Enum) else kind.fromisoformat(text)
        except ValueError as err:
            raise DecodeError(f"{where}: {err}") from err
    return _expect(kind, value, where)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    # Without `localns` the name `date` would be looked up in the class, where it is a field.
    return get_type_hints(kind, localns={})


def _noun(kind: Any, data: dict[str, Any], where: str) -> Any:
    hints = _hints(kind)
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in data:
            given[field.name] = decode(
                hints[field.name], data[field.name], f"{where}.{field.name}".lstrip(".")
            )
        elif field.default is MISSING and field.default_factory is MISSING:
            raise DecodeError(f"{where}.{field.name}: is missing".lstrip("."))
    return kind(**given)


def _expect(kind: type, value: Any, where: str) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise DecodeError(f"{where}: a {kind.__name__} is expected, not {type(value).__name__}")
    return value
