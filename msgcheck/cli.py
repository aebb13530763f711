"""The command line is hands: it parses, calls one function, prints, and chooses an exit code.

Results go to stdout, everything else to stderr. Exit codes: 0 clean; 1 findings at or above --fail-on;
2 usage or configuration; 3 clean, but something could not be read; 70 a fault of msgcheck itself.
"""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from msgcheck import __version__
from msgcheck.cli_crawl import crawl
from msgcheck.cli_decisions import accept, decisions_group, dismiss, reopen
from msgcheck.cli_facts import facts as facts_group
from msgcheck.cli_facts import impact
from msgcheck.cli_fix import fix as fix_command
from msgcheck.cli_glossary import glossary as glossary_group
from msgcheck.cli_history import diff, history
from msgcheck.cli_options import (
    form_option,
    glossary_option,
    glossary_path,
    output_option,
    tell_unread,
    today,
    write,
)
from msgcheck.cli_report import deliver, report, report_options
from msgcheck.cli_watch import watch
from msgcheck.errors import MsgcheckError

FAULT = 70  # EX_SOFTWARE of sysexits.h: Python's 1 would read as "findings"


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print a bug with its traceback, then what to do with it, and end with FAULT."""
    traceback.print_exception(kind, error, trace)
    if isinstance(error, Exception):
        click.echo(
            "msgcheck: this is a fault of msgcheck, and says nothing about your copy; report it where you have "
            "msgcheck from, with the lines above and what `msgcheck doctor` prints",
            err=True,
        )
        raise SystemExit(FAULT)


class Group(click.Group):
    """Turns errors that a user can act on into a message and exit code 2; a bug keeps its traceback."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run; a bug goes to `_crashed`, and to nobody who catches it before."""
        sys.excepthook = _crashed
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MsgcheckError as err:
            click.echo(f"msgcheck: {err}", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("msgcheck: interrupted; nothing was written", err=True)
            ctx.exit(130)  # as shells have it: 1 would read as "findings"


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="msgcheck")
def main() -> None:
    """Find claims that contradict each other, and wording that drifts from your glossary."""


@main.command()
@click.argument("paths", nargs=-1)
@click.option("-c", "--config", "config_path", type=click.Path(path_type=Path), help="Settings; the nearest msgcheck.yaml without it.")  # fmt: skip
@glossary_option
@click.option("--against", multiple=True, metavar="PATH", help="What is published already: PATHS are then new material, and only findings that touch them are reported. May be given several times. Without PATHS, this is the new material, against what msgcheck.yaml names.")  # fmt: skip
@click.option("--changed", is_flag=True, help="PATHS are new material, against what msgcheck.yaml names (made for commit hooks).")  # fmt: skip
@report_options
@click.option("--fail-on", type=click.Choice(["error", "warning", "note", "never"]), help="Least severity that makes the exit code 1. Default: error.")  # fmt: skip
@click.option("--channel", "channels", multiple=True, help="Check only assets of this channel. May be given several times.")  # fmt: skip
@click.option(
    "--offline", is_flag=True, help="Ask no site and no mailbox; read what was fetched the last time."
)
@click.option("--no-cache", is_flag=True, help="Work out everything anew, and keep nothing of it.")
@click.option("--no-history", is_flag=True, help="Neither compare with the last run nor remember this one.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary on stderr.")
def check(
    paths: tuple[str, ...],
    config_path: Path | None,
    glossary: Path | None,
    against: tuple[str, ...],
    changed: bool,
    forms: tuple[str, ...],
    outputs: tuple[str, ...],
    fail_on: str | None,
    channels: tuple[str, ...],
    offline: bool,
    no_cache: bool,
    no_history: bool,
    quiet: bool,
) -> None:
    """Check files, folders and sites against each other and the glossary.

    Without PATHS it checks what msgcheck.yaml names, sites and mailboxes too. A new deck against everything
    published:

        msgcheck check new-deck.pptx --against website/ --against emails/ -o report.html

    Exit code: 0 clean, 1 findings at or above --fail-on, 2 cannot start, 3 clean but something could not be read.
    """
    from msgcheck import check as job
    from msgcheck import config as settings
    from msgcheck import intake, progress, remember
    from msgcheck import outputs as reports

    planned = reports.plan(forms, outputs)  # before the long work: a wrong name costs nothing
    config = settings.require(config_path)
    if changed and not paths:
        raise click.UsageError("--changed: name the files that changed")
    if changed:
        against = (*against, *job.resolve(config, ()))
    elif against and not paths:
        paths, against = against, tuple(job.resolve(config, ()))
    finished = job.run(
        config,
        job.resolve(config, paths),
        against=against,
        glossary=glossary_path(glossary, config),
        only_channels=channels,
        offline=offline,
        cache=not no_cache,
        progress=intake.silent if quiet else progress.bars(sys.stderr),
    )
    if not no_history:
        finished = remember.remember(finished, config, project=remember.project_of(config, paths, channels))
    deliver(finished, planned, quiet=quiet)
    if not quiet:
        click.echo(job.summary(finished), err=True)
    sys.exit(job.exit_code(finished, fail_on or config.fail_on))


@main.command()
@click.argument("pairs", type=click.File("r", encoding="utf-8"))
@click.option("-c", "--config", "config_path", type=click.Path(path_type=Path), help="Settings; the nearest msgcheck.yaml without it.")  # fmt: skip
@glossary_option
@output_option
def judge(pairs: Any, config_path: Path | None, glossary: Path | None, output: Path | None) -> None:
    """Judge pairs of copy: JSON lines {"id", "a", "b"} in, a verdict for each out, in the same order."""
    from msgcheck import config as settings
    from msgcheck import lines

    config = settings.require(config_path)
    rows = lines.read(pairs, pairs.name, required=("id", "a", "b"))
    write(lines.written(lines.judge(rows, config, glossary_path(glossary, config))), output)


@main.command()
@click.argument("texts", type=click.File("r", encoding="utf-8"))
@glossary_option
@output_option
def terms(texts: Any, glossary: Path | None, output: Path | None) -> None:
    """Find glossary terms in texts: JSON lines {"id", "text"} in, the occurrences of each out."""
    from msgcheck import config as settings
    from msgcheck import lines

    config = settings.require(None)
    path = glossary_path(glossary, config)
    if path is None:
        raise click.UsageError("no glossary: name one with --glossary FILE")
    rows = lines.read(texts, texts.name, required=("id", "text"))
    write(lines.written(lines.terms(rows, config, path, today=today())), output)


@main.command()
@click.argument("path")
@form_option
@output_option
def read(path: str, form: str, output: Path | None) -> None:
    """Show a file (or each file of a folder) as msgcheck reads it."""
    from msgcheck import config as settings
    from msgcheck import intake, reading

    config = settings.require(None)
    documents, unread = intake.documents(config, [path])
    write((reading.as_json if form == "json" else reading.as_text)(documents), output)
    tell_unread(unread)


@main.command()
@click.argument("path")
@form_option
@glossary_option
@output_option
def claims(path: str, form: str, glossary: Path | None, output: Path | None) -> None:
    """Show the claims of a file or folder: quantities, scope, speaker, time, polarity, modality, subject."""
    from msgcheck import config as settings
    from msgcheck import intake, reading

    config = settings.require(None)
    documents, unread = intake.documents(config, [path])
    shown = reading.claims_as_json if form == "json" else reading.claims_as_text
    write(shown(documents, glossary_path(glossary, config)), output)
    tell_unread(unread)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a code (MC102): what it finds, why it matters, an example, how to quiet it."""
    from msgcheck import rules

    click.echo(rules.page(code) if code else rules.index(), nl=False)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def init(folder: Path, force: bool) -> None:
    """Write a commented msgcheck.yaml and glossary.yaml from what is found in FOLDER."""
    from msgcheck import start

    for line in start.write(folder, force=force):
        click.echo(line)


@main.command()
def doctor() -> None:
    """Show versions, models and their sha256, CPU features, Chromium, and what is missing."""
    from msgcheck import health

    text, healthy = health.examine()
    click.echo(text, nl=False)
    sys.exit(0 if healthy else 2)


main.add_command(glossary_group)
main.add_command(fix_command)
main.add_command(impact)
main.add_command(facts_group)
main.add_command(report)
main.add_command(history)
main.add_command(diff)
main.add_command(watch)
main.add_command(crawl)
for command in (accept, dismiss, reopen, decisions_group):
    main.add_command(command)

if __name__ == "__main__":
    main()
