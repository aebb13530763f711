"""From paths to documents: gathered, unpacked, read, each language known, what stands many times kept once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from msgcheck import channels, registry
from msgcheck.config import Config, Mailbox, Web
from msgcheck.errors import ConfigError, SourceError
from msgcheck.kept import Kept, code, key_of
from msgcheck.model import Document, Resource, Skipped
from msgcheck.protocols import Source, Store

T = TypeVar("T")
_REPORT = (
    b'<meta name="generator" content="msgcheck '  # in the head of every report of ours, whatever its name
)


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
    offline: bool = False,
    store: Store | None = None,
    progress: Progress = silent,
) -> tuple[list[Document], list[Skipped]]:
    """Return (documents under `paths` in order of their uri, what could not be read and why).

    glossary:   the one in use; it may stand in a folder that is read, and says what the copy must not.
    apart_from: paths whose files are left out.
    fold:       keep once what is the same on many pages of a site, and copies of one file. Not for new
                material: of that, everything counts.
    offline:    of sites and mailboxes, read what was fetched the last time.
    store:      keeps what was read of unchanged files between runs.
    """
    from msgcheck.readers.site import fold_duplicates, fold_site

    resources, skipped = gather(config, paths, offline=offline, progress=progress)
    if apart_from:
        left_out = {place.uri for places in gather(config, apart_from, offline=True) for place in places}
        resources = [resource for resource in resources if resource.uri not in left_out]
        skipped = [place for place in skipped if place.uri not in left_out]
    wanted = [resource for resource in resources if not is_setting(resource, config, glossary)]
    found, unread = read(wanted, config, store=store, progress=progress)
    return (fold_site(fold_duplicates(found)) if fold else found), [*skipped, *unread]


def gather(
    config: Config, paths: Sequence[str], *, offline: bool = False, progress: Progress = silent
) -> tuple[list[Resource], list[Skipped]]:
    """Return every asset under `paths` once, with channel and team, and the places that cannot be had.

    paths:   files and folders, relative to the current folder (uris are relative to the folder of msgcheck.yaml),
             addresses of sites, and mailboxes of msgcheck.yaml as `named` has them.
    offline: of sites and mailboxes, take what was fetched the last time.
    """
    wanted = list(dict.fromkeys(paths))
    remote = [path for path in wanted if is_address(path)]
    # All are made before the first one fetches: a missing password is told at once.
    sources = [(path, _fetching(entry, config, offline=offline)) for path, entry in _entries(remote, config)]
    if local := [from_root(path, config.root) for path in wanted if path not in remote]:
        files = registry.make(
            "source",
            "files",
            paths=list(dict.fromkeys(local)),
            exclude=config.exclude,
            max_bytes=int(config.limits.file_mb * 1_000_000),
            root=config.root,
        )
        sources.insert(0, ("", files))
    found: dict[str, Resource | Skipped] = {}
    for path, source in sources:
        shown = progress(f"fetching {path}", [source]) if path and not offline else [source]
        for one in shown:
            for item in one.fetch():
                found.setdefault(item.uri, item)
    items = list(found.values())
    skipped = [item for item in items if isinstance(item, Skipped)]
    resources = [channels.assign(item, config.channels) for item in items if isinstance(item, Resource)]
    return resources, skipped


def named(config: Config) -> list[str]:
    """Return what msgcheck.yaml names, as `gather` takes it: paths, the first address of each site, mailboxes."""
    return [
        *(config.beside(path).as_posix() for path in config.paths),
        *(site.urls[0] for site in config.web),
        *(mailbox_address(box) for box in config.imap),
    ]


def is_address(path: str) -> bool:
    """Whether a PATH is the address of a site or a mailbox."""
    return "://" in path


def mailbox_address(box: Mailbox) -> str:
    """Return what a mailbox of msgcheck.yaml is called among PATHS."""
    return f"imap://{box.user}@{box.host}/"


def _entries(addresses: Sequence[str], config: Config) -> list[tuple[str, Web | Mailbox]]:
    """Return (address, site or mailbox) for all that the addresses name, each once: several may share an address.

    Raises ConfigError for a mailbox that msgcheck.yaml does not name.
    """
    found: list[tuple[str, Web | Mailbox]] = []
    for address in addresses:
        named: list[Web | Mailbox] = [box for box in config.imap if address == mailbox_address(box)]
        named += [site for site in config.web if address in site.urls]
        if not named and not address.startswith(("http://", "https://")):
            known = ", ".join(mailbox_address(box) for box in config.imap) or "none"
            raise ConfigError(f"{address}: not a mailbox of msgcheck.yaml", f"named there: {known}")
        for entry in named or [Web(urls=(address,))]:
            if all(entry != other for _, other in found):
                found.append((address, entry))
    return found


def _fetching(entry: Web | Mailbox, config: Config, *, offline: bool) -> Source:
    """Return the source of a site or mailbox. Raises ConfigError when it cannot be used."""
    options: dict[str, Any] = {
        "folder": config.kept_in(entry),
        "max_bytes": int(config.limits.file_mb * 1_000_000),
        "offline": offline,
    }
    if isinstance(entry, Mailbox):
        return cast(Source, registry.make("source", "imap", mailbox=entry, **options))
    return cast(Source, registry.make("source", "web", web=entry, **options))


def from_root(path: str, root: Path) -> str:
    """Return a path that is relative to the current folder as one that is relative to `root`."""
    if is_address(path) or root.resolve() == Path.cwd() or Path(path).is_absolute():
        return path
    return os.path.relpath(Path(path).absolute(), root.resolve())


def is_setting(resource: Resource, config: Config, glossary: Path | None) -> bool:
    """True for what says what the copy must not (the glossary in use), or quotes it: decisions, news, our reports."""
    settings = [config.beside(name) for name in (config.decisions, config.notify.file) if name]
    settings += [glossary] if glossary else []
    place = (config.root / resource.uri).resolve()
    return place in [path.resolve() for path in settings] or _REPORT in resource.data[:4000]


def read(
    resources: Sequence[Resource], config: Config, *, store: Store | None = None, progress: Progress = silent
) -> tuple[list[Document], list[Skipped]]:
    """Return (documents in order of their uri, what could not be read and why)."""
    from pathspec import GitIgnoreSpec

    from msgcheck.readers.containers import assets

    found: list[Document] = []
    skipped: list[Skipped] = []
    limits, excluded = config.limits, GitIgnoreSpec.from_lines(config.exclude)
    made_by = " ".join([code("readers", "channels", "intake", "model"), *registry.installed("reader")])
    kept: Kept[list[Document]] = Kept(store, "documents", made_by, list[Document])
    exports = [export.model_dump() for export in config.exports]
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
            key = key_of(replace(asset, modified=None), exports)  # no reader asks when a file was touched
            try:
                if (known := kept.load([key]).get(key)) is None:
                    known = read_one(asset, config)
                    kept.add(key, known)
                found.extend(known)
            except SourceError as err:
                skipped.append(Skipped(err.uri, err.reason, err.hint))
    kept.flush()
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
