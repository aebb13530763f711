"""The words that every report shares: counts, confidence, dates, surfaces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from msgcheck.model import Finding, Place, Standing, Surface
from msgcheck.run import Divergence, Run

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# A surface that a reader does not meet in the running text is named beside the place.
SURFACES: dict[str, str] = {
    Surface.ALT: "alt text",
    Surface.META: "meta description",
    Surface.OG: "social preview",
    Surface.JSON_LD: "structured data",
    Surface.TITLE: "page title",
    Surface.SUBJECT: "subject line",
    Surface.PREHEADER: "preheader",
    Surface.NOTE: "notes",
    Surface.HIDDEN_SLIDE: "hidden slide",
    Surface.CHART: "chart",
    Surface.COLLAPSED: "collapsed",
    Surface.HIDDEN: "hidden",
    Surface.HEADER: "page header",
    Surface.FOOTER: "footer",
    Surface.SITE_WIDE: "site-wide",
}

STANDINGS = {
    Standing.RECORD: "on record",
    Standing.MAJORITY: "most places",
    Standing.NEWEST: "newest",
    Standing.PAST: "past",
}

# Tab and line break are text; every other control character, and half a surrogate pair (a file
# name that is not UTF-8 has them), can neither be shown nor written to a file.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return `text` with a replacement character for each one that XML, HTML or UTF-8 refuses."""
    return UNPRINTABLE.sub("\ufffd", text)


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 conflict", "1,204 conflicts"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: Iterable[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def halves(run: Run) -> tuple[str, str]:
    """Return what was found, and what was not read ("" when everything was), without full stops."""
    conflicts = sum(is_conflict(finding) for finding in run.findings)
    terms = sum(is_term(finding) for finding in run.findings)
    aligned = sum(is_alignment(finding) for finding in run.findings)
    others = len(run.findings) - conflicts - terms - aligned
    parts = [
        count(conflicts, "conflict") if conflicts else "No conflicts",
        count(terms, "wording issue") if terms else "no wording issues",
    ]
    if aligned:
        parts.append(count(aligned, "alignment issue"))
    if others:
        parts.append(count(others, "other finding"))
    found = f"{listed(parts)} in {count(len(run.documents), 'asset')}"
    pages = {skipped.uri.startswith(("http://", "https://")) for skipped in run.skipped}
    noun = "place" if len(pages) > 1 else "page" if pages == {True} else "file"
    return found, f"{count(len(run.skipped), noun)} could not be read" if run.skipped else ""


def is_conflict(finding: Finding) -> bool:
    """Whether claims clash: MC1xx."""
    return finding.code.startswith("MC1")


def is_term(finding: Finding) -> bool:
    """Whether a word is at fault: MC2xx."""
    return finding.code.startswith("MC2")


def is_alignment(finding: Finding) -> bool:
    """Whether teams or channels do not say the same: MC3xx."""
    return finding.code.startswith("MC3")


def sure(confidence: float) -> str:
    """Return how sure we are, in words."""
    for floor, words in ((1.0, "certain"), (0.95, "almost certain"), (0.85, "very likely"), (0.7, "likely")):
        if confidence >= floor:
            return words
    return "possible" if confidence >= 0.5 else "a hint"


def percent(confidence: float) -> str:
    """Return "96 %"; only certainty is shown as 100 %."""
    return f"{100 if confidence >= 1 else min(99, round(confidence * 100))} %"


def scores(run: Run) -> list[str]:
    """Return "Alignment of marketing and sales: 58 of 100" of each pair of teams."""
    pairs = run.alignment.pairs if run.alignment else ()
    return [f"Alignment of {pair.left} and {pair.right}: {pair.score} of 100" for pair in pairs]


def divergence(found: Divergence) -> str:
    """Return "marketing and sales use different words for it: 0.62"."""
    told = (
        (0.5, "use different"),
        (0.25, "often use different"),
        (0.1, "mostly use the same"),
        (0.0, "use the same"),
    )
    words = next(words for floor, words in told if found.value >= floor)
    return f"{listed(found.between)} {words} words for it: {found.value:.2f}"


def day(moment: date) -> str:
    """Return "22 November 2025", whatever the locale."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def moment(when: datetime, beside: datetime) -> str:
    """Return "22 November 2025", with the time where `beside` is of the same day: "22 November 2025, 05:34 UTC"."""
    return f"{day(when)}, {clock(when)}" if when.date() == beside.date() else day(when)


def clock(moment: datetime) -> str:
    """Return "05:34 UTC"."""
    return f"{moment:%H:%M} UTC"


def duration(seconds: float) -> str:
    """Return "0.4 s", "48 s", "3 min 20 s"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def where(place: Place) -> str:
    """Return the place inside its asset: "slide 3, notes", "paragraph 2, footer"; `spot` has the line."""
    parts = [place.locator]
    if not place.locator:
        for word, number in (("slide", place.slide), ("page", place.page)):
            if number is not None:
                parts.append(f"{word} {number}")
    surface = SURFACES.get(place.surface, "")
    said = place.locator.lower()
    if not said or (surface not in said and said not in surface):
        parts.append(surface)
    return ", ".join(part for part in parts if part)


def spot(place: Place) -> str:
    """Return uri, line and column as editors and CI logs understand them: "guide.md:3:11".

    An address stays as it is: it would lead nowhere with a line behind it.
    """
    if place.line is None or place.uri.lower().startswith(("http://", "https://")):
        return place.uri
    return f"{place.uri}:{place.line}" + ("" if place.column is None else f":{place.column}")


def owner(place: Place) -> str:
    """Return who publishes it: "website, marketing"."""
    return ", ".join(part for part in (place.channel, place.team) if part)
