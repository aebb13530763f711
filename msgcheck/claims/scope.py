"""What a claim is limited to: plan, product, region, audience, billing period, time, condition.

Names of plans and products come from the glossary's `subjects`; without a glossary, words that stand
before or after "plan", "tier" or "edition" are taken as plan names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from msgcheck.model import Scope

_REGIONS = {
    "us": r"US|USA|U\.S\.|United States|America|American", "uk": r"UK|U\.K\.|United Kingdom|Britain|British|England",
    "eu": r"EU|European Union|EEA|Europe|European", "canada": r"Canada|Canadian", "australia": r"Australia|Australian",
    "germany": r"Germany|German", "france": r"France|French", "ireland": r"Ireland|Irish", "spain": r"Spain|Spanish",
    "italy": r"Italy|Italian", "netherlands": r"Netherlands|Dutch", "nordics": r"Nordics?|Scandinavia|Sweden|Norway|Denmark|Finland",
    "asia": r"Asia|APAC|Asia[- ]Pacific", "japan": r"Japan|Japanese", "india": r"India|Indian", "china": r"China|Chinese",
    "singapore": r"Singapore", "brazil": r"Brazil|Brazilian", "mexico": r"Mexico|Mexican",
    "switzerland": r"Switzerland|Swiss", "austria": r"Austria|Austrian", "belgium": r"Belgium|Belgian",
    "portugal": r"Portugal|Portuguese", "poland": r"Poland|Polish", "scotland": r"Scotland|Scottish", "wales": r"Wales|Welsh",
    "international": r"international|overseas|abroad|outside (?:the )?\w+", "new zealand": r"New Zealand",
    "north america": r"North America", "latin america": r"Latin America|LATAM", "africa": r"Africa", "emea": r"EMEA",
    "domestic": r"domestic|inland",
}  # fmt: skip
_REGION = {name: re.compile(rf"\b(?:{words})\b") for name, words in _REGIONS.items()}
_AUDIENCES = {
    "student": r"students?|learners?", "teacher": r"teachers?|educators?|schools?|education|academics?",
    "nonprofit": r"non-?profits?|charit(?:y|ies)|NGOs?", "startup": r"start-?ups?", "developer": r"developers?",
    "new customer": r"new (?:customers?|users?|accounts?|clients?|members?|sign-?ups?|subscribers?|guests?)|first[- ]time|first order",
    "existing customer": r"existing (?:customers?|users?|accounts?|clients?|members?|subscribers?)|returning|current customers?",
    "partner": r"partners?|resellers?|agenc(?:y|ies)", "child": r"child(?:ren)?|kids?|under[- ]\d+s?", "adult": r"adults?",
    "senior": r"seniors?|pensioners?", "business": r"business customers?|companies|trade customers?|firms?", "consumer": r"consumers?|private customers?|households?|individuals?",
    "member": r"members?", "non-member": r"non-?members?", "employee": r"employees?|staff",
    "admin": r"admins?|administrators?|owners?", "guest": r"guests?", "host": r"hosts?", "beta": r"beta (?:users?|testers?)|(?:in )?(?:public |private |open )?beta",
}  # fmt: skip
_AUDIENCE = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _AUDIENCES.items()}
_BILLING = {
    "annual": re.compile(r"\b(?:billed (?:annually|yearly|once a year)|annual(?:ly)? (?:billing|plans?|subscriptions?|contracts?|payments?|prepay)|paid (?:annually|yearly|up front|upfront)|pay(?:ing)? (?:annually|yearly|by the year|for the year)|(?:yearly|annual) (?:plan|billing|subscription)|on an annual|with annual|when you pay (?:annually|yearly)|per year)\b", re.IGNORECASE),
    "monthly": re.compile(r"\b(?:billed monthly|monthly (?:billing|plans?|subscriptions?|contracts?|payments?)|month[- ]to[- ]month|pay(?:ing)? (?:monthly|by the month)|paid monthly|rolling month)", re.IGNORECASE),
}  # fmt: skip
_STRICT_CONDITION = re.compile(
    r"\b(?:if|when|unless|once|provided(?: that)?|as long as|in case of|in the event of|except(?: for| in| on)?|excluding|subject to|during|outside|apart from|other than)\b\s+((?:[\w'’%$€£&-]+\s?){1,5})",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:formerly|previously|used to|was once|back then|at the time|until recently|in the past|no longer|originally|at launch|historically|last year|ago|before version|prior to|legacy|old(?:er)? (?:plans?|versions?|pricing))\b"
    r"|\bin (?:19|20)\d\d,? (?:(?:we|it|they|there|our \w+) )?(?:was|were|had)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will be|coming soon|soon|planned|roadmap|upcoming|next (?:year|month|quarter|spring|summer|autumn|fall|winter)|later this|from next)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"\b(?:(?i:in|since|of|for|during|until|by|from|before|after)|Q[1-4]) ((?:19|20)\d\d)\b|\b(Q[1-4])\b"
)
# "Founded in 2016": the year is what is said, not what limits it.
_EVENT = re.compile(
    r"\b(?:since|founded|established|incorporated|born|launched|opened|started|began|introduced|released)\b[^,;]{0,30}$",
    re.IGNORECASE,
)
_UNKNOWN_PLAN = re.compile(
    r"\b((?:[A-Z][a-z]+|PRO|[a-z]+ly free|free|basic|pro|premium|starter|enterprise|standard|business|team))[- ](?:plans?|tiers?|editions?|package|subscription|accounts?|customers?|users?|workspaces?)\b"
)
_PLAN_LABEL = re.compile(
    r"^(?:On |For |With |The )?(Free|Basic|Pro|Premium|Starter|Enterprise|Standard|Business|Team|Plus|Lite|Expert|Essentials?|Growth|Scale|Professional|Personal|Hobby|Unlimited|Advanced|Ultimate|Solo|Studio|Agency|Gold|Silver|Bronze|Platinum)\b(?=[:,]| (?:includes|comes|costs|is|has|gets|gives|covers|adds|starts|offers|allows|supports|runs|keeps|lets|sites?|plan|tier))|\b(?:on|with|in|for|to|and|only|than|or) (?:the )?(Free|Basic|Pro|Premium|Starter|Enterprise|Standard|Business|Team|Plus|Lite|Expert|Essentials?|Growth|Scale|Professional|Personal|Hobby|Unlimited|Advanced|Ultimate)\b(?! [a-z]+ing\b)"
)
_NOT_PLAN = {"your", "our", "the", "all", "every", "any", "each", "both", "these", "this", "that", "no", "new", "paid", "annual", "monthly", "yearly", "which", "user", "data", "most", "other", "existing", "early", "compare", "choose", "see", "view", "explore", "find", "pick", "select", "change", "switch", "upgrade", "cancel", "manage", "buy", "get", "start", "flexible", "simple", "pricing", "available", "current"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """Whose names are whose: id -> names as written, from the glossary's subjects."""

    products: Mapping[str, tuple[str, ...]]
    plans: Mapping[str, tuple[str, ...]]
    competitors: Mapping[str, tuple[str, ...]]
    company: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The company's names and its products'."""
        return (*self.company, *(name for written in self.products.values() for name in written))


NO_NAMES = Names({}, {}, {})


def find(text: str, names: Names = NO_NAMES) -> Scope:
    """Return what `text` (a sentence, a heading, a table header) says of its own limits.

    >>> scope = find("On the Team plan in Germany, billed annually")
    >>> sorted(scope.plans), sorted(scope.regions), sorted(scope.billing)
    (['team'], ['germany'], ['annual'])
    """
    return Scope(
        products=named(text, names.products),
        plans=_plans(text, names),
        regions=_matching(text, _REGION),
        audiences=_matching(text, _AUDIENCE),
        billing=_matching(text, _BILLING),
        times=_times(text),
        conditions=frozenset(_fold(m[1]) for m in _STRICT_CONDITION.finditer(text)),
    )


def inherit(own: Scope, *trail: Scope) -> Scope:
    """Return `own` with each dimension it leaves open taken from the nearest of `trail` that names it.

    trail: of headings, table headers, the card: the nearest first.
    """
    dimensions: dict[str, Any] = {}
    for name in ("products", "plans", "regions", "audiences", "billing", "times"):
        dimensions[name] = next(
            (value for scope in (own, *trail) if (value := getattr(scope, name))), frozenset()
        )
    return Scope(**dimensions, conditions=own.conditions)


def _matching(text: str, patterns: Mapping[str, re.Pattern[str]]) -> frozenset[str]:
    return frozenset(name for name, pattern in patterns.items() if pattern.search(text))


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        r"\b(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")\b"
    )


def named(text: str, names: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the keys of `names` of which a name stands in `text`, as whole words in their own case."""
    return frozenset(
        key for key, written in names.items() if written and _pattern(tuple(written)).search(text)
    )


# What an exception names is what the claim is not about: "except on Starter", "... 14 days. * Not valid on Starter."
_EXCEPTION = re.compile(
    r"(?:\b(?:except(?: for| on| in)?|excluding|other than|apart from)|(?<=[.*;(—–] )not (?:\w+ )?(?:on|in|for|with))"
    r" (?:the )?[A-Z]\w+(?:(?:,| and| or) [A-Z]\w+)*",
    re.IGNORECASE,
)


def _plans(text: str, names: Names) -> frozenset[str]:
    text = _EXCEPTION.sub(" ", text)
    if names.plans:
        found = named(text, names.plans)
        if found:
            return found
    unknown = {m[1].lower() for m in _UNKNOWN_PLAN.finditer(text) if m[1].lower() not in _NOT_PLAN}
    unknown.update((m[1] or m[2]).lower() for m in _PLAN_LABEL.finditer(text))
    return frozenset(unknown)


def _times(text: str) -> frozenset[str]:
    times = {(m[1] or m[2]).lower() for m in _YEAR.finditer(text) if not _EVENT.search(text[: m.end()])}
    if _PAST.search(text):
        times.add("past")
    if _FUTURE.search(text):
        times.add("future")
    return frozenset(times)


def _fold(words: str) -> str:
    return " ".join(words.lower().split())
