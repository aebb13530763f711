"""`msgcheck facts suggest`: facts of record proposed from what is published, with counts and disagreements.

A fact is a value that several assets give for one attribute (`fact_groups`). The value that most places say is
proposed, other scopes become variants, and where places of one scope disagree a person is asked to decide.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from msgcheck import check, fact_groups, inference, intake, subjects
from msgcheck.config import Config
from msgcheck.contradictions import candidates, words
from msgcheck.contradictions.records import SAME_FACT, Record, compared, on_topic
from msgcheck.contradictions.values import Relation
from msgcheck.fact_groups import Said
from msgcheck.fact_proposals import Member, Proposal, Value, labelled, limits_of, propose
from msgcheck.glossary import EMPTY, load_glossary
from msgcheck.intake import Progress, silent
from msgcheck.model import Bound, Claim, Document, Quantity, Skipped, Speaker
from msgcheck.report.wording import count

_HEAD = """\
# Proposed from what is published: nothing here is on record yet. Look each one through, above all at `# decide:`,
# add an owner, and paste what you agree with into the `facts:` of glossary.yaml.
# Left out: what one asset alone says, and what has no number ("no deposit"): put that on record by hand.
# Counted: places that surely speak of one thing. Once it is on record, `check` and `impact` look for all of them.
"""
# Kinds that are no figure of ours: the time of day of a scene, the version of somebody's software.
_NO_FIGURE = frozenset({"time", "version", "ratio"})
_SHOWN = 4  # places that are named for each value that disagrees


def find(
    config: Config,
    paths: Sequence[str],
    glossary: Path | None,
    *,
    now: datetime,
    cache: bool = True,
    progress: Progress = silent,
) -> tuple[list[Proposal], list[Skipped]]:
    """Return the proposals, what is repeated most first, and what could not be read. glossary: None for a first one."""
    listed = load_glossary(glossary) if glossary else EMPTY
    models = inference.Models(config, cache=cache)
    documents, unread = intake.documents(
        config, paths, glossary=glossary, store=models.store, progress=progress
    )
    claims, _, _ = check.find_claims(
        documents, subjects.names(listed), now, store=models.store, progress=progress
    )
    groups = candidates.collapse(claims)
    distinct = [claims[group[0]] for group in groups]
    distinct = _by_column(distinct)
    said = _worth_a_record(distinct, documents)
    if not said:
        return [], list(unread)
    encode = models.encode
    vectors = encode([claim.reading for claim in distinct])
    common = words.common([claim.reading for claim in distinct])
    judge = inference.judging(config, encode=encode, threshold=0.5, common=common, store=models.store)
    records = subjects.records(listed)
    nearness = vectors @ encode([record.claim.text for record in records]).T if records else None
    spelled, nlp = _spellings(documents, said, distinct), models.nlp
    company = config.company or next(iter(listed.subjects.self_names), "")
    proposals = []
    for group in _with_repeated(fact_groups.find(said, distinct, vectors, judge), said, groups):
        if len({claims[i].uri for one in group for i in groups[one.at]}) < 2:
            continue  # said in one asset only: nothing to agree on
        if nearness is not None and _known(group, distinct, records, nearness):
            continue
        labels = labelled([one.quantity for one in group])
        members = [
            Member(replace(claims[i], scope=distinct[one.at].scope), one.quantity, label)
            for one, label in zip(group, labels, strict=True)
            for i in groups[one.at]
        ]
        proposals.append(propose(members, nlp, spelled, company))
    proposals.sort(key=lambda p: (-p.assets, -p.channels, -p.times, p.id, p.claim))
    return _named_once(proposals), list(unread)


# ---------------------------------------------------------------- what could be a fact


def _worth_a_record(claims: Sequence[Claim], documents: Sequence[Document]) -> list[Said]:
    """Return the values that could be agreed on: ours, of today, and about us."""
    customers = _customers(documents)
    return [
        Said(at, quantity)
        for at, claim in enumerate(claims)
        if claim.speaker is Speaker.COMPANY
        and not claim.scope.published
        and not claim.scope.times & {"past", "future"}
        and not any(name in f"{claim.text} {' '.join(claim.block.headings)}" for name in customers)
        for quantity in claim.quantities
        if _is_figure(quantity)
    ]


def _by_column(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims; where one column of a table is a plan, each cell of its columns is of that plan.

    Without a glossary a plan is what copy calls one, "the Team plan"; what heads the column beside it is one too.
    """
    plans = {name for claim in claims for name in claim.scope.plans}
    columns = {
        at: claim.block.locator.label.rpartition(", column ")[2].lower()
        for at, claim in enumerate(claims)
        if fact_groups.row_of(claim)
    }
    tables = {_table(claims[at]) for at, name in columns.items() if name in plans}
    found = list(claims)
    for at, name in columns.items():
        scope = claims[at].scope
        if not scope.plans and _table(claims[at]) in tables:
            found[at] = replace(claims[at], scope=replace(scope, plans=frozenset({name})))
    return found


def _table(claim: Claim) -> tuple[str, str]:
    return claim.uri, claim.block.locator.label.partition(", ")[0]


def _with_repeated(
    found: Sequence[list[Said]], said: Sequence[Said], groups: Sequence[Sequence[int]]
) -> list[list[Said]]:
    """Return the groups, and each value outside of them whose very sentence stands in several places."""
    grouped = {(one.at, one.quantity.span) for group in found for one in group}
    alone = [[one] for one in said if (one.at, one.quantity.span) not in grouped and len(groups[one.at]) > 1]
    return [*found, *alone]


def _customers(documents: Sequence[Document]) -> list[str]:
    """Return the names of people and firms who are quoted: what is told of them is a story, no fact of ours."""
    names = {
        part.strip()
        for document in documents
        for block in document.blocks
        if block.speaker is Speaker.CUSTOMER
        for part in block.speaker_name.split(",")
    }
    return sorted(name for name in names if len(re.findall(r"\b[A-Z0-9]", name)) > 1)


def _is_figure(quantity: Quantity) -> bool:
    """True for a number that somebody keeps up to date; "two-factor", "half-full" and days of posts are none."""
    if quantity.kind in _NO_FIGURE:
        return False
    if re.match(r"an?\b", quantity.words, re.IGNORECASE) and quantity.bound is Bound.EXACT:
        return False  # "a day pass"; "within an hour" is a promise
    if quantity.kind == "date":
        return re.fullmatch(r"(?:19|20)\d\d", quantity.words) is not None
    if quantity.kind in ("percent", "count", "frequency"):
        digits = any(c.isdigit() for c in quantity.words)
        # "4 Nun's Island": a counted thing has a small letter, or several capitals ("POS systems").
        return math.isinf(quantity.value) or (digits and not re.search(r"\d [A-Z][a-z]", quantity.words))
    return True


def _known(
    group: Sequence[Said], claims: Sequence[Claim], records: Sequence[Record], nearness: NDArray[np.float32]
) -> bool:
    """True when a record speaks of what the group does."""
    for column, record in enumerate(records):
        for one in group:
            claim = replace(claims[one.at], quantities=(one.quantity,))
            near = float(nearness[one.at, column]) >= SAME_FACT
            if near and on_topic(record, claim) and compared(record, claim)[1] is not Relation.OTHER:
                return True
    return False


def _spellings(
    documents: Sequence[Document], said: Sequence[Said], claims: Sequence[Claim]
) -> dict[str, str]:
    """Return each plan and region that limits a claim as copy mostly spells it: the scope is in small letters."""
    wanted = {name for one in said for _, names in limits_of(claims[one.at].scope) for name in names}
    if not wanted:
        return {}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(wanted, key=len, reverse=True)))})\b", re.I)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for block in document.blocks:
            for match in pattern.finditer(block.text):
                counts[match[0].lower()][match[0]] += 1
    capital = {name: [f for f in forms if f != f.lower()] for name, forms in counts.items()}
    return {
        name: max(forms, key=lambda form: (counts[name][form], form))
        for name, forms in capital.items()
        if forms
    }


def _named_once(proposals: Sequence[Proposal]) -> list[Proposal]:
    taken: Counter[str] = Counter()
    named = []
    for one in proposals:
        taken[one.id] += 1
        named.append(one if taken[one.id] == 1 else replace(one, id=f"{one.id}-{taken[one.id]}"))
    return named


# ---------------------------------------------------------------- YAML and JSON


def as_json(proposals: Sequence[Proposal]) -> str:
    """Return the proposals as a JSON list; the keys are those of `Proposal`."""
    return json.dumps([asdict(one) for one in proposals], ensure_ascii=False, indent=1, default=str) + "\n"


def as_yaml(proposals: Sequence[Proposal]) -> str:
    """Return a `facts:` list that loads as a part of a glossary, each with what speaks for it as comments."""
    if not proposals:
        return f"{_HEAD}# Nothing was found in two assets that is not on record.\nfacts: []\n"
    lines = [_HEAD, "facts:\n"]
    for one in proposals:
        lines += [f"  # {line}\n" for line in _told(one)]
        text = yaml.safe_dump(_entry(one), allow_unicode=True, sort_keys=False, width=10_000)
        first, *rest = text.splitlines()
        lines += [f"  - {first}\n", *(f"    {line}\n" for line in rest), "\n"]
    return "".join(lines)


def _entry(one: Proposal) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": one.id, "claim": one.claim, "value": one.values[0].value}
    if one.compare != "exact":
        entry["compare"] = one.compare
    if one.when:
        entry["when"] = {key: list(names) for key, names in one.when.items()}
    if one.variants:
        entry["variants"] = [
            {"when": {key: list(names) for key, names in held.when.items()}, "value": held.values[0].value}
            for held in one.variants
        ]
    return entry | {"owner": ""}


def _told(one: Proposal) -> Iterator[str]:
    """Yield the comments: how often and where, then what has to be decided."""
    first, *others = one.values
    channels = ", ".join(f"{channel} {n}" for channel, n in first.said.items())
    yield f"said {_times(first.times)} in {count(first.assets, 'asset')}: {channels}"
    for other in others:
        yield f"but {_places(other)}"
    for held in one.variants:
        scope = ", ".join(" ".join((key, *names)) for key, names in held.when.items())
        yield f"{scope}: {'; '.join(_places(value) for value in held.values)}"
    for held_values in (one.values, *(held.values for held in one.variants)):
        if len(held_values) > 1:
            yield "decide: " + ", ".join(_counted(value) for value in held_values)


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _places(value: Value) -> str:
    shown = ", ".join(value.places[:_SHOWN])
    more = f" and {len(value.places) - _SHOWN} more" if len(value.places) > _SHOWN else ""
    says = "place says" if value.times == 1 else "places say"
    return _line(f"{value.times} {says} {value.value}: {shown}{more}")


def _counted(value: Value) -> str:
    return _line(f"{value.value} ({value.times}{f', newest {value.newest}' if value.newest else ''})")


def _line(text: str) -> str:
    return " ".join(text.split())
