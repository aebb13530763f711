"""From the first addresses to the last.

The walk goes in rounds: all addresses that are known and allowed, sorted, then those that they led to. What a limit
cuts off is so decided by the site alone, never by which answer came first, and a crawl that was killed and goes on
ends with the snapshot that it would have had.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lxml.etree import LxmlError

from msgcheck.sources.crawl.addresses import Patterns, Traps, holds_no_copy, unread
from msgcheck.sources.crawl.guide import Guide
from msgcheck.sources.crawl.hosts import Hosts
from msgcheck.sources.crawl.job import Job
from msgcheck.sources.crawl.journal import Journal, Outcome, outcome
from msgcheck.sources.crawl.look import Look
from msgcheck.sources.snapshot import FAILED, KEPT, LEFT_OUT

MOST_REDIRECTS = 10  # browsers give up after twenty, search engines after ten
# What the bytes of a page can raise in what reads them. Each that was seen is caught where it comes from; the next
# one costs its page, and not the crawl.
_UNREADABLE = (ValueError, LookupError, OverflowError, RecursionError, LxmlError, zlib.error)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is. waiting: addresses that are known and not asked yet."""

    pages: int
    failed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found.

    outcomes:  of every address that was asked, and of what was left out.
    linked:    what a start, a link or a sitemap names; other addresses were only redirected to.
    all_known: whether every sitemap was had and the limit of pages was not reached: what is not in `outcomes` then
               is no part of the site any more.
    cut_off:   address -> (why a limit kept it from being asked, what to do): all of them. `outcomes` has one for
               each limit.
    """

    outcomes: dict[str, Outcome]
    linked: frozenset[str]
    all_known: bool
    cut_off: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    """An address to ask, how many clicks away it is, and how many redirects led there."""

    url: str
    depth: int = 0
    hops: int = 0


class Walk:
    """One crawl."""

    def __init__(
        self,
        job: Job,
        hosts: Hosts,
        guide: Guide,
        look: Look,
        journal: Journal,
        *,
        patterns: Patterns,
        tell: Callable[[Progress], None],
    ) -> None:
        """Take what the crawl works with. tell: told the progress after every address."""
        self._job, self._hosts, self._guide, self._look, self._journal = job, hosts, guide, look, journal
        self._patterns, self._tell = patterns, tell
        self._traps = Traps()
        self._outcomes: dict[str, Outcome] = {}
        self._linked = set(job.starts)
        self._cut_off: dict[
            tuple[str, str], list[str]
        ] = {}  # (reason, about) -> addresses that were not asked
        self._waiting = 0
        self._had = self._failed = 0

    async def run(self) -> Walked:
        """Ask everything that is to be asked."""
        waiting = [_Step(url) for url in self._job.starts]
        seen = set(self._job.starts)
        if self._job.web.sitemaps:
            listed = [_Step(url) for url in await self._guide.addresses()]
            waiting += self._new(listed, seen)
        while waiting:
            waiting.sort(key=lambda step: (step.depth, step.url))
            room = self._job.web.pages - self._had
            now, later = waiting[: max(room, 0)], waiting[max(room, 0) :]
            if not now:
                reason = f"the limit of {self._job.web.pages} pages is reached"
                self._cut_off[reason, _PAGES] = [step.url for step in later]
                break
            self._waiting = len(waiting)
            await self._guide.learn(step.url for step in now)
            await asyncio.gather(*(self._visit(step.url) for step in now))
            onward = [new for step in now for new in self._onward(step)]
            waiting = later + self._new(onward, seen)
        is_cut = any(about == _PAGES for _, about in self._cut_off)
        all_known = not is_cut and all(one.entry.outcome != FAILED for one in self._guide.problems.values())
        outcomes = {**self._outcomes, **self._guide.problems, **self._not_asked()}
        return Walked(outcomes, frozenset(self._linked), all_known, self._reasons())

    async def _visit(self, url: str) -> None:
        found = self._journal.outcomes.get(url) or self._guide.forbidden(url)
        if found is None:
            try:
                found = await self._look.at(url)
            except _UNREADABLE as err:
                reason = f"it cannot be read: {type(err).__name__}: {' '.join(str(err).split())[:200]}"
                found = outcome(
                    url, FAILED, reason, "look at the page in a browser, or leave it out with `exclude`"
                )
        self._outcomes[url] = found
        self._waiting -= 1
        self._had += found.entry.outcome == KEPT
        self._failed += found.entry.outcome == FAILED
        self._tell(Progress(self._had, self._failed, self._waiting))

    def _onward(self, step: _Step) -> Iterable[_Step]:
        """Yield where an address leads that was asked, a redirect at the same depth."""
        found = self._outcomes[step.url]
        if found.target:
            if step.hops < MOST_REDIRECTS:
                yield _Step(found.target, step.depth, step.hops + 1)
            return
        self._linked.update(found.links)
        yield from (_Step(url, step.depth + 1) for url in found.links)

    def _new(self, steps: Iterable[_Step], seen: set[str]) -> list[_Step]:
        """Return the steps worth taking, each address once, and add them to `seen`; note what a limit cuts off."""
        kept = []
        for step in sorted(steps, key=lambda step: (step.depth, step.url, step.hops)):
            if not step.depth and not step.hops:
                self._linked.add(step.url)
            if step.url in seen or not self._is_wanted(step):
                continue
            if step.depth > self._job.web.depth:
                reason = f"deeper than {self._job.web.depth} clicks"
                self._cut_off.setdefault((reason, _DEPTH), []).append(step.url)
                continue
            seen.add(step.url)
            if hint := unread(step.url):
                reason = "a document in a format that is not read"
                self._outcomes[step.url] = outcome(step.url, LEFT_OUT, reason, hint)
                continue
            about, reason = self._traps.reason(step.url)
            if reason:
                self._cut_off.setdefault((reason, about), []).append(step.url)
            else:
                kept.append(step)
        return kept

    def _is_wanted(self, step: _Step) -> bool:
        return (
            self._hosts.allows(step.url)
            and not holds_no_copy(step.url)
            and not self._patterns.excluded(step.url)
            # Where a start leads is as good as a start: read for its links, whatever `include` says.
            and (self._patterns.included(step.url) or (step.hops > 0 and not step.depth))
        )

    def _not_asked(self) -> dict[str, Outcome]:
        """Return one outcome for all addresses that one limit cut off: a trap has no end of them."""
        found = {}
        for (reason, about), urls in sorted(self._cut_off.items()):
            missing = sorted(set(urls) - set(self._outcomes))
            if missing:
                more = f"; {len(missing) - 1} more like it" if len(missing) > 1 else ""
                how, hint = _limit(about)
                found[missing[0]] = outcome(missing[0], how, f"not asked: {reason}{more}", hint)
        return found

    def _reasons(self) -> dict[str, tuple[str, str]]:
        """Return (why it was not asked, what to do) for each address that a limit cut off."""
        return {
            url: (f"not asked: {reason}", _limit(about)[1])
            for (reason, about), urls in sorted(self._cut_off.items())
            for url in urls
            if url not in self._outcomes
        }


_PAGES, _DEPTH = "pages", "depth"
_LIMITS = {
    _PAGES: (FAILED, "raise the limit (--pages, pages), or leave parts out with `exclude`"),
    _DEPTH: (LEFT_OUT, "raise the limit (--depth, depth), or name a page nearer to it as a start"),
}


def _limit(about: str) -> tuple[str, str]:
    """Return (what becomes of an address that a limit cut off, what to do about it)."""
    return _LIMITS.get(about, (LEFT_OUT, f"if it is none, give {about} as a start of its own"))
