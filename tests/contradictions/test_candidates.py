"""Which pairs are worth judging."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from copy_of import alike, claim, unit
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck.contradictions import candidates, neighbours
from msgcheck.model import Claim, Span

# Sentences that share no word and no unit: only their vectors can bring them together.
UNALIKE = ["Dogs bark.", "Cats purr.", "Birds sing.", "Fish swim.", "Cows moo.", "Frogs croak."]


def pairs(
    claims: list[Claim], vectors: np.ndarray, top: int = 1, least: float = 0.2
) -> list[tuple[int, int]]:
    found = candidates.find(claims, vectors, top=top, least_similarity=least)
    return [(pair.left, pair.right) for pair in found]


def test_the_nearest_neighbours_meet_once_and_either_side_may_nominate() -> None:
    claims = [claim(text) for text in UNALIKE[:3]]
    vectors = unit([1, 0, 0], [1, 0.2, 0], [0.8, 0.6, 0])  # the third's nearest is the second
    assert pairs(claims, vectors) == [(0, 1), (1, 2)]


def test_rank_counts_and_not_a_high_cosine() -> None:
    claims = [claim(text) for text in UNALIKE[:2]]
    assert pairs(claims, alike(2, 0.25)) == [(0, 1)]
    assert pairs(claims, alike(2, 0.15)) == []


def test_one_unit_and_two_shared_words_open_a_door_however_far_the_sentences_are() -> None:
    claims = [claim("The free trial runs 14 days."), claim("Try it: 30 days of trial, free!")]
    others = [claim(text) for text in UNALIKE]
    vectors = np.vstack([unit([1, 0, 0], [0, 1, 0]), np.tile(unit([0, 0, 1]), (6, 1))])
    assert (0, 1) in pairs([*claims, *others], vectors)


def test_the_branches_of_one_if_never_meet() -> None:
    first, second = claim("Trial: 14 days", variant="if1:0"), claim("Trial: 30 days", variant="if1:1")
    same, elsewhere = (
        claim("Trial: 45 days", variant="if1:0"),
        claim("Trial: 60 days", "b.md", variant="if1:1"),
    )
    found = pairs([first, second, same, elsewhere], alike(4, 0.9), top=3)
    assert found == [(0, 2), (0, 3), (1, 3), (2, 3)]


def test_cells_of_one_table_never_meet_and_cells_of_two_do() -> None:
    cells = [
        claim("$29", label="table 1, row Price, column Solo", cell=True),
        claim("$79", label="table 1, row Price, column Crew", cell=True),
        claim("$39", label="table 2, row Price, column Solo", cell=True),
        claim("$49", "other.md", label="table 1, row Price, column Solo", cell=True),
        claim("Solo costs $59.", label="table 1, row Price, column Solo"),
    ]
    found = pairs(cells, alike(5, 0.9), top=4)
    assert (0, 1) not in found
    assert len(found) == 9


def test_equal_words_are_judged_once_with_all_their_places() -> None:
    claims = [
        claim("Cancel anytime.", "a.md"),
        claim("The trial is free.", "b.md"),
        claim("cancel  ANYTIME.", "c.md"),
        claim("Cancel anytime on the Solo plan.", "d.md"),
    ]
    assert candidates.collapse(claims) == [[0, 2], [1], [3]]


def test_equal_words_with_another_scope_are_two_claims() -> None:
    page = claim("Storage: 10 GB")
    assert len(candidates.collapse([page, claim("Storage: 10 GB")])) == 1
    solo, crew = (claim(f"On the {plan} plan.").scope for plan in ("Solo", "Crew"))
    assert len(candidates.collapse([replace(page, scope=solo), replace(page, scope=crew)])) == 2


def test_a_claim_that_everybody_names_meets_the_nearest_and_those_that_it_names_itself() -> None:
    n = candidates.MOST_NAMED + 15
    claims = [claim(UNALIKE[at % 6], f"{at}.md") for at in range(n + 1)]
    # The last is a little like each of the others, less and less, and they are less like each other.
    cosines = np.linspace(0.7, 0.5, n)
    vectors = np.vstack([np.eye(n, n + 1) * np.sqrt(1 - cosines**2)[:, None], np.zeros(n + 1)])
    vectors[:, n] = [*cosines, 1.0]
    vectors = vectors.astype(np.float32)
    assert pairs(claims, vectors, top=1, least=0.495) == [(at, n) for at in range(candidates.MOST_NAMED)]
    assert pairs(claims, vectors, top=n, least=0.495) == [(at, n) for at in range(n)]


@pytest.mark.parametrize("n", [0, 1])
def test_few_claims_make_no_pair(n: int) -> None:
    assert pairs([claim("Cancel anytime.")] * n, unit([1.0, 0.0])[:n]) == []


@settings(max_examples=40)
@given(st.integers(2, 30), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_pairs_are_ordered_unique_and_the_same_however_the_join_is_cut(n: int, top: int, seed: int) -> None:
    vectors = unit(*np.random.default_rng(seed).normal(size=(n, 5)))
    claims = [claim(UNALIKE[at % 6], f"{at}.md") for at in range(n)]
    whole = candidates.find(claims, vectors, top=top, least_similarity=-1.0)
    keys = [(pair.left, pair.right) for pair in whole]
    assert keys == sorted(set(keys))
    assert all(left < right for left, right in keys)
    assert {at for key in keys for at in key} == set(range(n))  # everyone has a nearest neighbour
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "BLOCK_ROWS", 4)
        cut = candidates.find(claims, vectors, top=top, least_similarity=-1.0)
    assert [(pair.left, pair.right) for pair in cut] == keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cancel anytime, with one click.", "Cancel anytime – with one click"),
        ("We don't sell your data!", "We don’t sell your data."),
        ("Counts “live” stock & orders.", "counts live stock and orders"),
        ("Real-time counts in 14-day cycles", "Real time counts in 14 day cycles."),
        ("Free for 10 users (with support)", "Free for 10 users with support…"),
    ],
)
def test_one_sentence_in_two_spellings_is_judged_once(one: str, other: str) -> None:
    assert candidates.collapse([claim(one), claim(other, "other.md")]) == [[0, 1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The trial is free.", "The trial is not free."),
        ("Open 24/7.", "Open 24.7."),
        ("It costs $9.50.", "It costs €9.50."),
        ("It costs $9.50.", "It costs $950."),
        ("5,000 kitchens", "5,000+ kitchens"),
        ("Keep it at -5 °C.", "Keep it at 5 °C."),
        ("Keep it at 5 °C.", "Keep it at 5 °F."),
        ("From - $5", "From -$5"),
        ('A 10" screen', "A 10' screen"),
        ("For 5-10 users", "For 5, 10 users"),
        ("9 % off", "9 off"),
        ("The trial is free, 14 days.", "Is the trial free, 14 days?"),
        ("We can't sell your data.", "We can sell your data."),
        ("Free*", "Free"),
    ],
)
def test_what_changes_the_meaning_makes_two_claims(one: str, other: str) -> None:
    assert candidates.collapse([claim(one), claim(other, "other.md")]) == [[0], [1]]


def test_whatever_a_merge_field_fills_in_the_sentence_is_one() -> None:
    def filled(field: str) -> Claim:
        text = f"Hi {field}, your trial ends in 14 days."
        blank = Span(3, 3 + len(field))
        made = claim(text)
        return replace(made, block=replace(made.block, fields=(blank,)))

    assert candidates.collapse([filled("first name"), filled("contact"), filled("N")]) == [[0, 1, 2]]


def test_a_header_or_a_question_belongs_to_the_words() -> None:
    def answer(question: str) -> Claim:
        made = claim("No, never for free.")
        block = replace(made.block, context=question)
        return replace(made, block=block, reading=f"{question} {made.text}")

    questions = ["Do you sell data?", "Is there a fee?", "Do you sell data?"]
    assert candidates.collapse([answer(question) for question in questions]) == [[0, 2], [1]]


COPY = st.text(st.sampled_from("aZé 5.,;:!?'\"’“–-−$€%+*/()&•…"), max_size=12)


@settings(max_examples=300)
@given(COPY)
def test_no_spelling_loses_a_letter_a_digit_or_a_sign(text: str) -> None:
    def kept(words: str) -> str:
        return "".join(letter for letter in words if letter.isalnum() or letter in "$€%+*/?")

    assert kept(candidates._one_spelling(text)).replace("and", "") == kept(text.casefold())
