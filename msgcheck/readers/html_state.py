"""What the walk through a page keeps for every open element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bs4.element import PageElement

from msgcheck.model import Kind, Speaker, Surface
from msgcheck.readers.flow import Flow
from msgcheck.readers.html_nodes import Element


class State(NamedTuple):
    """What an element hands down to everything inside it."""

    element: Element
    surface: Surface = Surface.BODY
    kind: Kind = Kind.PARAGRAPH
    level: int = 0  # of a heading
    language: str = ""
    speaker: Speaker = Speaker.COMPANY
    speaker_name: str = ""
    context: str = ""
    group: str = ""
    label: str = ""
    caption: str = ""


class Frame(NamedTuple):
    """An open element and what is to be done when it ends."""

    element: Element
    children: Iterator[PageElement]
    state: State
    is_block: bool
    trail: list[tuple[int, str]] | None  # to be restored behind the element
    aside: Flow | None  # the flow that was interrupted by words that are not part of it
    code_from: int  # where inline code began, -1 outside
    leads: bool = False  # bold words that begin a paragraph
