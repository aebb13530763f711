"""What a statement without a number commits to: free or paid, required or optional, live or planned, ...

Each is a small closed choice, as a value is: two claims about one thing cannot take different sides of it.
`find` reads the sides that a sentence takes, `relation` compares. The words are those a thesaurus lists under
each side, with the grammar of a denial before them; nothing here knows a company or a trade.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from msgcheck.contradictions import words

_DENY = r"(?:not|never|no longer|isn['’]t|aren['’]t|don['’]t|doesn['’]t|won['’]t|can['’]t|cannot|hardly|without being|rather than|instead of)"

# side -> patterns. A denial up to three words before turns a side into `_TURNED` of it.
_SIDES: dict[str, dict[str, str]] = {
    "cost": {
        "free": r"free(?: of charge)?(?! (?:to|from|up|trial|plan|tier|time|of (?!charge)))|(?:at )?no (?:extra |additional |further |added )?(?:cost|charge|fee)s?|without (?:extra |additional )?(?:cost|charge|fee|payment)s?|complimentary|on the house|on us|costs? (?:you )?nothing|gratis|waived?|included in (?:the|your|every|each) (?:\w+ )?(?:price|fee|rate|subscription|plan|stay|ticket|room rate|premium)|(?:we|[A-Z]\w+) (?:pays?|covers?|bears?) (?:for )?(?:the|all|your|it)|comes? included|is included|are included|included at no",
        "paid": r"paid (?:service|add-on|extra|option|feature|upgrade|plans? only)|(?:charged|billed|invoiced|priced|sold|bought|quoted|paid) (?:separately|extra|on top|in addition|up front|for separately)|charged? (?:for|on top)|costs? extra|(?:at|for) (?:an )?(?:extra|additional) (?:cost|charge|fee)|extra (?:cost|charge|fee)|additional (?:cost|charge|fee)|surcharge|supplement|add-on|at (?:your|their) own (?:expense|cost)|(?:you|customers?|clients?|guests?|members?|buyers?|tenants?|they) (?:pays?|bears?|covers?) (?:for )?(?:the|all|it|return|postage|shipping)|(?:are|is) extra|not included|excludes?|subject to a (?:fee|charge)|for a (?:small )?(?:fee|charge)",
    },
    "duty": {
        "required": r"(?:is|are|be) (?:required|mandatory|compulsory|obligatory|necessary|needed|essential)|requires?|requirement|must(?! not| never)|have to|has to|needs? (?:to|an?|the|your)|obliged|cannot \w+ (?:\w+ ){0,4}without|can['’]t \w+ (?:\w+ ){0,4}without|won['’]t (?:\w+ ){0,3}without|never \w+ (?:\w+ ){0,5}without|not (?:\w+ ){0,5}until|only (?:after|once|with|when)|condition of|prerequisite|depends? on|need (?:to|an?|the|your)|insist",
        "optional": r"optional(?:ly)?|voluntary|voluntarily|(?:not|never|isn['’]t|aren['’]t) (?:be )?(?:required|mandatory|compulsory|obligatory|necessary|needed)|no need|(?:do|does) not (?:need|have|require)|(?:don|doesn)['’]t (?:need|have to|require)|no \w+(?: \w+)? (?:is |are )?(?:required|needed|necessary)|without (?:an?|any|your|the|ever|having)|(?:works?|runs?) (?:\w+ ){0,3}without|if you (?:like|wish|want|prefer)|up to you|your choice|free to (?:skip|choose|decide)|skip|with no \w+|no obligation|nobody has to|nothing to",
    },
    "status": {
        "live": r"(?:is|are|now|went|go|goes|going|has been|have been) live|(?:now|already|today|generally|widely) available|available (?:now|today|to (?:all|every)|in every|for all|on all)|launched|shipped|released|rolled out|out of beta|left beta|in production|in general availability|on for every|is here|are here|has arrived|you can now|can be (?:used|ordered|bought|booked) (?:now|today)|in stock",
        "beta": r"(?:in|public|private|open|closed|a|still) (?:\w+ )?beta|beta (?:feature|version|test|phase|release)|early access|preview|pilot(?: phase| project)?|trial run|experimental|being tested|test phase",
        "planned": r"coming (?:soon|later|in|this|next)|(?:on|in) (?:our|the|its) road ?map|roadmap|planned|plan to|plans to|will (?:be )?(?:launch|ship|arrive|follow|open|available|released|come)|later this year|next (?:year|quarter|spring|summer|autumn|winter)|in development|under (?:development|construction)|in the works|being built|not (?:yet )?(?:shipped|launched|available|released|live|out|open|built)|has(?: not|n['’]t) (?:yet )?(?:shipped|launched|opened|arrived)|upcoming|wait(?:ing )?list|not .{0,20}\byet\b|still ahead",
        "ended": r"retired|discontinued|no longer (?:available|offered|sold|supported|made|part|in use|exists?)|sunset|withdrawn|phased out|ended|closed (?:down|for good)|scrapped|dropped|switched off|end of life|has gone|ceased|abolished|stopped (?:selling|making|offering|supporting)",
    },
    "permission": {
        "allowed": r"(?:is|are|be) (?:allowed|permitted|welcome|accepted)|(?:may|free to)(?! not)|(?:you|they|customers?|guests?|members?|partners?|users?|anyone|everybody|everyone) can(?!not)|we (?:accept|allow|permit|welcome)|entitled|at liberty|lets? (?:you|them|anyone)|at any time|any ?time|whenever (?:you|they)|as you (?:like|please|wish)",
        "forbidden": r"(?:not|never) (?:be )?(?:allowed|permitted|accepted|welcome)|forbidden|prohibited|banned|may not|must not|mustn['’]t|cannot|can['’]t|no (?:pets|dogs|children|smoking|refunds?|returns?|exchanges?|cancellations?|changes|transfers?)|(?:agree|undertake)s? not to|refrain|off limits|strictly|out of bounds|do not accept|refuse|non-?(?:refundable|transferable|returnable)|locked in|tied in|bound (?:to|for|by)|committed",
    },
    "automation": {
        "automatic": r"automatic(?:ally)?|auto-\w+|by (?:itself|themselves)|on (?:its|their) own|unattended|hands-free|without (?:anyone|anybody|a person|human|manual|you|lifting)|with nobody|by machine|by software|by (?:an? )?(?:algorithm|bot|robot)|instantly|no human|chat ?bot|ai[- ](?:powered|written|generated)",
        "manual": r"manual(?:ly)?|by hand|hand[- ](?:\w+ed|made)|in person|a (?:person|human|real person)|real (?:person|people|human)|humans?|(?:after|until|once) (?:you|a manager|an? \w+|your \w+) (?:has |have )?(?:approv|confirm|check|review|press)\w*|(?:your|their) approval|on request|you (?:press|approve|confirm|start|choose when)|one by one|our (?:staff|team|people|experts) (?:\w+ )?(?:check|review|answer|read|write|type|enter|do)",
    },
    "agent": {
        "own": r"(?:our|its) own (?:\w+ )?(?:staff|team|people|drivers|engineers|employees|crew|kitchen|factory|warehouse|workshop|support|fleet)|in-?house|employed by us|our (?:employees|employed \w+)|made here|ourselves|on our payroll|we (?:type|enter|set up|do|install|write|handle|build|make|deliver|move|migrate|run) (?:it|them|everything|your|all|the)|our (?:team|staff|engineers|experts|drivers|crew|specialists) (?:\w+ )?(?:types?|enters?|sets? up|does|install\w*|write\w*|handle\w*|build\w*|deliver\w*|move\w*)",
        "others": r"outsourc\w+|sub-?contract\w+|third[- ]part(?:y|ies)|external (?:\w+ )?(?:partner|firm|company|provider|agency|supplier|contractor|lab|team)s?|freelanc\w+|self-employed|contractors?|partner (?:firm|company|agency|workshop|lab|network)\w*|agency staff|franchise\w*|independent (?:\w+ )?(?:firm|company|contractor|installer|lab|partner)s?|made for us|licensed from|on our behalf|white-label",
        "customer": r"(?:you|customers?|clients?|users?|guests?|members?) (?:\w+ ){0,2}(?:yoursel(?:f|ves)|themselves)|self-(?:service|serve|install\w*|managed|hosted)|do[- ]it[- ]yourself|diy|yoursel(?:f|ves)|themselves|your own (?:\w+ )?(?:staff|team|people|it|server|hardware)",
    },
    "extent": {
        "all": r"(?:every|all|any|each|both|whichever) (?:\w+ )?(?:plans?|tiers?|editions?|customers?|members?|guests?|models?|branch(?:es)?|stores?|locations?|orders?|countr(?:y|ies)|rooms?|courses?|policies|users?|accounts?|sites?|devices?|levels?)|everyone|everybody|everywhere|anyone|across the board|no matter which|regardless|as standard|without exception|worldwide|nationwide",
        "some": r"(?:only|solely|exclusively|reserved for|limited to|restricted to|just) (?:for |on |to |in |with |the |our |those |by )*(?:[A-Z]\w+|the \w+|\w+ (?:plans?|tiers?|editions?|customers?|members?|models?|branch(?:es)?|stores?|locations?|countr(?:y|ies)|rooms?))|(?:selected|certain|some|participating|most|a few) \w+|[A-Z]\w+ (?:plan |tier |customers |members )?only|from \w+ (?:plan )?up(?:wards)?|except|not (?:on|for|in|with) (?:all|every)",
    },
}  # fmt: skip
# What a denial makes of a side; a side that is not named turns into nothing.
_TURNED = {
    ("cost", "free"): "paid", ("cost", "paid"): "free", ("duty", "required"): "optional", ("duty", "optional"): "required",
    ("permission", "allowed"): "forbidden", ("permission", "forbidden"): "allowed",
    ("automation", "automatic"): "manual", ("automation", "manual"): "automatic",
    ("agent", "own"): "others", ("agent", "others"): "own", ("status", "live"): "planned", ("status", "ended"): "live",
    ("status", "beta"): "live", ("status", "planned"): "live", ("extent", "all"): "some",
}  # fmt: skip
_PATTERNS = {
    (kind, side): re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE if kind != "extent" else 0)
    for kind, sides in _SIDES.items()
    for side, pattern in sides.items()
}
_DENIED = re.compile(rf"\b{_DENY}(?:\s+\w+){{0,2}}\s*$", re.IGNORECASE)
KINDS = tuple(_SIDES)
_AROUND = 60  # characters before a side in which a denial is looked for


@dataclass(frozen=True, slots=True)
class Facet:
    """One side that a sentence takes. `words`: as written; `about`: content stems around them."""

    kind: str
    side: str
    words: str
    about: frozenset[str]


@lru_cache(maxsize=65536)
def find(text: str) -> tuple[Facet, ...]:
    """Return the sides that `text` takes, each once, in order of kind.

    >>> [(f.kind, f.side, f.words) for f in find("Set-up is not included.")]
    [('cost', 'paid', 'not included')]
    """
    found: dict[tuple[str, str], Facet] = {}
    for (kind, side), pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            taken = side
            if _DENIED.search(text[max(0, match.start() - _AROUND) : match.start()]):
                taken = _TURNED.get((kind, side), "")
            if taken and (kind, taken) not in found:
                around = f"{text[: match.start()]} {text[match.end() :]}"
                found[kind, taken] = Facet(kind, taken, match[0], words.content(around))
    return tuple(found.values())


def clashes(left: str, right: str) -> list[tuple[Facet, Facet, float]]:
    """Return facets of one kind on which the two take different sides, with the share of words around them
    that is the same (of the fewer); the nearest first.

    A sentence that takes both sides of a kind ("free on Team, paid on Solo") is left alone.
    """
    found = []
    a, b = (_single(find(text)) for text in (left, right))
    for kind in a.keys() & b.keys():
        one, other = a[kind], b[kind]
        if one.side != other.side:
            near = len(one.about & other.about) / max(1, min(len(one.about), len(other.about)))
            found.append((one, other, near))
    return sorted(found, key=lambda clash: (-clash[2], clash[0].kind))


def agreements(left: str, right: str) -> int:
    """Return on how many kinds the two take the same side."""
    a, b = (_single(find(text)) for text in (left, right))
    return sum(a[kind].side == b[kind].side for kind in a.keys() & b.keys())


def _single(facets: tuple[Facet, ...]) -> dict[str, Facet]:
    by_kind: dict[str, list[Facet]] = {}
    for facet in facets:
        by_kind.setdefault(facet.kind, []).append(facet)
    return {kind: some[0] for kind, some in by_kind.items() if len(some) == 1}
