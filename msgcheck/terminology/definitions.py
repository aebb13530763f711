"""MC205 definition drift: a term is explained differently from the record, or in several ways.

Definitions are found (`definitions_read`), compared with the record and with each other (`definitions_compare`);
what differs becomes one finding for each term, with every place that explains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from msgcheck.glossary import Glossary, Term
from msgcheck.model import Document, Finding, Place, Severity, Standing
from msgcheck.terminology.definitions_compare import Difference, Encode, Measure, Read, compare
from msgcheck.terminology.definitions_read import Definition, Reading
from msgcheck.terminology.speech import Tagger

# Probability from which two definitions count as different (training/definitions/README.md).
LEAST = 0.6
# Different wordings of one term that are compared with each other: 300 pairs. All are compared with the record.
MOST = 25


@dataclass(frozen=True, slots=True)
class _Wording:
    """One body, and the definitions that have it, in order of place."""

    body: str
    said: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two sides that differ: indices of a term's wordings, -1 for the record."""

    left: int
    right: int
    difference: Difference


def find(
    documents: Sequence[Document],
    glossary: Glossary,
    *,
    encode: Encode,
    read: Read,
    measure: Measure,
    nlp: Tagger | None = None,
) -> list[Finding]:
    """Return one finding for each term that is explained differently, in order of term.

    encode:  texts to (n, d) unit vectors.
    read:    pairs of texts to (n, 3) probabilities: compatible, neutral, contradiction.
    measure: a text to its quantities.
    nlp:     a tagger, see `Matcher`.
    """
    records = {term.preferred: term for term in glossary.terms if term.preferred and term.definition}
    terms = _wordings(Reading(glossary, nlp).definitions(documents))
    asked = [(term, *pair) for term, said in terms.items() for pair in _pairs(said, term in records)]
    texts = [
        (records[term].definition if left < 0 else terms[term][left].body, terms[term][right].body)
        for term, left, right in asked
    ]
    clashes: dict[str, list[_Clash]] = {}
    compared = compare(texts, encode=encode, read=read, measure=measure)
    for (term, left, right), difference in zip(asked, compared, strict=True):
        if difference.probability >= LEAST:
            clashes.setdefault(term, []).append(_Clash(left, right, difference))
    found = (_finding(term, terms[term], records.get(term), clashes[term]) for term in clashes)
    return [finding for finding in found if finding is not None]


def _wordings(found: Iterable[Definition]) -> dict[str, list[_Wording]]:
    """Return term -> its wordings, those that most places have first; terms in alphabetical order."""
    terms: dict[str, dict[str, list[Definition]]] = {}
    for one in found:
        terms.setdefault(one.term, {}).setdefault(" ".join(one.body.lower().split()), []).append(one)
    return {
        term: sorted(
            (_Wording(said[0].body, tuple(said)) for said in bodies.values()), key=lambda w: -len(w.said)
        )
        for term, bodies in sorted(terms.items())
    }


def _pairs(wordings: Sequence[_Wording], on_record: bool) -> list[tuple[int, int]]:
    """The pairs to compare: each wording with the record, and with each other one of another document."""
    first = [(-1, at) for at in range(len(wordings))] if on_record else []
    few = range(min(len(wordings), MOST))
    return first + [(a, b) for a in few for b in few if a < b and _apart(wordings[a], wordings[b])]


def _apart(a: _Wording, b: _Wording) -> bool:
    """One document that says two things of a term speaks of two cases."""
    return {one.place.uri for one in a.said} != {one.place.uri for one in b.said}


def _finding(
    term: str, wordings: Sequence[_Wording], record: Term | None, clashes: Sequence[_Clash]
) -> Finding | None:
    """The finding of a term; None where only wordings that agree with its record differ, in mere words."""
    off = {clash.right for clash in clashes if clash.left < 0}
    if record and not off:
        clashes = [clash for clash in clashes if any(clash.difference.numbers)]
    if not clashes:
        return None
    ways = _ways(len(wordings), clashes)
    best = max((c for c in clashes if c.left < 0 or not off), key=lambda c: c.difference.probability)
    agree = {at for at in range(len(wordings)) if at not in off} if record and off else set()
    places = [
        replace(one.place, standing=(Standing.RECORD,)) if at in agree else one.place
        for at, wording in enumerate(wordings)
        for one in wording.said
    ]
    owner = f" (owner: {record.owner})" if record and record.owner else ""
    return Finding(
        code="MC205",
        message=_message(term, ways, record if off else None, places),
        places=tuple(sorted(places, key=_order)),
        severity=Severity.WARNING if off or _teams(places) else Severity.NOTE,
        confidence=round(best.difference.probability, 2),
        attribute=term,
        suggestion=f"Explain it as on record, or change the record{owner}."
        if record
        else "Agree on one definition, put it in the glossary, and change the places that differ.",
        why=_why(best, wordings, record),
        record=record.definition if record else "",
    )


def _ways(n: int, clashes: Sequence[_Clash]) -> int:
    """In how many ways n wordings explain: those that do not clash with any of a way belong to it."""
    against = {(clash.left, clash.right) for clash in clashes}
    off = {clash.right for clash in clashes if clash.left < 0}
    ways: list[list[int]] = []
    for at in range(n):
        home = next(
            (
                way
                for way in ways
                if (at in off) == (way[0] in off) and not any((one, at) in against for one in way)
            ),
            None,
        )
        if home is None:
            ways.append([at])
        else:
            home.append(at)
    return len(ways)


def _message(term: str, ways: int, record: Term | None, places: Sequence[Place]) -> str:
    if record and ways == 1:
        return f"'{term}' is explained otherwise than on record: {record.definition}"
    if record:
        return f"'{term}' is explained in {ways} ways; the record says: {record.definition}"
    teams = _teams(places)
    return f"'{term}' is explained in {ways} ways{f', by {teams}' if teams else ''}"


def _teams(places: Sequence[Place]) -> str:
    """The teams that explain it, where there are several: "marketing and sales"."""
    teams = sorted({place.team for place in places if place.team})
    return f"{', '.join(teams[:-1])} and {teams[-1]}" if len(teams) > 1 else ""


def _why(clash: _Clash, wordings: Sequence[_Wording], record: Term | None) -> str:
    left = record.definition if record and clash.left < 0 else wordings[clash.left].body
    said = f"“{left}” against “{wordings[clash.right].body}”"
    one, other = clash.difference.numbers
    return f"{said}: {one} is not {other}" if one else f"{said}: neither is the other in other words"


def _order(place: Place) -> tuple[str, int, int, str]:
    return place.uri, place.line or place.slide or place.page or 0, place.column or 0, place.quote
