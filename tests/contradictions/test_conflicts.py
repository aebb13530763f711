"""Pairs to conflicts: who belongs together, and what each says."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
from copy_of import Counting, alike, claim

from msgcheck.contradictions import conflicts
from msgcheck.model import Claim, Conflict, Judgement, Pair, Verdict


def judged(claims: list[Claim], cosine: float) -> list[tuple[Pair, Judgement]]:
    indices = list(combinations(range(len(claims)), 2))
    said = Counting().judge([(claims[a], claims[b]) for a, b in indices], [cosine] * len(indices))
    return [(Pair(a, b, cosine), judgement) for (a, b), judgement in zip(indices, said, strict=True)]


def gather(claims: list[Claim], cosine: float = 0.8) -> list[Conflict]:
    return conflicts.gather(claims, judged(claims, cosine), alike(len(claims), cosine))


def test_many_places_with_two_values_are_one_conflict_and_one_value_has_one_spelling() -> None:
    said = ["14-day", "14 day", "14-day", "two-week", "30-day", "30-day"]
    (found,) = gather([claim(f"Start a {value} free trial.", f"{at}.md") for at, value in enumerate(said)])
    assert found.code == "MC102"
    assert found.members == (0, 1, 2, 3, 4, 5)
    assert found.values == ("14-day", "14-day", "14-day", "14-day", "30-day", "30-day")
    assert "free trial" in found.attribute


def test_a_claim_about_two_things_does_not_tie_two_conflicts_together() -> None:
    claims = [
        claim("A trial of 14 days."),
        claim("A trial of 30 days."),
        claim("A seat for $9."),
        claim("A seat for $12."),
    ]
    found = gather(claims)
    assert [conflict.members for conflict in found] == [(0, 1), (2, 3)]


def test_two_topics_that_share_a_claim_stay_apart() -> None:
    claims = [claim("Trial: 14 days"), claim("Trial: 30 days"), claim("Refund: 60 days")]
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    edges = [edge for edge in judged(claims, 0.5) if edge[0].left + 1 == edge[0].right]
    found = conflicts.gather(claims, edges, vectors)
    assert [conflict.members for conflict in found] == [(0, 1), (1, 2)]


def test_an_edge_between_two_conflicts_ties_nothing() -> None:
    """The warranty and the battery of one product share its name, and a weak edge."""
    claims = [
        claim("The Cart 200 has a warranty of 24 months."),
        claim("A warranty of 12 months covers the Cart 200."),
        claim("A charge keeps the Cart 200 going for 40 hours."),
        claim("One charge moves the Cart 200 for 60 hours."),
    ]
    sure = {(0, 1): 0.9, (2, 3): 0.8, (1, 2): 0.5, (1, 3): 0.45}
    edges = [
        (pair, replace(judgement, confidence=sure[pair.left, pair.right]))
        for pair, judgement in judged(claims, 0.5)
        if (pair.left, pair.right) in sure
    ]
    found = conflicts.gather(claims, edges, alike(4, 0.5))
    assert [conflict.members for conflict in found] == [(0, 1), (2, 3)]


def test_a_value_within_a_bound_is_no_further_place_of_it() -> None:
    claims = [claim("It carries up to 40 kg."), claim("It carries 90 kg."), claim("It weighs 2 kg.")]
    (found,) = gather(claims[:2])
    assert found.members == (0, 1)
    judgements = [edge for edge in judged(claims, 0.8) if edge[0] != Pair(1, 2, 0.8)]
    (found,) = conflicts.gather(claims, judgements, alike(3, 0.8))
    assert found.members == (0, 1)


def test_a_statement_without_a_value_is_mc103_and_has_no_values() -> None:
    claims = [claim("We sell your data."), claim("We never sell your data.")]
    edge = (Pair(0, 1, 0.9), Judgement(Verdict.CONTRADICTION, 0.8, 0.8, "one side denies"))
    (found,) = conflicts.gather(claims, [edge], alike(2, 0.9))
    assert (found.code, found.values, found.confidence) == ("MC103", ("", ""), 0.8)


def test_what_only_looks_uneven_is_mc105_and_comes_last() -> None:
    claims = [
        claim("Trusted by 5,000+ teams."),
        claim("Trusted by 7,000+ teams."),
        claim("A trial of 14 days."),
        claim("A trial of 30 days."),
    ]
    assert [(c.code, c.members) for c in gather(claims)] == [("MC102", (2, 3)), ("MC105", (0, 1))]


def test_what_goes_together_is_no_conflict() -> None:
    assert gather([claim("A trial of 14 days."), claim("A two-week trial."), claim("Cancel anytime.")]) == []


def test_every_edge_of_a_conflict_joins_two_of_its_members() -> None:
    claims = [claim(f"A trial of {days} days.") for days in (7, 14, 14, 30, 30)]
    (found,) = gather(claims)
    assert {member for pair, _ in found.pairs for member in (pair.left, pair.right)} == set(found.members)
    assert len(found.values) == len(found.members)


def test_the_commonest_spelling_of_a_value_labels_it() -> None:
    quantities = [claim(f"in {said}").quantities[0] for said in ("two weeks", "14 days", "14 days")]
    assert conflicts.value_labels([*quantities, None]) == ["14 days", "14 days", "14 days", ""]
