"""A crawl of a site where everything goes wrong: what is had, what is not, and why."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import quote

import pytest
from crawling import INDEX, TIMEOUT_S, Trapped

from benchmarks.crawl.traps import ATTACHED, BROCHURE, DECK, ODD_NAMES, SAID, TERMS, UNTYPED

pytestmark = pytest.mark.timeout(290)

READ = {
    "/": "Everything is linked here.",
    "/plain": "The plain page says so.",
    "/orphan": "Only the sitemap knows the orphan page.",
    "/closed/open": "An exception of robots.txt opens this page.",
    "/hidden/next": "Reached by a base address.",
    "/hidden/chained": "Three redirects lead here.",
    "/hidden/refreshed": "A meta refresh leads here.",
    "/flaky": "The flaky page says so.",
    "/busy": "The busy page says so.",
    "/packed": "Unpacked, gzip reads well.",
    "/packed-brotli": "Unpacked, br reads well.",
    "/html-as-text": "The html as text page says so.",
    "/html-without-type": "The html without type page says so.",
    "/files/bytes.pdf": UNTYPED,
    "/attached": ATTACHED,
    "/files/brochure.pdf": BROCHURE,
    "/files/deck.pptx": DECK,
    "/files/terms.docx": TERMS,
    "/files/notes.md": "The plan costs €12 a month.",
    "/product": "The product page says so.",
    "/canonical-elsewhere": "Copy that names another site as its home.",
    "/noindex-for-another": "Only otherbot is asked.",
    "/hidden/after-noindex": "Links of such a page are followed.",
    "/odd-lines": "The odd lines page says so.",
    "/calendar": "The Month 1000 page says so.",
}

# Of what a reason speaks; in the words of a person, so any of several will do.
NOT_HAD = {
    "/slow": "second|time",
    "/drip": "second|time",
    "/always-500": "500",
    "/refused": "403",
    "/cut-off": "break|cut|incomplete",
    "/huge": "large",
    "/endless": "large",
    "/bomb": "large",
    "/loop": "redirect",
    "/myself": "redirect",
    "/endless-chain": "redirect",
    "/to-file": "redirect|file",
    "/members/": "401",
    "/preview/": "403",
}
LEFT_OUT = {
    "/away": "localhost",
    "/away-by-number": r"127\.0\.0\.2",
    "/away-twice": "localhost",
    "/to-metadata": r"169\.254\.169\.254",
    "/to-private": r"10\.0\.0\.1",
    "/to-mapped": "redirect|10\\.0\\.0\\.1|host",
    "/pdf-as-bytes": "octet-stream",
    "/missing": "404",
    "/withdrawn": "410",
    "/closed/secret": "robots",
    "/closed/mapped": "robots",
    "/closed/by-redirect": "robots",
    "/noindex": "noindex",
    "/noindex-header": "noindex",
    "/noindex-none": "noindex",
}
NEVER_ASKED = (
    "/closed/secret",
    "/closed/mapped",
    "/closed/by-redirect",
    "/hidden/after-none",
    "/hidden/after-nofollow",
    "/hidden/after-link",
    "/photo.jpg",
    "/style.css",
    "/script.js",
    "/film.mp4",
)


@pytest.mark.parametrize("target", READ)
def test_what_can_be_had_is_read(trapped: Trapped, target: str) -> None:
    assert READ[target] in trapped.said(target)


@pytest.mark.parametrize("target", NOT_HAD)
def test_what_cannot_be_had_is_listed_with_its_reason(trapped: Trapped, target: str) -> None:
    row = trapped.done.entries[target]
    assert not row["file"]
    assert re.search(NOT_HAD[target], row["reason"], re.IGNORECASE), row["reason"]
    assert not trapped.said(target)
    address = re.escape(trapped.site.url(target))
    assert re.search(rf"{address}(?![\w/-])", trapped.unread), "`msgcheck read` does not name it"
    assert re.search(rf"{address}(?![\w/-])", trapped.done.stderr), "the crawl does not name it"


@pytest.mark.parametrize("target", LEFT_OUT)
def test_what_is_left_out_is_listed_with_its_reason(trapped: Trapped, target: str) -> None:
    row = trapped.done.entries[target]
    assert not row["file"]
    assert re.search(LEFT_OUT[target], row["reason"], re.IGNORECASE), row["reason"]
    assert not trapped.said(target)


@pytest.mark.parametrize("target", NEVER_ASKED)
def test_what_is_closed_or_no_copy_is_never_asked(trapped: Trapped, target: str) -> None:
    assert not trapped.site.asked(target)


def test_something_that_could_not_be_had_is_exit_code_3(trapped: Trapped) -> None:
    assert trapped.done.code == 3


def test_no_request_leaves_the_host(trapped: Trapped) -> None:
    assert [(request.headers["host"], request.target) for request in trapped.foreign] == []


def test_nothing_but_get_and_a_named_agent(trapped: Trapped) -> None:
    assert {request.method for request in trapped.site.requests} == {"GET"}
    agents = {request.headers.get("user-agent", "") for request in trapped.site.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("msgcheck/")


def test_robots_is_asked_first(trapped: Trapped) -> None:
    assert trapped.site.requests[0].path == "/robots.txt"


def test_a_good_page_is_asked_once(trapped: Trapped) -> None:
    for target in ("/plain", "/product", "/files/deck.pptx", "/orphan"):
        _is_asked_once(trapped, target)


def test_a_failing_page_is_not_asked_for_ever(trapped: Trapped) -> None:
    for target in ("/always-500", "/slow", "/drip", "/cut-off"):
        assert 2 <= len(trapped.site.asked(target)) <= 5, target
    for target in ("/missing", "/refused", "/huge", "/bomb"):
        _is_asked_once(trapped, target)


def test_a_server_that_asks_for_patience_gets_it(trapped: Trapped) -> None:
    first, second = trapped.site.asked("/busy")
    assert second.at - first.at >= 1.0


def test_an_endless_answer_is_cut_at_the_limit(trapped: Trapped) -> None:
    sent_bytes = sum(request.sent_bytes for request in trapped.site.asked("/endless"))
    assert sent_bytes < 20_000_000


def test_redirects_are_recorded(trapped: Trapped) -> None:
    sources = trapped.done.entries["/hidden/chained"]["redirected_from"]
    assert set(sources) >= {trapped.site.url("/chain")}
    assert trapped.site.url("/refresh") in trapped.done.entries["/hidden/refreshed"]["redirected_from"]


@pytest.mark.parametrize("path", ["/calendar", "/session", "/shop"])
def test_endless_variants_of_a_page_end(trapped: Trapped, path: str) -> None:
    assert len(trapped.site.asked(path)) <= 120
    assert any(
        "variant" in row["reason"] for target, row in trapped.done.entries.items() if target.startswith(path)
    )


def test_a_path_that_goes_on_and_on_ends(trapped: Trapped) -> None:
    deep = [request for request in trapped.site.requests if request.path.startswith("/deep/")]
    assert 1 <= len(deep) <= 30


def test_one_page_under_many_addresses_is_read_once(trapped: Trapped) -> None:
    assert not [url for url in trapped.words if "utm_" in url or "gclid" in url or "#" in url]
    for twin in ("/product/", "/product-in-print", "/canonical-in-header"):
        assert not trapped.said(twin), twin
        assert "/product" in trapped.done.entries[twin]["reason"]
        assert trapped.done.entries[twin]["canonical"] == trapped.site.url("/product")


@pytest.mark.parametrize(
    "name", ["header", "header-utf-8", "meta", "none", "none-western", "server-default", "unknown"]
)
def test_charsets_are_read_as_meant(trapped: Trapped, name: str) -> None:
    assert SAID in trapped.said(f"/charset-{name}")


def test_the_charset_of_the_header_is_kept(trapped: Trapped) -> None:
    assert trapped.done.entries["/charset-header"]["charset"].lower() in ("windows-1252", "cp1252")
    assert not trapped.done.entries["/charset-meta"]["charset"]


def test_pictures_are_not_read_whatever_they_say_they_are(trapped: Trapped) -> None:
    assert not trapped.said("/picture-as-html")
    assert not trapped.said("/picture-without-suffix")


def test_an_empty_page_is_listed(trapped: Trapped) -> None:
    assert trapped.site.url("/empty") in trapped.unread


def test_odd_addresses_are_had_and_read(trapped: Trapped) -> None:
    for at, path in enumerate(ODD_NAMES):
        target = quote(path, safe="/%.")
        found = [words for url, words in trapped.words.items() if url.startswith(trapped.site.url(target))]
        assert any(f"Copy of name {at}." in words for words in found), path


def test_files_are_safe_on_every_file_system(trapped: Trapped) -> None:
    folder = trapped.done.folder
    files = [row["file"] for row in trapped.done.rows if row["file"]]
    assert len({name.casefold() for name in files}) == len(files)
    for name in files:
        assert (folder / name).resolve().is_relative_to(folder.resolve())
        assert (folder / name).is_file()
        for part in name.split("/"):
            assert len(part.encode()) <= 200, name
            assert not re.search(r'[\x00-\x1f<>:"\\|?*]|[. ]$', part), name
            assert part.partition(".")[0].upper() not in ("CON", "NUL", "PRN", "AUX"), name
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in kept - set(files) if not name.startswith(".")} == {INDEX}, "files of no address"


def test_the_index_is_sorted_and_complete(trapped: Trapped) -> None:
    urls = [row["url"] for row in trapped.done.rows]
    assert urls == sorted(set(urls))
    for row in trapped.done.rows:
        assert bool(row["file"]) != bool(row["reason"]) or row["canonical"], row


def test_the_suffix_follows_the_content_type(trapped: Trapped) -> None:
    entries = trapped.done.entries
    assert entries["/plain"]["file"].endswith(".html")
    assert entries["/files/deck.pptx"]["file"].endswith(".pptx")
    assert entries["/plain"]["media_type"] == "text/html"
    assert (entries["/plain"]["etag"], entries["/plain"]["status"]) == ('"plain-1"', 200)


def test_without_rendering_the_page_is_as_it_was_sent(trapped: Trapped) -> None:
    assert "4711" not in trapped.said("/drawn")
    assert not trapped.site.asked("/hidden/figures.json")


def _is_asked_once(trapped: Trapped, target: str) -> None:
    """On a very busy machine an answer may come too late, and is rightly asked for again after the limit.

    Twice at once is a fault: a connection was given up that carried the next request already.
    """
    asked = [request.at for request in trapped.site.asked(target)]
    assert 1 <= len(asked) <= 3, target
    assert all(later - earlier >= TIMEOUT_S for earlier, later in pairwise(asked)), (target, asked)
