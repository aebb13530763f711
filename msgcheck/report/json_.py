"""The run as JSON, and back. `docs/report.schema.json` describes it; `load` is the exact inverse."""

from __future__ import annotations

import json
from typing import NoReturn

from msgcheck.errors import MsgcheckError
from msgcheck.model import Finding, Place
from msgcheck.plain import DecodeError, decode, noun
from msgcheck.report.wording import UNPRINTABLE
from msgcheck.run import DocumentSummary, FormUse, Run, Usage

SCHEMA = 1

# Always there, however empty: what a script may rely on; of a noun that is not named here, the fields
# without a default. Everything else is left out when it says nothing.
RUN = ("started", "duration_s", "version", "models", "counts", "settings", "against", "company")
BESIDE = ("findings", "folded", "skipped", "documents", "terms", "usage")  # the run's, beside "run"
ALWAYS: dict[type, tuple[str, ...]] = {
    Finding: ("id", "code", "verdict", "severity", "confidence", "message", "places", "why"),
    Place: ("uri", "locator", "quote", "surface", "channel"),
    Usage: ("terms",),
    FormUse: ("form", "right", "channels", "teams", "months"),
    DocumentSummary: ("uri", "channel", "title", "sentences", "claims"),
}


class JsonReporter:
    """The whole run, for scripts; `load` makes a `Run` of it again."""

    def render(self, run: Run) -> str:
        """Return the run as indented JSON, mappings in order of their keys."""
        plain = noun(run, (*RUN, *BESIDE), ALWAYS)
        inner = {key: plain.pop(key) for key in RUN}
        data = {"schema": SCHEMA, "run": inner, **plain}
        text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        # A control character or half a surrogate pair stays itself, but written as an escape.
        return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def load(text: str) -> Run:
    """Return the run that `JsonReporter` wrote.

    Raises MsgcheckError when the text is not such a report, naming the first key that is wrong.
    """
    hint = "give a file written by `--format json`"
    try:
        data = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as err:
        raise MsgcheckError(f"{err.lineno}:{err.colno}: not JSON: {err.msg}", hint) from err
    except (DecodeError, RecursionError) as err:
        raise MsgcheckError(f"not a msgcheck report: {err}", hint) from err
    if not isinstance(data, dict) or not isinstance(data.get("run"), dict):
        raise MsgcheckError("not a msgcheck report: there is no 'run'", hint)
    if data.get("schema") != SCHEMA:
        raise MsgcheckError(f"schema: {data.get('schema')!r} is not the {SCHEMA} that is known here", hint)
    beside = {key: value for key, value in data.items() if key not in ("schema", "run")}
    if isinstance(beside.get("documents"), list):
        # Written only where they say something, but a summary has no default for them.
        beside["documents"] = [
            {"team": "", "media_type": "", **item} if isinstance(item, dict) else item
            for item in beside["documents"]
        ]
    try:
        run: Run = decode(Run, {**data["run"], **beside}, "")
    except DecodeError as err:
        raise MsgcheckError(str(err), hint) from err
    if run.started.tzinfo is None:
        raise MsgcheckError("started: a time with its zone is expected", hint)
    return run


def _no_number(name: str) -> NoReturn:
    raise DecodeError(f"{name} is no number")
