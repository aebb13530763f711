"""What belongs together in a web page: pricing cards with their plan, panels with their button."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from msgcheck.readers.html_signs import PLAN_NAME
from msgcheck.readers.html_tree import Element, Text, Tree

_PRICE = re.compile(
    r"(?:[$€£¥₹]|&(?:euro|pound|yen|#36|#8364|#163);)\s?\d|\d\s?(?:€|£|&euro;|&pound;|USD\b|EUR\b|GBP\b|kr\b)"
)
_QUESTION = re.compile(r"question(?!s)", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIGHEST = 8  # levels between a price or a plan's name and the card around it
_LONGEST_CARD = 12_000  # characters of markup; what is longer is a section of the page
_MOST_HEADINGS = 3  # in one card


@dataclass(frozen=True, slots=True)
class Card:
    """One of several like elements with a name and a price: `title` is the name, `level` its heading's."""

    title: str
    level: int
    group: str


@dataclass(slots=True)
class _Content:
    heading: Element | None = None
    headings: int = 0
    price: bool = False
    children: dict[int, Element] = field(default_factory=dict)


def find_cards(elements: list[Element], tree: Tree) -> dict[int, Card]:
    """Return the pricing cards of a page by the id of their element.

    elements: all of the page, in document order.
    """
    if not _PRICE.search(tree.source):
        return {}
    content: dict[int, _Content] = defaultdict(_Content)
    for element in elements:
        if element.name in _HEADINGS or element.value("role") == "heading" or _is_plan_name(element):
            _tell_heading(element, content)
        if any(isinstance(c, Text) and _PRICE.search(c) for c in element.contents):
            _tell_price(element, content)
    cards: dict[int, Card] = {}
    for element in elements:
        held = content.get(id(element))
        if held and held.price and len(held.children) > 1:
            _cards_of(held, content, tree, cards)
    return cards


def _is_plan_name(element: Element) -> bool:
    return bool(PLAN_NAME.search(element.value("class")))


def _tell_heading(heading: Element, content: dict[int, _Content]) -> None:
    below = heading
    for _, above in zip(range(_HIGHEST), heading.ancestors(), strict=False):
        held = content[id(above)]
        held.heading = held.heading or heading
        held.headings += 1
        held.children[id(below)] = below
        below = above


def _tell_price(element: Element, content: dict[int, _Content]) -> None:
    content[id(element)].price = True
    below = element
    for _, above in zip(range(_HIGHEST), element.ancestors(), strict=False):
        held = content[id(above)]
        held.price = True
        held.children[id(below)] = below
        below = above


def _cards_of(held: _Content, content: dict[int, _Content], tree: Tree, cards: dict[int, Card]) -> None:
    """Find the like children with a heading of their own, two of them with a price at least."""
    alike: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for child in held.children.values():
        first_class = child.value("class").split()[:1]
        alike[child.name, "".join(first_class)].append(child)
    for members in alike.values():
        named = [m for m in members if _fits(m, content[id(m)])]
        if sum(content[id(m)].price for m in named) < 2:
            continue
        for member in named:
            heading = content[id(member)].heading
            if heading is None:
                continue
            title = tree.text_of(heading)
            level = int(heading.name[1]) if heading.name in _HEADINGS else 6
            cards[id(member)] = Card(title, level, f"card {member.start}")


def _fits(member: Element, held: _Content) -> bool:
    size = member.close - member.start
    return held.heading is not None and held.headings <= _MOST_HEADINGS and size <= _LONGEST_CARD


def find_panels(elements: list[Element], tree: Tree) -> dict[int, str]:
    """Return the question or the tab that opens each panel, by the id of the panel's element.

    Joined by `aria-controls`, `data-bs-target` and the like; or a button with `aria-expanded`, or an
    element called "question", and the element that follows.
    """
    by_id = {element.value("id"): element for element in elements if "id" in element.attrs}
    panels: dict[int, str] = {}
    behind: dict[int, Element] = {}
    for element in elements:
        places = element.attrs
        if not places:
            continue
        target = next(
            (element.value(n) for n in ("aria-controls", "data-bs-target", "data-target") if n in places),
            None,
        )
        panel = by_id.get(target.strip().lstrip("#")) if target else None
        if panel is None and ("aria-expanded" in places or _QUESTION.search(element.value("class"))):
            panel = _following(element, behind)
        if panel is not None and not any(above is panel for above in element.ancestors()):
            title = tree.text_of(element)
            if title:
                panels.setdefault(id(panel), title)
    return panels


def _following(element: Element, behind: dict[int, Element]) -> Element | None:
    """The element behind this one, or behind the heading around it. behind: what is known of siblings."""
    start = element.parent if element.parent is not None and element.parent.name in _HEADINGS else element
    if start.parent is None:
        return None
    if id(start.parent) not in behind:
        behind[id(start.parent)] = start.parent
        behind.update((id(first), second) for first, second in pairwise(start.parent.elements()))
    return behind.get(id(start))
