"""What goes on in other words, or at other places: neither new nor gone, and news only where it brings something."""

from __future__ import annotations

from msgcheck.history.compare import Difference
from msgcheck.model import Finding


def new(change: Difference) -> frozenset[str]:
    """Return the ids that are open now and continue nothing."""
    return change.new - change.since.keys()


def gone(change: Difference) -> frozenset[str]:
    """Return the ids that were open before and that nothing continues."""
    return change.gone - frozenset(change.since.values())


def is_less(before: Finding, now: Finding) -> bool:
    """Say whether a finding has no place and no value that the one that it continues had not."""
    return _places(now) <= _places(before) and _values(now) <= _values(before)


def _places(finding: Finding) -> set[tuple[str, str]]:
    return {(place.uri, _folded(place.quote)) for place in finding.places}


def _values(finding: Finding) -> set[str]:
    return {_folded(place.value).casefold() for place in finding.places}


def _folded(text: str) -> str:
    return " ".join(text.split())
