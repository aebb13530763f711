"""The charset of a text file, found so that the file can be written again byte for byte."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from msgcheck.fixers.change import UnplacedError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABEL = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LABEL_WITHIN_BYTES = 4096
# Browsers read these labels as Windows-1252; so does the reader.
_WESTERN = frozenset({"ascii", "iso8859-1", "latin-1"})
_OTHERS = (
    *("utf-8", "cp1252", "utf-16-le", "utf-16-be"),
    *(
        "cp1250",
        "cp1251",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "koi8-r",
        "iso8859-2",
        "mac-roman",
    ),
    *("shift-jis", "euc-jp", "gb18030", "big5", "euc-kr", "cp437", "cp850"),
)


class Encoding(NamedTuple):
    """How a text stands in bytes. returns: its lines end with a lone carriage return."""

    mark: bytes
    charset: str
    returns: bool

    def encode(self, text: str) -> bytes:
        """Return the bytes. Raises UnplacedError for a letter that the charset does not have."""
        try:
            return self.mark + (text.replace("\n", "\r") if self.returns else text).encode(self.charset)
        except UnicodeEncodeError as err:
            letter = err.object[err.start : err.end]
            raise UnplacedError(f"{letter!r} cannot be written in {self.charset}") from err


def label_of(data: bytes) -> str:
    """Return the charset that a web page declares, "" without one."""
    label = _LABEL.search(data, 0, _LABEL_WITHIN_BYTES)
    return label[1].decode("ascii", "replace") if label else ""


def encoding_of(data: bytes, text: str, declared: str = "") -> Encoding:
    """Return the encoding in which `text`, as read, gives exactly `data` again.

    declared: a charset label. It counts where it fits, also for plain ASCII: new letters must fit it, too.
    Raises UnplacedError where there is none: some bytes could not be read.
    """
    mark, only = next(((m, c) for m, c in _MARKS if data.startswith(m)), (b"", ""))
    bare = data.removeprefix(mark)
    for charset in (only,) if only else (*_known(declared), *_OTHERS):
        for returns in (False, True):
            encoding = Encoding(mark, charset, returns)
            try:
                if bare.decode(charset).replace("\r", "\n") == text.replace("\r", "\n") and (
                    encoding.encode(text) == data
                ):
                    return encoding
            except (UnicodeDecodeError, UnplacedError):
                continue
    raise UnplacedError("some of its bytes are no text: they could not be kept as they are")


def _known(label: str) -> tuple[str, ...]:
    try:
        name = codecs.lookup(label).name if label else ""
        b"a".decode(name or "ascii")
    except (LookupError, UnicodeDecodeError):
        return ()
    return () if not name else ("cp1252",) if name in _WESTERN else (name,)
