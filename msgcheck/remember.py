"""A finished run beside the earlier ones of its project: compared with the last one, and kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from msgcheck import database, settle
from msgcheck.config import Config
from msgcheck.errors import StoreError
from msgcheck.intake import from_root
from msgcheck.memory import NOT_LOOKED_FOR, Loose
from msgcheck.run import Run

if TYPE_CHECKING:
    from msgcheck.history.compare import Look
    from msgcheck.history.store import HistoryStore

HINT = "`msgcheck check` remembers what msgcheck.yaml names; so does `msgcheck watch`"


def remember(run: Run, config: Config, *, project: str = "") -> Run:
    """Keep the run, and return it with its `history`; what decisions lack, as the memory of their places has it.

    project: what was checked; what `config` names, without it. A run of new material against what is published
    is no look at the whole: it is returned as it is. Raises ConfigError or StoreError.
    """
    if run.against:
        return run
    kept, project = store(config), project or project_of(config)
    history = kept.record(project, run)
    from msgcheck.history.compare import look

    seen = look(run)
    return replace(run, history=history, loose=tuple(placed(one, seen, kept, project) for one in run.loose))


def placed(one: Loose, seen: Look, kept: HistoryStore, project: str) -> Loose:
    """Return what a decision lacks, now that its places are known: a decision has the words, the memory where they are."""
    from msgcheck.history.compare import is_hidden

    if one.why not in (NOT_LOOKED_FOR, settle.WORDS_CHANGED) or not one.decision.id:
        return one
    roots = frozenset(uri.rstrip("/") for uri in seen.unread)
    for known in kept.find(project, one.decision.id):
        if is_hidden(known.last, roots, seen.read):
            return replace(one, why=NOT_LOOKED_FOR)
        if one.unsure and seen.read:
            return replace(one, why=settle.NOTHING_LIKE_IT)
    return one


def store(config: Config) -> HistoryStore:
    """Return the history that `config` names, opened. Raises ConfigError or StoreError."""
    from msgcheck.history.store import HistoryStore

    return HistoryStore(config.history, config.root)


def has_run(config: Config) -> bool:
    """Say whether `known` has a run to return without being told which project. Raises StoreError where the memory cannot be read."""
    if not database.is_url(config.history) and not _file(config).exists():
        return False
    kept = store(config)
    return bool(kept.past(project_of(config), most=1)) or len(kept.projects()) == 1


def known(config: Config, project: str = "") -> tuple[HistoryStore, str]:
    """Return (the history, name of the project) of what was run before; nothing is created.

    Raises StoreError when no run of the project is remembered, with the names of those that are.
    """
    wanted = project or project_of(config)
    if not database.is_url(config.history) and not _file(config).exists():
        raise StoreError(f"{_file(config)}: no run is remembered yet", HINT)
    kept = store(config)
    if kept.past(wanted, most=1):
        return kept, wanted
    others = kept.projects()
    if len(others) == 1 and not project:  # `msgcheck check site/` in a folder without a msgcheck.yaml
        return kept, others[0]
    hint = f"choose one with --project: {', '.join(map(repr, others))}" if others else HINT
    raise StoreError(f"no run of {wanted!r} is remembered", hint)


def project_of(config: Config, paths: Sequence[str] = (), channels: Sequence[str] = ()) -> str:
    """Return the name of what is checked: two runs of one name looked at the same copy.

    paths:    as given on the command line, relative to the current folder; what `config` names, without any.
    channels: the only ones that were checked.
    """
    if paths:
        looked = {from_root(path, config.root) for path in paths}
    else:
        looked = {*config.paths, *(url for site in config.web for url in site.urls)}
        looked |= {f"{box.user}@{box.host}/{folder}" for box in config.imap for folder in box.folders}
    parts = [_folder(config), " ".join(sorted(_normal(name) for name in looked)), " ".join(sorted(channels))]
    return ": ".join(part for part in parts if part)


def _folder(config: Config) -> str:
    """Return the folder of msgcheck.yaml, as the store knows it.

    A file stays beside it, so the two may move together. A database serves several machines, where the folder
    lies elsewhere on each: there the company's name says more.
    """
    if database.is_url(config.history):
        return config.company or config.root.resolve().as_posix()
    return PurePath(os.path.relpath(config.root.resolve(), _file(config).resolve().parent)).as_posix()


def _file(config: Config) -> Path:
    return config.root / Path(config.history).expanduser()


def _normal(name: str) -> str:
    return name if "://" in name or "@" in name else PurePath(os.path.normpath(name)).as_posix()
