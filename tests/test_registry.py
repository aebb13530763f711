"""A name in msgcheck.yaml becomes an object, or an error that says what exists."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from msgcheck import registry
from msgcheck.errors import ConfigError
from msgcheck.protocols import Reader, Reporter, Source

DOORS = {"source": (Source, "fetch"), "reader": (Reader, "read"), "reporter": (Reporter, "render")}


@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, names in registry.BUILT_IN.items() for n in names])
def test_every_name_leads_somewhere_and_fits_its_door(kind: str, name: str) -> None:
    found = registry.load(kind, name)
    assert callable(found)
    if kind in DOORS:
        assert callable(getattr(found, DOORS[kind][1]))


def test_an_unknown_name_is_answered_with_the_nearest_and_all_that_exist() -> None:
    with pytest.raises(ConfigError, match="there is no reporter called 'jsn'") as raised:
        registry.make("reporter", "jsn")
    assert raised.value.hint.startswith("did you mean 'json'? known: csv, github, html, json")
    with pytest.raises(ConfigError) as raised:
        registry.make("reporter", "zzz")
    assert raised.value.hint.startswith("known: ")


def test_a_missing_package_is_named_with_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.BUILT_IN["judge"], "far", "package_that_nobody_wrote:Judge")
    with pytest.raises(ConfigError, match="the judge 'far' needs package_that_nobody_wrote") as raised:
        registry.make("judge", "far")
    assert raised.value.hint == "pip install package_that_nobody_wrote"


def test_a_hole_in_our_own_package_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.BUILT_IN["judge"], "own", "msgcheck.nowhere:Judge")
    with pytest.raises(ModuleNotFoundError):
        registry.make("judge", "own")


def test_options_reach_what_is_made() -> None:
    assert registry.make("reporter", "terminal", colour=False)
    with pytest.raises(TypeError):
        registry.make("reporter", "terminal", no_such_option=1)


def test_another_package_may_add_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def points(*, group: str) -> Iterable[Any]:
        own = EntryPoint("shout", "msgcheck.report.json_:JsonReporter", "msgcheck.reporter")
        return [own] if group == "msgcheck.reporter" else []

    monkeypatch.setattr(registry, "entry_points", points)
    assert "shout" in registry.names("reporter")
    assert "shout" not in registry.names("judge")
    assert type(registry.make("reporter", "shout")).__name__ == "JsonReporter"
