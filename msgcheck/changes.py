"""A change to a fact of record, as somebody asks for it ("trial-length=21 days"): the record before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from msgcheck import restate, subjects
from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions import values, words
from msgcheck.contradictions.conflicts import value_labels
from msgcheck.contradictions.records import Record, by_scope, compared
from msgcheck.contradictions.values import Relation
from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, slug
from msgcheck.model import Bound, Claim, Quantity, Scope, Speaker

# key of a `when` -> field of Scope
SCOPES = {
    "plan": "plans",
    "product": "products",
    "region": "regions",
    "audience": "audiences",
    "billing": "billing",
}
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
When = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact before and after.

    when:    the scope that changes, {} for the fact as a whole.
    was, to: the values as written; `old` and `new` as quantities, None for a statement.
    note:    what a reader should know of how the change was understood; "" for nothing.
    """

    before: Record
    after: Record
    when: When
    was: str
    to: str
    old: Quantity | None = None
    new: Quantity | None = None
    note: str = ""

    @property
    def turned(self) -> bool:
        """True for a yes that becomes a no, or the other way round: what denies the record is right then."""
        was, to = (_ANSWERS.get(value.lower()) for value in (self.was, self.to))
        return was is not None and to is not None and was != to

    @property
    def splits(self) -> bool:
        """True when a part of what the record speaks of as one gets a value of its own."""
        return len(self.after.variants) > len(self.before.variants)


def asked(text: str) -> tuple[str, str]:
    """Return (fact, value) of "FACT=VALUE". Raises ConfigError."""
    fact, sign, value = (part.strip() for part in text.partition("="))
    if not (fact and sign and value):
        raise ConfigError(f"{text!r} is no change", 'write it as "FACT=VALUE": "trial-length=21 days"')
    return fact, value


def scope_of(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the scope that options name: "plan=Team,Pro". Raises ConfigError."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, _, names = pair.partition("=")
        said = tuple(name.strip() for name in names.split(",") if name.strip())
        if key.strip() not in SCOPES or not said:
            near = get_close_matches(key.strip(), SCOPES, n=1)
            meant = f"did you mean {near[0]!r}? " if near and key.strip() not in SCOPES else ""
            raise ConfigError(
                f"--when {pair}: names no scope",
                f"{meant}write it as plan=Team; known: {', '.join(SCOPES)}",
            )
        found[key.strip()] = (*found.get(key.strip(), ()), *said)
    return found


def of_record(fact: str, value: str, glossary: Glossary, when: When) -> Change:
    """Return the change of a fact that is on record. Raises ConfigError for an unknown fact or another sort of value."""
    records = {record.id: record for record in subjects.records(glossary)}
    found = records.get(fact) or records.get(slug(fact))
    if found is None:
        near = get_close_matches(slug(fact), records, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise ConfigError(f"no fact {fact!r} is on record", f"{hint}on record: {', '.join(records)}")
    limits = {entry.id: entry.when for entry in glossary.facts}[found.id]
    return _change(found, value, when, whole=not when or by_scope(when) == by_scope(limits))


def unrecorded(
    fact: str, value: str, claims: Sequence[Claim], cosines: Sequence[float], *, least: float
) -> Change:
    """Return the change of a fact that nobody put on record: most places say what it is today.

    fact:    what it is about, in words: "free trial length".
    cosines: (n,) of each claim with these words; least: from which a claim may speak of it.
    Raises ConfigError when the value is no quantity, or nothing published speaks of it.
    """
    new = _quantity(value, "")
    if new is None:
        raise ConfigError(
            f"{value!r} holds no number with a unit",
            "a fact that is not on record needs one: '21 days', '$79 per month'",
        )
    about = words.content(fact)
    said: list[tuple[Claim, Quantity]] = []
    for claim, cosine in zip(claims, cosines, strict=True):
        shared = about & words.content(f"{claim.block.context} {claim.reading}")
        if claim.speaker is not Speaker.COMPANY or "past" in claim.scope.times or claim.scope.published:
            continue
        if cosine >= least and 2 * len(shared) >= len(about):
            said += [(claim, q) for q in claim.quantities if values.comparable(q, new)][:1]
    if not said:
        raise ConfigError(
            f"no fact {fact!r} is on record, and nothing published says one in the unit of {value!r}",
            "name it in the words of the copy, or put it on record: `msgcheck facts suggest`",
        )
    labels = value_labels([quantity for _, quantity in said])
    best = max(sorted(set(labels)), key=labels.count)
    today = next(quantity for (_, quantity), label in zip(said, labels, strict=True) if label == best)
    record = Record(slug(fact), claim_of_text(fact), best, today, "exact", Scope())
    note = f"not on record; {labels.count(best)} of {len(labels)} places that speak of it say {best} today"
    return replace(_change(record, value, {}, whole=True), note=note)


def _change(record: Record, value: str, when: When, *, whole: bool) -> Change:
    scope = by_scope(when)
    variant = next((held for held in record.variants if held[0] == scope), None) if not whole else None
    was = variant[1] if variant else record.value
    old = variant[2] if variant else record.quantity or _quantity(record.value, "")
    new = _quantity(value, record.claim.text.replace(record.value, value) if whole else "")
    if old is not None:
        new = _fitting(record.id, was, old, new, value)
    elif record.compare == "text":
        new = None
    before = replace(record, quantity=record.quantity or (old if new else None))
    if whole:
        after = replace(before, value=value, quantity=new, claim=_reworded(before, new))
    else:
        others = [held for held in record.variants if held[0] != scope]
        after = replace(before, variants=((scope, value, new), *others))
    return Change(before, after, when, was, value, old if new else None, new)


def _quantity(written: str, claim: str) -> Quantity | None:
    """Return a value as a quantity; a bare "2016" is understood from the claim that holds it."""
    if alone := next(iter(quantities.find(written)), None):
        return alone
    return next((found for found in quantities.find(claim) if found.words == written), None)


def _fitting(fact: str, was: str, old: Quantity, new: Quantity | None, value: str) -> Quantity | None:
    """Return the new value, per what the old one was where it does not say. Raises ConfigError for another unit."""
    if new is not None and new.kind == old.kind == "money" and not new.per:
        new = replace(new, per=old.per)
    if new is not None and new.bound is Bound.EXACT:
        new = replace(new, bound=old.bound)  # "within 24 hours" becomes "within 12 hours"
    if new is None or not values.comparable(old, new):
        raise ConfigError(
            f"{fact} is {was!r}, and {value!r} measures something else", f"write it as {was!r} is written"
        )
    return new


def _reworded(record: Record, new: Quantity | None) -> Claim:
    """Return the record's own claim with the new value, as far as that is plain."""
    held, agreed = compared(record, record.claim)
    if new is None or held is None or agreed is Relation.OTHER:
        return record.claim
    text, _ = restate.replaced(
        record.claim.text, held.span, restate.said(held, new.value, new) or re.sub(r"\s+", " ", new.words)
    )
    return replace(claim_of_text(text), scope=record.claim.scope, speaker=record.claim.speaker)
