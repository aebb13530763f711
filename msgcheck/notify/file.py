"""Into a Markdown file, newest first: what a team reads in its repository, or a site is built from."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgcheck.errors import ConfigError
from msgcheck.notify.letter import Letter
from msgcheck.notify.sending import SendError

TITLE = "# What msgcheck found\n"


class MarkdownFile:
    """Writes letters above those that are there already; the rest of the file stays as people left it."""

    name = "file"

    def __init__(self, path: Path, *, write: Callable[[Path, str], None]) -> None:
        """write: writes a file as a whole or not at all; raises ConfigError."""
        self._path, self._write = path, write

    def send(self, letter: Letter, *, now: datetime) -> str:
        """Write it; return "". Raises SendError."""
        try:
            before = self._path.read_text(encoding="utf-8") if self._path.exists() else TITLE
        except (OSError, UnicodeDecodeError) as err:
            raise SendError(f"{self._path}: cannot be read: {err}", passing=False) from err
        head, rest = (TITLE, before.removeprefix(TITLE)) if before.startswith(TITLE) else ("", before)
        parts = [part for part in (head, entry(letter, now), rest.lstrip("\n")) if part]
        try:
            self._write(self._path, "\n".join(parts))
        except ConfigError as err:
            raise SendError(err.message, passing=False) from err
        return ""


def entry(letter: Letter, now: datetime) -> str:
    """Return one letter as Markdown below a heading of the second level."""
    lines = [f"## {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC · {escape(letter.subject)}", ""]
    lines += [*(f"{escape(said)}  " for said in letter.lead), ""]
    for one in letter.entries:
        lines += [f"- **{escape(one.title)}**: {escape(one.message)}"]
        lines += [f"  - {escape(where)}: “{escape(quote)}”" for where, quote in one.places]
        lines += [f"  - {escape(one.more)}"] if one.more else []
    lines += [""] if letter.entries else []
    lines += [*(f"{escape(said)}  " for said in letter.foot), ""] if letter.foot else []
    lines += [f"Report: {escape(letter.link)}", ""] if letter.link else []
    return "\n".join(lines)


def escape(text: str) -> str:
    """Return a line as itself: nothing in it is markup, an image, a mention or a reference."""
    safe = re.sub(r"([\\`*_{}\[\]|~!])", r"\\\1", html.escape(text, quote=False))
    safe = re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+#])", r"\\\1", safe))
    # An entity that nobody sees stands between: GitHub would tell the person, or link the issue.
    return re.sub(r"([@#])(?=\w)", r"\1&#8203;", safe)
