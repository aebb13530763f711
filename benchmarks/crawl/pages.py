"""Pages and answers that traps are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import sleep
from urllib.parse import parse_qs, urlsplit

from benchmarks.crawl.site import HTML, Answer, Request

SLOW_S = 20.0  # longer than any time limit a test sets
FILE_MB = 0.5  # the size limit that the huge pages are made for

Trap = Callable[[Request], Answer]


def page(title: str, copy: str = "", *, links: tuple[str, ...] = (), head: str = "") -> bytes:
    """Return a page in UTF-8: copy is HTML; links are addresses."""
    anchors = "\n".join(f'<li><a href="{to}">{to}</a></li>' for to in links)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head><body><h1>{title}</h1>'
        f"<p>{copy or f'The {title} page says so.'}</p><ul>{anchors}</ul></body></html>"
    ).encode()


def redirect(to: str, status: int = 302) -> Trap:
    """Return a trap that sends the asker on."""
    return lambda _: Answer(page("Moved"), status, headers={"Location": to})


def fixed(body: bytes, media_type: str = HTML, status: int = 200, **headers: str) -> Trap:
    """Return a trap that always answers the same; headers: x_robots_tag="noindex" is X-Robots-Tag: noindex."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(body, status, media_type, headers=named)


def query(request: Request, name: str) -> str:
    """Return the first value of a query parameter, or ""."""
    return parse_qs(urlsplit(request.target).query).get(name, [""])[0]


def refresh(to: str) -> str:
    """Return a meta refresh."""
    return f'<meta http-equiv="refresh" content="0; url={to}">'


def canonical(to: str) -> str:
    """Return a link to the address that a page should be known by."""
    return f'<link rel="canonical" href="{to}">'


def robots(directive: str) -> str:
    """Return a meta robots."""
    return f'<meta name="robots" content="{directive}">'


def said_in(title: str, copy: str, charset: str, *, meta: str) -> bytes:
    """Return a page whose bytes are in `charset` and whose meta says `meta`; none without it."""
    head = f'<meta charset="{meta}">' if meta else ""
    return page(title, copy, head=head).decode().encode(charset)


def encoded(name: str, compress: Callable[[bytes], bytes]) -> Trap:
    """Return a page that is packed for who accepts it, plain for others."""
    body = page(f"packed by {name}", f"Unpacked, {name} reads well.")

    def answer(request: Request) -> Answer:
        if name in request.headers.get("accept-encoding", ""):
            return Answer(compress(body), headers={"Content-Encoding": name})
        return Answer(body)

    return answer


def dripping() -> Iterator[bytes]:
    """Yield a letter now and then, longer than any time limit a test sets."""
    for _ in range(int(SLOW_S / 0.2)):
        yield b"a"
        sleep(0.2)


def streaming() -> Iterator[bytes]:
    """Yield what never ends; an asker without a limit gets 200 MB."""
    for _ in range(2000):
        yield b"<p>And so on.</p>" * 6000


def calendar(request: Request) -> Answer:
    """Return a month with links to the one before and the one after."""
    month = int(query(request, "month") or 1000)
    return Answer(page(f"Month {month}", links=tuple(f"/calendar?month={month + way}" for way in (-1, 1))))


def shop(request: Request) -> Answer:
    """Return a list with a filter more or less: 2^12 addresses of one page."""
    chosen = set(filter(None, query(request, "with").split(",")))
    links = ["/shop?with=" + ",".join(sorted(chosen ^ {f"f{n}"})) for n in range(12)]
    return Answer(page("shop", "All our shelves.", links=tuple(links)))
