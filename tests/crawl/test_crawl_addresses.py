"""Addresses and names of files: one form for each address, one file for each, whatever stands in them."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.sources.crawl import names
from msgcheck.sources.crawl.addresses import MOST_VARIANTS, Patterns, Traps, holds_no_copy, normal, unread
from msgcheck.sources.crawl.names import name

_paths = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="#"), max_size=300
)
_urls = st.builds(lambda path: normal(f"https://Www.Example.com/{path}"), _paths).filter(bool)
_words = st.text(alphabet="abcAB/.-_%2? ", max_size=8)
_near = st.builds(lambda path: normal(f"https://www.example.com/{path}"), _words).filter(bool)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://example.com", "https://example.com/"),
        ("http://Example.COM:80/A?b=1#c", "http://example.com/A?b=1"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://example.com/?utm_source=x&b=2&gclid=y&a=1", "https://example.com/?b=2&a=1"),
        ("https://example.com/a/../b/./c/", "https://example.com/b/c/"),
        ("https://user:secret@example.com/", "https://example.com/"),
        ("https://example.com./", "https://example.com/"),
        ("https://example.com/über", "https://example.com/%C3%BCber"),
        ("mailto:a@example.com", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("https://example.com:99999/", ""),
        ("https://example.com/" + "x" * 3000, ""),
    ],
)
def test_one_form_for_each_address(written: str, meant: str) -> None:
    assert normal(written) == meant


@given(_urls)
def test_the_form_of_an_address_is_its_own_form(url: str) -> None:
    assert normal(url) == url


@given(_urls, st.sampled_from(["html", "pdf", "md"]))
def test_a_name_is_good_on_every_file_system(url: str, suffix: str) -> None:
    file = name(url, suffix)
    assert file.endswith(f".{suffix}")
    assert len(file) <= 200
    host, *parts = file.split("/")
    assert host == "www.example.com"
    for part in parts:
        assert re.fullmatch(r"[a-z0-9_-]+(\.\w+)?", part), file
        assert part.partition(".")[0] not in ("con", "nul", "aux", "prn", "com1", "lpt9"), file
    assert all("." not in folder for folder in parts[:-1]), "a file could have this name"


@given(st.lists(_near, unique=True, max_size=30))
def test_no_two_addresses_share_a_file(urls: list[str]) -> None:
    taken: set[str] = set()
    for url in urls:
        file = name(url, "html", taken)
        assert file.lower() not in taken, (url, file)
        taken.add(file.lower())


def test_names_are_readable() -> None:
    site = "https://www.example.com"
    assert name(f"{site}/", "html") == "www.example.com/index.html"
    assert name(f"{site}/docs/intro.html", "html") == "www.example.com/docs/intro.html"
    assert name(f"{site}/files/Price%20List.PDF", "pdf").startswith("www.example.com/files/price-list-pdf-")


def test_patterns_are_those_of_gitignore() -> None:
    patterns = Patterns(["/pricing/**", "*.pdf"], ["/pricing/old/", "!/pricing/old/kept"])
    site = "https://example.com"
    assert patterns.included(f"{site}/pricing/team")
    assert patterns.included(f"{site}/files/a.pdf?x=1")
    assert not patterns.included(f"{site}/blog")
    assert patterns.excluded(f"{site}/pricing/old/a")
    assert not patterns.excluded(f"{site}/pricing/new")


def test_pictures_are_not_asked_for_and_old_formats_are_named() -> None:
    assert holds_no_copy("https://example.com/a.JPG?size=2")
    assert not holds_no_copy("https://example.com/a.pdf")
    assert not holds_no_copy("https://example.com/v1.2/notes")
    assert "docx" in unread("https://example.com/offer.doc")
    assert not unread("https://example.com/offer.docx")


@pytest.mark.parametrize(
    "pattern",
    ["/shop?color={}", "/events/{}-05-01", "/events/{}/05/"],
    ids=["a filter", "a calendar", "a calendar by month"],
)
def test_variants_of_one_page_end(pattern: str) -> None:
    traps = Traps()
    reasons = [traps.reason("https://example.com" + pattern.format(1000 + at))[1] for at in range(200)]
    assert not any(reasons[:MOST_VARIANTS])
    assert all(reasons[MOST_VARIANTS:])


def test_pages_of_their_own_are_no_variants() -> None:
    traps = Traps()
    assert not any(traps.reason(f"https://example.com/blog/2026/05/post-{at}")[1] for at in range(300))
    assert not any(traps.reason(f"https://example.com/item/{at}")[1] for at in range(300))


def test_a_path_that_repeats_itself_is_a_trap() -> None:
    traps = Traps()
    assert traps.reason("https://example.com/en/a/en/b/en/")[1]
    assert traps.reason("https://example.com/" + "/".join(map(str, range(30))))[1]
    assert not traps.reason("https://example.com/en/help/en/")[1]


def test_a_page_that_is_called_what_a_hash_makes_of_another_keeps_its_file() -> None:
    site = "https://www.example.com"
    hashed = name(f"{site}/pricing?plan=Team", "html")
    twin = f"{site}/{hashed.partition('/')[2].removesuffix('.html')}"
    taken: set[str] = set()
    for url in (twin, f"{site}/pricing?plan=Team"):
        assert name(url, "html", taken) not in taken
        taken.add(name(url, "html", taken))
    assert hashed in taken


@pytest.mark.parametrize("host", ["-", "_", "-.-"])
def test_a_host_without_a_letter_has_a_folder_all_the_same(host: str) -> None:
    assert name(f"https://{host}/x", "html") == "site/x.html"


def test_the_examples_of_names_are_right() -> None:
    assert doctest.testmod(names).failed == 0
