"""What a report shows over time: the copy by the month it was written, as far as its assets are dated."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from msgcheck.report.view import by_asset
from msgcheck.run import Run, TermUse

LEAST = 3  # months, before a line says anything
WIDE, HIGH = 640, 120  # of the chart, in its own units
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """The assets of one month. findings: those that touch them; right: share of right forms, None without a term."""

    name: str
    assets: int
    findings: int
    right: float | None

    @property
    def each(self) -> float:
        """Findings for each asset."""
        return self.findings / self.assets if self.assets else 0.0


def months(run: Run) -> list[Month]:
    """Return the months that copy is dated of, oldest first; none where there are fewer than LEAST."""
    right = run.usage.right.get("month", {})
    assets = Counter(f"{document.date:%Y-%m}" for document in run.documents if document.date)
    found: dict[str, set[str]] = {}
    dates = {document.uri: f"{document.date:%Y-%m}" for document in run.documents if document.date}
    for uri, findings in by_asset(run).items():
        if uri in dates:
            found.setdefault(dates[uri], set()).update(finding.id for finding in findings)
    names = sorted({name for name in {*assets, *right} if MONTH.fullmatch(name)})
    if len(names) < LEAST:
        return []
    return [Month(name, assets[name], len(found.get(name, ())), right.get(name)) for name in names]


def moving(run: Run) -> list[TermUse]:
    """Return the terms whose share of right forms moves, those that fall first."""
    found = [use for use in run.usage.terms if use.trend and len(known(use.right.get("month", {}))) >= LEAST]
    return sorted(found, key=lambda use: (use.trend or 0.0, use.term))


def known(shares: dict[str, float]) -> dict[str, float]:
    """Return month -> share, oldest first, without what has no month."""
    return {name: shares[name] for name in sorted(shares) if MONTH.fullmatch(name)}


def across(names: list[str], number: int) -> float:
    """Return where on the chart, 0 to WIDE, the middle of a month lies: one column for each.

    >>> across(["2026-01", "2026-02"], 1)
    480.0
    """
    return WIDE * (number + 0.5) / len(names)
