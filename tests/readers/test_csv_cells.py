"""Places in a CSV file: every word of a block stands where the block says it does."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

from hostile import given, st

from msgcheck.model import Document, Resource
from msgcheck.readers import csv_cells
from msgcheck.readers.table import CsvReader

ANYTHING = st.text(alphabet='a1",;\n\r b', max_size=40)
CELLS = st.text(alphabet='Free 30-day "trial", no card.\n;é', min_size=1, max_size=40)


def read(text: str) -> Document:
    (document,) = CsvReader().read(Resource("ads.csv", text.encode()))
    return document


def unspaced(rows: list[list[str]]) -> list[list[str]]:
    return [["".join(cell.split()) for cell in row] for row in rows]


@given(ANYTHING, st.sampled_from(",;"))
def test_cells_are_those_of_pythons_own_reader(text: str, delimiter: str) -> None:
    ours = [
        ["".join(words for words, _ in csv_cells.lines(text, cell, delimiter)) for cell in row]
        for row in csv_cells.rows(text, delimiter)
    ]
    theirs = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    assert unspaced(ours) == unspaced(list(theirs))


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_the_file_holds_the_words_of_a_block_where_it_says(rows: list[tuple[str, str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([("Headline", "Description"), *rows])
    document = read(stream.getvalue())
    assert document.source is not None
    for block in document.blocks:
        ends = [*block.origin, (len(block.text), 0)]
        for (start, at), (end, _) in pairwise(ends):
            written = document.source[at : at + end - start]
            assert " ".join(written.split(" ")).replace("\n", " ") == block.text[start:end]
        assert (block.locator.line, block.locator.column) == document.line_column(block, 0)


def test_a_quoted_cell_has_a_block_for_each_paragraph_with_its_own_line() -> None:
    document = read('Headline,Description\nTry it,"First ""free"" month\n\n  then $9, always"\nNow,Later\n')
    first, then, later = (b for b in document.blocks if "Description" in b.context)
    assert (first.text, first.locator.line, first.locator.column) == ('First "free" month', 2, 9)
    assert (then.text, then.locator.line, then.locator.column) == ("then $9, always", 4, 3)
    assert (later.text, later.locator.line, later.locator.column) == ("Later", 5, 5)
    assert document.source is not None
    at = first.source_offset(first.text.index("month"))
    assert at is not None
    assert document.source[at:].startswith("month\n")
    assert document.line_column(first, first.text.index("month")) == (2, 24)
