"""Markdown and MDX: the words without the markup, each at its place in the file."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hostile import changed, quick, read_or_refuse, refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.model import Block, Document, Kind, Resource, Speaker, Surface
from msgcheck.readers.markdown import MarkdownReader

POST = """---
title: "Pricing: plans"
description: >
  Free for 30
  days.
date: 2024-05-01
channel: blog
preheader: Try it today
tags: [one, two, three words here]
features:
  - text: Up to ten users per team
---
import Card from '../card'
import {
  A,
} from 'z'
export const meta = { a: 1 }

# Plans & *prices* {#plans}

<Callout type="info" title="Good to know">
  Free for **14** days. [Sign up](https://x.example/free)free \\*now\\* &amp; here: `{{ Page URL }}`,
  {{ name | default: "you" }}.
</Callout>

:::tip Did you know?
Inner text here,
wrapped over lines with ~~$99~~ $79.
:::

## Compare

| Plan | Price per *user* | Seats |
|------|------:|---|
| Team | $9 | 10 \\| 20 |
| Pro  | $19 | 9 |

> Saved us 40% of time.
> — Jane Doe, Globex

> [!NOTE]
> Beta only.

- one ![alt *text*](a.png)
- two
  continued

  para in item

```js
const price = "{{ y }}"
```

<div class="c">
<h3>In HTML</h3>
<p>Inner &amp; para</p>
</div>

<details>
<summary>How long?</summary>

Thirty days.

</details>

**Can I cancel?**

Yes[^1].

[^1]: Within 30 days.

Setext
head
====

{% if x %}
Free for 30 days
{% else %}
Free for 7 days
{% endif %}

Only $9*

\\* Billed yearly
"""


def read(text: str | bytes, uri: str = "post.mdx") -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return MarkdownReader().read(Resource(uri, data))[0]


@pytest.fixture(scope="module")
def post() -> Document:
    return read(POST)


def find(document: Document, text: str) -> Block:
    return next(block for block in document.blocks if block.text == text)


def test_front_matter_is_read_and_is_no_heading(post: Document) -> None:
    assert (post.title, post.date, post.channel) == ("Pricing: plans", date(2024, 5, 1), "blog")
    assert [
        (b.surface, b.text) for b in post.blocks if b.kind is Kind.ATTRIBUTE and b.surface is not Surface.ALT
    ] == [
        (Surface.TITLE, "Pricing: plans"),
        (Surface.META, "Free for 30 days."),
        (Surface.PREHEADER, "Try it today"),
        (Surface.META, "Up to ten users per team"),
    ]
    assert post.blocks[1].locator.label == "front matter, description"
    assert (post.blocks[1].locator.line, post.blocks[1].locator.column) == (4, 3)


def test_markup_is_gone_and_words_are_not(post: Document) -> None:
    assert [b.text for b in post.blocks if b.kind is Kind.HEADING] == [
        "Plans & prices",
        "Compare",
        "In HTML",
        "Setext head",
    ]
    texts = [b.text for b in post.blocks]
    assert "Free for 14 days. Sign upfree *now* & here: {{ Page URL }}, you." in texts
    assert "Inner text here, wrapped over lines with $79." in texts
    assert "Good to know" in texts
    assert "Did you know?" in texts
    assert "two continued" in texts
    whole = " ".join(texts)
    for markup in (
        "import",
        "export",
        "Callout",
        ":::",
        "**",
        "[Sign",
        "https",
        "{#plans}",
        "<div",
        "[^1]",
        "{%",
    ):
        assert markup not in whole
    assert post.notes == ("crossed out, not read: '$99'",)


@pytest.mark.parametrize(
    ("text", "kind", "context"),
    [
        ("$9", Kind.TABLE_CELL, "Team, Price per user"),
        ("10 | 20", Kind.TABLE_CELL, "Team, Seats"),
        ("Pro", Kind.TABLE_CELL, "Plan"),
        ("one", Kind.LIST_ITEM, ""),
        ("alt text", Kind.ATTRIBUTE, ""),
        ('const price = "{{ y }}"', Kind.CODE, ""),
        ("Inner & para", Kind.PARAGRAPH, ""),
        ("Thirty days.", Kind.PARAGRAPH, "How long?"),
        ("Yes.", Kind.PARAGRAPH, "Can I cancel?, Within 30 days."),
        ("Only $9*", Kind.PARAGRAPH, "Billed yearly"),
        ("Beta only.", Kind.PARAGRAPH, ""),
    ],
)
def test_kinds_and_context(post: Document, text: str, kind: Kind, context: str) -> None:
    block = find(post, text)
    assert (block.kind, block.context) == (kind, context)


def test_trail_group_surface_and_voice(post: Document) -> None:
    assert find(post, "$9").headings == ("Plans & prices", "Compare")
    assert find(post, "Inner & para").headings == ("Plans & prices", "Compare", "In HTML")
    assert find(post, "Only $9*").headings == ("Setext head",)
    assert find(post, "$9").group == find(post, "10 | 20").group != find(post, "$19").group
    assert find(post, "$9").locator.label == "table 1, row Team, column Price per user"
    assert find(post, "Thirty days.").surface is Surface.COLLAPSED
    assert find(post, "alt text").surface is Surface.ALT
    quote = find(post, "Saved us 40% of time.")
    assert (quote.kind, quote.speaker, quote.speaker_name) == (
        Kind.QUOTE,
        Speaker.CUSTOMER,
        "Jane Doe, Globex",
    )
    assert find(post, "Free for 30 days").variant == "if1:0"
    assert find(post, "Free for 7 days").variant == "if1:1"


def test_lines_and_columns(post: Document) -> None:
    lines = POST.split("\n")
    for block in post.blocks:
        line, column = post.line_column(block, 0)
        assert line is not None
        assert column is not None
        assert lines[line - 1][column - 1 :].startswith(block.text[0]), block
    copy = find(post, "Free for 14 days. Sign upfree *now* & here: {{ Page URL }}, you.")
    for word in ("Free", "14", "Sign", "free *", "now", "here", "Page", "you"):
        line, column = post.line_column(copy, copy.text.index(word))
        assert line is not None
        assert column is not None
        assert lines[line - 1][column - 1 :].startswith(word.split()[0]), word


def test_windows_line_ends_and_toml() -> None:
    document = read('+++\r\ntitle = "Hello"\r\n+++\r\n# Plans\r\n\r\nOnly $9\r\nper user.\r\n', "a.md")
    assert document.title == "Hello"
    block = find(document, "Only $9 per user.")
    assert document.line_column(block, block.text.index("per")) == (7, 1)


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    document = read("---\ntitle: Plans: all of {them\ndate: 2024-01-02\n---\nCopy here\n", "a.md")
    assert document.title == "Plans: all of {them"
    assert document.date == date(2024, 1, 2)
    assert "not valid" in document.notes[0]


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert [b.text for b in read("---\n\nJust copy\n", "a.md").blocks] == ["Just copy"]


def test_indented_code_is_code_in_markdown_and_copy_in_mdx() -> None:
    assert read("Text\n\n    x = 1\n", "a.md").blocks[1].kind is Kind.CODE
    assert read("Text\n\n    Free for 14 days\n", "a.mdx").blocks[1].kind is Kind.PARAGRAPH


def test_what_cannot_be_read_is_refused() -> None:
    refusal(MarkdownReader(), b"")
    refusal(MarkdownReader(), b"\0\1\2\3" * 50)


def test_deep_nesting_ends() -> None:
    read(">" * 2_000 + " x", "a.md")
    read("- " * 2_000 + "x", "a.md")
    read("*" * 50_000 + "a", "a.md")


pieces = st.sampled_from(
    [
        "word",
        "9",
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "`",
        "[a](b)",
        "![c](d)",
        "\n- ",
        "\n> ",
        "\n# ",
        "\\*",
        "&amp;",
        "~~",
        "<b>",
        "</b>",
        "<br>",
        "\n| a | b |\n|--|--|\n| c | d |\n",
        "{{ x }}",
        "<X y={1}>",
        "\n```\n",
        "\n```js\nx\n\nFree for 9 days.\n",
        "\n| a \\| b | c |\n|--|--|\n| \\| d\\|e | f |\n",
        '\n<Card price="$9" period="month" plan="Pro" />\n',
        "\nCan I cancel?\nA: Yes",
        '\n> "We saved a day." - Ana, Foo Inc.\n',
        "[^1]",
        "\n[^1]: n\n",
        "https://x.example",
        "<https://x.example>",
        "\n:::tip t\n",
        "\r\n",
        "\t",
        "é",
        "\xa0",
        "\n<p>\n",
        "\n---\n",
    ]
)


@given(st.lists(pieces, max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_every_character_has_its_place(text: str) -> None:
    if not text.strip():
        return
    document = read("x\n\n" + text, "a.md")
    assert document.source is not None
    for block in document.blocks:
        for at, character in enumerate(block.text):
            place = block.source_offset(at)
            assert place is not None
            stood = document.source[place]
            is_joined = character == "/" and stood == '"'  # a price and its period, two properties
            assert character in (stood, " ") or stood in "&\\" or is_joined, (block, at)


@quick
@given(st.data())
def test_changed_bytes_are_read_or_refused(data: st.DataObject) -> None:
    read_or_refuse(MarkdownReader(), changed(POST.encode(), data.draw))


BOXES = """!!! note "Worn shoes"
    Half price.

    !!! warning
        Not for sandals.

??? question "Who pays?"
    We do.

Gift cards are final, {"$"}15 each.

* [x] Done
"""


def test_boxes_of_mkdocs_are_copy_and_end() -> None:
    blocks = read(BOXES).blocks
    assert [(block.text, block.context) for block in blocks] == [
        ("Worn shoes", ""),
        ("Half price.", ""),
        ("Not for sandals.", ""),
        ("Who pays?", ""),
        ("We do.", "Who pays?"),
        ("Gift cards are final, $15 each.", ""),
        ("Done", ""),
    ]
    assert all(block.kind is not Kind.CODE for block in blocks)


def test_a_wall_of_brackets_is_read_as_it_is_written_and_noted() -> None:
    began = time.process_time()
    document = read("Free " + "[" * 300_000 + "\n\nOnly *$9*.")
    assert time.process_time() - began < 10
    assert document.text.count("[") == 300_000
    assert document.blocks[-1].text == "Only $9."
    assert any("plain text" in note for note in document.notes)


def test_properties_of_a_component_belong_together() -> None:
    blocks = read(
        '<PriceCard price="$29" period="month" plan="Pro" cta="Start free" />\n\n'
        '<Stat value={5000} label="Customers" />\n\n<Input name="email" label="Your email" />\n\n'
        '<TabItem value="js" label="JavaScript">Text</TabItem>\n'
    ).blocks
    assert [(b.text, b.context, b.group) for b in blocks] == [
        ("Pro", "", "component 1"),
        ("$29/month", "Pro", "component 1"),
        ("Start free", "Pro", "component 1"),
        ("Customers", "", "component 2"),
        ("5000", "Customers", "component 2"),
        ("Your email", "", ""),
        ("JavaScript", "", ""),
        ("Text", "JavaScript", ""),
    ]


@pytest.mark.parametrize(
    ("source", "words", "note"),
    [
        ('# A\n\n<Callout title="New">\nFree for 9 days.\n', "Free for 9 days.", "line 3: <Callout>"),
        ("---\ntitle: X\nlang: en\n\nFree for 9 days.\n", "Free for 9 days.", "line 1: the front matter"),
        ("---\ntitle: X\n\nFree for 9 days.\n\n---\n\nB\n", "Free for 9 days.", "line 1: the front matter"),
        ("# A\n\n```js\nx = 4\n\ny = 5\n\nFree for 9 days.\n", "Free for 9 days.", "line 3: the code"),
    ],
)
def test_what_nobody_closed_is_read_and_noted(source: str, words: str, note: str) -> None:
    document = read(source)
    assert find(document, words).kind is Kind.PARAGRAPH
    assert [found.startswith(note) for found in document.notes] == [True]


def test_a_closed_fence_is_code_whatever_it_holds() -> None:
    document = read("```\nx\n\nFree for 9 days.\n```\n\n> ```\n> y\n\nCopy goes on here.\n", "a.md")
    assert [b.kind for b in document.blocks] == [Kind.CODE, Kind.CODE, Kind.PARAGRAPH]
    assert document.notes == ()


def test_answers_know_their_question() -> None:
    blocks = read(
        "**Can I cancel?**\nYes, within 30 days.\n\n- **How long?** 14 days.\n\n"
        "Q: Is it free?\nA: Yes.\n\nPrices exclude VAT.\n\n"
        "## FAQ\n\nCan I pay yearly?\n\nYes, of course.\n\n## Ready?\n\nReady to go?\nPay here.\n",
        "a.md",
    ).blocks
    assert [(b.text, b.context) for b in blocks if b.context] == [
        ("Yes, within 30 days.", "Can I cancel?"),
        ("14 days.", "How long?"),
        ("Yes.", "Is it free?"),
        ("Yes, of course.", "Can I pay yearly?"),
        ("Ready to go? Pay here.", "Ready?"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        '> "We saved 40%." - Ana, Foo Inc.',
        "> We saved 40%. -- Ana, Foo Inc.",
        '"We saved 40%." — Ana, Foo Inc.',
    ],
)
def test_a_signed_quotation_is_its_customers(source: str) -> None:
    said, name = read(source, "a.md").blocks
    assert "We saved 40%." in said.text
    assert (name.text, name.kind) == ("Ana, Foo Inc.", Kind.CAPTION)
    assert {(b.speaker, b.speaker_name) for b in (said, name)} == {(Speaker.CUSTOMER, "Ana, Foo Inc.")}


@pytest.mark.parametrize(
    "source", ['"Pro" - Our best plan', "Free for 14 days. - No card", "> Backups stay."]
)
def test_a_dash_alone_signs_nothing(source: str) -> None:
    assert [b.speaker for b in read(source, "a.md").blocks] == [Speaker.COMPANY]


def test_a_cell_with_a_bar_keeps_its_places() -> None:
    document = read("| a | b |\n|--|--|\n| x \\| y | \\|z |\n", "a.md")
    assert document.source is not None
    for text in ("x | y", "|z"):
        block = find(document, text)
        places = [block.source_offset(at) for at in range(len(text))]
        assert "".join(document.source[at] for at in places if at is not None) == text


def test_what_a_component_holds_is_told_its_name() -> None:
    blocks = read(
        '<Tabs>\n<Tab title="Europe">\n\n<Accordion title="What if I stop?">\n  We keep it for 48 hours.\n</Accordion>\n\n'
        "It costs €9.\n</Tab>\n</Tabs>\n\nWe ship in 2 days.\n"
    ).blocks
    told = {b.text: b.context for b in blocks}
    assert told["We keep it for 48 hours."] == "What if I stop?"
    assert told["It costs €9."] == "Europe"
    assert told["We ship in 2 days."] == ""


def test_inline_code_is_marked_where_it_stands_in_each_variant() -> None:
    blocks = read("Hi {% if a %}`one` and{% else %}you,{% endif %} run `two {{ x }}` now. `three`").blocks
    marked = [[block.text[span.start : span.end] for span in block.code] for block in blocks]
    assert marked == [["one", "two {{ x }}", "three"], ["two {{ x }}", "three"]]
