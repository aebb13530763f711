"""Comments in the copy: what each is about, in every format that has comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from msgcheck import ignore, intake
from msgcheck.config import Config
from msgcheck.model import Document, Place, Resource
from msgcheck.readers.site import fold_site

HTML = """<html lang="en"><head><title>Rooms</title></head><body><main>
<h1>Rooms</h1>
<!-- msgcheck: ignore MC201 its name -->
<p>One two three.</p>
<p>Four <!-- msgcheck: ignore MC201 its name --> five six.</p>
<p>Seven eight nine.</p> <!-- msgcheck: ignore MC201 its name -->
<p>Ten eleven twelve.</p>
</main></body></html>"""


def read(text: str, uri: str = "page.html") -> list[Document]:
    return intake.read_one(Resource(uri, text.encode()))


def reached(text: str, uri: str = "page.html", code: str = "MC201") -> list[str]:
    """Return the blocks at whose place a comment holds."""
    documents = read(text, uri)
    comments = ignore.comments(documents)
    return [
        block.text
        for document in documents
        for block in document.blocks
        if any(
            c.covers(
                code, Place(uri, "", block.text, "body", line=block.locator.line, column=block.locator.column)
            )
            for c in comments
        )
    ]


def problems(text: str, uri: str = "page.html") -> list[str]:
    return [comment.problem for comment in ignore.comments(read(text, uri))]


def test_a_comment_is_about_the_block_around_it_before_it_or_behind_it() -> None:
    assert reached(HTML) == ["One two three.", "Four five six.", "Seven eight nine."]
    assert [c.line for c in ignore.comments(read(HTML))] == [3, 5, 6]


def test_a_page_on_one_line_is_no_different() -> None:
    page = "<main><p>One two.</p><!-- msgcheck: ignore MC2 x --><p>Three four.</p><p>Five six.</p></main>"
    assert reached(page) == ["Three four."]


def test_words_in_the_middle_of_a_block_belong_to_it() -> None:
    page = "<main>\n<!-- msgcheck: ignore MC201 x -->\n<p>One two.\nThree four.</p>\n<p>Five.</p></main>"
    comment = ignore.comments(read(page))[0]
    for line, column, covered in (
        (3, 1, False),
        (3, 4, True),
        (4, 1, True),
        (4, 11, True),
        (4, 12, False),
        (5, 4, False),
    ):
        assert (
            comment.covers("MC201", Place("page.html", "", "", "body", line=line, column=column)) is covered
        )
    assert not comment.covers("MC201", Place("other.html", "", "", "body", line=4, column=1))
    assert not comment.covers("MC201", Place("page.html", "", "", "body")), "nobody knows where it stands"


@pytest.mark.parametrize("uri", ["page.md", "page.mdx"])
@pytest.mark.parametrize("comment", ["<!-- msgcheck: ignore MC201 x -->", "{/* msgcheck: ignore MC201 x */}"])
def test_markdown(uri: str, comment: str) -> None:
    assert reached(f"# A\n\n{comment}\n\nOne two.\n\nThree four.\n", uri) == ["One two."]
    assert reached(f"# A\n\n{comment}\nOne two.\n\nThree four.\n", uri) == ["One two."]
    assert reached(f"# A\n\nOne two. {comment}\n\nThree four.\n", uri) == ["One two."]
    assert reached(f"# A\n\n- One two.\n- Three four. {comment}\n- Five six.\n", uri) == ["Three four."]


def test_a_table_row_is_one_block() -> None:
    table = "| Plan | Price |\n|---|---|\n| Solo | $9 |{}\n| Team | $12 |{}\n"
    comment = " <!-- msgcheck: ignore MC102 x -->"
    assert reached(table.format("", comment), "page.md", "MC102") == ["Team", "$12"]
    row = "<table><tr><th>Plan<th>Price</tr>\n<!-- msgcheck: ignore MC102 x -->\n<tr><td>Solo<td>$9</tr>\n<tr><td>Team<td>$12</tr></table>"
    assert reached(row, code="MC102") == ["Solo", "$9"]


def test_a_region_and_a_whole_file() -> None:
    page = "<main><p>One.</p><!-- msgcheck: ignore-start MC102, MC105 x --><p>Two.</p><p>Three.</p><!-- msgcheck: ignore-end --><p>Four.</p></main>"
    assert reached(page, code="MC105") == ["Two.", "Three."]
    assert reached(page, code="MC103") == []
    assert reached("<p>One.</p><!-- msgcheck: ignore-file MC2 x --><p>Two.</p>") == ["One.", "Two."]


def test_what_is_shown_is_no_comment() -> None:
    code = "Write this:\n\n```html\n<!-- msgcheck: ignore MC201 x -->\n```\n\nOr `<!-- msgcheck: ignore MC201 x -->` here.\n"
    assert ignore.comments(read(code, "page.md")) == []
    assert ignore.comments(read("<!-- msgcheck: ignore MC201 x -->\nAll of this is shown.\n", "ad.txt")) == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("ignore MC201", "it gives no reason"),
        ("ignore MC201 --", "it gives no reason"),
        ("ignore our name", "it names no code: ignore MC201 REASON"),
        ("ignore MC2O1 our name", "there is no code MC2O1"),
        ("ignore MC201, MC9 our name", "there is no code MC9"),
        (
            "ingore MC201 our name",
            "'ingore' is not known here: ignore, ignore-file, ignore-start, ignore-end",
        ),
        ("ignore-start MC201 our name", "there is no ignore-end below it"),
        ("ignore-end", "there is no ignore-start above it"),
        ("ignore MC201: our name", ""),
        ("ignore MC201,MC2 – McDonald asked", ""),
    ],
)
def test_a_comment_that_says_too_little_is_not_obeyed(words: str, problem: str) -> None:
    page = f"<main><!-- msgcheck: {words} -->\n<p>One two.</p></main>"
    assert problems(page) == [problem]
    assert reached(page) == ([] if problem else ["One two."])


def test_a_comment_above_what_the_site_shares_never_slips_to_the_next_words() -> None:
    """The footer is read once, with another page; what follows here is not what was meant."""
    page = (
        '<html lang="en"><body><nav>{}<a href="/p">Our project space</a></nav>\n'
        "<main><h1>Page {}</h1><p>Words of page {} only.</p></main></body></html>"
    )
    comment = "<!-- msgcheck: ignore MC201 x -->"
    texts = {
        "a.html": page.format("", 1, 1),
        "b.html": page.format(comment, 2, 2),
        "c.html": page.format("", 3, 3),
    }
    documents = fold_site([document for uri, text in texts.items() for document in read(text, uri)])
    (found,) = ignore.comments(documents)
    assert (found.uri, found.reach) == ("b.html", ())
    texts = {"a.html": page.format(comment, 1, 1), "b.html": page.format("", 2, 2)}
    documents = fold_site([document for uri, text in texts.items() for document in read(text, uri)])
    (found,) = ignore.comments(documents)
    shared = next(document for document in documents if "site-wide" in document.uri)
    line, column = shared.line_column(shared.blocks[0], 0)
    assert found.covers("MC201", Place(shared.uri, "", "", "site_wide", line=line, column=column))
    assert not found.covers("MC201", Place("a.html", "", "", "body", line=2, column=11))


def test_every_page_of_the_docs_that_shows_comments_means_none(request: pytest.FixtureRequest) -> None:
    path = Path(__file__).parents[2] / "docs" / "decisions.md"
    assert "msgcheck: ignore" in path.read_text(encoding="utf-8")
    documents = intake.read_one(Resource("decisions.md", path.read_bytes()), Config())
    assert ignore.comments(documents) == []
