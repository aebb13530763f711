"""Which places limit a sentence: "In Germany, ...", "for UK customers". A place that is the answer is none.

"Stored in Dublin" and "stored in Virginia" answer one question in two ways; "customers in the US" and
"customers in the UK" ask two. So a place counts where it stands as a limit, and not behind a verb of
standing, keeping or founding.
"""

from __future__ import annotations

import re
from functools import lru_cache

_EU = {
    "germany": r"Germany|Germans?", "france": r"France|French", "ireland": r"(?:Republic of )?(?<!Northern )Ireland|(?<!Northern )Irish", "spain": r"Spain|Spanish",
    "italy": r"Italy|Italians?", "netherlands": r"(?:the )?Netherlands|Holland|Dutch", "austria": r"Austrians?|Austria", "belgium": r"Belgium|Belgians?",
    "portugal": r"Portugal|Portuguese", "poland": r"Poland|Polish", "sweden": r"Sweden|Swedish", "denmark": r"Denmark|Danish", "finland": r"Finland|Finnish",
    "luxembourg": r"Luxembourg", "greece": r"Greece|Greek", "czechia": r"Czechia|Czech(?: Republic)?", "hungary": r"Hungary|Hungarian", "romania": r"Romania|Romanian",
    "bulgaria": r"Bulgaria|Bulgarian", "croatia": r"Croatia|Croatian", "slovakia": r"Slovakia|Slovak", "slovenia": r"Slovenia|Slovenian", "estonia": r"Estonia|Estonian",
    "latvia": r"Latvia|Latvian", "lithuania": r"Lithuania|Lithuanian", "malta": r"Malta|Maltese", "cyprus": r"Cyprus|Cypriot",
}  # fmt: skip
_NEAR = {
    "switzerland": r"Switzerland|Swiss", "norway": r"Norway|Norwegian", "iceland": r"Iceland|Icelandic", "ukraine": r"Ukraine|Ukrainian", "turkey": r"Türkiye|Turkish",
}  # fmt: skip
_BRITISH = {
    "england": r"England|English (?!(?:language|spoken|version|text|and [A-Z]\w+ (?:language|version)))", "scotland": r"Scotland|Scottish|Scots", "wales": r"Wales|Welsh", "northern ireland": r"Northern Ireland|Northern Irish",
}  # fmt: skip
_FAR = {
    "canada": r"Canadians?|Canada", "mexico": r"Mexicans?|Mexico", "australia": r"Australians?|Australia", "new zealand": r"New Zealand", "japan": r"Japan|Japanese", "india": r"Indian?s?",
    "china": r"China|Chinese", "singapore": r"Singapore", "hong kong": r"Hong Kong", "south korea": r"(?:South )?Korean?", "brazil": r"Brazilians?|Brazil", "argentina": r"Argentina", "chile": r"Chile",
    "south africa": r"South Africa", "israel": r"Israel", "united arab emirates": r"UAE|United Arab Emirates",
}  # fmt: skip
_WITHIN_FAR = {
    "canada": "north america", "mexico": "north america", "japan": "asia", "india": "asia", "china": "asia",
    "singapore": "asia", "hong kong": "asia", "south korea": "asia", "brazil": "latin america",
    "argentina": "latin america", "chile": "latin america", "south africa": "africa",
}  # fmt: skip
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maryland"
    "|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio"
    "|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|West Virginia|Wisconsin|Wyoming"
).split("|")
_LARGE = {
    "us": r"US|USA|U\.S\.|United States|America(?!s)|American", "uk": r"UK|U\.K\.|United Kingdom|(?:Great )?Britain|British",
    "eu": r"EU|European Union|EEA|[Ee]uro (?:area|zone)|[Ee]urozone|European|Europe|[Cc]ontinent", "nordics": r"Nordics?|Scandinavia",
    "asia": r"Asia|APAC|Asia[- ]Pacific", "north america": r"North America", "latin america": r"Latin America|LATAM", "africa": r"(?<!South )Africa", "emea": r"EMEA",
    "americas": r"Americas", "international": r"international|overseas|abroad", "domestic": r"domestic|inland",
}  # fmt: skip
# "Europe" and "the EU" are one key: copy uses them for one another, with the UK in or out of it.
_PARENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_EU, ("eu", "emea")), **dict.fromkeys(_NEAR, ("eu", "emea")), **dict.fromkeys(_BRITISH, ("uk", "eu", "emea")), "uk": ("eu", "emea"), "eu": ("emea",),
    **{state.lower(): ("us", "north america", "americas") for state in _STATES}, "us": ("north america", "americas"), "north america": ("americas",), "latin america": ("americas",),
    **{name: (large, *(("americas",) if "america" in large else ())) for name, large in _WITHIN_FAR.items()},
    **dict.fromkeys(("sweden", "norway", "denmark", "finland"), ("nordics", "eu", "emea")), "nordics": ("eu", "emea"), "africa": ("emea",), "south africa": ("africa", "emea"),
}  # fmt: skip
_NAMES = {
    **_BRITISH, **_EU, **_NEAR, **_FAR, **{state.lower(): state for state in _STATES}, **_LARGE,
}  # fmt: skip
_KEYS = tuple(_NAMES)
_PLACE = re.compile(r"\b(?:" + "|".join(f"({words})" for words in _NAMES.values()) + r")(?!\w)")
# What stands before a place that is the answer itself, up to the place or the first of a list of places.
_ANSWER = re.compile(
    r"\b(?i:stor(?:ed?|es|ing)|kept|keeps?|held|hold|hosted|sits?|located|live[sd]?|based|founded|set up|began|started|born|made|built|manufactured|grown|registered"
    r"|headquarter\w*|stays?|remains?|leaves?|leaving|move[sd]?|go(?:es)?|servers?|cent(?:er|re)s?|offices?|desks?|region|factor(?:y|ies)|workshop|laws?|courts?|outside|inside"
    r"|cop(?:y|ies)|backups?|lines? (?:of|in)|company|team in|run)"
    r"(?: [a-z]+){0,3}(?: [A-Z][\w.]+,?| and| or| in| at| the){0,10} $"
)
# People and what is sold make a place a limit whatever stood before: "stored for customers in the US".
_LIMIT = re.compile(
    r"\b(?:customers?|clients?|users?|members?|guests?|homeowners?|homes?|shoppers?|subscribers?|buyers?|companies|businesses|people|orders?|orders? (?:to|from)|live)"
    r"(?: of ours| who live)? (?:in|from|to|across|outside) (?:[A-Z]\w+(?: [A-Z]\w+)?(?:,| and| or) )*(?:the )?$"
)
_AFTER = re.compile(
    r"^(?:[- ](?:based )?(?:customers?|clients?|users?|members?|orders?|prices?|plans?|residents?|shoppers?|buyers?|accounts?|site|stores?|houses?|homes?|companies|businesses))"
)
_ADJECTIVE = re.compile(r"(?:an|ed|ish|ese|ch|ic|ss|sh|ots)$")


@lru_cache(maxsize=65536)
def find(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return (places that limit the text, the larger places they lie in).

    >>> regions, within = find("Orders to Texas arrive the next day.")
    >>> sorted(regions), sorted(within)
    (['texas'], ['americas', 'north america', 'us'])
    >>> find("Your readings are stored in Germany.")
    (frozenset(), frozenset())
    """
    found = set()
    for match in _PLACE.finditer(text):
        key = _KEYS[(match.lastindex or 1) - 1]
        before = text[: match.start()]
        limited = _LIMIT.search(before) or _AFTER.match(text[match.end() :])
        if limited or not (_ANSWER.search(before) or _plain_adjective(match[0], text[match.end() :])):
            found.add(key)
    within = {large for key in found for large in _PARENTS.get(key, ())} - found
    return frozenset(found), frozenset(within)


def _plain_adjective(word: str, after: str) -> bool:
    """True for "an American company", where the word tells what kind of thing, not for whom."""
    return len(word) > 3 and bool(_ADJECTIVE.search(word)) and bool(re.match(r" [a-z]", after))
