"""How a mail ends: signature, footer (unsubscribe, address, copyright), and the mail that it answers."""

from __future__ import annotations

import re
from dataclasses import replace

from msgcheck.model import Block, Kind, Locator, Surface

_QUOTED = re.compile(  # mail programs break the line before "wrote:" when it grows long
    r"^(?:on (?=[^\n]{0,120}(?:\b20\d\d\b|\d:\d\d))[^\n]{5,160}\n?[^\n]{0,80}\bwrote:"
    r"|-{3,} ?(?:original|forwarded) message ?-{3,})[ \t\r]*$"
    r"|^from: [^\n]{3,200}\s(?:sent|date): [^\n]{6}",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSING = re.compile(
    r"(?:(?:(?:with|many|my)\s)?(?:best|kind|kindest|warm|warmest|cordial)(?:\sand\s\w+)?\s(?:regards|wishes)"
    r"|best|regards|cheers|(?:yours\s)?(?:sincerely|truly|faithfully)|(?:sincerely|truly|respectfully)\syours|yours"
    r"|thanks|thank\syou|many\sthanks|all\sthe\sbest|see\syou\ssoon|talk\ssoon)"
    r"(?:[,!.]?|,\s(?-i:[A-Z])[^\s.!?]*(?:\s[^\s.!?]+){0,4}"
    # "Best, Jo Kim Head of Sales +1 555 0100": the lines of one paragraph; a dot ends no sentence in it
    r"|,\s(?-i:[A-Z])[\w'’-]*(?:\s(?:[^\s.!?]+|\S*[.@/]\S*[^\s.!?]|(?:Inc|Ltd|Co|Corp|St|Dr|Jr|Sr)\.)){0,17})",
    re.IGNORECASE,
)
_AFTERWORD = re.compile(r"p\.?\s?(?:p\.?\s?)?s\b", re.IGNORECASE)
# What only the bottom of a mail says: how to leave the list, why it came, whose mail it is, where they sit.
_BOTTOM = re.compile(
    r"\bunsubscri|\bopt(?:ing)?[ -]out\b|\b(?:manage|update|change)\b.{0,30}\b(?:preferences|subscriptions?)\b"
    r"|\b(?:e-?mail|communication|notification) preferences\b"
    r"|\byou(?:'re|’re| are| have)? (?:\w+ )?(?:receiv|got|getting)\w* this (?:e-?mail|message|newsletter)"
    r"|\bthis (?:e-?mail|message|newsletter) (?:was|is|has been) (?:sent|intended|addressed|delivered)"
    r"|©|\(c\) ?\d{4}|\bcopyright \d{4}|\ball rights reserved|\bregistered (?:office|in|address|company)\b"
    r"|\*\|UNSUB|\*\|LIST:ADDRESS|\{\{\s*unsubscribe"
    r"|\bP\.? ?O\.? box \d",
    re.IGNORECASE,
)
_ADDRESS = re.compile(  # a street with its number, a US state or a British postcode
    r"\b\d{1,5}\w?,? (?:[A-Z][\w.'’-]* ){1,4}"
    r"(?:St(?:reet)?|Ave(?:nue)?|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Way|Square|Floor)\b"
    r"|\b[A-Z]{2} \d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
)
_FOOTER_PATH = re.compile(r"(?:^| )footer\b|#[\w-]*footer", re.IGNORECASE)
_LONGEST_LINE = 8  # words of a line in a signature, or of a link in a footer
_LONGEST_SIGNATURE = 10  # lines


def above_quoted(text: str) -> str:
    """Return a text part down to the mail that it answers.

    One that is nothing but a forwarded mail is read: somebody saved it to be read.
    """
    found = _QUOTED.search(text)
    return text[: found.start()] if found and text[: found.start()].strip() else text


def blocks_above_quoted(blocks: list[Block]) -> list[Block]:
    """Return the blocks of an HTML part down to the mail that it answers, as in a text part."""
    for at, block in enumerate(blocks):
        if at and _QUOTED.match(block.text):
            return blocks[:at]
    return blocks


def with_ends(blocks: list[Block]) -> list[Block]:
    """Return the blocks of one part with signature and footer marked as such (Surface.FOOTER)."""
    bottom = _bottom(blocks)
    signed = _signature(blocks[:bottom])
    marked = []
    for at, block in enumerate(blocks):
        if block.surface is Surface.BODY and at in signed:
            block = replace(block, surface=Surface.FOOTER, locator=_called(block.locator, "signature"))
        elif block.surface is Surface.BODY and at >= bottom:
            block = replace(block, surface=Surface.FOOTER, locator=_called(block.locator, "footer"))
        marked.append(block)
    return marked


def _bottom(blocks: list[Block]) -> int:
    """Return where the footer begins, `len(blocks)` without one.

    It is a run at the end: lines that say what only the bottom says, and short lines between them. One
    longer paragraph may stand below (terms of the offer); a heading ends the search.
    """
    start = len(blocks)
    others = 0
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if _is_bottom(block):
            start = at
        elif block.kind is Kind.HEADING:
            break
        elif not _is_line(block):
            others += 1
            if start < len(blocks) or others > 1:
                break
    return start


def _signature(blocks: list[Block]) -> set[int]:
    """Return the indices of the signature: below "--", or the short lines below "Best regards,"."""
    for at, block in enumerate(blocks):
        if block.text.strip() == "--":
            return set(range(at, len(blocks)))
    for at in range(len(blocks) - 1, max(len(blocks) - 2 - _LONGEST_SIGNATURE, -1), -1):
        if _CLOSING.fullmatch(blocks[at].text.strip()):
            end = at + 1
            while end < len(blocks) and _is_line(blocks[end]) and not _AFTERWORD.match(blocks[end].text):
                end += 1
            return set(range(at, end))
    return set()


def _is_bottom(block: Block) -> bool:
    text, path = block.text, block.locator.css
    return bool(_BOTTOM.search(text) or _ADDRESS.search(text) or _FOOTER_PATH.search(path))


def _is_line(block: Block) -> bool:
    """Whether it is a name, a title, a link: few words, and no sentence."""
    text = block.text.strip()
    return (
        len(text.split()) <= _LONGEST_LINE
        and not text.endswith((".", "!", "?"))
        and block.kind is not Kind.HEADING
    )


def _called(locator: Locator, what: str) -> Locator:
    return replace(locator, label=f"{locator.label}, {what}")
