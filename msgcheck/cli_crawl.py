"""`msgcheck crawl`: a site into a folder that `msgcheck check` reads."""

# Nothing heavy is imported at the top: `--help` answers in under 0.3 s.

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder that keeps what is fetched. A second crawl into it asks only for what has changed.")  # fmt: skip
@click.option("--include", multiple=True, metavar="PATTERN", help="Keep only addresses whose path matches, as in .gitignore: '/pricing/**'. May be given several times.")  # fmt: skip
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Do not ask for addresses whose path matches. May be given several times.")  # fmt: skip
@click.option("--host", "hosts", multiple=True, metavar="HOST", help="A further host that may be asked: docs.example.com. May be given several times.")  # fmt: skip
@click.option("--depth", type=click.IntRange(0), help="Clicks from URL. Default: 10.")
@click.option("--pages", type=click.IntRange(1), help="Most pages and documents. Default: 2000.")
@click.option("--delay", "delay_s", type=click.FloatRange(0), metavar="SECONDS", help="Least pause between two requests. Default: 0, and throttled by how fast the site answers.")  # fmt: skip
@click.option("--timeout", "timeout_s", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="For one address. Default: 30.")  # fmt: skip
@click.option(
    "--user-agent", metavar="NAME", help="How we call ourselves. Default: msgcheck and its version."
)
@click.option("--no-robots", is_flag=True, help="Do not keep to robots.txt: for a site of your own.")
@click.option("--no-sitemaps", is_flag=True, help="Follow links only.")
@click.option("--render", is_flag=True, help="Run the scripts of each page in the system's Chromium.")
@click.option("--header", "headers", multiple=True, metavar="NAME=VARIABLE", help="Send a header, whose value is in an environment variable: Authorization=SITE_TOKEN.")  # fmt: skip
@click.option("--user-env", metavar="VARIABLE", help="Environment variable with the name for basic auth.")
@click.option("--password-env", metavar="VARIABLE", help="Environment variable with the password for it.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary on stderr.")
def crawl(
    urls: tuple[str, ...],
    output: Path,
    no_robots: bool,
    no_sitemaps: bool,
    headers: tuple[str, ...],
    quiet: bool,
    **limits: Any,
) -> None:
    """Fetch a site into a folder, for `msgcheck check FOLDER`.

    It begins at each URL, follows sitemaps and links on the same host, and keeps to robots.txt. A crawl that was
    interrupted goes on when it is started again. Exit code: 0 when everything was had, 3 when something was not.

        msgcheck crawl https://www.example.com/ --output site/
    """
    from pydantic import ValidationError

    from msgcheck import config, progress
    from msgcheck.errors import ConfigError, SourceError
    from msgcheck.sources import snapshot, web

    if output.exists() and not output.is_dir():
        raise click.UsageError(f"--output {output}: is a file; name a folder")
    given = {name: value for name, value in limits.items() if value not in (None, ())}
    try:
        settings = config.Web(
            urls=urls, robots=not no_robots, sitemaps=not no_sitemaps, headers=_pairs(headers), **given
        )
    except ValidationError as err:
        raise click.UsageError("; ".join(one["msg"] for one in err.errors())) from err
    show = progress.Pages(sys.stderr, quiet=quiet)

    def slowed(site: str, pause_s: float) -> None:
        if not quiet:
            click.echo(
                f"{site} asks for {pause_s:g} s between two requests (robots.txt): this takes a while",
                err=True,
            )

    try:
        max_bytes = int(config.require(None).limits.file_mb * 1_000_000)
        web.crawl(settings, output, max_bytes=max_bytes, tell=show, slowed=slowed)
        entries = list(snapshot.load(output).values())
    except SourceError as err:
        raise ConfigError(str(err.message), err.hint) from err
    show.end()
    failed = [entry for entry in entries if entry.outcome == snapshot.FAILED]
    for entry in failed:
        hint = f" ({entry.hint})" if entry.hint else ""
        click.echo(f"not had: {entry.url}: {entry.reason}{hint}", err=True)
    if not quiet:
        click.echo(_summary(entries, output), err=True)
    sys.exit(3 if failed else 0)


def _pairs(headers: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for header in headers:
        name, equals, variable = header.partition("=")
        if not (name.strip() and equals and variable.strip()):
            raise click.UsageError(f"--header {header!r}: write NAME=VARIABLE, the name of a variable")
        pairs[name.strip()] = variable.strip()
    return pairs


def _summary(entries: list[Any], output: Path) -> str:
    count = Counter(entry.outcome for entry in entries)
    text = f"{count['kept']} pages and documents in {output}"
    if count["failed"]:
        text += f", {count['failed']} not had"
    if count["left out"]:
        text += f", {count['left out']} left out (reasons in msgcheck-crawl.jsonl)"
    return text
