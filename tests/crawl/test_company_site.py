"""The crawl of a company's site of 320 ordinary pages: all of it, again, after changes, and after it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawling import Crawl, command, crawl, read

from benchmarks.crawl.company import Company
from benchmarks.crawl.site import Request, Site

pytestmark = pytest.mark.timeout(290)


@dataclass(frozen=True)
class Visits:
    """Four crawls into one folder: of the site as it began, unchanged, and twice after `changed`, `removed`
    and `failing` happened to it; asked: the requests of each crawl."""

    site: Site
    company: Company
    crawls: list[Crawl]
    asked: list[list[Request]]
    snapshots: list[dict[str, tuple[object, ...]]]
    changed: list[str]
    removed: str
    failing: str
    words: dict[str, str]
    unread: str


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("company") / "crawl"
    company = Company()
    crawls: list[Crawl] = []
    asked: list[list[Request]] = []
    snapshots = []
    with Site(company) as site:

        def visit() -> None:
            crawls.append(crawl(site.url(), folder))
            asked.append(list(site.requests))
            snapshots.append(crawls[-1].snapshot())
            site.forget()

        visit()
        visit()
        changed = company.change(0.01)
        removed, failing = "/blog/item-007", "/help/item-003"
        company.remove(removed)
        company.fail(failing)
        visit()
        words, unread = read(folder)
        yield Visits(site, company, crawls, asked, snapshots, changed, removed, failing, words, unread)


def test_the_first_crawl_has_every_page_once(visits: Visits) -> None:
    first = visits.crawls[0]
    assert first.code == 0, first.stderr
    pages = [
        request.path
        for request in visits.asked[0]
        if "robots" not in request.path and "sitemap" not in request.path
    ]
    assert sorted(pages) == sorted({*visits.company.paths, visits.removed})
    kept = {url for url, row in visits.snapshots[0].items() if row[-1]}
    assert kept == {visits.site.url(path) for path in {*visits.company.paths, visits.removed}}


def test_an_unchanged_site_costs_few_bytes(visits: Visits) -> None:
    first, second = (sum(request.sent_bytes for request in asked) for asked in visits.asked[:2])
    assert second < first / 10
    assert visits.crawls[1].code == 0
    pages = [request for request in visits.asked[1] if request.path in visits.company.versions]
    assert {request.status for request in pages} == {304}
    assert visits.snapshots[1] == visits.snapshots[0]


def test_only_what_changed_is_fetched_again(visits: Visits) -> None:
    fetched = {
        request.path for request in visits.asked[2] if request.status == 200 and "/item-" in request.path
    }
    # The two pages before a page that is gone link to it, and lose the link.
    assert fetched - set(visits.changed) <= {"/blog/item-005", "/blog/item-006"}
    assert fetched >= set(visits.changed)
    for path in visits.changed:
        url = visits.site.url(path)
        assert visits.snapshots[2][url] != visits.snapshots[1][url]


def test_a_page_that_is_gone_leaves_the_snapshot(visits: Visits) -> None:
    assert visits.site.url(visits.removed) not in visits.snapshots[2]
    assert visits.site.url(visits.removed) not in visits.words
    files = {row["file"] for row in visits.crawls[2].rows}
    left = [
        path
        for path in visits.crawls[2].folder.rglob("*.html")
        if path.relative_to(visits.crawls[2].folder).as_posix() not in files
    ]
    assert left == []


def test_a_page_that_fails_today_is_unread_and_its_old_file_stays(visits: Visits) -> None:
    url = visits.site.url(visits.failing)
    row = next(row for row in visits.crawls[2].rows if row["url"] == url)
    assert visits.crawls[2].code == 3
    assert row["file"]
    assert (visits.crawls[2].folder / row["file"]).is_file()
    assert "500" in row["reason"]
    assert url not in visits.words
    assert url in visits.unread


def test_the_crawl_is_read_by_its_addresses(visits: Visits) -> None:
    expected = {visits.site.url(path) for path in visits.company.paths} - {visits.site.url(visits.failing)}
    assert set(visits.words) == {*expected, f"{visits.site.url().rstrip(chr(47))} (site-wide)"}
    assert "Tallow & Fern" in visits.words[visits.site.url("/pricing")]


@dataclass(frozen=True)
class Small:
    """A site of 60 pages, and what a whole crawl of it leaves."""

    site: Site
    company: Company
    snapshot: dict[str, tuple[object, ...]]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    company = Company(count=60, per_list=6)
    with Site(company) as site:
        yield Small(site, company, crawl(site.url(), tmp_path_factory.mktemp("whole") / "crawl").snapshot())


@pytest.mark.parametrize("whole_group", [True, False], ids=["all processes", "the parent alone"])
def test_a_killed_crawl_goes_on_and_ends_the_same(small: Small, tmp_path: Path, whole_group: bool) -> None:
    site, folder = small.site, tmp_path / "crawl"
    site.forget()
    site.wait_s = 0.1
    killed = subprocess.Popen(
        command(site.url(), folder),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 60
        while len(site.requests) < 25 and time.monotonic() < until:
            time.sleep(0.01)
        assert killed.poll() is None, "it ended before it could be killed"
    finally:
        site.wait_s = 0.0
        if whole_group:
            os.killpg(killed.pid, signal.SIGKILL)
        else:
            killed.kill()
        killed.wait()
    before = Counter(request.path for request in site.requests)
    done = crawl(site.url(), folder)
    assert done.code == 0, done.stderr
    assert done.snapshot() == small.snapshot
    asked = Counter(request.path for request in site.requests)
    twice = {path for path in small.company.paths if asked[path] > 1}
    # What was under way when it was killed is asked again, and nothing else.
    assert len(twice) <= 8, twice
    assert sum(before.values()) >= 25


def test_patterns_and_depth_bound_a_crawl(small: Small, tmp_path: Path) -> None:
    small.site.forget()
    bounds = ("--include", "/blog", "--exclude", "/blog/item-001", "--depth", "1", "--no-sitemaps")
    done = crawl(small.site.url("/blog"), tmp_path / "crawl", *bounds)
    near = {"/blog", "/blog/page-2", *(f"/blog/item-00{number}" for number in (0, 2, 3, 4, 5))}
    assert {target for target, row in done.entries.items() if row["file"]} == near
    assert {request.path for request in small.site.requests} == {*near, "/robots.txt"}
    assert "deeper than 1" in done.entries["/blog/item-006"]["reason"]


def test_a_number_of_pages_ends_a_crawl_and_says_so(small: Small, tmp_path: Path) -> None:
    small.site.forget()
    done = crawl(small.site.url(), tmp_path / "crawl", "--pages", "10")
    assert sum(bool(row["file"]) for row in done.rows) == 10
    assert sum(request.path in small.company.paths for request in small.site.requests) == 10
    assert done.code == 3
    assert "limit of 10 pages" in done.stderr
