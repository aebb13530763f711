"""`msgcheck glossary`: what keeps a glossary.yaml in good health."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgcheck.cli_options import (
    config_option,
    form_option,
    glossary_option,
    glossary_path,
    output_option,
    tell_unread,
    today,
    write,
)

if TYPE_CHECKING:
    from msgcheck.config import Config

EXCHANGED = [
    "csv",
    "tbx",
    "tbx-v2",
    "textlint",
    "vale",
]  # as in terminology.exchange, which takes long to import


@click.group()
def glossary() -> None:
    """Lint, test and explain the glossary."""


@glossary.command()
@click.argument("text")
@config_option
@glossary_option
@click.option("--channel", default="", help="As if the text stood in an asset of this channel.")
@click.option("--language", default="", help='As if the text were in this language: "en", "en-GB".')
@form_option
def explain(
    text: str, config_path: Path | None, glossary: Path | None, channel: str, language: str, form: str
) -> None:
    """Say which entry matched each word of TEXT and why, and which nearly did and were left alone.

    msgcheck glossary explain "Send us an e-mail." --channel website
    """
    from msgcheck import config as settings
    from msgcheck import glossary_care

    config = settings.require(config_path)
    path = required(glossary, config)
    answer = glossary_care.explain(text, config, path, today=today(), channel=channel, language=language)
    write((glossary_care.explain_json if form == "json" else glossary_care.explain_text)(answer), None)


@glossary.command()
@click.argument("glossary", type=click.Path(path_type=Path), required=False)
@config_option
@click.option("--copy", multiple=True, metavar="PATH", help="Also name the entries that occur nowhere in these files and folders. May be given several times.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["error", "warning", "note", "never"]), default="warning", show_default=True, help="Least severity that makes the exit code 1.")  # fmt: skip
@form_option
def lint(
    glossary: Path | None, config_path: Path | None, copy: tuple[str, ...], fail_on: str, form: str
) -> None:
    """Find duplicates, clashes, circles, entries that can never match, and examples that fail.

    Looks at GLOSSARY, or at the one that msgcheck.yaml names.
    """
    from msgcheck import config as settings
    from msgcheck import glossary_care

    config = settings.require(config_path)
    linted = glossary_care.lint(required(glossary, config), config, copy=copy, today=today())
    write((glossary_care.lint_json if form == "json" else glossary_care.lint_text)(linted), None)
    if linted.fails(fail_on):
        sys.exit(1)
    tell_unread(linted.skipped)


@glossary.command()
@click.argument("glossary", type=click.Path(path_type=Path), required=False)
@config_option
@form_option
def test(glossary: Path | None, config_path: Path | None, form: str) -> None:
    """Run the examples of the terms: good ones must find nothing of their term, bad ones something.

    Looks at GLOSSARY, or at the one that msgcheck.yaml names.
    """
    from msgcheck import config as settings
    from msgcheck import glossary_care

    config = settings.require(config_path)
    tested = glossary_care.test(required(glossary, config), config, today=today())
    write((glossary_care.test_json if form == "json" else glossary_care.test_text)(tested), None)
    sys.exit(1 if tested.failed else 0)


def required(given: Path | None, config: Config) -> Path:
    """Return the glossary to use. Raises UsageError without one."""
    path = glossary_path(given, config)
    if path is None:
        raise click.UsageError("no glossary: name one with --glossary FILE")
    return path


@glossary.command()
@click.argument("paths", nargs=-1)
@config_option
@glossary_option
@click.option(
    "-f", "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True
)
@output_option
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def suggest(
    paths: tuple[str, ...],
    config_path: Path | None,
    glossary: Path | None,
    form: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Propose terms, spellings and forms found in the copy, as YAML to paste.

    Reads PATHS, or what msgcheck.yaml names. Without a glossary it proposes a first one.
    """
    from msgcheck import check, intake, progress, suggestions
    from msgcheck import config as settings

    config = settings.require(config_path)
    bars = intake.silent if quiet else progress.bars(sys.stderr)
    proposals, unread = suggestions.find(
        config, check.resolve(config, paths), glossary_path(glossary, config), bars
    )
    write((suggestions.as_json if form == "json" else suggestions.as_yaml)(proposals), output)
    tell_unread(unread)


@glossary.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-f", "--format", "form", type=click.Choice(EXCHANGED), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Glossary to merge into, or a new file; stdout without it.")  # fmt: skip
def import_(source: Path, form: str, output: Path | None) -> None:
    """Take terms from another tool: a file, or a folder of Vale styles and vocabularies.

    What the glossary says already stays as it is. What could not be carried is named on stderr.
    """
    from msgcheck.terminology import exchange

    text, lost = exchange.imported(source, form, into=output)
    write(text, output)
    _tell_lost(lost)


@glossary.command()
@click.argument("glossary", type=click.Path(path_type=Path), required=False)
@config_option
@click.option("-f", "--format", "form", type=click.Choice(EXCHANGED), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write; a folder for Vale. textlint: a list of terms, or a configuration where it is called .textlintrc.json.")  # fmt: skip
def export(glossary: Path | None, config_path: Path | None, form: str, output: Path) -> None:
    """Write the terms for another tool.

    Takes GLOSSARY, or the one that msgcheck.yaml names. What could not be carried is named on stderr.
    """
    from msgcheck import config as settings
    from msgcheck.glossary import load_glossary
    from msgcheck.terminology import exchange

    path = required(glossary, settings.require(config_path))
    files, lost = exchange.exported(load_glossary(path), form, output, today=today())
    for file, text in files.items():
        write(text, file)
    _tell_lost(lost)


def _tell_lost(lost: list[str]) -> None:
    for line in lost:
        click.echo(f"not carried: {line}", err=True)
