"""What a site says about itself before any page is asked: robots.txt and sitemaps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from msgcheck.sources.crawl import pages, robots
from msgcheck.sources.crawl.fetch import Fetcher
from msgcheck.sources.crawl.hosts import Hosts
from msgcheck.sources.crawl.job import Job
from msgcheck.sources.crawl.journal import Journal, Outcome, outcome
from msgcheck.sources.snapshot import FAILED, LEFT_OUT

_MOST_SITEMAPS = 100
_ALONE = "leave robots.txt of your own site unread: --no-robots (`robots: false` in msgcheck.yaml)"
_LONGEST_PAUSE_S = 60.0  # of Crawl-delay; a site of a hundred pages then takes two hours


class Guide:
    """The rules and the sitemaps of all sites of a crawl; each is asked for once."""

    def __init__(
        self, job: Job, fetcher: Fetcher, hosts: Hosts, journal: Journal, pause: Callable[[str, float], None]
    ) -> None:
        """pause: told the least pause in seconds between two requests that the site of an address asks for."""
        self._job, self._fetcher, self._hosts, self._journal, self._pause = (
            job,
            fetcher,
            hosts,
            journal,
            pause,
        )
        self._agent = robots.product(job.user_agent)
        self._rules: dict[str, robots.Rules] = {}
        self.problems: dict[str, Outcome] = {}  # sitemaps that could not be read

    def forbidden(self, url: str) -> Outcome | None:
        """Return the outcome of an address that its site wants to be left alone; None for all others."""
        rules = self._rules.get(robots.site(url))
        if rules is None:
            return None
        if self._is_too_slow(robots.site(url)):
            reason = f"robots.txt asks for a pause of {rules.pause_s:g} s between two requests"
            hint = f"accept it with --delay {rules.pause_s:g} (delay_s), or {_ALONE}"
            return outcome(url, FAILED, reason, hint)
        if rules.allow(url):
            return None
        if rules.missing and not rules.missing[0].isdigit():  # no status: nobody answered at all
            hint = "check the address, and whether the site is up; then crawl again"
            return outcome(url, FAILED, rules.missing, hint)
        if rules.missing:
            reason = f"robots.txt could not be had ({rules.missing}), so nothing may be asked"
            return outcome(url, FAILED, reason, f"crawl again, or {_ALONE}")
        hint = f"allow our user agent in robots.txt, or {_ALONE}"
        return outcome(url, FAILED if url in self._job.starts else LEFT_OUT, "robots.txt forbids it", hint)

    async def learn(self, urls: Iterable[str]) -> None:
        """Read the robots.txt of every site among the addresses."""
        new = sorted({robots.site(url) for url in urls} - set(self._rules))
        if self._job.web.robots:
            await asyncio.gather(*(self._learn(site) for site in new))

    async def _learn(self, site: str) -> None:
        where = robots.address(site)
        said = self._journal.notes.get(where)
        if said is None:
            said = list(robots.text_of(await self._fetcher.follow(where)))
            if not said[1]:
                self._journal.note(where, said)
        self._rules[site] = robots.read(said[0], where, self._agent, said[1])
        if self._rules[site].pause_s and not self._is_too_slow(site):
            self._pause(site, self._rules[site].pause_s)

    def _is_too_slow(self, site: str) -> bool:
        """Say whether a site wants longer pauses than a crawl makes unless it is told to."""
        return self._rules[site].pause_s > max(_LONGEST_PAUSE_S, self._job.web.delay_s)

    async def addresses(self) -> list[str]:
        """Return the addresses in the sitemaps of the starts: those that robots.txt names, or /sitemap.xml."""
        await self.learn(self._job.starts)
        named: set[str] = set()
        found: set[str] = set()
        asked: set[str] = set()
        for site in {robots.site(url) for url in self._job.starts}:
            rules = self._rules.get(site)
            own = rules.sitemaps if rules else ()
            named |= self._allowed(own, robots.address(site)) or (
                {f"{site}/sitemap.xml"} if not own else set()
            )
        while named - asked and len(asked) < _MOST_SITEMAPS:
            now = sorted(named - asked)[: _MOST_SITEMAPS - len(asked)]
            asked |= set(now)
            for url, (is_index, urls) in zip(
                now, await asyncio.gather(*map(self._sitemap, now)), strict=True
            ):
                if is_index:
                    named |= self._allowed(urls, url)
                else:
                    found.update(urls)
        for url in sorted(named - asked):
            self._fail(url, f"there are over {_MOST_SITEMAPS} sitemaps")
        return sorted(found)

    def _allowed(self, sitemaps: Iterable[str], where: str) -> set[str]:
        """Return the sitemaps that may be asked for; the others are noted at the address that names them."""
        outside = sorted(url for url in sitemaps if not self._hosts.allows(url))
        if outside:
            reason = f"it names a sitemap of another host: {outside[0]}"
            self.problems[where] = outcome(where, LEFT_OUT, reason, "allow its host (--host, hosts)")
        return set(sitemaps) - set(outside)

    async def _sitemap(self, url: str) -> tuple[bool, list[str]]:
        """Return (whether it is an index, its addresses)."""
        said = self._journal.notes.get(url)
        if said is not None:
            return bool(said[0]), list(said[1])
        if self.forbidden(url):
            return False, []
        answer = await self._fetcher.follow(url)
        if answer.status in (404, 410) and self._is_guess(url):
            return False, []
        if not answer.is_good:
            return self._fail(url, answer.reason)
        try:
            is_index, urls = pages.sitemap(answer.url, answer.body, max_bytes=self._job.max_bytes)
        except ValueError as err:
            # Many sites answer every address with a page: then there is no sitemap.
            return (False, []) if self._is_guess(url) else self._fail(url, str(err))
        self._journal.note(url, [is_index, list(urls)])
        return is_index, list(urls)

    def _is_guess(self, url: str) -> bool:
        rules = self._rules.get(robots.site(url))
        return url == f"{robots.site(url)}/sitemap.xml" and url not in (rules.sitemaps if rules else ())

    def _fail(self, url: str, reason: str) -> tuple[bool, list[str]]:
        hint = "mend it, or read the site by its links alone with --no-sitemaps"
        self.problems[url] = outcome(url, FAILED, f"the sitemap could not be read: {reason}", hint)
        return False, []
