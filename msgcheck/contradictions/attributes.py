"""A name for what a conflict is about, in words a brand manager uses: "price of Kitchen per location".

The name is built from the claims themselves: the noun a number counts, the noun phrase that most members
share (table headers and questions are read with their cells and answers), and the plan or product that
all of them are about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgcheck.contradictions import words
from msgcheck.model import Claim, Quantity

Nlp = Callable[[str], Any]

_IN_PHRASE = frozenset({"NOUN", "PROPN", "ADJ"})
_LONGEST = 4  # words of a phrase; more is two phrases without their comma
# Nouns that measure or point, and name nothing.
_MEASURES = frozenset(
    words.stem(w)
    for w in """second minute hour day week weekend month quarter year time date number percent percentage amount
    price cost data value item detail thing way lot part kind case fact page start end note question answer""".split()
)
_PRICED = frozenset(words.stem(w) for w in "price cost sell rent fee plan subscription pay license".split())
# Verbs that say nothing of what is measured.
_EMPTY = frozenset(words.stem(w) for w in "get start try use make take give come see need want".split())
_MOST = 5  # words of a name beside the plan and the per-what
_NEAR, _FAR = 3, 40  # characters between a value and a phrase
_HEADING_WEIGHT, _CELL_WEIGHT = 0.4, 1.3  # a heading is about more than its sentence, a cell is its headers


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together around a noun.

    words:  as they stand inside a sentence: only names keep their capitals.
    weight: how much its place says about the value; it falls with the distance.
    whole:  words before the noun stay, though no other member has them ("maximum load").
    """

    words: tuple[str, ...]
    weight: float
    whole: bool


def name(members: Sequence[Claim], said: Sequence[Quantity | None], nlp: Nlp) -> str:
    """Return what the members speak of; never "".

    said: the value that each member gives, None for a statement.
    nlp:  text to tokens with `.text`, `.idx`, `.pos_`, `.whitespace_`.
    """
    readings = [f"{words.without_values(claim)} {_headings(claim)}" for claim in members]
    names = frozenset(word for claim in members for word in words.name_words(claim.text))
    found = [p for claim, value in zip(members, said, strict=True) for p in phrases(claim, value, nlp)]
    values = [value for value in said if value is not None]
    owner = _owner(members)
    told = {words.stem(what) for value in values for what in value.per} | {words.stem("plan")}
    told |= words.content(owner)
    counted = _counted(values, nlp) if values and values[0].kind == "count" else ""
    stems = [words.content(reading) for reading in readings]
    topics = _best(found, stems, names, frozenset(told), alone=not counted)
    known = told | words.content(" ".join([*topics, counted])) | _MEASURES
    rest = [word for word in shared(members) if words.stem(word) not in known]
    room = max(0, _MOST - len(words.content(" ".join([*topics, counted]))))
    topics += [_as_name(word, names) for word in rest[:room]]
    made = _measured(values, topics, owner, counted, readings) if values else _joined([*topics, owner])
    return made or _fallback(members)


def shared(members: Sequence[Claim]) -> list[str]:
    """Return the content words that most members share, as the shortest of those with most of them has them."""
    texts = [words.without_values(claim) for claim in members]
    counts = Counter(stem for text in texts for stem in words.content(text))
    least = max(2, (len(members) + 1) // 2)
    shared = frozenset(stem for stem, count in counts.items() if count >= least) - _EMPTY
    best = min(texts, key=lambda text: (-len(shared & words.content(text)), len(text), text))
    return words.spelled(best, shared)


def phrases(claim: Claim, value: Quantity | None, nlp: Nlp) -> Iterator[Phrase]:
    """Yield the noun phrases of a claim, of its headers or question, and of its last heading."""
    cell = claim.block.context and len(claim.text.split()) <= 6
    yield from _in(claim.text, value, nlp, 1.0, whole=True)
    for part in filter(None, claim.block.context.split(", ")):
        yield from _in(part, None, nlp, _CELL_WEIGHT if cell else 0.8, whole=bool(cell))
    for heading in claim.block.headings[-1:]:
        yield from _in(heading, None, nlp, _HEADING_WEIGHT, whole=False)


def _in(text: str, value: Quantity | None, nlp: Nlp, weight: float, *, whole: bool) -> Iterator[Phrase]:
    run: list[Any] = []
    for token in nlp(text):
        inside = value is not None and value.span.start <= token.idx < value.span.end
        if token.pos_ in _IN_PHRASE and not inside:
            run.append(token)
            continue
        if token.pos_ == "NUM" and run and run[-1].pos_ == "PROPN" and not inside:
            run.append(token)  # "PrepScale 300"
            continue
        yield from _phrase(run, value, weight, whole)
        run = []
    yield from _phrase(run, value, weight, whole)


def _phrase(run: list[Any], value: Quantity | None, weight: float, whole: bool) -> Iterator[Phrase]:
    while run and run[-1].pos_ == "ADJ":
        run = run[:-1]
    if not run:
        return
    if value is not None:
        apart = max(run[0].idx - value.span.end, value.span.start - run[-1].idx - len(run[-1].text), 0)
        weight *= 1.0 if apart < _NEAR else 0.85 if apart < _FAR else 0.7
    yield Phrase(tuple(_spelled(token) for token in run[-_LONGEST:]), weight, whole)


def _spelled(token: Any) -> str:
    """Return a token in lower case, but for "POS" and "PrepScale"; names get their capitals back later."""
    text: str = token.text
    return text if text[1:].lower() != text[1:] else text.lower()


def _headings(claim: Claim) -> str:
    return " ".join([claim.block.context, *claim.block.headings[-1:]])


def _best(
    found: Sequence[Phrase],
    readings: Sequence[frozenset[str]],
    names: frozenset[str],
    told: frozenset[str],
    *,
    alone: bool,
) -> list[str]:
    """Return the phrase most members share, and a second one when it says something else.

    readings: stems of each member.   names: words that are names, as they are written.
    told:     stems that the name says anyway ("per location").
    alone:    nothing else will name the conflict: where no phrase is shared, the one nearest to a value does.
    """
    counts = Counter(stem for reading in readings for stem in reading)
    name_stems = {words.stem(word) for word in names}
    scored: dict[str, tuple[float, frozenset[str]]] = {}
    most = min(len(readings), max(2, (len(readings) + 1) // 2))
    for least in (most, 1) if alone else (most,):
        for phrase in found:
            text, stems = _shared(phrase, counts, least, names, told)
            if not stems - told - _MEASURES:
                continue
            share = sum(counts[stem] for stem in stems) / len(stems) / len(readings)
            score = share * phrase.weight * (1 + 0.15 * (min(len(stems), 3) - 1))
            score *= 0.4 if stems <= name_stems else 1.0
            scored[text] = max(scored.get(text, (0.0, stems)), (score, stems), key=lambda s: s[0])
        if scored:
            break
    ranked = sorted(scored, key=lambda text: (-scored[text][0], text))
    chosen = ranked[:1]
    for text in ranked[1:]:
        score, stems = scored[text]
        other = scored[chosen[0]]
        if score >= 0.6 * other[0] and not stems & other[1] and not stems <= name_stems:
            chosen.append(text)
            break
    return chosen


def _shared(
    phrase: Phrase, counts: Counter[str], least: int, names: frozenset[str], told: frozenset[str]
) -> tuple[str, frozenset[str]]:
    """Return the end of the phrase that `least` members share: "managers" of "US search managers"."""
    kept: list[str] = []
    for word in reversed(phrase.words):
        known = word.isdigit() or counts[words.stem(word)] >= least
        if not known and (not phrase.whole or not kept or kept[0].isdigit()):
            break
        kept.insert(0, _as_name(word, names))
    while len(kept) > 1 and words.stem(kept[0]) in told:
        del kept[0]
    text = " ".join(kept)
    return text, words.content(text)


def _as_name(word: str, names: frozenset[str]) -> str:
    return next((name for name in sorted(names) if name.lower() == word.lower()), word)


def _owner(members: Sequence[Claim]) -> str:
    """Return "on Kitchen" or "of PrepScale 300": the plan or product that all members are about, in their
    spelling; "" when there is none."""
    for dimension, of in (("plans", "on"), ("products", "of")):
        common = frozenset.intersection(*(getattr(claim.scope, dimension) for claim in members))
        if len(common) != 1:
            continue
        parts = re.findall(r"\w+", next(iter(common)))
        written = re.compile(r"\b" + r"[\s-]+".join(map(re.escape, parts)) + r"\b", re.IGNORECASE)
        for claim in members:
            if found := written.search(f"{claim.reading} {_headings(claim)}"):
                return f"{of} {found[0]}"
    return ""


def _measured(
    values: Sequence[Quantity], topics: Sequence[str], owner: str, counted: str, readings: Sequence[str]
) -> str:
    """Return the name of a value: what it counts, costs or lasts, whose it is, and per what."""
    kind = Counter(value.kind for value in values).most_common(1)[0][0]
    per = frozenset.intersection(*(frozenset(value.per) for value in values))
    tail = "".join(f" per {what}" for what in sorted(per, key=lambda w: (words.stem(w) in _MEASURES, w)))
    if kind == "money":
        priced = bool(per) or any(_PRICED & words.content(reading) for reading in readings)
        whose = owner.partition(" ")[2]
        first, *rest = [whose, *topics] if whose or not topics else topics
        return f"{'price' if priced else 'amount'}{f' of {first}' if first else ''}" + "".join(
            [tail, *(f", {topic}" for topic in rest)]
        )
    if counted:
        rest = [topic for topic in topics if not words.content(topic) & words.content(counted)]
        return _joined([f"{counted} {owner}".strip() + tail, *rest])
    if not topics:
        return owner.partition(" ")[2]
    first = topics[0]
    if kind == "duration" and not words.content(first.split()[-1]) & _MEASURES:
        first += " length" if any("-" in value.words for value in values) else " time"
    after = {"date": "year" if all(v.words.isdigit() for v in values) else "date", "frequency": "how often"}
    return _joined([f"{first} {owner}".strip() + tail, *topics[1:], after.get(kind, "")])


def _counted(values: Sequence[Quantity], nlp: Nlp) -> str:
    """Return the noun that the values count, as most of them spell it, the longest: "POS systems"."""
    spelled = Counter(
        " ".join(_spelled(token) for token in nlp(value.words) if token.pos_ in _IN_PHRASE)
        for value in values
    )
    nouns = [text for text in spelled if words.content(text) - _MEASURES]
    return max(nouns, key=lambda text: (spelled[text], len(text), text), default="")


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part)


def _fallback(members: Sequence[Claim]) -> str:
    headings = Counter(heading for claim in members for heading in claim.block.headings[-1:])
    kinds = Counter(quantity.kind for claim in members for quantity in claim.quantities)
    return (headings or kinds or Counter(["statements"])).most_common(1)[0][0]
