"""`msgcheck fix`: replaces wrong words by those of the glossary, where that is safe, and says where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

from msgcheck import intake
from msgcheck.config import Config
from msgcheck.errors import ConfigError
from msgcheck.fixers.files import is_backup, replace_file
from msgcheck.fixers.mend import Mender
from msgcheck.fixers.outcome import FileFix, Outcome, Spot
from msgcheck.glossary import Glossary, load_glossary
from msgcheck.intake import Progress, silent
from msgcheck.pipeline import Pipeline
from msgcheck.terminology.entries import vocabulary
from msgcheck.terminology.matcher import Matcher


def run(
    config: Config,
    paths: Sequence[str],
    *,
    glossary: Path,
    today: date,
    codes: Sequence[str] = (),
    terms: Sequence[str] = (),
    write: bool = False,
    backup: bool = True,
    progress: Progress = silent,
) -> Outcome:
    """Find wrong words under `paths` and replace what is safe to replace.

    today:        decides which forms of the glossary are wrong already.
    codes, terms: only these (MC202; the id of a term); empty for all.
    write:        without it nothing is changed, only told.
    backup:       keep the old file beside the new one.
    Raises ConfigError or ModelError.
    """
    words = load_glossary(glossary).on(today)
    _check_terms(words, terms)
    mender = Mender(
        config,
        words,
        Matcher(words, Pipeline(config.models.pipeline)),
        lambda hit: (not codes or hit.code in codes) and (not terms or hit.entry.term.id in terms),
    )
    resources, skipped = intake.gather(config, paths)
    named = {Path(path).name for path in paths}
    files: list[FileFix] = []
    for resource in progress("fixing", sorted(resources, key=lambda each: each.uri)):
        name = PurePosixPath(resource.uri).name
        if intake.is_setting(resource, config, glossary) or (is_backup(name) and name not in named):
            continue
        documents, unread = intake.read([resource], config)
        skipped += unread
        for document in documents:
            fixed, data = mender.mend(resource, document)
            if write and data != resource.data:
                fixed = _written(fixed, config.root / resource.uri, resource.data, data, backup=backup)
            if fixed.mended or fixed.left:
                files.append(fixed)
    return Outcome(tuple(files), tuple(sorted(skipped, key=lambda place: place.uri)))


def _check_terms(glossary: Glossary, terms: Sequence[str]) -> None:
    known = sorted(term.id for term in vocabulary(glossary))
    for term in terms:
        if term not in known:
            raise ConfigError(f"the glossary has no term {term!r}", f"known: {', '.join(known)}")


def _written(fixed: FileFix, path: Path, old: bytes, new: bytes, *, backup: bool) -> FileFix:
    try:
        kept = replace_file(path, old, new, backup=backup)
    except OSError as err:
        return replace(fixed, problem=err.strerror or str(err))
    return replace(fixed, written=True, backup=kept)


def shown(outcome: Outcome) -> str:
    """Return what is or would be replaced: a unified diff; of Office files, each sentence before and after."""
    parts = []
    for file in outcome.files:
        parts.append(file.diff)
        if file.mended and not file.diff:
            parts.append(f"{file.uri}\n" + "".join(map(_sentence, file.mended)))
    return "".join(parts)


def _sentence(spot: Spot) -> str:
    return f"  {spot.where}\n  - {spot.before}\n  + {spot.after}\n"


def told(outcome: Outcome, *, write: bool) -> Iterator[str]:
    """Yield lines about what was left, what went wrong, and how much was done."""
    for file in outcome.files:
        for spot in file.left:
            where = f"{file.uri}:{spot.line}" if spot.line else f"{file.uri}, {spot.where}"
            yield f"not fixed: {where}: {spot.code} '{spot.found}': {spot.reason}"
        if file.problem:
            yield f"not written: {file.uri}: {file.problem}"
        if file.backup:
            yield f"kept: {file.backup.name} beside {file.uri}"
    for place in outcome.skipped:
        yield f"not read: {place.uri}: {place.reason}"
    mended = [file for file in outcome.files if file.mended and not file.problem]
    count = sum(len(file.mended) for file in mended)
    left = sum(len(file.left) for file in outcome.files)
    files = "1 file" if len(mended) == 1 else f"{len(mended)} files"
    done = f"{count} replaced" if write else f"{count} to replace"
    hint = "; --write does it" if count and not write else ""
    yield f"{done} in {files}, {left} left for a person{hint}"
