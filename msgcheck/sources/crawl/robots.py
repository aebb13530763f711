"""robots.txt: what a site wants to be left alone, how long to pause, and where its sitemaps are (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from urllib.parse import urljoin, urlsplit

from protego import Protego

from msgcheck.sources.crawl import pages
from msgcheck.sources.crawl.fetch import Answer

_LONGEST_BYTES = 500_000  # as much as RFC 9309 asks a crawler to read
_DISALLOW_ALL = "User-agent: *\nDisallow: /\n"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host. missing: why they could not be had; then nothing may be asked there."""

    rules: Protego
    agent: str
    sitemaps: tuple[str, ...] = ()
    missing: str = ""

    def allow(self, url: str) -> bool:
        """Say whether the address may be asked."""
        return bool(self.rules.can_fetch(url, self.agent))

    @property
    def pause_s(self) -> float:
        """The least pause between two requests that the site asks for; 0 for none, and for what is no time."""
        asked_s = float(self.rules.crawl_delay(self.agent) or 0.0)
        return 0.0 if isnan(asked_s) else max(0.0, asked_s)


def address(url: str) -> str:
    """Return where the rules for an address stand."""
    return urljoin(url, "/robots.txt")


def site(url: str) -> str:
    """Return the part of an address that rules are for: scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def text_of(answer: Answer) -> tuple[str, str]:
    """Return (the text of robots.txt, why it is missing).

    No such file: everything is allowed. A server in trouble: nothing is, until it says so (RFC 9309, 2.3.1.4).
    """
    if answer.is_good:
        return answer.body[:_LONGEST_BYTES].decode("utf-8", "replace"), ""
    if 300 <= answer.status < 500 and answer.status != 429:
        return "", ""
    return _DISALLOW_ALL, answer.reason


def read(text: str, base: str, agent: str, missing: str = "") -> Rules:
    """Return the rules in a robots.txt. agent: our name; base: the address of the file."""
    rules = Protego.parse(text)
    sitemaps = (pages.joined(base, where) for where in rules.sitemaps)
    return Rules(rules, agent, tuple(filter(None, sitemaps)), missing)


def product(user_agent: str) -> str:
    """Return the name that rules are looked up under: "msgcheck" of "msgcheck/1.0 (+https://...)"."""
    return user_agent.partition("/")[0].strip()
