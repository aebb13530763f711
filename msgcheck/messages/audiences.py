"""Whom the copy says that the product is for: "built for small clinics", "for teams of 10 or more".

A preposition that the parse ties to people (`people.is_people`), where the sentence makes them the ones it is
for: a heading ("For landlords"), a label ("Email for small shops"), "X is for Y", "X is software for Y", "made for Y",
"suits Y". "It pays for the vet" and "keep a space free for the driver" say nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from msgcheck.messages.people import gathers, is_people, singular

_CUE = re.compile(r"\b(?:for|open to|suits?|(?:limited|restricted|available) to)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_REACH = 60  # characters from such a word to the people: "for the three- or four-bedroom house"
_LONGEST = 400  # characters; what is longer is no sentence
# What a thing is, when it is so for somebody.
_MADE = frozenset(
    "built made designed meant created intended written developed crafted tailored ideal perfect right suited"
    " suitable reserved available open best great excellent".split()
)
_ADMITS = frozenset("open available limited restricted".split())
_SUITS = frozenset("suits suit fits serves".split())
_WORKS = frozenset(
    "work works build builds make makes design designs pack run provide offer sell create develop".split()
)
# What a company sells; "a problem for landlords" and "a bargain for families" are none.
_PRODUCTS = frozenset(
    "software app application platform tool toolkit tools system service services program programme suite product"
    " solution package kit studio agency school course marketplace shop store network assistant planner payroll"
    " insurance bank academy club".split()
)
# "for customers" names nobody in particular, unless more is said of them.
_ANYBODY = frozenset(
    "customer user client guest member subscriber people person reader visitor everyone anyone those ones buyer owner"
    " individual group".split()
)
_OR_MORE = frozenset("more fewer less".split())  # "groups of 200 or more doctors" names no doctors
_SPOKEN_TO = frozenset("your my our his her their its".split())
_NOT_THEM = frozenset("you us we me them him her it ourselves yourself everybody nobody".split())
# What is for somebody to read is not the product.
_ASSETS = frozenset(
    "page pages sheet guide paper faq script document documents question questions answer answers booklet handbook"
    " manual deck slide slides brochure webinar article post recipe checklist template summary chapter section".split()
)
_OF_A_PHRASE = frozenset(
    "amod compound det nummod nmod nmod:poss acl acl:relcl conj cc case flat fixed advmod obl nsubj obj mark aux"
    " aux:pass cop xcomp ccomp punct compound:prt obl:unmarked nmod:unmarked advcl".split()
)
_BESIDE = frozenset({"parataxis", "appos", "nsubj", "nsubj:pass", "cop", "advcl", "expl", "aux", "discourse"})
_SAID_OF = {"amod", "compound", "nmod", "acl", "acl:relcl", "flat"}


class Parser(Protocol):
    """Gives texts as tokens with `.dep_` and `.head` (msgcheck.pipeline.Pipeline)."""

    def parse(self, texts: Iterable[str]) -> Iterator[Any]: ...


@dataclass(frozen=True, slots=True)
class Named:
    """An audience that a sentence names.

    words: as written, [start, end) of the sentence: "restaurants and small cafés".
    names: each of them, its noun in dictionary form: ("restaurant", "small café").
    head:  the first noun, in dictionary form: "restaurant".
    of:    what is said to be for them, in lower case; "" where the sentence does not say.
    """

    words: str
    names: tuple[str, ...]
    head: str
    start: int
    end: int
    of: str = ""


def may_name(text: str) -> bool:
    """Whether a text has a word that an audience can follow, and people soon after it: cheaper than a parse."""
    return any(
        any(map(is_people, _WORD.findall(text[cue.end() : cue.end() + _REACH])))
        for cue in _CUE.finditer(text)
    )


def read(texts: Sequence[str], parser: Parser) -> list[tuple[Named, ...]]:
    """Return the audiences that each sentence or heading names, in order. Raises ModelError."""
    asked = [at for at, text in enumerate(texts) if len(text) <= _LONGEST and may_name(text)]
    distinct = list(dict.fromkeys(texts[at] for at in asked))
    parsed = parser.parse(map(_sentence_case, distinct))
    found = {text: tuple(_named(text, tokens)) for text, tokens in zip(distinct, parsed, strict=True)}
    wanted = set(asked)
    return [found[text] if at in wanted else () for at, text in enumerate(texts)]


def _sentence_case(text: str) -> str:
    """Return a headline in lower case, in which the parser knows verbs from names; offsets stay."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    high = sum(word[0].isupper() for word in words)
    low = text[:1] + text[1:].lower()
    return low if len(words) > 2 and high >= 0.6 * len(words) and len(low) == len(text) else text


def _named(text: str, tokens: Any) -> Iterator[Named]:
    if text.rstrip().endswith("?"):
        return
    for token in tokens:
        head, cue = _head(token)
        if head is None or not _is_audience(head) or not _is_for(head, cue):
            continue
        inside = _phrase(head, cue)
        start, end = inside[0].idx, inside[-1].idx + len(inside[-1])
        words = text[start:end].rstrip(" ,;:.!–—-|")
        yield Named(
            words,
            tuple(_names(head, inside)),
            singular(head.lower_),
            start,
            start + len(words),
            _subject(head),
        )


def _head(token: Any) -> tuple[Any, Any]:
    """Return (noun, the word that makes it an audience) when `token` is such a word, else (None, None)."""
    word = token.lower_
    if word == "for" and token.dep_ in {"case", "mark"}:
        return token.head, token
    if word == "to" and token.dep_ == "case" and token.head.head.lower_ in _ADMITS and token.head.i > token.i:
        return token.head, token
    if word in _SUITS:
        return next(((child, token) for child in token.children if child.dep_ == "obj"), (None, None))
    return None, None


def _is_audience(head: Any) -> bool:
    children = list(head.children)
    word = head.lower_
    several = _gathered(head)
    if word in _NOT_THEM or not word.isalpha() or not (several or is_people(word)):
        return False
    if any(
        child.lower_ in _SPOKEN_TO or child.dep_ in {"nummod", "nmod:poss"}
        for child in children
        if child.i < head.i
    ):
        return False
    said = [child for child in children if child.dep_ in _SAID_OF]
    plural = singular(word) != word or word == "people"
    which = {child.lower_ for child in children if child.dep_ == "det"}
    if which & {"the", "this", "that", "these"}:  # "for the team" speaks of one that is known
        return any(child.dep_ == "acl:relcl" for child in said)
    if not several and (singular(word) in _ANYBODY or which & {"a", "an", "each"}):
        return bool(said)
    return plural or bool(which) or bool(said)


def _gathered(head: Any) -> bool:
    """Whether a noun gathers people that the words before it or after "of" name: "hotel chains", "groups of schools"."""
    return gathers(head.lower_) and any(
        is_people(child.lower_)
        for child in head.children
        if child.dep_ == "compound"
        or (child.dep_ == "nmod" and any(c.dep_ == "case" and c.lower_ == "of" for c in child.children))
    )


def _is_for(head: Any, cue: Any) -> bool:
    """Whether the sentence makes `head` the ones it is for."""
    if any(child.lower_ in {"not", "n't", "n’t", "never"} for child in head.children if child.i < head.i):
        return False  # "is not for beginners" names whom it is not for
    if cue.lower_ in _SUITS:
        return True
    if any(child.dep_ == "cop" for child in head.children):
        return _subject(head) not in _ASSETS
    if head.dep_ == "ROOT":
        return bool(cue.i == 0 or cue.nbor(-1).text in {"|", ":", "–", "—", "-"})
    governor = head.head
    if governor.lower_ in _MADE:
        return True
    if _is_product(governor):
        return _subject(_first(governor)) not in _ASSETS
    if _one_for_each(head, governor):
        return False
    verb = governor.head if governor.dep_ == "obj" else governor
    if verb.lower_ in _WORKS:
        return any(child.lower_ == "we" and child.dep_ == "nsubj" for child in verb.children)
    return head.dep_ in {"nmod", "obl"} and cue.i > governor.i and _is_label(governor, cue.i)


def _is_product(noun: Any) -> bool:
    """Whether a sentence says that something is this noun: "Ledgerly is a tool", "Ledgerly is booking software".

    The parse may take the second for what Ledgerly is doing; a thing that is acted on has an article.
    """
    if noun.lower_ not in _PRODUCTS:
        return False
    first = _first(noun)
    if any(child.dep_ == "cop" for child in first.children):
        return True
    doing = first.head
    return (
        first.dep_ == "obj"
        and doing.lower_.endswith("ing")
        and any(child.dep_ == "aux" and child.lower_ in {"is", "'s", "’s"} for child in doing.children)
        and not any(child.dep_ in {"det", "nmod:poss", "nummod"} for child in first.children)
    )


def _first(noun: Any) -> Any:
    """Return the first noun of a list that this one is in: "payroll and HR software"."""
    while noun.dep_ == "conj":
        noun = noun.head
    return noun


def _one_for_each(head: Any, governor: Any) -> bool:
    """Whether so many of a thing come to each of them: "a tree for every shop", where the tree is not what is sold."""
    each = any(child.dep_ == "det" and child.lower_ in {"each", "every"} for child in head.children)
    return each and any(
        child.lower_ in {"a", "an"} or child.dep_ == "nummod"
        for child in governor.children
        if child.i < governor.i
    )


def _is_label(token: Any, at: int) -> bool:
    """Whether a noun heads words that are no sentence: "Email for small shops". at: of the preposition.

    A page "for partners" says who reads it, and "£9 a month for a dog" what it costs.
    """
    while token.dep_ in {"conj", "appos", "nmod", "compound", "flat"}:
        token = token.head
    before = token.doc[:at]
    if token.lower_ in _ASSETS or any(t.like_num or t.is_currency or t.lower_ == "no" for t in before):
        return False
    verbal = {"nsubj", "nsubj:pass", "obj", "cop", "aux", "aux:pass", "expl", "ccomp", "xcomp", "csubj", "advcl", "mark"}  # fmt: skip
    return token.dep_ == "ROOT" and not any(child.dep_ in verbal for child in token.children)


def _phrase(head: Any, cue: Any) -> list[Any]:
    """Return the tokens of the audience: the noun with what limits it, without a break."""
    found, waiting = {head.i: head}, [head]
    while waiting:
        token = waiting.pop()
        for child in token.children:
            aside = token == head and child.dep_ in _BESIDE
            clause = child.dep_ == "conj" and any(
                c.dep_ in {"nsubj", "nsubj:pass", "cop"} for c in child.children
            )
            if child.dep_ in _OF_A_PHRASE and not aside and not clause and child != cue:
                found[child.i] = child
                waiting.append(child)
    inside = [head]
    for step in (-1, 1):
        at = head.i + step
        while at in found and (step > 0 or at > cue.i):
            inside.append(found[at])
            at += step
    return sorted(inside, key=lambda token: token.i)


def _names(head: Any, inside: Sequence[Any]) -> Iterator[str]:
    """Yield what the phrase names: each noun of a list with the words before it; people in general with all words."""
    if singular(head.lower_) in _ANYBODY and not _gathered(head):
        yield " ".join(token.lower_ for token in inside if token.dep_ not in {"det", "punct"})
        return
    for noun in inside:
        if noun == head or (
            noun.dep_ == "conj"
            and noun.head == head
            and noun.nbor(-1).lower_ not in _OR_MORE
            and (_gathered(noun) or (is_people(noun.lower_) and singular(noun.lower_) not in _ANYBODY))
        ):
            before = [t.lower_ for t in noun.children if t.dep_ in {"amod", "compound"} and t.i < noun.i]
            yield " ".join([*before, singular(noun.lower_)])


def _subject(head: Any) -> str:
    for token in (head, head.head):
        for child in token.children:
            if child.dep_ in {"nsubj", "nsubj:pass"}:
                return str(child.lower_)
    return ""
