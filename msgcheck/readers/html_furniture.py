"""What is the same on every page: navigation, banners, sign-up forms, tables of contents, chat windows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgcheck.readers.html_tree import Element, Tree

_INSIDE_CONTENT = frozenset({"main", "article", "section", "figure", "blockquote", "aside", "dialog"})
_ROLES = frozenset({"navigation", "contentinfo", "banner", "search"})
_POPUP_ROLES = frozenset({"dialog", "alertdialog", "alert", "status"})
_POPUP = re.compile(r"toast|modal|popup|pop-up|banner|snackbar", re.IGNORECASE)
_COOKIES = re.compile(
    r"\bcookies?\b.{0,400}?\b(?:use|accept|agree|consent|device|privacy|experience|remember|partners)\b"
    r"|\b(?:use|accept|agree|consent|privacy)\b.{0,200}?\bcookies?\b",
    re.IGNORECASE | re.DOTALL,
)
_NEVER = frozenset({"html", "head", "body", "main", "article", "#root"})
_EXACT_NAMES = """
    nav navbar navigation site-header site-footer page-footer footer global-nav main-nav topbar widget-area
"""
_EXACT = frozenset(_EXACT_NAMES.split())
# Names as `_plain_names` writes them: "skipToContent_fXgn" is "skip-to-content-f-xgn".
_PARTS = re.compile(
    r"""(?:^|[ -])(?:
      (?:main|site|top|left|right|side|global|primary|secondary|mobile|header|footer)-?(?:nav|navbar|navigation)
    | (?:top|utility|announcement|promo|notice|notification)-?bar
    | announcement-(?:banner|component|text|link|message)
    | bread-?crumbs?
    | skip-?(?:link|nav|to|content)
    | (?:back|scroll|return)-?to-?(?:top|bottom)
    | toc | table-?of-?contents
    | edit-(?:this-)?page | (?:article|page)-(?:votes|feedback) | was-this-(?:page-)?helpful
    | (?:share|sharing|social)-(?:bar|buttons?|icons?|links?|share)
    | mini-?cart | cart-?(?:drawer|notification|popup)
    | (?:cookie|consent|gdpr|onetrust|didomi|usercentrics|cybot|cky|cmplz|iubenda|termly|osano|klaro|fs-cc)s?
    | (?:cookie|consent)(?:banner|bar|notice|popup|consent)
    | ot-sdk
    | (?:hubspot-messages|intercom|drift|zopim|zendesk|tidio|tawk|crisp-client|freshchat|livechat)
    | (?:live-?)?chat-?(?:widget|bubble|launcher|window)
    )(?:$|[ -])""",
    re.VERBOSE,
)
_SIGN_UP = re.compile(r"newsletter|subscribe|mailing-?\s?list|mc4wp|mc-embed", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONGEST_FORM = 4_000  # characters of markup around a sign-up form that still belong to it
_LONGEST_STRAY = 300  # characters of a bar or a popup beside <main>; what is longer is copy
_LONGEST_MARKUP = 20_000


class Furniture:
    """Knows which elements of one page are furniture; what holds the page's own copy never is."""

    def __init__(self, elements: list[Element], tree: Tree) -> None:
        mains = [e for e in elements if e.name == "main" or e.value("role") == "main"]
        mains = mains or [e for e in elements if e.value("id") in {"main", "content"}][:1]
        articles = [e for e in elements if e.name == "article"]
        inside = {id(element) for element in [*mains, *articles]}
        headings = [e for e in elements if e.name == "h1"]
        # Shops write their name in an <h1> too; the page's own heading then stands in <main>.
        own = [h for h in headings if any(id(above) in inside for above in h.ancestors())] or headings
        self._page = _with_ancestors([*mains, *own])
        self._with_articles = self._page | _with_ancestors(articles)
        self._found = {id(region) for form in elements if form.name == "form" for region in self._form(form)}
        if len(mains) == 1 and own and any(above is mains[0] for above in own[0].ancestors()):
            self._found.update(id(stray) for stray in _strays(mains[0], tree))
        top = next((e for e in elements if e.name in {"nav", "header"} and id(e) not in self._page), None)
        if top is not None:
            self._found.update(id(bar) for bar in _strays(top, tree) if bar.start < top.start)
        self._found.update(id(e) for e in elements if e.attrs and _asks_for_cookies(e, tree))
        self._found -= self._page

    def __contains__(self, element: Element) -> bool:
        tag = element.name
        if tag == "nav" or id(element) in self._found:
            return True
        if tag in _NEVER or element.attrs.get("role") == "tablist":
            return False
        if tag in {"header", "footer"}:
            if any(above.name in _INSIDE_CONTENT for above in element.ancestors()):
                return _is_named(element)
            # Landing pages put their hero into <header>: what holds the page's h1 is the page.
            return tag == "footer" or id(element) not in self._page
        if not element.attrs:
            return False
        if element.attrs.get("role") in _ROLES:
            return id(element) not in self._page
        return _is_named(element) and id(element) not in self._with_articles

    def _form(self, form: Element) -> Iterator[Element]:
        """Yield the region around a newsletter's sign-up form: its heading, its field, its small print."""
        if form.close - form.start > _LONGEST_FORM:
            return
        fields = [e for e in form.descendants if isinstance(e, Element) and e.name == "input"]
        if not any("email" in f"{e.value('type')} {e.value('name')}".lower() for e in fields):
            return
        region = form
        for above in form.ancestors():
            if above.close - above.start > _LONGEST_FORM or above.name in _NEVER:
                break
            headings = [e for e in above.descendants if isinstance(e, Element) and e.name in _HEADINGS]
            if len(headings) > 1 or id(above) in self._with_articles:
                break
            region = above
        inside = [region, *(e for e in region.descendants if isinstance(e, Element))]
        called = " ".join(f"{e.value('class')} {e.value('id')} {e.value('name')}" for e in inside)
        words = "".join(str(node) for node in region.descendants if not isinstance(node, Element))
        if _SIGN_UP.search(called) or _SIGN_UP.search(words):
            yield region


def _with_ancestors(elements: Iterable[Element]) -> set[int]:
    """Return the ids of elements and of all that hold them."""
    return {id(e) for element in elements for e in (element, *element.ancestors())}


def _strays(beside_what: Element, tree: Tree) -> Iterator[Element]:
    """Yield the small pieces beside an element and what holds it: bars, popups, chat windows."""
    on_path: Element | None = beside_what
    while on_path is not None and on_path.parent is not None and on_path.name != "body":
        for beside in on_path.parent.elements():
            small = beside.close - beside.start <= _LONGEST_MARKUP
            plain = beside.name in {"div", "p", "a", "button", "dialog"} or "-" in beside.name
            if beside is not on_path and plain and small and len(tree.text_of(beside)) <= _LONGEST_STRAY:
                yield beside
        on_path = on_path.parent


def _asks_for_cookies(element: Element, tree: Tree) -> bool:
    """Whether it is a popup by its role or its name that asks to accept cookies."""
    if element.attrs.get("role") not in _POPUP_ROLES and not _POPUP.search(element.value("class")):
        return False
    return element.close - element.start <= _LONGEST_MARKUP and bool(_COOKIES.search(tree.text_of(element)))


def _is_named(element: Element) -> bool:
    called = f"{element.value('class')} {element.value('id')}"
    return len(called) > 1 and _is_furniture_name(called)


@lru_cache(maxsize=4096)
def _is_furniture_name(called: str) -> bool:
    """Whether classes and id, parted by blanks, name furniture: the same few names stand on every element."""
    if not _EXACT.isdisjoint(called.lower().split()):
        return True
    return _PARTS.search(_plain_names(called)) is not None


def _plain_names(called: str) -> str:
    """Return names in lower case with one hyphen between words: "tocMobile_ITEo" is "toc-mobile-i-teo"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", called)
    return re.sub(r"[_-]+", "-", parted.lower())
