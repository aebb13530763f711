"""Numbers as people write them: "5,000", "9,50", "1.299,90", "5k", "1½", "twenty-five", "half a dozen"."""

from __future__ import annotations

import re

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SUFFIX = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, **_LARGE}

_ones = "one|two|three|four|five|six|seven|eight|nine"
_tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_teens = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_below_100 = rf"(?:(?:{_tens})(?:[ -](?:{_ones}))?|{_teens}|{_ones}|zero)"

_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
# 5,000.50 · 1.299,90 · 1'200 · 10 000 · 9,50 · 3.5 · 1½. A plain blank joins thousands only before a round "000".
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:['’\u00a0\u2009\u202f]\d{3})+(?:[.,]\d\d?)?(?!\d)"
    r"|\d{1,3}(?: \d{3})* 000(?!\d)|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?)[½¼¾⅓⅔]?|[½¼¾⅓⅔]"
)
WORDS = (
    rf"(?:a |an )?(?:half a dozen|dozen)|"
    rf"(?:{_below_100}|a)[ -](?:hundred|thousand|million|billion)(?:[ -](?:thousand|million|billion))?"
    rf"(?:(?: and)? {_below_100}(?: (?:hundred|thousand))?)?|{_below_100}(?: and a half)?"
)
# A number with its magnitude: "5,000", "1.2 million", "5k". A letter must end the word (not "5km"). A small m is a million of money or of things ("2m users"), and else a metre.
NUMBER = re.compile(
    rf"(?<![\w.,/-])(?P<money>(?<=[$€£¥₹])|(?<=[$€£¥₹] ))?(?P<digits>{DIGITS})"
    r"(?:(?P<suffix>(?-i:k|K|M|B|bn|mn|m(?=\s?[€£]|\s(?:euros|dollars|pounds|[a-z]{3,}s)\b))|(?(money)[mb]|(?!)))(?![\w])"
    r"|[ -]?(?P<large>thousand|million|billion)\b)?"
    rf"|\b(?P<words>{WORDS})\b",
    re.IGNORECASE,
)


def value(match: re.Match[str]) -> float:
    """Return the number of a NUMBER match: "1.2 million" is 1200000.0."""
    if match["digits"]:
        suffix = (match["suffix"] or match["large"] or "").lower()
        return from_digits(match["digits"]) * _SUFFIX.get(suffix, 1.0)
    return from_words(match["words"])


def from_digits(digits: str) -> float:
    """Return the number that digits write, with either sign for the decimals.

    >>> from_digits("5,000.50"), from_digits("1.299,90"), from_digits("9,50"), from_digits("10 000"), from_digits("1½")
    (5000.5, 1299.9, 9.5, 10000.0, 1.5)
    """
    part = _HALVES.get(digits[-1], 0.0)
    plain = re.sub(r"[\s'’½¼¾⅓⅔]", "", digits)
    if re.search(r",\d{1,2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain.replace(",", "") or 0) + part


def number(said: str) -> float:
    """Return the number that digits or words say."""
    return from_digits(said) if said[0].isdigit() or said[0] in _HALVES else from_words(said)


def from_words(words: str) -> float:
    """Return the number that words say.

    >>> from_words("twenty-five"), from_words("two hundred and fifty"), from_words("half a dozen")
    (25.0, 250.0, 6.0)
    """
    words = words.lower()
    if words.endswith(" and a half"):
        return from_words(words.removesuffix(" and a half")) + 0.5
    if words.endswith("dozen"):
        return 6.0 if "half" in words else 12.0
    total = current = 0.0
    for word in re.split(r"[ -]", words):
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _LARGE:
            total += (current or 1) * _LARGE[word]
            current = 0.0
        elif word == "a":
            current = 1.0
    return total + current
