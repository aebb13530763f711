"""The ways one listed form is written: hyphen, space, closed; plural, and verb tenses.

>>> sorted(spelling.text for spelling in spellings("web site"))
['web site', 'web-site', 'website']
>>> plural("login story"), inflected("log in", "past")
('login stories', 'logged in')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

PARTICLES = frozenset({"in", "out", "up", "on", "off", "down", "over", "back", "through", "away"})
TENSES = ("third", "past", "participle", "ing")

_GAP = re.compile(r"([ -])|(?<=[a-z])(?=[A-Z])")  # a space, a hyphen, or the hump of a camel
# Where people put a hyphen into one word: "off-line", "pre-paid", "multi-user".
_SEAM = re.compile(
    r"\b(?:anti|auto|back|co|cross|cyber|down|hyper|in|inter|micro|mid|mini|multi|non|off|on|out|over|post|pre|pro"
    r"|re|self|semi|sub|super|tele|under|up|web)(?=[a-z]{3})",
    re.IGNORECASE,
)
_ALL_WAYS = 3  # gaps; more of them are changed one at a time, or all alike, for 3 ** gaps grows fast
_VOWELS = "aeiou"
_PLURALS = {
    "analysis": "analyses", "child": "children", "criterion": "criteria", "man": "men", "person": "people",
    "woman": "women",
}  # fmt: skip
_SAME = frozenset({"cost", "cut", "hit", "let", "put", "read", "reset", "set", "shut", "split", "spread"})
_PASTS = {
    "become": ("became", "become"), "begin": ("began", "begun"), "break": ("broke", "broken"),
    "bring": ("brought", "brought"), "build": ("built", "built"), "buy": ("bought", "bought"),
    "choose": ("chose", "chosen"), "do": ("did", "done"), "draw": ("drew", "drawn"),
    "drive": ("drove", "driven"), "find": ("found", "found"), "get": ("got", "got"),
    "give": ("gave", "given"), "go": ("went", "gone"), "grow": ("grew", "grown"), "have": ("had", "had"),
    "hold": ("held", "held"), "keep": ("kept", "kept"), "know": ("knew", "known"), "lead": ("led", "led"),
    "leave": ("left", "left"), "lose": ("lost", "lost"), "make": ("made", "made"), "meet": ("met", "met"),
    "pay": ("paid", "paid"), "run": ("ran", "run"), "see": ("saw", "seen"), "sell": ("sold", "sold"),
    "send": ("sent", "sent"), "show": ("showed", "shown"), "speak": ("spoke", "spoken"),
    "spend": ("spent", "spent"), "stand": ("stood", "stood"), "take": ("took", "taken"),
    "teach": ("taught", "taught"), "tell": ("told", "told"), "think": ("thought", "thought"),
    "throw": ("threw", "thrown"), "understand": ("understood", "understood"), "win": ("won", "won"),
    "write": ("wrote", "written"),
}  # fmt: skip
_DOUBLED = frozenset({"begin", "commit", "control", "occur", "permit", "prefer", "refer", "reset",
                      "submit", "transfer"})  # fmt: skip


class Spelling(NamedTuple):
    """One way to write a form. capitals: the capitals of `text` must be there, or it is another word."""

    text: str
    capitals: bool = False


def spellings(form: str) -> Iterator[Spelling]:
    """Yield `form` as it is, then with every gap a space, a hyphen or nothing."""
    pieces = _GAP.split(form)
    words, gaps = pieces[0::2], [gap or "" for gap in pieces[1::2]]
    yield Spelling(form)
    for joiners in _joiners(gaps):
        text = words[0] + "".join(joiner + word for joiner, word in zip(joiners, words[1:], strict=True))
        # "LinkedIn" must not find "linked in the footer": a hump becomes a space only with its capital.
        opened = any(not old and new == " " for old, new in zip(gaps, joiners, strict=True))
        if text != form:
            yield Spelling(text, opened)
    for seam in _SEAM.finditer(form):
        yield Spelling(f"{form[: seam.end()]}-{form[seam.end() :]}")


def _joiners(gaps: list[str]) -> Iterator[tuple[str, ...]]:
    if len(gaps) <= _ALL_WAYS:
        yield from product((" ", "-", ""), repeat=len(gaps))
        return
    for joiner in (" ", "-", ""):
        yield (joiner,) * len(gaps)
        for index in range(len(gaps)):
            yield (*gaps[:index], joiner, *gaps[index + 1 :])


def phrasal(form: str) -> bool:
    """Whether the form is a verb and a particle ("log in", "sign-up"), so also a noun with a hyphen."""
    words = re.split(r"[ -]", form.lower())
    return len(words) == 2 and words[1] in PARTICLES and words[0].isalpha()


def plural(form: str) -> str:
    """The plural of the last word; a form that looks plural stays."""
    head, last = _split_last(form)
    lower = last.lower()
    if lower in _PLURALS:
        return head + last[0] + _PLURALS[lower][1:]
    if last.isupper():
        return f"{form}s"
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return form
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return f"{form}es"
    if lower.endswith("y") and lower[-2:-1] not in (*_VOWELS, ""):
        return f"{form[:-1]}ies"
    return f"{form}s"


def inflected(form: str, tense: str) -> str:
    """The verb of the form in another tense: the first word of "log in", the last of "cross-sell".

    tense: one of TENSES, or "plural", or "" for the form itself.
    """
    if not tense:
        return form
    if tense == "plural":
        return plural(form)
    if phrasal(form):
        verb, rest = re.split(r"(?=[ -])", form, maxsplit=1)
        return conjugated(verb, tense) + rest
    head, last = _split_last(form)
    return head + conjugated(last, tense)


def conjugated(verb: str, tense: str) -> str:
    """A verb in the third person, the past, as participle or with -ing."""
    lower = verb.lower()
    if tense == "third":
        return plural(verb) if lower not in ("do", "go") else f"{verb}es"
    stem = verb + verb[-1] if _doubles(lower) else verb
    if tense == "ing":
        if lower.endswith("ie"):
            return f"{verb[:-2]}ying"
        drops = lower.endswith("e") and not lower.endswith(("ee", "oe", "ye"))
        return f"{verb[:-1] if drops else stem}ing"
    if lower in _SAME:
        return verb
    if lower in _PASTS:
        irregular = _PASTS[lower][tense == "participle"]
        return verb[0] + irregular[1:] if irregular[0] == lower[0] else irregular
    if lower.endswith("e"):
        return f"{verb}d"
    if lower.endswith("y") and lower[-2:-1] not in (*_VOWELS, ""):
        return f"{verb[:-1]}ied"
    return f"{stem}ed"


def _doubles(verb: str) -> bool:
    """log, logging; but mail, mailing; offer, offering; show, showing."""
    if verb in _DOUBLED:
        return True
    short = sum(char in _VOWELS for char in verb) == 1
    return (
        short
        and len(verb) > 2
        and verb[-1] not in "wxyaeiou"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
    )


def _split_last(form: str) -> tuple[str, str]:
    at = max(form.rfind(" "), form.rfind("-")) + 1
    return form[:at], form[at:]
