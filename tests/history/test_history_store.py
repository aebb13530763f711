"""The history, the same in a file and in PostgreSQL: what goes in comes out, and every life is told right."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from remembered import START, finding, run

from msgcheck.database import Database
from msgcheck.errors import ConfigError, StoreError
from msgcheck.history import migrate
from msgcheck.history.compare import compare
from msgcheck.history.store import HistoryStore
from msgcheck.history.tables import METADATA
from msgcheck.memory import Status
from msgcheck.model import SEVERITIES, Severity, Span, Standing

pytestmark = pytest.mark.timeout(60)
NOWHERE = Path()
A = finding(("a.md", "14 days"), ("b.md", "30 days"))
B = finding(("a.md", "$9"), ("c.md", "$12"), about="price")
C = finding(("c.md", "sign-in"), code="MC201", about="log in")


@pytest.fixture
def store(place: str) -> HistoryStore:
    return HistoryStore(place, NOWHERE)


def test_new_still_gone_and_back_again(store: HistoryStore) -> None:
    first = store.record("p", run(0, [A, B]))
    assert (first.number, first.gone, first.unseen) == (1, (), ())
    assert {life.status for life in first.lives.values()} == {Status.NEW}
    second = store.record("p", run(1, [A, C]))
    assert {id: life.status for id, life in second.lives.items()} == {
        A.id: Status.STILL,
        B.id: Status.GONE,
        C.id: Status.NEW,
    }
    assert second.gone == (B,)
    third = store.record("p", run(2, [A, B]))
    again = third.lives[B.id]
    assert (again.status, again.first_seen, again.runs) == (Status.NEW, START, 2)
    assert third.lives[A.id].runs == 3
    assert [(past.number, past.new, past.gone, past.codes) for past in third.runs] == [
        (1, 2, 0, {"MC102": 2}),
        (2, 1, 1, {"MC102": 1, "MC201": 1}),
        (3, 1, 1, {"MC102": 2}),
    ]


def test_what_nobody_looked_for_stays_open_until_somebody_looks(store: HistoryStore) -> None:
    store.record("p", run(0, [A, B]))
    for week in (1, 2):
        blind = store.record("p", run(week, [], skipped=["a.md"]))
        assert (blind.unseen, blind.gone) == (tuple(sorted((A.id, B.id))), ())
        assert store.open_findings("p") == {A.id: A, B.id: B}
        seen = store.look("p", week + 1)
        assert seen is not None
        assert (seen.open, seen.known.keys()) == ({}, {A.id, B.id})
    seeing = store.record("p", run(3, [A]))
    assert seeing.gone == (B,)
    assert seeing.lives[A.id].status == Status.STILL
    assert seeing.lives[A.id].runs == 2
    assert [known.runs for known in store.find("p", A.id)] == [(1, 4)]
    assert seeing.lives[B.id].last_seen == START


def test_a_finding_that_is_settled_lives_on_without_alarm(store: HistoryStore) -> None:
    store.record("p", run(0, [A]))
    settled = store.record("p", run(1, [], decided=[A]))
    assert settled.gone == ()
    assert settled.lives[A.id].status == Status.STILL
    assert (settled.runs[-1].codes, settled.runs[-1].decided) == ({}, 1)
    assert store.record("p", run(2, [], decided=[A])).lives[A.id].status == Status.STILL
    # The day of the decision has passed: people must hear of it.
    assert store.record("p", run(3, [A])).lives[A.id].status == Status.NEW
    assert store.record("p", run(4, [], folded=[A])).gone == ()
    assert store.record("p", run(5)).gone == ()  # it was no alarm any more


def test_a_finding_that_merely_lost_a_place_is_no_news_and_counts_as_told(store: HistoryStore) -> None:
    whole = finding(("a.md", "14 days"), ("b.md", "30 days"), ("c.md", "21 days"))
    store.record("p", run(0, [whole, B]))
    store.tell("p", "mail", [whole.id])
    life = store.record("p", run(1, [A, B])).lives[A.id]
    assert (life.status, life.less, life.news) == (Status.CHANGED, True, False)
    assert store.told("p", "mail") == {whole.id, A.id}
    assert store.record("p", run(2, [whole, B])).lives[whole.id].news
    assert not store.record("p", run(3, [A, B])).lives[A.id].news  # told long ago: nothing to claim again


def test_a_finding_whose_words_were_changed_continues_the_old_one(store: HistoryStore) -> None:
    changed = finding(("a.md", "14 days"), ("b.md", "31 days"))
    store.record("p", run(0, [A, B]))
    history = store.record("p", run(1, [changed, B]))
    life = history.lives[changed.id]
    assert (life.since, life.status, life.less, life.news) == (A.id, Status.CHANGED, False, True)
    assert (history.gone, history.was) == ((), (A,))
    assert [(past.new, past.changed, past.gone) for past in history.runs] == [(2, 0, 0), (0, 1, 0)]
    assert store.record("p", run(2, [changed, B])).lives[changed.id].since == A.id
    [known] = store.find("p", changed.id[:6])
    assert (known.since, known.runs, known.status) == (A.id, (2, 3), "open")


def test_a_finding_is_kept_as_it_was_first_and_last_seen(store: HistoryStore) -> None:
    then = finding(("a.md", "14 days"), line=3)
    marked = replace(then.places[0], line=90, mark=Span(0, 2), standing=(Standing.RECORD,), date=START.date())
    now = replace(then, places=(marked,), confidence=0.25, severity=Severity.NOTE, why="because\nof that")
    store.record("p", run(0, [then]))
    store.record("p", run(1, [now]))
    store.record("p", run(2))
    [known] = store.find("p", then.id)
    assert (known.first, known.last) == (then, now)
    assert (known.status, known.runs) == ("gone", (1, 2))
    assert (known.first_seen, known.last_seen) == (START, START + timedelta(weeks=1))
    assert store.find("p", "") == [known]
    assert store.find("p", "%") == store.find("elsewhere", "") == []


def test_hostile_words_come_back_as_they_were(store: HistoryStore) -> None:
    odd = "\x00 \ud800 \\u0041 \\ ' \" ; DROP TABLE msgcheck_runs; -- \u202e \U0001f600 %s :x"
    hostile = finding((odd, odd), about=odd)
    for _ in range(2):
        store.record(odd, run(0, [hostile], skipped=[odd], documents=[(odd, "aa")]))
    assert store.projects() == [odd]
    assert store.open_findings(odd) == {hostile.id: hostile}
    seen = store.look(odd, 1)
    assert seen is not None
    assert (dict(seen.open), seen.unread) == ({hostile.id: hostile}, {odd})


def test_projects_know_nothing_of_each_other(store: HistoryStore) -> None:
    store.record("p", run(0, [A]))
    assert store.record("q", run(1, [])).gone == ()
    assert store.record("q", run(2, [A])).lives[A.id].status == Status.NEW
    assert store.projects() == ["p", "q"]
    assert [past.number for past in store.past("p")] == [1]
    assert store.past("nobody") == ()
    assert (store.look("p", 2), store.look("nobody", 1)) == (None, None)


def test_a_run_that_began_earlier_and_ended_later_is_the_later_one(store: HistoryStore) -> None:
    store.record("p", run(1, [A]))
    late = store.record("p", run(0, [A, B]))
    assert [past.started for past in late.runs] == [START + timedelta(weeks=1), START]
    life = late.lives[A.id]
    assert (life.first_seen, life.last_seen) == (START, START + timedelta(weeks=1))


def test_assets_are_kept_by_what_they_hold(place: str, store: HistoryStore) -> None:
    store.record("p", run(0, documents=[("a.md", "aa"), ("b.md", "bb")]))
    store.record("p", run(1, documents=[("a.md", "a2"), ("b.md", "bb")]))
    wanted = "SELECT uri, digest, first_run, last_run FROM msgcheck_documents ORDER BY uri, first_run"
    with Database(place, NOWHERE, what="history", hint="").reading() as db:
        rows = [tuple(row) for row in db.execute(sa.text(wanted))]
    assert rows == [("a.md", "aa", 1, 1), ("a.md", "a2", 2, 2), ("b.md", "bb", 1, 2)]


def test_only_the_last_runs_are_shown(store: HistoryStore) -> None:
    for week in range(4):
        store.record("p", run(week))
    assert [past.number for past in store.past("p", most=2)] == [3, 4]


def test_a_finding_is_told_once_and_again_only_when_it_could_not_be(store: HistoryStore) -> None:
    assert store.told("p", "mail") == set()
    assert store.tell("p", "mail", [A.id, B.id]) == {A.id, B.id}
    assert store.tell("p", "mail", [B.id, C.id, C.id]) == {C.id}
    assert store.tell("p", "webhook", [B.id]) == store.tell("q", "mail", [B.id]) == {B.id}
    store.untell("p", "mail", [B.id])
    assert store.told("p", "mail") == {A.id, C.id}
    assert store.told("q", "mail") == {B.id}
    store.untell("nobody", "mail", [A.id])
    assert store.tell("p", "mail", []) == set()


def test_a_large_run_is_recorded_in_seconds(store: HistoryStore) -> None:
    many = [finding((f"{n}.md", "14 days"), ("b.md", "30 days")) for n in range(2000)]
    store.record("p", run(0, many))
    history = store.record("p", run(1, many[:1990]))
    assert (len(history.gone), len(history.lives)) == (10, 2000)


def test_the_tables_are_what_the_migrations_make(place: str, store: HistoryStore) -> None:
    def ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name != migrate.VERSIONS.name

    with Database(place, NOWHERE, what="history", hint="").reading() as db:
        context = MigrationContext.configure(db, opts={"include_name": ours, "compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    settings = Config()
    settings.set_main_option("script_location", "msgcheck.history:migrations")
    assert ScriptDirectory.from_config(settings).get_current_head() == migrate.NEWEST


@pytest.mark.parametrize("version", [f"{n:04}" for n in range(1, int(migrate.NEWEST))])
def test_a_store_of_an_older_version_is_brought_up_to_date_with_all_that_is_in_it(
    place: str, version: str
) -> None:
    database = Database(place, NOWHERE, what="history", hint="")
    migrate.bring_up_to_date(database, to=version)
    with database.writing() as db:
        db.execute(sa.text("INSERT INTO msgcheck_projects (id, key, name) VALUES (7, 'old', 'old one')"))
    with database.reading() as db:
        assert db.scalar(sa.text("SELECT version_num FROM msgcheck_version")) == version
    store = HistoryStore(place, NOWHERE)
    assert store.projects() == ["old one"]
    assert store.tell("p", "mail", [A.id]) == {A.id}
    assert store.record("p", run(0, [A])).number == 1


def test_a_store_of_a_newer_version_is_left_alone(place: str, store: HistoryStore) -> None:
    with Database(place, NOWHERE, what="history", hint="").writing() as db:
        db.execute(sa.text("UPDATE msgcheck_version SET version_num = '0999'"))
    with pytest.raises(StoreError, match="version 0999, and this msgcheck knows") as raised:
        HistoryStore(place, NOWHERE)
    assert "upgrade msgcheck" in raised.value.hint


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary, this is no database at all.\n" * 50)
    with pytest.raises(StoreError, match=r"diary\.txt: the history cannot be used: file is not a database"):
        HistoryStore("diary.txt", tmp_path)
    assert (tmp_path / "diary.txt").read_text().startswith("Dear diary")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open"):
        HistoryStore(".", tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"Not a directory|File exists"):
        HistoryStore("file/history.sqlite", tmp_path)


@pytest.mark.parametrize(
    ("place", "error", "said"),
    [
        ("postgresql+psycopg://ann:secret@127.0.0.1:1/x", StoreError, r"ann:\*\*\*@.*Connection refused"),
        ("postgresql://ann@127.0.0.1:1/x?password=secret", StoreError, "Connection refused"),
        ("mysql://ann:secret@127.0.0.1/x", ConfigError, "mysql: a kind of database that is not known"),
        ("postgresql+pg8000://ann:secret@127.0.0.1/x", ConfigError, "is not known"),
        ("postgresql://ann:secret@host:port/x", ConfigError, "not the URL of a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(
    place: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said) as raised:
        HistoryStore(place, NOWHERE)
    assert "secret" not in str(raised.value)


def test_without_the_driver_the_line_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(ConfigError, match="needs psycopg") as raised:
        HistoryStore("postgresql://ann@127.0.0.1:1/x", NOWHERE)
    assert raised.value.hint == 'pip install "msgcheck[postgresql]"'


def test_a_record_that_fails_halfway_leaves_the_last_good_state(store: HistoryStore) -> None:
    store.record("p", run(0, [A]))
    asset = replace(run(1).documents[0], digest="new", title=object())  # type: ignore[arg-type]
    broken = replace(run(1, [B]), documents=(asset,))  # assets are written last
    with pytest.raises((StoreError, TypeError)):
        store.record("p", broken)
    assert [past.number for past in store.past("p")] == [1]
    assert store.open_findings("p") == {A.id: A}
    assert store.record("p", run(2, [A])).number == 2


def test_a_file_that_another_program_holds_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgcheck.database.BUSY_S", 0.1)
    store = HistoryStore("h.sqlite", tmp_path)
    with sqlite3.connect(tmp_path / "h.sqlite") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="database is locked"):
            store.record("p", run(0))
        other.rollback()
    assert store.record("p", run(0)).number == 1
    other.close()


def test_findings_come_in_order_of_severity(store: HistoryStore) -> None:
    store.record("p", run(0, [C, A, B]))
    gone = store.record("p", run(1)).gone
    assert [SEVERITIES.index(each.severity) for each in gone] == [0, 0, 1]


def test_what_a_run_read_is_known_when_it_is_looked_at_again(store: HistoryStore) -> None:
    read, unread = (finding((f"https://x.com/{name}", "14 days")) for name in ("read", "unread"))
    pages = [(f"https://x.com/{name}", "aa") for name in ("", "read", "unread")]
    store.record("p", run(0, [read, unread], documents=pages))
    history = store.record("p", run(1, skipped=["https://x.com/"], documents=pages[1:2]))
    store.record("p", run(2, [unread], documents=pages))  # of the same content as in the first run
    assert [one.id for one in history.gone] == [read.id]
    before, now = store.look("p", 1), store.look("p", 2)
    assert before
    assert now
    change = compare(before, now)
    assert (change.gone, change.unseen) == ({read.id}, {unread.id})


def test_two_places_share_nothing(new_database: Callable[[], str], tmp_path: Path) -> None:
    one, two = HistoryStore(new_database(), tmp_path), HistoryStore("h.sqlite", tmp_path)
    one.record("p", run(0, [A]))
    assert two.projects() == []
