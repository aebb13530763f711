"""A name in msgcheck.yaml becomes an object. Heavy imports happen here, on first use, and nowhere else.

Built-ins are the literal table below; a package may add its own as an entry point of the group
`msgcheck.<kind>` ("msgcheck.judge"), whose name is what the configuration says.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from msgcheck.errors import ConfigError

BUILT_IN: dict[str, dict[str, str]] = {
    "source": {
        "files": "msgcheck.sources.files:FileSource",
        "imap": "msgcheck.sources.imap:ImapSource",
        "web": "msgcheck.sources.web:WebSource",
    },
    "reader": {
        "csv": "msgcheck.readers.table:CsvReader",
        "docx": "msgcheck.readers.docx:DocxReader",
        "email": "msgcheck.readers.email:EmailReader",
        "html": "msgcheck.readers.html:HtmlReader",
        "json": "msgcheck.readers.json_export:JsonReader",
        "markdown": "msgcheck.readers.markdown:MarkdownReader",
        "msg": "msgcheck.readers.msg:MsgReader",
        "pdf": "msgcheck.readers.pdf:PdfReader",
        "pptx": "msgcheck.readers.pptx:PptxReader",
        "subtitles": "msgcheck.readers.subtitles:SubtitleReader",
        "text": "msgcheck.readers.text:TextReader",
        "xlsx": "msgcheck.readers.table:XlsxReader",
    },
    "encoder": {
        "msgcheck": "msgcheck.embed.encoder:default",
        "all-MiniLM-L6-v2": "msgcheck.embed.encoder:minilm",
        "sentence-transformers": "msgcheck.embed.encoder:SentenceEncoder",
    },
    "judge": {
        "msgcheck": "msgcheck.contradictions.judge:CopyJudge",
    },
    "reporter": {
        "csv": "msgcheck.report.csv_:CsvReporter",
        "github": "msgcheck.report.github:GithubReporter",
        "html": "msgcheck.report.html:HtmlReporter",
        "json": "msgcheck.report.json_:JsonReporter",
        "junit": "msgcheck.report.junit:JunitReporter",
        "markdown": "msgcheck.report.markdown:MarkdownReporter",
        "sarif": "msgcheck.report.sarif:SarifReporter",
        "terminal": "msgcheck.report.terminal:TerminalReporter",
    },
}


def names(kind: str) -> list[str]:
    """Return the names of one kind, built-ins and installed ones, sorted."""
    return sorted({*BUILT_IN[kind], *(point.name for point in entry_points(group=f"msgcheck.{kind}"))})


def installed(kind: str) -> list[str]:
    """Return "name=version" of each one that a package brought, sorted: what they make changes with it."""
    points = entry_points(group=f"msgcheck.{kind}")
    return sorted(f"{point.name}={point.dist.version if point.dist else ''}" for point in points)


def load(kind: str, name: str) -> Any:
    """Return the class or function behind a name.

    Raises ConfigError when there is no such name (with the nearest one), or when its package is missing.
    """
    where = BUILT_IN[kind].get(name)
    if where is None:
        for point in entry_points(group=f"msgcheck.{kind}"):
            if point.name == name:
                return point.load()
        near = get_close_matches(name, names(kind), n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ConfigError(f"there is no {kind} called {name!r}", f"{hint}known: {', '.join(names(kind))}")
    module, attribute = where.split(":")
    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as err:
        if err.name and err.name.split(".")[0] == "msgcheck":
            raise
        raise ConfigError(f"the {kind} {name!r} needs {err.name}", f"pip install {err.name}") from err


def make(kind: str, name: str, **options: Any) -> Any:
    """Return a ready object of a kind: `make("encoder", "all-MiniLM-L6-v2")`."""
    return load(kind, name)(**options)
