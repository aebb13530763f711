"""JSON exports: what msgcheck.yaml says is read, and what it does not say is told with the lines to write."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hostile import changed, given, quick, read_or_refuse, refusal, st
from hypothesis import assume

from msgcheck import registry
from msgcheck.config import Config, Export, load
from msgcheck.errors import ConfigError
from msgcheck.model import Document, Kind, Resource, Surface
from msgcheck.readers.json_export import JsonReader

GHOST = {
    "db": [
        {
            "meta": {"version": "5.0"},
            "data": {
                "posts": [
                    {
                        "title": "Try it &amp; see",
                        "slug": "free-trial",
                        "html": "<h2>How long?</h2><p>The trial runs <b>30 days</b>.</p><img alt='A clock' src='c.png'>",
                        "mobiledoc": '{"cards": [["html", {"html": "The trial runs 30 days, and then some"}]]}'
                        * 9,
                        "published_at": "2026-02-03T10:00:00.000Z",
                        "locale": "EN",
                    },
                    {"title": "Draft", "slug": "draft", "html": None, "excerpt": "What we will say soon"},
                    {"title": "Prices", "slug": "prices", "html": "<p>Team costs $9 per user.</p>"},
                ],
                "tags": [{"name": "News", "slug": "news"}],
            },
        }
    ]
}
MAPPING = {
    "files": "export/*.json",
    "items": "db[0].data.posts[]",
    "title": "title",
    "body": "html",
    "date": "published_at",
    "language": "locale",
    "channel": "blog",
}


def read(data: Any, mapping: dict[str, Any] = MAPPING, uri: str = "export/ghost.json") -> list[Document]:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return JsonReader([Export.model_validate(mapping)]).read(Resource(uri, raw, team="marketing"))


def test_each_item_is_an_asset_read_like_a_page() -> None:
    trial, prices = read(GHOST)
    assert (trial.uri, prices.uri) == ("export/ghost.json!/free-trial", "export/ghost.json!/prices")
    assert (trial.title, trial.channel, trial.team) == ("Try it & see", "blog", "marketing")
    assert (trial.date, trial.language, prices.date) == (date(2026, 2, 3), "en", None)
    assert [(b.text, b.kind, b.surface, b.headings) for b in trial.blocks] == [
        ("Try it & see", Kind.HEADING, Surface.BODY, ()),
        ("How long?", Kind.HEADING, Surface.BODY, ("Try it & see",)),
        ("The trial runs 30 days.", Kind.PARAGRAPH, Surface.BODY, ("Try it & see", "How long?")),
        ("A clock", Kind.ATTRIBUTE, Surface.ALT, ("Try it & see", "How long?")),
    ]
    assert trial.digest != prices.digest
    assert trial.notes == ("exports: body: 1 of 3 items have no 'html'; their text stands in 'excerpt'",)
    for document in (trial, prices):
        assert document.source is None
        assert all(document.text[b.span.start : b.span.end] == b.text for b in document.blocks)


@pytest.mark.parametrize(
    ("form", "body", "kinds"),
    [
        ("html", "<ul><li>No card</li></ul>", [Kind.LIST_ITEM]),
        ("markdown", "# Free\n\n- No card", [Kind.HEADING, Kind.LIST_ITEM]),
        ("text", "- No card\n- No contract", [Kind.LIST_ITEM, Kind.LIST_ITEM]),
    ],
)
def test_formats(form: str, body: str, kinds: list[Kind]) -> None:
    (page,) = read({"body": body}, {"files": "*.json", "body": "body", "format": form}, "page.json")
    assert [b.kind for b in page.blocks] == kinds
    assert page.uri == "page.json!/1"


def test_addresses_slugs_numbers_and_twins() -> None:
    items = [
        {"link": "https://acme.example/a", "text": "One plan for all."},
        {"link": "/pricing/", "text": "Nine dollars a month."},
        {"slug": "faq", "text": "No card is needed."},
        {"slug": "faq", "text": "Keine Karte nötig."},
        {"text": "The last one here."},
    ]
    documents = read(items, {"files": "*.json", "body": "text", "url": "link"}, "all.json")
    assert [d.uri for d in documents] == [
        "https://acme.example/a",
        "all.json!/pricing",
        "all.json!/faq",
        "all.json!/faq~4",
        "all.json!/5",
    ]


def test_a_body_in_many_pieces_is_read_in_order() -> None:
    page = {
        "hero": {"text": "Free for 30 days."},
        "blocks": [{"children": [{"text": "No "}, {"text": "card."}]}],
    }
    mapping = {
        "files": "*.json",
        "body": ["hero.text", "blocks[].join('', children[].text)"],
        "format": "text",
    }
    (document,) = read(page, mapping, "home.json")
    assert [b.text for b in document.blocks] == ["Free for 30 days.", "No card."]


@pytest.mark.parametrize("uri", ["posts.jsonl", "posts.ndjson", "mongo.json"])
def test_a_file_of_lines(uri: str) -> None:
    lines = b'{"body": "Free for 30 days."}\n\n{"body": "No card."}\n{"body": "cut o'
    mapping = {"files": "*.*", "body": "body", "language": "'en'"}
    first, second = read(lines, mapping, uri)
    assert (first.blocks[0].text, second.blocks[0].text) == ("Free for 30 days.", "No card.")
    assert (first.language, second.uri) == ("en", f"{uri}!/2")
    assert first.notes == ("line 4 is not JSON: 1 of 3 lines not read",)


@pytest.mark.parametrize(
    ("change", "reason", "hint"),
    [
        (
            {"items": "db[0].data.post[]"},
            "items: 'db[0].data.post[]' finds nothing",
            "mean 'db[].data.posts[]'",
        ),
        ({"items": "db[0].data.posts[0].title"}, "finds no list", "db[].data.tags[]"),
        (
            {"items": "length(db[0].missing)"},
            "items: 'length(db[0].missing)' In function length()",
            "found: ",
        ),
        ({"body": "htm"}, "body: 'htm' finds no text", "did you mean 'html'?"),
    ],
)
def test_a_mapping_that_does_not_fit_names_the_likely_key(
    change: dict[str, str], reason: str, hint: str
) -> None:
    reader = JsonReader([Export.model_validate(MAPPING | change)])
    error = refusal(reader, json.dumps(GHOST).encode(), "export/ghost.json")
    assert reason in error.reason
    assert hint in error.hint


def test_paths_that_find_nothing_in_any_item_are_noted() -> None:
    first, *_ = read(GHOST, MAPPING | {"title": "titel", "url": "canonical", "date": "slug"})
    notes = "\n".join(first.notes)
    assert "title: no item has 'titel'; did you mean 'title'?" in notes
    assert "url: no item has 'canonical'" in notes
    assert "date: 'slug' holds no day written as 2026-12-31" in notes


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (GHOST, ["The trial runs 30 days.", "Team costs $9 per user."]),
        (
            [{"title": {"rendered": "R&#038;D"}, "content": {"rendered": "<p>Free for all of you.</p>"}}],
            ["R&D"],
        ),
        (
            {"items": [{"fields": {"en-US": {"md": "**Free** for 30 days, no card."}}}]},
            ["Free for 30 days, no card."],
        ),
        (
            {"hero": "Free for thirty days.", "faq": {"q1": "No card is ever needed."}},
            ["No card is ever needed."],
        ),
        ({"pages": [{"name": "Home", "parts": [{"t": "One of these four words"}]}]}, ["Home"]),
    ],
)
def test_the_lines_of_the_hint_read_the_file(data: Any, found: list[str]) -> None:
    error = refusal(JsonReader(), json.dumps(data).encode(), "cms/all.json")
    assert "does not say which of it is copy" in error.reason
    lines = error.hint.partition("\n")[2]
    config = Config.model_validate(yaml.safe_load(lines))
    documents = JsonReader(config.exports).read(Resource("cms/all.json", json.dumps(data).encode()))
    said = [b.text for d in documents for b in d.blocks]
    assert [text for text in found if text not in said] == []


def test_settings_without_texts_are_told_apart() -> None:
    assert "without texts" in refusal(JsonReader(), b'{"name": "acme", "version": "1.0", "n": [1, 2]}').reason


@pytest.mark.parametrize("data", [b"{", b"[" * 99_999, b"1" * 9_999, b"\0\1\2" * 99, b'{"a": "\\ud800"}'])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    refusal(JsonReader(), data, "a.json")


def test_half_surrogates_and_zero_bytes_in_a_body_do_not_matter() -> None:
    (page,) = read(b'{"body": "Free\\u0000 \\ud83d for 30 days."}', {"files": "*", "body": "body"}, "a.json")
    assert page.blocks[0].text == "Free \N{REPLACEMENT CHARACTER} for 30 days."


def test_a_mapping_is_checked_when_msgcheck_yaml_is_read(tmp_path: Path) -> None:
    path = tmp_path / "msgcheck.yaml"
    path.write_text("exports:\n  - files: a.json\n    items: data..posts\n    body: [html]\n")
    with pytest.raises(
        ConfigError, match=r"msgcheck.yaml:3: exports\[0\].items: is not a JMESPath expression"
    ):
        load(path)
    path.write_text("exports:\n  - files: a.json\n    items: data.posts[]\n    body: html\n    formt: text\n")
    with pytest.raises(ConfigError, match=r"msgcheck.yaml:5: exports\[0\].formt: unknown key") as caught:
        load(path)
    assert "did you mean 'format'?" in caught.value.hint
    path.write_text("exports:\n  - {files: /cms/, items: 'data.posts[]', body: [html, \"'x'\"]}\n")
    reader = registry.make("reader", "json", exports=load(path).exports)
    assert reader.read(Resource("cms/a.json", b'{"data": {"posts": [{"html": "Free for all."}]}}'))


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.just("Free for 30 days, no card."),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@quick
@given(data=_JSON)
def test_any_json_is_read_by_the_lines_of_its_hint(data: Any) -> None:
    raw = json.dumps(data).encode()
    error = refusal(JsonReader(), raw, "x.json")
    lines = error.hint.partition("\n")[2]
    assume(lines)
    documents = JsonReader(Config.model_validate(yaml.safe_load(lines)).exports).read(Resource("x.json", raw))
    assert any("30 days" in d.text for d in documents) or "30 days" not in raw.decode()


@quick
@given(draw=st.data())
def test_broken_exports_give_documents_or_a_source_error(draw: st.DataObject) -> None:
    raw = changed(json.dumps(GHOST).encode(), draw.draw)
    read_or_refuse(JsonReader([Export.model_validate(MAPPING | {"files": "*"})]), raw)
    read_or_refuse(JsonReader(), raw)
