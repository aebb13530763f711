"""Words that stand in no paragraph: the values of pictures and fields, and the labels of drawings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from msgcheck.model import Block, Kind, Locator, Surface
from msgcheck.readers.assembly import UNPLACED
from msgcheck.readers.flow import Flow
from msgcheck.readers.html_meta import attribute_block
from msgcheck.readers.html_signs import is_unseen
from msgcheck.readers.html_tree import Element, Text, Tree

_BUTTON_TYPES = frozenset({"submit", "button", "reset"})
# Kind, surface and label of what an SVG says. Browsers draw HTML in a foreign object.
_DRAWN = {
    "text": (Kind.CAPTION, Surface.BODY, ""),
    "foreignobject": (Kind.CAPTION, Surface.BODY, ""),
    "title": (Kind.ATTRIBUTE, Surface.ALT, "title of a drawing"),
    "desc": (Kind.ATTRIBUTE, Surface.ALT, "description of a drawing"),
}
_NOT_DRAWN = frozenset({"defs", "symbol", "clippath", "mask", "pattern", "metadata", "switch"})
_MOVES = frozenset({"x", "y", "dx", "dy"})  # of a <tspan>: it begins elsewhere


def values(element: Element, tree: Tree) -> Iterator[Block]:
    """Yield the blocks, not yet placed, of a picture, a field, a button without a tag of its own, or a drawing."""
    is_field = element.name == "input"
    if element.value("alt").strip():
        yield attribute_block(element, "alt", tree, Surface.ALT, "alt text")
    elif not is_field and element.value("aria-label").strip():  # a check mark that is drawn
        yield attribute_block(element, "aria-label", tree, Surface.ALT, "aria-label")
    elif is_field and element.value("type").lower() in _BUTTON_TYPES:
        if element.value("value").strip():
            yield replace(attribute_block(element, "value", tree, Surface.BODY, ""), kind=Kind.BUTTON)
    elif element.value("placeholder").strip():
        yield attribute_block(element, "placeholder", tree, Surface.ALT, "placeholder")
    if element.name == "svg" and not is_unseen(element):
        yield from _drawing(element, tree)


def _drawing(svg: Element, tree: Tree) -> Iterator[Block]:
    """Yield what a drawing says. Its labels are on the screen; title and description only where they are spoken."""
    unspoken = svg.value("aria-hidden").strip() == "true" or "aria-label" in svg.attrs
    for node in svg.descendants:
        if not isinstance(node, Element) or node.name not in _DRAWN:
            continue
        kind, surface, label = _DRAWN[node.name]
        around = {e.name for e in takewhile(lambda e: e is not svg, node.ancestors())}
        if (unspoken and surface is Surface.ALT) or not around.isdisjoint(_NOT_DRAWN | _DRAWN.keys()):
            continue
        text, origin = _words(node, tree)
        if text:
            yield Block(text, UNPLACED, kind, surface, Locator(label=label), origin=origin)


def _words(node: Element, tree: Tree) -> tuple[str, tuple[tuple[int, int], ...]]:
    flow = Flow()
    for part in node.descendants:
        if isinstance(part, Text):
            tree.add(flow, part)
        elif isinstance(part, Element) and (node.name != "text" or not _MOVES.isdisjoint(part.attrs)):
            flow.space(part.start)
    return flow.finish()
