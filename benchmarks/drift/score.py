"""How much of the labelled drift is found, and how much of what is shown is right.

    python -m benchmarks.drift.score FOLDER... [--kind synonym] [--json]

A folder holds msgcheck.yaml, glossary.yaml and labels/drift.jsonl, drift_traps.jsonl, and for wrong forms
terms.jsonl. A finding is right when a label of its code stands at one of its places: the same asset, one quote
holds the other, and the words overlap. A label is found when any finding of its code stands there: whichever
check of that code found it.
"""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from benchmarks.labels import fold, load, share
from msgcheck import check, config, inference, intake
from msgcheck.claims import quantities
from msgcheck.glossary import load_glossary
from msgcheck.model import Document, Finding, Place, Standing

Label = dict[str, Any]
# Kind of a check -> (its module, the kinds of labels it is asked for).
CHECKS = {
    "variant": ("msgcheck.terminology.variants", ("variant",)),
    "synonym": ("msgcheck.terminology.synonyms", ("synonym",)),
    "definition": ("msgcheck.terminology.definitions", ("record", "teams")),
}


@dataclass
class Score:
    """What one check showed in one folder. A place that is a trap counts as wrong too."""

    shown: list[Finding] = field(default_factory=list)
    wrong: list[tuple[Finding, Place]] = field(default_factory=list)
    places: int = 0
    labels: list[Label] = field(default_factory=list)
    missed: list[Label] = field(default_factory=list)
    traps: list[Label] = field(default_factory=list)

    @property
    def wrong_findings(self) -> list[Finding]:
        """Findings none of whose places is right."""
        bad = [(id(finding), place) for finding, place in self.wrong]
        return [f for f in self.shown if sum(key == id(f) for key, _ in bad) == _asked(f)]

    def figures(self) -> dict[str, float]:
        """Shares are 0 to 1; a pair is a term with the words used for it, wherever they stand."""
        asked = {pair_of(label) for label in self.labels}
        found = {pair_of(label) for label in self.labels if label not in self.missed}
        return {
            "shown": len(self.shown),
            "right": len(self.shown) - len(self.wrong_findings),
            "precision": 1 - len(self.wrong_findings) / max(1, len(self.shown)),
            "places shown": self.places,
            "places right": self.places - len(self.wrong),
            "precision of places": round(1 - len(self.wrong) / max(1, self.places), 4),
            "places labelled": len(self.labels),
            "recall of places": share(label not in self.missed for label in self.labels),
            "pairs labelled": len(asked),
            "recall of pairs": round(len(found) / max(1, len(asked)), 4),
            "traps shown": len(self.traps),
        }


def _asked(finding: Finding) -> int:
    return sum(Standing.RECORD not in place.standing for place in finding.places)


def pair_of(label: Label) -> tuple[str, str]:
    """(the term, the words that stand for it), folded."""
    return fold(str(label.get("preferred", ""))), fold(str(label.get("found", "")))


def stands_at(label: Label, place: Place) -> bool:
    """Whether the label's words and the place's words overlap in one sentence of one asset."""
    path = str(label["path"])
    if not (place.uri.endswith(path) or path.endswith(place.uri)):
        return False
    quote, other = fold(str(label["quote"])), fold(place.quote)
    if not (quote in other or other in quote):
        return False
    words, value = fold(str(label.get("found") or label.get("text", ""))), fold(place.value)
    return not words or not value or words in value or value in words


def compare(kind: str, findings: Sequence[Finding], labels: dict[str, list[Label]]) -> Score:
    """Return what the findings of one check are worth against the labels of its folder."""
    asked = CHECKS[kind][1]
    drift = labels.get("drift", [])
    score = Score(shown=list(findings), labels=[label for label in drift if label["kind"] in asked])
    codes = {label["code"] for label in score.labels} or {finding.code for finding in findings}
    right = [label for label in drift if label["code"] in codes]
    met: set[int] = set()
    for finding in findings:
        for place in finding.places:
            if Standing.RECORD in place.standing:
                continue  # it agrees with the record, and is shown beside what does not
            score.places += 1
            here = [at for at, label in enumerate(right) if stands_at(label, place)]
            met.update(here)
            if not here:
                score.wrong.append((finding, place))
                score.traps += [trap for trap in labels.get("drift_traps", []) if stands_at(trap, place)]
    score.missed = [label for at, label in enumerate(right) if label["kind"] in asked and at not in met]
    return score


def read(folder: Path) -> tuple[list[Document], dict[str, Any]]:
    """Return (the documents of a folder, what a check may ask for: glossary, encode, nlp)."""
    from msgcheck.contradictions.reader import PairReader
    from msgcheck.pipeline import Pipeline

    settings = config.load(folder / config.FILE_NAME)
    path = settings.beside(settings.glossary or "glossary.yaml")
    glossary = load_glossary(path)
    paths = check.resolve(settings, [])
    documents, unread = intake.documents(settings, paths, glossary=path)
    for place in unread:
        click.echo(f"not read: {place.uri}: {place.reason}", err=True)
    encode = inference.Models(settings).encode
    tools = {
        "glossary": glossary,
        "encode": encode,
        "nlp": Pipeline(settings.models.pipeline),
        "read": PairReader().read,
        "measure": quantities.find,
    }
    return documents, tools


def finder(kind: str) -> Callable[..., Sequence[Finding]] | None:
    """Return the check of this kind; None where there is none yet."""
    try:
        module = importlib.import_module(CHECKS[kind][0])
    except ModuleNotFoundError as err:
        if err.name != CHECKS[kind][0]:
            raise
        return None
    found: Callable[..., Sequence[Finding]] = module.find
    return found


def run(kind: str, documents: Sequence[Document], tools: dict[str, Any]) -> Sequence[Finding] | None:
    """Return what the check of this kind shows; None where there is no such check."""
    find = finder(kind)
    if find is None:
        return None
    asked = inspect.signature(find).parameters
    return find(documents, **{name: tool for name, tool in tools.items() if name in asked})


def show(folder: Path, kind: str, score: Score) -> None:
    """Print the figures of one check, then what is wrong and what is missed."""
    click.echo(f"\n{folder.resolve().name} · {kind}")
    click.echo("  " + " · ".join(f"{name} {value:g}" for name, value in score.figures().items()))
    for finding, place in score.wrong:
        trap = " (trap)" if any(stands_at(trap, place) for trap in score.traps) else ""
        click.echo(f"  wrong{trap}  {finding.confidence:.2f} {finding.message} | {place.uri}: {place.quote}")
    for label in score.missed:
        said = f"{label.get('found', '')!r} for {label.get('preferred', '')!r}"
        click.echo(f"  missed {label['id']} {said} | {label['path']}: {label['quote']}")


@click.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(sorted(CHECKS)), help="Only this check.")
@click.option("--json", "as_json", is_flag=True, help="Print figures only, as JSON.")
def main(folders: tuple[Path, ...], kinds: tuple[str, ...], as_json: bool) -> None:
    """Score the drift checks on labelled FOLDERS."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for folder in folders:
        documents, tools = read(folder)
        labels = load(folder / "labels")
        for kind in kinds or sorted(CHECKS):
            findings = run(kind, documents, tools)
            if findings is None:
                click.echo(f"{folder.resolve().name} · {kind}: no such check", err=True)
                continue
            score = compare(kind, findings, labels)
            figures.setdefault(folder.resolve().name, {})[kind] = score.figures()
            if not as_json:
                show(folder, kind, score)
    if as_json:
        click.echo(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
