"""What holds other assets: zip archives, mailboxes, mails with attachments. Each member is an asset."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgcheck import registry
from msgcheck.errors import SourceError
from msgcheck.model import Resource, Skipped
from msgcheck.readers.archive import Budget, members
from msgcheck.readers.detect import detect
from msgcheck.readers.mailbox import mails

MAX_DEPTH = 3  # "all.zip!/week.mbox!/7!/deck.pptx"
WRAPPINGS = frozenset({"zip", "mbox"})  # no words of their own
MAILS = frozenset({"email", "msg"})


def assets(
    resource: Resource,
    *,
    max_bytes: int,
    max_members: int,
    max_file_bytes: int,
    is_excluded: Callable[[str], bool] = lambda uri: False,
) -> Iterator[Resource | Skipped]:
    """Yield the assets of a resource in order: itself, or what it holds, or (a mail) both.

    max_bytes:      decompressed, of an archive and all that is packed in it.
    max_members:    files in an archive and in the archives in it.
    max_file_bytes: of one member.
    is_excluded:    whether a person left out the uri of a member.
    """
    budget = Budget(max_bytes, max_members, max_file_bytes)
    levels: list[Iterator[Resource | Skipped]] = [iter([resource])]
    while levels:
        try:
            item = next(levels[-1], None)
        except SourceError as err:  # the container itself turned out to be broken
            item = Skipped(err.uri, err.reason, err.hint)
        if item is None:
            levels.pop()
            continue
        if isinstance(item, Skipped):
            yield item
            continue
        try:
            kind = detect(item)
        except SourceError as err:
            yield Skipped(err.uri, err.reason, err.hint)
            continue
        if kind not in WRAPPINGS:
            yield item
        if kind in WRAPPINGS or kind in MAILS:
            inside = _inside(kind, item, budget, is_excluded)
            levels.append(inside if len(levels) <= MAX_DEPTH else _too_deep(kind, item, inside))


def _inside(
    kind: str, item: Resource, budget: Budget, is_excluded: Callable[[str], bool]
) -> Iterator[Resource | Skipped]:
    if kind == "zip":
        return members(item, budget, is_excluded=is_excluded)
    try:
        held: Iterator[Resource | Skipped]
        held = mails(item) if kind == "mbox" else registry.make("reader", kind).attachments(item)
    except SourceError:  # reading the mail itself fails for the same reason, and is listed once
        return iter(())
    return (asset for asset in held if not is_excluded(asset.uri))


def _too_deep(kind: str, item: Resource, inside: Iterator[Resource | Skipped]) -> Iterator[Skipped]:
    """Yield what is not opened any more: the archive as one, the attachments of a mail one by one."""
    reason, hint = f"packed more than {MAX_DEPTH} times", "unpack it and give the files"
    if kind in WRAPPINGS:
        yield Skipped(item.uri, reason, hint)
        return
    for held in inside:
        yield Skipped(held.uri, reason, hint)
