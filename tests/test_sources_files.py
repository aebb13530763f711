"""Files and folders: everything once, in order, and what cannot be read with its reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.errors import ConfigError
from msgcheck.model import Resource, Skipped
from msgcheck.sources.files import FileSource


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"words of {name}")


def fetch(root: Path, *paths: str | Path, **options: object) -> list[Resource | Skipped]:
    return list(FileSource(paths or ["."], root=root, **options).fetch())  # type: ignore[arg-type]


def uris(items: list[Resource | Skipped]) -> list[str]:
    return [item.uri for item in items]


def test_a_folder_is_read_in_sorted_order_with_uris_relative_to_the_root(tmp_path: Path) -> None:
    write(tmp_path, "site/b.html", "site/a.md", "mail/welcome.eml", "README.md")
    items = fetch(tmp_path)
    assert uris(items) == ["README.md", "mail/welcome.eml", "site/a.md", "site/b.html"]
    page = items[3]
    assert isinstance(page, Resource)
    assert page.data == b"words of site/b.html"
    assert page.media_type == "text/html"
    assert page.modified is not None
    assert page.modified.utcoffset() is not None


def test_artefacts_hidden_and_package_folders_leave_no_trace(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "~$deck.pptx", ".DS_Store", "Thumbs.db", ".git/config", "node_modules/x/a.md")
    assert uris(fetch(tmp_path)) == ["a.md"]


def test_a_licence_is_named_as_not_read_but_read_when_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "LICENSE", "copy.md")
    licence, _ = fetch(tmp_path)
    assert isinstance(licence, Skipped)
    assert "not copy" in licence.reason
    assert "exclude" in licence.hint
    assert isinstance(fetch(tmp_path, "LICENSE")[0], Resource)


def test_exclude_works_as_in_gitignore(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "drafts/b.md", "site/drafts/c.md", "site/old-1.md", "site/keep/old-2.md", "x.tmp")
    patterns = ["drafts/", "**/old-*.md", "!site/keep/old-2.md", "*.tmp"]
    assert uris(fetch(tmp_path, exclude=patterns)) == ["a.md", "site/keep/old-2.md"]
    assert uris(fetch(tmp_path, exclude=["/drafts"])) == [
        "a.md", "site/drafts/c.md", "site/keep/old-2.md", "site/old-1.md", "x.tmp",
    ]  # fmt: skip


def test_a_missing_path_stops_before_anything_is_read_and_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "pricing.html")
    with pytest.raises(ConfigError, match=r"no such file or folder: prcing\.html") as caught:
        FileSource(["pricing.html", "prcing.html"], root=tmp_path).fetch()
    assert "'pricing.html'" in caught.value.hint


def test_a_path_outside_the_root_keeps_the_name_it_was_given(tmp_path: Path) -> None:
    write(tmp_path, "brand/msgs/a.md", "work/b.md")
    assert uris(fetch(tmp_path / "work", "../brand", "b.md")) == ["../brand/msgs/a.md", "b.md"]
    assert uris(fetch(tmp_path / "work", "../brand", exclude=["msgs/"])) == ["../brand"]
    assert uris(fetch(tmp_path / "work", tmp_path / "work")) == ["b.md"]


def test_links_are_followed_and_every_file_comes_once(tmp_path: Path) -> None:
    write(tmp_path, "a/one.md", "elsewhere/two.md")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self.md").symlink_to(tmp_path / "a" / "self.md")
    (tmp_path / "a" / "gone.md").symlink_to(tmp_path / "nowhere.md")
    items = fetch(tmp_path, "a", "a/one.md", ".")
    assert sorted(item.uri for item in items if isinstance(item, Resource)) == [
        "a/loop/elsewhere/two.md", "a/one.md",
    ]  # fmt: skip
    broken = {item.uri: item.reason for item in items if isinstance(item, Skipped)}
    assert set(broken) == {"a/gone.md", "a/self.md"}
    assert "broken link" in broken["a/gone.md"]


def test_a_large_file_an_empty_folder_and_a_pipe_are_skipped_with_reason_and_hint(tmp_path: Path) -> None:
    (tmp_path / "big.md").write_bytes(b"x" * 2_500_000)
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    items = fetch(tmp_path, "big.md", "empty", "pipe", max_bytes=2_000_000)
    assert all(isinstance(item, Skipped) and item.hint for item in items)
    assert [item.reason for item in items if isinstance(item, Skipped)] == [
        "too large: 2.5 MB, and 2 MB is the limit",
        "no files in this folder",
        "not a file: a device or a pipe",
    ]


def test_the_folder_of_a_crawl_that_did_not_end_says_how_to_go_on(tmp_path: Path) -> None:
    write(tmp_path, "site/.msgcheck-crawl/journal.jsonl")
    (item,) = fetch(tmp_path, "site")
    assert isinstance(item, Skipped)
    assert (item.reason, "goes on where" in item.hint) == ("the crawl into this folder is not finished", True)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, "closed.md")
    (tmp_path / "closed.md").chmod(0)
    (item,) = fetch(tmp_path)
    assert isinstance(item, Skipped)
    assert "may read" in item.hint


def test_a_file_that_the_system_refuses_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "closed.md", "open.md")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "closed.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    closed, opened = fetch(tmp_path)
    assert closed == Skipped("closed.md", "cannot be opened: Permission denied", "check that you may read it")
    assert isinstance(opened, Resource)


_NAMES = st.lists(
    st.sampled_from(["a.md", "b/a.md", "b/c.html", "d e.txt", "ü/x.md"]), unique=True, min_size=1
)


@settings(max_examples=25, deadline=None)
@given(names=_NAMES)
def test_naming_a_file_and_its_folder_reads_it_once(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("corpus")
    write(root, *names)
    items = fetch(root, ".", *names, ".")
    assert sorted(uris(items)) == sorted(names)
