"""Unlisted synonyms: found by meaning in real copy with the real models, and what must not be taken for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.errors import ModelError
from msgcheck.glossary import Glossary
from msgcheck.model import Block, Document, Kind, Severity, Span, Speaker
from msgcheck.pipeline import Pipeline
from msgcheck.terminology import synonyms
from msgcheck.terminology.synonyms import candidates, find
from msgcheck.terminology.synonyms_phrases import survey, words_of
from msgcheck.terminology.synonyms_wordnet import CLOSENESS, base, relation

GLOSSARY = Glossary.model_validate(
    {
        "subjects": {"self": {"names": ["Acme"]}, "competitors": ["Globex"]},
        "terms": [
            {"preferred": "workspace", "definition": "The place in which a team keeps its projects."},
            {
                "preferred": "invoice",
                "definition": "The bill for one month of the service.",
                "deprecated": ["bill"],
            },
            {"preferred": "supplier", "definition": "A company that sells goods to a shop."},
            {"preferred": "status page", "definition": "The page that says whether the service is up."},
        ],
    }
)
COPY = {
    "guide": "Open your workspace and invite your team. Every workspace has an owner. Share the workspace with a"
    " client. Delete a workspace in the settings. The invoice comes on the first day of the month.",
    "mail": "Open your team space and invite your team. Every team space has an owner. We send the invoice by mail.",
    "deck": "Share the team space with a client. Add a supplier and set a price. Each supplier has a contact.",
    "help": "Delete a team space in the settings. A supplier can see the order. The status page is public. Look at"
    " the status page first. Our office is open until six. The phone rings all day. Ask for a discount.",
}


def document(text: str, uri: str = "a.md", **block: Any) -> Document:
    return Document(
        uri, "text/plain", "", (replace(Block(text, Span(0, len(text))), **block),), text, "", language="en"
    )


def documents(copy: dict[str, str] = COPY) -> list[Document]:
    return [document(text, f"{name}.md") for name, text in copy.items()]


@lru_cache(maxsize=1)
def encoder() -> Any:
    from msgcheck.embed.encoder import default

    return default()


def encode(texts: Sequence[str]) -> Any:
    return encoder().encode(list(texts))


def found(
    copy: list[Document], glossary: Glossary = GLOSSARY, **options: Any
) -> dict[tuple[str, str], float]:
    some = candidates(copy, glossary, encode=encode, nlp=Pipeline(), **options)
    return {(one.term.preferred, one.text): one.probability for one in some}


def test_another_name_for_a_term_is_one_finding_with_all_its_places() -> None:
    (finding,) = find(documents(), GLOSSARY, encode=encode, nlp=Pipeline())
    assert finding.message == "'team space' seems to mean 'workspace'"
    assert finding.code == "MC204"
    assert finding.severity is Severity.NOTE
    assert finding.attribute == "workspace"
    assert [place.uri for place in finding.places] == ["mail.md", "mail.md", "deck.md", "help.md"]
    for place in finding.places:
        assert place.mark is not None
        assert place.quote[place.mark.start : place.mark.end] == place.value == "team space"
    assert "open" in finding.why


@pytest.mark.parametrize("status", ["admitted", "deprecated", "forbidden"])
def test_a_listed_form_is_known(status: str) -> None:
    (workspace, *others) = GLOSSARY.listed
    listed = workspace.model_validate(
        {"preferred": "workspace", "definition": workspace.definition, status: ["team space"]}
    )
    glossary = GLOSSARY.model_copy(update={"listed": (listed, *others)})
    assert ("workspace", "team space") not in found(documents(), glossary, least=0.0)


@pytest.mark.parametrize("alone", [{"speaker": Speaker.CUSTOMER}, {"kind": Kind.QUOTE}, {"kind": Kind.CODE}])
def test_quotes_and_code_are_left_alone(alone: dict[str, object]) -> None:
    some = [document(text, f"{name}.md", **({} if name == "guide" else alone)) for name, text in COPY.items()]
    assert ("workspace", "team space") not in found(some, least=0.0)


def test_a_name_that_is_told_as_history_is_not_used() -> None:
    told = {
        "guide": COPY["guide"],
        "news": "The team space was renamed. It was formerly called a team space.",
    }
    assert not any(text == "team space" for _, text in found(documents(told), least=0.0))


def test_a_sentence_that_says_they_are_the_same_is_enough() -> None:
    said = {
        "guide": COPY["guide"],
        "faq": "A workspace, also called a hangar, holds your projects. Paint the hangar.",
    }
    assert found(documents(said))["workspace", "hangar"] >= 0.9


def test_parts_and_spellings_of_a_term_are_no_other_words_for_it() -> None:
    parts = {"guide": COPY["guide"] + " The status is green. The page is long. The status is red. A page is short."
             " Our work-spaces are big. Their work-spaces are small."}  # fmt: skip
    names = found(documents(parts), least=0.0)
    assert names.keys().isdisjoint(
        {("status page", "status"), ("status page", "page"), ("workspace", "work-spaces")}
    )


def test_order_of_documents_changes_nothing_but_the_places() -> None:
    some = documents()
    assert found(some) == pytest.approx(found(some[::-1]), abs=0.002)


def test_nothing_to_compare_is_nothing_found() -> None:
    assert find([], GLOSSARY, encode=encode, nlp=Pipeline()) == []
    assert find(documents(), Glossary(), encode=encode, nlp=Pipeline()) == []
    assert find([document("."), document("")], GLOSSARY, encode=encode, nlp=Pipeline()) == []


@pytest.mark.parametrize("preferred", ["new arrival", "The", "+", "Straße", "C++"])
def test_terms_of_any_letters_can_be_looked_for(preferred: str) -> None:
    odd = Glossary.model_validate({"terms": [{"preferred": preferred, "definition": "Something odd."}]})
    found(documents(), odd, least=0.0)


def test_other_languages_are_not_read() -> None:
    text = "Der Vendor im Team Space. Ein Team Space ist da."
    german = replace(document(text), language="de")
    assert survey([german], GLOSSARY, Pipeline()).phrases == {}


def test_phrases_keep_hyphens_and_of_and_leave_names() -> None:
    text = "The pre-trip inspection is short. The passing of the books is long. Ask Greta about the pre-trip inspection."
    copy = survey([document(text)], GLOSSARY, Pipeline())
    keys = {key for key, _ in copy.phrases}
    assert {("pre", "trip", "inspection"), ("passing", "of", "book")} <= keys
    assert ("greta",) not in keys


def test_weights_of_other_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "synonyms.json"
    path.write_text('{"features": ["near"]}')
    monkeypatch.setattr(synonyms, "MODEL", path)
    synonyms._weights.cache_clear()
    try:
        with pytest.raises(ModelError, match="made for other features"):
            find(documents(), GLOSSARY, encode=encode, nlp=Pipeline())
    finally:
        synonyms._weights.cache_clear()


def test_the_dictionary() -> None:
    assert relation("invoice", "bill") == "synonym"
    assert relation("dog", "animal") == "kind"
    assert relation("banana", "invoice") == ""
    assert [base(word) for word in ("counts", "companies", "boxes", "glass", "resellers")] == [
        "count", "company", "box", "glass", "reseller",
    ]  # fmt: skip


_WORDS = st.sampled_from(
    "count counting supplier vendor order company bill animal dog run space blorp".split()
)


@settings(deadline=None)  # the first word reads the dictionary
@given(_WORDS, _WORDS)
def test_the_relation_of_two_words_has_no_direction(one: str, other: str) -> None:
    assert CLOSENESS[relation(one, other)] == CLOSENESS[relation(other, one)]
    assert relation(one, one) == "same"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_words_of_any_text_are_words_in_lower_case(text: str) -> None:
    for word in words_of(text):
        assert word == word.lower() or not np.char.isalpha(word)
        assert " " not in word
