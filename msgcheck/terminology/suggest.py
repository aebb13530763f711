"""What a glossary could say that it does not say yet, found in the copy.

Three kinds of proposals, none of which is enforced before somebody agrees (status `proposed`):
terms      noun phrases that many assets use, by C-value (Frantzi, Ananiadou and Mima, 2000);
spellings  words that the copy writes in two ways ("check-in", "check in"), the commoner one first;
forms      variants and synonyms of terms that are listed already, from the findings of MC204.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Finding
from msgcheck.terminology.entries import vocabulary
from msgcheck.terminology.letters import in_title, opens
from msgcheck.terminology.matcher import Matcher
from msgcheck.terminology.places import left_alone, quote_around
from msgcheck.terminology.speech import FUNCTION_WORDS, Tagger
from msgcheck.terminology.spelling import phrasal, plural
from msgcheck.terminology.text import Prose, fold

LEAST_USES, LEAST_ASSETS = 4, 2  # of a phrase that may be a term
MOST_TERMS = 25
_LONGEST = 4  # words
_MODIFIERS = {"ADJ", "NOUN", "PROPN"}
_WORDS = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,2}")
_STARTS = re.compile(r"(?<![^\W_])(?<![^\W_]-)[^\W\d_]")
# Adjectives that say nothing of a concept: "new customer" is no term.
_LOOSE = frozenset(
    "new own other many more most same different first second last next every each few several great good better"
    " best big small large full whole whole-day real right main only single such certain various whatever free"
    " less extra additional available possible current recent previous past future old early late long short".split()
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry to paste, and why.

    kind:     "term", "spelling" or "form".
    term:     id of the listed term that gets the form; "" for a new one.
    forms:    the other forms -> uses.
    uses:     occurrences of `preferred`; assets: in how many of them; channels: by channel.
    """

    kind: str
    preferred: str
    forms: dict[str, int] = field(default_factory=dict)
    term: str = ""
    uses: int = 0
    assets: int = 0
    channels: dict[str, int] = field(default_factory=dict)
    example: str = ""
    why: str = ""


@dataclass(slots=True)
class _Seen:
    """Where a phrase stands."""

    written: Counter[str] = field(default_factory=Counter)
    assets: set[str] = field(default_factory=set)
    channels: Counter[str] = field(default_factory=Counter)
    example: str = ""

    def add(self, words: str, document: Document, prose: Prose, start: int, end: int) -> None:
        if not self.written:
            quote = quote_around(prose, start, end)
            self.example = prose.text[quote.start : quote.end]
        self.written[words] += 1
        self.assets.add(document.uri)
        self.channels[document.channel] += 1


def propose(
    documents: Sequence[Document], glossary: Glossary, nlp: Tagger, drift: Iterable[Finding] = ()
) -> list[Proposal]:
    """Return proposals: forms of listed terms, then spellings, then terms, each the most used first.

    nlp:   text -> tokens with .idx, .text, .pos_; every sentence is tagged.
    drift: findings of MC204 in the same documents.
    """
    matcher = Matcher(glossary)
    skip = frozenset(glossary.defaults.skip)
    texts = [
        (document, matcher.prose_of(block))
        for document in documents
        for block in _once(document)
        if not left_alone(block, skip)
    ]
    names = frozenset(fold(word) for word in subject_words(glossary))
    return [*forms(drift, glossary), *spellings(texts, matcher), *terms(texts, matcher, nlp, names)]


def _once(document: Document) -> Iterator[Block]:
    """Yield a document's blocks; what stands twice in it counts once."""
    seen: set[str] = set()
    for block in document.blocks:
        if block.text not in seen:
            seen.add(block.text)
            yield block


def forms(drift: Iterable[Finding], glossary: Glossary) -> list[Proposal]:
    """Return for each term with unlisted variants or synonyms the forms to add."""
    ids = {term.preferred: term.id for term in vocabulary(glossary)}
    by_term: dict[str, list[Finding]] = defaultdict(list)
    for finding in drift:
        by_term[finding.attribute].append(finding)
    found = []
    for preferred, findings in sorted(by_term.items()):
        places = [place for finding in findings for place in finding.places]
        found.append(
            Proposal(
                kind="form",
                preferred=preferred,
                forms={finding.places[0].value: len(finding.places) for finding in findings},
                term=ids.get(preferred, ""),
                assets=len({place.uri for place in places}),
                channels=dict(sorted(Counter(place.channel for place in places).items())),
                example=places[0].quote,
                why="; ".join(dict.fromkeys(finding.why for finding in findings)),
            )
        )
    return found


def spellings(texts: Sequence[tuple[Document, Prose]], matcher: Matcher) -> list[Proposal]:
    """Return words that the copy writes in two ways, other than by capitals at the start or a plural.

    A verb with a particle is left out: "log in" and "login" are both right.
    """
    by_letters: dict[str, dict[str, _Seen]] = defaultdict(lambda: defaultdict(_Seen))
    for document, prose in texts:
        for start, end in _stretches(prose.text):
            words = prose.text[start:end]
            if "-" in words or " " not in words:
                shown = _shown(words, prose, start, end)
                if shown:
                    by_letters[_letters(words)][shown].add(words, document, prose, start, end)
    for document, prose in texts:  # what is open somewhere else, now that the closed ways are known
        for start, end in _stretches(prose.text):
            words = prose.text[start:end]
            if " " in words and _letters(words) in by_letters:
                by_letters[_letters(words)][fold(words)].add(words, document, prose, start, end)
    found = []
    for ways in by_letters.values():
        order = sorted(ways, key=lambda way: (-sum(ways[way].written.values()), way))
        if len(order) < 2 or any(phrasal(way) or _accident(way) for way in order) or _knows(matcher, order):
            continue
        if all(fold(way) == fold(order[0]) for way in order) and not _camel(order):
            continue
        found.append(_proposal("spelling", order[0], {way: ways[way] for way in order}))
    return sorted(found, key=lambda proposal: (-proposal.uses, proposal.preferred))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield every run of one to three words, joined by single spaces or hyphens."""
    for match in _STARTS.finditer(text):
        whole = _WORDS.match(text, match.start())
        if whole is None:
            continue
        ends = [cut.start() for cut in re.finditer(r"[ ]|\Z", whole[0])]
        for end in ends:
            yield match.start(), match.start() + end


def _letters(words: str) -> str:
    return re.sub(r"[ -]", "", fold(words))


def _shown(words: str, prose: Prose, start: int, end: int) -> str:
    """Return the word as it counts: small where its place asks for the capital; "" where that cannot be told."""
    if words.islower() or not prose.is_prose(start, end):
        return words if prose.is_prose(start, end) else ""
    if words.isupper() or opens(prose, start) or in_title(prose, start, end):
        return fold(words) if words[1:].islower() else ""
    return words


def _camel(ways: Sequence[str]) -> bool:
    """Whether the ways differ in a capital within a word: "PrepScale", "Prepscale"."""
    return len({way[1:] for way in ways}) > 1 and all(way[0].isupper() for way in ways)


def _accident(way: str) -> bool:
    """Whether words only happen to have the letters of another: "a way" and "away"."""
    parts = re.split(r"[ -]", way)
    return len(parts) > 1 and any(part in FUNCTION_WORDS or len(part) == 1 for part in parts)


def _knows(matcher: Matcher, ways: Iterable[str]) -> bool:
    return any(matcher.find(way) for way in ways)


def terms(
    texts: Sequence[tuple[Document, Prose]],
    matcher: Matcher,
    nlp: Tagger,
    names: frozenset[str] = frozenset(),
) -> list[Proposal]:
    """Return the noun phrases of two to four words that are terms by C-value, MOST_TERMS at most.

    names: folded words of the company, its products and plans: a phrase with one of them is no new term.
    """
    seen: dict[tuple[str, ...], _Seen] = defaultdict(_Seen)
    for document, prose in texts:
        if " " not in prose.text:
            continue
        hits = matcher.hits(prose)
        for words, start, end in _phrases(nlp(prose.text)):
            listed = any(hit.start < end and start < hit.end for hit in hits)
            if not listed and names.isdisjoint(words) and prose.is_prose(start, end):
                seen[words].add(prose.text[start:end], document, prose, start, end)
    uses = {words: sum(found.written.values()) for words, found in seen.items()}
    scores = _c_values(uses)
    best = sorted(
        (
            words
            for words, found in seen.items()
            if uses[words] >= LEAST_USES and len(found.assets) >= LEAST_ASSETS and scores[words] > 0
        ),
        key=lambda words: (-scores[words], words),
    )
    named = [(_usual(words, seen[words]), seen[words]) for words in best[:MOST_TERMS]]
    return [_proposal("term", name, {name: found}) for name, found in named]


def _phrases(tokens: Iterable[Any]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield (folded words with the last in the singular, start, end) of each noun phrase within a run of
    adjectives and nouns; every part of a run that ends in a noun is one."""
    run: list[Any] = []
    for token in [*tokens, None]:
        follows = (
            token is not None
            and token.pos_ in _MODIFIERS
            and token.text.replace("-", "").isalpha()
            and (not run or token.idx == run[-1].idx + len(run[-1].text) + 1)
        )
        if follows:
            run.append(token)
            continue
        for first in range(len(run)):
            for last in range(first + 1, min(first + _LONGEST, len(run))):
                if run[last].pos_ == "NOUN" and fold(run[first].text) not in _LOOSE:
                    part = run[first : last + 1]
                    words = [fold(word.text) for word in part]
                    words[-1] = _singular(words[-1])
                    yield tuple(words), part[0].idx, part[-1].idx + len(part[-1].text)
        run = [token] if token is not None and token.pos_ in _MODIFIERS and token.text.isalpha() else []


def _singular(word: str) -> str:
    for single in (word[:-1], word[:-2], f"{word[:-3]}y"):
        if len(single) > 2 and plural(single) == word:
            return single
    return word


def _c_values(uses: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], float]:
    """Return log2(words) * (uses - mean uses of the longer phrases that hold it)."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for words, count in uses.items():
        for first in range(len(words)):
            for last in range(first + 2, len(words) + 1):
                if (inner := words[first:last]) != words:
                    holders[inner].append(count)
    return {
        words: math.log2(len(words))
        * (count - (sum(longer) / len(longer) if (longer := holders[words]) else 0))
        for words, count in uses.items()
    }


def _usual(words: tuple[str, ...], seen: _Seen) -> str:
    """The phrase in the singular, with capitals only where it mostly has them within ("First Aid Kit")."""
    written = max(seen.written, key=lambda form: (seen.written[form], form.islower(), form))
    return " ".join(words) if written[1:].islower() else written


def subject_words(glossary: Glossary) -> Iterator[str]:
    """Yield the words of all names in `subjects`."""
    subjects = glossary.subjects
    listed = [
        name
        for some in (subjects.products, subjects.plans, subjects.competitors)
        for one in some
        for name in one.names
    ]
    for name in (*subjects.self_names, *listed):
        yield from name.split()


def _proposal(kind: str, preferred: str, ways: dict[str, _Seen]) -> Proposal:
    main = ways[preferred]
    uses = sum(main.written.values())
    others = {way: sum(seen.written.values()) for way, seen in ways.items() if way != preferred}
    channels = sum((seen.channels for seen in ways.values()), Counter[str]())
    example = next((ways[way].example for way in others), main.example)
    assets = len(set[str]().union(*(seen.assets for seen in ways.values())))
    said = f"{uses} uses in {assets} assets"
    if others:
        said = f"written in {len(ways)} ways: " + ", ".join(
            f"'{way}' ({sum(seen.written.values())})" for way, seen in ways.items()
        )
    return Proposal(kind, preferred, others, "", uses, assets, dict(sorted(channels.items())), example, said)
