"""Merge fields: kept where they are blanks, replaced by their default, never "A B" from an if/else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.model import Block, Kind, Span
from msgcheck.readers.placeholders import expand, resolve


def readings(text: str) -> list[str]:
    return [variant.text for variant in expand(text)]


def fields(text: str) -> list[str]:
    return [v.text[f.start : f.end] for v in expand(text) for f in v.fields]


def block(text: str, **more: object) -> Block:
    return Block(text, Span(0, 0), origin=((0, 100),), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "field",
    [
        "*|FNAME|*",
        "{{ first_name }}",
        "{{contact.firstname}}",
        "{{{Recipient.FirstName}}}",
        "{!Contact.Name}",
        "%%=v(@name)=%%",
        "%%FirstName%%",
        "<%= user.name %>",
        "%FIRSTNAME%",
        "[[Name]]",
        "[Company]",
        "[First Name]",
        "«Company»",
        "{{${first_name}}}",
    ],
)
def test_a_plain_field_stays_as_written_and_is_marked(field: str) -> None:
    text = f"Hi {field}, welcome."
    assert readings(text) == [text]
    assert fields(text) == [field]


@pytest.mark.parametrize(
    "field",
    [
        '{{ name | default: "there" }}',
        "{{ contact.firstname|default('there') }}",
        "{{ first_name|default:'there' }}",
        "{{ first_name | fallback: 'there' }}",
        "*|FNAME:there|*",
        "{{lead.First Name:default=there}}",
        "{{ personalization_token('contact.firstname', 'there') }}",
        '<%= user.name || "there" %>',
        '{{defaultIfEmpty firstName "there"}}',
        '{{${first_name} | default: "there"}}',
        '{!BLANKVALUE(Contact.FirstName, "there")}',
    ],
)
def test_a_default_is_what_is_read(field: str) -> None:
    assert readings(f"Hi {field}, welcome.") == ["Hi there, welcome."]
    assert fields(f"Hi {field}, welcome.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Save 100% today and 20% tomorrow",
        "a%20b%20c",
        "see [1] and [the docs](https://acme.example)",
        "[name]: https://acme.example",
        "*|Definition|*",
        "- [x] done",
        "50%OFF% is a typo",
        "an empty {{ }} pair",
        "5 < 6 and << that >>",
    ],
)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert readings(text) == [text]
    assert fields(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Try it {% if pro %}30{% else %}14{% endif %} days.",
        "Try it {{#if pro}}30{{else}}14{{/if}} days.",
        "Try it *|IF:PRO|*30*|ELSE:|*14*|END:IF|* days.",
        "Try it %%[IF @pro == 1 THEN]%%30%%[ELSE]%%14%%[ENDIF]%% days.",
        "Try it <% if pro %>30<% else %>14<% end %> days.",
        "Try it {{ if .Pro }}30{{ else }}14{{ end }} days.",
        "Try it {% unless free %}30{% endunless %}{% if free %}14{% endif %} days.",
        "Try it {{#pro}}30{{/pro}}{{^pro}}14{{/pro}} days.",
        "Try it {% case plan %}{% when 'pro' %}30{% else %}14{% endcase %} days.",
    ],
)
def test_an_if_makes_variants(text: str) -> None:
    variants = expand(text)
    assert sorted(v.text for v in variants) == ["Try it 14 days.", "Try it 30 days."]
    groups = {v.variant_id.partition(":")[0] for v in variants}
    assert len(groups) == 1
    assert len({v.variant_id for v in variants}) == 2


def test_elsif_makes_three_and_a_missing_else_may_say_nothing() -> None:
    three = "%%[IF @x > 1 THEN]%%A%%[ELSEIF @x == 2 THEN]%%B%%[ELSE]%%C%%[ENDIF]%%"
    assert readings(three) == ["A", "B", "C"]
    assert readings("Hello {% if vip %}dear {% endif %}friend") == ["Hello dear friend", "Hello friend"]


def test_two_ifs_on_one_condition_go_together() -> None:
    text = "{% if vip %}A{% else %}B{% endif %} and {% if vip %}1{% else %}2{% endif %}"
    assert readings(text) == ["A and 1", "B and 2"]


def test_comments_and_includes_are_not_read() -> None:
    text = "a {# c #} b {{!-- {{ d }} --}} c {% comment %} 30 days {% endcomment %} d {{> footer}}{% include 'x' %}"
    assert readings(text) == ["a b c d"]


def test_a_block_of_nothing_but_tags_is_gone() -> None:
    script = '%%[ VAR @n SET @n = AttributeValue("FirstName") IF EMPTY(@n) THEN SET @n = "pal" ENDIF ]%%'
    assert resolve(map(block, [script, "{# note #}", "Hello"])) == [block("Hello")]


def test_a_loop_is_read_once() -> None:
    assert readings("{% for p in plans %}{{ p.name }} costs $9. {% endfor %}") == ["{{ p.name }} costs $9."]


def test_many_ifs_do_not_explode() -> None:
    text = "".join("{% if c" + str(i) + " %}x{% else %}y{% endif %}" for i in range(40))
    assert len(expand(text)) <= 8


def test_an_if_around_whole_blocks_marks_them() -> None:
    texts = ["Intro", "{% if vip %}", "Free for 30 days", "{% else %}", "Free for 14 days {% endif %} Bye"]
    resolved = resolve(map(block, texts))
    assert [(b.text, b.variant) for b in resolved] == [
        ("Intro", ""),
        ("Free for 30 days", "if1:0"),
        ("Free for 14 days", "if1:1"),
        ("Bye", ""),
    ]
    assert resolved[3].origin == ((0, 100 + texts[4].index("Bye")),)


def test_an_if_that_never_ends_is_prose_about_templates() -> None:
    resolved = resolve(map(block, ["Start with {% if vip %} and", "Free for 14 days"]))
    assert [b.variant for b in resolved] == ["", ""]


def test_code_is_left_alone() -> None:
    code = block("{{ name | default: 'x' }}", kind=Kind.CODE)
    assert resolve([code]) == [code]
    inline = block("Use {{ name | default: 'x' }} here")
    assert resolve([inline], {0: [Span(4, 29)]}) == [inline]


def test_headings_and_context_are_read_the_same_way() -> None:
    (only,) = resolve(
        [block("It is free.", headings=("Hi {{ n | default: 'you' }}",), context="{# x #}Team")]
    )
    assert only.headings == ("Hi you",)
    assert only.context == "Team"


pieces = st.sampled_from(
    [
        "{% if a %}",
        "{% else %}",
        "{% endif %}",
        "{{ x }}",
        "{{#if b}}",
        "{{/if}}",
        "{{else}}",
        "*|IF:X|*",
        "{# ",
        " #}",
        "*|END:IF|*",
        "*|FNAME:pal|*",
        "word",
        " ",
        "%%[IF @x]%%",
        "%%[ENDIF]%%",
        "<% end %>",
        "{% for y %}",
        "{%",
        "%}",
    ]
)


@given(st.lists(pieces, max_size=14).map("".join))
@settings(max_examples=300, deadline=None)
def test_every_character_comes_from_the_template(text: str) -> None:
    for variant in expand(text):
        for index, (at, raw_at) in enumerate(variant.origin):
            end = variant.origin[index + 1][0] if index + 1 < len(variant.origin) else len(variant.text)
            for offset in range(end - at):
                written = text[raw_at + offset]
                read = variant.text[at + offset]
                assert read == written or (read == " " and offset == end - at - 1)


@given(st.lists(st.lists(pieces, max_size=5).map("".join), max_size=6))
@settings(max_examples=200, deadline=None)
def test_no_order_of_tags_breaks_a_document(texts: list[str]) -> None:
    for resolved in resolve(block(" ".join(text.split())) for text in texts):
        assert resolved.text.strip() == resolved.text
        assert all(0 <= f.start < f.end <= len(resolved.text) for f in resolved.fields)
