"""Laws of the whole house: what must not change, whatever else does. Hypothesis looks for the exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import check, inference, intake, registry, subjects
from msgcheck.claims import quantities
from msgcheck.claims.extract import claim_of_text, claims_of
from msgcheck.claims.scope import NO_NAMES
from msgcheck.config import Config
from msgcheck.contradictions import evidence
from msgcheck.glossary import Glossary
from msgcheck.model import Claim, Document, Finding, Judgement, Place, Resource, Severity, Verdict

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
GLOSSARY = Glossary.model_validate(
    {
        "subjects": {"self": {"names": ["Wrenly"]}, "plans": ["Solo", "Crew"], "competitors": ["Shiftbee"]},
        "terms": [{"preferred": "workspace", "forbidden": ["project space"]}],
        "replace": {"e-mail": "email", "log on": "sign in"},
    }
)
NAMES = subjects.names(GLOSSARY)

# Copy as companies write it, in parts that go together in any way.
SUBJECTS = ["The free trial", "Every account", "Shiftbee", "The Crew plan", "Support", "Our app", "Setup"]
SAYINGS = [
    "runs 14 days",
    "runs two weeks",
    "costs $12 per user per month",
    "is free of charge",
    "never needs a credit card",
    "answers within 4 hours",
    "is open 24/7",
    "serves over 5,000 teams",
    "serves up to 10 users",
    "keeps backups for 30 to 90 days",
    "was founded in 2016",
    "is certified to ISO 27001",
    "ends on 31 March 2026",
    "needs a project space",
    "reminds you by e-mail",
]
LIMITS = [
    "",
    " on the Solo plan",
    " in the UK",
    " for students",
    ", billed annually",
    " in 2021",
    " if you log on",
]
SENTENCES = st.builds(
    "{}{}{}.".format,
    st.sampled_from(SUBJECTS),
    st.sampled_from([f" {said}" for said in SAYINGS]),
    st.sampled_from(LIMITS),
)
# Numbers, units and signs in any order: what nobody writes must not break anything either.
NOISE = st.lists(
    st.sampled_from(
        "14 2.5 1,200 $ € % + - – to / per user month days GB x 2026 July up over two half a , . ( ) ® 🙂 {{x}} https://x.example/24/7".split()
    ),
    max_size=12,
).map(" ".join)
TEXTS = st.one_of(SENTENCES, NOISE, st.text(max_size=40))


def read(uri: str, text: str) -> Document:
    (document,) = intake.read_one(Resource(uri=uri, data=text.encode(), channel="website"))
    return document


# ---------------------------------------------------------------- claims


@settings(max_examples=300)
@given(TEXTS)
def test_quantities_lie_inside_the_text_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for quantity in quantities.find(text):
        assert end <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.words == text[quantity.span.start : quantity.span.end]
        assert quantity.value <= quantity.high
        end = quantity.span.end


@settings(max_examples=40)
@given(
    st.lists(st.one_of(SENTENCES, NOISE), min_size=1, max_size=6),
    st.sampled_from(["md", "html", "txt", "csv"]),
)
def test_claims_cut_the_text_of_their_document_exactly(paragraphs: list[str], suffix: str) -> None:
    text = "\n\n".join(paragraphs)
    if suffix == "html":
        text = '<html lang="en"><body>' + "".join(f"<p>{p}</p>" for p in paragraphs) + "</body></html>"
    elif suffix == "csv":
        text = "Plan,Copy\n" + "".join(f'Solo,"{p.replace(chr(34), chr(34) * 2)}"\n' for p in paragraphs)
    for document in (
        intake.read_one(Resource(uri=f"page.{suffix}", data=text.encode())) if text.strip() else []
    ):
        for block in document.blocks:
            assert document.text[block.span.start : block.span.end] == block.text
        claims, excluded, sentences = claims_of(document, NAMES)
        assert len(claims) + sum(excluded.values()) == sentences
        assert [claim.span for claim in claims] == sorted(claim.span for claim in claims)
        for claim in claims:
            assert document.text[claim.span.start : claim.span.end] == claim.text
            if suffix == "csv":
                assert written(document, claim).replace('""', '"') == claim.text
            for quantity in claim.quantities:
                assert claim.text[quantity.span.start : quantity.span.end] == quantity.words


def written(document: Document, claim: Claim) -> str:
    """Return what stands in the file from the first to the last character of a claim."""
    start = claim.span.start - claim.block.span.start
    first = claim.block.source_offset(start)
    last = claim.block.source_offset(start + len(claim.text) - 1)
    assert document.source is not None
    assert first is not None
    assert last is not None
    return document.source[first : last + 1]


MARKUP = st.sampled_from(
    ["{}", "**{}**", "> {}", "- {}", "| a | b |\n|--|--|\n| x \\| {} | y \\|z |", "Q: Why?\nA: {}", "# {}"]
)


@settings(max_examples=100)
@given(st.lists(st.tuples(MARKUP, SENTENCES), min_size=1, max_size=4), st.sampled_from(["md", "txt"]))
def test_a_claim_stands_in_the_source_where_it_says(parts: list[tuple[str, str]], suffix: str) -> None:
    document = read(f"page.{suffix}", "\n\n".join(markup.format(words) for markup, words in parts))
    assert document.source is not None
    for claim in claims_of(document, NAMES)[0]:
        first = claim.span.start - claim.block.span.start
        places = [claim.block.source_offset(first + at) for at in range(len(claim.text))]
        stood = "".join(document.source[at] for at in places if at is not None)
        assert stood.split() == claim.text.split()


@settings(max_examples=60)
@given(SENTENCES, SENTENCES)
def test_what_a_sentence_claims_does_not_depend_on_its_neighbours(one: str, two: str) -> None:
    alone = claims_of(read("page.md", one), NAMES)[0]
    beside = claims_of(read("page.md", f"{two}\n\n{one}"), NAMES)[0][-len(alone) :] if alone else []
    keep = [(c.text, c.reading, c.quantities, c.scope, c.speaker, c.negated, c.modality) for c in alone]
    assert [
        (c.text, c.reading, c.quantities, c.scope, c.speaker, c.negated, c.modality) for c in beside
    ] == keep


# ---------------------------------------------------------------- judge


@cache
def the_judge() -> tuple[Any, Any]:
    """Return (the judge, what encodes), the real ones."""
    _, encode = inference.encoding(Config())
    return registry.make("judge", Config().models.judge, encode=encode), encode


def judged(pairs: Sequence[tuple[Claim, Claim]]) -> list[Judgement]:
    judge, encode = the_judge()
    vectors = encode([claim.reading for pair in pairs for claim in pair])
    cosines = [float(a @ b) for a, b in zip(vectors[::2], vectors[1::2], strict=True)]
    said: list[Judgement] = judge.judge(pairs, cosines)
    return said


@settings(max_examples=12)
@given(st.lists(st.tuples(SENTENCES, SENTENCES), min_size=1, max_size=6))
def test_swapping_the_sides_of_a_pair_changes_nothing_in_the_judge(texts: list[tuple[str, str]]) -> None:
    pairs = [(claim_of_text(a, NAMES), claim_of_text(b, NAMES)) for a, b in texts]
    for one, two in zip(judged(pairs), judged([(b, a) for a, b in pairs]), strict=True):
        assert one.verdict is two.verdict
        assert one.contradiction == pytest.approx(two.contradiction, abs=1e-4)
        assert one.confidence == pytest.approx(two.confidence, abs=1e-4)
        assert set(one.values) == set(two.values)


@settings(max_examples=150)
@given(TEXTS, TEXTS)
def test_swapping_the_sides_of_a_pair_swaps_what_is_seen_and_nothing_else(a: str, b: str) -> None:
    left, right = claim_of_text(a, NAMES), claim_of_text(b, NAMES)
    one, two = evidence.gather(left, right), evidence.gather(right, left)
    assert (one.overlap, one.covered, one.shared) == (two.overlap, two.covered, two.shared)
    assert (one.names_left, one.names_right) == (two.names_right, two.names_left)
    assert sorted(m.relation for m in one.matches) == sorted(m.relation for m in two.matches)
    assert {(x, y) for x, y in one.opposites} == {(y, x) for x, y in two.opposites}


def test_probabilities_are_probabilities_and_every_verdict_has_its_reason() -> None:
    texts = [f"{subject} {said}." for subject in SUBJECTS[:2] for said in SAYINGS[:6]]
    claims = [claim_of_text(text, NAMES) for text in texts]
    for said in judged([(a, b) for a in claims for b in claims[:4]]):
        assert 0 <= said.contradiction <= 1
        assert 0 <= said.confidence <= 1
        assert isinstance(said.verdict, Verdict)
        assert said.why


def test_nothing_contradicts_itself() -> None:
    texts = ["Cancel anytime.", "The trial runs 14 days.", "We never sell your data.", "Setup is free."]
    claims = [claim_of_text(text, NAMES) for text in texts]
    assert [said.verdict for said in judged([(claim, claim) for claim in claims])] == ["compatible"] * 4


# ---------------------------------------------------------------- identity


PLACES = st.builds(
    Place,
    uri=st.sampled_from(["a.md", "b.md", "c.pptx"]),
    locator=st.text(max_size=5),
    quote=st.sampled_from(["14 days", "30 days", "No card needed."]),
    surface=st.sampled_from(["body", "note"]),
    line=st.none() | st.integers(1, 99),
    column=st.none() | st.integers(1, 99),
    slide=st.none() | st.integers(1, 9),
    heading=st.text(max_size=5),
)
FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(["MC101", "MC102"]),
    message=st.text(max_size=9),
    places=st.lists(PLACES, min_size=1, max_size=4).map(tuple),
    severity=st.sampled_from(Severity),
    confidence=st.floats(0, 1),
    attribute=st.sampled_from(["free trial", "price"]),
    why=st.text(max_size=9),
)


@settings(max_examples=150)
@given(FINDINGS, FINDINGS, st.randoms(use_true_random=False))
def test_an_id_is_code_assets_and_words_and_nothing_else(one: Finding, other: Finding, random: Any) -> None:
    places = list(one.places)
    random.shuffle(places)
    moved = [
        replace(p, line=(p.line or 0) + 7, column=1, slide=3, page=4, locator="x", heading="y")
        for p in places
    ]
    spaced = [replace(p, quote=p.quote.replace(" ", "\n  ")) for p in moved]
    same = replace(one, places=tuple(spaced), confidence=0.5, severity=Severity.NOTE, message="", why="")
    assert one.id == same.id
    assert (one.id == other.id) == (_identity(one) == _identity(other))


def _identity(finding: Finding) -> Any:
    return finding.code, finding.attribute, {(place.uri, place.quote) for place in finding.places}


# ---------------------------------------------------------------- whole runs

PARAGRAPHS = [
    "Every account starts with a 14-day free trial.",
    "Log on from any browser you like.",
    "We roast our coffee in Ghent.",
    "Your project space holds every plan.",
]
MAIL = "Every account starts with a 30-day free trial.\n"
NEUTRAL = "We planted forty lime trees behind the old bakery.\n"


def ids(folder: Path, files: dict[str, str]) -> set[str]:
    """The ids of what a whole run finds in these files."""
    for old in folder.glob("*.md"):
        old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "glossary.yaml").write_text(
        "terms: [{preferred: workspace, forbidden: [project space]}]\nreplace: {log on: sign in}\n"
    )
    finished = check.run(Config(), sorted(files), glossary=folder / "glossary.yaml", now=NOW)
    assert {finding.code for finding in finished.findings} >= {"MC201", "MC202"}
    return {finding.id for finding in finished.findings}


@settings(max_examples=5)
@given(order=st.permutations(PARAGRAPHS), gap=st.integers(1, 4))
def test_moving_a_paragraph_keeps_its_findings(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], gap: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("moved")
        patch.chdir(folder)
        before = ids(folder, {"page.md": "\n\n".join(PARAGRAPHS), "mail.md": MAIL})
        after = ids(folder, {"page.md": ("\n" * (gap + 1)).join(order), "mail.md": MAIL})
    assert before == after


def test_an_unrelated_asset_keeps_every_finding(tmp_path: Path) -> None:
    files = {"page.md": "\n\n".join(PARAGRAPHS), "mail.md": MAIL}
    before = ids(tmp_path, files)
    assert ids(tmp_path, {**files, "a-story.md": NEUTRAL, "z-story.md": NEUTRAL}) == before


@settings(max_examples=60)
@given(st.lists(SENTENCES, min_size=1, max_size=5), st.lists(SENTENCES, max_size=3))
def test_what_other_assets_say_changes_no_term_finding(page: list[str], other: list[str]) -> None:
    documents = [read("page.md", "\n\n".join(page)), read("zebra.md", "\n\n".join(other) or NEUTRAL)]
    alone, _ = check.find_terms(documents[:1], GLOSSARY, inference.Models(Config()), None)
    both, _ = check.find_terms(documents, GLOSSARY, inference.Models(Config()), None)
    assert [f.id for f in alone] == [f.id for f in both if f.places[0].uri == "page.md"]


@settings(max_examples=30)
@given(st.lists(SENTENCES, min_size=1, max_size=5))
def test_the_order_of_the_documents_changes_no_claim(page: list[str]) -> None:
    documents = [read(f"{at}.md", text) for at, text in enumerate(page)]
    forward, per_document, counts = check.find_claims(documents, NO_NAMES, NOW)
    backward, again, same = check.find_claims(documents[::-1], NO_NAMES, NOW)
    assert sorted((c.uri, c.span) for c in forward) == sorted((c.uri, c.span) for c in backward)
    assert (per_document, counts) == (again, same)
