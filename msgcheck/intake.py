"""From paths to documents: gathered, unpacked, read, each language known, what stands many times kept once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from msgcheck import channels, registry
from msgcheck.config import Config
from msgcheck.errors import SourceError
from msgcheck.model import Document, Resource, Skipped

T = TypeVar("T")


class Progress(Protocol):
    """Shows how far a stage has come; yields the items unchanged."""

    def __call__(self, stage: str, items: Sequence[T]) -> Iterable[T]: ...


def silent(stage: str, items: Sequence[T]) -> Iterable[T]:
    """Show nothing."""
    return items


def documents(
    config: Config,
    paths: Sequence[str],
    *,
    glossary: Path | None = None,
    apart_from: Sequence[str] = (),
    fold: bool = True,
    progress: Progress = silent,
) -> tuple[list[Document], list[Skipped]]:
    """Return (documents under `paths` in order of their uri, what could not be read and why).

    glossary:   the one in use; it may stand in a folder that is read, and says what the copy must not.
    apart_from: paths whose files are left out.
    fold:       keep once what is the same on many pages of a site, and copies of one file. Not for new
                material: of that, everything counts.
    """
    from msgcheck.readers.site import fold_duplicates, fold_site

    resources, skipped = gather(config, paths)
    if apart_from:
        left_out = {place.uri for places in gather(config, apart_from) for place in places}
        resources = [resource for resource in resources if resource.uri not in left_out]
        skipped = [place for place in skipped if place.uri not in left_out]
    wanted = [resource for resource in resources if not is_setting(resource, config, glossary)]
    found, unread = read(wanted, config, progress)
    return (fold_site(fold_duplicates(found)) if fold else found), [*skipped, *unread]


def gather(config: Config, paths: Sequence[str]) -> tuple[list[Resource], list[Skipped]]:
    """Return every asset under `paths` once, with channel and team, and the places that cannot be had.

    paths: relative to the current folder; uris are relative to the folder of msgcheck.yaml.
    """
    source = registry.make(
        "source",
        "files",
        paths=list(dict.fromkeys(from_root(path, config.root) for path in paths)),
        exclude=config.exclude,
        max_bytes=int(config.limits.file_mb * 1_000_000),
        root=config.root,
    )
    resources, skipped = [], []
    for item in source.fetch():
        if isinstance(item, Skipped):
            skipped.append(item)
        else:
            resources.append(channels.assign(item, config.channels))
    return resources, skipped


def from_root(path: str, root: Path) -> str:
    """Return a path that is relative to the current folder as one that is relative to `root`."""
    if root.resolve() == Path.cwd() or Path(path).is_absolute():
        return path
    return os.path.relpath(Path(path).absolute(), root.resolve())


def is_setting(resource: Resource, config: Config, glossary: Path | None) -> bool:
    """True for the glossary in use: it stands in the folder, and says what the copy must not."""
    return glossary is not None and (config.root / resource.uri).resolve() == glossary.resolve()


def read(
    resources: Sequence[Resource], config: Config, progress: Progress = silent
) -> tuple[list[Document], list[Skipped]]:
    """Return (documents in order of their uri, what could not be read and why)."""
    from pathspec import GitIgnoreSpec

    from msgcheck.readers.containers import assets

    found: list[Document] = []
    skipped: list[Skipped] = []
    limits, excluded = config.limits, GitIgnoreSpec.from_lines(config.exclude)
    for resource in progress("reading", resources):
        for asset in assets(
            resource,
            max_bytes=int(limits.archive_mb * 1_000_000),
            max_members=limits.members,
            max_file_bytes=int(limits.file_mb * 1_000_000),
            is_excluded=excluded.match_file,
        ):
            if isinstance(asset, Skipped):
                skipped.append(asset)
                continue
            if asset.channel == "other":  # so is the archive's: its name said nothing
                asset = channels.assign(replace(asset, channel=""), config.channels)
            try:
                found.extend(read_one(asset, config))
            except SourceError as err:
                skipped.append(Skipped(err.uri, err.reason, err.hint))
    return sorted(found, key=lambda document: document.uri), skipped


def read_one(resource: Resource, config: Config | None = None) -> list[Document]:
    """Return the documents of one asset; its content decides which reader reads it.

    config: says how JSON exports are to be read; without it they are refused.
    Raises SourceError, for an archive or a mailbox too: `read` gives what is inside.
    """
    from msgcheck.readers.byline import with_date
    from msgcheck.readers.containers import WRAPPINGS
    from msgcheck.readers.detect import detect
    from msgcheck.readers.language import with_language

    kind = detect(resource)
    resource = channels.assign_by_kind(resource, kind)
    if kind in WRAPPINGS:
        raise SourceError(resource.uri, "holds other assets and has no words of its own", "unpack it")
    options: dict[str, Any] = {"exports": config.exports if config else ()} if kind == "json" else {}
    found: list[Document] = registry.make("reader", kind, **options).read(resource)
    return [with_date(with_language(document)) for document in found]
