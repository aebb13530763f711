"""A record that denies a thing ("There is no deposit"), and claims that have it: "A deposit of 20% is due".

No judge hears that two such sentences exclude each other unless they are built alike, so the words decide.
"""

from __future__ import annotations

import re

from msgcheck.contradictions import words
from msgcheck.model import Claim, Quantity

_NO = re.compile(
    r"\b(?:no|without(?: an?| any)?|(?:not|n['’]t|never) \w+ (?:an?|any))\s+(?P<rest>[^.,;:!?()]+)", re.I
)
_MOST = 3  # words of the denied thing; more is a clause
# What may stand between a thing and its amount: "a deposit of only 20%", "Deposit: 20%", "a 20% deposit".
_JOINS = re.compile(
    r"\W*(?:(?:of|is|are|was|at|from|just|only|about|around|costs?|an?|the|comes to|amounts to)\b\W*){0,3}",
    re.I,
)
_EXISTS = r"\W*(?:(?:is|are|will be|may be)\W+(?:due|required|charged|payable|needed|taken)|appl(?:y|ies))\b"
_HAVE = r"\b(?:there (?:is|are)|(?:charge|take|require|ask for|collect)s?)\W+(?:(?:an?|the|your)\W+)?(?:[\w-]+\W+){0,2}?"
_HEDGED = re.compile(r"\b(?:if|unless|only when)\b", re.I)
_NO_AMOUNT = frozenset({"date", "time", "version", "hours"})


def denied(record: Claim) -> frozenset[str]:
    """Return the stems of the thing that a record's words deny; empty where they deny none.

    >>> from msgcheck.claims.extract import claim_of_text
    >>> sorted(denied(claim_of_text("We charge no booking fee on any plan.")))
    ['book', 'fee']
    """
    match = _NO.search(record.text) if record.negated else None
    if match is None:
        return frozenset()
    thing = []
    for word in match["rest"].split()[:_MOST]:
        if not words.content(word):
            break
        thing.append(word)
    return words.content(" ".join(thing))


def has(record: Claim, claim: Claim) -> bool:
    """True when a claim names what the record denies, and denies nothing."""
    thing = denied(record)
    return bool(thing) and not claim.negated and thing <= words.content(claim.text)


def against(record: Claim, claim: Claim) -> tuple[bool, Quantity | None]:
    """Return (whether a claim says that there is what the record denies, the amount that it gives of it).

    >>> from msgcheck.claims.extract import claim_of_text
    >>> record = claim_of_text("We charge no booking fee.")
    >>> for text in ("A booking fee of $5 is added.", "We read your booking fee form in 2 days."):
    ...     clash, amount = against(record, claim_of_text(text))
    ...     print(clash, amount and amount.words)
    True $5
    False None
    """
    if not has(record, claim):
        return False, None
    thing = denied(record)
    named = [match for match in re.finditer(r"[\w-]+", claim.text) if words.content(match[0]) & thing]
    # "A one-time fee of $5": the sum says more than how often.
    for quantity in sorted(claim.quantities, key=lambda one: one.kind != "money"):
        if quantity.kind in _NO_AMOUNT or not quantity.value:
            continue
        for word in named:
            left = claim.text[word.end() : quantity.span.start]
            right = claim.text[quantity.span.end : word.start()]
            if word.end() <= quantity.span.start and _JOINS.fullmatch(left):
                return True, quantity
            if quantity.span.end <= word.start() and not right.strip(" -"):
                return True, quantity
    if _HEDGED.search(claim.text):
        return False, None
    last, first = named[-1], named[0]
    exists = re.match(_EXISTS, claim.text[last.end() :], re.I)
    have = re.search(_HAVE + "$", claim.text[: first.start()], re.I)
    return bool(exists or have), None
