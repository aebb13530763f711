"""What a page says outside its body: title, descriptions, structured data, date, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgcheck.model import Block, Kind, Locator, Speaker, Surface
from msgcheck.readers.assembly import UNPLACED
from msgcheck.readers.flow import Flow, found_in
from msgcheck.readers.html_tree import Element, Text, Tree

_META = {
    "description": (Surface.META, "meta description"),
    "og:title": (Surface.OG, "og:title"),
    "og:description": (Surface.OG, "og:description"),
    "og:image:alt": (Surface.ALT, "og:image:alt"),
    "twitter:title": (Surface.OG, "twitter:title"),
    "twitter:description": (Surface.OG, "twitter:description"),
}
CANONICAL = "canonical address: "  # begins a page's note on the address it asks to be known by
_DATES = ("article:modified_time", "article:published_time", "og:updated_time", "date", "dcterms.modified")
_REDIRECT = re.compile(r"""^\s*[\d.]*\s*[;,\s]\s*url\s*=\s*["']?\s*([^"'\s]+)""", re.IGNORECASE)
_WORDS = (
    "name",
    "headline",
    "alternativeHeadline",
    "description",
    "slogan",
    "disambiguatingDescription",
    "text",
)
_NUMBERS = ("price", "lowPrice", "highPrice", "ratingValue", "reviewCount", "ratingCount", "offerCount")
_NOT_COPY_TYPES = """
    BreadcrumbList ListItem ImageObject VideoObject Person WebSite SearchAction ReadAction EntryPoint
    Country PostalAddress ContactPoint SiteNavigationElement
"""
_NOT_COPY = frozenset(_NOT_COPY_TYPES.split())


@dataclass(slots=True)
class Head:
    """Everything found outside the body, `blocks` in document order."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    language: str = ""
    dates: dict[str, date] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def date(self) -> date | None:
        """The day the page says it was changed, else published."""
        order = ("dateModified", *_DATES, "datePublished", "time")
        return next((self.dates[key] for key in order if key in self.dates), None)


def day(text: str) -> date | None:
    """Return the day that an ISO time stamp names, None for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def language_of(element: Element) -> str:
    """Return the language an element is marked with: "en-gb" for lang=" en_GB"."""
    return (element.value("lang") or element.value("xml:lang")).strip().lower().replace("_", "-")


def read_head(elements: list[Element], tree: Tree) -> Head:
    """Return title, descriptions, structured data, date and language of a page."""
    head = Head()
    for element in elements:
        if element.name == "title" and not head.title and not _in_svg(element):
            flow = Flow()
            for text in element.contents:
                if isinstance(text, Text):
                    tree.copy(flow, text.start, text.end)
            head.title = flow.finish()[0]
            if flow:
                head.blocks.append(_attribute(flow, Surface.TITLE, "title", "title"))
        elif element.name == "meta":
            _read_meta(element, tree, head)
        elif element.name == "link":
            _read_link(element, head)
        elif element.name == "html":
            head.language = language_of(element)
        elif element.name == "time" and (written := day(element.value("datetime"))):
            head.dates.setdefault("time", written)
        elif element.name == "script" and "ld+json" in element.value("type").lower():
            _read_json(element, tree, head)
    return head


def _in_svg(element: Element) -> bool:
    return any(above.name == "svg" for above in element.ancestors())


def attribute_block(element: Element, name: str, tree: Tree, surface: Surface, label: str) -> Block:
    """Return an attribute's value as a block with its place."""
    flow = Flow()
    tree.copy(flow, *element.place(name))
    return _attribute(flow, surface, label, f"{element.name}[{name}]")


def _attribute(flow: Flow, surface: Surface, label: str, css: str) -> Block:
    text, origin = flow.finish()
    return Block(text, UNPLACED, Kind.ATTRIBUTE, surface, Locator(label=label, css=css), origin=origin)


def _read_meta(element: Element, tree: Tree, head: Head) -> None:
    name = (element.value("property") or element.value("name") or element.value("http-equiv")).strip().lower()
    content = element.value("content")
    if name in _META and content.strip():
        surface, label = _META[name]
        head.blocks.append(attribute_block(element, "content", tree, surface, label))
    elif name in _DATES and (written := day(content)):
        head.dates.setdefault(name, written)
    elif name == "content-language" and not head.language:
        head.language = content.split(",")[0].strip().lower()
    elif name == "robots" and "noindex" in content.lower():
        head.notes.append("noindex: the page asks search engines to leave it out")
    elif name == "refresh" and (target := _REDIRECT.search(content)):
        head.notes.append(f"redirects to: {target[1]}")


def _read_link(element: Element, head: Head) -> None:
    address = element.value("href").strip()
    known = any(note.startswith(CANONICAL) for note in head.notes)
    if "canonical" in element.value("rel").lower().split() and address and not known:
        head.notes.append(f"{CANONICAL}{address}")


def _read_json(element: Element, tree: Tree, head: Head) -> None:
    script = element.contents[0] if element.contents else None
    if not isinstance(script, Text):
        return
    try:
        data = json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        head.notes.append("structured data (JSON-LD) is not valid and not read")
        return
    at = script.start
    for value in _values(data, head):
        block, at = _placed(value, tree.source, (script.start, script.end), at)
        head.blocks.append(block)


@dataclass(frozen=True, slots=True)
class _Value:
    """One value people see: `raw` as it stands in the JSON, `text` as it is read."""

    raw: str
    text: str
    label: str
    context: str = ""
    group: str = ""
    speaker: Speaker = Speaker.COMPANY
    speaker_name: str = ""


def _values(data: Any, head: Head) -> Iterator[_Value]:
    """Yield the copy of structured data in order; no recursion, the nesting is not ours."""
    waiting: list[tuple[Any, str]] = [(data, "")]
    number = 0
    while waiting:
        node, owner = waiting.pop()
        if isinstance(node, list):
            waiting += [(item, owner) for item in reversed(node)]
        if not isinstance(node, dict):
            continue
        number += 1
        kinds = node.get("@type") or ""
        kind = str(kinds[0] if isinstance(kinds, list) and kinds else kinds)
        for key in ("dateModified", "datePublished"):
            if isinstance(node.get(key), str) and (written := day(node[key])):
                head.dates.setdefault(key, written)
        name = _plain(node.get("name"))
        if kind in _NOT_COPY:
            waiting += [(value, owner) for value in reversed(node.values()) if isinstance(value, dict | list)]
            continue
        yield from _own_values(node, kind, owner, f"json-ld {number}")
        about = name or owner
        waiting += [(value, about) for value in reversed(node.values()) if isinstance(value, dict | list)]


def _own_values(node: dict[str, Any], kind: str, owner: str, group: str) -> Iterator[_Value]:
    title = f"JSON-LD {kind}".strip()
    author = node.get("author")
    customer = kind == "Review"
    speaker = Speaker.CUSTOMER if customer else Speaker.COMPANY
    speaker_name = _plain(author.get("name")) if customer and isinstance(author, dict) else ""
    for key, raw in node.items():
        label = f"{title} {key}"
        if key in _WORDS or (key == "reviewBody" and customer):
            text = _plain(raw)
            context = owner if key != "name" else ""
            if text and not (customer and key == "name"):
                yield _Value(str(raw), text, label, context, group, speaker, speaker_name)
        elif key in _NUMBERS and isinstance(raw, str | int | float) and not isinstance(raw, bool):
            currency = _plain(node.get("priceCurrency")) if "rice" in key else ""
            text = f"{str(raw).strip()} {currency}".strip()
            what = _plain(node.get("name")) or owner
            meaning = {"lowPrice": "from", "highPrice": "up to"}.get(key, key if "rice" not in key else "")
            yield _Value(str(raw), text, label, ", ".join(filter(None, [what, meaning])), group)


def _plain(value: object) -> str:
    """Return a JSON string as people read it: without the HTML that FAQ answers hold."""
    if not isinstance(value, str):
        return ""
    if "<" in value or "&" in value:
        tree = Tree(value)
        return tree.text_of(tree.root)
    flow = Flow()
    flow.add(value, 0)
    return flow.finish()[0]


def _placed(value: _Value, source: str, span: tuple[int, int], at: int) -> tuple[Block, int]:
    """Find the value in the script behind the one before it; where it is escaped, at the script's start."""
    start = source.find(value.raw, at, span[1])
    if start < 0:
        start = source.find(value.raw, *span)
    if start >= 0:
        origin = found_in(
            value.text.split(" ")[0] if value.text not in value.raw else value.text, source, start, span[1]
        )
        at = start + len(value.raw)
    else:
        words = found_in(value.text, source, at, span[1])
        origin = words or ((0, span[0]),)
    block = Block(
        value.text,
        UNPLACED,
        Kind.ATTRIBUTE,
        Surface.JSON_LD,
        Locator(label=value.label, css='script[type="application/ld+json"]'),
        context=value.context,
        origin=origin,
        speaker=value.speaker,
        speaker_name=value.speaker_name,
        group=value.group,
    )
    return block, at
