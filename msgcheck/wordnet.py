"""WordNet, as training/synonyms/wordnet.py makes it: the senses of each word, and what each sense is a kind of.

Rows number the senses. Both rooms that ask (which words mean the same, which nouns name people) read it once.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import msgspec

from msgcheck.errors import ModelError
from msgcheck.model_files import WEIGHTS

FILE = WEIGHTS / "wordnet.gz"


class Lexicon(msgspec.Struct, frozen=True, array_like=True):
    """The whole table.

    pos:     part of speech of each row: "n", "v" or "a".
    words:   word in lower case -> (rank, row, rank, row, ...), the most usual sense first; rank 1 is the most
             usual one of its part of speech.
    above:   rows that a row is a kind of; derived: rows that it is derived from.
    """

    pos: str
    words: dict[str, tuple[int, ...]]
    above: list[tuple[int, ...]]
    derived: list[tuple[int, ...]]

    def senses(self, word: str) -> tuple[int, ...]:
        """Return the rows of a word, the most usual first; none for a word that is not known."""
        return self.words.get(word, ())[1::2]

    def parts(self, word: str) -> frozenset[str]:
        """Return the parts of speech of a word; none for a word that is not known."""
        return frozenset(self.pos[row] for row in self.senses(word))

    def nouns(self, word: str, ranks: range) -> tuple[int, ...]:
        """Return the rows of a word as a noun whose rank is one of `ranks`."""
        found = self.words.get(word, ())
        pairs = zip(found[::2], found[1::2], strict=True)
        return tuple(row for rank, row in pairs if rank in ranks and self.pos[row] == "n")


def packed(lexicon: Lexicon) -> bytes:
    """Return what FILE holds."""
    return gzip.compress(msgspec.msgpack.encode(lexicon), 9, mtime=0)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the table, read once. Raises ModelError when the file cannot be read."""
    try:
        return msgspec.msgpack.decode(gzip.decompress(FILE.read_bytes()), type=Lexicon)
    except (OSError, EOFError, msgspec.DecodeError) as err:
        raise ModelError(f"{FILE} cannot be read: {err}", "install msgcheck again") from err
