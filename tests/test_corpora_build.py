"""The decks and documents of the demonstration corpus are what their sources say, byte for byte."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

CORPORA = Path(__file__).parent.parent / "corpora"
BINARIES = (".pptx", ".docx", ".pdf")


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpora_build", CORPORA / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def committed() -> dict[str, bytes]:
    paths = [path for folder in ("decks", "docs") for path in (CORPORA / folder).rglob("*")]
    return {str(path.relative_to(CORPORA)): path.read_bytes() for path in paths if path.suffix in BINARIES}


def test_the_committed_files_are_what_the_sources_give(builder: ModuleType, tmp_path: Path) -> None:
    built = {str(path.relative_to(tmp_path)): path.read_bytes() for path in builder.build(tmp_path)}
    assert sorted(built) == sorted(committed()), "a source without its file, or a file without its source"
    drifted = sorted(name for name, data in committed().items() if built[name] != data)
    assert not drifted, "run `make corpora` and commit the result"


def test_every_source_gives_a_file_of_its_own(builder: ModuleType, tmp_path: Path) -> None:
    sources = [path for path in (CORPORA / "sources").iterdir() if path.suffix in (".yaml", ".md")]
    assert len(set(builder.build(tmp_path))) == len(sources)


def test_a_table_too_wide_for_a_page_is_named(builder: ModuleType) -> None:
    blocks = builder.markdown(f"| Item | {'data ' * 40} |\n|---|---|\n| Oven | hot |")
    with pytest.raises(ValueError, match="shorten its cells"):
        builder.pdf({"file": "docs/wide.pdf"}, blocks)


def test_the_small_markdown(builder: ModuleType) -> None:
    text = """# Stock

Two lines,
one paragraph.

- butter
- cream,
  and more

1. count

> "Once."

| Item | Unit |
|---|---|
| Flour | lb |

<small>Issued
today.</small>
"""
    assert builder.markdown(text) == [
        ("h1", ["Stock"]),
        ("text", ["Two lines, one paragraph."]),
        ("bullets", ["butter", "cream, and more"]),
        ("numbers", ["count"]),
        ("quote", ['"Once."']),
        ("table", [["Item", "Unit"], ["Flour", "lb"]]),
        ("small", ["Issued today."]),
    ]
