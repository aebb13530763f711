"""One walk through a page: every visible piece of copy becomes a block, with what stands around it."""

from __future__ import annotations

from dataclasses import replace

from msgcheck.model import Block, Kind, Locator, Span, Speaker, Surface
from msgcheck.readers import html_signs as signs
from msgcheck.readers.assembly import UNPLACED
from msgcheck.readers.flow import Flow, Origin
from msgcheck.readers.html_cards import find_cards
from msgcheck.readers.html_furniture import Furniture
from msgcheck.readers.html_labels import find_labels, find_panels
from msgcheck.readers.html_marks import find_marks
from msgcheck.readers.html_meta import attribute_block, language_of
from msgcheck.readers.html_questions import BOLD, Question, question
from msgcheck.readers.html_state import Frame, State
from msgcheck.readers.html_tables import Cell, is_table, read_table
from msgcheck.readers.html_tree import BLOCK, Element, Text, Tree
from msgcheck.readers.html_values import values

_UNREAD_TAGS = "script style template svg math canvas iframe object textarea title meta xmp noembed"
_UNREAD = frozenset(_UNREAD_TAGS.split())
_CODE = frozenset({"code", "kbd", "samp", "tt", "var"})
_BLOCK = BLOCK | {"label"}  # of a field: never a part of a sentence
_KINDS = {
    **{f"h{level}": Kind.HEADING for level in range(1, 7)},
    **dict.fromkeys(("li", "dd", "option"), Kind.LIST_ITEM),
    **dict.fromkeys(("figcaption", "caption", "legend"), Kind.CAPTION),
    "pre": Kind.CODE,
    "blockquote": Kind.QUOTE,
    "button": Kind.BUTTON,
}


_MAY_ASK = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM})


class Walk:
    """Walks one tree; `blocks` and `literal` (inline code, by index of the block) are the result."""

    def __init__(self, tree: Tree, elements: list[Element], *, mail: bool) -> None:
        self._tree = tree
        self._mail = mail
        tree.marks = find_marks(elements, tree)
        self._cards = find_cards(elements, tree)
        self._panels = find_panels(elements, tree)
        self._labels = find_labels(elements, tree)
        self._furniture = Furniture(elements, tree)
        self._cells: dict[int, Cell] = {}
        self._tables = 0
        self._terms: dict[int, str] = {}
        self._trail: list[tuple[int, str]] = []
        self._flow = Flow()
        self._code: list[Span] = []
        self._footnotes: list[str] = []  # that the words of the flow point to
        self._behind: list[Block] = []  # alt texts and asides met in the middle of a paragraph
        self._breaks = 0
        self._asides = 0  # open ones: the flow is not that of the paragraph
        self._bold_to = 0  # where the bold words end that the paragraph began with
        self._question: Question | None = None
        self._seen_body = False
        self.blocks: list[Block] = []
        self.literal: dict[int, list[Span]] = {}
        self.notes: list[str] = []
        self._run(State(tree.root))

    def _run(self, state: State) -> None:
        frames = [Frame(state.element, iter(state.element.contents), state, True, None, None, -1)]
        while frames:
            frame = frames[-1]
            child = next(frame.children, None)
            if child is None:
                self._leave(frames.pop())
            elif isinstance(child, Text):
                self._text(child)
            elif isinstance(child, Element) and child.name == "br":
                self._break(child, frame.state)
            elif isinstance(child, Element):
                entered = self._enter(child, frame)
                if entered is not None:
                    frames.append(entered)
        self._flush(state)

    def _text(self, text: Text) -> None:
        before = self._flow.here
        self._tree.add(self._flow, text)
        if self._flow.here > before:
            self._breaks = 0

    def _break(self, br: Element, state: State) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._flush(state)
        self._flow.space(br.start)

    def _enter(self, element: Element, frame: Frame) -> Frame | None:
        """Return the frame of an element, None when nothing in it is read."""
        tag = element.name
        state = frame.state
        if tag in _UNREAD and tag != "svg":
            return None
        if tag in {"img", "input", "area", "hr", "svg"} or signs.is_drawn(element):
            self._void(element, state)
            return None
        if self._written(element):
            return None
        furniture = not self._mail and element in self._furniture
        is_block = tag in _BLOCK or "-" in tag or furniture or signs.is_button(element)
        if is_block:
            self._flush(state)
        unseen = tag == "noscript" or signs.is_unseen(element)
        aside = None
        if not is_block and (unseen or signs.is_struck(element)):
            aside, self._flow = self._flow, Flow()
            self._asides += 1
        elif not is_block and signs.is_laid_apart(element, self._flow, self._tree):
            self._flow.space(element.start)
        if furniture:
            unseen = False  # a closed menu is a menu
            state = state._replace(surface=Surface.SITE_WIDE)
        inside = self._inside(element, state, is_block=is_block, unseen=unseen)
        card = self._cards.get(id(element))
        begins = furniture and frame.state.surface is not Surface.SITE_WIDE
        trail = self._trail if card or begins else None
        if begins:
            self._trail = []  # the footer does not belong under the last heading of the page
        elif card:
            self._trail = [*block_trail(self._trail, card.level), (card.level, card.title)]
        code_from = self._flow.here if tag in _CODE and inside.kind is not Kind.CODE else -1
        if tag == "q":
            self._flow.add_as("“", element.start)
        leads = tag in BOLD and inside.kind in _MAY_ASK and not self._flow and not self._asides
        return Frame(element, iter(element.contents), inside, is_block, trail, aside, code_from, leads)

    def _written(self, element: Element) -> bool:
        """Write what is read in place of an element's own words; False where they are read."""
        mark = self._tree.marks.get(id(element))
        if mark is not None:
            self._flow.add_as(mark.written, element.end)
            self._footnotes += [mark.note] if mark.note else []
            return True
        if not element.attrs:
            return False
        counted = signs.counter(element, self._tree)
        if counted:
            self._flow.add_as(*counted)
        return bool(counted) or signs.leads_nowhere(element, self._tree)

    def _inside(self, element: Element, state: State, *, is_block: bool, unseen: bool) -> State:
        """Return what holds inside an element, given what holds around it."""
        tag = element.name
        if is_block:
            state = self._in_block(element, state)
        if tag == "blockquote" or (is_block and signs.is_customer(element)):
            state = self._in_quote(element, state)
        if element.attrs and tag != "html" and (language := language_of(element)):
            state = state._replace(language=language)
        surface = self._surface(element, state, is_block=is_block, unseen=unseen)
        return state if surface is state.surface else state._replace(surface=surface)

    def _in_block(self, element: Element, state: State) -> State:
        tag = element.name
        state = state._replace(element=element)
        if is_table(element):
            cells = read_table(element, self._tree, self._tables + 1, mail=self._mail)
            self._cells.update(cells)
            self._tables += bool(cells)
        elif (kind := _KINDS.get(tag)) is not None:
            state = state._replace(kind=kind, level=int(tag[1]) if kind is Kind.HEADING else 0)
        elif signs.is_button(element):
            state = state._replace(kind=Kind.BUTTON)
        elif (cell := self._cells.get(id(element))) is not None:
            state = state._replace(kind=Kind.TABLE_CELL, context=cell.context, group=cell.group)
            state = state._replace(caption=cell.caption, label=cell.label)
        elif element.value("role") == "heading":
            level = element.value("aria-level")
            state = state._replace(kind=Kind.HEADING, level=int(level) if level.isdecimal() else 2)
        if (card := self._cards.get(id(element))) is not None:
            state = state._replace(context=card.title, group=card.group)
        return self._in_answer(element, state)

    def _surface(self, element: Element, state: State, *, is_block: bool, unseen: bool) -> Surface:
        if state.surface in {Surface.HIDDEN, Surface.PREHEADER, Surface.SITE_WIDE, Surface.FOOTER}:
            return state.surface
        if self._mail and ((unseen and not self._seen_body) or "preheader" in signs.names(element).lower()):
            return Surface.PREHEADER
        if unseen:
            return Surface.COLLAPSED if id(element) in self._panels else Surface.HIDDEN
        if element.name == "summary" and state.surface is Surface.COLLAPSED:
            return Surface.BODY
        if state.surface is Surface.BODY and is_block and signs.is_folded(element):
            return Surface.COLLAPSED
        return state.surface

    def _in_answer(self, element: Element, state: State) -> State:
        """The answer knows its question: details, definition lists, buttons with a panel."""
        if element.name == "details":
            summary = next((child for child in element.elements() if child.name == "summary"), None)
            return state._replace(context=self._tree.text_of(summary)) if summary else state
        if element.name == "summary":
            return state._replace(context="")
        if element.name == "dt":
            self._terms[id(element.parent)] = self._tree.text_of(element)
        elif element.name == "dd":
            return state._replace(context=self._terms.get(id(element.parent), ""))
        if panel := self._panels.get(id(element)):
            return state._replace(context=panel)
        if label := self._labels.get(id(element)):
            return state._replace(context=", ".join(filter(None, [state.context, label])))
        return state

    def _in_quote(self, element: Element, state: State) -> State:
        name = signs.author(element, self._tree)
        # A quotation without a name and without a class is the company's own pull quote.
        said = bool(name) or signs.is_customer(element) or "cite" in element.attrs
        return state._replace(
            kind=Kind.QUOTE,
            speaker=Speaker.CUSTOMER if said else state.speaker,
            speaker_name=name or state.speaker_name,
        )

    def _leave(self, frame: Frame) -> None:
        element, state = frame.element, frame.state
        if element.name == "q":
            self._flow.add_as("”", element.end)
        if frame.code_from >= 0 and self._flow.here > frame.code_from:
            self._code.append(Span(frame.code_from, self._flow.here))
        if frame.aside is not None:
            self._leave_aside(frame, frame.aside)
        elif frame.leads and self._flow:
            self._leave_bold(element, state)
        elif element.name in {"a", "button"} and not self._flow and "aria-label" in element.attrs:
            self._emit(attribute_block(element, "aria-label", self._tree, Surface.ALT, "aria-label"), state)
        if frame.is_block:
            self._flush(state)
        if frame.trail is not None:
            self._trail = frame.trail

    def _leave_aside(self, frame: Frame, interrupted: Flow) -> None:
        flow, self._flow = self._flow, interrupted
        self._asides -= 1
        if flow and signs.is_struck(frame.element):
            self.notes.append(f"crossed out, not read: {flow.finish()[0]!r}")
        elif flow:
            self._behind.append(self._block(flow, frame.state, []))

    def _leave_bold(self, element: Element, state: State) -> None:
        """Part a question from the answer behind it; other bold words may be all there is in the paragraph."""
        text = self._flow.finish()[0]
        self._bold_to = len(text)
        if text.endswith("?"):
            self._flush(state)
            self._question = question(text, element, state.surface)

    def _void(self, element: Element, state: State) -> None:
        if element.name == "hr":
            self._flush(state)
        for block in values(element, self._tree):
            self._emit(block, state)

    def _emit(self, block: Block, state: State) -> None:
        """Add the value of an attribute, behind the paragraph that it stands in."""
        surface = block.surface if state.surface in {Surface.BODY, Surface.COLLAPSED} else state.surface
        label = block.locator.label
        placed = self._around(block.text, block.kind, surface, block.origin, state, label)
        if self._flow:
            self._behind.append(placed)
        else:
            self._add(placed, [])

    def _flush(self, state: State) -> None:
        """End the block that is being collected; `state` is that of the element around it."""
        self._breaks = 0
        if self._flow:
            flow, self._flow = self._flow, Flow()
            code, self._code = self._code, []
            if self._bold_to and flow.here - self._bold_to <= 1:
                self._question = None  # a heading in all but name, or the next question
            self._bold_to = 0
            block = self._block(flow, state, code)
            if block.kind is Kind.HEADING:
                self._trail = [*block_trail(self._trail, state.level), (state.level, block.text)]
                self._question = question(block.text, state.element, block.surface)
            if self._footnotes:
                block = replace(block, context=", ".join(filter(None, [block.context, *self._footnotes])))
                self._footnotes = []
            self._add(block, code)
        if self._behind:
            behind, self._behind = self._behind, []
            for block in behind:
                self._add(block, [])

    def _block(self, flow: Flow, state: State, code: list[Span]) -> Block:
        text, origin = flow.finish()
        kind = Kind.CODE if code and sum(map(len, code)) >= len(text) - len(code) + 1 else state.kind
        return self._around(text, kind, state.surface, origin, state)

    def _around(
        self, text: str, kind: Kind, surface: Surface, origin: Origin, state: State, label: str = ""
    ) -> Block:
        """Return the block with its headings, context, voice and path."""
        is_heading = kind is Kind.HEADING
        trail = block_trail(self._trail, state.level) if is_heading else self._trail
        headings = tuple(text for _, text in trail) + ((state.caption,) if state.caption else ())
        context = state.context if not is_heading or state.context != text else ""
        # What the company writes around a testimonial is its own: headings, buttons.
        quoted = state.speaker if kind not in {Kind.HEADING, Kind.BUTTON} else Speaker.COMPANY
        asked = self._question
        if not context and asked and asked.reaches(state.element, kind, surface, quoted):
            context = asked.text
        return Block(
            text,
            UNPLACED,
            kind,
            surface,
            Locator(label=label or state.label, css=state.element.path()),
            headings=headings,
            context=context,
            origin=origin,
            speaker=quoted,
            speaker_name=state.speaker_name if quoted is Speaker.CUSTOMER else "",
            group=state.group,
            language=state.language,
        )

    def _add(self, block: Block, code: list[Span]) -> None:
        self._seen_body = self._seen_body or block.surface is Surface.BODY
        if self._mail and signs.is_web_version(block.text):
            block = replace(block, surface=Surface.FOOTER)
        if code:
            self.literal[len(self.blocks)] = code
        self.blocks.append(block)


def block_trail(trail: list[tuple[int, str]], level: int) -> list[tuple[int, str]]:
    """Return the headings above a heading of `level`."""
    return [(above, text) for above, text in trail if above < level]
