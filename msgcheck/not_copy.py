"""Names of files that are no copy: left behind by programs, packages of code, licences."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

# Left behind by an operating system or a program (and our own settings): not even reported.
_ARTEFACTS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "msgcheck.yaml"})
_BACKUP = re.compile(r"\.bak(?:\.\d+)?\Z", re.IGNORECASE)  # what `fix` and editors keep of the file before
_LOCK_PREFIXES = ("~$", ".~lock.")  # Office and LibreOffice, while the document is open
_PACKAGES = frozenset({"node_modules", "__pycache__", "bower_components", "__MACOSX", "CVS"})
_ABOUT_CODE = frozenset(
    {"license", "licence", "copying", "notice", "code_of_conduct", "contributing", "codeowners"}
)


def is_artefact(name: str) -> bool:
    """Say whether a file or folder of this name is passed over without a word.

    >>> is_artefact("~$offer.docx"), is_artefact("offer.docx.bak.2"), is_artefact("offer.docx")
    (True, True, False)
    """
    if name.startswith((".", *_LOCK_PREFIXES)) or name.lower() in _ARTEFACTS:
        return True
    return bool(_BACKUP.search(name))


def is_package(folder: str) -> bool:
    """Say whether a folder of this name holds code that others wrote, or what a program unpacked."""
    return folder in _PACKAGES


def is_about_code(name: str) -> bool:
    """Say whether a file of this name is a licence, or rules for contributors.

    >>> is_about_code("LICENSE.md"), is_about_code("licences-we-sell.md"), is_about_code("notice.2026.docx")
    (True, False, False)
    """
    return PurePosixPath(name).stem.lower() in _ABOUT_CODE
