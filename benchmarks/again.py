"""What a second run costs: `python -m benchmarks.again` (`make benchmark-again`).

Some 290 assets: eight of the invented companies in training/companies and the corpora, in one folder. Three runs, each a
process of its own as a user starts it: the first one with an empty cache, one with nothing changed, and one with 1 % of
the assets changed (a number in a sentence of each). The ratios are of CPU time in one sitting.
"""

from __future__ import annotations

import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import click

ROOT = Path(__file__).parent.parent
CONFIG = 'version: 1\npaths: [copy]\nglossary: glossary.yaml\nexclude: ["labels*", "*.jsonl", "*.yaml", "build.py", "sources/"]\n'
COMPANIES = (
    "brackenpaw", "emberly", "hazelmint", "larkstone", "marlowquay", "quillmere", "stackvale", "thornfield",
)  # fmt: skip
NUMBER = re.compile(r"\b[1-9]\d?\b")
SEED = 7


def lay_out(folder: Path) -> None:
    """Write the assets, a glossary and a msgcheck.yaml."""
    for place in [*(ROOT / "training" / "companies" / name for name in COMPANIES), ROOT / "corpora"]:
        shutil.copytree(place, folder / "copy" / place.name)
    shutil.copy(ROOT / "glossary.yaml", folder)
    (folder / "msgcheck.yaml").write_text(CONFIG)


def edit(folder: Path, share: float) -> list[str]:
    """Change a number in a share of the pages; return their names."""
    pages = [path for path in sorted((folder / "copy").rglob("*.html")) if "labels" not in path.parts]
    pages += [path for path in sorted((folder / "copy").rglob("*.md")) if "labels" not in path.parts]
    assets = sum(path.is_file() for path in (folder / "copy").rglob("*"))
    chosen = random.Random(SEED).sample(pages, max(1, round(assets * share)))
    changed = []
    for path in chosen:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        body = text.find("<p") if path.suffix == ".html" else 0
        found = NUMBER.search(text, max(body, 0))
        if found:
            other = str(int(found[0]) + 1)
            path.write_text(text[: found.start()] + other + text[found.end() :], errors="surrogateescape")
            changed.append(path.relative_to(folder).as_posix())
    return changed


def measured(folder: Path) -> dict[str, Any]:
    """Run the job in a process of its own; return its counts, and what it cost."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.again", "--child", str(folder)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    wall_s, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": round(wall_s, 1), "cpu_s": round(cpu_s, 1), **json.loads(done.stdout)}


def child(folder: Path) -> dict[str, int]:
    """Do the job once, and count the pairs that are weighed and those that the cross-encoder reads."""
    from msgcheck import check, config
    from msgcheck.contradictions.judge import CopyJudge
    from msgcheck.contradictions.reader import PairReader

    weighed = read = 0
    judge, reading = CopyJudge._judge, PairReader.read

    def judging(this: CopyJudge, pairs: Any, *rest: Any) -> Any:
        nonlocal weighed
        weighed += len(pairs)
        return judge(this, pairs, *rest)

    def counting(this: PairReader, pairs: Any) -> Any:
        nonlocal read
        read += len(pairs)
        return reading(this, pairs)

    CopyJudge._judge, PairReader.read = judging, counting  # type: ignore[method-assign]
    settings = config.load(folder / config.FILE_NAME)
    run = check.run(settings, check.resolve(settings, []), glossary=folder / "glossary.yaml")
    return {
        "assets": len(run.documents),
        "claims": run.counts["claims"],
        "pairs": run.counts["pairs judged"],
        "weighed": weighed,
        "read": read,
        "findings": len(run.findings),
    }


@click.command()
@click.option("--child", "at", type=click.Path(path_type=Path), hidden=True)
@click.option("--share", default=0.01, show_default=True, help="Share of the assets that change.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here too.")
def main(at: Path | None, share: float, target: Path | None) -> None:
    """Measure a first run, one with nothing changed, and one with a few pages changed."""
    if at:
        click.echo(json.dumps(child(at)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder)
        rows = {"first": measured(folder), "nothing changed": measured(folder)}
        changed = edit(folder, share)
        rows[f"{len(changed)} assets changed"] = measured(folder)
        cache = sum(path.stat().st_size for path in (folder / ".msgcheck").iterdir())
    first = rows["first"]
    click.echo(f"{first['assets']} assets, {first['claims']} claims; cache {cache / 1e6:.0f} MB")
    click.echo(
        f"{'run':<20}{'wall s':>8}{'CPU s':>8}{'of first':>10}{'weighed':>10}{'read':>8}{'findings':>10}"
    )
    for label, row in rows.items():
        of_first = row["cpu_s"] / first["cpu_s"]
        click.echo(
            f"{label:<20}{row['wall_s']:>8}{row['cpu_s']:>8}{of_first:>10.1%}{row['weighed']:>10}{row['read']:>8}"
            f"{row['findings']:>10}"
        )
    if target:
        target.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
