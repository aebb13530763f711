"""`msgcheck accept`, `dismiss`, `reopen` and `decisions`: parse, call one function, print."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msgcheck.cli_options import config_option, form_option, today

if TYPE_CHECKING:
    from msgcheck.memory import Choice
    from msgcheck.run import Run

F = TypeVar("F", bound=Callable[..., Any])


def _run_option(command: F) -> F:
    return click.option("--run", "stored", metavar="RUN.json", type=click.Path(path_type=Path), help="A run that `msgcheck check -o run.json` wrote.")(command)  # fmt: skip


def _project_option(command: F) -> F:
    return click.option("--project", default="", help="Name of what was checked, where several are remembered.")(command)  # fmt: skip


def _decision_options(command: F) -> F:
    """Add what a decision says."""
    until = click.option("--until", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which it holds; it reopens the day after.")  # fmt: skip
    owner = click.option("--owner", default="", help="Who answers for it.")
    reason = click.option("--reason", required=True, help="Why, for whoever reviews it.")
    return config_option(_project_option(_run_option(reason(owner(until(command))))))


@click.command()
@click.argument("findings", metavar="FINDING...", nargs=-1, required=True)
@click.option("--wont-fix", is_flag=True, help="True, and not worth the work.")
@_decision_options
def accept(findings: tuple[str, ...], wont_fix: bool, **said: Any) -> None:
    """Let findings be: they are true, and that is all right.

    FINDING is an id as reports show it, or its first digits (four at least). The decision goes into
    msgcheck-decisions.yaml, to be reviewed like any change; it holds until the words change.

        msgcheck accept 3f9c --reason "price of last year, kept for the archive" --until 2026-12-31
    """
    from msgcheck.memory import Choice

    _decide(findings, Choice.WONT_FIX if wont_fix else Choice.ACCEPT, **said)


@click.command()
@click.argument("findings", metavar="FINDING...", nargs=-1, required=True)
@_decision_options
def dismiss(findings: tuple[str, ...], **said: Any) -> None:
    """Say that findings are wrong: nothing contradicts, or the word is right here."""
    from msgcheck.memory import Choice

    _decide(findings, Choice.FALSE_POSITIVE, **said)


def _decide(
    findings: tuple[str, ...],
    choice: Choice,
    *,
    reason: str,
    owner: str,
    until: datetime | None,
    stored: Path | None,
    project: str,
    config_path: Path | None,
) -> None:
    from msgcheck import config as settings
    from msgcheck import decisions

    last = until.date() if until else None
    if not reason.strip():
        raise click.UsageError("--reason is empty: say why, for whoever reviews it")
    if last and last < today():
        raise click.UsageError(f"--until {last} lies behind us")
    config = settings.require(config_path)
    if stored:
        run = _run(stored)
        known = {f.id: f for f in (*run.findings, *run.folded, *(one.finding for one in run.decided))}
    else:
        known = decisions.remembered(config, findings, project)
    among = str(stored or "the last run of this project")
    ids = dict.fromkeys(decisions.pick(one, known, among=among) for one in findings)
    put = [
        decisions.about(known[id_], choice, reason.strip(), today=today(), owner=owner.strip(), until=last)
        for id_ in ids
    ]
    path = config.beside(config.decisions)
    decisions.save(path, put=put)
    for decision in put:
        click.echo(f"{path}: {choice.value} {decision.id} {decision.code} {decision.about}".rstrip())


@click.command()
@click.argument("findings", metavar="FINDING...", nargs=-1, required=True)
@config_option
def reopen(findings: tuple[str, ...], config_path: Path | None) -> None:
    """Take decisions back: the next check shows these findings again."""
    from msgcheck import config as settings
    from msgcheck import decisions

    config = settings.require(config_path)
    path = config.beside(config.decisions)
    known = {decision.id: decision for decision in decisions.of(config)}
    ids = dict.fromkeys(
        decisions.pick(one, known, among=str(path), listed="`msgcheck decisions` lists them")
        for one in findings
    )
    decisions.save(path, remove=set(ids))
    for id_ in ids:
        click.echo(f"{path}: reopened {id_} {known[id_].code} {known[id_].about}".rstrip())


@click.group("decisions", invoke_without_command=True)
@form_option
@_run_option
@_project_option
@config_option
@click.pass_context
def decisions_group(
    ctx: click.Context, form: str, stored: Path | None, project: str, config_path: Path | None
) -> None:
    """List what was decided: in force, until when, and what settled nothing in the last run, or in --run."""
    if ctx.invoked_subcommand:
        return
    from msgcheck import config as settings
    from msgcheck import decisions, remember, settle

    config = settings.require(config_path)
    made = decisions.of(config)
    if stored:
        loose = _run(stored).loose
    elif project or remember.has_run(config):
        loose = decisions.loose(config, made, today(), project)
    else:
        loose = ()
        if made:
            click.echo("no run of this project is remembered: what settles nothing is not known", err=True)
    listed = settle.states(made, loose, today())
    click.echo((decisions.as_json if form == "json" else decisions.as_text)(listed), nl=False)


@decisions_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
def import_(file: Path, config_path: Path | None) -> None:
    """Take in the decisions that somebody exported from a report; where both decide, the newer one counts."""
    from msgcheck import config as settings
    from msgcheck import decisions
    from msgcheck.errors import ConfigError

    config = settings.require(config_path)
    path = config.beside(config.decisions)
    mine = decisions.of(config)
    try:
        theirs = decisions.load(file)
    except ConfigError as err:
        export = "what `Export decisions` in an HTML report wrote can be taken in"
        raise ConfigError(err.message, "; ".join(filter(None, (err.hint, export)))) from err
    merged = decisions.merge(mine, theirs)
    for old, new in merged.clashes:
        kept = new if new in merged.put else old
        click.echo(
            f"{old.id}: {old.where} says {old.choice.value} ({_day(old.date)}), {new.where} says "
            f"{new.choice.value} ({_day(new.date)}); {kept.where} counts",
            err=True,
        )
    for decision in merged.put:
        if not decision.reason:
            click.echo(f"{decision.where}: {decision.id} gives no reason; add one to {path}", err=True)
    if merged.put:
        decisions.save(path, put=merged.put)
    click.echo(f"{path}: {len(merged.put)} taken from {file}")


def _day(day: date | None) -> str:
    return day.isoformat() if day else "no date"


def _run(stored: Path) -> Run:
    """Return the run in a file. Raises MsgcheckError where there is none."""
    from msgcheck import outputs
    from msgcheck.errors import MsgcheckError

    try:
        text = stored.read_text(encoding="utf-8")
    except OSError as err:
        raise MsgcheckError(f"{stored}: cannot be read: {err.strerror}", "name a stored run") from err
    except UnicodeDecodeError as err:
        raise MsgcheckError(f"{stored}: not UTF-8", "give a file written by `--format json`") from err
    return outputs.stored(stored, text)
