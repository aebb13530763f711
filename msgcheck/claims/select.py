"""Which sentences assert something. Every exclusion has a name and is counted in the run."""

from __future__ import annotations

import re

from msgcheck.claims import grammar
from msgcheck.model import Block, Kind, Quantity, Surface

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|welcome back|thanks|thank you|cheers|best|kind regards|best regards|regards|warmly|yours|sincerely|talk soon|see you)\b[^.!?]{0,40}[,!.]?$",
    re.IGNORECASE,
)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\ball rights reserved\b|^copyright\b", re.IGNORECASE)
_UNSUBSCRIBE = re.compile(r"\b(?:unsubscribe|manage (?:your )?preferences|view (?:this|it) (?:email )?in (?:your|a) browser|why am i receiving)\b", re.IGNORECASE)  # fmt: skip
_CALL = re.compile(
    r"^(?:learn|read|find out|see|watch|sign|log|get|book|contact|talk|view|download|try|start|explore|discover|click|join|subscribe|open|continue|reply|ask|browse|meet|visit|apply|share|follow|tell|let|choose|pick)\b",
    re.IGNORECASE,
)

_ADDRESS = re.compile(
    r"\b\d{1,5}[a-z]? (?:[A-Z][\w.]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Boulevard|Blvd|Way|Place|Court|Quay|Row)\b"
)

# "What we ask of you": the heading names a topic and says nothing of it.
_ANNOUNCES = re.compile(r"^(?:what|how|why|when|where|who|which|about)\b", re.IGNORECASE)
# Long words that carry no topic; a sentence of these and a pronoun ("It never argues.") cannot be compared.
_LIGHT = frozenset(
    """about after again also always another anything around because been before being both cannot could does doing
    done down each either else even ever every everybody everyone everything from gets give good have here into just
    keep know less like long look made make makes many more most much must need never nobody nothing often only other
    over same should some somebody something soon still such take than that their them then there these they thing
    things this those tell through till told under until upon very want well were what when where which while will
    with without would your yours yourself them""".split()
)

# "There is no tax", "used without a fee": that a thing is not there says all, however short its name.
# A "no" at the start is half a sentence as often ("No kitchen is."), and a label is looked at elsewhere.
_THERE_IS_NO = re.compile(
    r"\b(?:(?:there (?:is|are)|we \w+|it \w+|they \w+|you \w+|comes? with|asks? for) (?:no|zero)|without(?: an?| any)?)"
    r" (?P<what>[^\W\d_][\w-]{2,})",
    re.IGNORECASE,
)
_NO_THING = _LIGHT | frozenset(
    """matter doubt wonder problem problems worries worry way idea thanks reason question questions one longer later
    sooner fewer earlier need further the surprise exception chance point excuse excuses kidding""".split()
)

# "Free parking", "Meals included", "Dogs welcome": two words that promise.
_SIDE = re.compile(r"\b(?:free|welcome|\w{3,}ed)\b", re.IGNORECASE)

# Surfaces on which the same words are only a label of the page.
_LABELS = {Surface.TITLE}


def why_not(block: Block, text: str, quantities: tuple[Quantity, ...]) -> str:
    """Return the name of the reason why a sentence is no claim; "" when it is one.

    A short piece is a claim when it carries a value, or when a header says what it is about.
    """
    words = _WORD.findall(text)
    if block.language and not block.language.lower().startswith("en"):
        return "another language"
    if block.kind is Kind.CODE:
        return "code"
    if not words and not quantities:
        return "no words"
    if text.rstrip("\"'”’) ").endswith("?") and not quantities:
        return "question"
    if text.rstrip("\"'”’) ").endswith("?") and len(words) > 4:
        return "question"
    if _GREETING.match(text) and not quantities:  # "Hi Ana, the trial runs 30 days." greets and promises
        return "greeting"
    if _UNSUBSCRIBE.search(text) or _COPYRIGHT.search(text):
        return "footer line"
    if block.surface is Surface.FOOTER and block.locator.label.endswith("signature"):
        return "signature"
    if _ADDRESS.search(text) and len(words) < 16:
        return "postal address"
    if block.surface in _LABELS:
        return "page title"
    if _only_a_date(text, words, quantities) and not block.context:
        return "date line"
    if block.surface is Surface.SITE_WIDE and _COOKIES.search(text):
        return "cookie banner"
    if quantities:
        return ""
    if block.surface is Surface.SITE_WIDE and (block.kind is not Kind.PARAGRAPH or len(words) < 5):
        return "navigation"
    if block.kind is Kind.TABLE_CELL:
        return "" if block.context and words else "empty cell"
    if block.kind is Kind.BUTTON:
        return "button"
    if _is_label(block.kind, text, words):
        return "label"
    said = sum(len(word) > 3 and word.lower() not in _LIGHT for word in words)
    if said < 2 and not block.context and not _denies_a_thing(text):
        return "fragment"
    if len(words) < 6 and _CALL.match(text):
        return "call to action"
    return ""


def _denies_a_thing(text: str) -> bool:
    return any(match["what"].lower() not in _NO_THING for match in _THERE_IS_NO.finditer(text))


def _is_label(kind: Kind, text: str, words: list[str]) -> bool:
    """True for what is too short to say anything, unless it takes a side: "No contract", "Dogs welcome"."""
    if kind is Kind.HEADING and _ANNOUNCES.match(text):
        return True
    if len(words) >= (5 if kind is Kind.HEADING else 3):
        return False
    sides = grammar.may_deny(text) or (
        kind is Kind.LIST_ITEM and _SIDE.search(text) and not _CALL.match(text)
    )
    return len(words) < 2 or not sides


def _only_a_date(text: str, words: list[str], quantities: tuple[Quantity, ...]) -> bool:
    """True for "March 17, 2026", "PHILADELPHIA and TORONTO, April 21, 2026": when it was written, no claim."""
    if not quantities or any(quantity.kind != "date" for quantity in quantities):
        return False
    dated = sum(len(_WORD.findall(quantity.words)) for quantity in quantities)
    return len(words) - dated <= 3 and not re.search(
        r"[a-z]{3,}s\b|ed\b|\b(?:is|are|on|from|until|by)\b", text
    )
