"""What the pages' examples call: the real reader, matcher, encoder and judge, on a line or two of copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from msgcheck import findings, inference, intake, registry, subjects
from msgcheck.config import Config
from msgcheck.contradictions import facts
from msgcheck.errors import SourceError
from msgcheck.glossary import Glossary
from msgcheck.model import Block, Claim, Document, Finding, Resource, Span, Verdict

# A small company of its own: a bicycle shop that sells maintenance plans.
GLOSSARY = Glossary.model_validate(
    {
        "terms": [
            {"preferred": "workspace", "forbidden": ["project space"]},
            {"preferred": "e-bike", "deprecated": ["pedelec"]},
            {"preferred": "single sign-on", "admitted": ["SSO"]},
            {
                "preferred": "trade-in",
                "definition": "An old bike that we take back for money off a new one.",
            },
        ],
        "replace": {"e-mail": "email"},
        "facts": [
            {
                "id": "free-trial",
                "claim": "The free trial lasts 14 days.",
                "value": "14 days",
                "history": [{"value": "30 days", "until": "2025-12-31"}],
            },
            {
                "id": "winter-tune-up",
                "claim": "A winter tune-up costs $49.",
                "value": "$49",
                "valid": {"until": "2027-02-28"},
            },
        ],
        "messages": [
            {
                "id": "fixed-price",
                "text": "You know the price of a repair before we start.",
                "opposite": ["You learn the price of a repair when the work is done."],
                "must_appear": ["website"],
            },
        ],
    }
)


def read(name: str, data: bytes) -> str:
    """Return "read" for a file that can be read, or the reason why it cannot."""
    try:
        intake.read_one(Resource(uri=name, data=data))
    except SourceError as err:
        return err.reason
    return "read"


def flag_terms(text: str) -> list[str]:
    """Return what the glossary above finds in `text`: code, found, preferred."""
    from msgcheck.terminology.check import occurrences
    from msgcheck.terminology.matcher import Matcher

    found = occurrences(Matcher(GLOSSARY), text)
    return [f"{hit['code']} say '{hit['preferred']}', not '{hit['found']}'" for hit in found]


def flag_variants(text: str) -> list[str]:
    """Return the unlisted variants in a piece of copy: as found, and the term."""
    from msgcheck.terminology import variants

    found = variants.find([_document("page.txt", text)], GLOSSARY)
    return [f"'{finding.places[0].value}' for '{finding.attribute}'" for finding in found]


def explain_terms(*copy: str) -> list[str]:
    """Return what the definitions in pieces of copy, by marketing and sales in turn, make of the glossary above."""
    from msgcheck.claims import quantities
    from msgcheck.contradictions.reader import PairReader
    from msgcheck.pipeline import Pipeline
    from msgcheck.terminology import definitions

    documents = [
        _document(f"{at}.txt", text, team=("marketing", "sales")[at % 2]) for at, text in enumerate(copy)
    ]
    found = definitions.find(
        documents,
        GLOSSARY,
        encode=_encode(),
        read=PairReader().read,
        measure=quantities.find,
        nlp=Pipeline(),
    )
    return [finding.message for finding in found]


def align_teams(*, marketing: Sequence[str], sales: Sequence[str]) -> list[str]:
    """Return what sets the copy of two teams apart (MC303, MC304), each team's sentences in two assets in turn.

    Each team says five more things, about the weather, so that there is enough to compare.
    """
    from msgcheck import align
    from msgcheck.pipeline import Pipeline

    small_talk = "rain snow wind sun fog".split()
    documents, claims = [], []
    for team, said in (("marketing", marketing), ("sales", sales)):
        for at, text in enumerate([*said, *(f"We like the {thing}." for thing in small_talk)]):
            document = _document(f"{team}-{at % 2}.txt", text, team)
            documents.append(document)
            claims.append(replace(_claim(text), uri=document.uri, team=team))
    vectors = _encode()([claim.reading for claim in claims])
    found, _ = align.between(claims, vectors, documents, encode=_encode(), nlp=Pipeline())
    return [f"{finding.code} {finding.message}" for finding in found]


def messages_in(*copy: str) -> list[str]:
    """Return what is said of the key message above when these are the pages of the website."""
    from msgcheck import key_messages
    from msgcheck.contradictions.reader import PairReader

    documents = [replace(_document(f"{at}.html", text), channel="website") for at, text in enumerate(copy)]
    claims = [
        replace(_claim(text), uri=document.uri, channel="website")
        for text, document in zip(copy, documents, strict=True)
    ]
    vectors = _encode()([claim.reading for claim in claims])
    found, _ = key_messages.check(
        claims, vectors, documents, GLOSSARY.messages, encode=_encode(), read=PairReader().read
    )
    return [f"{finding.code} {finding.message}" for finding in found]


def _document(uri: str, text: str, team: str = "") -> Document:
    block = Block(text, Span(0, len(text)))
    return Document(uri, "text/plain", "", (block,), text, "", team=team)


def judge_pair(a: str, b: str) -> str:
    """Return the alarm that two pieces of copy raise: contradiction, inconsistent, or none."""
    pair = (_claim(a), _claim(b))
    vectors = _encode()([claim.reading for claim in pair])
    said = _judge().judge([pair], [float(vectors[0] @ vectors[1])])[0]
    if said.verdict is Verdict.CONTRADICTION and not said.values[0]:
        return "contradiction" if said.contradiction >= Config().alarms.statement else "none"
    return said.verdict.value if said.verdict in (Verdict.CONTRADICTION, Verdict.INCONSISTENT) else "none"


def against_record(*copy: str) -> list[str]:
    """Return what the fact of record above (a trial of 14 days, once 30) says of pieces of copy."""
    records = subjects.records(GLOSSARY)
    claims = [_claim(text) for text in copy]
    encode = _encode()
    found = facts.check(
        records,
        encode([r.claim.text for r in records]),
        claims,
        encode([c.reading for c in claims]),
        _judge(),
    )
    return [f"{conflict.code} {conflict.attribute}: {' | '.join(conflict.values)}" for conflict in found]


def expiring(*copy: str, day: str) -> list[str]:
    """Return what the records above that expire say on that day (2027-02-10) of pieces of copy."""
    records = subjects.records(GLOSSARY)
    claims = [_claim(text) for text in copy]
    encode = _encode()
    today = date.fromisoformat(day)
    found = facts.expiring(
        records,
        encode([r.claim.text for r in records]),
        claims,
        encode([c.reading for c in claims]),
        _judge(),
        today=today,
        warn_days=Config().facts.warn_days,
    )
    shown = [
        findings.of_expiry(expiry, [[i] for i in range(len(claims))], claims, today=today) for expiry in found
    ]
    return [
        f"{f.code} {f.attribute}: {len(f.places)} place{'s' * (len(f.places) != 1)}, {_when(f)}"
        for f in shown
    ]


def _when(finding: Finding) -> str:
    return finding.message.partition("the record ")[2].partition(";")[0]


def _claim(text: str) -> Claim:
    from msgcheck.claims.extract import claim_of_text

    return claim_of_text(text, subjects.names(GLOSSARY))


@lru_cache(maxsize=1)
def _encode() -> Any:
    return inference.encoding(Config())[1]


@lru_cache(maxsize=1)
def _judge() -> Any:
    settings = Config()
    return registry.make("judge", settings.models.judge, encode=_encode())
