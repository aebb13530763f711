"""What the code inside a merge field says: a default, a choice of values, a value to remember.

All spans are half-open offsets in the code that was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgcheck.model import Span

_QUOTED = r"\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’"
_NUMBER = r"[-+]?\d(?:[\d.,]*\d)?%?"
_LITERAL = re.compile(rf"(?:{_QUOTED})|{_NUMBER}(?![\w.])")
# `default: friend` without quotes: a name in theory, a word in the mails of people.
_BARE = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z'’-]+)*(?=\s*(?:[|),]|$))")
_NOTHING = frozenset({"true", "false", "nil", "null", "none", "empty", "undefined"})
_DEFAULT = re.compile(
    rf"""
      \|\s*(?P<bare>default|fallback|default_if_none|default_if_empty|if_empty)\s*[:=(]\s*
    | (?:\sor\s|\|\||\?\?)\s*(?=(?:{_LITERAL.pattern})\s*$)
    | ^(?:defaultIfEmpty|default|fallback|or)\s+\S+\s+
    | ^personalization_token\s*\([^,]*,\s*
    | ^(?:BLANKVALUE|NULLVALUE)\s*\([^,]*,\s*
    | ^(?=(?:{_QUOTED})$)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_MARKETO = re.compile(r":default=(?P<words>.+)$", re.DOTALL)
_VARIABLE = re.compile(r"(?:v\(\s*)?@?(?P<name>[A-Za-z_][\w-]*)\s*\)?")
_ASSIGNMENT = re.compile(r"(?:set\s+|assign\s+)?@?(?P<name>[A-Za-z_][\w-]*)\s*=(?![=>])\s*", re.IGNORECASE)
_FUNCTION = re.compile(r"(?:IIF|IF)\s*\(", re.IGNORECASE)
# "?" of a choice stands free or before a value; "user.pro?" is a name in Ruby.
_SIGN = re.compile(rf"(?:{_QUOTED})|[()\[\],]|(?<=\s)\?(?=\s)|\?(?=\s*[\"'\d])|:|\b(?:if|else)\b")
_COPY = re.compile(
    r"(?<![\w-])(?P<key>html|value|text|content|label|title|heading|subtitle|description|caption|alt"
    rf"|(?:button|link|cta)_(?:text|label))\s*[=:]\s*(?P<words>{_LITERAL.pattern})",
    re.DOTALL,
)
_CUT_COPY = re.compile(r"(?<![\w-])(?:html|value|text|content)\s*=\s*[\"'](?P<words>[^\"']*)$")
_PRINTED = frozenset({"html", "value", "text", "content"})
_DEEPEST = 20  # choices within choices


class Choice(NamedTuple):
    """One value of several. options: of each condition, and of "else"; None: no value, but more code."""

    conditions: tuple[str, ...]
    options: tuple[Span | None, ...]


class Copy(NamedTuple):
    """Words that a tag prints. apart: not in the sentence around the tag."""

    words: Span
    apart: bool


def default(code: str) -> Span | None:
    """Return the words for the case that nothing is known.

    >>> [code[s.start:s.end] for code in ("seats | default: 5", "x || 'you'") if (s := default(code))]
    ['5', 'you']
    """
    if marketo := _MARKETO.search(code):
        return Span(*marketo.span("words"))
    found = _DEFAULT.search(code)
    if found is None:
        return None
    words = _LITERAL.match(code, found.end())
    if words is not None:
        return _filled(code, _inside(code, *words.span()))
    bare = _BARE.match(code, found.end()) if found["bare"] else None
    return Span(*bare.span()) if bare and bare.group().lower() not in _NOTHING else None


def choice(code: str) -> Choice | None:
    """Return the values of an inline condition, None where the code is none or no option is a value.

    >>> choice('"14" if vip else "30"')
    Choice(conditions=('vip',), options=(Span(start=1, end=3), Span(start=18, end=20)))
    """
    conditions: list[str] = []
    options: list[Span | None] = []
    rest: Span | None = Span(0, len(code))
    while rest is not None and len(conditions) < _DEEPEST:
        parts = _condition(code, rest)
        if parts is None:
            break
        condition, then, rest = parts
        conditions.append(" ".join(code[condition.start : condition.end].split()))
        options.append(literal(code, then))
    if not conditions:
        return None
    # `"x" if vip` has no else and prints nothing then.
    options.append(literal(code, rest) if rest else Span(0, 0))
    return Choice(tuple(conditions), tuple(options)) if any(options) else None


def assignment(code: str) -> tuple[str, Span | None] | None:
    """Return the name that the code gives a value and the value's place, None for a value that is computed.

    >>> assignment('price = "$49"'), assignment("days = trial.days"), assignment("a == b")
    (('price', Span(start=9, end=12)), ('days', None), None)
    """
    found = _ASSIGNMENT.match(code)
    return (found["name"], literal(code, Span(found.end(), len(code)))) if found else None


def variable(code: str) -> str:
    """Return the name of the variable that the code prints as it is, "" for anything else."""
    found = _VARIABLE.fullmatch(code)
    return found["name"] if found else ""


def copy_values(code: str) -> list[Copy]:
    """Return the words in a tag's options that a visitor reads: `{% text "x" label="..." value="..." %}`.

    A tag that markup has cut ends within its last value.
    """
    copies = [
        Copy(words, found["key"] not in _PRINTED)
        for found in _COPY.finditer(code)
        if (words := _filled(code, _inside(code, *found.span("words"))))
    ]
    cut = _CUT_COPY.search(code)
    if cut and cut["words"].strip():
        copies.append(Copy(Span(*cut.span("words")), apart=False))
    return copies


def literal(code: str, part: Span) -> Span | None:
    """Return the place of the words of a quoted string or of a number, None when the part is more."""
    words = code[part.start : part.end]
    start = part.start + len(words) - len(words.lstrip())
    end = part.start + len(words.rstrip())
    return _inside(code, start, end) if _LITERAL.fullmatch(code, start, end) else None


def _inside(code: str, start: int, end: int) -> Span:
    return Span(start + 1, end - 1) if code[start] in "\"'“‘" else Span(start, end)


def _filled(code: str, words: Span) -> Span | None:
    return words if code[words.start : words.end].strip() else None


def _condition(code: str, part: Span) -> tuple[Span, Span, Span | None] | None:
    """Return (condition, then, else) of a part, None when it is no condition."""
    if function := _FUNCTION.match(code, *_trimmed(code, part)):
        last = code.rfind(")", function.end(), part.end)
        inside = Span(function.end(), last if last >= 0 else part.end)
        commas = [at for sign, at in _signs(code, inside) if sign == ","]
        if len(commas) != 2:
            return None
        first, second = commas
        return Span(inside.start, first), Span(first + 1, second), Span(second + 1, inside.end)
    signs = list(_signs(code, part))
    words = dict(reversed(signs))  # the first of each
    if "?" in words and (colon := next((at for s, at in signs if s == ":" and at > words["?"]), None)):
        return Span(part.start, words["?"]), Span(words["?"] + 1, colon), Span(colon + 1, part.end)
    if "if" in words and code[part.start : words["if"]].strip():
        otherwise = words.get("else")
        end = part.end if otherwise is None else otherwise
        rest = None if otherwise is None else Span(otherwise + len("else"), part.end)
        return Span(words["if"] + len("if"), end), Span(part.start, words["if"]), rest
    return None


def _trimmed(code: str, part: Span) -> tuple[int, int]:
    words = code[part.start : part.end]
    return part.start + len(words) - len(words.lstrip()), part.end


def _signs(code: str, part: Span) -> Iterator[tuple[str, int]]:
    """Yield the signs of a part that stand in no quotes and no brackets."""
    depth = 0
    for found in _SIGN.finditer(code, part.start, part.end):
        sign = found.group()
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif depth == 0 and sign[0] not in "\"'“‘":
            yield sign, found.start()
