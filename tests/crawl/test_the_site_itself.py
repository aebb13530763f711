"""The site that is crawled does what the other tests rely on: it counts, it says 304, and it is the same every time."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest

from benchmarks.crawl.company import Company
from benchmarks.crawl.site import Site
from benchmarks.crawl.traps import Traps

pytestmark = pytest.mark.timeout(60)


def ask(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], bytes]:
    """Return (status, headers, body) of one request, following nothing."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(
            "GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=headers or {}
        )
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_links_and_sitemap_name_the_same_320_pages() -> None:
    company = Company()
    with Site(company) as site:
        found, waiting = set(), ["/"]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                status, _, body = ask(site.url(path))
                assert status == 200, path
                links = re.findall(r'<a href="([^"]+)"', body.decode())
                waiting += [link for link in links if link != "/cart"]
        index = ask(site.url("/sitemap.xml"))[2].decode()
        packed = ask(re.findall("<loc>(.+?)</loc>", index)[0])[2]
    listed = {urlsplit(url).path for url in re.findall("<loc>(.+?)</loc>", gzip.decompress(packed).decode())}
    assert found == listed == set(company.paths)
    assert len(found) == 320


def test_bytes_and_requests_are_counted() -> None:
    with Site(Company(count=20)) as site:
        body = ask(site.url("/pricing"))[2]
        ask(site.url("/nowhere?x=1"))
        first, second = site.requests
    assert (first.target, first.status, second.path, second.status) == ("/pricing", 200, "/nowhere", 404)
    assert len(body) < first.sent_bytes < len(body) + 400
    assert site.sent_bytes == first.sent_bytes + second.sent_bytes


def test_who_has_a_page_already_gets_no_body() -> None:
    company = Company(count=20)
    with Site(company) as site:
        _, headers, body = ask(site.url("/pricing"))
        tag = {"If-None-Match": headers["ETag"]}
        date = {"If-Modified-Since": headers["Last-Modified"]}
        assert [ask(site.url("/pricing"), known)[::2] for known in (tag, date)] == [(304, b""), (304, b"")]
        company.versions["/pricing"] += 1
        again = [ask(site.url("/pricing"), known) for known in (tag, date)]
    assert [status for status, _, _ in again] == [200, 200]
    assert again[0][2] == again[1][2] != body


def test_the_same_seed_gives_the_same_site() -> None:
    bodies = []
    for company in (Company(count=30), Company(count=30), Company(count=30, seed=8)):
        with Site(company) as site:
            bodies.append([ask(site.url(path))[2] for path in company.paths])
    assert bodies[0] == bodies[1]
    assert all(one != other for one, other in zip(bodies[0], bodies[2], strict=True))


def test_the_traps_are_armed() -> None:
    with Site(Traps("http://localhost:9", "http://127.0.0.2:9")) as site:
        assert [ask(site.url("/flaky"))[0] for _ in range(3)] == [500, 500, 200]
        assert ask(site.url("/busy"))[1]["Retry-After"] == "1"
        assert ask(site.url("/busy"))[0] == 200
        assert ask(site.url("/away"))[1]["Location"] == "http://localhost:9/away"
        with pytest.raises(http.client.IncompleteRead):
            ask(site.url("/cut-off"))
        with pytest.raises(UnicodeDecodeError):
            ask(site.url("/charset-header"))[2].decode("utf-8")
        packed = ask(site.url("/packed"), {"Accept-Encoding": "gzip"})[2]
        assert gzip.decompress(packed) == ask(site.url("/packed"))[2]
