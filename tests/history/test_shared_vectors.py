"""The cache, the same in a file and in PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from msgcheck.embed.cache import VectorCache, open_cache
from msgcheck.embed.shared import AT_ONCE
from msgcheck.errors import ConfigError, StoreError

pytestmark = pytest.mark.timeout(60)
NOWHERE = Path()


def test_what_is_saved_comes_back_bit_by_bit_by_model_and_key(place: str) -> None:
    store, values = open_cache(place, NOWHERE), {f"key {n}": os.urandom(32) for n in range(2 * AT_ONCE + 1)}
    store.save("one", values)
    store.save("two", {"key 0": b"\x00other"})
    store.save("one", {})
    again = open_cache(place, NOWHERE)
    assert again.load("one", sorted(values)) == values
    assert again.load("two", ["key 0", "key 1"]) == {"key 0": b"\x00other"}
    assert again.load("three", sorted(values)) == again.load("one", []) == {}


def test_what_is_saved_again_is_replaced(place: str) -> None:
    store = open_cache(place, NOWHERE)
    store.save("m", {"a": b"1", "b": b"2"})
    store.save("m", {"b": b"3", "c": b"4"})
    assert store.load("m", ["a", "b", "c"]) == {"a": b"1", "b": b"3", "c": b"4"}


def test_a_save_that_fails_leaves_the_last_good_state(place: str) -> None:
    store = open_cache(place, NOWHERE)
    store.save("m", {"a": b"1"})
    with pytest.raises((StoreError, TypeError)):
        store.save("m", {"a": b"2", "b": object()})  # type: ignore[dict-item]
    assert open_cache(place, NOWHERE).load("m", ["a", "b"]) == {"a": b"1"}


def test_a_file_lies_beside_msgcheck_yaml(tmp_path: Path) -> None:
    store = open_cache("kept/cache.sqlite", tmp_path)
    assert isinstance(store, VectorCache)
    assert (tmp_path / "kept" / "cache.sqlite").is_file()


def test_a_database_that_cannot_be_used_is_refused_with_a_way_out() -> None:
    with pytest.raises(StoreError, match=r"the cache cannot be used: .*refused") as raised:
        open_cache("postgresql://ann:secret@127.0.0.1:1/x", NOWHERE)
    assert "--no-cache" in raised.value.hint
    assert "secret" not in str(raised.value)
    with pytest.raises(ConfigError, match="is not known"):
        open_cache("redis://x", NOWHERE)
