"""Content words of a claim: what it speaks of, with the values taken out.

Word lists here are general English (antonyms a thesaurus gives), never words of an evaluation set.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from msgcheck.model import Claim

_STOP = frozenset(
    """
    a an the and or but nor so yet of to in on at by for from with into onto over under as than then
    that this these those it its they them their there here we us our ours you your yours he she his her
    i my me is are was were be been being am do does did has have had having will would can could may
    might must shall should not no nor if when while where who whom whose which what how why all any
    each every both either neither some such very too also just even still only own same about after
    before again once more most less least few up out off down per via upon s t re ve ll d m let lets
    get gets got new now one within until since between across during through while because toward
    towards upon among around without
    """.split()
)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9+#]*|\d[\d.,]*")
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][A-Za-z0-9]+\b")

_ANTONYMS = """
always never|all none|included excluded|included extra|included separate|included additional|free paid|free charged
required optional|mandatory optional|compulsory optional|compulsory voluntary|need optional|automatic manual|automatically manually
before after|above below|increase decrease|increases decreases|rise fall|rose fell|more less|more fewer|higher lower
minimum maximum|first last|public private|open closed|online offline|internal external|inside outside|local remote
available unavailable|supported unsupported|allowed forbidden|allowed prohibited|permitted prohibited|permitted forbidden|accept refuse|accept reject
approved rejected|enabled disabled|on off|start end|starts ends|begin end|opens closes|launched retired|launched planned|live planned|live beta|stable beta
released upcoming|refundable nonrefundable|permanent temporary|permanently temporarily|monthly annual|monthly yearly|daily weekly|weekly monthly
human automated|humans bots|person bot|handmade machine|inhouse outsourced|inhouse subcontractor|inhouse contractors|everyone nobody|anyone nobody|unlimited limited|unlimited capped
keep delete|kept deleted|keeps deletes|store delete|stored erased|stay leave|stays leaves|share withhold|encrypted plaintext|encrypted unencrypted
independent owned|independent subsidiary|standalone requires|single multiple|same different|fixed variable|fixed floating|fast slow|quick slow
simple complex|easy hard|safe dangerous|hot cold|dry wet|new old|used new|fresh frozen|raw cooked|organic synthetic|natural synthetic|natural artificial
local imported|domestic imported|wholesale retail|renewable fossil|full empty|full partial|whole partial|complete partial
buyer seller|customer supplier|owner tenant|employer employee|teacher student|you we|yourself us|yourselves us|cancel commitment|cancel locked
anytime term|instantly later|instant delayed|immediate delayed|weekdays weekends|weekday weekend|day night|morning evening|summer winter
"""
ANTONYMS = [
    (pair.split()[0], pair.split()[1]) for line in _ANTONYMS.strip().splitlines() for pair in line.split("|")
]
_OPPOSITES = frozenset(frozenset(pair) for pair in ANTONYMS)

_HAVE_OPPOSITE = frozenset(word for pair in _OPPOSITES for word in pair)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a rough stem: "plans" and "plan", "billed" and "billing" meet. Good enough to count overlap."""
    low = word.lower()
    for ending, rest in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
    ):
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith("ss"):
            low = low[: -len(ending)] + rest
            break
    return low[:-1] if len(low) > 4 and low.endswith("e") else low


def masked(claim: Claim) -> str:
    """Return the claim's reading with its values blanked: what it is about, not what it says."""
    text = claim.reading or claim.text
    offset = text.rfind(claim.text)
    if offset < 0:
        return re.sub(r"\d[\d.,]*", "N", text)
    for quantity in reversed(claim.quantities):
        at, end = offset + quantity.span.start, offset + quantity.span.end
        amount = quantity.words if quantity.kind in ("money", "percent", "time", "date") else ""
        blank = {"money": "a price", "percent": "a share", "time": "a time", "date": "a date"}.get(
            quantity.kind, ""
        ) if amount else re.sub(r"^[\W\d]*(?:\d[\d.,]*\w?|[a-z]+)\b", "some", quantity.words, count=1, flags=re.IGNORECASE)  # fmt: skip
        text = text[:at] + blank + text[end:]
    return text


@lru_cache(maxsize=65536)
def content(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning, numbers left out."""
    return frozenset(
        stem(word) for word in _TOKEN.findall(text) if not word[0].isdigit() and word.lower() not in _STOP
    )


@lru_cache(maxsize=65536)
def name_words(text: str) -> frozenset[str]:
    """Return capitalised words that do not open a sentence: names, mostly."""
    return frozenset(word for word in _NAME.findall(text) if word.lower() not in _STOP)


@lru_cache(maxsize=65536)
def _lowered(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _TOKEN.findall(text))


def opposites(a: str, b: str) -> list[tuple[str, str]]:
    """Return pairs of opposite words, one on each side, neither on both.

    >>> opposites("Delivery is included.", "Delivery is extra.")
    [('included', 'extra')]
    """
    left, right = _lowered(a), _lowered(b)
    only_left, only_right = (left - right) & _HAVE_OPPOSITE, (right - left) & _HAVE_OPPOSITE
    return [(x, y) for x in sorted(only_left) for y in sorted(only_right) if frozenset((x, y)) in _OPPOSITES]


def without_values(claim: Claim) -> str:
    """Return the claim's reading with its values cut out."""
    text = claim.reading or claim.text
    offset = text.rfind(claim.text)
    for quantity in reversed(claim.quantities if offset >= 0 else ()):
        text = text[: offset + quantity.span.start] + " " + text[offset + quantity.span.end :]
    return text


def spelled(text: str, stems: frozenset[str]) -> list[str]:
    """Return the words of `text` whose stems are asked for, each once, in its order and spelling.

    >>> spelled("Free trials last two weeks.", frozenset({"trial", "week"}))
    ['trials', 'weeks']
    """
    found: dict[str, str] = {}
    for word in _TOKEN.findall(text):
        if stem(word) in stems:
            found.setdefault(stem(word), word if word[1:].lower() != word[1:] else word.lower())
    return list(found.values())


def window(claim: Claim, start: int, end: int, *, words: int = 6) -> frozenset[str]:
    """Return the content words within `words` words on both sides of a span of the claim's text."""
    return _window(claim.text, start, end, words)


@lru_cache(maxsize=65536)
def _window(text: str, start: int, end: int, words: int) -> frozenset[str]:
    before = _TOKEN.findall(text[:start])[-words:]
    after = _TOKEN.findall(text[end:])[:words]
    return content(" ".join([*before, *after]))


def common(readings: Sequence[str]) -> frozenset[str]:
    """Return the stems that stand in at least a twentieth of the readings, and in ten: a company's name,
    its trade. They are in every neighbour, so sharing one says nothing."""
    counts = Counter(stem for reading in readings for stem in content(reading))
    least = max(10, len(readings) // 20)
    return frozenset(stem for stem, count in counts.items() if count >= least)
