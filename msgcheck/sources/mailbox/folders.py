"""Folders of a mailbox by name: which ones are meant, and the address of a mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import quote

from msgcheck.config import Mailbox

_NO_MAILS = frozenset({"\\noselect", "\\nonexistent"})
# Somebody else's words, and words that were taken back: read when named, not when a pattern fits.
_NOT_BY_PATTERN = frozenset({"\\junk", "\\trash"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server names it.

    delimiter: what stands between the levels of `name`; "" without levels.
    flags:     in lower case: "\\noselect".
    """

    name: str
    delimiter: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The name with `/` between its levels, whatever the server writes there."""
        return _plain(self.name.replace(self.delimiter, "/") if self.delimiter else self.name)


@dataclass(frozen=True, slots=True)
class Missing:
    """A name from the settings that fits no folder with mails, and why."""

    pattern: str
    reason: str
    hint: str


def choose(there: Sequence[Folder], patterns: Sequence[str]) -> tuple[list[Folder], list[Missing]]:
    """Return (the folders that the patterns name, each once, by path; the patterns that name none).

    patterns: names with `/` between the levels, or as the server writes them; `*` stands for anything.
    """
    chosen: dict[str, Folder] = {}
    missing = []
    for pattern in patterns:
        named = [folder for folder in there if _fits(folder, pattern)]
        readable = [folder for folder in named if not folder.flags & _NO_MAILS]
        if readable:
            chosen.update((folder.name, folder) for folder in readable)
        elif named:
            missing.append(
                Missing(pattern, "the folder holds folders and no mails", f"name those in it: {pattern}/*")
            )
        else:
            missing.append(Missing(pattern, "there is no such folder", _nearest(there, pattern)))
    return sorted(chosen.values(), key=lambda folder: (folder.path, folder.name)), missing


def uri(mailbox: Mailbox, folder: str = "", uid: int | None = None) -> str:
    """Return the address of a mailbox, a folder or a mail (RFC 5092).

    >>> uri(Mailbox(host="imap.acme.com", user="anna@acme.com"), "Sales/Angebote über 5", 17)
    'imap://anna%40acme.com@imap.acme.com/Sales/Angebote%20%C3%BCber%205/;UID=17'
    """
    host = f"[{mailbox.host}]" if ":" in mailbox.host else mailbox.host
    port = f":{mailbox.port}" if mailbox.port not in (0, 143, 993) else ""
    mail = f"/;UID={uid}" if uid is not None else ""
    return f"imap://{quote(mailbox.user, safe='')}@{host}{port}/{quote(folder, safe='/')}{mail}"


def _fits(folder: Folder, pattern: str) -> bool:
    if "*" in pattern and folder.flags & _NOT_BY_PATTERN:
        return False
    # No fnmatch: half of all mailboxes have a folder called "[Gmail]/...".
    meant = re.compile(".*".join(re.escape(part) for part in _plain(pattern).split("*")), re.DOTALL)
    return any(meant.fullmatch(name) for name in (folder.path, _plain(folder.name)))


def _plain(name: str) -> str:
    """Return a name as it is compared: INBOX in capitals (RFC 3501 has it in any case), composed letters."""
    return re.sub(r"^inbox(?![^/.])", "INBOX", unicodedata.normalize("NFC", name), flags=re.IGNORECASE)


def _nearest(there: Sequence[Folder], pattern: str) -> str:
    paths = {folder.path.casefold(): folder.path for folder in there if not folder.flags & _NO_MAILS}
    near = get_close_matches(_plain(pattern).casefold(), list(paths), n=1)
    if near:
        return f"did you mean {paths[near[0]]!r}?"
    some = sorted(paths.values())
    return "there are: " + ", ".join(some[:8]) + (", ..." if len(some) > 8 else "") if some else ""
