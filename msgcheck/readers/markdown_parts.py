"""What a pass over a Markdown file knows of the table and of the component it is in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Table:
    number: int
    columns: list[str] = field(default_factory=list)
    row: int = 0
    column: int = 0
    row_header: str = ""
    head: bool = False


@dataclass(slots=True)
class Card:
    """The component whose properties are read: the first of them is the name of the others."""

    number: int = 0
    is_open: bool = False
    name: str = ""
