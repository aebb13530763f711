"""Units of what companies promise, each with its base: 14 days, two weeks and a fortnight are one value.

Months are 30 days and years 365: copy uses them so, and `values.same` allows the rounding.

Why not pint: it spells as physicists do ("gb" is unknown to it, "Gb" a gilbert, "mbps" a millibit, "ton" the
American one) and knows no business day, so the spellings below, which are the bulk of the table, would stay ours;
it costs 0.6 s to start.
"""

from __future__ import annotations

import re

from msgcheck.model import Bound, Quantity, Span

# kind -> base unit -> {spelling: factor to base}
_UNITS: dict[str, dict[str, dict[str, float]]] = {
    "duration": {
        "day": {
            "millisecond": 1 / 86_400_000, "ms": 1 / 86_400_000, "second": 1 / 86_400, "sec": 1 / 86_400,
            "minute": 1 / 1440, "min": 1 / 1440, "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "day": 1,
            "business day": 1.4, "working day": 1.4, "weekday": 1.4, "week": 7, "wk": 7, "fortnight": 14,
            "month": 30, "mo": 30, "mth": 30, "quarter": 91, "year": 365, "yr": 365, "decade": 3650,
            "hrs": 1 / 24, "wks": 7, "yrs": 365,
            "night": 1,
        },
    },
    "size": {
        "byte": {
            "byte": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15, "kib": 1024, "mib": 1024**2,
            "gib": 1024**3, "tib": 1024**4, "kilobyte": 1e3, "megabyte": 1e6, "gigabyte": 1e9,
            "terabyte": 1e12, "petabyte": 1e15, "gig": 1e9,
        },
    },
    "rate": {"bit/s": {"kbps": 1e3, "mbps": 1e6, "gbps": 1e9, "kbit/s": 1e3, "mbit/s": 1e6, "gbit/s": 1e9}},
    "length": {
        "metre": {
            "m": 1, "mm": 1e-3, "millimetre": 1e-3, "millimeter": 1e-3, "cm": 1e-2, "centimetre": 1e-2,
            "centimeter": 1e-2, "metre": 1, "meter": 1, "km": 1e3, "kilometre": 1e3, "kilometer": 1e3,
            "mile": 1609.344, "inch": 0.0254, "inches": 0.0254, "ft": 0.3048, "foot": 0.3048,
            "feet": 0.3048, "yard": 0.9144,
        },
    },
    "mass": {
        "gram": {
            "mg": 1e-3, "g": 1, "gram": 1, "kg": 1e3, "kilo": 1e3, "kilogram": 1e3, "tonne": 1e6, "ton": 1e6,
            "lb": 453.592, "pound weight": 453.592, "oz": 28.3495, "ounce": 28.3495,
        },
    },
    "volume": {
        "litre": {
            "ml": 1e-3, "millilitre": 1e-3, "milliliter": 1e-3, "cl": 1e-2, "litre": 1, "liter": 1,
            "l": 1, "gallon": 3.785, "pint": 0.568,
        },
    },
    "area": {
        "square metre": {
            "square metre": 1, "square meter": 1, "sqm": 1, "m²": 1, "m2": 1, "square foot": 0.0929,
            "square feet": 0.0929, "sq ft": 0.0929, "hectare": 1e4, "acre": 4046.86,
        },
    },
    "power": {"watt": {"w": 1, "watt": 1, "kw": 1e3, "kilowatt": 1e3, "mw": 1e6, "megawatt": 1e6}},
    "energy": {"watt hour": {"wh": 1, "kwh": 1e3, "mwh": 1e6, "kcal": 1.163, "calorie": 1.163e-3}},
    "charge": {"mAh": {"mah": 1}},
    "temperature": {"°C": {"°c": 1, "degrees celsius": 1, "degrees c": 1}, "°F": {"°f": 1}},
    "frequency of a wave": {"hertz": {"hz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9}},
    "speed": {"metre/s": {"km/h": 1 / 3.6, "kph": 1 / 3.6, "kmh": 1 / 3.6, "mph": 0.44704, "m/s": 1}},
    "resolution": {"dot/inch": {"dpi": 1, "ppi": 1}},
    "percent": {"percent": {"%": 1, "percent": 1, "per cent": 1, "pct": 1, "percentage point": 1}},
}  # fmt: skip

CURRENCY_SIGNS = {
    "$": "USD", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "s$": "SGD",
    "hk$": "HKD", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN",
}  # fmt: skip
# "kr" is the money of four countries: only a price in kr compares with it.
_CURRENCY_WORDS = {
    "usd": "USD", "dollar": "USD", "buck": "USD", "eur": "EUR", "euro": "EUR", "gbp": "GBP",
    "pound": "GBP", "chf": "CHF", "franc": "CHF", "aud": "AUD", "cad": "CAD", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "jpy": "JPY", "yen": "JPY", "inr": "INR", "rupee": "INR", "pln": "PLN", "zloty": "PLN",
    "nzd": "NZD", "sgd": "SGD", "hkd": "HKD", "brl": "BRL", "mxn": "MXN", "zar": "ZAR", "cny": "CNY", "kr": "kr",
}  # fmt: skip
_CENTS = {"cent": ("USD", 0.01), "¢": ("USD", 0.01), "pence": ("GBP", 0.01), "p": ("GBP", 0.01)}
_signs = sorted(map(re.escape, CURRENCY_SIGNS), key=len, reverse=True)
_codes = "|".join(word for word in _CURRENCY_WORDS if len(word) == 3 and word != "yen")
CURRENCY_BEFORE = re.compile(rf"(?:(?<!\w)(?:{'|'.join(_signs)})|\b(?:{_codes}))\s?$", re.IGNORECASE)
CURRENCY_AFTER = re.compile(r"\s?([€£$₹]|zł)", re.IGNORECASE)

# spelling -> (kind, base unit, factor)
UNITS: dict[str, tuple[str, str, float]] = {
    spelling: (kind, base, factor)
    for kind, bases in _UNITS.items()
    for base, spellings in bases.items()
    for spelling, factor in spellings.items()
}
CURRENCIES = CURRENCY_SIGNS | _CURRENCY_WORDS
UNITS.update({word: ("money", currency, 1.0) for word, currency in _CURRENCY_WORDS.items()})
UNITS.update({word: ("money", currency, factor) for word, (currency, factor) in _CENTS.items()})

# One-letter units only stand right behind their digits ("500 g", "8h"), never as a word of their own.
_PLURAL = {spelling for spelling in UNITS if len(spelling) > 2 and spelling[-1].isalpha()}
_spellings = sorted(
    (
        re.escape(spelling) + ("s?" if spelling in _PLURAL and not spelling.endswith(("s", "feet")) else "")
        for spelling in UNITS
    ),
    key=len,
    reverse=True,
)
UNIT = re.compile(rf"(?P<unit>{'|'.join(_spellings)})(?![\w²])", re.IGNORECASE)

DURATION_WORDS = (
    r"(?:second|minute|hour|(?:business |working )?day|week|fortnight|month|quarter|year|night|decade)"
)


def lookup(spelling: str) -> tuple[str, str, float]:
    """Return (kind, base unit, factor) of a unit as written, singular or plural.

    >>> lookup("weeks")
    ('duration', 'day', 7)
    """
    low = spelling.lower()
    if low in UNITS:
        return UNITS[low]
    return UNITS[low.removesuffix("s")]


def quantity(
    text: str,
    span: tuple[int, int],
    value: float,
    unit: str,
    kind: str,
    *,
    high: float | None = None,
    bound: Bound = Bound.EXACT,
    per: tuple[str, ...] = (),
) -> Quantity:
    """Return the quantity that the words of `text` within `span` say; one value unless `high` is given."""
    start, end = span
    # Always floats: an int is kept between runs as a float, and would be judged anew as another value.
    value, high = float(value), float(value if high is None else high)
    return Quantity(value, unit, kind, Span(start, end), text[start:end], high=high, bound=bound, per=per)
