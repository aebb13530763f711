"""The run as SARIF 2.1.0, for code hosts and editors: one result per finding, its other places related."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from msgcheck.codes import CODES, name
from msgcheck.model import Finding, Place, Run, Severity, Skipped
from msgcheck.report.links import is_web
from msgcheck.report.view import order
from msgcheck.report.wording import owner, printable, where

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
UNREAD = "MC001"


class SarifReporter:
    """Open findings as results, unread places as notifications; folded ones are only counted."""

    def render(self, run: Run) -> str:
        """Return a SARIF log with one run, indented."""
        findings = order(run.findings)
        codes = sorted({finding.code for finding in findings})
        driver = {
            "name": "msgcheck",
            "version": run.version,
            "rules": [_descriptor(code) for code in codes],
            "notifications": [_descriptor(UNREAD)],
        }
        log = {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": driver},
                    "columnKind": "unicodeCodePoints",
                    "invocations": [_invocation(run)],
                    "artifacts": [
                        {
                            "location": {"uri": _uri(document.uri)},
                            **({"mimeType": document.media_type} if document.media_type else {}),
                            "roles": ["analysisTarget"],
                        }
                        for document in run.documents
                    ],
                    "results": [_result(finding, codes) for finding in findings],
                    "properties": {"folded": len(run.folded)},
                }
            ],
        }
        return printable(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _descriptor(code: str) -> dict[str, Any]:
    severity = CODES[code][1] if code in CODES else Severity.WARNING
    return {
        "id": code,
        "name": name(code).title().replace(" ", ""),
        "shortDescription": {"text": name(code)},
        "defaultConfiguration": {"level": severity.value},
    }


def _result(finding: Finding, codes: list[str]) -> dict[str, Any]:
    locations = [_location(place) for place in finding.places]
    told = [{"text": _told(place)} for place in finding.places]
    related = [
        {**location, "id": number, "message": message}
        for number, (location, message) in enumerate(zip(locations, told, strict=True))
    ]
    parts = [finding.message, finding.why, finding.suggestion]
    properties = {"attribute": finding.attribute, "verdict": finding.verdict, "record": finding.record}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity.value,
        "rank": round(finding.confidence * 100, 1),
        "message": {"text": "\n".join(part for part in parts if part)},
        "locations": locations[:1],
        "relatedLocations": related[1:],
        # The identity of a finding holds no line number: an edit above it does not make it new.
        "partialFingerprints": {"msgcheck/v1": finding.id},
        "properties": {
            **{key: value for key, value in properties.items() if value},
            "confidence": finding.confidence,
        },
    }


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.uri)}}
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
        "message": {"text": told},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(skipped.uri)}}}],
    }


def _uri(uri: str) -> str:
    """Return a valid URI reference: a path is escaped (colons too), an address keeps its own escapes."""
    return quote(printable(uri), safe="%/:?#[]@!$&'()*+,;=~" if is_web(uri) else "/!~")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
