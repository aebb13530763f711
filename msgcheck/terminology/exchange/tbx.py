"""TBX-Basic: version 3 (ISO 30042:2019, root `tbx`, style DCA) and version 2 (ISO 30042:2008, root `martif`).

TBX has one status for words to avoid and one for words of the past. A forbidden form is written as the first,
with a note that starts with "forbidden"; so is a deprecated one, without it.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from msgcheck.glossary import Glossary, Term, TermForm
from msgcheck.terminology.exchange.rules import tell_rest
from msgcheck.terminology.exchange.told import Told

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMESPACE = "urn:iso:std:iso:30042:ed-2"
FORBIDDEN_NOTE = "forbidden"
CONCEPT_NOTE, DEFINITION, CONTEXT = "note", "definition", "context"
STATUSES = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "deprecated": "deprecatedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
# Names of the same things: version 3, then version 2.
_NAMES = {
    3: {"concept": "conceptEntry", "language": "langSec", "term": "termSec", "header": "tbxHeader"},
    2: {"concept": "termEntry", "language": "langSet", "term": "tig", "header": "martifHeader"},
}
_DOCTYPE = '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">'


def written(glossary: Glossary, path: Path, told: Told, *, version: int = 3) -> dict[Path, str]:
    """Return the file to write."""
    tell_rest(glossary, told)
    names = _NAMES[version]
    language = glossary.meta.language or "en"
    if version == 3:
        root = etree.Element("tbx", nsmap={None: NAMESPACE}, style="dca", type="TBX-Basic")
    else:
        root = etree.Element("martif", type="TBX-Basic")
    root.set(LANG, language)
    _header(root, names["header"], glossary.meta.name or "Glossary", version)
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for index, term in enumerate(glossary.terms):
        if term.status != "proposed" and (term.preferred or term.deprecated or term.forbidden):
            _concept(body, term, f"c{index + 1}", language, names, told)
    etree.indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"{_DOCTYPE}\n" if version == 2 else "")
    return {path: head + etree.tostring(root, encoding="unicode") + "\n"}


def _header(root: etree._Element, name: str, title: str, version: int) -> None:
    header = etree.SubElement(root, name)
    description = etree.SubElement(header, "fileDesc")
    if version == 3:
        etree.SubElement(etree.SubElement(description, "titleStmt"), "title").text = xml_text(title)
    source = etree.SubElement(description, "sourceDesc")
    etree.SubElement(source, "p").text = xml_text(title)
    if version == 2:
        encoding = etree.SubElement(header, "encodingDesc")
        etree.SubElement(encoding, "p", type="XCSURI").text = "TBXBasicXCSV02.xcs"


def _concept(
    body: etree._Element, term: Term, fallback: str, language: str, names: dict[str, str], told: Told
) -> None:
    concept = etree.SubElement(body, names["concept"], id=_xml_id(term.id, fallback, told))
    if term.note:
        etree.SubElement(concept, CONCEPT_NOTE).text = xml_text(term.note)
    section = etree.SubElement(concept, names["language"])
    locales = term.applies_to.locales
    section.set(LANG, locales[0] if len(locales) == 1 else language)
    if term.definition:
        etree.SubElement(section, "descrip", type=DEFINITION).text = xml_text(term.definition)
    forms = [("preferred", TermForm(text=term.preferred))] if term.preferred else []
    for status in ("admitted", "deprecated", "forbidden"):
        forms += [(status, form) for form in getattr(term, status)]
    for status, form in forms:
        part = etree.SubElement(section, names["term"])
        etree.SubElement(part, "term").text = xml_text(form.text)
        etree.SubElement(part, "termNote", type="administrativeStatus").text = STATUSES[status]
        if term.pos:
            etree.SubElement(part, "termNote", type="partOfSpeech").text = term.pos
        for example in term.examples.good if status == "preferred" else ():
            etree.SubElement(part, "descrip", type=CONTEXT).text = xml_text(example)
        if said := _note(status, form):
            etree.SubElement(part, "note").text = xml_text(said)
    _tell(term, told)


def _note(status: str, form: TermForm) -> str:
    if status != "forbidden":
        return form.reason
    return f"{FORBIDDEN_NOTE}: {form.reason}" if form.reason else FORBIDDEN_NOTE


def _tell(term: Term, told: Told) -> None:
    for name, value in (
        ("owners", term.owner),
        ("first uses", term.first_use),
        ("exceptions", term.exceptions),
        ("contexts", (*term.context.include, *term.context.exclude)),
        ("channels", term.applies_to.channels),
        ("several locales of a term", term.applies_to.locales[1:]),
        ("examples of wrong use", term.examples.bad),
        ("examples of words without a preferred form", () if term.preferred else term.examples.good),
        ("cases", term.case),
        ("inflections", term.inflect is not None),
        ("severities", term.severity),
    ):
        told.add(name, *([term.id] if value else []))
    forms = (*term.admitted, *term.deprecated, *term.forbidden)
    told.add("severities of forms", *(form.text for form in forms if form.severity))
    told.add("dates", *(form.text for form in forms if form.since or form.until))


def _xml_id(name: str, fallback: str, told: Told) -> str:
    """`name` where XML allows it as an id: no digit in front, no spaces."""
    if name[:1].isalpha() and all(char.isalnum() or char in "-_." for char in name):
        return name
    told.add("ids that XML does not allow", name)
    return fallback


def xml_text(text: str) -> str:
    """`text` without control characters, which XML has no way to write."""
    return "".join(char for char in text if char in "\n\t" or (char >= " " and char not in "\ufffe\uffff"))
