"""CSV: one row for each form. What belongs to the whole term stands in the first row of its `id`.

Lists (exceptions, examples...) have a line for each item in their cell. Spreadsheets are met half-way: any of the
usual separators, byte order marks, UTF-16, `sep=;`, other capitals in headers, empty rows and columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import reduce
from pathlib import Path

from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, Term, TermForm
from msgcheck.terminology.exchange.incoming import Incoming, bytes_of, checked
from msgcheck.terminology.exchange.rules import tell_rest
from msgcheck.terminology.exchange.told import Told

STATUSES = ("preferred", "admitted", "deprecated", "forbidden", "proposed")
OF_FORM = ("id", "form", "status", "reason", "severity", "since", "until")
# Column -> where the term has it.
OF_TERM = {
    "term_status": "status",
    "definition": "definition",
    "pos": "pos",
    "case": "case",
    "inflect": "inflect",
    "term_severity": "severity",
    "first_use": "first_use",
    "note": "note",
    "owner": "owner",
}
LISTS = {
    "exceptions": ("exceptions",),
    "include": ("context", "include"),
    "exclude": ("context", "exclude"),
    "channels": ("applies_to", "channels"),
    "locales": ("applies_to", "locales"),
    "good": ("examples", "good"),
    "bad": ("examples", "bad"),
}
COLUMNS = (*OF_FORM, *OF_TERM, *LISTS)
_OTHER_NAMES = {
    "term": "form", "text": "form", "word": "form", "wrong": "form", "part_of_speech": "pos", "comment": "note",
    "notes": "note", "right": "preferred", "replacement": "preferred", "use": "preferred", "avoid": "form",
}  # fmt: skip
_READ_ONLY = ("preferred",)  # what a form stands for, in tables without ids
_LOWER = {"status", "pos", "case", "inflect", "severity", "term_severity", "term_status"}
_FORMULA = ("=", "+", "-", "@", "\t", "'")


def written(glossary: Glossary, path: Path, told: Told) -> dict[Path, str]:
    """Return the file to write, with the byte order mark by which Excel knows UTF-8."""
    tell_rest(glossary, told, proposed=True)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for term in glossary.terms:
        shared = _shared(term, told)
        for status, form in _forms(term):
            own = {
                "id": term.id,
                "form": form.text,
                "status": status,
                "reason": form.reason,
                "severity": form.severity or "",
                "since": form.since.isoformat() if form.since else "",
                "until": form.until.isoformat() if form.until else "",
            }
            writer.writerow({key: _cell(value) for key, value in (own | shared).items()})
            shared = {}
    return {path: "\ufeff" + out.getvalue()}


def _forms(term: Term) -> Iterator[tuple[str, TermForm]]:
    if term.preferred:
        yield "preferred", TermForm(text=term.preferred)
    for status in STATUSES[1:]:
        yield from ((status, form) for form in getattr(term, status))


def _shared(term: Term, told: Told) -> dict[str, str]:
    row = {column: getattr(term, name) for column, name in OF_TERM.items()}
    row["inflect"] = {True: "yes", False: "no", None: ""}[term.inflect]
    row["term_status"] = "" if term.status == "preferred" else term.status
    for column, names in LISTS.items():
        items: tuple[str, ...] = reduce(getattr, names, term)  # type: ignore[arg-type]
        told.add("line breaks in lists", *(item for item in items if "\n" in item))
        row[column] = "\n".join(" ".join(item.split("\n")) for item in items)
    return {column: str(value) if value else "" for column, value in row.items()}


def _cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{lines}" if lines.startswith(_FORMULA) else lines


def _uncell(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def read(path: Path, told: Told) -> Incoming:
    """Return the terms of a table. Raises ConfigError with the line."""
    rows: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, row in _rows(path, told):
        if not any(row.values()):
            continue
        if not row.get("form"):
            raise ConfigError(f"{path}:{number}: has no form", "write the word, or remove the row")
        rows.setdefault(_key(row), []).append((number, row))
    terms = [_term(path, listed) for listed in rows.values()]
    return Incoming(tuple(terms))


def _key(row: dict[str, str]) -> str:
    """What the rows of a term share."""
    if row.get("id"):
        return f"id {row['id']}"
    return f"preferred {row.get('preferred') or row['form']}"


def _term(path: Path, rows: list[tuple[int, dict[str, str]]]) -> Term:
    first = rows[0][0]
    data: dict[str, object] = {"id": rows[0][1].get("id", "")}
    said: dict[str, tuple[int, str]] = {}
    for number, row in rows:
        for column in (*OF_TERM, *LISTS):
            value = row.get(column, "")
            line, known = said.setdefault(column, (number, value)) if value else (number, "")
            if value != known:
                hint = "what belongs to the whole term is written once"
                raise ConfigError(
                    f"{path}:{number}: {column}: is {value!r} here and {known!r} in line {line}", hint
                )
        _add_form(data, row, f"{path}:{number}")
    for column, (_, value) in said.items():
        if column in OF_TERM:
            data[OF_TERM[column]] = value
        else:
            *above, name = LISTS[column]
            target = data.setdefault(above[0], {}) if above else data
            assert isinstance(target, dict)
            target[name] = [item.strip() for item in value.split("\n") if item.strip()]
    if not data["id"]:
        del data["id"]
    return checked(data, f"{path}:{first}")


def _add_form(data: dict[str, object], row: dict[str, str], where: str) -> None:
    form, preferred = row["form"], row.get("preferred", "")
    status = row.get("status", "") or ("deprecated" if preferred and form != preferred else "preferred")
    if status not in STATUSES:
        near = get_close_matches(status, STATUSES, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ConfigError(f"{where}: status: {status!r} is not known", f"{hint}known: {', '.join(STATUSES)}")
    right = form if status == "preferred" else preferred
    if right and data.setdefault("preferred", right) != right:
        message = f"{where}: {right!r} is preferred here, and {data['preferred']!r} in another row"
        raise ConfigError(message, "give the two terms ids of their own, or make one of the forms admitted")
    if status == "preferred":
        return
    entry = {"text": form}
    for column in ("reason", "severity", "since", "until"):
        value = row.get(column, "")
        if value and column in ("since", "until") and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            raise ConfigError(f"{where}: {column}: should be a date, not {value!r}", "write it as 2026-12-31")
        if value:
            entry[column] = value
    listed = data.setdefault(status, [])
    assert isinstance(listed, list)
    listed.append(entry)


def _rows(path: Path, told: Told) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) with our names for the columns."""
    text = _text(path, told)
    skipped = 0
    if match := re.match(r"sep=(.)\r?\n", text):
        text, skipped = text[match.end() :], 1
    delimiter = match[1] if match else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    try:
        for cells in reader:
            number = reader.line_num - sum(cell.count("\n") for cell in cells) + skipped
            if not names:
                names = [_column(cell) for cell in cells]
                _check(names, cells, f"{path}:{number}", told)
                continue
            if any(cell.strip() for cell in cells[len(names) :]):
                hint = "quote cells that hold the separator"
                raise ConfigError(f"{path}:{number}: has more cells than the first row has names", hint)
            row = {name: _uncell(cell) for name, cell in zip(names, cells, strict=False) if name}
            yield number, {name: cell.lower() if name in _LOWER else cell for name, cell in row.items()}
    except csv.Error as err:
        raise ConfigError(
            f"{path}:{reader.line_num + skipped}: is not CSV: {err}", "save the table as CSV once more"
        ) from err
    if not names:
        raise ConfigError(f"{path}: is empty", f"columns: {', '.join(COLUMNS)}")


def _text(path: Path, told: Told) -> str:
    data = bytes_of(path)
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if encoding == "cp1252":
            told.add("guesses", f"{path.name} is Windows-1252 (Excel's plain CSV); check accents")
        return text
    raise ConfigError(f"{path}: is not a text", "save the table as CSV UTF-8")


def _delimiter(text: str) -> str:
    """The separator under which the first row has most of our names; a comma where none does."""
    head = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        names = next(csv.reader([head], delimiter=delimiter), [])
        return sum(_column(name) in (*COLUMNS, *_READ_ONLY) for name in names)

    return max(",;\t|", key=known)


def _column(name: str) -> str:
    folded = re.sub(r"[\s-]+", "_", name.strip().lower())
    return _OTHER_NAMES.get(folded, folded)


def _check(names: list[str], cells: list[str], where: str, told: Told) -> None:
    """Refuse a first row that names no form, or one thing twice; tell of columns that are not ours."""
    if "form" not in names:
        near = get_close_matches("form", names, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ConfigError(f"{where}: has no column 'form'", f"{hint}columns: {', '.join(COLUMNS)}")
    for index, name in enumerate(names):
        if name and name in names[:index]:
            raise ConfigError(f"{where}: column {cells[index]!r} is there twice", "remove one of the two")
        if name and name not in (*COLUMNS, *_READ_ONLY):
            told.add("columns", cells[index])
            names[index] = ""
