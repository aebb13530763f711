"""mbox files: many mails one after the other, each behind a line that begins with "From "."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from msgcheck.model import Resource

# The line before each mail: an address, a date with a time of day, and then a header. "From our shop:" in a
# mail's own words has neither, and not every program writes the ">" that the format asks for.
_FROM = re.compile(
    rb"^From [^\r\n]{0,200}\d:\d\d[^\r\n]{0,60}\r?\n(?=(?:>From [^\r\n]{0,300}\r?\n)?[!-9;-~]{1,80}:)",
    re.MULTILINE,
)
_FIRST = re.compile(rb"\s*From [^\n]*\n")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def mails(resource: Resource) -> Iterator[Resource]:
    """Yield every mail, in order: "archive.mbox!/1" is the first. Takes time linear in the size."""
    data = resource.data
    first = _FIRST.match(data)
    start = first.end() if first else 0
    number = 0
    for line in _FROM.finditer(data, start):
        number += 1
        yield _mail(resource, number, data[start : line.start()])
        start = line.end()
    yield _mail(resource, number + 1, data[start:])


def _mail(resource: Resource, number: int, data: bytes) -> Resource:
    if b">From " in data:
        data = _ESCAPED.sub(rb"\1", data)
    return replace(resource, uri=f"{resource.uri}!/{number}", data=data, media_type="message/rfc822")
