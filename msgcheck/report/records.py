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
    """A fact of record. broken: the places that say otherwise; kept: those that say so."""

    fact: AgreedFact
    kept: tuple[Place, ...]
    broken: tuple[Place, ...]
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
    by_name: dict[tuple[str, str], list[Finding]] = {}
    for finding in run.findings:
        if finding.record and not is_term(finding):
            by_name.setdefault((finding.attribute, finding.record), []).append(finding)
    return [_fact(fact, by_name, run.started.date()) for fact in run.agreed.facts]


def _fact(fact: AgreedFact, by_name: dict[tuple[str, str], list[Finding]], today: date) -> FactPage:
    name = fact.id.replace("-", " ").replace("_", " ")  # as the findings of a record call it
    found = order(by_name.get((name, fact.value), ()))
    places = [place for finding in found for place in finding.places]
    right = [place for place in places if Standing.RECORD in place.standing]
    broken = [place for place in places if Standing.RECORD not in place.standing]
    kept = {(place.uri, place.locator, place.line, place.quote): place for place in (*fact.kept, *right)}
    return FactPage(
        fact=fact,
        kept=tuple(kept.values()),
        broken=tuple(broken),
        findings=tuple(found),
        expiry=_expiry(fact, today),
    )


def _expiry(fact: AgreedFact, today: date) -> str:
    """Return "expired", "not yet valid" or "expires soon"; "" for a record that can be relied on."""
    if fact.until and fact.until < today:
        return "expired"
    if fact.since and fact.since > today:
        return "not yet valid"
    return "expires soon" if fact.until and (fact.until - today).days <= SOON_DAYS else ""
