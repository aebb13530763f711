"""The whole job, readable top to bottom: `run(config, paths)` gives a finished `Run`."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from msgcheck import __version__, decisions, findings, ignore, intake, settle, subjects
from msgcheck.agreed import agreed
from msgcheck.config import Config
from msgcheck.errors import ConfigError
from msgcheck.glossary import EMPTY, Glossary, load_glossary
from msgcheck.inference import Models, judging
from msgcheck.intake import Progress, silent
from msgcheck.kept import Kept, code, key_of
from msgcheck.model import SEVERITIES, Claim, Document, Finding, Place, Severity
from msgcheck.run import DocumentSummary, Run

if TYPE_CHECKING:
    from msgcheck.alignment import Alignment
    from msgcheck.protocols import Store
    from msgcheck.run import Usage
    from msgcheck.terminology.check import Survey


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing the claims gave.

    vectors: (n, d) float32, unit rows, row i for claims[i].
    kept:    id of a fact of record -> the places that say what it holds.
    """

    findings: list[Finding]
    folded: list[Finding]
    models: dict[str, str]
    counts: dict[str, int]
    vectors: Any = None
    kept: dict[str, tuple[Place, ...]] = field(default_factory=dict)


def run(
    config: Config,
    paths: Sequence[str],
    *,
    against: Sequence[str] = (),
    glossary: Path | None = None,
    only_channels: Sequence[str] = (),
    offline: bool = False,
    cache: bool = True,
    progress: Progress = silent,
    now: datetime | None = None,
) -> Run:
    """Read everything, compare it, and return the finished run.

    paths:   files, folders, and addresses of sites and mailboxes; with `against` they are new material, and only
             findings that touch them count.
    against: what is published already.
    offline: ask no site and no mailbox; what was fetched the last time is read.
    now:     the clock, aware; the run's date, and what "a year old" is measured from.
    Raises ConfigError, ModelError or StoreError; a place that cannot be read is in `Run.skipped`.
    """
    now = now or datetime.now(UTC)
    began = perf_counter()
    words = load_glossary(glossary) if glossary else EMPTY
    made = decisions.of(config)
    models = Models(config, cache=cache)
    documents, unread = intake.documents(
        config,
        paths,
        glossary=glossary,
        fold=not against,
        offline=offline,
        store=models.store,
        progress=progress,
    )
    new = frozenset(document.uri for document in documents) if against else None
    if against:
        published, more = intake.documents(
            config,
            against,
            glossary=glossary,
            apart_from=paths,
            offline=offline,
            store=models.store,
            progress=progress,
        )
        documents = sorted([*documents, *published], key=lambda document: document.uri)
        unread = [*unread, *more]
    if only_channels:
        documents = [document for document in documents if document.channel in only_channels]
    names = subjects.names(words)
    claims, per_document, counts = find_claims(documents, names, now, store=models.store, progress=progress)
    compared = compare(claims, words, config, today=now.date(), new=new, models=models, progress=progress)
    terms, survey = find_terms(documents, words.on(now.date()), models, new)
    found = [*compared.findings, *terms]
    comments = ignore.comments(documents)
    # What was decided about is no work any more: the score does not count it, and Monday's list does not ask for it.
    open_ = settle.settle(found, [], made, comments, now.date(), whole=False).findings
    aligned, alignment = align_teams(claims, compared.vectors, documents, words, open_, survey.drift, models)
    found += findings.touching(aligned, new)
    whole = not against and not only_channels and names_all(config, paths)
    models.flush()
    left = settle.settle(
        found,
        compared.folded,
        made,
        comments,
        now.date(),
        whole=whole,
        unread=bool(unread) or not documents,
    )
    return Run(
        started=now,
        duration_s=round(perf_counter() - began, 3),
        version=__version__,
        documents=tuple(summaries(documents, per_document)),
        findings=tuple(findings.ordered(left.findings)),
        folded=tuple(findings.ordered(left.folded)),
        skipped=tuple(sorted(unread, key=lambda place: place.uri)),
        models=compared.models,
        counts={"documents": len(documents), **counts, **compared.counts, "term findings": len(terms)},
        settings=settings(config, glossary),
        against=tuple(paths) if against else (),
        terms=survey.usage,
        usage=survey.drift,
        alignment=alignment,
        agreed=agreed(words, compared.kept),
        company=config.company or words.meta.name or next(iter(words.subjects.self_names), ""),
        decided=tuple(left.decided),
        loose=tuple(left.loose),
    )


def find_claims(
    documents: Sequence[Document],
    names: Any,
    now: datetime,
    *,
    store: Store | None = None,
    progress: Progress = silent,
) -> tuple[list[Claim], dict[str, tuple[int, int]], dict[str, int]]:
    """Return (claims in reading order, (sentences, claims) of each uri, counts for the report).

    store: keeps the claims of unchanged documents between runs.
    """
    from msgcheck.claims.extract import aged, claims_of
    from msgcheck.claims.proposals import complete

    names = complete(names, documents)
    keys = [key_of(document, names) for document in documents]
    kept: Kept[tuple[list[Claim], dict[str, int], int]] = Kept(
        store, "claims", code("claims", "model", "pipeline"), tuple[list[Claim], dict[str, int], int]
    )
    read = kept.each(
        keys, lambda some: (claims_of(documents[at], names) for at in progress("finding claims", some))
    )
    claims: list[Claim] = []
    per_document: dict[str, tuple[int, int]] = {}
    excluded: Counter[str] = Counter()
    total = 0
    for document, (found, reasons, sentences) in zip(documents, read, strict=True):
        claims.extend(aged(found, now.date()))
        excluded.update(reasons)
        per_document[document.uri] = (sentences, len(found))
        total += sentences
    counts = {"sentences": total, "claims": len(claims)}
    counts.update({f"not a claim: {reason}": n for reason, n in sorted(excluded.items())})
    return claims, per_document, counts


def compare(
    claims: Sequence[Claim],
    glossary: Glossary,
    config: Config,
    *,
    today: date,
    new: frozenset[str] | None = None,
    models: Models | None = None,
    progress: Progress = silent,
) -> Compared:
    """Return the conflicts among the claims, and between the claims and the record, as findings.

    today:  decides which facts of record are in force, and which expire soon.
    models: of the run, where it has more to do with them.
    """
    if not claims:
        return Compared([], [], {}, {"pairs judged": 0})
    from msgcheck.contradictions import candidates, conflicts, facts
    from msgcheck.contradictions.words import common
    from msgcheck.model import Judgement

    models = models or Models(config)
    encoder, encode = models.encoding
    groups = candidates.collapse(claims)
    distinct = [claims[group[0]] for group in groups]
    readings = [claim.reading for claim in distinct]
    vectors = encode(readings)
    judge = judging(
        config,
        encode=encode,
        threshold=config.alarms.value,
        searched=True,
        common=common(readings),
        store=models.store,
    )
    records = subjects.records(glossary)
    of_records = encode([r.claim.text for r in records])
    on_record = facts.check(records, of_records, distinct, vectors, judge, today=today)
    keeping = facts.keeping(records, of_records, distinct, vectors, judge, today=today)
    expiring = facts.expiring(
        records, of_records, distinct, vectors, judge, today=today, warn_days=config.facts.warn_days
    )
    pairs = candidates.find(
        distinct, vectors, top=config.pairs.top, least_similarity=config.pairs.least_similarity
    )
    touched = touching(groups, claims, new)
    pairs = [pair for pair in pairs if touched[pair.left] or touched[pair.right]]
    judgements: list[Judgement] = []
    for some in progress("judging", [pairs[at : at + 2000] for at in range(0, len(pairs), 2000)]):
        judgements += judge.judge(
            [(distinct[p.left], distinct[p.right]) for p in some],
            [p.similarity for p in some],
            [p.rank for p in some],
        )
    judged = list(zip(pairs, judgements, strict=True))
    found = facts.absorb(
        on_record,
        conflicts.gather(
            distinct,
            judged,
            vectors,
            least_statement=config.alarms.statement,
            nlp=models.nlp,
        ),
        distinct,
        records,
    )
    shown = [findings.of_conflict(conflict, distinct, groups, claims, records) for conflict in found]
    shown += [findings.of_expiry(expiry, groups, claims, today=today) for expiry in expiring]
    folded = findings.of_scopes(judged, groups, claims, least=config.alarms.fold)
    used = {
        "sentence vectors": f"{encoder.name} ({encoder.fingerprint})",
        "judge": f"{judge.name} ({judge.fingerprint})",
    }
    counts = {"distinct claims": len(distinct), "pairs judged": len(pairs), "facts of record": len(records)}
    of_claims = [0] * len(claims)
    for at, group in enumerate(groups):
        for member in group:
            of_claims[member] = at
    return Compared(
        findings.touching(shown, new),
        findings.touching(folded, new),
        used,
        counts,
        vectors[of_claims],
        findings.of_keeping(keeping, groups, claims),
    )


def touching(
    groups: Sequence[Sequence[int]], claims: Sequence[Claim], new: frozenset[str] | None
) -> list[bool]:
    """Say for each group of equal claims whether one of its places is new material."""
    return [new is None or any(claims[i].uri in new for i in group) for group in groups]


def find_terms(
    documents: Sequence[Document], glossary: Glossary, models: Models, new: frozenset[str] | None
) -> tuple[list[Finding], Survey]:
    """Return (term findings with drift, what the terms check saw: usage of every form)."""
    from msgcheck import drift
    from msgcheck.terminology.check import TermsCheck

    survey = TermsCheck(glossary, nlp=models.nlp).survey(documents)
    drifting = drift.find(documents, glossary, encode=models.encode, read=models.read, nlp=models.nlp)
    return findings.touching([*survey.findings, *drifting], new), survey


def align_teams(
    claims: Sequence[Claim],
    vectors: Any,
    documents: Sequence[Document],
    glossary: Glossary,
    found: Sequence[Finding],
    usage: Usage,
    models: Models,
) -> tuple[list[Finding], Alignment | None]:
    """Return (MC301 to MC304, how the teams stand to each other); nothing without claims.

    vectors: (n, d) float32, unit rows, row i for claims[i]; found: all other findings, which the score counts.
    """
    if not claims:
        return [], None
    from msgcheck import align, key_messages

    said, coverage = key_messages.check(
        claims, vectors, documents, glossary.messages, encode=models.encode, read=models.read
    )
    between, alignment = align.between(
        claims,
        vectors,
        documents,
        encode=models.encode,
        nlp=models.nlp,
        findings=found,
        coverage=coverage,
        usage=usage,
        records=bool(glossary.facts),
    )
    return [*said, *between], alignment


def summaries(
    documents: Sequence[Document], per_document: dict[str, tuple[int, int]]
) -> Iterable[DocumentSummary]:
    """Yield the report's line about each document."""
    for document in documents:
        sentences, claims = per_document[document.uri]
        yield DocumentSummary(
            uri=document.uri,
            channel=document.channel,
            team=document.team,
            title=document.title,
            media_type=document.media_type,
            sentences=sentences,
            claims=claims,
            notes=document.notes,
            language=document.language,
            digest=document.digest,
            date=document.date,
        )


def settings(config: Config, glossary: Path | None) -> dict[str, str]:
    """Return the settings that decided, flat, for the report."""
    return {
        "glossary": glossary.as_posix() if glossary else "none",
        "neighbours judged per claim": str(config.pairs.top),
        "least similarity": f"{config.pairs.least_similarity:g}",
        "alarm from probability": f"{config.alarms.value:g} (values), {config.alarms.statement:g} (statements)",
        "python": platform.python_version(),
    }


def resolve(config: Config, paths: Sequence[str]) -> list[str]:
    """Return what to check: the given paths, or what msgcheck.yaml names. Raises ConfigError for neither."""
    if paths:
        return list(paths)
    if wanted := intake.named(config):
        return wanted
    raise ConfigError(
        "nothing to check: no PATHS given, and no msgcheck.yaml names any",
        "msgcheck check FOLDER, or `msgcheck init` to write a msgcheck.yaml",
    )


def names_all(config: Config, paths: Sequence[str]) -> bool:
    """Whether PATHS leave nothing out that msgcheck.yaml names."""
    given = [Path(path).resolve() for path in paths if not intake.is_address(path)]
    wanted = [path for path in intake.named(config) if path not in paths]
    return all(
        not intake.is_address(path) and any(Path(path).resolve().is_relative_to(folder) for folder in given)
        for path in wanted
    )


def summary(finished: Run) -> str:
    """Return the run in one or two lines, for a terminal."""
    conflicts = sum(f.code.startswith("MC1") for f in finished.findings)
    words = sum(f.code.startswith("MC2") for f in finished.findings)
    lines = [
        f"{_counted(len(finished.documents), 'asset')}, {finished.counts.get('claims', 0)} claims: "
        f"{_counted(conflicts, 'conflict')}, {_counted(words, 'wording issue')} ({finished.duration_s:.1f} s)"
    ]
    lines += settle.lines(finished.decided, finished.loose)
    if finished.skipped:
        lines.append(f"{len(finished.skipped)} could not be read:")
        shown = finished.skipped[:10]
        lines += [f"  {place.uri}: {place.reason}{f' ({place.hint})' * bool(place.hint)}" for place in shown]
        if len(finished.skipped) > 10:
            lines.append(f"  ... and {len(finished.skipped) - 10} more, all in the report")
    return "\n".join(lines)


def exit_code(finished: Run, fail_on: str) -> int:
    """Return 1 for findings at or above `fail_on`, 3 for a clean run that could not read everything, else 0."""
    if fail_on != "never":
        counted = SEVERITIES[: SEVERITIES.index(Severity(fail_on)) + 1]
        if any(f.severity in counted for f in finished.findings):
            return 1
    return 3 if finished.skipped else 0


def _counted(n: int, noun: str) -> str:
    return f"1 {noun}" if n == 1 else f"{n} {noun}s"
