"""What the tests of fixing share: a glossary, and a folder that is fixed as on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from msgcheck import fix
from msgcheck.config import Config
from msgcheck.fixers.outcome import Outcome

GLOSSARY = """\
version: 1
replace: {e-mail: email, web site: website}
terms:
  - {id: workspace, pos: noun, preferred: workspace, deprecated: [project space]}
  - id: sso
    preferred: single sign-on
    admitted: [SSO]
    deprecated: [single signon]
    forbidden: [universal login]
  - {id: sign-in, pos: verb, preferred: sign in, deprecated: [log in]}
  - {id: enter, preferred: set up, deprecated: [login screen]}
  - {id: customer, pos: noun, preferred: customers, deprecated: [clientele]}
  - {id: fee, pos: noun, preferred: usage fee, deprecated: [overage]}
  - {id: api, pos: noun, preferred: LDAP link, deprecated: [directory hook]}
  - {id: cafe, pos: noun, preferred: café, deprecated: [cafe]}
  - {id: nothing, forbidden: [guru]}
  - {id: team, pos: noun, preferred: Q&A corner, deprecated: [ask box]}
"""
TODAY = date(2026, 6, 1)


def fixed(folder: Path, *paths: str, **options: Any) -> Outcome:
    """Write the glossary into `folder` and fix the files there."""
    glossary = folder / "glossary.yaml"
    if not glossary.exists():
        glossary.write_text(GLOSSARY, encoding="utf-8")
    names = [str(folder / path) for path in paths] or [str(folder)]
    return fix.run(Config(), names, glossary=glossary, today=TODAY, **options)


def rewritten(folder: Path, name: str, data: bytes) -> tuple[bytes, list[str]]:
    """Return (the file's bytes after fixing it, why what was left was left)."""
    (folder / name).write_bytes(data)
    outcome = fixed(folder, name, write=True, backup=False)
    assert not outcome.skipped
    return (folder / name).read_bytes(), [spot.reason for file in outcome.files for spot in file.left]
