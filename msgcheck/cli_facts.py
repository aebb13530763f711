"""`msgcheck impact` and `msgcheck facts`, for the command line: parse, call one function, print, choose an exit code."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import sys
from pathlib import Path

import click

from msgcheck.cli_options import (
    config_option,
    glossary_option,
    glossary_path,
    output_option,
    tell_unread,
    write,
)


@click.command()
@click.argument("changes_and_paths", metavar="FACT=VALUE... [PATHS]...", nargs=-1, required=True)
@config_option
@glossary_option
@click.option("--when", multiple=True, metavar="SCOPE=NAME", help="Only this scope changes: plan=Team. Also product, region, audience, billing. May be given several times.")  # fmt: skip
@click.option("-f", "--format", "form", type=click.Choice(["terminal", "csv", "markdown", "json"]), default="terminal", show_default=True)  # fmt: skip
@output_option
@click.option("--no-cache", is_flag=True, help="Compute every vector anew.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def impact(
    changes_and_paths: tuple[str, ...],
    config_path: Path | None,
    glossary: Path | None,
    when: tuple[str, ...],
    form: str,
    output: Path | None,
    no_cache: bool,
    quiet: bool,
) -> None:
    """List every sentence that becomes wrong when facts of record change.

    FACT is an id of the glossary. Without a glossary, say what the fact is about: "free trial length=21 days".

        msgcheck impact "trial-length=21 days" --when plan=Team -f csv -o work.csv

    Exit codes: 0 nothing to change; 1 there is work; 3 nothing to change, but something could not be read.
    """
    from datetime import UTC, datetime

    from msgcheck import check as job
    from msgcheck import config as settings
    from msgcheck import impact as planning
    from msgcheck import intake, progress, worklist

    wishes = [text for text in changes_and_paths if "=" in text and not Path(text).exists()]
    paths = [text for text in changes_and_paths if text not in wishes]
    if not wishes:
        raise click.UsageError('no change: say which fact becomes what, "trial-length=21 days"')
    config = settings.require(config_path)
    found = planning.run(
        config,
        wishes,
        job.resolve(config, paths),
        glossary=glossary_path(glossary, config),
        when=when,
        now=datetime.now(UTC),
        cache=not no_cache,
        progress=intake.silent if quiet else progress.bars(sys.stderr),
    )
    write(worklist.FORMS[form](found), output)
    sys.exit(found.exit_code)


@click.group()
def facts() -> None:
    """Facts of record."""


@facts.command()
@click.argument("paths", nargs=-1)
@config_option
@glossary_option
@click.option("-f", "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True)  # fmt: skip
@output_option
@click.option("--no-cache", is_flag=True, help="Compute every vector anew.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def suggest(
    paths: tuple[str, ...],
    config_path: Path | None,
    glossary: Path | None,
    form: str,
    output: Path | None,
    no_cache: bool,
    quiet: bool,
) -> None:
    """Propose facts of record from what is published, with counts and disagreements, as YAML to paste.

    Reads PATHS, or what msgcheck.yaml names. What the glossary has on record already is left out.
    """
    from datetime import UTC, datetime

    from msgcheck import check as job
    from msgcheck import config as settings
    from msgcheck import fact_suggestions as suggestions
    from msgcheck import intake, progress

    config = settings.require(config_path)
    proposals, unread = suggestions.find(
        config,
        job.resolve(config, paths),
        glossary_path(glossary, config),
        now=datetime.now(UTC),
        cache=not no_cache,
        progress=intake.silent if quiet else progress.bars(sys.stderr),
    )
    write((suggestions.as_json if form == "json" else suggestions.as_yaml)(proposals), output)
    tell_unread(unread)
