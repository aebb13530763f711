"""CSV tables, as people and spreadsheets write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, Term
from msgcheck.terminology.exchange import exported, table
from msgcheck.terminology.exchange.told import Told

TODAY = date(2026, 11, 22)


def read(tmp_path: Path, content: str | bytes) -> tuple[tuple[Term, ...], Told]:
    path = tmp_path / "terms.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    told = Told()
    return table.read(path, told).terms, told


def wrong(terms: tuple[Term, ...]) -> list[tuple[str, list[str]]]:
    return [(term.preferred, [form.text for form in term.deprecated]) for term in terms]


ROWS = "id,form,status\nstock,stock count,preferred\nstock,stocktake,deprecated\n"


@pytest.mark.parametrize(
    "content",
    [
        ROWS.encode(),
        b"\xef\xbb\xbf" + ROWS.encode(),
        ROWS.replace(",", ";").encode(),
        ROWS.replace(",", "\t").encode("utf-16"),
        ("sep=;\r\n" + ROWS.replace(",", ";").replace("\n", "\r\n")).encode(),
        ROWS.replace("id,form,status", "ID, Form ,STATUS").replace("deprecated", "Deprecated").encode(),
        ROWS.replace("\n", ",,\n").encode() + b",,,,\n\n",
        ROWS.replace("id,form", "ID,Term").encode(),
    ],
)  # fmt: skip
def test_the_habits_of_spreadsheets(tmp_path: Path, content: bytes) -> None:
    terms, told = read(tmp_path, content)
    assert wrong(terms) == [("stock count", ["stocktake"])]
    assert told.lines() == []


def test_a_plain_list_of_pairs(tmp_path: Path) -> None:
    terms, told = read(
        tmp_path, "Wrong,Right,Team\ne-mail,email,web\nE-Mail address,email,\nvendor,supplier,\n"
    )
    assert wrong(terms) == [("email", ["e-mail", "E-Mail address"]), ("supplier", ["vendor"])]
    assert told.lines() == ["columns: 1 (Team)"]


def test_windows_letters_are_read_and_told(tmp_path: Path) -> None:
    terms, told = read(tmp_path, "form\ncafé\n".encode("cp1252"))
    assert terms[0].preferred == "café"
    assert "Windows-1252" in told.lines()[0]


def test_no_cell_is_a_formula_and_none_is_changed(tmp_path: Path) -> None:
    texts = ["=1+1 things", "-based", "@handle", "'tis", "''=x", "+1 support"]
    data = {"terms": [{"preferred": text, "note": "=NOW()\r\nsecond\tline"} for text in texts]}
    glossary = Glossary.model_validate(data)
    files, _ = exported(glossary, "csv", tmp_path / "terms.csv", today=TODAY)
    content = files[tmp_path / "terms.csv"]
    assert content.startswith("\ufeffid,form,status,")
    cells = [cell for line in content.splitlines()[1:] for cell in line.split(",")]
    assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in cells)
    terms, _ = read(tmp_path, content)
    assert [term.preferred for term in terms] == texts
    assert terms[0].note == "=NOW()\nsecond\tline"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"terms.csv: is empty"),
        ("word one;word two\n", r"terms.csv:1: has no column 'form'"),
        ("form,form\na,b\n", r"terms.csv:1: column 'form' is there twice"),
        ("id,form\na,b,c\n", r"terms.csv:2: has more cells"),
        ("id,form\na,\n", r"terms.csv:2: has no form"),
        ('id,form\na,"b\n', r"terms.csv:2: is not CSV"),
        ("id,form,status\na,b,forbiden\n", r"terms.csv:2: status: 'forbiden' is not known"),
        ("id,form,status\na,b,preferred\na,c,preferred\n", r"terms.csv:3: 'c' is preferred here, and 'b'"),
        ("id,form,status,since\na,b,,\na,c,deprecated,6/1/2025\n", r"terms.csv:3: since: should be a date"),
        ("id,form,pos\na,b,thing\n", r"terms.csv:2: pos"),
        ("id,form,note\na,b,one\na,c,two\n", r"terms.csv:3: note: is 'two' here and 'one' in line 2"),
        ('id,form,note\na,b,"x\ny"\nc,--,\n', r"terms.csv:4: holds no letter"),
        (b"\x00\x01\x02form", r"is not a text"),
        (b"\xff\xfe\x00", r"is not a text"),
        ("form\n" + "x" * 200_000, r"is not CSV: field larger"),
    ],
)
def test_broken_tables_are_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read(tmp_path, content)
    assert caught.value.hint
