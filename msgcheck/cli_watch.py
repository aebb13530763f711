"""`msgcheck watch`: what is new since the last run, once or in a rhythm."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgcheck.cli_options import config_option, glossary_option, glossary_path
from msgcheck.cli_report import report_files

if TYPE_CHECKING:
    from msgcheck.rhythm import At, Every
    from msgcheck.watch import Job, Outcome

FAIL_ON = ["new-error", "new-warning", "new-note", "error", "warning", "note", "never"]


@click.command()
@config_option
@glossary_option
@report_files
@click.option("--every", metavar="TIME", help="Stay, and run now and every 30m, 6h, 1d or 1w from now.")
@click.option("--at", metavar="TIME", help='Stay, and run at "06:00" each day or "Mon 06:00" each week.')
@click.option(
    "--timezone", default="", metavar="NAME", help="Of --at: Europe/Berlin. This machine's without it."
)
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="new-error", show_default=True, help="Least severity that makes the exit code 1; with new- only what the run before did not find.")  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Work out everything anew, and keep nothing of it.")
@click.option(
    "-q", "--quiet", is_flag=True, help="No progress, and no word about a run that found nothing new."
)
def watch(
    config_path: Path | None,
    glossary: Path | None,
    forms: tuple[str, ...],
    outputs: tuple[str, ...],
    every: str | None,
    at: str | None,
    timezone: str,
    fail_on: str,
    no_cache: bool,
    quiet: bool,
) -> None:
    """Check what msgcheck.yaml names, remember it, and tell what is new.

    Made for cron, a systemd timer or a CI schedule; with --every or --at it stays and runs by itself. Whom it
    tells (mail, webhook, Markdown file) stands in msgcheck.yaml under `notify`. Without --output no report is
    written.

        msgcheck watch -o report.html

        msgcheck watch --at "Mon 06:00" -o report.html

    Exit code: 0 nothing at or above --fail-on, 1 something, 2 cannot start, 3 something was not read or not told.
    """
    from msgcheck import config as settings
    from msgcheck import intake, progress, telling
    from msgcheck import outputs as reports
    from msgcheck import watch as job

    schedule = _schedule(every, at, timezone)
    if "-" in outputs:
        raise click.UsageError("--output -: stdout holds the summary; name a file")
    planned = reports.plan(forms, outputs) if forms or outputs else ()

    def load() -> Job:
        config = settings.require(config_path)
        return job.Job(
            config,
            glossary_path(glossary, config),
            planned,
            telling.channels(config, os.environ),
            fail_on,
            cache=not no_cache,
            progress=intake.silent if quiet else progress.bars(sys.stderr),
        )

    def coming(due: datetime) -> None:
        if not quiet:
            click.echo(f"next run: {due.astimezone():%a %Y-%m-%d %H:%M:%S %Z}", err=True)

    def done(outcome: Outcome, due: datetime) -> None:
        _tell(outcome, quiet)
        coming(due)

    first = load()  # a mistake in msgcheck.yaml, or a secret that is missing, ends here and nothing has begun
    with job.alone(first.config.root):
        try:
            with job.Stops() as stops:
                if schedule:
                    job.stay(first, load, schedule, stops, done=done, planned=coming)
                outcome = job.once(first, stops)
        except job.Stopped as stopped:
            click.echo("msgcheck: stopped; all that earlier runs found is kept", err=True)
            # To end it is how a watch that stays is ended; one run that was cut short is not a clean one.
            sys.exit(0 if schedule else 128 + stopped.number)
    _tell(outcome, quiet)
    sys.exit(outcome.code)


def _schedule(every: str | None, at: str | None, timezone: str) -> Every | At | None:
    from msgcheck import rhythm

    if every and at:
        raise click.UsageError("--every and --at: one of them")
    if timezone and not at:
        raise click.UsageError("--timezone is for --at")
    if every:
        return rhythm.every(every, datetime.now(UTC))
    return rhythm.at(at, timezone) if at else None


def _tell(outcome: Outcome, quiet: bool) -> None:
    for problem in outcome.problems:
        click.echo(f"msgcheck: {problem}", err=True)
    if outcome.summary and not (quiet and outcome.quiet):
        click.echo(outcome.summary)
        for said in outcome.decisions:
            click.echo(said, err=True)
