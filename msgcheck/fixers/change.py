"""What is to be changed, and what a file must offer so that it can be: the nouns and the door of the fixers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from msgcheck.model import Block


class Edit(NamedTuple):
    """New words for the half-open range [start, end) of a text; edits of one text never overlap."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """Edits of the text of one block that are made together or not at all. block: index into `Draft.blocks`."""

    block: int
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The bytes with the changes made. refused: change -> why it could not be made."""

    data: bytes
    refused: Mapping[Change, str] = field(default_factory=dict)


class UnplacedError(ValueError):
    """Words cannot be changed where they stand in the file. `str()` is the reason, for people."""


class Draft(Protocol):
    """One file, open for changes.

    blocks:  its copy, as the reader of its format reads it.
    sources: (name, text) of what can be shown as a diff; none for Office files.
    """

    @property
    def blocks(self) -> Sequence[Block]: ...

    @property
    def sources(self) -> Sequence[tuple[str, str]]: ...

    def rewrite(self, changes: Sequence[Change]) -> Rewritten:
        """Return the file with these changes; those that have no place in it are refused."""
        ...


def word_by_word(text: str, edit: Edit) -> list[Edit]:
    """Return the edit as one for each word that changes, where there are as many new words as old ones.

    So what stands between the words (a line end, a tag, the end of a run) stays.

    >>> word_by_word("single signon", Edit(0, 13, "single sign-on"))
    [Edit(start=7, end=13, new='sign-on')]
    """
    old, new = text[edit.start : edit.end].split(" "), edit.new.split(" ")
    if len(old) != len(new):
        return [edit]
    edits, at = [], edit.start
    for one, other in zip(old, new, strict=True):
        if one != other:
            edits.append(Edit(at, at + len(one), other))
        at += len(one) + 1
    return edits


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with `edits` made.

    >>> applied("an e-mail", [Edit(3, 9, "email"), Edit(0, 2, "one")])
    'one email'
    """
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text
