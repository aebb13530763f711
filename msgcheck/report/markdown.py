"""The run as Markdown that fits a pull-request comment, and one finding as Markdown for a ticket."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from msgcheck.codes import name
from msgcheck.model import Finding, Place, Run
from msgcheck.report.links import href, shown
from msgcheck.report.view import Side, TermView, conflicts, cut, others, record_is_silent, sides, terms
from msgcheck.report.wording import (
    STANDINGS,
    count,
    headline,
    is_conflict,
    owner,
    percent,
    printable,
    sure,
    where,
)

LIMIT = 60_000  # characters; GitHub refuses a comment of more than 65,536


class MarkdownReporter:
    """Headline, conflicts, terms, what was not read. What does not fit is counted, never just missing."""

    def __init__(self, *, limit: int = LIMIT) -> None:
        self.limit = limit

    def render(self, run: Run) -> str:
        """Return at most `limit` characters of GitHub-flavoured Markdown."""
        head = [f"## {escape(run.company or 'msgcheck')}", "", f"**{headline(run)}**", ""]
        if run.skipped:
            rows = (f"- {_code(s.uri)}: {escape(s.reason)}" for s in run.skipped[:20])
            more = len(run.skipped) - 20
            tail = [f"- and {more:,} more"] if more > 0 else []
            head += [_details(f"Not read ({len(run.skipped)})", [*rows, *tail]), ""]
        foot = [f"<sub>msgcheck {escape(run.version)}</sub>"]
        blocks = [_open(finding) for finding in (*conflicts(run), *others(run))]
        blocks += [_term(view) for view in terms(run)]
        room = self.limit - len("\n".join([*head, *foot])) - 200
        fitting: list[str] = []
        for block in blocks:
            room -= len(block) + 2
            if room < 0:
                break
            fitting += [block, ""]
        left = len(blocks) - len(fitting) // 2
        more_below = [f"{count(left, 'more entry', 'more entries')} in the full report.", ""] if left else []
        return printable("\n".join([*head, *fitting, *more_below, *foot]) + "\n")


def ticket(finding: Finding) -> str:
    """Return one finding as Markdown: title, message, every place with its quote, why, what to do."""
    title = f"### {escape(capital(finding.attribute or name(finding.code)))} ({finding.code})"
    return printable("\n".join([title, "", *_body(finding)]))


def escape(text: str) -> str:
    """Return `text` on one line as itself: nothing in it is markup, an image, a mention or a reference."""
    line = html.escape(" ".join(text.split()), quote=False)
    line = re.sub(r"([\\`*_{}\[\]|~!])", r"\\\1", line)
    line = re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+#])", r"\\\1", line))
    # An entity that nobody sees stands between: GitHub would tell the person, or link the issue.
    return re.sub(r"([@#])(?=\w)", r"\1&#8203;", line)


def capital(text: str) -> str:
    """Return `text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def _open(finding: Finding) -> str:
    title = escape(capital(finding.attribute or name(finding.code)))
    summary = f"<b>{title}</b> · {finding.severity.value} · {finding.code} {name(finding.code)}"
    return _details(summary, _body(finding))


def _body(finding: Finding) -> list[str]:
    lines = [escape(finding.message), ""]
    if record_is_silent(finding):
        lines += [f"The record says **{escape(finding.record)}**; none of these places does.", ""]
    for side in sides(finding) if is_conflict(finding) else ():
        lines += _side(side)
    if not is_conflict(finding):
        lines += [*map(_quote, finding.places), ""]
    lines += [f"Why: {escape(finding.why)}", ""] if finding.why else []
    lines += [f"To do: {escape(finding.suggestion)}", ""] if finding.suggestion else []
    told = f"{finding.severity.value}, {sure(finding.confidence)} ({percent(finding.confidence)})"
    return [*lines, f"<sub>{finding.code} {name(finding.code)}, {told}, id {finding.id}</sub>"]


def _side(side: Side) -> list[str]:
    lines: list[str] = []
    told = ", ".join((count(len(side.places), "place"), *(STANDINGS[mark] for mark in side.marks)))
    if side.value or side.marks:
        lines += [f"**{escape(side.value)}** ({told})" if side.value else f"({told})", ""]
    return [*lines, *map(_quote, side.places), ""]


def _quote(place: Place) -> str:
    before, marked, after = cut(place)
    words = escape(place.quote)
    if marked:
        left, right = (" " if edge.isspace() else "" for edge in (before[-1:], after[:1]))
        words = f"{escape(before)}{left}<b>{escape(marked)}</b>{right}{escape(after)}"
    told = ", ".join(part for part in (where(place), owner(place)) if part)
    return f"- {_link(place)}{f' ({escape(told)})' if told else ''}: “{words}”"


def _link(place: Place) -> str:
    address = href(place).replace("(", "%28").replace(")", "%29")
    return f"[{escape(shown(place))}]({address})" if address else _code(shown(place))


def _code(text: str) -> str:
    """Return `text` as code, whatever backticks it holds."""
    line = " ".join(text.split())
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}"


def _term(view: TermView) -> str:
    forms = ", ".join(f"{escape(form)} ({times})" for form, times in view.wrong)
    body = [_quote(place) for finding in view.findings for place in finding.places]
    reasons = dict.fromkeys(escape(finding.message) for finding in view.findings)
    return _details(f"<b>{escape(view.preferred)}</b> · not: {forms}", [*reasons, "", *body])


def _details(summary: str, body: Iterable[str]) -> str:
    return "\n".join([f"<details><summary>{summary}</summary>", "", *body, "", "</details>"])
