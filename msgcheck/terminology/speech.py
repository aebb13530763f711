"""Noun or verb: is "login" here the thing, or is somebody told to log in?

Two sources, in this order. Sure evidence is a neighbour that leaves no choice: "a login", "login page",
"to log in", "can log in", "Log in to". Where there is none, a tagger (a spaCy pipeline, handed in) decides.
Without a tagger an open question stays open, and `fits` says what that means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgcheck.terminology.text import Prose, words

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
FUNCTION_WORDS = _BEFORE_NOUN | words(
    "and or but to in on at as is are was were be so that than then when while with if it you we they"
)
_LOOSE = words("in on at from for over of with by the a an into onto")
_WORD_BEFORE = re.compile(r"([\w'’]+)\s+\Z")
_WORD_AFTER = re.compile(r"\s+([\w'’]+)")
_SEEN = 500  # characters on each side that a tagger sees of a text that never ends a sentence
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
    """Return "noun" or "verb" where a neighbour leaves no choice, "apart" where the words are not one, else "".

    phrasal: a verb with a particle ("log in", "signup"), which "to" and "you" can only make a verb;
             "switch to email" shows that they cannot do that for other words.
    """
    before, after = neighbours(text, start, end)
    if phrasal and " " in text[start:end] and before in _DETERMINERS and after in _DETERMINERS:
        return "apart"  # "a log in the office"
    if before in _BEFORE_NOUN or after in _NOUN_HEADS:
        return "noun"
    if before in _BEFORE_VERB:
        return "verb"
    if before in {"to", "you"} and (phrasal or after in _DETERMINERS):
        return "verb"
    return "verb" if after in _AFTER_IMPERATIVE and _opens(text, start) else ""


def _opens(text: str, start: int) -> bool:
    while start and text[start - 1].isspace():
        start -= 1
    return not start or text[start - 1] in ".!?:•"


def adverbial(text: str, start: int, end: int) -> bool:
    """Whether "real time" here is no modifier: "in real time.", against "real time analytics"."""
    before, after = neighbours(text, start, end)
    return before in _LOOSE and (not after or after in FUNCTION_WORDS)


class Tags:
    """What a tagger says of the words of one text; asked once for a sentence.

    nlp: None says nothing.
    """

    def __init__(self, prose: Prose, nlp: Tagger | None) -> None:
        self._prose = prose
        self._nlp = nlp
        self._tokens: dict[tuple[int, int, bool], list[Any]] = {}

    def part(self, start: int, end: int) -> str:
        """The part of speech of the words: of the first, for a verb leads its particle; else of the last."""
        tags = self._of(start, end)
        if tags and tags[0] == "PROPN" and self._prose.sentence(start).start == start:
            # A capital that only the sentence gave: "Register with us" is no name.
            tags = self._of(start, end, small=True)
        if not tags:
            return ""
        first, last = _TAGS.get(tags[0], ""), _TAGS.get(tags[-1], "")
        return first if first == "verb" else last or first

    def commands(self, start: int) -> bool:
        """Whether a word that opens a sentence must be its verb, for there is no other: "Register before June."."""
        sentence = self._prose.sentence(start)
        if self._nlp is None or sentence.start != start or self._prose.text[sentence.end - 1] not in ".!":
            return False
        tags = self._of(sentence.start, sentence.end)[1:]
        alone = [tag for tag, before in zip(tags, ["", *tags], strict=False) if before != "CCONJ"]
        return "VERB" not in alone and "AUX" not in alone

    def compound(self, start: int, end: int) -> bool:
        """Whether two words are one thing: "your home page", not "over time". Untagged, a neighbour must say so."""
        if self._nlp is None:
            return neighbours(self._prose.text, start, end)[0] in _DETERMINERS
        tags = self._of(start, end)
        if not tags or tags[-1] not in ("NOUN", "PROPN"):
            return False
        # "A broad band of light" is broad.
        loose = tags[0] == "ADJ" and neighbours(self._prose.text, start, end)[1] == "of"
        return tags[0] in ("NOUN", "PROPN", "ADJ", "X") and not loose

    def _of(self, start: int, end: int, *, small: bool = False) -> list[str]:
        """The tags of the words. small: with a small letter where the sentence starts."""
        if self._nlp is None:
            return []
        sentence = self._prose.sentence(start)
        first, last = sentence.start, sentence.end
        if len(sentence) > 2 * _SEEN:
            first, last = max(first, start - _SEEN), min(last, end + _SEEN)
        key = first, last, small
        if key not in self._tokens:
            text = self._prose.text[first:last]
            self._tokens[key] = list(self._nlp(text[:1].lower() + text[1:] if small else text))
        return [
            token.pos_
            for token in self._tokens[key]
            if token.idx < end - first and token.idx + len(token.text) > start - first
        ]
