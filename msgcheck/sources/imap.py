"""Folders of a mailbox (IMAP), read and never changed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from msgcheck.config import Mailbox
from msgcheck.errors import ConfigError
from msgcheck.model import Resource, Skipped
from msgcheck.sources.mailbox import credentials
from msgcheck.sources.mailbox.folders import Folder, Missing, choose, uri
from msgcheck.sources.mailbox.kept import Mail, Shelf, State
from msgcheck.sources.mailbox.session import DROPPED, FAILURES, Session, failure, session


class ImapSource:
    """Reads the mails of a mailbox: fetches what is new, keeps it as files, and yields all, old and new."""

    def __init__(
        self, mailbox: Mailbox, *, folder: Path, max_bytes: int = 50_000_000, offline: bool = False
    ) -> None:
        """Take what to read; nothing is asked yet.

        folder:    where the mails of this mailbox are kept.
        max_bytes: a larger mail is skipped, and neither fetched (by the size that the server tells) nor kept.
        offline:   yield what is kept, and ask nobody; no password is needed.
        Raises ConfigError when there is no password, or when it would travel unprotected.
        """
        _check_security(mailbox)
        self._mailbox = mailbox
        self._shelf = Shelf(folder)
        self._max_bytes = max_bytes
        self._password = SecretStr("") if offline else credentials.password(mailbox)
        self._offline = offline
        self._fetched = 0  # mails, by this object

    def fetch(self) -> Iterator[Resource | Skipped]:
        """Yield every mail once, by folder and number; what cannot be had as Skipped.

        When the server cannot be asked, that is one Skipped for the mailbox, and the mails that are kept from
        the last run that could are yielded: their findings are still there, and nobody is told they were gone.
        Raises StoreError when a mail cannot be kept.
        """
        problems = [] if self._offline else self._bring_up_to_date()
        kept = {state.folder: state for state in self._shelf.states()}
        there = [Folder(state.folder, state.delimiter) for state in kept.values()]
        chosen, missing = choose(there, self._mailbox.folders)
        if self._offline:
            problems = [self._missing(_never_read(name)) for name in missing]
        for problem in problems:
            within = [f for f in chosen if problem.uri in (uri(self._mailbox), uri(self._mailbox, f.name))]
            held = sum(len(kept[folder.name].mails) for folder in within)
            instead = f"; read instead, as kept from the last time: {held} mails" if held else ""
            yield replace(problem, reason=problem.reason + instead)
        for folder in chosen:
            state = kept[folder.name]
            for uid, mail in sorted(state.mails.items()):
                yield self._mail(state, uid, mail)

    def _mail(self, state: State, uid: int, mail: Mail) -> Resource | Skipped:
        """Return a mail that is kept."""
        place = uri(self._mailbox, state.folder, uid)
        if mail.size > self._max_bytes:
            return self._too_large(place, mail.size)
        try:
            data = self._shelf.path(state, uid).read_bytes()
        except FileNotFoundError:
            hint = "open it in a mail program: it may be damaged on the server"
            if self._offline:
                hint = "run once without --offline"
            return Skipped(place, "the server did not hand this mail over", hint)
        except OSError as err:
            return Skipped(
                place, f"what is kept of it cannot be opened: {err.strerror}", "check that you may read it"
            )
        if len(data) > self._max_bytes:  # the limit was lowered, and the server had told a smaller size
            return self._too_large(place, len(data))
        return Resource(
            uri=place,
            data=data,
            media_type="message/rfc822",
            channel=self._mailbox.channel,
            team=self._mailbox.team,
            modified=mail.arrived,
        )

    def _too_large(self, place: str, size: int) -> Skipped:
        limit = self._max_bytes / 1_000_000
        return Skipped(
            place,
            f"too large: {size / 1_000_000:.1f} MB, and {limit:g} MB is the limit",
            "raise limits.file_mb in msgcheck.yaml",
        )

    def _bring_up_to_date(self) -> list[Skipped]:
        """Fetch what is new, drop what is gone; return what could not be asked."""
        while True:
            before = self._fetched
            try:
                with session(self._mailbox, self._password) as box:
                    return self._read_folders(box)
            except FAILURES as err:
                # Servers hang up on long readers. As long as each connection brings something, it goes on.
                if self._fetched > before and isinstance(err, DROPPED):
                    continue
                return [Skipped(uri(self._mailbox), *failure(err, self._mailbox, self._password))]

    def _read_folders(self, box: Session) -> list[Skipped]:
        chosen, missing = choose(box.folders(), self._mailbox.folders)
        problems = [self._missing(name) for name in missing]
        for folder in chosen:
            try:
                self._read_folder(box, folder)
            except FAILURES as err:
                if isinstance(err, DROPPED):
                    raise
                place = uri(self._mailbox, folder.name)
                # Refused, or not to be understood; other folders may be neither.
                problems.append(Skipped(place, *failure(err, self._mailbox, self._password)))
        self._shelf.drop_others({folder.name for folder in chosen})
        return problems

    def _read_folder(self, box: Session, folder: Folder) -> None:
        """Fetch what of a folder is not kept yet; forget what is not there any more.

        What is there is asked for whole (some bytes for each mail), and not from the last number on: so mails
        that a killed run left out, that an earlier `since` brings in, or that were moved are seen, too.
        """
        validity = box.examine(folder.name)
        there = box.uids(self._mailbox.since)
        last = self._shelf.state(folder.name)
        known = last.mails if last and last.uidvalidity == validity else {}
        new = box.mails([uid for uid in there if uid not in known])
        mails = {uid: known.get(uid) or new.get(uid) or Mail() for uid in there}
        state = State(folder=folder.name, delimiter=folder.delimiter, uidvalidity=validity, mails=mails)
        wanted = {uid: mail.size for uid, mail in mails.items() if mail.size <= self._max_bytes}
        missing = {uid: size for uid, size in wanted.items() if not self._shelf.path(state, uid).exists()}
        for uid, data in box.bodies(missing):
            self._fetched += 1
            del missing[uid]
            if len(data) <= self._max_bytes:
                self._shelf.put(state, uid, data)
            else:  # the server told another size; with the true one it is not asked for again
                mails[uid] = mails[uid].model_copy(update={"size": len(data)})
                del wanted[uid]
        if missing:  # deleted while we read, or not handed over: only the latter stay, to be named
            still = set(box.uids(self._mailbox.since))
            mails = {uid: mail for uid, mail in mails.items() if uid not in missing or uid in still}
        self._shelf.finish(state.model_copy(update={"mails": mails}), wanted=wanted)

    def _missing(self, name: Missing) -> Skipped:
        return Skipped(uri(self._mailbox, name.pattern), name.reason, name.hint)


def _never_read(name: Missing) -> Missing:
    return Missing(name.pattern, "nothing is kept of it", "run once without --offline")


def _check_security(mailbox: Mailbox) -> None:
    """Raise ConfigError for settings that would send the password in the clear, or that cannot work."""
    if mailbox.security == "none" and not _is_this_machine(mailbox.host):
        raise ConfigError(
            f"imap {mailbox.host}: security: none would send the password unprotected",
            "security: tls, or starttls; without either only this machine (localhost) is asked",
        )
    if mailbox.security == "starttls" and mailbox.port == 993:
        raise ConfigError(
            f"imap {mailbox.host}: port 993 speaks TLS from the first byte", "security: tls, or port: 143"
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
