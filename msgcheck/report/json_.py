"""The run as JSON, and back. `docs/report.schema.json` describes it; `load` is the exact inverse."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from msgcheck.errors import MsgcheckError
from msgcheck.model import DocumentSummary, Finding, Place, Run
from msgcheck.report.decode import DecodeError, decode
from msgcheck.report.wording import UNPRINTABLE

SCHEMA = 1

# Always there, however empty: what a script may rely on. Everything else is left out when empty.
RUN = ("started", "duration_s", "version", "models", "counts", "settings", "against", "company")
FINDING = ("id", "code", "verdict", "severity", "confidence", "message", "places", "why")
PLACE = ("uri", "locator", "quote", "surface", "channel")
DOCUMENT = ("uri", "channel", "title", "sentences", "claims")


class JsonReporter:
    """The whole run, for scripts; `load` makes a `Run` of it again."""

    def render(self, run: Run) -> str:
        """Return the run as indented JSON, mappings in order of their keys."""
        data = {
            "schema": SCHEMA,
            "run": _run(run),
            "findings": [_finding(finding) for finding in run.findings],
            "folded": [_finding(finding) for finding in run.folded],
            "skipped": [_full(asdict(skipped), ("uri", "reason")) for skipped in run.skipped],
            "documents": [_document(document) for document in run.documents],
            "terms": {
                term: {form: _sorted(channels) for form, channels in sorted(forms.items())}
                for term, forms in sorted(run.terms.items())
            },
        }
        text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        # A control character or half a surrogate pair stays itself, but written as an escape.
        return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def load(text: str) -> Run:
    """Return the run that `JsonReporter` wrote.

    Raises MsgcheckError when the text is not such a report, naming the first key that is wrong.
    """
    hint = "give a file written by `--format json`"
    try:
        data = json.loads(text)
    except json.JSONDecodeError as err:
        raise MsgcheckError(f"{err.lineno}:{err.colno}: not JSON: {err.msg}", hint) from err
    if not isinstance(data, dict) or not isinstance(data.get("run"), dict):
        raise MsgcheckError("not a msgcheck report: there is no 'run'", hint)
    if data.get("schema") != SCHEMA:
        raise MsgcheckError(f"schema: {data.get('schema')!r} is not the {SCHEMA} that is known here", hint)
    fields = {key: value for key, value in data.items() if key not in ("schema", "run")}
    if isinstance(fields.get("documents"), list):
        # Written only where they say something, but a summary has no default for them.
        fields["documents"] = [
            {"team": "", "media_type": "", **item} if isinstance(item, dict) else item
            for item in fields["documents"]
        ]
    try:
        run: Run = decode(Run, {**data["run"], **fields}, "")
    except DecodeError as err:
        raise MsgcheckError(str(err), hint) from err
    return run


def _run(run: Run) -> dict[str, Any]:
    data = {key: getattr(run, key) for key in RUN}
    maps = {key: _sorted(data[key]) for key in ("models", "counts", "settings")}
    return _full({**data, **maps, "started": _moment(run.started)}, RUN)


def _finding(finding: Finding) -> dict[str, Any]:
    data = {"id": finding.id, **asdict(finding), "places": [_place(place) for place in finding.places]}
    return _full(data, FINDING)


def _place(place: Place) -> dict[str, Any]:
    return _full(asdict(place), PLACE)


def _document(document: DocumentSummary) -> dict[str, Any]:
    return _full(asdict(document), DOCUMENT)


def _full(data: dict[str, Any], always: tuple[str, ...]) -> dict[str, Any]:
    """Return what must be there, in its order, then the rest that says something; dates as text."""
    rest = [key for key in data if key not in always and data[key] not in ("", None, False, (), [], {})]
    plain = {key: data[key] for key in (*always, *rest)}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in plain.items()}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _sorted(mapping: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(mapping.items()))
