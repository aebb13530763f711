"""`make quality`: how good the judge is on pairs it has not seen, and the whole job on two companies.

    make quality DATA=... [FIELD=field.jsonl]
    python -m benchmarks.quality [--field FILE] [--near-topic FILE] [--public FOLDER] [--json FILE] [--raise-floors]

The held-out pairs come from training/data (training/splits.py keeps them out of training). Floors in
tests/quality/floors.json only rise. Beside the judge stand three baselines, measured in the same run on the same
pairs, and the judge twice: its probability at 0.5, and what the main job shows at the thresholds of config.py.
"""

from __future__ import annotations

import gzip
import json
import math
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import company_pairs, labels, pairs, public
from benchmarks.kinds import kind_of
from benchmarks.pairs import BASELINES, JUDGE, SHOWN, Scored
from msgcheck import check, config, inference, progress
from msgcheck.embed.cache import VectorCache
from msgcheck.protocols import Store
from training.splits import group_of, part_of

ROOT = Path(__file__).parent.parent
FLOORS = ROOT / "tests" / "quality" / "floors.json"
CACHE = ROOT / ".msgcheck" / "quality.sqlite"  # vectors and readings: a second run reads what is new
TODAY = datetime(2026, 6, 1, tzinfo=UTC)  # the day the companies are written for
# Name: folder of msgcheck.yaml and glossary.yaml, folder of labels. The second company is only measured:
# nobody looks at what the judge says of it before its figures are printed.
COMPANIES = {
    "corpora": (ROOT, ROOT / "corpora" / "labels"),
    "a company never seen": (ROOT / "benchmarks" / "company", ROOT / "benchmarks" / "company" / "labels"),
}
TRAINED_ON = ("gitpod", "plausible_docs")  # sites of near-topic pairs whose figures would say nothing
NEAR_TOPIC = 2000  # pairs of a site: at three alarms in a thousand, give or take one
# Figures that are floors, and those that are ceilings.
AT_LEAST = (
    "conflicts found",
    "precision of conflicts",
    "term recall",
    "term precision",
    "F1",
    "AUC",
    "conflicts read",
    "conflicts reached",
    "pairs reached",
)
AT_MOST = ("lookalikes flagged", "traps flagged", "conflicts split", "conflicts merged")

Figures = dict[str, float]
Rows = list[dict[str, Any]]


@click.command()
@click.option("--field", type=click.Path(path_type=Path), help="labelled pairs from elsewhere: a, b, label")
@click.option("--near-topic", type=click.Path(path_type=Path), help="quiet pairs of real sites: a, b, site")
@click.option("--public", "folder", type=click.Path(path_type=Path), help="folder of public inference sets")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="write all figures to this file")
@click.option("--raise-floors", is_flag=True, help="write better figures to tests/quality/floors.json")
def main(
    field: Path | None,
    near_topic: Path | None,
    folder: Path | None,
    json_file: Path | None,
    raise_floors: bool,
) -> None:
    """Measure, print, and where asked write the figures and raise the floors."""
    store = VectorCache(CACHE)
    alarms = config.Alarms()
    own = held_out()
    scored = pairs.scores(own, store, alarms)
    figures: dict[str, Any] = {"held-out pairs": report("held-out pairs", own, scored)}
    words = pairs.measure(pairs.contradictions(own), pairs.bag_of_words(own, [group_of(row) for row in own]))
    figures["held-out pairs"]["bag of words, AUC"] = words["AUC"]
    click.echo(f"\nbag of words, learnt on four fifths of the held-out pairs: AUC {words['AUC']:.3f}")
    if field:
        some = rows(field)
        figures["field"] = report(field.name, some, pairs.scores(some, store, alarms))
    if near_topic:
        figures["near topic"] = near_topic_alarms(near_topic, store, pairs.contradictions(own), scored)
    if folder:
        figures["public"] = public_sets(folder, store, alarms)
    floors = {"held-out pairs": figures["held-out pairs"]["all"][JUDGE]}
    for name, (root, labelled) in COMPANIES.items():
        figures[name] = company(name, root, labelled)
        floors[name] = {**figures[name]["end to end"], **figures[name]["search"]}
    if json_file:
        json_file.write_text(json.dumps(without_nan(figures), indent=2) + "\n", encoding="utf-8")
    if raise_floors:
        write_floors(floors)


def rows(path: Path) -> Rows:
    """Return JSON lines, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as file:
        return [json.loads(line) for line in file if line.strip()]


def held_out() -> Rows:
    """Return the labelled pairs that nothing was trained on."""
    own = rows(ROOT / "training" / "data" / "pairs_train.jsonl")
    return [row for row in own if part_of(row) == "held out"]


# ---------------------------------------------------------------- labelled pairs


def report(title: str, some: Rows, scored: Scored, kind: str = "") -> dict[str, Any]:
    """Print and return the figures of judge and baselines, over all pairs and by kind.

    kind: the key by which to split; "" takes `kind`, gathered into groups.
    """
    label = pairs.contradictions(some)
    whole = judges(label, scored)
    click.echo(f"\n{title}: {len(label)} pairs, {int(label.sum())} contradictions")
    click.echo(table("", {name: without(f, "pairs") for name, f in whole.items()}))
    kinds = np.array([row[kind] if kind else kind_of(row.get("kind", "")) for row in some])
    by_kind: dict[str, Any] = {}
    shown: dict[str, Figures] = {}
    for name in sorted(set(kinds.tolist())):
        chosen = kinds == name
        part = by_kind[name] = judges(label[chosen], scored.only(chosen))
        shown[name] = {
            "pairs": int(chosen.sum()),
            "contrad.": int(label[chosen].sum()),
            "found": part[SHOWN]["recall"],
            "flagged": part[SHOWN]["quiet flagged"],
            "AUC": part[JUDGE]["AUC"],
            **{short: part[name]["AUC"] for short, name in zip(_SHORT, BASELINES, strict=True)},
        }
    if len(by_kind) > 1:
        click.echo("  by kind: found and flagged as shown, and the AUC of the judge and of the baselines")
        click.echo(table("", shown))
    return {"all": whole, "by kind": by_kind}


_SHORT = ("reader", "numbers", "cosine")  # the AUC of each baseline


def judges(label: np.ndarray, scored: Scored) -> dict[str, Figures]:
    """Return the figures of the main job, the judge and the baselines."""
    said = {SHOWN: scored.shown, **{name: p >= 0.5 for name, p in scored.p.items()}}
    return {
        name: {
            **pairs.measure(label, scored.p[JUDGE if name == SHOWN else name], called),
            "quiet flagged": pairs.flagged(label, called),
        }
        for name, called in said.items()
    }


def public_sets(folder: Path, store: Store, alarms: config.Alarms) -> dict[str, Any]:
    """Print and return the figures on public inference sets, by what they ask."""
    some = public.load(folder)
    scored = pairs.scores(some, store, alarms)
    groups = np.array([row["group"] for row in some])
    figures = {}
    for group in public.GROUPS:
        chosen = groups == group
        if chosen.any():
            part = [row for row, wanted in zip(some, chosen, strict=True) if wanted]
            figures[group] = report(f"public sets, {group}", part, scored.only(chosen), "kind")
    return figures


def near_topic_alarms(
    path: Path, store: Store, label: np.ndarray, known: Scored
) -> dict[str, dict[str, Figures]]:
    """Print and return alarms per 1,000 neighbouring sentences of each site that was not trained on.

    label, known: the held-out pairs; a baseline is also told at the threshold where it finds as many of
    their contradictions as the main job shows.
    """
    by_site: dict[str, Rows] = {}
    for row in rows(path):
        if row["site"] not in TRAINED_ON:
            by_site.setdefault(row["site"], []).append(row)
    found = float(known.shown[label].mean())
    figures = {}
    for site, some in sorted(by_site.items()):
        drawn = random.Random(1).sample(some, min(NEAR_TOPIC, len(some)))
        scored = pairs.scores(drawn, store, config.Alarms())
        figures[site] = alarms_of(scored, label, known)
        click.echo(f"\nalarms per 1,000 near-topic pairs of {site} ({len(drawn)} drawn)")
        click.echo(f"  as often found: where {found:.0%} of the held-out contradictions are found")
        click.echo(table("", figures[site]))
    return figures


def alarms_of(scored: Scored, label: np.ndarray, known: Scored) -> dict[str, Figures]:
    """Return alarms per 1,000 pairs: as shown (by code), at 0.5, and at the main job's share of found ones."""
    found = float(known.shown[label].mean())

    def per_1000(said: np.ndarray) -> float:
        return round(1000 * float(said.mean()), 1)

    return {
        SHOWN: {
            "as shown": per_1000(scored.shown),
            "values": per_1000(scored.codes == "MC102"),
            "statements": per_1000(scored.codes == "MC103"),
            "uneven": per_1000(scored.codes == "MC105"),
        },
        **{
            name: {
                "at 0.5": per_1000(p >= 0.5),
                "as often found": per_1000(p >= pairs.reaching(label, known.p[name], found)),
            }
            for name, p in scored.p.items()
        },
    }


# ---------------------------------------------------------------- companies


def company(name: str, root: Path, folder: Path) -> dict[str, Any]:
    """Print and return what is found end to end, what the search reaches, and how the judge ranks its pairs."""
    settings = config.load(root / "msgcheck.yaml")
    whole = end_to_end(root, folder).figures()
    models = inference.Models(settings)
    found = company_pairs.load(root, folder, models.encode, now=TODAY, store=models.store)
    search = company_pairs.reach(found)
    ranked = company_pairs.base_rate(
        found, company_pairs.judged(found, settings, models.encode, models.store)
    )
    click.echo(f"\n{name}, end to end")
    for figure, value in [*whole.items(), *search.items()]:
        click.echo(f"  {figure:<28}{value:g}")
    for conflict in (conflict for conflict, hit in found.reached.items() if not hit):
        click.echo(f"  not reached by the search     {conflict}")
    contradictions = found.said.count("contradiction")
    click.echo(f"\n{name}: {len(found.pairs)} candidate pairs, {contradictions} labelled contradictions")
    click.echo(table("ranked by probability", ranked))
    counts = {"candidate pairs": len(found.pairs), "labelled contradictions": contradictions}
    return {"end to end": whole, "search": search, "base rate": {**counts, **ranked}}


def end_to_end(root: Path, folder: Path) -> labels.Score:
    """Run the main job as `root`/msgcheck.yaml says, and score it against the labels in `folder`."""
    settings = config.load(root / "msgcheck.yaml")
    glossary = root / "glossary.yaml"
    run = check.run(
        settings,
        check.resolve(settings, []),
        glossary=glossary if glossary.is_file() else None,
        progress=progress.bars(sys.stderr),
        now=TODAY,
    )
    return labels.score(run, labels.load(folder))


def searched(root: Path, folder: Path) -> Figures:
    """Return what the reading and the search bring before the judge, at the company's own cap."""
    settings = config.load(root / "msgcheck.yaml")
    models = inference.Models(settings)
    found = company_pairs.load(root, folder, models.encode, now=TODAY, store=models.store)
    return company_pairs.reach(found)


# ---------------------------------------------------------------- figures


def table(title: str, figures: Mapping[str, Mapping[str, float]]) -> str:
    """Return figures as lines of at most 100 columns: a row for each name, a column for each figure."""
    columns = list(dict.fromkeys(column for row in figures.values() for column in row))
    widths = [max(7, len(_HEADS.get(column, column))) for column in columns]
    first = 98 - sum(width + 2 for width in widths)
    first = min(first, max(len(title), *(len(name) for name in figures)))

    def line(name: str, cells: Iterable[str]) -> str:
        padded = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        return f"  {name[:first]:<{first}}  {'  '.join(padded)}".rstrip()

    lines = [line(title, [_HEADS.get(column, column) for column in columns])]
    lines += [line(name, [_cell(row.get(column)) for column in columns]) for name, row in figures.items()]
    return "\n".join(lines)


_HEADS = {"calibration error": "cal.err", "quiet flagged": "flagged"}


def _cell(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.1f}" if value > 1 else f"{value:.3f}"


def without(figures: Figures, name: str) -> Figures:
    """Return the figures but one."""
    return {key: value for key, value in figures.items() if key != name}


def without_nan(figures: Any) -> Any:
    """Return figures that JSON can hold: what could not be measured is null."""
    if isinstance(figures, dict):
        return {key: without_nan(value) for key, value in figures.items()}
    return None if isinstance(figures, float) and math.isnan(figures) else figures


def write_floors(measured: dict[str, Figures], path: Path = FLOORS) -> None:
    """Keep the better of the old floor and the measured figure."""
    floors = json.loads(path.read_text()) if path.is_file() else {}
    for group, figures in measured.items():
        for name, value in figures.items():
            old = floors.get(group, {}).get(name)
            if name in AT_LEAST:
                floors.setdefault(group, {})[name] = value if old is None else max(old, value)
            elif name in AT_MOST:
                floors.setdefault(group, {})[name] = value if old is None else min(old, value)
    path.write_text(json.dumps(floors, indent=2) + "\n")


def held_out_figures(some: Sequence[dict[str, Any]]) -> Figures:
    """Return the judge's own figures on held-out pairs."""
    scored = pairs.scores(some, VectorCache(CACHE), config.Alarms())
    return pairs.measure(pairs.contradictions(some), scored.p[JUDGE])


if __name__ == "__main__":
    main()
