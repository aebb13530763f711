r"""Regular expressions of other tools, and the plain texts that they stand for.

>>> [text for text, _ in expanded("e[- ]mail(s)?")]
['e-mail', 'e-mails', 'e mail', 'e mails']
>>> filled("email$1", dict(expanded("e[- ]mail(s)?"))["e-mails"])
'emails'
>>> found_in(pattern(["vendor"], ["vendor risk", "street vendor"]))
(('vendor',), ('vendor risk', 'street vendor'))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

MOST = 400  # texts of one pattern; more of them are no list of words

# `\w` of JavaScript knows ASCII only, and its `\b` sees a border inside "café".
_LETTER = r"\w\u00C0-\u024F"
_START = rf"(?<![{_LETTER}@#.])(?<![{_LETTER}][-'’])"
_END = rf"(?![{_LETTER}]|[-.@][{_LETTER}]|['’](?!s\b)[{_LETTER}])"
_GUARD = re.compile(r"\(\?!(?:\(\?<=((?:\\.|[^()\\])*)\))?((?:\\.|[^()\\])*)\(\?!\\w\)\)")
_OPERATORS = re.compile(r"[\\^$.|?*+()\[\]{}]")
_ZERO_WIDTH = "bB"
_CLASSES = "dDwWSpPk"

Groups = Mapping[int, str]  # number of a capture group -> what it held; 0 is the whole match


class NotListableError(ValueError):
    """The pattern stands for more texts than can be listed."""


def pattern(texts: Iterable[str], phrases: Iterable[str] = (), *, on_one_line: bool = False) -> str:
    """Return a pattern that finds any of `texts` as whole words, in JavaScript and in Vale alike.

    phrases:     in which they are left alone; each holds one of `texts`.
    on_one_line: a line does not break between their words.
    """
    listed = tuple(texts)
    guards = "".join(dict.fromkeys(_guard(phrase, listed) for phrase in phrases))
    found = "|".join(_quoted(text, gap=" " if on_one_line else r"\s") for text in listed)
    return f"{_START}{guards}(?:{found}){_END}"


def found_in(source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (texts, phrases) of a pattern that `pattern` wrote, or the texts of any other.

    Raises NotListableError.
    """
    if not (source.startswith(_START) and source.endswith(_END)):
        return tuple(dict.fromkeys(text for text, _ in expanded(source))), ()
    rest = source[len(_START) : len(source) - len(_END)]
    phrases = []
    while match := _GUARD.match(rest):
        phrases.append(_plain(match[1] or "") + _plain(match[2]))
        rest = rest[match.end() :]
    return tuple(dict.fromkeys(text for text, _ in expanded(rest))), tuple(phrases)


def expanded(source: str) -> list[tuple[str, Groups]]:
    """Return every text that `source` matches, in the order of its alternatives, with its groups.

    Raises NotListableError where it is no list of words: "any letter", "one or more", something that must not follow.
    """
    reader = _Reader(source)
    texts = reader.alternatives()
    if reader.at < len(source):
        raise NotListableError("a closing bracket too many")
    return [(way.text, {0: way.text, **dict(way.groups)}) for way in texts]


def filled(replacement: str, groups: Groups) -> str:
    """`replacement` with $1, $& and $$ filled in, as JavaScript and Vale do; no such group is empty."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "$":
            return "$"
        return groups.get(0 if name == "&" else int(name), "")

    return re.sub(r"\$([$&]|\d{1,2})", value, replacement)


def escaped(text: str) -> str:
    """`text` as a pattern that matches just it. Vale counts round brackets, so there is none."""
    return _OPERATORS.sub(r"\\\g<0>", text).replace("\\(", "\\x28").replace("\\)", "\\x29")


def _quoted(text: str, *, gap: str = r"\s") -> str:
    return escaped(text).replace("'", "['’]").replace(" ", gap)


def _guard(phrase: str, texts: Sequence[str]) -> str:
    at = min(found for text in texts if (found := place(text, phrase)) >= 0)
    before = f"(?<={_quoted(phrase[:at])})" if at else ""
    return f"(?!{before}{_quoted(phrase[at:])}(?!\\w))"


def place(text: str, phrase: str) -> int:
    """Where `text` stands in `phrase` as whole words, capitals aside; -1 where it does not."""
    match = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", phrase, re.IGNORECASE)
    return match.start() if match else -1


def _plain(source: str) -> str:
    return expanded(source)[0][0]


@dataclass(frozen=True, slots=True)
class _Way:
    """One text that a part of a pattern matches. groups: (number, text), in the order they closed."""

    text: str
    groups: tuple[tuple[int, str], ...] = ()


def _joined(parts: Sequence[list[_Way]]) -> list[_Way]:
    count = 1
    for part in parts:
        count *= len(part)
        if count > MOST:
            raise NotListableError(f"it stands for more than {MOST} texts")
    ways = product(*parts)
    return [_Way("".join(w.text for w in way), tuple(g for w in way for g in w.groups)) for way in ways]


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self._groups = 0

    def alternatives(self) -> list[_Way]:
        ways = self._sequence()
        while self._take("|"):
            ways = ways + self._sequence()
        if len(ways) > MOST:
            raise NotListableError(f"it stands for more than {MOST} texts")
        return ways

    def _sequence(self) -> list[_Way]:
        parts: list[list[_Way]] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            parts.append(self._repeated(self._one()))
        return _joined(parts)

    def _one(self) -> list[_Way]:
        char = self.source[self.at]
        self.at += 1
        if char == "(":
            return self._group()
        if char == "[":
            return [_Way(text) for text in self._class()]
        if char == "\\":
            text = self._escape()
            return [_Way(text)]
        if char in ".^$*+?{":
            raise NotListableError(f"it holds {char!r}")
        return [_Way(char)]

    def _group(self) -> list[_Way]:
        number = 0
        if self._take("?"):
            if not self._take(":"):
                raise NotListableError("it looks at what stands around it")
        else:
            self._groups += 1
            number = self._groups
        ways = self.alternatives()
        if not self._take(")"):
            raise NotListableError("a bracket is not closed")
        return [_Way(w.text, (*w.groups, (number, w.text))) if number else w for w in ways]

    def _class(self) -> Iterator[str]:
        if self._take("^"):
            raise NotListableError("it holds any letter but some")
        chars: list[str] = []
        while not self._take("]"):
            if self.at >= len(self.source):
                raise NotListableError("a bracket is not closed")
            char = self.source[self.at]
            self.at += 1
            if char == "\\":
                char = self._escape()
            if char == "-" and chars and self.source[self.at : self.at + 1] not in ("]", ""):
                raise NotListableError("it holds a range of letters")
            chars.append(char)
        yield from dict.fromkeys(chars)

    def _escape(self) -> str:
        """The text of what follows a backslash; "" for a border between words."""
        char = self.source[self.at : self.at + 1]
        self.at += 1
        if char == "s":
            return " "
        if char in _ZERO_WIDTH and char:
            return ""
        if char in ("x", "u"):
            digits = self.source[self.at : self.at + (2 if char == "x" else 4)]
            self.at += len(digits)
            if not re.fullmatch(r"[0-9A-Fa-f]{2}(?:[0-9A-Fa-f]{2})?", digits):
                raise NotListableError(f"\\{char}{digits} is no character")
            return chr(int(digits, 16))
        if not char or char in _CLASSES or char.isdigit():
            raise NotListableError(f"it holds \\{char}")
        return {"n": "\n", "t": "\t", "r": "\r"}.get(char, char)

    def _repeated(self, ways: list[_Way]) -> list[_Way]:
        """`ways` as often as the sign after them allows; a question mark reads "with it" after "without"."""
        if self._take("?"):
            self._take("?")
            return [_Way(""), *ways]
        if self.source[self.at : self.at + 1] in ("*", "+", "{"):
            raise NotListableError(f"it holds {self.source[self.at]!r}")
        return ways

    def _take(self, char: str) -> bool:
        taken = self.source.startswith(char, self.at)
        self.at += taken
        return taken
