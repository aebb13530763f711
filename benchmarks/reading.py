"""`make benchmark-reading`: how much of a page is read, how much furniture is not kept apart, and how fast.

    python -m benchmarks.reading [--json] [--misses]

labels.jsonl says, for each file of pages/, what a visitor sees. The second set (benchmarks/reading/second) was
written and labelled when the readers had been mended on the first, and read blind: docs/reading.md has those
figures. Since then they were mended on it too, so a new site should look like its blind figures or better. Speed is measured on these files and on corpora/. trafilatura and markitdown read the same files in the same run, in
a process of their own environment (`.venv-peers`), and time themselves there.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

import click

from msgcheck import registry
from msgcheck.model import Document, Resource, Surface
from msgcheck.readers.detect import detect

ROOT = Path(__file__).parent.parent
HERE = ROOT / "benchmarks" / "reading"
PARTS = {"first set": HERE, "second set": HERE / "second"}
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
CORPORA = ("website", "emails", "ads", "decks", "docs", "social")
CONTENT = ("text", "number", "cta", "cell", "note", "meta", "alt")
PEERS = {"trafilatura": (".html",), "markitdown": ()}  # the formats each one reads; () is all
TIMES = 3  # each file is read, the fastest counts
# What is marked as one of these is known to be no part of the page's own copy.
KEPT_APART = frozenset({Surface.SITE_WIDE, Surface.HEADER, Surface.FOOTER})

Label = dict[str, Any]
"""One row of labels.jsonl: file, kind, strings; a cell is [row header, column header, value]."""


@dataclass(slots=True)
class Reading:
    """What one reader made of one file.

    body:      the page's own copy. all: everything that was read, contexts too.
    body_units: what must hold a piece of furniture to leak it: blocks, or one whole text.
    tied:      whether row header, column header and value of a cell were kept together.
    """

    body: str
    all: str
    body_units: Sequence[str]
    tied: Callable[[str, str, str], bool]


@dataclass(slots=True)
class Score:
    """Of one reader: kind -> (kept, labelled), furniture leaked and never-strings read among them."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    misses: list[tuple[str, str, str]] = field(default_factory=list)  # file, kind, string

    def share(self, *kinds: str) -> float:
        """Return the share of these kinds together, 0 to 1; 0 where nothing is labelled."""
        hits, total = map(sum, zip(*(self.counts.get(kind, (0, 0)) for kind in kinds), strict=True))
        return hits / total if total else 0.0

    def figures(self) -> dict[str, float]:
        """Return the figures that are printed and gated, each 0 to 1."""
        return {
            "content kept": self.share(*CONTENT),
            **{f"{kind} kept": self.share(kind) for kind in CONTENT},
            "furniture leaked": self.share("furniture"),
            "never-strings read": self.share("never"),
        }


@dataclass(frozen=True, slots=True)
class Speed:
    """CPU seconds for some files; bytes as they lie on disk."""

    files: int
    size_bytes: int
    cpu_s: float

    def figures(self) -> dict[str, float]:
        """Return documents and MB per CPU second, and milliseconds a document."""
        cpu_s = self.cpu_s or 1e-9
        return {
            "documents per CPU-s": self.files / cpu_s,
            "MB per CPU-s": self.size_bytes / 1e6 / cpu_s,
            "ms per document": 1000 * cpu_s / max(1, self.files),
        }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="print the figures as JSON")
@click.option("--misses", is_flag=True, help="print every label that msgcheck fails")
def main(as_json: bool, misses: bool) -> None:
    """Measure msgcheck's readers and, where they are installed, their peers."""
    paths = [*pages(HERE), *pages(PARTS["second set"]), *corpora()]
    times = {path: cpu_s(path) for path in paths}
    own = {part: own_score(folder) for part, folder in PARTS.items()}
    rows = {"msgcheck": {**by_part({part: one.figures() for part, one in own.items()}), **speeds(times)}}
    for name, suffixes in PEERS.items():
        if PEERS_PYTHON.is_file():
            rows[name] = peer(name, [p for p in paths if not suffixes or p.suffix in suffixes])
    click.echo(json.dumps(rows, indent=2) if as_json else markdown(rows))
    if not PEERS_PYTHON.is_file():
        click.echo(
            f"\nno {PEERS_PYTHON.parent.parent.name}: peers not measured (make benchmark-reading)", err=True
        )
    for part, one in own.items() if misses else ():
        for file, kind, words in one.misses:
            click.echo(f"{part}, {file}: {kind}: {words}")


def own_score(folder: Path) -> Score:
    """Return how msgcheck reads the labelled files of a part."""
    return score(labels(folder), {path.name: own_reading(read(path)) for path in pages(folder)})


def by_part(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the figures of all parts, each named with its part."""
    return {f"{name}, {part}": value for part, some in figures.items() for name, value in some.items()}


def pages(folder: Path) -> list[Path]:
    """Return the labelled files of a part."""
    return sorted((folder / "pages").iterdir())


def corpora() -> list[Path]:
    """Return the files of corpora/ that are copy."""
    found = (path for folder in CORPORA for path in (ROOT / "corpora" / folder).rglob("*"))
    return sorted(path for path in found if path.is_file())


def labels(folder: Path) -> list[Label]:
    """Return the rows of a part's labels.jsonl."""
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text().splitlines()]


def read(path: Path) -> list[Document]:
    """Return what msgcheck reads in one file. Raises SourceError."""
    resource = Resource(path.name, path.read_bytes())
    documents: list[Document] = registry.make("reader", detect(resource)).read(resource)
    return documents


def cpu_s(path: Path) -> float:
    """Return the CPU seconds that reading one file takes."""
    taken = []
    for _ in range(TIMES):
        began = process_time()
        read(path)
        taken.append(process_time() - began)
    return min(taken)


def own_reading(documents: Iterable[Document]) -> Reading:
    """Return documents of msgcheck in the form that is scored."""
    blocks = [block for document in documents for block in document.blocks]
    body = [folded(block.text) for block in blocks if block.surface is not Surface.SITE_WIDE]
    together = [(folded(block.text), folded(f"{block.context} {block.text}")) for block in blocks]

    def tied(row: str, column: str, value: str) -> bool:
        return any(
            holds(text, value)
            and holds(known, row)
            and all(holds(known, part) for part in column.split(", "))
            for text, known in together
        )

    apart = [folded(block.text) for block in blocks if block.surface not in KEPT_APART]
    return Reading(" ".join(body), " ".join(known for _, known in together), apart, tied)


def peer_reading(text: str) -> Reading:
    """Return a peer's Markdown in the form that is scored, generously.

    A cell is tied when its row header stands in its line or in one of the six lines above, and its column
    header anywhere above it.
    """
    plain = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text.replace("\\", ""))
    lines = [folded(line) for line in plain.splitlines() if line.strip()]

    def tied(row: str, column: str, value: str) -> bool:
        return any(
            holds(line, value)
            and holds(" ".join(lines[max(0, at - 6) : at + 1]), row)
            and all(holds(" ".join(lines[: at + 1]), part) for part in column.split(", "))
            for at, line in enumerate(lines)
        )

    body = " ".join(lines)
    return Reading(body, body, [body], tied)


def score(rows: Iterable[Label], readings: dict[str, Reading]) -> Score:
    """Return how many labels each kind has, and how many of them were read."""
    result = Score()
    for row in rows:
        if row["file"] not in readings:
            continue
        reading, kind = readings[row["file"]], row["kind"]
        hits, total = result.counts.get(kind, (0, 0))
        for label in row["strings"]:
            words = label if isinstance(label, str) else " | ".join(label)
            if kind == "cell":
                hit = reading.tied(*(folded(part) for part in label))
            elif kind == "furniture":
                hit = any(holds(unit, folded(label)) for unit in reading.body_units)
            elif kind == "never":
                hit = folded(label) in reading.all
            else:
                hit = holds(reading.body, folded(label))
            hits, total = hits + hit, total + 1
            if hit == (kind not in CONTENT):
                result.misses.append((row["file"], kind, words))
        result.counts[kind] = hits, total
    return result


def folded(text: str) -> str:
    """Return text with white space, quotation marks, compatibility forms and emphasis marks folded."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return " ".join(re.sub(r"[\u00ad\u200b-\u200f\ufeff]|\*\*|(?<!\w)[*_`]|[*_`](?!\w)", "", text).split())


_QUOTES = str.maketrans("“”„‘’‚", "\"\"\"'''")


def holds(text: str, words: str) -> bool:
    """Whether the words stand in the text, not as a part of longer words or numbers."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        longer = text[max(0, at - 1) : at].isalnum() and words[:1].isalnum()
        longer |= text[end : end + 1].isalnum() and words[-1:].isalnum()
        longer |= words[-1:].isdigit() and re.match(r"[.,]\d", text[end : end + 2]) is not None
        if not longer:
            return True
        at = text.find(words, at + 1)
    return not words


def speeds(times: dict[Path, float]) -> dict[str, float]:
    """Return the speed on all files, and on web pages alone."""
    html = {path: s for path, s in times.items() if path.suffix == ".html" and "emails" not in path.parts}
    everything = Speed(len(times), sum(p.stat().st_size for p in times), sum(times.values()))
    pages_only = Speed(len(html), sum(p.stat().st_size for p in html), sum(html.values()))
    return {**everything.figures(), "ms per HTML page": pages_only.figures()["ms per document"]}


def peer(name: str, paths: Sequence[Path]) -> dict[str, float]:
    """Run a peer over the files in its own environment, and return the same figures."""
    command = [PEERS_PYTHON.as_posix(), (HERE / "peers.py").as_posix(), name, str(TIMES)]
    asked = json.dumps([path.as_posix() for path in paths])
    run = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    answers = json.loads(run.stdout)
    figures = {}
    for part, folder in PARTS.items():
        texts = {p.name: peer_reading(answers[p.as_posix()]["text"]) for p in pages(folder) if p in paths}
        figures[part] = score(labels(folder), texts).figures()
    return {
        **by_part(figures),
        **speeds({path: answers[path.as_posix()]["cpu_s"] for path in paths}),
    }


def markdown(rows: dict[str, dict[str, float]]) -> str:
    """Return the figures as a Markdown table, a column for each reader."""
    lines = ["| | " + " | ".join(rows) + " |", "|---|" + "---:|" * len(rows)]
    for name in next(iter(rows.values())):
        values = (row[name] for row in rows.values())
        is_share = name.endswith(tuple(PARTS))
        lines.append(
            f"| {name} | " + " | ".join(f"{v:.1%}" if is_share else f"{v:,.1f}" for v in values) + " |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
