"""Small raised digits in a web page: footnote marks with their note, cents, exponents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgcheck.readers.html_tree import BLOCK, Element, Mark, Text, Tree

_DIGITS = re.compile(r"[\[(]?([0-9]{1,2}|[a-z])[\])]?")
_CENTS = re.compile(r"[$€£¥]\s?\d[\d,.]*$")
_POWER = re.compile(r"(?:(?:^|[\s\d/])(?:[kcdm]?m|ft|in|yd)|(?:^|\s)10|\b[a-z])$", re.IGNORECASE)
_NOTES = re.compile(r"(?:^|[-_ ])(?:foot|end)-?_?notes?(?:$|[-_ ])", re.IGNORECASE)
_NOTE_ID = re.compile(r"(?:fn|(?:foot|end)?-?_?note)[-_:.]?([0-9]{1,2}|[a-z])", re.IGNORECASE)
_LONGEST_MARK = 400  # characters of markup; one that is never closed holds the rest of the page
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def find_marks(elements: list[Element], tree: Tree) -> dict[int, Mark]:
    """Return how each raised digit is read, by the id of its element; {} for most pages.

    A mark whose note is found, by its link or by the note that begins with the same mark, is not written,
    and neither is one that stands behind a word: "5,000<sup>1</sup>" is no 50,001. Cents get their point.
    """
    raised = [e for e in elements if e.name == "sup" or _is_reference(e)]
    raised = [e for e in raised if e.close - e.start <= _LONGEST_MARK]
    if not raised:
        return {}
    by_id = {e.value("id"): e for e in elements if "id" in e.attrs}
    before = _before(tree, {id(e) for e in raised})
    notes = _listed(elements, tree)
    notes |= {m[1]: _note(_around(e), e, tree) for e in raised if (m := _mark(e, tree)) and not before[id(e)]}
    marks: dict[int, Mark] = {}
    for element in raised:
        found = _mark(element, tree)
        if found is None or any(id(above) in marks for above in element.ancestors()):
            continue
        link = _link(element)
        target = by_id.get(link.value("href")[1:]) if link is not None else None
        words = before[id(element)]
        if target is not None:
            marks[id(element)] = Mark("", _note(target, None, tree))
        elif element.name != "sup":
            continue
        elif not words or found[1] in notes:
            marks[id(element)] = Mark("", notes.get(found[1], "") if words else "")
        elif len(found[1]) == 2 and _CENTS.search(words):
            marks[id(element)] = Mark("." + found[1])
        elif found[1].isdigit():
            marks[id(element)] = Mark(found[1].translate(_RAISED) if _POWER.search(words) else "")
    return marks


def _listed(elements: list[Element], tree: Tree) -> dict[str, str]:
    """Return the notes that no mark begins, by their mark: items called "fn1", or numbered in a list of notes."""
    notes: dict[str, str] = {}
    for item in elements:
        mark = _listed_mark(item)
        if mark and mark not in notes:
            notes[mark] = _note(item, None, tree)
    return notes


def _listed_mark(item: Element) -> str:
    if item.name not in {"li", "p", "div"}:
        return ""
    if called := _NOTE_ID.fullmatch(item.value("id")):
        return called[1]
    above = item.parent
    if item.name != "li" or above is None or above.name != "ol":
        return ""
    around = [above, above.parent] if above.parent is not None else [above]
    in_notes = any(_NOTES.search(f"{e.value('class')} {e.value('id')}") for e in around)
    return str(item.nth) if in_notes else ""


def _is_reference(element: Element) -> bool:
    return element.name == "a" and (
        "footnote-ref" in element.value("class") or element.value("role") == "doc-noteref"
    )


def _mark(element: Element, tree: Tree) -> re.Match[str] | None:
    return _DIGITS.fullmatch(tree.text_of(element))


def _link(element: Element) -> Element | None:
    """Return the link to a place in the page that is the mark, is in it, or is around it."""
    near: Iterable[object] = (element, element.parent, *element.descendants)
    links = (e for e in near if isinstance(e, Element) and e.name == "a" and e.value("href").startswith("#"))
    return next(links, None)


def _before(tree: Tree, wanted: set[int]) -> dict[int, str]:
    """Return the words that stand before each wanted element in its paragraph."""
    before: dict[int, str] = {}
    words = ""
    for node in tree.root.descendants:
        if isinstance(node, Text):
            words = f"{words}{node}"[-40:] if words or node.strip() else ""
        elif isinstance(node, Element):
            words = "" if node.name in BLOCK or node.name == "br" else words
            if id(node) in wanted:
                before[id(node)] = words.rstrip()
    return before


def _around(element: Element) -> Element:
    return next((above for above in element.ancestors() if above.name in BLOCK), element)


def _note(holder: Element, mark: Element | None, tree: Tree) -> str:
    """Return the words of a note without its mark and without the arrow back to the text."""
    text = tree.text_of(holder)
    own = tree.text_of(mark) if mark is not None else ""
    text = text.removeprefix(own).strip()
    return re.sub(r"\s*[↩↵⤴↑^]\ufe0e?$", "", re.sub(r"^\[?\d{1,2}[\].)]\s+|^\d{1,2}\s+(?=[A-Z])", "", text))
