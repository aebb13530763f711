"""Vectors between runs: what was encoded once is not encoded again, and nothing is invented."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from msgcheck.embed.cache import ASK_AT_ONCE, VectorCache, encode
from msgcheck.errors import StoreError


class Hashing:
    """An encoder whose vectors depend on the words alone; it remembers what it was asked."""

    name = "hashing"

    def __init__(self, fingerprint: str = "one") -> None:
        self.fingerprint = fingerprint
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        digests = [sha256((self.fingerprint + text).encode()).digest()[:4] for text in texts]
        rows = np.array([list(digest) for digest in digests], dtype=np.float32).reshape(len(texts), 4)
        return rows / np.maximum(1e-9, np.linalg.norm(rows, axis=1, keepdims=True))


def test_what_was_encoded_once_comes_back_bit_by_bit(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "cache.sqlite"
    first, encoder = VectorCache(path), Hashing()
    vectors, computed = encode(["a", "b", "a"], encoder, first)
    assert (computed, encoder.asked) == (2, ["a", "b"])
    first.close()
    again, computed = encode(["b", "c", "a"], encoder, VectorCache(path))
    assert (computed, encoder.asked) == (1, ["a", "b", "c"])
    assert again[2].tobytes() == vectors[0].tobytes()
    assert again[0].tobytes() == vectors[1].tobytes()


def test_another_model_shares_nothing(tmp_path: Path) -> None:
    store = VectorCache(tmp_path / "cache.sqlite")
    one, _ = encode(["a"], Hashing("one"), store)
    two, computed = encode(["a"], Hashing("two"), store)
    assert computed == 1
    assert not np.array_equal(one, two)


def test_more_texts_than_one_question_may_hold(tmp_path: Path) -> None:
    texts = [f"text {at}" for at in range(2 * ASK_AT_ONCE + 1)]
    store, encoder = VectorCache(tmp_path / "cache.sqlite"), Hashing()
    fresh, _ = encode(texts, encoder, store)
    known, computed = encode(texts, encoder, store)
    assert computed == 0
    assert np.array_equal(fresh, known)


def test_two_runs_may_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    one, two = VectorCache(path), VectorCache(path)
    encode(["a"], Hashing(), one)
    assert encode(["a"], Hashing(), two)[1] == 0


@settings(max_examples=40)
@given(st.lists(st.text(max_size=5), max_size=12), st.lists(st.text(max_size=5), max_size=12))
def test_with_and_without_a_cache_the_vectors_are_the_same(before: list[str], texts: list[str]) -> None:
    bare, _ = encode(texts, Hashing(), None)
    store = VectorCache(Path(":memory:"))
    encode(before, Hashing(), store)
    cached, computed = encode(texts, Hashing(), store)
    store.close()
    assert np.array_equal(bare.reshape(len(texts), 4), cached.reshape(len(texts), 4))
    assert computed == len(set(texts) - set(before))


def test_a_file_that_is_no_cache_is_refused_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_text("These are the words of somebody's diary, and no database at all.\n" * 50)
    with pytest.raises(StoreError, match=r"cache\.sqlite: the cache cannot be used") as raised:
        VectorCache(path)
    assert "--no-cache" in raised.value.hint
    assert "diary" in path.read_text()


def test_a_file_damaged_in_the_middle_is_refused_when_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    store = VectorCache(path)
    encode([f"text {at}" for at in range(400)], Hashing(), store)
    store.close()
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 100] = b"\xff" * (len(data) - 4196)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="the cache cannot be used"):
        encode([f"text {at}" for at in range(400)], Hashing(), VectorCache(path))


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the cache cannot be used"):
        VectorCache(tmp_path)


def test_a_save_that_fails_leaves_the_last_good_state(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    store = VectorCache(path)
    store.save("m", {"a": b"1"})
    with pytest.raises((StoreError, sqlite3.Error, TypeError)):
        store.save("m", {"b": b"2", "c": object()})  # type: ignore[dict-item]
    assert store.load("m", ["a", "b", "c"]) == {"a": b"1"}
