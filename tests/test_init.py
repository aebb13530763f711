"""`msgcheck init`: both files are valid as written and with every suggestion switched on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from msgcheck import start
from msgcheck.channels import assign
from msgcheck.cli import main
from msgcheck.config import load as load_config
from msgcheck.errors import ConfigError
from msgcheck.glossary import Glossary, load_glossary
from msgcheck.model import Resource
from msgcheck.start import write

PRICING = """<!doctype html><html lang="en"><head><title>Pricing | Wrenly</title></head><body>
<h1>Pricing</h1><p>Every plan of Wrenly starts with a free trial of 14 days.</p>
<table><tr><th></th><th>Solo</th><th>Crew</th></tr>
<tr><th>Price per month</th><td>$9</td><td>$29</td></tr><tr><th>Setup</th><td>$0</td><td>$50</td></tr></table>
<p>The Crew plan has an email inbox for each crew.</p></body></html>"""
HOME = """<!doctype html><html lang="en"><head><title>Rosters without tears | Wrenly</title></head><body>
<p>Plan a week with Wrenly Rota in ten minutes. The free trial lasts 14 days.</p>
<p>Answer by email, and Wrenly sorts your email.</p></body></html>"""
COMPARE = """<!doctype html><html lang="en"><head><title>Wrenly vs. Shiftbee | Wrenly</title></head><body>
<p>People who come from Shiftbee tell us that Wrenly Rota is calmer. With Shiftbee you pay per shift.</p>
</body></html>"""
MAIL = """Hi {{first_name}},

your free trial of Wrenly lasts two weeks. Start with Wrenly Rota and write us an e-mail when you are stuck.
"""
OLD_MAIL = "Hi,\n\nyour free trial of Wrenly lasts 30 days. The Solo plan is enough to begin with.\n"


def company(folder: Path) -> Path:
    """A small site with mails, in a repository."""
    files = {
        "website/pricing.html": PRICING,
        "website/index.html": HOME,
        "website/compare-shiftbee.html": COMPARE,
        "website/style.css": "p { color: red }",
        "emails/welcome.txt": MAIL,
        "emails/old.txt": OLD_MAIL,
        "README.md": "# The website of Wrenly\n\nRun it with npm start.\n",
        "tests/page.html": "<p>Some words of a test that is no copy.</p>",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def switched_on(path: Path) -> Path:
    """The file with all of its suggestions on: a `#` that is followed by no space, or by two, goes."""
    path.write_text(re.sub(r"^#(?=\S|  )", "", path.read_text(), flags=re.MULTILINE))
    return path


def test_the_settings_name_what_holds_copy_and_leave_the_rest_out(tmp_path: Path) -> None:
    write(company(tmp_path), force=False)
    config = load_config(tmp_path / "msgcheck.yaml")
    assert config.company == "Wrenly"
    assert config.paths == ("emails", "website")
    assert config.exclude == ("README.md", "tests/", "*.css", "glossary.yaml")
    assert config.glossary == "glossary.yaml"
    mail = assign(Resource("emails/welcome.txt", b""), config.channels)
    page = assign(Resource("website/pricing.html", b""), config.channels)
    assert (mail.channel, page.channel, page.team) == ("email", "website", "marketing")


def test_the_glossary_holds_what_was_found_as_suggestions(tmp_path: Path) -> None:
    write(company(tmp_path), force=False)
    text = (tmp_path / "glossary.yaml").read_text()
    assert "#  value: 14 days   # 3 places say so, 1 says 30 days" in text
    as_written = load_glossary(tmp_path / "glossary.yaml")
    assert (as_written.facts, as_written.terms) == ((), ())
    assert as_written.subjects.self_names == ("Wrenly",)
    assert {plan.names[0] for plan in as_written.subjects.plans} == {"Solo", "Crew"}
    everything = load_glossary(switched_on(tmp_path / "glossary.yaml"))
    assert everything.replace == {"e-mail": "email"}
    assert [product.names for product in everything.subjects.products] == [("Wrenly Rota",)]
    assert [rival.names for rival in everything.subjects.competitors] == [("Shiftbee",)]
    assert [(fact.id, fact.value) for fact in everything.facts] == [("free-trial", "14 days")]


def test_both_files_are_valid_with_every_suggestion_on_in_an_empty_folder(tmp_path: Path) -> None:
    write(tmp_path, force=False)
    assert load_config(tmp_path / "msgcheck.yaml").paths == (".",)
    load_glossary(tmp_path / "glossary.yaml")
    load_config(switched_on(tmp_path / "msgcheck.yaml"))
    assert load_glossary(switched_on(tmp_path / "glossary.yaml")).facts[0].id == "free-trial"


def test_the_settings_are_valid_with_every_suggestion_on(tmp_path: Path) -> None:
    write(company(tmp_path), force=False)
    (tmp_path / "notes.txt").write_text("A note that belongs to no channel that we could guess.")
    write(tmp_path, force=True)
    config = load_config(switched_on(tmp_path / "msgcheck.yaml"))
    assert config.alarms.statement == 0.7
    assert [rule.channel for rule in config.channels if rule.glob == "notes.txt"] == ["website"]


def test_files_that_are_there_are_kept(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("version: 1  # mine\n")
    with pytest.raises(ConfigError) as caught:
        write(tmp_path, force=False)
    assert "glossary.yaml: there already" in caught.value.message
    assert "--force" in caught.value.hint
    assert (tmp_path / "glossary.yaml").read_text() == "version: 1  # mine\n"
    assert not (tmp_path / "msgcheck.yaml").exists()
    write(tmp_path, force=True)
    assert "# mine" not in (tmp_path / "glossary.yaml").read_text()


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        write(tmp_path / "nowhere", force=False)


def test_a_damaged_file_is_told_and_not_excluded(tmp_path: Path) -> None:
    company(tmp_path)
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks/autumn.pptx").write_bytes(b"PK\x03\x04 cut off")
    lines = write(tmp_path, force=False)
    assert any(line.startswith("not read: decks/autumn.pptx: the file is damaged") for line in lines)
    assert "pptx" not in (tmp_path / "msgcheck.yaml").read_text()


def test_the_command_says_what_it_wrote_and_what_is_next(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["init", str(company(tmp_path))])
    assert done.exit_code == 0, done.output
    assert f"wrote {tmp_path / 'msgcheck.yaml'}" in done.stdout
    assert "next:" in done.stdout
    again = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert again.exit_code == 2
    assert "hint: `msgcheck init --force`" in again.stderr


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff"), min_size=1
    )
)
def test_any_words_survive_the_way_into_the_glossary(words: str) -> None:
    wanted = " ".join(words.split())
    if not wanted or not any(c.isalnum() for c in wanted):
        return
    assert _read_back(start._scalar(wanted)) == wanted


def _read_back(scalar: str) -> str:
    import yaml

    loaded = yaml.load(f"meta:\n  name: {scalar}\n", Loader=yaml.BaseLoader)
    return Glossary.model_validate(loaded).meta.name
