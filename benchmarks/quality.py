"""`make quality`: how good the judge is on pairs it has not seen, and the whole job on two companies.

    python -m benchmarks.quality [--field field.jsonl] [--near-topic near_topic.jsonl.gz] [--raise-floors]

The held-out pairs come from training/data (training/splits.py keeps them out of training). Floors in
tests/quality/floors.json only rise.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import labels, pairs
from msgcheck import check, config, progress
from training.splits import part_of

ROOT = Path(__file__).parent.parent
FLOORS = ROOT / "tests" / "quality" / "floors.json"
TODAY = datetime(2026, 6, 1, tzinfo=UTC)  # the day the companies are written for
# Name: folder of msgcheck.yaml and glossary.yaml, folder of labels. The second company is only measured:
# nobody looks at what the judge says of it before its figures are printed.
COMPANIES = {
    "corpora": (ROOT, ROOT / "corpora" / "labels"),
    "a company never seen": (ROOT / "benchmarks" / "company", ROOT / "benchmarks" / "company" / "labels"),
}
# Figures that are floors, and those that are ceilings.
AT_LEAST = ("conflicts found", "precision of conflicts", "term recall", "term precision", "F1", "AUC")
AT_MOST = ("lookalikes flagged", "traps flagged", "conflicts split", "conflicts merged")


@click.command()
@click.option("--field", type=click.Path(path_type=Path), help="labelled pairs from elsewhere: a, b, label")
@click.option("--near-topic", type=click.Path(path_type=Path), help="quiet pairs of real sites: a, b, site")
@click.option("--raise-floors", is_flag=True, help="write better figures to tests/quality/floors.json")
def main(field: Path | None, near_topic: Path | None, raise_floors: bool) -> None:
    """Measure, print, and where asked raise the floors."""
    own = [
        row for row in rows(ROOT / "training" / "data" / "pairs_train.jsonl") if part_of(row) == "held out"
    ]
    table("held-out pairs", own)
    if field:
        table(f"{field.name}", rows(field))
    if near_topic:
        alarms(near_topic)
    measured = {"held-out pairs": held_out_figures(own)} if raise_floors else {}
    for name, (root, folder) in COMPANIES.items():
        measured[name] = end_to_end(root, folder).figures()
        click.echo(f"\n{name}, end to end")
        for figure, value in measured[name].items():
            click.echo(f"  {figure:<28}{value:g}")
    if raise_floors:
        write_floors(measured)


def rows(path: Path) -> list[dict[str, Any]]:
    """Return JSON lines, gzipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return [json.loads(line) for line in file]


def table(title: str, labelled: list[dict[str, Any]]) -> None:
    """Print the figures of the judge and of the baselines."""
    label = np.array([row["label"] == "contradiction" for row in labelled])
    click.echo(f"\n{title}: {len(label)} pairs, {int(label.sum())} contradictions")
    for name, p in pairs.scores(labelled).items():
        figures = pairs.measure(label, p)
        click.echo(f"  {name:<22}" + "  ".join(f"{key} {figures[key]:.3f}" for key in list(figures)[1:]))


def held_out_figures(labelled: list[dict[str, Any]]) -> dict[str, float]:
    """Return the judge's own figures on held-out pairs."""
    label = np.array([row["label"] == "contradiction" for row in labelled])
    return pairs.measure(label, pairs.scores(labelled)["msgcheck"])


def alarms(path: Path) -> None:
    """Print alarms per 1,000 neighbouring sentences, by site."""
    by_site: dict[str, list[dict[str, Any]]] = {}
    for row in rows(path):
        by_site.setdefault(row["site"], []).append(row)
    for site, some in sorted(by_site.items()):
        drawn = random.Random(1).sample(some, min(1000, len(some)))
        p = pairs.scores(drawn)["msgcheck"]
        click.echo(f"alarms per 1,000 near-topic pairs of {site}: {1000 * float((p >= 0.5).mean()):.1f}")


def end_to_end(root: Path, folder: Path) -> labels.Score:
    """Run the main job as `root`/msgcheck.yaml says, and score it against the labels in `folder`."""
    settings = config.load(root / "msgcheck.yaml")
    run = check.run(
        settings,
        check.resolve(settings, []),
        glossary=root / "glossary.yaml",
        progress=progress.bars(sys.stderr),
        now=TODAY,
    )
    return labels.score(run, labels.load(folder))


def write_floors(measured: dict[str, dict[str, float]]) -> None:
    """Keep the better of the old floor and the measured figure."""
    floors = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    for group, figures in measured.items():
        for name, value in figures.items():
            old = floors.get(group, {}).get(name)
            if name in AT_LEAST:
                floors.setdefault(group, {})[name] = value if old is None else max(old, value)
            elif name in AT_MOST:
                floors.setdefault(group, {})[name] = value if old is None else min(old, value)
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n")


if __name__ == "__main__":
    main()
