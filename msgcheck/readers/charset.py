"""Bytes to text, without guessing where the file says it itself."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# Longest mark first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Codecs of Python that are no charsets; some take time in the square of the length.
_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
# Browsers read these labels as Windows-1252; the curly quotes of copy are only there.
_WINDOWS = {"iso8859-1", "ascii", "cp1252"}
# What Western text does not look like when it is read as Windows-1252.
_NOT_WESTERN = re.compile(
    r"[^\W\d_][¢£¤¥¦¬±²³µ¶¸¹º¼½¾¿‚„†‡‰ˆ][^\W\d_]"  # a sign within a word: Polish "p³aci"
    r"|[a-zß-öø-ÿ][À-ÖØ-ÞŒŠŽŸ][a-zß-öø-ÿ]"  # a capital within a word: Polish "póŸno"
    r"|[À-ÖØ-öø-ÿ]{3}|[¡-ÿ]{4}"  # words without one ASCII letter: Cyrillic, Greek, Chinese
    r"|[ŠšŽž]"  # Czech, Slovak, Croatian, Slovenian
)
_TURKISH, _ICELANDIC = re.compile("[ýþð]"), re.compile("[áæéíóú]")  # ı ş ğ stand where Iceland has ý þ ð
LONGEST_TEXT = 20_000_000  # characters, ten times the longest novel; reading it takes half a minute
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.02  # text has none; a compressed file decoded as Latin-1 has about 12 %


class UnreadableTextError(ValueError):
    """The bytes are no text, or no charset fits them. `str()` is the reason, for people."""


def decode(data: bytes, declared: str = "", *, longest: int = LONGEST_TEXT) -> tuple[str, list[str]]:
    """Return the text of `data` and what a person should know about the decoding.

    Tried in this order: byte order mark, UTF-16 by its zero bytes, `declared` (a charset label, as in
    "text/html; charset=..."), UTF-8, Windows-1252, the best guess of charset-normalizer. A lone carriage return
    as line end becomes a line feed, so no offset moves; "\\r\\n" stays as it is.

    longest: characters that are taken.

    Raises UnreadableTextError for binary content, and for more than `longest`.
    """
    text, notes = _decoded(data, declared)
    if len(text) > longest:
        raise UnreadableTextError(
            f"over {longest // 1_000_000} million letters of text: data rather than copy"
        )
    if len(_CONTROLS.findall(text)) > len(text) * _CONTROL_SHARE or "\0" in text:
        raise UnreadableTextError("binary content, not text")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    return text, notes


def _decoded(data: bytes, declared: str) -> tuple[str, list[str]]:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _with_mark(data[len(mark) :], charset)
    if b"\0" in data:
        return _without_mark(data), ["read as UTF-16: it has no byte order mark"]
    utf8 = _strictly(data, "utf-8")
    charset, notes = _known(declared)
    if charset in {"", "utf-8"}:
        if utf8 is not None:
            return utf8, notes
        text, guess = _guessed(data)
        return text, [*notes, f"not valid UTF-8, read as {guess}"]
    if utf8 is not None and not data.isascii() and charset in _WINDOWS:
        # Valid UTF-8 with multi-byte letters is never Windows-1252 by chance: the label is stale.
        return utf8, [f"declared {declared}, read as UTF-8: that is what the bytes are"]
    text_or_none = _strictly(data, "cp1252" if charset in _WINDOWS else charset)
    if text_or_none is not None:
        return text_or_none, notes
    if utf8 is not None:
        return utf8, [f"declared {declared}, but the bytes are UTF-8"]
    text, guess = _guessed(data)
    return text, [f"declared {declared}, but the bytes are not; read as {guess}"]


def _known(declared: str) -> tuple[str, list[str]]:
    label = declared.strip().strip("\"'")
    if not label:
        return "", []
    try:
        name = codecs.lookup(label).name
        b"a".decode(name)  # "hex" is a codec too, but no charset
    except UnicodeDecodeError:
        # A label that was read as ASCII cannot be UTF-16 (browsers reason the same way).
        return "", []
    except (LookupError, ValueError):  # ValueError: a label with a NUL in it
        name = ""
    if not name or name in _NO_CHARSETS:
        return "", [f"unknown charset {label!r}, not used"]
    return name, []


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None


def _with_mark(data: bytes, charset: str) -> tuple[str, list[str]]:
    text = _strictly(data, charset)
    if text is not None:
        return text, []
    return data.decode(charset, "replace"), [f"broken {charset.upper()}: some characters could not be read"]


def _without_mark(data: bytes) -> str:
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    # Latin text in UTF-16 is zero in (nearly) every second byte, and only on one side.
    for zeros, others, charset in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if half and zeros > 0.6 * half and others < 0.05 * half:
            text = _strictly(data[: len(data) // 2 * 2], charset)
            if text is not None:
                return text
    raise UnreadableTextError("binary content, not text")


def _guessed(data: bytes) -> tuple[str, str]:
    """Return the text and its charset: Windows-1252, unless it makes no Western text and another charset fits.

    A few accents are too little for a detector: it reads "voilà" as Czech or Polish just as well.
    """
    western = _strictly(data, "cp1252")
    if western is not None and not _is_foreign(western):
        return western, "cp1252"
    # More than 64 kB do not make the guess better, only slower.
    best = from_bytes(data[:65536]).best()
    text = _strictly(data, best.encoding) if best is not None else None
    if best is not None and text is not None:
        return text, best.encoding
    return western or data.decode("cp1252", "replace"), "cp1252"


def _is_foreign(western: str) -> bool:
    is_turkish = _TURKISH.search(western) is not None and not _ICELANDIC.search(western)
    return is_turkish or _NOT_WESTERN.search(western) is not None
