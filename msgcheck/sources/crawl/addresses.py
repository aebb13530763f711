"""Addresses: one form for each, which are worth asking, and which come from a trap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit

from pathspec import GitIgnoreSpec
from w3lib.url import safe_url_string

# Say where a visitor came from; the page is the same without them.
_TRACKING = re.compile(
    r"(?:utm_\w+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|twclid|ttclid|li_fat_id|yclid|igshid|mc_cid|mc_eid"
    r"|mkt_tok|hsctatracking|_hs(?:enc|mi)|_ga|_gl|vero_id|oly_(?:anon|enc)_id|s_cid)\Z",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
LONGEST = 2000  # characters; browsers and servers allow little more, and traps grow

# Not asked at all: no copy of ours is in them.
_NO_COPY = frozenset(
    "7z aac apk avi avif bin bmp bz2 css cur dmg eot eps exe flac gif gz ico ics iso jar jpeg jpg js json less m4a"
    " m4v map mjs mkv mov mp3 mp4 mpeg mpg msi ogg otf png ps psd rar rss atom scss sig svg swf tar tgz tif tiff ttf"
    " vcf wasm wav webm webmanifest webp wmv woff woff2 xml xz zip".split()
)
# Copy, but in a format that is not read: named, so that somebody can save it in another one.
_UNREAD = {
    **dict.fromkeys(("doc", "dot", "rtf", "odt", "pages"), "save it as .docx or .pdf"),
    **dict.fromkeys(("ppt", "pps", "odp", "key"), "save it as .pptx or .pdf"),
    **dict.fromkeys(("xls", "ods", "numbers"), "save it as .xlsx or .csv"),
    "epub": "save it as .pdf or .html",
}
# A calendar has a page for every day of all time.
_DATED = re.compile(r"(?<=/)\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?/?\Z")
MOST_VARIANTS = (
    50  # of one path by its query, or of one calendar by its date; lists of products have some ten
)
_MOST_SEGMENTS = 20
_MOST_REPEATS = 3  # "/en/en/en/": relative links that lead deeper every time


def normal(url: str) -> str:
    """Return the address in one form, or "" for what is no http or https address (or is far too long).

    The fragment, tracking parameters, the usual port and a user's name are dropped; the order of other parameters
    stays, since some sites read meaning into it.

    >>> normal("HTTPS://Example.com:443/a b?utm_source=x&id=2#top")
    'https://example.com/a%20b?id=2'
    """
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return ""
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.match(p.partition("=")[0]))
    found = urlunsplit((scheme, netloc, _path(parts.path) or "/", query, ""))
    return found if len(found) <= LONGEST else ""


def _path(path: str) -> str:
    """Return the path without "." and ".." segments."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1] if len(kept) > 1 else kept
        elif segment != ".":
            kept.append(segment)
    tail = "/" if path.endswith(("/.", "/..")) else ""
    return "/".join(kept) + (tail if not "/".join(kept).endswith("/") else "")


def suffix(url: str) -> str:
    """Return what stands after the last dot of the path's last part, in lower case: "pdf"; "" for none."""
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower().lstrip(".")


def holds_no_copy(url: str) -> bool:
    """Say whether the name alone tells that there is nothing to read: a picture, a script, an archive."""
    return suffix(url) in _NO_COPY


def unread(url: str) -> str:
    """Return what to do about a document in a format that is not read; "" for all others."""
    return _UNREAD.get(suffix(url), "")


class Patterns:
    """What `include` and `exclude` say, on the path of an address."""

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        """Take patterns as in .gitignore: "/pricing/**", "*.pdf", "!/legal/terms"."""
        self._include = GitIgnoreSpec.from_lines(include) if include else None
        self._exclude = GitIgnoreSpec.from_lines(exclude)

    def excluded(self, url: str) -> bool:
        """Say whether the address is not to be asked at all."""
        return self._exclude.match_file(_file(url))

    def included(self, url: str) -> bool:
        """Say whether it is to be kept."""
        return self._include is None or self._include.match_file(_file(url))


def _file(url: str) -> str:
    return (
        unquote(urlsplit(url).path).lstrip("/") or "index.html"
    )  # a pattern needs a name: "/" is the home page


class Traps:
    """Counts the variants of each path, in the order in which they are asked for."""

    def __init__(self, most: int = MOST_VARIANTS) -> None:
        self._most = most
        self._variants: Counter[str] = Counter()

    def reason(self, url: str) -> tuple[str, str]:
        """Return (the path that has too many variants, why it is a trap), or two empty strings for a good one."""
        parts = urlsplit(url)
        segments = [segment.lower() for segment in parts.path.split("/") if segment]
        if len(segments) > _MOST_SEGMENTS:
            return urlunsplit(parts._replace(path="/" + segments[0], query="")), "its path goes on and on"
        if segments and max(Counter(segments).values()) >= _MOST_REPEATS:
            return urlunsplit(parts._replace(path="/" + segments[0], query="")), "its path repeats itself"
        path = _DATED.sub("", parts.path)
        if not parts.query and path == parts.path:
            return "", ""
        place = urlunsplit(parts._replace(path=path, query=""))
        self._variants[place] += 1
        if self._variants[place] > self._most:
            return place, f"more than {self._most} variants of one page (a calendar or a filter?)"
        return "", ""
