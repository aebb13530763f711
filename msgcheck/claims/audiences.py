"""Whom a sentence is limited to: members, schools, landlords, or any other group of people it names.

A group counts where it stands as a limit: it opens the sentence or heading ("Landlords pay ..."), or follows
"for", "to", "as a", "if you are a". "Per employee" or "run by volunteers" limits nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

# One group under the names copy uses for it. The list joins synonyms; groups not in it are found by grammar.
_GROUPS = {
    "student": r"students?|learners?|pupils?|trainees?", "teacher": r"teachers?|educators?|schools?|colleges?|universit(?:y|ies)|education|academics?|classrooms?",
    "nonprofit": r"non-?profits?|(?:registered )?charit(?:y|ies)|NGOs?|not-for-profits?|good causes", "startup": r"start-?ups?", "developer": r"developers?",
    "new customer": r"new (?:customers?|users?|accounts?|clients?|members?|sign-?ups?|subscribers?|guests?|buyers?)|first[- ]time (?:buyers?|customers?|users?|guests?)|first[- ]timers?|first orders?",
    "existing customer": r"(?:existing|returning|current|long-standing) (?:customers?|users?|accounts?|clients?|members?|subscribers?|guests?)",
    "partner": r"(?:referral )?partners?|affiliates?|agenc(?:y|ies)|accountants?|bookkeepers?|bureaux?|brokers?|travel agents?|installers?|consultants?",
    "reseller": r"(?:reseller|reselling|distribution) partners?|resellers?|retailers?|stockists?|distributors?|wholesalers?|dealers?",
    "child": r"child(?:ren)?|kids?|under[- ]\d+s?|teen(?:ager)?s?|babies", "adult": r"adults?|grown-ups?",
    "senior": r"seniors?|pensioners?|over[- ]\d\ds|retired people", "business": r"business(?:es| customers?)|companies|trade customers?|trade accounts?|corporate (?:customers?|clients?)|firms?|employers?|organi[sz]ations?",
    "consumer": r"consumers?|private (?:customers?|buyers?|individuals?)|households?|individuals?|homeowners?|home owners?|residential customers?",
    "member": r"(?!non-)members?", "non-member": r"non-?members?|members of the public|the public|neighbou?rs?|locals", "employee": r"employees?|staff|crew|colleagues?|NHS staff|key workers?",
    "admin": r"admins?|administrators?|owners?", "guest": r"(?:overnight |hotel )?guests?|visitors?", "host": r"hosts?", "beta": r"beta (?:users?|testers?)|(?:in )?(?:public |private |open )?beta",
    "landlord": r"landlords?|letting agents?|letting agenc(?:y|ies)", "tenant": r"tenants?|renters?", "first-time buyer": r"first[- ]time (?:home ?)?buyers?", "trial": r"trial (?:accounts?|users?|customers?)",
    "family": r"famil(?:y|ies)|parents?", "couple": r"couples?", "group": r"groups?(?: of \w+)?(?: and more)?", "delegate": r"delegates?|attendees?|conference guests?", "supplier": r"suppliers?|vendors?|growers?|farmers?",
    "patient": r"patients?", "driver": r"drivers?|couriers?", "investor": r"investors?|shareholders?", "regulator": r"regulators?|authorit(?:y|ies)|(?:Information )?Commissioners?",
    "applicant": r"applicants?|candidates?|job ?seekers?", "paying customer": r"paying customers?|paid (?:users?|customers?)", "maintainer": r"(?:open[- ]source )?(?:maintainers?|projects)",
    "military": r"veterans?|service personnel|armed forces|military", "press": r"journalists?|press",
}  # fmt: skip
_KEYS = tuple(_GROUPS)
_PEOPLE = r"\b(?:" + "|".join(f"({words})" for words in _GROUPS.values()) + r")\b"
_OPENING = r"^[\W_]*(?:(?:A|An|The|All|Our|Any|Every|Each|Only|Registered|Small|Large|Prices?|Rates?|Discounts?|Offers?|Terms|FAQ|[Ww]e tell|[Tt]ell) ){0,2}(?:for )?(?:(?:the|our|your) )?(?:\w+ )??"
_LIMITER = r"\b(?:[Ff]or|[Tt]o|[Aa]s|[Aa]mong|you(?: are|['’]re)|[Oo]ffer(?:s|ed)?|give|[Ww]ith|,) (?:a |an |all |the |our |any |every |each |other |registered |small |large |only |just )*"
_LIMITED = re.compile(rf"(?:{_OPENING}|{_LIMITER}|(?<=[.;:—–] )){_PEOPLE}(?! of\b|['’]s\b)", re.IGNORECASE)
_AND = re.compile(rf"^(?:,| and| or|,? as well as| &) (?:\w+ )?{_PEOPLE}", re.IGNORECASE)
# Any other people: "for sculptors", "Sculptors get ...". The ending and the verb say that they are people.
_ENDING = r"(?:[a-z]{3,}(?:ers|ors|ists|ians|eers|ants|ees)|[a-z]+(?:men|women|folk|people))"
_ANY_SUBJECT = re.compile(
    r"^[\W_]*(?:(?:All|Most|Only|Registered|Professional) )?([A-Za-z]+s)(?: who [\w ]{3,40})?,? (?:who|gets?|pays?|earns?|receives?|may|are entitled|saves?|qualif(?:y|ies)|choose)\b"
)
_ANY_FOR = re.compile(rf"\b[Ff]or (?:all |the |registered |professional )?({_ENDING})\b(?! of\b)")
# Nouns with such an ending that are things, and people that copy means everybody by.
_EVERYBODY = frozenset(
    """
    customers users clients subscribers others members buyers readers shoppers people things prices orders offers
    numbers letters papers computers servers papers answers centers centres chapters characters containers counters
    covers dinners drawers errors factors filters floors flyers folders headers layers lawyers levers matters meters
    motors monitors offers powers printers quarters registers rollers routers scanners sensors shutters speakers
    stickers summers winters timers towers trackers trailers transfers vouchers waters editors colors colours doors
    mirrors sectors mentors restaurants plants pants grants variants constants fees trees coffees committees guarantees
    degrees employees whoever days weeks months years plans guests this its his systems emails tickets events reports
    """.split()
)
# "Our staff", "our drivers" are who does it, not whom it is for.
_OURS = frozenset({"employee", "driver", "supplier", "teacher", "developer", "partner", "host", "admin"})
_OUR = re.compile(r"\b(?:our|own)(?: \w+)? $", re.IGNORECASE)
_WILD = re.compile(
    r"\b(?:everyone|everybody|anyone|anybody|as for everybody|no matter who|whoever (?:you|they) are)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def find(text: str) -> frozenset[str]:
    """Return the groups of people that the text is limited to; none when it speaks to everybody.

    >>> sorted(find("For charities and schools, exports are free.")), sorted(find("£3 per employee"))
    (['nonprofit', 'teacher'], [])
    >>> sorted(find("Sculptors get a key of their own."))
    ['sculptor']
    """
    if _WILD.search(text):
        return frozenset()
    found = set()
    for match in _LIMITED.finditer(text):
        key = _KEYS[(match.lastindex or 1) - 1]
        if key in _OURS and _OUR.search(text[: match.start(match.lastindex or 0)]):
            continue
        found.add(key)
        end = match.end()
        while more := _AND.match(text[end : end + 60]):
            found.add(_KEYS[(more.lastindex or 1) - 1])
            end += more.end()
    if not found:
        for pattern in (_ANY_SUBJECT, _ANY_FOR):
            for match in pattern.finditer(text):
                noun = match[1].lower()
                if noun not in _EVERYBODY:
                    found.add(noun.removesuffix("s"))
    return frozenset(found)
