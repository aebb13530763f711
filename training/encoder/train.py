"""Teach the encoder that a contradiction is a neighbour: `python -m training.encoder.train --out FOLDER`.

all-MiniLM-L6-v2 finds sentences that mean the same; the judge needs those that speak of the same thing, also
when they say the opposite. Contrastive: contradictions and restatements of our own pairs are drawn together,
all else in a batch is pushed apart, and so are sentences of the same topic that speak of something else.
Two sentences of one contrast set are never pushed apart unless a label says that they are unrelated. Word
embeddings stay frozen and come from the published package, so only the layers above them are saved.

Seed 0. Prints recall on the held-out pairs before and after: how often the other side of a contradiction is
among the nearest 10 and 30 of all sentences of the held-out part and of the near-topic sites.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from benchmarks.company_pairs import CompanyPairs
from msgcheck.claims.extract import claim_of_text
from msgcheck.embed.encoder import minilm
from msgcheck.model_files import minilm_folder
from training.companies import NETWORK, companies, encoding
from training.judge.train import save
from training.splits import group_of, part_of

PAIRS = Path(__file__).parent.parent / "data" / "pairs_train.jsonl"
# Kinds of compatible pairs whose sides are one attribute of one thing; the others differ in scope or metric,
# and whether they meet is not what matters.
ONE_SLOT = frozenset({"same_fact", "bound_or_rounding", "units", "multi_fact_ok"})
EPOCHS, BATCH, RATE, SCALE = 2, 64, 5e-5, 20.0
MAX_TOKENS = 64


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--near-topic", type=click.Path(path_type=Path), required=True, help="jsonl.gz with a, b")
@click.option("--threads", default=2)
@click.option("--cache", type=click.Path(path_type=Path), default=Path(".msgcheck/cache.sqlite"))
def main(out: Path, near_topic: Path, threads: int, cache: Path) -> None:
    """Train, measure, and save the layers as encoder.safetensors."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    rows = [json.loads(line) for line in PAIRS.open()]
    held = [row for row in rows if part_of(row) == "held out"]
    crowd = around(held, near_topic)
    model = SentenceTransformer(str(minilm_folder()), model_kwargs={"attn_implementation": "eager"})
    model.max_seq_length = MAX_TOKENS
    transformer: Any = model[0].auto_model
    transformer.embeddings.word_embeddings.weight.requires_grad_(False)
    click.echo(f"before: {recall(model, held, crowd)}")
    own = examples([row for row in rows if part_of(row) != "held out"])
    known = zip(NETWORK, companies(NETWORK, encoding(minilm(), cache)), strict=True)
    fit(model, own + [pair for name, pairs in known for pair in places(name, pairs)])
    click.echo(f"after:  {recall(model, held, crowd)}")
    save(transformer, out / "encoder.safetensors")


def examples(rows: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Return (sentence, its neighbour, a sentence of the topic that is none or "", group)."""
    apart: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        if row["label"] == "neutral":
            apart[group_of(row)].append((read(row["a"]), read(row["b"])))
    draw = random.Random(0)
    found = []
    for row in rows:
        if row["label"] == "contradiction" or (row["label"] == "compatible" and row["kind"] in ONE_SLOT):
            a, b = read(row["a"]), read(row["b"])
            others = [y if x in (a, b) else x for x, y in apart[group_of(row)] if {x, y} & {a, b}]
            found.append((a, b, draw.choice(others) if others else "", group_of(row)))
    return found


def places(name: str, pairs: CompanyPairs) -> list[tuple[str, str, str, str]]:
    """Return the places of each labelled conflict of a company as neighbours of one another."""
    found = [
        (pair.left, pair.right)
        for pair, said in zip(pairs.pairs, pairs.said, strict=True)
        if said in ("contradiction", "agreeing")
    ]
    found += [pair for some in pairs.missing.values() for pair in some]
    return [(pairs.claims[a].reading, pairs.claims[b].reading, "", f"{name} {a} {b}") for a, b in found]


def read(text: str) -> str:
    """Return a sentence as the encoder gets it."""
    return claim_of_text(text).reading


def fit(model: SentenceTransformer, rows: list[tuple[str, str, str, str]]) -> None:
    """Train in place: symmetric in-batch cross-entropy over cosines, bf16 autocast, linear warm-up and decay."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01, fused=True)
    steps = EPOCHS * (len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / steps))
    )
    draw = random.Random(0)
    model.train()
    began, step = time.time(), 0
    for epoch in range(EPOCHS):
        draw.shuffle(rows)
        for at in range(0, len(rows) - BATCH + 1, BATCH):
            loss = contrast(model, rows[at : at + BATCH])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            if step % 25 == 0:
                click.echo(
                    f"epoch {epoch + 1}/{EPOCHS} step {step}/{steps} loss {loss.item():.3f} {time.time() - began:.0f} s"
                )
    model.eval()


def contrast(model: SentenceTransformer, batch: list[tuple[str, str, str, str]]) -> torch.Tensor:
    """Return the loss of one batch."""
    hard = [(row[2], at) for at, row in enumerate(batch) if row[2]]
    texts = [row[0] for row in batch] + [row[1] for row in batch] + [text for text, _ in hard]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = model(model.preprocess(texts))["sentence_embedding"]
    vectors = torch.nn.functional.normalize(vectors.float(), dim=-1)
    n = len(batch)
    left, right, others = vectors[:n], vectors[n : 2 * n], vectors[2 * n :]
    groups = [row[3] for row in batch]
    same = torch.tensor([[a == b for b in groups] for a in groups]) & ~torch.eye(n, dtype=torch.bool)
    forward = torch.cat([(left @ right.T).masked_fill(same, -1.0), left @ others.T], dim=1)
    backward = (right @ left.T).masked_fill(same, -1.0)
    target = torch.arange(n)
    cross = torch.nn.functional.cross_entropy
    return (cross(SCALE * forward, target) + cross(SCALE * backward, target)) / 2


def around(held: list[dict[str, Any]], near_topic: Path) -> list[str]:
    """Return the sentences among which the other side has to be found."""
    with gzip.open(near_topic, "rt") as file:
        near = [json.loads(line) for line in file]
    draw = random.Random(1)
    texts = dict.fromkeys(read(row[side]) for row in draw.sample(near, 2500) for side in "ab")
    texts.update(dict.fromkeys(read(row[side]) for row in held for side in "ab"))
    return list(texts)


def recall(model: SentenceTransformer, held: list[dict[str, Any]], crowd: list[str]) -> dict[str, float]:
    """Return the share of held-out contradictions whose other side is near, from either side."""
    vectors = model.encode(crowd, normalize_embeddings=True, batch_size=64, show_progress_bar=False)
    where = {text: at for at, text in enumerate(crowd)}
    ranks = []
    for row in held:
        if row["label"] == "contradiction":
            a, b = where[read(row["a"])], where[read(row["b"])]
            if a != b:
                cosine = float(vectors[a] @ vectors[b])
                ranks.append(min(int((vectors @ vectors[one] > cosine).sum()) - 1 for one in (a, b)))
    rank = np.array(ranks)
    return {f"recall at {k} of {len(crowd)}": round(float((rank < k).mean()), 3) for k in (10, 30)}


if __name__ == "__main__":
    main()
