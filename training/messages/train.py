"""Learns what nearness to a key message is worth: msgcheck/weights/messages.json, a logistic regression.

    python -m training.messages.train [--held-out]

Each company is left out once and judged by what the others taught; the figures printed are of those judgements.
The weights come from all of DEVELOPMENT. With --held-out nothing is learned: the weights as they are judge the
companies that nothing was learned from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from msgcheck import check, intake
from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text
from msgcheck.claims.scope import NO_NAMES
from msgcheck.config import load
from msgcheck.contradictions.reader import LABELS, PairReader
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import default
from msgcheck.glossary import Message
from msgcheck.messages import coverage
from msgcheck.messages.nearness import FEATURES, Row
from msgcheck.model import Claim

ROOT = Path(__file__).parents[2]
COMPANIES = ROOT / "training" / "companies"
LABELS_FILE = Path(__file__).parent / "labels.jsonl"
DEVELOPMENT = ("brackenpaw", "emberly", "hazelmint", "larkstone", "marlowquay")
HELD_OUT = ("quillmere", "stackvale", "thornfield")
TODAY = datetime(2026, 6, 1, tzinfo=UTC)  # the day they are written for
STRENGTH = 0.1  # inverse of the penalty; 0.01 to 1 rank alike
MOST_WORDS_OF_A_CELL = 4  # a shorter cell says nothing without its header
STANCES = ("carried", "opposed")


@dataclass(frozen=True, slots=True)
class Case:
    """A message and all claims of its company.

    said:  stance -> (n,) whether a claim is labelled so; missed: labelled places that are no claim.
    fair:  (n,) claims that the labels judge: they hold sentences, and a short cell is none unless it is in them.
    """

    company: str
    message: Message
    claims: Sequence[Claim]
    near: coverage.Near
    said: dict[str, NDArray[np.bool_]]
    missed: dict[str, int]
    fair: NDArray[np.bool_]
    assets: dict[str, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """stance -> (n,) probabilities of the claims of a case."""

    case: Case
    probability: dict[str, Row]


def cases(names: Sequence[str], encode_: Callable[[Sequence[str]], Any]) -> list[Case]:
    """Return the cases of companies, in the order of the labels."""
    rows = [json.loads(line) for line in LABELS_FILE.read_text(encoding="utf-8").splitlines()]
    found = []
    for name in names:
        config = load(COMPANIES / name / "msgcheck.yaml")
        documents, _ = intake.documents(config, [config.beside(path).as_posix() for path in config.paths])
        claims, _, _ = check.find_claims(documents, NO_NAMES, TODAY)
        vectors = encode_([claim.reading for claim in claims])
        own = [row for row in rows if row["company"] == name]
        messages = [
            Message.model_validate({key: row[key] for key in ("id", "text", "variants", "opposite")})
            for row in own
        ]
        near = coverage.nearness(claims, vectors, messages, encode_, denies)
        cells = np.array(
            [c.reading != c.text and len(c.text.split()) <= MOST_WORDS_OF_A_CELL for c in claims]
        )
        assets: dict[str, int] = {}
        for document in documents:
            assets[document.channel] = assets.get(document.channel, 0) + 1
        for row, message, sides in zip(own, messages, near, strict=True):
            said = {stance: np.zeros(len(claims), dtype=np.bool_) for stance in STANCES}
            missed = dict.fromkeys(STANCES, 0)
            for place in row["places"]:
                at = standing(claims, place)
                said[place["stance"]][at] = True
                missed[place["stance"]] += not at
            fair = ~cells | said["carried"] | said["opposed"]
            found.append(Case(name, message, claims, sides, said, missed, fair, assets))
    return found


def standing(claims: Sequence[Claim], place: dict[str, str]) -> list[int]:
    """Return the claims that a labelled place is: those that hold its quote, or else most of it."""
    there = [at for at, claim in enumerate(claims) if claim.uri.endswith(place["path"])]
    quote = place["quote"]
    whole = [at for at in there if quote in claims[at].text]
    return whole or [
        at for at in there if claims[at].text in quote and len(claims[at].text) >= 0.6 * len(quote)
    ]


def denies(text: str) -> bool:
    return claim_of_text(text).negated


def learn(some: Sequence[Case]) -> coverage.Weights:
    """Return the weights: mean and scale of each feature, its coefficient, the intercept, and how much rarer
    it is that a claim says the opposite of a message (log-odds), however near it comes."""
    sides = [(case.near.own, case.said["carried"], case.fair, False) for case in some]
    sides += [
        (case.near.opposite, case.said["opposed"], case.fair, True)
        for case in some
        if case.near.opposite is not None
    ]
    features = np.vstack([x[fair] for x, _, fair, _ in sides])
    right = np.concatenate([y[fair] for _, y, fair, _ in sides])
    opposite = np.concatenate([np.full(fair.sum(), side) for _, _, fair, side in sides])
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale == 0] = 1.0
    columns = np.column_stack([(features - mean) / scale, opposite])
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(columns, right)
    *coefficient, rarer = model.coef_[0]
    rounded = {
        name: [round(float(value), 5) for value in values]
        for name, values in (("mean", mean), ("scale", scale), ("coefficient", coefficient))
    }
    return {
        "features": list(FEATURES),
        **rounded,
        "intercept": round(float(model.intercept_[0]), 5),
        "opposed": round(float(rarer), 5),
    }


def judged_by(weights: coverage.Weights, case: Case, judge: coverage.Judge) -> Judged:
    """Return a case as `msgcheck.messages.coverage` decides it by some weights."""
    found = coverage.stance(case.claims, case.message, case.near, judge, weights, quantities.find)
    return Judged(case, {"carried": found.carried, "opposed": found.opposed})


def left_out(found: Sequence[Case], judge: coverage.Judge) -> list[Judged]:
    """Return each case as judged by what the other companies taught."""
    names = sorted({case.company for case in found})
    weights = {name: learn([case for case in found if case.company != name]) for name in names}
    return [judged_by(weights[case.company], case, judge) for case in found]


def report(judged: Sequence[Judged]) -> None:
    """Print precision and recall by sentence for several thresholds, and of "channel X carries message M"."""
    for stance in STANCES:
        p = np.concatenate([one.probability[stance][one.case.fair] for one in judged])
        right = np.concatenate([one.case.said[stance][one.case.fair] for one in judged])
        missed = sum(one.case.missed[stance] for one in judged)
        click.echo(
            f"{stance}: {right.sum() + missed} sentences, {missed} of them no claim; "
            f"average precision {average_precision_score(right, p):.2f}"
        )
        for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            shown = p >= least
            line = figures(int((shown & right).sum()), int(shown.sum()), int(right.sum()) + missed)
            mean = f", mean probability {p[shown].mean():.2f}" if shown.any() else ""
            if stance == "carried":
                line += f"{mean} | channels: {channels(judged, least)}"
            click.echo(f"  from {least}: {line}")


def figures(right: int, shown: int, there: int) -> str:
    """Word precision, recall and F1."""
    precision, recall = right / max(1, shown), right / max(1, there)
    return f"P {precision:.2f} R {recall:.2f} F1 {2 * right / max(1, shown + there):.2f} ({right} of {shown})"


def channels(judged: Sequence[Judged], least: float) -> str:
    """Word how often "channel X carries message M" is decided as the labels do."""
    truth, said, total = set(), set(), 0
    for at, one in enumerate(judged):
        total += len(one.case.assets)
        for i in np.flatnonzero(one.case.fair):
            key = (at, one.case.claims[i].channel)
            truth |= {key} if one.case.said["carried"][i] else set()
            said |= {key} if one.probability["carried"][i] >= least else set()
    agreed = 1 - len(truth ^ said) / total
    return f"{agreed:.3f} of {total} right, {figures(len(truth & said), len(said), len(truth))}"


@click.command()
@click.option("--held-out", is_flag=True, help="Measure the weights as they are on the companies held out.")
@click.option("--wrong", is_flag=True, help="Print what is decided wrongly.")
def main(held_out: bool, wrong: bool) -> None:
    """Learn the weights, print how good they are, and write them."""
    encoder, store, reader = default(), VectorCache(ROOT / ".msgcheck" / "training.sqlite"), PairReader()

    def judge(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return reader.read(pairs)[:, LABELS.index("contradiction")]

    found = cases(HELD_OUT if held_out else DEVELOPMENT, lambda texts: encode(texts, encoder, store)[0])
    if held_out:
        weights = json.loads(coverage.MODEL.read_text(encoding="utf-8"))
        judged = [judged_by(weights, case, judge) for case in found]
    else:
        coverage.MODEL.write_text(json.dumps(learn(found), indent=1) + "\n", encoding="utf-8")
        judged = left_out(found, judge)
    report(judged)
    if wrong:
        show_wrong(judged)


def show_wrong(judged: Sequence[Judged]) -> None:
    """Print every sentence that is decided otherwise than labelled."""
    least = {"carried": coverage.CARRIED, "opposed": coverage.OPPOSED}
    for one in judged:
        for stance in STANCES:
            shown = one.probability[stance] >= least[stance]
            for at in np.flatnonzero((shown != one.case.said[stance]) & one.case.fair):
                kind = "false" if shown[at] else "lost"
                claim = one.case.claims[at]
                click.echo(
                    f"{kind} {stance} {one.probability[stance][at]:.2f} {one.case.message.text} | {claim.reading} [{claim.uri}]"
                )


if __name__ == "__main__":
    main()
