"""msgcheck.yaml: found, checked at the door, and read relative to its own folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from msgcheck import channels, config
from msgcheck.errors import ConfigError
from msgcheck.model import Resource

EVERYTHING = """version: 1
company: Wrenly
paths: [website, emails]
exclude: ["drafts/"]
glossary: words/glossary.yaml
channels:
- {glob: "website/blog/**", channel: blog, team: marketing}
- {glob: "*.eml", channel: email}
models: {encoder: all-MiniLM-L6-v2, pipeline: msgcheck-en}
pairs: {top: 12, least_similarity: 0.3}
alarms: {value: 0.8, fold: 0.6}
limits: {file_mb: 2.5}
fail_on: warning
cache: .cache/vectors.sqlite
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "msgcheck.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_is_read(tmp_path: Path) -> None:
    said = config.load(written(tmp_path, EVERYTHING))
    assert (said.company, said.paths, said.exclude) == ("Wrenly", ("website", "emails"), ("drafts/",))
    assert (said.pairs.top, said.pairs.least_similarity) == (12, 0.3)
    assert (said.alarms.value, said.alarms.fold) == (0.8, 0.6)
    assert (said.limits.file_mb, said.fail_on, said.cache) == (2.5, "warning", ".cache/vectors.sqlite")
    assert [rule.channel for rule in said.channels] == ["blog", "email"]


def test_an_empty_file_is_the_defaults_and_they_are_valid(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, "")).model_dump() == config.Config().model_dump()


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    said = config.load(written(tmp_path, EVERYTHING))
    assert said.root == tmp_path
    assert said.beside(said.glossary) == tmp_path / "words" / "glossary.yaml"
    assert said.beside("/elsewhere/g.yaml") == Path("/elsewhere/g.yaml")


def test_a_finished_configuration_does_not_change() -> None:
    with pytest.raises(ValidationError):
        config.Config().fail_on = "never"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("comapny: Wrenly\n", ["msgcheck.yaml:1: comapny", "'company'"]),
        ("company: Wrenly\npairs:\n  top: 0\n", ["msgcheck.yaml:3: pairs.top"]),
        ("pairs: {top: many}\n", ["msgcheck.yaml:1: pairs.top", "whole number"]),
        ("alarms:\n  value: 70\n", ["msgcheck.yaml:2: alarms.value"]),
        ("\n\nfail_on: always\n", ["msgcheck.yaml:3: fail_on"]),
        ("paths: website\n", ["msgcheck.yaml:1: paths", "list"]),
        ("channels:\n- {channel: blog}\n", ["msgcheck.yaml:2: channels[0].glob", "missing"]),
        ("company: [\n", ["msgcheck.yaml:"]),
        ("- a list\n", ["msgcheck.yaml:"]),
    ],
)
def test_a_broken_file_names_line_key_and_the_likely_word(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(ConfigError) as raised:
        config.load(written(tmp_path, text))
    for words in said:
        assert words in str(raised.value)


def test_the_nearest_file_above_governs(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert config.find(deep) is None
    outer = written(tmp_path, "")
    assert config.find(deep) == outer
    inner = written(tmp_path / "a", "")
    assert config.find(deep) == inner


def test_without_a_file_the_defaults_hold_and_a_named_one_must_be_there(tmp_path: Path) -> None:
    assert config.require(None) == config.Config()
    with pytest.raises(ConfigError, match=r"other\.yaml: no such file") as raised:
        config.require(tmp_path / "other.yaml")
    assert "msgcheck init" in raised.value.hint


# ---------------------------------------------------------------- sites and mailboxes


def test_every_site_and_mailbox_has_a_folder_of_its_own(tmp_path: Path) -> None:
    said = config.load(
        written(
            tmp_path,
            """web:
- urls: ["https://example.com/de/"]
- urls: ["https://Example.com/en/"]
- urls: ["https://other.example:8080/"]
- {urls: ["https://example.com/"], name: all}
imap:
- {host: h, user: u, folders: [Sales]}
- {host: h, user: u, folders: [Support]}
- {host: h, user: v}
""",
        )
    )
    entries: list[config.Web | config.Mailbox] = [*said.web, *said.imap]
    folders = [said.kept_in(entry) for entry in entries]
    assert len({str(folder).lower() for folder in folders}) == len(folders)
    assert {folder.parent for folder in folders} == {tmp_path / ".msgcheck" / "fetched"}
    assert [folders[at].name for at in (2, 3, 6)] == ["other.example-8080", "all", "v@h"]
    stranger = config.Web(urls=("https://other.example:8080/help",))  # named on the command line alone
    assert said.kept_in(stranger) not in folders


@pytest.mark.parametrize(
    "text",
    [
        'web:\n- {urls: ["https://a.example/"], name: Site}\n- {urls: ["https://b.example/"], name: site}\n',
        'web:\n- {urls: ["https://a.example/"], team: x}\n- {urls: ["https://a.example/"], team: y}\n',
        "imap:\n- {host: h, user: u, team: x}\n- {host: h, user: u, team: y}\n",
    ],
)
def test_two_entries_in_one_folder_are_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"msgcheck\.yaml:\d: (web|imap).*`name` of its own"):
        config.load(written(tmp_path, text))


def test_a_site_and_a_mailbox_do_not_share_a_folder(tmp_path: Path) -> None:
    text = 'web:\n- {urls: ["https://a.example/"], name: x}\nimap:\n- {host: h, user: u, name: x}\n'
    with pytest.raises(ConfigError, match=r"msgcheck\.yaml:\d: imap"):
        config.load(written(tmp_path, text))


# ---------------------------------------------------------------- channels


@pytest.mark.parametrize(
    ("uri", "channel"),
    [
        ("website/blog/launch.html", "blog"),
        ("site/website/blog/2026/launch.html", "blog"),
        ("mails/renewal.eml", "email"),
        ("decks/sales.pptx", "deck"),
        ("emails/welcome.html", "email"),
        ("website/pricing.html", "website"),
        ("ads/google.csv", "ads"),
        ("social/posts.md", "social"),
        ("one-pager.pdf", "document"),
        ("notes.txt", "other"),
    ],
)
def test_the_first_rule_that_fits_decides_and_without_one_the_path_tells(uri: str, channel: str) -> None:
    rules = [
        config.Channel(glob="website/blog/**", channel="blog", team="marketing"),
        config.Channel(glob="*.eml", channel="email"),
        config.Channel(glob="website/blog/**", channel="never reached"),
    ]
    assert channels.assign(Resource(uri=uri, data=b""), rules).channel == channel


def test_a_source_that_knows_its_channel_is_believed() -> None:
    given = Resource(uri="decks/sales.pptx", data=b"", channel="webinar")
    assert channels.assign(given, ()) == given
