"""One run of one tool: throughput, memory, and how what it found agrees with what was planted."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.terms import recipe
from benchmarks.terms.ours import Found
from benchmarks.terms.recipe import INFLECTED, LISTED, TRAP, WRONG, Copy, Plant
from benchmarks.terms.tools import MB, Tool, run


@dataclass(frozen=True, slots=True)
class Agreement:
    """Planted wrong forms and what was found of them, by way of writing; findings where nothing is wrong."""

    planted: dict[str, int]
    found: dict[str, int]
    false_alarms: dict[str, int]  # by trap, "right form", or "elsewhere"

    def share(self, *ways: str) -> float:
        """Return found by planted, 0 to 1, of these ways or of all."""
        asked = [way for way in self.planted if not ways or way in ways]
        return sum(self.found.get(way, 0) for way in asked) / max(1, sum(self.planted[way] for way in asked))


@dataclass(frozen=True, slots=True)
class Figures:
    """One tool with one list.

    start_s: CPU seconds of the same command on one short paragraph: start-up, and taking in the list.
    """

    tool: str
    terms: int
    size_bytes: int
    cpu_s: float
    start_s: float
    wall_s: float
    peak_mb: float
    agreement: Agreement | None = None
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """MB per CPU-second, start-up not counted."""
        return self.size_bytes / MB / max(self.cpu_s - self.start_s, 1e-3)

    @property
    def rate_with_start(self) -> float:
        """MB per CPU-second, all counted."""
        return self.size_bytes / MB / self.cpu_s

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"mb_per_cpu_s": self.rate, "mb_per_cpu_s_with_start": self.rate_with_start}


def agreement(found: Found, plants: Iterable[Plant], terms: int) -> Agreement:
    """Score findings; one that overlaps a planted wrong form found it.

    terms: how many the list holds; wrong forms of others are no wrong forms here, and not planted for it.
    """
    placed = sorted(plants, key=lambda plant: plant.start)  # they do not overlap
    starts = [plant.start for plant in placed]
    hit: set[Plant] = set()
    alarms: Counter[str] = Counter()
    for start, end in found:
        at = bisect_right(starts, end - 1) - 1
        plant = placed[at] if at >= 0 and placed[at].end > start else None
        if plant and plant.kind == WRONG:
            hit.add(plant)
        else:
            alarms["elsewhere" if plant is None else plant.way if plant.kind == TRAP else "right form"] += 1
    wrong = [plant for plant in placed if plant.kind == WRONG and plant.rank < terms]
    return Agreement(
        dict(Counter(plant.way for plant in wrong)),
        dict(Counter(plant.way for plant in wrong if plant in hit)),
        dict(alarms),
    )


def measure(tool: Tool, terms: int, text: Copy, folder: Path) -> Figures:
    """Run a tool on its share of `text` with a list of `terms`, in an empty folder.

    Raises RuntimeError when it does not come to an end.
    """
    part = text.cut(tool.sizes[terms])
    tool.write(folder, recipe.terms(terms))
    short, long = folder / f"short{tool.suffix}", folder / f"long{tool.suffix}"
    short.write_text(recipe.paragraphs()[0] + "\n", encoding="utf-8")
    long.write_text(part.text, encoding="utf-8")
    start = run(tool.command(folder, short), folder)
    ran = run(tool.command(folder, long), folder)
    if ran.code < 0 or not ran.out:
        raise RuntimeError(f"{tool.name} with {terms} terms ended with {ran.code}: {ran.err[-2000:]}")
    found = tool.found(ran.out, part.text) if tool.found else None
    return Figures(
        tool.name,
        terms,
        len(part.text.encode()),
        ran.cpu_s,
        start.cpu_s,
        ran.wall_s,
        ran.peak_mb,
        None if found is None else agreement(found, part.plants, terms),
        json.loads(ran.out)["stages"] if '"stages"' in ran.out[-2000:] else {},
    )


PLAIN = (LISTED, "at the start")
BENT = (INFLECTED, "possessive", "hyphens")
