"""Which wrong words may be replaced without asking, and with which words.

Safe is a replacement that leaves the sentence right, whatever else it says. All of this must hold:

*   the glossary names words to use instead, and does not flag them in turn;
*   a verb is replaced by a verb and a thing by a thing; one of them by one, many by many, so that the words
    around them still agree;
*   "a" or "an" in front stays right, or can be mended;
*   the words are nobody else's (a quotation), no code, and the sentence is not about them ("an e-mail, or email").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgcheck.fixers.article import article_for
from msgcheck.fixers.change import Edit
from msgcheck.model import Block, Kind, Speaker, Surface
from msgcheck.terminology import letters
from msgcheck.terminology.matcher import Hit
from msgcheck.terminology.spelling import phrasal, plural
from msgcheck.terminology.text import Prose

_ARTICLE = re.compile(r"(?<![\w'’.&-])(an?)(?=[ \u00a0\n]\Z)", re.IGNORECASE)
_BESIDE = re.compile(
    r"\W*(?:\w+\W+)?", re.ASCII
)  # "universal login (now single sign-on)": at most a word between
_IRREGULAR = frozenset(map(plural, ("child", "criterion", "man", "person", "woman", "analysis")))
_SPOKEN = {Speaker.CUSTOMER: "a customer's words", Speaker.COMPETITOR: "a competitor's words"}
_DATA = {
    Surface.CHART: "in a chart: the words stand in its data sheet, too",
    Surface.JSON_LD: "structured data in a script: change it where it is made",
}
_EVERYWHERE = ("code", "url", "quote")


class UnsafeError(ValueError):
    """A person must decide. `str()` is the reason."""


def safe_edits(
    hit: Hit, hits: Sequence[Hit], prose: Prose, block: Block, *, english: bool
) -> tuple[Edit, ...]:
    """Return the edits of `block.text` that replace the words of `hit`.

    hits:    all hits in the block, right ones too.
    prose:   the text of the block.
    english: whether articles and plurals are as in English.
    Raises UnsafeError.
    """
    _check_place(hit, block)
    if not hit.replacement:
        raise UnsafeError("the glossary names nothing to say instead")
    _check_speech(hit)
    if english and hit.code != "MC203" and not _inflects_as_verb(hit):
        _check_number(hit)
    if _explained(hit, hits, prose):
        raise UnsafeError(f"the sentence names '{hit.wanted}' as well: it may be about the words themselves")
    edit = Edit(hit.start, hit.end, hit.replacement)
    return (*_article(hit, prose), edit) if english else (edit,)


def _check_place(hit: Hit, block: Block) -> None:
    if block.kind is Kind.CODE:
        raise UnsafeError("code")
    if block.surface in _DATA:
        raise UnsafeError(_DATA[block.surface])
    if block.speaker in _SPOKEN:
        raise UnsafeError(_SPOKEN[block.speaker])
    everything = Prose(block.text, skip=block.fields + block.code, rules=_EVERYWHERE)
    if block.kind is Kind.QUOTE or not everything.is_prose(hit.start, hit.end):
        raise UnsafeError("a quotation, code or an address")


def _inflects_as_verb(hit: Hit) -> bool:
    return hit.entry.term.pos in ("verb", "adjective", "adverb")


def _check_speech(hit: Hit) -> None:
    """A term that says its part of speech is matched by it; of the others only the shape tells."""
    found, wanted = _acts(hit.entry.listed), _acts(hit.wanted)
    if not hit.entry.term.pos and hit.code != "MC203" and found != wanted:
        raise UnsafeError("a verb for a thing, or a thing for a verb: give the term its `pos`")


def _acts(form: str) -> bool:
    return " " in form and phrasal(form)


def _check_number(hit: Hit) -> None:
    if _is_plural(hit.found) != _is_plural(hit.replacement):
        raise UnsafeError("one is singular and one plural: the words around must agree")


def _is_plural(form: str) -> bool:
    """Whether the last word looks like several; "SaaS" and "AWS" do not.

    >>> [_is_plural(form) for form in ("seats", "licence", "SaaS", "status", "sales people")]
    [True, False, False, False, True]
    """
    last = re.split(r"[\s-]", form)[-1]
    if last.endswith("S"):  # of words in capitals: SEATS, but not AWS
        last = last.lower() if last.isupper() and len(last) > 4 else ""
    return last.lower() in _IRREGULAR or (last.endswith("s") and plural(last) == last)


def _explained(hit: Hit, hits: Sequence[Hit], prose: Prose) -> bool:
    """Whether another form of the same term stands right beside: "an e-mail (or email)"."""
    if hit.found.casefold() == hit.replacement.casefold():
        return False  # a capital is a slip, whatever stands beside it
    for other in hits:
        if other is hit or other.entry.term.id != hit.entry.term.id or other.found == hit.found:
            continue
        first, second = sorted((hit, other), key=lambda each: each.start)
        if _BESIDE.fullmatch(prose.text, first.end, second.start):
            return True
    return False


def _article(hit: Hit, prose: Prose) -> tuple[Edit, ...]:
    """Return the edit that mends "a" or "an" in front of the words, where that is needed. Raises UnsafeError."""
    found = _ARTICLE.search(prose.text, max(0, hit.start - 8), hit.start)
    if found is None or _first_word(hit.found) == _first_word(hit.replacement):
        return ()
    written = found[1]
    needed = article_for(hit.replacement)
    if needed is None:
        raise UnsafeError(f"'a' or 'an' in front of '{hit.replacement}'? It depends on how it is said")
    if needed == written.lower():
        return ()
    if written == "A" and not letters.opens(prose, found.start()):
        raise UnsafeError("the 'A' in front may be a name")
    cased = needed.upper() if written == "AN" else needed.capitalize() if written[0] == "A" else needed
    return (Edit(found.start(), found.end(), cased),)


def _first_word(words: str) -> str:
    return re.split(r"[\s-]", words.casefold())[0]
