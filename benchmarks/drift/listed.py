"""How well listed terms are found: the labels of MC201, MC202 and MC203, and the traps beside them.

    python -m benchmarks.drift.listed FOLDER... [--json]

A folder holds labels/terms.jsonl and traps.jsonl; msgcheck.yaml and glossary.yaml stand in it or above it. Every
right and wrong word of the folder is labelled, so a place that is shown and not labelled is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click

from benchmarks.drift.score import Label, stands_at
from benchmarks.labels import load, share
from msgcheck import check, config, intake
from msgcheck.errors import ConfigError
from msgcheck.glossary import load_glossary
from msgcheck.model import Finding, Place
from msgcheck.pipeline import Pipeline
from msgcheck.terminology.check import TermsCheck

TODAY = date(2026, 6, 1)  # the day the companies are written for


@dataclass
class Listed:
    """What the terms check showed in one folder.

    flagged:  traps that a place stands at.
    reworded: labels found, whose replacement is another than the label's.
    """

    places: int = 0
    wrong: list[tuple[Finding, Place]] = field(default_factory=list)
    labels: Sequence[Label] = ()
    missed: list[Label] = field(default_factory=list)
    traps: Sequence[Label] = ()
    flagged: list[Label] = field(default_factory=list)
    reworded: list[tuple[Label, str]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Shares are 0 to 1."""
        found = len(self.labels) - len(self.missed)
        return {
            "labels": len(self.labels),
            "recall": share(label not in self.missed for label in self.labels),
            "places shown": self.places,
            "precision": round(1 - len(self.wrong) / max(1, self.places), 4),
            "traps": len(self.traps),
            "traps flagged": len(self.flagged),
            "replaced as labelled": round(1 - len(self.reworded) / max(1, found), 4),
        }


def measure(findings: Sequence[Finding], labels: dict[str, list[Label]]) -> Listed:
    """Return what findings of the terms check are worth against the labels of their folder."""
    result = Listed(labels=labels.get("terms", ()), traps=labels.get("traps", ()))
    said: dict[str, set[str]] = {}
    flagged: set[str] = set()
    for finding in findings:
        for place in finding.places:
            result.places += 1
            here = [row for row in result.labels if row["code"] == finding.code and stands_at(row, place)]
            for row in here:
                said.setdefault(row["id"], set()).add(finding.suggestion)
            if not here:
                result.wrong.append((finding, place))
                flagged |= {trap["id"] for trap in result.traps if stands_at(trap, place)}
    result.missed = [row for row in result.labels if row["id"] not in said]
    result.flagged = [trap for trap in result.traps if trap["id"] in flagged]
    for row in result.labels:
        if row["id"] in said and _bare(row["preferred"]) not in map(_bare, said[row["id"]]):
            result.reworded.append((row, " or ".join(sorted(said[row["id"]]))))
    return result


def _bare(words: str) -> str:
    """Words without a possessive ending: a finding marks the word before it."""
    return words.removesuffix("'s").removesuffix("’s")


def home(folder: Path) -> Path:
    """Return the nearest folder, itself or above, with a msgcheck.yaml. Raises ConfigError where there is none."""
    for place in (folder, *folder.parents):
        if (place / config.FILE_NAME).is_file():
            return place
    raise ConfigError(
        f"{folder}: no {config.FILE_NAME} here or above", "name the folder of a labelled company"
    )


def find(folder: Path) -> Sequence[Finding]:
    """Return what the terms check shows in the documents of `folder`, read and tagged as in a real run."""
    folder = folder.resolve()
    settings = config.load(home(folder) / config.FILE_NAME)
    path = settings.beside(settings.glossary or "glossary.yaml")
    documents, unread = intake.documents(settings, check.resolve(settings, []), glossary=path)
    for place in unread:
        click.echo(f"not read: {place.uri}: {place.reason}", err=True)
    return TermsCheck(load_glossary(path).on(TODAY), Pipeline(settings.models.pipeline)).check(documents)


def show(folder: Path, result: Listed) -> None:
    """Print the figures of a folder, then what is wrong, what is missed, and what is replaced otherwise."""
    click.echo(f"\n{folder.resolve().name}")
    click.echo("  " + " · ".join(f"{name} {value:g}" for name, value in result.figures().items()))
    for finding, place in result.wrong:
        trap = next((f" (trap: {row['why']})" for row in result.flagged if stands_at(row, place)), "")
        click.echo(f"  wrong{trap}  {finding.code} {finding.message} | {_at(place)}: {place.quote}")
    for row in result.missed:
        said = f"{row['found']!r} for {row['preferred']!r}"
        click.echo(
            f"  missed {row['id']} {row['code']} {said} | {row['path']} ({row['surface']}): {row['quote']}"
        )
    for row, said in result.reworded:
        click.echo(
            f"  replaced {row['id']} {row['found']!r} by {said!r}, not {row['preferred']!r}: {row['quote']}"
        )


def _at(place: Place) -> str:
    return f"{place.uri}:{place.line} ({place.surface})"


@click.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print figures only, as JSON.")
def main(folders: tuple[Path, ...], as_json: bool) -> None:
    """Score the terms check on labelled FOLDERS."""
    figures: dict[str, Any] = {}
    for folder in folders:
        result = measure(find(folder), load(folder / "labels"))
        figures[folder.resolve().name] = result.figures()
        if not as_json:
            show(folder, result)
    if as_json:
        click.echo(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
