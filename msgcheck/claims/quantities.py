"""Quantities of a sentence: value, unit, bound, per-what. Arithmetic, so that no network has to count.

"14-day", "14 days", "two weeks" and "a fortnight" are one value; "up to 10", "10+" and "10" are three.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from msgcheck.claims import around, dates, numbers, schedules, shares, units
from msgcheck.model import Bound, Quantity, Span

# What looks like a number and measures nothing: links, addresses, merge fields, list and phone numbers.
_OPAQUE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\{\{.*?\}\}|\{%.*?%\}|\*\|.*?\|\*|\{!.*?\}|%%.*?%%|<%.*?%>|\[\[.*?\]\]"
    r"|^\s*\(?\d{1,2}[.)]\s|\b\d{1,5}[a-z]? (?:[A-Z][\w.]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Boulevard|Blvd|Way|Place|Court|Quay|Row)\b|(?:\+\d|\(0|\b0)[\d ()-]{7,}\d\b"
)

_GAP = re.compile(r"[\s  -]+")
_UNLIMITED = re.compile(
    r"\b(?:unlimited|limitless|uncapped|unmetered|as (?:many|much) (?P<noun1>[a-z]+(?: [a-z]+)?)? ?as you (?:want|like|need|wish|please)"
    r"|(?:there(?:'s| is| are) )?no (?:(?:upper |fixed |hard )?(?:limits?|caps?|maximum|ceiling)) (?:on|to|for)(?: the number of| how many)?|without (?:any )?limits?|any number of)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free of charge|for free|at no (?:extra |additional )?(?:cost|charge)|no (?:extra |additional )?(?:cost|charge)s?|(?:costs?|pays?) nothing|complimentary|free forever|(?:is|are|stays?|remains?) (?:completely |always |entirely )?free(?! (?:to|of|for|from)\b)|on the house)\b",
    re.IGNORECASE,
)
_FREE_TIME = re.compile(r"\b(?:days|weeks|months|years)\b(?: of (?:\w+ ){0,3})? ?$", re.IGNORECASE)
_VAGUE = re.compile(
    rf"\b(?:an?|one)[ -](?P<unit>{units.DURATION_WORDS})\b(?P<more> and a half\b)?|\b(?P<couple>a couple of (?P<cunit>{units.DURATION_WORDS})s)\b|\b(?P<half>half an? (?P<hunit>hour|day|year|minute))\b|\b(?P<few>overnight|same[ -]day|next[ -](?:business |working )?day|instant(?:ly|aneous)?|immediately)\b",
    re.IGNORECASE,
)
# "in the middle of a month" is a day, no length.
_POINT_IN_TIME = re.compile(
    r"\b(?:middle|mid|end|start|beginning|time|times|day|days|week|weeks) of$", re.IGNORECASE
)
_FEW_DAYS = {"overnight": 1.0, "same": 0.5, "next": 1.0, "insta": 0.0, "immed": 0.0}
_NAME_NUMBER = re.compile(r"(?:\b(?:[A-Z]|[a-z]{1,4}[A-Z])[\w.]*|\bversion|\brelease|\bv)[ -]?(?:[<>]=? ?)?$")
_FINE_PRICE = {"litre", "liter", "kwh", "l"}  # "€1.459 per litre" has three decimals
_RANGE = re.compile(
    rf"\s?(?:-|–|—|to|and)[\s-]?(?:[$€£])?(?:(?P<digits>{numbers.DIGITS})(?P<thousand>k)?(?![\w.]*\d)(?!-\d)|(?P<words>{numbers.WORDS})\b)",
    re.IGNORECASE,
)
_SHORT_VERSION = re.compile(r"(?:\b(?P<name>[A-Za-z][\w+#-]*) )?\bv\.?(?P<digits>\d+(?:\.\d+){1,3})\b")
_FIRST_OF_ALL = re.compile(r"\b(?:No\. ?|[Nn]umber )(?:1|one)\b(?! [A-Z])")
_VERSION_MARK = re.compile(r"(?:\bversion |\bversions |\brelease |\bv\.? ?)$", re.IGNORECASE)
# Names that stand before a plain number without making it part of a name: sentence starts and labels.
_NOT_A_NAME = set(
    """
    The Over Up From Only Just About Around More Less Fewer Under Within At In On By For Get Save Try
    Start Your Our Includes Include Included Use Enjoy Trusted Join Choose Nearly Almost Roughly Minimum
    Maximum Max Min Another All Any And Or But With Without Until Since After Before Every Each Both Its
    It They We You Plans Plan Seats Users Price Prices Pay Costs Cost Buy Now Today Approximately
    Exactly Than To Of Is Are Was Were Has Have Had Connects Connect Supports Support Serves Serve Works
    Work Limit Limited Capped Adds Add Cut Cuts Reduces Reduce See Read Meet Meets Learn Take Takes
    Ships Ship Comes Come Covers Cover Runs Run Syncs Sync Does Deliver Delivers Average Total Team
    Teams Book Claim Grab Starter Between A An
    """.split()
)


def find(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence in order; no two overlap.

    >>> [(q.value, q.unit, q.per) for q in find("Team is $12 per user per month after two weeks.")]
    [(12.0, 'USD', ('month', 'user')), (14.0, 'day', ())]
    """
    masked = _OPAQUE.sub(lambda match: " " * len(match.group()), text)
    found: list[Quantity] = []
    for finder in (dates.find, schedules.find, shares.find, _phrases, _ranges_and_numbers):
        for quantity in finder(masked):
            if not any(quantity.span.start < other.span.end and other.span.start < quantity.span.end for other in found):  # fmt: skip
                found.append(quantity)
    return _joined(text, sorted(found, key=lambda quantity: quantity.span))


def _joined(text: str, found: list[Quantity]) -> tuple[Quantity, ...]:
    """Make one duration of "2 hours 30 minutes", "2h 15m" and "1 year and 6 months"."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if last and last.kind == "duration" and re.fullmatch(r"[0-5]?\d ?m", quantity.words):
            minutes = float(quantity.words.rstrip(" m")) / 1440
            quantity = replace(quantity, kind="duration", unit="day", value=minutes, high=minutes)
        if (
            last
            and last.kind == quantity.kind == "duration"
            and not last.per
            and quantity.value < last.value
            and re.fullmatch(r",? (?:and )?", text[last.span.end : quantity.span.start])
        ):
            value, span = last.value + quantity.value, Span(last.span.start, quantity.span.end)
            joined[-1] = replace(
                last, value=value, high=value, span=span, words=text[span.start : span.end], per=quantity.per
            )
        else:
            joined.append(quantity)
    return tuple(joined)


def _phrases(text: str) -> Iterator[Quantity]:
    """Yield values that are said without a plain number."""
    for match in _UNLIMITED.finditer(text):
        said = match["noun1"]
        noun = around.singular(said.split()[-1]) if said else around.noun_after(text, match.end())[0]
        yield units.quantity(text, match.span(), math.inf, noun, "count")
    for match in _FREE.finditer(text):
        if _FREE_TIME.search(text[: match.start()]):
            continue  # "three months of it are free": a discount, and what it costs is said elsewhere
        yield units.quantity(text, match.span(), 0.0, "money", "money")
    for match in _SHORT_VERSION.finditer(text):
        value = _version_value(match["digits"])
        unit = (match["name"] or "").lower().removesuffix(".js")
        yield units.quantity(text, match.span("digits"), value, unit, "version", bound=_bound(text, match))
    for match in _FIRST_OF_ALL.finditer(text):
        yield units.quantity(text, match.span(), 1.0, "rank", "rank")
    for match in _VAGUE.finditer(text):
        yield from _vague(text, match)


def _vague(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    if match["few"]:
        key = match["few"].lower()
        days = next(days for start, days in _FEW_DAYS.items() if key.startswith(start))
        yield units.quantity(text, match.span(), days, "day", "duration", bound=Bound.AT_MOST)
    elif match["couple"]:
        days = 2 * units.lookup(match["cunit"])[2]
        yield units.quantity(text, match.span(), days, "day", "duration", bound=Bound.ABOUT)
    elif match["half"]:
        days = units.lookup(match["hunit"])[2] / 2
        yield units.quantity(text, match.span(), days, "day", "duration", bound=_bound(text, match))
    else:
        # "$5 a month" and "twice a week" say per what; "in a month" and "a year's notice" are lengths.
        before = text[: match.start()].rstrip()
        if _POINT_IN_TIME.search(before):
            return
        if re.search(r"[$€£] ?[\d.,]+\w*(?: \w+){0,3}$", before):
            return
        if re.search(r"(?:[\d%kKMB]|\b(?:once|twice|times|free|cents|dollars|euros|pounds|hundred|thousand|million|[a-z]{3,}s))$", before) and not re.search(r"(?:\b(?:lasts|takes|needs|plans|is|was|pays|runs|gives|gets|includes|offers|has))$", before, re.IGNORECASE):  # fmt: skip
            return
        days = units.lookup(match["unit"])[2] * (1.5 if match["more"] else 1)
        yield units.quantity(text, match.span(), days, "day", "duration", bound=_bound(text, match))


def _ranges_and_numbers(text: str) -> Iterator[Quantity]:
    """Yield plain numbers with what stands around them; "10 to 30 days" is one quantity."""
    taken = 0
    for match in numbers.NUMBER.finditer(text):
        if match.start() < taken:
            continue
        quantity = _measured(text, match)
        if quantity is None:
            continue
        taken = quantity.span.end
        yield quantity


def _measured(text: str, match: re.Match[str]) -> Quantity | None:
    low = numbers.value(match)
    start, end = match.span()
    currency, start = _currency_before(text, start)
    if match["words"] and match["words"].lower() in ("one", "a hundred", "zero") and not currency:
        after = text[end : end + 1]
        if match["words"].lower() == "one" and not units.UNIT.match(text[end:].lstrip(" -")) and after != "-":
            return None  # "one of", "the one", "one login": hardly ever a count
    high = low
    further = _RANGE.match(text, end)
    is_range = False
    if further and (
        not re.match(r"\s?and", further.group())
        or re.search(r"\b(?:between|from)\s+[$€£]?$", text[:start], re.IGNORECASE)
    ):
        second = numbers.number(further["digits"] or further["words"]) * (
            1000.0 if further["thousand"] else 1.0
        )
        if second > low:
            high, end, is_range = second, further.end(), True
    name = _NAME_NUMBER.search(text[:start])
    kind, unit, factor, end, bound_text_end = _unit_after(text, end, currency)
    if not kind:
        if name and not currency and not is_range and not _opens_a_count(text, name, end):
            return _version(text, match, start, match.end())
        if text[start - 1 : start] == "#":
            return units.quantity(text, (start, match.end()), low, "rank", "rank")
        unit, noun_end = around.noun_after(text, end)
        kind, factor, end = "count", 1.0, max(end, noun_end if unit else end)
        bound_text_end = match.end() if not is_range or not further else further.end()
        if not unit and re.fullmatch(r"(?:19|20)\d\d", match.group()):
            return None  # a bare year says nothing countable
    bound = around.bound_of(text, start, bound_text_end, end)
    if bound is Bound.AT_LEAST and kind != "money" and re.search(r"\bfrom $", text[:start], re.IGNORECASE):
        # "from 2,100 reviews" is no least value; "from $9" and "from 2,100+ reviews" are.
        bound = around.bound_after(text, bound_text_end, end) or Bound.EXACT
    if is_range:
        bound = Bound.RANGE
    per = around.per_of(text, end)
    if unit == "EUR" and re.fullmatch(r"\d{1,3}\.\d{3}", match["digits"] or "") and not _FINE_PRICE & {*per}:
        factor = 1000.0  # "€1.299" as the continent writes it
    return units.quantity(
        text, (start, end), low * factor, unit, kind, high=high * factor, bound=bound, per=per
    )


def _opens_a_count(text: str, name: re.Match[str], end: int) -> bool:
    """Whether a capital before a number is no name: "Max. 6", and "Sleeps 6 guests" where a sentence begins."""
    word = name.group().strip(" -<>=.")
    first = not text[: name.start()].strip(" \"'“‘(") and bool(re.fullmatch(r"[A-Z][a-z]+(?:s|ed|ing)", word))
    return word in _NOT_A_NAME or (
        first and bool(re.match(r"\+? (?:[a-z-]+ )?[a-z]{3,}s\b|-[a-z]+\b", text[end:]))
    )


def _currency_before(text: str, start: int) -> tuple[str, int]:
    """Return the currency whose sign stands before the number, and where the sign begins."""
    match = units.CURRENCY_BEFORE.search(text, max(0, start - 6), start)
    return (units.CURRENCIES[match.group().strip().lower()], match.start()) if match else ("", start)


def _unit_after(text: str, end: int, currency: str) -> tuple[str, str, float, int, int]:
    """Return (kind, unit, factor, end of the unit, end of the bare number); kind is "" without a unit."""
    if currency:
        return "money", currency, 1.0, end, end
    plus = re.compile(r"\+?").match(text, end)
    after_plus = plus.end() if plus else end
    if sign := units.CURRENCY_AFTER.match(text, after_plus):
        return "money", units.CURRENCY_SIGNS[sign[1].lower()], 1.0, sign.end(), end
    gap = _GAP.match(text, after_plus)
    unit_at = gap.end() if gap else after_plus
    match = units.UNIT.match(text, unit_at)
    if not match or (len(match["unit"]) == 1 and match["unit"].isalpha() and (gap and "-" in gap.group())):
        return "", "", 1.0, end, end
    spelling = match["unit"]
    if len(spelling) == 1 and spelling.isupper() and spelling not in "%WL":
        return "", "", 1.0, end, end
    if spelling == "p" and (gap or not re.search(r"(?<!\d)\d\d?$", text[:unit_at])):
        return "", "", 1.0, end, end  # "99p" are pence; "1080p" are lines
    kind, unit, factor = units.lookup(spelling)
    return kind, unit, factor, match.end(), end


def _version(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """Return a version for "Python 3.11 or newer" and "version 2.4"; None for a name such as ISO 27001."""
    longer = re.compile(r"(?:\.\d+)*").match(text, end)
    end = longer.end() if longer else end
    digits = re.match(r"[\d.]+", text[match.start() : end])
    bound = around.bound_of(text, start, end, end)
    marked = _VERSION_MARK.search(text[:start])
    if not digits or (bound is Bound.EXACT and not marked):
        return None
    before = text[: marked.start() if marked else start].rstrip(" <>=-")
    name = re.search(r"([A-Za-z][\w.+#]*)$", before)
    unit = name[1].lower().removesuffix(".js") if name else ""
    value = _version_value(digits.group())
    return units.quantity(text, (start, end), value, unit, "version", bound=bound)


def _version_value(digits: str) -> float:
    """Return a number that sorts as versions do: "3.11" is 3.011."""
    parts = [int(part) for part in digits.strip(".").split(".")[:3]]
    return sum(part * 1000.0**-at for at, part in enumerate(parts))


def _bound(text: str, match: re.Match[str]) -> Bound:
    return around.bound_of(text, match.start(), match.end(), match.end())
