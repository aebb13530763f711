"""Runs in .venv-peers: reads the files named on stdin with one peer and prints their text and CPU seconds.

    python peers.py trafilatura|markitdown TIMES < paths.json

Each library is set to keep as much as it can.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time


def trafilatura() -> Callable[[Path], str]:
    from trafilatura import extract

    def read(path: Path) -> str:
        options = {"include_tables": True, "include_images": True, "include_comments": True}
        text = extract(
            path.read_bytes(), output_format="markdown", with_metadata=True, favor_recall=True, **options
        )
        return text or ""

    return read


def markitdown() -> Callable[[Path], str]:
    from markitdown import MarkItDown, MarkItDownException

    reader = MarkItDown(enable_plugins=False)

    def read(path: Path) -> str:
        try:
            return reader.convert(path).markdown
        except MarkItDownException as err:
            print(f"{path.name}: {err}", file=sys.stderr)
            return ""

    return read


def main() -> None:
    name, times = sys.argv[1], int(sys.argv[2])
    read = {"trafilatura": trafilatura, "markitdown": markitdown}[name]()
    answers = {}
    for path in map(Path, json.load(sys.stdin)):
        taken = []
        text = ""
        for _ in range(times):
            began = process_time()
            text = read(path)
            taken.append(process_time() - began)
        answers[path.as_posix()] = {"text": text, "cpu_s": min(taken)}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
