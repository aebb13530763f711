"""The text of msgcheck-decisions.yaml, edited in place: comments and order of what nobody touched stay."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

import yaml as pyyaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from msgcheck.memory import Decision

HEAD = "# What was decided about findings of msgcheck. Change it with `msgcheck accept`, `dismiss` and `reopen`.\n"
# Half an emoji, out of a shell or a CMS: UTF-8 has no bytes for it.
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_REQUIRED = ("id", "code", "decision", "reason")


def edited(text: str, *, put: Sequence[Decision] = (), remove: Collection[str] = ()) -> str:
    """Return the text of a file of decisions with `put` in it and without the ids `remove`."""
    new = {decision.id: values(decision) for decision in put}
    text = _without_lines(text, new, remove)
    yaml = _yaml(text)
    tree = yaml.load(text)
    head = ""
    if tree is None:  # nothing, or comments only
        head = f"{text.rstrip()}\n" if text.strip() else HEAD
        tree = CommentedMap(version="1")
    listed = [item for item in tree.get("decisions") or () if item["id"] not in remove]
    if len(listed) != len(tree.get("decisions") or ()) or not listed:
        tree["decisions"] = CommentedSeq(listed)
    for item in listed:
        _update(item, new.pop(item["id"], None))
    for one in new.values():
        tree["decisions"].append(CommentedMap(one))
    out = io.StringIO()
    yaml.dump(tree, out)
    return head + out.getvalue()


def values(decision: Decision) -> dict[str, Any]:
    """Return what is written of a decision, in order, without what says nothing."""
    said: dict[str, Any] = {
        "id": _quoted(decision.id),
        "code": _quoted(decision.code),
        "about": _quoted(decision.about),
        "decision": decision.choice.value,
        "reason": _quoted(decision.reason),
        "owner": _quoted(decision.owner),
        "until": decision.until.isoformat() if decision.until else "",
        "date": decision.date.isoformat() if decision.date else "",
        "quotes": CommentedSeq(map(_quoted, decision.quotes)),
    }
    return {key: value for key, value in said.items() if value or key in _REQUIRED}


def _quoted(words: str) -> str:
    quoted: str = DoubleQuotedScalarString(_HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", words))
    return quoted


def _update(item: CommentedMap, values: dict[str, Any] | None) -> None:
    """Set what differs, each new key where its place in the order is; nothing for None."""
    if values is None:
        return
    for key in [key for key in item if key not in values]:
        del item[key]
    for at, (key, value) in enumerate(values.items()):
        if key not in item:
            item.insert(min(at, len(item)), key, value)
        elif item[key] != value:
            item[key] = value


def _without_lines(text: str, new: dict[str, Any], remove: Collection[str]) -> str:
    """Return the text without the lines of removed decisions, and of keys that a new one does not have.

    ruamel would take the comment below a value away with the value, though it belongs to what comes next.
    Where a decision shares a line with other things ({id: ..., code: ...}), nothing is cut here.
    """
    cut: set[int] = set()
    for item in _items(text):
        keys = {key.value: (key, value) for key, value in item.value}
        id_ = keys["id"][1].value
        first = item.start_mark.line
        if id_ in remove:
            while text.splitlines()[first].lstrip()[:1] != "-":  # the dash may have a line of its own
                first -= 1
            cut.update(range(first, _end(item)))
        for name, (key, value) in keys.items() if id_ in new else ():
            if name not in new[id_] and key.start_mark.line != first:
                cut.update(range(key.start_mark.line, _end(value)))
    return "".join(line for at, line in enumerate(text.splitlines(keepends=True)) if at not in cut)


def _items(text: str) -> list[pyyaml.MappingNode]:
    """Return the nodes of the decisions that stand on lines of their own."""
    root = pyyaml.compose(text, Loader=pyyaml.SafeLoader)
    pairs = root.value if isinstance(root, pyyaml.MappingNode) else []
    listed = next((value for key, value in pairs if key.value == "decisions"), None)
    if not isinstance(listed, pyyaml.SequenceNode) or listed.flow_style:
        return []
    return [item for item in listed.value if isinstance(item, pyyaml.MappingNode) and not item.flow_style]


def _end(node: pyyaml.Node) -> int:
    """Return how many lines there are up to the last one of a node, not counting what is below its words."""
    while isinstance(node, pyyaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.line + (node.end_mark.column > 0))


def _yaml(text: str) -> YAML:
    """A reader and writer that keeps comments, quotes, and the depth at which the lists of `text` stand."""
    yaml = YAML()
    yaml.Resolver = _AllText
    yaml.preserve_quotes = True
    yaml.width = 1 << 30  # a sentence stays on its line
    listed = re.search(r"^decisions:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*( *)- ", text, re.MULTILINE)
    offset = len(listed[1]) if listed else 2
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    return yaml


class _AllText(VersionedResolver):
    """Every scalar is text, as for the loader: an id of digits stays what it is."""

    versioned_resolver: ClassVar[dict[str, list[Any]]] = {}
