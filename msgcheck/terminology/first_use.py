"""The first use of a short form in an asset: "single sign-on (SSO)", and "SSO" from then on.

Headings, buttons, titles and what stands on every page have no room for it: they introduce a form, and need
no introduction. Each document starts anew, for nobody knows where a reader comes from.
"""

from __future__ import annotations

from dataclasses import replace

from msgcheck.glossary import Term
from msgcheck.model import Block, Kind, Severity, Surface
from msgcheck.terminology import letters
from msgcheck.terminology.matcher import Hit
from msgcheck.terminology.spelling import plural
from msgcheck.terminology.text import Prose, fold

_RUNNING = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CAPTION, Kind.QUOTE})
_READ_IN_ORDER = frozenset({Surface.BODY, Surface.COLLAPSED})


class FirstUses:
    """What one document has introduced so far; its hits are asked in reading order."""

    def __init__(self) -> None:
        self._settled: set[str] = set()

    def missing(self, hit: Hit, prose: Prose, block: Block) -> Hit | None:
        """The hit as a wrong form, when it is a short form that should have been introduced here."""
        term = hit.entry.term
        if hit.code or not term.first_use or term.id in self._settled:
            return None
        if _introduced(term, prose, hit):
            self._settled.add(term.id)
            return None
        short = hit.entry.listed in short_forms(term)
        if not short or block.kind not in _RUNNING or block.surface not in _READ_IN_ORDER:
            return None
        self._settled.add(term.id)
        opens = hit.entry.case != "exact" and letters.opens(prose, hit.start)
        written = term.first_use[0].upper() + term.first_use[1:] if opens else term.first_use
        return replace(hit, code="MC203", severity=Severity.NOTE, replacement=written)


def short_forms(term: Term) -> list[str]:
    """Admitted forms that `first_use` introduces: those it holds."""
    whole = fold(term.first_use)
    return [form.text for form in term.admitted if fold(form.text) in whole and fold(form.text) != whole]


def _introduced(term: Term, prose: Prose, hit: Hit) -> bool:
    """Whether the first use stands in the text at the hit or before it, in either number."""
    wanted = fold(term.first_use)
    ways = {wanted}
    for short in map(fold, short_forms(term)):
        head, _, tail = wanted.partition(short)
        long = head.rstrip(" (")
        if long:
            gap = head[len(long) :]
            ways |= {f"{plural(long)}{gap}{form}{tail}" for form in (short, plural(short), f"{short}s")}
    places = [at for at in (prose.folded.find(way) for way in ways) if at >= 0]
    return bool(places) and min(places) <= hit.start
