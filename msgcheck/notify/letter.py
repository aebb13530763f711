"""What a message says, before anybody knows how it is sent: plain words, on one line each, safe to show.

Copy under check is written by anybody: what it says is quoted here and must stay words. Control characters, line
breaks and marks that turn the direction of writing end in this module; markup is the business of each way of sending.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from msgcheck import codes
from msgcheck.model import SEVERITIES, Finding, Place, Severity, Skipped
from msgcheck.run import Run

MOST = 20  # findings that one message shows; whoever has more new ones reads the report
MOST_AT_FIRST = 5  # of everything that is open when a project is first told of
PLACES = 4  # of one finding
WORDS = 280  # characters of one quote or sentence
UNREAD = 5  # places that could not be read
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]+"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding. places: (where it stands, what it says there)."""

    title: str
    message: str
    places: tuple[tuple[str, str], ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message. Every text is one line of plain words.

    key:  the same for the same message of the same run: what is sent again after a failure can be known by it.
    lead: sentences before the entries; foot: sentences after them.
    link: address of the report, "" without one.
    """

    key: str
    subject: str
    lead: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    foot: tuple[str, ...] = ()
    link: str = ""


def of_news(
    run: Run,
    findings: Sequence[Finding],
    *,
    project: str,
    link: str = "",
    reopened: Mapping[str, str] | None = None,
) -> Letter:
    """Return the letter about `findings`, all that a channel was not told yet, most severe first.

    reopened: id of a finding -> why the decision about it has ended.
    """
    history = run.history
    lives = history.lives if history else {}
    changed = {finding.id for finding in findings if finding.id in lives and lives[finding.id].since}
    marks = dict.fromkeys(changed, "changed") | {
        id: f"reopened: {why}" for id, why in (reopened or {}).items()
    }
    counts = Counter(finding.severity for finding in findings)
    what = f"{_named(len(findings) - len(changed), len(changed))}{_severe(counts)}"
    lead = [f"{_counted(counts)} since the message before."]
    if changed:
        lead.append(
            f"{count(len(changed), 'of them continues', 'of them continue')} a finding whose words changed."
        )
    if history and history.gone:
        lead.append(f"{count(len(history.gone), 'finding is', 'findings are')} gone since the last run.")
    return Letter(
        key=_key(project, run, *(finding.id for finding in findings)),
        subject=_subject(run.company, what),
        lead=tuple(lead),
        entries=tuple(_entry(finding, marks.get(finding.id, "")) for finding in findings[:MOST]),
        foot=(*_left(len(findings) - MOST), *_unread(run.skipped)),
        link=line(link, 2000),
    )


def of_start(run: Run, findings: Sequence[Finding], *, project: str, link: str = "") -> Letter:
    """Return the first letter of a channel: how much is open, and the most severe of it.

    findings: everything open, most severe first.
    """
    counts = Counter(finding.severity for finding in findings)
    by_code = Counter(finding.code for finding in findings)
    told = ", ".join(f"{number:,} {codes.name(code)} ({code})" for code, number in sorted(by_code.items()))
    return Letter(
        key=_key(project, run, *(finding.id for finding in findings)),
        subject=_subject(
            run.company, f"{count(len(findings), 'finding is', 'findings are')} open{_severe(counts)}"
        ),
        lead=(
            f"This is the first message: {_counted(counts)} in {count(len(run.documents), 'asset')}.",
            line(f"By kind: {told}."),
            "From now on messages name only what is new.",
        ),
        entries=tuple(_entry(finding) for finding in findings[:MOST_AT_FIRST]),
        foot=(*_left(len(findings) - MOST_AT_FIRST), *_unread(run.skipped)),
        link=line(link, 2000),
    )


def of_unread(run: Run, places: Sequence[Skipped], *, project: str) -> Letter:
    """Return the letter about sources that msgcheck.yaml names and that could not be read."""
    return Letter(
        key=_key(project, run, *(place.uri for place in places)),
        subject=_subject(run.company, f"{count(len(places), 'source')} could not be read"),
        lead=(
            "What stands there was not checked. What was found there before is kept until it can be read again.",
        ),
        entries=tuple(
            Entry(line(place.uri), line(place.reason), more=line(place.hint)) for place in places[:MOST]
        ),
        foot=tuple(_left(len(places) - MOST)),
    )


def of_failure(message: str, hint: str, *, company: str, project: str, key: str) -> Letter:
    """Return the letter about a run that could not be done. key: names this failure, and this time of it."""
    lead = [line(message, 2 * WORDS)]
    lead += [f"What to do: {line(hint)}"] if hint else []
    return Letter(
        key=sha256(f"{project}\x1f{key}".encode("utf-8", "surrogatepass")).hexdigest(),
        subject=_subject(company, "the check could not be done"),
        lead=(*lead, "It is tried again at the next time; there is no second message about this."),
    )


def line(text: str, longest: int = WORDS) -> str:
    """Return `text` on one line, what cannot be seen gone, cut to `longest` characters.

    >>> line(" Free\\r\\nBcc: all\\u202e ")
    'Free Bcc: all'
    """
    folded = " ".join(_UNSEEN.sub(" ", text).split())
    return folded if len(folded) <= longest else f"{folded[: longest - 1]}…"


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 finding", "1,204 findings"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _named(new: int, changed: int) -> str:
    """Return "2 new findings", "1 changed finding", "2 new and 1 changed finding"."""
    if not changed:
        return count(new, "new finding")
    return f"{f'{new:,} new and ' if new else ''}{count(changed, 'changed finding')}"


def _counted(counts: Counter[Severity]) -> str:
    return ", ".join(count(counts[severity], severity.value) for severity in SEVERITIES if counts[severity])


def _severe(counts: Counter[Severity]) -> str:
    return f", {count(counts[Severity.ERROR], 'error')}" if counts[Severity.ERROR] else ""


def _subject(company: str, what: str) -> str:
    return f"{line(company, 60) or 'msgcheck'}: {what}"


def _key(project: str, run: Run, *parts: str) -> str:
    number = run.history.number if run.history else 0
    words = "\x1f".join((project, str(number), *sorted(parts)))
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _entry(finding: Finding, mark: str = "") -> Entry:
    """mark: what it is beside the run before, "" for nothing to say."""
    named = f"{finding.code} {codes.name(finding.code)}"
    title = " · ".join(
        filter(
            None,
            (
                line(finding.attribute, 120),
                finding.severity.value,
                line(named, 80),
                f"id {finding.id}",
                line(mark),
            ),
        )
    )
    left = len(finding.places) - PLACES
    return Entry(
        title,
        line(finding.message),
        tuple((where(place), line(place.quote)) for place in finding.places[:PLACES]),
        f"and {count(left, 'more place')}" if left > 0 else "",
    )


def where(place: Place) -> str:
    """Return where a place is: its address, its line or what there is instead, its channel and team."""
    web = place.uri.lower().startswith(("http://", "https://"))
    spot = "" if place.line is None or web else f":{place.line}"
    told = ", ".join(filter(None, (place.locator if place.line is None else "", place.channel, place.team)))
    return line(f"{place.uri}{spot}{f' ({told})' if told else ''}")


def _left(number: int) -> list[str]:
    return [f"And {number:,} more, all in the report."] if number > 0 else []


def _unread(skipped: Sequence[Skipped]) -> list[str]:
    if not skipped:
        return []
    named = "; ".join(line(f"{place.uri}: {place.reason}", 160) for place in skipped[:UNREAD])
    more = f"; and {len(skipped) - UNREAD:,} more" if len(skipped) > UNREAD else ""
    return [f"{count(len(skipped), 'place')} could not be read: {named}{more}"]
