"""Office files are zip archives of XML: look before unpacking.

A hostile archive is refused by what its directory declares; `zipfile` never unpacks more than that.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from lxml import etree

from msgcheck.errors import SourceError
from msgcheck.model import Resource

MAX_UNPACKED_BYTES = 500_000_000
MAX_XML_BYTES = 100_000_000  # a parsed tree takes about ten times this
MAX_TAGS = 2_000_000  # in all parts; a file of so many takes half a minute and half a gigabyte
MAX_RATIO = 200  # real decks with long notes stay below 60
RATIO_COUNTS_FROM_BYTES = 10_000_000  # a small member may be all zeros

# What zipfile, zlib and lxml raise on damaged input, and python-pptx, python-docx and openpyxl on XML
# that is well formed and not what its name says (found by truncating and flipping bytes).
PACKAGE_ERRORS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    etree.LxmlError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,  # holds NotImplementedError (zip compression) and RecursionError
    SyntaxError,  # xml.etree.ParseError
)

# The same for one part of a sound archive: missing, not XML, or XML of another kind.
PART_ERRORS: tuple[type[Exception], ...] = (
    etree.LxmlError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)


def open_package(resource: Resource, program: str) -> io.BytesIO:
    """Return the archive as a stream, after checking that it may be unpacked and is whole.

    program: for the hint: "PowerPoint".
    Raises SourceError when it is damaged, encrypted, or unpacks to more than a document would.
    """
    stream = io.BytesIO(resource.data)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            _check_sizes(resource, members)
            if any(member.flag_bits & 1 for member in members):
                raise SourceError(
                    resource.uri, "protected by a password", f"save it from {program} without one"
                )
            if b"purl.oclc.org/ooxml" in archive.read("_rels/.rels"):
                raise SourceError(
                    resource.uri,
                    "saved as Strict Open XML, which is not read",
                    f"save it from {program} as usual",
                )
            tags = 0
            for member in members:
                tags += _check_member(resource, archive, member)
                if tags > MAX_TAGS:
                    raise SourceError(
                        resource.uri,
                        f"holds over {MAX_TAGS // 1_000_000} million XML tags: data rather than copy",
                        "leave it out with `exclude`, or save the part that is copy by itself",
                    )
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        LookupError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as err:
        raise damaged(resource, program) from err
    stream.seek(0)
    return stream


def damaged(resource: Resource, program: str) -> SourceError:
    """Return the error for a file that its own program could not open either."""
    return SourceError(
        resource.uri,
        f"the file is damaged or is not what its name says ({program})",
        f"open it in {program} and save it again",
    )


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of a part; entities stay unresolved and nothing is fetched. Raises XMLSyntaxError."""
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    )


def _check_sizes(resource: Resource, members: list[zipfile.ZipInfo]) -> None:
    hint = "if the file is yours, save it again under a new name; otherwise do not open it"
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED_BYTES:
        raise SourceError(resource.uri, f"unpacks to {total // 1_000_000} MB: not read", hint)
    for member in members:
        if member.file_size < RATIO_COUNTS_FROM_BYTES:
            continue
        if member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise SourceError(
                resource.uri, f"{member.filename} unpacks to {MAX_RATIO} times its size and more", hint
            )
        if member.filename.endswith((".xml", ".rels")) and member.file_size > MAX_XML_BYTES:
            raise SourceError(
                resource.uri, f"{member.filename} holds {member.file_size // 1_000_000} MB of XML", hint
            )


def _check_member(resource: Resource, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Read one member to its end, which compares its checksum; refuse a document type declaration.

    Return the number of its tags.
    """
    with archive.open(member) as stream:
        head = stream.read(4096)
        tags = head.count(b"<")
        while piece := stream.read(1 << 20):
            tags += piece.count(b"<")
    if member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in head:
        raise SourceError(
            resource.uri,
            f"{member.filename} declares XML entities: no Office program writes that",
            "do not open it",
        )
    return tags
