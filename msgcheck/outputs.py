"""Where reports go: which formats into which files, decided and checked before any work; drawn from one run.

One --format for each --output, in the same order; or none at all, and the names of the files say. `-` is stdout.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgcheck import progress, registry, rules
from msgcheck.errors import MsgcheckError
from msgcheck.report import json_
from msgcheck.run import Run

STDOUT = "-"

# What a name stands for: the first by itself, the others where --format asks for them.
SUFFIXES: dict[str, tuple[str, ...]] = {
    ".html": ("html",),
    ".htm": ("html",),
    ".json": ("json", "sarif"),
    ".sarif": ("sarif",),
    ".sarif.json": ("sarif",),
    ".xml": ("junit",),
    ".csv": ("csv",),
    ".md": ("markdown",),
    ".markdown": ("markdown",),
    ".txt": ("terminal", "github", "markdown", "csv"),
}


@dataclass(frozen=True, slots=True)
class Output:
    """One report to be drawn. form: a name of a reporter; path: its file, None for stdout."""

    form: str
    path: Path | None = None


def plan(forms: Sequence[str], names: Sequence[str]) -> tuple[Output, ...]:
    """Return what is to be drawn, in the order of `names`; a terminal report without either.

    Raises MsgcheckError when the two do not fit each other, or when a file could not be written.
    """
    if not names:
        names = [STDOUT]
    if forms and len(forms) != len(names):
        raise MsgcheckError(
            f"{_counted(len(forms), '--format')} for {_counted(len(names), '--output')}",
            "give one --format for each --output, in the same order (`-o -` is stdout), or none: "
            "then the names of the files say",
        )
    for form in forms:
        registry.load("reporter", form)
    outputs = tuple(_output(name, form) for name, form in zip(names, forms or [""] * len(names), strict=True))
    places = [output.path and output.path.resolve() for output in outputs]
    for number, place in enumerate(places):
        if place in places[:number]:
            raise MsgcheckError(
                f"{names[number]}: two reports into one place", "give each report an --output of its own"
            )
        if place:
            _writable(place, names[number])
    return outputs


def stored(path: Path | None, text: str) -> Run:
    """Return the run of a report in JSON; `path` is named in errors, None for stdin. Raises MsgcheckError."""
    try:
        return json_.load(text.removeprefix("\ufeff"))
    except MsgcheckError as err:
        raise MsgcheckError(f"{path or 'stdin'}: {err.message}", err.hint) from err


def draw(run: Run, outputs: Sequence[Output], *, colour: bool = False, width: int = 100) -> list[str]:
    """Return the text of each output: all are drawn before the first is written.

    colour, width: of a terminal report on stdout; in a file it is plain, and 100 wide.
    """
    options: dict[Output, Mapping[str, Any]] = {}
    for output in outputs:
        if output.form == "sarif":
            options[output] = {"pages": {code: rules.page(code) for code in rules.codes()}}
        elif output == Output("terminal"):
            options[output] = {"colour": colour, "width": width}
    return [
        str(registry.make("reporter", output.form, **options.get(output, {})).render(run))
        for output in outputs
    ]


def save(path: Path, text: str) -> None:
    """Write a whole report; where `path` is a link, to the file it leads to. Raises ConfigError."""
    progress.write_whole(path.resolve(), text)


def _output(name: str, form: str) -> Output:
    if name == STDOUT:
        return Output(form or "terminal")
    path = Path(name)
    lower = path.name.lower()
    # ".sarif.json" is longer than ".json", and says more.
    suffix = max((suffix for suffix in SUFFIXES if lower.endswith(suffix)), key=len, default="")
    if not form and not suffix:
        raise MsgcheckError(
            f"{name}: the name does not say which format is meant",
            f"end it with one of {', '.join(SUFFIXES)}, or add --format",
        )
    known = SUFFIXES.get(suffix, ())
    if form and known and form not in known:
        raise MsgcheckError(
            f"{name}: the name says {known[0]}, --format says {form}",
            f"rename the file, leave --format out, or print {form}: `--format {form} --output -`",
        )
    return Output(form or known[0], path)


def _writable(path: Path, name: str) -> None:
    """Raise MsgcheckError when `path` is no file, or its folder cannot be made or written to."""
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "no regular file"
        raise MsgcheckError(f"{name}: is {what}", "name a file to write, or `-` for stdout")
    folder = next(parent for parent in path.parents if parent.exists())
    if not folder.is_dir():
        raise MsgcheckError(f"{name}: {folder} is a file, not a folder", "choose another --output")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise MsgcheckError(f"{name}: {folder} cannot be written to", "choose another --output")


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
