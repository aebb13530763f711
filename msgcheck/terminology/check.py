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
from msgcheck.model import SEVERITIES, Block, Document, Finding, Kind, Place, Speaker, Surface
from msgcheck.terminology.matcher import Hit, Matcher
from msgcheck.terminology.places import place_of
from msgcheck.terminology.speech import Tagger

Usage = dict[str, dict[str, dict[str, int]]]  # preferred form -> form as found -> channel -> occurrences

_CONFIDENCE = {"MC201": 1.0, "MC202": 1.0, "MC203": 0.95}  # a variant was derived, not listed


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of all documents found. usage: right and wrong forms alike."""

    findings: tuple[Finding, ...]
    usage: Usage


class TermsCheck:
    """The terms of a glossary, looked for in documents.

    nlp: a tagger for words that are noun and verb alike (see `Matcher`).
    """

    def __init__(self, glossary: Glossary, nlp: Tagger | None = None) -> None:
        self._matcher = Matcher(glossary, nlp)
        self._skip = frozenset(glossary.defaults.skip)
        self._read: tuple[Document, ...] = ()
        self._survey = Survey((), {})

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
            for document in documents:
                findings += self._document(document, usage)
            self._survey = Survey(tuple(findings), _sorted(usage))
            self._read = tuple(documents)
        return self._survey

    def _document(self, document: Document, usage: Usage) -> list[Finding]:
        """Findings of one document; its occurrences are added to `usage`."""
        groups: dict[tuple[str, str, str], list[tuple[Hit, Place]]] = {}
        site_wide: set[str] = set()
        for block in document.blocks:
            if self._left_alone(block) or block.text in site_wide:
                continue
            if block.surface == Surface.SITE_WIDE:
                site_wide.add(block.text)
            prose = self._matcher.prose(block.text, block.fields)
            language = block.language or document.language
            for hit in self._matcher.hits(prose, channel=document.channel, language=language):
                _count(usage, hit, document.channel)
                if hit.code:
                    place = place_of(document, block, prose, hit.start, hit.end)
                    groups.setdefault((hit.code, _attribute(hit), place.quote), []).append((hit, place))
        return [_finding(group) for group in groups.values()]

    def _left_alone(self, block: Block) -> bool:
        if block.kind == Kind.CODE:
            return "code" in self._skip
        quoted = block.kind == Kind.QUOTE or block.speaker in (Speaker.CUSTOMER, Speaker.COMPETITOR)
        return quoted and "quote" in self._skip


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


def _finding(group: Sequence[tuple[Hit, Place]]) -> Finding:
    """One finding for the same wrong words in the same sentence, wherever the document repeats it."""
    hit = group[0][0]
    places = {(place.locator, place.line, place.value): place for _, place in reversed(group)}
    return Finding(
        code=hit.code,
        message=say(hit.replacement, [other.found for other, _ in group]),
        places=tuple(reversed(places.values())),
        severity=min((other.severity for other, _ in group), key=SEVERITIES.index),
        confidence=_CONFIDENCE[hit.code],
        attribute=_attribute(hit),
        suggestion=hit.replacement,
        why=_why(hit),
    )


def say(replacement: str, found: Sequence[str]) -> str:
    """The message: what to write, and what not to; each wrong form once."""
    wrong = " or ".join(f"'{form}'" for form in dict.fromkeys(found))
    return f"say '{replacement}', not {wrong}" if replacement else f"avoid {wrong}"


def _why(hit: Hit) -> str:
    entry = hit.entry
    if hit.code == "MC203":
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
