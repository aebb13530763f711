"""One document to its claims: sentences, selection, quantities, scope, speaker, polarity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from msgcheck.claims import around, grammar, quantities, scope, segment, select, units
from msgcheck.claims.grammar import Grammar
from msgcheck.claims.scope import NO_NAMES, Names
from msgcheck.model import Block, Bound, Claim, Document, Kind, Quantity, Scope, Span, Speaker

_FIRST_PERSON = re.compile(r"\b(?:we|our|us|ours)\b", re.IGNORECASE)
_QUOTED = re.compile(r"^[\"“‘'](?P<words>.*)[\"”’']\s*(?:[-–—,].*)?$", re.DOTALL)
_QUOTATION = re.compile(r"\"[^\"]{10,2000}\"|“[^“”]{10,2000}”|«[^«»]{10,2000}»")
# Who is quoted in running text: somebody with a name and a verb of saying, outside the quotation marks.
_SAYS = re.compile(
    r"\b(?:says?|said|puts? it|explain(?:s|ed)|add(?:s|ed)|not(?:es|ed)|recall(?:s|ed)|t(?:ells|old) us|writes|wrote"
    r"|report(?:s|ed)|according to|in the words of)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b[A-Z][\w'’-]+(?:\s+(?:[A-Z][\w'’-]*\.?|(?:van|von|de|da|der)\b)){1,3}|\b[A-Z][\w'’-]+,\s"
)
_OUR_OWN = re.compile(
    r"\b(?:we|I|our (?:own )?(?:\w+ )?(?:CEO|CTO|founders?|co-founder|team|head|chief|lead))\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"\n|(?<=[.!?])\s+(?=[A-Z])")
_CUSTOMER_TRAIL = re.compile(r"\b(?:testimonials?|case stud(?:y|ies)|customer stor(?:y|ies)|what (?:our )?customers say)\b", re.IGNORECASE)  # fmt: skip
_PER_IN_HEADER = re.compile(
    r"\bper\s+([a-z]+)|(?<!billed )(?<!paid )(?<!charged )(?<!invoiced )\b(monthly|yearly|annual(?:ly)?)\b|/\s?([a-z]+)",
    re.IGNORECASE,
)
_BOUND_IN_HEADER = [
    (re.compile(r"\b(?:max(?:imum)?|up to|at most|cap|limit)\b", re.IGNORECASE), Bound.AT_MOST),
    (re.compile(r"\b(?:min(?:imum)?|at least|starting at|from)\b", re.IGNORECASE), Bound.AT_LEAST),
]
_LONGEST = 2000  # characters of a sentence; what is longer is data, and patterns would take minutes over it
_SHORT_CELL_WORDS = 6  # a longer cell is a sentence of its own; its header then only gives scope

# What a blank holds, by the words of its name ("daysLeft" is "days left"), and what a model reads there.
# A number is never a digit: a blank agrees with every value and contradicts none.
_NUMBER, _PRICE, _PERCENT = "some", "a price", "some percent"
_BLANKS = [
    (re.compile(r"\b(?:count|num|qty|quantity|number of|how many)\b"), _NUMBER),
    (re.compile(r"\b\w*(?:date|today|now|birthday)\b|\b(?:day|time|month|year)\b"), "that day"),
    (re.compile(r"\b\w*(?:url|link|href)\b"), "this page"),
    (re.compile(r"\b(?:percent|percentage|pct)\b"), _PERCENT),
    (re.compile(r"\b\w*discount\b|\bsavings?\b"), "a discount"),
    (re.compile(r"\b(?:price|prices|cost|costs|fee|fees|money|mrr|arr)\b"), _PRICE),
    (re.compile(r"\b(?:amount|total|sum|balance|budget|revenue)\b"), "an amount"),
    (re.compile(r"\b(?:left|remaining|seats|users|members|seconds|minutes|hours|days|weeks|months|years)\b"), _NUMBER),
    (re.compile(r"\b(?:company|account|business|org|organi[sz]ation)"), "your company"),
    (re.compile(r"\b(?:product|item)\b"), "this product"),
    (re.compile(r"\bplan\b"), "this plan"),
    (re.compile(r"\b\w*name\b|\b(?:first|last|contact|person|rep|sender|owner)\b"), "Alex"),
]  # fmt: skip
_NOT_A_NAME = re.compile(r"\"[^\"]*\"|'[^']*'|[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
_PERCENT_AFTER = re.compile(r"\s?(?:%|percent\b|per cent\b)")
_MONEY_BEFORE = re.compile(r"(?:US|A|C)?[$€£¥]\s?$")
_UNIT_AFTER = re.compile(
    rf"\s(?:(?:free|full|calendar) )?(?:{units.DURATION_WORDS}s|users|seats|members|people)\b"
    rf"|-{units.DURATION_WORDS}\b|\s?{units.UNIT.pattern}",
    re.IGNORECASE,
)
# "for {{x}} projects" counts; "{{x}} costs" may be a name and its verb.
_COUNTED_AFTER = re.compile(
    r"\b(?:for|of|to|with|in|within|over|than|about|only|just|have|has|get|gets|includes?|from|across|by)\s+$",
    re.IGNORECASE,
)
_NOUN_AFTER = re.compile(r"\s+[a-z]+s\b")
_DETERMINER = re.compile(
    r"\b(?:the|an?|your|our|my|his|her|its|their|this|that|these|those|every|each|any|no|some)\s+$",
    re.IGNORECASE,
)


# A post, mail or release older than this speaks of its own time ("history is not a lie").
AGED = timedelta(days=365)


def aged(claims: Sequence[Claim], today: date) -> list[Claim]:
    """Return the claims; those of assets dated over a year before `today` speak of their own time."""
    return [
        replace(claim, scope=replace(claim.scope, published=str(claim.date.year)))
        if claim.date and today - claim.date > AGED
        else claim
        for claim in claims
    ]


def claims_of(document: Document, names: Names = NO_NAMES) -> tuple[list[Claim], dict[str, int], int]:
    """Return (claims in reading order, exclusions by reason, number of sentences).

    Blocks whose language is known and is not English are counted as "another language".
    """
    claims: list[Claim] = []
    excluded: Counter[str] = Counter()
    sentences = 0
    scope_of = _Memo(names)
    for block in document.blocks:
        for span in segment.split(block.text, fields=block.fields):
            sentences += 1
            if len(span) > _LONGEST:
                excluded["too long for a sentence"] += 1
                continue
            text = block.text[span.start : span.end]
            found = quantities.find(text)
            if reason := select.why_not(block, text, found):
                excluded[reason] += 1
                continue
            claims.append(_claim(document, block, span, found, names, scope_of))
    return _with_grammar(claims), excluded, sentences


def claim_of_text(text: str, names: Names = NO_NAMES, *, uri: str = "") -> Claim:
    """Return a piece of copy as one claim, with no place around it (for `msgcheck judge`)."""
    block = Block(text, Span(0, len(text)))
    document = Document(uri, "text/plain", "", (block,), text, "")
    (claim,) = _with_grammar(
        [_claim(document, block, block.span, quantities.find(text), names, _Memo(names))]
    )
    return claim


def grammar_of(claims: Sequence[Claim]) -> list[Grammar]:
    """Return the grammar of each claim: its subject, what it denies, how firmly it is said."""
    return grammar.read([_without_blanks(c.block, _within(c), c.text) for c in claims])


def _within(claim: Claim) -> Span:
    """Return the claim's span within its block."""
    offset = claim.block.span.start
    return Span(claim.span.start - offset, claim.span.end - offset)


def _with_grammar(claims: list[Claim]) -> list[Claim]:
    """Return the claims, each with its polarity and modality; only those with a cue cost a parse."""
    cued = [at for at, claim in enumerate(claims) if grammar.has_cue(claim.text)]
    for at, found in zip(cued, grammar_of([claims[at] for at in cued]), strict=True):
        claims[at] = replace(claims[at], negated=bool(found.denied), modality=found.modality)
    return claims


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
    return Claim(
        uri=document.uri,
        span=Span(block.span.start + span.start, block.span.start + span.end),
        text=text,
        block=block,
        reading=_reading(block, span, text),
        quantities=_from_headers(block, found),
        scope=scope.inherit(scope.find(text, names), *trail),
        speaker=_speaker(block, span, text, names),
        channel=document.channel,
        team=document.team,
        date=block.date or document.date,
    )


def _reading(block: Block, span: Span, text: str) -> str:
    """Return the claim as models read it: with its header or question, merge fields as plain words."""
    text = _without_blanks(block, span, text)
    context = block.context
    if context.endswith("?"):
        return f"{context} {text}"
    if context and (block.kind is Kind.TABLE_CELL or block.group) and len(text.split()) < _SHORT_CELL_WORDS:
        return f"{context}: {text}"
    return text


def _without_blanks(block: Block, span: Span, text: str) -> str:
    fields = [f for f in block.fields if f.start >= span.start and f.end <= span.end]
    for field in sorted(fields, reverse=True):
        text = _blank(text, Span(field.start - span.start, field.end - span.start))
    return text


def _blank(text: str, field: Span) -> str:
    """Return the text with words in place of one merge field, and of the sign that belongs to its number.

    >>> _blank("Save {{discount}}% now", Span(5, 17)), _blank("It costs ${{price}} a month", Span(10, 19))
    ('Save some percent now', 'It costs a price a month')
    """
    name = " ".join(_NOT_A_NAME.sub(" ", text[field.start : field.end]).split()).lower()
    before, after = text[: field.start], text[field.end :]
    words = next((words for pattern, words in _BLANKS if pattern.search(name)), "this")
    if sign := _PERCENT_AFTER.match(after):
        words, after = _PERCENT, after[sign.end() :]
    elif sign := _MONEY_BEFORE.search(before):
        words, before = _PRICE, before[: sign.start()]
    elif _UNIT_AFTER.match(after) or (_NOUN_AFTER.match(after) and _counts(words, before)):
        words = _NUMBER
    if words == _NUMBER and after.startswith("-"):
        words = "several"  # "a {{days}}-day trial"
    elif words != "this" and _DETERMINER.search(before):
        words = re.sub(r"^(?:an?|this|that|your) ", "", words.replace("some", "several"))
    return before + words + after


def _counts(words: str, before: str) -> bool:
    return words in {_NUMBER, "an amount"} or (words == "this" and bool(_COUNTED_AFTER.search(before)))


def _from_headers(block: Block, found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Return a cell's quantities with the unit, the bound and the per-what that only its headers say."""
    if block.kind is not Kind.TABLE_CELL or not block.context or not found:
        return found
    said = {next(g for g in match.groups() if g).lower() for match in _PER_IN_HEADER.finditer(block.context)}
    per = tuple(sorted(map(around.per_noun, said)))
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


# "Moving your data out of Larderly is free", "your Larderly account": whom one comes from, not who is spoken of.
_WHERE_FROM = re.compile(
    r"\b(?:(?:from|out of|off|leav(?:e|ing)|replac(?:e|es|ing)|instead of|unlike|your) (?:your )?)[A-Z]\w+"
)


def _speaker(block: Block, span: Span, text: str, names: Names) -> Speaker:
    """Say whose claim it is: the block's speaker, or a competitor that the words or headers name."""
    if block.speaker is not Speaker.COMPANY:
        return block.speaker
    quoted = _QUOTED.match(text)
    if quoted and len(quoted["words"].split()) > 3:
        return Speaker.CUSTOMER
    if _CUSTOMER_TRAIL.search(" ".join(block.headings)) and re.search(r"\b(?:I|we|our|my)\b", text) and block.kind is Kind.QUOTE:  # fmt: skip
        return Speaker.CUSTOMER
    if _is_reported(block.text, span, names):
        return Speaker.CUSTOMER
    if not names.competitors:
        return Speaker.COMPANY
    own = {"own": names.own}
    for where in (text, block.context, *reversed(block.headings)):
        rival = bool(scope.named(_WHERE_FROM.sub(" ", where), names.competitors))
        ours = bool(scope.named(where, own)) or (where is text and bool(_FIRST_PERSON.search(where)))
        if rival and not ours:
            return Speaker.COMPETITOR
        if ours:
            return Speaker.COMPANY
    return Speaker.COMPANY


def _is_reported(text: str, span: Span, names: Names) -> bool:
    """Whether a sentence stands in a quotation that the text gives to somebody by name, not one of us."""
    quotations = [found.span() for found in _QUOTATION.finditer(text)]
    if not any(start < span.end and span.start < end for start, end in quotations):
        return False
    clauses = [part for part in _BETWEEN.split(_QUOTATION.sub("\n", text)) if _SAYS.search(part)]
    return any(
        _SOMEBODY.search(clause)
        and not _OUR_OWN.search(clause)
        and not scope.named(clause, {"own": names.own})
        for clause in clauses
    )
