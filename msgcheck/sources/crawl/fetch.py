"""The one door to the network: an address in, an answer out, or the reason why there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http import Response

from msgcheck.sources.crawl import failures, kinds, pages
from msgcheck.sources.crawl.hosts import Hosts, place_of

_LOG_IN = "log in with --user-env and --password-env, or with --header (user_env, password_env, headers)"
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 522, 524})  # may be better in a moment
_TRIES = 3
_MOST_FOLLOWED = 5  # as many as RFC 9309 asks for
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FIRST_PAUSE_S = 0.5  # then twice as long: a restart of a web server takes about a second
_LONGEST_PAUSE_S = 60.0
_SHORT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. status: 0 when nothing did, and then `reason` says why.

    headers: lower-case name -> value. body: not whole where its type holds no copy (`kinds.file_suffix`).
    """

    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    reason: str = ""
    hint: str = ""

    @property
    def is_good(self) -> bool:
        """Whether there is a body to read."""
        return 200 <= self.status < 300


class Fetcher:
    """Asks through Scrapy's downloader: throttled, decompressed, limited in size and time."""

    def __init__(self, crawler: Any, hosts: Hosts, secrets: Mapping[str, str], *, max_bytes: int) -> None:
        """secrets: headers that log in, for the allowed hosts only."""
        self._crawler, self._hosts, self._secrets, self._max_bytes = crawler, hosts, secrets, max_bytes
        self._rests_until: dict[str, float] = {}  # host -> steady clock; it asked us to wait
        crawler.signals.connect(_stop_at_head, signal=signals.headers_received)

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, any_type: bool = False
    ) -> Answer:
        """Return the answer to one address; redirects are answers.

        any_type: take the body whatever its media type is (sitemaps, parts of a drawn page).
        """
        answer = Answer(url, reason="never asked")
        for attempt in range(_TRIES):
            answer = await self._ask(url, dict(headers or {}), any_type)
            pause_s = _FIRST_PAUSE_S * 2**attempt
            if answer.status in (429, 503) and "retry-after" in answer.headers:
                asked_s = _seconds(answer.headers["retry-after"])
                if asked_s > _LONGEST_PAUSE_S:
                    return _asks_for_patience(answer, asked_s)
                pause_s = max(pause_s, asked_s)
                self._rests_until[place_of(url)[1]] = monotonic() + pause_s
            elif answer.status not in _AGAIN and not (answer.status == 0 and answer.hint == failures.AGAIN):
                return answer
            if attempt + 1 < _TRIES:
                await asyncio.sleep(pause_s)
        return answer

    async def follow(self, url: str) -> Answer:
        """Return the answer of an address, whatever its type, or of the one that it leads to."""
        answer = await self.get(url, any_type=True)
        for _ in range(_MOST_FOLLOWED):
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                break
            answer = await self.get(pages.target(answer.url, answer.headers["location"]), any_type=True)
        return answer

    async def _ask(self, url: str, headers: dict[str, str], any_type: bool) -> Answer:
        if not self._hosts.allows(url):
            return Answer(url, reason="outside the allowed hosts", hint="name its host with `hosts` (--host)")
        host = place_of(url)[1]
        while (rest_s := self._rests_until.get(host, 0.0) - monotonic()) > 0:
            await asyncio.sleep(rest_s)
        if self._hosts.may_hold_secrets(url):
            headers |= self._secrets
        request = Request(url, headers=headers, meta={"any_type": any_type}, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except failures.KINDS as err:
            reason, hint = failures.why(err, host, self._hosts, self._max_bytes)
            return Answer(url, reason=reason, hint=hint)
        return _answer(url, response)


def _stop_at_head(headers: Any, body_length: int, request: Request, spider: Any) -> None:
    """Give up a body that is not wanted as soon as its head is there; Scrapy closes the connection for it.

    body_length: bytes, as the head says; -1 when it does not.
    """
    # A short one may have come whole: its connection may carry the next request already, which would be sent twice.
    if request.meta["any_type"] or 0 <= body_length <= _SHORT_BYTES:
        return
    if not kinds.file_suffix(request.url, _lower(headers)):
        raise StopDownload(fail=False)


def _lower(headers: Any) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in headers.items()
    }


def _answer(url: str, response: Response) -> Answer:
    headers = _lower(response.headers)
    reason = "" if response.status < 300 else f"{response.status} {_phrase(response.status)}".strip()
    return Answer(url, response.status, headers, response.body, reason, _hint(response.status))


def _hint(status: int) -> str:
    """Return what to do about an answer; "" for a good one, and for a redirect."""
    if status in (401, 403):
        return _LOG_IN
    if status in (404, 410):
        return "check the address"
    if status in _AGAIN or status >= 500:
        return failures.AGAIN
    return "look at the page" if status >= 400 else ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # 522 and the like are not in the standard
        return ""


def _seconds(retry_after: str) -> float:
    """Return the pause that a Retry-After header asks for; 0 for one that cannot be read."""
    if retry_after.strip().isdecimal():  # "²" is a digit, and no number
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):  # a zone of twenty digits
        return 0.0
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else 0.0


def _asks_for_patience(answer: Answer, asked_s: float) -> Answer:
    return Answer(
        answer.url,
        answer.status,
        reason=f"{answer.reason}: it asks to come back in {asked_s:.0f} seconds",
        hint="crawl again later",
    )
