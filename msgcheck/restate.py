"""A value written anew in the form that its place gives it: "14-day" as "21-day", "two weeks" as "three weeks".

Only where that is plain. Anything else gives "": better no proposal than a wrong one.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from msgcheck.claims import numbers, quantities
from msgcheck.contradictions.values import Relation, adds_up, relation
from msgcheck.fixers.article import article_for
from msgcheck.model import Claim, Quantity, Span

# As many as style guides spell out, and two more: "twelve months" is common.
_SPELLED = "zero one two three four five six seven eight nine ten eleven twelve".split()
_PLAIN_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LENGTH = re.compile(r"(?P<number>\d[\d,.]*|[a-z]+)[ -](?P<unit>[a-z]+)")
_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30, 365  # as claims.units counts them


def said(old: Quantity, value: float, new: Quantity | None = None) -> str:
    """Return the words of `old` with `value` (in its base unit) in place of its own; "" where that is not plain.

    new: where it is at hand, its own words serve when `value` is no round number of the old unit.

    >>> from msgcheck.claims.quantities import find
    >>> [said(find(text)[0], value) for text, value in (("a 14-day trial", 21), ("Two weeks free", 21), ("$72 a month", 89))]
    ['21-day', 'Three weeks', '$89']
    >>> said(find("two weeks free")[0], 30, find("30 days")[0])
    '30 days'
    """
    if old.kind == "date":
        return new.words if new and _YEAR.fullmatch(old.words) and _YEAR.fullmatch(new.words) else ""
    if old.high != old.value or not (math.isfinite(old.value) and math.isfinite(value)):
        return ""
    found = list(numbers.NUMBER.finditer(old.words))
    if len(found) == 1 and (written := _in_unit(old, found[0], value)):
        return written
    return _in_other_unit(old, new) if new and old.kind == "duration" else ""


def replaced(text: str, span: Span, words: str) -> tuple[str, Span]:
    """Return `text` with `words` at `span` and the article before them to match, and where they stand in it.

    >>> replaced("Start a 14-day trial.", Span(8, 14), "8-day")
    ('Start an 8-day trial.', Span(start=9, end=14))
    """
    before = text[: span.start]
    article = re.search(r"\b([Aa])n?( )$", before)
    if article and text[span.start : span.end] and (right := article_for(words)):
        before = f"{before[: article.start()]}{article[1]}{right[1:]} "
    return f"{before}{words}{text[span.end :]}", Span(len(before), len(before) + len(words))


def _in_unit(old: Quantity, match: re.Match[str], value: float) -> str:
    """Return the old words with another number in front of the same unit."""
    was = numbers.value(match)
    if not was or not old.value:
        return ""
    number = _amount(value, old.value / was)
    rest = _agreeing(old.words[match.end() :], was, number)
    written = _spelled(match, number) if match["words"] else _digits(match, was, number, old.kind)
    return f"{old.words[: match.start()]}{written}{rest}" if written and rest is not None else ""


def _amount(value: float, unit: float) -> float:
    """Return how many units a value is. A year is twelve months, though it has more than 12 times 30 days."""
    if unit == _DAYS_OF_MONTH and value % _DAYS_OF_YEAR == 0:
        return value / _DAYS_OF_YEAR * 12
    if unit == _DAYS_OF_YEAR and value % (12 * _DAYS_OF_MONTH) == 0:
        return value / _DAYS_OF_MONTH / 12
    return round(value / unit, 6)


def _spelled(match: re.Match[str], number: float) -> str:
    """Return a number in place of one in words: spelled out as far as copy does, then in digits."""
    words = match["words"]
    if words.lower() not in _SPELLED and re.search(r"\b(?:an?|half|dozen)\b", words, re.IGNORECASE):
        return ""
    if number != int(number) or number < 1:
        return ""
    if number >= len(_SPELLED):
        return f"{int(number):,}"
    spelled = _SPELLED[int(number)]
    return spelled.capitalize() if words[0].isupper() else spelled


def _digits(match: re.Match[str], was: float, number: float, kind: str) -> str:
    """Return a number in place of one in digits, with its separators, decimals and magnitude ("6.4k")."""
    literal = match["digits"]
    if not _PLAIN_DIGITS.fullmatch(literal):
        return ""  # "1.299,90": another country's signs
    number /= was / numbers.from_digits(literal)
    decimals = len(literal.partition(".")[2])
    if round(number, decimals) != round(number, 6):
        # "$72" may become "$72.50" and "99.9%" "99.95%"; half a user is nobody.
        decimals = 2 if kind in ("money", "percent") else 1 if match["suffix"] or match["large"] else decimals
        if round(number, decimals) != round(number, 6):
            return ""
    grouped = "," in literal or len(literal.partition(".")[0]) < 4
    magnitude = match[0][match.end("digits") - match.start() :]
    written = f"{number:,.{decimals}f}" if grouped else f"{number:.{decimals}f}"
    if kind == "percent" and "." in written:
        written = written.rstrip("0").rstrip(".")
    return written + magnitude


def _agreeing(rest: str, was: float, number: float) -> str | None:
    """Return what follows the number, its noun in the singular or plural; None where that takes more than an s."""
    noun = re.match(r"\s[A-Za-z]+", rest)
    if (was == 1) == (number == 1) or not noun:
        return rest
    if was == 1:
        return None if re.search(r"(?:s|x|ch|sh|[^aeiou]y)$", noun[0]) else f"{noun[0]}s{rest[noun.end() :]}"
    if not re.search(r"[^s]s$", noun[0]) or noun[0].endswith("ies"):
        return None
    return noun[0][:-1] + rest[noun.end() :]


def _in_other_unit(old: Quantity, new: Quantity) -> str:
    """Return the new length in its own unit: "30 days" for "two weeks", "30-day" for "two-week"."""
    length = _LENGTH.fullmatch(new.words.lower())
    if length is None or numbers.NUMBER.fullmatch(length["number"]) is None:
        return ""
    if "-" in old.words:
        return f"{length['number']}-{length['unit'].removesuffix('s')}"
    unit = length["unit"].removesuffix("s") + "s" * (length["number"] not in ("1", "one"))
    return f"{length['number']} {unit}"


# Beside another number ("two or three weeks") a value is half of what is said.
_BESIDE = re.compile(r"\d\s?[-–—/]\s?$|\b(?:or|to|and)\s$"), re.compile(r"^\s?[-–—/]\s?\d|^\s(?:or|to)\s")


def rewritten(old: Quantity | None, new: Quantity | None, says: Quantity, claim: Claim) -> tuple[str, str]:
    """Return (the words for the new value, the sentence with them); ("", "") where that is not plain.

    old, new: the value of the record before and after; says: the claim's own, in its form of it.

    The sentence is read again, and must then say the new value.
    """
    before, after = claim.text[: says.span.start], claim.text[says.span.end :]
    if old is None or new is None or (_BESIDE[0].search(before) and _beside(claim, says)):
        return "", ""
    if _BESIDE[1].search(after) and _beside(claim, says):
        return "", ""
    # "$948 a year" is twelve times the record's $79 a month, and five at $149 are $745.
    agrees = relation(old, says) is Relation.EQUAL or adds_up(says, old, claim.quantities)
    times = says.value / old.value if agrees and old.kind == "money" and old.value else 1.0
    instead = said(says, round(new.value * times, 6), new)
    if not instead:
        return "", ""
    same = [q for q in claim.quantities if q.words == says.words or relation(says, q) is Relation.EQUAL]
    if len({_unit(q) for q in same}) > 1:
        return "", ""  # "three weeks: 21 days" says it twice; one would be left over, or both be the same
    text, span = claim.text, says.span
    for twin in sorted(same, key=lambda q: -q.span.start):  # "$150 for you and $150 for your friend"
        # "Our 14-day trial: 14 days of everything": each in its own form.
        form = instead if twin.words == says.words else said(twin, round(new.value * times, 6), new)
        if not form:
            return "", ""
        text, span = replaced(text, twin.span, form)
    reread = [q for q in quantities.find(text) if q.span.start <= span.start < q.span.end]
    read = [replace(q, unit=q.unit or says.unit, per=q.per or says.per, bound=new.bound) for q in reread]
    right = any(
        relation(new, q) in (Relation.EQUAL, Relation.AGREE) or adds_up(q, new, claim.quantities)
        for q in read
    )
    return (instead, text) if right else ("", "")


def _unit(quantity: Quantity) -> str:
    """Return the word that a value is counted in, as one of them: "day" of "21-day" and of "21 days"; "" for "$20"."""
    found = re.search(r"[a-z]+$", quantity.words.lower())
    return found[0].removesuffix("s") if found else ""


def _beside(claim: Claim, says: Quantity) -> bool:
    """True when another number of the sentence stands at the value's side."""
    return any(
        0 <= says.span.start - other.span.end <= 4 or 0 <= other.span.start - says.span.end <= 4
        for other in claim.quantities
        if other is not says and other.kind in (says.kind, "count")
    )
