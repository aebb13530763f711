"""The two line interfaces: `msgcheck judge` and `msgcheck terms`, JSON lines in and out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgcheck import inference, subjects
from msgcheck.config import Config
from msgcheck.errors import ConfigError
from msgcheck.glossary import EMPTY, load_glossary

BATCH = 2000


def read(stream: Iterable[str], name: str, *, required: Sequence[str]) -> list[dict[str, Any]]:
    """Return the objects of JSON lines, blank lines left out.

    Raises ConfigError with the number of the first line that is not an object with the `required` keys.
    Every required key but "id" must be text.
    """
    rows = []
    try:
        for number, line in enumerate(stream, 1):
            if line.strip():
                rows.append(_row(line, f"{name}:{number}", required))
    except UnicodeDecodeError as err:
        raise ConfigError(f"{name}: not UTF-8 at byte {err.start}", "save the file as UTF-8") from err
    return rows


def _row(line: str, where: str, required: Sequence[str]) -> dict[str, Any]:
    wanted = "{" + ", ".join(f'"{key}": ...' for key in required) + "}"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as err:
        raise ConfigError(
            f"{where}: not JSON: {err.msg} (column {err.colno})", f"one object a line: {wanted}"
        ) from err
    if not isinstance(row, dict):
        raise ConfigError(f"{where}: not an object", f"one object a line: {wanted}")
    for key in required:
        if key not in row:
            raise ConfigError(f"{where}: {key!r} is missing", f"one object a line: {wanted}")
        if key != "id" and not isinstance(row[key], str):
            raise ConfigError(f"{where}: {key!r} is not text", f"one object a line: {wanted}")
        if key != "id":
            row[key] = _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", row[key])
    return row


_HALF_PAIR = re.compile("[\ud800-\udfff]")  # JSON may hold half a surrogate pair; no model takes it


def written(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as JSON lines."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    # Half a surrogate pair in an id stays itself, written as the escape that it came as.
    return _HALF_PAIR.sub(lambda match: f"\\u{ord(match[0]):04x}", "".join(lines))


def judge(rows: Sequence[dict[str, Any]], config: Config, glossary: Path | None) -> Iterator[dict[str, Any]]:
    """Yield a verdict for each row, in order."""
    from msgcheck.claims.extract import claim_of_text

    names = subjects.names(load_glossary(glossary) if glossary else EMPTY)
    _, encode = inference.encoding(config)
    made = inference.judging(config, encode=encode)
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        pairs = [(claim_of_text(row["a"], names), claim_of_text(row["b"], names)) for row in some]
        vectors = encode([claim.reading for pair in pairs for claim in pair])
        cosines = [float(left @ right) for left, right in zip(vectors[::2], vectors[1::2], strict=True)]
        for row, said in zip(some, made.judge(pairs, cosines), strict=True):
            yield {
                "id": row["id"],
                "verdict": said.verdict.value,
                "confidence": round(said.confidence, 4),
                "contradiction": round(said.contradiction, 4),
                "why": said.why,
            }


def terms(
    rows: Sequence[dict[str, Any]], config: Config, glossary: Path, *, today: date
) -> Iterator[dict[str, Any]]:
    """Yield the glossary terms found in each row that are not as the glossary wants them that day."""
    from msgcheck.pipeline import Pipeline
    from msgcheck.terminology.check import occurrences
    from msgcheck.terminology.matcher import Matcher

    matcher = Matcher(load_glossary(glossary).on(today), nlp=Pipeline(config.models.pipeline))
    for row in rows:
        yield {"id": row["id"], "occurrences": occurrences(matcher, row["text"])}
