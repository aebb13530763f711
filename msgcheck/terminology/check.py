"""MC201, MC202, MC203: words that the glossary asks us to avoid, or to write another way.

Why it matters: a reader who meets "project space" and "workspace" looks for two things.

Flags
    >>> flag("Open your project space.")
    ["MC201 say 'workspace', not 'project space'"]
    >>> flag("Send us an e-mail."), flag("We offer single signon.")
    (["MC202 say 'email', not 'e-mail'"], ["MC203 say 'single sign-on', not 'single signon'"])

Stays quiet
    >>> flag("A subproject spaceship. See docs.example/project-space or `project space`.")
    []
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_not
from typing import Any

from msgcheck.glossary import Glossary
from msgcheck.model import SEVERITIES, Document, Finding, Place, Surface
from msgcheck.run import Usage as Drift
from msgcheck.terminology.first_use import FirstUses
from msgcheck.terminology.matcher import Hit, Matcher
from msgcheck.terminology.places import left_alone, place_of
from msgcheck.terminology.speech import Tagger
from msgcheck.terminology.usage import Tally

Usage = dict[str, dict[str, dict[str, int]]]  # preferred form -> form as found -> channel -> occurrences

_FIRST = "first use"  # an MC203 of its own kind: the words are right, and come unexplained
_CONFIDENCE = {"MC201": 1.0, "MC202": 1.0, "MC203": 0.95}  # a variant was derived, not listed


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of all documents found. usage: right and wrong forms alike; drift: what it comes to."""

    findings: tuple[Finding, ...]
    usage: Usage
    drift: Drift


class TermsCheck:
    """The terms of a glossary, looked for in documents.

    nlp: a tagger for words that are noun and verb alike (see `Matcher`).
    """

    def __init__(self, glossary: Glossary, nlp: Tagger | None = None) -> None:
        self._matcher = Matcher(glossary, nlp)
        self._skip = frozenset(glossary.defaults.skip)
        self._read: tuple[Document, ...] = ()
        self._survey = Survey((), {}, Drift())

    def check(self, documents: Sequence[Document]) -> list[Finding]:
        """Return findings in order of place: one for the wrong words of a term in a sentence."""
        return list(self.survey(documents).findings)

    def usage(self, documents: Sequence[Document]) -> Usage:
        """Return how often each form of each term stands in each channel."""
        return self.survey(documents).usage

    def survey(self, documents: Sequence[Document]) -> Survey:
        """Findings and usage in one reading; the last is remembered: `check` and `usage` share it."""
        if len(documents) != len(self._read) or any(map(is_not, documents, self._read)):
            findings: list[Finding] = []
            usage: Usage = {}
            tally = Tally()
            for document in documents:
                findings += self._document(document, usage, tally)
            self._survey = Survey(tuple(findings), _sorted(usage), tally.usage())
            self._read = tuple(documents)
        return self._survey

    def _document(self, document: Document, usage: Usage, tally: Tally) -> list[Finding]:
        """Findings of one document; its occurrences are added to `usage` and `tally`."""
        groups: dict[tuple[str, str, str], list[tuple[Hit, Place]]] = {}
        site_wide: set[str] = set()
        first_uses = FirstUses()
        for block in document.blocks:
            if left_alone(block, self._skip) or block.text in site_wide:
                continue
            if block.surface == Surface.SITE_WIDE:
                site_wide.add(block.text)
            prose = self._matcher.prose_of(block)
            language = block.language or document.language
            for hit in self._matcher.hits(prose, channel=document.channel, language=language):
                _count(usage, hit, document.channel)
                tally.add(hit, document, block)
                late = first_uses.missing(hit, prose, block)
                wrong = late or hit
                if wrong.code:
                    place = place_of(document, block, prose, hit.start, hit.end)
                    kind, about = (_FIRST, hit.entry.term.first_use) if late else (hit.code, _attribute(hit))
                    groups.setdefault((kind, about, place.quote), []).append((wrong, place))
        return [_finding(*key[:2], group) for key, group in groups.items()]


def _attribute(hit: Hit) -> str:
    """What the finding is about; a word that nothing replaces is about itself."""
    return hit.wanted or hit.entry.listed


def _count(usage: Usage, hit: Hit, channel: str) -> None:
    """A right form counts as listed ("Email" opens a sentence, "emails" are many), a wrong one as found."""
    forms = usage.setdefault(hit.entry.term.preferred or hit.entry.listed, {})
    channels = forms.setdefault(hit.found if hit.code else hit.entry.listed, {})
    channels[channel] = channels.get(channel, 0) + 1


def _sorted(usage: Usage) -> Usage:
    return {
        term: {form: dict(sorted(channels.items())) for form, channels in sorted(forms.items())}
        for term, forms in sorted(usage.items())
    }


def _finding(kind: str, about: str, group: Sequence[tuple[Hit, Place]]) -> Finding:
    """One finding for the same wrong words in the same sentence, wherever the document repeats it.

    kind: the code, or _FIRST.
    """
    hit = group[0][0]
    if kind == _FIRST:
        message = f"write '{hit.replacement}' where '{hit.found}' is used first"
    else:
        message = say(hit.replacement, [other.found for other, _ in group])
    places = {(place.locator, place.line, place.value): place for _, place in reversed(group)}
    return Finding(
        code=hit.code,
        message=message,
        places=tuple(reversed(places.values())),
        severity=min((other.severity for other, _ in group), key=SEVERITIES.index),
        confidence=_CONFIDENCE[hit.code],
        attribute=about,
        suggestion=hit.replacement,
        why=_why(hit, kind),
    )


def say(replacement: str, found: Sequence[str]) -> str:
    """The message: what to write, and what not to; each wrong form once."""
    wrong = " or ".join(f"'{form}'" for form in dict.fromkeys(found))
    return f"say '{replacement}', not {wrong}" if replacement else f"avoid {wrong}"


def _why(hit: Hit, kind: str) -> str:
    entry = hit.entry
    if kind == _FIRST:
        said = f"no reader of this asset has met '{entry.listed}' before"
    elif kind == "MC203":
        said = f"the glossary writes '{entry.listed}'"
    else:
        since = f" since {entry.form.since}" if entry.form.since else ""
        said = f"'{entry.listed}' is {entry.status}{since}"
    return "; ".join(part for part in (said, entry.form.reason, entry.term.note) if part)


def occurrences(matcher: Matcher, text: str) -> list[dict[str, Any]]:
    """Return the violations in a plain text: code, found, start, end, preferred ("" where there is none)."""
    return [
        {"code": hit.code, "found": hit.found, "start": hit.start, "end": hit.end, "preferred": hit.preferred}
        for hit in matcher.find(text)
        if hit.code
    ]


def flag(text: str) -> list[str]:
    """What the glossary of the examples above finds in `text`."""
    glossary = Glossary.model_validate(
        {
            "terms": [
                {"preferred": "workspace", "forbidden": ["project space"]},
                {"preferred": "single sign-on", "admitted": ["SSO"]},
            ],
            "replace": {"e-mail": "email"},
        }
    )
    found = Matcher(glossary).find(text)
    return [f"{hit.code} {say(hit.preferred, [hit.found])}" for hit in found if hit.code]
