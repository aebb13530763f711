"""Cards on a slide: a price belongs to the plan above it, however the card was drawn."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from msgcheck.model import Block, Resource
from msgcheck.readers.pptx import PptxReader

PLANS = [("Starter", "$9 per month", "5 GB"), ("Pro", "$29 per month", "50 GB"), ("Scale", "Ask us", "1 TB")]


def slide(build: Callable[[Any], None]) -> dict[str, Block]:
    """Return the blocks of a deck of one slide by their words."""
    show = Presentation()
    build(show.slides.add_slide(show.slide_layouts[6]).shapes)
    stream = io.BytesIO()
    show.save(stream)
    (document,) = PptxReader().read(Resource("deck.pptx", stream.getvalue()))
    return {block.text: block for block in document.blocks}


def box(shapes: Any, x: float, y: float, text: str, width: float = 2.5, height: float = 0.6) -> None:
    frame = shapes.add_textbox(Inches(x), Inches(y), Inches(width), Inches(height)).text_frame
    frame.text = text


def a_box_for_each_line(shapes: Any) -> None:
    for at in range(3):  # row by row, as people draw them
        for column, plan in enumerate(PLANS):
            box(shapes, 0.5 + 3 * column, 1.5 + at, plan[at])


def a_name_over_a_list(shapes: Any) -> None:
    for column, (name, *rest) in enumerate(PLANS):
        box(shapes, 1 + 3 * column, 1, name, width=1.5)
        box(shapes, 0.5 + 3 * column, 1.7, "\n".join(rest), height=2)


def one_box(shapes: Any) -> None:
    for column, plan in enumerate(PLANS):
        box(shapes, 0.5 + 3 * column, 1, "\n".join(plan), height=3)


def one_group(shapes: Any) -> None:
    for column, plan in enumerate(PLANS):
        group = shapes.add_group_shape()
        for at, text in enumerate(plan):
            box(group.shapes, 0.5 + 3 * column, 1 + at, text)


def two_rows(shapes: Any) -> None:
    for row, plans in enumerate([PLANS[:2], [("Team", "$49", ""), ("Firm", "$99", "")]]):
        for column, plan in enumerate(plans):
            for at, text in enumerate(plan[:2]):
                box(shapes, 0.5 + 3 * column, 0.5 + 1.6 * row + 0.8 * at, text)


@pytest.mark.parametrize("draw", [a_box_for_each_line, a_name_over_a_list, one_box, one_group])
def test_what_a_card_says_belongs_to_its_plan(draw: Callable[[Any], None]) -> None:
    blocks = slide(draw)
    for name, *rest in PLANS:
        assert blocks[name].context == ""
        for text in rest:
            assert blocks[text].context == name
            assert blocks[text].group == blocks[name].group != ""
    assert len({blocks[name].group for name, *_ in PLANS}) == 3


def test_cards_below_cards_are_kept_apart() -> None:
    blocks = slide(two_rows)
    contexts = {text: block.context for text, block in blocks.items()}
    assert contexts["$9 per month"] == "Starter"
    assert contexts["$99"] == "Firm"
    assert len({block.group for block in blocks.values()}) == 4


def test_a_bare_price_knows_its_plan_and_the_words_below_it() -> None:
    def draw(shapes: Any) -> None:
        for column, (name, price) in enumerate([("Starter", "$9"), ("Pro", "$29")]):
            box(shapes, 0.5 + 3 * column, 1, name)
            box(shapes, 0.5 + 3 * column, 1.6, price)
            box(shapes, 0.5 + 3 * column, 2.2, f"for each {name} user")

    assert slide(draw)["$29"].context == "Pro, for each Pro user"


def test_figures_without_a_name_and_text_in_one_column_are_no_cards() -> None:
    def draw(shapes: Any) -> None:
        for column, (figure, words) in enumerate([("24 %", "less waste"), ("38", "more orders")]):
            box(shapes, 0.5 + 3 * column, 1, figure)
            box(shapes, 0.5 + 3 * column, 1.6, words)
        box(shapes, 0.5, 4, "Our offer", width=9)
        box(shapes, 0.5, 4.8, "Free for 30 days", width=9)

    blocks = slide(draw)
    assert blocks["24 %"].context == "less waste"
    assert blocks["Free for 30 days"].context == ""
    assert {block.group for block in blocks.values()} == {""}
