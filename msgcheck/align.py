"""The alignment of teams: topics and audiences to places, findings and one score.

The rooms say which claims; here they become places and findings, as a person reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from msgcheck.alignment import Alignment, Audience, Coverage, Topic, Unsaid
from msgcheck.claims import quantities, segment
from msgcheck.findings import place
from msgcheck.messages import audiences as reading
from msgcheck.messages import buyer, positioning, score, topics, unsaid
from msgcheck.messages.positioning import Statement
from msgcheck.model import Claim, Document, Finding, Place, Severity, Span, Speaker, Surface
from msgcheck.pipeline import Pipeline
from msgcheck.run import Usage

Encode = Callable[[Sequence[str]], Any]  # texts -> (n, d) float32 unit rows

LEAST_CLAIMS = 5  # of a team that is compared: with fewer, everything is missing
LEAST_SCORED = 20  # of both teams of a pair that gets a score
MOST_BLIND = 10  # findings of MC304: what only one team says is read by a person, the clearest first
EXAMPLES = 4  # places that are shown of a topic, and of each side of a clash


def between(
    claims: Sequence[Claim],
    vectors: Any,
    documents: Sequence[Document],
    *,
    encode: Encode,
    nlp: Pipeline,
    findings: Sequence[Finding] = (),
    coverage: Sequence[Coverage] = (),
    usage: Usage | None = None,
    records: bool = False,
) -> tuple[list[Finding], Alignment]:
    """Return (MC303 and MC304, all that can be said of the teams).

    vectors:  (n, d) float32, unit rows, row i for claims[i]. nlp: tags and parses.
    findings: of the rest of the run, which the score counts. coverage: what `key_messages.check` returned.
    records:  whether the glossary has facts of record.
    """
    assets = Counter(document.team for document in documents if document.team)
    compared = _compared(claims)
    if len(compared) < 2:
        return [], Alignment(
            dict(sorted(assets.items())), tuple(coverage), why_not=_why_not(assets, compared)
        )
    told = [at for at, claim in enumerate(claims) if _is_told(claim)]
    said, rows = [claims[at] for at in told], vectors[told]
    found = topics.find(
        [claim.text for claim in said],
        [claim.team for claim in said],
        [claim.uri for claim in said],
        rows,
        nlp,
        [buyer.tells(claim) for claim in said],
    )
    statements = [one for one in _statements(claims, documents, nlp) if one.claim.team in compared]
    groups = positioning.group(statements, encode)
    heard = {team: _words(claim.text for claim in claims if claim.team == team) for team in compared}
    apart = positioning.clashes(statements, groups, heard.__getitem__)
    clashes = [_clash(one, statements) for one in apart]
    for_whom = {name for one in apart for name in one.names}  # told already, as whom it is for
    shown = tuple(_topic(topic, said) for topic in found)
    audiences = tuple(_audience(group, statements) for group in groups)
    pairs = tuple(
        score.pair(
            left,
            right,
            findings=[*findings, *clashes],
            topics=shown,
            messages=coverage,
            usage=usage,
            audiences=audiences,
            records=records,
        )
        for left, right in combinations([team for team in compared if compared[team] >= LEAST_SCORED], 2)
    )
    told_of = [topic for topic in found if topic.only and topic.name not in for_whom]
    blind = sorted(told_of, key=lambda t: (t.luck, -len(t.members), t.name))[:MOST_BLIND]
    return [*clashes, *(_blind_spot(topic, said) for topic in blind)], Alignment(
        teams=dict(sorted(assets.items())),
        messages=tuple(coverage),
        topics=shown,
        audiences=audiences,
        unsaid=_unsaid(said, rows, compared),
        pairs=pairs,
        why_not="" if pairs else f"too little copy for a score: no two teams with {LEAST_SCORED} claims each",
    )


def _is_told(claim: Claim) -> bool:
    """Whether a claim is the company's, and meant for those outside it: notes tell the speaker what to do."""
    return claim.speaker is Speaker.COMPANY and claim.block.surface is not Surface.NOTE


def _compared(claims: Sequence[Claim]) -> dict[str, int]:
    """Return the claims of each team that has enough to be compared."""
    counts = Counter(claim.team for claim in claims if claim.team and _is_told(claim))
    return {team: n for team, n in sorted(counts.items()) if n >= LEAST_CLAIMS}


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", " ".join(texts).lower()))


def _why_not(assets: Counter[str], compared: Container[str]) -> str:
    if not assets:
        return "no asset belongs to a team: name the teams under `channels:` in msgcheck.yaml"
    if len(assets) == 1:
        return f"all assets belong to one team, {next(iter(assets))}: name the others under `channels:` in msgcheck.yaml"
    few = ", ".join(team for team in sorted(assets) if team not in compared)
    return f"too little copy to compare: fewer than {LEAST_CLAIMS} claims by {few}"


def _statements(claims: Sequence[Claim], documents: Sequence[Document], nlp: Pipeline) -> list[Statement]:
    """Return what names an audience, in order of place: claims, and headings and titles that claim nothing."""
    known = {(claim.uri, claim.span): claim for claim in claims}
    sentences = []
    for document in documents:
        for block in document.blocks:
            if block.speaker is not Speaker.COMPANY or not reading.may_name(block.text):
                continue
            for span in segment.split(block.text, fields=block.fields):
                at = Span(block.span.start + span.start, block.span.start + span.end)
                claim = known.get((document.uri, at)) or Claim(
                    document.uri,
                    at,
                    block.text[span.start : span.end],
                    block,
                    channel=document.channel,
                    team=document.team,
                )
                if _is_told(claim):
                    sentences.append(claim)
    named = reading.read([claim.text for claim in sentences], nlp)
    return [
        positioning.statement(claim, one, quantities.find)
        for claim, some in zip(sentences, named, strict=True)
        for one in some
    ]


def _topic(topic: topics.Found, said: Sequence[Claim]) -> Topic:
    members = [said[at] for at in topic.members]
    examples = list(dict.fromkeys(claim.text for claim in members))[:EXAMPLES]
    first = {text: next(claim for claim in members if claim.text == text) for text in examples}
    return Topic(
        name=topic.name,
        teams=_counts(claim.team for claim in members),
        channels=_counts(claim.channel for claim in members),
        only=topic.only,
        examples=tuple(place(claim) for claim in first.values()),
    )


def _audience(group: positioning.Group, statements: Sequence[Statement]) -> Audience:
    members = [statements[at] for at in group.members]
    return Audience(
        group.name, _counts(one.claim.team for one in members), tuple(_said(one) for one in members)
    )


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(name for name in names if name).items()))


def _said(statement: Statement) -> Place:
    named = statement.named
    return replace(place(statement.claim), value=named.words, mark=Span(named.start, named.end))


def _clash(clash: positioning.Clash, statements: Sequence[Statement]) -> Finding:
    left, right = clash.teams
    one, other = (_plainest(statements[at].named.words for at in side) for side in clash.sides)
    sides = [_said(statements[at]) for side in clash.sides for at in side[:EXAMPLES]]
    if clash.sizes:
        why = f"no size that {left} names lies within one that {right} names"
    else:
        why = f"{left} never says that it is for {other}, and {right} never says that it is for {one}"
    return Finding(
        code="MC303",
        message=f"who it is for: {one} ({left}), {other} ({right})",
        places=tuple(sides),
        severity=Severity.WARNING,
        confidence=0.8,
        attribute="audience",
        suggestion="Decide whom it is for, or say in both what is for whom (a plan, a product).",
        why=why,
    )


def _plainest(words: Iterable[str]) -> str:
    """Return the shortest way to name an audience: "freelancers", not "freelancers who work at home"."""
    return min(words, key=lambda some: (len(some), some))


def _blind_spot(topic: topics.Found, said: Sequence[Claim]) -> Finding:
    shown, words = _topic(topic, said), topic.name.split(",")[0]
    n, assets = len(topic.members), len({said[at].uri for at in topic.members})
    others = sorted({claim.team for claim in said if claim.team} - {topic.only})
    return Finding(
        code="MC304",
        message=f"only {topic.only} speaks of {words}: {n} claims in {assets} assets",
        places=shown.examples,
        severity=Severity.NOTE,
        confidence=round(1 - topic.luck, 2),
        attribute=words,
        suggestion=f"Give {' and '.join(others)} a sentence of it if customers should hear it; if not, accept this note.",
        why=f"nothing that {' or '.join(others)} says comes near it, and with so many claims that is hardly chance",
    )


def _unsaid(said: Sequence[Claim], rows: Any, compared: Container[str]) -> tuple[Unsaid, ...]:
    """Return what the website's team says in public and sales never does: by name, or else the team with most to say."""
    public = Counter(claim.team for claim in said if claim.team and unsaid.is_public(claim))
    if not public:
        return ()
    by = max(sorted(public), key=public.__getitem__)
    others = Counter(claim.team for claim in said if claim.team in compared and claim.team != by)
    if not others:
        return ()
    not_by = max(sorted(others), key=lambda team: ("sales" in team.lower(), others[team]))
    return tuple(
        Unsaid(
            place(said[one.claim]),
            not_by,
            None if one.nearest is None else place(said[one.nearest]),
            one.similarity,
        )
        for one in unsaid.find(said, rows, by=by, not_by=not_by)
    )
