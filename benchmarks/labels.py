"""Score a finished run against labels: `corpora/labels/*.jsonl`, or any folder of the same form.

A labelled conflict is found when one shown finding holds two of its places that the labels give different
values. A lookalike is flagged when one shown finding sets its two places against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgcheck.model import Finding, Place
from msgcheck.run import Run


@dataclass
class Score:
    """What was found, missed and wrongly shown; ids as in the labels."""

    conflicts: dict[str, bool] = field(default_factory=dict)
    split: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    lookalikes: dict[str, bool] = field(default_factory=dict)
    wrong: list[Finding] = field(default_factory=list)
    shown: int = 0
    terms: dict[str, bool] = field(default_factory=dict)
    terms_wrong: list[Finding] = field(default_factory=list)
    terms_shown: int = 0
    traps: dict[str, bool] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Return the shares that are gated, each 0 to 1, and counts."""
        return {
            "conflicts found": share(self.conflicts.values()),
            "conflicts shown": self.shown,
            "precision of conflicts": 1 - len(self.wrong) / max(1, self.shown),
            "lookalikes flagged": share(self.lookalikes.values()),
            "conflicts split": len(self.split),
            "conflicts merged": len(self.merged),
            "term recall": share(self.terms.values()),
            "term precision": 1 - len(self.terms_wrong) / max(1, self.terms_shown),
            "traps flagged": share(self.traps.values()),
        }


def share(flags: Any) -> float:
    """Return the share of true flags, 0 for none."""
    flags = list(flags)
    return round(sum(flags) / len(flags), 4) if flags else 0.0


def load(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the label rows by file stem."""
    return {
        path.stem: [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
        for path in sorted(folder.glob("*.jsonl"))
    }


def same_place(label: dict[str, Any], place: Place) -> bool:
    """True when a finding's place is the labelled one: same asset, and one quote holds the other."""
    if not place.uri.endswith(label["path"]):
        return False
    a, b = fold(label["quote"]), fold(place.quote)
    return a == b or (min(len(a), len(b)) >= 4 and (a in b or b in a))


def fold(text: str) -> str:
    """Return text in lower case with white space and quotation marks folded."""
    text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s+", " ", text).strip(" .").lower()


def score(run: Run, labels: dict[str, list[dict[str, Any]]]) -> Score:
    """Return how the run's shown findings compare with the labels."""
    result = Score()
    alarms = [f for f in run.findings if f.code.startswith("MC1")]
    result.shown = len(alarms)
    covering: dict[int, list[str]] = {}
    for row in labels.get("conflicts", []):
        by = [at for at, finding in enumerate(alarms) if _covers(finding, row)]
        result.conflicts[row["id"]] = bool(by)
        if len(by) > 1:
            result.split.append(row["id"])
        for at in by:
            covering.setdefault(at, []).append(row["id"])
    result.merged = sorted({"+".join(ids) for ids in covering.values() if len(ids) > 1})
    result.wrong = [finding for at, finding in enumerate(alarms) if at not in covering]
    for row in labels.get("lookalikes", []):
        result.lookalikes[row["id"]] = any(_sets_against(finding, row["places"]) for finding in alarms)
    _score_terms(run, labels, result)
    return result


def _covers(finding: Finding, row: dict[str, Any]) -> bool:
    values = {p["value"] for p in row["places"] if any(same_place(p, place) for place in finding.places)}
    if len(values) > 1:
        return True
    # Against the record one wrong place is the whole finding.
    return bool(finding.record and values and row["code"] in ("MC101", "MC104"))


def _sets_against(finding: Finding, pair: Sequence[dict[str, Any]]) -> bool:
    sides = [{place.value for place in finding.places if same_place(label, place)} for label in pair[:2]]
    if not all(sides):
        return False
    return sides[0] != sides[1] or sides[0] == {""}


LISTED = ("MC201", "MC202", "MC203")  # what the labels of terms speak of; drift has labels of its own


def _score_terms(run: Run, labels: dict[str, list[dict[str, Any]]], result: Score) -> None:
    shown = [f for f in run.findings if f.code in LISTED]
    result.terms_shown = len(shown)
    right: set[int] = set()
    for row in labels.get("terms", []):
        hits = [at for at, f in enumerate(shown) if f.code == row["code"] and _holds(f, row, row["found"])]
        result.terms[row["id"]] = bool(hits)
        right.update(hits)
    result.terms_wrong = [f for at, f in enumerate(shown) if at not in right]
    for row in labels.get("traps", []):
        result.traps[row["id"]] = any(_holds(f, row, row["text"]) for f in shown)


def _holds(finding: Finding, row: dict[str, Any], words: str) -> bool:
    for place in finding.places:
        if place.uri.endswith(row["path"]) and (
            fold(row["quote"]) in fold(place.quote) or fold(place.quote) in fold(row["quote"])
        ):
            marked = place.quote[place.mark.start : place.mark.end] if place.mark else place.quote
            if fold(words) in fold(marked) or fold(marked) in fold(words):
                return True
    return False
