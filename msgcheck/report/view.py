"""What reports show of a run, arranged: conflicts in order, values with their places, terms, assets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from msgcheck.model import SEVERITIES, Finding, Place, Run, Severity, Standing
from msgcheck.report.wording import is_conflict, is_term


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a conflict, or one statement, and everywhere it stands.

    value:    as most places write it; "" for a statement.
    marks:    its standing: on record, in most places, newest.
    quotes:   the different sentences, each with its places, most places first.
    channels: channel -> places.
    """

    value: str
    marks: tuple[Standing, ...]
    quotes: tuple[tuple[Place, ...], ...]
    channels: dict[str, int]

    @property
    def places(self) -> tuple[Place, ...]:
        """All places of this side."""
        return tuple(place for quote in self.quotes for place in quote)


@dataclass(frozen=True, slots=True)
class Usage:
    """How often one form of a term is used, by channel; `wrong` where a finding says so."""

    form: str
    wrong: bool
    channels: dict[str, int]

    @property
    def total(self) -> int:
        """Occurrences in all channels."""
        return sum(self.channels.values())


@dataclass(frozen=True, slots=True)
class TermView:
    """One glossary term.

    wrong:  (form, times), most frequent first.
    groups: its findings, those with one form and one message together.
    """

    preferred: str
    wrong: tuple[tuple[str, int], ...]
    usage: tuple[Usage, ...]
    channels: tuple[str, ...]
    groups: tuple[tuple[Finding, ...], ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the term."""
        return tuple(finding for group in self.groups for finding in group)


def order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings most severe first, then surest first, then by name; ties keep the run's order."""
    return sorted(
        findings,
        key=lambda f: (SEVERITIES.index(f.severity), -f.confidence, f.code, f.attribute.casefold()),
    )


def conflicts(run: Run) -> list[Finding]:
    """Return the MC1xx findings in reading order."""
    return order(finding for finding in run.findings if is_conflict(finding))


def others(run: Run) -> list[Finding]:
    """Return what is neither a conflict nor a term, in reading order."""
    return order(finding for finding in run.findings if not is_conflict(finding) and not is_term(finding))


def _key(value: str) -> str:
    """Fold what does not make a value another one: case, white space, a hyphen, a plural."""
    folded = re.sub(r"[\s\u2010\u2011-]+", " ", value).strip().casefold()
    return re.sub(r"(?<=[^\W\d_]{2})s\b", "", folded)  # "14-day" and "14 days"


def sides(finding: Finding) -> tuple[Side, ...]:
    """Return what the places say, the record first, then by number of places.

    With values, one side for each; without, one side for each different sentence.
    """
    valued = any(place.value for place in finding.places)
    groups: dict[str, list[Place]] = {}
    for place in finding.places:
        groups.setdefault(_key(place.value if valued else place.quote), []).append(place)
    ranked = sorted(groups.values(), key=lambda group: -len(group))
    made = [_side(group, valued) for group in ranked]
    return tuple(sorted(made, key=lambda side: Standing.RECORD not in side.marks))


def record_is_silent(finding: Finding) -> bool:
    """Whether the record holds a value that none of the places gives."""
    return bool(finding.record) and not any(Standing.RECORD in place.standing for place in finding.places)


def _side(group: list[Place], valued: bool) -> Side:
    quotes: dict[str, list[Place]] = {}
    for place in group:
        quotes.setdefault(" ".join(place.quote.split()), []).append(place)
    return Side(
        value=Counter(place.value for place in group).most_common(1)[0][0] if valued else "",
        marks=tuple(mark for mark in Standing if any(mark in place.standing for place in group)),
        quotes=tuple(tuple(quote) for quote in sorted(quotes.values(), key=lambda quote: -len(quote))),
        channels=dict(sorted(Counter(place.channel for place in group).items())),
    )


def terms(run: Run) -> list[TermView]:
    """Return the terms that have findings, most severe first, then most findings first."""
    found = sorted((f for f in run.findings if is_term(f)), key=lambda f: f.attribute)
    views = [_term(run, preferred, list(group)) for preferred, group in groupby(found, lambda f: f.attribute)]
    return sorted(
        views,
        key=lambda v: (SEVERITIES.index(v.findings[0].severity), -sum(n for _, n in v.wrong), v.preferred),
    )


def _term(run: Run, preferred: str, findings: list[Finding]) -> TermView:
    wrong = Counter(form(place) for finding in findings for place in finding.places)
    usage = tuple(
        Usage(found, found in wrong and found != preferred, channels)
        for found, channels in run.terms.get(preferred, {}).items()
    )
    return TermView(
        preferred=preferred,
        wrong=tuple(sorted(wrong.items(), key=lambda item: (-item[1], item[0]))),
        usage=tuple(sorted(usage, key=lambda u: (u.wrong, u.form != preferred, -u.total, u.form))),
        channels=tuple(sorted({channel for use in usage for channel in use.channels})),
        groups=_alike(findings),
    )


def _alike(findings: list[Finding]) -> tuple[tuple[Finding, ...], ...]:
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in order(findings):
        words = form(finding.places[0]) if finding.places else ""
        groups.setdefault((finding.code, words, finding.message), []).append(finding)
    return tuple(tuple(group) for group in groups.values())


def form(place: Place) -> str:
    """Return the wrong form as it stands: the marked words, or the value where nothing is marked."""
    before, marked, after = cut(place)
    return marked or place.value or before + after


def cut(place: Place) -> tuple[str, str, str]:
    """Return the quote before, in and after its mark; a mark outside the quote marks nothing."""
    mark = place.mark
    if mark is None or not 0 <= mark.start < mark.end <= len(place.quote):
        return place.quote, "", ""
    return place.quote[: mark.start], place.quote[mark.start : mark.end], place.quote[mark.end :]


def by_asset(run: Run) -> dict[str, list[Finding]]:
    """Return uri -> its open findings in reading order, each once."""
    assets: dict[str, list[Finding]] = {}
    for finding in order(run.findings):
        for uri in dict.fromkeys(place.uri for place in finding.places):
            assets.setdefault(uri, []).append(finding)
    return assets


def severities(findings: Iterable[Finding]) -> list[tuple[Severity, int]]:
    """Return how many findings each severity has, most severe first, without the empty ones."""
    tally = Counter(finding.severity for finding in findings)
    return [(severity, tally[severity]) for severity in SEVERITIES if tally[severity]]
