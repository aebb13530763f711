"""Any sentence-transformers CrossEncoder with three NLI labels, read in the place of our own reader.

Published models disagree about which column is "contradiction", and a swapped verdict looks exactly like a
good one: the order is read from the model's `id2label`, and a model that does not name its labels is refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.contradictions.reader import BATCH, LABELS
from msgcheck.errors import ModelError
from msgcheck.model_files import weights_digest
from msgcheck.processor import has_bf16

_OURS = {"entailment": "compatible"} | {label: label for label in LABELS}


class HubReader:
    """Reads pairs of texts with a CrossEncoder, in bf16 where the processor multiplies it (or on CUDA)."""

    def __init__(self, model: str) -> None:
        """Load `model`: a folder, or a hub name that is already on this machine; nothing is downloaded.

        Raises ModelError when it cannot be loaded, or its labels are not named or not the three.
        """
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        import torch
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            self._model: Any = CrossEncoder(model, local_files_only=True)
        except (OSError, ValueError) as err:
            raise ModelError(
                f"the judge {model!r} cannot be loaded: {err}".splitlines()[0],
                "name a folder that holds a CrossEncoder, or download the model once beforehand",
            ) from err
        named: dict[int, str] = self._model.config.id2label
        self._columns = label_order(model, named)
        self._as_they_are: Any = torch.nn.Identity()
        self.name = model
        read = (weights_digest(self._model), sorted(named.items()), self._model.tokenizer.model_max_length)
        self.fingerprint = sha256(repr(read).encode()).hexdigest()[:16]
        if self._model.device.type == "cpu" and has_bf16():
            self._model.bfloat16()
            self.fingerprint += "-bf16"

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return (n, 3) float32, the probabilities of `LABELS` for each pair; swapping its sides changes none.

        Each pair is read both ways round and the two readings are averaged: what one sentence entails need not
        entail it, and a contradiction should be seen from both sides.
        """
        if not pairs:
            return np.zeros((0, len(LABELS)), dtype=np.float32)
        ordered = [(min(a, b), max(a, b)) for a, b in pairs]
        found = self._one_way(ordered + [(b, a) for a, b in ordered])
        found /= 2
        return found[: len(pairs)] + found[len(pairs) :]

    def _one_way(self, pairs: list[tuple[str, str]]) -> NDArray[np.float32]:
        # The library sorts the pairs by length; an activation that the model brings along is left out.
        found: NDArray[np.float32] = self._model.predict(
            pairs,
            batch_size=BATCH,
            show_progress_bar=False,
            activation_fn=self._as_they_are,
            apply_softmax=True,
        )
        return found[:, self._columns].astype(np.float32, copy=False)


def label_order(model: str, id2label: Mapping[int, str]) -> list[int]:
    """Return the columns of compatible (entailment), neutral and contradiction, as the model names them.

    Raises ModelError when they are not exactly these three.

    >>> label_order("a model", {0: "CONTRADICTION", 1: "entailment", 2: "neutral"})
    [1, 2, 0]
    """
    columns = {_OURS.get(str(name).strip().casefold(), ""): column for column, name in id2label.items()}
    if len(id2label) != len(LABELS) or set(columns) != set(LABELS):
        names = ", ".join(repr(id2label[column]) for column in sorted(id2label))
        raise ModelError(
            f"the judge {model!r} does not say which of its columns is the contradiction: its labels are {names}",
            "a judge needs the three labels entailment, neutral and contradiction; when you know their order, "
            "write it into `id2label` in the model's config.json",
        )
    return [columns[label] for label in LABELS]
