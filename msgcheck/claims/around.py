"""What stands around a number: how it is meant, what it counts, and what one value is for."""

from __future__ import annotations

import re

from msgcheck.model import Bound

_AT_LEAST = r"over|more than|at least|a minimum of|minimum(?: of)?|min\.?|from|starting (?:at|from)|starts? at|starting price:?|above|upwards of|no less than|no fewer than|not less than|beyond|in excess of|≥|>=|>"
_AT_MOST = r"up to|at most|a maximum of|maximum(?: of)?|max\.?|no more than|not more than|under|less than|fewer than|below|within|inside|in under|as many as|capped at|limited to|limit of|a limit of|≤|<=|<"
_ABOUT = r"about|around|roughly|approximately|approx\.?|nearly|almost|close to|some|~|≈|an average of|on average|average"
_BEFORE = re.compile(
    rf"(?:^|(?<![\w]))(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<about>{_ABOUT}))\s*(?:the |a |an |only |just |your |first |last |its |our )?$",
    re.IGNORECASE,
)
_AFTER_LEAST = re.compile(
    r"^\s*(?:\+|plus (?!VAT|tax|shipping|postage|fees)(?=[a-z])|or (?:more|newer|later|above|higher|greater|over|older|longer|up)\b|and (?:above|up|over|newer|later|older|beyond)\b|minimum\b|min\b)",
    re.IGNORECASE,
)
_AFTER_MOST = re.compile(
    r"^\s*(?:or (?:less|fewer|under|sooner|below|lower|younger)\b|at most\b|maximum\b|max\b|tops\b|and under\b)",
    re.IGNORECASE,
)

_PER_NOUNS = {
    "seat": "user", "person": "user", "member": "user", "head": "user", "agent": "user", "users": "user",
    "licence": "user", "license": "user", "mo": "month", "mth": "month", "yr": "year", "annum": "year",
    "hr": "hour", "h": "hour", "min": "minute", "sec": "second", "s": "second", "wk": "week",
    "monthly": "month", "annual": "year", "annually": "year", "yearly": "year", "daily": "day", "weekly": "week",
    "site": "location", "restaurant": "location", "store": "location", "outlet": "location", "venue": "location",
}  # fmt: skip
_PER = re.compile(
    r"\s*(?:(?:/|,?\s*per\s+|,?\s*for (?:each|every)\s+|,?\s*for an?\s+|,?\s*each\s+|,?\s*every\s+|\s+an?\s+)\s*(?:(?-i:[A-Z]{2,6}) (?=[a-z]))?(?P<noun>[a-z]{1,14})\b|\s+(?P<adverb>monthly|annually|yearly|daily|weekly)\b)",
    re.IGNORECASE,
)
_TRAILING_PER = re.compile(r"(?:\bper\s+|/)(?P<noun>[a-z]{2,14})\b", re.IGNORECASE)

# Words that end the noun phrase after a number.
_STOP = set(
    """
    a an the and or but nor of to in on at by for from with without per as than then that which who whom
    whose is are was were be been being am do does did has have had having can could may might must
    shall should will would not no if when while where so such this these those it its they them their
    we us our you your he she his her i my into onto over under within across through during before
    after since until till between among about around off out up down more less most least only just
    also too very every each any some all both either neither once here there now ago later earlier
    early late free plus minus times versus vs via including included includes include get gets use uses
    """.split()
)
_OR_MORE = re.compile(r" or (?:more|fewer|less)(?= [a-z])")
_FREE_THINGS = re.compile(r"free [a-z]{3,}s\b")  # "4 free lessons"; not "14 days free"
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def noun_after(text: str, end: int) -> tuple[str, int]:
    """Return (singular head noun, end) of the noun phrase after a number: "12 LLM providers" -> provider."""
    at = end
    words: list[tuple[str, int]] = []
    plus = re.compile(r"\+|,000").match(text, at)
    at = plus.end() if plus else at
    if more := _OR_MORE.match(text, at):
        at = more.end()
    while len(words) < 4:
        gap = re.compile(r"[ -]| ").match(text, at)
        word = _WORD.match(text, gap.end()) if gap else None
        if not word or (word.group().lower() in _STOP and not _FREE_THINGS.match(text, word.start())):
            break
        words.append((word.group(), word.end()))
        at = word.end()
        if _is_plural(word.group()):
            break
    if not words:
        return "", end
    noun, noun_end = words[-1] if _is_plural(words[-1][0]) else words[0]
    return singular(noun), noun_end


_IRREGULAR = {"people": "person", "children": "child", "staff": "staff", "men": "man", "women": "woman", "companies": "company"}  # fmt: skip


def _is_plural(word: str) -> bool:
    low = word.lower()
    if word.isupper():
        return False  # POS, SMS, GPS
    return low in _IRREGULAR or (low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s")))


def singular(word: str) -> str:
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "xes", "ches", "shes")):
        return low[:-2]
    return low[:-1] if _is_plural(low) else low


def bound_of(text: str, start: int, number_end: int, end: int) -> Bound:
    """Say how the number between `start` and `end` is meant, from the words around it."""
    if said := bound_after(text, number_end, end):
        return said
    before = _BEFORE.search(text[max(0, start - 30) : start])
    if not before:
        return Bound.EXACT
    if before["least"]:
        denied = re.search(
            r"\b(?:never|not|n['’]t|cannot)\b[^.,;]{0,24}$", text[: max(0, start - 30) + before.start()]
        )
        return Bound.AT_MOST if denied else Bound.AT_LEAST
    return Bound.AT_MOST if before["most"] else Bound.ABOUT


def bound_after(text: str, number_end: int, end: int) -> Bound | None:
    for at in (number_end, end):
        if _AFTER_LEAST.match(text[at : at + 20]):
            return Bound.AT_LEAST
        if _AFTER_MOST.match(text[at : at + 20]):
            return Bound.AT_MOST
    return None


def per_noun(word: str) -> str:
    """Return the one name of what a value is for: "seats" -> "user", "mo" -> "month"."""
    return _PER_NOUNS.get(word, _PER_NOUNS.get(singular(word), singular(word)))


def per_of(text: str, end: int) -> tuple[str, ...]:
    """Return what one value is for, sorted: "$12 per user per month" -> ("month", "user")."""
    found: set[str] = set()
    at = end
    while match := _PER.match(text, at):
        noun = (match["noun"] or match["adverb"]).lower()
        if noun in _STOP or noun in ("minimum", "maximum", "year's", "month's", "bit", "lot", "few", "day's"):
            break
        found.add(per_noun(noun))
        at = match.end()
        tail = re.compile(r"\s*(?:\(.*?\)|,)?").match(text, at)
        if tail and _TRAILING_PER.match(text, tail.end()):
            at = tail.end()
    return tuple(sorted(found))
