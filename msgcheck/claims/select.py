"""Which sentences assert something. Every exclusion has a name and is counted in the run."""

from __future__ import annotations

import re

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

# Surfaces on which the same words are only a label of the page.
_LABELS = {Surface.TITLE}


def why_not(block: Block, text: str, quantities: tuple[Quantity, ...]) -> str:
    """Return the name of the reason why a sentence is no claim; "" when it is one.

    A short piece is a claim when it carries a value, or when a header says what it is about.
    """
    words = _WORD.findall(text)
    if block.kind is Kind.CODE:
        return "code"
    if not words and not quantities:
        return "no words"
    if text.rstrip("\"'”’) ").endswith("?") and not quantities:
        return "question"
    if text.rstrip("\"'”’) ").endswith("?") and len(words) > 4:
        return "question"
    if _GREETING.match(text):
        return "greeting"
    if _UNSUBSCRIBE.search(text) or _COPYRIGHT.search(text):
        return "footer line"
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
    if block.surface in _LABELS:
        return "page title"
    if len(words) < 3 or (block.kind is Kind.HEADING and len(words) < 4):
        return "label"
    if len(words) < 6 and _CALL.match(text):
        return "call to action"
    return ""
