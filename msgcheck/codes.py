"""The codes a finding can carry: what each is called, and how much it matters by default."""

from __future__ import annotations

from msgcheck.model import Severity

CODES: dict[str, tuple[str, Severity]] = {
    "MC001": ("could not read", Severity.WARNING),
    "MC101": ("contradicts the record", Severity.ERROR),
    "MC102": ("conflicting values", Severity.ERROR),
    "MC103": ("contradictory statements", Severity.WARNING),
    "MC104": ("stale claim", Severity.WARNING),
    "MC105": ("inconsistent figure", Severity.NOTE),
    "MC201": ("forbidden term", Severity.WARNING),
    "MC202": ("deprecated term", Severity.WARNING),
    "MC203": ("wrong form", Severity.WARNING),
    "MC204": ("unlisted variant", Severity.WARNING),
    "MC205": ("definition drift", Severity.WARNING),
    "MC301": ("key message missing", Severity.WARNING),
    "MC302": ("opposed message", Severity.WARNING),
    "MC303": ("audience clash", Severity.WARNING),
    "MC304": ("blind spot", Severity.NOTE),
    "MC401": ("expiring record", Severity.WARNING),
}


def name(code: str) -> str:
    """Return what a code is called; a code of somebody else's check is called by its code."""
    return CODES[code][0] if code in CODES else code
