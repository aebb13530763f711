"""Places on a slide: a large "24 %" in a box of its own belongs to the words in the box beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from msgcheck.readers.drawing import A, paragraphs

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_LONGEST_FIGURE = 20  # characters: "$1,200 per month"
_LONGEST_LABEL = 120
_WORD = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class _Box:
    """A shape with text. Lengths in English Metric Units, from the top left of its slide or group."""

    index: int
    text: str
    x: int
    y: int
    width: int
    height: int

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


def figure_labels(shapes: Sequence[etree._Element]) -> Mapping[int, str]:
    """Return index of a shape that holds a bare figure -> the words of the nearest box beside it.

    shapes: of one slide or one group, so that their places can be compared.
    """
    boxes = [box for index, shape in enumerate(shapes) if (box := _box(index, shape))]
    labels = {}
    for box in boxes:
        if len(box.text) > _LONGEST_FIGURE or not any(map(str.isdigit, box.text)) or _WORD.search(box.text):
            continue
        near = [
            (gap, other.y < box.y, other.index, other.text)
            for other in boxes
            if other is not box and _WORD.search(other.text) and len(other.text) <= _LONGEST_LABEL
            if (gap := box.distance(other)) is not None
        ]
        if near:
            labels[box.index] = min(near)[3]
    return labels


def _box(index: int, shape: etree._Element) -> _Box | None:
    if shape.tag != f"{P}sp":
        return None
    frame = shape.find(f"{P}spPr/{A}xfrm")
    corner, size = (None, None) if frame is None else (frame.find(f"{A}off"), frame.find(f"{A}ext"))
    body = shape.find(f"{P}txBody")
    if corner is None or size is None or body is None:
        return None
    text = " ".join(paragraphs(body))
    x, y = int(corner.get("x", "0")), int(corner.get("y", "0"))
    width, height = int(size.get("cx", "0")), int(size.get("cy", "0"))
    return _Box(index, text, x, y, width, height) if text else None
