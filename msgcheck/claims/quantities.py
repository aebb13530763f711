"""Quantities of a sentence: value, unit, bound, per-what. Arithmetic, so that no network has to count.

"14-day", "14 days", "two weeks" and "a fortnight" are one value; "up to 10", "10+" and "10" are three.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from msgcheck.claims import dates, numbers, units
from msgcheck.model import Bound, Quantity, Span

# What looks like a number and measures nothing: links, addresses, merge fields, list and phone numbers.
_OPAQUE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\{\{.*?\}\}|\{%.*?%\}|\*\|.*?\|\*|\{!.*?\}|%%.*?%%|<%.*?%>|\[\[.*?\]\]"
    r"|^\s*\(?\d{1,2}[.)]\s|(?:\+\d|\(0|\b0)[\d ()-]{7,}\d\b"
)

_AT_LEAST = r"over|more than|at least|a minimum of|minimum(?: of)?|min\.?|from|starting (?:at|from)|starts? at|starting price:?|above|upwards of|no less than|no fewer than|not less than|beyond|in excess of|≥|>=|>"
_AT_MOST = r"up to|at most|a maximum of|maximum(?: of)?|max\.?|no more than|not more than|under|less than|fewer than|below|within|inside|in under|as many as|capped at|limited to|limit of|a limit of|≤|<=|<"
_ABOUT = r"about|around|roughly|approximately|approx\.?|nearly|almost|close to|some|~|≈|an average of|on average|average"
_BEFORE = re.compile(
    rf"(?:^|(?<![\w]))(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<about>{_ABOUT}))\s*(?:the |a |an |only |just |your |first |last |its |our )?$",
    re.IGNORECASE,
)
_AFTER_LEAST = re.compile(
    r"^\s*(?:\+|plus\b|or (?:more|newer|later|above|higher|greater|over|older|longer|up)\b|and (?:above|up|over|newer|later|older|beyond)\b|minimum\b|min\b)",
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
    "monthly": "month", "annually": "year", "yearly": "year", "daily": "day", "weekly": "week",
    "site": "location", "restaurant": "location", "store": "location", "outlet": "location", "venue": "location",
}  # fmt: skip
_PER = re.compile(
    r"\s*(?:(?:/|,?\s*per\s+|,?\s*for (?:each|every)\s+|,?\s*for an?\s+|,?\s*each\s+|,?\s*every\s+|\s+an?\s+)\s*(?P<noun>[a-z]{1,14})\b|\s+(?P<adverb>monthly|annually|yearly|daily|weekly)\b)",
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
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_GAP = re.compile(r"[\s  -]+")

_UNLIMITED = re.compile(
    r"\b(?:unlimited|limitless|uncapped|unmetered|as (?:many|much) (?P<noun1>[a-z]+(?: [a-z]+)?)? ?as you (?:want|like|need|wish|please)"
    r"|(?:there(?:'s| is| are) )?no (?:(?:upper |fixed |hard )?(?:limits?|caps?|maximum|ceiling)) (?:on|to|for)(?: the number of| how many)?|without (?:any )?limits?|any number of)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free of charge|for free|at no (?:extra |additional )?(?:cost|charge)|no (?:extra |additional )?(?:cost|charge)s?|costs? nothing|complimentary|free forever|(?:is|are|stays?|remains?) (?:completely |always |entirely )?free(?! (?:to|of|for|from)\b)|on the house)\b",
    re.IGNORECASE,
)
_FREE_TIME = re.compile(r"\b(?:days|weeks|months|years)\b(?: of (?:\w+ ){0,3})? ?$", re.IGNORECASE)
_ALWAYS_ON = re.compile(
    r"\b(?:24/7(?:/365)?|24x7|24 ?× ?7|around[ -]the[ -]clock|round[ -]the[ -]clock|day and night)",
    re.IGNORECASE,
)
_RATIO = re.compile(rf"\b(?P<a>\d+|{numbers.WORDS})(?: |-)(?:in|out of|of every|of)(?: |-)(?:every )?(?P<b>\d+|{numbers.WORDS})\b(?! (?:days|weeks|months|hours|years|minutes))", re.IGNORECASE)  # fmt: skip
_PART = re.compile(r"\b(?:step|page|part|slide|chapter|lesson|module|question|week|day) $", re.IGNORECASE)
_RATING = re.compile(r"\b(?P<a>\d(?:\.\d+)?)(?:\s*/\s*|\s+out of\s+)(?P<b>5|10)\b(?:\s*stars?)?|\b(?P<stars>\d(?:\.\d+)?)[ -]stars?\b", re.IGNORECASE)  # fmt: skip
_TIMES = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s?[x×]\b(?!\s?\d)|\b(?P<w>two|three|four|five|six|seven|eight|nine|ten|\d+(?:\.\d+)?) times (?:as|more|the|faster|cheaper|quicker|longer|bigger|higher)", re.IGNORECASE)  # fmt: skip
_EVERY = re.compile(
    rf"\b(?:(?:once|one time) (?:a|an|per|every) |(?P<twice>twice) (?:a|an|per|every) |(?P<times>\d+|{numbers.WORDS}) times (?:a|an|per|every) |every (?:(?P<n>\d+|{numbers.WORDS}) )?)(?P<unit>{units.DURATION_WORDS})s?\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"(?<!billed )(?<!paid )(?<!pay )(?<!charged )(?<!invoiced )\b(?P<adverb>hourly|nightly|daily|weekly|fortnightly|biweekly|monthly|quarterly)\b(?! (?:fee|price|cost|plan|billing|subscription|payment|active|rate|charge|spend|budget|limit|quota))", re.IGNORECASE)  # fmt: skip
_ADVERB_DAYS = {"hourly": 1 / 24, "nightly": 1, "daily": 1, "weekly": 7, "fortnightly": 14, "biweekly": 14, "monthly": 30, "quarterly": 91}  # fmt: skip
_CLOCK = re.compile(r"\b(?:(?P<h>1[0-2]|0?\d)(?:[:.](?P<m>[0-5]\d))? ?(?P<half>am|pm|a\.m\.|p\.m\.)|(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)|(?P<word>noon|midnight))(?!\w)", re.IGNORECASE)  # fmt: skip
_VAGUE = re.compile(
    rf"\b(?:an?|one)[ -](?P<unit>{units.DURATION_WORDS})\b|\b(?P<half>half an? (?P<hunit>hour|day|year|minute))\b|\b(?P<few>overnight|same[ -]day|next[ -](?:business |working )?day|instant(?:ly|aneous)?|immediately)\b",
    re.IGNORECASE,
)
# "in the middle of a month" is a day, no length.
_POINT_IN_TIME = re.compile(
    r"\b(?:middle|mid|end|start|beginning|time|times|day|days|week|weeks) of$", re.IGNORECASE
)
_FEW_DAYS = {"overnight": 1.0, "same": 0.5, "next": 1.0, "insta": 0.0, "immed": 0.0}
_NINES = re.compile(r"\b(?P<n>two|three|four|five|six) nines\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(?P<half>half)(?: of)?|(?P<n>a|one|two|three|four) ?-?(?P<d>third|quarter|fifth|tenth)s?(?: of)?)\b(?! (?:an? )?(?:hour|day|year|a dozen))",
    re.IGNORECASE,
)
_NAME_NUMBER = re.compile(r"(?:\b[A-Z][\w.]*|\bversion|\brelease|\bv)[ -]?(?:[<>]=? ?)?$")
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
    Teams Book Claim Grab Starter
    """.split()
)


def find(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence in order; no two overlap.

    >>> [(q.value, q.unit, q.per) for q in find("Team is $12 per user per month after two weeks.")]
    [(12.0, 'USD', ('month', 'user')), (14.0, 'day', ())]
    """
    masked = _OPAQUE.sub(lambda match: " " * len(match.group()), text)
    found: list[Quantity] = []
    for finder in (dates.find, _phrases, _ranges_and_numbers):
        for quantity in finder(masked):
            if not any(quantity.span.start < other.span.end and other.span.start < quantity.span.end for other in found):  # fmt: skip
                found.append(quantity)
    return _joined(text, sorted(found, key=lambda quantity: quantity.span))


def _joined(text: str, found: list[Quantity]) -> tuple[Quantity, ...]:
    """Make one duration of "2 hours 30 minutes" and "1 year and 6 months"."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
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
    for match in _ALWAYS_ON.finditer(text):
        yield _quantity(text, match, 168.0, "hour/week", "hours")
    for match in _RATING.finditer(text):
        number = float(match["a"] or match["stars"])
        yield _quantity(text, match, number, f"of {match['b'] or 5}", "rating")
    for match in _NINES.finditer(text):
        nines = numbers.from_words(match["n"])
        yield _quantity(text, match, 100 - 100 * 10**-nines, "percent", "percent")
    for match in _RATIO.finditer(text):
        a, b = (_number(match[side]) for side in "ab")
        if 0 < a <= b and not _PART.search(text[: match.start()]):
            yield _quantity(text, match, 100 * a / b, "percent", "percent", bound=Bound.ABOUT)
    for match in _FRACTION.finditer(text):
        share = 50.0
        if not match["half"]:
            parts = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}[match["d"].lower()]
            share = 100 * _number(match["n"]) / parts
        if text[match.end() :].lstrip()[:2] != "an":
            yield _quantity(text, match, share, "percent", "percent", bound=Bound.ABOUT)
    for match in _TIMES.finditer(text):
        yield _quantity(text, match, _number(match["n"] or match["w"]), "times", "multiple")
    for match in _EVERY.finditer(text):
        kind, _, factor = units.lookup(match["unit"])
        often = 2.0 if match["twice"] else _number(match["times"]) if match["times"] else 1.0
        span_days = factor * (_number(match["n"]) if match["n"] else 1.0)
        if kind == "duration" and (match["n"] or "every" not in match.group().lower()):
            yield _quantity(text, match, often / span_days, "a day", "frequency")
    for match in _ADVERB.finditer(text):
        yield _quantity(text, match, 1 / _ADVERB_DAYS[match["adverb"].lower()], "a day", "frequency")
    for match in _CLOCK.finditer(text):
        yield _quantity(text, match, _clock(match), "o'clock", "time")
    for match in _UNLIMITED.finditer(text):
        noun = (
            _noun_after(text, match.end())[0] if not match["noun1"] else _singular(match["noun1"].split()[-1])
        )
        yield _quantity(text, match, math.inf, noun, "count")
    for match in _FREE.finditer(text):
        if _FREE_TIME.search(text[: match.start()]):
            continue  # "three months of it are free": a discount, and what it costs is said elsewhere
        yield _quantity(text, match, 0.0, "money", "money")
    for match in _VAGUE.finditer(text):
        yield from _vague(text, match)


def _vague(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    if match["few"]:
        key = match["few"].lower()
        days = next(days for start, days in _FEW_DAYS.items() if key.startswith(start))
        yield _quantity(text, match, days, "day", "duration", bound=Bound.AT_MOST)
    elif match["half"]:
        yield _quantity(
            text, match, units.lookup(match["hunit"])[2] / 2, "day", "duration", bound=_bound(text, match)
        )
    else:
        # "$5 a month" and "twice a week" say per what; "in a month" and "a year's notice" are lengths.
        before = text[: match.start()].rstrip()
        if _POINT_IN_TIME.search(before):
            return
        if re.search(r"[$€£] ?[\d.,]+\w*(?: \w+){0,3}$", before):
            return
        if re.search(r"(?:[\d%kKMB]|\b(?:once|twice|times|free|cents|dollars|euros|pounds|hundred|thousand|million|[a-z]{3,}s))$", before) and not re.search(r"(?:\b(?:lasts|takes|needs|plans|is|was|pays|runs|gives|gets|includes|offers|has))$", before, re.IGNORECASE):  # fmt: skip
            return
        yield _quantity(
            text, match, units.lookup(match["unit"])[2], "day", "duration", bound=_bound(text, match)
        )


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
    range_match = re.compile(
        rf"\s?(?:-|–|—|to|and)\s?(?:[$€£])?(?P<digits>{numbers.DIGITS})(?P<suffix>k|K|M)?(?![\w.]*\d)(?!-)"
    ).match(text, end)
    is_range = False
    if (range_match and match["digits"] and not re.match(r"\s?and", range_match.group())) or (
        range_match and re.search(r"\b(?:between|from)\s+[$€£]?$", text[:start], re.IGNORECASE)
    ):
        second = float(range_match["digits"].replace(",", "")) * (1000.0 if (range_match["suffix"] or "").lower() == "k" else 1.0)  # fmt: skip
        if second > low:
            high, end, is_range = second, range_match.end(), True
    name = _NAME_NUMBER.search(text[:start])
    kind, unit, factor, end, bound_text_end = _unit_after(text, end, currency)
    if not kind:
        if name and not currency and name.group().strip(" -<>=") not in _NOT_A_NAME:
            return _version(text, match, low, start, match.end())
        if text[start - 1 : start] == "#":
            return Quantity(
                low, "rank", "rank", Span(start, match.end()), text[start : match.end()], high=low
            )
        unit, noun_end = _noun_after(text, end)
        kind, factor, end = "count", 1.0, max(end, noun_end if unit else end)
        bound_text_end = match.end() if not is_range else range_match.end() if range_match else end
        if not unit and re.fullmatch(r"(?:19|20)\d\d", match.group()):
            return None  # a bare year says nothing countable
    bound = _bound_of(text, start, bound_text_end, end)
    if bound is Bound.AT_LEAST and kind != "money" and re.search(r"\bfrom $", text[:start], re.IGNORECASE):
        # "from 2,100 reviews" is no least value; "from $9" and "from 2,100+ reviews" are.
        bound = _bound_after(text, bound_text_end, end) or Bound.EXACT
    if is_range:
        bound = Bound.RANGE
    per = _per(text, end)
    return Quantity(
        value=low * factor,
        high=high * factor,
        unit=unit,
        kind=kind,
        span=Span(start, min(end, len(text))),
        words=text[start:end],
        bound=bound,
        per=per,
    )


def _currency_before(text: str, start: int) -> tuple[str, int]:
    """Return the currency whose sign stands before the number, and where the sign begins."""
    match = re.search(r"(?:US\$|A\$|C\$|[$€£¥]|\b(?:USD|EUR|GBP|CHF|AUD|CAD)) ?$", text[:start])
    if not match:
        return "", start
    sign = match.group().strip()
    return units.CURRENCY_SIGNS.get(sign.lower(), sign.upper()), match.start()


def _unit_after(text: str, end: int, currency: str) -> tuple[str, str, float, int, int]:
    """Return (kind, unit, factor, end of the unit, end of the bare number); kind is "" without a unit."""
    if currency:
        return "money", currency, 1.0, end, end
    plus = re.compile(r"\+?").match(text, end)
    after_plus = plus.end() if plus else end
    sign = re.compile(r"\s?(€|£|\$)").match(text, after_plus)
    if sign:
        return "money", units.CURRENCY_SIGNS[sign[1]], 1.0, sign.end(), end
    gap = _GAP.match(text, after_plus)
    unit_at = gap.end() if gap else after_plus
    match = units.UNIT.match(text, unit_at)
    if not match or (len(match["unit"]) == 1 and match["unit"].isalpha() and (gap and "-" in gap.group())):
        return "", "", 1.0, end, end
    spelling = match["unit"]
    if len(spelling) == 1 and spelling.isupper() and spelling not in "%WL":
        return "", "", 1.0, end, end
    kind, unit, factor = units.lookup(spelling)
    return kind, unit, factor, match.end(), end


def _version(text: str, match: re.Match[str], number: float, start: int, end: int) -> Quantity | None:
    """Return a version for "Python 3.11 or newer" and "version 2.4"; None for a name such as ISO 27001."""
    longer = re.compile(r"(?:\.\d+)*").match(text, end)
    end = longer.end() if longer else end
    digits = re.match(r"[\d.]+", text[match.start() : end])
    bound = _bound_of(text, start, end, end)
    marked = _VERSION_MARK.search(text[:start])
    if not digits or (bound is Bound.EXACT and not marked):
        return None
    before = text[: marked.start() if marked else start].rstrip(" <>=-")
    name = re.search(r"([A-Za-z][\w.+#]*)$", before)
    unit = name[1].lower().removesuffix(".js") if name else ""
    parts = [int(part) for part in digits.group().strip(".").split(".")[:3]]
    value = sum(part * 1000.0**-at for at, part in enumerate(parts))
    return Quantity(value, unit, "version", Span(start, end), text[start:end], high=value, bound=bound)


def _noun_after(text: str, end: int) -> tuple[str, int]:
    """Return (singular head noun, end) of the noun phrase after a number: "12 LLM providers" -> provider."""
    at = end
    words: list[tuple[str, int]] = []
    plus = re.compile(r"\+|,000").match(text, at)
    at = plus.end() if plus else at
    while len(words) < 4:
        gap = re.compile(r"[ -]| ").match(text, at)
        word = _WORD.match(text, gap.end()) if gap else None
        if not word or word.group().lower() in _STOP:
            break
        words.append((word.group(), word.end()))
        at = word.end()
        if _is_plural(word.group()):
            break
    if not words:
        return "", end
    noun, noun_end = words[-1] if _is_plural(words[-1][0]) else words[0]
    return _singular(noun), noun_end


_IRREGULAR = {"people": "person", "children": "child", "staff": "staff", "men": "man", "women": "woman", "companies": "company"}  # fmt: skip


def _is_plural(word: str) -> bool:
    low = word.lower()
    if word.isupper():
        return False  # POS, SMS, GPS
    return low in _IRREGULAR or (low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s")))


def _singular(word: str) -> str:
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "xes", "ches", "shes")):
        return low[:-2]
    return low[:-1] if _is_plural(low) else low


def _bound(text: str, match: re.Match[str]) -> Bound:
    return _bound_of(text, match.start(), match.end(), match.end())


def _bound_of(text: str, start: int, number_end: int, end: int) -> Bound:
    """Say how the number between `start` and `end` is meant, from the words around it."""
    if said := _bound_after(text, number_end, end):
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


def _bound_after(text: str, number_end: int, end: int) -> Bound | None:
    for at in (number_end, end):
        if _AFTER_LEAST.match(text[at : at + 20]):
            return Bound.AT_LEAST
        if _AFTER_MOST.match(text[at : at + 20]):
            return Bound.AT_MOST
    return None


def _per(text: str, end: int) -> tuple[str, ...]:
    """Return what one value is for, sorted: "$12 per user per month" -> ("month", "user")."""
    found: set[str] = set()
    at = end
    while match := _PER.match(text, at):
        noun = (match["noun"] or match["adverb"]).lower()
        if noun in _STOP or noun in ("minimum", "maximum", "year's", "month's", "bit", "lot", "few", "day's"):
            break
        noun = _PER_NOUNS.get(noun, _PER_NOUNS.get(_singular(noun), _singular(noun)))
        found.add(noun)
        at = match.end()
        tail = re.compile(r"\s*(?:\(.*?\)|,)?").match(text, at)
        if tail and _TRAILING_PER.match(text, tail.end()):
            at = tail.end()
    return tuple(sorted(found))


def _number(words: str) -> float:
    return float(words.replace(",", "")) if words[0].isdigit() else numbers.from_words(words)


def _clock(match: re.Match[str]) -> float:
    """Return hours since midnight."""
    if match["word"]:
        return 12.0 if match["word"].lower() == "noon" else 24.0
    if match["h24"]:
        return int(match["h24"]) + int(match["m24"]) / 60
    hour = int(match["h"]) % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return hour + int(match["m"] or 0) / 60


def _quantity(
    text: str, match: re.Match[str], number: float, unit: str, kind: str, *, bound: Bound = Bound.EXACT
) -> Quantity:
    start, end = match.span()
    return Quantity(number, unit, kind, Span(start, end), text[start:end], high=number, bound=bound)
