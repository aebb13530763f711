"""What was worked out once is kept between runs: a page's blocks, its claims, a sentence's grammar, a judgement.

A value is kept under what it was made from: the words, the code, the weights. So a changed page costs one page, a
changed reader all of them, and nothing is ever stale. Values are MessagePack, checked against their type on the
way in: a file that somebody else wrote can be wrong, and cannot run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from msgcheck.protocols import Store

T = TypeVar("T")
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_AT_ONCE = 200  # values that a killed run may lose


class Kept(Generic[T]):
    """Values of one kind in a store; without one, everything is worked out anew."""

    def __init__(self, store: Store | None, what: str, maker: str, type_: Any) -> None:
        """what: the values are; maker: fingerprint of what makes them; type_: theirs, of dataclasses and plain types.

        Writing drops what another maker made: code and weights of yesterday, which nobody asks for again.
        """
        self._store, self._what, self._made_by = store, what, f"{what} {maker}"
        self._decoder = msgspec.msgpack.Decoder(type_)
        self._fresh: dict[str, bytes] = {}
        self._tidy = False

    def load(self, keys: Sequence[str]) -> dict[str, T]:
        """Return what is known of `keys`."""
        if self._store is None:
            return {}
        known: dict[str, T] = {}
        for key, value in self._store.load(self._made_by, keys).items():
            try:
                known[key] = self._decoder.decode(value)
            except msgspec.DecodeError:  # a file that was tampered with: worked out anew, and replaced
                continue
        return known

    def add(self, key: str, value: T) -> None:
        """Keep a value, with the next ones or at the next `flush`."""
        if self._store is None:
            return
        try:
            self._fresh[key] = _ENCODER.encode(value)
        except UnicodeEncodeError:  # half a surrogate pair stands in the words: worked out anew every time
            return
        if len(self._fresh) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what was added. Raises StoreError."""
        if self._store is not None and self._fresh:
            self._store.save(self._made_by, self._fresh)
            self._fresh = {}
            if not self._tidy:
                self._store.drop(f"{self._what} ", keep=self._made_by)
                self._tidy = True

    def each(self, keys: Sequence[str], make: Callable[[list[int]], Iterable[T]]) -> list[T]:
        """Return the value of each key, in order; `make` yields those of the positions that it is given."""
        known = self.load(list(dict.fromkeys(keys)))
        missing: dict[str, int] = {}
        for at, key in enumerate(keys):
            if key not in known:
                missing.setdefault(key, at)
        for key, value in zip(missing, make(list(missing.values())), strict=True):
            known[key] = value
            self.add(key, value)
        self.flush()
        return [known[key] for key in keys]


def key_of(*parts: Any) -> str:
    """Return the key of values made from `parts`: 32 hex digits; the order of sets and mappings does not count."""
    try:
        made_of = _ENCODER.encode(parts)
    except UnicodeEncodeError:
        # The name of a file need not be UTF-8: its other bytes come as half a surrogate pair. repr writes those out,
        # and a backslash as two: different names stay different keys.
        made_of = repr(msgspec.to_builtins(parts, order="deterministic")).encode()
    return blake2b(made_of, digest_size=16).hexdigest()


@lru_cache(maxsize=16)
def code(*modules: str) -> str:
    """Return 16 hex digits of the source of modules and packages of ours ("readers", "model")."""
    digest = blake2b(digest_size=8)
    folder = Path(__file__).parent
    for module in modules:
        place = folder / module
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
            digest.update(path.read_bytes())
    return digest.hexdigest()
