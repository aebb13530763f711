"""Several processes at once lose nothing, and one that is killed leaves the last good state."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import pytest
import sqlalchemy as sa
from remembered import (
    PROCESSES,
    cache_vectors,
    claim,
    numbered,
    open_only,
    record_runs,
    record_until_killed,
)

from msgcheck.database import Database
from msgcheck.embed.cache import open_cache
from msgcheck.history.store import HistoryStore

NOWHERE = Path()
RUNS, KILLS = 20, 50
pytestmark = pytest.mark.timeout(240)


def together(*calls: tuple[Callable[..., None], tuple[Any, ...]]) -> None:
    """Run each call in a process of its own, all at once; fail when one fails."""
    processes: list[BaseProcess] = [PROCESSES.Process(target=call, args=given) for call, given in calls]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0] * len(processes)


def test_two_processes_record_into_one_project_and_lose_nothing(place: str) -> None:
    together(*[(record_runs, (place, NOWHERE, "p", RUNS))] * 2, (record_runs, (place, NOWHERE, "q", RUNS)))
    store = HistoryStore(place, NOWHERE)
    assert [past.number for past in store.past("p")] == list(range(1, 2 * RUNS + 1))
    assert [past.number for past in store.past("q")] == list(range(1, RUNS + 1))
    for number in range(1, 2 * RUNS + 1):
        seen = store.look("p", number)
        assert seen is not None
        assert len(seen.open) == 5
    # Each of the two found each finding five times, but for those at the two ends.
    [middle] = store.find("p", numbered(9).findings[0].id)
    assert len(middle.runs) == 10
    assert complete(place) == 3 * RUNS


def test_eight_processes_open_a_new_store_and_one_of_them_makes_it(place: str) -> None:
    together(*[(open_only, (place, NOWHERE))] * 8)
    assert HistoryStore(place, NOWHERE).projects() == []


def test_two_processes_fill_one_cache_and_lose_nothing(place: str) -> None:
    together(*[(cache_vectors, (place, NOWHERE, seed, RUNS)) for seed in (1, 2)])
    known = open_cache(place, NOWHERE)
    keys = [f"{seed}-{at}-{n}" for seed in (1, 2) for at in range(RUNS) for n in range(20)]
    assert len(known.load("model", keys)) == len(keys)
    assert known.load("model", ["both"])["both"] == random.Random(RUNS - 1).randbytes(64)


def test_two_processes_never_claim_the_same_finding(place: str) -> None:
    HistoryStore(place, NOWHERE)
    pipes = [PROCESSES.Pipe(duplex=False) for _ in range(2)]
    together(*[(claim, (place, NOWHERE, mine)) for _, mine in pipes])
    one, two = (theirs.recv() for theirs, _ in pipes)
    assert one | two == {f"{at:016x}" for at in range(41)}
    assert one & two == set()


def complete(place: str) -> int:
    """Return how many runs there are; fail when a part of one is missing, or is there without its run."""
    with Database(place, NOWHERE, what="history", hint="").reading() as db:

        def rows(question: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in db.execute(sa.text(question))]

        runs = rows("SELECT project, number FROM msgcheck_runs ORDER BY project, number")
        seen = rows(
            "SELECT project, run, COUNT(*) FROM msgcheck_sightings GROUP BY project, run ORDER BY 1, 2"
        )
        assert seen == [(*run, 5) for run in runs]
        counted = "SELECT COUNT(*) FROM msgcheck_sightings s WHERE s.project = f.project AND s.finding = f.id"
        assert rows(f"SELECT id FROM msgcheck_findings f WHERE runs != ({counted})") == []
        assert rows("SELECT uri FROM msgcheck_documents WHERE last_run NOT IN (SELECT number FROM msgcheck_runs)") == []  # fmt: skip
    return len(runs)


def test_a_process_killed_at_any_moment_leaves_every_finished_run_and_nothing_of_others(
    tmp_path: Path,
) -> None:
    chance, place, finished = random.Random(7), "killed.sqlite", 0
    for number in range(KILLS):
        theirs, ours = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=record_until_killed, args=(place, tmp_path, ours))
        process.start()
        ours.close()
        # Some strike while the store is made or opened, the others anywhere in a run: one takes about as long as
        # the one before it, however busy the machine is.
        took = 0.04
        if number >= 5 and number % 5:
            for _ in range(2 + chance.randrange(2)):
                began = perf_counter()
                finished = theirs.recv()
                took = perf_counter() - began
        sleep(chance.uniform(0.0, took))
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join(timeout=20)
        try:
            while theirs.poll():
                finished = theirs.recv()
        except EOFError:
            pass  # it was killed before it had said anything, or all is read
        with sqlite3.connect(tmp_path / place) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.close()
        store = HistoryStore(place, tmp_path)
        kept = complete(str(tmp_path / place))
        assert finished <= kept <= finished + 1  # the last one may have been kept, and its word lost
        finished = kept
        expected = {each.id for each in numbered(kept - 1).findings} if kept else set()
        assert store.open_findings("p").keys() == expected
    assert finished > KILLS // 2
