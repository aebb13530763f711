"""A heading or a bold line that asks, and how far its answer reaches."""

from __future__ import annotations

from typing import NamedTuple

from bs4.element import PageElement

from msgcheck.model import Kind, Speaker, Surface
from msgcheck.readers.html_nodes import Element, Text

BOLD = frozenset({"b", "strong"})
_PARTS = frozenset({"section", "article", "aside", "form", "dialog", "nav"})  # each speaks of its own
_WORDLESS = frozenset({"script", "style", "template"})
_ANSWERS = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CODE, Kind.CAPTION})


class Question(NamedTuple):
    """What is asked on a surface; `holder` is the smallest element around it with words behind it."""

    text: str
    holder: Element
    surface: Surface

    def reaches(self, element: Element, kind: Kind, surface: Surface, speaker: Speaker) -> bool:
        """Whether a block of `element`, in reading order behind the question, answers it.

        The answer ends with the holder, and is neither hidden, nor a button, nor somebody else's section or voice.
        """
        if kind not in _ANSWERS or surface not in {self.surface, Surface.COLLAPSED}:
            return False
        if speaker is not Speaker.COMPANY:
            return False
        for around in (element, *element.ancestors()):
            if around is self.holder:
                return True
            if around.name in _PARTS:
                return False
        return False


def question(text: str, element: Element, surface: Surface) -> Question | None:
    """Return the question that the words of an element ask, None when they ask nothing."""
    if not text.endswith("?"):
        return None
    below = element
    for above in element.ancestors():
        if any(map(_has_words, below.next_siblings)):
            return Question(text, above, surface)
        below = above
    return None


def _has_words(node: PageElement) -> bool:
    if isinstance(node, Element):
        return node.name not in _WORDLESS and any(isinstance(n, Text) and n.strip() for n in node.descendants)
    return isinstance(node, Text) and bool(node.strip())
