"""From what became of each address to the new index: redirects followed, one address for one page, old files kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from msgcheck.sources.crawl.hosts import Hosts
from msgcheck.sources.crawl.journal import Outcome, outcome
from msgcheck.sources.crawl.names import name
from msgcheck.sources.crawl.walk import MOST_REDIRECTS, Walked
from msgcheck.sources.snapshot import FAILED, KEPT, LEFT_OUT, Entry


def settle(walked: Walked, old: Mapping[str, Entry], starts: Collection[str], hosts: Hosts) -> list[Entry]:
    """Return the new index, sorted by address. old: the one before."""
    outcomes = walked.outcomes
    ends = {url: _end(url, outcomes) for url, found in outcomes.items() if found.target}
    came_from: dict[str, set[str]] = {}
    for url, (end, _) in ends.items():
        came_from.setdefault(end, set()).add(url)
    entries = {}
    for url, found in outcomes.items():
        if found.target:
            entry = _nowhere(url, *ends[url], outcomes, hosts, is_start=url in starts)
            if entry is None or url not in walked.linked:
                continue
        else:
            entry = replace(found.entry, redirected_from=tuple(sorted(came_from.get(url, ()))))
        entries[url] = _with_old_file(entry, old.get(url))
    entries |= _cut_off(walked.cut_off, old, entries)
    is_blind = any(_is_blind(found, old.get(url), starts) for url, found in outcomes.items())
    entries |= _not_reached(old, {*outcomes, *entries}, walked.all_known and not is_blind)
    entries = _one_each(entries, ends)
    return _named(entries, outcomes)


def _end(url: str, outcomes: Mapping[str, Outcome]) -> tuple[str, str]:
    """Return (where a redirect leads in the end, what is wrong with it)."""
    way = [url]
    while (found := outcomes.get(way[-1])) is not None and found.target:
        if found.target in way:
            return found.target, "it redirects in a circle"
        way.append(found.target)
        if len(way) > MOST_REDIRECTS + 1:
            return way[-1], f"over {MOST_REDIRECTS} redirects in a row"
    return way[-1], ""


def _nowhere(
    url: str, end: str, problem: str, outcomes: Mapping[str, Outcome], hosts: Hosts, *, is_start: bool
) -> Entry | None:
    """Return the entry of an address that redirects to no page; None when it leads to one that was asked."""
    if problem:
        return outcome(url, FAILED, problem, "mend the redirects").entry
    if end in outcomes:
        return None
    how = FAILED if is_start else LEFT_OUT
    if hosts.allows(end):
        return outcome(url, how, f"it redirects to {end}, which was not asked").entry
    hint = "allow its host (--host, hosts), or name this address under `exclude`"
    return outcome(url, how, f"it redirects to {end}, outside the allowed hosts", hint).entry


def _with_old_file(entry: Entry, old: Entry | None) -> Entry:
    """Return a failed entry with the file of an earlier crawl: it shows what was there, and is not read as new."""
    if entry.outcome != FAILED or old is None or not old.file:
        return entry
    return replace(
        entry,
        file=old.file,
        media_type=old.media_type,
        charset=old.charset,
        etag=old.etag,
        last_modified=old.last_modified,
        sha256=old.sha256,
        canonical=old.canonical,
    )


def _is_blind(found: Outcome, old: Entry | None, starts: Collection[str]) -> bool:
    """Say whether an address failed in a way that may hide others: nobody knows where it leads today.

    What failed in the crawl before, too, hides nothing that was seen in it; but a start is the door to everything.
    """
    if found.entry.outcome != FAILED or found.links:
        return False
    return found.entry.url in starts or old is None or old.outcome != FAILED or bool(old.file)


def _cut_off(
    reasons: Mapping[str, tuple[str, str]], old: Mapping[str, Entry], entries: Mapping[str, Entry]
) -> dict[str, Entry]:
    """Return entries for pages of the crawl before that a limit came before now: not looked at, and not gone.

    reasons: address -> (why, what to do); entries: those so far, where one address stands for all of its limit.
    """
    found = {}
    for url, (why, hint) in reasons.items():
        before = old.get(url)
        if before is not None and before.file:
            reason = entries[url].reason if url in entries else why
            found[url] = replace(before, outcome=FAILED, reason=reason, hint=hint)
    return found


def _not_reached(old: Mapping[str, Entry], asked: Collection[str], all_known: bool) -> dict[str, Entry]:
    """Return entries for pages of the crawl before that nothing led to, though something may still lead to them."""
    if all_known:
        return {}
    reason = "not reached this time: what led to it failed, or a limit came first"
    return {
        url: replace(entry, outcome=FAILED, reason=reason, hint="see what else failed, and crawl again")
        for url, entry in old.items()
        if entry.file and url not in asked
    }


def _one_each(entries: Mapping[str, Entry], ends: Mapping[str, tuple[str, str]]) -> dict[str, Entry]:
    """Leave out each page that names another kept one as the right address of its words."""
    settled = dict(entries)
    for url, entry in sorted(entries.items()):
        end = ends.get(entry.canonical, (entry.canonical, ""))[0]
        other = settled.get(end)
        if entry.outcome == KEPT and end != url and other is not None and other.outcome == KEPT:
            reason = f"the same page as {end}, by its canonical link"
            settled[url] = replace(entry, outcome=LEFT_OUT, file="", sha256="", reason=reason)
    return settled


def _named(entries: Mapping[str, Entry], outcomes: Mapping[str, Outcome]) -> list[Entry]:
    """Give each new page a file; a file that is there keeps its name."""
    taken = {entry.file.lower() for entry in entries.values() if entry.file}
    named = []
    for url, entry in sorted(entries.items()):
        if entry.outcome == KEPT and not entry.file:
            file = name(url, outcomes[url].suffix, taken)
            taken.add(file.lower())
            entry = replace(entry, file=file)
        named.append(entry)
    return named
