"""Why there is no answer, in words, and what to do about it."""

from __future__ import annotations

import sys
import zlib
from gzip import BadGzipFile

import brotli
from OpenSSL.SSL import Error as SslError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionLost

from msgcheck.sources.crawl.hosts import Hosts

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

AGAIN = "crawl again; if it stays, look at the server"
_BROKEN_PACKING = (BadGzipFile, EOFError, brotli.error, zlib.error, zstd.ZstdError)
# What a download raises for a reason that lies with the site or the network, and not with us.
KINDS = (
    CannotResolveHostError,
    ConnectError,
    ConnectionLost,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    OSError,
    ResponseDataLossError,
    SslError,
    ValueError,
    *_BROKEN_PACKING,
)
_REASONS = (
    (CannotResolveHostError, "there is no host of this name"),
    (DownloadConnectionRefusedError, "the host refuses the connection"),
    (DownloadTimeoutError, "no full answer in time"),
    (ResponseDataLossError, "the answer is cut off before its end"),
    (DownloadFailedError, "the connection broke off"),
    (ConnectionLost, "the connection broke off"),
)


def why(err: Exception, host: str, hosts: Hosts, max_bytes: int) -> tuple[str, str]:
    """Return (the reason, what to do next) for an error of `KINDS`; the hint is AGAIN where a moment may help."""
    if isinstance(err, CannotResolveHostError | ConnectError) and host in hosts.refused:
        reason = f"{host} stands at {hosts.refused[host]}, an address of a private network"
        return reason, "begin the crawl there when that is meant"
    # Scrapy cancels a download for its size only; of one that grows without telling, it does not say so.
    if isinstance(err, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(err):
        hint = "raise limits.file_mb in msgcheck.yaml, or leave it out with `exclude`"
        return f"too large: over {max_bytes / 1_000_000:g} MB", hint
    if isinstance(err, _BROKEN_PACKING):
        return "its bytes are not packed as its Content-Encoding says", "look at the page in a browser"
    if isinstance(err, SslError) or "certificate" in str(err):
        return f"no safe connection: {_short(err)}", "mend the certificate of the site"
    reasons = (words for kind, words in _REASONS if isinstance(err, kind))
    return next(reasons, _short(err)), AGAIN


def _short(err: Exception) -> str:
    return " ".join(str(err).split())[:200] or type(err).__name__
