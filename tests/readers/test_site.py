"""What a website's pages share is read once, nothing is lost, and what differs stays where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.model import Block, Document, Kind, Resource, Surface
from msgcheck.readers.assembly import UNPLACED, assemble
from msgcheck.readers.html import HtmlReader
from msgcheck.readers.site import fold_duplicates, fold_site

ROOT = Path(__file__).parents[2]
FOOTER = "<footer><p>Call +1 555 0100. Plans from $79.</p><p>Made in Philadelphia.</p></footer>"


def read(uri: str, html: str, channel: str = "website", team: str = "marketing") -> Document:
    return HtmlReader().read(Resource(uri, html.encode(), channel=channel, team=team))[0]


def site(*bodies: str, footer: str = FOOTER, at: str = "site/{}.html", lang: str = "en") -> list[Document]:
    return [
        read(at.format(n), f"<html lang={lang}><main>{body}</main>\n{footer}")
        for n, body in enumerate(bodies)
    ]


def texts(documents: Iterable[Document]) -> set[str]:
    return {block.text for document in documents for block in document.blocks}


def page(documents: Iterable[Document], uri: str) -> Document:
    return next(document for document in documents if document.uri == uri)


def shared(documents: Iterable[Document]) -> list[Document]:
    return [document for document in documents if "(site-wide" in document.uri]


def spans_cut_the_text(document: Document) -> bool:
    return all(document.text[b.span.start : b.span.end] == b.text for b in document.blocks)


def test_the_website_of_the_corpus_keeps_every_text_and_says_its_footer_once() -> None:
    paths = sorted((ROOT / "corpora" / "website").glob("**/*.html"))
    before = [read(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    after = fold_site(before)
    [extra] = shared(after)
    assert texts(after) == texts(before)
    assert (extra.uri, extra.title) == ("corpora/website (site-wide)", "Navigation, header and footer")
    assert (extra.channel, extra.team, extra.language) == ("website", "marketing", "en-us")
    [made] = [block for block in extra.blocks if "Made by people" in block.text]
    assert made.surface is Surface.SITE_WIDE
    assert made.locator.label == "footer, on 23 of 23 pages, first on about.html line 116"
    assert len([block for document in after for block in document.blocks if block.text == made.text]) == 1
    assert len(after) == len(before) + 1
    assert all(map(spans_cut_the_text, after))


def test_a_footer_with_an_old_price_stays_on_its_page() -> None:
    pages = site("<p>One</p>", "<p>Two</p>", "<p>Three</p>")
    pages.append(read("site/old.html", f"<main><p>Old</p></main>{FOOTER.replace('$79', '$69')}"))
    after = fold_site(pages)
    assert "Call +1 555 0100. Plans from $69." in texts([page(after, "site/old.html")])
    [extra] = shared(after)
    assert texts([extra]) == {"Call +1 555 0100. Plans from $79.", "Made in Philadelphia."}
    assert [b.locator.label.split(",")[1] for b in extra.blocks] == [" on 3 of 4 pages", " on 4 of 4 pages"]


@pytest.mark.parametrize(
    "other", ["Plans from €79", "Plans from $7.9", "Plans from 79", "Plans from $79+", "Plans from $-79"]
)
def test_no_sign_is_punctuation(other: str) -> None:
    pages = [read(f"s/{n}.html", f"<nav>{text}</nav>") for n, text in enumerate(["Plans from $79", other])]
    assert fold_site(pages) == pages


def test_every_spelling_is_kept_once_with_its_own_count() -> None:
    navigation = ["Log in", "Log in", "LOG IN", "Log-in!"]
    pages = [read(f"s/{n}.html", f"<nav>{text}</nav>") for n, text in enumerate(navigation)]
    [extra] = shared(fold_site(pages))
    assert [(b.text, b.locator.label.split(",")[1]) for b in extra.blocks] == [
        ("Log in", " on 2 of 4 pages"),
        ("LOG IN", " on 1 of 4 pages"),
        ("Log-in!", " on 1 of 4 pages"),
    ]


def test_what_no_tag_marks_needs_half_of_a_small_site_and_three_pages() -> None:
    twice = site("<p>No credit card.</p>", "<p>No credit card.</p>", "<p>Three</p>", footer="")
    assert fold_site(twice) == twice
    often = site(*["<h2>Start today</h2><p>No credit card.</p>"] * 3, "<p>Four</p>", footer="")
    [extra] = shared(fold_site(often))
    assert [(b.text, b.surface) for b in extra.blocks] == [
        ("Start today", Surface.BODY),
        ("No credit card.", Surface.BODY),  # still a promise, not navigation
    ]
    assert extra.blocks[1].locator.label.startswith("paragraph 1 under 'Start today', on 3 of 4 pages, first")


def test_the_same_answer_to_other_questions_is_no_furniture() -> None:
    pages = site(*[f"<h2>Is {n} free?</h2><p>Yes, it is.</p>" for n in "abcd"], footer="")
    assert fold_site(pages) == pages


def test_what_stands_on_most_pages_is_the_site_s_under_whatever_heading() -> None:
    """The page's own h1 is the last heading above a banner that no tag marks."""
    banner = '<div class="row"><p>Support answers within 4 hours, every day.</p></div>'
    pages = site(*[f"<h1>About {n}</h1><p>Only {n} here.</p>{banner}" for n in "abcde"], footer="")
    after = fold_site(pages)
    [extra] = shared(after)
    assert [(b.text, b.headings) for b in extra.blocks] == [
        ("Support answers within 4 hours, every day.", ())
    ]
    assert not texts(d for d in after if d is not extra) & texts([extra])
    other = read("site/z.html", f"<html lang=en><h1>Z</h1>{banner.replace('4', '24')}")
    assert "Support answers within 24 hours, every day." in texts(
        [page(fold_site([*pages, other]), "site/z.html")]
    )


def test_a_value_needs_its_heading_and_its_card() -> None:
    values = site(*[f"<h2>Plan {n}</h2><p>14 days free</p>" for n in "abcd"], footer="")
    assert fold_site(values) == values
    card = '<div class="plan"><h3>{0} {1}</h3><p>Only $9 for each user.</p></div>'
    plans = site(*["".join(card.format(n, k) for k in "xy") for n in "abcd"], footer="")
    assert fold_site(plans) == plans


def test_a_page_keeps_its_heading_when_navigation_says_the_same() -> None:
    pages = site("<h1>Pricing</h1>", "<h1>Stock</h1>", footer="<nav><ul><li>Pricing<li>Stock</ul></nav>")
    after = fold_site(pages)
    assert texts([page(after, "site/0.html")]) == {"Pricing"}
    assert page(after, "site/0.html").blocks[0].kind is Kind.HEADING


def test_each_host_and_each_language_has_its_own() -> None:
    german = FOOTER.replace("Made in", "Aus")
    pages = [
        *site("<p>a</p>", "<p>b</p>", at="https://www.x.example/{}"),
        read("https://x.example/", f"<html lang=en>{FOOTER}"),
        *site("<p>c</p>", "<p>d</p>", at="https://docs.x.example/{}"),
        *site("<p>e</p>", "<p>f</p>", at="https://www.x.example/de/{}", footer=german, lang="de-AT"),
    ]
    after = fold_site(pages)
    assert [document.uri for document in shared(after)] == [
        "https://docs.x.example (site-wide)",
        "https://www.x.example (site-wide)",
        "https://www.x.example (site-wide, de)",
    ]
    assert "on 3 of 3 pages" in shared(after)[1].blocks[0].locator.label
    assert texts(after) == texts(pages)


def test_folders_that_share_their_furniture_are_one_site_and_others_are_not() -> None:
    footer = FOOTER + "<nav>Home of our stock</nav>"
    ours = [read(f"build/{name}/index.html", f"<p>{name}</p>{footer}") for name in ("a", "b", "c")]
    theirs = [read(f"other/{name}.html", "<nav>Home</nav><footer>Theirs</footer>") for name in ("x", "y")]
    assert [d.uri for d in shared(fold_site([*ours, *theirs]))] == ["build (site-wide)", "other (site-wide)"]
    here = [read(f"{name}.html", FOOTER) for name in "ab"]
    assert [d.uri for d in shared(fold_site(here))] == ["(site-wide)"]


def test_the_branches_of_an_if_and_tables_stay_on_their_pages() -> None:
    branch = "<footer>{% if trial %}<p>14 days free</p>{% else %}<p>Plans from $79</p>{% endif %}</footer>"
    table = "<table><tr><th>Plan<th>Price<tr><td>Solo<td>$79</table>"
    pages = site(*[table] * 4, footer=branch)
    assert fold_site(pages) == pages


def test_mails_and_other_documents_are_left_alone() -> None:
    mails = [read(f"emails/{n}.html", f"<p>Hi {n}</p>{FOOTER}", channel="email") for n in range(4)]
    notes = [assemble(Resource(f"{n}.md", b""), [Block("Same", UNPLACED)], media_type="text/markdown") for n in "abcd"]  # fmt: skip
    assert fold_site([*mails, *notes]) == sorted([*mails, *notes], key=lambda d: d.uri)


def test_a_source_is_kept_only_where_every_text_comes_from_it() -> None:
    pages = site("<p>One</p>", "<p>Two</p>")
    [extra] = shared(fold_site(pages))
    assert extra.source == pages[0].source
    assert extra.line_column(extra.blocks[0], 0) == (2, 12)
    new = FOOTER.replace("Philadelphia", "Boston")
    [mixed] = shared(fold_site([*pages, *site("<p>a</p>", "<p>b</p>", footer=new, at="site/new{}.html")]))
    assert (mixed.source, {block.origin for block in mixed.blocks}) == (None, {()})
    assert mixed.line_column(mixed.blocks[0], 0) == (2, 12)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["Home", "home", "Cancel anytime.", "$9", "€9", "***", "No."]),
                st.sampled_from([Surface.SITE_WIDE, Surface.BODY, Surface.TITLE]),
                st.sampled_from(["", "if1:0"]),
            ),
            max_size=6,
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_no_text_is_lost_and_the_order_of_reading_changes_nothing(pages, random) -> None:  # type: ignore[no-untyped-def]
    documents = [
        assemble(
            Resource(f"site/{n}.html", b""),
            [Block(text, UNPLACED, surface=surface, variant=variant) for text, surface, variant in blocks],
            media_type="text/html",
        )
        for n, blocks in enumerate(pages)
    ]
    after = fold_site(documents)
    assert texts(after) == texts(documents)
    assert all(map(spans_cut_the_text, after))
    random.shuffle(documents)
    assert fold_site(documents) == after


def test_thousands_of_pages_take_seconds() -> None:
    blocks = [Block(f"Menu item {n}", UNPLACED, surface=Surface.SITE_WIDE) for n in range(40)]
    pages = [
        assemble(
            Resource(f"s/{p // 50}/{p}.html", b""),
            [
                *blocks,
                *(Block(f"Paragraph {n} of page {p}, long enough to be one.", UNPLACED) for n in range(30)),
            ],
            media_type="text/html",
        )
        for p in range(2000)
    ]
    began = process_time()
    after = fold_site(pages)
    assert process_time() - began < 60  # a quadratic way takes many minutes
    assert len(after) == 2001


def test_the_head_says_its_address_and_where_it_leads() -> None:
    html = """<link rel="Canonical" href=" https://x.example/a "><link rel="canonical" href="/b">
        <meta http-equiv="Refresh" content="0; URL='https://x.example/new'"><meta name="robots" content="noindex">
        <meta http-equiv="refresh" content="30"><link rel="stylesheet" href="a.css"><p>Hi"""
    assert read("a.html", html).notes == (
        "canonical address: https://x.example/a",
        "redirects to: https://x.example/new",
        "noindex: the page asks search engines to leave it out",
    )


def test_pages_of_one_address_and_equal_files_are_read_once_and_all_named() -> None:
    html = '<link rel="canonical" href="https://x.example/a"><p>Plans from $79.'
    tracked = read("https://x.example/a?utm=1", html + "<!-- 1 -->")
    proper = read("https://x.example/a", html)
    edited = read("https://x.example/a?old", html.replace("79", "69"))
    plain, copy = read("z/plain.html", "<p>Hi"), read("b/copy.html", "<p>Hi")
    sales = read("c/sales.html", "<p>Hi", team="sales")
    kept = fold_duplicates([tracked, proper, edited, plain, copy, sales])
    assert [d.uri for d in kept] == ["https://x.example/a", "https://x.example/a?old", "b/copy.html", "c/sales.html"]  # fmt: skip
    assert kept[0].notes[-1] == "the same as https://x.example/a?utm=1"
    assert kept[2].notes == ("the same as z/plain.html",)
    assert kept[3] is not None
    assert kept[3].notes == ()


def test_equal_rows_of_one_file_are_two_assets() -> None:
    rows = [assemble(Resource("ads.csv", b"x"), [Block("Free", UNPLACED)], media_type="text/csv", uri=f"ads.csv!/{n}") for n in (1, 2)]  # fmt: skip
    assert fold_duplicates(rows) == rows
