"""Merge fields: what a recipient would read where a template leaves a blank.

A plain field stays as written, because a quote must be exact, and its place goes into `Block.fields`.
A field with a default becomes its default's words. Comments go. An if/else makes variants: "A" and
"B", never "A B".

    >>> [v.text for v in expand("{% if pro %}30{% else %}14{% endif %} days, {{ name | default: 'you' }}.")]
    ['30 days, you.', '14 days, you.']
    >>> [(v.text, v.fields) for v in expand("Hi *|FNAME|*")]
    [('Hi *|FNAME|*', (Span(start=3, end=12),))]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

from msgcheck.model import Block, Kind, Span
from msgcheck.readers.flow import Flow, Origin, compose
from msgcheck.readers.placeholder_tags import Role, Tag, closes, mode, scan

_MOST_VARIANTS = 8  # of one block; above it every branch is shown once instead of every combination
_DEEPEST = 20  # ifs within ifs that are told apart; no template that a person wrote comes near


@dataclass(frozen=True, slots=True)
class Variant:
    """One reading of a text.

    origin:     (offset in `text`, offset in the text it was made from) of each run copied unchanged.
    fields:     spans of `text` that hold a merge field, as written.
    variant_id: "if1:0", "if1:1" for the alternatives of one if/else; "" when there is only one reading.
    """

    text: str
    origin: Origin
    fields: tuple[Span, ...] = ()
    variant_id: str = ""


@dataclass(slots=True)
class _If:
    """An if, a loop or a comment, and the nodes of each of its branches."""

    opened: Tag
    conditions: list[str]
    branches: list[list[_Node]]
    tags: list[Tag]  # the opening and every branch tag
    has_else: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Blocks of one key take the same branch: `if vip` here and `if vip` there."""
        return (self.opened.language, *filter(None, self.conditions))

    def options(self) -> int:
        return 2 if len(self.branches) == 1 else len(self.branches) + (not self.has_else)

    def chosen(self, choice: int) -> list[_Node]:
        """The nodes that show when the key's choice is `choice`; 0 is "the condition holds"."""
        branch = 1 - choice if self.opened.negated and self.options() == 2 else choice
        return self.branches[branch] if branch < len(self.branches) else []


@dataclass(frozen=True, slots=True)
class _Copy:
    """Text that is read: `raw[start:end]`; a field keeps its place."""

    start: int
    end: int
    is_field: bool = False


_Node = _Copy | _If | Tag  # a bare Tag opened or closes outside this block


@dataclass(slots=True)
class _Frame:
    """An if, a loop or a comment that spans blocks, while it is open."""

    opened: Tag
    conditions: list[str]
    choice: int


@dataclass(slots=True)
class _Numbers:
    """Numbers for the ifs of one document, in order of appearance."""

    known: dict[tuple[object, ...], int] = field(default_factory=dict)

    def of(self, key: tuple[object, ...]) -> int:
        return self.known.setdefault(key, len(self.known) + 1)


def expand(text: str) -> list[Variant]:
    """Return the readings of one text that stands by itself; no reading when nothing is left of it."""
    read = _read_block(text, ())
    return _render(text, read, [], _Numbers(), set()) if read is not None else [Variant(text, ((0, 0),))]


def plain(text: str) -> str:
    """Return the first reading of a text: what a heading is called where one name is needed."""
    readings = expand(text)
    return readings[0].text if readings else ""


def resolve(blocks: Iterable[Block], literal: Mapping[int, Sequence[Span]] | None = None) -> list[Block]:
    """Return the blocks of one document with their merge fields dealt with, in order.

    A block with an if/else becomes one block for each variant; an if/else around whole blocks marks them.
    literal: index of a block -> spans of its text that are inline code: tags there are examples.
    """
    blocks = list(blocks)
    literal = literal or {}
    nodes = [
        None if block.kind is Kind.CODE else _read_block(block.text, literal.get(index, ()))
        for index, block in enumerate(blocks)
    ]
    matched = _matched(nodes)
    numbers = _Numbers()
    frames: list[_Frame] = []
    named = cache(plain)
    resolved: list[Block] = []
    for block, read in zip(blocks, nodes, strict=True):
        headings = tuple(map(named, block.headings))
        context = named(block.context)
        if (headings, context) != (block.headings, block.context):
            block = replace(block, headings=headings, context=context)
        if read is None and not frames:
            resolved.append(block)
            continue
        for variant in _render(
            block.text, [_Copy(0, len(block.text))] if read is None else read, frames, numbers, matched
        ):
            origin = compose(variant.origin, len(variant.text), block.origin)
            resolved.append(
                replace(
                    block, text=variant.text, origin=origin, fields=variant.fields, variant=variant.variant_id
                )
            )
    return resolved


def _read_block(text: str, literal: Sequence[Span]) -> list[_Node] | None:
    """Return the nodes of one block's text, None when it holds no tag at all."""
    tags = scan(text, literal)
    if not tags:
        return None
    levels: list[list[_Node]] = [[]]
    ifs: list[_If] = []
    at = 0
    for tag in tags:
        if tag.start > at:
            levels[-1].append(_Copy(at, tag.start))
        at = max(at, tag.end)
        match tag.role:
            case Role.FIELD:
                levels[-1].append(_Copy(tag.start, tag.end, is_field=True))
            case Role.DEFAULT if tag.words is not None:
                levels[-1].append(_Copy(tag.words.start, tag.words.end))
            case Role.OPEN if len(ifs) < _DEEPEST:
                ifs.append(_If(tag, [tag.condition], [[]], [tag]))
                levels.append(ifs[-1].branches[0])
            case Role.BRANCH:
                _branch(tag, ifs, levels)
            case Role.CLOSE:
                _close(tag, ifs, levels)
    if at < len(text):
        levels[-1].append(_Copy(at, len(text)))
    while ifs:
        _dissolve(ifs, levels)
    return levels[0]


def _branch(tag: Tag, ifs: list[_If], levels: list[list[_Node]]) -> None:
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


def _close(tag: Tag, ifs: list[_If], levels: list[list[_Node]]) -> None:
    depth = next((i for i in range(len(ifs) - 1, -1, -1) if closes(tag, ifs[i].opened)), None)
    if depth is None:
        levels[-1].append(tag)
        return
    while len(ifs) > depth + 1:
        _dissolve(ifs, levels)
    levels.pop()
    levels[-1].append(ifs.pop())


def _dissolve(ifs: list[_If], levels: list[list[_Node]]) -> None:
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


def _matched(nodes: Sequence[list[_Node] | None]) -> set[int]:
    """Return the ids of the tags that open, branch or close an if over several blocks.

    A tag that finds no partner is prose about templates; it must not mark the rest of the document.
    """
    matched: set[int] = set()
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
                matched.update(map(id, [*open_tags[depth], tag]))
                del open_tags[depth:]
    return matched


def _render(
    text: str, nodes: Sequence[_Node], frames: list[_Frame], numbers: _Numbers, matched: set[int]
) -> list[Variant]:
    """Return the variants of one block's nodes; `frames` is brought up to the block's end."""
    variants: list[Variant] = []
    part: list[_Node] = []
    for node in nodes:
        if not isinstance(node, Tag):
            part.append(node)
        elif id(node) in matched:
            variants += _part(text, part, frames, numbers)
            part = []
            _step(node, frames)
    return variants + _part(text, part, frames, numbers)


def _step(tag: Tag, frames: list[_Frame]) -> None:
    if tag.role is Role.OPEN:
        frames.append(_Frame(tag, [tag.condition], int(tag.negated)))
    elif tag.role is Role.CLOSE:
        while not closes(tag, frames.pop().opened):
            pass
    else:
        top = frames[-1]
        top.choice = (
            1 - top.choice if top.opened.negated and len(top.conditions) == 1 else len(top.conditions)
        )
        top.conditions.append(tag.condition)


def _part(text: str, nodes: list[_Node], frames: Sequence[_Frame], numbers: _Numbers) -> list[Variant]:
    if not nodes or any(mode(frame.opened) == "unseen" for frame in frames):
        return []
    around = [frame for frame in frames if mode(frame.opened) == "if"]
    outer = [(numbers.of((f.opened.language, f.conditions[0])), f.choice) for f in around]
    options: dict[tuple[str, ...], int] = {}
    _count(nodes, options)
    part_key = next(iter(options)) if len(options) == 1 else ("part", *options)
    variants: dict[str, Variant] = {}
    for number, choice in enumerate(_choices(options)):
        flow = Flow()
        fields: list[Span] = []
        _write(text, nodes, choice, flow, fields)
        words, origin = flow.finish()
        if words:
            own = [(numbers.of(part_key), number)] if options else []
            variants.setdefault(words, Variant(words, origin, tuple(fields), _id(outer + own)))
    return list(variants.values())


def _id(path: Sequence[tuple[int, int]]) -> str:
    """The outermost if is the group; what is inside makes the number longer: "if1:0.2-1"."""
    if not path:
        return ""
    (group, choice), *inner = path
    return f"if{group}:{choice}" + "".join(f".{number}-{branch}" for number, branch in inner)


def _count(nodes: Sequence[_Node], options: dict[tuple[str, ...], int]) -> None:
    for node in nodes:
        if isinstance(node, _If):
            if mode(node.opened) == "if":
                options[node.key] = max(options.get(node.key, 0), node.options())
            for branch in node.branches:
                _count(branch, options)


def _choices(options: Mapping[tuple[str, ...], int]) -> Iterable[dict[tuple[str, ...], int]]:
    counts = list(options.values())
    total = 1
    for count in counts:
        total *= count
    if total <= _MOST_VARIANTS:
        rows: Iterable[tuple[int, ...]] = product(*map(range, counts))
    else:
        rows = (tuple(min(row, count - 1) for count in counts) for row in range(max(counts)))
    return [dict(zip(options, row, strict=True)) for row in rows]


def _write(
    text: str, nodes: Sequence[_Node], choice: Mapping[tuple[str, ...], int], flow: Flow, fields: list[Span]
) -> None:
    for node in nodes:
        if isinstance(node, _Copy):
            start = flow.here
            flow.add(text[node.start : node.end], node.start)
            if node.is_field:
                fields.append(Span(start, flow.here))
        elif isinstance(node, _If):
            match mode(node.opened):
                case "if":
                    _write(text, node.chosen(choice[node.key]), choice, flow, fields)
                case "loop":
                    _write(text, node.branches[0], choice, flow, fields)
