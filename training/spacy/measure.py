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
    """Scores in [0, 1]: all per paragraph, sentence F also per whole text.

    A token cut otherwise than in the treebank counts as wrong in every score.
    UAS and LAS leave out punctuation.
    """
    scores = nlp.evaluate(examples(nlp, treebank.documents(conllu)))
    found = {name: float(scores[key]) for key, name in NAMES.items()}
    whole = nlp.evaluate(examples(nlp, treebank.whole_texts(conllu)))
    found["sentence_f_no_paragraphs"] = float(whole["sents_f"])
    return found


def examples(nlp: Language, gold: list[Doc]) -> list[Example]:
    """Raw text on the one side, gold annotation on the other, both in the vocabulary of `nlp`."""
    own = DocBin(docs=gold).get_docs(nlp.vocab)
    return [Example(nlp.make_doc(doc.text), doc) for doc in own]


def speed(nlp: Language, conllu: str) -> float:
    """Tokens per CPU-second of the whole pipeline (wall time would measure what else the machine does)."""
    texts = [doc.text for doc in treebank.documents(conllu)]
    start_s = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    return tokens / (time.process_time() - start_s)
