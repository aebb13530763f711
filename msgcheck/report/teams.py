"""What a report shows of the alignment of teams: steps, messages by channel, topics of one team, old figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from msgcheck.alignment import Alignment, Coverage, TeamPair, Topic
from msgcheck.model import Finding, Place, Standing
from msgcheck.report.view import order
from msgcheck.report.wording import is_alignment
from msgcheck.run import Run

STALE, DEFINITION = "MC104", "MC205"
STEPS = 7  # a week of work, and no wall of text


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of advice, the pair it is for, and by how many points of 100 its part could rise."""

    advice: str
    part: str
    pair: TeamPair
    gain: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One key message in one channel; `missing` where it must appear and does not."""

    channel: str
    carried: tuple[Place, ...]
    opposed: tuple[Place, ...]
    missing: bool

    @property
    def places(self) -> tuple[Place, ...]:
        """All places of the cell, those that oppose first."""
        return self.opposed + self.carried


@dataclass(frozen=True, slots=True)
class Row:
    """One key message in all channels."""

    message: Coverage
    cells: tuple[Cell, ...]


def why_not(run: Run) -> str:
    """Return why no teams were compared, without a full stop; "" where some were."""
    if run.alignment is not None:
        return run.alignment.why_not
    teams = sorted({document.team for document in run.documents if document.team})
    if len(teams) > 1:
        return "teams were not compared in this run"
    belongs = f"all assets belong to one team, {teams[0]}" if teams else "no asset belongs to a team"
    return f"{belongs}: name {'the others' if teams else 'the teams'} under `channels:` in msgcheck.yaml"


def steps(alignment: Alignment) -> list[Step]:
    """Return what to do first: the advice with the most points to gain, at most STEPS."""
    found = [
        # A run that was stored before parts knew what an advice brings: all that the part lacks.
        Step(part.advice, part.name, pair, part.gain or 100 * part.weight * (1 - part.score))
        for pair in alignment.pairs
        for part in pair.parts
        if part.advice
    ]
    return sorted(found, key=lambda step: -step.gain)[:STEPS]


def rows(run: Run) -> tuple[Row, ...]:
    """Return the key messages by channel: the channels that were read, and those that a message stands in."""
    if run.alignment is None:
        return ()
    messages = run.alignment.messages
    read = {document.channel for document in run.documents if document.channel}
    said = {place.channel for one in messages for place in (*one.carried, *one.opposed)}
    return tuple(Row(one, tuple(_cell(one, channel) for channel in sorted(read | said))) for one in messages)


def _cell(message: Coverage, channel: str) -> Cell:
    carried, opposed = (
        tuple(place for place in places if place.channel == channel)
        for places in (message.carried, message.opposed)
    )
    # "deck or website of sales: 0 of 1" names the channels that lack it.
    lacking = {
        name for one in message.missing for name in one.partition(": ")[0].partition(" of ")[0].split(" or ")
    }
    return Cell(channel, carried, opposed, channel in lacking and not carried)


def findings(run: Run, *codes: str) -> list[Finding]:
    """Return the findings of the alignment with one of `codes`, in reading order."""
    return order(f for f in run.findings if is_alignment(f) and f.code in codes)


def other_findings(run: Run, *codes: str) -> list[Finding]:
    """Return the findings of the alignment with none of `codes`: of a check that is not ours."""
    return order(f for f in run.findings if is_alignment(f) and f.code not in codes)


def alone(run: Run) -> dict[str, list[Topic]]:
    """Return team -> the topics that only it talks about and no finding names, most claims first."""
    if run.alignment is None:
        return {}
    named = {finding.attribute for finding in run.findings if is_alignment(finding)}
    found: dict[str, list[Topic]] = {}
    for topic in sorted(run.alignment.topics, key=lambda one: (-sum(one.teams.values()), one.name)):
        if topic.only and topic.name not in named:
            found.setdefault(topic.only, []).append(topic)
    return dict(sorted(found.items()))


def old(run: Run) -> list[tuple[Finding, list[tuple[str, int, str]]]]:
    """Return each finding with something past, and (team, places, values) of the teams that still publish it.

    One wrong value beside the past ones makes a contradiction of the finding; the past ones are as old as before.
    """
    found = []
    for finding in order(run.findings):
        past = [place for place in finding.places if Standing.PAST in place.standing]
        if not past and finding.code == STALE:  # of a run that was stored before places were marked as past
            past = [place for place in finding.places if Standing.RECORD not in place.standing]
        if not past:
            continue
        teams = Counter(place.team for place in past)
        told = [(team, n, _values(past, team)) for team, n in sorted(teams.items())]
        found.append((finding, told))
    return found


def _values(places: Iterable[Place], team: str) -> str:
    return ", ".join(dict.fromkeys(place.value for place in places if place.team == team and place.value))


def explained(run: Run) -> list[Finding]:
    """Return the terms that more than one team explains, each otherwise."""
    drifted = (f for f in run.findings if f.code == DEFINITION)
    return order(f for f in drifted if len({place.team for place in f.places if place.team}) > 1)
