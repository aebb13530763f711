"""The tags of a document as nodes: what is read, what branches, what a variable holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from msgcheck.model import Span
from msgcheck.readers.placeholder_tags import CAPTURES, Role, Tag, closes, mode

_DEEPEST = 20  # ifs within ifs that are told apart; no template that a person wrote comes near
# Characters of a variable, and some for each of its pieces: "laughs" that hold laughs would fill the memory.
_LARGEST_VALUE = 400
_PIECE = 10
_MOST_VALUES = 8  # of one variable


@dataclass(slots=True)
class If:
    """An if, a loop or a comment, and the nodes of each of its branches."""

    opened: Tag
    conditions: list[str]
    branches: list[list[Node]]
    tags: list[Tag]  # the opening and every branch tag
    has_else: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Blocks of one key take the same branch: `if vip` here and `if vip` there."""
        return (self.opened.language, *filter(None, self.conditions))

    def options(self) -> int:
        return 2 if len(self.branches) == 1 else len(self.branches) + (not self.has_else)

    def chosen(self, choice: int) -> list[Node]:
        """The nodes that show when the key's choice is `choice`; 0 is "the condition holds"."""
        branch = 1 - choice if self.opened.negated and self.options() == 2 else choice
        return self.branches[branch] if branch < len(self.branches) else []


@dataclass(frozen=True, slots=True)
class Copy:
    """Text that is read: `raw[start:end]`; a field keeps its place. apart: a block of its own."""

    start: int
    end: int
    is_field: bool = False
    apart: bool = False


Node = Copy | If | Tag  # a bare Tag opened or closes outside this block


@dataclass(slots=True)
class Values:
    """What the variables of one document hold, as far as it has been read: one value, or one for each if."""

    known: dict[tuple[str, str], list[list[Node]]] = field(default_factory=dict)
    depth: int = 0  # of open ifs and loops: what is assigned there holds sometimes

    def assign(self, tag: Tag, value: list[Node] | None) -> None:
        """value: None when it is computed."""
        key = (tag.language, tag.name.lower() if tag.language == "amp" else tag.name)
        if not tag.sometimes and self.depth == 0:
            self.known.pop(key, None)
        if value is not None and _weight(value) <= _LARGEST_VALUE:
            # A tag that is open in one place would be open in each place that prints the variable.
            words: list[Node] = [node for node in value if not isinstance(node, Tag)]
            self.known.setdefault(key, []).append(words)

    def nodes(self, tag: Tag) -> list[Node] | None:
        """Return what a field prints, None when nobody knows."""
        name = tag.name.lower() if tag.language == "amp" else tag.name
        held = self.known.get((tag.language, name))
        if not held or len(held) == 1:
            return held[0] if held else None
        held = held[-_MOST_VALUES:]
        return [_chosen(tag, [f"{name} is {number}" for number in range(1, len(held))], held)]


def _weight(nodes: Sequence[Node]) -> int:
    weight = 0
    for node in nodes:
        if isinstance(node, Copy):
            weight += _PIECE + node.end - node.start
        elif isinstance(node, If):
            weight += _PIECE + sum(map(_weight, node.branches))
    return weight


def _chosen(tag: Tag, conditions: list[str], branches: list[list[Node]]) -> If:
    """An if/else in one tag; the last branch is its else."""
    opened = replace(tag, role=Role.OPEN, name="if", condition=conditions[0])
    return If(opened, conditions, branches, [opened], has_else=True)


def read_block(text: str, base: int, tags: Sequence[Tag], values: Values) -> list[Node] | None:
    """Return the nodes of one block's text, None when it holds no tag at all.

    base: offset of the block in the text of all blocks, to which the offsets of the nodes belong.
    """
    if not tags:
        return None
    levels: list[list[Node]] = [[]]
    ifs: list[If] = []
    at = 0
    for tag in tags:
        if tag.start > at:
            levels[-1].append(Copy(base + at, base + tag.start))
        at = max(at, tag.end)
        match tag.role:
            case Role.OPEN:
                values.depth += tag.name not in CAPTURES
                if len(ifs) < _DEEPEST:
                    ifs.append(If(tag, [tag.condition], [[]], [tag]))
                    levels.append(ifs[-1].branches[0])
            case Role.BRANCH:
                _branch(tag, ifs, levels)
            case Role.CLOSE:
                if tag.name not in CAPTURES:
                    values.depth = max(values.depth - 1, 0)
                _close(tag, ifs, levels, values)
            case _:
                levels[-1] += _printed(tag, base, values)
    if at < len(text):
        levels[-1].append(Copy(base + at, base + len(text)))
    while ifs:
        _dissolve(ifs, levels)
    return levels[0]


def _printed(tag: Tag, base: int, values: Values) -> list[Node]:
    """Return what a tag by itself puts in its place."""
    blank: Node = Copy(base + tag.start, base + tag.end, is_field=True)
    match tag.role:
        case Role.FIELD:
            known = values.nodes(tag) if tag.name else None
            return [blank] if known is None else known
        case Role.DEFAULT:
            return _words(tag.words, base)
        case Role.CHOICE:
            branches = [_words(part, base) if part is not None else [blank] for part in tag.options]
            return [_chosen(tag, list(tag.conditions), branches)]
        case Role.COPY:
            return [Copy(base + c.words.start, base + c.words.end, apart=c.apart) for c in tag.copies]
        case Role.ASSIGN:
            values.assign(tag, None if tag.words is None else _words(tag.words, base))
    return []


def _words(words: Span | None, base: int) -> list[Node]:
    return [Copy(base + words.start, base + words.end)] if words else []


def _branch(tag: Tag, ifs: list[If], levels: list[list[Node]]) -> None:
    if not ifs or ifs[-1].opened.language != tag.language:
        levels[-1].append(tag)
        return
    top = ifs[-1]
    top.tags.append(tag)
    if mode(top.opened) != "if":
        return  # the else of a loop is for an empty list: its words are read too
    only_case = top.opened.name == "case" and len(top.branches) == 1 and tag.name == "when"
    if only_case and not top.has_else and top.conditions == [top.opened.condition]:
        top.conditions = [f"{top.opened.condition} == {tag.condition}"]
        top.branches[0] = []
    else:
        top.conditions.append(tag.condition)
        top.branches.append([])
        top.has_else = not tag.condition
    levels[-1] = top.branches[-1]


def _close(tag: Tag, ifs: list[If], levels: list[list[Node]], values: Values) -> None:
    depth = next((i for i in range(len(ifs) - 1, -1, -1) if closes(tag, ifs[i].opened)), None)
    if depth is None:
        levels[-1].append(tag)
        return
    while len(ifs) > depth + 1:
        _dissolve(ifs, levels)
    nodes = levels.pop()
    closed = ifs.pop()
    if closed.opened.name in CAPTURES:
        values.assign(replace(closed.opened, name=closed.opened.condition), nodes)
    else:
        levels[-1].append(closed)


def _dissolve(ifs: list[If], levels: list[list[Node]]) -> None:
    """The innermost if is not closed in this block: its tags may belong to one that spans blocks."""
    top = ifs.pop()
    levels.pop()
    levels[-1].append(top.opened)
    later = [tag for tag in top.tags[1:] if mode(top.opened) == "if"]
    levels[-1] += top.branches[0]
    shift = len(later) - (len(top.branches) - 1)  # a case swallows its first `when`
    for index, tag in enumerate(later):
        levels[-1].append(tag)
        if index >= shift:
            levels[-1] += top.branches[index - shift + 1]


def matched_tags(nodes: Sequence[list[Node] | None]) -> set[int]:
    """Return the ids of the tags that open, branch or close an if over several blocks.

    A tag that finds no partner is prose about templates; it must not mark the rest of the document.
    """
    found: set[int] = set()
    open_tags: list[list[Tag]] = []
    for tag in (node for block in nodes for node in block or () if isinstance(node, Tag)):
        if tag.role is Role.OPEN:
            open_tags.append([tag])
        elif tag.role is Role.BRANCH:
            if open_tags and open_tags[-1][0].language == tag.language:
                open_tags[-1].append(tag)
        else:
            depth = next((i for i in range(len(open_tags) - 1, -1, -1) if closes(tag, open_tags[i][0])), None)
            if depth is not None:
                found.update(map(id, [*open_tags[depth], tag]))
                del open_tags[depth:]
    return found


def unmatched_tags(nodes: Sequence[list[Node] | None], matched: set[int]) -> Iterable[tuple[int, Tag]]:
    """Yield (index of the block, tag) of each block of code that is never closed."""
    for at, block in enumerate(nodes):
        stack = list(block or ())
        while stack:
            node = stack.pop()
            if isinstance(node, If):
                stack += [inner for branch in node.branches for inner in branch]
            elif isinstance(node, Tag) and node.role is Role.OPEN and id(node) not in matched:
                yield at, node
