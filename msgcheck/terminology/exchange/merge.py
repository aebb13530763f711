"""Terms of other tools, put into a glossary.yaml: what is there stays as it is, comments included."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import yaml as pyyaml
from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from msgcheck.glossary import EMPTY, Glossary, Term, TermForm, load_glossary
from msgcheck.glossary_problems import placed_forms, problems
from msgcheck.terminology.exchange.incoming import Incoming
from msgcheck.terminology.exchange.told import Told
from msgcheck.terminology.text import fold

STATUSES = ("admitted", "deprecated", "forbidden", "proposed")
_FILLED = (
    "definition",
    "pos",
    "note",
    "owner",
    "first_use",
    "case",
    "inflect",
    "severity",
)  # where nothing is said
_JOINED = ("exceptions",)
_RESOLVER = pyyaml.resolver.Resolver()


def merged(path: Path | None, incoming: Incoming, told: Told) -> str:
    """Return the text of a glossary.yaml: of the file at `path`, where there is one, and the new terms.

    Raises ConfigError when the file at `path` is no glossary.
    """
    there = path if path is not None and path.is_file() else None
    known = load_glossary(there) if there else EMPTY
    text = there.read_text(encoding="utf-8-sig") if there else ""
    yaml = _yaml(text)
    tree = yaml.load(text)
    head = ""
    if tree is None:  # nothing, or comments only
        head = f"{text.rstrip()}\n" if text.strip() else ""
        tree = CommentedMap(version="1")
        if incoming.language:
            tree["meta"] = _plain({"language": incoming.language})
    merge = _Merge(tree, known, told)
    merge.add(incoming)
    if merge.changed:
        text = _dumped(yaml, tree)
    if merge.new:
        at = _end_of_terms(text)
        if at is not None:
            lines = text.splitlines(keepends=True)
            lines[at - 1] = lines[at - 1].rstrip("\n") + "\n"
            return "".join([*lines[:at], _dumped(yaml, CommentedSeq(merge.new)), *lines[at:]])
        tree["terms"] = CommentedSeq([*(tree.get("terms") or ()), *merge.new])
        text = head + _dumped(yaml, tree)
    return text


def _dumped(yaml: YAML, tree: Any) -> str:
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _end_of_terms(text: str) -> int | None:
    """How many lines there are up to the last one of `terms:`; None where it is no list with an item a line.

    What follows, a heading in a comment, belongs to the next key.
    """
    root = pyyaml.compose(text, Loader=pyyaml.SafeLoader)
    pairs = root.value if isinstance(root, pyyaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == "terms"), None)
    if not isinstance(node, pyyaml.SequenceNode) or node.flow_style or not node.value:
        return None
    while isinstance(node, pyyaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.line + (node.end_mark.column > 0))


def _yaml(text: str) -> YAML:
    """A reader and writer that keeps comments, quotes and the depth at which the lists of `text` stand."""
    yaml = YAML()
    yaml.Resolver = _AllText
    yaml.preserve_quotes = True
    yaml.width = 1 << 30  # a sentence stays on its line
    list_ = re.search(r"^\w+:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*( *)- ", text, re.MULTILINE)
    offset = len(list_[1]) if list_ else 2
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    return yaml


class _AllText(VersionedResolver):
    """Every scalar is text, as for the loader of glossaries: 1.10 stays 1.10."""

    versioned_resolver: ClassVar[dict[str, list[Any]]] = {}


class _Merge:
    """One glossary that grows: its tree, and what its terms say already.

    changed: something was added to a term of the tree. new: terms to write after those.
    """

    def __init__(self, tree: CommentedMap, known: Glossary, told: Told) -> None:
        self.changed = False
        self.new: list[CommentedMap] = []
        self._told = told
        self._replacements = set(known.replace.values())
        self._ids = {term.id for term in known.listed}
        self._terms = list(known.listed)
        self._nodes: list[Any] = list(tree.get("terms") or ())
        self._by_right: dict[str, list[int]] = {}
        for at, term in enumerate(self._terms):
            self._by_right.setdefault(fold(term.preferred), []).append(at)
        self._said: dict[str, list[tuple[Term, str]]] = {}  # form -> (term, status) that have it
        for placed in placed_forms(known):
            if placed.status != "the replacement":
                self._said.setdefault(placed.text, []).append((placed.term, placed.status))

    def add(self, incoming: Incoming) -> None:
        for term in incoming.terms:
            at = self._same(term)
            if at is None:
                self._append(term)
            else:
                self._complete(at, term)

    def _same(self, term: Term) -> int | None:
        """Where the glossary has the term: the same right form, and nothing that sets the two apart."""
        found = self._by_right.get(fold(term.preferred), ()) if term.preferred else ()
        alike = [at for at in found if _alike(self._terms[at], term)]
        return next((at for at in alike if self._terms[at].id == term.id), next(iter(alike), None))

    def _append(self, term: Term) -> None:
        """Add a term that the glossary does not have, without forms that clash with it."""
        term = term.model_copy(update={"id": self._new_id(term.id)})
        if self._clash(term, term.preferred, "preferred"):
            return
        forms = {status: tuple(self._free(term, status)) for status in STATUSES}
        new = term.model_copy(update=forms)
        if not term.preferred and not any(forms[status] for status in STATUSES[1:]):
            return
        if set(_shown(new)) == {"preferred"} and new.preferred in self._replacements:
            return
        self.new.append(_shown(new))
        if new.preferred:
            self._said.setdefault(new.preferred, []).append((new, "preferred"))
        self._ids.add(new.id)

    def _complete(self, at: int, term: Term) -> None:
        """Add to the term at `at` what it does not say."""
        mine, node = self._terms[at], self._nodes[at]
        more: dict[str, Any] = {}
        for name in (*STATUSES, *_JOINED):
            there = getattr(mine, name)
            new = (
                list(self._free(term, name, mine))
                if name in STATUSES
                else _missing(getattr(term, name), there)
            )
            if new:
                more[name] = (*there, *new)
                _extend(
                    node, name, [_form(item) if isinstance(item, TermForm) else _scalar(item) for item in new]
                )
        for name in _FILLED:
            theirs, ours = getattr(term, name), getattr(mine, name)
            unsaid = Term.model_fields[name].default
            if theirs in (unsaid, ours):
                continue
            if ours == unsaid:
                more[name] = theirs
                node[name] = _node(
                    theirs.model_dump(exclude_defaults=True) if isinstance(theirs, BaseModel) else theirs
                )
            else:
                self._told.add("values that the glossary has otherwise", f"{name} of {mine.id}")
        self._terms[at] = mine.model_copy(update=more)
        self.changed |= bool(more)

    def _free(self, term: Term, status: str, mine: Term | None = None) -> Iterator[TermForm]:
        """Yield forms of `term` that no term has yet. mine: the term that they are for."""
        owner = mine or term
        there = {fold(form.text) for form in getattr(mine, status)} if mine else set()
        for form in getattr(term, status):
            if fold(form.text) in there:
                continue  # also where a tool that does not look at capitals has lost them
            if status == "proposed":
                yield form
            elif not self._clash(owner, form.text, status):
                self._said.setdefault(form.text, []).append((owner, status))
                yield form

    def _clash(self, owner: Term, text: str, status: str) -> bool:
        """Whether a term that can be met in the same places has the form; tells unless it says the same."""
        for term, said in self._said.get(text, ()):
            if term.id == owner.id and said == status:
                return True
            if term.id == owner.id or _meet(term, owner):
                self._told.add("forms that the glossary has otherwise", f"{text}: {said}, not {status}")
                return True
        return False

    def _new_id(self, wanted: str) -> str:
        number, free = 2, wanted
        while free in self._ids:
            free, number = f"{wanted}-{number}", number + 1
        return free


def _missing(theirs: tuple[str, ...], ours: tuple[str, ...]) -> list[str]:
    return [text for text in theirs if text not in ours]


def _alike(left: Term, right: Term) -> bool:
    """Whether nothing that both say sets them apart; most formats say little."""

    def marks(term: Term) -> tuple[object, ...]:
        context = term.context
        return term.pos, set(context.include), set(context.exclude), set(term.applies_to.locales)

    return all(not a or not b or a == b for a, b in zip(marks(left), marks(right), strict=True))


def _meet(left: Term, right: Term) -> bool:
    """Whether the glossary would refuse one form in both: as it would any word."""
    pair = [
        term.model_copy(update={"id": name, "preferred": "x", **dict.fromkeys(STATUSES, ())})
        for name, term in (("a", left), ("b", right))
    ]
    return any(problems(Glossary.model_validate({"terms": pair})))


def _shown(term: Term) -> CommentedMap:
    """A term as a person would write it: no defaults, short forms."""
    data = term.model_dump(exclude_defaults=True, exclude=set(STATUSES))
    if term.id == Term.model_validate(term.model_dump(exclude={"id"})).id:
        data.pop("id", None)
    for status in STATUSES:
        if forms := getattr(term, status):
            data[status] = [_form(form) for form in forms]
    order = [name for name in Term.model_fields if name in data]
    return _plain({name: data[name] for name in order})


def _form(form: TermForm) -> Any:
    data = form.model_dump(exclude_defaults=True)
    return _scalar(form.text) if set(data) == {"text"} else _plain(data)


def _plain(value: dict[str, Any]) -> CommentedMap:
    """`value` as YAML knows it; what is not said is left away."""
    return CommentedMap({key: _node(item) for key, item in value.items() if item not in ("", None)})


def _node(value: Any) -> Any:
    if isinstance(value, dict):
        return value if isinstance(value, CommentedMap) else _plain(value)
    if isinstance(value, (list, tuple)):
        return CommentedSeq([_node(item) for item in value])
    return _scalar(value)


def _scalar(value: Any) -> Any:
    """A text that every YAML reader takes for a text; yes and no, and days, as people write them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    tag = _RESOLVER.resolve(pyyaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    plain = tag == "tag:yaml.org,2002:str"
    return text if plain or isinstance(value, date) else DoubleQuotedScalarString(text)


def _extend(node: dict[Any, Any], key: str, items: list[Any]) -> None:
    """Add items to a list of the tree; a lone text becomes a list."""
    there = node.get(key)
    if there is None:
        node[key] = CommentedSeq()
    elif not isinstance(there, list):
        node[key] = CommentedSeq([there])
    node[key].extend(items)
