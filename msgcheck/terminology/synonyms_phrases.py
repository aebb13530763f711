"""The noun phrases and verbs of the copy that the glossary does not know, and where they stand.

A phrase is up to three words of one noun phrase ("inventory audit" of "a quick inventory audit"), or a verb with
its particle or object ("open an account"). It is known by its words in dictionary form, without articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgcheck.glossary import Glossary
from msgcheck.kept import Kept, code, key_of
from msgcheck.model import Block, Document, Surface
from msgcheck.model_files import file_sha256
from msgcheck.terminology.matcher import Hit, Matcher
from msgcheck.terminology.places import left_alone
from msgcheck.terminology.synonyms_wordnet import base, is_noun, is_verb
from msgcheck.terminology.text import Prose, fold, words
from msgcheck.wordnet import FILE as WORDNET

LONGEST = 3  # words of a phrase
_SENTENCE = 500  # characters; what is longer is no sentence
_MODIFIERS = frozenset({"compound", "amod", "flat"})
_NOUNS = frozenset(
    {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "nmod:poss", "appos", "ROOT", "conj"}
)
_VERBS = frozenset({"ROOT", "conj", "xcomp", "ccomp", "advcl", "acl:relcl", "acl", "parataxis", "csubj"})
# Adjectives that make no other sort of thing: a "new price list" is a price list.
_NO_SORT = words("new old good better best great big small different latest current real right wrong recent")
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*")


# What stands around a phrase, as Use has it: (roles, beside).
_Around = tuple[frozenset[str], frozenset[str]]
# A phrase of a sentence: first and last + 1 character, whether it is a verb, its key, what stands around it.
_Found = tuple[int, int, bool, tuple[str, ...], _Around]
_Read = tuple[list[_Around], list[_Found]]  # of a sentence: its terms, and its other phrases


class Parser(Protocol):
    """Gives texts as tokens with `.dep_` and `.head`, and keeps what comes of them (msgcheck.pipeline.Pipeline)."""

    def parse(self, texts: Iterable[str]) -> Iterator[Any]: ...

    def derived(self, what: str, maker: str, type_: Any) -> Kept[Any]: ...


@dataclass(frozen=True, slots=True)
class Use:
    """One place of a phrase or a term.

    start, end: in `block.text`. sentence: the words around it; [at, at + end - start) of them is the phrase.
    roles:      who governs it and what it governs: "obj open", "amod shared".
    beside:     words it is listed with ("suppliers and vendors"), in dictionary form.
    """

    document: Document
    block: Block
    prose: Prose
    start: int
    end: int
    sentence: str
    at: int
    roles: frozenset[str]
    beside: frozenset[str]

    @property
    def words(self) -> str:
        return self.block.text[self.start : self.end]

    def swapped(self, words: str) -> str:
        """The sentence with `words` in place of the phrase."""
        return self.sentence[: self.at] + words + self.sentence[self.at + self.end - self.start :]


@dataclass(slots=True)
class Phrase:
    """Words that may stand for a term. verb: whether they are an act ("log in"), not a thing."""

    key: tuple[str, ...]
    verb: bool = False
    uses: list[Use] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As it is written most often."""
        written = [use.words for use in self.uses]
        lower = [fold(words) for words in written]
        return max(lower, key=lambda words: (lower.count(words), -len(words), words))


@dataclass(frozen=True, slots=True)
class Copy:
    """What the documents say: phrases by (key, is a verb), uses of each term by its id."""

    phrases: dict[tuple[tuple[str, ...], bool], Phrase]
    terms: dict[str, list[Use]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    document: Document
    block: Block
    prose: Prose
    start: int
    text: str
    hits: tuple[Hit, ...]


def survey(documents: Sequence[Document], glossary: Glossary, parser: Parser) -> Copy:
    """Return the phrases of the English copy, and the uses of the glossary's terms, in order of place."""
    sentences = list(_sentences(documents, glossary))
    verbs = any(term.pos == "verb" for term in glossary.terms)
    names = _names(glossary)
    copy = Copy({}, {})
    for sentence, (terms, phrases) in zip(sentences, _read(sentences, verbs, parser), strict=True):
        for hit, around in zip(sentence.hits, terms, strict=True):
            use = _use(sentence, hit.start - sentence.start, hit.end - sentence.start, around)
            copy.terms.setdefault(hit.entry.term.id, []).append(use)
        for start, end, verb, key, around in phrases:
            if not names.intersection(key) and sentence.prose.is_prose(
                sentence.start + start, sentence.start + end
            ):
                phrase = copy.phrases.setdefault((key, verb), Phrase(key, verb))
                phrase.uses.append(_use(sentence, start, end, around))
    for at in [at for at, phrase in copy.phrases.items() if _is_name(phrase)]:
        del copy.phrases[at]
    return copy


def _read(sentences: Sequence[_Sentence], verbs: bool, parser: Parser) -> list[_Read]:
    """Return what each sentence holds; a sentence that was read before is not parsed again."""
    taken = [
        [(hit.start - sentence.start, hit.end - sentence.start) for hit in sentence.hits]
        for sentence in sentences
    ]
    maker = f"{code('terminology', 'wordnet')} {file_sha256(WORDNET)[:16]}"
    kept: Kept[_Read] = parser.derived("phrases", maker, _Read)

    def parsed(some: list[int]) -> Iterator[_Read]:
        for at, tokens in zip(some, parser.parse(sentences[at].text for at in some), strict=True):
            yield _read_one(sentences[at].text, list(tokens), taken[at], verbs)

    keys = [key_of(one.text, spans, verbs) for one, spans in zip(sentences, taken, strict=True)]
    return kept.each(keys, parsed)


def _read_one(text: str, tokens: Sequence[Any], taken: Sequence[tuple[int, int]], verbs: bool) -> _Read:
    """taken: what the terms have of the text; verbs: whether acts are phrases too."""
    found: list[_Found] = []
    for first, last, verb in _spans(tokens, verbs):
        start, end = tokens[first].idx, tokens[last].idx + len(tokens[last].text)
        key = words_of(text[start:end], verb=verb)
        if key and key[0] not in _NO_SORT and all(end <= a or b <= start for a, b in taken):
            found.append((start, end, verb, key, _around(tokens, start, end)))
    return [_around(tokens, start, end) for start, end in taken], found


def _sentences(documents: Sequence[Document], glossary: Glossary) -> Iterator[_Sentence]:
    matcher = Matcher(glossary)
    for document in documents:
        repeated: set[str] = set()
        for block in document.blocks:
            language = block.language or document.language
            if left_alone(block, glossary.defaults.skip) or (language and not language.startswith("en")):
                continue
            if block.surface == Surface.SITE_WIDE:
                if block.text in repeated:
                    continue
                repeated.add(block.text)
            prose = matcher.prose_of(block)
            hits = matcher.hits(prose, channel=document.channel, language=language)
            for start, end in zip(prose.starts, [*prose.starts[1:], len(block.text)], strict=True):
                text = block.text[start:end].rstrip()
                if len(text) <= _SENTENCE and _TOKEN.search(text):
                    inside = tuple(hit for hit in hits if start <= hit.start and hit.end <= start + len(text))
                    yield _Sentence(document, block, prose, start, text, inside)


def _spans(tokens: Sequence[Any], verbs: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield (first token, last token, is a verb) of every phrase."""
    for at, token in enumerate(tokens):
        if not _content(token):
            continue
        if token.dep_ in _NOUNS and is_noun(token.lower_):
            yield from ((first, last, False) for first, last in _within(tokens, at))
        if verbs and token.dep_ in _VERBS and is_verb(token.lower_):
            yield from ((at, last, True) for last in _acts(tokens, at))


def _within(tokens: Sequence[Any], head: int) -> Iterator[tuple[int, int]]:
    """Yield runs of up to LONGEST words of the noun phrase of `head` that can be a thing by themselves."""
    words = [_hyphenated(tokens, head)]
    while (before := words[0][0] - 1) >= 0 and len(words) < LONGEST + 1:
        word = _hyphenated(tokens, before)
        if not (_modifies(tokens[before]) or (word[0] < before and tokens[before].is_alpha)):
            break
        words.insert(0, word)
    for at, (start, _) in enumerate(words):
        if at and tokens[words[at - 1][1]].dep_ != "amod":
            break  # "audit" of "inventory audit" is no thing by itself
        for _, end in words[at : at + LONGEST]:
            if end == words[-1][1] or (is_noun(tokens[end].lower_) and tokens[end].dep_ != "amod"):
                yield start, end
    for child in tokens[head].children:  # "proof of delivery", "passing of the books"
        near = words[-1][1] < child.i <= words[-1][1] + LONGEST
        if near and child.dep_ == "nmod" and _content(child) and tokens[words[-1][1] + 1].lower_ == "of":
            yield words[-1][0], child.i


def _hyphenated(tokens: Sequence[Any], at: int) -> tuple[int, int]:
    """The first and last token of the word with hyphens that token `at` is part of: "pre-trip"."""
    first = last = at
    while first > 1 and tokens[first - 1].text == "-" and not tokens[first - 1].whitespace_:
        if tokens[first - 2].whitespace_ or not tokens[first - 2].is_alpha:
            break
        first -= 2
    while last + 2 < len(tokens) and tokens[last + 1].text == "-" and not tokens[last].whitespace_:
        if tokens[last + 1].whitespace_ or not tokens[last + 2].is_alpha:
            break
        last += 2
    return first, last


def _acts(tokens: Sequence[Any], verb: int) -> Iterator[int]:
    """Yield the last tokens of a verb alone, with its particle, with its object."""
    yield verb
    for child in tokens[verb].children:
        if child.i > verb and child.i - verb <= LONGEST:
            particle = child.dep_ in ("compound:prt", "advmod") and child.i == verb + 1 and child.is_lower
            if particle or (child.dep_ == "obj" and _content(child)):
                yield child.i


def _modifies(token: Any) -> bool:
    return bool(token.dep_ in _MODIFIERS) and _content(token)


def _content(token: Any) -> bool:
    return bool(_TOKEN.fullmatch(token.text) and not token.is_stop and len(token.text) > 1)


def words_of(text: str, *, verb: bool = False) -> tuple[str, ...]:
    """Dictionary forms without articles: "Inventory audits" -> (inventory, audit)."""
    found = [
        word for word in re.findall(r"[^\W_]+", fold(text)) if word not in ("a", "an", "the", "your", "our")
    ]
    if verb or not found:
        return tuple(found)
    return (*found[:-1], base(found[-1]))


def _around(tokens: Sequence[Any], start: int, end: int) -> _Around:
    """Return what governs the words from `start` to `end`, what they govern, and what they are listed with."""
    inside = [token for token in tokens if token.idx < end and token.idx + len(token.text) > start]
    own = {token.i for token in inside}
    roles, beside = set(), set()
    for token in inside:
        head = token.head
        if head.i not in own and token.dep_ == "conj":
            beside.add(base(head.lower_))
            token, head = head, head.head  # what governs the first of a list governs all
        if head.i not in own and head.i != token.i and _content(head):
            roles.add(f"{token.dep_.partition(':')[0]} {base(head.lower_)}")
        for child in token.children:
            if child.i in own or not _content(child):
                continue
            if child.dep_ == "conj":
                beside.add(base(child.lower_))
            else:
                roles.add(f"has {child.dep_.partition(':')[0]} {base(child.lower_)}")
    return frozenset(roles), frozenset(beside)


def _use(sentence: _Sentence, start: int, end: int, around: _Around) -> Use:
    return Use(
        sentence.document, sentence.block, sentence.prose, sentence.start + start, sentence.start + end,
        sentence.text, start, *around,
    )  # fmt: skip


def _names(glossary: Glossary) -> frozenset[str]:
    """Words of the names of the company, its products, plans and competitors, that are no ordinary words."""
    subjects = glossary.subjects
    named = (*subjects.products, *subjects.plans, *subjects.competitors)
    names = [*subjects.self_names, *(name for item in named for name in (*item.names, *item.was))]
    return frozenset(word for name in names for word in words_of(name, verb=True) if len(name.split()) == 1)


def _is_name(phrase: Phrase) -> bool:
    """Whether the words are written as a name: a capital where nothing asks for one."""
    capitals = [use for use in phrase.uses if use.words[0].isupper() and not _titled(use)]
    return 2 * len(capitals) > len(phrase.uses)


def _titled(use: Use) -> bool:
    """Whether a capital says nothing here: the first word, or a sentence in title case."""
    if not _TOKEN.search(use.sentence[: use.at]):
        return True
    others = _TOKEN.findall(use.sentence[: use.at] + use.sentence[use.at + use.end - use.start :])
    long = [word for word in others if len(word) > 3]
    return bool(2 * sum(word[0].isupper() for word in long) > len(long))
