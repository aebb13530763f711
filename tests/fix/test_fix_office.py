"""Wrong words in decks and Word documents: runs, notes, tables, groups, fields, and every other part as it was."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from fixing import fixed, rewritten
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(before: bytes, after: bytes) -> list[str]:
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    return [name for name in old if old[name] != new[name]]


def runs(paragraph: Any) -> list[str]:
    return [run.text for run in paragraph.runs]


def paragraph_of(document: Any, *words: str) -> Any:
    paragraph = document.add_paragraph()
    for at, text in enumerate(words):
        paragraph.add_run(text).bold = at % 2 == 1
    return paragraph


def test_words_split_over_runs_go_into_the_first_and_the_others_stay(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph_of(document, "Open the pro", "ject", " space", " of all.")
    paragraph_of(document, "Send an e-mail & read <more>.")
    paragraph_of(document, "Use single sign", "on", " today.")
    before = saved(document)
    after, left = rewritten(tmp_path, "a.docx", before)
    read = docx.Document(io.BytesIO(after))
    assert not left
    assert [runs(p) for p in read.paragraphs] == [
        ["Open the workspace", "", "", " of all."],
        ["Send an email & read <more>."],
        ["Use single sign-on", "", " today."],
    ]
    assert [run.bold for run in read.paragraphs[0].runs] == [False, True, False, True]
    assert changed(before, after) == ["word/document.xml"]


@given(cuts=st.lists(st.integers(0, 60), max_size=6))
def test_however_the_runs_are_cut_the_words_are_the_same(cuts: list[int]) -> None:
    sentence = "An overage, a project space and e-mails wait for  you to log in."
    ends = sorted({0, len(sentence), *cuts})
    document = docx.Document()
    paragraph_of(document, *(sentence[start:end] for start, end in pairwise(ends)))
    with TemporaryDirectory() as folder:
        after, left = rewritten(Path(folder), "a.docx", saved(document))
    paragraph = docx.Document(io.BytesIO(after)).paragraphs[0]
    assert not left
    assert paragraph.text == "A usage fee, a workspace and emails wait for  you to sign in."
    assert len(paragraph.runs) == len(ends) - 1


def test_white_space_at_the_end_of_a_run_is_kept_for_word(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph_of(document, "a project", "space")
    text = document.paragraphs[0].runs[1]._r.find(qn("w:t"))
    text.text = "space wins"
    document.paragraphs[0].runs[0]._r.find(qn("w:t")).text = "a project "
    after, _ = rewritten(tmp_path, "a.docx", saved(document))
    xml = parts(after)["word/document.xml"].decode()
    assert '<w:t xml:space="preserve"> wins</w:t>' in xml


def test_tables_headers_footers_and_list_items_of_a_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Your project space", 1)
    document.add_paragraph("The project space", style="List Bullet")
    table = document.add_table(2, 2)
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"web site {at}"
    document.sections[0].header.paragraphs[0].text = "Our web site"
    document.sections[0].footer.paragraphs[0].text = "Send an e-mail"
    before = saved(document)
    after, left = rewritten(tmp_path, "a.docx", before)
    assert not left
    assert (
        changed(before, after) == ["word/document.xml", "word/footer1.xml", "word/header1.xml"]
        or len(changed(before, after)) == 3
    )
    text = " ".join(data.decode("utf-8", "replace") for data in parts(after).values())
    assert "web site" not in text
    assert "project space" not in text


def test_what_a_program_fills_in_stays(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Made in the ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " TITLE ")
    field.append(paragraph.add_run("project space")._r)
    paragraph._p.append(field)
    before = saved(document)
    after, left = rewritten(tmp_path, "a.docx", before)
    assert after == before
    assert left == ["in a field that the program fills in"]


def test_a_merge_field_beside_the_words_stays(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph_of(document, "Hi {{ first", "_name }}, your web", " site waits.")
    after, left = rewritten(tmp_path, "a.docx", saved(document))
    assert not left
    assert runs(docx.Document(io.BytesIO(after)).paragraphs[0]) == [
        "Hi {{ first", "_name }}, your website", " waits.",
    ]  # fmt: skip


def test_one_sentence_that_is_also_a_quotation_is_left(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The project space is where we work.")
    document.add_paragraph("The project space is where we work.", style="Quote")
    before = saved(document)
    after, left = rewritten(tmp_path, "a.docx", before)
    assert after == before
    assert ["must stay" in reason for reason in left] == [True]


def deck() -> Any:
    prs = Presentation()
    slide = prs.slides.add_slide(prs.slide_layouts[5])
    slide.shapes.title.text = "Your web site"
    box = slide.shapes.add_textbox(0, 0, Inches(3), Inches(1)).text_frame.paragraphs[0]
    for at, words in enumerate(("an univer", "sal login", " for all")):
        run = box.add_run()
        run.text, run.font.bold = words, at == 1
    table = slide.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(2)).table
    for at, words in enumerate(("Plan", "Seats", "Team", "one project space")):
        table.cell(at // 2, at % 2).text = words
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "Log in\vto the cafe"
    picture = slide.shapes.add_textbox(0, 0, Inches(1), Inches(1))
    picture._element.nvSpPr.cNvPr.set("descr", 'A web site & "more"')
    slide.notes_slide.notes_text_frame.text = "Say e-mail, never guru."
    return prs


def test_a_deck_with_tables_groups_notes_and_alt_text(tmp_path: Path) -> None:
    before = saved(deck())
    after, left = rewritten(tmp_path, "a.pptx", before)
    slide = Presentation(io.BytesIO(after)).slides[0]
    assert slide.shapes.title.text == "Your website"
    shapes = list(slide.shapes)
    assert runs(shapes[1].text_frame.paragraphs[0]) == ["a single", " sign-on", " for all"]  # word by word
    assert shapes[1].text_frame.paragraphs[0].runs[1].font.bold
    assert shapes[2].table.cell(1, 1).text == "one workspace"
    assert shapes[3].shapes[0].text_frame.text == "Sign in\vto the café"
    assert slide.notes_slide.notes_text_frame.text == "Say email, never guru."
    assert shapes[4]._element.nvSpPr.cNvPr.get("descr") == 'A website & "more"'
    assert left == ["the glossary names nothing to say instead"]
    assert all(
        name.startswith("ppt/slides/") or name.startswith("ppt/notes") for name in changed(before, after)
    )


def test_fixing_a_deck_twice_is_fixing_it_once(tmp_path: Path) -> None:
    after, _ = rewritten(tmp_path, "a.pptx", saved(deck()))
    again, _ = rewritten(tmp_path, "a.pptx", after)
    assert again == after


def test_a_chart_is_left_to_people(tmp_path: Path) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    prs = Presentation()
    data = CategoryChartData()
    data.categories = ["web site", "shop"]
    data.add_series("Visits", (1, 2))
    prs.slides.add_slide(prs.slide_layouts[6]).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 99, 99, data
    )
    before = saved(prs)
    after, left = rewritten(tmp_path, "a.pptx", before)
    assert after == before
    assert ["chart" in reason for reason in left] == [True]


def test_the_sentences_are_shown_before_and_after(tmp_path: Path) -> None:
    from msgcheck.fix import shown

    (tmp_path / "a.pptx").write_bytes(saved(deck()))
    text = shown(fixed(tmp_path, "a.pptx"))
    assert "  - Say e-mail, never guru.\n  + Say email, never guru.\n" in text
