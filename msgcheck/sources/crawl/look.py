"""One address: asked, and judged by its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from hashlib import sha256

from msgcheck.sources.crawl import kinds, pages, robots
from msgcheck.sources.crawl.addresses import Patterns
from msgcheck.sources.crawl.fetch import REDIRECTS, Answer, Fetcher
from msgcheck.sources.crawl.job import Job
from msgcheck.sources.crawl.journal import Journal, Outcome, now, outcome
from msgcheck.sources.snapshot import FAILED, KEPT, LEFT_OUT, Entry

# (address, HTML, its media type and charset) -> HTML as scripts leave it, or why there is none
Draw = Callable[[str, bytes, str], Awaitable[bytes | str]]


class Look:
    """Looks at addresses, and keeps in the journal what becomes of them."""

    def __init__(
        self,
        job: Job,
        fetcher: Fetcher,
        journal: Journal,
        patterns: Patterns,
        old: Mapping[str, Entry],
        draw: Draw | None = None,
    ) -> None:
        """Take what the looking needs.

        old:  the snapshot of the crawl before.
        draw: runs the scripts of a page; None to take pages as they are sent.
        """
        self._job, self._fetcher, self._journal, self._patterns = job, fetcher, journal, patterns
        self._old, self._draw = old, draw
        self._agent = robots.product(job.user_agent)

    async def at(self, url: str) -> Outcome:
        """Ask for an address, and keep what becomes of it in the journal."""
        old = self._old.get(url)
        known = self._kept_body(old) if old else None
        answer = await self._fetcher.get(url, self._conditions(old) if known is not None else {})
        if answer.status == 304 and old and known is not None:
            return self._journal.add(self._unchanged(old, known, answer))
        if answer.status in REDIRECTS and "location" in answer.headers:
            return self._journal.add(_redirect(answer, pages.target(url, answer.headers["location"])))
        if answer.status in (404, 410) and url not in self._job.starts:
            return self._journal.add(
                _from(answer, LEFT_OUT, f"gone: {answer.reason}", "mend the links to it")
            )
        if not answer.is_good:
            links = self._links_before(old, known)
            return self._journal.add(replace(_from(answer, FAILED, answer.reason, answer.hint), links=links))
        return self._journal.add(*await self._read(answer))

    async def _read(self, answer: Answer) -> tuple[Outcome, bytes]:
        """Return what becomes of a good answer, and the bytes to keep."""
        url, body = answer.url, answer.body
        ending = kinds.file_suffix(url, answer.headers)
        if not ending:
            kind = kinds.media_type(answer.headers) or "unknown type"
            return _from(answer, LEFT_OUT, f"{kind}: holds no copy that is read"), b""
        if not body.strip():
            return _from(answer, FAILED, "the answer is empty", "look at the page"), b""
        charset = kinds.charset(answer.headers)
        if ending != "html":
            orders = pages.header_orders(answer.headers, self._agent)
            if "noindex" in orders:
                return _from(answer, LEFT_OUT, "noindex: not meant to be found"), b""
            return self._kept(answer, ending, charset), body
        if self._draw is not None:
            drawn = await self._draw(url, body, _content_type(answer, charset))
            if isinstance(drawn, str):
                return _from(answer, FAILED, drawn, "look at the page in a browser"), b""
            body, charset = drawn, "utf-8"
        page = pages.read(url, body, _content_type(answer, charset), answer.headers, self._agent)
        if page.refresh:
            return _redirect(answer, page.refresh), b""
        if page.noindex:
            found = _from(answer, LEFT_OUT, "noindex: not meant to be found")
            return replace(found, links=page.links), b""
        if not self._patterns.included(url):
            found = _from(answer, LEFT_OUT, "not under `include`: read for its links only")
            return replace(found, links=page.links), b""
        found = self._kept(answer, ending, charset)
        entry = replace(found.entry, canonical=page.canonical)
        return replace(found, entry=entry, links=page.links), body

    def _kept(self, answer: Answer, ending: str, charset: str) -> Outcome:
        found = _from(answer, KEPT)
        entry = replace(
            found.entry,
            media_type=kinds.media_type(answer.headers) or "text/html",
            charset=charset,
            etag=answer.headers.get("etag", ""),
            last_modified=answer.headers.get("last-modified", ""),
        )
        return replace(found, entry=entry, is_new=True, suffix=ending)

    def _unchanged(self, old: Entry, body: bytes, answer: Answer) -> Outcome:
        entry = replace(old, outcome=KEPT, fetched=now(), reason="", hint="", redirected_from=(), status=200)
        return Outcome(entry, links=self._links_before(old, body, answer.headers))

    def _links_before(
        self, old: Entry | None, body: bytes | None, headers: Mapping[str, str] = kinds.NO_HEADERS
    ) -> tuple[str, ...]:
        """Return where a page led when it was last had: what is behind a page that fails is still looked at."""
        if old is None or body is None or old.media_type not in kinds.HTML:
            return ()
        head = f"text/html; charset={old.charset}" if old.charset else "text/html"
        return pages.read(old.url, body, head, headers, self._agent).links

    def _kept_body(self, old: Entry) -> bytes | None:
        """Return the file of the crawl before; None when it is missing or was changed by somebody."""
        path = self._job.folder / old.file
        if not old.file or not path.is_file():
            return None
        body = path.read_bytes()
        return body if sha256(body).hexdigest() == old.sha256 else None

    def _conditions(self, old: Entry | None) -> dict[str, str]:
        """Return the headers that ask for a page only if it has changed."""
        # What scripts draw may change while the page that they stand in does not.
        if old is None or (self._draw is not None and old.media_type in kinds.HTML):
            return {}
        found = {"If-None-Match": old.etag, "If-Modified-Since": old.last_modified}
        return {name: value for name, value in found.items() if value}


def _from(answer: Answer, how: str, reason: str = "", hint: str = "") -> Outcome:
    made = outcome(answer.url, how, reason, hint)
    return replace(made, entry=replace(made.entry, status=answer.status))


def _redirect(answer: Answer, target: str) -> Outcome:
    """Return the outcome of an address that leads elsewhere; `merge` says what it means in the end."""
    if not target or target == answer.url:
        return _from(answer, FAILED, "it redirects to itself or to no address of a website", "mend it")
    return replace(_from(answer, LEFT_OUT), target=target)


def _content_type(answer: Answer, charset: str) -> str:
    kind = kinds.media_type(answer.headers) or "text/html"
    return f"{kind}; charset={charset}" if charset else kind
