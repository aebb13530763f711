"""What is remembered, looked at: the runs of a project in figures, and the life of one finding."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgcheck import remember
from msgcheck.codes import name
from msgcheck.config import Config
from msgcheck.diff import safe
from msgcheck.errors import MsgcheckError
from msgcheck.memory import PastRun
from msgcheck.model import Finding
from msgcheck.plain import Always, plain
from msgcheck.report.json_ import ALWAYS
from msgcheck.report.wording import clock, count, day, duration, spot

if TYPE_CHECKING:
    from msgcheck.history.store import Known

KINDS = {"conflicts": "MC1", "wording": "MC2", "alignment": "MC3"}
BARS = "▁▂▃▄▅▆▇█"
KEYS: Always = {PastRun: ("number", "started", "duration_s", "documents", "claims", "skipped", "codes", "new", "changed", "gone", "decided")}  # fmt: skip
STATUS = {"open": "open", "quiet": "no alarm: folded, or settled by a decision", "gone": "gone"}


def runs(config: Config, *, most: int, project: str = "") -> tuple[str, tuple[PastRun, ...]]:
    """Return (name of the project, its last runs, oldest first). Raises MsgcheckError when there are none."""
    store, project = remember.known(config, project)
    return project, store.past(project, most=most)


def finding(config: Config, prefix: str, *, project: str = "") -> Known:
    """Return the one finding whose id begins so. Raises MsgcheckError when there is none, or several."""
    store, project = remember.known(config, project)
    found = store.find(project, prefix.lower())
    if not found:
        raise MsgcheckError(f"{prefix}: no finding of that id is remembered", "reports and `msgcheck diff` show the ids")  # fmt: skip
    if len(found) > 1:
        ids = ", ".join(one.id for one in found[:5])
        raise MsgcheckError(f"{prefix}: {len(found)} findings begin so", f"give more of the id: {ids}")
    return found[0]


def runs_as_json(project: str, past: Sequence[PastRun]) -> str:
    """Return the runs as indented JSON, oldest first."""
    return json.dumps({"project": project, "runs": [plain(run, KEYS) for run in past]}, indent=2) + "\n"


def runs_as_text(past: Sequence[PastRun]) -> str:
    """Return a table of the runs, oldest first, and a line for each kind of finding: how it has gone."""
    head = [
        "run",
        "started (UTC)",
        "assets",
        "claims",
        "not read",
        *KINDS,
        "new",
        "changed",
        "gone",
        "decided",
        "took",
    ]
    rows = [head]
    for run in past:
        figures = (run.documents, run.claims, run.skipped, *(of_kind(run, code) for code in KINDS.values()))
        figures += (run.new, run.changed, run.gone, run.decided)
        numbers = [f"{figure:,}" for figure in figures]
        rows.append([str(run.number), f"{run.started:%Y-%m-%d %H:%M}", *numbers, duration(run.duration_s)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    if len(past) > 1:
        lines.append("")
        for kind, code in KINDS.items():
            lines.append(f"{kind:<9}  {trend([of_kind(run, code) for run in past])}")
    return "\n".join(lines) + "\n"


def of_kind(run: PastRun, code: str) -> int:
    """Return how many findings were open whose code begins so."""
    return sum(number for known, number in run.codes.items() if known.startswith(code))


def trend(numbers: Sequence[int]) -> str:
    """Return how a number has gone: bars, and the same in words.

    >>> trend([4, 6, 2])
    '▆█▄  4 at first, 2 now: down by 2'
    """
    most = max(numbers) or 1
    bars = "".join(BARS[-(-number * (len(BARS) - 1) // most)] for number in numbers)
    change = numbers[-1] - numbers[0]
    told = f"{'up' if change > 0 else 'down'} by {abs(change)}" if change else "no change"
    return f"{bars}  {numbers[0]} at first, {numbers[-1]} now: {told}"


def finding_as_json(known: Known) -> str:
    """Return the life of a finding as indented JSON; `then` and `now` as the first and the last run saw it."""
    data: dict[str, Any] = {
        "id": known.id,
        "status": known.status,
        "first_seen": plain(known.first_seen, {}),
        "last_seen": plain(known.last_seen, {}),
        "runs": list(known.runs),
        "since": known.since,
        "then": plain(known.first, ALWAYS),
        "now": plain(known.last, ALWAYS),
    }
    return json.dumps(data, indent=2) + "\n"


def finding_as_text(known: Known) -> str:
    """Return the life of a finding, with its places then and now."""
    lines = [
        f"{known.last.code} {name(known.last.code)}, id {known.id}: {STATUS[known.status]}",
        f"  {safe(known.last.message)}",
        f"  first seen {_moment(known.first_seen)}, last seen {_moment(known.last_seen)}",
        f"  found by {count(len(known.runs), 'run')}: {_ranges(known.runs)}",
    ]
    lines += [f"  continues {known.since}, whose words were changed"] if known.since else []
    then, now = _places(known.first), _places(known.last)
    if then == now:
        lines += ["  places, then and now", *then]
    else:
        lines += ["  places then", *then, "  places now", *now]
    return "\n".join(lines) + "\n"


def _places(seen: Finding) -> list[str]:
    return [f"    {safe(spot(place))}: “{safe(place.quote)}”" for place in seen.places]


def _moment(moment: datetime) -> str:
    return f"{day(moment)}, {clock(moment)}"


def _ranges(numbers: Sequence[int]) -> str:
    """Return "1 to 3, 7" for 1, 2, 3, 7.

    >>> _ranges([1, 2, 3, 7])
    '1 to 3, 7'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in spans)
