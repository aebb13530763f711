"""The spaCy pipeline: ours (msgcheck/weights/spacy_en), or any installed one that msgcheck.yaml names.

It is loaded on the first text that needs it: most runs have few sentences in which a part of speech is
in doubt, and some have none. Its parts are paid for by text, so each question runs only the parts it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgcheck.errors import ModelError
from msgcheck.kept import Kept, key_of
from msgcheck.model_files import SPACY
from msgcheck.protocols import Store

if TYPE_CHECKING:
    from spacy.tokens import Doc

OWN_NAME = "msgcheck-en"
_WORD_PARTS = ["tagger", "morphologizer", "trainable_lemmatizer"]  # of our own; the parser needs none of them


# Of each token: text, whether a blank follows, and part of speech and lemma, or the offset of its head and its relation.
_Tokens = list[tuple[str, bool, str, str]]
_Parsed = list[tuple[str, bool, int, str]]
_AT_ONCE = 500  # texts that are looked up and parsed together


class Pipeline:
    """Calls like a spaCy `Language`: text to tokens with `.text`, `.idx`, `.pos_`, `.lemma_`."""

    def __init__(self, name: str = OWN_NAME, *, store: Store | None = None) -> None:
        """name: OWN_NAME, an installed spaCy package, or a folder. Nothing is loaded yet.

        store: keeps between runs what was seen of a text; `flush` writes the last of it.
        """
        self.name = name
        self._store = store
        self._tagged: Kept[_Tokens] | None = None
        self._parsed: Kept[_Parsed] | None = None

    def __call__(self, text: str) -> Any:
        """Return the tokens of `text`, unparsed. Raises ModelError when the pipeline cannot be loaded."""
        nlp = self._ready()
        if self._tagged is None:
            return nlp(text, disable=["parser"])
        key = key_of(text)
        if (known := self._tagged.load([key]).get(key)) is not None:
            return _doc(nlp, known, pos=[token[2] for token in known], lemmas=[token[3] for token in known])
        doc = nlp(text, disable=["parser"])
        self._tagged.add(key, [(t.text, bool(t.whitespace_), t.pos_, t.lemma_) for t in doc])
        return doc

    def parse(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield for each text its tokens with `.dep_` and `.head`, untagged: a third of the time is saved.

        Raises ModelError when the pipeline cannot be loaded.
        """
        nlp = self._ready()
        if self._parsed is None:
            yield from nlp.pipe(texts, disable=_WORD_PARTS)
            return
        waiting = iter(texts)
        while some := list(islice(waiting, _AT_ONCE)):
            yield from self._parse(nlp, some, self._parsed)

    def _parse(self, nlp: Any, texts: Sequence[str], kept: Kept[_Parsed]) -> Iterator[Any]:
        keys = [key_of(text) for text in texts]
        known = kept.load(list(dict.fromkeys(keys)))
        fresh = nlp.pipe(
            [text for text, key in zip(texts, keys, strict=True) if key not in known], disable=_WORD_PARTS
        )
        for key in keys:
            if (tokens := known.get(key)) is None:
                doc = next(fresh)
                kept.add(key, [(t.text, bool(t.whitespace_), t.head.i - t.i, t.dep_) for t in doc])
                yield doc
            else:
                heads = [at + token[2] for at, token in enumerate(tokens)]
                yield _doc(nlp, tokens, heads=heads, deps=[token[3] for token in tokens])

    def derived(self, what: str, maker: str, type_: Any) -> Kept[Any]:
        """Return where values of `type_` are kept that `maker` makes of this pipeline's tokens, as msgcheck.kept has it."""
        return Kept(self._store, what, f"{_fingerprint(self.name, self._ready())} {maker}", type_)

    def flush(self) -> None:
        """Write what was seen of texts. Raises StoreError."""
        for kept in (self._tagged, self._parsed):
            if kept is not None:
                kept.flush()

    def _load(self) -> Any:
        return _loaded(self.name)

    def _ready(self) -> Any:
        """Return the pipeline, with the store open for what it has seen."""
        nlp = self._load()
        if self._store is not None and self._tagged is None:
            made_by = _fingerprint(self.name, nlp)
            self._tagged = Kept(self._store, "tags", made_by, _Tokens)
            self._parsed = Kept(self._store, "parse", made_by, _Parsed)
        return nlp


def _doc(nlp: Any, tokens: Sequence[tuple[str, bool, Any, Any]], **annotations: Any) -> Doc:
    """Return the text as spaCy has it, with what is known of its tokens."""
    from spacy.tokens import Doc

    words, spaces = [token[0] for token in tokens], [token[1] for token in tokens]
    return Doc(nlp.vocab, words=words, spaces=spaces, **annotations)


def _fingerprint(name: str, nlp: Any) -> str:
    """Return what tells two pipelines apart: our own by its files, another one by its name and version."""
    if name != OWN_NAME:
        return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    return _files_digest(SPACY)


@lru_cache(maxsize=1)
def _files_digest(folder: Path) -> str:
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=4)
def _loaded(name: str) -> Any:
    """Return the pipeline of this name, one for the whole process: terms and claims both ask for it."""
    import spacy

    try:
        return spacy.load(SPACY if name == OWN_NAME else name)
    except (OSError, ValueError) as err:
        hint = "install msgcheck again" if name == OWN_NAME else f"python -m spacy download {name}"
        raise ModelError(
            f"the spaCy pipeline {name!r} cannot be loaded: {err}".splitlines()[0], hint
        ) from err
