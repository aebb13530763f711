"""`python -m benchmarks.crawl`: how fast a site is crawled, and what the next crawls cost.

    python -m benchmarks.crawl [--count 320] [--wait 0 --wait 0.05] [--json FILE]

The site is that of benchmarks/crawl/company.py, served by this process; README.md has the measured figures.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from benchmarks.crawl.company import Company
from benchmarks.crawl.site import Site
from msgcheck.config import Web

ROOT = Path(__file__).parent.parent.parent
CHANGED = 0.01  # of the pages, before the third crawl


@dataclass(frozen=True)
class Figures:
    """What one crawl cost.

    wait_s:  that the server takes for each answer.
    open:    whether the throttle was wide open (unthrottled.py).
    took_s:  from the start of the process to its end. crawl_s: from the first request to the last.
    cpu_s:   of the crawling process and its children, start-up included.
    fetched: pages whose words were sent, not a 304.
    """

    crawl: str
    wait_s: float
    open: bool
    pages: int
    fetched: int
    requests: int
    sent_bytes: int
    took_s: float
    crawl_s: float
    cpu_s: float

    @property
    def rate(self) -> float:
        """Pages asked in a second of the crawl itself."""
        return self.pages / self.crawl_s


@click.command()
@click.option("--count", default=320, show_default=True, help="pages of the site")
@click.option(
    "--wait", "waits_s", multiple=True, type=float, help="seconds that the server takes; 0 and 0.05"
)
@click.option("--json", "path", type=click.Path(path_type=Path), help="a file for the figures")
def main(count: int, waits_s: Sequence[float], path: Path | None) -> None:
    """Measure, and print a table."""
    load = os.getloadavg()[0]
    rows = [row for wait_s in waits_s or (0.0, 0.05) for row in measure(count, wait_s)]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after"
    click.echo(f"{machine}\n\n{table(rows)}")
    if path:
        path.write_text(
            json.dumps({"machine": machine, "rows": [asdict(row) for row in rows]}, indent=2) + "\n"
        )


def measure(count: int, wait_s: float) -> list[Figures]:
    """Return the figures of a first crawl, of one of the unchanged site, and of one after changes."""
    company = Company(count=count)
    with Site(company, wait_s=wait_s) as site, TemporaryDirectory() as folder:
        rows = [one(site, company, Path(folder) / "crawl", name) for name in ("first", "unchanged")]
        company.change(CHANGED)
        rows.append(one(site, company, Path(folder) / "crawl", f"{CHANGED:.0%} changed"))
        return [*rows, one(site, company, Path(folder) / "open", "first", throttled=False)]


def one(site: Site, company: Company, folder: Path, name: str, *, throttled: bool = True) -> Figures:
    """Crawl once. Raises CalledProcessError when something could not be had."""
    site.forget()
    used_s, began = _children_s(), perf_counter()
    if throttled:
        _run(
            [sys.executable, "-m", "msgcheck", "crawl", site.url(), "--quiet", "--output", str(folder)],
            folder.parent,
        )
    else:
        web = Web(urls=(site.url(),)).model_dump(mode="json")
        job = json.dumps({"web": web, "folder": str(folder), "max_bytes": 50_000_000}) + "\n"
        _run([sys.executable, "-m", "benchmarks.crawl.unthrottled"], ROOT, job)
    took_s = perf_counter() - began
    pages = [request for request in site.requests if request.path in company.paths]
    at = [request.at for request in site.requests]
    return Figures(
        crawl=name,
        wait_s=site.wait_s,
        open=not throttled,
        pages=len(pages),
        fetched=sum(request.status == 200 for request in pages),
        requests=len(site.requests),
        sent_bytes=site.sent_bytes,
        took_s=took_s,
        crawl_s=max(at) - min(at),
        cpu_s=_children_s() - used_s,
    )


def _run(command: Sequence[str], folder: Path, line: str = "") -> None:
    """Run a crawl; line: its input, which stays open until it has ended, as the crawling process wants it."""
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(line)
        process.stdin.flush()
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)


def _children_s() -> float:
    """Return the CPU seconds of all ended children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(rows: Sequence[Figures]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| server takes | throttle | crawl | pages | sent anew | requests | kB | pages per s | seconds, start to end | CPU-s |",
        "|---:|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        lines.append(
            f"| {1000 * row.wait_s:.0f} ms | {'open' if row.open else 'on'} | {row.crawl} | {row.pages} | {row.fetched} | {row.requests} "
            f"| {row.sent_bytes / 1000:,.0f} | {row.rate:.0f} | {row.took_s:.1f} | {row.cpu_s:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
