"""Files of other tools: read as text, and their terms checked before anybody relies on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, Term
from msgcheck.glossary_problems import problems
from msgcheck.terminology.exchange.gather import Draft


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file of another tool says. language: of its words, "" where it is not said."""

    terms: tuple[Term, ...]
    language: str = ""


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises ConfigError."""
    try:
        return path.read_bytes()
    except OSError as err:
        raise ConfigError(f"{path}: cannot be read: {err.strerror or err}", "check the path") from err


def text_of(path: Path) -> str:
    """Return the text of a UTF-8 file, without a byte order mark. Raises ConfigError."""
    data = bytes_of(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8 text", "save the file as UTF-8") from err


def checked(data: dict[str, object], where: str) -> Term:
    """Return the term that `data` (as in glossary.yaml) describes. Raises ConfigError with `where`."""
    try:
        term = Term.model_validate(data)
    except ValidationError as err:
        detail = err.errors(include_url=False)[0]
        key = ".".join(str(part) for part in detail["loc"])
        message = f"{where}: {key}: {detail['msg'].removeprefix('Input ')}, not {detail['input']!r}"
        raise ConfigError(message, "mend the entry, then import again") from err
    for problem in problems(Glossary.model_validate({"terms": [term]})):
        raise ConfigError(f"{where}: {problem.message}", problem.hint or "mend the entry, then import again")
    return term


def from_drafts(drafts: Iterable[Draft]) -> Incoming:
    """Return gathered terms, checked one by one. Raises ConfigError."""
    every = [(draft.data(), draft.where) for draft in drafts]
    # What says nothing but exceptions has given its words to other terms.
    return Incoming(tuple(checked(data, where) for data, where in every if set(data) - {"exceptions"}))
