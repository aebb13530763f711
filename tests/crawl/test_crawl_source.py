"""The `web` source: from a site to resources, and what happens when the crawl cannot be made."""

from __future__ import annotations

import gzip
import json
import pwd
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.crawl.site import NOT_FOUND, Answer, Request, Site
from msgcheck import intake, registry
from msgcheck.config import Config, Mailbox, Web
from msgcheck.errors import ConfigError
from msgcheck.model import Resource, Skipped
from msgcheck.sources import snapshot, web
from msgcheck.sources.crawl import __main__ as process
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
        assert "crawl again" in failed.hint
        (missing,) = web.WebSource(Web(urls=(site.url("/none"),)), tmp_path / "none").fetch()
        assert isinstance(missing, Skipped)
        assert missing.hint == "check the address"
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


_PACKED = gzip.compress(b"<urlset></urlset>" * 1000)
_NONSENSE = {
    "/base": Answer(b'<base href="http://["><title>B</title><p>Words.'),
    "/refresh": Answer(b'<meta http-equiv="refresh" content="0;url=http://["><p>Words.'),
    "/charset": Answer(b"<p>Words.", media_type="text/html; charset=hex"),
    "/meta": Answer(b'<meta charset="undefined"><p>Words.\xff', media_type="text/html"),
    "/digit": Answer(b"", 503, headers={"Retry-After": "\xb2"}),
    "/date": Answer(b"", 503, headers={"Retry-After": "Mon, 01 Jan 2024 00:00:00 +99999999999999999999"}),
    "/robots.txt": Answer(b"Sitemap: http://[\nSitemap: /map.gz\n", media_type="text/plain"),
    "/map.gz": Answer(_PACKED[:12] + b"\xff" * 4 + _PACKED[16:], media_type="application/gzip"),
}


def test_pages_of_nonsense_cost_nothing_but_themselves(tmp_path: Path) -> None:
    links = "".join(f"<a href={path}>b</a>" for path in _NONSENSE if "." not in path)
    answers = {"/": Answer(f"<title>Front</title><p>Words.{links}".encode()), **_NONSENSE}
    with Site(lambda request: answers.get(request.path, NOT_FOUND)) as site:
        web.crawl(Web(urls=(site.url(),)), tmp_path / "site")
        entries = {
            url.removeprefix(site.url()): entry for url, entry in snapshot.load(tmp_path / "site").items()
        }
    kept = {path for path, entry in entries.items() if entry.outcome == snapshot.KEPT}
    assert kept == {"", "base", "refresh", "charset", "meta"}
    assert "unpacked" in entries["map.gz"].reason
    assert "503" in entries["digit"].reason
    assert "503" in entries["date"].reason


_UNREADABLE = """
import sys
from msgcheck.sources.crawl import pages
whole = pages.read
def read(url, *rest):
    if url.endswith("/a"):
        raise LookupError("nobody knows")
    return whole(url, *rest)
pages.read = read
from msgcheck.sources.crawl import __main__ as crawl
sys.exit(crawl.main())
"""


def test_a_page_that_cannot_be_read_is_named_and_ends_no_crawl(tmp_path: Path) -> None:
    """Whatever else the bytes of a page raise one day."""
    with Site(pages) as site:
        settings = Web(urls=(site.url(),), sitemaps=False)
        job = {"web": settings.model_dump(mode="json"), "folder": str(tmp_path / "site"), "max_bytes": 1000}
        with subprocess.Popen([sys.executable, "-c", _UNREADABLE], stdin=subprocess.PIPE) as child:
            assert child.stdin is not None
            child.stdin.write(json.dumps(job).encode() + b"\n")
            child.stdin.flush()
            assert child.wait(60) == 0
        entries = snapshot.load(tmp_path / "site")
    assert entries[site.url()].outcome == snapshot.KEPT
    unread = entries[site.url("/a")]
    assert (unread.outcome, "nobody knows" in unread.reason, bool(unread.hint)) == (
        snapshot.FAILED,
        True,
        True,
    )


def test_a_variant_too_many_makes_no_page_gone(tmp_path: Path) -> None:
    """Fifty variants were read; with one more, one of them is not asked, and not gone."""
    known = [f"/p?id={at:03}" for at in range(10, 60)]
    links = list(known)

    def answer(request: Request) -> Answer:
        if request.path == "/":
            return Answer("".join(f"<a href={link}>b</a>" for link in links).encode())
        return Answer(b"<p>Words.") if request.path == "/p" else NOT_FOUND

    with Site(answer) as site:
        settings = Web(urls=(site.url(),), sitemaps=False)
        web.crawl(settings, tmp_path / "site")
        links += ["/p?id=001", "/p?id=002"]
        web.crawl(settings, tmp_path / "site")
        entries = snapshot.load(tmp_path / "site")
        unread = [entries[site.url(path)] for path in known[-2:]]
    for entry in unread:
        assert entry.outcome == snapshot.FAILED
        assert "variants" in entry.reason
        assert (tmp_path / "site" / entry.file).is_file()


def keep(config: Config, entry: Web | Mailbox, *paths: str) -> None:
    """Leave a snapshot of a site, as a crawl would."""
    folder = config.kept_in(entry)
    folder.mkdir(parents=True)
    (folder / "a.html").write_bytes(b"<p>Words.")
    snapshot.save(
        folder, [snapshot.Entry(f"https://example.com{path}", snapshot.KEPT, file="a.html") for path in paths]
    )


def test_two_sites_with_one_start_are_both_read(tmp_path: Path) -> None:
    start = ("https://example.com/",)
    german, english = (Web(urls=start, include=(f"/{at}/",), team=at) for at in ("de", "en"))
    config = Config(web=(german, english))
    config._root = tmp_path
    keep(config, german, "/de/")
    keep(config, english, "/en/")
    assert intake.named(config) == ["https://example.com/", "https://example.com/"]
    found, skipped = intake.gather(config, intake.named(config), offline=True)
    assert [(item.uri, item.team) for item in found] == [
        ("https://example.com/de/", "de"),
        ("https://example.com/en/", "en"),
    ]
    assert skipped == []


def test_two_entries_for_one_mailbox_are_both_read(tmp_path: Path) -> None:
    boxes = tuple(Mailbox(host="h", user="u", folders=(name,)) for name in ("Sales", "Support"))
    config = Config(imap=boxes)
    config._root = tmp_path
    _, skipped = intake.gather(config, intake.named(config), offline=True)
    assert sorted(item.uri for item in skipped) == ["imap://u@h/Sales", "imap://u@h/Support"]


def test_a_user_without_a_name_can_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers run under numbers that no file of users has."""

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    assert process._lock(tmp_path).name.endswith(".lock")


def test_a_lock_that_cannot_be_had_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_lock", lambda folder: tmp_path)  # a folder is no file to lock
    with pytest.raises(ConfigError, match="cannot be locked") as caught:
        process.run(Job(Web(urls=("https://example.com/",)), tmp_path / "site", 1000))
    assert "TMPDIR" in caught.value.hint


def test_the_command_line_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "msgcheck", "crawl", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    done = run("https://example.com/", "--output", str(tmp_path / "x"), "--header", "X-Key")
    assert (done.returncode, "NAME=VARIABLE" in done.stderr) == (2, True)
    done = run("example.com", "--output", str(tmp_path / "x"))
    assert (done.returncode, "https://www.example.com/" in done.stderr) == (2, True)
