"""What tags, classes and roles say about an element: furniture, hidden, a customer's voice."""

from __future__ import annotations

import re

from msgcheck.readers.html_tree import Element, Tree

_INSIDE_CONTENT = frozenset({"main", "article", "section", "figure", "blockquote", "aside", "dialog"})
_FURNITURE_ROLES = frozenset({"navigation", "contentinfo", "banner"})
_FURNITURE = """
    nav navbar navigation site-header site-footer page-footer footer global-nav main-nav breadcrumb
    breadcrumbs topbar announcement-bar skip-link
"""
_FURNITURE_NAMES = frozenset(_FURNITURE.split())
_CONSENT = re.compile(
    r"(?:^|[-_ ])(?:cookie|consent|gdpr|onetrust|didomi|usercentrics|cybot|cky)", re.IGNORECASE
)
_UNSEEN_NAMES = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"}
)
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
    r"(?:^|[-_ ])(?:plan|tier|package|card|product|pricing)[-_]*(?:name|title|heading|label)(?:$|[-_ ])",
    re.IGNORECASE,
)


def names(element: Element) -> str:
    """Return the classes and the id of an element, parted by blanks."""
    return f"{element.value('class')} {element.value('id')}".strip()


def is_furniture(element: Element) -> bool:
    """Whether it is navigation, page header, footer or consent banner: the same on every page."""
    tag = element.name
    if tag == "nav":
        return True
    if tag in {"html", "head", "body", "main", "article", "#root"}:
        return False
    if tag in {"header", "footer"}:
        if any(above.name in _INSIDE_CONTENT for above in element.ancestors()):
            return False
        # Landing pages put their hero into <header>: what holds the page's h1 is the page.
        return tag == "footer" or not _holds(element, {"h1", "main"})
    if not element.attrs:
        return False
    if element.value("role") in _FURNITURE_ROLES:
        return not _holds(element, {"h1", "main"})
    called = names(element)
    if not called:
        return False
    named = _FURNITURE_NAMES.intersection(called.lower().split())
    return bool(named or _CONSENT.search(called)) and not _holds(element, {"h1", "main", "article"})


def _holds(element: Element, tags: set[str]) -> bool:
    return any(isinstance(node, Element) and node.name in tags for node in element.descendants)


def is_unseen(element: Element) -> bool:
    """Whether it is not on the screen: hidden, display:none, for screen readers only."""
    places = element.attrs
    if not places:
        return False
    if "hidden" in places and element.value("hidden") != "until-found":
        return True
    style = element.value("style")
    if style and _UNSEEN_STYLE.search(re.sub(r"\s", "", style.lower())):
        return True
    return not _UNSEEN_NAMES.isdisjoint(element.value("class").split())


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
