"""The English pipeline that ships: it loads from its folder, reads copy, and carries its licence."""

import json
import time
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Token

import msgcheck
from msgcheck.errors import ModelError
from msgcheck.pipeline import Pipeline

WEIGHTS = Path(msgcheck.__file__).parent / "weights" / "spacy_en"
MAIL = (
    "Hi Dana,\n"
    "Thanks for trying our product. Your trial ends on Friday, but you can extend it at any time.\n"
    "Just reply to this email and we'll help."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(WEIGHTS)


def token(nlp: Language, text: str, word: str) -> Token:
    """The only token of `text` that reads `word`."""
    (found,) = [token for token in nlp(text) if token.text == word]
    return found


@pytest.mark.parametrize(
    ("text", "word", "pos"),
    [
        ("Log in to your account.", "Log", "VERB"),
        ("Your login is ready.", "login", "NOUN"),
        ("You can upgrade your plan at any time.", "upgrade", "VERB"),
        ("The upgrade takes five minutes.", "upgrade", "NOUN"),
        ("We support all browsers.", "support", "VERB"),
        ("Support is available on weekdays.", "Support", "NOUN"),
        ("Refunds are paid within 14 days.", "14", "NUM"),
    ],
)
def test_the_part_of_speech_follows_the_sentence(nlp: Language, text: str, word: str, pos: str) -> None:
    assert token(nlp, text, word).pos_ == pos


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Manage all your subscriptions here.", "subscriptions", "subscription"),
        ("The companies were founded in 2015.", "companies", "company"),
        ("Your data was deleted.", "deleted", "delete"),
        ("Invoices are sent monthly.", "sent", "send"),
        ("We don't sell your data.", "n't", "not"),
    ],
)
def test_lemmas(nlp: Language, text: str, word: str, lemma: str) -> None:
    assert token(nlp, text, word).lemma_ == lemma


def test_a_mail_has_its_sentences(nlp: Language) -> None:
    # A line break can be a sentence of its own: it holds no words.
    first, *others = [text for sentence in nlp(MAIL).sents if (text := sentence.text.strip())]
    assert first.startswith("Hi Dana,")
    assert others[-2:] == [
        "Your trial ends on Friday, but you can extend it at any time.",
        "Just reply to this email and we'll help.",
    ]


def test_subject_and_object_of_a_plain_claim(nlp: Language) -> None:
    found = {token.dep_: token.text for token in nlp("The Pro plan includes unlimited projects.")}
    assert found["ROOT"] == "includes"
    assert found["nsubj"] == "plan"
    assert found["obj"] == "projects"


def test_every_token_is_tagged_lemmatised_and_attached(nlp: Language) -> None:
    doc = nlp(MAIL)
    for annotation in ("TAG", "POS", "MORPH", "LEMMA", "DEP", "SENT_START"):
        assert doc.has_annotation(annotation), annotation


def test_empty_and_odd_text_pass(nlp: Language) -> None:
    for text in ("", " ", "\n\n", "→", "{{first_name}}", "€9.99/mo", "🙂" * 50):
        assert nlp(text).text == text


def test_it_loads_and_reads_a_page_in_seconds() -> None:
    start_s = time.process_time()  # CPU time: a busy machine shall not fail the test
    docs = list(spacy.load(WEIGHTS).pipe([MAIL] * 20))
    assert len(docs) == 20
    assert time.process_time() - start_s < 5  # about 1 s


def test_the_folder_is_small_complete_and_says_where_it_comes_from() -> None:
    size_bytes = sum(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file())
    assert size_bytes < 12_000_000
    assert "CC BY-SA" in json.loads((WEIGHTS / "meta.json").read_text("utf-8"))["license"]
    assert "UD English EWT" in (WEIGHTS / "LICENSE.txt").read_text("utf-8")


def test_the_stored_config_names_no_machine_path() -> None:
    config = spacy.util.load_config(WEIGHTS / "config.cfg")
    assert set(config["paths"].values()) == {None}
    assert config["initialize"]["vectors"] is None


def test_its_measured_figures_are_not_below_the_floor() -> None:
    figures = json.loads((WEIGHTS / "meta.json").read_text("utf-8"))["performance"]
    assert figures["test_upos"] >= 0.93
    assert figures["test_lemma"] >= 0.94
    assert figures["test_las"] >= 0.79


def test_each_question_runs_only_the_parts_it_needs() -> None:
    """`Pipeline` calls without the parser, and parses without the taggers; both share one loaded pipeline."""
    pipeline = Pipeline()
    called = pipeline("We never share your address.")
    (parsed,) = pipeline.parse(["We never share your address."])
    assert called[1].pos_ == "ADV"
    assert not called.has_annotation("DEP")
    assert parsed[1].head.text == "share"
    assert not parsed.has_annotation("TAG")
    assert parsed.vocab is called.vocab


def test_a_pipeline_that_is_not_there_is_an_error_with_its_remedy() -> None:
    with pytest.raises(ModelError, match="no_such_pipeline") as raised:
        Pipeline("no_such_pipeline")("Hello.")
    assert raised.value.hint == "python -m spacy download no_such_pipeline"
