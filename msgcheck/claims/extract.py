"""One document to its claims: sentences, selection, quantities, scope, speaker, polarity."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from msgcheck.claims import quantities, scope, segment, select
from msgcheck.claims.scope import NO_NAMES, Names
from msgcheck.model import Block, Bound, Claim, Document, Kind, Quantity, Scope, Span, Speaker

_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nor|neither|nothing|nobody|without|cannot|zero|isn['’]t|aren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t|can['’]t|couldn['’]t|wasn['’]t|weren['’]t|hasn['’]t|haven['’]t|shouldn['’]t|wouldn['’]t|excludes?|excluding|lacks?|refuses?|unable|unavailable|unsupported|isnt|dont|wont|cant)\b",
    re.IGNORECASE,
)
# "no later than", "not only", "no matter" deny nothing.
_NO_DENIAL = re.compile(
    r"\b(?:no (?:later|more|less|fewer|sooner|earlier) than|not only|no matter|no doubt|no wonder|nothing but|no problem|why not|not to mention|last but not least)\b",
    re.IGNORECASE,
)
_MODALITY = [
    ("only", re.compile(r"\b(?:only|exclusively|solely|the sole)\b", re.IGNORECASE)),
    ("always", re.compile(r"\b(?:always|every|all|each|any|whole|entire(?:ly)?|everyone|everything)\b", re.IGNORECASE)),
    ("must", re.compile(r"\b(?:must|have to|has to|required?|requires|mandatory|compulsory|needs? to)\b", re.IGNORECASE)),
    ("may", re.compile(r"\b(?:may|might|could|optional(?:ly)?|sometimes|some|often|usually|typically)\b", re.IGNORECASE)),
    ("can", re.compile(r"\b(?:can|able to|lets? you|allows?)\b", re.IGNORECASE)),
    ("will", re.compile(r"\b(?:will|soon|going to|planned|plan to|upcoming|roadmap)\b", re.IGNORECASE)),
]  # fmt: skip
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|ours)\b", re.IGNORECASE)
_QUOTED = re.compile(r"^[\"“‘'](?P<words>.*)[\"”’']\s*(?:[-–—,].*)?$", re.DOTALL)
_CUSTOMER_TRAIL = re.compile(r"\b(?:testimonials?|case stud(?:y|ies)|customer stor(?:y|ies)|what (?:our )?customers say)\b", re.IGNORECASE)  # fmt: skip
_PER_IN_HEADER = re.compile(
    r"\bper\s+([a-z]+)|\b(monthly|yearly|annual(?:ly)?)\b|/\s?([a-z]+)", re.IGNORECASE
)
_ASIDE = re.compile(r",? \b(?:so that|so|because|while|when|which|who|until|unless)\b|:\s")
_LEAST_CLAUSE = 5  # words; less is no clause of its own ("Security: we never sell data")
_PERIODS = {"yearly": "year", "annual": "year", "annually": "year", "monthly": "month"}
_BOUND_IN_HEADER = [
    (re.compile(r"\b(?:max(?:imum)?|up to|at most|cap|limit)\b", re.IGNORECASE), Bound.AT_MOST),
    (re.compile(r"\b(?:min(?:imum)?|at least|starting at|from)\b", re.IGNORECASE), Bound.AT_LEAST),
]
_SHORT_CELL_WORDS = 6  # a longer cell is a sentence of its own; its header then only gives scope

_BLANKS = [
    (re.compile(r"name|first|last|contact|person|rep|sender|owner", re.IGNORECASE), "Alex"),
    (re.compile(r"company|account|business|org", re.IGNORECASE), "your company"),
    (re.compile(r"date|day|time|month|year", re.IGNORECASE), "that day"),
    (re.compile(r"url|link", re.IGNORECASE), "this page"),
]


# A post, mail or release older than this speaks of its own time ("history is not a lie").
AGED = timedelta(days=365)


def claims_of(
    document: Document, names: Names = NO_NAMES, *, today: date | None = None
) -> tuple[list[Claim], Counter[str], int]:
    """Return (claims in reading order, exclusions by reason, number of sentences).

    today: makes claims of assets dated over a year earlier speak of their own time; None: none is old.

    Blocks whose language is known and is not English are counted as "another language".
    """
    claims: list[Claim] = []
    excluded: Counter[str] = Counter()
    sentences = 0
    scope_of = _Memo(names)
    for block in document.blocks:
        for span in segment.split(block.text, fields=block.fields):
            sentences += 1
            text = block.text[span.start : span.end]
            found = quantities.find(text)
            if reason := select.why_not(block, text, found):
                excluded[reason] += 1
                continue
            claim = _claim(document, block, span, found, names, scope_of)
            if today and claim.date and today - claim.date > AGED:
                aged = replace(claim.scope, published=str(claim.date.year))
                claim = replace(claim, scope=aged)
            claims.append(claim)
    return claims, excluded, sentences


def claim_of_text(text: str, names: Names = NO_NAMES, *, uri: str = "") -> Claim:
    """Return a piece of copy as one claim, with no place around it (for `msgcheck judge`)."""
    block = Block(text, Span(0, len(text)))
    document = Document(uri, "text/plain", "", (block,), text, "")
    return _claim(document, block, block.span, quantities.find(text), names, _Memo(names))


def _main_clause(text: str) -> str:
    """Return a sentence up to what only explains it: "..., so nobody has to change" denies nothing."""
    aside = _ASIDE.search(text)
    return text[: aside.start()] if aside and len(text[: aside.start()].split()) >= _LEAST_CLAUSE else text


class _Memo:
    """Scopes of headings and headers, which recur on every sentence below them."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[str, Scope] = {}

    def __call__(self, text: str) -> Scope:
        if text not in self._known:
            self._known[text] = scope.find(text, self._names)
        return self._known[text]


def _claim(
    document: Document,
    block: Block,
    span: Span,
    found: tuple[Quantity, ...],
    names: Names,
    scope_of: _Memo,
) -> Claim:
    text = block.text[span.start : span.end]
    trail = [scope_of(block.context)] if block.context else []
    trail += [scope_of(heading) for heading in reversed(block.headings)]
    denial = _NEGATION.search(_NO_DENIAL.sub(" ", _main_clause(text)))
    return Claim(
        uri=document.uri,
        span=Span(block.span.start + span.start, block.span.start + span.end),
        text=text,
        block=block,
        reading=_reading(block, span, text),
        quantities=_from_headers(block, found),
        scope=scope.inherit(scope.find(text, names), *trail),
        speaker=_speaker(block, text, names),
        negated=denial is not None,
        modality=next((name for name, pattern in _MODALITY if pattern.search(text)), ""),
        channel=document.channel,
        team=document.team,
        date=block.date or document.date,
    )


def _reading(block: Block, span: Span, text: str) -> str:
    """Return the claim as models read it: with its header or question, merge fields as plain words."""
    fields = [f for f in block.fields if f.start >= span.start and f.end <= span.end]
    for field in sorted(fields, reverse=True):
        at, end = field.start - span.start, field.end - span.start
        text = text[:at] + _blank(text[at:end]) + text[end:]
    context = block.context
    if context.endswith("?"):
        return f"{context} {text}"
    if context and (block.kind is Kind.TABLE_CELL or block.group) and len(text.split()) < _SHORT_CELL_WORDS:
        return f"{context}: {text}"
    return text


def _blank(field: str) -> str:
    return next((word for pattern, word in _BLANKS if pattern.search(field)), "this")


def _from_headers(block: Block, found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Return a cell's quantities with the unit, the bound and the per-what that only its headers say."""
    if block.kind is not Kind.TABLE_CELL or not block.context or not found:
        return found
    said = {next(g for g in match.groups() if g).lower() for match in _PER_IN_HEADER.finditer(block.context)}
    per = tuple(sorted(_PERIODS.get(word, word) for word in said))
    noun = _counted(block.context)
    bound = next((bound for pattern, bound in _BOUND_IN_HEADER if pattern.search(block.context)), None)
    completed = []
    for quantity in found:
        if quantity.kind == "money" and not {*quantity.per} & {"month", "year"}:
            quantity = replace(quantity, per=tuple(sorted({*quantity.per, *per})))
        if quantity.kind == "count" and not quantity.unit and noun:
            quantity = replace(quantity, unit=noun)
        if bound and quantity.bound is Bound.EXACT:
            quantity = replace(quantity, bound=bound)
        completed.append(quantity)
    return tuple(completed)


def _counted(context: str) -> str:
    """Return what a bare number under these headers counts: "Locations, Group" counts locations."""
    for part in context.lower().split(", "):
        for quantity in quantities.find(f"2 {part}"):
            if quantity.kind == "count" and quantity.words.endswith("s"):
                return quantity.unit
    return ""


def _speaker(block: Block, text: str, names: Names) -> Speaker:
    """Say whose claim it is: the block's speaker, or a competitor that the words or headers name."""
    if block.speaker is not Speaker.COMPANY:
        return block.speaker
    quoted = _QUOTED.match(text)
    if quoted and len(quoted["words"].split()) > 3:
        return Speaker.CUSTOMER
    if _CUSTOMER_TRAIL.search(" ".join(block.headings)) and re.search(r"\b(?:I|we|our|my)\b", text) and block.kind is Kind.QUOTE:  # fmt: skip
        return Speaker.CUSTOMER
    if not names.competitors:
        return Speaker.COMPANY
    own = {"own": names.own}
    for where in (text, block.context, *reversed(block.headings)):
        rival = bool(scope.named(where, names.competitors))
        ours = bool(scope.named(where, own)) or (where is text and bool(_FIRST_PERSON.search(where)))
        if rival and not ours:
            return Speaker.COMPETITOR
        if ours:
            return Speaker.COMPANY
    return Speaker.COMPANY
