"""What a page is made of: elements and texts that know where they stand in the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from bs4.element import NavigableString, Tag

_BLOCK_TAGS = """
    address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li
    main menu nav ol optgroup option p pre search section select summary table tbody td template tfoot th
    thead tr ul
"""
BLOCK = frozenset(_BLOCK_TAGS.split())
_ATTRIBUTE = re.compile(
    r"""(?<=['"\s/])([^\s/>][^\s/=>]*)(?:\s*=+\s*(?:"([^"]*)"|'([^']*)'|(?!["'])([^>\s]*)))?"""
)

_PLAIN_ID = re.compile(r"[A-Za-z][\w-]*")
_LONGEST_PATH = 40  # steps of a CSS path


class Text(NavigableString):
    """A text between two tags as it is written, character references and all, at `start` in the source."""

    start: int

    @property
    def end(self) -> int:
        """Offset in the source behind the text."""
        return self.start + len(self)


class Element(Tag):
    """One element. `start` is where its tag opens, `end` is behind that tag."""

    parent: Element | None
    start: int
    end: int
    close: int  # behind the closing tag, or where the element ended without one
    nth: int  # among the siblings of its name, from 1
    opening: str  # the start tag
    counts: defaultdict[str, int]  # children by name

    # Two elements with the same words are still two.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def value(self, name: str) -> str:
        """Return the value of an attribute, "" when the element does not have it."""
        return str(self.attrs.get(name, ""))

    def place(self, name: str) -> tuple[int, int]:
        """Return start and end in the source of the value of an attribute; an empty stretch without one."""
        for found in _ATTRIBUTE.finditer(self.opening):
            if found[1].lower() == name and (group := found.lastindex or 1) > 1:
                return self.start + found.start(group), self.start + found.end(group)
        return self.end, self.end

    def elements(self) -> Iterator[Element]:
        """Yield the child elements."""
        return (child for child in self.contents if isinstance(child, Element))

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around it, innermost first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def path(self) -> str:
        """Return a CSS selector for the element, from the nearest id down; cut at the top when very deep."""
        steps: list[str] = []
        element: Element | None = self
        while element is not None and element.parent is not None and len(steps) < _LONGEST_PATH:
            if _PLAIN_ID.fullmatch(identity := element.value("id")):
                steps.append(f"#{identity}")
                break
            many = element.parent.counts[element.name] > 1
            steps.append(f"{element.name}:nth-of-type({element.nth})" if many else element.name)
            if element.name == "tr" and element.parent.name == "table":
                steps.append("tbody")  # every browser adds it
            element = element.parent
        return " > ".join(reversed(steps))


class Mark(NamedTuple):
    """A raised digit: what is `written` in its place, and the words of the `note` that it points to."""

    written: str
    note: str = ""
