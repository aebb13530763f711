"""The run as annotations of GitHub Actions: printed by a step, shown beside the changed lines.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands: `::error file=F,line=N::words`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgcheck.codes import name
from msgcheck.model import Finding, Place, Severity, Skipped
from msgcheck.report import past
from msgcheck.report.lead import apart
from msgcheck.report.links import is_web
from msgcheck.report.view import order
from msgcheck.report.wording import count, owner, printable, scores, spot, where
from msgcheck.run import Run

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
UNREAD = "MC001"
SHOWN = 10  # of each command that GitHub shows for one step
PLACES = 10  # that one annotation names
LONGEST = 4000  # characters of one annotation: it is read in a small box


class GithubReporter:
    """At most as many annotations as GitHub shows, new, most severe and surest first; the rest is counted."""

    def render(self, run: Run) -> str:
        """Return one workflow command on each line, and at the end lines for the log."""
        # What was not read stands first: it is one annotation, and "did not look" must not be what is left out.
        commands = [("warning", _unread(run.skipped))] if run.skipped else []
        # What is new stands before what was there: a change that is looked at brought it.
        new = {finding.id for finding in past.news(run)}
        findings = sorted(order(run.findings), key=lambda finding: finding.id not in new)
        commands += [(COMMANDS[f.severity], _finding(f, past.seen(run, f))) for f in findings]
        used: Counter[str] = Counter()
        lines = []
        for command, rest in commands:
            # One notice is kept for what is left out.
            if used[command] < (SHOWN - 1 if command == "notice" else SHOWN):
                lines.append(f"::{command} {rest}")
                used[command] += 1
        left = len(commands) - len(lines)
        if left:
            told = f"{count(left, 'more entry', 'more entries')} in the full report."
            lines.append(f"::notice title=msgcheck::{_data(f'{past.headline(run)} {told}')}")
        log = [f"msgcheck: {_line(told)}" for told in (*scores(run), past.headline(run))]
        return "\n".join([*lines, *log]) + "\n"


def _finding(finding: Finding, seen: str) -> str:
    place, others = apart(finding)
    said = [finding.message]
    if place:
        said.append(_quote(place))
    said += [_quote(other) for other in others[:PLACES]]
    if len(others) > PLACES:
        said.append(f"and {count(len(others) - PLACES, 'more place')}")
    said += [part for part in (finding.why, finding.suggestion) if part]
    text = _data("\n".join(said))
    title = ", ".join(part for part in (_title(finding.code), seen) if part)
    return f"{_properties(place, title)}::{text}"


def _unread(skipped: Sequence[Skipped]) -> str:
    lines = [f"{count(len(skipped), 'place')} could not be read:"]
    for place in skipped[:PLACES]:
        lines.append(_line(f"{place.uri}: {place.reason}" + (f" ({place.hint})" if place.hint else "")))
    if len(skipped) > PLACES:
        lines.append(f"and {len(skipped) - PLACES:,} more")
    text = _data("\n".join(lines))
    return f"title={_property(_title(UNREAD))}::{text}"


def _properties(place: Place | None, title: str) -> str:
    given: dict[str, str] = {}
    if place and not is_web(place.uri):
        given["file"] = place.uri
        if place.line is not None:
            given["line"] = str(place.line)
            if place.column is not None:
                given["col"] = str(place.column)
    given["title"] = title
    return ",".join(f"{key}={_property(value)}" for key, value in given.items())


def _title(code: str) -> str:
    return f"{code} {name(code)}"


def _quote(place: Place) -> str:
    told = ", ".join(part for part in (spot(place), where(place), owner(place)) if part)
    return f"{told}: “{_line(place.quote)}”"


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _data(text: str) -> str:
    """Escape what stands behind `::`: it is one line, and `%` begins an escape."""
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return printable(short).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property, which a colon or a comma would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
