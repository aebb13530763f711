"""Train the cross-encoder of the judge: `python training/judge/train.py --data DATA --out FOLDER`.

Three stages from the all-MiniLM-L6-v2 weights. General natural-language inference first; then copy: the pairs
written for this project in every epoch, and beside them, fresh each time, quiet neighbours (more of them from
epoch to epoch, because that is what a site is made of), small edits of real sentences, and some general pairs
so that nothing is forgotten, and what a search by meaning brings together in the copy of whole companies. Last,
slowly, once more over the own pairs among sentences that share a company and no topic. Word embeddings stay
frozen, so only the layers above them are saved.

The head has four answers: restated (one fact, in other words), compatible (another plan, region, metric),
neutral, contradiction. Not every label tells so much: a quiet neighbour is anything but a contradiction, so each
pair comes with the set of answers that are right, and the loss is the probability of that set.

DATA is a folder with nli/*.train.jsonl.gz and near_topic/near_topic.jsonl.gz (training/judge/README.md says
where they come from). Seed 0; the order of pairs and of their two sides is drawn from it.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from benchmarks.company_pairs import CompanyPairs
from msgcheck.claims.extract import claim_of_text
from msgcheck.contradictions.reader import ANSWERS
from msgcheck.embed.encoder import minilm
from msgcheck.model_files import minilm_folder
from training.companies import NETWORK, companies, encoding
from training.edits import edited
from training.negatives import colleagues, neighbours, strangers
from training.splits import part_of

HERE = Path(__file__).parent
# The answers that are right, one bit each, in the order of msgcheck.contradictions.reader.ANSWERS.
RESTATED, COMPATIBLE, NEUTRAL, CONTRADICTION = 1, 2, 4, 8
QUIET = RESTATED | COMPATIBLE | NEUTRAL
LABELS = {
    "entailment": RESTATED, "compatible": RESTATED | COMPATIBLE, "neutral": NEUTRAL, "contradiction": CONTRADICTION,
    "not_contradiction": QUIET, "lookalike": COMPATIBLE, "agreeing": RESTATED, "quiet": QUIET,
}  # fmt: skip
# Kinds of our compatible pairs that say which of the two it is.
KINDS = {
    **dict.fromkeys(("same_fact", "bound_or_rounding", "units", "negation", "antonym", "arithmetic", "multi_fact_ok"), RESTATED),
    **dict.fromkeys(("other_scope", "other_metric", "other_speaker"), COMPATIBLE),
}  # fmt: skip
# source: rows used. The kinds that carry over to copy (numbers, antonyms, negation, facts) get the most.
GENERAL = {
    "mnli_llmsknow.train": 9888, "mnli_pool.train": 10010, "mnli_taxinli.train": 2217, "mnli_idlp.train": 1000,
    "snli_cat.train": 10000, "cf_snli.train": 8330, "infotabs.train": 12000, "wikifactcheck.train": 6000,
    "scone.train": 4000, "semantoneg.train": 4000, "fool_me_twice.dev": 1169, "help_partial.train": 2000,
}  # fmt: skip
# Quiet neighbours, edited sentences and general pairs beside our own pairs, for each epoch of the second stage.
MIX = ((3000, 1500, 1500), (3000, 1500, 1000), (4000, 1000, 500), (4000, 1000, 500))
# How often a company's labelled pairs stand in an epoch, and how many of its quiet ones.
COMPANY_TIMES = {"contradiction": 3, "lookalike": 3, "agreeing": 2}
COMPANY_QUIET = 1000
# Pairs of each site that are quiet negatives here; the rest of "gitpod" is weigh.py's, "ubuntu" is only measured.
NEAR_SITES = {"plausible_docs": 6000, "gitpod": 3000}
STRANGERS = 6000
STAGES = ("general", "copy", "calm")
CALM_NEIGHBOURS = 3000
MAX_TOKENS = 96
BATCH = 64
SMOOTHING = 0.05

Row = tuple[str, str, int]


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--threads", default=2)
@click.option("--start", type=click.Path(path_type=Path), help="what a stage saved: train only what follows")
@click.option("--cache", type=click.Path(path_type=Path), default=Path(".msgcheck/cache.sqlite"))
def main(data: Path, out: Path, threads: int, start: Path | None, cache: Path) -> None:
    """Train the stages and save the trained layers after each, as STAGE.safetensors."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    folder = str(minilm_folder())
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, num_labels=len(ANSWERS), attn_implementation="eager"
    )
    model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    first = random.Random(0)
    rows = general(data / "nli", first)
    done = STAGES.index(start.stem) + 1 if start else 0
    if start:
        restore(model, start)
    if done < 1:
        drop_out(model, hidden=0.0)
        fit(model, tokenizer, [rows], rate=1.5e-4, draw=first)
        save(model, out / "general.safetensors")
    drop_out(model, hidden=0.1)
    searched = companies(NETWORK, encoding(minilm(), cache))
    draw = random.Random(0)
    torch.manual_seed(0)
    if done < 2:
        fit(model, tokenizer, copy_epochs(data, rows, searched, cache, draw), rate=1e-4, draw=draw)
        save(model, out / "copy.safetensors")
    fit(model, tokenizer, [calm_epoch(data, searched, cache)], rate=5e-5, draw=draw)
    save(model, out / "calm.safetensors")


def drop_out(model: Any, *, hidden: float) -> None:
    """Set the dropout of hidden states; that of attention is 0: drawing it takes a quarter of the time."""
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0 if "attention.self" in name else hidden


def copy_epochs(
    data: Path, rows: list[Row], searched: list[CompanyPairs], cache: Path, draw: random.Random
) -> list[list[Row]]:
    """Return the pairs of each epoch of the second stage, as MIX says."""
    own = own_rows()
    near = [
        row
        for site, count in NEAR_SITES.items()
        for row in neighbours(data / "near_topic" / "near_topic.jsonl.gz", site, count)
    ]
    calm = quiet([*near, *strangers(own, STRANGERS, cache)])
    sentences = [row[side] for row in (*near, *own) for side in "ab"]
    small = edited(sentences, sum(edits for _, edits, _ in MIX))
    little = [(*read(row), LABELS[row["label"]]) for row in small]
    written = [(*read(row), answers(row)) for row in own]
    for pairs in (calm, little):
        draw.shuffle(pairs)
    epochs = []
    for calm_count, edit_count, general_count in MIX:
        epochs.append(
            [
                *written,
                *(row for one in searched for row in company_rows(one, draw)),
                *draw.sample(calm, calm_count),
                *little[:edit_count],
                *draw.sample(rows, general_count),
            ]
        )
        little = little[edit_count:]
    return epochs


def calm_epoch(data: Path, searched: list[CompanyPairs], cache: Path) -> list[Row]:
    """Return the pairs of the third stage."""
    own = own_rows()
    near = neighbours(data / "near_topic" / "near_topic.jsonl.gz", "plausible_docs", CALM_NEIGHBOURS)
    written = [(*read(row), answers(row)) for row in own]
    known = [row for one in searched for row in company_rows(one, random.Random(1))]
    return [*written, *known, *quiet([*colleagues(own, cache), *near])]


def company_rows(pairs: CompanyPairs, draw: random.Random) -> list[Row]:
    """Return a company's labelled pairs as often as COMPANY_TIMES says, and a sample of its quiet ones."""
    found: dict[str, list[Row]] = {label: [] for label in (*COMPANY_TIMES, "quiet")}
    for pair, label in zip(pairs.pairs, pairs.said, strict=True):
        a, b = pairs.claims[pair.left], pairs.claims[pair.right]
        found[label].append((a.reading, b.reading, LABELS[label]))
    rows = [row for label, times in COMPANY_TIMES.items() for row in found[label] * times]
    return rows + draw.sample(found["quiet"], min(COMPANY_QUIET, len(found["quiet"])))


def answers(row: dict[str, Any]) -> int:
    """Return the right answers to a pair of pairs_train.jsonl."""
    allowed = LABELS[row["label"]]
    return KINDS.get(row["kind"], allowed) if row["label"] == "compatible" else allowed


def own_rows() -> list[dict[str, Any]]:
    """Return the training part of the pairs written for this project."""
    rows = [json.loads(line) for line in (HERE.parent / "data" / "pairs_train.jsonl").open()]
    return [row for row in rows if part_of(row) == "network"]


def read(row: dict[str, Any]) -> tuple[str, str]:
    """Return the two sides of a row as the judge reads them."""
    return claim_of_text(row["a"]).reading, claim_of_text(row["b"]).reading


def quiet(rows: list[dict[str, Any]]) -> list[Row]:
    """Return pairs that nobody labelled, and that are no contradiction."""
    return [(*read(row), QUIET) for row in rows]


def general(folder: Path, draw: random.Random) -> list[Row]:
    """Return general inference pairs, the sources mixed."""
    found: list[Row] = []
    for source, most in GENERAL.items():
        path = folder / f"{source}.jsonl.gz"
        if not most or not path.is_file():
            continue
        with gzip.open(path, "rt") as file:
            rows: list[dict[str, Any]] = [json.loads(line) for line in file]
        rows = [row for row in rows if row["label"] in LABELS]
        for row in draw.sample(rows, min(most, len(rows))):
            found.append((row["premise"], row["hypothesis"], LABELS[row["label"]]))
    return found


def fit(model: Any, tokenizer: Any, epochs: Sequence[list[Row]], *, rate: float, draw: random.Random) -> None:
    """Train in place, one list of pairs for each epoch: bf16 autocast, batches of like length, linear warm-up and decay."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01, fused=True)
    steps = sum((len(rows) + BATCH - 1) // BATCH for rows in epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.06 * steps), max(0.0, (steps - step) / steps))
    )
    model.train()
    began, step, running = time.time(), 0, 0.0
    for epoch, rows in enumerate(epochs, 1):
        for batch in batches(rows, draw):
            texts = [(a, b) if draw.random() < 0.5 else (b, a) for a, b, _ in batch]
            inputs = tokenizer(
                [a for a, _ in texts],
                [b for _, b in texts],
                truncation=True,
                max_length=MAX_TOKENS,
                padding=True,
                return_tensors="pt",
            )
            right = torch.tensor(
                [[allowed >> at & 1 for at in range(len(ANSWERS))] for _, _, allowed in batch]
            )
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(**inputs).logits
            loss = missed(logits.float(), right.bool())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            running = 0.98 * running + 0.02 * loss.item() if step > 1 else loss.item()
            if step % 50 == 0:
                speed = step * BATCH / (time.time() - began)
                click.echo(
                    f"epoch {epoch}/{len(epochs)} step {step}/{steps} loss {running:.3f} {speed:.0f} pairs/s"
                )


def missed(logits: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Return the mean of -log of the probability of the right answers, smoothed.

    logits: (n, answers) float32; right: (n, answers) bool.
    """
    log_p = torch.log_softmax(logits, dim=-1)
    hit = torch.logsumexp(log_p.masked_fill(~right, -torch.inf), dim=-1)
    return -((1 - SMOOTHING) * hit + SMOOTHING * log_p.mean(dim=-1)).mean()


def batches(rows: list[Row], draw: random.Random) -> Iterator[list[Row]]:
    """Yield shuffled batches whose pairs are of like length."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at][0]) + len(rows[at][1]) + draw.randint(0, 30))
    groups = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    draw.shuffle(groups)
    for group in groups:
        yield [rows[at] for at in group]


def restore(model: Any, path: Path) -> None:
    """Load layers that `save` wrote; a head of three answers (compatible, neutral, contradiction) becomes one
    of four."""
    layers = {name: tensor.float() for name, tensor in load_file(path).items()}
    for name in ("classifier.weight", "classifier.bias"):
        if len(layers[name]) == len(ANSWERS) - 1:
            layers[name] = layers[name][[0, 0, 1, 2]]
    model.load_state_dict(layers, strict=False)


def save(model: Any, path: Path) -> None:
    """Write what was trained, in fp16: everything but the word embeddings, which are the published ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        name: tensor.detach().to(torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
        if "word_embeddings" not in name
    }
    save_file(kept, path)
    click.echo(
        f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {sum(np.prod(t.shape) for t in kept.values()):,} numbers"
    )


if __name__ == "__main__":
    main()
