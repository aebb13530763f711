"""The tools that are measured: how each is told the terms, how it is run, and what it says it found."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RLIMIT_CPU, prlimit
from time import monotonic

from benchmarks.terms.ours import Found, offsets
from benchmarks.terms.recipe import ROOT, Listed

HERE = Path(__file__).parent
NODE = HERE / "node_modules" / ".bin"
PEERS = ROOT / ".venv-peers" / "bin"
PYTHON = Path(sys.executable)
ALL = 10**9  # cspell stops at 100 problems, and at 5 of one word
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished process. cpu_s: user and system time, of its children too; peak_mb: of the largest process."""

    code: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Tool:
    """One row of the table.

    sizes:  terms in the list -> bytes of text it is given: so many that start-up does not decide, so few that
            a run ends.
    write:  puts what the tool needs to know into a folder: its settings with the list.
    command: (folder, text file) -> what is run, in that folder.
    found:  (what it printed, text) -> where listed terms are wrong; None for a tool that takes no list.
    """

    name: str
    sizes: Mapping[int, int]
    write: Callable[[Path, Sequence[Listed]], None]
    command: Callable[[Path, Path], list[str]]
    found: Callable[[str, str], Found] | None
    needs: Path = PYTHON
    suffix: str = ".md"


# A process starts with the peak memory of the one that made it, so a small one makes it, and tells what it took.
_RUNNER = """import json, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump([code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024], open(sys.argv[1], "w"))
"""


def run(command: Sequence[str], folder: Path, limit_s: int = 600) -> Ran:
    """Run a command in `folder` to its end; after `limit_s` of CPU time it is killed, and its code is -9."""
    env = os.environ | {"OMP_NUM_THREADS": "1", "NO_COLOR": "1", "PYTHONPATH": ROOT.as_posix()}
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        tempfile.NamedTemporaryFile() as used,
    ):
        began = monotonic()
        runner = [PYTHON.as_posix(), "-S", "-c", _RUNNER, used.name, *command]
        process = subprocess.Popen(runner, cwd=folder, env=env, stdout=out, stderr=err)
        prlimit(process.pid, RLIMIT_CPU, (limit_s, limit_s))  # of each process under it
        process.wait()
        wall_s = monotonic() - began
        out.seek(0), err.seek(0)
        code, cpu_s, peak_mb = json.load(used)
        printed, told = (stream.read().decode(errors="replace") for stream in (out, err))
        return Ran(code, cpu_s, wall_s, peak_mb, printed, told)


def glossary(folder: Path, listed: Sequence[Listed]) -> None:
    """Write glossary.yaml; JSON is YAML."""
    terms = [
        {"preferred": term.preferred, "deprecated": list(term.wrong)}
        | ({"pos": term.pos} if term.pos else {})
        for term in listed
    ]
    (folder / "glossary.yaml").write_text(json.dumps({"version": "1", "terms": terms}, indent=1))


def ours(way: str) -> Callable[[Path, Path], list[str]]:
    return lambda folder, text: [
        PYTHON.as_posix(), "-m", "benchmarks.terms.ours", way, "glossary.yaml", text.as_posix(),
    ]  # fmt: skip


def ours_found(out: str, _text: str) -> Found:
    return [(start, end) for start, end in json.loads(out)["found"]]


def terms_command(folder: Path, text: Path) -> list[str]:
    """Return `msgcheck terms` on the paragraphs of the text as JSON lines."""
    rows = folder / f"{text.stem}.jsonl"
    if not rows.exists():
        parts = paragraphs(text.read_text(encoding="utf-8"))
        rows.write_text("".join(json.dumps({"id": at, "text": words}) + "\n" for at, words in parts))
    return [(PYTHON.parent / "msgcheck").as_posix(), "terms", rows.name, "--glossary", "glossary.yaml"]


def paragraphs(text: str) -> list[tuple[int, str]]:
    """Return (offset, words) of each paragraph."""
    return [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text)]


def terms_found(out: str, _text: str) -> Found:
    rows = [json.loads(line) for line in out.splitlines()]
    return [(row["id"] + one["start"], row["id"] + one["end"]) for row in rows for one in row["occurrences"]]


def textlintrc(folder: Path, listed: Sequence[Listed]) -> None:
    pairs = [[wrong, term.preferred] for term in listed for wrong in term.wrong]
    rules = {"terminology": {"defaultTerms": False, "terms": pairs}}
    (folder / ".textlintrc.json").write_text(json.dumps({"rules": rules}))
    (folder / "node_modules").symlink_to(HERE / "node_modules")  # it looks for rules where it is run


def textlint(folder: Path, text: Path) -> list[str]:
    return [(NODE / "textlint").as_posix(), "--config", ".textlintrc.json", "--format", "json", text.name]


def textlint_found(out: str, _text: str) -> Found:
    messages = [message for file in json.loads(out) for message in file["messages"]]
    places = [message.get("fix", message)["range"] for message in messages]
    return sorted((start, end) for start, end in places)


def cspell_json(folder: Path, listed: Sequence[Listed]) -> None:
    forms = [wrong for term in listed for wrong in term.wrong]
    (folder / "cspell.json").write_text(
        json.dumps({
            "version": "0.2", "language": "en", "flagWords": forms,
            "maxNumberOfProblems": ALL, "maxDuplicateProblems": ALL,
        })
    )  # fmt: skip


def cspell(folder: Path, text: Path) -> list[str]:
    return [
        (NODE / "cspell").as_posix(), "lint", "--no-progress", "--no-summary", "--no-cache",
        "--no-config-search", "--config", "cspell.json", text.name,
    ]  # fmt: skip


_CSPELL = re.compile(r":(\d+):(\d+) - Forbidden word \((.+?)\)")


def cspell_found(out: str, text: str) -> Found:
    """What it says of words that are in none of its dictionaries is not about our terms."""
    matches = (match for line in out.splitlines() if (match := _CSPELL.search(line)))
    return offsets(text, [(int(match[1]), int(match[2]), len(match[3])) for match in matches])


def proselint(folder: Path, text: Path) -> list[str]:
    return [(PEERS / "proselint").as_posix(), "check", "--output-format", "json", text.name]


def _nothing(folder: Path, listed: Sequence[Listed]) -> None:
    pass


def _sizes(*megabytes: float) -> dict[int, int]:
    return dict(zip((100, 1_000, 10_000), (int(size * MB) for size in megabytes), strict=True))


MATCHER = "msgcheck Matcher"
WHOLE = "msgcheck read + check"
COMMAND = "msgcheck terms"
TEXTLINT = "textlint"
TEXTLINT_PLAIN = "textlint, as .txt"
CSPELL = "cspell"
PROSELINT = "proselint"
TOOLS = (
    Tool(MATCHER, _sizes(10, 10, 10), glossary, ours("matcher"), ours_found),
    Tool(COMMAND, _sizes(10, 10, 10), glossary, terms_command, terms_found),
    Tool(WHOLE, _sizes(2, 2, 2), glossary, ours("whole"), ours_found),
    Tool(TEXTLINT, _sizes(0.5, 0.1, 0.03), textlintrc, textlint, textlint_found, NODE / "textlint"),
    Tool(
        TEXTLINT_PLAIN,
        _sizes(0.5, 0.1, 0.03),
        textlintrc,
        textlint,
        textlint_found,
        NODE / "textlint",
        ".txt",
    ),
    Tool(CSPELL, _sizes(1, 1, 1), cspell_json, cspell, cspell_found, NODE / "cspell"),
    Tool(PROSELINT, _sizes(0.5, 0.5, 0.5), _nothing, proselint, None, PEERS / "proselint"),
    Tool("one regular expression", _sizes(2, 1, 0.1), glossary, ours("regex"), ours_found),
)
