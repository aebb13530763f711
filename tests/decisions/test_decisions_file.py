"""msgcheck-decisions.yaml: read strictly, edited in place."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import decisions, decisions_file
from msgcheck.errors import ConfigError, MsgcheckError, StoreError
from msgcheck.memory import Choice, Decision

SCHEMA = Path(__file__).parents[2] / "docs" / "decisions.schema.json"
FILE = Path("msgcheck-decisions.yaml")
ONE, TWO, THREE = "1111111111111111", "2222222222222222", "aaaa222222222222"
KEPT = f"""\
# Reviewed every first Monday.
version: 1

decisions:
  # --- trial ---
  - id: {ONE}  # see ticket 12
    code: MC102
    about: 'Free trial length'
    decision: accept
    # Anna asked legal.
    reason: "old price"  # not ours
    owner: Anna  # left in May
    # below the owner
    until: 2026-12-31
    quotes:
      - "14-day trial"
  # --- words ---
  - id: {TWO}
    code: MC201
    decision: wont_fix
    reason: >
      a long
      story
# the end
"""
HOSTILE = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\n\r\t\x00\x7f\x85\u2028\ufeff\ufffe#:'\"\\-{}[]&*!|>%@` ~"),
    max_size=30,
)
DAYS = st.none() | st.dates()
DECISIONS = st.builds(
    Decision,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    code=HOSTILE,
    choice=st.sampled_from(Choice),
    reason=HOSTILE,
    about=HOSTILE,
    owner=HOSTILE,
    until=DAYS,
    date=DAYS,
    quotes=st.lists(HOSTILE, max_size=3).map(tuple),
)
LISTS = st.lists(DECISIONS, max_size=4, unique_by=lambda decision: decision.id)


def made(id_: str = ONE, **rest: object) -> Decision:
    return replace(Decision(id_, "MC201", Choice.ACCEPT, "because"), **rest)  # type: ignore[arg-type]


def read(text: str) -> list[Decision]:
    """Return what the file would say, its lines left out."""
    FILE.write_text(text, encoding="utf-8")
    return [replace(decision, where="") for decision in decisions.load(FILE)]


def comments(text: str) -> list[str]:
    return [line[line.index("#") :] for line in text.splitlines() if "#" in line]


@settings(max_examples=60)
@given(LISTS)
def test_what_is_written_is_read(some: list[Decision]) -> None:
    assert read(decisions_file.edited("", put=some)) == some


@settings(max_examples=60)
@given(LISTS, LISTS)
def test_editing_is_setting_by_id(there: list[Decision], put: list[Decision]) -> None:
    """In the order of the file, new ones behind; and what is taken out leaves the rest as it was."""
    put = [*put, *(replace(one, reason="again", until=None, quotes=()) for one in there[1:2])]
    text = decisions_file.edited("", put=there)
    expected = list({one.id: one for one in [*there, *put]}.values())
    text = decisions_file.edited(text, put=put)
    assert read(text) == expected
    gone = {one.id for one in expected[::2]}
    assert read(decisions_file.edited(text, remove=gone)) == [one for one in expected if one.id not in gone]


def test_half_an_emoji_is_written_as_the_sign_for_it() -> None:
    assert read(decisions_file.edited("", put=[made(reason="\ud83d!")]))[0].reason == "\ufffd!"


def test_comments_and_order_survive_accept_and_reopen() -> None:
    text = decisions_file.edited(KEPT, put=[made(THREE)])
    assert comments(text) == comments(KEPT)
    assert text.startswith(KEPT.removesuffix("# the end\n"))
    assert [one.id for one in read(text)] == [ONE, TWO, THREE]
    assert decisions_file.edited(text, remove={THREE}).split() == KEPT.split()


def test_a_new_decision_about_the_same_finding_keeps_what_is_written_around_it() -> None:
    text = decisions_file.edited(KEPT, put=[made(ONE, reason="new", date=date(2026, 5, 4))])
    assert set(comments(text)) == set(comments(KEPT)) - {"# left in May"}, "it was about the owner"
    first = read(text)[0]
    assert (first.reason, first.owner, first.until, first.quotes) == ("new", "", None, ())
    assert text.splitlines()[5] == f"  - id: {ONE}  # see ticket 12"


def test_what_is_reopened_takes_its_lines_and_nothing_else() -> None:
    text = decisions_file.edited(KEPT, remove={ONE})
    assert comments(text) == [
        "# Reviewed every first Monday.",
        "# --- trial ---",
        "# --- words ---",
        "# the end",
    ]
    assert [one.reason for one in read(text)] == ["a long story\n"]
    text = decisions_file.edited(text, remove={TWO})
    assert read(text) == []
    assert "# the end" in comments(text)
    assert [one.id for one in read(decisions_file.edited(text, put=[made()]))] == [ONE]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only words\n",
        "version: 1\n",
        "version: 1\ndecisions: []\n",
        "decisions:\n  # none yet\n  []\n",
        f"decisions: [{{id: {TWO}, code: MC1, decision: accept, reason: x}}]\n",
        f"decisions:\n- id: {TWO}\n  code: MC1\n  decision: accept\n  reason: x",
        f"decisions:\n  -\n    owner: Ben\n    id: {TWO}\n    code: MC1\n    decision: accept\n    reason: |\n      x\n",
        f"decisions:\r\n  - id: {TWO}\r\n    code: MC1\r\n    decision: accept\r\n    reason: x\r\n",
    ],
)
def test_every_way_to_write_the_file_is_edited(text: str) -> None:
    there = read(text)
    put = [made(), *(replace(one, reason="y", owner="") for one in there)]
    both = decisions_file.edited(text, put=put)
    assert {one.id: one.reason for one in read(both)} == {one.id: one.reason for one in put}
    assert comments(text) == [] or comments(text)[0] in comments(both)
    assert read(decisions_file.edited(both, remove={TWO})) == [made()]


def test_one_finding_decided_twice_names_both_lines() -> None:
    item = f"  - {{id: {ONE}, code: MC201, decision: accept, reason: x}}\n"
    FILE.write_text(f"version: 1\ndecisions:\n{item}{item}")
    with pytest.raises(ConfigError) as err:
        decisions.load(FILE)
    assert err.value.message == f"{FILE}:4: decisions[1].id: {ONE} is decided already in line 3"
    with pytest.raises(ConfigError):
        decisions.save(FILE, put=[made(TWO)])
    assert FILE.read_text().endswith(item), "a file with a mistake is not edited"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reson: x", "decisions[0].reson: unknown key\nhint: did you mean 'reason'"),
        ("decision: acept", "'acept' is not known\nhint: did you mean 'accept'"),
        ("until: soon", "should be a date, not 'soon'"),
        ("id: abc", "should match pattern"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_likely_word(line: str, said: str) -> None:
    good = {"id": f"id: {ONE}", "code": "code: MC201", "decision": "decision: accept", "reason": "reason: x"}
    key = {"reson": "reason"}.get(line.split(":")[0], line.split(":")[0])
    FILE.write_text("decisions:\n- \n" + "".join(f"  {one}\n" for one in ({**good, key: line}).values()))
    with pytest.raises(ConfigError) as err:
        decisions.load(FILE)
    assert said in str(err.value).replace("String ", "")
    assert str(err.value).startswith(f"{FILE}:")


def test_anchors_that_an_edit_would_break_are_refused() -> None:
    FILE.write_text(
        f"decisions:\n  - id: {ONE}\n    code: &c MC201\n    decision: accept\n    reason: x\n"
        f"  - id: {TWO}\n    code: *c\n    decision: accept\n    reason: x\n"
    )
    with pytest.raises(ConfigError, match="without anchors"):
        decisions.save(FILE, remove={ONE})


def test_where_both_decide_the_newer_counts() -> None:
    day = date(2026, 5, 4)
    mine = [
        made(ONE, date=day, owner="Anna", until=date(2026, 9, 1)),
        made(TWO, date=day),
        made(THREE, date=day, where="f:9"),
    ]
    theirs = [
        made(ONE, date=date(2026, 6, 1), choice=Choice.FALSE_POSITIVE),
        made(TWO, date=date(2026, 4, 1), reason="old"),
        made(THREE, date=day, where="g:1"),
        made("b" * 16),
    ]
    merged = decisions.merge(mine, theirs)
    assert [old.id for old, _ in merged.clashes] == [ONE, TWO]
    assert [one.id for one in merged.put] == [ONE, "b" * 16]
    assert (merged.put[0].owner, merged.put[0].until) == ("Anna", date(2026, 9, 1)), (
        "a report cannot say these"
    )
    late = decisions.merge([made(ONE, until=day)], [made(ONE, date=date(2026, 6, 1))])
    assert late.put[0].until is None, "decided again after its last day"


def test_an_id_is_known_by_its_first_digits() -> None:
    ids = ["3f9c000000000000", "3f9d000000000000", "aaaa000000000000"]
    assert decisions.pick("3F9C", ids, among="it") == ids[0]
    assert decisions.pick(ids[2], ids, among="it") == ids[2]
    for given_, said in (("3f9", "too short"), ("3f9e", "did you mean 3f9"), ("zzzz", "no such id in it")):
        with pytest.raises(MsgcheckError) as err:
            decisions.pick(given_, ids, among="it")
        assert said in str(err.value)
    with pytest.raises(MsgcheckError, match="begins 2 ids"):
        decisions.pick("abcd", ["abcd000000000000", "abcd111111111111"], among="it")


def test_decisions_made_at_once_are_all_kept(tmp_path: Path) -> None:
    ids = [f"{number:016x}" for number in range(12)]
    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(lambda id_: decisions.save(tmp_path / FILE, put=[made(id_)]), ids))
    assert sorted(decision.id for decision in decisions.load(tmp_path / FILE)) == ids


def test_a_file_that_another_one_writes_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_LOCK_S", 0.1)
    decisions.save(tmp_path / FILE, put=[made(ONE)])
    before = (tmp_path / FILE).read_bytes()
    with (
        FileLock(tmp_path / ".msgcheck" / f"{FILE}.lock"),
        pytest.raises(StoreError, match="another msgcheck writes"),
    ):
        decisions.save(tmp_path / FILE, put=[made(TWO)])
    assert (tmp_path / FILE).read_bytes() == before


def test_the_schema_in_docs_is_the_one_of_the_models() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == decisions.json_schema()
    validator = jsonschema.Draft202012Validator(decisions.json_schema())
    told = yaml.load(
        decisions_file.edited(decisions_file.HEAD, put=[made(until=date(2026, 1, 2))]), Loader=yaml.BaseLoader
    )
    assert [error.message for error in validator.iter_errors(told | {"version": 1})] == []
    assert list(validator.iter_errors({"decisions": [{"id": "no"}]}))
