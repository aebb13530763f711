"""The run as plain text for a terminal: what clashes, the words, the places, what was not read."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

from msgcheck.codes import name
from msgcheck.model import Finding, Place, Severity
from msgcheck.report import past
from msgcheck.report.view import conflicts, cut, order, others, record_is_silent, sides
from msgcheck.report.wording import (
    STANDINGS,
    count,
    duration,
    is_term,
    owner,
    percent,
    printable,
    scores,
    spot,
    sure,
    where,
)
from msgcheck.run import Run

STYLES = {"error": "1;31", "warning": "33", "note": "34", "bold": "1", "faint": "2", "mark": "1;4"}
BY_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

# In a terminal nothing isolates them: one override in a quote turns the rest of the line around.
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

OPEN, CLOSE = "\x02", "\x03"  # around marked words until a line is painted; `_safe` leaves none in copy


class TerminalReporter:
    """Plain text; SGR colours only when asked for."""

    def __init__(self, *, colour: bool = False, width: int = 100) -> None:
        """width: columns of a line; a longer word stays whole."""
        self.colour = colour
        self.width = width

    def render(self, run: Run) -> str:
        """Return the report, conflicts first, most severe first, ending with the headline."""
        lines: list[str] = []
        for finding in (*conflicts(run), *others(run), *order(filter(is_term, run.findings))):
            lines += [*self._finding(finding, past.seen(run, finding)), ""]
        if run.folded:
            lines += [self._paint("faint", f"{count(len(run.folded), 'lookalike')} folded."), ""]
        lines += self._past(run)
        if run.skipped:
            lines.append(self._paint("bold", "Not read"))
            for skipped in run.skipped:
                lines += self._wrap(f"{skipped.uri}: {skipped.reason}", 2)
                lines += self._wrap(skipped.hint, 4) if skipped.hint else []
            lines.append("")
        lines += [self._paint("bold", _safe(score)) for score in scores(run)]
        company = f"{_safe(run.company)}: " if run.company else ""
        lines.append(self._paint("bold", company + past.headline(run)))
        lines.append(self._paint("faint", f"msgcheck {_safe(run.version)}, {duration(run.duration_s)}"))
        return "\n".join(lines) + "\n"

    def _past(self, run: Run) -> Iterator[str]:
        """Yield what is gone, what could not be looked for, and what decisions do, each with a line behind it."""
        parts = [
            ("Gone", [f"{finding.code} {finding.message}" for finding in past.gone(run)]),
            ("Not looked for", [f"{past.unseen(run)}."] if past.unseen(run) else []),
            ("Decided", [f"{one.finding.code} {one.finding.message}: {past.said(one.decision)}" for one in run.decided]),
            ("Decisions that settle nothing", [f"{past.named(one.decision)}: {one.why}" for one in run.loose if not one.unsure]),
            ("Decisions that could not be looked for", [past.named(one.decision) for one in run.loose if one.unsure]),
        ]  # fmt: skip
        for title, told in parts:
            if told:
                yield self._paint("bold", title)
                for line in told:
                    yield from self._wrap(line, 2)
                yield ""

    def _finding(self, finding: Finding, seen: str) -> Iterator[str]:
        """seen: "new" or since when it is there; "" where nothing is remembered."""
        severity = self._paint(BY_SEVERITY[finding.severity], finding.severity.value)
        title = self._paint("bold", _safe(finding.attribute))
        how = f" ({sure(finding.confidence)}, {percent(finding.confidence)})" + (f", {seen}" if seen else "")
        yield f"{severity} {finding.code} {name(finding.code)}" + (f": {title}" if title else "") + how
        yield from self._wrap(finding.message, 2)
        if is_term(finding):
            for place in finding.places:
                yield from self._place(place, 2)
        else:
            yield from self._sides(finding)
        for label, text in (("why", finding.why), ("do", finding.suggestion)):
            if text:
                yield from self._wrap(f"{label}: {text}", 2)
        yield self._paint("faint", f"  id: {finding.id}")

    def _sides(self, finding: Finding) -> Iterator[str]:
        if record_is_silent(finding):
            yield f"  {self._paint('bold', _safe(finding.record))}  on record, said nowhere"
        for side in sides(finding):
            told = ", ".join((count(len(side.places), "place"), *(STANDINGS[mark] for mark in side.marks)))
            if side.value:
                yield f"  {self._paint('bold', _safe(side.value))}  {told}"
            elif side.marks:
                yield f"  {told}"
            for place in side.places:
                yield from self._place(place, 4 if side.value else 2)

    def _place(self, place: Place, indent: int) -> Iterator[str]:
        said = " · ".join(part for part in (spot(place), where(place), owner(place)) if part)
        yield " " * indent + self._paint("faint", _safe(said))
        before, marked, after = (_safe(part) for part in cut(place))
        # The brackets carry the mark where there is no colour.
        left, right = (OPEN, CLOSE) if self.colour else ("[", "]")
        quote = f"“{before}{f'{left}{marked}{right}' if marked else ''}{after}”"
        yield from map(self._marks(), self._wrap_safe(quote, indent + 2))

    def _marks(self) -> Callable[[str], str]:
        """Return a function that paints what is marked, line by line: a mark may run over a line's end."""
        inside = False

        def paint(line: str) -> str:
            nonlocal inside
            parts = re.split(f"([{OPEN}{CLOSE}])", line)
            painted = []
            for part in parts:
                if part in (OPEN, CLOSE):
                    inside = part == OPEN
                else:
                    body = part.lstrip(" ")  # the indent of a line is not underlined
                    painted.append(
                        f"{part[: len(part) - len(body)]}{self._paint('mark', body)}" if inside else part
                    )
            return "".join(painted)

        return paint

    def _wrap(self, text: str, indent: int) -> list[str]:
        return self._wrap_safe(_safe(text), indent)

    def _wrap_safe(self, line: str, indent: int) -> list[str]:
        pad = " " * indent
        return textwrap.wrap(
            line,
            self.width,
            initial_indent=pad,
            subsequent_indent=pad,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _paint(self, style: str, text: str) -> str:
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def _safe(text: str) -> str:
    """Return `text` on one line, with nothing in it that a terminal would obey."""
    line = printable(re.sub(r"[\r\n\t\u2028\u2029]+", " ", text))
    return BIDI.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
