"""What a claim is limited to: plan, product, region, audience, billing period, time, condition.

Names of plans and products come from the glossary's `subjects`; without a glossary, words that stand
before or after "plan", "tier" or "edition" are taken as plan names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from msgcheck.claims import audiences, places
from msgcheck.model import Scope

_YEARLY = r"(?:annual(?:ly)?|yearly|once a year|(?:by|for) the (?:whole )?year|up ?front|(?:twelve|12) months in advance)"
_MONTHLY = r"(?:monthly|(?:once|each|every) (?:a )?month|by the month|month[- ](?:by|to)[- ]month)"
_BILLED = r"(?:billed|paid|pay(?:s|ing|ment)?|invoiced|charged|collected|subscribe[sd]?)"
_SOLD = r"(?:billing|plans?|subscriptions?|contracts?|payments?|prepay\w*|memberships?|prices?|invoices?|fees?|terms?|commitments?|cycles?|cover)"
_BILLING = {
    "annual": re.compile(rf"\b(?:{_BILLED} (?:\w+ ){{0,3}}{_YEARLY}|(?:annual|yearly) {_SOLD}|(?:on|with|going) (?:an )?annual(?:ly)?|price by the year|prices? (?:per|a) year, {_BILLED})\b", re.IGNORECASE),
    "monthly": re.compile(rf"\b(?:{_BILLED} (?:\w+ ){{0,3}}{_MONTHLY}|monthly {_SOLD}|month[- ](?:to|by)[- ]month|price by the month|rolling month)", re.IGNORECASE),
}  # fmt: skip
_STRICT_CONDITION = re.compile(
    r"\b(?:if|when|unless|once(?! (?:an?|per|every|each|in)\b)|provided(?: that)?|as long as|in case of|in the event of|except(?: for| in| on)?|excluding|subject to|during|outside(?= (?:of|the|our|your|these|those|opening|office|business|working|normal|school|term)\b)|apart from|other than"
    r"|(?:on|at|in)(?= (?:weekdays|weekends|working days|winter|summer|spring|autumn|(?:high|low|peak|off-peak) season|(?:the )?(?:off-)?season|january|february|march|april|june|july|august|september|october|november|december)\b(?! (?:19|20)?\d))"
    r"|(?:^|(?<=[.;:] ))with(?:out)?(?= (?:an? |the |no )?[\w -]{3,30},)|(?:^|(?<=[.;:] ))without|with(?= [\w -]{3,30} (?:switched |turned )?(?:on|off)\b))\s+((?:[\w'’%$€£&-]+\s?){1,5})",
    re.IGNORECASE,
)
_DAY = r"(?:(?:the )?(?:end|start|beginning|middle|summer|spring|autumn|winter) of (?:19|20)\d\d|(?:\d\d? )?(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d\d?)?(?:,? (?:19|20)\d\d)?|(?:19|20)\d\d)"
_PAST = re.compile(
    r"\b(?:formerly|previously|(?<!are )(?<!is )(?<!get )(?<!be )(?<!['’]re )used to|was once|back then|at the time|until (?:recently|yesterday|now|last \w+)|in the past|(?<!can )(?<!may )(?<!will )(?<!must )no longer|originally|at launch|historically|last year|(?:years?|months?|weeks?) ago|before version|prior to|legacy|old(?:er)? (?:plans?|versions?|pricing))\b"
    r"|\bin (?:19|20)\d\d,? (?:(?:we|it|they|there|our \w+) )?(?:was|were|had)\b"
    rf"|^Until {_DAY}\b|\b(?:was|were|had|cost|could|did|came|ran|lasted)\b[^.;]* until {_DAY}\b|\buntil {_DAY},? [^.;]*\b(?:was|were|had|cost|could|did|came|ran|lasted)\b"
    r"|\bbefore (?:January|February|March|April|May|June|July|August|September|October|November|December|version \d|(?:19|20)\d\d)\b[^.;]*\b(?:was|were|had|cost|could|did)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will be|coming soon|soon|planned|roadmap|upcoming|next (?:year|month|quarter|spring|summer|autumn|fall|winter)|later this|from next)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:(?i:in|of|for|during|until|before)|Q[1-4]) ((?:19|20)\d\d)\b|\b(Q[1-4])\b")
# "Founded in 2016": the year is what is said, not what limits it.
_EVENT = re.compile(
    r"\b(?:since|founded|established|set up|incorporated|born|launched|opened|started|began|introduced|released)\b[^,;]{0,30}$",
    re.IGNORECASE,
)
_FOUNDING = re.compile(
    r"\b(?:founded|set up|established|incorporated) (?:\w+ )?in (?:19|20)\d\d\b", re.IGNORECASE
)
# "Version 4", "v4.2"; a name and number that open the sentence or follow a word that limits: "On Pocket 4, ...".
_VERSION = re.compile(r"\b(?:[Vv]ersions?|[Rr]elease) (\d+(?:\.\d+)*)\b|\bv(\d+(?:\.\d+)*)\b")
_NUMBERED = re.compile(
    r"(?:^|[.;:] )[\W_]*(?:(?:On|In|With|For|Before|Since|Until|From|Up to) )?(?:(?:The|Our|Your|Older|Old|New|the|our|your|older|old|new|current) ){0,3}"
    r"((?:[A-Z][\w-]*[A-Za-z] )*[A-Z][\w-]*[A-Za-z]) (\d{1,4}(?:\.\d+)*)(?! ?(?:[%°]|(?:days?|hours?|minutes?|weeks?|months?|years?|people|users?|[ap]\.?m|or (?:later|newer|higher|above))\b|[-–/,:]?\d|\+))"
)
_MODEL = re.compile(r"\b([A-Z]{1,5})-?(\d{2,5})([A-Za-z]?)\b")
_NO_NAME = frozenset("January February March April May June July August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday Step Chapter Section Page Figure Table Slide Day Week Month Year Level Part Phase Top Room Rule Point Question Since Until Before After From On In With For By At To Between Within Over About Under Nearly Almost Only Just Last Next First Up".split())  # fmt: skip
_UNKNOWN_PLAN = re.compile(
    r"\b((?:[A-Z][a-z]+|PRO|[a-z]+ly free|free|basic|pro|premium|starter|enterprise|standard|business|team))[- ](?:plans?|tiers?|editions?|package|subscription|accounts?|customers?|users?|workspaces?)\b"
)
_PLAN_LABEL = re.compile(
    r"^(?:On |For |With |The )?(Free|Basic|Pro|Premium|Starter|Enterprise|Standard|Business|Team|Plus|Lite|Expert|Essentials?|Growth|Scale|Professional|Personal|Hobby|Unlimited|Advanced|Ultimate|Solo|Studio|Agency|Gold|Silver|Bronze|Platinum)\b(?=[:,]| (?:includes|comes|costs|is|has|gets|gives|covers|adds|starts|offers|allows|supports|runs|keeps|lets|sites?|plan|tier))|\b(?:on|with|in|for|to|and|only|than|or) (?:the )?(Free|Basic|Pro|Premium|Starter|Enterprise|Standard|Business|Team|Plus|Lite|Expert|Essentials?|Growth|Scale|Professional|Personal|Hobby|Unlimited|Advanced|Ultimate)\b(?! [a-z]+ing\b)"
)
_NOT_PLAN = {"your", "our", "the", "a", "an", "per", "their", "its", "his", "her", "my", "whichever", "whatever", "what", "some", "one", "two", "three", "another", "either", "neither", "such", "same", "different", "on", "in", "with", "for", "all", "every", "any", "each", "both", "these", "this", "that", "no", "new", "paid", "annual", "monthly", "yearly", "which", "user", "data", "most", "other", "existing", "early", "compare", "choose", "see", "view", "explore", "find", "pick", "select", "change", "switch", "upgrade", "cancel", "manage", "buy", "get", "start", "flexible", "simple", "pricing", "available", "current"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """Whose names are whose: id -> names as written, from the glossary's subjects."""

    products: Mapping[str, tuple[str, ...]]
    plans: Mapping[str, tuple[str, ...]]
    competitors: Mapping[str, tuple[str, ...]]
    company: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The company's names, its products' and its plans'."""
        sold = (*self.products.values(), *self.plans.values())
        return (*self.company, *(name for written in sold for name in written))


NO_NAMES = Names({}, {}, {})


def find(text: str, names: Names = NO_NAMES) -> Scope:
    """Return what `text` (a sentence, a heading, a table header) says of its own limits.

    >>> scope = find("On the Team plan in Germany, billed annually")
    >>> sorted(scope.plans), sorted(scope.regions), sorted(scope.billing)
    (['team'], ['germany'], ['annual'])
    """
    regions, within = places.find(text)
    return Scope(
        products=named(text, names.products),
        plans=_plans(text, names),
        regions=regions,
        within=within,
        audiences=audiences.find(text),
        billing=frozenset(name for name, pattern in _BILLING.items() if pattern.search(text)),
        times=_times(text),
        versions=_versions(text),
        conditions=frozenset(_fold(m[0]) for m in _STRICT_CONDITION.finditer(text)),
    )


# A page "for adults" or "How we used to count" says much that holds for everybody and today; only the heading
# or header right above limits what it says.
_NEAR = 1


def inherit(own: Scope, *trail: Scope) -> Scope:
    """Return `own` with each dimension it leaves open taken from the nearest of `trail` that names it.

    trail: of headings, table headers, the card: the nearest first; audiences and times come from that one only.
    """

    def first(name: str, scopes: Iterable[Scope]) -> frozenset[str]:
        return next((value for scope in scopes if (value := getattr(scope, name))), frozenset())

    every, near = (own, *trail), (own, *trail[:_NEAR])
    return Scope(
        products=first("products", every),
        plans=first("plans", every),
        regions=first("regions", every),
        within=next((scope.within for scope in every if scope.regions), frozenset()),
        billing=first("billing", every),
        versions=first("versions", every),
        audiences=first("audiences", near),
        times=first("times", near),
        conditions=own.conditions,
    )


@lru_cache(maxsize=64)
def _pattern(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    """Return (a pattern of all names, the keys of each). The longest goes first: "Care Plus" is not "Care"."""
    keys: dict[str, frozenset[str]] = {}
    for key, name in names:
        keys[name] = keys.get(name, frozenset()) | {key}
    longest = sorted(keys, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b"), keys


def named(text: str, names: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the keys of `names` of which a name stands in `text`, as whole words in their own case.

    >>> sorted(named("With Care Plus", {"care": ("Care",), "plus": ("Care Plus",)}))
    ['plus']
    """
    flat = tuple((key, name) for key, written in names.items() for name in written)
    if not flat:
        return frozenset()
    pattern, keys = _pattern(flat)
    return frozenset(key for match in pattern.finditer(text) for key in keys[match[0]])


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
    if text.endswith("?"):
        return (
            frozenset()
        )  # "I booked last year. Do you still have my card?": the asker's time, not the answer's
    times = {(m[1] or m[2]).lower() for m in _YEAR.finditer(text) if not _EVENT.search(text[: m.end()])}
    if _PAST.search(text) and not _FOUNDING.search(text):
        times.add("past")
    if _FUTURE.search(text):
        times.add("future")
    return frozenset(times)


def _versions(text: str) -> frozenset[str]:
    """Return "name number" of each version or model that the text is limited to; the name of "v4" is "version"."""
    found = {f"version {m[1] or m[2]}" for m in _VERSION.finditer(text)}
    for match in _NUMBERED.finditer(text):
        if not _NO_NAME & set(match[1].split()):
            found.add(f"{match[1].lower()} {match[2]}")
    if model := _MODEL.match(text.removeprefix("The ").removeprefix("On the ")):
        found.add(f"{model[1].lower()} {model[2]}{model[3]}")
    return frozenset(found)


def _fold(words: str) -> str:
    return " ".join(words.lower().split())
