"""The nouns of memory: what earlier runs found, what has become of it, and what people decided about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from msgcheck.model import Finding


class Status(StrEnum):
    """What a finding is beside the run before."""

    NEW = "new"
    CHANGED = "changed"  # it goes on in other words, or at other places
    STILL = "still"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Life:
    """One finding through the runs of a project.

    first_seen, last_seen: start of the first and of the last run that found it.
    runs:  how many found it.
    since: id of the finding that it continues: the same code and, among others, the same places; "" without one.
    less:  it is changed, and has no place and no value that the one before had not: no news.
    """

    status: Status
    first_seen: datetime
    last_seen: datetime
    runs: int = 1
    since: str = ""
    less: bool = False

    @property
    def news(self) -> bool:
        """Whether people must hear of it: it is new, or its change brought a place or a value."""
        return self.status is Status.NEW or (self.status is Status.CHANGED and not self.less)


@dataclass(frozen=True, slots=True)
class PastRun:
    """A finished run in figures. new, gone, changed: beside the run before it.

    codes: code -> open findings: those that it found, and those that stay open since it could not look for them.
    """

    number: int
    started: datetime
    duration_s: float
    documents: int
    claims: int
    skipped: int
    codes: dict[str, int] = field(default_factory=dict)
    new: int = 0
    gone: int = 0
    decided: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """What a project remembers, as a report shows it.

    number: of this run, 1 for the first.
    runs:   finished runs, oldest first, this one last.
    lives:  finding id -> its life, for everything that was found now or is gone since the run before.
    gone:   findings of the run before that were looked for and are there no more, in no other words either.
    unseen: ids of findings of the run before that could not be looked for: a place of theirs was not read.
    was:    findings of the run before that go on in other words, as they were.
    """

    number: int
    runs: tuple[PastRun, ...]
    lives: dict[str, Life] = field(default_factory=dict)
    gone: tuple[Finding, ...] = ()
    unseen: tuple[str, ...] = ()
    was: tuple[Finding, ...] = ()


class Choice(StrEnum):
    """What was decided about a finding."""

    ACCEPT = "accept"  # true, and it stays so
    FALSE_POSITIVE = "false_positive"  # the finding is wrong
    WONT_FIX = "wont_fix"  # true, and not worth the work


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about one finding; it holds for its words, and until its last day.

    id, code, about, quotes: of the finding, `quotes` its different sentences, as it was decided about.
    until: the last day on which it holds, None for always; date: when it was decided.
    where: where it is written: "msgcheck-decisions.yaml:12", or the file and line of a comment.
    """

    id: str
    code: str
    choice: Choice
    reason: str
    about: str = ""
    owner: str = ""
    until: date | None = None
    date: date | None = None
    quotes: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A finding that is no alarm any more, and the decision that says so."""

    finding: Finding
    decision: Decision


NOT_LOOKED_FOR = "could not be looked for"


@dataclass(frozen=True, slots=True)
class Loose:
    """A decision that does nothing. why: "the words changed", "its date has passed", "nothing like it is found";
    or NOT_LOOKED_FOR, since a place was not read."""

    decision: Decision
    why: str

    @property
    def unsure(self) -> bool:
        """Whether nobody could look: it may hold as before, and is to stay in its file."""
        return self.why == NOT_LOOKED_FOR
