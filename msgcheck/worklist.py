"""The worklist of `msgcheck impact`: by asset, with owners, as plain text, CSV, Markdown or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from msgcheck.changes import Change
from msgcheck.impact import WORK, Effect, Impact, Task
from msgcheck.model import Place
from msgcheck.report.csv_ import FORMULA, MARK
from msgcheck.report.markdown import escape
from msgcheck.report.terminal import BIDI
from msgcheck.report.view import cut
from msgcheck.report.wording import count, owner, percent, printable, spot, where

COLUMNS = (
    "fact", "from", "to", "when", "effect", "uri", "locator", "line", "column", "slide", "page", "channel", "team",
    "surface", "date", "says", "instead", "quote", "rewritten", "confidence", "why", "owner",
)  # fmt: skip
_WIDTH = 100


def terminal(impact: Impact) -> str:
    """Return plain text: what changes, each asset with its places, what is left alone, what was not read."""
    lines = [*(_safe(line) for change in impact.changes for line in _headline(change)), ""]
    for uri, tasks in _by_asset(impact):
        who = owner(tasks[0].place)
        places = f"{_safe(uri)}{f'  ({_safe(who)})' if who else ''}: {count(len(tasks), 'place')}"
        lines += [places, *(line for task in tasks for line in _lines(task)), ""]
    lines += [_safe(line) for line in _foot(impact)]
    return "\n".join(lines) + "\n"


def markdown(impact: Impact) -> str:
    """Return GitHub-flavoured Markdown with a box to tick for each place that is work."""
    lines = [f"## {escape(_title(impact))}", ""]
    lines += [f"- {escape(line)}" for change in impact.changes for line in _headline(change)]
    for uri, tasks in _by_asset(impact):
        who = owner(tasks[0].place)
        lines += ["", f"### {escape(uri)}{f' ({escape(who)})' if who else ''}", ""]
        for task in tasks:
            place = task.place
            before, marked, after = cut(place)
            bold = f"**{escape(marked)}**" if marked.strip() == marked and marked else escape(marked)
            quote = f"{escape(before)}{bold}{escape(after)}"
            box = "[ ] " if task.effect in WORK else ""
            at = ", ".join(part for part in (_line(place), where(place)) if part)
            lines.append(f"- {box}{escape(at)}: {task.effect.value}: “{quote}”{_to_do(task, escape)}")
    lines += ["", *(f"- {escape(line)}" for line in _foot(impact))]
    return printable("\n".join(lines)) + "\n"


def as_csv(impact: Impact) -> str:
    """Return comma-separated values, one row for each place, for a spreadsheet (read it as "utf-8-sig")."""
    text = io.StringIO()
    text.write(MARK)
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for task in impact.tasks:
        row = {key: "" if value is None else str(value) for key, value in _row(task).items()}
        writer.writerow(
            {key: f"'{value}" if value.startswith(FORMULA) else value for key, value in row.items()}
        )
    return printable(text.getvalue())


def as_json(impact: Impact) -> str:
    """Return an object: changes (with what is left alone and why), tasks, counts, assets, skipped."""
    shown = {
        "changes": [
            {
                "fact": change.before.id,
                "claim": change.before.claim.text,
                "from": change.was,
                "to": change.to,
                "when": {key: list(names) for key, names in change.when.items()},
                "owner": change.before.owner,
                "note": change.note,
                "left_alone": left,
            }
            for change, left in zip(impact.changes, impact.left, strict=True)
        ],
        "counts": _counts(impact),
        "assets": impact.assets,
        "tasks": [_row(task) | {"mark": _mark(task.place)} for task in impact.tasks],
        "skipped": [{"uri": one.uri, "reason": one.reason, "hint": one.hint} for one in impact.skipped],
    }
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Impact], str]] = {
    "terminal": terminal,
    "csv": as_csv,
    "markdown": markdown,
    "json": as_json,
}


def _row(task: Task) -> dict[str, Any]:
    change, place = task.change, task.place
    return {
        "fact": change.before.id,
        "from": change.was,
        "to": change.to,
        "when": _scope(change),
        "effect": task.effect.value,
        **{key: getattr(place, key) for key in COLUMNS[5:14]},
        "date": place.date.isoformat() if place.date else None,
        "says": place.value,
        "instead": task.instead,
        "quote": place.quote,
        "rewritten": task.rewritten,
        "confidence": task.confidence,
        "why": task.why,
        "owner": change.before.owner,
    }


def _mark(place: Place) -> list[int] | None:
    return [place.mark.start, place.mark.end] if place.mark else None


def _scope(change: Change) -> str:
    return "; ".join(f"{key}={', '.join(names)}" for key, names in change.when.items())


def _title(impact: Impact) -> str:
    names = ", ".join(f"{change.before.id} = {change.to}" for change in impact.changes)
    return f"What {names} would change"


def _headline(change: Change) -> Iterator[str]:
    scope = f" ({_scope(change)})" if change.when else ""
    who = f", owner: {change.before.owner}" if change.before.owner else ""
    yield f"{change.before.id}{scope}: {change.was} -> {change.to} ({change.before.claim.text.rstrip('.')}{who})"
    if change.note:
        yield f"  {change.note}"


def _by_asset(impact: Impact) -> Iterator[tuple[str, list[Task]]]:
    for uri, tasks in groupby(impact.tasks, key=lambda task: task.place.uri):
        yield uri, list(tasks)


def _lines(task: Task) -> Iterator[str]:
    place = task.place
    at = " · ".join(part for part in (spot(place), where(place)) if part)
    fact = task.change.before.id
    yield f"  {task.effect.value.upper()}  {_safe(at)}  [{fact}, {percent(task.confidence)} sure; {_safe(task.why)}]"
    before, marked, after = (_safe(part) for part in cut(place))
    quote = f"“{before}{f'[{marked}]' if marked else ''}{after}”{_safe(_to_do(task, str))}"
    pad = " " * 4
    yield from textwrap.wrap(
        quote,
        _WIDTH,
        initial_indent=pad,
        subsequent_indent=pad,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _to_do(task: Task, shown: Callable[[str], str]) -> str:
    if task.effect is Effect.RIGHT:
        return ""
    if task.effect is Effect.LIMIT:
        return " -> say for whom it holds"
    return (
        f" -> {shown(task.instead)}" if task.instead else f" -> {shown(task.change.to)}, in words of its own"
    )


def _line(place: Place) -> str:
    return f"line {place.line}" if place.line and "line" not in place.locator else ""


def _counts(impact: Impact) -> dict[str, int]:
    found = Counter(task.effect for task in impact.tasks)
    return {effect.value: found[effect] for effect in Effect}


def _foot(impact: Impact) -> Iterator[str]:
    work = [task for task in impact.tasks if task.effect in WORK]
    told = ", ".join(f"{effect} {n}" for effect, n in _counts(impact).items() if n) or "nothing changes"
    assets = count(len({task.place.uri for task in work}), "asset")
    yield f"{count(len(work), 'place')} to change in {assets} of {impact.assets}: {told}"
    teams = Counter(owner(task.place) or "nobody named" for task in work)
    if teams:
        yield "by owner: " + "; ".join(
            f"{who} {n}" for who, n in sorted(teams.items(), key=lambda t: (-t[1], t[0]))
        )
    for change, left in zip(impact.changes, impact.left, strict=True):
        if left:
            reasons = ", ".join(f"{n} {why}" for why, n in left.items())
            yield f"left alone for {change.before.id}: {reasons}"
    for skipped in impact.skipped:
        yield f"not read: {skipped.uri}: {skipped.reason}"


def _safe(text: str) -> str:
    """Return `text` on one line, with nothing in it that a terminal would obey."""
    line = printable(re.sub(r"[\r\n\t\u2028\u2029]+", " ", text))
    return BIDI.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
