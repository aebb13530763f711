"""The glossary in the formats of other tools (docs/glossary-exchange.md says what each of them carries)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary
from msgcheck.terminology.exchange import merge, table, tbx, tbx_read, textlint, vale, vale_read
from msgcheck.terminology.exchange.told import Told

FORMATS = ("csv", "tbx", "tbx-v2", "textlint", "vale")
_READERS = {
    "csv": table.read,
    "tbx": tbx_read.read,
    "tbx-v2": tbx_read.read,
    "textlint": textlint.read,
    "vale": vale_read.read,
}


def exported(glossary: Glossary, form: str, path: Path, *, today: date) -> tuple[dict[Path, str], list[str]]:
    """Return the files to write, and what the format could not carry, a line for each kind.

    form:  one of FORMATS; for "vale" `path` is a folder.
    today: rules of Vale and textlint know no dates, so they say what is in force that day.
    """
    told = Told()
    match form:
        case "csv":
            files = table.written(glossary, path, told)
        case "tbx":
            files = tbx.written(glossary, path, told, version=3)
        case "tbx-v2":
            files = tbx.written(glossary, path, told, version=2)
        case "textlint":
            files = textlint.written(glossary.on(today), path, told)
        case _:
            files = vale.written(glossary.on(today), path, told)
    return files, told.lines()


def imported(path: Path, form: str, *, into: Path | None) -> tuple[str, list[str]]:
    """Return the text of a glossary.yaml with the terms at `path`, and what could not be carried.

    into: the glossary they are merged into; a new one where it is None or not there.

    Raises ConfigError with file and line when either of them cannot be used.
    """
    told = Told()
    incoming = _READERS[form](path, told)
    if not incoming.terms:
        raise ConfigError(f"{path}: holds no terms", "; ".join(told.lines()) or "is it the right file?")
    return merge.merged(into, incoming, told), told.lines()
