"""Web pages (and the HTML part of mails) to blocks: everything a visitor or a search engine can read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgcheck.errors import SourceError
from msgcheck.model import Block, Document, Resource, Span
from msgcheck.readers.assembly import assemble
from msgcheck.readers.charset import UnreadableTextError, decode
from msgcheck.readers.html_meta import read_head
from msgcheck.readers.html_tree import Element, Tree
from msgcheck.readers.html_walk import Walk
from msgcheck.readers.mail_ends import with_ends
from msgcheck.readers.placeholders import resolve
from msgcheck.readers.places import join_footnotes, locate

_LABEL = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEADER_LABEL = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Only mails speak to Outlook.
_MAIL = re.compile(
    r"<!--\[if [^\]>]{0,40}mso|mso-(?:hide|line-height-rule|table-)|schemas-microsoft-com:office"
)
_LABEL_WITHIN_BYTES = 4096  # browsers look at 1,024; build tools put long comments before the head


class HtmlPage(NamedTuple):
    """What a page holds: `blocks` in reading order, origins pointing into the HTML; `span` is not placed."""

    blocks: list[Block]
    title: str
    language: str
    date: date | None
    notes: list[str]


class RawPage(NamedTuple):
    """A page before merge fields, footnotes and places. literal: inline code by index of the block."""

    page: HtmlPage
    literal: Mapping[int, Sequence[Span]]


class HtmlReader:
    """Web pages from files and from the web."""

    def read(self, resource: Resource) -> list[Document]:
        """Return one document. Raises SourceError when the bytes are no text, or there are none."""
        declared = _HEADER_LABEL.search(resource.media_type)
        label = _LABEL.search(resource.data, 0, _LABEL_WITHIN_BYTES)
        charset = declared[1] if declared else label[1].decode("ascii", "replace") if label else ""
        try:
            source, notes = decode(resource.data, charset)
        except UnreadableTextError as err:
            raise SourceError(resource.uri, str(err)) from err
        if not source.strip():
            raise SourceError(resource.uri, "the file is empty")
        mail = "mail" in resource.channel.lower() or bool(_MAIL.search(source))
        page = html_blocks(source, mail=mail)
        return [
            assemble(
                resource,
                with_ends(page.blocks) if mail else page.blocks,
                media_type="text/html",
                title=page.title,
                language=page.language,
                written=page.date,
                source=source,
                notes=[*notes, *page.notes],
            )
        ]


def html_blocks(html: str, *, mail: bool = False) -> HtmlPage:
    """Return the copy of one page, merge fields resolved, every block with line, column and label.

    mail: read it as a mail: a hidden block at the top is the preheader, tables are layout unless they
          have header cells, and a footer is the mail's own and not the site's.
    """
    (blocks, title, language, written, notes), literal = raw_page(html, mail=mail)
    read = locate(join_footnotes(resolve(blocks, literal, source=html, notes=notes)), html)
    return HtmlPage(read, title, language, written, notes)


def raw_page(html: str, *, mail: bool = False) -> RawPage:
    """Return the copy of one page or fragment as it is written."""
    tree = Tree(html)
    elements = [node for node in tree.root.descendants if isinstance(node, Element)]
    head = read_head(elements, tree)
    walk = Walk(tree, elements, mail=mail)
    literal = {index + len(head.blocks): spans for index, spans in walk.literal.items()}
    notes = [*tree.notes, *head.notes, *dict.fromkeys(walk.notes)]
    page = HtmlPage([*head.blocks, *walk.blocks], head.title, head.language, head.date, notes)
    return RawPage(page, literal)
