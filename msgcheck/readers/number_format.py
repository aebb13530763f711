"""A stored number as the person who made the sheet or chart sees it: 0.24 with "0%" is "24%"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*")
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)
_LAST_DAY = 2958465  # 9999-12-31


def number_text(value: float | int, code: str | None) -> str:
    """Return `value` as an Office number format shows it; a plain number where the format is general.

    code: format code ('"$"#,##0.00', "0%", 'General'); only its first section counts.
    """
    if not code or code.strip().lower() in {"general", "@"}:
        return _plain(value)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or match[3] or "")
        return f"\x00{len(literals) - 1}\x00"

    section = _QUOTED.sub(keep, code).split(";")[0]
    letters = re.sub(r"\x00\d+\x00|general", "", section, flags=re.IGNORECASE)
    digits = _DIGITS.search(re.sub(r"\x00\d+\x00", lambda m: "\x01" * len(m[0]), section))
    if digits is None or "e+" in letters.lower():
        return _as_date(value, letters)
    number = _shown(value, digits[0], percent="%" in letters)
    sign = "-" if number.startswith("-") else ""
    shown = sign + section[: digits.start()] + number.removeprefix("-") + section[digits.end() :]
    shown = re.sub(r"\x00(\d+)\x00", lambda m: literals[int(m[1])], shown)
    return " ".join(shown.split())


def _shown(value: float, digits: str, *, percent: bool) -> str:
    whole, _, fraction = digits.partition(".")
    scale = len(digits) - len(digits.rstrip(","))
    value = value * 100 if percent else value
    value /= 1000**scale
    least, most = fraction.count("0"), len(fraction.rstrip(",")) if fraction else 0
    text = f"{value:,.{most}f}" if "," in whole.rstrip(",") else f"{value:.{most}f}"
    if most > least:
        head, _, tail = text.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        text = f"{head}.{tail}" if tail else head
    return text


def _plain(value: float | int) -> str:
    if isinstance(value, int) or value == int(value):
        return str(int(value))
    return f"{value:.10g}"


def _as_date(value: float | int, letters: str) -> str:
    if not _DATE_LETTERS.search(letters) or not 0 < value <= _LAST_DAY:
        return _plain(value)
    return moment_text(_EPOCH + timedelta(days=float(value)))


def moment_text(moment: datetime | date | time | timedelta) -> str:
    """Return a date or time as ISO 8601, without the midnight that a date column stores."""
    if isinstance(moment, datetime):
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ", "minutes")
    if isinstance(moment, timedelta):
        return str(moment)
    return moment.isoformat()
