"""TBX-Basic in both versions and both styles, as other tools write it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, Term, load_glossary
from msgcheck.terminology.exchange import exported, tbx_read
from msgcheck.terminology.exchange.told import Told

ROOT = Path(__file__).parents[2]
NS = {"t": "urn:iso:std:iso:30042:ed-2"}

DCA = """<?xml version="1.0" encoding="utf-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>Garden words</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
<conceptEntry id="c1">
  <transacGrp><transac type="transactionType">origination</transac><date>2010-04-17</date></transacGrp>
  <descrip type="subjectField">Tools</descrip>
  <note>Sold in two sizes.</note>
  <langSec xml:lang="en">
    <descripGrp><descrip type="definition">A small spade
       with a <hi>pointed</hi> blade.</descrip><admin type="source">catalog</admin></descripGrp>
    <termSec><term>trowel</term>
      <termNote type="partOfSpeech">noun</termNote>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
      <descripGrp><descrip type="context">Use a trowel for bulbs.</descrip></descripGrp></termSec>
    <termSec><term>hand spade</term>
      <termNote type="partOfSpeech">noun</termNote>
      <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
    <termSec><term>digger</term>
      <termNoteGrp><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termNoteGrp>
      <note>Before 2019.</note></termSec>
    <termSec><term>scoop</term>
      <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
  </langSec>
  <langSec xml:lang="es"><termSec><term>palita</term></termSec></langSec>
</conceptEntry>
<conceptEntry><langSec xml:lang="en"><termSec><term>mulch</term></termSec>
  <termSec><term>ground cover</term></termSec></langSec></conceptEntry>
</body></text></tbx>
"""
DCT = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<text><body><conceptEntry id="c1"><min:subjectField>Tools</min:subjectField>
 <langSec xml:lang="en"><basic:definition>A small spade.</basic:definition>
  <termSec><term>trowel</term><min:partOfSpeech>noun</min:partOfSpeech>
   <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
   <basic:context>Use a trowel for bulbs.</basic:context></termSec>
  <termSec><term>scoop</term>
   <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
 </langSec></conceptEntry></body></text></tbx>
"""
V2 = """<?xml version='1.0' encoding='ISO-8859-1'?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en-US"><martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>
<text><body><termEntry id="eid-1"><descrip type="definition">A drink.</descrip>
<langSet xml:lang="en-US"><ntig><termGrp><term>caf\xe9</term><termNote type="partOfSpeech">properNoun</termNote>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
<tig><term>coffee bar</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
</langSet></termEntry></body></text></martif>
"""


def read(tmp_path: Path, content: str | bytes) -> tuple[tuple[Term, ...], Told]:
    path = tmp_path / "terms.tbx"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    told = Told()
    return tbx_read.read(path, told).terms, told


def test_version_3_in_style_dca(tmp_path: Path) -> None:
    terms, told = read(tmp_path, DCA)
    trowel, palita, mulch = terms
    assert trowel.model_dump(exclude_defaults=True) == {
        "id": "c1",
        "definition": "A small spade with a pointed blade.",
        "pos": "noun",
        "preferred": "trowel",
        "admitted": ({"text": "hand spade"},),
        "deprecated": ({"text": "digger", "reason": "Before 2019."}, {"text": "scoop"}),
        "applies_to": {"locales": ("en",)},
        "examples": {"good": ("Use a trowel for bulbs.",)},
        "note": "Sold in two sizes.",
    }
    assert (palita.id, palita.preferred, palita.applies_to.locales) == ("c1-es", "palita", ("es",))
    assert (mulch.id, mulch.preferred, [form.text for form in mulch.admitted]) == (
        "mulch",
        "mulch",
        ["ground cover"],
    )
    assert told.kinds["superseded terms (they become deprecated)"] == ["digger"]
    assert told.kinds["subjectField entries"] == ["Tools"]
    assert told.kinds["source entries"] == ["catalog"]


def test_version_3_in_style_dct(tmp_path: Path) -> None:
    (trowel,), _ = read(tmp_path, DCT)
    assert (trowel.definition, trowel.pos, trowel.preferred) == ("A small spade.", "noun", "trowel")
    assert [form.text for form in trowel.deprecated] == ["scoop"]
    assert trowel.examples.good == ("Use a trowel for bulbs.",)
    assert trowel.applies_to.locales == ()


def test_version_2_with_groups_and_another_encoding(tmp_path: Path) -> None:
    (cafe,), _ = read(tmp_path, V2.encode("latin-1"))
    assert (cafe.id, cafe.preferred, cafe.pos, cafe.definition) == ("eid-1", "café", "noun", "A drink.")
    assert [form.text for form in cafe.deprecated] == ["coffee bar"]


@pytest.mark.parametrize("form", ["tbx", "tbx-v2"])
def test_what_is_written_is_tbx_basic(form: str, tmp_path: Path) -> None:
    files, lost = exported(
        load_glossary(ROOT / "glossary.yaml"), form, tmp_path / "g.tbx", today=date(2026, 11, 22)
    )
    root = etree.fromstring(files[tmp_path / "g.tbx"].encode())
    assert root.get("type") == "TBX-Basic"
    statuses = {"preferredTerm", "admittedTerm", "deprecatedTerm"}
    kinds = {"administrativeStatus", "partOfSpeech"}
    notes = list(root.iter("{*}termNote"))
    assert {note.get("type") for note in notes} == kinds
    said = {note.text for note in notes if note.get("type") == "administrativeStatus"}
    assert said == {f"{status}-admn-sts" for status in statuses}
    # Where TBX-Basic allows them: a definition with a language, a context with a term, notes after term notes.
    for descrip in root.iter("{*}descrip"):
        above = etree.QName(descrip.getparent()).localname
        assert (
            above
            in {"definition": ("langSec", "langSet"), "context": ("termSec", "tig")}[descrip.get("type")]
        )
    assert len({e.get("id") for e in root.iter("{*}conceptEntry", "{*}termEntry")}) == 31
    assert any(line.startswith("facts: 14 ") for line in lost)


def test_a_forbidden_form_stays_forbidden_and_keeps_its_reason(tmp_path: Path) -> None:
    data = {"terms": [{"preferred": "a b", "forbidden": [{"text": "c d", "reason": "a trademark"}, "e f"]}]}
    glossary = Glossary.model_validate(data)
    files, _ = exported(glossary, "tbx", tmp_path / "terms.tbx", today=date(2026, 11, 22))
    (term,), _ = read(tmp_path, files[tmp_path / "terms.tbx"])
    assert [(form.text, form.reason) for form in term.forbidden] == [("c d", "a trademark"), ("e f", "")]


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f'<!DOCTYPE tbx [<!ENTITY e0 "lol">{BOMB}]><tbx>&e8;</tbx>', "declares entities"),
        (f'<!DOCTYPE tbx [<!ENTITY e0 "lol">{BOMB}]><tbx a="&e8;"/>', "declares entities"),
        ('<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx>&x;</tbx>', "declares entities"),
        ('<!DOCTYPE tbx [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><tbx/>', "declares entities"),
        ("<tbx>\n<text>\n", r"terms.tbx:3: is not XML"),
        ("", r"terms.tbx:1: is not XML"),
        ("<a>" * 10_000, r"terms.tbx:1: is not XML"),
        ('<?xml version="1.0" encoding="nonsense"?><tbx/>', r"is not XML"),
        ("<html><body/></html>", r"<html> is no TBX file"),
        ("<tbx><conceptEntry>\n<langSec>\n<termSec/></langSec></conceptEntry></tbx>", r"terms.tbx:3: has no <term>"),
        ("<tbx><conceptEntry>\n<langSec><termSec><term>--</term></termSec></langSec></conceptEntry></tbx>", r"terms.tbx:2: holds no letter"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read(tmp_path, content)
    assert caught.value.hint
    assert "root:" not in str(caught.value)


def test_a_status_that_tbx_basic_does_not_have_is_told(tmp_path: Path) -> None:
    content = DCT.replace("deprecatedTerm-admn-sts", "legalTerm-admn-sts")
    (term,), told = read(tmp_path, content)
    assert [form.text for form in term.admitted] == ["scoop"]
    assert told.kinds["statuses that are not known"] == ["scoop: legalTerm-admn-sts"]
