"""What reports show of a run, arranged: conflicts in order, values with their places, terms, assets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from msgcheck.model import SEVERITIES, Finding, Place, Severity, Standing
from msgcheck.report.wording import is_conflict, is_term
from msgcheck.run import Run, TermUse

VARIANT = "MC204"
DEFINITION = "MC205"  # its places are sentences about the term, and no forms of it
APART, APART_MOST = (
    0.25,
    6,
)  # divergence from which two teams are said to use other words; terms that are named
LINE = (220, 40)  # of the share of right forms by month


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
    use:    how it is used by channel, team and month; None where it was not counted.
    """

    preferred: str
    wrong: tuple[tuple[str, int], ...]
    usage: tuple[Usage, ...]
    channels: tuple[str, ...]
    groups: tuple[tuple[Finding, ...], ...]
    use: TermUse | None = None

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
    """Return what is neither a conflict nor a term, in reading order: alignment too."""
    return order(finding for finding in run.findings if not is_conflict(finding) and not is_term(finding))


def _key(value: str) -> str:
    """Fold what does not make a value another one: case, white space, a hyphen, a plural."""
    folded = re.sub(r"[\s\u2010\u2011-]+", " ", value).strip().casefold()
    return re.sub(r"(?<=[^\W\d_]{2})s\b", "", folded)  # "14-day" and "14 days"


def sides(finding: Finding) -> tuple[Side, ...]:
    """Return what the places say, the record first, then by number of places.

    With values, one side for each; without, one side for each different sentence.
    """
    valued = finding.code != DEFINITION and any(place.value for place in finding.places)
    groups: dict[str, list[Place]] = {}
    for place in finding.places:
        groups.setdefault(_key(place.value if valued else place.quote), []).append(place)
    ranked = sorted(groups.values(), key=lambda group: -len(group))
    made = [_side(group, valued) for group in ranked]
    return tuple(sorted(made, key=lambda side: Standing.RECORD not in side.marks))


def told(finding: Finding) -> str:
    """Return the message without the attribute that it begins with: the heading above says it."""
    return finding.message.removeprefix(f"{finding.attribute}: ") if finding.attribute else finding.message


def record_is_silent(finding: Finding) -> bool:
    """Whether the record holds a value that none of the places gives; no place gives all of a definition."""
    if finding.code == DEFINITION:
        return bool(finding.record)
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
    return _terms(run, (f for f in run.findings if is_term(f)))


def listed(run: Run) -> list[TermView]:
    """Return the terms that are written in a form that the glossary lists as wrong, as `terms` does."""
    return _terms(run, (f for f in run.findings if is_term(f) and f.code not in (VARIANT, DEFINITION)))


def drifting(run: Run) -> list[TermView]:
    """Return the terms that are written in a form that nobody listed, as `terms` does."""
    return _terms(run, (f for f in run.findings if f.code == VARIANT))


def definitions(run: Run) -> list[Finding]:
    """Return what is explained differently, in reading order."""
    return order(finding for finding in run.findings if finding.code == DEFINITION)


def _terms(run: Run, findings: Iterable[Finding]) -> list[TermView]:
    found = sorted(findings, key=lambda f: f.attribute)
    views = [_term(run, preferred, list(group)) for preferred, group in groupby(found, lambda f: f.attribute)]
    return sorted(
        views,
        key=lambda v: (SEVERITIES.index(v.findings[0].severity), -sum(n for _, n in v.wrong), v.preferred),
    )


def _term(run: Run, preferred: str, findings: list[Finding]) -> TermView:
    worded = (finding for finding in findings if finding.code != DEFINITION)
    said = Counter(form(place) for finding in worded for place in finding.places)
    used = run.terms.get(preferred, {})
    named = _named(preferred, said, used)
    wrong: Counter[str] = Counter()
    for found, times in said.items():
        wrong[named[found]] += times
    channels: dict[str, Counter[str]] = {}
    for found, uses in used.items():
        channels.setdefault(named.get(found, found), Counter()).update(uses)
    usage = tuple(
        Usage(found, found in wrong and found != preferred, dict(uses)) for found, uses in channels.items()
    )
    return TermView(
        preferred=preferred,
        wrong=tuple(sorted(wrong.items(), key=lambda item: (-item[1], item[0]))),
        usage=tuple(sorted(usage, key=lambda u: (u.wrong, u.form != preferred, -u.total, u.form))),
        channels=tuple(sorted({channel for use in usage for channel in use.channels})),
        groups=_alike(findings),
        use=next((use for use in run.usage.terms if use.term == preferred), None),
    )


def _named(preferred: str, wrong: Mapping[str, int], used: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """Return wrong form -> the form under which it is shown: a capital at the start of a sentence makes no other one.

    It is the one with a small letter there, then the one that is used most. Where capitals are what is wrong, "Github" for "GitHub", each stays itself.
    """
    often: Counter[str] = Counter(wrong)
    often.update({found: sum(uses.values()) - wrong[found] for found, uses in used.items() if found in wrong})
    groups: dict[str, list[str]] = {}
    for found in often:
        same = found if found.casefold() == preferred.casefold() else found.casefold()
        groups.setdefault(same, []).append(found)
    shown = {}
    for same, group in groups.items():
        plain = [found for found in group if _small(found) == found or _small(found) not in group]
        shown[same] = max(plain, key=lambda found: (often[found], found))
    return {found: shown[same] for same, group in groups.items() for found in group}


def _small(form: str) -> str:
    return form[:1].lower() + form[1:]


def apart(run: Run) -> list[TermUse]:
    """Return the terms for which two teams use different words, those furthest apart first, at most APART_MOST."""
    found = [use for use in run.usage.terms if use.teams and use.teams.value >= APART]
    return sorted(found, key=lambda use: (-use.teams.value if use.teams else 0, use.term))[:APART_MOST]


def teams(use: TermUse) -> tuple[str, ...]:
    """Return the teams that use a term; none where fewer than two are known."""
    known = sorted({team for form in use.forms for team in form.teams if team})
    return tuple(known) if len(known) > 1 else ()


def line(shares: dict[str, float]) -> str:
    """Return the points of an SVG polyline of month -> share, LINE wide and high, time to the right.

    >>> line({"2026-01": 0.0, "2026-02": 0.5, "2026-04": 1.0})
    '2,38 74,20 218,2'
    """
    width, height = LINE
    at = [int(month[:4]) * 12 + int(month[5:]) for month in sorted(shares)]
    long = max(at[-1] - at[0], 1)
    across = [2 + (width - 4) * (month - at[0]) // long for month in at]
    down = [2 + round((height - 4) * (1 - shares[month])) for month in sorted(shares)]
    return " ".join(f"{x},{y}" for x, y in zip(across, down, strict=True))


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


def named(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """Return (the first finding of a code and a name, how many there are), in their order: a term stands often."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.attribute), []).append(finding)
    return [(group[0], len(group)) for group in groups.values()]


def severities(findings: Iterable[Finding]) -> list[tuple[Severity, int]]:
    """Return how many findings each severity has, most severe first, without the empty ones."""
    tally = Counter(finding.severity for finding in findings)
    return [(severity, tally[severity]) for severity in SEVERITIES if tally[severity]]
