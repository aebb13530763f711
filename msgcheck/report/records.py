"""What a report shows of the glossary: each term and each fact, where it is kept and where it is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from msgcheck.model import Finding, Place, Standing
from msgcheck.report.view import DEFINITION, form, order
from msgcheck.report.wording import is_term
from msgcheck.run import AgreedFact, AgreedTerm, Run

SOON_DAYS = 30
COMPARED = {
    "exact": "exactly this",
    "at_least": "at least this",
    "at_most": "at most this",
    "rounded_down": "this, or rounded down",
    "text": "this statement",
}


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term of the glossary.

    uses:   channel -> (right, wrong), by name.
    broken: (first finding, words, places) of each wrong form and each way to explain it otherwise.
    """

    term: AgreedTerm
    uses: dict[str, tuple[int, int]]
    broken: tuple[tuple[Finding, str, int], ...]

    @property
    def right(self) -> int:
        """Uses of right forms."""
        return sum(right for right, _ in self.uses.values())

    @property
    def wrong(self) -> int:
        """Uses of wrong forms."""
        return sum(wrong for _, wrong in self.uses.values())


@dataclass(frozen=True, slots=True)
class FactPage:
    """A fact of record. kept: the places that say so; broken: those that say otherwise, decided: and were decided about."""

    fact: AgreedFact
    kept: tuple[Place, ...]
    broken: tuple[Place, ...]
    decided: tuple[Place, ...]
    findings: tuple[Finding, ...]
    expiry: str


def terms(run: Run) -> list[TermPage]:
    """Return the glossary's terms by name."""
    found: dict[str, list[Finding]] = {}
    for finding in run.findings:
        if is_term(finding):
            found.setdefault(finding.attribute, []).append(finding)
    used = _uses(run)
    pages = [
        TermPage(term, used.get(term.preferred, {}), _broken(found.get(term.preferred or term.id, ())))
        for term in run.agreed.terms
    ]
    return sorted(pages, key=lambda page: (page.term.preferred or page.term.id).casefold())


def _broken(findings: Iterable[Finding]) -> tuple[tuple[Finding, str, int], ...]:
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in order(findings):
        words = form(finding.places[0]) if finding.places and finding.code != DEFINITION else ""
        groups.setdefault((finding.code, words), []).append(finding)
    return tuple((some[0], words, sum(len(f.places) for f in some)) for (_, words), some in groups.items())


def _uses(run: Run) -> dict[str, dict[str, tuple[int, int]]]:
    uses: dict[str, dict[str, tuple[int, int]]] = {}
    for use in run.usage.terms:
        right, wrong = Counter[str](), Counter[str]()
        for one in use.forms:
            (right if one.right else wrong).update(one.channels)
        uses[use.term] = {name: (right[name], wrong[name]) for name in sorted(right | wrong)}
    return uses


def facts(run: Run) -> list[FactPage]:
    """Return the facts of record, in the order of the glossary."""
    open_, decided = _by_name(run.findings), _by_name(one.finding for one in run.decided)
    return [_fact(fact, open_, decided, run.started.date()) for fact in run.agreed.facts]


def _by_name(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.record and not is_term(finding):
            found.setdefault((finding.attribute, finding.record), []).append(finding)
    return found


def _fact(
    fact: AgreedFact,
    open_: dict[tuple[str, str], list[Finding]],
    decided: dict[tuple[str, str], list[Finding]],
    today: date,
) -> FactPage:
    name = fact.id.replace("-", " ").replace("_", " ")  # as the findings of a record call it
    found = order(open_.get((name, fact.value), ()))
    places = [place for finding in found for place in finding.places]
    settled = [place for finding in decided.get((name, fact.value), ()) for place in finding.places]
    right = [place for place in (*places, *settled) if Standing.RECORD in place.standing]
    broken = _otherwise(places)
    aside = {at: place for at, place in _otherwise(settled).items() if at not in broken}
    kept = {_at(place): place for place in (*fact.kept, *right)}
    return FactPage(
        fact=fact,
        kept=tuple(place for at, place in kept.items() if at not in broken and at not in aside),
        broken=tuple(broken.values()),
        decided=tuple(aside.values()),
        findings=tuple(found),
        expiry=_expiry(fact, today),
    )


def _otherwise(places: Iterable[Place]) -> dict[tuple[str, str, int | None, str], Place]:
    return {_at(place): place for place in places if Standing.RECORD not in place.standing}


def _at(place: Place) -> tuple[str, str, int | None, str]:
    return (place.uri, place.locator, place.line, place.quote)


def _expiry(fact: AgreedFact, today: date) -> str:
    """Return "expired", "not yet valid" or "expires soon"; "" for a record that can be relied on."""
    if fact.until and fact.until < today:
        return "expired"
    if fact.since and fact.since > today:
        return "not yet valid"
    return "expires soon" if fact.until and (fact.until - today).days <= SOON_DAYS else ""
