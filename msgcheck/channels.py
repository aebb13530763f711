"""Which channel and team an asset belongs to: the configuration's globs first, then a sensible guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from msgcheck.config import Channel, Config
from msgcheck.model import Resource

# The first pattern that fits the path decides; channels as a brand team names them.
_GUESSES = [
    (re.compile(r"\.pptx$|(^|/)(?:decks?|slides?|presentations?)/"), "deck", "sales"),
    (re.compile(r"\.(?:eml|msg|mbox)$|(^|/)(?:e-?mails?|mails?|sequences?|outreach)/"), "email", "sales"),
    (re.compile(r"(^|/)(?:ads?|adverts?|campaigns?|ppc)/|\bads?\b[^/]*\.(?:csv|xlsx)$"), "ads", "marketing"),
    (re.compile(r"(^|/)(?:social|press|pr|newsletters?|releases?)/"), "social", "marketing"),
    (
        re.compile(r"\.docx$|\.pdf$|(^|/)(?:docs?|scripts?|one-?pagers?|collateral|sheets?)/"),
        "document",
        "sales",
    ),
    (re.compile(r"\.html?$|^https?://|(^|/)(?:website|site|web|www|pages|blog)/"), "website", "marketing"),
    (re.compile(r"\.(?:csv|xlsx)$"), "table", "marketing"),
]
# What a file under another name would be called: "offer.txt" that is a mail, "deck.bin" that is a deck.
_SUFFIXES = {
    "pptx": ".pptx",
    **dict.fromkeys(("email", "msg", "mbox"), ".eml"),
    "docx": ".docx",
    "pdf": ".pdf",
    "html": ".html",
    **dict.fromkeys(("csv", "xlsx"), ".csv"),
}


def assign(resource: Resource, rules: Sequence[Channel]) -> Resource:
    """Return the resource with its channel and team: by the first glob that fits, as its source says, or guessed."""
    for rule in rules:
        if matches(resource.uri, rule.glob):
            return replace(resource, channel=rule.channel, team=rule.team)
    if resource.channel:
        return resource
    return _guessed(resource, resource.uri)


def assign_by_kind(resource: Resource, kind: str) -> Resource:
    """Return the resource with the channel that its content tells, where its path told none.

    kind: as `detect` names it ("email", "pptx").
    """
    if resource.channel != "other" or kind not in _SUFFIXES:
        return resource
    return _guessed(resource, resource.uri + _SUFFIXES[kind])


def known(config: Config) -> set[str]:
    """Return every channel that an asset can have: those of msgcheck.yaml, and those that are guessed."""
    named = {rule.channel for rule in config.channels} | {export.channel for export in config.exports}
    return (named | {channel for _, channel, _ in _GUESSES} | {"other"}) - {""}


def _guessed(resource: Resource, path: str) -> Resource:
    for pattern, channel, team in _GUESSES:
        if pattern.search(path.lower()):
            return replace(resource, channel=channel, team=team)
    return replace(resource, channel="other", team="")


def matches(uri: str, glob: str) -> bool:
    """True when a glob names the uri: `**` for any folders, a plain name or folder anywhere in the path.

    >>> matches("corpora/emails/a.html", "corpora/emails/**"), matches("x/emails/a.eml", "*.eml")
    (True, True)
    """
    if "/" not in glob:
        return fnmatchcase(PurePosixPath(uri).name, glob)
    return (
        fnmatchcase(uri, glob) or fnmatchcase(uri, f"*/{glob}") or fnmatchcase(uri, f"{glob.rstrip('/')}/*")
    )
