"""How well two teams say the same: one score of named parts, each with what was counted and what would raise it.

Conflicts weigh most, since one of two customers was told something wrong; then the messages that the company chose;
words and topics follow, which are rightly a little different in a deck and on a website. Two teams that write one
wrong word alike are as far from each other's readers as from the glossary, and not aligned. A part with nothing to
count is left out, and the others share its weight. Nothing else goes in: the score moves when the copy does.
What only one team says counts by how unlikely it is that chance left the other out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from msgcheck.alignment import Audience, Coverage, Part, TeamPair, Topic
from msgcheck.model import Finding, Severity, Standing
from msgcheck.run import TermUse, Usage

WEIGHTS = {
    "conflicts": 0.35,
    "key messages": 0.20,
    "words": 0.15,
    "topics": 0.15,
    "audience": 0.10,
    "old figures": 0.05,
}
_SEVERE = {Severity.ERROR: 1.0, Severity.WARNING: 0.5, Severity.NOTE: 0.25}
_CONFLICTS = {"MC101", "MC102", "MC103", "MC105"}
LEAST_USES = 3  # of the right forms of a term by each team: fewer show no habit
# Two small samples of one habit differ by chance. With this many statements of audiences, or claims in topics, by the
# team that has fewer, such a part weighs half as much as it would in the end; a threshold would make the score jump.
HALF_SAID, HALF_CLAIMS = 5, 20
_NAMED = 3  # things an advice names
_FAR = 0.1  # divergence in bits from which a term counts as written differently


def pair(
    left: str,
    right: str,
    *,
    findings: Sequence[Finding] = (),
    topics: Sequence[Topic] = (),
    messages: Sequence[Coverage] = (),
    usage: Usage | None = None,
    audiences: Sequence[Audience] = (),
    records: bool = False,
) -> TeamPair:
    """Return the score of two teams.

    findings: of the whole run; those of other teams are left out. topics: all of them, not only those worth showing.
    records:  whether facts of record are there, without which no figure is known to be old.
    """
    parts = [
        _conflicts(left, right, findings, topics),
        _messages(left, right, messages),
        _words(left, right, usage or Usage(), findings),
        _topics(left, right, topics),
        _audiences(left, right, audiences, findings),
        _old(left, right, findings) if records else None,
    ]
    there = [part for part in parts if part]
    total = sum(part.weight for part in there)
    shared = tuple(
        replace(
            one,
            score=round(one.score, 3),
            weight=round(one.weight / total, 3),
            gain=round(100 * one.gain * one.weight / total, 2),
        )
        for one in there
    )
    score = round(100 * sum(one.score * one.weight for one in there) / total)
    return TeamPair(left, right, score, shared)


def between(finding: Finding, left: str, right: str) -> bool:
    """Whether the two teams contradict each other in a finding: what one says there, the other does not.

    A wrong value that both publish is between them and the record, not between them.
    """
    mine, theirs = ([p for p in finding.places if p.team == team] for team in (left, right))
    return any(
        one.value != other.value or not (one.value or {*one.standing} & {*other.standing} & {Standing.RECORD})
        for one, other in product(mine, theirs)
    )


def _explained(finding: Finding, left: str, right: str) -> bool:
    """Whether two teams explain a term differently: one as on record, the other not, or each in its own way."""
    recorded = {
        team: {Standing.RECORD in p.standing for p in finding.places if p.team == team}
        for team in (left, right)
    }
    several = recorded[left] | recorded[right]
    return bool(recorded[left] and recorded[right]) and (len(several) > 1 or True not in several)


# Each part is made with the `gain` of its own score, which `pair` turns into points of the whole.


def _conflicts(left: str, right: str, findings: Sequence[Finding], topics: Sequence[Topic]) -> Part:
    found = [one for one in findings if one.code in _CONFLICTS and between(one, left, right)]
    both = sum(bool(topic.teams.get(left) and topic.teams.get(right)) for topic in topics)
    weight = sum(_SEVERE[one.severity] for one in found)
    said = f"{_counted(len(found), 'conflict')} between them; both speak of {_counted(both, 'topic')}"
    found.sort(key=lambda one: (-_SEVERE[one.severity], -len(one.places), one.attribute, one.id))
    advice = f"Settle {_some([one.attribute or one.message for one in found])}." if found else ""
    # Counted against what both speak of: ten conflicts about a hundred things are fewer than ten about twelve.
    score = max(both, 1) / (max(both, 1) + weight)
    return Part("conflicts", score, WEIGHTS["conflicts"], said, advice, 1 - score)


def _messages(left: str, right: str, messages: Sequence[Coverage]) -> Part | None:
    carried = [{p.team for p in one.carried} & {left, right} for one in messages]
    opposed = [{p.team for p in one.opposed} & {left, right} for one in messages]
    told = [at for at, teams in enumerate(carried) if teams or opposed[at]]
    if not told:
        return None
    both = [at for at in told if len(carried[at]) == 2]
    score = sum(0.5 if opposed[at] else 1.0 for at in both) / len(told)
    said = f"{len(both)} of {_counted(len(told), 'key message')} carried by both"
    against = [messages[at].text for at in told if opposed[at]]
    if against:
        said += f", {len(against)} also opposed"
    wanted = [f"change what says the opposite of {_some(against)}"] if against else []
    for team in (left, right):
        if lacking := [messages[at].text for at in told if team not in carried[at]]:
            wanted.append(f"let {team} say {_some(lacking)}")
    return Part("key messages", score, WEIGHTS["key messages"], said, _sentence("; ".join(wanted)), 1 - score)


def _words(left: str, right: str, usage: Usage, findings: Sequence[Finding]) -> Part | None:
    shared = [one for term in usage.terms if (one := _term(term, left, right))]
    defined = [one for one in findings if one.code == "MC205" and _explained(one, left, right)]
    if not shared and not defined:
        return None
    far = sorted((one for one in shared if one.off), key=lambda one: (-one.distance, one.term))
    counted = [f"{len(far)} of {_counted(len(shared), 'shared term')} written wrongly or differently"]
    said = ", ".join(
        [*(counted if shared else []), f"{_counted(len(defined), 'term')} explained differently"]
    )
    wanted = [f"write in one form {_some([one.term for one in far])}"] if far else []
    if defined:
        wanted.append(f"explain in one sense {_some([one.attribute for one in defined])}")
    # Each term counts alike: weighed by its uses, a wrong one that is taken out would give others more weight.
    near = sum(one.distance for one in shared if not one.off) / max(1, len(shared))
    apart = near + sum(one.distance for one in far) / max(1, len(shared))
    # Without a term that both use, what they explain differently is all there is, and it is little.
    score = (1 - apart) / (1 + len(defined) / len(shared)) if shared else 0.0
    weight = WEIGHTS["words"] if shared else WEIGHTS["words"] / 3
    return Part("words", score, weight, said, _sentence("; ".join(wanted)), 1 - near - score)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A term that both teams use.

    distance: 0 where both write one right form, 1 where neither writes a right one, or each another.
    off:      whether it is worth a line.
    """

    term: str
    distance: float
    off: bool


def _term(term: TermUse, left: str, right: str) -> _Shared | None:
    """Return how far two teams are from one right form of a term; None where one of them never uses it.

    A wrong form counts wherever it stands, so that a team which mends it is never further from the other; right ones
    differ only where both teams use them often enough to have a habit.
    """
    uses, wrong, habits = [], [], []
    for team in (left, right):
        uses.append(sum(form.teams.get(team, 0) for form in term.forms))
        habits.append([form.teams.get(team, 0) for form in term.forms if form.right])
        wrong.append(1 - sum(habits[-1]) / uses[-1] if uses[-1] else 0.0)
    if not min(uses):
        return None
    mean = sum(wrong) / 2
    differ = _divergence(*habits) if min(map(sum, habits)) >= LEAST_USES else 0.0
    return _Shared(term.term, mean + (1 - mean) * differ, off=mean > 0 or differ > _FAR)


def _topics(left: str, right: str, topics: Sequence[Topic]) -> Part | None:
    counts = [[topic.teams.get(team, 0) for topic in topics] for team in (left, right)]
    least = min(map(sum, counts))
    if not least:
        return None
    both = sum(bool(one and other) for one, other in zip(*counts, strict=True))
    either = sum(bool(one or other) for one, other in zip(*counts, strict=True))
    said = f"{both} of {_counted(either, 'topic')} in the copy of both"
    score, wanted, mended = _shared(*counts), [], [list(some) for some in counts]
    for team, other, row in ((left, right, mended[1]), (right, left, mended[0])):
        alone = [at for at, topic in enumerate(topics) if topic.only == team]
        if alone:
            wanted.append(
                f"decide whether {other} should speak of {_some([topics[at].name.split(',')[0] for at in alone])}, as {team} does"
            )
        for at in alone:
            row[at] = 1
    weight = WEIGHTS["topics"] * least / (least + HALF_CLAIMS)
    return Part("topics", score, weight, said, _sentence("; ".join(wanted)), _shared(*mended) - score)


def _audiences(
    left: str, right: str, audiences: Sequence[Audience], findings: Sequence[Finding]
) -> Part | None:
    for one in findings:
        if one.code == "MC303" and {left, right} == {place.team for place in one.places}:
            return Part("audience", 0.0, WEIGHTS["audience"], one.message, one.suggestion, 1.0)
    counts = [[one.teams.get(team, 0) for one in audiences] for team in (left, right)]
    least = min(map(sum, counts))
    if not least:
        return None
    both = sum(bool(one and other) for one, other in zip(*counts, strict=True))
    said = f"{both} of {_counted(sum(map(any, zip(*counts, strict=True))), 'audience')} named by both"
    score, wanted, mended = _shared(*counts), [], [list(some) for some in counts]
    for team, other, mine, theirs in ((left, right, 0, 1), (right, left, 1, 0)):
        # Only an audience that a team names more than once is worth a line.
        alone = [at for at, n in enumerate(counts[mine]) if n > 1 and not counts[theirs][at]]
        if alone:
            wanted.append(f"let {other} name {_some([audiences[at].name for at in alone])}, as {team} does")
        for at in alone:
            mended[theirs][at] = 1
    weight = WEIGHTS["audience"] * least / (least + HALF_SAID)
    return Part("audience", score, weight, said, _sentence("; ".join(wanted)), _shared(*mended) - score)


def _old(left: str, right: str, findings: Sequence[Finding]) -> Part:
    # One more value that never was right makes a contradiction of the finding (MC101); the past ones stay old.
    old = [
        one
        for one in findings
        if {place.team for place in one.places if Standing.PAST in place.standing} & {left, right}
    ]
    said = f"{_counted(len(old), 'fact')} with old figures still in use"
    advice = f"Bring up to date {_some([one.attribute for one in old])}." if old else ""
    score = 1 / (1 + len(old) / 2)
    return Part("old figures", score, WEIGHTS["old figures"], said, advice, 1 - score)


def _shared(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of what two teams say that is of things the other speaks of too: the mean of both.

    one, other: places of each thing, in one order; both have some. A thing of one team alone counts by how unlikely
    it is that all its places would fall to that team by chance.

    >>> _shared([4, 4], [4, 4]), round(_shared([4, 4], [8, 0]), 2)
    (1.0, 0.77)
    """
    shares = []
    for mine, theirs in ((one, other), (other, one)):
        chance = sum(mine) / (sum(mine) + sum(theirs))
        alone = sum(n * (1 - chance**n) for n, some in zip(mine, theirs, strict=True) if not some)
        shares.append(1 - alone / sum(mine))
    return float(np.mean(shares))


def _divergence(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the Jensen-Shannon divergence of two counts in bits: 0 the same shares, 1 nothing in common."""
    shares = np.array([np.asarray(some) / sum(some) for some in (one, other)])
    ratio = np.divide(shares, shares.mean(axis=0), out=np.ones_like(shares), where=shares > 0)
    return float(np.clip((shares * np.log2(ratio)).sum() / 2, 0.0, 1.0))


def _some(names: Sequence[str]) -> str:
    """Return the first names in quotes, and how many more there are.

    >>> _some(["trial", "price"]), _some(["a", "b", "c", "d", "e"])
    ('“trial” and “price”', '“a”, “b”, “c” and 2 more')
    """
    distinct = list(dict.fromkeys(name.rstrip(".") for name in names if name))
    shown = [f"“{name}”" for name in distinct[:_NAMED]]
    rest = len(distinct) - len(shown)
    last = f"{rest} more" if rest else shown.pop()
    return f"{', '.join(shown)} and {last}" if shown else last


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _counted(n: int, noun: str) -> str:
    return f"1 {noun}" if n == 1 else f"{n} {noun}s"
