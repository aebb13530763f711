"""`make benchmark-judge`: how fast claims become verdicts, beside the plain recipe in the same run.

    python -m benchmarks.judge [--claims 400] [--rounds 2] [--threads N] [--json]

Both start from the same claims of corpora/. Ours is what `msgcheck check` does with them: encode, find the pairs,
judge each, with an empty cache, and once more with a full one. The plain recipe is what the libraries' manuals
show: fp32 `SentenceTransformer.encode`, `paraphrase_mining`, and an fp32 `CrossEncoder.predict` of the judge's own
weights over every pair that ours gives a verdict on. The two take turns; of each the fastest round counts.
Searching is also measured alone, on random vectors, where it would be what takes the time.

FLOPs are those of the tokens that were read, without padding, and of layers and attention only. The peak is a
big matrix product in the type that the models run in, on the same threads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import click
import numpy as np
import torch
from sentence_transformers import CrossEncoder, SentenceTransformer, util
from transformers import AutoTokenizer

from msgcheck import check, config, inference, intake, subjects
from msgcheck.contradictions import candidates
from msgcheck.contradictions.neighbours import nearest
from msgcheck.contradictions.reader import MAX_TOKENS, PairReader
from msgcheck.contradictions.words import common
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import SentenceEncoder
from msgcheck.glossary import load_glossary
from msgcheck.model import Claim, Pair
from msgcheck.model_files import minilm_folder
from msgcheck.processor import has_bf16
from msgcheck.registry import make

ROOT = Path(__file__).parent.parent
TODAY = datetime(2026, 6, 1, tzinfo=UTC)
PEAK_SIDE = 4096
SEARCHED = 10_000  # random vectors that are searched alone

Texts = Sequence[Any]
Stages = dict[str, float]
"""Seconds by stage."""


@dataclass(slots=True)
class Watched:
    """What went through a model: seconds, and everything that it was given."""

    seconds: float = 0.0
    given: list[Any] = field(default_factory=list)


@click.command()
@click.option(
    "--claims",
    "most",
    default=400,
    type=click.IntRange(min=50),
    help="distinct claims, the first of corpora/ in reading order",
)
@click.option("--rounds", default=2)
@click.option("--threads", default=os.cpu_count() or 1)
@click.option("--json", "as_json", is_flag=True)
def main(most: int, rounds: int, threads: int, as_json: bool) -> None:
    """Measure, and print figures."""
    torch.set_num_threads(threads)
    claims = claims_of_corpora(most)
    encoder, reader = make("encoder", config.Models().encoder), PairReader()
    encoder.encode(["warm up"]), reader.read([("warm", "up")])
    ours, cached, plain = [], [], []
    with TemporaryDirectory() as folder:
        recipe = Plain(reader, Path(folder))
        for at in range(rounds):
            cache = Path(folder) / f"{at}.sqlite"
            with watched(SentenceEncoder, "encode") as encoded, watched(PairReader, "read") as read:
                stages, pairs = run(claims, encoder, reader, cache)
            ours.append(stages | {"of which encoding": encoded.seconds, "of which reading": read.seconds})
            cached.append(run(claims, encoder, reader, cache)[0])
            plain.append(recipe.run(claims, pairs))
    figures = {
        **rates(ours, cached, plain, len(claims), len(pairs)),
        **shares(encoder, reader, encoded, read),
        **search_alone(),
        "threads": threads,
        "bf16": has_bf16(),
    }
    click.echo(json.dumps(figures) if as_json else drawn(figures))


def claims_of_corpora(most: int) -> list[Claim]:
    """Return the first distinct claims of the corpora."""
    settings, glossary = config.load(ROOT / "msgcheck.yaml"), ROOT / "glossary.yaml"
    documents, _ = intake.documents(settings, check.resolve(settings, []), glossary=glossary)
    claims, _, _ = check.find_claims(documents, subjects.names(load_glossary(glossary)), TODAY)
    return [claims[group[0]] for group in candidates.collapse(claims)][:most]


def run(
    claims: Sequence[Claim], encoder: SentenceEncoder, reader: PairReader, cache: Path
) -> tuple[Stages, list[Pair]]:
    """Return what the main job takes from claims to verdicts, and the pairs it judged."""
    settings, store = config.Config(), VectorCache(cache)

    def vectors_of(texts: Sequence[str]) -> np.ndarray:
        return encode(texts, encoder, store)[0]

    began = perf_counter()
    readings = [claim.reading for claim in claims]
    vectors = vectors_of(readings)
    encoded = perf_counter()
    pairs = candidates.find(
        claims, vectors, top=settings.pairs.top, least_similarity=settings.pairs.least_similarity
    )
    found = perf_counter()
    judge = inference.judging(
        settings,
        encode=vectors_of,
        threshold=settings.alarms.value,
        searched=True,
        reader=reader,
        common=common(readings),
        store=store,
    )
    judge.judge(
        [(claims[p.left], claims[p.right]) for p in pairs],
        [p.similarity for p in pairs],
        [p.rank for p in pairs],
    )
    judged = perf_counter()
    store.close()
    return {
        "encode": encoded - began,
        "search": found - encoded,
        "judge": judged - found,
        "whole": judged - began,
    }, pairs


class Plain:
    """The plain recipe, with the weights that ours has."""

    def __init__(self, reader: PairReader, folder: Path) -> None:
        copy = folder / "cross-encoder"
        reader._model.save_pretrained(copy)
        AutoTokenizer.from_pretrained(minilm_folder()).save_pretrained(copy)
        self._encoder = SentenceTransformer(str(minilm_folder()), local_files_only=True)
        self._judge = CrossEncoder(str(copy), local_files_only=True, model_kwargs={"dtype": torch.float32})
        self._judge.max_seq_length = MAX_TOKENS
        self._judge.predict([("warm", "up")])

    def run(self, claims: Sequence[Claim], pairs: Sequence[Pair]) -> Stages:
        """Return what the recipe takes over these claims and pairs."""
        texts = [claim.reading for claim in claims]
        began = perf_counter()
        vectors = self._encoder.encode(texts, convert_to_tensor=True, show_progress_bar=False)
        encoded = perf_counter()
        util.paraphrase_mining_embeddings(vectors)
        found = perf_counter()
        self._judge.predict([(texts[p.left], texts[p.right]) for p in pairs], show_progress_bar=False)
        judged = perf_counter()
        return {
            "encode": encoded - began,
            "search": found - encoded,
            "judge": judged - found,
            "whole": judged - began,
        }


@contextmanager
def watched(owner: type, method: str) -> Iterator[Watched]:
    """Time a method, and keep what it is given."""
    original: Callable[..., Any] = getattr(owner, method)
    seen = Watched()

    def timed(self: Any, given: Texts) -> Any:
        began = perf_counter()
        result = original(self, given)
        seen.seconds += perf_counter() - began
        seen.given += given
        return result

    setattr(owner, method, timed)
    try:
        yield seen
    finally:
        setattr(owner, method, original)


def rates(
    ours: list[Stages], cached: list[Stages], plain: list[Stages], claims: int, pairs: int
) -> dict[str, Any]:
    """Return claims and pairs a second, and the ratios to the plain recipe."""
    best, again, slow = (min(rounds, key=lambda stages: stages["whole"]) for rounds in (ours, cached, plain))
    ratios = sorted(p["whole"] / o["whole"] for o, p in zip(ours, plain, strict=True))
    return {
        "claims": claims,
        "pairs": pairs,
        "seconds": {name: round(value, 2) for name, value in best.items()},
        "seconds, cached": {name: round(value, 2) for name, value in again.items()},
        "seconds, plain recipe": {name: round(value, 2) for name, value in slow.items()},
        "claims/s": round(claims / best["whole"]),
        "pairs/s": round(pairs / best["judge"]),
        "pairs/s, cached": round(pairs / again["judge"]),
        "pairs/s, plain recipe": round(pairs / slow["judge"]),
        "times the plain recipe": {
            **{
                stage: round(slow[stage] / best[stage], 1) for stage in ("encode", "search", "judge", "whole")
            },
            "whole, slowest and fastest round": [round(ratios[0], 1), round(ratios[-1], 1)],
        },
    }


def shares(encoder: SentenceEncoder, reader: PairReader, encoded: Watched, read: Watched) -> dict[str, Any]:
    """Return the peak, and the share of it that the last round reached in the two models.

    A pair that was read the other way round too counts once, so the reader's share is a lower bound.
    """
    peak = matrix_peak()
    tokenizer = AutoTokenizer.from_pretrained(minilm_folder())
    lengths = [
        len(ids)
        for ids in tokenizer(encoded.given, truncation=True, max_length=encoder._model.max_seq_length)[
            "input_ids"
        ]
    ]
    left, right = zip(*read.given, strict=True)
    paired = tokenizer(list(left), list(right), truncation=True, max_length=MAX_TOKENS)["input_ids"]
    work = {
        "encoding": (flops(encoder._model[0].auto_model.config, lengths), encoded),
        "reading": (flops(reader._model.config, [len(ids) for ids in paired]), read),
    }
    return {
        "matrix-product peak, GFLOP/s": round(peak / 1e9),
        "share of the peak": {name: round(done / w.seconds / peak, 3) for name, (done, w) in work.items()},
        "texts encoded": len(lengths),
        "pairs read": len(paired),
        "pairs read/s": round(len(paired) / read.seconds),
    }


def flops(model: Any, lengths: Sequence[int]) -> float:
    """Return the multiplications and additions of a BERT's layers over texts of so many tokens."""
    wide, inner = model.hidden_size, model.intermediate_size
    tokens = np.array(lengths, dtype=float)
    each = 2 * (4 * wide * wide + 2 * wide * inner) * tokens + 4 * wide * tokens**2
    return float(model.num_hidden_layers * each.sum())


def matrix_peak() -> float:
    """Return the most FLOP/s of five big matrix products in the type that the models run in."""
    kind = torch.bfloat16 if has_bf16() else torch.float32
    left, right = torch.randn(2, PEAK_SIDE, PEAK_SIDE).to(kind)
    best = 0.0
    for _ in range(5):
        began = perf_counter()
        torch.mm(left, right)
        best = max(best, 2 * PEAK_SIDE**3 / (perf_counter() - began))
    return best


def search_alone() -> dict[str, Any]:
    """Return how long random vectors are searched, ours and `paraphrase_mining`."""
    drawn = np.random.default_rng(0).normal(size=(SEARCHED, 384)).astype(np.float32)
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    top = config.Pairs().top
    began = perf_counter()
    nearest(vectors, top=top, least=0.1)  # under what the nearest of random vectors have
    ours = perf_counter() - began
    table = torch.from_numpy(vectors)
    began = perf_counter()
    util.paraphrase_mining_embeddings(table, top_k=top)
    plain = perf_counter() - began
    return {
        f"search of {SEARCHED:,} random vectors, s": {
            "ours": round(ours, 2),
            "paraphrase_mining": round(plain, 2),
        }
    }


def drawn(figures: dict[str, Any]) -> str:
    """Return the figures as lines."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {one}" for key, one in value.items())
        lines.append(f"{name + ':':<42} {value}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
