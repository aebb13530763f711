"""A web server on this machine that remembers every request.

    with Site(pages) as site:
        crawl(site.url("/"))
        assert [r.path for r in site.requests] == ["/robots.txt", "/"]

`pages` is a function from a request to an answer. What has an ETag or a date is answered with 304 when the asker
has it already.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. target: path and query as sent; headers: lower-case name -> value; at: seconds, steady clock;
    nth: how often this target was asked before, plus one; status, sent_bytes: of the answer, head and body."""

    method: str
    target: str
    headers: Mapping[str, str]
    at: float
    nth: int = 1
    status: int = 0
    sent_bytes: int = 0

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back.

    body:   bytes, or pieces that are sent one by one, whose length is not told.
    wait_s: seconds before the first byte.
    claims: the Content-Length to tell where it is not the true one.
    """

    body: bytes | Iterator[bytes] = b""
    status: int = 200
    media_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: datetime | None = None
    wait_s: float = 0.0
    claims: int | None = None


Pages = Callable[[Request], Answer]

NOT_FOUND = Answer(b"<title>Not found</title><p>There is no such page.", 404)


class Site:
    """Serves `pages` on a free port until the end of the `with` block; `requests` is what was asked so far."""

    def __init__(self, pages: Pages, *, host: str = "127.0.0.1", wait_s: float = 0.0) -> None:
        """host: the address to listen on; wait_s: seconds that every answer takes."""
        self.pages = pages
        self.host = host
        self.wait_s = wait_s
        self.closing = threading.Event()
        self._requests: dict[int, Request] = {}
        self._numbers = itertools.count()
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Site:
        site = self

        class Handler(_Handler):
            serves = site

        self._server = _Server((self.host, 0), Handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, target: str = "/", host: str = "") -> str:
        """Return the address of a target; host: another name of this machine."""
        return f"http://{host or self.host}:{self.port}{target}"

    def asked(self, path: str) -> list[Request]:
        """Return the requests for a path, whatever the query, in order."""
        return [request for request in self.requests if request.path == path]

    def forget(self) -> None:
        """Forget the requests so far, and how often each target was asked."""
        with self._lock:
            self._requests.clear()
            self._counts.clear()

    @property
    def requests(self) -> list[Request]:
        """The requests since the last `forget`, in the order in which they came."""
        with self._lock:
            return list(self._requests.values())

    @property
    def sent_bytes(self) -> int:
        """Bytes sent since the last `forget`, heads and bodies."""
        return sum(request.sent_bytes for request in self.requests)

    def count(self, target: str) -> int:
        """Return how often the target was asked, this time included."""
        with self._lock:
            self._counts[target] = self._counts.get(target, 0) + 1
            return self._counts[target]

    def come(self, request: Request) -> int:
        """Keep a request; return its number."""
        with self._lock:
            number = next(self._numbers)
            self._requests[number] = request
            return number

    def sent(self, number: int, status: int, sent_bytes: int) -> None:
        """Note what was sent for a request, unless it was forgotten meanwhile."""
        with self._lock:
            if number in self._requests:
                request = self._requests[number]
                self._requests[number] = replace(request, status=status, sent_bytes=sent_bytes)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about askers that close their connection: crawlers do, at their size limit."""


class _Handler(BaseHTTPRequestHandler):
    serves: Site
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        site = self.serves
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, monotonic(), site.count(self.path))
        number = site.come(request)  # now: a slow answer may not be over when somebody looks
        answer = unless_known(request, site.pages(request))
        site.closing.wait(site.wait_s + answer.wait_s)
        sent_bytes = 0
        try:
            for piece in self._pieces(answer):
                sent_bytes += len(piece)
                # Before it is written: who has read the answer finds it counted.
                site.sent(number, answer.status, sent_bytes)
                self.wfile.write(piece)
                if site.closing.is_set():
                    break
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _pieces(self, answer: Answer) -> Iterator[bytes]:
        """Yield the bytes to send: head and body in one piece where the length is known."""
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        headers = {"Content-Type": answer.media_type} if answer.status != 304 else {}
        if answer.etag:
            headers["ETag"] = answer.etag
        if answer.modified:
            headers["Last-Modified"] = format_datetime(answer.modified, usegmt=True)
        body = answer.body
        if isinstance(body, bytes):
            headers["Content-Length"] = str(len(body) if answer.claims is None else answer.claims)
        if not isinstance(body, bytes) or answer.claims is not None:
            headers["Connection"] = "close"
            self.close_connection = True
        lines += [f"{name}: {value}" for name, value in {**headers, **answer.headers}.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        if isinstance(body, bytes):
            yield head + body
        else:
            yield head
            yield from body

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet; the requests are remembered."""


def unless_known(request: Request, answer: Answer) -> Answer:
    """Return the answer, or a 304 when the asker has it. An ETag decides before a date (RFC 9110, 13.2.2)."""
    if answer.status != 200:
        return answer
    asked_tag, asked_date = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if asked_tag is not None and answer.etag:
        known = answer.etag in {tag.strip() for tag in asked_tag.split(",")}
    else:
        known = bool(asked_date and answer.modified and answer.modified <= parsedate_to_datetime(asked_date))
    return replace(answer, status=304, body=b"") if known else answer
