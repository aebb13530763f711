"""A website: crawled into a folder by a process of its own, and read from that folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from msgcheck.config import Web
from msgcheck.errors import ConfigError, SourceError
from msgcheck.model import Resource, Skipped
from msgcheck.sources import snapshot
from msgcheck.sources.crawl.job import check

Tell = Callable[[int, int, int], None]  # (pages had, addresses failed, addresses waiting)
# (a site, the long pause in seconds that it wants between two requests)
Slowed = Callable[[str, float], None]


def unheard(pages: int, failed: int, waiting: int) -> None:
    """Show no progress."""


def unslowed(site: str, pause_s: float) -> None:
    """Say nothing of a site that wants to be asked slowly."""


class WebSource:
    """Reads the pages and documents of a site, each with its address as uri."""

    def __init__(
        self,
        web: Web,
        folder: Path,
        *,
        max_bytes: int = 50_000_000,
        offline: bool = False,
        tell: Tell = unheard,
    ) -> None:
        """Take what to crawl.

        folder:    keeps what was fetched, for this site alone: the next crawl asks only for what has changed.
        max_bytes: a larger page or document is given up.
        offline:   ask for nothing, and read what the last crawl left.
        """
        self.web, self.folder, self.max_bytes, self.offline, self.tell = web, folder, max_bytes, offline, tell

    def fetch(self) -> Iterator[Resource | Skipped]:
        """Crawl, then yield everything that was had, sorted by address; what could not be had as Skipped.

        Raises ConfigError, before anything is asked, for a missing variable or package.
        """
        if not self.offline:
            try:
                crawl(self.web, self.folder, max_bytes=self.max_bytes, tell=self.tell)
            except SourceError as err:
                return iter(self._unseen(err))
        return self._kept()

    def _kept(self) -> Iterator[Resource | Skipped]:
        if not snapshot.is_snapshot(self.folder):
            hint = "crawl first: the folder of this site holds nothing yet"
            yield from (Skipped(url, "was never crawled", hint) for url in self.web.urls)
            return
        try:
            for _, item in snapshot.resources(self.folder, max_bytes=self.max_bytes):
                if isinstance(item, Resource):
                    yield replace(item, channel=self.web.channel, team=self.web.team)
                else:
                    yield item
        except SourceError as err:
            yield Skipped(err.uri, err.reason, err.hint)

    def _unseen(self, err: SourceError) -> list[Skipped]:
        """Return every address that a failed crawl leaves unseen: what stood there is not gone."""
        try:
            known = [entry.url for entry in snapshot.load(self.folder).values() if entry.file]
        except SourceError:
            known = []
        return [Skipped(url, err.reason, err.hint) for url in sorted({*self.web.urls, *known})]


def crawl(
    web: Web,
    folder: Path,
    *,
    max_bytes: int = 50_000_000,
    tell: Tell = unheard,
    slowed: Slowed = unslowed,
) -> None:
    """Make the snapshot of a site in `folder` what the site is now.

    Raises ConfigError when the settings cannot be used, SourceError when the crawl ended early (the next one goes
    on from there).
    """
    check(web)
    job = {"web": web.model_dump(mode="json"), "folder": str(folder.absolute()), "max_bytes": max_bytes}
    with subprocess.Popen(
        [sys.executable, "-m", "msgcheck.sources.crawl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            # Not through the buffer, which would write again when it is closed. It stays open: the child ends with it.
            os.write(process.stdin.fileno(), json.dumps(job).encode() + b"\n")
            end = _listen(process.stdout, tell, slowed)
        except BrokenPipeError:
            end = {}
        except BaseException:
            process.kill()
            raise
    if end.get("uri"):
        raise SourceError(end["uri"], end["error"].removeprefix(f"{end['uri']}: "), end["hint"])
    if "error" in end:
        raise ConfigError(end["error"], end["hint"])
    if "done" not in end:
        raise SourceError(
            web.urls[0],
            f"the crawl ended early (exit code {process.returncode})",
            "start it again: it goes on where it stopped",
        )


def _listen(lines: Iterable[bytes], tell: Tell, slowed: Slowed) -> dict[str, str]:
    """Hand on the progress; return the last line, {} when the process just ended."""
    last: dict[str, str] = {}
    for line in lines:
        if not line.endswith(b"\n"):  # it was killed in the middle of a word
            break
        said = json.loads(line)
        if "pages" in said:
            tell(said["pages"], said["failed"], said["waiting"])
        elif "pause_s" in said:
            slowed(said["site"], said["pause_s"])
        else:
            last = said
    return last
