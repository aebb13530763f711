"""Train, measure and store the English pipeline of msgcheck/weights/spacy_en.

    python training/spacy/train.py TREEBANK --out msgcheck/weights/spacy_en

TREEBANK is a folder with the three parts of UD English EWT (en_ewt-ud-train.conllu and so on, plain or .gz).
"""

import argparse
import json
import tempfile
from pathlib import Path

import measure
import tokens  # noqa: F401  (registers the tokenizer callback that config.cfg names)
import treebank
import word_vectors
from spacy import util
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop

HERE = Path(__file__).resolve().parent
META = {
    "name": "msgcheck_ewt",
    "version": "1.0.0",
    "description": "English tagger, morphologizer, lemmatizer and dependency parser for web copy and mail.",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": "UD English EWT",
            "url": "https://github.com/UniversalDependencies/UD_English-EWT",
            "license": "CC BY-SA 4.0",
        },
        {
            "name": "word table of all-MiniLM-L6-v2, reduced to principal components",
            "url": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
            "license": "Apache-2.0",
        },
    ],
}
LICENCE_NOTE = """\
The pipeline in this folder was trained from the UD English EWT treebank
(Universal Dependencies English Web Treebank,
https://github.com/UniversalDependencies/UD_English-EWT),
which is licensed under Creative Commons Attribution-ShareAlike 4.0
International (https://creativecommons.org/licenses/by-sa/4.0/). It is
shared under the same licence.

Attribution: Natalia Silveira, Timothy Dozat, Marie-Catherine de Marneffe,
Samuel Bowman, Miriam Connor, John Bauer and Chris Manning: A Gold Standard
Dependency Corpus for English. LREC 2014; and the contributors of UD English
EWT. Changes: statistical weights were estimated from the annotation; no text
of the treebank is in this folder beyond single word forms.

The static word vectors are principal components of the word table of
sentence-transformers/all-MiniLM-L6-v2, Apache License 2.0.

The software that loads these files is licensed separately.
"""


def fit(folder: Path, work: Path, *, steps: int | None) -> Language:
    """Train as config.cfg says (or for `steps` steps) and return the best pipeline by dev score.

    work: an empty folder for what only the run needs; `model-best` in it is the best pipeline so far.
    """
    for part in ("train", "dev"):
        conllu = treebank.read_text(treebank.find_part(folder, part))
        treebank.write(treebank.documents(conllu), work / f"{part}.spacy")
    word_vectors.pipeline_with_vectors().to_disk(work / "vectors")
    overrides: dict[str, object] = {
        "paths.train": str(work / "train.spacy"),
        "paths.dev": str(work / "dev.spacy"),
        "paths.vectors": str(work / "vectors"),
    }
    if steps is not None:
        overrides["training.max_steps"] = steps
    config = util.load_config(HERE / "config.cfg", overrides=overrides, interpolate=False)
    train_loop(init_nlp(config), work)
    return util.load_model_from_path(work / "model-best")


def strip_paths(nlp: Language) -> None:
    """Take this machine's folders out of the stored config: the pipeline loads without them."""
    for key in nlp.config["paths"]:
        nlp.config["paths"][key] = None
    nlp.config["initialize"]["vectors"] = None
    nlp.config["initialize"]["before_init"] = None


def store(nlp: Language, out: Path) -> None:
    """Write the pipeline and its licence note."""
    strip_paths(nlp)
    nlp.meta.update(META | {"performance": {}})
    nlp.to_disk(out)
    (out / "LICENSE.txt").write_text(LICENCE_NOTE, encoding="utf-8")


def record(out: Path, found: dict[str, float]) -> None:
    """Add figures to `performance` in meta.json, and touch nothing else.

    A pipeline that has read a text knows its words: storing it again would ship the word forms of the test part.
    """
    path = out / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["performance"] |= found
    path.write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train, measure and store the English pipeline.")
    parser.add_argument("treebank", type=Path, help="folder with the train, dev and test parts of EWT")
    parser.add_argument("--out", type=Path, required=True, help="where the pipeline goes")
    parser.add_argument("--steps", type=int, help="a shorter run than config.cfg asks for")
    parser.add_argument("--part", choices=("dev", "test"), default="dev", help="where to measure")
    parser.add_argument("--measure", action="store_true", help="do not train: measure the pipeline in --out")
    options = parser.parse_args()
    if not options.measure:
        with tempfile.TemporaryDirectory() as work:
            store(fit(options.treebank, Path(work), steps=options.steps), options.out)
    nlp = util.load_model_from_path(options.out)
    conllu = treebank.read_text(treebank.find_part(options.treebank, options.part))
    found = {f"{options.part}_{name}": value for name, value in measure.figures(nlp, conllu).items()}
    found["tokens_per_cpu_s"] = measure.speed(nlp, conllu)
    record(options.out, found)
    for name, value in found.items():
        print(f"{name:32}{value:.4f}")


if __name__ == "__main__":
    main()
