"""What a page and a sitemap say to a crawler: where to go on, what to leave out, which address is the right one."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.etree import LxmlError
from scrapy.http import HtmlResponse
from scrapy.linkextractors.lxmlhtml import LxmlLinkExtractor
from scrapy.utils.gz import gunzip
from scrapy.utils.response import get_base_url, get_meta_refresh
from scrapy.utils.sitemap import Sitemap

from msgcheck.sources.crawl.addresses import normal

_LINKS = LxmlLinkExtractor(tags=("a", "area"), attrs=("href",), deny_extensions=[], canonicalize=False)
_CANONICAL = re.compile(r"<([^>]*)>[^,<]*;\s*rel\s*=\s*\"?canonical\b", re.IGNORECASE)  # in a Link header
_WITH_VALUES = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_SOON_S = 10.0  # a page that sends its readers on within that time is no page to read
_MOST_IN_SITEMAP = 50_000  # as many as sitemaps.org allows in one file
_BASE = re.compile(r"<base\b", re.IGNORECASE)
# Codecs of Python that are no charsets; some take time in the square of the length.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in the markup for crawlers.

    links:   addresses in one form, sorted, without those of rel=nofollow.
    refresh: where the page sends its readers, "" when it does not.
    """

    links: tuple[str, ...] = ()
    canonical: str = ""
    refresh: str = ""
    noindex: bool = False


def read(url: str, body: bytes, content_type: str, headers: Mapping[str, str], agent: str) -> Page:
    """Return what a page says.

    content_type: media type and charset of `body`, where the head declares one.
    headers: of the answer; agent: our name, as in robots.txt.
    """
    response = _response(url, body, content_type)
    orders = header_orders(headers, agent) | _meta_orders(response, agent)
    followed = () if "nofollow" in orders else _links(response)
    delay_s, target = _refresh(response)
    refresh = normal(target) if target and delay_s is not None and delay_s < _SOON_S else ""
    canonical = response.xpath('//link[contains(concat(" ", @rel, " "), " canonical ")]/@href').get() or ""
    if not canonical.strip() and (named := _CANONICAL.search(headers.get("link", ""))):
        canonical = named[1]
    return Page(
        links=followed,
        canonical=joined(url, canonical) if canonical.strip() else "",
        refresh="" if refresh == url else refresh,
        noindex="noindex" in orders,
    )


def _response(url: str, body: bytes, content_type: str) -> HtmlResponse:
    """Return a page in a form that can be asked for links, whatever charset and base address it names."""
    response = HtmlResponse(url, body=body, headers={"Content-Type": content_type})
    if not _is_charset(response.encoding):  # the readers do not use it either, and say so
        response = HtmlResponse(url, body=body, encoding="utf-8")
    try:
        get_base_url(response)
    except ValueError:  # <base href="http://[">: browsers pass over it
        text = _BASE.sub("<no-base", response.text)
        response = HtmlResponse(url, body=text.encode("utf-8", "replace"), encoding="utf-8")
    return response


def _is_charset(name: str) -> bool:
    try:
        b"a".decode(name)  # "hex" is a codec too
    except UnicodeDecodeError:  # UTF-16 has no letter of one byte
        return True
    except (LookupError, ValueError):
        return False
    return name not in _NO_CHARSETS


def _refresh(response: HtmlResponse) -> tuple[float | None, str | None]:
    try:
        delay_s, target = get_meta_refresh(response)
    except ValueError:  # "0;url=http://[" leads nowhere: browsers stay
        return None, None
    return delay_s, target


def target(url: str, location: str) -> str:
    """Return where a Location header leads, "" for nowhere on the web."""
    # The head is read as Latin-1; servers write UTF-8 into it.
    return joined(url, location.encode("latin-1", "replace").decode("utf-8", "replace"))


def _links(response: HtmlResponse) -> tuple[str, ...]:
    found = {normal(link.url) for link in _LINKS.extract_links(response) if not link.nofollow}
    return tuple(sorted(found - {""}))


def header_orders(headers: Mapping[str, str], agent: str) -> set[str]:
    """Return the words of X-Robots-Tag that are for us: "noindex", "nofollow"."""
    words: set[str] = set()
    for_us = True
    for part in headers.get("x-robots-tag", "").lower().split(","):
        name, colon, rest = (piece.strip() for piece in part.partition(":"))
        if colon and name not in _WITH_VALUES:
            for_us = name == agent.lower()  # "googlebot: noindex, nofollow" is not, up to the next name
        if for_us:
            words.add(rest or name)
    return _spelled_out(words)


def _meta_orders(response: HtmlResponse, agent: str) -> set[str]:
    words: set[str] = set()
    for meta in response.xpath("//meta[@name and @content]"):
        if meta.attrib["name"].strip().lower() in ("robots", agent.lower()):
            words |= {word.strip() for word in meta.attrib["content"].lower().split(",")}
    return _spelled_out(words)


def _spelled_out(words: set[str]) -> set[str]:
    return words | {"noindex", "nofollow"} if "none" in words else words


def sitemap(url: str, body: bytes, *, max_bytes: int) -> tuple[bool, tuple[str, ...]]:
    """Return (whether it is an index of sitemaps, the addresses in it).

    body: XML, packed with gzip or not; or plain lines of addresses.
    Raises ValueError for what is no sitemap.
    """
    if body.startswith(b"\x1f\x8b"):
        body = _unpacked(body, max_bytes)
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return False, _addresses(url, head.decode("utf-8", "replace").splitlines())
    try:
        found = Sitemap(head)
        if found.type not in ("urlset", "sitemapindex"):
            raise ValueError(f"no sitemap: it begins with <{found.type}>")
        return found.type == "sitemapindex", _addresses(url, [str(item["loc"]) for item in found])
    except (LxmlError, StopIteration) as err:
        raise ValueError("no sitemap: it cannot be read as XML") from err


def _unpacked(body: bytes, max_bytes: int) -> bytes:
    try:
        return bytes(gunzip(body, max_size=max_bytes))
    except (OSError, EOFError, zlib.error) as err:
        raise ValueError("no sitemap: it cannot be unpacked") from err


def _addresses(base: str, found: list[str]) -> tuple[str, ...]:
    return tuple(sorted({joined(base, url) for url in found[:_MOST_IN_SITEMAP]} - {""}))


def joined(base: str, url: str) -> str:
    """Return the address that `url` means on the page `base`, in one form; "" for none of the web."""
    try:
        return normal(urljoin(base, url.strip()))
    except ValueError:  # "http://[" is no address
        return ""
