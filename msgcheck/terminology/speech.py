"""Noun or verb: is "login" here the thing, or is somebody told to log in?

Two sources, in this order. Sure evidence is a neighbour that leaves no choice: "a login", "login page",
"to log in", "can log in", "Log in to". Where there is none, a tagger (a spaCy pipeline, handed in) decides.
Without a tagger an open question stays open, and `fits` says what that means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgcheck.terminology.text import words

Tagger = Callable[[str], Any]  # text -> tokens with .idx, .text and .pos_ (Universal POS), like a spaCy Doc

_DETERMINERS = words("a an the your our my his its their these those each every any no another")
_BEFORE_NOUN = _DETERMINERS | words("of for with without via by after before during from per")
_BEFORE_VERB = words(
    "can could will would shall should must may might cannot can't couldn't won't wouldn't don't doesn't"
    " didn't do does did let's please i we they who"
)
_AFTER_IMPERATIVE = _DETERMINERS | words("to here now using via")
_NOUN_HEADS = words(
    "page pages screen form button buttons credentials details data process flow name link option options fee"
    " fees guide wizard time cost costs settings experience"
)
_FUNCTION_WORDS = _BEFORE_NOUN | words(
    "and or but to in on at as is are was were be so that than then when while with if it you we they"
)
_LOOSE = words("in on at from for over of with by the a an into onto")
_WORD_BEFORE = re.compile(r"([\w'’]+)\s+\Z")
_WORD_AFTER = re.compile(r"\s+([\w'’]+)")
_NEAR = 40  # characters that hold a neighbour; longer words are no evidence

_TAGS = {"NOUN": "noun", "PROPN": "noun", "VERB": "verb", "AUX": "verb", "ADJ": "adjective", "ADV": "adverb"}


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The words right before and after, in lower case; "" where something other than space stands between."""
    before = _WORD_BEFORE.search(text[max(0, start - _NEAR) : start])
    after = _WORD_AFTER.match(text[end : end + _NEAR])
    return (
        before[1].lower().replace("’", "'") if before else "",
        after[1].lower().replace("’", "'") if after else "",
    )


def sure(text: str, start: int, end: int, *, phrasal: bool) -> str:
    """Return "noun" or "verb" where a neighbour leaves no choice, else "".

    phrasal: a verb with a particle ("log in", "signup"), which "to" and "you" can only make a verb;
             "switch to email" shows that they cannot do that for other words.
    """
    before, after = neighbours(text, start, end)
    if before in _BEFORE_NOUN or after in _NOUN_HEADS:
        return "noun"
    if before in _BEFORE_VERB:
        return "verb"
    if before in {"to", "you"} and (phrasal or after in _DETERMINERS):
        return "verb"
    opens = not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:•\n"
    return "verb" if opens and after in _AFTER_IMPERATIVE else ""


def adverbial(text: str, start: int, end: int) -> bool:
    """Whether "real time" here is no modifier: "in real time.", against "real time analytics"."""
    before, after = neighbours(text, start, end)
    return before in _LOOSE and (not after or after in _FUNCTION_WORDS)


def tagged(tokens: Any, start: int, end: int) -> str:
    """What the tagger says of the words: of the first, for a verb leads its particle; else of the last."""
    inside = [token for token in tokens if token.idx < end and token.idx + len(token.text) > start]
    if not inside:
        return ""
    first, last = _TAGS.get(inside[0].pos_, ""), _TAGS.get(inside[-1].pos_, "")
    return first if first == "verb" else last or first
