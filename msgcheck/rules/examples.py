"""What the pages' examples call: the real reader, matcher, encoder and judge, on a line or two of copy."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from msgcheck import check, findings, intake, registry, subjects
from msgcheck.config import Config
from msgcheck.contradictions import facts
from msgcheck.errors import SourceError
from msgcheck.glossary import Glossary
from msgcheck.model import Claim, Finding, Resource, Verdict

# A small company of its own: a bicycle shop that sells maintenance plans.
GLOSSARY = Glossary.model_validate(
    {
        "terms": [
            {"preferred": "workspace", "forbidden": ["project space"]},
            {"preferred": "e-bike", "deprecated": ["pedelec"]},
            {"preferred": "single sign-on", "admitted": ["SSO"]},
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
    return check.encoding(Config(), cache=False)[1]


@lru_cache(maxsize=1)
def _judge() -> Any:
    settings = Config()
    return registry.make("judge", settings.models.judge, encode=_encode())
