"""`msgcheck glossary import` and `export`, as a person uses them; and what a merge keeps, adds and tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msgcheck.cli import main
from msgcheck.glossary import load_glossary

GLOSSARY = """\
# Our words. Ask Kim.
version: 1
replace: {e-mail: email}     # short form
terms:
  # Rooms
  - preferred: workspace     # one word
    deprecated: [project space]
    note: 'See page 12.'

  - id: yes-no
    preferred: "yes"

# ------------- facts
facts:
  - {id: price, claim: It costs $1.10., value: 1.10}
"""
HEAD = "id,form,status,definition,note\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["glossary", *arguments], catch_exceptions=False)


def merged(folder: Path, rows: str) -> tuple[str, str]:
    (folder / "more.csv").write_text(HEAD + rows, encoding="utf-8")
    done = run("import", "more.csv", "--format", "csv", "-o", "glossary.yaml")
    assert done.exit_code == 0, done.stderr
    load_glossary(folder / "glossary.yaml")
    return (folder / "glossary.yaml").read_text(encoding="utf-8"), done.stderr


def test_new_terms_stand_after_the_last_one_and_nothing_else_moves(folder: Path) -> None:
    text, told = merged(folder, "t,supplier,preferred,,\nt,vendor,deprecated,,\n")
    new = "  - id: t\n    preferred: supplier\n    deprecated:\n      - vendor\n"
    at = GLOSSARY.index("\n# ------------- facts")
    assert text == GLOSSARY[:at] + new + GLOSSARY[at:]
    assert told == ""


def test_a_known_term_gets_what_it_does_not_say(folder: Path) -> None:
    text, told = merged(folder, "w,Workspace,preferred,Where work is.,Other.\nw,work room,forbidden,,\n")
    (term, _) = load_glossary(folder / "glossary.yaml").listed
    assert (term.preferred, term.definition, term.note) == ("workspace", "Where work is.", "See page 12.")
    assert [form.text for form in term.forbidden] == ["work room"]
    assert "    note: 'See page 12.'\n" in text
    assert "value: 1.10}" in text
    assert "# one word" in text
    assert told == "not carried: values that the glossary has otherwise: 1 (note of workspace)\n"


def test_what_clashes_is_told_and_left_out(folder: Path) -> None:
    rows = "a,project space,preferred,,\nb,room,preferred,,\nb,workspace,deprecated,,\nc,mail,preferred,,\nc,e-mail,deprecated,,\n"
    _, told = merged(folder, rows)
    terms = load_glossary(folder / "glossary.yaml").listed
    assert [term.preferred for term in terms] == ["workspace", "yes", "room", "mail"]
    assert [term.deprecated for term in terms[2:]] == [(), ()]
    assert "project space: deprecated, not preferred" in told
    assert "workspace: preferred, not deprecated" in told


def test_an_import_said_twice_changes_nothing(folder: Path) -> None:
    rows = "w,workspace,preferred,Where work is.,\nt,supplier,preferred,,\nt,no,deprecated,,\n"
    once, _ = merged(folder, rows)
    assert merged(folder, rows)[0] == once
    assert '      - "no"\n' in once


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "terms: []\n", "terms: [{preferred: a b}]\n"])
def test_glossaries_with_no_list_yet(folder: Path, content: str) -> None:
    (folder / "glossary.yaml").write_text(content, encoding="utf-8")
    text, _ = merged(folder, "t,supplier,preferred,,\n")
    assert load_glossary(folder / "glossary.yaml").listed[-1].preferred == "supplier"
    assert text.startswith("# nothing yet\n") or "nothing" not in content


def test_without_output_the_glossary_goes_to_stdout(folder: Path) -> None:
    (folder / "more.csv").write_text("form\nsupplier\n", encoding="utf-8")
    done = run("import", "more.csv", "-f", "csv")
    assert done.stdout == "version: 1\nterms:\n  - preferred: supplier\n"


def test_a_broken_file_leaves_the_glossary_alone(folder: Path) -> None:
    (folder / "more.csv").write_text("id,form,status\na,b,wrong\n", encoding="utf-8")
    done = run("import", "more.csv", "-f", "csv", "-o", "glossary.yaml")
    assert done.exit_code == 2
    assert done.stderr.startswith("msgcheck: more.csv:2: status: 'wrong' is not known\nhint: ")
    assert (folder / "glossary.yaml").read_text(encoding="utf-8") == GLOSSARY


@pytest.mark.parametrize("form", ["csv", "tbx", "tbx-v2", "textlint", "vale"])
def test_export_and_import_on_the_command_line(folder: Path, form: str) -> None:
    done = run("export", "glossary.yaml", "-f", form, "-o", "out")
    assert done.exit_code == 0
    assert "not carried: facts: 1 (price)\n" in done.stderr
    back = run("import", "out", "-f", form, "-o", "new.yaml")
    assert back.exit_code == 0, back.stderr
    again = {term.preferred: term for term in load_glossary(folder / "new.yaml").terms}
    assert [form.text for form in again["workspace"].deprecated] == ["project space"]
    assert [form.text for form in again["email"].deprecated] == ["e-mail"]
    into = run("import", "out", "-f", form, "-o", "glossary.yaml")
    assert into.exit_code == 0
    assert (folder / "glossary.yaml").read_text(encoding="utf-8") == GLOSSARY


def test_a_file_without_terms_is_refused(folder: Path) -> None:
    (folder / "none.tbx").write_text("<martif/>", encoding="utf-8")
    done = run("import", "none.tbx", "-f", "tbx")
    assert (done.exit_code, done.stderr) == (
        2,
        "msgcheck: none.tbx: holds no terms\nhint: is it the right file?\n",
    )
