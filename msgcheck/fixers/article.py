""" "A" or "an": what stands in front of words depends on how they sound.

>>> [article_for(w) for w in ("email", "user name", "hour", "unintended change", "8-week course", "SMS", "SSO")]
['an', 'a', 'an', 'an', 'an', 'an', None]
"""

from __future__ import annotations

import re

_FIRST = re.compile(r"[^\W_]+")
_SILENT_H = re.compile(r"hour|honest|honou?r|heir")
_SOUNDS_YOU = re.compile(r"eu|ewe|uni(?!n|m|d)|u[bcrst][aeiou]|onc?e(?:s|\b)")  # "a user", "a one-time fee"
_AN_NUMBER = re.compile(r"8|1[18](?!\d)")  # eight, eleven, eighteen


def article_for(words: str) -> str | None:
    """Return "a" or "an"; None where only the speaker knows: "SSO" is spelled by some and read by others."""
    found = _FIRST.search(words)
    if found is None:
        return None
    first = found.group()
    if first[0].isdecimal():
        return "an" if _AN_NUMBER.match(first) else "a"
    if len(first) == 1 or (first.isupper() and not set(first) & set("AEIOUY")):
        return "an" if first[0].upper() in "AEFHILMNORSX" else "a"  # spelled, there is nothing to read
    if first[:2].isupper():
        return "an" if first[0] in "AEIO" else None if first[0] in "FHLMNRSXU" else "a"
    lower = first.lower()
    if _SILENT_H.match(lower):
        return "an"
    if lower[0] not in "aeiou":
        return "a" if lower[0].isascii() else None
    return "a" if _SOUNDS_YOU.match(lower) else "an"
