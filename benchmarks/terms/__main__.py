"""`make benchmark-terms`: how fast listed terms are found, and which of them, beside other tools.

    python -m benchmarks.terms [--terms 100 --terms 1000] [--only NAME] [--no-bad-inputs] [--json FILE]

README.md says what is measured and how. A tool that is not installed is named and left out.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.terms import bad_inputs, recipe
from benchmarks.terms.measure import BENT, PLAIN, Figures, measure
from benchmarks.terms.tools import MATCHER, MB, TEXTLINT, TEXTLINT_PLAIN, TOOLS

AIM_TEXTLINT = 20.0  # times its throughput at 1,000 terms, against the faster of its two rows
AIM_FLAT = 0.5  # of the throughput at 100 terms, at 10,000


@click.command()
@click.option("--terms", "counts", multiple=True, type=int, help="lengths of the list; 100, 1,000 and 10,000")
@click.option("--only", multiple=True, help="names of tools, in part")
@click.option("--no-bad-inputs", is_flag=True)
@click.option("--json", "path", type=click.Path(path_type=Path), help="a file for the figures")
def main(counts: Sequence[int], only: Sequence[str], no_bad_inputs: bool, path: Path | None) -> None:
    """Measure, and print tables."""
    wanted = [tool for tool in TOOLS if not only or any(name in tool.name for name in only)]
    for tool in wanted:
        if not tool.needs.is_file():
            click.echo(f"not installed, not measured: {tool.name} (make benchmark-terms)", err=True)
    text = recipe.copy(10 * MB)
    rows: list[Figures] = []
    load = os.getloadavg()[0]
    for count in counts or recipe.TIERS:
        for tool in (tool for tool in wanted if tool.needs.is_file()):
            with TemporaryDirectory() as folder:
                rows.append(measure(tool, count, text, Path(folder)))
            click.echo(f"{tool.name}, {count:,} terms: {rows[-1].rate:.3f} MB per CPU-s", err=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after"
    click.echo("\n\n".join([machine, speed(rows), found(rows), stages(rows), *aims(rows)]) + "\n")
    outcomes = []
    if not no_bad_inputs:
        with TemporaryDirectory() as folder:
            outcomes = bad_inputs.outcomes(Path(folder))
        click.echo(odd(outcomes))
    if path:
        figures = {
            "machine": machine,
            "rows": [row.as_json() for row in rows],
            "bad inputs": [asdict(outcome) for outcome in outcomes],
        }
        path.write_text(json.dumps(figures, indent=1) + "\n")


def speed(rows: Iterable[Figures]) -> str:
    """Return throughput and memory."""
    head = ("tool", "terms", "text MB", "CPU-s", "of them start", "MB per CPU-s", "with start", "peak MB")
    return table(
        head,
        [
            (
                row.tool,
                f"{row.terms:,}",
                f"{row.size_bytes / MB:.2f}",
                f"{row.cpu_s:.1f}",
                f"{row.start_s:.2f}",
                f"{row.rate:.3g}",
                f"{row.rate_with_start:.3g}",
                f"{row.peak_mb:.0f}",
            )
            for row in rows
        ],
    )


def found(rows: Iterable[Figures]) -> str:
    """Return what was found of what was planted, and false alarms."""
    head = ("tool", "terms", "planted", "found", "as listed", "plural, possessive, hyphen", "false alarms")
    lines = []
    for row in rows:
        seen = row.agreement
        if seen is None:
            lines.append((row.tool, f"{row.terms:,}", "takes no list", "", "", "", ""))
            continue
        alarms = ", ".join(f"{count} {what}" for what, count in sorted(seen.false_alarms.items())) or "none"
        shares = [f"{seen.share(*ways):.1%}" for ways in ((), PLAIN, BENT)]
        lines.append((row.tool, f"{row.terms:,}", f"{sum(seen.planted.values()):,}", *shares, alarms))
    return table(head, lines)


def stages(rows: Iterable[Figures]) -> str:
    """Return CPU seconds of the parts of our own rows."""
    return "\n".join(
        f"{row.tool}, {row.terms:,} terms: "
        + ", ".join(f"{name} {value:,.0f}" if name.startswith("sent") else f"{name} {value:.2f} s" for name, value in row.stages.items())
        for row in rows
        if row.stages
    )  # fmt: skip


def aims(rows: Iterable[Figures]) -> list[str]:
    """Return what became of the aims, a line for each that could be looked at."""
    rates = {(row.tool, row.terms): row.rate for row in rows}
    said = []
    peers = [rates[name, 1_000] for name in (TEXTLINT, TEXTLINT_PLAIN) if (name, 1_000) in rates]
    if peers and (MATCHER, 1_000) in rates:
        times = rates[MATCHER, 1_000] / max(peers)
        said.append(f"{times:.0f} times textlint's throughput at 1,000 terms (aim: {AIM_TEXTLINT:.0f})")
    if {(MATCHER, 100), (MATCHER, 10_000)} <= rates.keys():
        flat = rates[MATCHER, 10_000] / rates[MATCHER, 100]
        said.append(f"at 10,000 terms {flat:.0%} of the throughput at 100 (aim: {AIM_FLAT:.0%})")
    return said


def odd(outcomes: Iterable[bad_inputs.Outcome]) -> str:
    """Return what became of bad inputs."""
    head = ("case", "tool", "exit", "CPU-s", "found", "first words")
    words = {True: "yes", False: "no", None: "-"}
    rows = sorted(outcomes, key=lambda one: [*bad_inputs.FILES, *bad_inputs.SETTINGS].index(one.case))
    return table(
        head, [(o.case, o.tool, str(o.code), f"{o.cpu_s:.1f}", words[o.found], o.message) for o in rows]
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; "" without rows."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if rows else ""


if __name__ == "__main__":
    main()
