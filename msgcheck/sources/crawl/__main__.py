"""A crawl in a process of its own: its settings come as one line of JSON on stdin, its progress goes to stdout.

Lines of stdout: {"pages", "failed", "waiting"} after each address; {"site", "pause_s"} for a site that slows the crawl
down; {"error", "hint", "uri"} when it cannot start; {"done": true} at the end. The process ends when its stdin does: a crawl does not outlive who asked for it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

from msgcheck.config import Web
from msgcheck.errors import ConfigError, MsgcheckError, SourceError
from msgcheck.sources import snapshot
from msgcheck.sources.crawl import downloader
from msgcheck.sources.crawl.addresses import Patterns
from msgcheck.sources.crawl.fetch import Fetcher
from msgcheck.sources.crawl.guide import Guide
from msgcheck.sources.crawl.hosts import Hosts
from msgcheck.sources.crawl.job import Job, secret_headers
from msgcheck.sources.crawl.journal import Journal
from msgcheck.sources.crawl.look import Look
from msgcheck.sources.crawl.place import place
from msgcheck.sources.crawl.settle import settle
from msgcheck.sources.crawl.walk import Progress, Walk

_LONG_PAUSE_S = 5.0  # between two requests; a site of a hundred pages then takes eight minutes
_LOCK_S = 10.0  # a crawl that was killed a moment ago is gone by then


class SiteSpider(Spider):
    """Hands the downloader of a Scrapy process to `crawl`."""

    name = "msgcheck"
    failure: BaseException | None = None

    def __init__(self, job: Job, hosts: Hosts, journal: Journal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._parts = job, hosts, journal

    async def start(self) -> AsyncIterator[Any]:
        """Walk the site; nothing goes to Scrapy's scheduler, whose order is that of the answers."""
        try:
            await crawl(self.crawler, *self._parts)
        except BaseException as err:
            SiteSpider.failure = err
            raise
        return
        yield  # an async generator without items


async def crawl(crawler: Any, job: Job, hosts: Hosts, journal: Journal) -> None:
    """Ask everything that the journal does not have yet, and settle the new index in it."""
    downloader.require_guard()
    old = snapshot.load(job.folder)
    fetcher = Fetcher(crawler, hosts, secret_headers(job.web), max_bytes=job.max_bytes)
    patterns = Patterns(job.web.include, job.web.exclude)
    guide = Guide(job, fetcher, hosts, journal, partial(_pause, crawler))
    async with _drawing(job, fetcher) as draw:
        look = Look(job, fetcher, journal, patterns, old, draw)
        walk = Walk(job, hosts, guide, look, journal, patterns=patterns, tell=_tell)
        walked = await walk.run()
    journal.settle(settle(walked, old, job.starts, hosts))


def _drawing(job: Job, fetcher: Fetcher) -> Any:
    """Return a context of the function that runs a page's scripts, or of None."""
    from contextlib import nullcontext

    if not job.web.render:
        return nullcontext()
    from msgcheck.sources.crawl.render import Browser

    return Browser(fetcher, user_agent=job.user_agent, timeout_s=job.web.timeout_s)


def _pause(crawler: Any, site: str, pause_s: float) -> None:
    downloader.pause(crawler, site, pause_s)
    if pause_s >= _LONG_PAUSE_S:
        _say({"site": site, "pause_s": pause_s})


def _tell(progress: Progress) -> None:
    _say(asdict(progress))


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """Wait until stdin is closed, as it is when the parent dies, and end the process at once."""
    while os.read(0, 4096):
        pass
    os._exit(1)


def run(job: Job) -> None:
    """Crawl, or finish a crawl that was killed. Raises MsgcheckError when it cannot be started."""
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ConfigError(
            f"{job.folder}: cannot be written: {err.strerror or err}", "choose another folder"
        ) from err
    lock = _lock(job.folder)
    try:
        held = FileLock(lock).acquire(timeout=_LOCK_S)
    except Timeout as err:
        raise SourceError(
            job.web.urls[0], f"another crawl is writing to {job.folder}", "wait until it has ended"
        ) from err
    except OSError as err:
        raise ConfigError(
            f"{lock}: cannot be locked: {err.strerror or err}",
            "delete that file, or name a folder of your own in the environment variable TMPDIR",
        ) from err
    with held:
        journal = Journal(job.folder, job.fingerprint, datetime.now(UTC))
        if journal.settled is None:
            _ask(job, journal)
        place(job.folder, journal, journal.settled or [], snapshot.load(job.folder))


def _lock(folder: Path) -> Path:
    """Return the file that one crawl at a time holds; not in the folder itself, where nothing is left behind."""
    place = sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    # By number: a container's user often has no name. Windows has a folder of temporary files for each user.
    user = f"{os.getuid()}-" if hasattr(os, "getuid") else ""
    return Path(tempfile.gettempdir()) / f"msgcheck-{user}{place}.lock"


def _ask(job: Job, journal: Journal) -> None:
    hosts = Hosts(job.starts, job.web.hosts)
    process = AsyncCrawlerProcess(downloader.settings(job, hosts))
    process.crawl(SiteSpider, job=job, hosts=hosts, journal=journal)
    process.start(install_signal_handlers=False)
    if SiteSpider.failure is not None:
        raise SiteSpider.failure


def main() -> int:
    """Read the job, crawl, and return the exit code: 0, or 2 when it cannot start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the journal is whole at every moment
    fields = json.loads(_first_line())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        web = Web.model_validate(fields["web"])
        run(Job(web, Path(fields["folder"]), fields["max_bytes"]))
    except MsgcheckError as err:
        _say({"error": err.message, "hint": err.hint, "uri": getattr(err, "uri", "")})
        return 2
    _say({"done": True})
    return 0


def _first_line() -> bytes:
    """Return stdin up to its first line break, and not a byte more: the rest is waited for elsewhere."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return line


if __name__ == "__main__":
    sys.exit(main())
