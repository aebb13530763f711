"""What pages, heads and sitemaps order: what is said to us is heard, and what nobody could mean ends nothing."""

from __future__ import annotations

import gzip

import pytest

from msgcheck.sources.crawl import robots
from msgcheck.sources.crawl.fetch import _seconds
from msgcheck.sources.crawl.pages import header_orders, read, sitemap

URL = "https://example.com/a/"


@pytest.mark.parametrize(
    ("tag", "orders"),
    [
        ("noindex, nofollow", {"noindex", "nofollow"}),
        ("none", {"none", "noindex", "nofollow"}),
        ("otherbot: noindex, nofollow", set()),
        ("otherbot: nofollow, msgcheck: noindex", {"noindex"}),
        ("MsgCheck: noindex, nofollow", {"noindex", "nofollow"}),
        ("noarchive, max-snippet: 20, nofollow", {"noarchive", "20", "nofollow"}),
        ("", {""}),
    ],
)
def test_orders_are_for_whom_they_name(tag: str, orders: set[str]) -> None:
    assert header_orders({"x-robots-tag": tag}, "msgcheck") == orders


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("text/html", b'<base href="http://[">'),
        ("text/html", b'<meta http-equiv="refresh" content="0;url=http://[">'),
        *(
            (f"text/html; charset={charset}", b"")
            for charset in ("hex", "idna", "undefined", "unicode_escape", "rot13", "utf-7", "none-such")
        ),
        *(
            ("text/html", f'<meta charset="{charset}">'.encode())
            for charset in ("hex", "idna", "undefined", "punycode")
        ),
    ],
)
def test_a_page_that_names_nonsense_is_read_for_its_links(head: str, body: bytes) -> None:
    page = read(URL, body + b"<p>\xff \\ud800 <a href=b>b</a> <a href='http://['>c</a>", head, {}, "msgcheck")
    assert page.links == (f"{URL}b",)
    assert not page.refresh


def test_a_charset_and_a_base_that_are_meant_are_kept_to() -> None:
    body = '<base href="/c/"><a href="ü">b</a>'
    assert read(URL, body.encode("utf-16"), "text/html", {}, "msgcheck").links == (
        "https://example.com/c/%C3%BC",
    )


def test_sitemaps_that_are_no_addresses_are_passed_over() -> None:
    text = "Sitemap: http://[\nSitemap: /map.xml\nUser-agent: *\nCrawl-delay: nan\n"
    rules = robots.read(text, "https://example.com/robots.txt", "msgcheck")
    assert rules.sitemaps == ("https://example.com/map.xml",)
    assert rules.pause_s == 0.0


def test_a_sitemap_whose_packing_is_broken_is_none() -> None:
    packed = gzip.compress(b"<urlset></urlset>" * 1000)
    with pytest.raises(ValueError, match="unpacked"):
        sitemap(URL, packed[:12] + b"\xff\xff\xff\xff" + packed[16:], max_bytes=10**6)


@pytest.mark.parametrize(
    ("header", "pause_s"),
    [("7", 7.0), ("²", 0.0), ("soon", 0.0), ("Mon, 01 Jan 2024 00:00:00 +99999999999999999999", 0.0)],
)
def test_a_pause_that_no_clock_can_hold_is_none(header: str, pause_s: float) -> None:
    assert _seconds(header) == pause_s
