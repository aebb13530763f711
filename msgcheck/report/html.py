"""The run as one HTML page: no network, no need of JavaScript, and no trust in the copy it shows."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from msgcheck.alignment import Alignment
from msgcheck.codes import name
from msgcheck.memory import Status
from msgcheck.model import SEVERITIES
from msgcheck.report import links, markdown, months, past, records, teams, view, wording
from msgcheck.run import Run

EXCLUDED = "not a claim: "

# The way of a sentence through a run; what a run counts beyond these follows by name.
FUNNEL = ("documents", "blocks", "sentences", "claims", "pairs", "pairs judged", "conflicts")


# White space beside them is never seen. Left in, it was half of all text nodes, and a quarter of the time
# that a browser needs to open a page with 2,000 findings.
BLOCK = (
    r"</?(?:article|blockquote|caption|d[dlt]|details|div|fieldset|fig(?:caption|ure)|footer|form|h[1-6]|header|li"
    r"|main|nav|[ou]l|option|p|rect|section|select|summary|svg|table|tbody|t[dhr]|thead)\b"
)


class Tight(Extension):
    """Takes the white space around blocks out of the templates; what they show of a run is not touched."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template without it."""
        return re.sub(rf"({BLOCK}[^<>]*>)\s+", r"\1", re.sub(rf"\s+(?={BLOCK})", "", source))


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter and how many findings have it."""

    value: str
    label: str
    findings: int


class HtmlReporter:
    """The report people read. Everything in it is escaped; style and script are pinned by hash."""

    def render(self, run: Run) -> str:
        """Return the page. Only the run goes in: no clock, no locale, no random order."""
        found, unread = wording.halves(run)
        style, script = _asset("report.css"), _asset("report.js")
        page = (
            _environment()
            .get_template("report.html.j2")
            .render(
                run=run,
                style=Markup(style),
                script=Markup(script),
                policy=_policy(style, script),
                headline=past.headline(run),
                found=found,
                unread=unread,
                tiles=_tiles(run),
                certainty=_certainty(run),
                **_past(run),
                conflicts=view.conflicts(run),
                others=[f for f in view.others(run) if not wording.is_alignment(f)],
                terms=view.listed(run),
                drifting=view.drifting(run),
                definitions=view.definitions(run),
                **_alignment(run),
                months=months.months(run),
                moving=months.moving(run),
                glossary_pages=records.terms(run),
                fact_pages=records.facts(run),
                apart=view.apart(run),
                folded=view.order(run.folded),
                assets=view.by_asset(run),
                filters=_filters(run),
                counts=_counts(run),
                exclusions=_exclusions(run),
                named=Names(),
            )
        )
        return wording.printable(page)


class Names:
    """Ids on the page, each given once: what was given before gets a number."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def __call__(self, wanted: str) -> str:
        """Return an id without blanks that was not given before."""
        name = re.sub(r"[^\w.-]+", "-", wanted)
        self.seen[name] += 1
        return name if self.seen[name] == 1 else f"{name}-{self.seen[name]}"


def _alignment(run: Run) -> dict[str, Any]:
    """Return what the section about teams is drawn from."""
    alignment = run.alignment or Alignment()
    return {
        "alignment": alignment,
        "why_not": teams.why_not(run),
        "steps": teams.steps(alignment),
        "message_rows": teams.rows(run),
        "alone": teams.alone(run),
        "old": teams.old(run),
        "explained": teams.explained(run),
        "aligned": partial(teams.findings, run),
        "aligned_other": teams.other_findings(run, "MC301", "MC302", "MC303", "MC304"),
    }


def _past(run: Run) -> dict[str, Any]:
    """Return what earlier runs and decisions are drawn from."""
    runs = past.trend(run)
    return {
        "before": past.before(run),
        "since": past.since(run),
        "lives": past.lives(run),
        "gone": view.order(past.gone(run)),
        "was": view.order(past.was(run)),
        "before_ids": {finding.id for finding in (*past.gone(run), *past.was(run))},
        "was_ids": {finding.id for finding in past.was(run)},
        "unseen": past.unseen(run),
        "trend": runs,
        "trend_ends": past.ends(runs) if runs else ("", ""),
        "trend_lines": past.lines(runs),
        "trend_codes": past.codes(runs),
    }


def _asset(file: str) -> str:
    return resources.files("msgcheck.report").joinpath("templates", file).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a policy under which nothing loads and only our own style and script apply."""
    pinned = (b64encode(sha256(text.encode()).digest()).decode() for text in (style, script))
    style_hash, script_hash = (f"'sha256-{digest}'" for digest in pinned)
    rules = ("default-src 'none'", f"style-src {style_hash}", f"script-src {script_hash}")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("msgcheck.report", "templates"),
        autoescape=True,
        extensions=[Tight],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        code_name=name,
        href=links.href,
        is_web=links.is_web,
        shown=links.shown,
        bare=links.bare,
        ticket=markdown.ticket,
        cut=view.cut,
        form=view.form,
        sides=view.sides,
        record_is_silent=view.record_is_silent,
        severities=view.severities,
        teams=view.teams,
        line=view.line,
        together=view.named,
        told=view.told,
        across=months.across,
        direction=past.direction,
        choices=past.CHOICES,
        known=months.known,
        compared=records.COMPARED,
        divergence=wording.divergence,
        standings=wording.STANDINGS,
        channels_of=lambda finding: _joined(place.channel for place in finding.places),
        teams_of=lambda finding: _joined(place.team for place in finding.places),
        assets_of=lambda finding: _joined(place.uri for place in finding.places),
    )
    environment.filters.update(
        capital=markdown.capital,
        count=wording.count,
        day=wording.day,
        moment=wording.moment,
        clock=wording.clock,
        duration=wording.duration,
        percent=wording.percent,
        sure=wording.sure,
        where=wording.where,
        isolated=_isolated,
    )
    return environment


def _isolated(text: str) -> Markup:
    """Return `text` so that nothing of it turns its surroundings around; a <bdi> each would double the page."""
    return escape(text) if text.isascii() else Markup("<bdi>{}</bdi>").format(text)


def _joined(values: Iterable[str]) -> str:
    """Return what a filter compares with, one value on each line."""
    return "\n".join(dict.fromkeys(value for value in values if value))


def _tiles(run: Run) -> list[tuple[str, int, str]]:
    """Return (label, number, tone) of the tiles under the headline."""
    terms = sum(wording.is_term(finding) for finding in run.findings)
    tiles = [
        ("conflicts", len(view.conflicts(run)), "error"),
        ("wording issues", terms, "warning"),
        *_score(run),
        ("assets read", len(run.documents), ""),
        ("sentences", sum(document.sentences for document in run.documents), ""),
        ("claims", sum(document.claims for document in run.documents), ""),
        ("not read", len(run.skipped), "unread"),
    ]
    return [(label, number, tone if number else "") for label, number, tone in tiles]


def _score(run: Run) -> list[tuple[str, int, str]]:
    """Return the tile of the two teams that are furthest apart; none where no teams were compared."""
    pairs = run.alignment.pairs if run.alignment else ()
    return [("alignment of 100", min(pair.score for pair in pairs), "")] if pairs else []


def _certainty(run: Run) -> str:
    """Return how sure we are of the conflicts as a whole."""
    found = view.conflicts(run)
    firm = sum(finding.confidence >= 0.85 for finding in found)
    if not found:
        return "No two claims were found that cannot both be believed."
    share = f"{firm} of {wording.count(len(found), 'conflict')} {'is' if firm == 1 else 'are'}"
    return f"{share} almost certain or very likely (85 % or more)."


def _filters(run: Run) -> dict[str, list[Choice]]:
    """Return filter -> its choices: severities most severe first, the others by name.

    Counted is what is open, as the page counts it; what is folded can be chosen, and counts for nothing.
    """
    severities = Counter(finding.severity.value for finding in run.findings)
    codes: Counter[str] = Counter()
    plain: dict[str, Counter[str]] = {"channel": Counter(), "team": Counter(), "asset": Counter()}
    for finding, counted in [*((f, 1) for f in run.findings), *((f, 0) for f in run.folded)]:
        codes[finding.code] += counted
        for key, values in (
            ("channel", {place.channel for place in finding.places if place.channel}),
            ("team", {place.team for place in finding.places if place.team}),
            ("asset", {place.uri for place in finding.places}),
        ):
            plain[key].update(dict.fromkeys(values, counted))
    choices = {key: [Choice(v, v, n) for v, n in sorted(tally.items())] for key, tally in plain.items()}
    return {
        "severity": [
            Choice(s.value, s.value, severities[s.value]) for s in SEVERITIES if severities[s.value]
        ],
        "status": _statuses(run),
        "code": [Choice(code, f"{code} {name(code)}", n) for code, n in sorted(codes.items())],
        **choices,
    }


def _statuses(run: Run) -> list[Choice]:
    """Return new, changed, still and gone; nothing in a first run."""
    if past.before(run) is None:
        return []
    known = past.lives(run)
    tally = Counter(known[f.id].status for f in run.findings if f.id in known)
    tally[Status.GONE] = len(past.gone(run))
    return [Choice(status.value, status.value, tally[status]) for status in Status]


def _counts(run: Run) -> list[tuple[str, int]]:
    """Return what was counted, in the order of the work, without the exclusions."""
    rank = {label: number for number, label in enumerate(FUNNEL)}
    counted = ((label, n) for label, n in run.counts.items() if not label.startswith(EXCLUDED))
    return sorted(counted, key=lambda item: (rank.get(item[0], len(FUNNEL)), item[0]))


def _exclusions(run: Run) -> list[tuple[str, int]]:
    """Return why sentences were no claims, most frequent reason first."""
    excluded = ((k.removeprefix(EXCLUDED), n) for k, n in run.counts.items() if k.startswith(EXCLUDED))
    return sorted(excluded, key=lambda item: (-item[1], item[0]))
