"""Which answers hold copy, as their heads tell, and the suffix of the file that keeps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from msgcheck.sources.crawl.addresses import suffix

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
HTML = frozenset({"text/html", "application/xhtml+xml"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_SUFFIXES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    f"{_OFFICE}presentationml.presentation": "pptx",
    f"{_OFFICE}presentationml.slideshow": "ppsx",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    "text/markdown": "md",
    "text/x-markdown": "md",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "message/rfc822": "eml",
}
_READ = frozenset(_SUFFIXES.values()) | {"htm", "xhtml", "markdown", "tab", "pptm", "xlsm"}
# Servers say this of everything that they do not know; the name of the file knows more.
_ANYTHING = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:+-]+)", re.IGNORECASE)
_FILE_NAME = re.compile(r"filename\*?\s*=\s*(?:[\w-]+'[\w-]*')?\"?([^\";]+)", re.IGNORECASE)


def media_type(headers: Mapping[str, str]) -> str:
    """Return the media type in lower case, without parameters; "" without one."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def charset(headers: Mapping[str, str]) -> str:
    """Return the charset that the head declares; "" without one."""
    found = _CHARSET.search(headers.get("content-type", ""))
    return found[1] if found else ""


def file_suffix(url: str, headers: Mapping[str, str]) -> str:
    """Return the suffix of the file to keep an answer in; "" for what is no copy.

    >>> file_suffix("https://a.example/price-list", {"content-type": "application/pdf"})
    'pdf'
    """
    kind = media_type(headers)
    if kind in _ANYTHING:
        attached = _FILE_NAME.search(headers.get("content-disposition", ""))
        named = suffix(f"https://x/{attached[1].strip()}") if attached else suffix(url)
        if named in _READ:
            return named
        return "html" if kind == "" else ""  # a server without any types: its content decides
    by_type = _SUFFIXES.get(kind, "")
    return "md" if by_type == "txt" and suffix(url) in ("md", "markdown") else by_type
