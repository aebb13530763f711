"""The run as SARIF 2.1.0, for code hosts and editors: one result per finding, its other places related."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from msgcheck.codes import CODES, name
from msgcheck.memory import Decided, Status
from msgcheck.model import Finding, Place, Severity, Skipped
from msgcheck.report import past
from msgcheck.report.lead import apart
from msgcheck.report.links import is_web
from msgcheck.report.view import order
from msgcheck.report.wording import count, owner, printable, spot, where
from msgcheck.run import Run

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
UNREAD = "MC001"
ROOT = "%SRCROOT%"  # the folder that paths are relative to, as GitHub and most tools call it
MIME = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
BASELINE = {Status.STILL: "unchanged", Status.CHANGED: "updated"}  # of a life; the others are new
LINKED = 20  # related places that a message links to; the others are counted in it, and are all there


class SarifReporter:
    """Open findings as results, unread places as notifications; folded ones are only counted.

    What is decided is a result that is suppressed, what is gone one that is absent. Beside an earlier run each
    result has its baseline state.

    pages: code -> what `msgcheck explain` says of it; a code without a page is helped by its name.
    """

    def __init__(self, *, pages: Mapping[str, str] | None = None) -> None:
        self.pages = pages or {}

    def render(self, run: Run) -> str:
        """Return a SARIF log with one run, indented."""
        open_ = [(finding, _remembered(run, finding)) for finding in order(run.findings)]
        decided = [
            (one.finding, {**_remembered(run, one.finding), **_suppressed(run, one)}) for one in run.decided
        ]
        gone = [(finding, {"baselineState": "absent"}) for finding in order(past.gone(run))]
        findings = [*open_, *decided, *gone]
        codes = sorted({finding.code for finding, _ in findings})
        driver = {
            "name": "msgcheck",
            "version": run.version,
            "rules": [self._descriptor(code) for code in codes],
            "notifications": [self._descriptor(UNREAD)],
        }
        seen: Counter[str] = Counter()
        log = {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": driver},
                    "columnKind": "unicodeCodePoints",
                    "originalUriBaseIds": {ROOT: {"description": {"text": "Where msgcheck was started."}}},
                    "invocations": [_invocation(run)],
                    "artifacts": _artifacts(run),
                    "results": [{**_result(finding, codes, seen), **more} for finding, more in findings],
                    "properties": {"folded": len(run.folded)},
                }
            ],
        }
        return printable(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"

    def _descriptor(self, code: str) -> dict[str, Any]:
        severity = CODES[code][1] if code in CODES else Severity.WARNING
        page = self.pages.get(code, "")
        title = page.partition("\n")[0].partition(": ")[2]
        return {
            "id": code,
            "name": name(code).title().replace(" ", ""),
            "shortDescription": {"text": name(code)},
            "fullDescription": {"text": title or name(code)},
            "help": {"text": page or name(code), "markdown": _markdown(page) or name(code)},
            "defaultConfiguration": {"level": severity.value},
        }


def _markdown(page: str) -> str:
    """Return a page of `msgcheck explain` as Markdown: its sections as headings, its examples as code."""
    lines: list[str] = []
    code = False
    for line in page.splitlines():
        example = line.startswith("    >>> ") or (code and line.startswith("    "))
        if example != code:
            lines.append("```")
        code = example
        lines.append(line.removeprefix("    ") if line.startswith(" ") or not line else f"### {line}")
    return "\n".join([*lines, "```"] if code else lines)


def _result(finding: Finding, codes: list[str], seen: Counter[str]) -> dict[str, Any]:
    first, others = apart(finding)
    seen[finding.id] += 1
    properties = {"attribute": finding.attribute, "verdict": finding.verdict, "record": finding.record}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity.value,
        "rank": round(finding.confidence * 100, 1),
        "message": {"text": _message(finding, others)},
        "locations": [_location(first)] if first else [],
        "relatedLocations": [
            {"id": number, **_location(place), "message": {"text": _told(place)}}
            for number, place in enumerate(others, start=1)
        ],
        # The identity of a finding holds no line number: an edit above it does not make it new. Two equal
        # ones are numbered; GitHub knows an alert again by the second print, and would else hash the line.
        "partialFingerprints": {
            "msgcheck/v1": finding.id,
            "primaryLocationLineHash": f"{finding.id}:{seen[finding.id]}",
        },
        "properties": {
            **{key: value for key, value in properties.items() if value},
            "confidence": finding.confidence,
        },
    }


def _remembered(run: Run, finding: Finding) -> dict[str, Any]:
    """Return the baseline state; nothing in a first run, which has no baseline."""
    if past.before(run) is None:
        return {}
    life = past.lives(run).get(finding.id)
    return {"baselineState": BASELINE.get(life.status, "new") if life else "new"}


def _suppressed(run: Run, one: Decided) -> dict[str, Any]:
    """Return the suppression that a decision is: in the source where a comment of an asset says it."""
    written = one.decision.where.rpartition(":")[0]
    inside = any(document.uri == written for document in run.documents)
    kind = "inSource" if inside else "external"
    told = past.said(one.decision)
    return {"suppressions": [{"kind": kind, "status": "accepted", "justification": told}]}


def _message(finding: Finding, others: tuple[Place, ...]) -> str:
    """Return the message, with a link to each of the first related places."""
    lines = [_plain(part) for part in (finding.message, finding.why, finding.suggestion) if part]
    for number, place in enumerate(others[:LINKED], start=1):
        lines.append(f"[{_plain(spot(place))}]({number}): {_plain(_told(place))}")
    if len(others) > LINKED:
        lines.append(f"{count(len(others) - LINKED, 'more place')}.")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return `text` as itself within a message, where [words](1) is a link and a backslash escapes."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _artifacts(run: Run) -> list[dict[str, Any]]:
    """Return the assets that were read, each once: two spellings may be one URI."""
    found: dict[str, dict[str, Any]] = {}
    for document in run.documents:
        location = _artifact(document.uri)
        typed = {"mimeType": document.media_type} if MIME.fullmatch(document.media_type) else {}
        found.setdefault(location["uri"], {"location": location, **typed, "roles": ["analysisTarget"]})
    return list(found.values())


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(place.uri)}
    if place.line is not None:
        column = {} if place.column is None else {"startColumn": place.column}
        snippet = {"snippet": {"text": place.quote}}
        physical["region"] = {"startLine": place.line, **column, **snippet}
    location: dict[str, Any] = {"physicalLocation": physical}
    if where(place):
        location["logicalLocations"] = [{"fullyQualifiedName": where(place)}]
    return location


def _told(place: Place) -> str:
    said = f"“{place.quote}”"
    return f"{said} ({owner(place)})" if owner(place) else said


def _invocation(run: Run) -> dict[str, Any]:
    return {
        "executionSuccessful": True,
        "startTimeUtc": _moment(run.started),
        "endTimeUtc": _moment(run.started + timedelta(seconds=run.duration_s)),
        "toolExecutionNotifications": [_notification(skipped) for skipped in run.skipped],
    }


def _notification(skipped: Skipped) -> dict[str, Any]:
    told = f"{skipped.reason}. {skipped.hint}" if skipped.hint else skipped.reason
    return {
        "descriptor": {"id": UNREAD, "index": 0},
        "level": "warning",
        "message": {"text": _plain(told)},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(skipped.uri)}}],
    }


def _artifact(uri: str) -> dict[str, str]:
    """Return where an asset is, as a valid URI: a path is escaped (colons too), an address keeps its escapes.

    A relative path is relative to where msgcheck was started.
    """
    if is_web(uri):
        return {"uri": quote(_bytes(uri), safe="%/:?#[]@!$&'()*+,;=~")}
    escaped = quote(_bytes(uri), safe="/!~")
    if uri.startswith("/"):
        return {"uri": f"file://{escaped}"}
    if re.match("[A-Za-z]:/", uri):
        return {"uri": f"file:///{uri[0]}:{escaped[4:]}"}
    return {"uri": escaped, "uriBaseId": ROOT}


def _bytes(uri: str) -> bytes:
    """Return the bytes of a name: in a file name that is not UTF-8, half a surrogate pair is one byte."""
    try:
        return uri.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return uri.encode("utf-8", "surrogatepass")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
