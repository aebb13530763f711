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

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, product

from msgcheck.model import Block, Kind, Span
from msgcheck.readers.flow import Flow, Origin, compose
from msgcheck.readers.placeholder_cuts import scan_all
from msgcheck.readers.placeholder_nodes import (
    Copy,
    If,
    Node,
    Values,
    matched_tags,
    read_block,
    unmatched_tags,
)
from msgcheck.readers.placeholder_tags import Role, Tag, closes, mode

_MOST_VARIANTS = 8  # of one block; above it every branch is shown once instead of every combination
_MOST_NOTES = 5  # of a kind
_WRITTEN = {
    "liquid": "{{% {} %}}",
    "mustache": "{{{{#{}}}}}",
    "erb": "<% {} %>",
    "amp": "%%[ {} ]%%",
    "chimp": "*|{}|*",
}


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
    read = read_block(text, 0, scan_all([text], {}).tags[0], Values())
    return _render(text, read, [], _Numbers(), set()) if read is not None else [Variant(text, ((0, 0),))]


def plain(text: str) -> str:
    """Return the first reading of a text: what a heading is called where one name is needed."""
    readings = expand(text)
    return readings[0].text if readings else ""


def resolve(
    blocks: Iterable[Block],
    literal: Mapping[int, Sequence[Span]] | None = None,
    *,
    source: str = "",
    notes: list[str] | None = None,
) -> list[Block]:
    """Return the blocks of one document with their merge fields dealt with, in order.

    A block with an if/else becomes one block for each variant; an if/else around whole blocks marks them.
    literal: index of a block -> spans of its text that are inline code, for `Block.code`: tags there are examples.
    source:  the file, for the line in a note.
    notes:   gets a line for what begins and never ends ("unclosed {% if %} in line 3, read anyway").
    """
    blocks = list(blocks)
    scanned = scan_all([None if block.kind is Kind.CODE else block.text for block in blocks], literal or {})
    # One text for all, because the value of a variable stands in one block and is read in another.
    starts = list(accumulate((len(block.text) + 1 for block in blocks), initial=0))
    text = "\n".join(block.text for block in blocks) if any(scanned.tags) else ""
    values = Values()
    nodes = [
        read_block(block.text, start, tags, values)
        for block, start, tags in zip(blocks, starts, scanned.tags, strict=False)
    ]
    matched = matched_tags(nodes)
    if notes is not None:
        unclosed = [(at, opened.start, _as_written(opened)) for at, opened in unmatched_tags(nodes, matched)]
        notes += _notes(sorted([*unclosed, *scanned.unclosed]), blocks, source)
    numbers = _Numbers()
    frames: list[_Frame] = []
    names: dict[str, str] = {}
    resolved: list[Block] = []
    for index, (block, start, read) in enumerate(zip(blocks, starts, nodes, strict=False)):
        code = tuple((literal or {}).get(index, ()))
        headings = tuple(_named(heading, names) for heading in block.headings)
        context = _named(block.context, names)
        raw = block.text
        if (headings, context, code) != (block.headings, block.context, block.code):
            block = replace(block, headings=headings, context=context, code=code)
        if read is None and not frames:
            resolved.append(block)
            continue
        whole: list[Node] = [Copy(start, start + len(raw))]
        variants = _render(text, whole if read is None else read, frames, numbers, matched)
        if block.kind is Kind.HEADING and variants:
            names[raw] = variants[0].text
        for variant in variants:
            origin = _origin(variant, blocks, starts) if block.origin else ()
            resolved.append(
                replace(
                    block,
                    text=variant.text,
                    origin=origin,
                    fields=variant.fields,
                    code=tuple(_moved(code, start, variant)),
                    variant=variant.variant_id,
                )
            )
    return resolved


def _named(text: str, names: dict[str, str]) -> str:
    """Return what a heading or a header is called; `names` holds those met so far."""
    if text not in names:
        names[text] = plain(text)
    return names[text]


def _origin(variant: Variant, blocks: Sequence[Block], starts: Sequence[int]) -> Origin:
    """Return the origin in the source of a variant whose own origin points into the text of all blocks."""
    runs: list[tuple[int, int]] = []
    ends = [at for at, _ in variant.origin[1:]] + [len(variant.text)]
    for (at, text_at), end in zip(variant.origin, ends, strict=True):
        block = bisect_right(starts, text_at) - 1
        run = compose(((0, text_at - starts[block]),), end - at, blocks[block].origin)
        runs += [(at + run_at, source_at) for run_at, source_at in run]
    return tuple(runs)


def _moved(spans: Sequence[Span], start: int, variant: Variant) -> Iterator[Span]:
    """Yield spans of a block that begins at `start` of the text of all blocks where they stand in a variant of it."""
    ends = [at for at, _ in variant.origin[1:]] + [len(variant.text)]
    for (at, text_at), end in zip(variant.origin, ends, strict=True):
        shift = at - (text_at - start)
        for span in spans:
            first, last = max(span.start + shift, at), min(span.end + shift, end)
            if first < last:
                yield Span(first, last)


def _as_written(opened: Tag) -> str:
    name = opened.name.upper() if opened.language in {"chimp", "amp"} else opened.name
    if opened.language == "chimp":
        name = f"{name}:{opened.condition}"
    return _WRITTEN[opened.language].format(name)


def _notes(unclosed: Sequence[tuple[int, int, str]], blocks: Sequence[Block], source: str) -> list[str]:
    """unclosed: (block, offset in it, words), in order."""
    notes = []
    for at, offset, words in unclosed[:_MOST_NOTES]:
        place = blocks[at].source_offset(offset)
        line = blocks[at].locator.line if place is None else source.count("\n", 0, place) + 1
        where = f"line {line}" if line else blocks[at].locator.label
        notes.append(f"unclosed {words}{f' in {where}' if where else ''}, read anyway")
    more = len(unclosed) - len(notes)
    return [*notes, f"{more} more unclosed template tags, read anyway"] if more else notes


def _render(
    text: str, nodes: Sequence[Node], frames: list[_Frame], numbers: _Numbers, matched: set[int]
) -> list[Variant]:
    """Return the variants of one block's nodes; `frames` is brought up to the block's end."""
    variants: list[Variant] = []
    part: list[Node] = []
    apart: list[Node] = []

    def flush() -> None:
        for nodes_of_one in (part, *([node] for node in apart)):
            variants.extend(_part(text, nodes_of_one, frames, numbers))
        part.clear()
        apart.clear()

    for node in nodes:
        if isinstance(node, Copy) and node.apart:
            apart.append(node)
        elif not isinstance(node, Tag):
            part.append(node)
        elif id(node) in matched:
            flush()
            _step(node, frames)
    flush()
    return variants


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


def _part(text: str, nodes: list[Node], frames: Sequence[_Frame], numbers: _Numbers) -> list[Variant]:
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


def _count(nodes: Sequence[Node], options: dict[tuple[str, ...], int]) -> None:
    for node in nodes:
        if isinstance(node, If):
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
    text: str, nodes: Sequence[Node], choice: Mapping[tuple[str, ...], int], flow: Flow, fields: list[Span]
) -> None:
    for node in nodes:
        if isinstance(node, Copy):
            start = flow.here
            if node.apart:
                flow.space(node.start)
            flow.add(text[node.start : node.end], node.start)
            if node.apart:
                flow.space(node.end)
            if node.is_field:
                fields.append(Span(start, flow.here))
        elif isinstance(node, If):
            match mode(node.opened):
                case "if":
                    _write(text, node.chosen(choice[node.key]), choice, flow, fields)
                case "loop":
                    _write(text, node.branches[0], choice, flow, fields)
