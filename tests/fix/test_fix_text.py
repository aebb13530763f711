"""Wrong words in text formats: what is replaced, what stays as it is, and every byte around it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fixing import GLOSSARY, fixed, rewritten
from hypothesis import given
from hypothesis import strategies as st

REPLACED = [
    ("a.txt", "Open your project space now.", "Open your workspace now."),
    ("a.txt", "Project spaces grow.", "Workspaces grow."),
    ("a.txt", "She logged in, and he logs in.", "She signed in, and he signs in."),
    ("a.txt", "SEND AN E-MAIL.\r\nOr an e-mail.\r\n", "SEND AN EMAIL.\r\nOr an email.\r\n"),
    ("a.txt", "We built a universal login for you.", "We built a single sign-on for you."),
    ("a.txt", "We built an universal login.", "We built a single sign-on."),
    ("a.txt", "That is an overage.", "That is a usage fee."),
    ("a.txt", "An overage is rare.", "A usage fee is rare."),
    ("a.txt", "Hi {{ first_name }}, see your e-mail.", "Hi {{ first_name }}, see your email."),
    (
        "a.txt",
        "One long line of copy that is wrapped behind the project\nspace of the team, and goes on here.",
        "One long line of copy that is wrapped behind the workspace\nof the team, and goes on here.",
    ),
    ("a.md", "# Project space\n\n* An [e-mail](mailto:e-mail@x.example) here\n", "# Workspace\n\n* An [email](mailto:e-mail@x.example) here\n"),
    ("a.md", "---\ntitle: Your project space\n---\n\nCopy.\n", "---\ntitle: Your workspace\n---\n\nCopy.\n"),
    ("a.html", "<p>An e&#45;mail &amp; a <b>web site</b>.</p>", "<p>An email &amp; a <b>website</b>.</p>"),
    ("a.html", "<p>The project <b>space</b> is big.</p>", "<p>The workspace<b></b> is big.</p>"),
    ("a.html", "<p>Use single sign<b>on</b> now.</p>", "<p>Use single sign-on<b></b> now.</p>"),
    ("a.html", "<p>The proj&shy;ect\n   space of all.</p>", "<p>The workspace\n   of all.</p>"),
    ("a.html", "<p>The ask box is open.</p>", "<p>The Q&amp;A corner is open.</p>"),
    ("a.html", '<title>Web site</title><img alt="a web site">', '<title>Website</title><img alt="a website">'),
    ("a.html", '<meta name="description" content="Our web site."><p>x</p>', '<meta name="description" content="Our website."><p>x</p>'),
    ("a.csv", 'Name,Text\r\nA,"Send an e-mail, ""now"", please."\r\n', 'Name,Text\r\nA,"Send an email, ""now"", please."\r\n'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), REPLACED)
def test_words_are_replaced_in_place(tmp_path: Path, name: str, before: str, after: str) -> None:
    data, left = rewritten(tmp_path, name, before.encode())
    assert data.decode() == after
    assert not left


LEFT = [
    ("a.txt", "Ask our guru.", "names nothing"),
    ("a.txt", "Our clientele is happy.", "singular"),
    ("a.txt", "It needs a directory hook.", "'a' or 'an'"),
    ("a.txt", "Use universal login (now single sign-on).", "as well"),
    ("a.txt", "Open the login screen.", "pos"),
    ("a.md", "Write to the **project** [space](x.html).\n", "markup"),
    ("a.html", '<p>The project <a href="x.html">space</a>.</p>', "markup"),
    ("a.txt", "Dear {{ name | default: 'project space owner' }}, hello.", "merge field"),
    (
        "a.html",
        '<script type="application/ld+json">{"@type":"Product","description":"A project space."}</script><p>x</p>',
        "script",
    ),
]


@pytest.mark.parametrize(("name", "copy", "why"), LEFT)
def test_what_is_not_safe_stays_and_is_told(tmp_path: Path, name: str, copy: str, why: str) -> None:
    data, left = rewritten(tmp_path, name, copy.encode())
    assert data.decode() == copy
    assert len(left) == 1
    assert why in left[0]


UNTOUCHED = [
    ("a.html", "<p>Type <code>the project space</code> here. He says: <q>the project space</q>.</p>"),
    ("a.md", "Write `e-mail` or\n\n    e-mail\n\nor <https://e-mail.example/e-mail>.\n"),
    ("a.html", '<p><a href="/e-mail" data-x="e-mail" class="e-mail">x</a></p><!-- e-mail --><script>"e-mail"</script>'),
    ("a.html", "<blockquote>Their e-mail was quick. <cite>Ana, Foo Inc.</cite></blockquote><p>x</p>"),
    ("a.txt", 'She said "send an e-mail please" and left to e-mail@acme.example.'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "copy"), UNTOUCHED)
def test_links_code_comments_and_quotes_are_not_touched(tmp_path: Path, name: str, copy: str) -> None:
    data, _ = rewritten(tmp_path, name, copy.encode())
    assert data.decode() == copy


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("a.html", "<p>Type <code>the project space</code> here.</p>"),
        ("a.html", "<p>He says: <q>the project space</q>.</p>"),
        ("a.md", "Type `the project space` here.\n"),
        ("a.md", "> The project space is fine.\n"),
        ("a.txt", 'She said "the project space" to us.'),
    ],
)
def test_code_and_quotes_stay_even_where_the_glossary_wants_them_checked(
    tmp_path: Path, name: str, copy: str
) -> None:
    (tmp_path / "glossary.yaml").write_text(f"{GLOSSARY}defaults: {{skip: []}}\n", encoding="utf-8")
    data, left = rewritten(tmp_path, name, copy.encode())
    assert data.decode() == copy
    assert left == ["a quotation, code or an address"]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_charset_mark_and_line_ends_stay(tmp_path: Path, charset: str) -> None:
    sign = "Цены для всех наших клиентов сегодня" if charset == "cp1251" else "Café, naïve"
    before = f"{sign}.\r\n\r\nSend an e-mail.\r\n"
    data, left = rewritten(tmp_path, "a.txt", before.encode(charset))
    assert data == before.replace("e-mail", "email").encode(charset)
    assert not left


def test_lone_carriage_returns_stay(tmp_path: Path) -> None:
    data, _ = rewritten(tmp_path, "a.txt", b"Send an e-mail.\r\rOr not.\r")
    assert data == b"Send an email.\r\rOr not.\r"


def test_new_letters_are_written_in_the_charset_that_the_page_declares(tmp_path: Path) -> None:
    page = '<meta charset="iso-8859-1"><p>A cafe.</p>'
    data, _ = rewritten(tmp_path, "a.html", page.encode())
    assert data == page.replace("cafe", "café").encode("cp1252")


def test_a_letter_that_the_charset_lacks_is_told(tmp_path: Path) -> None:
    copy = "Наши цены для всех клиентов. Visit our cafe.".encode("cp1251")
    data, left = rewritten(tmp_path, "a.txt", copy)
    assert data == copy
    assert ["cannot be written" in reason for reason in left] == [True]


def test_branches_of_an_if_share_their_words(tmp_path: Path) -> None:
    copy = "{% if pro %}Pro{% else %}Team{% endif %} holds a project space."
    data, left = rewritten(tmp_path, "a.txt", copy.encode())
    assert data.decode() == copy.replace("project space", "workspace")
    assert not left


def test_one_place_that_cannot_be_proved_costs_only_itself(tmp_path: Path) -> None:
    copy = "Use the [project space].\n\nAnd an e-mail.\n\n[project space]: https://x.example/\n"
    data, left = rewritten(tmp_path, "a.md", copy.encode())
    assert data.decode() == copy.replace("an e-mail", "an email")
    assert len(left) == 1
    assert "other places" in left[0]


def test_new_words_that_are_wrong_where_they_stand_are_not_written(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(
        "version: 1\nreplace: {blue crate: red box, box lid of steel: cover}\n"
    )
    data, left = rewritten(tmp_path, "a.txt", b"The blue crate lid of steel.")
    assert data == b"The blue crate lid of steel."
    assert left == ["the glossary flags the new words as well"]


PIECES = ["e-mail", "E-mail", "web sites", "an universal login", "project space", "log in", "guru", "clientele",
          "A cafe", "the", "our", "{{ name }}", "{% if x %}", "{% endif %}", "`", "**", "[", "](", ")", "<b>", "</b>",
          '<a href="e-mail">', "</a>", "<p>", "</p>", "\n", "\n\n", "\r\n", "- ", "> ", "# ", ", ", ". ", '"', ",",
          "&nbsp;", "&#45;", "<!--", "-->", "e-mail@x.example", "|"]  # fmt: skip


@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=25),
    glue=st.sampled_from(["", " "]),
    name=st.sampled_from(["a.txt", "a.md", "a.html", "a.csv"]),
)
def test_fixing_twice_is_fixing_once(pieces: list[str], glue: str, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(("Copy. " + glue.join(pieces)).encode())
        first = fixed(Path(folder), name, write=True)
        once = path.read_bytes()
        second = fixed(Path(folder), name, write=True)
        assert path.read_bytes() == once
        assert not any(file.mended for file in second.files)
        assert [f.left for f in second.files if f.left] == [f.left for f in first.files if f.left]
