"""What reports show of earlier runs: what is new, since when the rest is there, what is gone, what was decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from msgcheck.memory import Choice, Decision, Life, PastRun, Status
from msgcheck.model import Finding
from msgcheck.report.wording import clock, count, day, halves, listed, moment
from msgcheck.run import Run

SHOWN = 52  # runs of the trend: a year of Mondays
LEFT, WIDE = 6, 276  # of a line of the trend, in the units of its chart: where it begins, how far it goes
FLOOR, HIGH = 76, 56  # where nothing is found, and how far above that the most is
KINDS = {"MC1": "Conflicts", "MC2": "Wording issues", "MC3": "Alignment issues"}
CHOICES = {Choice.ACCEPT: "accepted", Choice.FALSE_POSITIVE: "false positive", Choice.WONT_FIX: "won't fix"}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of finding through the runs. points: (x, y) of each run, oldest first; most: the highest number."""

    name: str
    numbers: tuple[int, ...]
    most: int

    @property
    def points(self) -> list[tuple[float, float]]:
        """Where the line goes, time to the right."""
        step = WIDE / max(len(self.numbers) - 1, 1)
        return [
            (round(LEFT + at * step, 1), round(FLOOR - HIGH * number / (self.most or 1), 1))
            for at, number in enumerate(self.numbers)
        ]


def before(run: Run) -> PastRun | None:
    """Return the run that this one stands beside; None for the first, and where nothing is remembered."""
    return run.history.runs[-2] if run.history and len(run.history.runs) > 1 else None


def lives(run: Run) -> dict[str, Life]:
    """Return finding id -> its life; nothing in a first run, where all would be new."""
    return run.history.lives if run.history and before(run) else {}


def gone(run: Run) -> tuple[Finding, ...]:
    """Return what the run before found and this one does not, though it looked; in no other words either."""
    return run.history.gone if run.history and before(run) else ()


def was(run: Run) -> tuple[Finding, ...]:
    """Return what the run before found and this one found in other words, as it was."""
    return run.history.was if run.history and before(run) else ()


def news(run: Run) -> list[Finding]:
    """Return the open findings that are new, and those whose change brought a place or a value."""
    known = lives(run)
    return [f for f in run.findings if f.id in known and known[f.id].news]


def since(run: Run) -> str:
    """Return "3 new, 1 changed and 2 gone since 15 November 2025"; "" for a first run."""
    past = before(run)
    if past is None:
        return ""
    known = lives(run)
    tally = Counter(known[f.id].status for f in run.findings if f.id in known)
    new, old = (f"{n:,}" if n else "nothing" for n in (tally[Status.NEW], len(gone(run))))
    changed = [f"{tally[Status.CHANGED]:,} changed"] if tally[Status.CHANGED] else []
    return f"{listed([f'{new} new', *changed, f'{old} gone'])} since {moment(past.started, run.started)}"


def headline(run: Run) -> str:
    """Return the run in one sentence: what was found, what has changed, what was not read."""
    found, unread = halves(run)
    return "; ".join(part for part in (found, since(run), unread) if part) + "."


def seen(run: Run, finding: Finding) -> str:
    """Return "new", "changed" or "still since 3 November 2025"; "" where nothing is remembered of it."""
    life = lives(run).get(finding.id)
    if life is None:
        return ""
    if life.status in (Status.NEW, Status.CHANGED):
        return life.status.value
    return f"still since {moment(life.first_seen, run.started)}"


def unseen(run: Run) -> str:
    """Return how many findings of the run before could not be looked for, without a full stop; "" for none."""
    missed = len(run.history.unseen) if run.history and before(run) else 0
    whose = "its page" if missed == 1 else "a page of theirs"
    return (
        f"{count(missed, 'earlier finding')} could not be looked for: {whose} was not read" if missed else ""
    )


def said(decision: Decision) -> str:
    """Return "accepted until 3 May 2026 by ann: the price is fixed"."""
    words = CHOICES[decision.choice]
    words += f" until {day(decision.until)}" if decision.until else ""
    words += f" by {decision.owner}" if decision.owner else ""
    return f"{words}: {decision.reason}" if decision.reason else words


def named(decision: Decision) -> str:
    """Return where a decision is written, and what it is about: "msgcheck-decisions.yaml:12: MC102 trial length"."""
    about = " ".join(part for part in (decision.code, decision.about or decision.id) if part)
    return ": ".join(part for part in (decision.where, about) if part)


def trend(run: Run) -> tuple[PastRun, ...]:
    """Return the last SHOWN runs, oldest first; none where there is nothing to compare."""
    return run.history.runs[-SHOWN:] if run.history and before(run) else ()


def ends(runs: tuple[PastRun, ...]) -> tuple[str, str]:
    """Return when the first and the last run were, short: their times where both were on one day."""
    first, last = runs[0].started, runs[-1].started
    name = clock if first.date() == last.date() else day
    return name(first), name(last)


def lines(runs: tuple[PastRun, ...]) -> list[Line]:
    """Return conflicts and wording issues through the runs, and alignment issues where there are any."""
    found = []
    for start, name in KINDS.items():
        numbers = tuple(sum(n for code, n in past.codes.items() if code.startswith(start)) for past in runs)
        if start != "MC3" or any(numbers):
            found.append(Line(name, numbers, max(numbers, default=0)))
    return found


def codes(runs: tuple[PastRun, ...]) -> list[str]:
    """Return every code of the runs, by name."""
    return sorted({code for past in runs for code in past.codes})


def direction(line: Line) -> str:
    """Return how it goes, for people who do not see the line: "12, 9, 9, 7: down by 5".

    >>> direction(Line("Conflicts", (12, 9, 7), 12))
    '12, 9, 7: down by 5'
    """
    change = line.numbers[-1] - line.numbers[0]
    told = f"{'up' if change > 0 else 'down'} by {abs(change)}" if change else "as many as at first"
    changed = [line.numbers[0], *(new for old, new in pairwise(line.numbers) if new != old)]
    return f"{', '.join(map(str, changed))}: {told}"
