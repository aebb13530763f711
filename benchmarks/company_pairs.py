"""A labelled company's copy as pairs of claims: what the judge is really asked, at its real base rate.

Every pair of claims that the search brings together, each with what the labels say of it. Nothing outside the
labels contradicts anything, so what they do not name is quiet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve

from benchmarks import labels, pairs
from msgcheck import check, config, findings, intake, registry, subjects
from msgcheck.contradictions import candidates
from msgcheck.contradictions.examine import CONTRADICTION, Examiner, Reader, Seen
from msgcheck.contradictions.reader import PairReader
from msgcheck.contradictions.words import common
from msgcheck.glossary import EMPTY, load_glossary
from msgcheck.model import Claim, Pair, Place
from msgcheck.protocols import Store

Encode = Callable[[Sequence[str]], np.ndarray]
PRECISION = 0.9  # recall is told at this one


@dataclass(frozen=True, slots=True)
class CompanyPairs:
    """Claims of one company, the pairs found among them, and what the labels say.

    claims:  distinct claims; pairs index them
    said:    for each pair "contradiction", "inconsistent" (both can be true: MC105), "lookalike", "agreeing"
             (one conflict, one value) or "quiet"
    wanted:  for each labelled conflict the pairs of claims that give different values; none where one of its
             places was not read as a claim
    missing: those of them that the search did not bring together
    reached: for each labelled conflict with claims of two values: whether a pair of them was found
    """

    claims: list[Claim]
    pairs: list[Pair]
    said: list[str]
    wanted: dict[str, list[tuple[int, int]]]
    missing: dict[str, list[tuple[int, int]]]
    reached: dict[str, bool]

    def examined(self, reader: Reader, encode: Encode, store: Store | None = None) -> Seen:
        """Return what the judge sees of the pairs, read by `reader`."""
        examiner = Examiner(encode, reader, common=common([c.reading for c in self.claims]), store=store)
        return examiner.look(
            [(self.claims[pair.left], self.claims[pair.right]) for pair in self.pairs],
            [pair.similarity for pair in self.pairs],
            [pair.rank for pair in self.pairs],
        )


def load(
    root: Path, folder: Path, encode: Encode, *, now: datetime, store: Store | None = None
) -> CompanyPairs:
    """Read a company (root holds msgcheck.yaml), search its pairs, and label them from `folder`.

    store: keeps what was read, as a run of the main job does.
    """
    settings = config.load(root / "msgcheck.yaml")
    glossary = root / "glossary.yaml"
    named = glossary if glossary.is_file() else None
    words = load_glossary(named) if named else EMPTY
    documents, _ = intake.documents(settings, check.resolve(settings, []), glossary=named, store=store)
    claims, _, _ = check.find_claims(documents, subjects.names(words), now, store=store)
    groups = candidates.collapse(claims)
    distinct = [claims[group[0]] for group in groups]
    found = candidates.find(
        distinct,
        encode([claim.reading for claim in distinct]),
        top=settings.pairs.top,
        least_similarity=settings.pairs.least_similarity,
    )
    group_of = {at: number for number, group in enumerate(groups) for at in group}
    places = [findings.place(claim) for claim in claims]

    def claims_at(place: dict[str, Any]) -> set[int]:
        return {group_of[at] for at in standing(place, places)}

    return labelled(distinct, found, labels.load(folder), claims_at)


def labelled(
    claims: list[Claim],
    found: list[Pair],
    rows: dict[str, list[dict[str, Any]]],
    claims_at: Callable[[dict[str, Any]], set[int]],
) -> CompanyPairs:
    """Return the pairs with what the labels say of them; claims_at: a labelled place to indices into `claims`."""
    said: dict[tuple[int, int], str] = {}
    wanted: dict[str, list[tuple[int, int]]] = {}
    for row in rows.get("lookalikes", []):
        left, right = (claims_at(place) for place in row["places"][:2])
        said.update(dict.fromkeys(_between(left, right), "lookalike"))
    for row in rows.get("conflicts", []):
        of_row: set[tuple[int, int]] = set()
        stands = [(place["value"], claims_at(place)) for place in row["places"]]
        for (value_a, left), (value_b, right) in combinations(stands, 2):
            for pair in _between(left, right):
                if value_a != value_b:
                    said[pair] = "inconsistent" if row["code"] == "MC105" else "contradiction"
                    of_row.add(pair)
                else:
                    said.setdefault(pair, "agreeing")
        wanted[row["id"]] = sorted(of_row)
    searched = {(pair.left, pair.right) for pair in found}
    return CompanyPairs(
        claims,
        found,
        [said.get((pair.left, pair.right), "quiet") for pair in found],
        wanted,
        {name: [pair for pair in some if pair not in searched] for name, some in wanted.items() if some},
        {name: not searched.isdisjoint(some) for name, some in wanted.items() if some},
    )


def _between(left: set[int], right: set[int]) -> set[tuple[int, int]]:
    return {(min(a, b), max(a, b)) for a, b in product(left, right) if a != b}


def standing(label: dict[str, Any], places: Sequence[Place]) -> list[int]:
    """Return which places are the labelled one: of those that fit, in its row and column, the nearest in length.

    A short quote ("15 users") stands in many claims, and a label may quote two sentences of which one holds the
    value: the whole sentence, or else the larger part, is what was meant.
    """
    fitting = [at for at, place in enumerate(places) if labels.same_place(label, place)]
    cell = [labels.fold(label[key]) for key in ("row", "column") if label.get(key)]
    inside = [at for at in fitting if all(words in labels.fold(places[at].locator) for words in cell)]
    quote = labels.fold(label["quote"])
    lengths = {at: len(labels.fold(places[at].quote)) for at in inside or fitting}
    nearness = {at: min(n, len(quote)) / max(n, len(quote), 1) for at, n in lengths.items()}
    return [at for at, near in nearness.items() if near == max(nearness.values())]


def reach(found: CompanyPairs) -> dict[str, float]:
    """Return how much of what is labelled the reading and the search bring before the judge, each 0 to 1."""
    wanted = sum(len(some) for some in found.wanted.values())
    missing = sum(len(some) for some in found.missing.values())
    return {
        "conflicts read": labels.share(bool(some) for some in found.wanted.values()),
        "conflicts reached": labels.share(found.reached.values()),
        "pairs reached": round(1 - missing / max(1, wanted), 4),
    }


def judged(
    found: CompanyPairs, settings: config.Config, encode: Encode, store: Store
) -> dict[str, np.ndarray]:
    """Return, by judge and baseline, (n,) probabilities of a contradiction for the pairs of a company.

    The cross-encoder alone gets the pairs that are near enough to be worth reading. The judge has only those read
    that a reading could bring over its threshold: in what order it puts the others tells less.
    """
    claims = [(found.claims[pair.left], found.claims[pair.right]) for pair in found.pairs]
    judge = registry.make(
        "judge",
        "msgcheck",
        encode=encode,
        threshold=settings.alarms.value,
        searched=True,
        common=common([claim.reading for claim in found.claims]),
        store=store,
    )
    similarities = [pair.similarity for pair in found.pairs]
    said = judge.judge(claims, similarities, [pair.rank for pair in found.pairs])
    return {
        pairs.JUDGE: np.array([judgement.contradiction for judgement in said]),
        pairs.READER: found.examined(PairReader(), encode, store).read[:, CONTRADICTION],
        pairs.NUMBERS: np.array([pairs.numbers_differ(a, b) for a, b in claims]),
        pairs.COSINE: np.clip(np.array(similarities), 0.0, 1.0),
    }


def base_rate(found: CompanyPairs, p: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """Return, by judge and baseline, how well p ranks the contradictions above all that is quiet.

    Pairs of one conflict that agree or can both be true are neither. A contradiction that the search did not
    bring together is not ranked: `reach` counts it.
    """
    said = np.array(found.said)
    counted = ~np.isin(said, ["agreeing", "inconsistent"])
    label = said[counted] == "contradiction"
    return {name: ranking(label, some[counted]) for name, some in p.items()}


def ranking(label: np.ndarray, p: np.ndarray) -> dict[str, float]:
    """Return the average precision, and the most recall that can be had at a precision of `PRECISION`."""
    if not label.any():
        return {"average precision": float("nan"), f"recall at precision {PRECISION:g}": float("nan")}
    precision, recall, _ = precision_recall_curve(label, p)
    return {
        "average precision": round(float(average_precision_score(label, p)), 3),
        f"recall at precision {PRECISION:g}": round(float(recall[precision >= PRECISION].max()), 3),
    }
