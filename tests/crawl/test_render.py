"""Pages that scripts draw, in the system's Chromium: what they draw is read, and they reach nobody else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Trapped, crawl, read

from benchmarks.crawl.site import Answer, Site
from benchmarks.crawl.traps import Traps

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.timeout(290),
    pytest.mark.skipif(CHROMIUM is None, reason="rendering takes the system's Chromium"),
]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trapped]:
    """The page that a script draws, and what it leads to."""
    folder: Path = tmp_path_factory.mktemp("drawn") / "crawl"
    with Site(lambda _: Answer(b"You should not be here."), host="") as foreign:
        traps = Traps(foreign.url(host="localhost").rstrip("/"), foreign.url(host="127.0.0.2").rstrip("/"))
        with Site(traps) as site:
            done = crawl(site.url("/drawn"), folder, "--render", "--no-sitemaps", "--timeout", "10")
            words, unread = read(folder)
            yield Trapped(site, done, list(foreign.requests), words, unread)


def test_what_a_script_draws_is_read(drawn: Trapped) -> None:
    assert "The script counts 4711 seats." in drawn.said("/drawn")
    assert drawn.done.code == 0, drawn.done.stderr


def test_links_that_a_script_draws_are_followed(drawn: Trapped) -> None:
    assert "A link that a script drew leads here." in drawn.said("/hidden/from-script")


def test_scripts_reach_no_other_host(drawn: Trapped) -> None:
    assert [(request.headers["host"], request.target) for request in drawn.foreign] == []
