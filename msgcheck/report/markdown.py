"""The run as Markdown that fits a pull-request comment, and one finding as Markdown for a ticket."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgcheck.codes import name
from msgcheck.memory import Loose
from msgcheck.model import SEVERITIES, Finding, Place, Skipped
from msgcheck.report import past
from msgcheck.report.links import href, shown
from msgcheck.report.view import Side, TermView, conflicts, cut, others, record_is_silent, sides, terms
from msgcheck.report.wording import (
    STANDINGS,
    count,
    is_conflict,
    is_term,
    owner,
    percent,
    printable,
    scores,
    sure,
    where,
)
from msgcheck.run import Run

LIMIT = 60_000  # characters; GitHub refuses a comment of more than 65,536, and a bot may add words of its own
PLACES = 12  # of one finding or term that are shown
PAIRS = 6  # of teams whose score is told
CODES_SHOWN = 20  # there are fewer of ours; a check of somebody else may have its own
RESERVE = 400  # characters for the lines that count what is left out, and around lists
WORDS = 600  # characters of one quote, message or reason that are shown
ADDRESS = 400  # characters of an address or a path; a longer address is no link


class MarkdownReporter:
    """Headline, counts by code, what was not read, gone or decided, conflicts, terms.

    What does not fit is counted, never just missing.

    limit: most characters of the page, 5,000 or more.
    """

    def __init__(self, *, limit: int = LIMIT) -> None:
        self.limit = limit

    def render(self, run: Run) -> str:
        """Return at most `limit` characters of GitHub-flavoured Markdown."""
        foot = f"<sub>msgcheck {escape(clip(run.version, 40))}</sub>"
        head = [f"## {escape(clip(run.company, 80) or 'msgcheck')}", "", f"**{past.headline(run)}**", ""]
        head += [line for told in scores(run)[:PAIRS] for line in (escape(clip(told, 200)), "")]
        head += [*_counts(run), ""] if run.findings else []
        room = self.limit - len("\n".join([*head, foot])) - RESERVE
        for title, rows in _lists(run):
            block, room = _folded(title, rows, room)
            head += block
        new = {finding.id: past.seen(run, finding) for finding in past.news(run)}
        # What is news stands before what was there: the change that this is a comment on brought it.
        findings = sorted([*conflicts(run), *others(run)], key=lambda finding: finding.id not in new)
        views = terms(run)
        blocks = [_open(finding, past.seen(run, finding)) for finding in findings]
        blocks += [_term(view, new) for view in views]
        shown, room = _fitting(blocks, room)
        titles = [_title(finding) for finding in findings] + [_forms(view, new) for view in views]
        named, _ = _fitting([f"- {title}" for title in titles[len(shown) :]], room)
        left = len(blocks) - len(shown) - len(named)
        body = [line for block in shown for line in (block, "")]
        body += [*named, ""] if named else []
        body += [f"{count(left, 'more entry', 'more entries')} in the full report.", ""] if left else []
        return printable("\n".join([*head, *body, foot]) + "\n")


def _lists(run: Run) -> list[tuple[str, list[str]]]:
    """Return (title, lines) of what is told in lists: unread, gone, decided, decisions that settle nothing."""
    missed = [f"- {past.unseen(run)}."] if past.unseen(run) else []
    decided = [(one.finding, escape(clip(past.said(one.decision)))) for one in run.decided]
    return [
        ("Not read", [_unread(skipped) for skipped in run.skipped]),
        ("Gone", [f"- {_title(finding)}" for finding in past.gone(run)]),
        ("Not looked for", missed),
        ("Decided", [f"- {_title(finding)} · {said}" for finding, said in decided]),
        ("Decisions that settle nothing", [_loose(one) for one in run.loose if not one.unsure]),
        ("Decisions that could not be looked for", [_loose(one) for one in run.loose if one.unsure]),
    ]


def _loose(one: Loose) -> str:
    return f"- {escape(clip(past.named(one.decision), ADDRESS))}: {escape(clip(one.why))}"


def _folded(title: str, rows: list[str], room: int) -> tuple[list[str], int]:
    """Return (a folded list in at most a quarter of the room, the room that is left); nothing for no rows."""
    if not rows:
        return [], room
    shown, _ = _fitting(rows, room // 4)
    more = len(rows) - len(shown)
    told = [*shown, f"- and {more:,} more"] if more else shown
    block = [_details(f"{title} ({len(rows):,})", told), ""]
    return block, room - len("\n".join(block)) - 1


def _fitting(blocks: list[str], room: int) -> tuple[list[str], int]:
    """Return the first blocks that fit into `room` characters, and the room that is left."""
    for number, block in enumerate(blocks):
        if len(block) + 2 > room:
            return blocks[:number], room
        room -= len(block) + 2
    return blocks, room


def _counts(run: Run) -> list[str]:
    """Return a table: how many findings of each code, by severity."""
    tally = Counter((finding.code, finding.severity) for finding in run.findings)
    codes = sorted({code for code, _ in tally})
    head = " | ".join(severity.value for severity in SEVERITIES)
    rows = [f"| | {head} |", f"|:--|{'--:|' * len(SEVERITIES)}"]
    for code in codes[:CODES_SHOWN]:
        numbers = (f"{number:,}" if (number := tally[code, severity]) else "" for severity in SEVERITIES)
        rows.append(f"| {escape(_named(code))} | {' | '.join(numbers)} |")
    return rows


def _named(code: str) -> str:
    return clip(code, 40) if name(code) == code else f"{code} {name(code)}"


def _unread(skipped: Skipped) -> str:
    return f"- {_code(clip(skipped.uri, ADDRESS))}: {escape(clip(skipped.reason))}"


def ticket(finding: Finding) -> str:
    """Return one finding as Markdown: title, message, every place with its quote, why, what to do."""
    title = f"### {escape(capital(finding.attribute or name(finding.code)))} ({finding.code})"
    return printable("\n".join([title, "", *_body(finding, most=len(finding.places))]))


def clip(text: str, longest: int = WORDS) -> str:
    """Return at most `longest` characters of `text`: of the words, before any markup, which is never cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def escape(text: str) -> str:
    """Return `text` on one line as itself: nothing in it is markup, an image, a mention or a reference."""
    line = html.escape(" ".join(text.split()), quote=False)
    line = re.sub(r"([\\`*_{}\[\]|~!])", r"\\\1", line)
    line = re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+#])", r"\\\1", line))
    return _silent(line)


def _silent(line: str) -> str:
    # An entity that nobody sees stands between: GitHub would tell the person, or link the issue.
    return re.sub(r"([@#])(?=\w)", r"\1&#8203;", line)


def capital(text: str) -> str:
    """Return `text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def in_html(text: str) -> str:
    """Return `text` on one line as itself within an HTML tag, where Markdown is not read."""
    return _silent(html.escape(" ".join(text.split()), quote=False))


def _title(finding: Finding, safe: Callable[[str], str] = escape, seen: str = "") -> str:
    title = safe(capital(clip(finding.attribute, 120) or name(finding.code)))
    told = f"<b>{title}</b> · {finding.severity.value} · {safe(_named(finding.code))}"
    return f"{told} · {seen}" if seen else told


def _forms(view: TermView, new: Mapping[str, str], safe: Callable[[str], str] = escape) -> str:
    shown = [f"{safe(clip(form, 80))} ({times})" for form, times in view.wrong[:PLACES]]
    more = [f"{len(view.wrong) - PLACES} more"] if len(view.wrong) > PLACES else []
    tally = Counter(new[finding.id] for finding in view.findings if finding.id in new)
    fresh = [f"{tally[seen]} {seen}" for seen in ("new", "changed") if tally[seen]]
    forms = f"<b>{safe(clip(view.preferred, 80))}</b> · not: {', '.join([*shown, *more])}"
    return " · ".join([forms, *([", ".join(fresh)] if fresh else [])])


def _open(finding: Finding, seen: str) -> str:
    return _details(_title(finding, in_html, seen), _body(finding, most=PLACES))


def _term(view: TermView, new: Mapping[str, str]) -> str:
    places = [place for finding in view.findings for place in finding.places]
    reasons = dict.fromkeys(escape(clip(finding.message)) for finding in view.findings)
    return _details(_forms(view, new, in_html), [*list(reasons)[:PLACES], "", *_quotes(places, PLACES)])


def _body(finding: Finding, *, most: int) -> list[str]:
    """Return the lines of a finding with at most about `most` places, each of its values at least once."""
    lines = [escape(clip(finding.message)), ""]
    if record_is_silent(finding):
        lines += [f"The record says **{escape(clip(finding.record))}**; none of these places does.", ""]
    if not is_term(finding) and (is_conflict(finding) or any(place.value for place in finding.places)):
        told = sides(finding)
        each = most if len(finding.places) <= most else max(1, most // len(told))
        for side in told[:most]:
            lines += _side(side, each)
        lines += [f"And {count(len(told) - most, 'more value')}.", ""] if len(told) > most else []
    else:
        lines += [*_quotes(finding.places, most), ""]
    lines += [f"Why: {escape(clip(finding.why))}", ""] if finding.why else []
    lines += [f"To do: {escape(clip(finding.suggestion))}", ""] if finding.suggestion else []
    told_of = f"{finding.severity.value}, {sure(finding.confidence)} ({percent(finding.confidence)})"
    return [*lines, f"<sub>{escape(_named(finding.code))}, {told_of}, id {finding.id}</sub>"]


def _side(side: Side, most: int) -> list[str]:
    lines: list[str] = []
    told = ", ".join((count(len(side.places), "place"), *(STANDINGS[mark] for mark in side.marks)))
    if side.value or side.marks:
        lines += [f"**{escape(clip(side.value))}** ({told})" if side.value else f"({told})", ""]
    return [*lines, *_quotes(side.places, most), ""]


def _quotes(places: Sequence[Place], most: int) -> list[str]:
    more = len(places) - most
    return [*map(_quote, places[:most]), *([f"- and {count(more, 'more place')}"] if more > 0 else [])]


def _quote(place: Place) -> str:
    before, marked, after = cut(place)
    words = escape(clip(place.quote))
    if marked:
        left, right = (" " if edge.isspace() else "" for edge in (before[-1:], after[:1]))
        before = before if len(before) <= WORDS // 3 else f"…{before[-WORDS // 3 :]}"
        marked, after = clip(marked, WORDS // 3), clip(after, WORDS // 3)
        words = f"{escape(before)}{left}<b>{escape(marked)}</b>{right}{escape(after)}"
    told = ", ".join(clip(part, 120) for part in (where(place), owner(place)) if part)
    return f"- {_link(place)}{f' ({escape(told)})' if told else ''}: “{words}”"


def _link(place: Place) -> str:
    address = href(place).replace("(", "%28").replace(")", "%29")
    label = clip(shown(place), ADDRESS)
    if not address or len(address) > 2 * ADDRESS:
        return _code(label)
    return f"[{escape(label)}]({address})"


def _code(text: str) -> str:
    """Return `text` as code, whatever backticks it holds."""
    line = " ".join(text.split())
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}"


def _details(summary: str, body: Iterable[str]) -> str:
    return "\n".join([f"<details><summary>{summary}</summary>", "", *body, "", "</details>"])
