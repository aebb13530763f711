"""Decisions and comments put to findings: what is settled, what stays an alarm, and what settles nothing.

A decision settles the finding with its id; the id is made of the words, so when those change it settles nothing,
and that is told. A comment settles a finding when what is left outside its reach is no clash any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from msgcheck.ignore import Comment
from msgcheck.memory import NOT_LOOKED_FOR, Decided, Decision, Loose
from msgcheck.model import Finding, Place, Standing

WORDS_CHANGED = "the words changed"
DATE_PASSED = "its date has passed"
NOTHING_LIKE_IT = "nothing like it is found"
NOTHING_HERE = "nothing to ignore here"
# They need two sides. What else there is (a wrong word) is wrong at each place by itself.
_CLASHES = frozenset({"MC101", "MC102", "MC103", "MC104", "MC105", "MC205", "MC302", "MC303"})


class Settled(NamedTuple):
    """The findings of a run in two heaps, and the decisions that have none."""

    findings: list[Finding]
    folded: list[Finding]
    decided: list[Decided]
    loose: list[Loose]


def settle(
    findings: Sequence[Finding],
    folded: Sequence[Finding],
    decisions: Sequence[Decision],
    comments: Sequence[Comment],
    today: date,
    *,
    whole: bool = True,
    unread: bool = False,
) -> Settled:
    """Return what decisions and comments leave of the findings, both in their order.

    today: a decision holds on the day of its `until`, and no longer.
    whole: everything was looked at; without it, what was not found may stand where nobody looked, and is not told.
    unread: something was to be looked at and could not be; what was not found may stand there, and that is told.
    """
    in_force = {decision.id: decision for decision in decisions if not has_passed(decision, today)}
    by_uri: dict[str, list[Comment]] = {}
    for comment in comments:
        for uri in filter(None, (comment.uri, comment.site)):
            by_uri.setdefault(uri, []).append(comment)
    used: set[Comment] = set()
    decided: list[Decided] = []

    def open_(found: Iterable[Finding]) -> Iterator[Finding]:
        for finding in found:
            left, silenced = _apart(finding, by_uri)
            used.update(silenced)
            decision = in_force.get(finding.id)
            if decision is not None:
                decided.append(Decided(finding, decision))
            elif silenced and not _stands(finding, left):
                decided.append(Decided(finding, _by_comments(finding, silenced)))
            elif silenced and finding.code not in _CLASHES and replace(finding, places=left).id == finding.id:
                yield replace(finding, places=left)  # the same sentence, said elsewhere in the asset
            else:
                yield finding

    rest = Settled(list(open_(findings)), list(open_(folded)), decided, [])
    found_ids = {finding.id for finding in (*findings, *folded)}
    for decision in decisions:
        if decision.id in found_ids and decision.id in in_force:
            continue
        why = DATE_PASSED if has_passed(decision, today) else _lost(decision, [*findings, *folded])
        why = NOT_LOOKED_FOR if why == NOTHING_LIKE_IT and unread else why
        if whole or why == DATE_PASSED:
            rest.loose.append(Loose(decision, why))
    for comment in comments:
        if comment.problem:
            rest.loose.append(Loose(comment.decision, comment.problem))
        elif whole and comment not in used:
            # The other side of a clash may stand in what was not read; a wrong word stands in the asset itself.
            other = unread and any(code.startswith(comment.codes) for code in _CLASHES)
            rest.loose.append(Loose(comment.decision, NOT_LOOKED_FOR if other else NOTHING_HERE))
    return rest


def has_passed(decision: Decision, today: date) -> bool:
    """Whether the last day of a decision lies behind us."""
    return decision.until is not None and decision.until < today


def states(decisions: Sequence[Decision], loose: Sequence[Loose], today: date) -> list[tuple[Decision, str]]:
    """Return each decision with what it does now. loose: of the run that is looked at."""
    why = {one.decision.id: one.why for one in loose}
    told = []
    for decision in decisions:
        until = f" until {decision.until}" if decision.until else ""
        state = DATE_PASSED if has_passed(decision, today) else why.get(decision.id, f"in force{until}")
        told.append((decision, state))
    return told


def lines(decided: Sequence[Decided], loose: Sequence[Loose]) -> list[str]:
    """Return what a terminal says about decisions: how many hold, and each that does not, with its place."""
    told = [f"{len(decided)} decided, no alarm"] if decided else []
    unsure = [one for one in loose if one.unsure]
    for found, what in (
        ([one for one in loose if not one.unsure], "without effect"),
        (unsure, "to be kept, since something was not read"),
    ):
        if found:
            told.append(f"{len(found)} decision{'s' * (len(found) != 1)} {what}:")
            told += [f"  {one.decision.where}: {named(one.decision)}: {one.why}" for one in found]
    return told


def reopened(findings: Sequence[Finding], loose: Sequence[Loose]) -> dict[str, str]:
    """Return id of a finding -> why the decision about it, or about one of its sentences, has ended."""
    why: dict[str, str] = {}
    for one in loose:
        said = {_folded(quote) for quote in one.decision.quotes}
        for finding in findings:
            same = finding.id == one.decision.id
            if one.why == WORDS_CHANGED and finding.code == one.decision.code:
                same = any(_folded(place.quote) in said for place in finding.places)
            if same and one.why in (DATE_PASSED, WORDS_CHANGED):
                why[finding.id] = one.why
    return why


def named(decision: Decision) -> str:
    """Return which decision is meant, in a few words: its code, and what it is about."""
    return " ".join(filter(None, (decision.code, decision.about or decision.reason))) or "comment"


def _apart(
    finding: Finding, by_uri: dict[str, list[Comment]]
) -> tuple[tuple[Place, ...], tuple[Comment, ...]]:
    """Return (places that no comment reaches, the comments that reach one)."""
    left: list[Place] = []
    silenced: dict[Comment, None] = {}
    for place in finding.places:
        over = [comment for comment in by_uri.get(place.uri, ()) if comment.covers(finding.code, place)]
        silenced.update(dict.fromkeys(over))
        if not over:
            left.append(place)
    return tuple(left), tuple(silenced)


def _stands(finding: Finding, left: Sequence[Place]) -> bool:
    """Whether the places in `left` make the finding without the others."""
    if finding.code not in _CLASHES or not left:
        return bool(left)
    if finding.record:
        return any(Standing.RECORD not in place.standing for place in left)
    return len({_side(place) for place in left}) > 1


def _side(place: Place) -> str:
    """Return what a place says: its value, "14-day" as "14 days", or its sentence where it has none.

    Statements may be two of one side; nobody can tell here, so the finding stays.
    """
    words = re.split(r"[\s\u2010-\u2013-]+", (place.value or place.quote).casefold().strip())
    return " ".join(_one(word.rstrip(".")) for word in words)


def _one(word: str) -> str:
    """Return a word without the s of several. The s of a short one is part of a unit: "ms" is not "m"."""
    return word.removesuffix("s") if len(word) >= 4 and word.isalpha() else word


def _by_comments(finding: Finding, silenced: Sequence[Comment]) -> Decision:
    """Return the decision that comments have made about a finding."""
    reasons = "; ".join(dict.fromkeys(comment.reason for comment in silenced))
    where = ", ".join(comment.decision.where for comment in silenced)
    return replace(
        silenced[0].decision,
        id=finding.id,
        code=finding.code,
        about=finding.attribute,
        reason=reasons,
        where=where,
    )


def _lost(decision: Decision, found: Iterable[Finding]) -> str:
    """Say why a decision in force has no finding."""
    about, said = decision.about.casefold(), {_folded(quote) for quote in decision.quotes}
    for finding in found:
        if finding.code == decision.code and (
            (about and about == finding.attribute.casefold())
            or any(_folded(place.quote) in said for place in finding.places)
        ):
            return WORDS_CHANGED
    return NOTHING_LIKE_IT


def _folded(words: str) -> str:
    return " ".join(words.split())
