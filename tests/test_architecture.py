"""The house stands: imports only go down, and a room never imports another room (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "msgcheck"
ROOMS = frozenset(
    {
        "sources",
        "readers",
        "claims",
        "embed",
        "contradictions",
        "terminology",
        "messages",
        "report",
        "history",
        "notify",
    }
)
FLOORS: list[frozenset[str]] = [
    frozenset({"model", "alignment", "memory", "run", "errors", "codes", "plain"}),
    frozenset({"protocols"}),
    frozenset(
        {
            "registry",
            "config",
            "database",
            "glossary",
            "glossary_problems",
            "kept",
            "yaml_file",
            "not_copy",
            "wordnet",
            "pipeline",
            "model_files",
            "processor",
        }
    ),
    ROOMS,
    frozenset(
        "check inference intake findings subjects channels lines reading progress start survey health rules glossary_care"
        " remember diff retrospect suggestions drift align key_messages agreed fix fixers outputs impact changes worklist restate"
        " fact_groups fact_proposals fact_suggestions decisions decisions_file ignore settle watch rhythm telling".split()
    ),
    frozenset(
        "cli cli_crawl cli_decisions cli_fix cli_facts cli_glossary cli_history cli_options cli_report cli_watch __main__".split()
    ),
]
ROOT = "msgcheck"  # __init__.py: the version, and nothing else
# They cost seconds to import, so they stand inside functions.
HEAVY = {"torch", "transformers", "sentence_transformers", "spacy", "thinc"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part(module: str) -> str:
    """The room or module right below the package: "claims" of "msgcheck.claims.extract"."""
    return module.split(".")[1] if "." in module else ROOT


def name_of(path: Path, package: Path = PACKAGE) -> str:
    return ".".join(("msgcheck", *path.relative_to(package).with_suffix("").parts)).removesuffix(".__init__")


def imports(source: str, module: str) -> Iterator[tuple[int, str]]:
    """Yield (line, full name) of everything a module imports, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(module.split(".")[: -node.level]) if node.level else ""
            base = ".".join(filter(None, (above, node.module)))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def floor(name: str) -> int:
    return next(at for at, names in enumerate(FLOORS) if name in names)


def wrong(source: str, module: str) -> list[str]:
    """Return the imports that climb or go next door."""
    own = part(module)
    found = []
    for line, name in imports(source, module):
        other = part(name) if name.split(".")[0] == "msgcheck" else own
        if other in (own, ROOT) or name == "msgcheck.__version__":
            continue
        if floor(other) > floor(own):
            found.append(f"{module}:{line}: floor {floor(own)} imports {name} of floor {floor(other)}")
        elif own in ROOMS and other in ROOMS:
            found.append(f"{module}:{line}: the room {own!r} imports {name} of the room {other!r}")
    return found


def test_every_module_is_on_one_floor() -> None:
    there = {part(name_of(path)) for path in MODULES} - {ROOT}
    on_a_floor = [name for names in FLOORS for name in names]
    assert sorted(on_a_floor) == sorted(set(on_a_floor))
    assert there == set(on_a_floor)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_go_down_and_rooms_have_no_doors_between_them(path: Path) -> None:
    assert not wrong(path.read_text(encoding="utf-8"), name_of(path))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("msgcheck.model", "from msgcheck.errors import MsgcheckError\nfrom msgcheck.config import Config"),
        ("msgcheck.claims.extract", "def f():\n    from msgcheck.contradictions import words"),
        ("msgcheck.claims.extract", "from ..embed import cache"),
        ("msgcheck.report.html", "from msgcheck import check"),
        ("msgcheck.config", "import msgcheck.sources.files"),
        ("msgcheck.check", "from msgcheck.cli import main"),
    ],
)
def test_a_wrong_import_is_seen_wherever_it_stands(module: str, source: str) -> None:
    assert len(wrong(source, module)) == 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_libraries_come_in_on_first_use(path: Path) -> None:
    at_once = [
        name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for _, name in imports(ast.unparse(node), name_of(path))
    ]
    assert not {name.split(".")[0] for name in at_once} & HEAVY


def test_the_drawing_names_every_room_and_module() -> None:
    drawing = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = drawing.partition("## What stands where")[2].partition("## The doors")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| ")][1:]
    drawn = {(name.strip(" `/"), int(at)) for at, names in rows for name in names.split(",")}
    assert drawn == {(name, at) for at, names in enumerate(FLOORS) for name in names}
