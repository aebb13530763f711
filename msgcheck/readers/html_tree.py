"""HTML to a tree in which every text and every attribute value knows its offset in the file.

BeautifulSoup and lxml keep the line of a tag at best, and libxml2 stops at 256 levels; a finding must
point to its words. So this is a small reader of its own: tags, comments, raw text, the end tags that HTML
lets people leave out. It never recurses and never fails: what is broken is read anyway and noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from msgcheck.readers.flow import Flow

_VOID_TAGS = "area base br col embed hr img input link meta param source track wbr keygen bgsound frame"
VOID = frozenset(_VOID_TAGS.split())
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_BLOCK_TAGS = """
    address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li
    main menu nav ol optgroup option p pre search section select summary table tbody td template tfoot th
    thead tr ul
"""
BLOCK = frozenset(_BLOCK_TAGS.split())
_CLOSES_P = BLOCK - {"button", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "option", "optgroup"}
# A start tag ends the open element on its left; the search for it stops at the element on its right.
_IMPLIED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "table"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"}))
    ),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
    "optgroup": (frozenset({"optgroup", "option"}), frozenset({"select"})),
}
_OPTIONAL_ENDS = "html head body p li dt dd tr td th thead tbody tfoot option optgroup colgroup"
_MAY_STAY_OPEN = frozenset(_OPTIONAL_ENDS.split())
_CELLS = frozenset({"td", "th", "table", "caption"})

# A quote opens a value only behind "="; the quantifiers give nothing back, so no page makes this slow.
_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*)"
    r"((?:[^>\"']++|(?:(?<==)|(?<==\s))(?:\"[^\"]*+\"|'[^']*+')|[\"'])*+)>"
)
_SIMPLE_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^<>]*)>")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?")

_PLAIN_ID = re.compile(r"[A-Za-z][\w-]*")
_LONGEST_PATH = 40  # steps of a CSS path

Text = tuple[int, int]
"""Start and end in the source of a text between tags."""


class Element:
    """One element. `nth` counts it among the siblings of its tag, from 1; `start` is where its tag opens."""

    __slots__ = (
        "_attributes",
        "_counts",
        "_raw",
        "children",
        "close",
        "end",
        "nth",
        "parent",
        "start",
        "tag",
    )

    def __init__(self, tag: str, parent: Element | None, start: int, raw: tuple[str, int]) -> None:
        self.tag = tag
        self.parent = parent
        self.start = start
        self.end = start  # behind the opening tag
        self.close = -1  # behind the closing tag, or where the element ended without one
        self.nth = 1
        self.children: list[Element | Text] = []
        self._raw = raw
        self._attributes: dict[str, Text] | None = None
        self._counts: dict[str, int] = {}
        if parent is not None:
            self.nth = parent._counts[tag] = parent._counts.get(tag, 0) + 1
            parent.children.append(self)

    def places(self) -> dict[str, Text]:
        """Return the place of each attribute's value in the source, by name in lower case."""
        if self._attributes is None:
            raw, at = self._raw
            self._attributes = {}
            for found in _ATTRIBUTE.finditer(raw):
                group = found.lastindex or 1
                start, end = found.span(group) if group > 1 else (found.end(), found.end())
                self._attributes.setdefault(found[1].lower(), (at + start, at + end))
        return self._attributes

    def get(self, name: str) -> str | None:
        """Return the value of an attribute, None when the element does not have it."""
        place = self.places().get(name)
        if place is None:
            return None
        raw, at = self._raw
        value = raw[place[0] - at : place[1] - at]
        return unescape(value) if "&" in value else value

    def elements(self) -> Iterator[Element]:
        """Yield the child elements."""
        return (child for child in self.children if isinstance(child, Element))

    def walk(self) -> Iterator[Element | Text]:
        """Yield everything below, in document order."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node, Element):
                waiting.extend(reversed(node.children))

    def path(self) -> str:
        """Return a CSS selector for the element, from the nearest id down; cut at the top when very deep."""
        steps: list[str] = []
        element: Element | None = self
        while element is not None and element.parent is not None and len(steps) < _LONGEST_PATH:
            identity = element.get("id")
            if identity and _PLAIN_ID.fullmatch(identity):
                steps.append(f"#{identity}")
                break
            many = element.parent._counts[element.tag] > 1
            steps.append(f"{element.tag}:nth-of-type({element.nth})" if many else element.tag)
            if element.tag == "tr" and element.parent.tag == "table":
                steps.append("tbody")  # every browser adds it
            element = element.parent
        return " > ".join(reversed(steps))

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around it, innermost first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


class Tree:
    """A parsed file: `root` holds everything; `notes` says what was broken."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root = Element("#root", None, 0, ("", 0))
        self.notes: list[str] = []
        self._stack = [self.root]
        self._opened: Counter[str] = Counter()
        self._unclosed: dict[str, int] = {}
        self._endless: set[str] = set()  # raw text elements known to have no end tag in the rest
        self._parse()
        self._note_unclosed()

    def copy(self, flow: Flow, text: Text) -> None:
        """Add a text to a flow, character references decoded."""
        start, end = text
        piece = self.source[start:end]
        if "&" not in piece:
            flow.add(piece, start)
            return
        at = 0
        for entity in _ENTITY.finditer(piece):
            if entity.start() > at:
                flow.add(piece[at : entity.start()], start + at)
            at = entity.end()
            decoded = unescape(entity.group())
            if decoded == entity.group():
                flow.add(decoded, start + entity.start())
            else:
                flow.add_as(decoded, start + entity.start())
        if at < len(piece):
            flow.add(piece[at:], start + at)

    def text_of(self, element: Element) -> str:
        """Return the words below an element, without scripts and styles."""
        flow = Flow()
        for node in element.walk():
            if isinstance(node, Element):
                if node.tag in BLOCK or node.tag == "br":
                    flow.space(node.start)
            else:
                self.copy(flow, node)
        return flow.finish()[0]

    def _parse(self) -> None:
        source, at, pattern = self.source, 0, _TAG
        last = source.rfind(">")
        text_from = 0
        while 0 <= (at := source.find("<", at)) < last:
            following = source[at + 1]
            if following in "!?":
                self._text(text_from, at)
                at = text_from = self._after_comment(at)
                continue
            found = pattern.match(source, at) if following.isalpha() or following == "/" else None
            if found is None and pattern is _TAG and following.isalpha():
                # A tag that nothing ends: from here on, every tag ends at the next bracket, or reading
                # would be quadratic.
                pattern = _SIMPLE_TAG
                self.notes.append(f"broken tag in line {self._line(at)}, read anyway")
                found = pattern.match(source, at)
            if found is None:
                at += 1
                continue
            self._text(text_from, at)
            at = text_from = found.end()
            tag = found[2].lower()
            if found[1]:
                self._end(tag, at)
            else:
                at = text_from = self._start(tag, found)
        self._text(text_from, len(source))

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self._stack[-1].children.append((start, end))

    def _after_comment(self, at: int) -> int:
        source = self.source
        if source.startswith("<!--", at):
            # "<!-->" is a whole comment; Outlook's "<!--[if !mso]><!-->" ends where every browser ends it.
            end = source.find("-->", at + 2)
            if end < 0:
                self.notes.append(f"comment in line {self._line(at)} never ends: the rest is not shown")
                return len(source)
            return end + 3
        if source.startswith("<![CDATA[", at) and (end := source.find("]]>", at)) >= 0:
            return end + 3
        end = source.find(">", at)
        return end + 1 if end >= 0 else len(source)

    def _start(self, tag: str, found: re.Match[str]) -> int:
        """Open an element; return where reading goes on."""
        if tag in {"html", "body"} and self._opened[tag]:
            return found.end()
        if tag in _CLOSES_P and self._opened["p"]:
            self._pop_to(frozenset({"p"}), BLOCK)
        implied = _IMPLIED.get(tag)
        if implied and any(self._opened[name] for name in implied[0]):
            self._pop_to(*implied)
        element = Element(tag, self._stack[-1], found.start(), (found[3], found.start(3)))
        element.end = element.close = found.end()
        if tag in VOID:
            return found.end()
        if found[3].endswith("/") and (self._opened["svg"] or self._opened["math"]):
            return found.end()  # only drawings and formulas have tags that close themselves
        if tag in _RAW:
            return self._raw_text(element)
        self._stack.append(element)
        self._opened[tag] += 1
        return found.end()

    def _raw_text(self, element: Element) -> int:
        end = None
        if element.tag not in self._endless:
            end = re.compile(rf"</{element.tag}(?=[\s/>])[^>]*>", re.I).search(self.source, element.end)
        if end is None:
            self._endless.add(element.tag)
            self._unclosed.setdefault(element.tag, element.start)
            if element.tag == "title":  # the rest of the page is no title
                return element.end
        stop = end.start() if end else len(self.source)
        if element.end < stop:
            element.children.append((element.end, stop))
        element.close = end.end() if end else stop
        return element.close

    def _end(self, tag: str, at: int) -> None:
        if not self._opened[tag]:
            return
        barrier = frozenset[str]() if tag in BLOCK else _CELLS
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].tag == tag:
                self._drop(depth, at)
                return
            if self._stack[depth].tag in barrier:
                return

    def _pop_to(self, tags: frozenset[str], barrier: frozenset[str]) -> None:
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].tag in tags:
                self._drop(depth, self._stack[depth].end, noted=False)
                return
            if self._stack[depth].tag in barrier:
                return

    def _drop(self, depth: int, at: int, *, noted: bool = True) -> None:
        """Close everything from `depth` up; only its own end tag closes an element properly."""
        for element in self._stack[depth:]:
            element.close = at
            self._opened[element.tag] -= 1
        for element in self._stack[depth + 1 :] if noted else ():
            if element.tag not in _MAY_STAY_OPEN:
                self._unclosed.setdefault(element.tag, element.start)
        del self._stack[depth:]

    def _note_unclosed(self) -> None:
        for element in self._stack[1:]:
            element.close = len(self.source)
            if element.tag not in _MAY_STAY_OPEN:
                self._unclosed.setdefault(element.tag, element.start)
        for tag, start in sorted(self._unclosed.items(), key=lambda item: item[1])[:5]:
            self.notes.append(f"unclosed tag <{tag}> in line {self._line(start)}, read anyway")

    def _line(self, at: int) -> int:
        return self.source.count("\n", 0, at) + 1
