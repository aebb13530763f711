"""When the next run is due, on the days when clocks jump too."""

from __future__ import annotations

import os
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgcheck.errors import ConfigError
from msgcheck.rhythm import At, Every, at, every, next_run

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
# Both jump within these years: spring on 29 March and 8 March 2026, autumn on 25 October and 1 November 2026.
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
ZONES = st.sampled_from([BERLIN, NEW_YORK])
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@given(MOMENTS, TIMES, st.none() | st.integers(0, 6), ZONES)
def test_the_next_run_is_the_first_of_its_kind(
    now: datetime, at_time: time, weekday: int | None, zone: ZoneInfo
) -> None:
    schedule = At(at_time, weekday, zone)
    due = next_run(now, schedule)
    local = due.astimezone(zone)
    assert now < due <= now + timedelta(days=1 if weekday is None else 7, hours=1)
    assert weekday is None or local.weekday() == weekday
    if local.time() != at_time:  # only where the clock never shows that time
        wall = datetime.combine(local.date(), at_time, tzinfo=zone)
        assert wall.astimezone(UTC).astimezone(zone).time() != at_time
        assert local.replace(tzinfo=None) - wall.replace(tzinfo=None) == timedelta(hours=1)
    # No run between now and then was passed over: from any moment between them the same one is next.
    assert next_run(now + (due - now) / 2, schedule) == due


@given(MOMENTS, TIMES, ZONES)
def test_each_day_has_one_run_and_only_one(now: datetime, at_time: time, zone: ZoneInfo) -> None:
    days, due = list[date](), now
    for _ in range(10):
        due = next_run(due, At(at_time, None, zone))
        days.append(due.astimezone(zone).date())
    assert days == [days[0] + timedelta(days=n) for n in range(10)]


@pytest.mark.parametrize(
    ("zone", "now", "said", "due"),
    [
        # 02:30 does not exist on 29 March in Berlin: as long after midnight as on other days.
        (BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC), "02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC), "06:00", datetime(2026, 3, 29, 4, 0, tzinfo=UTC)),
        # 02:30 comes twice on 25 October: the first time, and not again.
        (BERLIN, datetime(2026, 10, 24, 12, tzinfo=UTC), "02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (BERLIN, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30", datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 3, 7, 12, tzinfo=UTC), "02:30", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 1, 0, tzinfo=UTC), "01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "01:30", datetime(2026, 11, 2, 6, 30, tzinfo=UTC)),
        (BERLIN, datetime(2026, 10, 20, 12, tzinfo=UTC), "Mon 06:00", datetime(2026, 10, 26, 5, 0, tzinfo=UTC)),
        (BERLIN, datetime(2026, 10, 19, 4, tzinfo=UTC), "monday 6:00", datetime(2026, 10, 26, 5, 0, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_days_when_clocks_jump(zone: ZoneInfo, now: datetime, said: str, due: datetime) -> None:
    assert next_run(now, at(said, zone.key)) == due


@pytest.fixture
def machine_in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    yield
    monkeypatch.setenv("TZ", before) if before else monkeypatch.delenv("TZ")
    clock.tzset()


@given(now=MOMENTS, at_time=TIMES)
@pytest.mark.usefixtures("machine_in_berlin")
def test_without_a_zone_it_is_the_clock_of_this_machine(now: datetime, at_time: time) -> None:
    assert next_run(now, At(at_time, 0)) == next_run(now, At(at_time, 0, BERLIN))


@pytest.mark.parametrize("month", [3, 10])
@pytest.mark.usefixtures("machine_in_berlin")
def test_the_days_when_the_clock_of_this_machine_jumps(month: int) -> None:
    now = datetime(2026, month, 24, 12, tzinfo=UTC)
    for _ in range(7):
        due = next_run(now, at("02:30"))
        assert due == next_run(now, at("02:30", "Europe/Berlin"))
        now = due


@given(MOMENTS, MOMENTS, st.integers(1, 10**6))
def test_a_rhythm_keeps_its_beat_and_nothing_piles_up(start: datetime, now: datetime, period_s: int) -> None:
    period = timedelta(seconds=period_s)
    due = next_run(now, Every(period, start))
    assert due > now
    assert (due - start) % period == timedelta(0)
    assert due - period <= now or due == start


def test_a_run_of_two_hours_in_a_rhythm_of_one_misses_a_beat_and_makes_up_for_none() -> None:
    start = datetime(2026, 1, 5, 6, tzinfo=UTC)
    due = next_run(start + timedelta(minutes=130), every("1h", start))
    assert due == start + timedelta(hours=3)


@pytest.mark.parametrize(("said", "period_s"), [("90s", 90), ("30m", 1800), ("6h", 21600), ("1 d", 86400), ("1W", 604800)])  # fmt: skip
def test_lengths_of_time(said: str, period_s: int) -> None:
    assert every(said, datetime.now(UTC)).period.total_seconds() == period_s


@pytest.mark.parametrize("said", ["", "0h", "6", "h", "-1h", "1y", "6 hours", "1.5h", "9999999w", "٣h"])
def test_what_is_no_length_of_time_is_said(said: str) -> None:
    with pytest.raises(ConfigError, match="no length of time"):
        every(said, datetime.now(UTC))


@pytest.mark.parametrize("said", ["", "6", "25:00", "06:60", "Mo 06:00", "Monday", "Mon 6", "Funday 06:00", "Mon,Tue 06:00"])  # fmt: skip
def test_what_is_no_time_is_said(said: str) -> None:
    with pytest.raises(ConfigError, match="--at"):
        at(said)


@pytest.mark.parametrize("name", ["Berlin", "../../etc/passwd", "Europe", "a\0b"])
def test_a_zone_that_is_not_known_is_said(name: str) -> None:
    with pytest.raises(ConfigError, match="--timezone"):
        at("06:00", name)
