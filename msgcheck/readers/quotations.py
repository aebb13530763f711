"""Whose words a paragraph of a deck or a document holds: a quotation, or one that a name with a dash ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from msgcheck.model import Block, Kind, Speaker

_RUNNING = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.QUOTE})
_NAME = r"(?P<name>[^\W\d_a-z][^!?:\"“”\n]{1,79})"  # "Ana, Foo Inc."
_QUOTED = re.compile(r"[\"“„«»‘'].{12,}[\"”“»«’']\.?", re.DOTALL)
_SAID = re.compile(rf"(?P<words>.*[\"”“»«’'.!?…])\s*[-–—]{{1,2}}\s*{_NAME}", re.DOTALL)
_NAMED = re.compile(rf"[-–—]{{1,2}}\s*{_NAME}")


def give_voices(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks, quotations among them in the voice of a customer.

    A quotation stands in quotation marks or is formatted as one, and a name with a dash ends it, in its
    own paragraph or in the next one. Without a name it is the company's own: a pull quote, or what a
    call script tells its people to say (corpora/docs/call-script.docx).
    """
    told = [_said(block) for block in blocks]
    for at, (block, following) in enumerate(pairwise(told)):
        name = _NAMED.fullmatch(following.text) if following.kind in _RUNNING else None
        if name and _is_quotation(block) and _together(block, following):
            told[at] = _customer(block, name["name"])
            told[at + 1] = replace(_customer(following, name["name"]), kind=Kind.CAPTION)
    return told


def _said(block: Block) -> Block:
    """Return a block that is a whole quotation with what tells its speaker."""
    if block.kind not in _RUNNING:
        return block
    said = _SAID.fullmatch(block.text)
    if said and (block.kind is Kind.QUOTE or _QUOTED.fullmatch(said["words"].strip())):
        return _customer(block, said["name"])
    return block


def _is_quotation(block: Block) -> bool:
    return block.kind is Kind.QUOTE or (block.kind in _RUNNING and bool(_QUOTED.fullmatch(block.text)))


def _together(one: Block, two: Block) -> bool:
    """Say whether two blocks stand below each other: on one slide in one shape, or under one heading."""
    same_shape = one.locator.slide is None or one.locator.label == two.locator.label
    return same_shape and (one.headings, one.surface) == (two.headings, two.surface)


def _customer(block: Block, name: str) -> Block:
    return replace(block, speaker=Speaker.CUSTOMER, speaker_name=name.strip())
