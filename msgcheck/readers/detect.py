"""What a file is: by its content first, then by its name."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from msgcheck.errors import SourceError
from msgcheck.model import Resource

_BY_NAME = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "html"),
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx"), "markdown"),
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    ".eml": "email",
    ".mbox": "mbox",
    ".msg": "msg",
    ".zip": "zip",
    **dict.fromkeys((".pptx", ".pptm", ".ppsx", ".potx"), "pptx"),
    ".docx": "docx",
    ".pdf": "pdf",
    **dict.fromkeys((".xlsx", ".xlsm"), "xlsx"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "json"),
    **dict.fromkeys((".srt", ".vtt"), "subtitles"),
}
_BY_MEDIA_TYPE = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "message/rfc822": "email",
    "application/mbox": "mbox",
    "application/json": "json",
    "text/vtt": "subtitles",
}
_PROGRAM = {
    "pptx": "PowerPoint",
    "docx": "Word",
    "xlsx": "Excel",
    "pdf": "a PDF program",
    "email": "your mail program",
    "mbox": "your mail program",
    "msg": "Outlook",
    "zip": "a zip program",
    "html": "a browser",
    "markdown": "a text editor",
    "text": "a text editor",
    "csv": "a text editor",
    "json": "a text editor",
    "subtitles": "a text editor",
}

_NOT_COPY = {
    **dict.fromkeys(
        (".py", ".js", ".ts", ".jsx", ".tsx", ".css", ".scss", ".sh", ".rb", ".go", ".java", ".php"),
        "program code",
    ),
    **dict.fromkeys(
        (".yaml", ".yml", ".toml", ".ini", ".cfg", ".lock", ".env", ".log", ".map"), "settings or a log"
    ),
    **dict.fromkeys((".xml", ".rss", ".atom"), "XML data"),
    ".svg": "a drawing",
    ".ics": "a calendar entry",
    ".vcf": "an address card",
}
_NOT_YET = {
    ".rtf": ("rich text", "open it in Word and save it as .docx"),
}

_HTML = re.compile(  # atomic: a run of comments can be cut in two to the power of their number ways
    r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body|table|div)\b",
    re.I | re.S,
)
_SUBTITLES = re.compile(r"\s*(?:WEBVTT\b|\d+\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> )")
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?: |\t|\r?\n[ \t])")
_SENT = frozenset({"mime-version", "received", "message-id", "return-path", "dkim-signature", "delivered-to"})
_WRITTEN = frozenset({"from", "to", "subject", "date", "reply-to", "cc"})

_PICTURE = ("a picture", "write its words as alt text, or leave it out with `exclude`")
_SOUND = ("a video or sound file", "save its transcript as .txt")
_PROGRAM_FILE = ("a program or font", "leave it out with `exclude`")
_ARCHIVE = ("a packed archive", "unpack it and give the folder")
_MARKS = (
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|BM|II\*\x00|MM\x00\*|\x00\x00\x01\x00|8BPS|....ftyp(?:avif|hei)",
        *_PICTURE,
    ),
    (rb"....ftyp|....moov|ID3|\xff[\xfb\xf3\xf2]|RIFF|OggS|fLaC|\x1a\x45\xdf\xa3", *_SOUND),
    (rb"MZ|\x7fELF|wOF[F2]|OTTO|\x00\x01\x00\x00|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", *_PROGRAM_FILE),
    (rb"\x1f\x8b|Rar!|7z\xbc\xaf|BZh|\xfd7zXZ|.{257}ustar", *_ARCHIVE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (  # names of streams in a compound file are UTF-16
    ("EncryptedPackage", "protected by a password", "save it without a password"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)", "save it as .pptx"),
    ("WordDocument", "an old Word file (.doc)", "save it as .docx"),
    ("Workbook", "an old Excel file (.xls)", "save it as .xlsx"),
)
_OLE_MAIL = "__properties_version1.0".encode("utf-16-le")  # asked first: it may hold files of other kinds
_ZIP_PARTS = {"ppt/": "pptx", "word/": "docx", "xl/": "xlsx"}
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, OSError, ValueError, LookupError, RuntimeError, EOFError)
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def detect(resource: Resource) -> str:
    """Return the kind: html, markdown, text, email, pptx, docx, pdf, csv, xlsx, json, subtitles, msg, mbox or zip.

    Raises SourceError, with the next step as its hint, for everything that is not read.
    """
    data = resource.data
    if not data.strip(b"\x00 \t\r\n"):
        raise SourceError(
            resource.uri, "the file is empty" if not data else "the file holds white space only"
        )
    kind = _binary_kind(resource)
    if kind is None:
        kind = _text_kind(resource)
    return kind


def _suffix(resource: Resource) -> str:
    """Return what the name of a file ends with; "" for an address whose server says what it holds.

    "https://acme.sh/" is no shell script, and "index.php" no program: it answers with a page.
    """
    if resource.uri.startswith(("http://", "https://")):
        path = urlsplit(resource.uri).path
        if _BY_MEDIA_TYPE.get(_media_type(resource)) or path.endswith("/"):
            return ""
        return PurePosixPath(path).suffix.lower()
    return PurePosixPath(resource.uri.split("?")[0].split("#")[0]).suffix.lower()


def _media_type(resource: Resource) -> str:
    return resource.media_type.split(";")[0].strip().lower()


def _binary_kind(resource: Resource) -> str | None:
    """Return pdf, pptx, docx, xlsx, msg or zip; None for text. Raises SourceError for other binary content."""
    data, uri = resource.data, resource.uri
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(resource)
    if data.startswith(_OLE):
        if _OLE_MAIL in data:
            return "msg"
        raise _ole_error(resource)
    if data.startswith(b"{\\rtf"):
        raise _not_yet(uri, ".rtf")
    if not _is_binary(data):  # asked first: a text may begin with "BM", as a bitmap does
        return None
    for mark, what, hint in _MARKS:
        if re.match(mark, data, re.DOTALL):
            raise SourceError(uri, f"{what}: holds no text that can be read", hint)
    program = _PROGRAM.get(_BY_NAME.get(_suffix(resource), ""))
    if program is None:
        raise SourceError(uri, "a binary file of an unknown kind", "save the words as .docx, .pdf or .txt")
    raise _mislabelled(uri, program)


def _mislabelled(uri: str, program: str) -> SourceError:
    return SourceError(
        uri,
        f"the file is damaged or is not what its name says ({program})",
        f"open it in {program} and save it again",
    )


def _zip_kind(resource: Resource) -> str:
    uri = resource.uri
    named = _BY_NAME.get(_suffix(resource), "")
    try:
        with zipfile.ZipFile(io.BytesIO(resource.data)) as archive:
            names = archive.namelist()
            media_type = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except _ZIP_ERRORS as err:
        program = _PROGRAM.get(named)
        if program is None or named == "zip":
            raise SourceError(
                uri, "a damaged zip archive", "pack it again, or give the files themselves"
            ) from err
        raise SourceError(
            uri, "the file is damaged (cut off?)", f"open it in {program} and save it again"
        ) from err
    if "[Content_Types].xml" in names:
        for folder, kind in _ZIP_PARTS.items():
            if any(name.startswith(folder) for name in names):
                return kind
    if media_type.startswith(b"application/vnd.oasis.opendocument"):
        raise SourceError(uri, "an OpenDocument file (LibreOffice)", "save it as .docx, .pptx or .xlsx")
    if media_type.startswith(b"application/epub"):
        raise SourceError(uri, "an e-book (.epub)", "save it as .pdf or .html")
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names) or "Index.zip" in names:
        raise SourceError(uri, "a Pages, Keynote or Numbers file", "export it as .docx, .pptx or .xlsx")
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
        raise SourceError(uri, f"{_PROGRAM_FILE[0]}: holds no text that can be read", _PROGRAM_FILE[1])
    if "[Content_Types].xml" in names:
        raise SourceError(
            uri, "an Office file of a kind that is not read", "save it as .docx, .pptx or .xlsx"
        )
    if named in ("pptx", "docx", "xlsx", "pdf", "msg"):
        raise _mislabelled(uri, _PROGRAM[named])
    return "zip"


def _ole_error(resource: Resource) -> SourceError:
    """Return the error for an OLE compound file: old Office, Outlook, or password-protected new Office."""
    for name, reason, hint in _OLE_STREAMS:
        if name.encode("utf-16-le") in resource.data:
            return SourceError(resource.uri, reason, hint)
    if _BY_NAME.get(_suffix(resource)) in ("pptx", "docx", "xlsx"):
        return SourceError(resource.uri, "protected by a password", "save it without a password")
    return SourceError(resource.uri, "an old Office file", "save it as .docx, .pptx or .xlsx")


def _text_kind(resource: Resource) -> str:
    uri, suffix = resource.uri, _suffix(resource)
    head = _head(resource.data)
    if _is_mailbox(head):
        return "mbox"
    if suffix in _NOT_YET:
        raise _not_yet(uri, suffix)
    if _SUBTITLES.match(head):
        return "subtitles"
    if suffix in _NOT_COPY:
        raise SourceError(uri, f"{_NOT_COPY[suffix]}, not copy", "leave it out with `exclude`")
    names = _header_names(head)
    named = _BY_NAME.get(suffix) or _BY_MEDIA_TYPE.get(_media_type(resource))
    if len(names & (_SENT | _WRITTEN)) >= 2 and (
        names & _SENT or (named != "markdown" and len(names & _WRITTEN) > 2)
    ):
        return "email"
    if named in ("pptx", "docx", "xlsx", "pdf", "msg", "zip"):
        if _HTML.match(head):
            raise SourceError(uri, f"a web page under the name of a {suffix} file", "download it again")
        raise SourceError(uri, f"plain text under the name of a {suffix} file", "give it its right name")
    if named == "mbox":
        raise _mislabelled(uri, _PROGRAM[named])
    if named != "markdown" and _HTML.match(head):  # a Markdown page may begin with <div align="center">
        return "html"
    if named == "markdown" and re.match(r"\s*<(?:!doctype\s+html|html)\b", head, re.I):
        return "html"
    if named:
        return named
    if head.lstrip().startswith("<?xml"):
        raise SourceError(uri, "XML data, not copy", "leave it out with `exclude`")
    if _is_json(head, resource.data):
        return "json"
    return "text"


def _head(data: bytes) -> str:
    """Return the first 16 KiB as text, good enough to look for ASCII marks."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[:16384].decode("utf-16", errors="replace").lstrip("\ufeff")
    return data[:16384].decode("utf-8-sig", errors="replace")


def _is_mailbox(head: str) -> bool:
    """Say whether a "From " line stands above the headers of a mail."""
    first, _, rest = head.lstrip("\r\n").partition("\n")
    if rest.startswith(">From "):
        rest = rest.partition("\n")[2]
    names = _header_names(rest)
    return first.startswith("From ") and (bool(names & _SENT) or len(names & _WRITTEN) > 1)


def _header_names(head: str) -> frozenset[str]:
    """Return the names of the mail headers that `head` begins with, in lower case."""
    names: set[str] = set()
    for line in head.splitlines():
        if line[:1] in (" ", "\t") and names:
            continue
        match = _HEADER_LINE.match(line + "\n ")
        if not match:
            break
        names.add(match[1].lower())
    return frozenset(names)


def _is_json(head: str, data: bytes) -> bool:
    if head.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _is_binary(data: bytes) -> bool:
    """Say whether the first 64 KiB hold what no text holds: a twentieth of control characters."""
    head = data[:65536]
    if head.startswith(_BOMS):
        return False
    even, odd = head[0::2], head[1::2]
    for zeros, letters in ((even, odd), (odd, even)):
        if zeros.count(0) > 0.6 * len(zeros):  # UTF-16 without a mark, if the other half is text
            return _controls(letters) > len(letters) / 20
    return _controls(head) > len(head) / 20


def _controls(data: bytes) -> int:
    return sum(data.count(code) for code in range(32) if code not in (9, 10, 12, 13, 27))


def _not_yet(uri: str, suffix: str) -> SourceError:
    what, hint = _NOT_YET[suffix]
    return SourceError(uri, f"{what}: this format is not read", hint)
