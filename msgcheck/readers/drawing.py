"""DrawingML that slides and Word documents share: text, charts, SmartArt, alt text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from lxml import etree

from msgcheck.model import Block, Kind, Locator, Surface
from msgcheck.readers.assembly import UNPLACED
from msgcheck.readers.flow import Flow
from msgcheck.readers.number_format import number_text

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
CHARTS = frozenset({f"{C}chart", f"{CX}chart"})  # what points to a chart part, of 2007 and of 2016
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_ESCAPED = re.compile(r"_x00[01][0-9A-Fa-f]_")  # "_x000D_": how XML carries control characters
_FILLED_IN = ("slidenum", "datetime")
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|svg|emf|wmf|webp|tiff?|bmp|heic)", re.IGNORECASE)
_MACHINE_ALT = re.compile(r"\s*Description automatically generated.*$", re.IGNORECASE | re.DOTALL)


def fold(text: str) -> str:
    """Return `text` with white space folded; escapes of control characters and soft hyphens gone."""
    flow = Flow()
    flow.add(_ESCAPED.sub(" ", text), 0)
    return flow.finish()[0]


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the text of an `a:p`, its runs joined; a line break is a space.

    What PowerPoint fills in while it is shown is left out: the number of the slide, the day of the talk.
    """
    parts: list[str] = []
    for node in paragraph.iter(f"{A}t", f"{A}br", f"{A}tab"):
        if node.tag != f"{A}t":
            parts.append(" ")
            continue
        parent = node.getparent()
        if parent is not None and parent.tag == f"{A}fld" and parent.get("type", "").startswith(_FILLED_IN):
            continue
        parts.append(node.text or "")
    return fold("".join(parts))


def paragraphs(element: etree._Element) -> list[str]:
    """Return the texts of all paragraphs under `element`, without empty ones."""
    return [text for node in element.iter(f"{A}p") if (text := paragraph_text(node))]


def alt_text(properties: etree._Element) -> str:
    """Return what a person wrote as alt text in `cNvPr` or `docPr`; "" for a program's own words."""
    text = fold(properties.get("descr", ""))
    if _MACHINE_ALT.search(text) or _FILE_NAME.fullmatch(text):
        return ""
    return text


def chart_blocks(root: etree._Element, *, where: Locator, headings: tuple[str, ...]) -> Iterator[Block]:
    """Yield title, axis titles and every value of a chart part: "Waste cut, Q3: 24%".

    Raises ValueError when the part is no chart.
    """
    if root.tag == f"{C}chartSpace":
        space, values = C, _values
    elif root.tag == f"{CX}chartSpace":  # waterfall, funnel, treemap, sunburst...
        space, values = CX, partial(_values_by_id, _data_by_id(root))
    else:
        raise ValueError(f"not a chart: {root.tag}")
    title, axes = "", []
    chart = root.find(f"{space}chart")
    for node in root.iter(f"{space}title"):
        text = " ".join(paragraphs(node)) or fold(" ".join(v.text or "" for v in node.iter(f"{space}v")))
        if node.getparent() is chart:
            title = text
        elif text:
            axes.append(text)
    base = Block(
        "",
        UNPLACED,
        surface=Surface.CHART,
        headings=headings,
        locator=where,
        group=where.label,
        context=title,
    )
    if title:
        yield replace(base, text=title, kind=Kind.CAPTION, context="")
    for axis in axes:
        yield replace(base, text=axis, kind=Kind.CAPTION)
    trail = (*headings, title) if title else headings
    for series in root.iter(f"{space}ser", f"{space}series"):
        name = fold(" ".join(v.text or "" for v in series.iterfind(f"{space}tx//{space}v")))
        for category, value in values(series):
            label = ", ".join(part for part in (name, category) if part)
            yield replace(
                base,
                text=f"{label}: {value}" if label else value,
                kind=Kind.TABLE_CELL,
                headings=trail,
                context=", ".join(axis for axis in axes if axis not in (name, category)),
                locator=replace(where, label=f"{where.label}, {label}" if label else where.label),
            )


def _values(series: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield (category, value as shown) of one series; x values stand in for categories."""
    categories = _points(series, "cat") or _points(series, "xVal")
    shown = _format_shown(series)
    values = _points(series, "val", shown) or _points(series, "yVal", shown)
    for index in sorted(values):
        yield categories.get(index, ""), values[index]


def _values_by_id(
    data: Mapping[str, list[tuple[str, str]]], series: etree._Element
) -> Iterator[tuple[str, str]]:
    """Yield (category, value as shown) of a series of 2016, which names its data by id."""
    for node in series.iterfind(f"{CX}dataId"):
        yield from data.get(node.get("val", ""), ())


def _data_by_id(root: etree._Element) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for data in root.iterfind(f"{CX}chartData/{CX}data"):
        names: dict[int, str] = {}
        for dimension in data.iterfind(f"{CX}strDim"):
            for level in dimension.iterfind(f"{CX}lvl"):  # the innermost first, as in a treemap
                for point in level.iterfind(f"{CX}pt"):
                    index = int(point.get("idx", "0"))
                    names[index] = " ".join(filter(None, (fold(point.text or ""), names.get(index, ""))))
        found[data.get("id", "")] = [
            (
                names.get(int(point.get("idx", "0")), ""),
                _number(fold(point.text or ""), level.get("formatCode")),
            )
            for level in data.iterfind(f"{CX}numDim/{CX}lvl")
            for point in level.iterfind(f"{CX}pt")
        ]
    return found


def _format_shown(series: etree._Element) -> str | None:
    """Return the number format that labels or a percentage axis give the values, None for the sheet's own."""
    plot = series.getparent()
    for holder in (series, plot):
        if holder is not None and (code := _own_format(holder.find(f"{C}dLbls"))):
            return code
    area = None if plot is None else plot.getparent()
    if plot is None or area is None:
        return None
    ids = {node.get("val") for node in plot.iterfind(f"{C}axId")}
    for axis in area.iterfind(f"{C}valAx"):
        node = axis.find(f"{C}axId")
        if node is not None and node.get("val") in ids and "%" in (_own_format(axis) or ""):
            return "0.##%"  # an axis is rounded to its steps, the values are not
    return None


def _own_format(holder: etree._Element | None) -> str | None:
    """Return the format of labels or an axis where it is not taken from the sheet."""
    node = None if holder is None else holder.find(f"{C}numFmt")
    if node is None or node.get("sourceLinked") in ("1", "true"):
        return None
    code = node.get("formatCode", "")
    return None if code.casefold() in ("", "general") else code


def _points(series: etree._Element, name: str, shown: str | None = None) -> dict[int, str]:
    """Return index -> text of the cached points; the outermost level last in "2024 Q3".

    shown: the number format that counts more than the points' own.
    """
    holder = series.find(f"{C}{name}")
    if holder is None:
        return {}
    found: dict[int, str] = {}
    for point in holder.iter(f"{C}pt"):
        value = fold(" ".join(v.text or "" for v in point.iterfind(f"{C}v")))
        index = int(point.get("idx", "0"))
        parent = point.getparent()
        if parent is not None and parent.tag == f"{C}lvl" and index in found:
            found[index] = f"{value} {found[index]}"
            continue
        if parent is not None and parent.tag in (f"{C}numCache", f"{C}numLit"):
            value = _number(value, shown or point.get("formatCode") or parent.findtext(f"{C}formatCode"))
        found[index] = value
    return found


def _number(value: str, code: str | None) -> str:
    try:
        return number_text(float(value), code)
    except (ValueError, OverflowError):  # "#N/A" stays as it stands
        return value


def diagram_blocks(root: etree._Element, *, where: Locator, headings: tuple[str, ...]) -> Iterator[Block]:
    """Yield the texts of a SmartArt data part from the top down; `context` names the node above."""
    texts: dict[str, list[str]] = {}
    for point in root.iter(f"{DGM}pt"):
        if point.get("type", "node") in ("node", "asst"):
            texts[point.get("modelId", "")] = paragraphs(point)
    children = _children(root)
    below = {child for group in children.values() for child in group}
    order: list[tuple[str, str]] = []
    seen: set[str] = set()
    stack = [(node, "") for node in reversed(list(_roots(children, below)))]
    while stack:
        node, above = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append((node, above))
        name = " ".join(texts.get(node, ())) or above
        stack.extend((child, name) for child in reversed(children.get(node, ())))
    order.extend((node, "") for node in texts if node not in seen)
    for node, above in order:
        for text in texts.get(node, ()):
            yield Block(
                text,
                UNPLACED,
                Kind.LIST_ITEM,
                locator=where,
                headings=headings,
                context=above,
                group=where.label,
            )


def _children(root: etree._Element) -> dict[str, list[str]]:
    links: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{DGM}cxn"):
        if link.get("type", "parOf") == "parOf":
            order = int(link.get("srcOrd", "0"))
            links.setdefault(link.get("srcId", ""), []).append((order, link.get("destId", "")))
    return {source: [node for _, node in sorted(group)] for source, group in links.items()}


def _roots(children: dict[str, list[str]], below: set[str]) -> Sequence[str]:
    return [node for node in children if node not in below]
