"""Rules of other checkers as terms: these words, that replacement.

Other checkers have every plural, tense and hyphen written out; what follows from a form that was read before
is dropped, for the matcher derives it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgcheck.glossary import Glossary, Term
from msgcheck.model import Severity
from msgcheck.terminology.entries import table
from msgcheck.terminology.exchange.rules import depends_on_sentence
from msgcheck.terminology.spelling import phrasal
from msgcheck.terminology.text import fold


@dataclass(slots=True)
class Draft:
    """A term in the making. `where` it was first read: "terms.json: [3]"."""

    preferred: str
    where: str
    deprecated: dict[str, Severity | None] = field(default_factory=dict)
    forbidden: dict[str, Severity | None] = field(default_factory=dict)
    admitted: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    verb: bool = False
    case: str = ""

    def data(self) -> dict[str, object]:
        """The term as glossary.yaml has it, without what it does not say."""
        said = {
            "preferred": self.preferred,
            "pos": "verb" if self.verb else "",
            "admitted": [text for text in self.admitted if text != self.preferred],
            "deprecated": [_form(text, severity) for text, severity in self.deprecated.items()],
            "forbidden": [_form(text, severity) for text, severity in self.forbidden.items()],
            "exceptions": list(dict.fromkeys(self.exceptions)),
            "case": self.case,
        }
        return {key: value for key, value in said.items() if value}


def _form(text: str, severity: Severity | None) -> object:
    return {"text": text, "severity": severity.value} if severity else text


class Gathering:
    """Puts wrong words and replacements together to terms, in the order in which they are read."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._by_right: dict[str, Draft] = {}
        self._follow: dict[tuple[str, str], Draft] = {}  # (folded spelling, replacement) of a known term
        self._tenses: dict[tuple[str, str], Draft] = {}  # the same, if the term is a verb

    def right(self, preferred: str, where: str) -> Draft:
        """The term whose right form this is: made where there is none, unless it follows from one."""
        draft = self._by_right.get(preferred)
        if draft is None:
            draft = self._by_right[preferred] = Draft(preferred, where)
            self.drafts.append(draft)
            self._learn(draft)
        return draft

    def wrong(
        self,
        texts: Iterable[str],
        replacement: str,
        where: str,
        *,
        status: str,
        severity: Severity | None = None,
        phrases: Iterable[str] = (),
    ) -> Draft:
        """Add wrong spellings to the term that they belong to, and return it."""
        listed = [text for text in texts if any(char.isalnum() for char in text)]
        draft = self._owner(listed, replacement, where)
        for text in listed:
            known = (fold(text), replacement)
            if fold(text) == fold(replacement) or known in self._follow:
                continue
            if known in self._tenses:
                draft.verb = True
                continue
            getattr(draft, status)[text] = severity
            self._learn(draft)
        draft.exceptions.extend(phrases)
        return draft

    def terms(self) -> list[Draft]:
        """Every term, without exceptions that are only longer forms of other terms."""
        forms = {spelling for spelling, _ in self._follow}
        for draft in self.drafts:
            draft.exceptions = [phrase for phrase in draft.exceptions if fold(phrase) not in forms]
        return self.drafts

    def _owner(self, texts: Iterable[str], replacement: str, where: str) -> Draft:
        """The term that `texts` belong to; a word that nothing replaces begins one of its own."""
        if replacement in self._by_right:
            return self._by_right[replacement]
        for text in texts:
            known = (fold(text), replacement)
            if (draft := self._follow.get(known) or self._tenses.get(known)) is not None:
                return draft
        if replacement:
            return self.right(replacement, where)
        draft = Draft("", where)
        self.drafts.append(draft)
        return draft

    def _learn(self, draft: Draft) -> None:
        """Remember what follows from the term as it is now."""
        for spelling, right in _spelled(draft, ""):
            self._follow.setdefault((spelling, right), draft)
            if fold(right) == spelling:
                self._by_right.setdefault(right, draft)
        # "logs in" is no plural, so it shows a verb; "e-mails" may be either, and no guess is made.
        forms = (draft.preferred, *draft.deprecated, *draft.forbidden)
        if any(phrasal(form) for form in forms):
            for known in _spelled(draft, "verb"):
                self._tenses.setdefault(known, draft)


def _spelled(draft: Draft, pos: str) -> Iterator[tuple[str, str]]:
    data = {key: value for key, value in draft.data().items() if key not in ("case", "exceptions", "pos")}
    term = Term.model_validate({**data, "pos": pos})
    for spelling, pattern in table(Glossary.model_validate({"terms": [term]})).items():
        for entry in pattern.entries:
            if not depends_on_sentence(entry):
                yield spelling, entry.replacement
