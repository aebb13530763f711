"""`msgcheck watch`: check, remember, report, tell; once, or in a rhythm, until somebody ends it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from msgcheck import check, database, outputs, remember, settle, telling
from msgcheck.config import Config
from msgcheck.errors import MsgcheckError
from msgcheck.intake import Progress, silent
from msgcheck.memory import History, Status
from msgcheck.model import Finding, Severity
from msgcheck.notify.letter import count, line, where
from msgcheck.outputs import Output
from msgcheck.report import lead
from msgcheck.rhythm import At, Every, next_run
from msgcheck.run import Run
from msgcheck.telling import Channel, Post

KEPT = ".msgcheck"  # the folder beside msgcheck.yaml that holds the lock, and which failures were told
SHOWN = 10  # new findings in the summary, changed ones, and places that could not be read
_SLICE_S = 30.0  # a machine that slept, or whose clock was set, is at most this late


@dataclass(frozen=True, slots=True)
class Job:
    """One run as msgcheck.yaml and the command line have it. fail_on: as for `check`, or "new-error" and the like."""

    config: Config
    glossary: Path | None
    outputs: tuple[Output, ...]
    channels: tuple[Channel, ...]
    fail_on: str
    cache: bool = True
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. code: the exit code; quiet: nothing in it is news; problems: what went wrong on the way;
    decisions: lines about those that hold and those that do not, each with its file and line."""

    code: int
    summary: str
    quiet: bool = False
    problems: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


class Stopped(BaseException):
    """Somebody ended the program. Not an Exception: nothing that goes on after errors may go on after this."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Stops:
    """SIGTERM and SIGINT while it is entered: raise Stopped at once, or where that would leave something half done, after it."""

    def __init__(self) -> None:
        self._number = 0
        self._held = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stops:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._on)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on(self, number: int, _: FrameType | None) -> None:
        self._number = number
        if not self._held:
            raise Stopped(number)

    def check(self) -> None:
        """Raise Stopped when a signal came; one that was raised where Python drops exceptions is not lost."""
        if self._number:
            raise Stopped(self._number)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Finish what is within first."""
        self.check()
        self._held = True
        try:
            yield
        finally:
            self._held = False
        self.check()

    def sleep(self, seconds: float) -> None:
        """Sleep; a signal ends it, within `held` too."""
        held, self._held = self._held, False
        try:
            self.check()
            time.sleep(seconds)
        finally:
            self._held = held


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the lock of a project: one watch at a time. It ends with the process, however that ends.

    Raises MsgcheckError when another has it, StoreError when it cannot be had at all.
    """
    busy = MsgcheckError(
        f"another `msgcheck watch` of {root.resolve()} is running",
        "wait for it, or end it; this one did nothing",
    )
    with database.alone(root / KEPT / "watch.lock", busy=busy):
        yield


def once(job: Job, stops: Stops, *, now: datetime | None = None) -> Outcome:
    """Do one run. An error that a user can mend is told once on each channel, and is an outcome too."""
    now = now or datetime.now(UTC)
    try:
        return _checked(job, stops, now)
    except MsgcheckError as err:
        return failed(err, job, stops, now=now)


def _checked(job: Job, stops: Stops, now: datetime) -> Outcome:
    run = check.run(
        job.config,
        check.resolve(job.config, ()),
        glossary=job.glossary,
        cache=job.cache,
        progress=job.progress,
        now=now,
    )
    with stops.held():  # from here on a second run would find other news: to be finished, or not begun
        run = remember.remember(run, job.config)
        texts = outputs.draw(run, job.outputs)
        for output, text in zip(job.outputs, texts, strict=True):
            if output.path:
                outputs.save(output.path, text)
        problems = _told(job, run, stops, now)
    return Outcome(
        exit_code(run, job.fail_on, complete=not problems),
        summary(run),
        quiet=not (_news(run) or run.skipped),
        problems=tuple(problems),
        decisions=tuple(
            "  " * one.startswith(" ") + line(one, 500) for one in settle.lines(run.decided, run.loose)
        ),
    )


def _told(job: Job, run: Run, stops: Stops, now: datetime) -> list[str]:
    if not job.channels:
        return []
    config, post = job.config, _post(job, stops, now)
    report = next((output.path for output in job.outputs if output.path), None)
    link = config.notify.link or (report.as_posix() if report else "")
    ledger = remember.store(config)
    problems = telling.news(run, post, ledger, least=Severity(config.notify.least), link=link)
    return [*problems, *telling.troubles(run, config, post, _troubles(config))]


def failed(err: MsgcheckError, job: Job, stops: Stops, *, now: datetime | None = None) -> Outcome:
    """Return the outcome of a run that could not be done, told once on each channel of `job`."""
    with stops.held():
        post = _post(job, stops, now or datetime.now(UTC))
        try:
            problems = telling.failure(err, job.config, post, _troubles(job.config))
        except MsgcheckError as more:  # a disk that is full fails the run, and then the note that it was told
            problems = [str(more)]
    return Outcome(2, "", problems=(str(err), *problems))


def stay(
    job: Job,
    load: Callable[[], Job],
    schedule: Every | At,
    stops: Stops,
    *,
    done: Callable[[Outcome, datetime], None],
    planned: Callable[[datetime], None] = lambda due: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Run until Stopped: an `Every` at once and then in its rhythm, an `At` when it is due.

    job:  the first, and the one whose channels are used while msgcheck.yaml cannot be read.
    load: reads msgcheck.yaml; called for each run, so that an edit counts. What it raises is a failed run.
    done: called after each run with its outcome, and when the next is due; planned: before the first, when that is.
    """
    due = clock() if isinstance(schedule, Every) else next_run(clock(), schedule)
    if isinstance(schedule, At):
        planned(due)
    while True:
        while (left_s := (due - clock()).total_seconds()) > 0:
            stops.sleep(min(left_s, _SLICE_S))
        stops.check()
        try:
            job = load()
        except MsgcheckError as err:
            outcome = failed(err, job, stops, now=clock())
        else:
            outcome = once(job, stops, now=clock())
        due = next_run(clock(), schedule)
        done(outcome, due)


def _post(job: Job, stops: Stops, now: datetime) -> Post:
    return Post(job.channels, remember.project_of(job.config), now, sleep=stops.sleep, stopped=Stopped)


def _troubles(config: Config) -> Path:
    return config.beside(KEPT) / "watch.json"


def exit_code(run: Run, fail_on: str, *, complete: bool = True) -> int:
    """Return the exit code of `check`; with "new-error" and the like, only new findings count,
    and changed ones that brought a place or a value.

    complete: everybody could be told; the run is incomplete (3) when not.
    """
    if fail_on.startswith("new-"):
        run = replace(run, findings=tuple(_news(run)))
    return check.exit_code(run, fail_on.removeprefix("new-")) or (0 if complete else 3)


def _news(run: Run) -> list[Finding]:
    lives = _history(run).lives
    return [finding for finding in run.findings if finding.id in lives and lives[finding.id].news]


def _with(run: Run, status: Status) -> list[Finding]:
    lives = _history(run).lives
    return [finding for finding in run.findings if finding.id in lives and lives[finding.id].status is status]


def _history(run: Run) -> History:
    assert run.history is not None, "a run that was remembered has one"
    return run.history


def summary(run: Run) -> str:
    """Return the run in a few lines: what is new, changed, gone, and was not read."""
    history = _history(run)
    new, changed = (_with(run, status) for status in (Status.NEW, Status.CHANGED))
    parts = [f"{len(new):,} new", *([f"{len(changed):,} changed"] if changed else [])]
    parts += [f"{len(history.gone):,} gone", f"{len(run.findings):,} open"]
    if history.unseen:
        parts.append(f"{len(history.unseen):,} could not be looked for")
    assets = count(len(run.documents), "asset")
    lines = [f"run {history.number}: {', '.join(parts)} in {assets} ({run.duration_s:.1f} s)"]
    reopened = settle.reopened(run.findings, run.loose)
    for title, found in (("new", new), ("changed", changed)):
        lines += _listed(title, [_one(f, f.severity.value, reopened.get(f.id, "")) for f in found])
    lines += _listed("gone", [_one(f) for f in history.gone])
    unread = [(line(f"{place.uri}: {place.reason}"), line(place.hint)) for place in run.skipped]
    lines += _listed("not read", [f"{told} ({hint})" if hint else told for told, hint in unread])
    return "\n".join(lines)


def _one(finding: Finding, severity: str = "", reopened: str = "") -> str:
    """Return a finding on one line: what it is, where it stands, its id, and why its decision has ended."""
    place, others = lead.apart(finding)
    told = " ".join(filter(None, (severity, finding.code, line(finding.message))))
    spot = [where(place) + (f" and {count(len(others), 'more place')}" if others else "")] if place else []
    return "; ".join([told, *spot, f"id {finding.id}", *([f"reopened: {reopened}"] if reopened else [])])


def _listed(title: str, told: list[str]) -> list[str]:
    lines = [f"  {title}: {one}" for one in told[:SHOWN]]
    return lines if len(told) <= SHOWN else [*lines, f"  {title}: and {len(told) - SHOWN:,} more"]
