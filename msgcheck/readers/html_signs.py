"""What tags, classes and roles say about an element: hidden, a button, a customer's voice."""

from __future__ import annotations

import re

from msgcheck.readers.flow import Flow
from msgcheck.readers.html_tree import Element, Tree

_UNSEEN_NAMES = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"}
)
_GLYPHS = re.compile(r"(?:^|\s)(?:material-(?:icons|symbols)|mat-ligature-font)")  # "home" draws a house
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|(?:max-height|font-size|max-width):0(?![.\d])|opacity:0(?![.\d])"
)
_BUTTON_NAME = re.compile(r"(?:^|[-_ ])(?:btn|button|cta)(?:$|[-_ ])", re.IGNORECASE)
_CUSTOMER_NAME = re.compile(
    r"(?:^|\s)(?:customer-)?(?:testimonials?|quotes?|reviews?|pullquote)(?:[-_](?:card|item|text|body|content))?(?:$|\s)",
    re.IGNORECASE,
)
_AUTHOR_NAME = re.compile(r"(?:^|[-_ ])(?:author|name|cite|attribution|byline)(?:$|[-_ ])", re.IGNORECASE)
_LONGEST_QUOTE = 10_000  # characters of markup; what is longer holds many quotations
_DASHED_NAME = re.compile(r"\s[—–]\s*([^—–.!?]{2,80})$")
PLAN_NAME = re.compile(
    r"(?:^|[-_ ])(?:plans?|tiers?|packages?|cards?|products?|pricing)[-_]*(?:name|title|heading|label)(?:$|[-_ ])",
    re.IGNORECASE,
)


_SAME_FLOW = frozenset({"span", "a", "strong", "b", "em", "i", "small"})
_WEB_VERSION = re.compile(
    r"\b(?:view|read|see|open|having trouble)\b.*\b(?:browser|online|web ?page|web version)\b", re.IGNORECASE
)
_LONGEST_LINK = 90  # characters
_COUNTERS = (
    "data-to-value",
    "data-count-to",
    "data-countup",
    "data-counter",
    "data-count",
    "data-end",
    "data-to",
)


def names(element: Element) -> str:
    """Return the classes and the id of an element, parted by blanks."""
    return f"{element.value('class')} {element.value('id')}".strip()


def is_unseen(element: Element) -> bool:
    """Whether it is not on the screen: hidden, display:none, for screen readers only, the name of an icon."""
    places = element.attrs
    if not places:
        return False
    if "hidden" in places and element.value("hidden") != "until-found":
        return True
    style = element.value("style")
    if style and _UNSEEN_STYLE.search(re.sub(r"\s", "", style.lower())):
        return True
    called = element.value("class")
    return not _UNSEEN_NAMES.isdisjoint(called.split()) or _GLYPHS.search(called) is not None


def is_folded(element: Element) -> bool:
    """Whether one click opens it: `aria-hidden`, a closed `<details>`, a list of options."""
    if element.name == "details":
        return "open" not in element.attrs
    if element.name in {"select", "datalist"}:
        return True
    return element.value("aria-hidden").strip() == "true" or element.value("hidden") == "until-found"


def is_button(element: Element) -> bool:
    """Whether it looks like a button: the tag, the role, or a link with such a class."""
    if element.name == "button":
        return True
    if element.name != "a" or not element.attrs:
        return False
    if element.value("role") == "button" or _BUTTON_NAME.search(element.value("class")):
        return True
    style = element.value("style").lower()  # mails have no classes
    return "inline-block" in style and "padding" in style and "background" in style


def is_customer(element: Element) -> bool:
    """Whether a customer speaks here: a testimonial, a quote, a review."""
    if element.name in {"form", "button", "a", "body", "input"} or not element.attrs:
        return False
    return bool(_CUSTOMER_NAME.search(names(element)))


def author(quote: Element, tree: Tree) -> str:
    """Return who is quoted: `<cite>`, a caption or a class like "author", or a last line "— Name"."""
    if quote.close - quote.start > _LONGEST_QUOTE:
        return ""
    authors = [node for node in quote.descendants if isinstance(node, Element) and _is_author(node)]
    if not authors and quote.parent is not None:
        # <figure><blockquote/><figcaption/></figure>, and the same without the figure
        behind = [node for node in quote.parent.elements() if node.start > quote.start][:1]
        authors = [node for node in behind if _is_author(node)]
    if len({tree.text_of(node) for node in authors}) > 3:
        return ""  # a container of several quotations
    name = tree.text_of(authors[0]) if authors else ""
    if not name and (said := _DASHED_NAME.search(tree.text_of(quote))):
        name = said[1]
    return name.strip("—–- ,")


def _is_author(element: Element) -> bool:
    if element.name in {"cite", "figcaption"}:
        return True
    if element.name == "footer":
        return element.parent is not None and element.parent.name in {"blockquote", "figure"}
    return bool(_AUTHOR_NAME.search(element.value("class")))


def is_struck(element: Element) -> bool:
    """Whether its words are crossed out: the price before the sale is no claim."""
    if element.name in {"del", "s", "strike"}:
        return True
    return "line-through" in element.value("style")


_LINK_BEFORE = re.compile(r"</a\s*>(?:</?[a-z][^<>]{0,80}>){0,4}\Z", re.IGNORECASE)


def is_laid_apart(element: Element, flow: Flow, tree: Tree) -> bool:
    """Whether a style sheet sets this element apart from the words right before it.

    `<span class="price">$9</span><span class="per">per month</span>` reads "$9 per month", and
    `Yearly<span class="badge">2 months free</span>` holds a badge; but `sign<b>on</b>` is one word, and so
    are letters wrapped one by one for an animation.
    """
    last = flow.last
    if element.name == "a" and last not in {"", " "}:  # links side by side: a menu, tags of a post
        return bool(_LINK_BEFORE.search(tree.source, max(element.start - 120, 0), element.start))
    if not last.isalnum() or element.name not in _SAME_FLOW or "class" not in element.attrs:
        return False
    source = tree.source
    if source[element.start - 1] != ">":
        text = tree.text_of(element)
        return " " in text and (text[0].isdigit() != last.isdigit() or (text[0].isupper() and last.islower()))
    if not source.startswith("</", source.rfind("<", 0, element.start)):
        return False
    text = tree.text_of(element)
    return len(text) > 1 and text[0].isalnum() and flow.here > 1


def counter(element: Element, tree: Tree) -> tuple[str, int] | None:
    """Return the figure that a script counts up to from zero, and its offset in the source.

    `<span data-to-value="1900" data-delimiter=",">0</span>` shows 1,900 a second after the page opens.
    """
    if "data-" not in element.opening:
        return None
    name = next((name for name in _COUNTERS if element.value(name).strip().isdecimal()), "")
    if not name or tree.text_of(element) not in {"", "0"}:
        return None
    delimiter = element.value("data-delimiter") or element.value("data-separator")
    value = element.value(name).strip()
    figure = f"{int(value):,}".replace(",", delimiter) if delimiter else value
    return figure, element.place(name)[0]


def leads_nowhere(element: Element, tree: Tree) -> bool:
    """Whether it is a link within the page that shows no word: the pilcrow at a heading, the way back from a note."""
    return (
        element.name == "a"
        and element.value("href").startswith("#")
        and not any(character.isalnum() for character in tree.text_of(element))
        and not any(isinstance(node, Element) and node.name == "img" for node in element.descendants)
    )


def is_drawn(element: Element) -> bool:
    """Whether it is a picture made of other tags, with words for those who do not see it."""
    return element.attrs.get("role") == "img" and "aria-label" in element.attrs


def is_web_version(text: str) -> bool:
    """Whether it is the link at the top of a mail that opens it as a page."""
    return len(text) <= _LONGEST_LINK and _WEB_VERSION.search(text) is not None
