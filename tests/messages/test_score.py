"""The score of two teams: laws that hold whatever they say, and what moves it on real copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import align, check, inference, intake, subjects
from msgcheck.alignment import Audience, Coverage, Part, TeamPair, Topic
from msgcheck.config import Config
from msgcheck.glossary import EMPTY, load_glossary
from msgcheck.messages import score
from msgcheck.model import Block, Document, Finding, Place, Severity, Span, Standing
from msgcheck.pipeline import Pipeline
from msgcheck.run import FormUse, TermUse, Usage

CORPORA = Path(__file__).parents[2] / "corpora"
TEAMS = ("marketing", "sales")
counts = st.fixed_dictionaries({}, optional={team: st.integers(0, 30) for team in TEAMS})


def place(team: str, value: str = "", uri: str = "") -> Place:
    return Place(uri or f"{team}.md", "line 1", f"{value} of {team}", "body", team=team, value=value)


def conflict(code: str, severity: Severity, left: str, right: str, attribute: str) -> Finding:
    old = (Standing.PAST,) if code == "MC104" else ()
    places = tuple(
        replace(place(team, value), standing=old) for team, value in zip(TEAMS, (left, right), strict=True)
    )
    return Finding(code, attribute, places, severity, 0.9, attribute=attribute, suggestion="Decide.")


conflicts = st.builds(
    conflict,
    st.sampled_from(["MC101", "MC102", "MC103", "MC104", "MC105", "MC205", "MC303"]),
    st.sampled_from(list(Severity)),
    st.sampled_from(["", "14 days", "30 days"]),
    st.sampled_from(["", "14 days", "30 days"]),
    st.sampled_from(["trial", "price", "support"]),
)
topics = st.lists(st.builds(Topic, st.sampled_from("abcdef"), counts, st.just({})), max_size=6)
audiences = st.lists(st.builds(Audience, st.sampled_from("abcdef"), counts), max_size=6)
places = st.lists(st.sampled_from(TEAMS).map(place), max_size=3).map(tuple)
messages = st.lists(st.builds(Coverage, st.just("m"), st.just("A message."), places, places), max_size=5)
forms = st.lists(st.builds(FormUse, st.sampled_from("xyz"), st.booleans(), st.just({}), counts), max_size=3)
usage = st.lists(st.builds(TermUse, st.sampled_from("rst"), forms.map(tuple)), max_size=4).map(
    lambda terms: Usage(tuple(terms))
)
copy = st.fixed_dictionaries(
    {
        "findings": st.lists(conflicts, max_size=6),
        "topics": topics,
        "messages": messages,
        "usage": usage,
        "audiences": audiences,
        "records": st.booleans(),
    }
)


@given(copy)
@settings(max_examples=200, deadline=None)
def test_a_score_lies_between_0_and_100_and_is_the_weighted_mean_of_its_parts(said: dict[str, Any]) -> None:
    pair = score.pair(*TEAMS, **said)
    assert 0 <= pair.score <= 100
    assert all(0 <= part.score <= 1 for part in pair.parts)
    assert abs(sum(part.weight for part in pair.parts) - 1) < 0.01
    assert abs(pair.score / 100 - sum(part.weight * part.score for part in pair.parts)) < 0.02


@given(copy)
@settings(max_examples=200, deadline=None)
def test_it_does_not_matter_who_is_named_first(said: dict[str, Any]) -> None:
    one, other = score.pair(*TEAMS, **said), score.pair(*reversed(TEAMS), **said)
    assert one.score == other.score
    assert [(p.name, p.score, p.said) for p in one.parts] == [(p.name, p.score, p.said) for p in other.parts]


@given(copy, conflicts)
@settings(max_examples=300, deadline=None)
def test_one_more_conflict_never_raises_the_score(said: dict[str, Any], more: Finding) -> None:
    before = score.pair(*TEAMS, **said)
    after = score.pair(*TEAMS, **{**said, "findings": [*said["findings"], more]})
    assert after.score <= before.score


@given(copy)
@settings(max_examples=100, deadline=None)
def test_the_order_of_what_was_found_changes_nothing(said: dict[str, Any]) -> None:
    turned = {name: value[::-1] if isinstance(value, list) else value for name, value in said.items()}
    assert score.pair(*TEAMS, **turned).score == score.pair(*TEAMS, **said).score


@given(topics, audiences, usage, st.booleans())
@settings(max_examples=100, deadline=None)
def test_identical_copy_without_a_wrong_word_is_100(
    topics: Any, audiences: Any, usage: Usage, records: bool
) -> None:
    def same(of: dict[str, int]) -> dict[str, int]:
        return dict.fromkeys(TEAMS, of.get("sales", 0))

    terms = tuple(
        replace(term, forms=tuple(replace(form, right=True, teams=same(form.teams)) for form in term.forms))
        for term in usage.terms
    )
    pair = score.pair(
        *TEAMS,
        topics=[replace(topic, teams=same(topic.teams)) for topic in topics],
        audiences=[replace(one, teams=same(one.teams)) for one in audiences],
        messages=[Coverage("m", "A message.", tuple(map(place, TEAMS)))],
        usage=Usage(terms),
        records=records,
    )
    assert pair.score == 100


def test_a_wrong_value_that_both_publish_is_not_between_them() -> None:
    assert not score.between(conflict("MC101", Severity.ERROR, "30 days", "30 days", "trial"), *TEAMS)
    assert score.between(conflict("MC101", Severity.ERROR, "30 days", "14 days", "trial"), *TEAMS)
    assert not score.between(
        conflict("MC101", Severity.ERROR, "30 days", "14 days", "trial"), "sales", "legal"
    )


def test_every_part_says_what_to_do() -> None:
    pair = score.pair(
        *TEAMS,
        findings=[
            conflict("MC102", Severity.ERROR, "14 days", "30 days", "trial length"),
            conflict("MC104", Severity.WARNING, "$9", "$9", "old price"),
            conflict("MC205", Severity.WARNING, "", "", "full room"),
        ],
        topics=[
            Topic("winter store", {"marketing": 12}, {}, only="marketing"),
            Topic("repairs", {"marketing": 3, "sales": 14}, {}),
        ],
        messages=[Coverage("m", "We never sell your data.", (place("marketing"),))],
        audiences=[Audience("landlord", {"marketing": 6}), Audience("tenant", {"sales": 5})],
        records=True,
    )
    advice = {part.name: part.advice for part in pair.parts}
    assert advice == {
        "conflicts": "Settle “trial length”.",
        "key messages": "Let sales say “We never sell your data”.",
        "words": "Explain in one sense “full room”.",
        "topics": "Decide whether sales should speak of “winter store”, as marketing does.",
        "audience": "Let sales name “landlord”, as marketing does; let marketing name “tenant”, as sales does.",
        "old figures": "Bring up to date “old price”.",
    }


@given(copy)
@settings(max_examples=200, deadline=None)
def test_advice_is_worth_something_and_never_more_than_is_missing(said: dict[str, Any]) -> None:
    for part in score.pair(*TEAMS, **said).parts:
        assert part.gain > -0.01
        assert part.gain <= 100 * part.weight * (1 - part.score) + 0.2
        assert part.gain == 0 or part.advice


def words(*forms: tuple[bool, int, int]) -> Part:
    """The part of words with one term, of whose forms (right, uses by marketing, uses by sales) are known."""
    told = tuple(
        FormUse(f"form {at}", right, {}, dict(zip(TEAMS, uses, strict=True)))
        for at, (right, *uses) in enumerate(forms)
    )
    parts = score.pair(*TEAMS, usage=Usage((TermUse("basket", told),))).parts
    return next(part for part in parts if part.name == "words")


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_a_wrong_word_that_is_mended_never_lowers_the_words(
    right: int, theirs: int, wrong: int, their_wrong: int
) -> None:
    if theirs + their_wrong == 0:
        return
    before = words((True, right, theirs), (False, wrong, their_wrong))
    assert before.advice == "Write in one form “basket”."
    assert words((True, right + 1, theirs), (False, wrong - 1, their_wrong)).score > before.score
    if right + wrong > 1:  # or the sentence is taken out
        assert words((True, right, theirs), (False, wrong - 1, their_wrong)).score >= before.score


def test_a_term_that_both_use_is_shared_however_seldom() -> None:
    part = words((True, 2, 0), (False, 0, 1))
    assert part.said == "1 of 1 shared term written wrongly or differently, 0 terms explained differently"
    assert part.score == 0.5
    assert words((True, 1, 0), (True, 0, 1)).score == 1  # two right forms, once each, are no habit


def document(team: str, uri: str, *lines: str) -> Document:
    text = "\n".join(lines) + "\n"
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(line, Span(at, at + len(line))))
        at += len(line) + 1
    return Document(uri, "text/plain", "", tuple(blocks), text, "", team=team, channel="website")


COPY = [
    f"{thing} costs ${at}0 a month."
    for at, thing in enumerate("Repair Storage Washing Insurance Lending".split(), 1)
]
COPY += [
    f"{thing} takes {at} days."
    for at, thing in enumerate("Delivery Assembly Painting Training Shipping".split(), 2)
]
COPY += [
    f"{thing} is open on Sundays."
    for thing in "Our shop,Our workshop,Our school,Our cafe,Our garage".split(",")
]
COPY += [f"{thing} has a warranty of {at} years." for at, thing in enumerate("A frame,A wheel,A brake,A saddle,A lamp".split(","), 2)]  # fmt: skip


def pairs(*documents: Document) -> tuple[Any, ...]:
    encode = inference.encoding(Config())[1]
    claims, _, _ = check.find_claims(documents, subjects.names(EMPTY), datetime(2026, 6, 1, tzinfo=UTC))
    vectors = encode([claim.reading for claim in claims])
    return align.between(claims, vectors, documents, encode=encode, nlp=Pipeline())[1].pairs


def test_two_teams_with_one_text_are_fully_aligned_and_the_order_of_documents_changes_nothing() -> None:
    same = [document(team, f"{team}.txt", *COPY) for team in TEAMS]
    assert [pair.score for pair in pairs(*same)] == [100]
    other = [document("marketing", "a.txt", *COPY[:12]), document("marketing", "b.txt", *COPY[12:]), document("sales", "c.txt", *COPY)]  # fmt: skip
    assert pairs(*other) == pairs(*reversed(other))


def test_without_two_teams_the_reason_is_told() -> None:
    encode = inference.encoding(Config())[1]
    for team, reason in (
        ("", "no asset belongs to a team"),
        ("sales", "all assets belong to one team, sales"),
    ):
        _, alignment = align.between(
            [], encode([]), [document(team, "a.txt", *COPY)], encode=encode, nlp=Pipeline()
        )
        assert alignment.why_not.startswith(reason)
        assert not alignment.pairs


PAGES = ["website/pricing.html", "website/compare-larderly.html"]
MAILS = ["outreach-group.txt", "outreach-larderly-switch.txt"]
# What was planted in the mails of sales, and what agrees with the website.
PLANTED = {
    "The Group plan opens up at ten locations": "The Group plan opens up at five locations",
    "is a paid service, quoted up front": "is free",
}


def scored(folder: Path, *, mended: bool = False, more: str = "") -> TeamPair:
    """The score of marketing and sales of a part of the corpora, copied to `folder`."""
    glossary = load_glossary(CORPORA.parent / "glossary.yaml")
    for at, name in enumerate([*PAGES, *(f"emails/{mail}" for mail in MAILS)]):
        text = (CORPORA / name).read_text(encoding="utf-8")
        for wrong, right in PLANTED.items() if mended else ():
            text = text.replace(wrong, right)
        if at == len(PAGES):
            text += f"\n\n{more}\n"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    config = Config(cache=(folder.parent / "cache.sqlite").as_posix())
    documents, _ = intake.documents(config, [folder.as_posix()])
    now = datetime(2026, 6, 1, tzinfo=UTC)
    claims, _, _ = check.find_claims(documents, subjects.names(glossary), now)
    compared = check.compare(claims, glossary, config, today=now.date())
    encode = inference.Models(config).encode
    (pair,) = align.between(
        claims,
        encode([claim.reading for claim in claims]),
        documents,
        encode=encode,
        nlp=Pipeline(),
        findings=compared.findings,
        records=True,
    )[1].pairs
    return pair


def test_the_score_of_real_copy_rises_when_sales_is_mended_and_falls_when_it_contradicts_more(
    tmp_path: Path,
) -> None:
    as_it_is = scored(tmp_path / "as-it-is")
    mended = scored(tmp_path / "mended", mended=True)
    worse = scored(tmp_path / "worse", more="Bistro costs $95 per location a month, billed monthly.")
    assert worse.score < as_it_is.score < mended.score
    conflicts = [int(pair.parts[0].said.split()[0]) for pair in (mended, as_it_is, worse)]
    assert conflicts == sorted(set(conflicts))


def test_an_old_figure_is_old_beside_a_wrong_one_too() -> None:
    mixed = conflict("MC101", Severity.ERROR, "14 days", "60 days", "trial length")
    past = replace(mixed.places[0], standing=(Standing.PAST,))
    pair = score.pair(
        *TEAMS,
        findings=[replace(mixed, places=(past, mixed.places[1]))],
        topics=[],
        messages=[],
        audiences=[],
        records=True,
    )
    (old,) = [part for part in pair.parts if part.name == "old figures"]
    assert (old.said, old.advice) == (
        "1 fact with old figures still in use",
        "Bring up to date “trial length”.",
    )
