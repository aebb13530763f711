"""Two looks at the same copy, compared: what is new, what stayed, what is gone, and what nobody could look for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from msgcheck.model import Finding
from msgcheck.run import Run

_Key = tuple[bool, str, str, str]  # whether it is a place; code, uri, and its quote or the attribute


@dataclass(frozen=True, slots=True)
class Look:
    """What one run saw.

    open:   id -> finding that is an alarm.
    quiet:  ids of what was found and is none: folded, or settled by a decision.
    unread: uris of the places that could not be read.
    unseen: id -> finding that was an alarm before, and could not be looked for.
    read:   uris of the assets that were read.
    """

    open: Mapping[str, Finding]
    quiet: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    unseen: Mapping[str, Finding] = field(default_factory=dict)
    read: frozenset[str] = frozenset()

    @property
    def known(self) -> dict[str, Finding]:
        """All that is an alarm, as far as anybody knows."""
        return {**self.unseen, **self.open}


@dataclass(frozen=True, slots=True)
class Difference:
    """Every id that is known before, or open now, stands in exactly one of the first five.

    still: known before, and found now, as an alarm or not.
    parts: open now, and what is left of a finding in `unseen` while one of its places cannot be read: no news.
    since: id of a new finding -> id of the gone one that it continues.
    """

    new: frozenset[str]
    still: frozenset[str]
    gone: frozenset[str]
    unseen: frozenset[str]
    parts: frozenset[str] = frozenset()
    since: dict[str, str] = field(default_factory=dict)


def look(run: Run) -> Look:
    """Return what a finished run saw."""
    alarms = {finding.id: finding for finding in run.findings}
    quiet = {finding.id for finding in (*run.folded, *(item.finding for item in run.decided))}
    return Look(
        alarms,
        frozenset(quiet - alarms.keys()),
        frozenset(place.uri for place in run.skipped),
        read=frozenset(document.uri for document in run.documents),
    )


def compare(before: Look, now: Look) -> Difference:
    """Return what has become of what. "Did not look" is never "found nothing"."""
    known, found = before.known, now.open.keys() | now.quiet
    new = frozenset(now.open.keys() - known.keys())
    missing = known.keys() - found
    roots = frozenset(uri.rstrip("/") for uri in now.unread)
    unseen = frozenset(id for id in missing if id in now.unseen or is_hidden(known[id], roots, now.read))
    gone = frozenset(missing - unseen)
    parts = _parts({id: known[id] for id in unseen}, {id: now.open[id] for id in new})
    new -= parts
    since = _continued({id: known[id] for id in gone}, {id: now.open[id] for id in new})
    return Difference(new, frozenset(known.keys() & found), gone, unseen, parts, since)


def is_hidden(finding: Finding, roots: frozenset[str], read: frozenset[str]) -> bool:
    """Say whether a place of the finding could not be looked at.

    roots: uris of assets, folders, archives and sites that could not be read, without a slash at the end.
    read:  uris of assets that were read all the same: the pages of a site whose start page fails.
    """
    return any(
        place.uri.rstrip("/") in roots or (place.uri not in read and roots.intersection(_around(place.uri)))
        for place in finding.places
    )


def _parts(unseen: Mapping[str, Finding], new: Mapping[str, Finding]) -> frozenset[str]:
    """Return the new ones all of whose places are places of one that could not be looked for."""
    wholes = [(finding.code, _places(finding)) for finding in unseen.values()]
    return frozenset(
        id
        for id, finding in new.items()
        if any(finding.code == code and _places(finding) < places for code, places in wholes)
    )


def _places(finding: Finding) -> frozenset[tuple[str, str]]:
    return frozenset((place.uri, " ".join(place.quote.split())) for place in finding.places)


def _around(uri: str) -> Iterator[str]:
    """Yield a uri and all that it may lie in: "." is the folder of msgcheck.yaml, " (site-wide" follows a site."""
    yield "."
    yield uri.rstrip("/")
    for at, character in enumerate(uri):
        if character in "/#" or uri.startswith(("!/", " (site-wide"), at):
            yield uri[:at]


def _continued(gone: Mapping[str, Finding], new: Mapping[str, Finding]) -> dict[str, str]:
    """Return new id -> gone id, one to one, most places in common first.

    The attribute alone says too little: every wrong word for one term has it. So an asset must be the same too.
    """
    index: dict[_Key, set[str]] = defaultdict(set)
    for old, finding in gone.items():
        for key in _keys(finding):
            index[key].add(old)
    ties = []
    for id, finding in new.items():
        common: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for key in _keys(finding):
            for old in index.get(key, ()):
                common[old][key[0]] += 1
        ties += [(-places, -assets, old, id) for old, (assets, places) in common.items()]
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, old, id in sorted(ties):
        if id not in pairs and old not in taken:
            pairs[id] = old
            taken.add(old)
    return pairs


def _keys(finding: Finding) -> set[_Key]:
    """Return what a finding can have in common with one that continues it: its places, its attribute in an asset."""
    places = {(True, finding.code, place.uri, " ".join(place.quote.split())) for place in finding.places}
    if not finding.attribute:
        return places
    return places | {(False, finding.code, place.uri, finding.attribute) for place in finding.places}
