"""What each tool makes of a file or settings that are not as they should be.

Every file holds the same sentence with one wrong form (but the empty and the binary one), so that "found" means
something. The list has one term: 'universal login' is wrong, 'single sign-on' is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.terms import tools
from benchmarks.terms.recipe import Listed
from benchmarks.terms.tools import NODE, PEERS, PYTHON, Ran, run

WRONG, RIGHT = "loginform", "single sign-on"  # one word: cspell flags nothing longer
SENTENCE = f"Réservez: the {WRONG} is here for all of our teams."
FILES = {
    "empty file": b"",
    "binary (a PNG's head, random bytes)": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20,
    "UTF-16 with mark": SENTENCE.encode("utf-16"),
    "Latin-1": SENTENCE.encode("latin-1"),
    "one line of 1 MB": (SENTENCE + " ").encode() * (1_000_000 // len(SENTENCE.encode() + b" ")),
    "1 MB without a space": (b"x" * 1_000_000) + b" " + SENTENCE.encode(),
}
SETTINGS = ("broken settings", "unknown key in settings")
_PROGRESS = re.compile(r"[a-z ]+: \d+")
LIMIT_S = 60  # of CPU time; then it is killed, and its exit code is -9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. found: the wrong form was reported; None where the file has none.

    message: the first that it says of it, stderr before stdout.
    """

    tool: str
    case: str
    code: int
    cpu_s: float
    found: bool | None
    message: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A tool as its users run it on one file.

    settings: name of its file of settings. write: makes it. unknown: puts a key that nobody knows into its text.
    reports:  how it says that the wrong form is one; "" for a tool that takes no list.
    """

    name: str
    command: Callable[[str], list[str]]
    reports: str
    settings: str
    write: Callable[[Path], None]
    unknown: Callable[[str], str]
    needs: Path = PYTHON


def _msgcheck(file: str) -> list[str]:
    command = (PYTHON.parent / "msgcheck").as_posix()
    return [command, "check", file, "--glossary", "glossary.yaml", "--format", "json", "--fail-on", "note", "--no-cache"]  # fmt: skip


def _node(name: str, *options: str) -> Callable[[str], list[str]]:
    return lambda file: [(NODE / name).as_posix(), *options, file]


LISTED = [Listed(RIGHT, (WRONG,))]
SUBJECTS = (
    Subject(
        "msgcheck check",
        _msgcheck,
        f"'{WRONG}'",
        "glossary.yaml",
        lambda folder: tools.glossary(folder, LISTED),
        lambda text: text.replace('"deprecated"', '"depricated"'),
    ),
    Subject(
        "textlint",
        _node("textlint", "--config", ".textlintrc.json"),
        f"“{WRONG}”",
        ".textlintrc.json",
        lambda folder: tools.textlintrc(folder, LISTED),
        lambda text: text.replace('"terms"', '"trems"'),
        NODE / "textlint",
    ),
    Subject(
        "cspell",
        _node(
            "cspell", "lint", "--no-progress", "--no-cache", "--no-config-search", "--config", "cspell.json"
        ),
        f"Forbidden word ({WRONG})",
        "cspell.json",
        lambda folder: tools.cspell_json(folder, LISTED),
        lambda text: text.replace('"flagWords"', '"flagwrods"'),
        NODE / "cspell",
    ),
    Subject(
        "proselint",
        lambda file: [(PEERS / "proselint").as_posix(), "--config", "proselint.json", "check", file],
        "",
        "proselint.json",
        lambda folder: _write(
            folder / "proselint.json", {"max_errors": 1000, "checks": {"typography": True}}
        ),
        lambda text: text.replace('"checks"', '"cheks"'),
        PEERS / "proselint",
    ),
)


def outcomes(folder: Path) -> list[Outcome]:
    """Run every tool on every case, each in a folder of its own under `folder`."""
    done = []
    for subject in SUBJECTS:
        if not subject.needs.is_file():
            continue
        for number, case in enumerate((*FILES, *SETTINGS)):
            place = folder / f"{subject.name} {number}"
            place.mkdir(parents=True)
            done.append(_outcome(subject, case, place))
    return done


def _outcome(subject: Subject, case: str, folder: Path) -> Outcome:
    subject.write(folder)
    settings = folder / subject.settings
    if case in SETTINGS:
        text = settings.read_text()
        settings.write_text(text[: len(text) // 2] if case == SETTINGS[0] else subject.unknown(text))
    data = FILES.get(case, SENTENCE.encode())
    (folder / "page.md").write_bytes(data)
    ran = run(subject.command("page.md"), folder, LIMIT_S)
    has_wrong = subject.reports and WRONG in data.decode("utf-16" if "16" in case else "latin-1")
    found = subject.reports in ran.out if has_wrong else None
    return Outcome(subject.name, case, ran.code, ran.cpu_s, found, _message(ran, folder))


def _message(ran: Ran, folder: Path) -> str:
    """Return the first line that is neither progress ("reading: 1") nor a finding."""
    said = (line.strip() for line in (ran.err + "\n" + ran.out).splitlines())
    lines = (line.replace(f"{folder}/", "") for line in said if line and not _PROGRESS.match(line))
    return next((line for line in lines if WRONG not in line and line != "{"), "")[:160]


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value))
