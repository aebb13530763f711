"""`msgcheck init`: look at a folder, and write a commented msgcheck.yaml and glossary.yaml for it.

In both files a line that starts with `# ` explains, and a `#` with no space after it, or with two, switches
a suggestion off: take the `#` away and it counts. Both files are valid as written, and with every
suggestion switched on.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from msgcheck import channels, check, intake, progress, registry
from msgcheck.claims.scope import NO_NAMES
from msgcheck.config import FILE_NAME, Config
from msgcheck.config import load as load_config
from msgcheck.errors import ConfigError
from msgcheck.glossary import load_glossary, slug
from msgcheck.model import Document, Resource, Skipped
from msgcheck.survey import Survey, Value, survey

GLOSSARY_NAME = "glossary.yaml"
# About the repository that the copy lives in, not copy itself.
_REPOSITORY = re.compile(
    r"^(?:readme|changelog|changes|history|contributing|security|code_of_conduct|authors"
    r"|requirements[\w-]*)\.(?:md|txt|rst)$|^(?:makefile|dockerfile|procfile)$|^(?:test|tests|src|scripts|build|dist|vendor)$",
    re.IGNORECASE,
)


def write(folder: Path, *, force: bool) -> list[str]:
    """Write both files into `folder`; return the lines to print.

    Raises ConfigError when the folder is missing, or when a file is there already and `force` is not set.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder", "name the folder that holds the copy")
    targets = {name: folder / name for name in (FILE_NAME, GLOSSARY_NAME)}
    there = [path for path in targets.values() if path.exists()]
    if there and not force:
        raise ConfigError(
            f"{' and '.join(map(str, there))}: there already",
            "`msgcheck init --force` replaces what is there",
        )
    resources, left_out = _look(folder)
    documents, unread = intake.read(resources, Config())
    claims, _, counts = check.find_claims(documents, NO_NAMES, datetime.now(UTC))
    found = survey(documents, claims)
    skipped = [place.uri for place in unread]
    progress.write_whole(targets[FILE_NAME], _settings(found, documents, left_out, skipped))
    progress.write_whole(targets[GLOSSARY_NAME], _glossary(found))
    load_config(targets[FILE_NAME])
    load_glossary(targets[GLOSSARY_NAME])
    return _said(targets, found, documents, counts["claims"], unread)


def _look(folder: Path) -> tuple[list[Resource], list[str]]:
    """Return (the assets in the folder, with channel and team; top-level names that are about the code)."""
    source = registry.make("source", "files", paths=["."], root=folder)
    resources = []
    left_out: set[str] = set()
    for found in source.fetch():
        if isinstance(found, Skipped):
            continue
        top = PurePosixPath(found.uri).parts[0]
        if _REPOSITORY.match(top):
            left_out.add(f"{top}/" if "/" in found.uri else top)
        elif found.uri != GLOSSARY_NAME:
            resources.append(channels.assign(found, ()))
    return resources, sorted(left_out)


# ---------------------------------------------------------------- msgcheck.yaml


def _settings(found: Survey, documents: Sequence[Document], left_out: list[str], skipped: list[str]) -> str:
    lines = [
        "# What msgcheck reads here, and what counts. `msgcheck check` with no PATHS checks all of it.",
        "# Paths are relative to this file. Lines with `#` and no space after it are suggestions: take the",
        "# `#` away and they count.",
        "",
        "version: 1",
        "",
        "# The name on the report.",
        f"company: {_scalar(found.company)}" if found.company else "#company: Your Company",
        "",
        "# Files and folders with copy: web pages, mails, decks, documents, tables, posts.",
        "paths:",
        *(f"- {_scalar(path)}{_count(n)}" for path, n in _tops(documents)),
        "",
        "# What is no copy, in patterns as in .gitignore.",
        "exclude:",
        *(f"- {_scalar(name)}" for name in [*left_out, *_patterns(skipped)]),
        f"- {GLOSSARY_NAME}",
        "",
        "# The words, facts and messages that everybody agreed on.",
        f"glossary: {GLOSSARY_NAME}",
        "",
        "# Which channel and team an asset belongs to. The first match wins; without one, msgcheck guesses",
        "# by folder and kind of file, as it did for this list.",
        *_channels(documents),
        "",
        "# From which severity on a run fails (exit code 1): error, warning, note or never.",
        "fail_on: error",
        "",
        "# JSON exports of a CMS or a help desk: which of their fields hold copy (JMESPath).",
        "#exports:",
        "#  - {files: 'exports/*.json', items: 'posts[]', title: title, body: content, url: link}",
        "",
        "# Sites and mailboxes, asked again by every `msgcheck check` and `msgcheck watch`: docs/crawling.md, docs/mailbox.md.",
        "#web:",
        "#  - {urls: ['https://www.example.com/'], exclude: ['/careers/'], team: marketing}",
        "#imap:",
        "#  - {host: imap.example.com, user: brand@example.com, password_env: MAIL_PASSWORD, folders: [INBOX]}",
        "",
        "# Whom `msgcheck watch` tells what is new: docs/scheduling.md.",
        "#notify:",
        "#  webhook_env: SLACK_WEBHOOK",
        "",
        "# From which probability on a contradiction is shown. Higher: fewer alarms, and more is missed.",
        "#alarms:",
        "#  statement: 0.7",
        "",
    ]
    return "\n".join(lines)


def _count(assets: int) -> str:
    return f"   # {assets} asset{'s' * (assets != 1)}" if assets else ""


def _tops(documents: Sequence[Document]) -> list[tuple[str, int]]:
    """Return (folder or file at the top, its number of assets); the folder itself when it holds nothing."""
    tops = Counter(PurePosixPath(document.uri.split("!/")[0]).parts[0] for document in documents)
    return sorted(tops.items()) or [(".", 0)]


def _patterns(skipped: Iterable[str]) -> list[str]:
    """Return patterns for the files among `skipped` that are of a kind that never holds copy."""
    suffixes = {PurePosixPath(uri).suffix.lower() for uri in skipped}
    return sorted(f"*{suffix}" for suffix in suffixes & _NEVER_COPY)


# Kinds of file that never hold copy (JSON only where `exports` says so); a damaged deck or an unsupported mail must stay in the report.
_NEVER_COPY = frozenset(
    re.findall(
        r"\.\w+",
        ".png .jpg .jpeg .gif .webp .avif .svg .ico .bmp .tif .tiff .psd .mp3 .mp4 .mov .webm .wav .woff"
        " .woff2 .ttf .otf .eot .css .scss .js .ts .jsx .tsx .map .py .sh .rb .go .java .php .yaml .yml .toml"
        " .ini .cfg .lock .env .log .xml .rss .atom .json .jsonl",
    )
)


def _channels(documents: Sequence[Document]) -> Iterator[str]:
    """Yield a rule for each folder at the top whose assets all seem to be of one channel."""
    by_top: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for document in documents:
        parts = PurePosixPath(document.uri).parts
        by_top[f"{parts[0]}/**" if len(parts) > 1 else parts[0]][document.channel, document.team] += 1
    sure, open_ = [], []
    for glob, guesses in sorted(by_top.items()):
        (channel, team), _ = guesses.most_common(1)[0]
        told = ", ".join(f"{n} {name}" for (name, _), n in guesses.most_common())
        rule = f"- {{glob: {_scalar(glob)}, channel: {{}}, team: {{}}}}   # {told}"
        if channel == "other":
            open_.append(
                "#" + rule.replace("{}", "website", 1).replace("{}", "marketing", 1) + ": say what it is"
            )
        elif len(guesses) == 1:
            sure.append(rule.replace("{}", _scalar(channel), 1).replace("{}", _scalar(team), 1))
    yield "channels:" if sure else "#channels:"
    yield from sure
    yield from open_
    if not sure and not open_:
        yield '#- {glob: "website/**", channel: website, team: marketing}'


# ---------------------------------------------------------------- glossary.yaml


def _glossary(found: Survey) -> str:
    name = found.company or "Your Company"
    lines = [
        "# The words we use, the facts we stand by, the messages we repeat. Anybody who writes may edit it.",
        "# Lines with `#` and no space after it are suggestions from what was found in the copy: check them,",
        "# take the `#` away, and they count. `msgcheck explain` tells what each kind of finding means.",
        "",
        "version: 1",
        "",
        "meta:",
        f"  name: {_scalar(f'{name} messaging')}",
        "  language: en",
        "",
        "# Who speaks of whom. Without competitors, their prices are taken for ours.",
        "subjects:",
        *([] if found.company else ["  # Put your own name here: it was not found in the copy."]),
        "  self:",
        f"    names: [{_scalar(name)}]",
        "    pronouns: [we, our, us]",
        *_names("plans", found.plans, "Names found before the word plan, or above prices."),
        *_names("products", (), "Names of products.", found.products),
        *_names("competitors", (), "Names of competitors.", found.rivals),
        *_others(found.names),
        "",
        "# Swaps: wrong on the left, right on the right."
        + (" These words are written in two ways in the copy." if found.spellings else " (An example.)"),
        *_replace(found.spellings),
        "",
        "# Terms: a preferred form, others that are fine (admitted), old ones (deprecated), wrong ones",
        "# (forbidden). (An example.)",
        "#terms:",
        "#- preferred: sign in",
        "#  pos: verb",
        "#  definition: To open one's account.",
        "#  deprecated: [log on]",
        "#  note: Say why, for the next writer.",
        "",
        "# Facts of record: one agreed value, against which every asset is checked."
        + (" Found in several places:" if found.values else " (An example.)"),
        *_facts(found.values),
        "",
        "# Key messages, found by meaning. (An example.)",
        "#messages:",
        "#- id: privacy-first",
        "#  text: We never sell your data.",
        "#  must_appear: [{channels: [website], min: 1}]",
        "",
    ]
    return "\n".join(lines)


def _names(key: str, sure: Sequence[str], about: str, maybe: Sequence[str] = ()) -> Iterator[str]:
    yield f"  # {about}"
    if sure:
        yield f"  {key}: [{', '.join(map(_scalar, sure))}]"
    else:
        yield f"#  {key}: [{', '.join(map(_scalar, maybe)) or 'Example'}]"


def _others(names: Sequence[tuple[str, int]]) -> Iterator[str]:
    if names:
        yield "  # Other names, with the assets they stand in: " + ", ".join(f"{n} ({c})" for n, c in names)


def _replace(spellings: Sequence[tuple[str, int, str, int]]) -> Iterator[str]:
    yield "#replace:"
    if not spellings:
        yield "#  e-mail: email"
    for rare, n, common, more in spellings:
        yield f"#  {_scalar(rare)}: {_scalar(common)}   # {n} and {more} times"


def _facts(found: Sequence[Value]) -> Iterator[str]:
    yield "#facts:"
    if not found:
        yield from _fact("free-trial", "The free trial lasts 14 days.", "14 days", "an example")
    taken: Counter[str] = Counter()
    for value in found:
        name = slug(value.topic) or "value"
        taken[name] += 1
        unique = name if taken[name] == 1 else f"{name}-{taken[name]}"
        (first, n), *others = value.counts
        said = f"{n} place{'s' * (n != 1)} say{'s' * (n == 1)} so"
        told = ", ".join(
            [said, *(f"{count} say{'s' * (count == 1)} {_one_line(other)}" for other, count in others)]
        )
        yield from _fact(unique, value.claim, first, told)


def _fact(name: str, claim: str, value: str, told: str) -> Iterator[str]:
    yield f"#- id: {_scalar(name)}"
    yield f"#  claim: {_scalar(_one_line(claim))}"
    yield f"#  value: {_scalar(_one_line(value))}   # {told}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _scalar(text: str) -> str:
    """Return text as a YAML scalar: plain where it is plain, in quotes where it could mean something else."""
    plain = re.fullmatch(r"[A-Za-z0-9](?:[\w ./+&-]*[\w/+])?", text)
    if plain and text.lower() not in {"null", "yes", "no", "true", "false"}:
        return text
    return json.dumps(text, ensure_ascii=False)


# ---------------------------------------------------------------- what to say


def _said(
    targets: dict[str, Path],
    found: Survey,
    documents: Sequence[Document],
    claims: int,
    unread: Sequence[Skipped],
) -> list[str]:
    lines = [f"{len(documents)} assets read, {claims} claims in them"]
    lines += [f"not read: {place.uri}: {place.reason}" for place in unread[:5]]
    if len(unread) > 5:
        lines.append(f"not read: {len(unread) - 5} more")
    lines += [f"wrote {path}" for path in targets.values()]
    disputed = [value for value in found.values if len(value.counts) > 1]
    kinds = [
        (len(found.plans), "plan names"),
        (len(found.spellings), "words in two spellings"),
        (len(found.values), f"facts that several assets state ({len(disputed)} of them not alike)"),
    ]
    review = ", ".join(f"{number} {what}" for number, what in kinds if number)
    lines += [
        "",
        "next:",
        f"  1. look through {targets[GLOSSARY_NAME]}: {review or 'nothing was said in several places yet; your name, your words, your facts'}",
        f"  2. msgcheck check -c {targets[FILE_NAME]} -o report.html",
        "  3. to hear what is new every week, a site and a mailbox too: msgcheck watch (docs/scheduling.md)",
    ]
    return lines
