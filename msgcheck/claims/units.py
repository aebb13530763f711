"""Units of what companies promise, each with its base: 14 days, two weeks and a fortnight are one value.

Months are 30 days and years 365: copy uses them so, and `values.same` allows the rounding.
"""

from __future__ import annotations

import re

# kind -> base unit -> {spelling: factor to base}
_UNITS: dict[str, dict[str, dict[str, float]]] = {
    "duration": {
        "day": {
            "millisecond": 1 / 86_400_000, "ms": 1 / 86_400_000, "second": 1 / 86_400, "sec": 1 / 86_400,
            "minute": 1 / 1440, "min": 1 / 1440, "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "day": 1,
            "business day": 1.4, "working day": 1.4, "weekday": 1.4, "week": 7, "wk": 7, "fortnight": 14,
            "month": 30, "mo": 30, "mth": 30, "quarter": 91, "year": 365, "yr": 365, "decade": 3650,
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
            "mm": 1e-3, "millimetre": 1e-3, "millimeter": 1e-3, "cm": 1e-2, "centimetre": 1e-2,
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
    "percent": {"percent": {"%": 1, "percent": 1, "per cent": 1, "pct": 1, "percentage point": 1}},
}  # fmt: skip

CURRENCY_SIGNS = {"$": "USD", "us$": "USD", "a$": "AUD", "c$": "CAD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_CURRENCY_WORDS = {
    "usd": "USD", "dollar": "USD", "buck": "USD", "eur": "EUR", "euro": "EUR", "gbp": "GBP",
    "pound": "GBP", "chf": "CHF", "franc": "CHF", "aud": "AUD", "cad": "CAD", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "jpy": "JPY", "yen": "JPY",
}  # fmt: skip
_CENTS = {"cent": ("USD", 0.01), "pence": ("GBP", 0.01)}

# spelling -> (kind, base unit, factor)
UNITS: dict[str, tuple[str, str, float]] = {
    spelling: (kind, base, factor)
    for kind, bases in _UNITS.items()
    for base, spellings in bases.items()
    for spelling, factor in spellings.items()
}
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
