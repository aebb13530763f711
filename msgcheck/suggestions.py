"""What `msgcheck glossary suggest` proposes, and how it is written: YAML to paste, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from msgcheck import drift, inference, intake
from msgcheck.config import Config
from msgcheck.glossary import EMPTY, load_glossary
from msgcheck.intake import Progress, silent
from msgcheck.model import Skipped
from msgcheck.terminology.suggest import Proposal, propose

_HEAD = """\
# Proposed from the copy: nothing here is enforced. Paste what you agree with into `terms:`, and replace
# `status: proposed` (or the `proposed:` forms) by what you decide: preferred, admitted, deprecated, forbidden.
"""


def find(
    config: Config, paths: Sequence[str], glossary: Path | None, progress: Progress = silent
) -> tuple[list[Proposal], list[Skipped]]:
    """Return the proposals for a glossary, and what could not be read. `glossary`: None for a first one."""
    words = load_glossary(glossary) if glossary else EMPTY
    documents, unread = intake.documents(config, paths, glossary=glossary, progress=progress)
    models = inference.Models(config)
    found = drift.find(documents, words, encode=models.encode, read=models.read, nlp=models.nlp)
    return propose(documents, words, models.nlp, found), list(unread)


def as_json(proposals: Sequence[Proposal]) -> str:
    """Return the proposals as a JSON list; the keys are those of `Proposal`."""
    return json.dumps([asdict(one) for one in proposals], ensure_ascii=False, indent=1) + "\n"


def as_yaml(proposals: Sequence[Proposal]) -> str:
    """Return a `terms:` list that loads as a part of a glossary, each entry with its reason as a comment."""
    if not proposals:
        return f"{_HEAD}# Nothing was found that the glossary does not know.\nterms: []\n"
    lines = [_HEAD, "terms:\n"]
    for one in proposals:
        counted = ", ".join(f"{channel or 'other'} {n}" for channel, n in one.channels.items())
        lines += [f"  # {_line(one.why)} ({counted})\n", f"  # e.g. {_line(one.example)}\n"]
        text = yaml.safe_dump(_entry(one), allow_unicode=True, sort_keys=False, width=10_000)
        first, *rest = text.splitlines()
        lines += [f"  - {first}\n", *(f"    {line}\n" for line in rest), "\n"]
    return "".join(lines)


def _entry(one: Proposal) -> dict[str, Any]:
    """A new term as a whole; of a listed one its id and the forms to add."""
    new = {"preferred": one.preferred, "status": "proposed"}
    named = {"id": one.term, "preferred": one.preferred} if one.term else new
    return named | ({"proposed": list(one.forms)} if one.forms else {})


def _line(text: str) -> str:
    return " ".join(text.split())
