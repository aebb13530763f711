"""The nouns of a finished run: what was read, what is agreed and kept, and everything that a report shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from msgcheck.alignment import Alignment
from msgcheck.memory import Decided, History, Loose
from msgcheck.model import Finding, Place, Skipped


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One line about an asset in a finished run."""

    uri: str
    channel: str
    team: str
    title: str
    media_type: str
    sentences: int
    claims: int
    notes: tuple[str, ...] = ()
    language: str = ""
    digest: str = ""  # sha256 of the bytes, in hex
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Divergence:
    """How far apart two groups (teams, channels) are in their words.

    value:   Jensen-Shannon divergence in bits, corrected for small counts: 0 the same words, 1 none in common.
    between: the two, of all the ones furthest apart.
    """

    value: float
    between: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormUse:
    """Uses of one form of a term: as listed, or as found where nobody listed it.

    channels, teams, months: group -> uses; a month is "2026-05", and "" is what is not known.
    """

    form: str
    right: bool
    channels: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TermUse:
    """How one term is used, and how that differs.

    teams, channels: the two furthest apart; None where no two use the term often enough to tell.
    right: "channel", "team" or "month" -> group -> share of right forms, 0 to 1.
    trend: by how much the share of right forms rises in a month, -1 to 1; None for too few months.
    """

    term: str
    forms: tuple[FormUse, ...]
    teams: Divergence | None = None
    channels: Divergence | None = None
    right: dict[str, dict[str, float]] = field(default_factory=dict)
    trend: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """How all terms are used; `teams`, `channels` and `right` as in `TermUse`, over all terms."""

    terms: tuple[TermUse, ...] = ()
    teams: Divergence | None = None
    channels: Divergence | None = None
    right: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgreedForm:
    """One way to write a term. status: preferred | admitted | deprecated | forbidden | proposed, as in the glossary;
    since, until: first and last day of the status."""

    text: str
    status: str
    since: date | None = None
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgreedTerm:
    """A term as the glossary has it; `forms` from preferred to forbidden."""

    id: str
    preferred: str
    forms: tuple[AgreedForm, ...] = ()
    definition: str = ""
    note: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class AgreedValue:
    """A value that holds in another scope ("plan Group"), or held `until` that day."""

    value: str
    scope: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AgreedFact:
    """A fact of record.

    compare:      exact | at_least | at_most | rounded_down | text.
    scope:        what it is limited to, in words: "plan Bistro or Kitchen, billing monthly".
    since, until: first and last day on which it can be relied on.
    kept:         where the copy says so.
    """

    id: str
    claim: str
    value: str
    compare: str = "exact"
    scope: str = ""
    variants: tuple[AgreedValue, ...] = ()
    history: tuple[AgreedValue, ...] = ()
    since: date | None = None
    until: date | None = None
    owner: str = ""
    note: str = ""
    kept: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the glossary says, for people to read beside what was found."""

    terms: tuple[AgreedTerm, ...] = ()
    facts: tuple[AgreedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: everything a report needs, and nothing it must compute.

    models:   role -> name and fingerprint, as used.
    counts:   what was counted on the way ("sentences", "claims", "pairs judged", "not a claim: question").
    settings: the settings that decided, flat.
    against:  the PATHS given as new material, empty for a full check.
    terms:    preferred form -> form as found -> channel -> occurrences, right and wrong alike.
    usage:    the same by team and month too, and what it comes to.
    agreed:   what the glossary says; empty without one.
    decided:  findings that a decision has settled; they are in neither `findings` nor `folded`.
    loose:    decisions that settle nothing any more.
    history:  beside earlier runs; None where nothing is remembered.
    """

    started: datetime
    duration_s: float
    version: str
    documents: tuple[DocumentSummary, ...]
    findings: tuple[Finding, ...]
    folded: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    models: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    against: tuple[str, ...] = ()
    terms: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    company: str = ""
    usage: Usage = Usage()
    alignment: Alignment | None = None
    agreed: Agreed = Agreed()
    decided: tuple[Decided, ...] = ()
    loose: tuple[Loose, ...] = ()
    history: History | None = None
