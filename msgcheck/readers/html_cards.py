"""Pricing cards of a web page: everything in one belongs to its plan."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from msgcheck.readers.html_signs import PLAN_NAME
from msgcheck.readers.html_tree import Element, Text, Tree

_PRICE = re.compile(
    r"(?:[$€£¥₹]|&(?:euro|pound|yen|#0?36|#8364|#0?163);)\s?\d|\d\s?(?:€|£|&euro;|&pound;|USD\b|EUR\b|GBP\b|kr\b)"
    r"|^\s*(?:[$€£¥₹]|&(?:euro|pound|yen|#0?36|#8364|#0?163);)\s*$"  # a sign alone: the figure stands in the next element
)
_CURRENCY = re.compile(r"[$€£¥₹]|&(?:euro|pound|yen|#0?36|#8364|#0?163);|\b(?:USD|EUR|GBP|kr)\b")
_TITLE = re.compile(r"(?:^|[-_ ])(?:h[1-6]|heading|title|name)(?:$|[-_ ])", re.IGNORECASE)
_LONGEST_TITLE = 40  # characters of a plan's name that is no heading
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
    titles: list[Element] = field(default_factory=list)  # what is only called a heading by its class
    price: bool = False
    children: dict[int, Element] = field(default_factory=dict)


def find_cards(elements: list[Element], tree: Tree) -> dict[int, Card]:
    """Return the pricing cards of a page by the id of their element.

    elements: all of the page, in document order.
    """
    if not _CURRENCY.search(tree.source):
        return {}
    content: dict[int, _Content] = defaultdict(_Content)
    for element in elements:
        if element.name in _HEADINGS or element.value("role") == "heading" or _is_plan_name(element):
            _tell_heading(element, content)
        elif _TITLE.search(element.value("class")) and _is_title(element):
            for _, above in zip(range(_HIGHEST), element.ancestors(), strict=False):
                content[id(above)].titles.append(element)
        if any(isinstance(c, Text) and _PRICE.search(c) for c in element.contents):
            _tell_price(element, content)
    cards: dict[int, Card] = {}
    for element in elements:
        held = content.get(id(element))
        if held and held.price and len(held.children) > 1:
            _cards_of(held, content, tree, cards)
    return cards


def _is_plan_name(element: Element) -> bool:
    """Whether its class calls it a plan's name, and it is not what holds the heading."""
    if not PLAN_NAME.search(element.value("class")):
        return False
    return not any(isinstance(e, Element) and e.name in _HEADINGS for e in element.descendants)


def _is_title(element: Element) -> bool:
    words = "".join(node for node in element.contents if isinstance(node, Text)).strip()
    return 0 < len(words) <= _LONGEST_TITLE and not _PRICE.search(words)


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
        if not any(content[id(m)].heading or content[id(m)].titles for m in members):
            _name_by_first_words(members, content)
        named = [m for m in members if _fits(m, content[id(m)])]
        if sum(content[id(m)].price for m in named) < 2:
            continue
        for member in named:
            held = content[id(member)]
            heading = held.heading or held.titles[0]
            title = tree.text_of(heading)
            if title.endswith("?"):
                continue  # an answer that holds a price
            level = int(heading.name[1]) if heading.name in _HEADINGS else 6
            cards[id(member)] = Card(title, level, f"card {member.start}")


def _name_by_first_words(members: list[Element], content: dict[int, _Content]) -> None:
    """Take the first short words of each card as its name, where they differ and none of them is a price."""
    if len(members) < 2 or any(
        m.close - m.start > _LONGEST_CARD or not content[id(m)].price for m in members
    ):
        return
    names: dict[str, Element] = {}
    for member in members:
        held = (node for node in member.descendants if isinstance(node, Element))
        first = next(
            (node for node in held if any(isinstance(c, Text) and c.strip() for c in node.contents)), None
        )
        if first is None or not _is_title(first) or len(list(member.elements())) < 2:
            return
        names["".join(str(c) for c in first.contents).strip()] = first
    if len(names) == len(members):
        for member, title in zip(members, names.values(), strict=True):
            content[id(member)].titles.append(title)


def _fits(member: Element, held: _Content) -> bool:
    size = member.close - member.start
    named = held.headings if held.heading is not None else len(held.titles)
    return 0 < named <= _MOST_HEADINGS and size <= _LONGEST_CARD
