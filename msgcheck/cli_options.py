"""Options and output that the commands share."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from msgcheck.config import Config
    from msgcheck.model import Skipped

F = TypeVar("F", bound=Callable[..., Any])


def form_option(command: F) -> F:
    """Add --format to a command that shows something."""
    choice = click.Choice(["text", "json"])
    return click.option("-f", "--format", "form", type=choice, default="text", show_default=True)(command)


def output_option(function: F) -> F:
    """Add --output, the file to write; stdout without it."""
    return click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; stdout without it.")(function)  # fmt: skip


def config_option(function: F) -> F:
    """Add --config."""
    return click.option("-c", "--config", "config_path", type=click.Path(path_type=Path), help="Settings; the nearest msgcheck.yaml without it.")(function)  # fmt: skip


def glossary_option(function: F) -> F:
    """Add --glossary."""
    return click.option("-g", "--glossary", type=click.Path(path_type=Path), help="Glossary to keep to.")(
        function
    )


def glossary_path(given: Path | None, config: Config) -> Path | None:
    """Return the glossary to use: the option, what msgcheck.yaml names, or glossary.yaml beside it."""
    if given:
        return given
    if config.glossary:
        return config.beside(config.glossary)
    beside = config.beside("glossary.yaml")
    return beside if beside.is_file() else None


def today() -> date:
    """The clock of the commands."""
    return datetime.now(UTC).date()


def write(text: str, output: Path | None) -> None:
    """Write a result to a file as a whole, or to stdout."""
    from msgcheck import progress

    if output is None:
        click.echo(text, nl=False)
    else:
        progress.write_whole(output, text)


def tell_unread(unread: Sequence[Skipped]) -> None:
    """Name what could not be read, and leave with exit code 3 when there is any."""
    for place in unread:
        click.echo(
            f"not read: {place.uri}: {place.reason}" + (f" ({place.hint})" if place.hint else ""), err=True
        )
    sys.exit(3 if unread else 0)
