"""The `web` source: from a site to resources, and what happens when the crawl cannot be made."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.crawl.site import NOT_FOUND, Answer, Request, Site
from msgcheck import registry
from msgcheck.config import Web
from msgcheck.errors import ConfigError
from msgcheck.model import Resource, Skipped
from msgcheck.sources import snapshot, web
from msgcheck.sources.crawl.job import Job
from msgcheck.sources.crawl.journal import FOLDER, Journal, Outcome

pytestmark = pytest.mark.timeout(100)


def pages(request: Request) -> Answer:
    """Answer for a front page, a page, and one that fails."""
    if request.path == "/":
        return Answer(b"<title>Front</title><p>Words.<a href=/a>a</a><a href=/b>b</a>")
    if request.path == "/a":
        return Answer(b"<title>A</title><p>More words.", etag='"a"')
    return Answer(b"", 500) if request.path == "/b" else NOT_FOUND


def test_a_site_becomes_resources(tmp_path: Path) -> None:
    heard: list[tuple[int, int, int]] = []
    with Site(pages) as site:
        settings = Web(urls=(site.url(),), team="brand")
        source = registry.make(
            "source", "web", web=settings, folder=tmp_path / "site", tell=lambda *said: heard.append(said)
        )
        front, page, failed = source.fetch()
        assert isinstance(front, Resource)
        assert (page.uri, page.channel, page.team) == (site.url("/a"), "website", "brand")
        assert page.media_type == "text/html; charset=utf-8"
        assert isinstance(failed, Skipped)
        assert failed.uri == site.url("/b")
        assert "500" in failed.reason
    assert heard[-1] == (2, 1, 0)
    # The site is gone now: offline reads what is there; a new crawl loses sight of all of it, and says so.
    offline = web.WebSource(settings, tmp_path / "site", offline=True)
    assert [item.uri for item in offline.fetch()] == [front.uri, page.uri, failed.uri]
    unseen = list(web.WebSource(settings, tmp_path / "site").fetch())
    assert {item.uri for item in unseen if isinstance(item, Skipped)} >= {front.uri, page.uri}
    assert not [item for item in unseen if isinstance(item, Resource)]


def test_what_was_never_crawled_is_skipped_offline(tmp_path: Path) -> None:
    settings = Web(urls=("https://www.example.com/",))
    (item,) = web.WebSource(settings, tmp_path / "none", offline=True).fetch()
    assert isinstance(item, Skipped)


def test_a_crawl_that_dies_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stood there before is not looked at, and not gone."""
    folder = tmp_path / "site"
    folder.mkdir()
    entry = snapshot.Entry("https://www.example.com/a", snapshot.KEPT, file="a.html")
    snapshot.save(folder, [entry])
    monkeypatch.setattr(sys, "executable", "/bin/false")
    items = list(web.WebSource(Web(urls=("https://www.example.com/",)), folder).fetch())
    assert [(type(item), item.uri) for item in items] == [
        (Skipped, "https://www.example.com/"),
        (Skipped, "https://www.example.com/a"),
    ]
    assert snapshot.load(folder) == {entry.url: entry}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"urls": ("www.example.com",)}, "www.example.com"),
        ({"urls": ("ftp://example.com/",)}, "ftp"),
        ({"urls": ("https://me:secret@example.com/",)}, "password"),
        ({"urls": ("https://example.com/",), "hosts": ("https://docs.example.com/",)}, "docs.example.com"),
        ({"urls": ("https://example.com/",), "headers": {"X-Key": "MSGCHECK_NOT_SET"}}, "MSGCHECK_NOT_SET"),
        ({"urls": ("https://example.com/",), "user_env": "HOME"}, "password_env"),
    ],
)
def test_settings_that_cannot_work_are_named_before_anything_is_asked(
    tmp_path: Path, settings: dict[str, object], named: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        web.crawl(Web.model_validate(settings), tmp_path / "site")
    assert named in str(caught.value)
    assert "secret" not in str(caught.value)
    assert not (tmp_path / "site").exists()


def test_a_crawl_that_was_killed_at_its_very_end_is_finished_without_a_request(tmp_path: Path) -> None:
    """Everything was asked, and not every file is in its place yet."""
    with Site(pages) as site:
        settings = Web(urls=(site.url(),))
        job = Job(settings, tmp_path / "site", 1_000_000)
        journal = Journal(job.folder, job.fingerprint, datetime.now(UTC))
        body = b"<title>Front</title><p>Words."
        entry = snapshot.Entry(site.url(), snapshot.KEPT, status=200)
        kept = journal.add(Outcome(entry, is_new=True, suffix="html"), body)
        journal.settle([replace(kept.entry, file="here/index.html")])
        journal.close()
        web.crawl(settings, tmp_path / "site", max_bytes=1_000_000)
        assert site.requests == []
    assert (tmp_path / "site" / "here" / "index.html").read_bytes() == body
    assert not (tmp_path / "site" / FOLDER).exists()


_PUBLIC_AT_FIRST = """
import sys
from msgcheck.sources.crawl import hosts
hosts._addresses = lambda host: ["93.184.216.34"]
from msgcheck.sources.crawl import __main__ as crawl
sys.exit(crawl.main())
"""


def test_a_name_that_turns_out_to_be_this_machine_is_not_asked(tmp_path: Path) -> None:
    """DNS rebinding: public when the crawl began, private when it connects."""
    with Site(pages) as site:
        settings = Web(urls=(site.url(host="localhost"),), sitemaps=False)
        job = {"web": settings.model_dump(mode="json"), "folder": str(tmp_path / "site"), "max_bytes": 1000}
        with subprocess.Popen([sys.executable, "-c", _PUBLIC_AT_FIRST], stdin=subprocess.PIPE) as child:
            assert child.stdin is not None
            child.stdin.write(json.dumps(job).encode() + b"\n")
            child.stdin.flush()  # and not closed: the child ends with it
            assert child.wait(60) == 0
        assert site.requests == []
    (entry,) = snapshot.load(tmp_path / "site").values()
    assert entry.outcome == snapshot.FAILED
    assert "private network" in entry.reason


def test_the_command_line_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "msgcheck", "crawl", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    done = run("https://example.com/", "--output", str(tmp_path / "x"), "--header", "X-Key")
    assert (done.returncode, "NAME=VARIABLE" in done.stderr) == (2, True)
    done = run("example.com", "--output", str(tmp_path / "x"))
    assert (done.returncode, "https://www.example.com/" in done.stderr) == (2, True)
