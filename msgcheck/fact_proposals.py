"""One fact of record as it could be pasted: what most places say, other scopes as variants, and who disagrees."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from msgcheck import findings
from msgcheck.contradictions import attributes, values
from msgcheck.glossary import slug
from msgcheck.model import Bound, Claim, Quantity, Scope, Surface
from msgcheck.report.wording import spot

_NAME_WORDS = 6  # of an id: more is a sentence
# keys of a `when`, and the field of Scope that they come from; in the order they are written
_SCOPES = (("product", "products"), ("plan", "plans"), ("region", "regions"), ("billing", "billing"))
_PERIODS = ("minute", "hour", "day", "week", "month", "quarter", "year")
When = dict[str, tuple[str, ...]]
Limits = tuple[tuple[str, tuple[str, ...]], ...]  # a `when` that can be a key


@dataclass(frozen=True, slots=True)
class Member:
    """A place that gives a value. label: one spelling for all places that give the same value."""

    claim: Claim
    quantity: Quantity
    label: str

    @property
    def limits(self) -> Limits:
        return limits_of(self.claim.scope)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is published for one scope.

    said:   channel -> places; assets: how many; newest: date of the newest dated place.
    places: "emails/x.md:12", in order.
    """

    value: str
    said: dict[str, int]
    assets: int
    newest: date | None
    places: tuple[str, ...]

    @property
    def times(self) -> int:
        return sum(self.said.values())


@dataclass(frozen=True, slots=True)
class Variant:
    """Another scope and what is said there, the commonest value first."""

    when: When
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact of record as it could be pasted.

    compare: "text" for what is no plain quantity (opening hours), else as in the glossary.
    values:  of the fact's own scope, the proposed one first; more than one is a disagreement.
    times, assets, channels: over all scopes.
    """

    id: str
    claim: str
    when: When
    compare: str
    values: tuple[Value, ...]
    variants: tuple[Variant, ...]
    times: int
    assets: int
    channels: int

    @property
    def disputed(self) -> bool:
        return len(self.values) > 1 or any(len(variant.values) > 1 for variant in self.variants)


def propose(members: Sequence[Member], nlp: Any, spelled: dict[str, str], company: str) -> Proposal:
    """Return the proposal for the places of one attribute; spelled: names of scopes as copy writes them."""
    by_scope: dict[Limits, list[Member]] = defaultdict(list)
    billed = any("billing" in dict(member.limits) for member in members)
    for member in members:
        by_scope[_billing(member) if billed else member.limits].append(member)
    main, *others = sorted(by_scope, key=lambda limits: (-len(by_scope[limits]), bool(limits), limits))
    everywhere = Counter(member.label for member in members)
    agreed = next(iter(_by_value(by_scope[main], everywhere)))
    when, here, variants = dict(main), list(by_scope[main]), []
    for limits in others:
        there = by_scope[limits]
        same = next(iter(_by_value(there, everywhere))) == agreed
        if same or not limits:  # what is said of all is said of the main scope too
            here += there
        if same:
            when = {
                key: _joined(names, dict(limits)[key]) for key, names in when.items() if key in dict(limits)
            }
        elif limits:
            variants.append(Variant(_as_written(dict(limits), spelled), _values(there, everywhere)))
    claims = [member.claim for member in members]
    first = next(iter(_by_value(here, everywhere)))
    best = _clearest([member for member in here if member.label == first])
    return Proposal(
        id=_id(attributes.name(claims, [member.quantity for member in members], nlp), company),
        claim=_standing_alone(best.claim),
        when=_as_written(when, spelled),
        compare="text" if best.quantity.kind == "hours" else "exact",
        values=_values(here, everywhere),
        variants=tuple(variants),
        times=len(members),
        assets=len({claim.uri for claim in claims}),
        channels=len({claim.channel for claim in claims}),
    )


def _id(name: str, company: str) -> str:
    """Return a short id: without the company's name, which is in everything."""
    parts = [word for word in slug(name).split("-") if word not in slug(company).split("-")]
    return "-".join(parts[:_NAME_WORDS]) or slug(name) or "value"


def limits_of(scope: Scope) -> Limits:
    return tuple((key, tuple(sorted(found))) for key, field in _SCOPES if (found := getattr(scope, field)))


def _billing(member: Member) -> Limits:
    """Return the limits of a place; a price by the month that says no more is billed monthly."""
    limits = dict(member.limits)
    if member.quantity.kind == "money" and "month" in member.quantity.per:
        limits.setdefault("billing", ("monthly",))
    return tuple(limits.items())


def _joined(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({*a, *b}))


def _by_value(members: Sequence[Member], everywhere: Mapping[str, int]) -> dict[str, list[Member]]:
    """Return value -> who says it, the commonest first; of two as common, the one that is said more often in
    all scopes, in more assets, more lately.

    everywhere: value -> places in all scopes.
    """
    found: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        found[member.label].append(member)

    def rank(label: str) -> tuple[int, ...]:
        claims = [member.claim for member in found[label]]
        newest = max((claim.date.toordinal() for claim in claims if claim.date), default=0)
        return (-len(claims), -everywhere[label], -len({claim.uri for claim in claims}), -newest)

    return {label: found[label] for label in sorted(found, key=rank)}


def _values(members: Sequence[Member], everywhere: Mapping[str, int]) -> tuple[Value, ...]:
    """Return what the members say, the commonest value first."""
    found = []
    for some in _by_value(members, everywhere).values():
        claims = [member.claim for member in some]
        channels = Counter(claim.channel or "other" for claim in claims)
        found.append(
            Value(
                value=_written(_clearest(some).quantity),
                said=dict(sorted(channels.items(), key=lambda row: (-row[1], row[0]))),
                assets=len({claim.uri for claim in claims}),
                newest=max((claim.date for claim in claims if claim.date), default=None),
                places=tuple(dict.fromkeys(spot(replace(findings.place(c), column=None)) for c in claims)),
            )
        )
    return tuple(found)


def _written(quantity: Quantity) -> str:
    """Return a value as a glossary holds it: with its unit, and per what.

    >>> from msgcheck.claims import quantities
    >>> [_written(quantities.find(text)[0]) for text in ("a 14-day trial", "$79 per user a month", "up to 15 seats")]
    ['14 days', '$79 per user per month', 'up to 15 seats']
    """
    text = quantity.words
    if quantity.kind in ("hours", "date"):
        return text
    if length := re.fullmatch(r"(\S+)-([a-z]+)", text):
        text = f"{length[1]} {length[2]}{'' if length[1].lower() in ('1', 'one') else 's'}"
    if quantity.kind == "count" and quantity.unit and not re.search(r"[A-Za-z]", text):
        text = f"{text} {quantity.unit}{'' if quantity.value == 1 else 's'}"
    if re.match(r"[$€£]?\d", text) and not text.endswith("+"):
        text = {Bound.AT_LEAST: "at least ", Bound.AT_MOST: "up to "}.get(quantity.bound, "") + text
    per = sorted(_per(quantity), key=lambda what: (what in _PERIODS, what))
    return " ".join([text, *(f"per {what}" for what in per if f" {what}" not in text)])


def _per(quantity: Quantity) -> tuple[str, ...]:
    """Return what a price or a limit is for each of; of other values copy says so only in passing."""
    return quantity.per if quantity.kind in ("money", "count", "size") else ()


def labelled(quantities: Sequence[Quantity]) -> list[str]:
    """Return one spelling for each value, the commonest; "up to 15" and 15, "free" and "costs nothing" are one."""
    kinds: list[list[Quantity]] = []
    for quantity in quantities:
        alike = (
            kind for kind in kinds if values.comparable(kind[0], quantity) and values.same(kind[0], quantity)
        )
        if (kind := next(alike, None)) is not None:
            kind.append(quantity)
        else:
            kinds.append([quantity])
    labels = {id(q): Counter(q.words for q in kind).most_common(1)[0][0] for kind in kinds for q in kind}
    return [labels[id(quantity)] for quantity in quantities]


def _clearest(members: Sequence[Member]) -> Member:
    """Return who says it so that it stands best by itself: a whole sentence of the running text, and all of it."""
    return min(members, key=lambda member: (-len(_per(member.quantity)), *_clarity(member.claim)))


def _clarity(claim: Claim) -> tuple[bool | int | str, ...]:
    length = len(claim.text.split())
    return (
        bool(claim.block.fields),
        not _is_sentence(claim.text),
        claim.block.surface is not Surface.BODY,
        len(claim.quantities),
        not 5 <= length <= 16,
        length,
        claim.text,
    )


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", "!")) and text[:1].isupper()


def _standing_alone(claim: Claim) -> str:
    """Return the claim's words, with the header or heading of the card without which they say little."""
    text = claim.reading if claim.block.fields or not _is_sentence(claim.text) else claim.text
    return " ".join(text.split())


def _as_written(when: When, spelled: dict[str, str]) -> When:
    return {
        key: tuple(name if key == "billing" else spelled.get(name, name) for name in names)
        for key, names in when.items()
    }
