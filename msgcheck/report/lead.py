"""Which place of a finding to show where only one can be: the one to mend, where an editor can go."""

from __future__ import annotations

from msgcheck.model import Finding, Place, Standing
from msgcheck.report.links import is_web


def apart(finding: Finding) -> tuple[Place | None, tuple[Place, ...]]:
    """Return (the place to show, the others in their order); None for a finding without places.

    What differs from the record, or from most places, comes before what agrees with it; a line in a
    file before a page on the web; else the first place.
    """
    if not finding.places:
        return None, ()
    at = min(range(len(finding.places)), key=lambda index: (*_rank(finding.places[index]), index))
    return finding.places[at], (*finding.places[:at], *finding.places[at + 1 :])


def _rank(place: Place) -> tuple[bool, bool, bool]:
    agrees = Standing.RECORD in place.standing or Standing.MAJORITY in place.standing
    return agrees, is_web(place.uri), place.line is None
