"""Who is told what, and that nobody is told it twice: claimed before it is sent, released when it was not.

A finding is told to a channel at most once: its id is claimed in the memory, then the message is sent. A failure that
is certain releases the claim, and the next run tries again; a process killed in between leaves it claimed. Failures of
whole runs, and sources that cannot be read, are told once until they are mended; that is kept in a small file beside
the memory, since the memory itself may be what fails.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from msgcheck import progress, settle
from msgcheck.config import Config
from msgcheck.errors import ConfigError, MsgcheckError, StoreError
from msgcheck.memory import Status
from msgcheck.model import SEVERITIES, Severity, Skipped
from msgcheck.notify import letter as letters
from msgcheck.notify.email import Email
from msgcheck.notify.file import MarkdownFile
from msgcheck.notify.letter import Letter
from msgcheck.notify.sending import SendError, insist
from msgcheck.notify.webhook import Webhook
from msgcheck.run import Run

_FAILED = "failed:"
_UNREAD = "unread:"


class Ledger(Protocol):
    """Which findings a channel of a project was told of."""

    def told(self, project: str, channel: str) -> set[str]:
        """Return the ids that are claimed."""
        ...

    def tell(self, project: str, channel: str, ids: Collection[str]) -> set[str]:
        """Claim ids, each at most once whoever else does it at the same time; return those that are ours now."""
        ...

    def untell(self, project: str, channel: str, ids: Collection[str]) -> None:
        """Give claims back: the message was not sent."""
        ...


class Channel(Protocol):
    """A way to tell people."""

    name: str

    def send(self, letter: Letter, *, now: datetime) -> str:
        """Send once; return what did not work although it was sent, "" for nothing. Raises SendError."""
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """What sending needs. stopped: what `sleep` raises when somebody ends the program while it waits."""

    channels: tuple[Channel, ...]
    project: str
    now: datetime
    sleep: Callable[[float], None]
    stopped: type[BaseException]


def channels(config: Config, environ: Mapping[str, str]) -> tuple[Channel, ...]:
    """Return the channels that msgcheck.yaml names, ready to send.

    Raises ConfigError when one cannot be used, with the variable of the environment that is missing.
    """
    notify, made = config.notify, list[Channel]()
    if notify.email:
        mail = notify.email
        if mail.user and not mail.password_env:
            raise ConfigError(
                "notify.email: a user without a password",
                "name the variable that holds it: password_env: SMTP_PASSWORD",
            )
        password = _secret(environ, "notify.email.password_env", mail.password_env)
        made.append(
            Email(
                mail.host,
                sender=mail.sender,
                to=mail.to,
                port=mail.port,
                security=mail.security,
                user=mail.user,
                password=password,
            )
        )
    if notify.webhook_env:
        address = _secret(environ, "notify.webhook_env", notify.webhook_env)
        made.append(Webhook(address, variable=notify.webhook_env))
    if notify.file:
        made.append(MarkdownFile(config.beside(notify.file), write=progress.write_whole))
    return tuple(made)


def _secret(environ: Mapping[str, str], key: str, variable: str) -> str:
    value = environ.get(variable, "") if variable else ""
    if variable and not value:
        raise ConfigError(
            f"{key}: the environment has no {variable}", f"export {variable}=..., or set it as a secret"
        )
    return value


def news(run: Run, post: Post, ledger: Ledger, *, least: Severity, link: str) -> list[str]:
    """Tell each channel the open findings that it was not told of. Return what could not be told, and why.

    least: findings that matter less are no news. link: where the report is.
    """
    problems = []
    counted = SEVERITIES[: SEVERITIES.index(least) + 1]
    # One without a life is what is left of an earlier one while a place of it cannot be read.
    lives = run.history.lives if run.history else {}
    worth = [finding for finding in run.findings if finding.severity in counted and finding.id in lives]
    for channel in post.channels:
        known = ledger.told(post.project, channel.name)
        claimed = ledger.tell(post.project, channel.name, [f.id for f in worth if f.id not in known])
        if not claimed:
            continue
        findings = [finding for finding in worth if finding.id in claimed]
        if _first(run, known, claimed):
            letter = letters.of_start(run, findings, project=post.project, link=link)
        else:
            why = settle.reopened(findings, run.loose)
            letter = letters.of_news(run, findings, project=post.project, link=link, reopened=why)
        release = partial(ledger.untell, post.project, channel.name, claimed)
        problems += _send(channel, letter, post, release=release)
    return problems


def _first(run: Run, known: Collection[str], claimed: Collection[str]) -> bool:
    """Say whether a channel hears of a project for the first time, and all that was there before is open."""
    history = run.history
    if known or history is None:
        return False
    lives = [history.lives[id_] for id_ in claimed if id_ in history.lives]
    return history.number == 1 or any(life.status is not Status.NEW for life in lives)


def troubles(run: Run, config: Config, post: Post, file: Path) -> list[str]:
    """Tell each channel once which sources of msgcheck.yaml could not be read. Return what could not be told.

    file: what was told before; failures are mended, since there is a run.
    """
    unread = {f"{_UNREAD}{place.uri}": place for place in named(run.skipped, config)}
    told = {name: [key for key in keys if key in unread] for name, keys in _load(file).items()}
    _save(file, told)
    problems = []
    for channel in post.channels:
        keys = [key for key in unread if key not in told.get(channel.name, [])]
        if keys:
            letter = letters.of_unread(run, [unread[key] for key in keys], project=post.project)
            problems += _tell_once(channel, letter, keys, post, file)
    return problems


def failure(error: MsgcheckError, config: Config, post: Post, file: Path) -> list[str]:
    """Tell each channel once that a run could not be done. Return what could not be told."""
    key = _FAILED + sha256(error.message.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    letter = letters.of_failure(
        error.message,
        error.hint,
        company=config.company,
        project=post.project,
        key=f"{key} {post.now.isoformat()}",
    )
    problems = []
    for channel in post.channels:
        if key not in _load(file).get(channel.name, []):
            problems += _tell_once(channel, letter, [key], post, file)
    return problems


def named(skipped: Collection[Skipped], config: Config) -> list[Skipped]:
    """Return the sources among what was not read: a path or site of msgcheck.yaml, a mailbox or a folder of one.

    A single page or mail is counted in every message and is none of its own: in a large site one always fails.
    """
    paths = {posixpath.normpath(path) for path in config.paths}
    paths |= {posixpath.normpath(config.beside(path).as_posix()) for path in config.paths}
    sites = {_address(url) for site in config.web for url in site.urls}
    found = []
    for place in skipped:
        scheme = place.uri.partition("://")[0].lower()
        if scheme in ("imap", "imaps"):
            source = ";uid=" not in place.uri.lower()
        else:
            source = _address(place.uri) in sites or posixpath.normpath(place.uri) in paths
        if source:
            found.append(place)
    return found


def _address(url: str) -> str:
    """Return the address of a page in one form, as the crawl has it; what is none stays as it is."""
    from msgcheck.sources.crawl.addresses import normal

    return (normal(url) or url).rstrip("/")


def _tell_once(channel: Channel, letter: Letter, keys: list[str], post: Post, file: Path) -> list[str]:
    told = _load(file)
    _save(file, {**told, channel.name: [*told.get(channel.name, []), *keys]})
    return _send(channel, letter, post, release=partial(_save, file, told))


def _send(channel: Channel, letter: Letter, post: Post, *, release: Callable[[], None]) -> list[str]:
    said = ""

    def attempt() -> None:
        nonlocal said
        said = channel.send(letter, now=post.now)

    try:
        insist(attempt, sleep=post.sleep)
    except SendError as err:
        if err.unsure:
            return [f"{err.reason}; it may have arrived, so it is not sent again"]
        release()
        return [f"{err.reason}; the next run tries again"]
    except post.stopped:  # between two tries, after one that failed for certain
        release()
        raise
    return [said] if said else []


def _load(file: Path) -> dict[str, list[str]]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as err:
        raise StoreError(
            f"{file}: cannot be read: {err}", "delete it; it only says which failures were told"
        ) from err
    try:
        return {str(name): [str(key) for key in keys] for name, keys in json.loads(text).items()}
    except (ValueError, AttributeError, TypeError) as err:
        raise StoreError(f"{file}: is damaged", "delete it; it only says which failures were told") from err


def _save(file: Path, told: Mapping[str, list[str]]) -> None:
    progress.write_whole(file, json.dumps({name: sorted(keys) for name, keys in told.items() if keys}) + "\n")
