"""Names of files: readable after the address, and good on every file system."""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import sha256
from itertools import chain, count
from urllib.parse import unquote, urlsplit

_STRANGE = re.compile(r"[^a-z0-9_-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\Z")  # devices of Windows, with any suffix
_LONGEST_PART = 60
_LONGEST = 180  # Windows takes 260 with the folder in front


def name(url: str, suffix: str, taken: Collection[str] = ()) -> str:
    """Return the path of a file for an address, with `/`: its host, its path, and `suffix`.

    taken: paths in lower case that are in use. Where the path alone would not tell two addresses apart, some digits
    of the address's hash stand behind it. A folder never has a dot, so no folder takes the name of a file.

    >>> name("https://www.example.com/pricing/", "html")
    'www.example.com/pricing/index.html'
    >>> name("https://www.example.com/pricing?plan=Team", "html")
    'www.example.com/pricing-9e90479c.html'
    """
    parts = urlsplit(url)
    path = unquote(parts.path).lstrip("/")
    *folders, last = path.split("/")
    stem = last.removesuffix(f".{suffix}") if last else "index"
    pieces = [*folders, stem]
    safe = [_safe(piece) for piece in pieces]
    host = _host(parts.netloc)
    file = "/".join([host, *safe])
    if len(file) > _LONGEST:
        file = f"{host}/{safe[-1]}"
        pieces = []
    if parts.query or safe != pieces or f"{file}.{suffix}" in taken:
        file = f"{file}-{sha256(url.encode()).hexdigest()[:8]}"
    # A page may be called by itself what a hash makes of another one.
    numbers = chain([""], (f"-{at}" for at in count(2)))
    return next(path for at in numbers if (path := f"{file}{at}.{suffix}") not in taken)


def _host(netloc: str) -> str:
    safe = re.sub(r"[^a-z0-9.-]+", "-", netloc.lower()).strip("-.")[:_LONGEST_PART].rstrip("-.")
    return safe or "site"  # "https://-/" has nothing that a folder could be called


def _safe(piece: str) -> str:
    safe = _STRANGE.sub("-", piece.lower()).strip("-")[:_LONGEST_PART].rstrip("-")
    return f"{safe or 'page'}_" if _RESERVED.match(safe) else safe or "page"
