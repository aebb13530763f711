"""From a place to its source: an address with a text fragment, or a path with its line."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from msgcheck.model import Place, Surface
from msgcheck.report.wording import printable, spot

# A browser can only scroll to words that it draws.
UNDRAWN = {
    Surface.ALT, Surface.META, Surface.OG, Surface.JSON_LD, Surface.TITLE, Surface.HIDDEN,
    Surface.SUBJECT, Surface.PREHEADER, Surface.NOTE, Surface.HIDDEN_SLIDE,
}  # fmt: skip


def is_web(uri: str) -> bool:
    """Whether a browser may follow it. Only http and https: `javascript:` is an address too."""
    return uri.lower().startswith(("http://", "https://"))


def href(place: Place) -> str:
    """Return the address of the words in a web page, "" for anything else."""
    if not is_web(place.uri):
        return ""
    # What stands on all pages of a site has the site's address, and a word behind it.
    uri = quote(printable(place.uri).partition(" (")[0], safe="%/:?#[]@!$&'()*+,;=~")
    words = printable(place.quote).split()
    if not words or place.surface in UNDRAWN:
        return uri
    # A long quote may run over inline elements: its two ends find it more surely than the whole.
    ends = [words] if len(words) <= 8 else [words[:4], words[-4:]]
    text = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{uri}{'' if urlsplit(uri).fragment else '#'}:~:text={text}"


def shown(place: Place) -> str:
    """Return the uri as people read it: no scheme for an address, the line after a path."""
    return bare(place.uri) if is_web(place.uri) else spot(place)


def bare(uri: str) -> str:
    """Return an address without scheme and last slash; a path as it is."""
    return uri.split("://", 1)[1].removesuffix("/") if is_web(uri) else uri
