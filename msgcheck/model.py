"""The nouns. Every value is finished when it is made; to change one, make another.

Offsets are half-open code points of `Document.text`. Lines, columns, slides and pages start at 1
and exist for people only. Scores run from 0 to 1. Times are UTC and aware.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    """What a block is in the structure of its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    CAPTION = "caption"
    BUTTON = "button"
    QUOTE = "quote"
    CODE = "code"
    ATTRIBUTE = "attribute"  # alt text, meta description, subject line: a value, not running text


class Surface(StrEnum):
    """Where a reader (or a search engine) meets the words."""

    BODY = "body"
    ALT = "alt"
    META = "meta"
    OG = "og"
    JSON_LD = "json_ld"
    TITLE = "title"
    SUBJECT = "subject"
    PREHEADER = "preheader"
    NOTE = "note"  # speaker notes, footnotes' home in a deck
    HIDDEN_SLIDE = "hidden_slide"
    CHART = "chart"
    COLLAPSED = "collapsed"  # accordion, tab, <details>: one click away
    HIDDEN = "hidden"  # display:none and the like
    HEADER = "header"  # page header of a document, running title
    FOOTER = "footer"
    SITE_WIDE = "site_wide"  # navigation, footer, banner: the same on many pages


class Speaker(StrEnum):
    """Whose voice it is. Only two claims of one voice can contradict each other."""

    COMPANY = "company"
    CUSTOMER = "customer"
    COMPETITOR = "competitor"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a block stands, for people and for links.

    label: words a person can follow: "slide 3, notes", "table 2, row Team, column Price".
    line, column: of the block's first character, in text formats.
    css: path of the element in a web page.
    """

    label: str = ""
    line: int | None = None
    column: int | None = None
    slide: int | None = None
    page: int | None = None
    css: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of copy that stands by itself: a paragraph, a cell, a heading, an alt text.

    text:     what a reader sees: white space folded, markup gone, merge fields as typed blanks.
    span:     place of `text` in `Document.text`.
    headings: the trail above it, outermost first.
    context:  what else a reader knows without reading on: row and column header of a cell
              ("Team, Price per user"), the question of an FAQ answer, the plan of a card.
    origin:   (offset in text, offset in Document.source) of each run that was copied unchanged;
              empty where there is no text source (slides, PDF).
    fields:   spans within `text` that a merge field left blank.
    code:     spans within `text` that are inline code.
    variant:  alternatives of one if/else carry one group and different numbers: "if1:0", "if1:1".
    group:    blocks of one repeated record (a table row, a pricing card, a CSV row) share it.
    """

    text: str
    span: Span
    kind: Kind = Kind.PARAGRAPH
    surface: Surface = Surface.BODY
    locator: Locator = Locator()
    headings: tuple[str, ...] = ()
    context: str = ""
    origin: tuple[tuple[int, int], ...] = ()
    fields: tuple[Span, ...] = ()
    code: tuple[Span, ...] = ()
    speaker: Speaker = Speaker.COMPANY
    speaker_name: str = ""
    variant: str = ""
    group: str = ""
    date: date | None = None
    language: str = ""

    def source_offset(self, offset: int) -> int | None:
        """Offset in the source of the character at `offset` of `text`; None without a source."""
        if not self.origin:
            return None
        at = bisect.bisect_right(self.origin, offset, key=lambda run: run[0]) - 1
        text_at, source_at = self.origin[max(at, 0)]
        return source_at + (offset - text_at)


@dataclass(frozen=True, slots=True)
class Document:
    """One asset as read: its blocks in reading order.

    text:     the blocks' texts, each followed by a line break; `block.span` cuts it.
    source:   the decoded file for text formats, None for binary ones.
    notes:    what a person should know about the reading ("unclosed tag <div>, read anyway").
    digest:   sha256 of the bytes, in hex.
    """

    uri: str
    media_type: str
    title: str
    blocks: tuple[Block, ...]
    text: str
    digest: str
    channel: str = ""
    team: str = ""
    language: str = ""
    date: date | None = None
    source: str | None = None
    notes: tuple[str, ...] = ()

    def line_column(self, block: Block, offset: int) -> tuple[int | None, int | None]:
        """Line and column in the source file of the character at `offset` of `block.text`."""
        at = block.source_offset(offset)
        if at is None or self.source is None:
            return block.locator.line, block.locator.column
        line_start = self.source.rfind("\n", 0, at) + 1
        return self.source.count("\n", 0, at) + 1, at - line_start + 1


@dataclass(frozen=True, slots=True)
class Resource:
    """Bytes from a source, not yet read. `media_type` is a hint, the content decides."""

    uri: str
    data: bytes
    media_type: str = ""
    channel: str = ""
    team: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place that was not read, and why."""

    uri: str
    reason: str
    hint: str = ""


class Bound(StrEnum):
    """How a number is meant."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # "over 5,000", "5,000+", "from $9"
    AT_MOST = "at_most"  # "up to 10", "within 24 hours"
    ABOUT = "about"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that measures something.

    value, high: in the unit's base ("14 days" is 14 days, "two weeks" is 14 days too); `high` is
                 the upper end of a range and equals `value` otherwise. Unlimited is infinity.
    unit:        base unit: "day", "USD", "percent", "byte", or the counted noun ("user").
    kind:        duration | money | percent | size | date | time | count | version | ratio | ...
    per:         what one value is for: ("user", "month").
    span:        of the words, within the claim's text.
    words:       the words themselves: "14-day".
    """

    value: float
    unit: str
    kind: str
    span: Span
    words: str
    high: float = 0.0
    bound: Bound = Bound.EXACT
    per: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a claim is limited to. Empty means it was not said.

    within:    the larger places that `regions` lie in.
    versions:  "pocket 4", "version 4.2", "x 200": a name and its number.
    published: year of an asset that is dated and has aged (a post of 2021 speaks of 2021); "" otherwise.
    """

    products: frozenset[str] = frozenset()
    plans: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    billing: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    published: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence-like piece of copy that asserts something, and where it stood.

    text:    exact words of the sentence, as in `Document.text[span.start:span.end]`.
    reading: what a reader understands on arriving: a cell with its row and column header ("Team, price
             per user: $12"), an answer with its question, merge fields as plain words. Models read this.
    quantities: of `text`; a cell's unit and per-what come from its headers.
    scope:   its own limits, and those that headings, headers and the card give it.
    negated: the assertion is denied ("no contract", "never", "without").
    modality: can | must | may | will | only | always, the strongest that is said; "" for a plain statement.
    """

    uri: str
    span: Span
    text: str
    block: Block
    reading: str = ""
    quantities: tuple[Quantity, ...] = ()
    scope: Scope = Scope()
    speaker: Speaker = Speaker.COMPANY
    negated: bool = False
    modality: str = ""
    channel: str = ""
    team: str = ""
    date: date | None = None


class Verdict(StrEnum):
    """What a careful colleague would say of two claims."""

    CONTRADICTION = "contradiction"
    INCONSISTENT = "inconsistent"
    DIFFERENT_SCOPE = "different_scope"
    COMPATIBLE = "compatible"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two claims worth judging: indices into the run's claims, left < right.

    rank: how many claims are nearer to a side than the other one is, of those that the search keeps as its
          neighbours; of the two sides, the lower number.
    """

    left: int
    right: int
    similarity: float = 0.0
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge says of one pair.

    contradiction: probability, 0 to 1, that both cannot be believed.
    confidence:    of `verdict`, 0 to 1.
    why:           the evidence that decided, in words.
    values:        the two clashing values as written, when there are any.
    """

    verdict: Verdict
    confidence: float
    contradiction: float
    why: str
    attribute: str = ""
    values: tuple[str, str] = ("", "")


class Severity(StrEnum):
    """How much a finding matters (not how sure we are)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)  # most severe first


class Standing(StrEnum):
    """How what a place says stands among all that a finding's places say."""

    RECORD = "record"  # it is the value on record
    MAJORITY = "majority"  # more places say it than anything else
    NEWEST = "newest"  # the newest dated place says it, and another dated place something else
    PAST = "past"  # it was right once: a value that was on record, or written before the record changed


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding can be seen. `quote` is exact visible text; `mark` cuts the words that
    matter out of it; `standing` is that of its value."""

    uri: str
    locator: str
    quote: str
    surface: str
    channel: str = ""
    team: str = ""
    value: str = ""
    line: int | None = None
    column: int | None = None
    slide: int | None = None
    page: int | None = None
    mark: Span | None = None
    heading: str = ""
    date: date | None = None
    standing: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims about one attribute that cannot all be believed.

    members: indices into the run's claims, in order of place.
    values:  the value each member gives, as written; "" for a statement without one.
    pairs:   the judged pairs that tie the members together.
    kept, stale: of a fact of record, the members that say what it says, and those that say what is past.
    """

    attribute: str
    members: tuple[int, ...]
    values: tuple[str, ...]
    pairs: tuple[tuple[Pair, Judgement], ...]
    confidence: float
    code: str
    fact: str = ""
    kept: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A glossary term, right or wrong, found in a text.

    found:     the words as they stand, `text[start:end]`.
    preferred: what the glossary asks for.
    code:      MC201 forbidden, MC202 deprecated, MC203 wrong form; "" when it is right.
    """

    term: str
    found: str
    start: int
    end: int
    preferred: str
    code: str = ""
    reason: str = ""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to act on. Its identity is its code, its assets and its words, wherever they move.

    attribute: what the places disagree on; for a term, the preferred form.
    why:       the evidence, in words.
    folded:    shown closed and never an alarm (different scope, accepted).
    """

    code: str
    message: str
    places: tuple[Place, ...]
    severity: Severity
    confidence: float
    verdict: str = ""
    attribute: str = ""
    suggestion: str = ""
    why: str = ""
    folded: bool = False
    record: str = ""  # the value the record holds, where there is one

    @property
    def id(self) -> str:
        """16 hex digits; no line number and no score goes in, so it survives edits elsewhere."""
        places = sorted({(place.uri, " ".join(place.quote.split())) for place in self.places})
        words = "\x1f".join([self.code, self.attribute, *(f"{uri}\x1e{q}" for uri, q in places)])
        return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
