"""Runs `msgcheck crawl` as a user does, in a process of its own, and shows what it left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.crawl.site import Request, Site

INDEX = "msgcheck-crawl.jsonl"
TIMEOUT_S = 4  # of one request to the traps, which has to end before their slow page answers
LIMIT_S = 240  # of one crawl on a very busy machine; alone it takes some seconds


@dataclass(frozen=True)
class Crawl:
    """A finished crawl. entries: path and query -> row of the index."""

    code: int
    stdout: str
    stderr: str
    folder: Path

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The index, in its order."""
        lines = (self.folder / INDEX).read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def entries(self) -> dict[str, dict[str, Any]]:
        """The index by path and query; addresses of other hosts keep their host."""
        home = urlsplit(self.rows[0]["url"]).netloc
        return {_target(row["url"], home): row for row in self.rows}

    def content(self, target: str) -> bytes:
        """Return the file of an address."""
        return (self.folder / self.entries[target]["file"]).read_bytes()

    def snapshot(self) -> dict[str, tuple[Any, ...]]:
        """Return url -> everything that two crawls of one site have in common: all but the time."""
        return {
            row["url"]: (
                *(row[key] for key in ("status", "media_type", "charset", "sha256", "canonical", "reason")),
                sha256((self.folder / row["file"]).read_bytes()).hexdigest() if row["file"] else None,
            )
            for row in self.rows
        }


@dataclass(frozen=True)
class Trapped:
    """A finished crawl of the traps.

    foreign: the requests that reached a host which was not to be asked. words: uri -> what is read of it.
    unread:  what `msgcheck read` writes on stderr.
    """

    site: Site
    done: Crawl
    foreign: list[Request]
    words: dict[str, str]
    unread: str

    def said(self, target: str) -> str:
        """Return the words of a page; "" for one that is not read."""
        return self.words.get(self.site.url(target), "")


def command(url: str, folder: Path, *options: str) -> list[str]:
    """Return the command line of a crawl."""
    return [sys.executable, "-m", "msgcheck", "crawl", url, "--output", str(folder), *options]


def crawl(url: str, folder: Path, *options: str, secrets: Mapping[str, str] | None = None) -> Crawl:
    """Crawl into `folder`, standing in the folder above it; secrets: environment variables."""
    done = subprocess.run(
        command(url, folder, *options),
        cwd=folder.parent,
        env={**os.environ, **(secrets or {})},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    return Crawl(done.returncode, done.stdout, done.stderr, folder)


def read(folder: Path) -> tuple[dict[str, str], str]:
    """Return (uri -> words of each document, stderr) of `msgcheck read`."""
    done = subprocess.run(
        [sys.executable, "-m", "msgcheck", "read", folder.name, "--format", "json"],
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    documents = json.loads(done.stdout)["documents"]
    words = {one["uri"]: " ".join(block["text"] for block in one["blocks"]) for one in documents}
    return words, done.stderr


def _target(url: str, home: str) -> str:
    parts = urlsplit(url)
    if parts.netloc != home:
        return url
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
