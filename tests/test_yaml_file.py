"""A YAML file is read as its model says, or refused with file, line and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from msgcheck.errors import ConfigError
from msgcheck.yaml_file import Problem, known_keys, load


class Word(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    preferred: str
    count: int = 0
    floor: float = 0.5
    shown: bool = False
    since: date | None = None
    case: Literal["exact", "smart"] = "smart"


class Book(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = ""
    words: tuple[Word, ...] = ()
    by_name: dict[str, Word] = {}
    one_or_text: Word | str | None = None


def read(tmp_path: Path, text: str) -> Book:
    file = tmp_path / "book.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file, Book)


def refusal(tmp_path: Path, text: str) -> tuple[list[str], str]:
    """The lines of the message, without the folder, and the hint."""
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return caught.value.message.replace(f"{tmp_path}/", "").splitlines(), caught.value.hint


def test_scalars_stay_text_until_the_model_says_otherwise(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        "name: no\n"
        "words:\n"
        "  - {preferred: 1.10, count: 12, floor: 0.25, shown: yes, since: 2026-01-01, case: exact}\n"
        "  - {preferred: 2026-01-01, shown: false}\n"
        "  - {preferred: 'null'}\n",
    )
    assert book.name == "no"
    first, second, third = book.words
    assert (first.preferred, first.count, first.floor, first.shown) == ("1.10", 12, 0.25, True)
    assert first.since == date(2026, 1, 1)
    assert (second.preferred, second.shown, third.preferred) == ("2026-01-01", False, "null")


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == Book()


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_key(tmp_path: Path) -> None:
    lines, hint = refusal(tmp_path, "name: x\nwords:\n  - preferred: a\n  -\n    prefered: b\n")
    assert lines == ["book.yaml:5: words[1].prefered: unknown key"]
    assert hint == "did you mean 'preferred'? known: case, count, floor, preferred, shown, since"


def test_known_keys_are_those_of_the_level(tmp_path: Path) -> None:
    _, hint = refusal(tmp_path, "by_name:\n  x: {preferred: a, sinse: 2026-01-01}\n")
    assert hint.startswith("did you mean 'since'?")
    assert "words" not in hint
    assert "count" in known_keys(Book, ("one_or_text",))


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        (
            "words: [{preferred: a, count: many}]",
            "1: words[0].count: should be a whole number, not 'many'",
            "",
        ),
        (
            "words: [{preferred: a, shown: perhaps}]",
            "1: words[0].shown: should be yes or no, not 'perhaps'",
            "",
        ),
        (
            "words: [{preferred: a, since: 2026-13-01}]",
            "1: words[0].since: should be a date, not '2026-13-01'",
            "write it as 2026-12-31",
        ),
        (
            "words: [{preferred: a, case: exct}]",
            "1: words[0].case: 'exct' is not known",
            "did you mean 'exact'? known: exact, smart",
        ),
        ("words: [{}]", "1: words[0].preferred: missing key", ""),
        ("words:\n", "1: words: has no value", "write one or remove the key"),
        ("name: [a]", "1: name: should be text", ""),
        ("words: a", "1: words: should be a list, not 'a'", "write it as [a]"),
        ("words: [a]", "1: words[0]: should be a mapping (key: value), not 'a'", ""),
        ("- a\n", "1: should be a mapping (key: value)", ""),
        (
            "name: a\nby_name: {}\nname: b\n",
            "3: name: duplicate key, already in line 1",
            "keep one of the two",
        ),
        ("[a]: b", "1: a key must be plain text", ""),
        ("name: 'a\nb: c", "2: is not YAML: ", ""),
        (
            "name: a: b\n",
            "1: is not YAML: mapping values are not allowed in this context",
            "put quotes around a value that holds ': '",
        ),
        ("name: a\n\tb: c\n", "2: is not YAML: ", "indent with spaces, not with tabs"),
        (
            "name: a\nb: \x01\n",
            "2: is not YAML: control characters are not allowed",
            "remove the control character",
        ),
        ("name: *gone\n", "1: is not YAML: found undefined alias", ""),
        ("name: " + "[" * 5000, "1: is nested more than 50 levels deep", ""),
        (
            "by_name: &a {x: *a}\n",
            "1: by_name.x.x: the aliases (*name) repeat too much",
            "write the values out",
        ),
    ],
)
def test_refusals(tmp_path: Path, text: str, line: str, hint: str) -> None:
    lines, said = refusal(tmp_path, text)
    assert len(lines) == 1
    assert lines[0].startswith(f"book.yaml:{line}")
    assert said == hint


def test_an_alias_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    levels = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    lines, hint = refusal(tmp_path, "\n".join(levels))
    assert len(lines) == 1
    assert "repeat too much" in lines[0]
    assert hint == "write the values out"


def test_an_anchor_that_is_used_twice_is_fine(tmp_path: Path) -> None:
    book = read(tmp_path, "by_name:\n  a: &it {preferred: x}\n  b: *it\n")
    assert book.by_name["a"] == book.by_name["b"]


def test_the_first_problems_are_reported_together_in_order(tmp_path: Path) -> None:
    words = "".join(f"  - {{preferred: a, count: x{n}}}\n" for n in range(8))
    lines, hint = refusal(tmp_path, f"words:\n{words}")
    assert [line.split(": ")[0] for line in lines] == [f"book.yaml:{n}" for n in range(2, 7)]
    assert hint == "3 more problems after these"


def test_a_union_reports_a_problem_once(tmp_path: Path) -> None:
    lines, _ = refusal(tmp_path, "one_or_text: {preferred: a, cont: 3}\n")
    assert lines[0] == (
        "book.yaml:1: one_or_text.cont: unknown key "
        "(did you mean 'count'? known: case, count, floor, preferred, shown, since)"
    ) or lines == ["book.yaml:1: one_or_text.cont: unknown key"]


def test_a_file_that_is_not_there_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.yaml: cannot be read: No such file"):
        load(tmp_path / "gone.yaml", Book)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, Book)
    (tmp_path / "latin.yaml").write_bytes("name: a\nwords: [é]\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"latin\.yaml:2: is not UTF-8 text"):
        load(tmp_path / "latin.yaml", Book)


def test_a_check_reports_at_the_line_of_its_key(tmp_path: Path) -> None:
    file = tmp_path / "book.yaml"
    file.write_text("name: x\nwords:\n  - preferred: a\n")
    with pytest.raises(ConfigError, match=r"book\.yaml:3: words\[0\]\.since: is needed"):
        load(file, Book, check=lambda book: [Problem(("words", 0, "since"), "is needed")])


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_its_file(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    said = str(file)
    try:
        load(file, Book)
    except ConfigError as err:
        said = err.message
    assert said.startswith(str(file))
