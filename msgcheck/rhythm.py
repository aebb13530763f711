"""When the next run is due: every six hours from the start, or at a time of the local clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgcheck.errors import ConfigError

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LONGEST_S = 366 * 86_400  # a rhythm of more than a year is a typing mistake, and strains the calendar
_EVERY = re.compile(r"(\d{1,9})\s*([smhdw])", re.ASCII)
_AT = re.compile(r"(?:(\w{3,9})\s+)?(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Every:
    """A fixed rhythm, counted from `start` (aware)."""

    period: timedelta
    start: datetime


@dataclass(frozen=True, slots=True)
class At:
    """A time of the local clock, each day or on one day of the week.

    weekday: 0 is Monday, None every day; zone: None is the zone of this machine.
    """

    time: time
    weekday: int | None = None
    zone: ZoneInfo | None = None


def next_run(now: datetime, schedule: Every | At) -> datetime:
    """Return the first moment after `now` at which a run is due, in UTC.

    What was missed while a run took long, or while the machine slept, is not made up for. Where the clock skips
    the hour (spring) a run is due as many hours after midnight as on other days; where it repeats the hour
    (autumn), the first time only.
    """
    now = now.astimezone(UTC)
    if isinstance(schedule, Every):
        passed = (now - schedule.start) // schedule.period  # whole periods
        return schedule.start.astimezone(UTC) + max(passed + 1, 0) * schedule.period
    first = now.astimezone(schedule.zone).date() - timedelta(days=1)
    for day in (first + timedelta(days=n) for n in range(10)):
        if schedule.weekday is not None and day.weekday() != schedule.weekday:
            continue
        # Not astimezone: without a zone it takes the offset from behind the jump of the clock for an hour before it.
        due = datetime.fromtimestamp(datetime.combine(day, schedule.time, schedule.zone).timestamp(), UTC)
        if due > now:
            return due
    raise AssertionError("every day of the week comes within ten days")


def every(text: str, start: datetime) -> Every:
    """Return the schedule of "6h", "30m" or "1d". Raises ConfigError."""
    found = _EVERY.fullmatch(text.strip().lower())
    period_s = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < period_s <= _LONGEST_S:
        raise ConfigError(f"--every {text}: is no length of time", "say 30m, 6h, 1d or 1w")
    return Every(timedelta(seconds=period_s), start)


def at(text: str, zone: str = "") -> At:
    """Return the schedule of "06:00" or "Mon 06:00". zone: "Europe/Berlin"; that of this machine without it.

    Raises ConfigError.
    """
    found = _AT.fullmatch(text.strip().lower())
    hint = 'say 06:00 for every day, or "Mon 06:00"'
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        raise ConfigError(f"--at {text}: is no time of day", hint)
    weekday = next((n for n, day in enumerate(DAYS) if found[1] and day.startswith(found[1])), None)
    if found[1] and weekday is None:
        raise ConfigError(f"--at {text}: there is no day called {found[1]!r}", hint)
    return At(time(int(found[2]), int(found[3])), weekday, _zone(zone))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as err:  # unknown; a path out of the database; a folder of it
        raise ConfigError(
            f"--timezone {name}: is not known here", "say it as in Europe/Berlin or America/New_York"
        ) from err
