"""Crawls that several tests look at: one of the site with the traps, and what msgcheck reads of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from crawling import TIMEOUT_S, Trapped, crawl, read

from benchmarks.crawl.pages import FILE_MB
from benchmarks.crawl.site import Answer, Site
from benchmarks.crawl.traps import Traps


@pytest.fixture(scope="session")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trapped]:
    """The site with the traps, crawled once with a short time limit and a small size limit."""
    folder = tmp_path_factory.mktemp("traps")
    (folder / "msgcheck.yaml").write_text(f'version: "1"\nlimits:\n  file_mb: {FILE_MB}\n')
    # A page that is allowed by its name and forbidden by its host answers all the same: it would be read.
    with Site(lambda _: Answer(b"<p>You should not be here."), host="") as foreign:
        elsewhere, third = foreign.url(host="localhost"), foreign.url(host="127.0.0.2")
        with Site(Traps(elsewhere.rstrip("/"), third.rstrip("/"))) as site:
            done = crawl(site.url(), folder / "crawl", "--timeout", str(TIMEOUT_S), "--depth", "200")
            words, unread = read(done.folder)
            yield Trapped(site, done, list(foreign.requests), words, unread)
