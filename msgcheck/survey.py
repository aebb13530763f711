"""What a folder of copy shows before anybody has written a glossary: names, plans, spellings, values.

Counting only, no model: the results are suggestions for a person to review.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from msgcheck.claims.scope import find as scope_of
from msgcheck.contradictions import values, words
from msgcheck.model import Claim, Document, Kind, Quantity, Speaker

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NAME = re.compile(r"\b[A-Z][\w&]*[a-z][\w&]*(?: (?:[A-Z][\w&]*[a-z][\w&]*|\d{1,4}))*\b")
_TITLE_BREAK = re.compile(r"\s+[|·–—-]\s+")
_COMPARES = re.compile(r"\bvs\b|versus|compar|alternative|switch", re.IGNORECASE)


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _listed("about away back by down for in off on out over through to up with")
_NO_NAME = _listed(
    """I January February March April May June July August September October November December Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday English German French Spanish Italian Dutch Europe European
    America American Germany France Spain Italy Britain British Google Facebook Instagram LinkedIn YouTube
    Twitter Apple Microsoft Android Windows Excel Word Outlook Slack Zoom Wi-Fi Christmas Easter FAQ Dear
    Hi Hello Thanks Subject"""
)
# Heads of tables and words before "plan" that name no plan.
_NO_PLAN = _listed(
    """Price Prices Pricing Cost Costs Plan Plans Total Fee Month Monthly Year Yearly Annual Annually Per
    Every Each Your Our The This That Which Any All No New Paid Best Most Feature Features Setup Item"""
)
_AGREED_KINDS = frozenset({"money", "duration", "percent", "count", "size", "frequency"})
_LEAST_NAME_ASSETS = 3  # a name in fewer assets is a customer's or a place's
_LEAST_PLACES = 3  # a value that stands in fewer places is not worth a record yet
_MOST = 12  # suggestions of one sort: what a person reviews in one sitting

_Said = tuple[Claim, Quantity]
_Attribute = tuple[str, str, str, str, str]  # kind, unit, plans, two content words


@dataclass(frozen=True, slots=True)
class Value:
    """A value that several places give for what seems one attribute.

    topic:  words for the attribute: "free trial".
    claim:  the shortest sentence that says the commonest value.
    counts: (value as written, places that say so), the commonest first.
    """

    topic: str
    claim: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. All as written, the commonest first.

    names:     (name, assets it stands in), the company's own and the competitors' left out.
    products:  names that begin with the company's.
    rivals:    names that pages of comparison are about.
    spellings: (rarer form, its count, commoner form, its count).
    """

    company: str
    names: tuple[tuple[str, int], ...]
    products: tuple[str, ...]
    rivals: tuple[str, ...]
    plans: tuple[str, ...]
    spellings: tuple[tuple[str, int, str, int], ...]
    values: tuple[Value, ...]


def survey(documents: Sequence[Document], claims: Sequence[Claim]) -> Survey:
    """Return what the documents, and the claims found in them, show."""
    names = _names(documents)
    company = _company(documents, names)
    products = [name for name, _ in names if company and name.startswith(f"{company} ")]
    rivals = [name for name in _rivals(documents) if name != company and name not in products]
    plans = [plan for plan in _plans(documents) if plan not in {company, *rivals}]
    known = {company, *products, *rivals, *plans}
    return Survey(
        company=company,
        names=tuple([(name, n) for name, n in names if name not in known][:_MOST]),
        products=tuple(products[:_MOST]),
        rivals=tuple(rivals[:_MOST]),
        plans=tuple(plans[:_MOST]),
        spellings=tuple(_spellings(documents)[:_MOST]),
        values=tuple(_values(claims, words.content(company))[:_MOST]),
    )


def _names(documents: Sequence[Document]) -> list[tuple[str, int]]:
    """Return (capitalised words inside a sentence, number of assets), the commonest first."""
    assets: Counter[str] = Counter()
    for document in documents:
        assets.update(_named(document))
    least = min(_LEAST_NAME_ASSETS, max(2, len(documents) // 2))
    return sorted(((n, c) for n, c in assets.items() if c >= least), key=lambda row: (-row[1], row[0]))


def _named(document: Document) -> set[str]:
    """Return the names that stand inside the sentences of a document."""
    found: set[str] = set()
    for block in document.blocks:
        if block.kind in (Kind.HEADING, Kind.BUTTON, Kind.CODE) or _is_title(block.text):
            continue
        for match in _NAME.finditer(block.text):
            if _inside(block.text, match.start()) and match[0].split()[0] not in _NO_NAME:
                found.add(match[0])
    return found


def _rivals(documents: Sequence[Document]) -> list[str]:
    """Return the names inside the copy of a page of comparison that its title or address names too."""
    found: Counter[str] = Counter()
    for document in documents:
        about = f"{document.uri} {document.title}".lower()
        if _COMPARES.search(about):
            found.update(name for name in _named(document) if name.lower() in about)
    return [name for name, _ in sorted(found.items(), key=lambda row: (-row[1], row[0]))]


def _inside(text: str, start: int) -> bool:
    """True when no sentence begins here, so that a capital letter means something."""
    before = text[:start].rstrip(" \"'“‘(")
    return bool(before) and before[-1] not in ".!?:;•–—|…\n"


def _is_title(text: str) -> bool:
    """True for Title Case, where every capital letter means nothing."""
    found = _WORD.findall(text)
    capital = sum(word[0].isupper() for word in found)
    return len(found) < 3 or capital > 0.6 * len(found)


def _company(documents: Sequence[Document], names: Sequence[tuple[str, int]]) -> str:
    """Return the name that titles repeat, else the commonest name in the copy; "" without one."""
    parts: Counter[str] = Counter()
    for document in documents:
        pieces = _TITLE_BREAK.split(document.title)
        if len(pieces) > 1:
            parts.update({pieces[0].strip(), pieces[-1].strip()})
    known = {name for name, _ in names}
    repeated = [(count, part) for part, count in parts.items() if count > 1]
    for _, part in sorted(repeated, key=lambda row: (row[1] not in known, -row[0], row[1])):
        if len(part.split()) <= 3:
            return part
    return names[0][0] if names else ""


def _plans(documents: Sequence[Document]) -> list[str]:
    """Return names that stand before "plan" or "tier", or head a column of prices, the commonest first."""
    counts: Counter[str] = Counter()
    for document in documents:
        for block in document.blocks:
            texts = [block.text]
            if block.kind is Kind.TABLE_CELL:
                texts += [f"{part.strip()} plan" for part in block.context.split(",") if _priced(block.text)]
            for text in texts:
                for plan in scope_of(text).plans:
                    written = re.search(rf"\b{re.escape(plan)}\b", text, re.IGNORECASE)
                    if written and written[0][0].isupper() and written[0] not in _NO_PLAN:
                        counts[written[0]] += 1
    return [plan for plan, count in counts.most_common() if count > 1]


def _priced(text: str) -> bool:
    return bool(re.search(r"[$€£]\s?\d|\d\s?(?:[$€£]|USD|EUR|GBP)", text))


def _spellings(documents: Sequence[Document]) -> list[tuple[str, int, str, int]]:
    """Return words that are written in two ways: with and without a hyphen, a space, a capital letter."""
    single, double, cased = _counted(documents)
    count = Counter({form: sum(forms.values()) for form, forms in (single | double).items()})
    written = {form: max(forms, key=lambda f: (forms[f], f)) for form, forms in (single | double).items()}
    pairs = [(word, word.replace("-", "")) for word in single if "-" in word]
    for phrase in double:
        left, right = phrase.split(" ")
        if len(left) > 2 and len(right) > 2 and right not in _PARTICLES:
            pairs.append((phrase, left + right))
    rows = [
        (written[apart], count[apart], written[together], count[together])
        for apart, together in pairs
        if together in single and len(together) > 4
    ]
    rows += _capitals(cased)
    ordered = [row if row[1] <= row[3] else (row[2], row[3], row[0], row[1]) for row in rows]
    chosen = {row[0]: row for row in sorted(ordered, key=lambda row: row[1] + row[3])}
    return sorted(chosen.values(), key=lambda row: (-row[1] - row[3], row[0]))


def _counted(
    documents: Sequence[Document],
) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]], Counter[str]]:
    """Return (lower-case word -> its forms, the same of two words in a row, capitalised words in sentences).

    Code and merge fields are no copy.
    """
    single: dict[str, Counter[str]] = defaultdict(Counter)
    double: dict[str, Counter[str]] = defaultdict(Counter)
    cased: Counter[str] = Counter()
    for block in (block for document in documents for block in document.blocks):
        if block.kind is Kind.CODE:
            continue
        found = [
            match
            for match in _WORD.finditer(block.text)
            if not any(field.start <= match.start() < field.end for field in block.fields)
        ]
        for match in found:
            single[match[0].lower()][match[0]] += 1
        for left, right in pairwise(found):
            if block.text[left.end() : right.start()] == " ":
                phrase = f"{left[0]} {right[0]}"
                double[phrase.lower()][phrase] += 1
        cased.update(m[0] for m in found if _inside(block.text, m.start()) and not m[0].islower())
    return single, double, cased


def _capitals(cased: Counter[str]) -> Iterator[tuple[str, int, str, int]]:
    """Yield names with a capital letter inside that are written with other capitals too."""
    by_letters: dict[str, list[str]] = defaultdict(list)
    for word in cased:
        if not word.isupper():
            by_letters[word.lower()].append(word)
    for forms in by_letters.values():
        forms.sort(key=lambda word: (-cased[word], word))
        if any(any(c.isupper() for c in form[1:]) for form in forms):
            for other in forms[1:]:
                yield other, cased[other], forms[0], cased[forms[0]]


def _values(claims: Sequence[Claim], everywhere: frozenset[str]) -> list[Value]:
    """Return attributes with a value in several places, the commonest first.

    An attribute is a unit, the plans named, and two content words near the value ("day", "free", "trial"). A
    place counts for its commonest attribute only, and a sentence that stands in forty assets for one.
    everywhere: stems that name no attribute, the company's name.
    """
    places: dict[_Attribute, list[_Said]] = defaultdict(list)
    for claim in {claim.text: claim for claim in reversed(claims)}.values():
        if claim.speaker is Speaker.COMPANY:
            for quantity in claim.quantities:
                # "1140 Carpenter Street" counts nothing: a counted thing has a small letter.
                if quantity.kind in _AGREED_KINDS and not re.search(r"\s[A-Z]", quantity.words):
                    plans = ", ".join(sorted(claim.scope.plans))
                    for left, right in combinations(sorted(_about(claim, quantity) - everywhere), 2):
                        places[quantity.kind, quantity.unit, plans, left, right].append((claim, quantity))
    found: list[Value] = []
    taken: set[tuple[str, int]] = set()
    for key in sorted(places, key=lambda key: (-len(places[key]), key)):
        free = [(c, q) for c, q in places[key] if (c.text, q.span.start) not in taken]
        if len(free) >= _LEAST_PLACES and len({claim.uri for claim, _ in free}) > 1:
            value = _value(key[3:], free)
            if value.counts[0][1] > 1 and len(value.counts) <= len(free) / 2:
                taken.update((claim.text, quantity.span.start) for claim, quantity in free)
                found.append(value)
    return sorted(found, key=lambda value: (-sum(n for _, n in value.counts), value.topic))


def _about(claim: Claim, quantity: Quantity) -> frozenset[str]:
    near = words.window(claim, quantity.span.start, quantity.span.end)
    return near - words.content(quantity.words)


def _value(topic: Sequence[str], places: Sequence[_Said]) -> Value:
    kinds: list[list[_Said]] = []
    for claim, quantity in places:
        for kind in kinds:
            if values.relation(kind[0][1], quantity) is values.Relation.EQUAL:
                kind.append((claim, quantity))
                break
        else:
            kinds.append([(claim, quantity)])
    kinds.sort(key=lambda kind: -len(kind))
    counts = [(Counter(q.words for _, q in kind).most_common(1)[0][0], len(kind)) for kind in kinds]
    shortest = min((claim.text for claim, _ in kinds[0]), key=lambda text: (len(text), text))
    return Value(_spelled(topic, [claim.text for claim, _ in places]), shortest, tuple(counts))


def _spelled(topic: Sequence[str], texts: Sequence[str]) -> str:
    """Return the words of a topic as copy spells them, in the order of the first text."""
    spelled: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text):
            if (stem := words.stem(word)) in topic:
                spelled.setdefault(stem, word.lower())
    return " ".join(spelled.values())
