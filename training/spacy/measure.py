"""What the pipeline is worth: spaCy's own scorer, on raw text, cut by spaCy's own tokenizer."""

import time

import treebank
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

NAMES = {
    "token_f": "token_f",
    "pos_acc": "upos",
    "tag_acc": "xpos",
    "morph_acc": "morph",
    "lemma_acc": "lemma",
    "dep_uas": "uas",
    "dep_las": "las",
    "sents_f": "sentence_f",
}


def figures(nlp: Language, conllu: str) -> dict[str, float]:
    """Scores in [0, 1] per paragraph, sentence F per whole text, and speed in tokens per second.

    A token cut otherwise than in the treebank counts as wrong in every score.
    UAS and LAS leave out punctuation.
    """
    scores = nlp.evaluate(examples(nlp, treebank.documents(conllu)))
    found = {name: float(scores[key]) for key, name in NAMES.items()}
    whole = nlp.evaluate(examples(nlp, treebank.whole_texts(conllu)))
    found["sentence_f_no_paragraphs"] = float(whole["sents_f"])
    found["tokens_per_s"] = speed(nlp, [doc.text for doc in treebank.documents(conllu)])
    return found


def examples(nlp: Language, gold: list[Doc]) -> list[Example]:
    """Raw text on the one side, gold annotation on the other, both in the vocabulary of `nlp`."""
    own = DocBin(docs=gold).get_docs(nlp.vocab)
    return [Example(nlp.make_doc(doc.text), doc) for doc in own]


def speed(nlp: Language, texts: list[str]) -> float:
    """Tokens per second of wall time over the whole pipeline."""
    start_s = time.perf_counter()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    return tokens / (time.perf_counter() - start_s)
