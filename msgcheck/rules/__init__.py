"""The page of every code: what it finds, why it matters, what it flags and leaves alone, how to quiet it.

A page is the docstring of its module (`mc102.py`); its examples run as doctests. Pages are read, not
imported, so that `msgcheck explain` is as quick as `--help`.
"""

from __future__ import annotations

import ast
from difflib import get_close_matches
from pathlib import Path

from msgcheck.codes import CODES
from msgcheck.errors import ConfigError

FOLDER = Path(__file__).parent


def codes() -> list[str]:
    """Return the codes that have a page, sorted."""
    return sorted(path.stem.upper() for path in FOLDER.glob("mc[0-9]*.py"))


def page(code: str) -> str:
    """Return the page of a code, in any case of letters.

    Raises ConfigError for an unknown one, with the nearest and a list of all.
    """
    wanted = code.strip().upper()
    known = codes()
    if wanted not in known:
        near = get_close_matches(wanted, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise ConfigError(f"there is no code {code!r}", f"{meant}known: {', '.join(known)}")
    module = ast.parse((FOLDER / f"{wanted.lower()}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(module) or "") + "\n"


def index() -> str:
    """Return one line for each code: its name, how much it matters, and what it finds."""
    lines = []
    for code in codes():
        title = page(code).splitlines()[0].partition(": ")[2]
        name, severity = CODES[code]
        lines.append(f"{code}  {severity.value:<7}  {name}: {title}")
    return "\n".join([*lines, "", "msgcheck explain CODE shows the page of one, with examples.", ""])
