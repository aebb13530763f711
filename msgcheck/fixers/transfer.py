"""The body of a mail as it travels: quoted-printable and base64, written again with the lines that changed.

>>> rewrite(b"Caf=C3=A9\\r\\nan e-mail", "quoted-printable", "Café\\r\\nan e-mail".encode(), "Café\\r\\nan email".encode())
b'Caf=C3=A9\\r\\nan email'
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re

from msgcheck.fixers.change import UnplacedError

_LOGICAL_LINE = re.compile(
    rb"(?:=[ \t]*\r?\n|[^\n])*\n|(?:=[ \t]*\r?\n|[^\n])+\Z"
)  # soft breaks do not end it
_LONGEST_LINE = 76  # of RFC 2045, without the line end


def rewrite(raw: bytes, encoding: str, old: bytes, new: bytes) -> bytes:
    """Return what stands for `new` where `raw` stood for `old`.

    encoding: the Content-Transfer-Encoding, in lower case.
    Raises UnplacedError where `raw` does not stand for `old` by the rules, or cannot hold `new`.
    """
    if encoding == "base64":
        return _base64(raw, old, new)
    if encoding == "quoted-printable":
        return _quoted_printable(raw, old, new)
    if encoding not in ("", "7bit", "8bit", "binary") or raw != old:
        raise UnplacedError(f"its transfer encoding {encoding!r} could not be kept")
    if encoding in ("", "7bit") and old.isascii() and not new.isascii():
        raise UnplacedError("the mail declares to hold ASCII letters only")
    return new


def _base64(raw: bytes, old: bytes, new: bytes) -> bytes:
    """Return all of it anew, in lines as long as before, between the same white space."""
    lines = raw.split()
    try:
        if not lines or base64.b64decode(b"".join(lines), validate=True) != old:
            raise UnplacedError("its base64 is damaged")
    except binascii.Error as err:
        raise UnplacedError("its base64 is damaged") from err
    packed = base64.b64encode(new)
    width = len(lines[0]) if len(lines) > 1 else _LONGEST_LINE
    body = _line_end(raw).join(packed[at : at + width] for at in range(0, len(packed), width))
    start, end = raw.index(lines[0]), len(raw.rstrip())
    return raw[:start] + body + raw[end:]


def _quoted_printable(raw: bytes, old: bytes, new: bytes) -> bytes:
    """Return `raw` with the lines encoded anew that differ, and no others."""
    lines = _LOGICAL_LINE.findall(raw)
    read = [quopri.decodestring(line) for line in lines]
    wanted = new.splitlines(keepends=True)
    if b"".join(read) != old or b"".join(lines) != raw:
        raise UnplacedError("its quoted-printable is not written by the rules")
    if [line for each in read for line in each.splitlines(keepends=True)] != read or len(wanted) != len(read):
        return _encoded(new, raw)  # an encoded line end, or fewer lines: none stands for another
    return b"".join(
        line if is_ == was else _encoded(is_, raw) for line, was, is_ in zip(lines, read, wanted, strict=True)
    )


def _encoded(text: bytes, raw: bytes) -> bytes:
    return quopri.encodestring(text.replace(b"\r\n", b"\n")).replace(b"\n", _line_end(raw))


def _line_end(raw: bytes) -> bytes:
    return b"\r\n" if b"\r\n" in raw else b"\n"
