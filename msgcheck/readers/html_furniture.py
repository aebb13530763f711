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
    | (?:site|top|experience-?fragment)-(?:header|footer)
    | bread-?crumbs?
    | (?:carousel|slider|slick|swiper|splide|glide)-(?:controls?|actions?|arrows?|indicators?|pagination|dots|prev|next)
    | (?:comment|review)-(?:form|reply|respond) | sticky-(?:add-to-)?cart
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
# Tags of web components: <amp-sidebar>, <app-shell-footer>, but no <mat-card-header>.
_COMPONENT = re.compile(
    r"-(?:sidebar|sidenav|navbar|toolbar|consent|social-share|snack-bar-container)$"
    r"|^(?:[a-z]+-)*(?:app|site|page|shell|main|global|layout)-(?:header|footer)$"
)
_RELATED = re.compile(
    r"^(?:you (?:may|might) also|related\b|more (?:from|on|in|about)\b|read (?:next|more|also)|further reading"
    r"|keep reading|recommended|latest (?:posts|articles|news)|das könnte|ähnliche|weitere|passend dazu)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^(?:©|copyright\s+(?:©|\(c\)|\d{4}))", re.IGNORECASE)
_SIGN = re.compile(r"©|&copy;|&#0?169;|copyright", re.IGNORECASE)
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?[€£]")
_BESIDE_LINK = 40  # characters of an item beside its link: a date, an author
_FEWEST_LINKS = 3  # in a bar that nothing but its links tells
_LONGEST_LINKS = 4_000  # characters of markup of a list of links
_SIGN_UP = re.compile(r"newsletter|subscribe|mailing-?\s?list|mc4wp|mc-embed", re.IGNORECASE)
_MAIL_FIELD = re.compile(r"\be?-?mail\b|email", re.IGNORECASE)
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
        elif not mains and len(articles) == 1 and own and any(e is articles[0] for e in own[0].ancestors()):
            self._found.update(id(stray) for stray in _strays(articles[0], tree))
        top = next((e for e in elements if e.name in {"nav", "header"} and id(e) not in self._page), None)
        if top is not None:
            self._found.update(id(bar) for bar in _strays(top, tree) if bar.start < top.start)
        self._found.update(id(e) for e in elements if e.attrs and _asks_for_cookies(e, tree))
        self._found.update(id(e) for e in elements if _is_end(e, tree))
        self._found.update(id(e) for e in elements if _leads_away(e, tree, inside))
        self._found -= self._page

    def __contains__(self, element: Element) -> bool:
        tag = element.name
        if tag == "nav" or id(element) in self._found:
            return True
        if tag in _NEVER or element.attrs.get("role") == "tablist":
            return False
        if tag in {"header", "footer"}:
            if any(above.name in _INSIDE_CONTENT for above in element.ancestors()):
                return _is_named(element) or (tag == "footer" and _holds_small_print(element))
            # Landing pages put their hero into <header>: what holds the page's h1 is the page.
            return tag == "footer" or id(element) not in self._page
        if "-" in tag and _COMPONENT.search(tag):
            return id(element) not in self._with_articles
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
        called = [" ".join(map(e.value, ("type", "name", "id", "placeholder"))) for e in fields]
        if not any(_MAIL_FIELD.search(name) for name in called):
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
        names = " ".join(f"{e.value('class')} {e.value('id')} {e.value('name')}" for e in inside)
        words = "".join(str(node) for node in region.descendants if not isinstance(node, Element))
        if _SIGN_UP.search(names) or _SIGN_UP.search(words):
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
            plain = beside.name in {"div", "p", "a", "button", "dialog", "form"} or "-" in beside.name
            if beside is not on_path and plain and small and len(tree.text_of(beside)) <= _LONGEST_STRAY:
                yield beside
        on_path = on_path.parent


def _leads_away(element: Element, tree: Tree, inside: set[int]) -> bool:
    """Whether it is a bar or a list that holds links and little else: beside the copy, or "You might also read".

    inside: ids of the page's <main> and articles; what they lead on to is copy.
    """
    is_cell = element.name == "td"
    if not is_cell and element.name not in {"div", "section", "aside"}:
        return False
    if element.close - element.start > _LONGEST_LINKS:
        return False
    heading = next(element.elements(), None)
    if not is_cell and (heading is None or heading.name not in _HEADINGS):
        return False
    held = [e for e in element.descendants if isinstance(e, Element)]
    links = [e for e in held if e.name == "a"]
    if is_cell or heading is None:
        if len(links) < _FEWEST_LINKS or any(e.name in {"table", "li", *_HEADINGS} for e in held):
            return False
        rest = len(tree.text_of(element)) - sum(len(tree.text_of(link)) for link in links)
        return rest <= 3 * len(links)
    if not _RELATED.search(tree.text_of(heading)) or any(
        id(above) in inside for above in element.ancestors()
    ):
        return False
    if any(e.name in _HEADINGS and e is not heading for e in held):
        return False  # teasers: their headlines are copy
    text = tree.text_of(element)
    words = len(text) - sum(len(tree.text_of(node)) for node in (heading, *links))
    items = [e for e in held if e.name in {"li", "article"}]
    return bool(items) and words <= _BESIDE_LINK * len(items) and not _PRICE.search(text)


def _is_end(element: Element, tree: Tree) -> bool:
    """Whether it is the line at the end of a page that begins with the mark of copyright."""
    if element.name not in {"td", "div", "p", "center"} or element.close - element.start > _LONGEST_LINKS:
        return False
    if not _SIGN.search(tree.source, element.start, element.close):
        return False
    text = tree.text_of(element)
    return len(text) <= _LONGEST_STRAY and _COPYRIGHT.search(text) is not None


def _holds_small_print(footer: Element) -> bool:
    """Whether the page's own line of copyright stands in a footer."""
    return any(isinstance(e, Element) and e.value("role") == "contentinfo" for e in footer.descendants)


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
