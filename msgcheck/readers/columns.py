"""Which row of a sheet names its columns, and which cells are copy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

_LONGEST_DATA = 2000  # characters of an address or a code; the patterns for them take the square of this
LONGEST_NAME = 60  # characters; a longer cell is copy, not the name of its row or column
_HEADER_WITHIN = 12  # rows; ad platforms put a title and a date range above the header

_URL = re.compile(
    r"(?:https?://|www\.|mailto:)\S+|\S+@\S+\.\w+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?|/\S*", re.IGNORECASE
)
_NUMBER = re.compile(r"[-+(]?[\d\s.,:/'-]*\d[\d\s.,:/'-]*\)?")
_CODE = re.compile(
    r"[A-Za-z]*[-_#]?\d{4,}\w*|[0-9a-f]{8}-[0-9a-f-]{20,}|\w+_\w+|#[0-9a-fA-F]{3,8}|true|false|yes|no|n/a|-+",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\b(?:ids?|uid|guid|sku|ur[li]s?|links?|landing page|path|slug|status|type|campaigns?|ad ?groups?"
    r"|keywords?|owner|author|created|updated|modified|utm\w*|image|file ?name|bid|clicks|impressions|ctr"
    r"|cpc|conversions?)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?:prices?|pricing|discounts?|savings?|fees?|trial|seats?|users?|members?|limits?|quota|storage|uptime|sla"
    r"|guarantee|refund|days?|hours?|months?|minutes?|customers?|countries|integrations?|templates?|rating|version"
    r"|per (?:user|seat|month|year)|monthly|annual(?:ly)?|yearly)\b",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"\b(?:plan|tier|edition|product|package|region|country|market|audience|segment|persona|currency|billing|feature"
    r"|brand|term|question)\b",
    re.IGNORECASE,
)
# What an ad or a mail achieved, and what it cost. A price list has a "Cost" too: see `without_results`.
_DELIVERY = re.compile(
    r"\b(?:impr(?:essions?|\b)|clicks?|ctr|click[- ]?through|cp[cmav]|reach|campaigns?|ad ?(?:group|set|name|id)s?|sends|bounces"
    r"|(?:open|click|view)[- ](?:through )?rate)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:costs?|spend|spent|budgets?|impr|click[- ]?through|cp[amv]|cpl|roas|roi|revenue|conv|frequency|reach|views?|results?"
    r"|(?:open|click|conv\.?|conversion|bounce|unsubscribe|reply|response|view|engagement|interaction) rate)\b",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\b(?:impr|conv|avg|no|nr|qty|desc|pos|max|min|est|approx)\.$", re.IGNORECASE)
_SAID = re.compile(r"[^\W\d_]{6}")  # a word that no unit is: "£40 per month" and "3.2x" are figures
_DATE = re.compile(r"\b(?:date|published|sent|send|scheduled)\b", re.IGNORECASE)
_CUSTOMER = re.compile(r"\b(?:testimonials?|reviews?|customer quotes?)\b", re.IGNORECASE)
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Column:
    """What the name of a column says about its cells."""

    name: str
    is_data: bool = False  # ids, addresses, statistics: never copy
    is_measure: bool = False  # a bare number in it means something: Price
    is_scope: bool = False  # its cells limit what the row says: Region
    is_date: bool = False
    is_customer: bool = False


def column(name: str) -> Column:
    """Return what a column header says."""
    short = " ".join(name.split())
    measure = bool(_MEASURE.search(short))
    return Column(
        short if len(short) <= LONGEST_NAME else "",
        is_data=bool(_DATA.search(short)) and not measure,
        is_measure=measure,
        is_scope=bool(_SCOPE.search(short)),
        is_date=bool(_DATE.search(short)),
        is_customer=bool(_CUSTOMER.search(short)),
    )


def without_results(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Return the columns of an export, those marked as data that hold only what the ads cost and brought.

    "Cost: £311.20" is a claim in a price list and none beside clicks and impressions.
    rows: below the header, as shown.
    """
    if not any(_DELIVERY.search(column.name) for column in columns):
        return list(columns)
    return [
        replace(column, is_data=True, is_measure=False)
        if _RESULT.search(column.name)
        and not any(_SAID.search(row[index]) for row in rows if index < len(row))
        else column
        for index, column in enumerate(columns)
    ]


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the row that names the columns, None when there is none."""
    widths = Counter(sum(map(bool, row)) for row in rows[:200] if any(row))
    if not widths:
        return None
    usual = max(widths, key=lambda width: (widths[width], width))
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        filled = [cell for cell in row if cell]
        if len(filled) >= max(0.6 * usual, 1) and index + 1 < len(rows):
            return index if _names_columns(filled, rows[index + 1 :]) else None
    return None


def _names_columns(cells: list[str], below: Sequence[Sequence[str]]) -> bool:
    """Say whether these cells are names: short, each different, no sentences, not numbers."""
    if len({cell.casefold() for cell in cells}) < len(cells):
        return False
    if any(len(cell) > LONGEST_NAME or _URL.fullmatch(cell) for cell in cells):
        return False
    if any(cell[-1] in ".!?" and not _SHORTENED.search(cell) for cell in cells):
        return False
    if any(_NUMBER.fullmatch(cell) or re.search(r"[$€£%]\s?\d|\d\s?[$€£%]", cell) for cell in cells):
        return False
    if len(cells) > 1:
        return True
    lengths = sorted(len(cell) for row in below for cell in row if cell)
    return bool(lengths) and len(cells[0]) < 0.6 * lengths[len(lengths) // 2]


def is_copy(text: str, column: Column) -> bool:
    """Say whether a cell holds words somebody reads, or a number whose column gives it a meaning."""
    if column.is_data:
        return False
    if len(text) > _LONGEST_DATA:
        return any(map(str.isalpha, text))
    if _URL.fullmatch(text):
        return False
    if _NUMBER.fullmatch(text):
        return column.is_measure
    if _CODE.fullmatch(text):
        return False
    return any(map(str.isalpha, text)) or any(mark in text for mark in "$€£¥%")


def is_name(text: str) -> bool:
    """Say whether a cell can name its row: short words, no address, number or code."""
    return (
        0 < len(text) <= LONGEST_NAME
        and "\n" not in text
        and any(map(str.isalpha, text))
        and not (_URL.fullmatch(text) or _NUMBER.fullmatch(text) or _CODE.fullmatch(text))
    )


def iso_date(text: str) -> date | None:
    """Return the date a cell begins with, when it is written year-month-day."""
    match = _ISO_DATE.match(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
