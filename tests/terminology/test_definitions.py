"""Definitions: where a term is explained, and whether two explanations go together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck import inference, intake
from msgcheck.claims import quantities
from msgcheck.config import Config
from msgcheck.contradictions.reader import PairReader
from msgcheck.glossary import EMPTY, Glossary
from msgcheck.model import Block, Document, Finding, Kind, Severity, Span, Speaker, Standing
from msgcheck.pipeline import Pipeline
from msgcheck.terminology import definitions
from msgcheck.terminology.definitions_compare import compare, numbers
from msgcheck.terminology.definitions_patterns import LONGEST, asked, explained
from msgcheck.terminology.definitions_read import Reading

PAIRS = Path(__file__).parents[2] / "training" / "definitions" / "pairs.jsonl"
GLOSSARY = Glossary.model_validate(
    {
        "terms": [
            {
                "preferred": "qualified lead",
                "admitted": ["MQL"],
                "deprecated": ["hot lead"],
                "definition": "A lead who has booked a call with sales.",
                "owner": "sales@acme.example",
            },
            {"preferred": "churn", "definition": "The share of customers who cancel in a month."},
        ]
    }
)


@pytest.fixture(scope="module")
def tools() -> dict[str, Any]:
    _, encode = inference.encoding(Config())
    return {"encode": encode, "read": PairReader().read, "measure": quantities.find}


def document(uri: str, *texts: str | Block, team: str = "") -> Document:
    blocks = tuple(Block(text, Span(0, len(text))) if isinstance(text, str) else text for text in texts)
    return Document(uri, "text/plain", "", blocks, "\n".join(b.text for b in blocks), "", team=team)


def bodies(*texts: str | Block, glossary: Glossary = GLOSSARY) -> list[tuple[str, str]]:
    found = Reading(glossary, Pipeline()).definitions([document("a.txt", *texts)])
    return [(one.term, one.body) for one in found]


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        ("A qualified lead is anyone who opened two emails.", "anyone who opened two emails."),
        ("An MQL is a contact that downloaded a paper.", "a contact that downloaded a paper."),
        ("Qualified leads are those with a call in the diary.", "those with a call in the diary."),
        ("For us, a qualified lead simply means a booked call.", "a booked call."),
        ("By qualified lead we mean a company with five vans.", "a company with five vans."),
        ("When we say qualified lead, we mean a company that wrote back.", "a company that wrote back."),
        ("A qualified lead (a lead that has a meeting) goes to sales.", "a lead that has a meeting"),
        ("A qualified lead, that is, someone who called us, is worth more.", "someone who called us"),
        ("Anyone who books a call counts as a qualified lead.", "Anyone who books a call"),
        ("We call a person who opened two emails a qualified lead.", "a person who opened two emails"),
        ("A contact becomes a qualified lead once they open two emails.", "they open two emails."),
        ("Hot leads are people who ask for a price.", "people who ask for a price."),
        ("Remember: churn is the share of customers we lose.", "the share of customers we lose."),
        ("Churn refers to lost revenue; ask finance for more.", "lost revenue"),
    ],
)
def test_a_sentence_that_defines(sentence: str, body: str) -> None:
    assert [found for _, found in bodies(sentence)] == [body]


@pytest.mark.parametrize(
    "sentence",
    [
        "A qualified lead is the best reason to pick up the phone.",
        "A qualified lead is worth ten cold calls.",
        "A qualified lead is not a customer.",
        "Is a qualified lead someone who opened two emails?",
        "Our qualified leads are in the second tab.",
        "Your qualified lead is a person who waits for your call.",
        "The call turns a contact into a qualified lead.",
        "Qualified leads are assigned within an hour.",
        "MQL stands for qualified lead.",
        "Churn is a problem that everybody has.",
        "Churn is the thing you never want to see.",
        "We report churn, the number that matters, every month.",
    ],
)
def test_a_sentence_that_does_not(sentence: str) -> None:
    assert bodies(sentence) == []


def test_lists_tables_questions_and_headings(tmp_path: Path) -> None:
    (tmp_path / "words.html").write_text(
        "<main><h1>Glossary</h1><dl><dt>Churn</dt><dd>Customers lost in a month.</dd></dl>"
        "<table><tr><th>Term</th><th>Meaning</th></tr><tr><td>MQL</td><td>Somebody who called.</td></tr></table>"
        "<ul><li><b>Churn:</b> lost customers per month</li></ul></main>",
        encoding="utf-8",
    )
    (tmp_path / "help.html").write_text(
        "<main><h1>Help</h1><details><summary>What is churn?</summary><p>It's the share of customers who leave."
        " We hate it.</p></details><h2>What counts as a qualified lead</h2><p>Anyone who booked a call.</p>"
        "<h2>Where is churn shown?</h2><p>In the second tab.</p>"
        "<table><tr><th>Plan</th><th>Price</th></tr><tr><td>Churn</td><td>$9 a month</td></tr></table></main>",
        encoding="utf-8",
    )
    documents, _ = intake.documents(Config(), [tmp_path.as_posix()])
    found = Reading(GLOSSARY, Pipeline()).definitions(documents)
    assert sorted((Path(one.place.uri).name, one.term, one.body) for one in found) == [
        ("help.html", "churn", "the share of customers who leave."),
        ("help.html", "qualified lead", "Anyone who booked a call."),
        ("words.html", "churn", "Customers lost in a month."),
        ("words.html", "churn", "lost customers per month"),
        ("words.html", "qualified lead", "Somebody who called."),
    ]


def test_nothing_is_read_from_customers_code_and_other_languages() -> None:
    text = "Churn is the share of customers who leave."
    span = Span(0, len(text))
    assert bodies(Block(text, span, speaker=Speaker.CUSTOMER)) == []
    assert bodies(Block(text, span, kind=Kind.CODE)) == []
    assert bodies(Block(text, span, language="de")) == []
    assert bodies(Block(text, span)) != []


def test_words_without_an_entry_count_when_two_documents_explain_them() -> None:
    one = document("a.txt", "A missed stop is an address that the van never reached.")
    two = document("b.txt", "Missed stops are doors that nobody opened.")
    assert Reading(EMPTY, Pipeline()).definitions([one]) == []
    assert [d.term for d in Reading(EMPTY, Pipeline()).definitions([one, two])] == ["missed stop"] * 2


def test_the_place_shows_the_sentence_and_marks_what_is_said() -> None:
    (one,) = Reading(GLOSSARY).definitions([document("a.txt", "Hi. An MQL is a lead who called. Bye.")])
    assert one.place.quote == "An MQL is a lead who called."
    assert one.place.value == "MQL"
    assert one.place.mark is not None
    assert one.place.quote[one.place.mark.start : one.place.mark.end] == "a lead who called."


def find(tools: dict[str, Any], *documents: Document, glossary: Glossary = GLOSSARY) -> list[Finding]:
    return definitions.find(documents, glossary, **tools, nlp=Pipeline())


def test_against_the_record(tools: dict[str, Any]) -> None:
    wrong = document("a.txt", "A qualified lead is anyone who opened two of our emails.", team="marketing")
    right = document("b.txt", "An MQL is someone who has booked a sales call.", team="sales")
    (finding,) = find(tools, wrong, right)
    assert finding.message == (
        "'qualified lead' is explained in 2 ways; the record says: A lead who has booked a call with sales."
    )
    assert finding.code == "MC205"
    assert finding.attribute == "qualified lead"
    assert finding.severity is Severity.WARNING
    assert finding.record == "A lead who has booked a call with sales."
    assert "sales@acme.example" in finding.suggestion
    assert [(p.uri, p.standing) for p in finding.places] == [("a.txt", ()), ("b.txt", (Standing.RECORD,))]
    assert find(tools, right) == []


def test_two_teams_and_one(tools: dict[str, Any]) -> None:
    texts = (
        "A missed stop is an address that the van never reached.",
        "A missed stop is a door nobody opened.",
    )
    apart = [document(f"{team}.txt", text, team=team) for team, text in zip("ab", texts, strict=True)]
    (finding,) = find(tools, *apart, glossary=EMPTY)
    assert finding.message == "'missed stop' is explained in 2 ways, by a and b"
    assert finding.severity is Severity.WARNING
    same = [document(f"{at}.txt", text, team="a") for at, text in enumerate(texts)]
    assert [f.severity for f in find(tools, *same, glossary=EMPTY)] == [Severity.NOTE]
    assert find(tools, document("a.txt", *texts), glossary=EMPTY) == []  # one asset speaks of two cases


def test_nothing_is_asked_of_the_models_without_two_definitions() -> None:
    def never(_texts: Sequence[Any]) -> Any:
        raise AssertionError("asked")

    quiet = {"encode": never, "read": never, "measure": never}
    assert definitions.find([document("a.txt", "Nothing is defined here.")], GLOSSARY, **quiet) == []


def test_numbers_clash_only_when_each_side_has_one_that_the_other_lacks() -> None:
    def told(a: str, b: str) -> tuple[tuple[str, str], bool]:
        return numbers(quantities.find(a), quantities.find(b))

    assert told("active in 30 days", "active in 60 days") == (("30 days", "60 days"), False)
    assert told("active in two weeks", "active in 14 days") == (("", ""), True)
    assert told("active in 30 days", "active in 30 days, with 2 users") == (("", ""), True)
    assert told("over 500 employees", "over $50,000 a year")[0] == ("", "")
    assert told("the share lost in a month", "the share lost in 90 days")[0] == ("", "")


def test_hand_written_pairs_that_nothing_was_tuned_on(tools: dict[str, Any]) -> None:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    held = [row for row in rows if row["split"] == "held_out"]
    assert not {r["term"] for r in held} & {r["term"] for r in rows if r["split"] == "dev"}
    said = compare([(row["a"], row["b"]) for row in held], **tools)
    shown = [r["label"] for r, d in zip(held, said, strict=True) if d.probability >= definitions.LEAST]
    different = sum(row["label"] == "different" for row in held)
    assert shown.count("different") / len(shown) >= 0.9
    assert shown.count("different") / different >= 0.6


def test_which_side_comes_first_changes_nothing(tools: dict[str, Any]) -> None:
    pair = ("A lead who has booked a call within 30 days.", "anyone who opened an email within 60 days")
    one, other = compare([pair, pair[::-1]], **tools)
    assert one.probability == pytest.approx(other.probability, abs=1e-5)
    assert one.numbers == other.numbers[::-1]


@given(st.text(max_size=LONGEST + 20), st.data())
def test_a_body_lies_outside_the_name(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    body = explained(text, start, end)
    assert body is None or 0 <= body.start < body.end <= start or end <= body.start < body.end <= len(text)
    assert isinstance(asked(text), str)
