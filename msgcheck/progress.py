"""How far a long job has come: bars with time left in a terminal, plain lines elsewhere; and whole files only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import monotonic
from typing import TextIO, TypeVar

import click

from msgcheck.errors import ConfigError

T = TypeVar("T")


class bars:  # noqa: N801  (reads as a function where it is used: progress=bars(sys.stderr))
    """Show each stage on `stream`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, stage: str, items: Sequence[T]) -> Iterable[T]:
        """Yield the items, drawing a bar with the time left (a terminal) or one line (a log)."""
        if not self._stream.isatty():
            if items:
                click.echo(f"{stage}: {len(items)}", file=self._stream)
            yield from items
            return
        with click.progressbar(
            items, label=f"{stage:<16}", file=self._stream, show_eta=True, show_pos=True
        ) as bar:
            yield from bar


class Pages:
    """How far a crawl has come: one line that changes, in a terminal; a line now and then, in a log."""

    def __init__(self, stream: TextIO, *, what: str = "crawling", quiet: bool = False) -> None:
        self._stream, self._what, self._quiet, self._is_terminal = stream, what, quiet, stream.isatty()
        self._every_s = 0.2 if self._is_terminal else 10.0
        self._last = monotonic()

    def __call__(self, pages: int, failed: int, waiting: int) -> None:
        """Show that many pages had, addresses failed and addresses waiting."""
        if self._quiet or monotonic() - self._last < self._every_s:
            return
        self._last = monotonic()
        line = (
            f"{self._what}: {pages} {'page' if pages == 1 else 'pages'}, {failed} failed, {waiting} waiting"
        )
        click.echo(
            f"\r{line}\033[K" if self._is_terminal else line, file=self._stream, nl=not self._is_terminal
        )

    def end(self) -> None:
        """Clear the line."""
        if self._is_terminal and not self._quiet:
            click.echo("\r\033[K", file=self._stream, nl=False)


def write_whole(path: Path, text: str) -> None:
    """Write a file completely or not at all: an interrupted run leaves the old report as it was.

    Raises ConfigError when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n", errors="surrogatepass") as file:
                file.write(text)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as err:
        raise ConfigError(
            f"{path}: cannot be written: {err.strerror or err}", "choose another --output"
        ) from err
