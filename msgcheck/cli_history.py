"""`msgcheck history` and `msgcheck diff`: what is remembered, and what has changed between two runs."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from msgcheck.cli_options import config_option, form_option, output_option, write

SHOWN = 20  # runs
F = TypeVar("F", bound=Callable[..., Any])


def _project_option(function: F) -> F:
    """Add --project."""
    return click.option("--project", default="", help="Name of what was checked, where several are remembered.")(function)  # fmt: skip


@click.command()
@click.option("--finding", metavar="ID", help="The life of this finding: its id, or how it begins.")
@click.option("--last", "most", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="How many runs.")  # fmt: skip
@_project_option
@config_option
@form_option
@output_option
def history(
    finding: str | None,
    most: int,
    project: str,
    config_path: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Show the runs that are remembered, with figures and how they have gone; or the life of one finding.

    A finding is new in the run after one that did not have it, and gone when a run looked and did not find it.
    """
    from msgcheck import config as settings
    from msgcheck import retrospect

    config = settings.require(config_path)
    if finding:
        known = retrospect.finding(config, finding, project=project)
        shown = (retrospect.finding_as_json if form == "json" else retrospect.finding_as_text)(known)
    else:
        project, past = retrospect.runs(config, most=most, project=project)
        as_json = form == "json"
        shown = retrospect.runs_as_json(project, past) if as_json else retrospect.runs_as_text(past)
    write(shown, output)


@click.command(context_settings={"ignore_unknown_options": True})  # "-1" is a run
@click.argument("first", metavar="RUN")
@click.argument("second", metavar="RUN")
@click.option("-f", "--format", "form", type=click.Choice(["terminal", "json", "markdown"]), default="terminal", show_default=True)  # fmt: skip
@_project_option
@config_option
@output_option
def diff(
    first: str, second: str, form: str, project: str, config_path: Path | None, output: Path | None
) -> None:
    """Show what has changed from one run to another: what is new, changed, gone, and still there.

    RUN is the number of a remembered run, `last`, `-1` for the one before it, or a file that was written by
    `msgcheck check -o run.json`. Exit codes: 0 nothing is new; 1 something is, or a change brought a place or
    a value; 2 usage.

        msgcheck diff -1 last
    """
    from msgcheck import config as settings
    from msgcheck import diff as two

    changes = two.between(first, second, settings.require(config_path), project=project)
    drawn = {"terminal": two.as_text, "json": two.as_json, "markdown": two.as_markdown}[form]
    write(drawn(changes), output)
    sys.exit(1 if changes.news else 0)
