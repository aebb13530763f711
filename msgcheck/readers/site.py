"""What a website says on many pages is read once: navigation, header, footer, banner; and pages that are copies.

`fold_duplicates` comes first (a copy is no further page that says so), `fold_site` needs to know languages.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from msgcheck.model import Block, Document, Kind, Locator, Span, Surface
from msgcheck.readers.html_meta import CANONICAL

TITLE = "Navigation, header and footer"

_LEAST_MARKED = 2  # pages; a tag, role or class says already that it is the site's
# Without one, a text on more than 15 % of the pages is the site's (measured on 407 pages). On few pages three
# may say the same because somebody meant it three times: a small site takes half its pages, up to six.
_SHARE = 0.15
_LEAST = 3
_LEAST_MIDDLING = 6
_LEAST_WORDS = 4  # fewer, without a full stop, are a label or a value and not a sentence
_ONE_SITE = 3  # site-wide texts that two folders share when their pages belong to one site

# Next to a digit every sign counts: "$9.50", "24/7", "-5".
_PUNCTUATION = re.compile(r"(?<!\d)[^\w\s%+<>=$£€¥](?!\d)")
_PARTS = (("footer", "footer"), ("nav", "navigation"), ("header", "header"))


class _Key(NamedTuple):
    """What two blocks have in common that say the same: words, what they stand under, and whose they are."""

    words: str
    marked: bool  # as the site's
    role: str  # kind, surface and speaker: one text, because enums take long to look up
    context: str
    heading: str


@dataclass(slots=True)
class _Shared:
    """A text where it was met first, and how many pages have it; `latest` is the last of them.

    heading: the one right above it wherever it stands, "" where that differs.
    """

    page: Document
    block: Block
    heading: str
    pages: int = 0
    latest: int = -1

    def meet(self, page: int, heading: str) -> None:
        self.pages += page != self.latest
        self.latest = page
        self.heading = self.heading if self.heading == heading else ""


def fold_site(documents: Sequence[Document]) -> list[Document]:
    """Return the documents by uri, what a site's pages share moved to one more document per site and language.

    Every spelling is kept once, where it was met first, and its label says on how many pages it stands. A
    footer that differs from the others (an old price) stays on its page. What no tag marks as the site's
    keeps its own surface: a promise repeated above every footer is still a promise, not navigation.
    Tables, the branches of an if/else and mails are left as they are.
    """
    sites: dict[tuple[str, str], list[Document]] = defaultdict(list)
    result = []
    pages = sorted(filter(_is_page, documents), key=lambda page: page.uri)
    for page, home in zip(pages, _homes(pages), strict=True):
        sites[home, page.language.partition("-")[0] or "en"].append(page)
    for (home, language), members in sites.items():
        result += _fold(home, language, members)
    result += [document for document in documents if not _is_page(document)]
    return sorted(result, key=lambda document: document.uri)


def fold_duplicates(documents: Sequence[Document]) -> list[Document]:
    """Return each asset once, in order; a note on the one that is kept names its copies.

    Copies are byte-identical, or pages that give one canonical address and have the same text; of these the
    page at that address is kept, else the first uri. Copies for another channel or team are assets of their own.
    """
    copies: dict[tuple[str, ...], list[Document]] = defaultdict(list)
    for document in documents:
        copies[_identity(document)].append(document)
    kept = {}
    for same in copies.values():
        address = _canonical(same[0])
        first, *others = sorted(same, key=lambda document: (document.uri != address, document.uri))
        note = [f"the same as {', '.join(copy.uri for copy in others)}"] if others else []
        kept[first.uri] = replace(first, notes=(*first.notes, *note))
    return [kept[document.uri] for document in documents if document.uri in kept]


def _identity(document: Document) -> tuple[str, ...]:
    part = document.uri.partition("!/")[2]  # two equal rows of one file are two rows
    address = _canonical(document)
    what = ("address", address) if address else ("bytes", document.digest, part)
    return (document.channel, document.team, document.text, *what)


def _canonical(document: Document) -> str:
    return next((n.removeprefix(CANONICAL) for n in document.notes if n.startswith(CANONICAL)), "")


def _is_page(document: Document) -> bool:
    """True for a page of a website: mails are HTML too, and each of them is an asset of its own."""
    mail = "mail" in document.channel.lower() or any(b.surface is Surface.PREHEADER for b in document.blocks)
    return document.media_type == "text/html" and not mail


def _fold(home: str, language: str, pages: Sequence[Document]) -> list[Document]:
    """Return the pages of one site and language without what they share, and a document with that."""
    keys = _keys(pages)
    met: dict[_Key, _Shared] = {}
    spelled: dict[tuple[_Key, str], _Shared] = {}
    for at, page in enumerate(pages):
        for block, key in zip(page.blocks, keys[at], strict=True):
            if key is not None:
                heading = _heading(block)
                met.setdefault(key, _Shared(page, block, heading)).meet(at, heading)
                spelled.setdefault((key, block.text), _Shared(page, block, heading)).meet(at, heading)
    shared = {
        key for key, found in met.items() if found.pages >= _least_pages(marked=key.marked, of=len(pages))
    }
    if not shared:
        return list(pages)
    kept = [found for (key, _), found in spelled.items() if key in shared]
    return [
        _site_wide(home, language, pages, kept),
        *(
            _with_blocks(page, [b for b, key in zip(page.blocks, own, strict=True) if key not in shared])
            for page, own in zip(pages, keys, strict=True)
        ),
    ]


def _keys(pages: Sequence[Document]) -> list[list[_Key | None]]:
    """Return the key of each block of each page.

    What stands on many pages is the same wherever it stands: each page has a heading of its own above it. A
    few words ("Within 4 hours") and what belongs to a record mean nothing without theirs.
    """
    keys = [[_key(block) for block in page.blocks] for page in pages]
    alone = [
        [(k.words, k.context) if k and _says_all(b) else None for b, k in zip(page.blocks, own, strict=True)]
        for page, own in zip(pages, keys, strict=True)
    ]
    on = Counter(said for page in alone for said in set(page) if said)
    least = _least_pages(marked=False, of=len(pages))
    return [
        [
            key._replace(heading="") if key and said and on[said] >= least else key
            for key, said in zip(own, page, strict=True)
        ]
        for own, page in zip(keys, alone, strict=True)
    ]


def _says_all(block: Block) -> bool:
    """Whether a text needs no heading to be understood: a sentence, or what one can click."""
    if block.group or block.surface is Surface.SITE_WIDE:
        return False
    ends = block.text.endswith((".", "!", "?"))
    return ends or block.kind is Kind.BUTTON or len(block.text.split()) >= _LEAST_WORDS


def _heading(block: Block) -> str:
    return block.headings[-1] if block.headings else ""


def _key(block: Block) -> _Key | None:
    """Return what makes a block the same as another one; None for what is never the site's."""
    marked = block.surface is Surface.SITE_WIDE
    if block.variant or (block.kind is Kind.TABLE_CELL and not marked):
        return None
    return _Key(
        words=_words(block.text),
        marked=marked,
        role=" ".join((block.kind, block.surface, block.speaker)),
        context=block.context,  # "No." says nothing without its question
        heading=_heading(block),
    )


@lru_cache(maxsize=20_000)
def _words(text: str) -> str:
    """Return a text without case, white space and punctuation; "***" stays what it is."""
    return " ".join(_PUNCTUATION.sub(" ", text.casefold()).split()) or text


def _least_pages(*, marked: bool, of: int) -> int:
    """Return on how many of a site's pages a text must stand to be the site's."""
    if marked:
        return _LEAST_MARKED
    return max(_LEAST, min((of + 1) // 2, _LEAST_MIDDLING), int(_SHARE * of) + 1)


def _site_wide(home: str, language: str, pages: Sequence[Document], kept: Sequence[_Shared]) -> Document:
    first = kept[0].page
    source = first.source if all(found.page is first for found in kept) else None
    document = Document(
        uri=f"{home} (site-wide{'' if language == 'en' else f', {language}'})".lstrip(),
        media_type=first.media_type,
        title=TITLE,
        blocks=(),
        text="",
        digest="",
        channel=first.channel,
        team=first.team,
        language=first.language,
        source=source,
        notes=(f"what the {len(pages)} pages of this site share, read once",),
    )
    blocks = [
        replace(
            found.block,
            locator=_locator(found, home, len(pages)),
            headings=(found.heading,)
            if found.heading
            else (),  # what is further above differs from page to page
            origin=found.block.origin if source is not None else (),
            group=found.block.group and f"{found.page.uri} {found.block.group}",
        )
        for found in kept
    ]
    document = _with_blocks(document, blocks)
    return replace(document, digest=sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest())


def _locator(found: _Shared, home: str, of: int) -> Locator:
    locator = found.block.locator
    marked = found.block.surface is Surface.SITE_WIDE
    path = locator.css.lower()
    part = next((name for word, name in _PARTS if marked and word in path), locator.label)
    place = found.page.uri.removeprefix(home).lstrip("/") or "the start page"
    line = f" line {locator.line}" if locator.line else ""
    return replace(locator, label=f"{part}, on {found.pages} of {of} pages, first on {place}{line}")


def _with_blocks(document: Document, blocks: Sequence[Block]) -> Document:
    """Return the document with these blocks and the text they make."""
    if len(blocks) == len(document.blocks):
        return document
    placed = []
    at = 0
    for block in blocks:
        placed.append(replace(block, span=Span(at, at + len(block.text))))
        at += len(block.text) + 1
    return replace(document, blocks=tuple(placed), text="".join(f"{block.text}\n" for block in placed))


def _homes(pages: Sequence[Document]) -> list[str]:
    """Return for each page, in order of uri, what its site is called: "https://www.x.example", "build/site"."""
    hosts: dict[str, str] = {}
    folders = {_folder(page) for page in pages if not _is_address(page)}
    tops = {folder: _top(folder, folders) for folder in folders}
    names = _united([(tops[_folder(page)], page) for page in pages if not _is_address(page)])
    homes = []
    for page in pages:
        if _is_address(page):
            parts = urlsplit(page.uri)
            host = parts.netloc.lower().removeprefix("www.")
            homes.append(hosts.setdefault(host, f"{parts.scheme}://{parts.netloc}"))
        else:
            homes.append(names[tops[_folder(page)]])
    return homes


def _is_address(page: Document) -> bool:
    return "://" in page.uri


def _folder(page: Document) -> str:
    return posixpath.dirname(page.uri) or "."


def _top(folder: str, folders: set[str]) -> str:
    """Return the outermost folder around this one, or itself, that holds pages."""
    around = [path.as_posix() for path in (*reversed(PurePosixPath(folder).parents), PurePosixPath(folder))]
    return next((outer for outer in around if outer in folders), folder)


def _united(pages: Iterable[tuple[str, Document]]) -> dict[str, str]:
    """Return the name of the site of each top folder; folders whose pages share furniture are one site.

    ("site/pricing/index.html" and "site/about/index.html", and nothing in "site" itself)
    """
    owner: dict[tuple[bool, str], str] = {}
    in_common: dict[tuple[str, str], set[str]] = defaultdict(set)
    site: dict[str, str] = {}
    for top, page in pages:
        site.setdefault(top, top)
        for block in page.blocks:
            if block.surface is Surface.SITE_WIDE:
                met_in = owner.setdefault((top.startswith("/"), block.text), top)
                if met_in != top:
                    in_common[met_in, top].add(block.text)

    def root(top: str) -> str:
        while site[top] != top:
            top = site[top]
        return top

    for (one, other), texts in in_common.items():
        if len(texts) >= _ONE_SITE:
            site[root(other)] = root(one)
    members = defaultdict(list)
    for top in site:
        members[root(top)].append(top)
    names = {first: posixpath.commonpath(tops) for first, tops in members.items()}
    return {top: names[root(top)] for top in site}
