"""Numbers as people write them: "5,000", "5k", "twenty-five", "half", "a dozen"."""

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

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
WORDS = (
    rf"(?:a |an )?(?:half a dozen|dozen)|"
    rf"(?:{_below_100}|a)[ -](?:hundred|thousand|million|billion)(?:[ -](?:thousand|million|billion))?"
    rf"(?:(?: and)? {_below_100}(?: (?:hundred|thousand))?)?|{_below_100}"
)
# A number with its magnitude: "5,000", "1.2 million", "5k" (a letter must end the word: not "5km").
NUMBER = re.compile(
    rf"(?<![\w.,/-])(?P<digits>{DIGITS})(?:(?P<suffix>k|K|M|B|bn|mn)(?![\w])|[ -]?(?P<large>thousand|million|billion)\b)?"
    rf"|\b(?P<words>{WORDS})\b",
    re.IGNORECASE,
)


def value(match: re.Match[str]) -> float:
    """Return the number of a NUMBER match: "1.2 million" is 1200000.0."""
    if match["digits"]:
        number = float(match["digits"].replace(",", ""))
        suffix = (match["suffix"] or match["large"] or "").lower()
        return number * _SUFFIX.get(suffix, 1.0)
    return from_words(match["words"])


def from_words(words: str) -> float:
    """Return the number that words say.

    >>> from_words("twenty-five"), from_words("two hundred and fifty"), from_words("half a dozen")
    (25.0, 250.0, 6.0)
    """
    words = words.lower()
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
