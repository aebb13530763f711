"""The cross-encoder: reads two claims together and says how likely each relation is.

A MiniLM encoder trained for this project (training/judge). Its word embeddings are those of all-MiniLM-L6-v2
and come from there; the file holds the layers above them. A pair that may clash is read both ways round, and
the two readings are averaged: the order of two claims means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.errors import ModelError
from msgcheck.model_files import JUDGE_LAYERS, file_sha256, minilm_folder
from msgcheck.processor import has_bf16

LABELS = ("compatible", "neutral", "contradiction")
# What the head answers, and the label of each: a fact in other words, and another plan, region or metric.
ANSWERS = {"restated": 0, "compatible": 0, "neutral": 1, "contradiction": 2}
MAX_TOKENS = 96  # as trained
BATCH = 64
READ_AGAIN_FROM = 0.05  # probability of a contradiction on the first reading


class PairReader:
    """Reads pairs of texts. Nothing is loaded before the first pair."""

    def __init__(self, layers: Path = JUDGE_LAYERS) -> None:
        """layers: what was trained. Raises ModelError when the file is missing."""
        self._layers = layers
        self._model: Any = None
        self.fingerprint = file_sha256(layers)[:16]

    def _load(self) -> None:
        """Raises ModelError when the layers and all-MiniLM-L6-v2 do not fit together."""
        import torch
        from safetensors import SafetensorError
        from safetensors.torch import load_file
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        logging.set_verbosity_error()
        try:
            trained = load_file(self._layers)
        except (OSError, SafetensorError) as err:
            raise ModelError(
                f"{self._layers}: the judge's weights cannot be read: {err}", "install msgcheck again"
            ) from err
        base = minilm_folder()
        self._tokenizer: Any = AutoTokenizer.from_pretrained(base)
        self._model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=len(ANSWERS))
        trained = {name: tensor.float() for name, tensor in trained.items()}
        try:
            missing, unexpected = self._model.load_state_dict(trained, strict=False)
        except RuntimeError as err:  # another number of answers, or other sizes
            raise ModelError(f"{self._layers}: made for another model", "install msgcheck again") from err
        if unexpected or any(
            "word_embeddings" not in name and "position_ids" not in name for name in missing
        ):
            raise ModelError(f"{self._layers}: made for another model", "install msgcheck again")
        self._torch: Any = torch
        self._bf16 = has_bf16()
        self._model.eval()
        if self._bf16:
            self._model.bfloat16()

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return (n, 3) float32, the probabilities of `LABELS` for each pair; swapping its sides changes none.

        A pair whose first reading sees no contradiction is not read the other way round: both would have
        to see one.
        """
        if self._model is None:
            self._load()
        ordered = [(min(a, b), max(a, b)) for a, b in pairs]
        found = self._one_way(ordered)
        doubtful = np.flatnonzero(found[:, LABELS.index("contradiction")] >= READ_AGAIN_FROM)
        again = self._one_way([ordered[at][::-1] for at in doubtful])
        found[doubtful] = (found[doubtful] + again) / 2
        return found

    def _one_way(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][0]) + len(pairs[at][1]))
        found = np.zeros((len(pairs), len(LABELS)), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            inputs = self._tokenizer(
                [pairs[at][0] for at in some],
                [pairs[at][1] for at in some],
                truncation=True,
                max_length=MAX_TOKENS,
                padding=True,
                return_tensors="pt",
            )
            with self._torch.inference_mode():
                logits = self._model(**inputs).logits.float()
            answers = self._torch.softmax(logits, dim=-1).numpy()
            for answer, label in enumerate(ANSWERS.values()):
                found[some, label] += answers[:, answer]
        return found
