"""The cross-encoder: reads two claims together and says how likely each relation is.

A MiniLM encoder with a three-way head, trained for this project (training/judge). Its word embeddings are
those of all-MiniLM-L6-v2 and come from there; the file holds the layers above them. A pair that may clash
is read both ways round, and the two readings are averaged: the order of two claims means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.errors import ModelError

LABELS = ("compatible", "neutral", "contradiction")
MAX_TOKENS = 96  # as trained
BATCH = 64
READ_AGAIN_FROM = 0.05  # probability of a contradiction on the first reading


class PairReader:
    """Reads pairs of texts."""

    def __init__(self, base: Path, layers: Path) -> None:
        """base: folder of all-MiniLM-L6-v2; layers: what was trained.

        Raises ModelError when the two do not fit together.
        """
        import torch
        from safetensors import SafetensorError
        from safetensors.torch import load_file
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        logging.set_verbosity_error()
        try:
            trained = load_file(layers)
        except (OSError, SafetensorError) as err:
            raise ModelError(
                f"{layers}: the judge's weights cannot be read: {err}", "install msgcheck again"
            ) from err
        self._tokenizer: Any = AutoTokenizer.from_pretrained(base)
        self._model: Any = AutoModelForSequenceClassification.from_pretrained(base, num_labels=len(LABELS))
        missing, unexpected = self._model.load_state_dict(
            {name: tensor.float() for name, tensor in trained.items()}, strict=False
        )
        if unexpected or any(
            "word_embeddings" not in name and "position_ids" not in name for name in missing
        ):
            raise ModelError(f"{layers}: made for another model", "install msgcheck again")
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
            found[some] = self._torch.softmax(logits, dim=-1).numpy()
        return found


def has_bf16() -> bool:
    """True when the processor multiplies bf16 natively (asked, not assumed): three times as fast there."""
    import torch

    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
