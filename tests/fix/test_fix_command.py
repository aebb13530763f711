"""`msgcheck fix` on the command line: shown first, written when asked, kept, and its exit codes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fixing import GLOSSARY, fixed

from msgcheck.cli import main
from msgcheck.fixers.files import replace_file


def fix(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["fix", *arguments])


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    path = tmp_path / "site" / "page.md"
    path.parent.mkdir()
    path.write_text("# Plans\n\nSend an e-mail to our guru.\n")
    return path


def test_it_shows_a_diff_and_writes_nothing(page: Path) -> None:
    before = page.read_bytes()
    result = fix("site")
    assert result.exit_code == 1
    assert result.stdout == (
        "--- a/site/page.md\n+++ b/site/page.md\n@@ -1,3 +1,3 @@\n # Plans\n \n"
        "-Send an e-mail to our guru.\n+Send an email to our guru.\n"
    )
    assert (
        "not fixed: site/page.md:3: MC201 'guru': the glossary names nothing to say instead" in result.stderr
    )
    assert "1 to replace in 1 file, 1 left for a person; --write does it" in result.stderr
    assert page.read_bytes() == before
    assert os.listdir(page.parent) == ["page.md"]


def test_write_keeps_the_old_file_the_mode_and_older_backups(page: Path) -> None:
    before = page.read_bytes()
    page.chmod(0o640)
    (page.parent / "page.md.bak").write_text("older, e-mail")
    result = fix("site", "--write", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    assert page.read_text() == "# Plans\n\nSend an email to our guru.\n"
    assert (page.parent / "page.md.bak").read_text() == "older, e-mail"
    assert (page.parent / "page.md.bak.1").read_bytes() == before
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    again = fix("site", "--write")
    assert (again.exit_code, again.stdout) == (0, "")
    assert sorted(os.listdir(page.parent)) == ["page.md", "page.md.bak", "page.md.bak.1"]


def test_no_backup(page: Path) -> None:
    assert fix("site", "--write", "--no-backup").exit_code == 0
    assert os.listdir(page.parent) == ["page.md"]


def test_only_one_code_or_one_term(page: Path) -> None:
    page.write_text("Our web site has a universal login.\n")
    assert "universal" not in fix("site", "--code", "MC203", "-q").stdout
    assert fix("site", "--code", "MC203").exit_code == 0
    shown = fix("site", "--term", "sso").stdout
    assert "+Our web site has a single sign-on." in shown
    unknown = fix("site", "--term", "sos")
    assert unknown.exit_code == 2
    assert "no term 'sos'" in unknown.stderr
    assert fix("site", "--code", "MC204").exit_code == 2


def test_what_cannot_be_read_or_written_is_said(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (page.parent / "deck.pptx").write_bytes(b"PK\x03\x04 cut off")
    assert fix("site").exit_code == 1
    page.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everything
    result = fix("site", "--write")
    assert result.exit_code == 3
    assert "not written: site/page.md: the file is read-only" in result.stderr
    assert "not read: site/deck.pptx" in result.stderr


def test_without_a_glossary_it_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    assert fix("a.md").exit_code == 2


def test_a_pdf_an_archive_and_a_link_are_told_or_followed(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in.txt", "Send an e-mail.")
    (tmp_path / "real.txt").write_text("Send an e-mail.")
    (tmp_path / "link.txt").symlink_to("real.txt")
    outcome = fixed(tmp_path, "a.zip", "link.txt", write=True)
    assert [(f.uri, [s.reason for s in f.left]) for f in outcome.files] == [
        ("a.zip!/in.txt", ["packed in another file: unpack it"]),
        ("link.txt", []),
    ]
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "Send an email."


def test_a_file_that_somebody_else_changed_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"newer")
    with pytest.raises(OSError, match="somebody else"):
        replace_file(path, b"old", b"new", backup=True)
    assert path.read_bytes() == b"newer"
    assert os.listdir(tmp_path) == ["a.txt"]
