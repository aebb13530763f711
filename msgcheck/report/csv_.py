"""The run as CSV: one row for each place of each finding, for people who sort in a spreadsheet.

It starts with a byte order mark, without which Excel takes UTF-8 for the code page of the machine: read it as
"utf-8-sig".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from msgcheck.codes import CODES, name
from msgcheck.memory import Life
from msgcheck.model import Finding
from msgcheck.report.view import cut, order
from msgcheck.report.wording import printable
from msgcheck.run import Run

MARK = "\ufeff"
# What begins a formula for a spreadsheet, in full width too, or moves on to a cell that could.
FORMULA = tuple("=+-@\t\n＝＋－＠")
CELL = 32_000  # characters; Excel takes 32,767, and spills a longer cell over the next ones

COLUMNS = (
    "id", "code", "name", "severity", "confidence", "folded", "attribute", "value", "quote", "marked",
    "uri", "locator", "line", "column", "slide", "page", "channel", "team", "surface", "date",
    "message", "why", "suggestion", "status", "first_seen", "decision", "reason",
)  # fmt: skip


class CsvReporter:
    """One row for each place; a place that could not be read is a row of its own (MC001).

    What is folded, decided or gone has its rows too, behind what is open; `folded`, `decision` and `status` say so.
    """

    def render(self, run: Run) -> str:
        """Return comma-separated values with a header row and "\\n" between rows."""
        text = io.StringIO()
        text.write(MARK)
        writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        known = run.history.lives if run.history else {}
        for finding in order(run.findings):
            writer.writerows(_rows(finding, known))
        for finding in order(run.folded):
            writer.writerows(_rows(finding, known, folded="yes"))
        for one in run.decided:
            told = {"decision": one.decision.choice.value, "reason": one.decision.reason}
            writer.writerows(_rows(one.finding, known, **told))
        for finding in order(run.history.gone if run.history else ()):
            writer.writerows(_rows(finding, known))
        for skipped in run.skipped:
            title, severity = CODES["MC001"]
            why = {"message": _cell(skipped.reason), "suggestion": _cell(skipped.hint)}
            row = {"code": "MC001", "name": title, "severity": severity.value, "uri": _cell(skipped.uri)}
            writer.writerow({**row, **why})
        return printable(text.getvalue())


def _rows(finding: Finding, lives: Mapping[str, Life], **told: str) -> Iterator[dict[str, str]]:
    """Yield a row for each place. told: further columns, the same in each."""
    life = lives.get(finding.id)
    if life:
        told |= {"status": life.status.value, "first_seen": life.first_seen.date().isoformat()}
    for place in finding.places:
        row = {
            "id": finding.id,
            "code": finding.code,
            "name": name(finding.code),
            "severity": finding.severity.value,
            "confidence": f"{finding.confidence:.3f}",
            "attribute": finding.attribute,
            "value": place.value,
            "quote": place.quote,
            "marked": cut(place)[1],
            "date": place.date.isoformat() if place.date else "",
            "message": finding.message,
            "why": finding.why,
            "suggestion": finding.suggestion,
            **told,
        }
        for key in ("uri", "locator", "line", "column", "slide", "page", "channel", "team", "surface"):
            row[key] = "" if getattr(place, key) is None else str(getattr(place, key))
        yield {key: _cell(value) for key, value in row.items()}


def _cell(text: str) -> str:
    """Return `text` as a cell that no spreadsheet takes for a formula: copy under test is not trusted."""
    # A bare carriage return ends a row for some readers, and the csv module does not quote it.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    short = lines if len(lines) <= CELL else f"{lines[:CELL]}…"
    return f"'{short}" if short.startswith(FORMULA) else short
