"""`msgcheck fix`, for the command line: parse, call one function, print, choose an exit code."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from msgcheck.cli_options import config_option, glossary_option, glossary_path, today

CODES = ["MC201", "MC202", "MC203"]  # drift (MC204) is a question to people


@click.command()
@click.argument("paths", nargs=-1)
@config_option
@glossary_option
@click.option("--write", is_flag=True, help="Change the files. Without it, only show what would change.")
@click.option("--no-backup", is_flag=True, help="Keep no FILE.bak of what is changed.")
@click.option("--code", "codes", multiple=True, type=click.Choice(CODES), help="Only findings of this code. May be given several times.")  # fmt: skip
@click.option("--term", "terms", multiple=True, metavar="ID", help="Only this term of the glossary. May be given several times.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary, and not what was left.")
def fix(
    paths: tuple[str, ...],
    config_path: Path | None,
    glossary: Path | None,
    write: bool,
    no_backup: bool,
    codes: tuple[str, ...],
    terms: tuple[str, ...],
    quiet: bool,
) -> None:
    """Replace wrong words by those of the glossary, where that is safe.

    Shows what would change, and changes it with --write. Exit codes: 0 nothing to fix, or all is written; 1 there
    are fixes that were shown and not written; 3 something could not be read or written.
    """
    from msgcheck import check as job
    from msgcheck import config as settings
    from msgcheck import fix as fixing
    from msgcheck import intake, progress

    config = settings.require(config_path)
    path = glossary_path(glossary, config)
    if path is None:
        raise click.UsageError("no glossary: name one with --glossary FILE")
    outcome = fixing.run(
        config,
        job.resolve(config, paths),
        glossary=path,
        today=today(),
        codes=codes,
        terms=terms,
        write=write,
        backup=not no_backup,
        progress=intake.silent if quiet else progress.bars(sys.stderr),
    )
    click.echo(fixing.shown(outcome), nl=False)
    if not quiet:
        for line in fixing.told(outcome, write=write):
            click.echo(line, err=True)
    sys.exit(outcome.exit_code)
