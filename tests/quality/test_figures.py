"""The figures of `make quality` are what they are called: small made-up data, counted by hand."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import company_pairs, kinds, pairs, public, quality
from msgcheck.config import Alarms
from msgcheck.embed.cache import VectorCache
from msgcheck.model import Claim, Pair, Place

LABEL = np.array([True, True, False, False])


def scored(p: list[float], codes: list[str]) -> pairs.Scored:
    one = np.array(p)
    return pairs.Scored(
        {pairs.JUDGE: one, **dict.fromkeys(pairs.BASELINES, one)}, np.array(codes, dtype="<U5")
    )


# ---------------------------------------------------------------- pairs


def test_precision_recall_and_calibration_are_counted() -> None:
    figures = pairs.measure(LABEL, np.array([0.95, 0.2, 0.65, 0.05]))
    assert figures == {
        "pairs": 4,
        "AUC": 0.75,
        "precision": 0.5,
        "recall": 0.5,
        "F1": 0.5,
        "calibration error": round((0.05 + 0.8 + 0.65 + 0.05) / 4, 3),
    }
    shown = pairs.measure(LABEL, np.array([0.95, 0.2, 0.65, 0.05]), np.array([True, True, False, False]))
    assert (shown["precision"], shown["recall"], shown["AUC"]) == (1.0, 1.0, 0.75)


def test_what_cannot_be_measured_is_no_number() -> None:
    quiet = pairs.measure(np.zeros(3, dtype=bool), np.array([0.1, 0.2, 0.3]))
    assert all(math.isnan(quiet[name]) for name in ("AUC", "precision", "recall"))
    assert math.isnan(pairs.flagged(np.ones(2, dtype=bool), np.ones(2, dtype=bool)))
    assert quality.without_nan({"a": {"AUC": quiet["AUC"], "pairs": 3}}) == {"a": {"AUC": None, "pairs": 3}}


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1).filter(
        lambda rows: any(label for label, _ in rows)
    ),
    st.floats(0, 1),
)
def test_the_threshold_of_a_recall_reaches_it_and_none_higher_does(
    rows: list[tuple[bool, float]], recall: float
) -> None:
    label, p = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    threshold = pairs.reaching(label, p, recall)
    assert (p[label] >= threshold).mean() >= recall - 1e-9
    higher = p[label][p[label] > threshold]
    assert len(higher) / label.sum() < recall or recall * label.sum() <= 1


def test_judge_and_baseline_read_each_pair_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [
        {"a": "The trial lasts 14 days.", "b": "The trial lasts 30 days.", "label": "contradiction"},
        {"a": "Our office is in Ghent.", "b": "Crew stores 50 GB.", "label": "neutral"},
    ]
    store = VectorCache(tmp_path / "cache.sqlite")
    first = pairs.scores(some, store, Alarms())
    assert first.p[pairs.NUMBERS].tolist() == [1.0, 0.0]
    assert first.p[pairs.COSINE][0] > first.p[pairs.COSINE][1]
    assert set(first.codes.tolist()) <= {"", "MC102", "MC103", "MC105"}
    texts = [(row["b"], row["a"]) for row in some]
    assert pairs.Readings(store).read(texts).tolist() == first.p[pairs.READER].tolist()

    def read_again(*_: object) -> None:
        raise AssertionError("a pair is read twice")

    monkeypatch.setattr("msgcheck.contradictions.reader.PairReader.read", read_again)
    again = pairs.scores(some, store, Alarms())
    assert all((again.p[name] == first.p[name]).all() for name in first.p)


def test_an_alarm_is_what_the_main_job_shows() -> None:
    row = {"a": "The free trial lasts 14 days.", "b": "The free trial lasts 30 days.", "label": "x"}
    store = VectorCache(Path("cache.sqlite"))
    p = float(pairs.scores([row], store, Alarms()).p[pairs.JUDGE][0])
    assert pairs.scores([row], store, Alarms(value=0.0)).codes.tolist() == ["MC102"]
    assert pairs.scores([row], store, Alarms(value=min(1.0, p + 0.01))).codes.tolist() == [""]


def test_words_alone_do_not_tell_pairs_of_the_same_words_apart() -> None:
    told = [
        {"a": f"thing {n} never", "b": "", "label": "contradiction" if n % 2 else "neutral"}
        for n in range(40)
    ]
    groups = [str(n // 4) for n in range(40)]
    assert pairs.bag_of_words(told, groups).shape == (40,)
    styled = [{**row, "b": "never ever" if row["label"] == "contradiction" else "always"} for row in told]
    figures = [
        pairs.measure(pairs.contradictions(some), pairs.bag_of_words(some, groups))["AUC"]
        for some in (told, styled)
    ]
    assert figures[0] < 0.6
    assert figures[1] == 1.0


def test_kinds_are_gathered_once_each() -> None:
    every = [kind for group in kinds.GROUPS.values() for kind in group.split()]
    assert len(every) == len(set(every))
    rows = quality.held_out()
    other = sum(kinds.kind_of(row["kind"]) == "other" for row in rows)
    assert other < 0.02 * len(rows)


# ---------------------------------------------------------------- public sets


def write_set(folder: Path, name: str, rows: list[tuple[str, str]]) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt") as file:
        for n, (label, kind) in enumerate(rows):
            row = {"premise": f"p{n}", "hypothesis": f"h{n}", "label": label, "kind": kind}
            file.write(json.dumps(row) + "\n")


def test_public_sets_are_sampled_alike_and_split_by_what_they_ask(tmp_path: Path) -> None:
    lexical = [("contradiction", "lexical:antonyms")] * 9 + [("entailment", "lexical:cardinals")] * 9
    write_set(tmp_path, "breaking_nli.test", lexical)
    write_set(tmp_path, "snli_cat.train", [("contradiction", "")] * 9)
    drawn = public.load(tmp_path, most=5)
    assert drawn == public.load(tmp_path, most=5)
    assert {row["kind"] for row in drawn} == {"breaking_nli.test"}
    assert sorted(row["group"] for row in drawn) == [public.ANTONYMS] * 5 + [public.NUMBERS] * 5


def test_a_label_that_does_not_say_is_left_out() -> None:
    three = [{"label": label} for label in ("contradiction", "neutral", "entailment", "not_entailment")]
    assert [row["label"] for row in public.usable(three)] == ["contradiction", "neutral", "entailment"]
    assert [row["label"] for row in public.usable(three[1:])] == ["entailment"]
    two = [{"label": label} for label in ("contradiction", "not_contradiction")]
    assert public.usable(two) == two


def test_a_folder_without_public_sets_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"snli_cat\.test"):
        public.load(tmp_path)


# ---------------------------------------------------------------- a company's pairs


def place(label: str, value: str = "") -> dict[str, Any]:
    return {"path": "page.md", "quote": label, "value": value}


ROWS = {
    "conflicts": [
        {"id": "C1", "code": "MC102", "places": [place("0", "a"), place("1", "b"), place("2", "b")]},
        {"id": "C2", "code": "MC105", "places": [place("3", "a"), place("4", "b")]},
        {"id": "C3", "code": "MC103", "places": [place("5", "a"), place("none", "b")]},
        {"id": "C4", "code": "MC103", "places": [place("5", "a"), place("6", "b")]},
    ],
    "lookalikes": [{"places": [place("6"), place("7")]}],
}


@pytest.fixture
def found() -> company_pairs.CompanyPairs:
    claims: list[Claim] = []
    search = [Pair(0, 1, 0.9), Pair(1, 2, 0.8), Pair(3, 4, 0.7), Pair(6, 7, 0.6), Pair(0, 7, 0.5)]
    return company_pairs.labelled(
        claims, search, ROWS, lambda label: {int(label["quote"])} if label["quote"] != "none" else set()
    )


def test_pairs_carry_what_the_labels_say(found: company_pairs.CompanyPairs) -> None:
    assert found.said == ["contradiction", "agreeing", "inconsistent", "lookalike", "quiet"]
    assert found.reached == {"C1": True, "C2": True, "C4": False}
    assert found.missing == {"C1": [(0, 2)], "C2": [], "C4": [(5, 6)]}


def test_recall_counts_conflicts_and_pairs(found: company_pairs.CompanyPairs) -> None:
    assert company_pairs.reach(found) == {
        "conflicts read": 0.75,
        "conflicts reached": 0.6667,
        "pairs reached": 0.5,
    }


def test_pairs_that_agree_are_not_ranked(found: company_pairs.CompanyPairs) -> None:
    first = np.array([0.5, 0.9, 0.9, 0.4, 0.1])
    assert company_pairs.base_rate(found, {"x": first})["x"] == {
        "average precision": 1.0,
        "recall at precision 0.9": 1.0,
    }
    second = np.array([0.5, 0.0, 0.0, 0.6, 0.1])
    assert company_pairs.base_rate(found, {"x": second})["x"] == {
        "average precision": 0.5,
        "recall at precision 0.9": 0.0,
    }


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ({"quote": "5 users", "row": "Users", "column": "Solo"}, [0]),
        ({"quote": "15 users", "row": "Users", "column": "Crew"}, [1]),
        ({"quote": "15 users"}, [1]),
        ({"quote": "Teams of up to 15 users pay nothing. Ask us."}, [2]),
        ({"quote": "Ask somebody else."}, []),
    ],
)
def test_a_labelled_place_is_the_nearest_claim(label: dict[str, str], expected: list[int]) -> None:
    told = [
        ("5 users", "table 1, row Users, column Solo"),
        ("15 users", "table 1, row Users, column Crew"),
        ("Teams of up to 15 users pay nothing.", "paragraph 1"),
        ("Ask us.", "paragraph 1"),
    ]
    places = [Place("page.md", locator, quote, "body") for quote, locator in told]
    assert company_pairs.standing({"path": "page.md", **label}, places) == expected


# ---------------------------------------------------------------- alarms, tables, floors


def test_alarms_are_counted_as_shown_and_at_equal_recall() -> None:
    known = scored([0.9, 0.4, 0.3, 0.1], ["MC103", "", "", ""])
    near = scored([0.95, 0.6, 0.2, 0.1], ["MC102", "MC105", "", ""])
    figures = quality.alarms_of(near, LABEL, known)
    assert figures[pairs.SHOWN] == {"as shown": 250.0, "values": 250.0, "statements": 0.0, "uneven": 250.0}
    assert figures[pairs.COSINE] == {"at 0.5": 500.0, "as often found": 250.0}


def test_a_report_splits_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    some = [
        {"label": label, "kind": kind}
        for label, kind in zip(
            ["contradiction", "contradiction", "neutral", "neutral"],
            ["price", "no_digit", "price", "near_topic"],
            strict=True,
        )
    ]
    figures = quality.report("made up", some, scored([0.9, 0.2, 0.6, 0.1], ["MC102", "", "", ""]))
    assert figures["all"][pairs.SHOWN]["recall"] == 0.5
    assert figures["by kind"]["money"][pairs.JUDGE]["quiet flagged"] == 1.0
    assert figures["by kind"]["one topic"][pairs.SHOWN]["quiet flagged"] == 0.0
    printed = capsys.readouterr().out
    assert "made up: 4 pairs, 2 contradictions" in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_a_table_has_at_most_a_hundred_columns() -> None:
    wide = quality.table("t", {"name " * 20: {f"figure {n}": n / 10 for n in range(8)}, "b": {"figure 0": 1}})
    assert max(map(len, wide.splitlines())) <= 100
    assert wide.splitlines()[2].split() == ["b", "1", *"–––––––"]


def test_floors_only_rise_and_ceilings_only_fall(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text('{"corpora": {"conflicts reached": 0.9, "conflicts split": 1}}')
    quality.write_floors({"corpora": {"conflicts reached": 0.8, "conflicts split": 2, "shown": 3}}, path)
    assert json.loads(path.read_text()) == {"corpora": {"conflicts reached": 0.9, "conflicts split": 1}}
    quality.write_floors({"corpora": {"conflicts reached": 0.95, "conflicts split": 0}}, path)
    assert json.loads(path.read_text()) == {"corpora": {"conflicts reached": 0.95, "conflicts split": 0}}
