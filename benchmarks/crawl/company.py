"""The site of a made-up company: ordinary pages from a seed, robots.txt, and a sitemap index with a packed sitemap."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from xml.sax.saxutils import escape

from benchmarks.crawl.site import HTML, NOT_FOUND, Answer, Request

SECTIONS = ("features", "blog", "help", "customers", "integrations", "jobs")
FIRST_DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
_THINGS = "invoices reminders timesheets bookings reports forms shifts contracts rooms quotes".split()
_TEAMS = "studios clinics schools agencies workshops bakeries museums garages".split()
_VERBS = "sorts counts collects prints shares archives sends compares".split()


class Company:
    """Answers for a site of `count` pages, all reached from "/" by links and named in the sitemap.

    The same seed and count give the same bytes. `change`, `remove` and `fail` are what happens to it between crawls.
    """

    def __init__(self, *, count: int = 320, seed: int = 7, per_list: int = 20) -> None:
        """per_list: links on one page of a section's list; the next ones are a click further."""
        self.seed, self.per_list = seed, per_list
        self.paths = _paths(count, per_list)
        self.versions = dict.fromkeys(self.paths, 0)
        self.written = {path: FIRST_DAY + timedelta(hours=at) for at, path in enumerate(self.paths)}
        self.failing: set[str] = set()

    def change(self, share: float) -> list[str]:
        """Change this share of the pages, 0 to 1, spread over the site; return their paths."""
        step = max(1, round(1 / share))
        changed = self.paths[step // 2 :: step]
        for path in changed:
            self.versions[path] += 1
        return changed

    def remove(self, path: str) -> None:
        """Take a page and the links to it away."""
        self.paths.remove(path)

    def fail(self, path: str) -> None:
        """From now on the page is answered with 500."""
        self.failing.add(path)

    def __call__(self, request: Request) -> Answer:
        """Return the answer to a request."""
        root = f"http://{request.headers['host']}"
        if request.path in self.failing:
            return Answer(b"<title>Error</title><p>Something went wrong.", 500)
        if request.path == "/robots.txt":
            text = f"User-agent: *\nDisallow: /cart\nSitemap: {root}/sitemap.xml\n"
            return _lasting(text.encode(), "text/plain", FIRST_DAY)
        if request.path == "/sitemap.xml":
            return _lasting(sitemap_index([f"{root}/sitemaps/pages.xml.gz"]), "application/xml", FIRST_DAY)
        if request.path == "/sitemaps/pages.xml.gz":
            packed = gzip.compress(sitemap([root + path for path in self.paths]), mtime=0)
            return _lasting(packed, "application/gzip", FIRST_DAY)
        if request.path not in self.paths:
            return NOT_FOUND
        version = self.versions[request.path]
        modified = self.written[request.path] + timedelta(days=30 * version)
        return _lasting(self._page(request.path, version), HTML, modified)

    def _page(self, path: str, version: int) -> bytes:
        """Return the HTML of a page, about 5 kB: navigation, copy that no other page has, links, a footer."""
        rng = Random(f"{self.seed} {path} {version}")
        title = path.strip("/").replace("/", " · ").replace("-", " ").title() or "Tallow & Fern"
        copy = "".join(f"<h2>{_heading(rng)}</h2>\n<p>{_paragraph(rng)}</p>\n" for _ in range(12))
        links = "".join(f'<li><a href="{to}">{to.rpartition("/")[2]}</a></li>\n' for to in self._below(path))
        menu = " ".join(f'<a href="/{section}">{section.title()}</a>' for section in SECTIONS)
        return _TEMPLATE.format(title=escape(title), menu=menu, copy=copy, links=links, path=path).encode()

    def _below(self, path: str) -> list[str]:
        """Return what a page links to: a list its members and the next list, a page the two after it."""
        section, _, member = path.strip("/").partition("/")
        members = [one for one in self.paths if one.startswith(f"/{section}/item-")]
        if member.startswith("item-"):
            at = members.index(path)
            return members[at + 1 : at + 3]
        if section not in SECTIONS:
            return []
        page = int(member.removeprefix("page-") or 1)
        following = [f"/{section}/page-{page + 1}"] if page * self.per_list < len(members) else []
        return members[(page - 1) * self.per_list : page * self.per_list] + [
            to for to in following if to in self.paths
        ]


def sitemap(urls: Sequence[str]) -> bytes:
    """Return a sitemap of these addresses."""
    return _sitemap("urlset", "url", urls)


def sitemap_index(urls: Sequence[str]) -> bytes:
    """Return an index of these sitemaps."""
    return _sitemap("sitemapindex", "sitemap", urls)


def _sitemap(outer: str, inner: str, urls: Sequence[str]) -> bytes:
    rows = "".join(f"<{inner}><loc>{escape(url)}</loc></{inner}>\n" for url in urls)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{space}">\n{rows}</{outer}>\n'.encode()


def _paths(count: int, per_list: int) -> list[str]:
    """Return `count` paths: the front page, the lists, and their members evenly."""
    fixed = ["/", "/pricing", "/about", *(f"/{section}" for section in SECTIONS)]
    each, more = divmod(count - len(fixed), len(SECTIONS))
    paths = list(fixed)
    for at, section in enumerate(SECTIONS):
        # Each further list page takes the place of a member.
        total = each + (at < more)
        lists = max(0, -(-total // (per_list + 1)) - 1)
        paths += [f"/{section}/page-{number + 2}" for number in range(lists)]
        paths += [f"/{section}/item-{number:03}" for number in range(total - lists)]
    return paths


def _lasting(body: bytes, media_type: str, modified: datetime) -> Answer:
    return Answer(body, media_type=media_type, etag=f'"{sha256(body).hexdigest()[:16]}"', modified=modified)


def _heading(rng: Random) -> str:
    return f"How Tallow &amp; Fern {rng.choice(_VERBS)} {rng.choice(_THINGS)} for {rng.choice(_TEAMS)}"


def _paragraph(rng: Random) -> str:
    return " ".join(_sentence(rng) for _ in range(5))


def _sentence(rng: Random) -> str:
    thing, other = rng.sample(_THINGS, 2)
    return rng.choice(
        (
            f"A team of {rng.randint(2, 90)} people {rng.choice(_VERBS)[:-1]}s {thing} in {rng.randint(2, 55)} minutes.",
            f"More than {rng.randint(2, 80)},000 {rng.choice(_TEAMS)} keep their {thing} with us.",
            f"Support for {thing} answers within {rng.randint(1, 48)} hours on working days.",
            f"{thing.title()} and {other} stand side by side, so nobody types a number twice.",
            f"The {other} plan holds {rng.randint(5, 500)} {thing} and costs ${rng.randint(5, 99)} a month.",
        )
    )


_TEMPLATE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/style.css"><link rel="canonical" href="{path}"></head>
<body>
<header><nav><a href="/">Home</a> <a href="/pricing">Pricing</a> <a href="/about">About us</a> {menu}</nav></header>
<main>
<h1>{title}</h1>
{copy}<ul>
{links}</ul>
</main>
<footer><p>© 2026 Tallow &amp; Fern Ltd. <a href="/cart">Your cart</a></p></footer>
</body>
</html>
"""
