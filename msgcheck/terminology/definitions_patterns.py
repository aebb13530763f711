"""How English defines a word: "a par level is the stock that ...", "by churn we mean ...", "what counts as churn".

All functions look at one sentence. A name stands at [start, end) of it; a body is what the name is said to be.
"""

from __future__ import annotations

import re

from msgcheck.model import Span
from msgcheck.terminology.text import words

LONGEST = 500  # characters of a sentence; what is longer defines nothing that a reader could keep

_ADVERB = r"(?:\s+(?:simply|just|only|really|basically|essentially|always|usually|generally|now|here|therefore|also))?"
_ASIDE = (
    r"(?:\s*\([^()]{1,60}\)|\s*,\s(?:for|to|in|at|or)\s[^,]{1,40},)?"  # "churn (or attrition)", ", for us,"
)
_BE = rf"{_ASIDE}[\"”’']?\s*(?:\s(?:is|are|was|were){_ADVERB}|['’]s)\s+"
# A verb that can only explain; what follows is the body, whatever its shape.
_EXPLAINS = re.compile(
    rf"{_ASIDE}[\"”’']?(?:{_ADVERB}\s+(?:means?|refers?\sto|denotes?|stands?\sfor)"
    rf"|\s+(?:is|are){_ADVERB}\s+(?:defined\sas|short\sfor|understood\sas|our\s(?:word|name|term)\sfor"
    rf"|what\s(?:we|you|they|people|others)\scall|taken\sto\smean))\s+(?:that\s)?",
    re.IGNORECASE,
)
_IS = re.compile(_BE, re.IGNORECASE)
_SAYS = re.compile(
    r"[\"”’']?\s*(?:[,:]|\s(?:what|then))?\s*we\s(?:simply\s|just\s|only\s)?mean\s+", re.IGNORECASE
)
_BY = re.compile(
    r"(?:\bby|\bwhen\s(?:we|I)\s(?:say|write|speak\sof|talk\sabout))\s(?:(?:an?|the)\s)?[\"“‘']?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?P<open>\(|,\s|\s[—–-]\s)(?:(?P<sure>that\sis|i\.e\.|ie|meaning|in\sother\swords),?\s+)?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[\"”’']?(?:\s\([^()]{1,40}\))?(?:\s*[:=]\s+|\s[—–-]\s)")
_ARTICLE = re.compile(r"(?:(?:an?|any|the|the\s(?:term|word))\s)?[\"“‘'*]*$", re.IGNORECASE)
# What may stand before the name: nothing, or an opening that says where the definition holds.
_OPENING = re.compile(
    r"(?:[-–•*]\s*)?(?:[^:]{1,60}:\s)?(?:(?:for|in|at|to|within|under|on)\s[^,.;:]{1,40},\s|(?:note|remember|reminder|definition|tip)"
    r"(?:\sthat|:)\s|(?:so|and|but|here|today|internally),?\s)?",
    re.IGNORECASE,
)
# The body stands before the name: "Anyone who books a call counts as a qualified lead."
_MAKES = re.compile(
    r"\s(?:(?:is|are)(?:\salso)?(?:\s(?:called|considered|counted\sas|treated\sas|known\sas|regarded\sas))?"
    r"|counts?\sas|qualif(?:y|ies)\sas)\s(?:an?\s)?[\"“‘']?$",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"^(?:.{0,40}\s)?we\s(?:call|count|treat|consider|regard)\s(?P<body>.+?)\s(?:as\s|to\sbe\s)?(?:an?\s)?[\"“‘']?$",
    re.IGNORECASE,
)
_BECOMES = re.compile(
    r"(?:(?:becomes?|turns?\sinto|counts?\sas|qualif(?:y|ies)\sas)(?:\sonly)?|(?:is|are)\s(?:only|called|considered))\s"
    r"(?:an?\s)?[\"“‘']?$",
    re.IGNORECASE,
)
_WHEN = re.compile(r"[\"”’']?(?:\sonly)?\s(?:once|when|as\ssoon\sas|after|if)\s+", re.IGNORECASE)
_CLOSES = re.compile(r"[\"”’')]*\s*(?:[.!;:]|$)")

_WHO = r"(?:anyone|anybody|someone|somebody|everyone|everybody|those|whoever|people|a\sperson|any\sperson)"
_NARROWER = (
    r"who|whom|that|which|whose|where|with|without|we|you|they|\w+ed|made|sold|paid|built|sent|kept|seen"
)
# A genus and what narrows it: "a lead who", "the share of", "contacts that"; not "our app connects to".
_GENUS = re.compile(
    rf"(?:{_WHO}\s(?:{_NARROWER}|in|on|at|from|over|under|to|\w+ing)\b|(?:what|when|where|how\s(?:much|many|long|far|often))\s"
    rf"|(?:an?|any|the|one|each|every)\s(?:[\w'’-]+\s){{0,5}}?[\w'’-]+,?\s(?:{_NARROWER}|when|of|for|from|between|in|on|at"
    r"|to|by|under|over|below|until|since|than|above|within|after|before|outside|inside|per|\w+ing)\b"
    rf"|(?:[\w'’-]+\s){{0,3}}?[\w'’-]+s\s(?:{_NARROWER})\b)",
    re.IGNORECASE,
)
# What a reader should feel is no definition: "the lesson you should have had".
_WISH = re.compile(
    r"\b(?:you|we|they)(?:['’]ve|['’]d|['’]ll|\shave)?\s(?:should|would|could|always|never|deserve|need|want|wish|love"
    r"|miss|like|trust|dream|wait|hope|waited|dreamed|hoped|wanted|needed)\b|\band\s(?:deserves?|needs?|loves?)\b",
    re.IGNORECASE,
)
_NARROWS = re.compile(r"\b(?:who|whom|whose|that|which|where|when|whoever)\b", re.IGNORECASE)
# It says how good the thing is, what it does for you, or where it can be had: no definition.
_PRAISE = words(
    "best better good great easiest easier easy fastest faster fast simplest simple smartest smart perfect ideal"
    " favorite favourite essential important critical crucial vital key powerful must-have right wrong only reason"
    " heart backbone secret future start beginning foundation cornerstone way ways bonus gift joy bargain win winner"
    " problem myth mistake mess nightmare lot bit matter question huge popular proud nice fine"
    " safe worth love lovely wonderful amazing hard difficult"
    " included available free ready live open here back gone due priority goal focus strength weakness example thing"
)
_HEAD = 6  # words in which praise would stand
_NEVER_NAMES = words(
    "it this that these those they he she we you i there here what who which how why when where that's everyone"
    " everything nothing anything something all some many most both each one another other others more yes no not"
    " everybody anyone nobody somebody someone anybody"
)
_GENERIC = re.compile(
    r"(?:by\s)?(?P<article>(?:an?|the\s(?:term|word))\s)?[\"“‘']?(?P<name>[A-Za-z][\w-]*(?:\s[\w-]+){0,3}?)[\"”’']?"
    r"(?=,?\s(?:(?:is|are)\s|(?:simply\s|here\s)?(?:means?|refers?\sto)\s|we\smean\s)|\s?:\s|\s[—–-]\s)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:so,?\s|and\s)?(?:exactly\s)?(?:what\sdoes|what\smakes|what(?:['’]s|\sis|\sare)(?:\sexactly)?"
    r"|(?:what|who)\s(?:counts?|qualif(?:y|ies))\sas|what\sdo\s(?:we|you)\s(?:mean\sby|call)|who(?:\sis|['’]s)"
    r"|how\sdo\s(?:we|you)\sdefine|(?:the\s)?definition\sof)\s(?:(?:an?|the|the\sterm)\s)?[\"“‘']?"
    r"(?P<name>[\w][\w'’/&-]*(?:\s[\w'’/&-]+){0,4}?)[\"”’']?(?:\s(?:mean|stand\sfor))?(?:\s(?:here|for\sus|exactly))?"
    r"\s?[?:.]?$",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"(?:(?:it|that|this|these|they|those|he|she)(?:['’](?:s|re)|\s(?:is|are|means?|refers?\sto))|means|short:)\s+",
    re.IGNORECASE,
)
DEFINING_HEADER = re.compile(
    r"\b(?:definition|defined|means?|meaning|explanation|in plain words|in short|what (?:it|that|this|they) (?:is|are|mean)"
    r"|what we mean)\b",
    re.IGNORECASE,
)
WORD_LIST = re.compile(
    r"\b(?:glossary|definitions?|vocabulary|terminology|terms (?:we use|explained)|(?:words|terms|language) (?:we|you)\b"
    r"|our words|key (?:terms|words)|jargon|lingo|what we mean|a few words|in plain words|who is who|cheat sheet)",
    re.IGNORECASE,
)


def explained(sentence: str, start: int, end: int, *, listed: bool = False) -> Span | None:
    """Return the body of the definition that the sentence gives of the name at [start, end); None for none.

    listed: the sentence stands in a list of words, where "name: anything" defines.

    >>> s = "By churn we mean customers who leave."
    >>> body = explained(s, 3, 8)
    >>> s[body.start:body.end]
    'customers who leave.'
    >>> explained("Churn is the best reason to act.", 0, 5)
    """
    if len(sentence) > LONGEST:
        return None
    before, after = sentence[:start], sentence[end:]
    forward = _forward(before, after, listed=listed)
    if forward is not None:
        return _trimmed(sentence, end + forward, len(sentence))
    aside = _aside(after)
    if aside is not None:
        return _trimmed(sentence, end + aside.start, end + aside.end)
    return _backward(sentence, before, end)


def _forward(before: str, after: str, *, listed: bool) -> int | None:
    """Where in `after` the body begins, for a name that opens the sentence."""
    opens = _opens(before)
    if (match := _SAYS.match(after)) and _BY.search(before):
        return match.end()
    if opens and (match := _EXPLAINS.match(after)) and _may_be_body(after[match.end() :]):
        return match.end()
    if opens and (match := _IS.match(after)) and is_genus(after[match.end() :]):
        return match.end()
    if opens and (match := _LISTED.match(after)):
        rest = after[match.end() :]
        if is_genus(rest) or (listed and _may_be_body(rest)):
            return match.end()
    return None


def _opens(before: str) -> bool:
    article = _ARTICLE.search(before)
    return article is not None and _OPENING.fullmatch(before[: article.start()]) is not None


def _aside(after: str) -> Span | None:
    """The body of "a par level (the least stock that ...)" or "..., that is, the least stock that ..."."""
    match = _BETWEEN.match(after)
    if match is None:
        return None
    rest = after[match.end() :]
    close = {"(": ")", ",": ","}.get(match["open"].strip(), match["open"].strip())
    cut = rest.find(close)
    body = rest if cut < 0 else rest[:cut]
    if match["open"].strip() != "(" and not match["sure"]:
        return None
    if not is_genus(body) or (not match["sure"] and _NARROWS.search(body) is None):
        return None
    return Span(match.end(), match.end() + len(body))


def _backward(sentence: str, before: str, end: int) -> Span | None:
    """The body of "anyone who books a call counts as a qualified lead", "... becomes one when ..."."""
    after = sentence[end:]
    if (when := _WHEN.match(after)) and _BECOMES.search(before):
        return _trimmed(sentence, end + when.end(), len(sentence))
    if not _CLOSES.match(after):
        return None
    if (taken := _TAKEN.match(before)) and is_genus(taken["body"]) and _NARROWS.search(taken["body"]):
        return _trimmed(sentence, taken.start("body"), taken.end("body"))
    made = _MAKES.search(before)
    if made is None:
        return None
    opening = _OPENING.match(before)
    first = opening.end() if opening else 0
    body = before[first : made.start()]
    if is_genus(body) and _NARROWS.search(body):
        return _trimmed(sentence, first, made.start())
    return None


def is_genus(text: str) -> bool:
    """Whether a text says what kind of thing something is: "a lead who ...", "the share of ...", "anyone with ..."."""
    match = _GENUS.match(text)
    return match is not None and _may_be_body(text)


def _may_be_body(text: str) -> bool:
    """Whether nothing in the first words praises, denies or speaks of one owner's thing."""
    head = [word.strip(".,;:!?\"”’'()").lower() for word in text.split()[:_HEAD]]
    if len([word for word in head if word]) < 2 or head[0] in {
        "not",
        "no",
        "never",
        "your",
        "my",
        "already",
        "still",
    }:
        return False
    if text.rstrip("\"”’') ").endswith("?") or _WISH.search(text):
        return False
    cut = next(
        (at for at, word in enumerate(head) if word in {"who", "that", "which", "whose", "where"}), len(head)
    )
    return not any(word in _PRAISE for word in head[: max(cut, 1)])


def names(sentence: str) -> Span | None:
    """Return the name that a sentence may define, whatever it is: the words in front of "is a", "means" and the like."""
    opening = _OPENING.match(sentence)
    match = _GENERIC.match(sentence, opening.end() if opening else 0)
    if match is None or len(sentence) > LONGEST:
        return None
    parts = match["name"].lower().split()
    if any(part in _NEVER_NAMES for part in parts):
        return None
    return Span(match.start("name"), match.end("name"))


def asked(text: str) -> str:
    """Return what a question or a heading asks the meaning of; "" for none.

    >>> asked("What counts as a qualified lead?"), asked("What is new"), asked("What does MQL mean?")
    ('qualified lead', 'new', 'MQL')
    """
    match = _ASKED.fullmatch(text.strip())
    return match["name"] if match else ""


def answer(text: str) -> Span | None:
    """Return the body of a sentence that answers what its subject is: "It's the share of ..."; None for none."""
    lead = _IT_IS.match(text)
    start = lead.end() if lead else 0
    return _trimmed(text, start, len(text)) if is_genus(text[start:]) else None


def stated(text: str) -> Span | None:
    """Return the body that a cell or an entry of a list of words is, whatever its shape; None for none."""
    lead = _IT_IS.match(text)
    start = lead.end() if lead else 0
    return _trimmed(text, start, len(text)) if _may_be_body(text[start:]) else None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The body without quotation marks, and without what follows a semicolon: another thought."""
    stop = text.find("; ", start, end)
    end = stop if stop >= 0 else end
    while start < end and text[start] in " \t\n\"“‘'":
        start += 1
    while end > start and text[end - 1] in " \t\n\"”’',":
        end -= 1
    return Span(start, end) if end > start else None
