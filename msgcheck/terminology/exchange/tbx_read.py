"""TBX files of versions 2 and 3, both styles: DCA (`<termNote type="partOfSpeech">`) and DCT (`<min:partOfSpeech>`).

Entities are never expanded but refused, and no other file is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from msgcheck.errors import ConfigError
from msgcheck.glossary import Term
from msgcheck.terminology.exchange.incoming import Incoming, bytes_of, checked
from msgcheck.terminology.exchange.tbx import FORBIDDEN_NOTE, LANG
from msgcheck.terminology.exchange.told import Told

_STATUSES = {
    "preferredTerm-admn-sts": "preferred",
    "standardizedTerm-admn-sts": "preferred",
    "admittedTerm-admn-sts": "admitted",
    "deprecatedTerm-admn-sts": "deprecated",
    "supersededTerm-admn-sts": "deprecated",
    # DCT files and some tools leave the end away.
    "preferredTerm": "preferred",
    "admittedTerm": "admitted",
    "deprecatedTerm": "deprecated",
    "supersededTerm": "deprecated",
    "preferred": "preferred",
    "admitted": "admitted",
    "deprecated": "deprecated",
    "superseded": "deprecated",
}
_POS = ("noun", "verb", "adjective", "adverb")
_CONCEPTS = ("conceptEntry", "termEntry")
_SECTIONS = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_CATEGORIES = ("descrip", "termNote", "admin", "xref", "transac", "ref")  # DCA: what it is says `type`
_AROUND = ("descripGrp", "termGrp", "adminGrp", "termNoteGrp", "auxInfo")


def read(path: Path, told: Told) -> Incoming:
    """Return the terms of a TBX file: one for each concept and language. Raises ConfigError."""
    root = _root(path)
    concepts = [element for element in root.iter() if _name(element) in _CONCEPTS]
    if _name(root) not in ("tbx", "martif", "tbxfile"):
        raise ConfigError(
            f"{path}:{root.sourceline}: <{_name(root)}> is no TBX file", "its root is <tbx> or <martif>"
        )
    sections = [(concept, section) for concept in concepts for section in _children(concept, _SECTIONS)]
    languages = Counter(section.get(LANG, root.get(LANG, "")) for _, section in sections)
    default = root.get(LANG, "")
    language = default if default in languages else next(iter(languages), "")
    terms: dict[str, Term] = {}
    for concept, section in sections:
        where = f"{path}:{section.sourceline}"
        data = _term(concept, section, where, told)
        own = section.get(LANG, default)
        if own and len(languages) > 1:
            data["applies_to"] = {"locales": [own]}
        data["id"] = _free(concept.get("id", ""), own, terms)
        if not data["id"]:
            del data["id"]
        term = checked(data, where)
        terms[term.id] = term
    for element in root.iter():
        if isinstance(element.tag, str) and _kind(element) in (
            "subjectField",
            "crossReference",
            "termType",
            "source",
        ):
            told.add(f"{_kind(element)} entries", _text(element))
    return Incoming(tuple(terms.values()), language=language)


def _root(path: Path) -> etree._Element:
    """Return the root element. Raises ConfigError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root: etree._Element = etree.fromstring(bytes_of(path), parser)
    except etree.XMLSyntaxError as err:
        if "entity amplification" in str(err.msg):
            raise _entities(path) from err
        raise ConfigError(f"{path}:{err.lineno}: is not XML: {err.msg}", "export it anew") from err
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise _entities(path)
    return root


def _entities(path: Path) -> ConfigError:
    said = f"{path}: declares entities, which could open files or grow without end"
    return ConfigError(said, "remove its <!ENTITY> lines")


def _term(concept: etree._Element, section: etree._Element, where: str, told: Told) -> dict[str, object]:
    data: dict[str, object] = {}
    definitions = [_text(e) for part in (section, concept) for e in _of_kind(part, "definition")]
    if definitions:
        data["definition"] = definitions[0]
        told.add("further definitions", *(text for text in definitions[1:] if text != definitions[0]))
    if notes := [_text(e) for e in _of_kind(concept, "note")] + [_text(e) for e in _of_kind(section, "note")]:
        data["note"] = "\n".join(notes)
    forms: dict[str, list[object]] = {"admitted": [], "deprecated": [], "forbidden": []}
    unsaid: list[str] = []
    pos: list[str] = []
    for part in _children(section, _TERMS):
        text = next((_text(e) for e in _of_kind(part, "term")), "")
        if not text:
            raise ConfigError(
                f"{where.rpartition(':')[0]}:{part.sourceline}: has no <term>", "write its term, or remove it"
            )
        told.add(
            "terms in several parts of speech",
            *([text] if len(list(_of_kind(part, "partOfSpeech"))) > 1 else []),
        )
        pos += [_text(e) for e in _of_kind(part, "partOfSpeech")][:1]
        status = _status(part, text, told)
        notes = [_text(e) for e in _of_kind(part, "note")]
        if status == "preferred" and "preferred" not in data:
            data["preferred"] = text
            if contexts := [_text(e) for e in _of_kind(part, "context")]:
                data["examples"] = {"good": contexts}
            told.add("notes of preferred terms", *notes)
            continue
        told.add("contexts of other terms", *(_text(e) for e in _of_kind(part, "context")))
        if not status:
            unsaid.append(text)
            told.add("notes of terms without a status", *notes)
            continue
        status = "admitted" if status == "preferred" else status
        reason = "\n".join(notes)
        if status == "deprecated" and reason.partition(":")[0] == FORBIDDEN_NOTE:
            status, reason = "forbidden", reason.partition(":")[2].strip()
        forms[status].append({"text": text, "reason": reason} if reason else text)
    if unsaid and "preferred" not in data:
        data["preferred"] = unsaid.pop(0)
    forms["admitted"] += unsaid
    data |= {status: listed for status, listed in forms.items() if listed}
    _add_pos(data, pos, told)
    return data


def _status(part: etree._Element, text: str, told: Told) -> str:
    """The status of a term here; "" where none is said."""
    said = next((_text(e) for e in _of_kind(part, "administrativeStatus", "normativeAuthorization")), "")
    if said and said not in _STATUSES:
        told.add("statuses that are not known", f"{text}: {said}")
    if said.startswith("superseded"):
        told.add("superseded terms (they become deprecated)", text)
    return _STATUSES.get(said, "")


def _add_pos(data: dict[str, object], found: list[str], told: Told) -> None:
    kinds = dict.fromkeys("noun" if kind == "properNoun" else kind for kind in found)
    if len(kinds) == 1 and next(iter(kinds)) in _POS:
        data["pos"] = next(iter(kinds))
    else:
        told.add("parts of speech", *kinds)


def _free(name: str, language: str, taken: dict[str, Term]) -> str:
    """An id for a concept in one language: its own, and where that is taken, with the language."""
    if name and name in taken:
        name = f"{name}-{language}" if language else name
    return "" if name in taken else name


def _name(element: etree._Element) -> str:
    """The name without its namespace; "" for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _kind(element: etree._Element) -> str:
    """What an element holds: its `type` in style DCA, its name in style DCT."""
    name = _name(element)
    return element.get("type", name) if name in _CATEGORIES else name


def _children(element: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) in names)


def _of_kind(element: etree._Element, *kinds: str) -> Iterator[etree._Element]:
    """Yield what stands right below `element`, or in a group there."""
    for child in element:
        if _kind(child) in kinds:
            yield child
        elif _name(child) in _AROUND:
            yield from _of_kind(child, *kinds)


def _text(element: etree._Element) -> str:
    """The words of an element, mark-up inside them gone, white space folded."""
    return " ".join("".join(element.itertext()).split())
