"""Where two claims part ways: plan, region, audience, time, version, condition, kind of number, per what.

A limit counts against another only when both sides state one: a claim without limits speaks of every case,
the limited one too. Only the past is enough on one side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgcheck.contradictions import words
from msgcheck.contradictions.values import same
from msgcheck.model import Claim, Scope

Difference = tuple[str, str, str]  # dimension, what the left side is limited to, the right
_NAMED = ("plans", "products", "audiences")
_WORDED = {
    "plans": "one is about plan {}, the other about {}",
    "products": "one is about product {}, the other about {}",
    "regions": "one is about region {}, the other about {}",
    "audiences": "one is for audience {}, the other for {}",
    "billing": "one is billed {}, the other {}",
    "times": "one is about time {}, the other about {}",
    "versions": "one is about {}, the other about {}",
    "conditions": "one holds “{}”, the other “{}”",
    "sorts": "one is {}, the other {}",
    "holders": "one is per {}, the other per {}",
}


def worded(difference: Difference) -> str:
    """Return the difference as a reason for people."""
    name, left, right = difference
    return _WORDED[name].format(left, right)


def differ(a: Claim, b: Claim) -> list[Difference]:
    """Return every dimension on which the two are limited to different things; sides swap with the claims."""
    left, right = a.scope, b.scope
    found: list[Difference] = []
    for name in _NAMED:
        one, other = getattr(left, name), getattr(right, name)
        if one and other and not one & other:
            found.append((name, _listed(one), _listed(other)))
    found += _regions(left, right)
    found += _billing(a, b)
    found += _times(left, right)
    found += _versions(left.versions, right.versions)
    found += _conditions(left.conditions, right.conditions)
    if a.quantities and b.quantities:
        found += _sorts(a, b)
        found += _holders(a, b)
    return found


def _listed(some: Iterable[str]) -> str:
    return ", ".join(sorted(some))


def _regions(a: Scope, b: Scope) -> list[Difference]:
    """Ireland is in the EU, so the two are no different regions; Ireland and Texas are."""
    if not a.regions or not b.regions or a.regions & (b.regions | b.within) or b.regions & a.within:
        return []
    return [("regions", _listed(a.regions), _listed(b.regions))]


def _billing(a: Claim, b: Claim) -> list[Difference]:
    one, other = _billed(a), _billed(b)
    if one and other and not one & other and (a.scope.billing or b.scope.billing):
        return [("billing", _listed(one), _listed(other))]
    return []


def _billed(claim: Claim) -> frozenset[str]:
    """A price by the month that says no more of its billing is billed monthly."""
    if claim.scope.billing:
        return claim.scope.billing
    by_month = any(q.kind == "money" and "month" in q.per for q in claim.quantities)
    return frozenset({"monthly"}) if by_month else frozenset()


def _times(a: Scope, b: Scope) -> list[Difference]:
    if a.times and b.times and not a.times & b.times:
        return [("times", _listed(a.times), _listed(b.times))]
    if ("past" in a.times) != ("past" in b.times):
        then, now = ("then", "now") if "past" in a.times else ("now", "then")
        return [("times", then, now)]
    if a.published != b.published:
        return [("times", a.published or "today", b.published or "today")]
    return []


def _versions(a: frozenset[str], b: frozenset[str]) -> list[Difference]:
    """Two numbers of one name; "version 4" is the version of whatever the other side names."""
    if not a or not b or a & b:
        return []
    for one in sorted(a):
        for other in sorted(b):
            (name, number), (name_b, number_b) = one.rsplit(" ", 1), other.rsplit(" ", 1)
            if number != number_b and (name == name_b or "version" in (name, name_b)):
                return [("versions", one, other)]
    return []


_MARKER = re.compile(
    r"^(if|when|unless|once|provided(?: that)?|as long as|in case of|in the event of|during|with|without|on|at|in)\s+"
)
_ALTERNATIVE = frozenset(
    {"if", "unless", "as long as", "in case of", "with", "without", "during", "on", "at", "in", "when"}
)
_SAME_CASE = 0.5  # share of words from which two conditions are one


def _conditions(a: frozenset[str], b: frozenset[str]) -> list[Difference]:
    """Two cases of one kind: "if you pay through X" and "if you pay through Y", with and without a signal."""
    found: list[Difference] = []
    for one in sorted(a):
        for other in sorted(b):
            verdict = _two_cases(one, other)
            if verdict is None:
                return []  # they share a case
            if verdict:
                found.append(("conditions", one, other))
    return found[:1]


def _two_cases(one: str, other: str) -> bool | None:
    """True for two cases that exclude each other, None for one and the same, False where that is not known."""
    marks = [match[1] if (match := _MARKER.match(text)) else "" for text in (one, other)]
    if not all(mark in _ALTERNATIVE for mark in marks):
        return False
    left, right = (words.content(_MARKER.sub("", text)) for text in (one, other))
    shared = left & right
    alike = len(shared) / max(1, min(len(left), len(right)))
    if ("without" in marks or "unless" in marks) and marks[0] != marks[1]:
        return alike >= _SAME_CASE
    if words.opposites(one, other):
        return bool(shared) or set(marks) <= {"on", "at", "in"}
    if left == right:
        return None
    return bool(shared) and bool(left - right) and bool(right - left)


# What kind of number it is; two different ones are two facts.
_SORTS = {
    "a minimum": r"minimum|min\.|smallest|lowest",
    "a maximum": r"maximum|max\.|largest|longest|biggest|peak|best case|highest|record",
    "an average": r"average|typical(?:ly)?|median|mean|usually|most (?:people|customers|guests|teams|orders|homes|members)",
    "a recommendation": r"recommend(?:ed|s|ation)?|ideal(?:ly)?|suggest(?:ed|s|ion)?|advise[ds]?",
    "a default": r"by default|defaults?|unless (?:you|your \w+) changes?(?: it| this)?",
    "a range to choose from": r"anywhere between|you can (?:set|choose|pick|change)|can be (?:set|adjusted)|adjustable|configurable",
    "a goal": r"goals?|targets?|aim(?:s|ing)?|(?:is |are )?meant to|want to reach|hopes? to|plan(?:s|ned)? to|ambition",
    "a promise": r"commit(?:s|ted|ment)?|guarantee[ds]?|undertakes?|SLA|promise[ds]?|will (?:receive|get|have)|or we credit|at the latest",
    "a measurement": r"measured?|actual(?:ly)?|was (?:available|up|online)|over the past \w+|so far|in our (?:own )?tests|settled at|last (?:month|quarter|year)",
    "a nominal value": r"nominal(?:ly)?|rated|gross|on paper|type plate",
    "a usable value": r"usable|really use|net\b",
    "a list price": r"list price|regular price|full price|normal price|RRP",
    "a reduced price": r"discount(?:ed)?|reduced|sale price|special price|off the (?:list|price)|drops to|down to",
    "a deposit": r"deposits?|down payment|reservation fee|holding fee",
}  # fmt: skip
# What the number is about. A sign that two facts are meant, and no reason by itself: "keep it under 256 KB".
_TOPICS = {
    "a trial": r"trials?|try (?:it|us|out)|to try",
    "a refund": r"refund(?:s|ed|able)?|money[- ]back",
    "a set-up price": r"set-?up fee|set-?up|onboarding|installation fee|joining fee|enrol?ment fee",
    "a delivery time": r"deliver(?:y|ed|ies|s)?|shipping|shipped|ships|dispatch(?:ed)?",
    "a notice period": r"notice",
    "a response time": r"respon[sd](?:e|es)?|repl(?:y|ies)|answers?|hear back",
    "a retention time": r"retention|kept|keeps?|retain(?:ed|s)?|deleted?|erased?|stored",
    "a warranty": r"warrant(?:y|ies)",
}  # fmt: skip


def _compiled(kinds: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for name, words in kinds.items()}


_SORT, _TOPIC = _compiled(_SORTS), _compiled(_TOPICS)


@lru_cache(maxsize=65536)
def sorts(text: str) -> frozenset[str]:
    """Return the kinds of number that a text names.

    >>> sorted(sorts("We commit to 99.9% uptime.")), sorted(sorts("Measured uptime was 99.98%."))
    (['a promise'], ['a measurement'])
    """
    return frozenset(name for name, pattern in _SORT.items() if pattern.search(text))


@lru_cache(maxsize=65536)
def _topics(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _TOPIC.items() if pattern.search(text))


def sorts_differ(a: Claim, b: Claim) -> bool:
    """True when both name the kind of their number or what it is about, and none is the same."""
    one, other = (sorts(text) | _topics(text) for text in (_whole(a), _whole(b)))
    return bool(one and other and not one & other)


def _sorts(a: Claim, b: Claim) -> list[Difference]:
    one, other = sorts(_whole(a)), sorts(_whole(b))
    if not one or not other or one & other:
        return []
    return [("sorts", " and ".join(sorted(one)), " and ".join(sorted(other)))]


def _whole(claim: Claim) -> str:
    """The claim with its row and column, which often say what a bare number is."""
    return f"{claim.block.context}: {claim.reading or claim.text}"


_EACH = re.compile(
    r"\bper ([a-z]+)|(?:^|[.;:,] (?:and )?)(?:each|every|an? single|one) ([a-z]+) (?:may|can|has|holds?|takes?|gets?|sends?|receives?|is limited|comes)\b"
    r"|\b(?:an?|the) ([a-z]+) as a whole\b|\bthe (?:whole|entire) ([a-z]+)|\b(?:to|in) an? ([a-z]+)(?: is the limit|[.;]|$)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:together|in total|altogether|in all|shared (?:by|between|among)|overall)\b", re.IGNORECASE
)
_NO_HOLDER = frozenset("day week month year hour minute second quarter night cent annum time".split())


@lru_cache(maxsize=65536)
def holders(text: str) -> frozenset[str]:
    """Return what one value is for each of, or "all together".

    >>> sorted(holders("Each token may make 120 requests a minute.")), sorted(holders("All tokens together may make 2,000."))
    (['token'], ['all together'])
    """
    nouns = {next(noun for noun in match.groups() if noun).lower() for match in _EACH.finditer(text)}
    found = nouns - _NO_HOLDER
    return frozenset(found or ({"all together"} if _TOGETHER.search(text) else ()))


def _holders(a: Claim, b: Claim) -> list[Difference]:
    """Different numbers per different things; one number for two things is a contradiction, not a scope."""
    one, other = holders(a.text), holders(b.text)
    if not one or not other or one & other:
        return []
    if any(same(p, q) for p in a.quantities for q in b.quantities):
        return []
    return [("holders", _listed(one), _listed(other))]
