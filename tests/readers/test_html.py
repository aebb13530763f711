"""Web pages: nothing a visitor reads is lost, and everything knows what it belongs to and where it stood."""

from __future__ import annotations

import time
from datetime import date

import pytest
from bs4 import BeautifulSoup
from hostile import changed, quick, read_or_refuse, refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.model import Block, Document, Kind, Resource, Speaker, Surface
from msgcheck.readers.html import HtmlReader, html_blocks

PAGE = """<!doctype html>
<html lang=" en"><head><title>Acme &amp; Co</title>
<meta name="description" content="Free for 30&nbsp;days.">
<meta property="og:title" content="Acme: plans">
<meta property="article:published_time" content="2024-02-28T10:00:00Z">
<script type="application/ld+json">{"@graph": [
  {"@type": "Product", "name": "Acme Team", "offers": {"@type": "Offer", "price": "9.00", "priceCurrency": "USD"}},
  {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "How long?",
    "acceptedAnswer": {"@type": "Answer", "text": "<p>14 days.</p>"}}]}], "datePublished": "2024-03-01"}</script>
<style>p { color: red }</style></head>
<body><nav><a href="/">Home</a> <a href="/p">Pricing</a></nav>
<header class="hero"><h1>sign<b>on</b> in minutes</h1></header>
<!-- not copy: 99 days -->
<p>Try it&nbsp;free for 14&shy;days<br>today. <img src="x.png" alt="Chart of growth"> Save 20&#37;.</p>
<h2>Pricing</h2>
<div class="plans">
  <div class="plan"><p>Most popular</p><h3>Starter</h3><span class="price">$9</span><span class="per">per month</span>
    <ul><li>10 users<li>Chat</ul><a class="btn" href="#">Buy Starter</a></div>
  <div class="plan"><h3>Team</h3><del>$29</del> <b>$19</b><p>Billed yearly*</p></div>
  <div class="plan"><h3>Enterprise</h3><p>Contact us</p></div>
</div>
<p>* Billed once a year.</p>
<table><caption>Compare plans</caption>
<tr><th></th><th>Starter</th><th>Team</th></tr>
<tr><th scope="row">Users</th><td>10</td><td>50</td></tr>
<tr><td colspan="3">Support</td></tr>
<tr><th>Phone</th><td colspan="2">24/7</td></tr></table>
<details><summary>How long is the trial?</summary><p>30 days.</p></details>
<h3><button aria-expanded="false" aria-controls="a1">Can I cancel?</button></h3><div id="a1" hidden><p>Any time.</p></div>
<dl><dt>Refunds</dt><dd>Within 60 days.</dd></dl>
<blockquote class="testimonial"><p>Saved us 40%.</p><cite>Jane Doe, Globex</cite></blockquote>
<div style="display: none">Old price $5</div>
<p>Press <kbd>Ctrl</kbd>, use <code>{{ Page URL }}</code>.</p><pre>limit = 5</pre>
<h2>Is it safe?</h2><p>Yes, {{ name | default: "friend" }}.</p>
{% if pro %}<p>Free for 30 days</p>{% else %}<p>Free for 7 days</p>{% endif %}
<div class="cookie-banner">We use cookies</div>
<footer><p>24/7 support since 2010</p></footer></body></html>
"""


def read(html: str | bytes) -> Document:
    data = html if isinstance(html, bytes) else html.encode()
    return HtmlReader().read(Resource("https://acme.example/", data, "text/html"))[0]


@pytest.fixture(scope="module")
def page() -> Document:
    return read(PAGE)


def find(document: Document, text: str) -> Block:
    return next(block for block in document.blocks if block.text == text)


def test_title_language_and_date(page: Document) -> None:
    assert (page.title, page.language, page.date) == ("Acme & Co", "en", date(2024, 2, 28))
    assert page.media_type == "text/html"
    assert page.notes == ("crossed out, not read: '$29'",)


@pytest.mark.parametrize(
    ("text", "kind", "surface"),
    [
        ("Acme & Co", Kind.ATTRIBUTE, Surface.TITLE),
        ("Free for 30 days.", Kind.ATTRIBUTE, Surface.META),
        ("Acme: plans", Kind.ATTRIBUTE, Surface.OG),
        ("Acme Team", Kind.ATTRIBUTE, Surface.JSON_LD),
        ("9.00 USD", Kind.ATTRIBUTE, Surface.JSON_LD),
        ("14 days.", Kind.ATTRIBUTE, Surface.JSON_LD),
        ("Home Pricing", Kind.PARAGRAPH, Surface.SITE_WIDE),
        ("signon in minutes", Kind.HEADING, Surface.BODY),
        ("Try it free for 14days today. Save 20%.", Kind.PARAGRAPH, Surface.BODY),
        ("Chart of growth", Kind.ATTRIBUTE, Surface.ALT),
        ("Buy Starter", Kind.BUTTON, Surface.BODY),
        ("10 users", Kind.LIST_ITEM, Surface.BODY),
        ("Chat", Kind.LIST_ITEM, Surface.BODY),
        ("Compare plans", Kind.CAPTION, Surface.BODY),
        ("50", Kind.TABLE_CELL, Surface.BODY),
        ("30 days.", Kind.PARAGRAPH, Surface.COLLAPSED),
        ("Any time.", Kind.PARAGRAPH, Surface.COLLAPSED),
        ("Within 60 days.", Kind.LIST_ITEM, Surface.BODY),
        ("Saved us 40%.", Kind.QUOTE, Surface.BODY),
        ("Old price $5", Kind.PARAGRAPH, Surface.HIDDEN),
        ("Press Ctrl, use {{ Page URL }}.", Kind.PARAGRAPH, Surface.BODY),
        ("limit = 5", Kind.CODE, Surface.BODY),
        ("Yes, friend.", Kind.PARAGRAPH, Surface.BODY),
        ("We use cookies", Kind.PARAGRAPH, Surface.SITE_WIDE),
        ("24/7 support since 2010", Kind.PARAGRAPH, Surface.SITE_WIDE),
    ],
)
def test_every_kind_of_copy(page: Document, text: str, kind: Kind, surface: Surface) -> None:
    block = find(page, text)
    assert (block.kind, block.surface) == (kind, surface)


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("9.00 USD", "Acme Team"),
        ("14 days.", "How long?"),
        ("Most popular", "Starter"),
        ("$9 per month", "Starter"),
        ("$19", "Team"),
        ("Billed yearly*", "Team, Billed once a year."),
        ("Contact us", "Enterprise"),
        ("50", "Users, Team"),
        ("24/7", "Support, Phone, Starter, Team"),
        ("30 days.", "How long is the trial?"),
        ("Any time.", "Can I cancel?"),
        ("Within 60 days.", "Refunds"),
        ("Yes, friend.", "Is it safe?"),
    ],
)
def test_what_a_reader_knows_without_reading_on(page: Document, text: str, context: str) -> None:
    assert find(page, text).context == context


def test_headings_are_the_trail_above(page: Document) -> None:
    assert find(page, "Pricing").headings == ("signon in minutes",)
    assert find(page, "Most popular").headings == ("signon in minutes", "Pricing", "Starter")
    assert find(page, "$19").headings == ("signon in minutes", "Pricing", "Team")
    assert find(page, "* Billed once a year.").headings == ("signon in minutes", "Pricing")
    assert find(page, "50").headings == ("signon in minutes", "Pricing", "Compare plans")
    assert find(page, "24/7 support since 2010").headings == ()


def test_records_share_a_group(page: Document) -> None:
    starter = {find(page, text).group for text in ("Starter", "$9 per month", "10 users", "Buy Starter")}
    assert len(starter) == 1
    assert starter != {find(page, "$19").group}
    assert find(page, "10").group == find(page, "50").group != find(page, "24/7").group


def test_who_speaks(page: Document) -> None:
    quote = find(page, "Saved us 40%.")
    assert (quote.speaker, quote.speaker_name) == (Speaker.CUSTOMER, "Jane Doe, Globex")
    assert find(page, "Within 60 days.").speaker is Speaker.COMPANY
    pull = read("<blockquote><p>We love simple things.</p></blockquote>").blocks[0]
    assert (pull.kind, pull.speaker) == (Kind.QUOTE, Speaker.COMPANY)


def test_merge_fields_and_variants(page: Document) -> None:
    assert find(page, "Free for 30 days").variant == "if1:0"
    assert find(page, "Free for 7 days").variant == "if1:1"
    assert find(page, "Press Ctrl, use {{ Page URL }}.").fields == ()  # inline code


def test_places(page: Document) -> None:
    assert page.source == PAGE
    lines = PAGE.split("\n")
    for block in page.blocks:
        line, column = page.line_column(block, 0)
        assert line is not None
        assert column is not None
        assert (line, column) == (block.locator.line, block.locator.column)
        assert lines[line - 1][column - 1 :].startswith(block.text[0])
        assert block.locator.label
    cell = find(page, "50").locator
    assert cell.label == "table 1, row Users, column Team"
    assert cell.css.endswith("table > tbody > tr:nth-of-type(2) > td:nth-of-type(2)")
    paragraph = find(page, "Try it free for 14days today. Save 20%.")
    assert paragraph.locator.label == "paragraph 1 under 'signon in minutes'"
    save = page.line_column(paragraph, paragraph.text.index("Save"))
    assert lines[save[0] - 1][save[1] - 1 :].startswith("Save 20&#37;")


def test_css_paths_find_their_element(page: Document) -> None:
    soup = BeautifulSoup(PAGE, "lxml")
    checked = 0
    for block in page.blocks:
        if block.kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM} and block.text != "Yes, friend.":
            (element,) = soup.select(block.locator.css)
            letters = element.get_text().replace("\xad", "")
            assert "".join(block.text.split()) in "".join(letters.split()).replace("$29", "")
            checked += 1
    assert checked > 20


def test_a_mail_has_a_preheader_and_layout_tables() -> None:
    html = (
        '<div style="display:none;max-height:0">Only today: 20% off&zwnj;&nbsp;&zwnj;&nbsp;</div>'
        "<table><tr><td><h1>Hi *|FNAME|*</h1><p>Your trial</p></td><td>ends soon</td></tr></table>"
        "<!--[if mso]><p>Outlook only</p><![endif]--><!--[if !mso]><!--><p>Others</p><!--<![endif]-->"
        "<footer>Acme, 1 Main St</footer>"
    )
    blocks = html_blocks(html, mail=True).blocks
    assert [(b.surface, b.text) for b in blocks] == [
        (Surface.PREHEADER, "Only today: 20% off"),
        (Surface.BODY, "Hi *|FNAME|*"),
        (Surface.BODY, "Your trial"),
        (Surface.BODY, "ends soon"),
        (Surface.BODY, "Others"),
        (Surface.BODY, "Acme, 1 Main St"),
    ]
    assert {b.kind for b in blocks} == {Kind.PARAGRAPH, Kind.HEADING}
    assert html_blocks(html).blocks[0].surface is Surface.HIDDEN
    assert read(html).blocks[0].surface is Surface.PREHEADER  # known by its words to Outlook
    plain = Resource("mail.html", b"<div hidden>20% off</div><p>Hi</p>", channel="email")
    assert HtmlReader().read(plain)[0].blocks[0].surface is Surface.PREHEADER


def test_tables_without_header_cells() -> None:
    html = (
        "<table><tr><td></td><td>Starter</td><td>Team</td></tr><tr><td>Price</td><td>$9</td><td>$19</td></tr>"
        '<tr><td rowspan="2">Limits</td><td>5 users</td><td>9 users</td></tr><tr><td>1 GB</td><td>2 GB</td></tr></table>'
    )
    contexts = {b.text: b.context for b in html_blocks(html).blocks}
    assert contexts["$19"] == "Price, Team"
    assert contexts["9 users"] == contexts["2 GB"] == "Limits, Team"


def test_two_rows_of_column_headers() -> None:
    html = (
        "<table><thead><tr><th rowspan=2>Plan</th><th colspan=2>Price</th></tr><tr><th>Monthly</th><th>Yearly</th></tr>"
        "</thead><tbody><tr><th>Team</th><td>$9</td><td>$90</td></tr></tbody></table>"
    )
    contexts = {b.text: b.context for b in html_blocks(html).blocks}
    assert contexts["$9"] == "Team, Price, Monthly"
    assert contexts["$90"] == "Team, Price, Yearly"


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>$19<sup>99</sup>, H<sub>2</sub>O, 5,000<sup>1</sup></p>", ["$19.99, H2O, 5,000"]),
        ("<p><span class=c>H</span><span class=c>i</span></p>", ["Hi"]),
        ("<p>9<span class=x>,99</span></p>", ["9,99"]),
        ("<p>one<br><br>two</p>", ["one", "two"]),
        ("<div>a<p>b</div>c", ["a", "b", "c"]),
        ("<p>a &lt;b&gt; &amp;amp; &copy &nosuch;</p>", ["a <b> &amp; © &nosuch;"]),
        ("<a href='x' title='a > b'>go</a>", ["go"]),
        ("<input type=submit value='Start free'>", ["Start free"]),
        ("<p>now<script>var x = '<p>no</p>'</script>here</p>", ["nowhere"]),
        ("5 < 6 and <3", ["5 < 6 and <3"]),
        ("<p>x</p><![CDATA[no]]><?php no ?><p>y</p>", ["x", "y"]),
        ("<p>x</p><![no[ no]><p>y</3>z</p>", ["x", "yz"]),
        ("<p>x<!-->y<!-- no > --></p>", ["xy"]),
        ("<img alt=first alt=second><IMG ALT = 'a &lt; b'/>", ["first", "a < b"]),
        ("<p>a &lt;b and a<b>c</b>", ["a <b and ac"]),
        ("<title>A <b> & C</title><p>x <textarea><p>no</textarea>y", ["A <b> & C", "x y"]),
        ("<title>no end<p>x</p>", ["no end", "x"]),
        ("<div/>a<p/>b<svg><path/></svg>", ["a", "b"]),
        ("<body><p>a<body><p>b</body>c <", ["a", "b", "c <"]),
    ],
)
def test_inline_markup(html: str, texts: list[str]) -> None:
    assert [block.text for block in html_blocks(html).blocks] == texts


def test_hidden_words_inside_a_paragraph_do_not_join_it() -> None:
    blocks = html_blocks('<p>Only $9<span class="sr-only">per user</span> a month</p>').blocks
    assert [(b.surface, b.text) for b in blocks] == [
        (Surface.BODY, "Only $9 a month"),
        (Surface.HIDDEN, "per user"),
    ]


NOTES = """<p id=p>Up to 5,000 seats<sup>1</sup>, $9<sup>50</sup> per m<sup>2</sup>, 99%<a class="footnote-ref"
href="#n2">[2]</a> of 10<sup>6</sup> calls.<a href="#p">&para;</a></p>
<table><tr><th>Fee<sup><a href="#n3">3</a></sup></th><td>$4</td></tr></table>
<p><sup>1</sup> With a yearly plan.</p><ol><li id="n2">Measured in May. <a href="#p">&#8617;</a></li></ol>
<p id="n3"><sup>3</sup> Before tax.</p>"""


def test_raised_digits_are_notes_cents_or_powers() -> None:
    blocks = html_blocks(NOTES).blocks
    assert blocks[0].text == "Up to 5,000 seats, $9.50 per m², 99% of 10⁶ calls."
    assert blocks[0].context == "With a yearly plan., Measured in May."
    fee = next(block for block in blocks if block.text == "$4")
    assert fee.context == "Fee, Before tax."
    assert [block.text for block in blocks[-3:]] == ["With a yearly plan.", "Measured in May.", "Before tax."]


@pytest.mark.parametrize(
    ("html", "apart", "kept"),
    [
        (
            "<header><h1>Shop</h1><a>Cart</a></header><main><h1>Blanket</h1></main>",
            ["Shop", "Cart"],
            ["Blanket"],
        ),
        ("<header class=hero><h1>Free for all</h1></header><main><p>x</p></main>", [], ["Free for all", "x"]),
        ("<div>Sale ends Sunday</div><main><h1>One</h1></main>", ["Sale ends Sunday"], ["One"]),
        ("<div>Sale ends Sunday</div><h1>One</h1>", [], ["Sale ends Sunday", "One"]),
        ("<a class=skipTo_x9 href=#m>Skip</a><p>a</p>", ["Skip"], ["a"]),
        (
            "<details><summary>Menu</summary><nav>Shop all</nav></details><p>a</p>",
            ["Shop all"],
            ["Menu", "a"],
        ),
        ("<div class=yoast-breadcrumbs>Home</div><p>a</p>", ["Home"], ["a"]),
        (
            "<p>We ship daily.</p><div><h3>Our newsletter</h3><form><input type=email placeholder=Mail>"
            "<button>Go</button></form><p>No spam.</p></div>",
            ["Our newsletter", "Mail", "Go", "No spam."],
            ["We ship daily."],
        ),
        ("<form role=search><input placeholder=Find></form><p>a</p>", ["Find"], ["a"]),
        ("<ul class='nav nav-tabs' role=tablist><li role=tab>Europe</li></ul>", [], ["Europe"]),
        ("<div class=toast>Cookies! We use them.</div><p>a</p>", ["Cookies! We use them."], ["a"]),
        ("<div class=toast>Cookies and cream, back in stock</div>", [], ["Cookies and cream, back in stock"]),
        (
            "<h2>Book a demo</h2><form><input type=email><button>Send</button></form>",
            [],
            ["Book a demo", "Send"],
        ),
    ],
)
def test_furniture_is_kept_apart(html: str, apart: list[str], kept: list[str]) -> None:
    blocks = html_blocks(f"<body>{html}</body>").blocks
    assert [b.text for b in blocks if b.surface is Surface.SITE_WIDE] == apart
    assert [b.text for b in blocks if b.surface is not Surface.SITE_WIDE] == kept


@pytest.mark.parametrize(
    ("html", "text", "context"),
    [
        ("<div><div class=f__label>Fee:</div><div class=f__item>$9</div></div>", "$9", "Fee"),
        ("<div><p class=stat-number>98%</p><p class=stat-label>on time</p></div>", "98%", "on time"),
        ("<p>Can we?</p><div style='opacity:0;height:0'>For 2 days.</div>", "For 2 days.", "Can we?"),
        (
            "<div><div class=x><p>Rent</p><p>€2</p></div><div class=x><p>Buy</p><p>€31</p></div></div>",
            "€31",
            "Buy",
        ),
        ("<table><tr><th>Pro<th>Max<tr><td><svg aria-label=Included></svg><td>x</table>", "Included", "Pro"),
        ("<button>Offline?</button><div hidden>Yes, for a day.</div>", "Yes, for a day.", "Offline?"),
        (
            "<section><div class=p><div class=plan-name>A</div><b>$</b><i>1</i></div>"
            "<div class=p><div class=plan-name>B</div><b>$</b><i>2</i></div></section>",
            "$2",
            "B",
        ),
        (
            "<div role=table><div role=row><div role=columnheader>Limit</div><div role=columnheader>Pro</div></div>"
            "<div role=row><div role=rowheader>Seats</div><div role=cell>50</div></div></div>",
            "50",
            "Seats, Pro",
        ),
        (
            "<table><tr><th>Starts</th><th>Places</th></tr><tr><td>8 June 2026</td><td>6</td></tr></table>",
            "6",
            "8 June 2026, Places",
        ),
    ],
)
def test_what_stands_beside_a_value_names_it(html: str, text: str, context: str) -> None:
    block = next(block for block in html_blocks(html).blocks if block.text == text)
    assert block.context == context


def test_a_counter_shows_what_it_counts_up_to() -> None:
    html = (
        '<p><span data-to-value="1900" data-delimiter=",">0</span>+ teams, <b data-count="7">8</b> days</p>'
    )
    (block,) = html_blocks(html).blocks
    assert block.text == "1,900+ teams, 8 days"


def test_noindex_broken_json_and_unclosed_tags_are_noted() -> None:
    document = read(
        '<meta name=robots content="noindex"><script type="application/ld+json">{"a": </script><div><b>Free<p>x</div>'
    )
    assert [b.text for b in document.blocks] == ["Free", "x"]
    assert "noindex" in document.notes[-2]
    assert "JSON-LD" in document.notes[-1]
    assert document.notes[0] == "unclosed tag <b> in line 1, read anyway"


def test_broken_pages_are_read_on_and_noted() -> None:
    document = read("<p>a</p>\n<a href='x><p>b</p>\n<!-- c <p>d</p> e")
    assert [b.text for b in document.blocks] == ["a", "b"]
    assert document.notes == (
        "comment in line 3 never ends: the rest is not shown",
        "broken tag in line 2, read anyway",
        "unclosed tag <a> in line 2, read anyway",
    )
    deep = read("<div hidden>" + "<b>" * 300 + "a" + "</b>" * 300 + "b</div><p>c</p>")
    assert [(b.text, b.surface) for b in deep.blocks] == [("ab", Surface.HIDDEN), ("c", Surface.BODY)]
    assert deep.notes == ("more than 256 tags inside each other in line 1, read flat",)


@pytest.mark.parametrize(
    ("html", "texts", "broken"),
    [
        ("<p>a</p><script>if (x<p && y>z) {} <p>5 GB.</p>b", ["a", "5 GB.", "b"], "unclosed tag <script>"),
        ("<style>.a{}\n<div class=x>5 GB.</div>", ["5 GB."], "unclosed tag <style>"),
        ("<p>a</p><script>var a = 1;", ["a"], "unclosed tag <script>"),
        ('<p>See <a href="x>our</a> 5 GB.</p><p>9 days. "</p>', ["See our 5 GB.", '9 days. "'], "broken tag"),
        ('<p><a href="x>our</a> or <a href="y">their</a> plan.</p>', ["our or their plan."], "broken tag"),
    ],
)
def test_what_never_ends_swallows_nothing(html: str, texts: list[str], broken: str) -> None:
    document = read(html)
    assert [b.text for b in document.blocks] == texts
    assert document.notes[0] == f"{broken} in line 1, read anyway"


@pytest.mark.parametrize(
    "attribute", ['data-html="<p>b</p>"', "onclick=\"go(() => '</b>')\"", 'title="a > b <i>"', "title='>'"]
)
def test_values_with_markup_stay_values(attribute: str) -> None:
    document = read(f"<p {attribute}>a</p>")
    assert [b.text for b in document.blocks] == ["a"]
    assert document.notes == ()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<nav><a href=a>Home</a><a href=b>Pricing</a></nav>", "Home Pricing"),
        ("<p><span>14</span><span>days free</span></p>", "14 days free"),
        ("<p>$29<small>per user</small></p>", "$29 per user"),
        ("<p><b>14</b>days, 5<span>GB</span></p>", "14 days, 5 GB"),
        (
            "<p>H<sub>2</sub>Os, 1<b>st</b>, 2<sup>nd</sup>, sign<b>on</b>, 5<i>k</i></p>",
            "H2Os, 1st, 2nd, signon, 5k",
        ),
    ],
)
def test_words_of_two_elements_are_two_words(html: str, text: str) -> None:
    [block] = html_blocks(html).blocks
    assert block.text == text
    words = [html[block.source_offset(at) or 0] for at, letter in enumerate(text) if letter != " "]
    assert "".join(words) == text.replace(" ", "")


QUESTIONS = """<main><h1>Help</h1>
<section><h3>Do you refund?</h3><p>Within 30 days.</p><img alt="A chart"><p hidden>Within 5 days.</p>
<a class="btn" href=x>Ask</a><blockquote class="testimonial">Paid in 2 days.</blockquote>
<aside><p>We are 12 people.</p></aside></section>
<section><p>Trusted by 900 teams.</p></section>
<div><div><h3>Is it safe?</h3></div><div><p>Yes, it is.</p></div></div><p>Sales is open until 6.</p>
<div><p><strong>Can I cancel?</strong></p><p>Any time.</p><p><b>Prices</b></p><p>From $9.</p></div>
<ul><li><strong>How long is the trial?</strong><br>14 days.</li><li>No card.</li></ul></main>"""


def test_an_answer_ends_with_what_holds_its_question() -> None:
    answered = {b.text: b.context for b in html_blocks(QUESTIONS).blocks if b.context}
    assert answered == {
        "Within 30 days.": "Do you refund?",
        "Yes, it is.": "Is it safe?",
        "Any time.": "Can I cancel?",
        "14 days.": "How long is the trial?",
    }


def test_a_mark_finds_its_note_in_a_list_of_notes() -> None:
    html = '<p>Backups<sup>1</sup> and logs<sup>2</sup></p><ol class="footnotes"><li id="fn1">On Pro.<li>In May.</ol>'
    assert html_blocks(html).blocks[0].context == "On Pro., In May."


def test_a_drawing_says_its_labels() -> None:
    svg = """<svg><title>Uptime</title><defs><text>no</text></defs><text x=1>99.9 %<tspan x=1 dy=9>uptime</tspan></text>
    </svg><svg aria-hidden="true"><title>icon</title></svg>"""
    assert [(b.text, b.surface) for b in html_blocks(svg).blocks if b.text != "icon"] == [
        ("Uptime", Surface.ALT),
        ("99.9 % uptime", Surface.BODY),
    ]
    assert "icon" not in {b.text for b in html_blocks(svg).blocks}


def test_charsets_of_pages() -> None:
    html = '<meta charset="windows-1252"><p>Lösung – ab 9 €</p>'
    assert read(html.encode("cp1252")).blocks[0].text == "Lösung – ab 9 €"
    assert read(html.encode("utf-16")).blocks[0].text == "Lösung – ab 9 €"
    refusal(HtmlReader(), b"")
    refusal(HtmlReader(), b"\x89PNG\0\0\0" * 20)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "deep",
        "<ul><li>" * 30_000 + "deep",
        "<table><tr><td>" * 10_000 + "deep",
        "<a " * 100_000 + "deep",
        "<!--" * 100_000 + "deep",
        '<a b=">' * 30_001 + "deep",
        "<i><table>" + "<b>" * 20_000 + "</i>" * 20_000 + "deep",
        "<p>deep</p><script>" + "x" * 1_000_000,
        "<p>deep " + "&" * 300_000,
        "<p>deep " + "{%" * 100_000,
    ],
    ids=lambda html: html[:16],
)
def test_hostile_pages_end(html: str) -> None:
    started = time.process_time()
    read(html)
    assert time.process_time() - started < 20


TAGS = (
    "<p> </p> <div> </div> <b> </b> <li> <ul> </ul> <td> <tr> <table> </table> <h2> </h2> <br> <span hidden> </span>"
    " <a> </a> <details> <summary> </summary> <blockquote> </blockquote> &amp; &nbsp; word 9 <!--x--> < > &"
)
tags = st.sampled_from(
    [
        *TAGS.split(" "),
        " ",
        "\n",
        "<div class='card plan'>",
        "$9 ",
        "<img alt='y z'>",
        "<code>",
        "</code>",
        "{{ a }}",
    ]
)


@given(st.lists(tags, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost_and_none_is_said_twice(html: str) -> None:
    blocks = html_blocks(html).blocks
    said = "".join("".join(b.text.split()) for b in blocks if b.kind is not Kind.ATTRIBUTE)
    shown = "".join(BeautifulSoup(html, "html.parser").get_text().split())
    assert sorted(said) == sorted(shown)


@given(st.lists(tags, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_every_character_has_its_place(html: str) -> None:
    for block in html_blocks(html).blocks:
        for at, character in enumerate(block.text):
            place = block.source_offset(at)
            assert place is not None
            stood = html[place]
            assert stood == character or (character == " " and stood in "\n<&") or stood == "&"


@quick
@given(st.data())
def test_changed_bytes_are_read_or_refused(data: st.DataObject) -> None:
    read_or_refuse(HtmlReader(), changed(PAGE.encode(), data.draw))


TABS = """<body>
<ul class="nav" role="tablist"><li><a href="#teens" role="tab" data-toggle="tab">Teens</a></li></ul>
<div><div class="tab-pane" id="teens"><p>A term costs £112.</p></div></div>
<div><h4><a data-toggle="collapse" href="#q1">May I cancel?</a></h4><div id="q1"><p>With 30 days' notice.</p></div></div>
<ol role="tablist"><li role="tab" id="t1">Groups</li></ol>
<div role="tabpanel" aria-labelledby="t1"><p>From 250 travellers.</p></div>
<ul class="tabs_controls"><li><a>First visit</a></li><li><a>Emergencies</a></li></ul>
<div><div class="x_tab"><p>Allow 45 minutes.</p></div><div class="x_tab"><p>Seen for £85.</p></div></div>
<p>We open at 9.</p></body>"""


def test_panels_know_their_tab_by_link_by_label_and_by_place() -> None:
    told = {b.text: b.context for b in html_blocks(TABS).blocks}
    assert told["A term costs £112."] == "Teens"
    assert told["With 30 days' notice."] == "May I cancel?"
    assert told["From 250 travellers."] == "Groups"
    assert (told["Allow 45 minutes."], told["Seen for £85."]) == ("First visit", "Emergencies")
    assert told["We open at 9."] == ""


def test_a_card_is_named_by_its_heading_and_not_by_what_holds_it() -> None:
    card = (
        '<div class="table"><div class="pricing_heading"><h2>{0}</h2><i>for teeth</i></div><p>{1}</p></div>'
    )
    html = f"<div>{card.format('Keep', '£14 a month')}{card.format('Repair', '£26 a month')}</div>"
    told = {b.text: b.context for b in html_blocks(html).blocks}
    assert (told["£14 a month"], told["£26 a month"]) == ("Keep", "Repair")


@pytest.mark.parametrize(
    "html",
    [
        "<amp-sidebar><a>WORDS</a></amp-sidebar>",
        "<app-shell-footer><p>WORDS</p></app-shell-footer>",
        "<table><tr><td><p><a>WORDS</a></p><p><a>Dealers</a></p><p><a>History</a></p></td><td>Copy</td></tr></table>",
        "<div><h4>You might also read</h4><ul><li><a>WORDS</a> 3 May</li></ul></div>",
        "<p>© 2026 Rope Ltd. WORDS</p>",
        '<div class="carousel-controls"><button>WORDS</button></div>',
    ],
)
def test_bars_lists_of_links_and_small_print_are_furniture(html: str) -> None:
    found = [b for b in html_blocks(f"<body><h1>Rope</h1>{html}</body>").blocks if "WORDS" in b.text]
    assert [b.surface for b in found] == [Surface.SITE_WIDE]


@pytest.mark.parametrize(
    "html",
    [
        "<mat-card-header><p>WORDS</p></mat-card-header>",
        "<div><h4>Related products</h4><ul><li><a>WORDS</a> $54.00</li></ul></div>",
        "<div><h4>Related</h4><ul><li><h5><a>WORDS</a></h5></li></ul></div>",
        "<div><h4>More in Pro</h4><ul><li>WORDS: 3 GB of logs a month, kept for 30 days. <a>Why</a></li></ul></div>",
        "<p>Copyright in what you write stays yours. WORDS</p>",
    ],
)
def test_what_only_looks_like_furniture_is_copy(html: str) -> None:
    found = [b for b in html_blocks(f"<body><h1>Rope</h1>{html}</body>").blocks if "WORDS" in b.text]
    assert [b.surface for b in found] == [Surface.BODY]


def test_inline_code_is_marked_and_a_quotation_shows_its_marks() -> None:
    (block,) = html_blocks(
        "<p>{% if a %}Run{% endif %} <code>send()</code>, <var>x</var> <q>he said</q>.</p>"
    ).blocks[:1]
    assert block.text == "Run send(), x “he said”."
    assert [block.text[span.start : span.end] for span in block.code] == ["send()", "x"]
