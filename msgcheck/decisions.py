"""Decisions of people about findings: read from msgcheck-decisions.yaml, made, taken back, brought together."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml as pyyaml
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from ruamel.yaml.error import YAMLError

from msgcheck import database, decisions_file, intake, progress, remember, settle, yaml_file
from msgcheck.config import Config
from msgcheck.errors import ConfigError, MsgcheckError, StoreError
from msgcheck.memory import Choice, Decision, Loose
from msgcheck.model import Finding

SHORTEST = 4  # digits of an id: 16 bits tell a few hundred findings apart most of the time
_LOCK_S = 10.0  # writing takes some milliseconds
Day = date  # where a field is called date


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Section):
    """One decision, in the order in which it is written; quotes: the finding's different sentences."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    code: str
    about: str = ""
    decision: Literal["accept", "false_positive", "wont_fix"]
    reason: str  # may be empty: a report's export asks for none
    owner: str = ""
    until: Day | None = None
    date: Day | None = None
    quotes: tuple[str, ...] = ()


class _File(_Section):
    # The loader reads every scalar as text, an editor reads 1 as a number.
    version: Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})] = "1"
    decisions: tuple[_Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import changes. put: decisions to write; clashes: (of the file, imported) where the two differ."""

    put: tuple[Decision, ...]
    clashes: tuple[tuple[Decision, Decision], ...]


def of(config: Config) -> tuple[Decision, ...]:
    """Return the decisions that `config` names, in the order of the file; none where there is no file.

    Raises ConfigError with file, line and key.
    """
    path = config.beside(config.decisions)
    return load(path, name=config.decisions) if path.exists() else ()


def load(path: Path, *, name: str = "") -> tuple[Decision, ...]:
    """Return the decisions in `path`, each with the line it begins in. Raises ConfigError with file, line, key.

    name: of the file in `Decision.where`; its path without it.
    """

    def twice(file: _File) -> Iterator[yaml_file.Problem]:
        first: dict[str, int] = {}
        for at, entry in enumerate(file.decisions):
            known = first.setdefault(entry.id, at)
            if known != at:
                line = yaml_file.key_lines(path)(("decisions", known))
                said = f"{entry.id} is decided already in line {line}"
                yield yaml_file.Problem(("decisions", at, "id"), said, "keep one of the two")

    file = yaml_file.load(path, _File, check=twice)
    line_of = yaml_file.key_lines(path)
    return tuple(
        Decision(
            id=entry.id,
            code=entry.code,
            choice=Choice(entry.decision),
            reason=entry.reason,
            about=entry.about,
            owner=entry.owner,
            until=entry.until,
            date=entry.date,
            quotes=entry.quotes,
            where=f"{name or path.as_posix()}:{line_of(('decisions', at))}",
        )
        for at, entry in enumerate(file.decisions)
    )


def save(path: Path, *, put: Sequence[Decision] = (), remove: Collection[str] = ()) -> None:
    """Write decisions into the file, or take those with the ids `remove` out; comments and order stay.

    put: new ones go to the end, one with a known id takes the place of the old one.
    Several processes may do it at once: each adds to what the one before it wrote.
    Raises ConfigError where the file at `path` is no file of decisions, or cannot be written, and StoreError
    where another process does not let go of it.
    """
    whole = path.resolve()
    busy = StoreError(f"{whole}: another msgcheck writes into it", "try again; nothing was written")
    with database.alone(whole.parent / ".msgcheck" / f"{whole.name}.lock", busy=busy, patience_s=_LOCK_S):
        text = ""
        if path.exists():
            load(path)  # a file with a mistake in it is not edited
            text = path.read_text(encoding="utf-8-sig")
        try:
            told = decisions_file.edited(text, put=put, remove=remove)
        except (YAMLError, pyyaml.YAMLError) as err:
            raise ConfigError(
                f"{path}: cannot be edited: {err}", "write the values out, without anchors"
            ) from err
        progress.write_whole(whole, told)


def merge(mine: Iterable[Decision], theirs: Iterable[Decision]) -> Merged:
    """Return what to write when `theirs` come to `mine`: where both decide, the newer one counts.

    Of one day, theirs counts: it is what somebody brings in now. What says the same is no clash, and what a
    report cannot say stays: the owner, and a last day that is still to come.
    """
    known = {decision.id: decision for decision in mine}
    put, clashes = [], []
    for decision in theirs:
        old = known.get(decision.id)
        if old is None:
            put.append(decision)
            continue
        until = old.until if old.until and decision.date and old.until >= decision.date else None
        new = replace(decision, owner=decision.owner or old.owner, until=decision.until or until)
        if (old.choice, old.reason) != (new.choice, new.reason):
            clashes.append((old, new))
        if is_newer(new, old) and replace(new, where=old.where) != old:
            put.append(new)
    return Merged(tuple(put), tuple(clashes))


def is_newer(decision: Decision, than: Decision) -> bool:
    """Whether a decision counts where another one is known: of the same day, and where one has no date, it does."""
    return decision.date is None or than.date is None or decision.date >= than.date


def about(
    finding: Finding, choice: Choice, reason: str, *, today: date, owner: str = "", until: date | None = None
) -> Decision:
    """Return a decision about a finding, made today."""
    quotes = tuple(dict.fromkeys(place.quote for place in finding.places))
    return Decision(
        finding.id, finding.code, choice, reason, finding.attribute, owner, until, date=today, quotes=quotes
    )


def pick(given: str, ids: Iterable[str], *, among: str, listed: str = "ids stand in every report") -> str:
    """Return the id that `given` means: all of its digits, or the first four and more of them.

    among: where the ids come from, for the error; listed: where to find them. Raises MsgcheckError for none, or for several.
    """
    known, wanted = sorted(set(ids)), given.lower()
    found = [id_ for id_ in known if id_.startswith(wanted)]
    if len(wanted) < SHORTEST and wanted not in known:
        raise MsgcheckError(f"{given}: too short for an id", f"give at least {SHORTEST} of its 16 digits")
    if len(found) > 1:
        raise MsgcheckError(f"{given}: begins {len(found)} ids", f"say which: {', '.join(found[:5])}")
    if not found:
        heads = {id_[: len(wanted)]: id_ for id_ in reversed(known)}
        near = [heads[head] for head in get_close_matches(wanted, heads, n=3)]
        hint = f"did you mean {', '.join(near)}?" if near else listed
        raise MsgcheckError(f"{given}: no such id in {among}", hint)
    return found[0]


def remembered(config: Config, given: Sequence[str], project: str = "") -> dict[str, Finding]:
    """Return id -> finding of what the project's last runs found and is not gone: all that is open, and what
    else `given` may mean (ids, or their first digits). Raises ConfigError, or StoreError for no such run.
    """
    try:
        store, project = remember.known(config, project)
    except StoreError as err:
        raise StoreError(
            err.message, f"{err.hint}; or name a stored run: --run RUN.json" if err.hint else ""
        ) from err
    found = store.open_findings(project)
    for one in given:
        found |= {
            known.id: known.last for known in store.find(project, one.lower()) if known.status != "gone"
        }
    return found


def loose(config: Config, decisions: Sequence[Decision], today: date, project: str = "") -> tuple[Loose, ...]:
    """Return the decisions that settled nothing in the last remembered run. Raises StoreError for no such run."""
    store, project = remember.known(config, project)
    seen = store.look(project, store.past(project, most=1)[-1].number)
    assert seen is not None, "the run that `past` names is there"
    # What is quiet is kept by its id alone in what a run saw; a decision asks for no more than that.
    held = {decision.id for decision in decisions} & seen.quiet
    left = [decision for decision in decisions if decision.id not in held]
    whole = project == remember.project_of(config) or not intake.named(config)
    unread = bool(seen.unread) or not seen.read
    found = settle.settle(list(seen.open.values()), [], left, [], today, whole=whole, unread=unread).loose
    return tuple(remember.placed(one, seen, store, project) for one in found)


def as_text(states: Sequence[tuple[Decision, str]]) -> str:
    """Return decisions and their states for a terminal, each with its place in the file."""
    lines = []
    for decision, state in states:
        head = " ".join(filter(None, (decision.id, decision.code, decision.about)))
        owner = f" ({decision.owner})" if decision.owner else ""
        lines += [f"{head}: {decision.choice.value}, {state}", f"  {decision.reason or 'no reason'}{owner}"]
        lines += [f"  {decision.where}"]
    return "".join(f"{line}\n" for line in lines) or "nothing was decided yet\n"


def as_json(states: Sequence[tuple[Decision, str]]) -> str:
    """Return decisions and their states as a JSON list, with the keys of the file."""
    plain = [
        {**decisions_file.values(decision), "state": state, "where": decision.where}
        for decision, state in states
    ]
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of msgcheck-decisions.yaml, for editors (docs/decisions.schema.json)."""
    schema = _File.model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "msgcheck decisions"}
    return head | {key: value for key, value in schema.items() if key != "title"}
