"""Places on a slide: which boxes make a card ("Pro", "$29 per month", "50 GB"), which words name a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml import etree

from msgcheck.readers.drawing import A, paragraph_text

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_LONGEST_FIGURE = 20  # characters: "$1,200 per month"
_LONGEST_LABEL = 120
_LONGEST_NAME = 40  # characters of a card's name
_MOST_BOXES = 500  # on one slide; each is compared with each
_WORD = re.compile(r"[^\W\d_]{3}")
_FIGURE_FIRST = re.compile(r"\W*\d")  # "$9 per month" says something of its own
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:[€£]|USD\b|EUR\b|GBP\b|kr\b)")


@dataclass(frozen=True, slots=True)
class Beside:
    """What the places on a slide say about one shape.

    card:   the name of the card that it belongs to ("Pro"), "" outside of cards.
    label:  the words beside a bare figure ("less waste"), "" for any other shape.
    number: of the card on its slide or in its group, from 1; 0 outside of cards.
    """

    card: str = ""
    label: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Box:
    """A shape with text, or a group of such. Lengths in English Metric Units, from the slide's top left."""

    index: int
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int
    is_group: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)

    def distance(self, other: _Box) -> int | None:
        """Return the gap to a box above, below, left or right of this one; None for any other."""
        down = max(other.y - (self.y + self.height), self.y - (other.y + other.height))
        across = max(other.x - (self.x + self.width), self.x - (other.x + other.width))
        shared_width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        shared_height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        if shared_width > 0.5 * min(self.width, other.width) and down <= self.height:
            return max(down, 0)
        if shared_height > 0.5 * min(self.height, other.height) and across <= self.height:
            return max(across, 0)
        return None

    def in_column(self, other: _Box) -> bool:
        """Say whether both extend over about the same width: like left edges or like middles."""
        wide = max(self.width, other.width)
        if wide > 2 * min(self.width, other.width):
            return False
        middles = abs(2 * self.x + self.width - 2 * other.x - other.width) / 2
        return min(abs(self.x - other.x), middles) <= 0.1 * wide

    def level_with(self, other: _Box) -> bool:
        return abs(self.y - other.y) <= 0.5 * min(self.height, other.height)


_Stack = list[_Box]
"""Boxes of one column from the top down: what may be a card."""


def beside(shapes: Sequence[etree._Element], *, in_card: bool = False) -> Mapping[int, Beside]:
    """Return index of a shape -> its card, and the words of the nearest box for one that is a bare figure.

    shapes:  of one slide or one group, so that their places can be compared.
    in_card: the group is a card.
    """
    boxes = [box for index, shape in enumerate(shapes) if (box := _box(index, shape))]
    if len(boxes) > _MOST_BOXES:
        return {}
    found: dict[int, Beside] = {}
    inside: dict[int, _Stack] = {box.index: boxes for box in boxes} if in_card else {}
    for number, stack in enumerate(_cards(boxes), start=1):
        for box in stack:
            found[box.index] = Beside(stack[0].lines[0], number=number)
            inside[box.index] = stack
    for box in boxes:
        # In a card only words that go on from the figure name it: "users", "per month", not "Email support".
        card = inside.get(box.index, [])
        near = [other for other in card if not other.text[0].isupper()] if card else boxes
        if not box.is_group and _is_figure(box.text) and (label := _label(box, near)):
            found[box.index] = replace(found.get(box.index, Beside()), label=label)
    return found


def _is_figure(text: str) -> bool:
    return len(text) <= _LONGEST_FIGURE and any(map(str.isdigit, text)) and not _WORD.search(text)


def _label(figure: _Box, boxes: Sequence[_Box]) -> str:
    near = [
        (gap, other.y < figure.y, other.index, other.text)
        for other in boxes
        if other is not figure and not other.is_group
        if _WORD.search(other.text) and len(other.text) <= _LONGEST_LABEL
        if not _FIGURE_FIRST.match(other.text)
        if (gap := figure.distance(other)) is not None
    ]
    return min(near)[3] if near else ""


def _cards(boxes: Sequence[_Box]) -> list[_Stack]:
    """Return the cards: stacks side by side that begin with a name of their own, two with a figure at least.

    A card is a box for each line, a name over a box of lines, one box of lines, or one group of shapes.
    """
    stacks = [stack for column in _columns(boxes) for stack in _stacks(column)]
    stacks = [
        stack for stack in stacks if _is_name(stack[0].lines[0]) and sum(len(b.lines) for b in stack) > 1
    ]
    cards: list[_Stack] = []
    while stacks:
        first = stacks.pop(0)
        like = [first, *(stack for stack in stacks if _alike(first, stack))]
        stacks = [stack for stack in stacks if not any(stack is taken for taken in like)]
        names = {stack[0].lines[0].casefold() for stack in like}
        figures = sum(any(map(str.isdigit, " ".join(box.text for box in stack))) for stack in like)
        if len(names) == len(like) > 1 and figures > 1:
            cards += like
    return cards


def _columns(boxes: Sequence[_Box]) -> list[_Stack]:
    columns: list[_Stack] = []
    for box in sorted(boxes, key=lambda box: (box.x, box.y, box.index)):
        column = next((c for c in columns if any(box.in_column(other) for other in c)), None)
        if column is None:
            columns.append([box])
        else:
            column.append(box)
    return [sorted(column, key=lambda box: (box.y, box.index)) for column in columns]


def _stacks(column: _Stack) -> list[_Stack]:
    """Cut a column at wide gaps, and above the name that goes before each price but the first."""
    priced = [at for at, box in enumerate(column) if _PRICE.search(box.text)]
    named = [
        at - 1 for at in priced if at and len(column[at - 1].lines) == 1 and _is_name(column[at - 1].text)
    ]
    starts = {0, *(named if len(priced) == len(named) > 1 else ())}
    for at, (upper, lower) in enumerate(pairwise(column), start=1):
        gap = lower.y - (upper.y + upper.height)
        listed = len(upper.lines) > 1 and len(lower.lines) > 1 and _is_name(lower.lines[0])
        if upper.is_group or lower.is_group or listed or gap > max(upper.height, lower.height):
            starts.add(at)
    cuts = [*sorted(starts), len(column)]
    return [column[start:end] for start, end in pairwise(cuts)]


def _alike(one: _Stack, two: _Stack) -> bool:
    """Say whether two stacks stand side by side, with their second boxes on one level, too."""
    if (len(one) == 1) != (len(two) == 1) or one[0].is_group != two[0].is_group:
        return False
    apart = not one[0].in_column(two[0])
    return apart and all(a.level_with(b) for a, b in zip(one[:2], two[:2], strict=True))


def _is_name(text: str) -> bool:
    """Say whether words can name a card: few, no figure, no sentence."""
    return (
        len(text) <= _LONGEST_NAME
        and any(map(str.isalpha, text))
        and not any(map(str.isdigit, text))
        and text[-1] not in ".!?:;,"
    )


def _box(index: int, shape: etree._Element) -> _Box | None:
    is_group = shape.tag == f"{P}grpSp"
    if not is_group and shape.tag != f"{P}sp":
        return None
    frame = shape.find(f"{P}grpSpPr/{A}xfrm" if is_group else f"{P}spPr/{A}xfrm")
    corner, size = (None, None) if frame is None else (frame.find(f"{A}off"), frame.find(f"{A}ext"))
    if corner is None or size is None:
        return None
    lines = _group_lines(shape) if is_group else _lines(shape)
    x, y = int(corner.get("x", "0")), int(corner.get("y", "0"))
    width, height = int(size.get("cx", "0")), int(size.get("cy", "0"))
    return _Box(index, lines, x, y, width, height, is_group) if lines else None


def _lines(shape: etree._Element) -> tuple[str, ...]:
    body = shape.find(f"{P}txBody")
    nodes = [] if body is None else body.iter(f"{A}p")
    return tuple(text for node in nodes if (text := paragraph_text(node)))


def _group_lines(group: etree._Element) -> tuple[str, ...]:
    """Return the lines of a group's own shapes from the top down."""
    boxes = [box for index, shape in enumerate(group.iterfind(f"{P}sp")) if (box := _box(index, shape))]
    return tuple(line for box in sorted(boxes, key=lambda box: (box.y, box.index)) for line in box.lines)
