"""Merge fields: kept where they are blanks, replaced by their default, never "A B" from an if/else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import intake
from msgcheck.claims.extract import claims_of
from msgcheck.model import Block, Kind, Resource, Span
from msgcheck.readers.html import html_blocks
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
        '{!NULLVALUE(Contact.FirstName, "there")}',
        "{{ first_name | default: there }}",
        "{{ first_name | default: 'there' | capitalize }}",
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
    assert resolve([inline], {0: [Span(4, 29)]}) == [replace(inline, code=(Span(4, 29),))]


def test_headings_and_context_are_read_the_same_way() -> None:
    (only,) = resolve(
        [block("It is free.", headings=("Hi {{ n | default: 'you' }}",), context="{# x #}Team")]
    )
    assert only.headings == ("Hi you",)
    assert only.context == "Team"


@pytest.mark.parametrize(
    "field",
    [
        "{{ seats | default: 5 }}",
        "{{ seats | default(5) }}",
        "{{ seats or 5 }}",
        "{{default seats 5}}",
        "<%= seats || 5 %>",
        "{!BLANKVALUE(Plan.Seats, 5)}",
        "{% assign seats = 5 %}{{ seats }}",
        '{% set seats = "5" %}{{ seats }}',
        "{%- capture seats -%}5{%- endcapture -%}{{ seats }}",
        "{% set seats %}5{% endset %}{{ seats }}",
        '%%[ SET @seats = "5" ]%%%%=v(@Seats)=%%',
        "<% seats = 5 %><%= seats %>",
    ],
)
def test_a_number_that_the_template_holds_is_a_number(field: str) -> None:
    assert readings(f"Your plan has {field} seats.") == ["Your plan has 5 seats."]


def test_what_is_computed_stays_a_blank() -> None:
    for field in (
        "{{ x | default: other.x }}",
        "{{ x | default: nil }}",
        "{{ a if b else c }}",
        "{{ x or y }}",
    ):
        assert fields(f"It has {field} seats.") == [field]
    text = "{% assign d = 7 %}{% assign d = plan.days %}{{ d }} days"
    assert fields(text) == ["{{ d }}"]


@pytest.mark.parametrize(
    "field",
    [
        '{{ "14" if vip else "30" }}',
        "{{ vip ? '14' : '30' }}",
        '%%=IIF(EMPTY(@n),"14","30")=%%',
        '{!IF(AND(a, b), "14", "30")}',
        '<%= user.vip? ? "14" : "30" %>',
        "{% if vip %}{% assign d = 14 %}{% else %}{% assign d = 30 %}{% endif %}{{ d }}",
        '%%[ SET @d = "14" IF @p == "x" THEN SET @d = "30" ENDIF ]%%%%=v(@d)=%%',
    ],
)
def test_a_choice_within_a_tag_makes_variants(field: str) -> None:
    variants = expand(f"{field} days")
    assert [v.text for v in variants] == ["14 days", "30 days"]
    assert [v.variant_id for v in variants] == ["if1:0", "if1:1"]


def test_a_choice_goes_with_the_if_of_its_condition() -> None:
    text = '{{ "14" if vip else "30" }} days {% if vip %}for you{% else %}for all{% endif %}'
    assert readings(text) == ["14 days for you", "30 days for all"]
    assert readings('{!IF(a, "3", IF(b, "5", Plan.Seats))}') == [
        "3",
        "5",
        '{!IF(a, "3", IF(b, "5", Plan.Seats))}',
    ]


def test_a_variable_is_read_in_later_blocks_and_points_to_its_value() -> None:
    texts = ['{% set price = "$49" %}', "It costs {{ price }} a month."]
    source = "\n".join(texts)
    (read,) = resolve(
        [Block(texts[0], Span(0, 0), origin=((0, 0),)), Block(texts[1], Span(0, 0), origin=((0, 24),))]
    )
    assert read.text == "It costs $49 a month."
    for at, letter in enumerate(read.text):
        assert source[read.source_offset(at) or 0] == letter


def test_variables_of_variables_do_not_explode() -> None:
    text = "{% capture a %}lol{% endcapture %}"
    text += "{% capture a %}{{ a }}{{ a }}{% endcapture %}" * 60
    assert all(len(variant.text) < 1000 for variant in expand(text + "{{ a }}"))


def test_the_words_in_a_modules_options_are_copy() -> None:
    text = (
        '{% text "x" label="Intro", path="@hs/t", value="It has a > b" %} and {% color "c" value="red" %}more'
    )
    assert readings(text) == ["It has a > b and more", "Intro"]


def test_a_tag_that_paragraphs_cut_is_one_tag() -> None:
    texts = [
        'Hi {% rich_text "a" label="Intro", html="',
        "14 days.",
        'Free." %} Bye',
        "{# no",
        "99 {{ x",
        "# #} ok",
    ]
    notes: list[str] = []
    assert [b.text for b in resolve(map(block, texts), notes=notes)] == [
        "Hi",
        "Intro",
        "14 days.",
        "Free. Bye",
        "ok",
    ]
    assert notes == []
    page = html_blocks('<p>A</p>{% rich_text "i" html="<h2>Hello</h2><p>It runs 14 days.</p>" %}<p>B</p>')
    assert [b.text for b in page.blocks] == ["A", "Hello", "It runs 14 days.", "B"]


def test_empty_code_leaves_nothing() -> None:
    assert readings("a %%[ ]%%b %%[]%%c {% %}d") == ["a b c d"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("{% if vip %}Open 10 days.", "unclosed {% if %} in line 3, read anyway"),
        ("Hi {{ name", "unclosed {{ name in line 3, read anyway"),
        ("*|IF:X|*You get 5 GB.", "unclosed *|IF:X|* in line 3, read anyway"),
        ("Hi *|FNAME, take 10% off.", "unclosed *|FNAME in line 3, read anyway"),
        ("%%[ IF @a THEN ]%%You have 5 GB.", "unclosed %%[ IF ]%% in line 3, read anyway"),
        ("{# never closed", "unclosed {# never in line 3, read anyway"),
        ("<% if x Take 5.", "unclosed <% if in line 3, read anyway"),
        ("{{#each x}}Take 5.", "unclosed {{#each}} in line 3, read anyway"),
    ],
)
def test_what_never_ends_is_read_and_noted(text: str, note: str) -> None:
    for uri in ("a.html", "a.txt", "a.md"):
        (document,) = intake.read_one(Resource(uri=uri, data=f"Before.\n\n{text}\n\nAfter.\n".encode()))
        assert [n for n in document.notes if "unclosed" in n] == [note]
        assert document.text.split()[-1] == "After."


@pytest.mark.parametrize(
    "text", ["{{ a }} {{ }} 5 < 6", "an {#id}", "see {% raw %}{{ x{% endraw %}", "a *|b"]
)
def test_what_is_closed_or_no_code_gets_no_note(text: str) -> None:
    notes: list[str] = []
    resolve([block(text)], notes=notes, source=text)
    assert notes == []


def test_what_documentation_shows_is_left_alone() -> None:
    for text in ("Type {{Page URL}} in the template.", "Then insert the {{Deal Stage}} token."):
        assert (readings(text), fields(text)) == ([text], [])
    assert fields("Hi {{First Name}}, use it.") == ["{{First Name}}"]
    assert fields("We saw {{Page URL}}. Use it well.") == ["{{Page URL}}"]
    raw = ["{% raw %}", "Write {{ x }} {% if y %}", "and {{ z }}{% endraw %} {{ n }}"]
    read = resolve(map(block, raw))
    assert [b.text for b in read] == ["Write {{ x }} {% if y %}", "and {{ z }} {{ n }}"]
    assert [len(b.fields) for b in read] == [0, 1]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("It ends in {{ days_left }} days.", "It ends in some days."),
        ("It costs ${{ price }} a month.", "It costs a price a month."),
        ("{{count}} teams use it.", "some teams use it."),
        ("It is for {{ num_users }} users.", "It is for some users."),
        ("Save {{discount}}% today.", "Save some percent today."),
        ("You get %DISCOUNT% off your plan.", "You get a discount off your plan."),
        ("It takes {{ x }} days for {{ y }} projects.", "It takes some days for some projects."),
        ("It is a {{ n }}-hour course.", "It is a several-hour course."),
        ("It is a {{ hours }}-hour course.", "It is a several-hour course."),
        ("The {{ price }} fits.", "The price fits."),
        ("It ends on {{ end_date }}.", "It ends on that day."),
        ("{{ contact.firstName }} works at {{ company.name }}.", "Alex works at your company."),
        ("{{ product }} costs $9.", "this product costs $9."),
    ],
)
def test_a_blank_keeps_its_sentence_and_is_no_number(text: str, reading: str) -> None:
    (document,) = intake.read_one(Resource(uri="a.txt", data=text.encode()))
    claims, excluded, _ = claims_of(document)
    assert [claim.reading for claim in claims] == [reading], excluded


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
        "{% assign x = 5 %}",
        "{% capture x %}",
        "{% endcapture %}",
        '{{ "1" if a else x }}',
        '{% text "a" label="L" value="',
        '" %}',
        "{% raw %}",
        "{% endraw %}",
        '%%[ SET @x = "6" IF @y ]%%',
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
    for resolved in resolve((block(" ".join(text.split())) for text in texts), notes=[]):
        assert resolved.text.strip() == resolved.text
        assert all(0 <= f.start < f.end <= len(resolved.text) for f in resolved.fields)
