"""What of ours is measured, in a process of its own: prints findings and CPU seconds by stage as JSON.

    python -m benchmarks.terms.ours matcher|whole|regex GLOSSARY TEXT

matcher: the library: the whole text is one string, `Matcher.hits`.
whole:   what `msgcheck check` does for terms: the file is read as Markdown, then `TermsCheck` with the tagger.
regex:   the plain way: one alternation of all wrong forms, longest first; the baseline.

Offsets are those of the file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from msgcheck.glossary import load_glossary
from msgcheck.terminology.matcher import Matcher

DOCUMENT = 50_000
Stages = dict[str, float]
Found = list[tuple[int, int]]


def matcher(glossary: Path, text: Path) -> tuple[Found, Stages]:
    """Return (violations, CPU seconds of loading, building and finding)."""
    began = process_time()
    loaded = load_glossary(glossary)
    parsed = process_time()
    made = Matcher(loaded)
    built = process_time()
    words = text.read_text(encoding="utf-8")
    hits = made.hits(made.prose(words))
    ended = process_time()
    stages = {"glossary": parsed - began, "automaton": built - parsed, "find": ended - built}
    return [(hit.start, hit.end) for hit in hits if hit.code], stages


def whole(glossary: Path, text: Path) -> tuple[Found, Stages]:
    """Return (violations, CPU seconds of reading, checking and tagging, and the sentences that were tagged).

    The text is read as a company's copy lies on disk, in many documents; a finding's place is a line and column.
    """
    from msgcheck.intake import read_one
    from msgcheck.model import Resource
    from msgcheck.pipeline import Pipeline
    from msgcheck.terminology.check import TermsCheck
    from msgcheck.terminology.text import Prose

    loaded = load_glossary(glossary)
    tagged_s: list[float] = []
    pipeline = Pipeline()

    def tag(sentence: str) -> Any:
        since = process_time()
        tokens = pipeline(sentence)
        tagged_s.append(process_time() - since)
        return tokens

    parts = _parts(text.read_text(encoding="utf-8"))
    began = process_time()
    documents = [
        document
        for at, words in parts
        for document in read_one(Resource(f"{at}.md", words.encode(), "text/markdown"))
    ]
    was_read = process_time()
    findings = TermsCheck(loaded, nlp=tag).check(documents)
    ended = process_time()
    lines = {f"{at}.md": (at, _line_starts(words)) for at, words in parts}
    found = []
    for place in (place for finding in findings for place in finding.places):
        at, starts = lines[place.uri]
        start = at + starts[(place.line or 1) - 1] + (place.column or 1) - 1
        found.append((start, start + len(place.value)))
    sentences = sum(len(Prose(block.text).starts) for document in documents for block in document.blocks)
    counts = {"sentences": float(sentences), "sentences tagged": float(len(tagged_s))}
    times = {"read": was_read - began, "check": ended - was_read, "of it tagger": sum(tagged_s)}
    return sorted(found), times | counts


def _parts(text: str) -> list[tuple[int, str]]:
    """Return (offset, words) of documents of about DOCUMENT characters, cut between paragraphs."""
    parts, start = [], 0
    while start < len(text):
        end = text.find("\n\n", start + DOCUMENT) + 2
        end = end if end > 1 else len(text)
        parts.append((start, text[start:end]))
        start = end
    return parts


def regex(glossary: Path, text: Path) -> tuple[Found, Stages]:
    """Return (matches, CPU seconds)."""
    forms = [form.text for term in load_glossary(glossary).terms for form in term.deprecated]
    began = process_time()
    longest = sorted(forms, key=lambda form: (-len(form), form))
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
    found = [match.span() for match in pattern.finditer(text.read_text(encoding="utf-8"))]
    return found, {"find": process_time() - began}


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\n", text))]


def offsets(text: str, places: list[tuple[int, int, int]]) -> Found:
    """Return places (line, column, length), both from 1, as offsets."""
    starts = _line_starts(text)
    found = [(starts[line - 1] + column - 1, length) for line, column, length in places]
    return sorted((start, start + length) for start, length in found)


WAYS: dict[str, Callable[[Path, Path], tuple[Found, Stages]]] = {
    "matcher": matcher,
    "whole": whole,
    "regex": regex,
}


def main() -> None:
    way, glossary, text = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    found, stages = WAYS[way](glossary, text)
    json.dump({"found": found, "stages": stages}, sys.stdout)


if __name__ == "__main__":
    main()
