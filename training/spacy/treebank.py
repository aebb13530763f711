"""The treebank as spaCy training documents: one document per paragraph, in the spacing of the raw text.

Multi-word tokens stay in their parts ("do", "n't"): that is how spaCy's English tokenizer cuts them, so the
predicted and the gold tokens align. Paragraphs, because msgcheck parses inside blocks and never across them.
"""

import gzip
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.training.converters import conllu_to_docs

LONGEST_SENTENCES = 10  # a longer paragraph is cut here, so that one document never fills a batch
WHOLE_WORD = 4  # headline style capitalises words of at least this many letters ("Log in to Your Account")


def find_part(folder: Path, part: str) -> Path:
    """The one CoNLL-U file of `part` (train, dev, test), plain or gzipped; FileNotFoundError if not one."""
    found = sorted(folder.glob(f"*-{part}.conllu*"))
    if len(found) != 1:
        raise FileNotFoundError(f"{folder}: expected one *-{part}.conllu or .conllu.gz, found {len(found)}")
    return found[0]


def read_text(path: Path) -> str:
    """The CoNLL-U text of a file, gzipped or not."""
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")


def paragraphs(conllu: str, *, by: tuple[str, ...] = ("# newdoc", "# newpar")) -> Iterator[str]:
    """The CoNLL-U text of each paragraph, in order; one starts at a sentence with a comment in `by`."""
    current: list[str] = []
    for sentence in conllu.strip().split("\n\n"):
        if current and any(line.startswith(by) for line in sentence.split("\n")):
            yield "\n\n".join(current)
            current = []
        current.append(sentence)
    if current:
        yield "\n\n".join(current)


def documents(conllu: str) -> list[Doc]:
    """Gold documents, one per paragraph of at most LONGEST_SENTENCES sentences."""
    return [
        doc
        for paragraph in paragraphs(conllu)
        for doc in conllu_to_docs(paragraph, n_sents=LONGEST_SENTENCES, no_print=True)
    ]


def whole_texts(conllu: str) -> list[Doc]:
    """Gold documents, one per text of the treebank: no paragraph border is given away."""
    return [
        Doc.from_docs(list(conllu_to_docs(text, n_sents=LONGEST_SENTENCES, no_print=True)))
        for text in paragraphs(conllu, by=("# newdoc",))
    ]


def write(docs: list[Doc], path: Path) -> None:
    """Store gold documents where `spacy.Corpus.v1` reads them."""
    DocBin(docs=docs, store_user_data=False).to_disk(path)


def copy_case(*, lower: float, title: float) -> Callable[[Language, Example], Iterator[Example]]:
    """Recase a share of the training texts as copy is: all lower (`lower`) or Headline Style (`title`)."""
    return partial(_recase, lower=lower, title=title)


spacy.registry.augmenters.register("msgcheck.copy_case.v1", func=copy_case)


def _recase(nlp: Language, example: Example, *, lower: float, title: float) -> Iterator[Example]:
    draw = random.random()
    if draw < lower:
        yield _with_words(nlp, example, [token.text.lower() for token in example.reference])
    elif draw < lower + title:
        yield _with_words(nlp, example, _headline(example.reference))
    else:
        yield example


def _headline(doc: Doc) -> list[str]:
    """The words of `doc`, those that start a whitespace-separated word of WHOLE_WORD letters capitalised."""
    words = []
    for token in doc:
        starts = token.i == 0 or bool(doc[token.i - 1].whitespace_)
        tall = starts and (token.i == 0 or len(token.text) >= WHOLE_WORD)
        words.append(token.text[:1].upper() + token.text[1:] if tall else token.text)
    return words


def _with_words(nlp: Language, example: Example, words: list[str]) -> Example:
    """The same annotation over recased words; the text is tokenised anew, as it would be in use."""
    annotation = example.to_dict()
    annotation["token_annotation"]["ORTH"] = words
    spaces = [bool(token.whitespace_) for token in example.reference]
    text = Doc(nlp.vocab, words=words, spaces=spaces).text
    return Example.from_dict(nlp.make_doc(text), annotation)
