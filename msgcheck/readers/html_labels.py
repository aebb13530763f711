"""What stands beside a piece of copy and says what it is: the question of a panel, the label of a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgcheck.readers.html_signs import is_unseen
from msgcheck.readers.html_tree import Element, Text, Tree

_QUESTION = re.compile(r"question(?!s)", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LABEL = re.compile(r"(?:^|[-_ ])label(?:$|[-_ ])", re.IGNORECASE)
_BELOW = re.compile(r"(?:^|[-_ ])(?:label|title|text|caption|desc(?:ription)?)(?:$|[-_ ])", re.IGNORECASE)
_VALUE = re.compile(
    r"(?:^|[-_ ])(?:value|num(?:ber)?|figure|amount|stat|metric|count(?:er)?)(?:$|[-_ ])", re.IGNORECASE
)
_OPENS = ("aria-controls", "data-bs-target", "data-target")
_TOGGLES = ("data-toggle", "data-bs-toggle")
_FOLDS = {"tab", "pill", "collapse"}
_TABS = re.compile(
    r"(?:^|[-_ ])tabs?[-_]*(?:controls?|list|nav|menu|bar|header|links|titles)(?:$|[-_ ])", re.IGNORECASE
)
_PANEL = re.compile(r"(?:^|[-_ ])(?:tab|panel|pane)(?:$|[-_ ])", re.IGNORECASE)
_LONGEST_LABEL = 60  # characters
_LONGEST_QUESTION = 200
_LONGEST_VALUE = 300
_LONGEST_FIGURE = 20


def find_panels(elements: list[Element], tree: Tree) -> dict[int, str]:
    """Return the question or the tab that opens each panel, by the id of the panel's element.

    Joined by `aria-controls`, `data-bs-target` and the like; or a button with `aria-expanded`, or an
    element called "question", and the element that follows; or a button and something hidden behind it.
    """
    by_id = {element.value("id"): element for element in elements if "id" in element.attrs}
    panels: dict[int, str] = {}
    behind: dict[int, Element] = {}
    for element in elements:
        places = element.attrs
        if not places and element.name != "button":
            continue
        if is_unseen(element) and (asked := _question_before(element, tree)):
            panels.setdefault(id(element), asked)
        panel = by_id.get(_opened_by(element))
        if panel is None and ("aria-expanded" in places or _QUESTION.search(element.value("class"))):
            panel = _following(element, behind)
        elif panel is None and (element.name == "button" or element.value("role") == "button"):
            panel = _following(element, behind)
            panel = panel if panel is not None and is_unseen(panel) else None
        if panel is not None and not any(above is panel for above in element.ancestors()):
            title = tree.text_of(element)
            if title:
                panels.setdefault(id(panel), title)
    for element in elements:
        named = by_id.get(element.value("aria-labelledby")) if element.value("role") == "tabpanel" else None
        if named is not None and (title := tree.text_of(named)):
            panels.setdefault(id(element), title)
        if element.value("role") == "tablist" or _TABS.search(element.value("class")):
            for panel, title in _tabs(element, tree):
                panels.setdefault(id(panel), title)
    return panels


def _opened_by(element: Element) -> str:
    """Return the id of what an element opens, "" where it names none."""
    opens = next((element.value(name) for name in _OPENS if name in element.attrs), "")
    toggles = element.value("role") == "tab" or _FOLDS & {element.value(name) for name in _TOGGLES}
    if not opens and toggles and element.value("href").startswith("#"):
        opens = element.value("href")
    return opens.strip().lstrip("#")


def _tabs(bar: Element, tree: Tree) -> Iterator[tuple[Element, str]]:
    """Yield each panel behind a bar of tabs with its tab's words, where there are as many panels as tabs."""
    titles = [tree.text_of(tab) for tab in bar.elements()]
    if len(titles) < 2 or not all(0 < len(title) <= _LONGEST_LABEL for title in titles):
        return
    behind = [e for e in bar.parent.elements() if e.start > bar.start] if bar.parent is not None else []
    for panels in (list(behind[0].elements()) if behind else [], behind[: len(titles)]):
        if len(panels) == len(titles) and all(_PANEL.search(panel.value("class")) for panel in panels):
            yield from zip(panels, titles, strict=True)
            return


def _question_before(panel: Element, tree: Tree) -> str:
    """Return the question right before something hidden, "" where there is none."""
    before = panel.previous_sibling
    while isinstance(before, Text) and not before.strip():
        before = before.previous_sibling
    words = tree.text_of(before) if isinstance(before, Element) else ""
    return words if words.endswith("?") and len(words) <= _LONGEST_QUESTION else ""


def _following(element: Element, behind: dict[int, Element]) -> Element | None:
    """The element behind this one, or behind the heading around it. behind: what is known of siblings."""
    start = element.parent if element.parent is not None and element.parent.name in _HEADINGS else element
    if start.parent is None:
        return None
    if id(start.parent) not in behind:
        behind[id(start.parent)] = start.parent
        behind.update((id(first), second) for first, second in pairwise(start.parent.elements()))
    return behind.get(id(start))


def find_labels(elements: list[Element], tree: Tree) -> dict[int, str]:
    """Return what a field or a figure is called by the element beside it, by the id of the element.

    `<div class="field__label">Fee</div><div class="field__item">$9</div>`, and the other way round
    `<div class="stat-number">98%</div><div class="stat-label">on time</div>`.
    """
    labels: dict[int, str] = {}
    for parent in {
        id(e.parent): e.parent for e in elements if "class" in e.attrs and e.parent is not None
    }.values():
        pairs = list(pairwise(parent.elements()))
        figures_first = any(_is_figure(first, second, tree) for first, second in pairs[:1])
        for first, second in pairs:
            if figures_first:
                if _is_figure(first, second, tree):
                    labels[id(first)] = tree.text_of(second)
            elif _LABEL.search(first.value("class")):
                label = tree.text_of(first)
                if 0 < len(label) <= _LONGEST_LABEL and len(tree.text_of(second)) <= _LONGEST_VALUE:
                    labels[id(second)] = label.rstrip(": ")
    return labels


def _is_figure(value: Element, label: Element, tree: Tree) -> bool:
    if not _VALUE.search(value.value("class")) or not _BELOW.search(label.value("class")):
        return False
    figure = tree.text_of(value)
    return len(figure) <= _LONGEST_FIGURE and 0 < len(tree.text_of(label)) <= _LONGEST_LABEL
