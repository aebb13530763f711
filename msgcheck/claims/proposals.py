"""Names that the documents themselves give away: plans that head price columns and cards, rivals compared with.

For companies whose glossary names none. A table of prices is the surest sign of a plan there is; the name must
also be spoken of elsewhere ("On River, ..."), so that a row "Setup fee" is no plan.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from msgcheck.claims.scope import Names, find
from msgcheck.model import Block, Document, Kind, Surface

_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:[$€£]|USD|EUR|GBP)\b|^\s*(?:Free|Free of charge)\s*$")
_NAME = re.compile(r"^[A-Z][\w+&'’-]*(?: (?:[A-Z][\w+&'’-]*|[IVX\d]+)){0,2}$")
_LABEL = re.compile(r"\brow (?P<row>.+), column (?P<column>.+)$")
_LEAST = 2  # columns or cards with prices; one alone has nothing to differ from
_PLAIN = frozenset(
    "Price Prices Plan Plans Cost Costs Fee Total Value Free Included Monthly Yearly Annual What Feature Features Name".split()
)
# What a PDF's broken table may head a column with: "By" is no plan, however often it stands before one.
_FUNCTION = frozenset(
    "A An The By For Of In On To From With At Per And Or But As All Any Each Every Some No Not More Most Less Other Both"
    " Your Our Their Its This That These Those It You We They If When Than Up Over Under Only Also".split()
)
_VERSUS = re.compile(
    r"^(?:Why )?([A-Z][\w-]+)(?: [A-Z][\w-]+)? (?:vs\.?|versus|or|against|compared (?:with|to)) ([A-Z][\w-]+)"
)
_RIVAL = re.compile(
    r"^(?:Battle ?-?card|Competitor|Alternatives? to|Switch(?:ing)? from|Moving from|How we compare (?:with|to))[:,–—-]? (?:the )?([A-Z][\w-]+)",
    re.IGNORECASE,
)


def complete(names: Names, documents: Sequence[Document]) -> Names:
    """Return `names` with plans and competitors from the documents where it has none."""
    competitors = names.competitors or {rival.lower(): (rival,) for rival in rivals(documents)}
    own = names.company or (*ours(documents), *_products(ours(documents), documents))
    if names.plans:
        return replace(names, competitors=competitors, company=own)
    strange = {name for written in (*competitors.values(), own) for name in written}
    plans = {plan.lower(): (plan,) for plan in proposed_plans(documents) if plan not in strange}
    return replace(names, plans=plans, competitors=competitors, company=own)


def proposed_plans(documents: Sequence[Document]) -> list[str]:
    """Return names that head prices and are spoken of in sentences, in order of the alphabet."""
    heading: set[str] = set()
    for document in documents:
        heading |= _of_tables(document.blocks) | _of_cards(document.blocks)
    heading = {
        name
        for name in heading
        if _NAME.match(name)
        and name not in _PLAIN
        and not _FUNCTION.issuperset(name.split())
        and not find(name).billing
    }
    if not heading:
        return []
    longest = "|".join(re.escape(name) for name in sorted(heading, key=len, reverse=True))
    spoken = re.compile(
        rf"(?:\b(?:[Oo]n|[Ww]ith|[Ff]or|[Ii]n|to|[Ff]rom|of|and|or|than) (?:the |our |your )?|^)({longest})\b"
    )
    said: Counter[str] = Counter()
    common: Counter[str] = Counter()  # "migration" far more often than "Migration": a word, no name
    small = {name.lower(): name for name in heading}
    for text in _sentences(documents):
        said.update({match[1] for match in spoken.finditer(text)})
        common.update({small[word] for word in text.split() if word in small})
    return sorted(name for name, count in said.items() if count >= _LEAST and count > common[name])


def _sentences(documents: Sequence[Document]) -> Iterator[str]:
    for document in documents:
        for block in document.blocks:
            if block.kind in (Kind.PARAGRAPH, Kind.LIST_ITEM) and len(block.text.split()) > 3:
                yield block.text


def _of_tables(blocks: Iterable[Block]) -> set[str]:
    """Return the columns of a row of prices, and the rows of a column of prices."""
    rows: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    columns: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for block in blocks:
        label = _LABEL.search(block.locator.label)
        if block.kind is Kind.TABLE_CELL and label and _PRICE.search(block.text):
            table = block.group.rsplit(" row ", 1)[0]
            rows[table, label["row"]].add(label["column"])
            columns[table, label["column"]].add(label["row"])
    lines = [*rows.values(), *columns.values()]
    return {name for line in lines if len(line) >= _LEAST for name in line}


def _of_cards(blocks: Iterable[Block]) -> set[str]:
    """Return the headings of cards that stand beside one another and hold a price each."""
    cards: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for block in blocks:
        carded = block.group and block.kind is not Kind.TABLE_CELL and block.headings[-1:] == (block.context,)
        if carded and _PRICE.search(block.text):
            cards[block.headings[:-1]].add(block.context)
    return {name for some in cards.values() if len(some) >= _LEAST for name in some}


def ours(documents: Sequence[Document]) -> list[str]:
    """Return the name that most page titles share at one end ("Pricing | Acme"), if there is one."""
    ends: Counter[str] = Counter()
    titles = [document.title for document in documents if document.title]
    for title in titles:
        parts = re.split(r"\s+[|–—-]\s+|:\s", title)
        ends.update(
            {" ".join(part.split()[:2]) if i else part for i, part in enumerate((parts[0], parts[-1]))}
        )
    best = [(count, name) for name, count in ends.items() if _NAME.match(name)]
    if not best:
        return []
    count, name = max(best)
    return [name] if count >= 3 else []


def _products(company: Sequence[str], documents: Sequence[Document]) -> list[str]:
    """Return what stands behind the company's name with a capital: "Acme Relay" gives "Relay"."""
    if not company:
        return []
    behind = re.compile(rf"\b{re.escape(company[0])} ([A-Z][a-z]+)\b")
    said = Counter(match[1] for text in _sentences(documents) for match in behind.finditer(text))
    return sorted(name for name, count in said.items() if count >= _LEAST)


def rivals(documents: Sequence[Document]) -> list[str]:
    """Return the names that titles and headings set the company against, in order of the alphabet."""
    own = set(ours(documents))
    found: set[str] = set()
    for document in documents:
        titles = [
            document.title,
            *(b.text for b in document.blocks if b.kind is Kind.HEADING or b.surface is Surface.TITLE),
        ]
        for title in titles:
            if versus := _VERSUS.match(title):
                pair = {versus[1], versus[2]}
                if own & pair:
                    found |= pair - own
            if rival := _RIVAL.match(title):
                found.add(rival[1])
    return sorted(found - own)
