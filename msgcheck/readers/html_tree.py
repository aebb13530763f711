"""HTML to a tree in which every text and every attribute value knows its offset in the file.

BeautifulSoup builds the tree from the events of Python's html.parser. Both keep places of tags only, and a
finding must point to its words: so the builder here hands on the place of everything. And it closes what
HTML lets people leave open, reads what is broken, and notes it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._htmlparser import HTMLParserTreeBuilder
from bs4.element import Tag

from msgcheck.readers.flow import Flow
from msgcheck.readers.html_nodes import BLOCK, Element, Mark, Text
from msgcheck.readers.html_repair import BLOCK_TAG, BROKEN_TAG, before_lost_quote

__all__ = ["BLOCK", "Element", "Mark", "Text", "Tree"]

_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
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

_RAW_END = re.compile(rf"</({'|'.join(sorted(_RAW))})\b", re.IGNORECASE)
# "14</b>days" is laid out as "14 days"; "1st", "5k" and "H2O" are one word.
_APART_FROM_FIGURE = re.compile(r"(?!(?:st|nd|rd|th)\b)[^\W\d_]{2}", re.IGNORECASE)
_RAISED = frozenset({"sub", "sup"})
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?")

_DEEPEST = 256  # open elements, as in libxml2: BeautifulSoup walks up to the top for every text
_MOST_NOTES = 5  # of a kind


class Tree:
    """A parsed file: `root` holds everything; `notes` says what was broken.

    marks: how raised digits are read, by the id of their element; whoever knows them sets them.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        builder = _Builder(multi_valued_attributes=None, preserve_whitespace_tags=set(), string_containers={})
        # As a stream: BeautifulSoup warns about a string that could be a file's name.
        BeautifulSoup(StringIO(source), builder=builder, element_classes={Tag: Element})
        self.root = builder.root
        self.notes = builder.notes
        self.marks: dict[int, Mark] = {}

    def add(self, flow: Flow, text: Text) -> None:
        """Add a text to a flow, parted by a blank from a figure that another element ends with."""
        if flow.last.isdecimal() and _APART_FROM_FIGURE.match(text) and self._begins_element(text):
            flow.space(text.start)
        self.copy(flow, text.start, text.end)

    def _begins_element(self, text: Text) -> bool:
        """Whether a tag stands right before the text that neither lowers nor raises what is before or behind."""
        before = text.previous_element
        while isinstance(before, Element) and before is not text.parent:  # a picture, a drawing
            before = before.previous_element
        near = [text.parent, before.parent if isinstance(before, Text) else None]
        if any(e is not None and e.name in _RAISED and id(e) not in self.marks for e in near):
            return False
        return text.previous_sibling is None or isinstance(text.previous_sibling, Element)

    def copy(self, flow: Flow, start: int, end: int) -> None:
        """Add a stretch of the source to a flow, character references decoded."""
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
        """Return the words below an element."""
        flow = Flow()
        unread_to = 0
        for node in element.descendants:
            if isinstance(node, Text):
                if node.start >= unread_to:
                    self.add(flow, node)
            elif isinstance(node, Element):
                if node.name in BLOCK or node.name == "br":
                    flow.space(node.start)
                elif (mark := self.marks.get(id(node))) is not None:
                    flow.add_as(mark.written, node.start)
                    unread_to = node.close
        return flow.finish()[0]

    def notes_of(self, element: Element) -> list[str]:
        """Return the footnotes that the words below an element point to."""
        if not self.marks:
            return []
        marks = (self.marks.get(id(node)) for node in element.descendants)
        return [mark.note for mark in marks if mark and mark.note]


class _Builder(HTMLParserTreeBuilder):
    """Tells BeautifulSoup what the parser below finds."""

    root: Element
    notes: list[str]

    def feed(self, markup: Any, *_: Any, **__: Any) -> None:
        parser = _Parser(self.soup, markup)
        self.root = parser.read().extract()
        self.notes = parser.notes


class _Parser(HTMLParser):
    """Reads one source into one soup, whose methods for builders have no types in some stubs."""

    def __init__(self, soup: Any, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.notes: list[str] = []
        self._soup = soup
        self._source = source
        self._lines = [0, *(found.end() for found in re.finditer("\n", source))]
        self._last_end = {found[1].lower(): found.start() for found in _RAW_END.finditer(source)}
        self._resume = 0  # offset behind a raw element that nothing ends
        self._at = 0  # offset in the source
        self._closes_itself = False  # the tag that is being read
        self._text_from = -1  # where a text began that has not ended yet, -1 outside
        self._shown_to = len(source)
        self._stack: list[Element] = []
        self._open: Counter[str] = Counter()  # of the stack, by name
        self._flattened: Counter[str] = Counter()  # closed at once, their end tags are still to come
        self._broken: list[int] = []
        self._unclosed: dict[str, int] = {}

    def read(self) -> Element:
        """Return an element that holds everything."""
        root = self._push("#root", {}, 0)
        # Behind the last ">" is no markup; without it, tags that never end would make html.parser slow.
        last = self._source.rfind(">") + 1
        self.feed(self._source[:last])
        self.close()
        self._begin_text(last)
        self._end_text(self._shown_to)
        self._drop(0, len(self._source), ended=True)
        for start in self._broken[:_MOST_NOTES]:
            self.notes.append(f"broken tag in line {self._line(start)}, read anyway")
        for name, start in sorted(self._unclosed.items(), key=lambda item: item[1])[:_MOST_NOTES]:
            self.notes.append(f"unclosed tag <{name}> in line {self._line(start)}, read anyway")
        return root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at
        self._end_text(start)
        if tag in {"html", "body"} and self._is_open(tag):
            return
        if tag in _CLOSES_P:
            self._close(frozenset({"p"}), BLOCK)
        if tag in _IMPLIED:
            self._close(*_IMPLIED[tag])
        if len(self._stack) > _DEEPEST:
            if not self._flattened:
                line = self._line(start)
                self.notes.append(f"more than {_DEEPEST} tags inside each other in line {line}, read flat")
            self._flattened[self._stack[-1].name] += 1
            self._drop(len(self._stack) - 1, start, noted=False)
        # Of two attributes with one name the first one counts.
        element = self._push(tag, {name: value or "" for name, value in reversed(attrs)}, start)
        if element.is_empty_element:
            self._drop(len(self._stack) - 1, element.end, noted=False)
        elif tag in _RAW and start > self._last_end.get(tag, -1) and not self._closes_itself:
            self._end_raw(element)
        elif tag in _RAW:
            self.set_cdata_mode(tag)

    def _end_raw(self, element: Element) -> None:
        """End a script that nothing ends at the next tag of a paragraph; a title at once: its words are copy."""
        end = element.end
        if element.name != "title":
            behind = BLOCK_TAG.search(self._source, end)
            end = behind.start() if behind else len(self._source)
            self._shown_to = self._shown_to if behind else min(self._shown_to, element.end)
        self._resume = end
        self._drop(len(self._stack) - 1, end)

    def parse_starttag(self, i: int) -> int:
        """Return the end of a start tag; of a raw element that nothing ends, the end of what is in it."""
        end = super().parse_starttag(i)
        return min(max(end, i + self._resume - self._at), len(self.rawdata))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only drawings and formulas have tags that close themselves.
        self._closes_itself = self._is_open("svg") or self._is_open("math")
        self.handle_starttag(tag, attrs)
        if self._closes_itself:
            self.clear_cdata_mode()
            self.handle_endtag(tag)
            self._closes_itself = False

    def handle_endtag(self, tag: str) -> None:
        start = self._at
        self._end_text(start)
        if self._flattened[tag]:
            self._flattened[tag] -= 1
        else:
            end = self._source.find(">", start) + 1
            self._close(frozenset({tag}), frozenset() if tag in BLOCK else _CELLS, end)

    def handle_data(self, data: str) -> None:
        here = self._at
        broken = None if self.cdata_elem else BROKEN_TAG.match(self._source, here)
        if broken is None:
            self._begin_text(here)
        else:
            self._broken.append(here)
            self.handle_starttag(broken[1].lower(), [])

    def handle_comment(self, data: str) -> None:
        self._end_text(self._at)

    def parse_html_declaration(self, i: int) -> int:
        """Skip what begins with "<!" or "<?", also what html.parser of any version fails on."""
        here = self._at
        self._end_text(here)
        if self.rawdata.startswith("<!--", i):
            # "<!-->" is a whole comment; Outlook's "<!--[if !mso]><!-->" ends where every browser ends it.
            end = self.rawdata.find("-->", i + 2)
            if end < 0:
                self.notes.append(f"comment in line {self._line(here)} never ends: the rest is not shown")
                self._shown_to = here
                return len(self.rawdata)
            return end + 3
        if self.rawdata.startswith("<![CDATA[", i) and (end := self.rawdata.find("]]>", i)) >= 0:
            return end + 3
        return self.rawdata.find(">", i) + 1

    def parse_comment(self, i: int, report: bool = True) -> int:
        return self.parse_html_declaration(i)

    parse_pi = parse_html_declaration

    def check_for_whole_start_tag(self, i: int) -> int:
        """Return the end of a start tag: the next ">" where later Pythons would give up the whole rest."""
        end = super().check_for_whole_start_tag(i)
        if end < 0:
            return self.rawdata.find(">", i) + 1
        inside = self.rawdata.find(">", i, end - 1) >= 0
        return before_lost_quote(self.rawdata, i, end) if inside else end

    def set_cdata_mode(self, elem: str, **options: bool) -> None:
        """Read raw text, unless the element has been closed already."""
        if self._stack[-1].name == elem:
            super().set_cdata_mode(elem, **options)

    def updatepos(self, i: int, j: int) -> int:
        """Go from `i` to `j` of what is not read yet; the base class would count lines and columns."""
        self._at += max(j - i, 0)
        return j

    def _line(self, at: int) -> int:
        return bisect_right(self._lines, at)

    def _begin_text(self, at: int) -> None:
        if self._text_from < 0:
            self._text_from = at

    def _end_text(self, end: int) -> None:
        start, self._text_from = self._text_from, -1
        if 0 <= start < end:
            text = Text(self._source[start:end])
            text.start = start
            self._soup.object_was_parsed(text)

    def _is_open(self, name: str) -> bool:
        return self._open[name] > 0

    def _push(self, name: str, attributes: dict[str, str], start: int) -> Element:
        element: Element = self._soup.handle_starttag(name, None, None, attributes)
        element.opening = (self.get_starttag_text() or "") if self._stack else ""
        element.start, element.counts = start, defaultdict(int)
        element.end = element.close = start + len(element.opening)
        if self._stack:
            self._stack[-1].counts[name] += 1
            element.nth = self._stack[-1].counts[name]
        self._stack.append(element)
        self._open[name] += 1
        return element

    def _close(self, names: frozenset[str], barrier: frozenset[str], at: int = -1) -> None:
        """Close the innermost element of these names, if no barrier is open inside it.

        at: behind its end tag; -1 when another tag closes it, which leaves nothing to note.
        """
        if not any(self._open[name] for name in names):
            return
        for depth in range(len(self._stack) - 1, 0, -1):
            element = self._stack[depth]
            if element.name in names:
                self._drop(depth, at if at >= 0 else element.end, noted=at >= 0, ended=True)
                return
            if element.name in barrier:
                return

    def _drop(self, depth: int, at: int, *, noted: bool = True, ended: bool = False) -> None:
        """Close everything from `depth` up; the first one has `ended` by its own tag."""
        for element in self._stack[depth:]:
            element.close = at
            self._open[element.name] -= 1
            self._soup.popTag()
        for element in self._stack[depth + ended :] if noted else ():
            if element.name not in _MAY_STAY_OPEN:
                self._unclosed.setdefault(element.name, element.start)
        del self._stack[depth:]
