"""Reports on the command line: --format and --output, and `msgcheck report`, which draws a stored run again."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from msgcheck.outputs import Output
    from msgcheck.run import Run

FORMATS = ("html", "json", "sarif", "junit", "csv", "markdown", "github", "terminal")
WIDTHS = (40, 140)  # of a terminal report: narrower breaks words, wider loses the eye
F = TypeVar("F", bound=Callable[..., Any])


def report_options(command: F) -> F:
    """Add --format and --output, both of which may be given several times; without them, a report on stdout."""
    return _options(command, "File to write, `-` for stdout; stdout without it.")


def report_files(command: F) -> F:
    """Add the same to a command that writes something else to stdout; without them, no report."""
    return _options(command, "File to write; no report without it.")


def _options(command: F, without: str) -> F:
    form = click.option("-f", "--format", "forms", multiple=True, metavar="NAME", help=f"Format of the report: {', '.join(FORMATS)}. One for each --output, in the same order, or none: then the name of the file says.")  # fmt: skip
    output = click.option("-o", "--output", "outputs", multiple=True, metavar="FILE", help=f"{without} May be given several times: -o report.html -o run.json -o findings.sarif")  # fmt: skip
    return form(output(command))


def deliver(run: Run, outputs: Sequence[Output], *, quiet: bool = False) -> None:
    """Draw every report, then write them; say on stderr which files there are now."""
    from msgcheck import outputs as reports

    texts = reports.draw(run, outputs, colour=_colour(), width=_width())
    for output, text in zip(outputs, texts, strict=True):
        if output.path is None:
            click.echo(text, nl=False)
            continue
        reports.save(output.path, text)
        if not quiet:
            click.echo(f"report: {output.path}", err=True)


@click.command()
@click.argument(
    "stored", metavar="RUN.json", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False)
)
@report_options
@click.option("-q", "--quiet", is_flag=True, help="Nothing on stderr.")
def report(stored: Path, forms: tuple[str, ...], outputs: tuple[str, ...], quiet: bool) -> None:
    """Draw a stored run again, in any format, without checking again.

    RUN.json is what `msgcheck check -o run.json` wrote; `-` reads it from stdin.

        msgcheck report run.json -o report.html -o findings.sarif
    """
    from msgcheck import outputs as reports
    from msgcheck.errors import MsgcheckError

    planned = reports.plan(forms, outputs)
    try:
        data = sys.stdin.buffer.read() if str(stored) == "-" else stored.read_bytes()
        text = data.decode("utf-8")
    except OSError as err:
        raise MsgcheckError(f"{stored}: cannot be read: {err.strerror}", "name a stored run") from err
    except UnicodeDecodeError as err:
        raise MsgcheckError(f"{stored}: not UTF-8", "give a file written by `--format json`") from err
    deliver(reports.stored(None if str(stored) == "-" else stored, text), planned, quiet=quiet)


def _colour() -> bool:
    """Whether stdout is a terminal that wants colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width() -> int:
    """Columns of the terminal (or of $COLUMNS), kept readable; 100 where there is none."""
    least, most = WIDTHS
    return min(max(shutil.get_terminal_size((100, 24)).columns, least), most)
