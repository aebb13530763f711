"""A site where everything goes wrong that goes wrong on sites: each path one trap, all linked from the front page.

`elsewhere` and `third` are other hosts, which the crawl was not asked to read: every request to them is a fault.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from datetime import UTC, datetime
from itertools import count
from urllib.parse import unquote

import brotli

from benchmarks.crawl import documents
from benchmarks.crawl.company import sitemap, sitemap_index
from benchmarks.crawl.pages import (
    FILE_MB,
    SLOW_S,
    Trap,
    calendar,
    canonical,
    dripping,
    encoded,
    fixed,
    page,
    query,
    redirect,
    refresh,
    robots,
    said_in,
    shop,
    streaming,
)
from benchmarks.crawl.site import NOT_FOUND, Answer, Request

USER, PASSWORD = "wren", "sunlit-orchard-71"
BROCHURE = "The brochure promises 99.9 percent uptime."
UNTYPED = "The untyped paper promises 99.8 percent uptime."
ATTACHED = "The attached paper promises 99.7 percent uptime."
DECK = "The deck promises 99.5 percent uptime."
TERMS = "The terms promise 99 percent uptime."
KEY_HEADER, KEY = "X-Preview-Key", "quiet-harbour-3302"


class Traps:
    """Answers for the site."""

    def __init__(self, elsewhere: str, third: str) -> None:
        """elsewhere, third: roots that must not be asked: "http://localhost:8001", and one by number."""
        self.elsewhere, self.third = elsewhere, third
        self.traps: dict[str, Trap] = {
            **plain(),
            **redirects(elsewhere, third),
            **answers(),
            **types(),
            **endless(),
            **doubles(),
            **directives(),
            **names(),
            **guarded(elsewhere),
        }
        self.by_name = {unquote(path): trap for path, trap in self.traps.items()}
        self.front = page("Front", "Everything is linked here.", links=self.links())

    def links(self) -> tuple[str, ...]:
        """Return what the front page links to: every trap but what is reached through others."""
        own = [path for path in self.traps if not path.startswith(HIDDEN)]
        doubled = ("/product#prices", "/product?utm_source=mail&amp;utm_medium=x", "/product?gclid=Cj0")
        foreign = (f"{self.elsewhere}/linked", f"{self.third}/linked", "//localhost/linked")
        return (*own, *doubled, f"/q{ODD_QUERY}", *foreign, *NO_PAGES.split())

    def __call__(self, request: Request) -> Answer:
        """Return the answer to a request."""
        root = f"http://{request.headers['host']}"
        path = request.path
        if path == "/":
            return Answer(self.front)
        if path == "/robots.txt":
            return Answer(
                ROBOTS.format(root=root, elsewhere=self.elsewhere).encode(), media_type="text/plain"
            )
        if path == "/sitemaps/index.xml":
            parts = [
                f"{root}/sitemaps/pages.xml.gz",
                f"{root}/sitemaps/broken.xml",
                f"{self.elsewhere}/map.xml",
            ]
            return Answer(sitemap_index(parts), media_type="application/xml")
        if path == "/sitemaps/broken.xml":
            return Answer(b"<urlset><url><loc>" + b"\x00<", media_type="application/xml")
        if path == "/sitemaps/pages.xml.gz":
            urls = [f"{root}/orphan", f"{root}/closed/mapped", f"{self.elsewhere}/mapped", f"{root}/plain"]
            return Answer(gzip.compress(sitemap(urls)), media_type="application/x-gzip")
        if path.startswith("/deep/"):  # "deeper/" on every page, for ever
            return Answer(page(f"Depth {path.count('deeper')}", path, links=("deeper/",)))
        trap = self.by_name.get(unquote(path))
        return trap(request) if trap else NOT_FOUND


# Reached from another page, or from the sitemap, only.
HIDDEN = ("/hidden/", "/orphan", "/closed/mapped")

ROBOTS = """User-agent: *
Disallow: /closed/
Allow: /closed/open
Sitemap: {root}/sitemaps/index.xml
Sitemap: {elsewhere}/robots-map.xml
"""


def plain() -> dict[str, Trap]:
    """Pages without a trap, and those that robots.txt closes."""
    lasting = Answer(page("plain"), etag='"plain-1"', modified=datetime(2026, 3, 2, tzinfo=UTC))
    return {
        "/plain": lambda _: lasting,
        "/orphan": fixed(page("orphan", "Only the sitemap knows the orphan page.")),
        "/based/": fixed(page("based", head='<base href="/hidden/">', links=("next",))),
        # Line breaks of Unicode that are no line breaks of JSON lines.
        "/odd-lines": fixed(page("odd lines", head=canonical("/odd-lines#\u2028")), ETag='"a\x85b"'),
        "/hidden/next": fixed(page("next", "Reached by a base address.")),
        "/closed/secret": fixed(page("closed")),
        "/closed/mapped": fixed(page("closed too")),
        "/closed/open": fixed(page("open", "An exception of robots.txt opens this page.")),
    }


def redirects(elsewhere: str, third: str) -> dict[str, Trap]:
    """Chains, loops, and ways off the site."""
    return {
        "/chain": redirect("/chain-2", 301),
        "/chain-2": redirect("/chain-3", 307),
        "/chain-3": redirect("/hidden/chained", 308),
        "/hidden/chained": fixed(page("chained", "Three redirects lead here.")),
        "/loop": redirect("/loop-2"),
        "/loop-2": redirect("/loop"),
        "/myself": redirect("/myself"),
        "/endless-chain": lambda request: Answer(
            b"", 302, headers={"Location": f"/endless-chain?step={int(query(request, 'step') or 0) + 1}"}
        ),
        "/away": redirect(f"{elsewhere}/away"),
        "/away-by-number": redirect(f"{third}/away"),
        "/away-twice": redirect("/away"),
        "/away-by-refresh": fixed(page("away", head=refresh(f"{elsewhere}/refreshed"))),
        "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
        "/to-private": redirect("http://10.0.0.1/"),
        "/to-mapped": redirect("http://[::ffff:10.0.0.1]/"),
        "/to-file": redirect("file:///etc/passwd"),
        "/to-nowhere": redirect(""),
        "/to-closed": redirect("/closed/by-redirect"),
        "/closed/by-redirect": fixed(page("closed by redirect")),
        "/refresh": fixed(page("refresh", head=refresh("/hidden/refreshed"))),
        "/hidden/refreshed": fixed(page("refreshed", "A meta refresh leads here.")),
        # Passed only by who keeps the cookie; for all others it is a loop.
        "/cookie-wall": lambda request: (
            Answer(page("behind the wall"))
            if "passed=1" in request.headers.get("cookie", "")
            else Answer(b"", 302, headers={"Location": "/cookie-wall", "Set-Cookie": "passed=1; Path=/"})
        ),
    }


def answers() -> dict[str, Trap]:
    """Answers that come late, broken, or at another time."""
    return {
        "/slow": lambda _: Answer(page("slow"), wait_s=SLOW_S),
        "/drip": lambda _: Answer(dripping()),
        "/flaky": lambda request: Answer(page("flaky"), 500 if request.nth < 3 else 200),
        "/always-500": fixed(page("always 500"), status=500),
        "/busy": lambda request: (
            Answer(b"", 429, headers={"Retry-After": "1"}) if request.nth == 1 else Answer(page("busy"))
        ),
        "/missing": fixed(page("missing"), status=404),
        "/withdrawn": fixed(page("withdrawn"), status=410),
        "/refused": fixed(page("refused"), status=403),
        "/cut-off": lambda _: Answer(page("cut off"), claims=50_000),
        "/empty": fixed(b""),
        "/packed": encoded("gzip", gzip.compress),
        "/packed-brotli": encoded("br", brotli.compress),
        "/not-gzip": fixed(b"these bytes are no gzip", Content_Encoding="gzip"),
    }


def types() -> dict[str, Trap]:
    """Wrong content types and charsets, files to read and files to leave alone."""
    copy = f"{SAID}. The café’s menu isn’t printed twice; every naïve reader finds it à la carte."
    return {
        "/html-as-text": fixed(page("html as text"), "text/plain; charset=utf-8"),
        "/html-without-type": fixed(page("html without type"), ""),
        "/pdf-as-bytes": fixed(documents.pdf(BROCHURE), "application/octet-stream"),
        "/files/bytes.pdf": fixed(documents.pdf(UNTYPED), "application/octet-stream"),
        "/attached": fixed(
            documents.pdf(ATTACHED),
            "application/octet-stream",
            Content_Disposition='attachment; filename="offer 2026.pdf"',
        ),
        "/picture-as-html": fixed(documents.png(), "text/html"),
        "/picture-without-suffix": fixed(documents.png(), "image/png"),
        "/files/brochure.pdf": fixed(documents.pdf(BROCHURE), "application/pdf"),
        "/files/deck.pptx": fixed(documents.pptx(DECK), _OFFICE.format("presentationml.presentation")),
        "/files/terms.docx": fixed(documents.docx(TERMS), _OFFICE.format("wordprocessingml.document")),
        "/files/notes.md": fixed("# Notes\n\nThe plan costs €12 a month.\n".encode(), "text/markdown"),
        "/photo.jpg": fixed(documents.png(), "image/jpeg"),
        "/style.css": fixed(b"body { color: teal }", "text/css"),
        "/script.js": fixed(b"alert(1)", "text/javascript"),
        "/film.mp4": fixed(b"\0" * 2000, "video/mp4"),
        "/charset-header": fixed(
            said_in("header", copy, "windows-1252", meta="utf-8"), "text/html; charset=windows-1252"
        ),
        "/charset-header-utf-8": fixed(
            said_in("header-utf-8", copy, "utf-8", meta="iso-8859-1"), "text/html; charset=UTF-8"
        ),
        "/charset-meta": fixed(said_in("meta", copy, "windows-1252", meta="windows-1252"), "text/html"),
        "/charset-none": fixed(said_in("none", copy, "utf-8", meta=""), "text/html"),
        "/charset-none-western": fixed(said_in("none-western", copy, "windows-1252", meta=""), "text/html"),
        # The commonest wrong one: the server adds its default to pages that are UTF-8 and say so.
        "/charset-server-default": fixed(
            said_in("server-default", copy, "utf-8", meta="utf-8"), "text/html; charset=iso-8859-1"
        ),
        "/charset-unknown": fixed(
            said_in("unknown", copy, "utf-8", meta="utf-8"), "text/html; charset=x-klingon"
        ),
    }


def endless() -> dict[str, Trap]:
    """Pages without an end, and places with ever more pages."""
    return {
        "/huge": fixed(page("huge", "Word after word. " * int(FILE_MB * 100_000))),
        "/endless": lambda _: Answer(streaming()),
        "/bomb": fixed(gzip.compress(page("bomb", "0" * 20_000_000)), Content_Encoding="gzip"),
        "/calendar": calendar,
        "/deep/": fixed(page("deep", links=("deeper/",))),
        "/session": lambda request: Answer(
            page("session", "A page for every visit.", links=(f"/session?sid={next(_SESSIONS)}",))
        ),
        "/shop": shop,
    }


def doubles() -> dict[str, Trap]:
    """One page under several addresses."""
    return {
        "/product": fixed(page("product", head=canonical("/product"))),
        "/product/": fixed(page("product", head=canonical("/product"))),
        "/product-in-print": fixed(page("product in print", head=canonical("/product"))),
        "/canonical-in-header": fixed(page("same again"), Link='</product>; rel="canonical"'),
        "/canonical-elsewhere": fixed(
            page("owned", "Copy that names another site as its home.", head=canonical("http://localhost/x"))
        ),
    }


def directives() -> dict[str, Trap]:
    """What pages ask of crawlers."""
    return {
        "/noindex": fixed(page("noindex", head=robots("noindex"), links=("/hidden/after-noindex",))),
        "/noindex-header": fixed(page("noindex by header"), X_Robots_Tag="noindex"),
        "/noindex-none": fixed(page("none", head=robots("NONE"), links=("/hidden/after-none",))),
        "/noindex-for-another": fixed(
            page("for another", "Only otherbot is asked."), X_Robots_Tag="otherbot: noindex"
        ),
        "/hidden/after-noindex": fixed(page("after noindex", "Links of such a page are followed.")),
        "/hidden/after-none": fixed(page("after none")),
        "/nofollow": fixed(page("nofollow", head=robots("nofollow"), links=("/hidden/after-nofollow",))),
        "/hidden/after-nofollow": fixed(page("after nofollow")),
        "/nofollow-link": fixed(
            page("one link", '<a rel="external nofollow" href="/hidden/after-link">x</a>')
        ),
        "/hidden/after-link": fixed(page("after link")),
    }


def names() -> dict[str, Trap]:
    """Addresses that make bad names of files."""
    return {path: fixed(page(f"Name {at}", f"Copy of name {at}.")) for at, path in enumerate(ODD_NAMES)}


def guarded(elsewhere: str) -> dict[str, Trap]:
    """Pages for those who may, and a page that a script draws."""
    login = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def members(body: bytes, **headers: str) -> Trap:
        def answer(request: Request) -> Answer:
            if request.headers.get("authorization") != login:
                return Answer(page("Sign in"), 401, headers={"WWW-Authenticate": 'Basic realm="members"'})
            return Answer(body, 302 if headers else 200, headers=headers)

        return answer

    def preview(request: Request) -> Answer:
        known = request.headers.get(KEY_HEADER.lower()) == KEY
        return Answer(page("preview", "The preview is for partners.")) if known else Answer(page("No"), 403)

    return {
        "/members/": members(page("members", "Members pay €5.", links=("/members/away", "/members/more"))),
        "/members/more": members(page("more", "Members read more.")),
        "/members/away": members(b"", Location=f"{elsewhere}/with-password"),
        "/preview/": preview,
        "/drawn": fixed(DRAWN.replace("ELSEWHERE", elsewhere).encode()),
        "/hidden/figures.json": fixed(json.dumps({"seats": 4711}).encode(), "application/json"),
        "/hidden/from-script": fixed(page("from script", "A link that a script drew leads here.")),
    }


DRAWN = """<!DOCTYPE html><html lang="en"><head><title>Drawn</title></head><body><div id="app"></div>
<img src="ELSEWHERE/pixel.png">
<script src="ELSEWHERE/tracker.js"></script>
<script>
fetch("/hidden/figures.json").then(answer => answer.json()).then(found => {
  document.getElementById("app").innerHTML = "<h1>Drawn</h1><p>The script counts " + found.seats + " seats.</p>"
    + "<a href='/hidden/from-script'>on</a>";
});
fetch("ELSEWHERE/beacon", {mode: "no-cors"}).catch(() => {});
navigator.sendBeacon("ELSEWHERE/send-beacon", "x");
new Image().src = "http://169.254.169.254/latest/";
try { new WebSocket("ELSEWHERE/socket".replace("http", "ws")); } catch (refused) {}
alert("Do you want our newsletter?");
</script></body></html>
"""
_OFFICE = "application/vnd.openxmlformats-officedocument.{}"
SAID = "The Café Größe costs €9 “today”"
ODD_NAMES = (
    *(
        "/über-uns",
        "/a b",
        "/con",
        "/NUL.html",
        "/Case",
        "/case",
        "/docs",
        "/docs/",
        "/docs/intro",
        "/q",
        "/trailing.",
    ),
    *("/long/" + "x" * 400, "/dots/..%2f..%2f..%2fescape", "/%00nul", "/%1b[31mred", "/msgcheck-crawl.jsonl"),
)
NO_PAGES = """mailto:hello@example.com javascript:alert(1) tel:+441234 ftp://localhost/x http://[::1 file:///etc/passwd
data:text/html,hello"""
ODD_QUERY = "?a=b/../c:d*|&lt;"
_SESSIONS = count(1000)
