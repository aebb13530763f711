"""Finds the sentences that say what a term is: in prose, lists of words, tables, questions and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Kind, Place, Span, Surface
from msgcheck.terminology import definitions_patterns as patterns
from msgcheck.terminology.entries import table
from msgcheck.terminology.matcher import Hit, Matcher
from msgcheck.terminology.places import left_alone, place_of
from msgcheck.terminology.speech import Tagger
from msgcheck.terminology.spelling import plural
from msgcheck.terminology.text import Prose, fold

_NAMING = frozenset({Surface.TITLE, Surface.OG, Surface.HEADER, Surface.FOOTER})  # they explain nothing
_NAME_TAGS = {"NOUN", "PROPN", "ADJ", "VERB", "NUM", "PUNCT"}  # VERB: "missed stop", "fuel saving"
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Definition:
    """What one sentence says a term is.

    term:  the preferred form of a glossary term; other words in lower case and the singular.
    body:  what it is said to be, without the term.
    place: `value` is the term as it is written there (or in the question above), `mark` cuts the body.
    """

    term: str
    body: str
    place: Place


class Reading:
    """Looks for definitions in documents, with one glossary."""

    def __init__(self, glossary: Glossary, nlp: Tagger | None = None) -> None:
        """nlp: see `Matcher`; it also says which words can be a name at all. Without it any can."""
        self._skip = glossary.defaults.skip
        self._matcher = Matcher(glossary, nlp)
        self._nlp = nlp
        self._known: dict[str, str] = {}
        for folded, pattern in table(glossary).items():
            if pattern.entries:
                entry = pattern.entries[0]
                self._known[folded] = entry.term.preferred or entry.listed

    def definitions(self, documents: Sequence[Document]) -> list[Definition]:
        """Return those of glossary terms, and of nouns that two documents or more define, in order of place."""
        found = [one for document in documents for one in self._of_document(document)]
        known = set(self._known.values())
        where: dict[str, set[str]] = {}
        for one in found:
            where.setdefault(one.term, set()).add(one.place.uri)
        shown = {
            term for term, uris in where.items() if term in known or (len(uris) > 1 and self._is_noun(term))
        }
        return [one for one in found if one.term in shown]

    def _of_document(self, document: Document) -> Iterator[Definition]:
        above: Block | None = None
        seen: set[str] = set()  # the navigation and the footer of every page of a site in one file
        for block in document.blocks:
            language = block.language or document.language or "en"
            readable = block.surface not in _NAMING and not left_alone(block, self._skip)
            if readable and language.lower().startswith("en") and block.text not in seen:
                seen.add(block.text)
                yield from self._of_block(document, block, above)
            above = block

    def _of_block(self, document: Document, block: Block, above: Block | None) -> Iterator[Definition]:
        """At most one definition for each sentence; what a heading or a header asks, the first one answers."""
        prose = self._matcher.prose_of(block)
        hits = self._matcher.hits(
            prose, channel=document.channel, language=block.language or document.language
        )
        listed = any(map(patterns.WORD_LIST.search, block.headings))
        sentences = [prose.sentence(start) for start in prose.starts]
        defined = False
        for sentence in sentences:
            text = block.text[sentence.start : sentence.end]
            inside = [hit for hit in hits if sentence.start <= hit.start and hit.end <= sentence.end]
            for name in self._names(text, inside, sentence.start):
                body = patterns.explained(text, name.start, name.end, listed=listed)
                if body is not None and self._defines(text, name, body):
                    defined = True
                    yield self._made(document, block, prose, sentence, body, text[name.start : name.end])
                    break
        asked, sure = _asked(block, above, listed=listed)
        if asked and not defined and sentences:
            text = block.text[sentences[0].start : sentences[0].end]
            body = patterns.stated(text) if sure else patterns.answer(text)
            if body is not None and (
                sure or asked != block.context or fold(self._term(asked)) in self._known
            ):
                yield self._made(document, block, prose, sentences[0], body, asked)

    def _names(self, text: str, hits: Sequence[Hit], offset: int) -> list[Span]:
        """The names in a sentence that it may define: glossary terms, or else the words it begins with."""
        if hits:
            return [Span(hit.start - offset, hit.end - offset) for hit in hits]
        name = patterns.names(text)
        return [name] if name else []

    def _defines(self, text: str, name: Span, body: Span) -> bool:
        """False where the body is only another form of the name, written out or shortened."""
        words = _ARTICLE.sub("", text[body.start : body.end].strip(" .;:"), count=1)
        return self._term(words) != self._term(text[name.start : name.end])

    def _made(
        self, document: Document, block: Block, prose: Prose, sentence: Span, body: Span, name: str
    ) -> Definition:
        start, end = sentence.start + body.start, sentence.start + body.end
        place = replace(place_of(document, block, prose, start, end), value=name)
        return Definition(self._term(name), block.text[start:end], place)

    def _term(self, name: str) -> str:
        """The preferred form of a name; of one that the glossary does not have, the folded singular."""
        folded = fold(name)
        return self._known.get(folded) or self._known.get(_singular(folded)) or _singular(folded)

    def _is_noun(self, name: str) -> bool:
        if self._nlp is None:
            return True
        tags = [token.pos_ for token in self._nlp(f"the {name}")][1:]
        return set(tags) <= _NAME_TAGS and (tags[-1] in {"NOUN", "PROPN"} or name.endswith("ing"))


def _asked(block: Block, above: Block | None, *, listed: bool) -> tuple[str, bool]:
    """Return (what a question, a header or a heading asks the block to explain, whether all it says explains).

    "" when nothing is asked.
    """
    if block.kind is Kind.TABLE_CELL:
        row, _, column = block.context.rpartition(", ")
        return (row, True) if row and patterns.DEFINING_HEADER.search(column) else ("", False)
    if block.context.endswith("?"):
        return patterns.asked(block.context), False
    if block.kind is Kind.LIST_ITEM and block.context:
        return block.context, listed  # the name of a description list: also "Price", "Opening hours"
    if above is not None and above.kind is Kind.HEADING:
        return patterns.asked(above.text) or above.text, False
    return "", False


def _singular(name: str) -> str:
    """The name in the singular: "par levels" as "par level"."""
    for stem in (name[:-1], name[:-2], f"{name[:-3]}y"):
        if len(stem) > 2 and name.endswith("s") and plural(stem) == name:
            return stem
    return name
