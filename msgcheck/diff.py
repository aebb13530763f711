"""What has changed between two runs, remembered ones or stored ones, for people and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgcheck import outputs, remember
from msgcheck.codes import name
from msgcheck.config import Config
from msgcheck.errors import MsgcheckError
from msgcheck.model import SEVERITIES, Finding
from msgcheck.plain import plain
from msgcheck.report.json_ import ALWAYS
from msgcheck.report.markdown import escape
from msgcheck.report.terminal import BIDI
from msgcheck.report.wording import count, printable, spot

if TYPE_CHECKING:
    from msgcheck.history.compare import Look

PLACES = 4  # of one finding that are shown


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of each finding between two runs, in order of severity and code.

    before, now: what the runs are called.
    changed: goes on in other words or at other places, as it is now; was: the same as it was before.
    since:   id of a changed finding -> id of the one that it continues.
    news:    something is new, or a change brought a place or a value.
    """

    before: str
    now: str
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    unseen: tuple[Finding, ...]
    still: tuple[Finding, ...]
    since: dict[str, str]
    changed: tuple[Finding, ...] = ()
    was: tuple[Finding, ...] = ()
    news: bool = False


def between(first: str, second: str, config: Config, *, project: str = "") -> Changes:
    """Return what has changed from one run to the other.

    first, second: the number of a run, "last", "-1" (the one before the last), or a file of `--format json`.
    Raises MsgcheckError when there is no such run.
    """
    from msgcheck.history import changed
    from msgcheck.history.compare import compare

    (before, one), (now, two) = _look(first, config, project), _look(second, config, project)
    change = compare(one, two)
    new = changed.new(change)
    return Changes(
        before,
        now,
        new=_sorted(two.open[id] for id in new),
        gone=_sorted(one.known[id] for id in changed.gone(change)),
        unseen=_sorted(one.known[id] for id in change.unseen),
        still=_sorted(one.known[id] for id in change.still),
        since=change.since,
        changed=_sorted(two.open[id] for id in change.since),
        was=_sorted(one.known[old] for old in change.since.values()),
        news=bool(new)
        or not all(changed.is_less(one.known[old], two.open[id]) for id, old in change.since.items()),
    )


def _look(given: str, config: Config, project: str) -> tuple[str, Look]:
    """Return (what to call the run, what it saw)."""
    from msgcheck.history.compare import look

    if not re.fullmatch(r"last|-?\d+", given):
        return given, look(_stored(Path(given)))
    store, project = remember.known(config, project)
    newest = store.past(project, most=1)[-1].number
    number = newest if given == "last" else int(given)
    number = newest + number if number < 0 else number
    seen = store.look(project, number)
    if seen is None:
        raise MsgcheckError(f"there is no run {number}", f"the last one is {newest}; see `msgcheck history`")
    return f"run {number}", seen


def _stored(path: Path) -> Any:
    try:
        return outputs.stored(path, path.read_text(encoding="utf-8"))
    except OSError as err:
        hint = "give the number of a run, `last`, `-1`, or a file written by `--format json`"
        raise MsgcheckError(f"{path}: cannot be read: {err.strerror}", hint) from err
    except UnicodeDecodeError as err:
        raise MsgcheckError(f"{path}: not UTF-8", "give a file written by `--format json`") from err


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.code, f.places[:1] and f.places[0].uri, f.id)))  # fmt: skip


def as_json(changes: Changes) -> str:
    """Return the changes as indented JSON."""
    data = {
        "before": changes.before,
        "now": changes.now,
        **{key: [plain(f, ALWAYS) for f in found] for key, found in _parts(changes).items()},
        "still": [plain(f, ALWAYS) for f in changes.still],
        "was": [plain(f, ALWAYS) for f in changes.was],
        "since": dict(sorted(changes.since.items())),
    }
    return json.dumps(data, indent=2) + "\n"


def as_text(changes: Changes) -> str:
    """Return what is new, changed, gone and not looked for, each with its places; what stayed is counted."""
    lines = []
    was = {finding.id: finding for finding in changes.was}
    for key, found in _parts(changes).items():
        lines += [f"{TITLES[key]} ({len(found)})"] if found else []
        for finding in found:
            lines.append(f"  {finding.severity.value} {finding.code} {name(finding.code)}, id {finding.id}")
            lines.append(f"    {safe(finding.message)}")
            lines += [f"    {safe(spot(place))}: “{safe(place.quote)}”" for place in finding.places[:PLACES]]
            lines += [f"    and {more}" for more in _more(finding)]
            if finding.id in changes.since:
                lines.append(f"    continues {changes.since[finding.id]}")
                lines += [
                    f"      before: {told}" for told in _before(finding, was[changes.since[finding.id]], safe)
                ]
        lines += [""] if found else []
    return "\n".join([*lines, _total(changes)]) + "\n"


def as_markdown(changes: Changes) -> str:
    """Return the same for a pull request or a ticket."""
    was = {finding.id: finding for finding in changes.was}
    lines = [f"**{escape(_total(changes))}**", ""]
    for key, found in _parts(changes).items():
        lines += [f"### {TITLES[key]} ({len(found)})", ""] if found else []
        for finding in found:
            about = f"**{finding.code} {escape(name(finding.code))}** ({finding.severity.value})"
            lines.append(f"- {about}: {escape(finding.message)} <sub>id {finding.id}</sub>")
            lines += [
                f"  - {escape(spot(place))}: “{escape(place.quote)}”" for place in finding.places[:PLACES]
            ]
            lines += [f"  - and {more}" for more in _more(finding)]
            if finding.id in changes.since:
                told = _before(finding, was[changes.since[finding.id]], escape)
                lines += [f"  - before: {each}" for each in told]
        lines += [""] if found else []
    return printable("\n".join(lines).rstrip() + "\n")


TITLES = {
    "new": "New",
    "changed": "Changed",
    "gone": "Gone",
    "unseen": "Not looked for: a place was not read",
}


def _parts(changes: Changes) -> dict[str, tuple[Finding, ...]]:
    return {"new": changes.new, "changed": changes.changed, "gone": changes.gone, "unseen": changes.unseen}


def _before(now: Finding, was: Finding, clean: Callable[[str], str]) -> list[str]:
    """Return the first places of what was, which are none of it now, on one line each.

    clean: makes text what it must be where it goes to.
    """
    kept = {(place.uri, place.quote) for place in now.places}
    other = [place for place in was.places if (place.uri, place.quote) not in kept]
    return [f"{clean(spot(place))}: “{clean(place.quote)}”" for place in other[:PLACES]]


def _more(finding: Finding) -> list[str]:
    left = len(finding.places) - PLACES
    return [count(left, "more place")] if left > 0 else []


def _total(changes: Changes) -> str:
    unseen = f", {len(changes.unseen)} not looked for" if changes.unseen else ""
    changed = f"{len(changes.changed)} changed, " if changes.changed else ""
    told = (
        f"{len(changes.new)} new, {changed}{len(changes.gone)} gone, {len(changes.still)} still there{unseen}"
    )
    return f"From {safe(changes.before)} to {safe(changes.now)}: {told}."


def safe(text: str) -> str:
    """Return `text` on one line, with nothing in it that a terminal would obey."""
    return BIDI.sub("\ufffd", printable(" ".join(text.split())))
