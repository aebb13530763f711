"""msgcheck.yaml: what to read, whose voice it is, and what counts. Checked once, at the door.

Every default stands here, with a reason beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
)

from msgcheck import yaml_file
from msgcheck.errors import ConfigError

FILE_NAME = "msgcheck.yaml"

Unit = Annotated[float, Field(ge=0.0, le=1.0)]


def _jmespath(path: str) -> str:
    """Return a JMESPath expression that can be read. Raises ValueError with the column of the mistake."""
    import jmespath  # costs as much as all other imports here together, and few files need it

    try:
        jmespath.compile(path or "@")
    except jmespath.exceptions.JMESPathError as err:
        raise ValueError(f"is not a JMESPath expression: {str(err).splitlines()[0]}") from err
    return path


JsonPath = Annotated[str, AfterValidator(_jmespath)]
JsonPaths = Annotated[
    tuple[JsonPath, ...], Field(min_length=1), BeforeValidator(lambda v: [v] if isinstance(v, str) else v)
]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Channel(_Section):
    """Files that match `glob` belong to this channel and team. The first match wins."""

    glob: str
    channel: str
    team: str = ""


class Export(_Section):
    """How to read JSON files that match `files` (as in .gitignore): each of their items is an asset.

    items and everything from title to language are JMESPath expressions (jmespath.org): items from the top
    of the file ("data.posts[]"), the others from an item ("title.rendered"). A fixed value stands in single
    quotes: language: "'en'".
    """

    files: str
    items: JsonPath = "@"  # the whole file: a list of items, one item, or the lines of a .jsonl file
    title: JsonPath = ""
    body: JsonPaths
    format: Literal["html", "markdown", "text"] = "html"
    url: JsonPath = ""
    date: JsonPath = ""
    language: JsonPath = ""
    channel: str = ""  # a name, as in `channels`


class Models(_Section):
    """Names that `registry` knows, or the folder of a model."""

    encoder: str = "msgcheck"  # all-MiniLM-L6-v2, trained on; nothing is fetched
    judge: str = "msgcheck"  # trained for copy; ships with the package
    pipeline: str = "msgcheck-en"  # spaCy: ours, or an installed one such as en_core_web_md


class Pairs(_Section):
    """Which pairs are worth judging."""

    # Rank, never a cosine floor: the cosine of true contradictions has its 10th percentile at 0.36.
    top: Annotated[int, Field(ge=1, le=1000)] = 30
    # Below this two sentences share no topic, whatever their rank in a small corpus.
    least_similarity: Unit = 0.2


class Alarms(_Section):
    """From which probability on a finding is shown."""

    # The probability is calibrated on pairs as a search brings them together (training/companies): of what is
    # shown from 0.3 on about half of the pairs are right, and with several places to a conflict four conflicts
    # in five (`make quality`).
    value: Unit = 0.3
    # The same for what holds no clashing values.
    statement: Unit = 0.3
    # A clash that only a stated scope explains is listed, folded, from this probability on.
    fold: Unit = 0.3


class Facts(_Section):
    """The facts of record."""

    # A record is named this many days before it expires: time to decide, and to change every place.
    warn_days: Annotated[int, Field(ge=0)] = 30


class Limits(_Section):
    """What one file may cost."""

    file_mb: Annotated[float, Field(gt=0)] = 50.0  # decks with pictures reach 30 MB
    # What an archive, and all that is packed in it, may unpack to: ten files of that size.
    archive_mb: Annotated[float, Field(gt=0)] = 500.0
    # Files in an archive and in the archives in it: beyond that it is a dump, not somebody's copy.
    members: Annotated[int, Field(ge=1)] = 10_000


class Web(_Section):
    """A site to crawl. Nothing is asked of other hosts than those of `urls` and `hosts`."""

    urls: Annotated[tuple[str, ...], Field(min_length=1)]
    name: str = ""  # of the folder that keeps what was fetched; its host without it
    hosts: tuple[str, ...] = ()  # further hosts that may be asked: "docs.example.com"
    include: tuple[str, ...] = ()  # patterns as in .gitignore, on the path of the address: "/pricing/**"
    exclude: tuple[str, ...] = ()
    sitemaps: bool = True  # those that robots.txt names, or /sitemap.xml
    depth: Annotated[int, Field(ge=0)] = 10  # clicks from `urls`; deeper lie calendars and filters
    pages: Annotated[int, Field(ge=1)] = 2000  # a site of a company has some hundreds
    robots: bool = True
    user_agent: str = ""  # msgcheck and its version without it
    delay_s: Annotated[float, Field(ge=0)] = 0.0  # least pause between two requests; throttling comes on top
    timeout_s: Annotated[float, Field(gt=0)] = 30.0
    render: bool = False  # pages that scripts draw, in the system's Chromium
    headers: dict[str, str] = {}  # name of a header -> environment variable that holds its value
    user_env: str = ""  # basic auth: environment variables that hold name and password
    password_env: str = ""
    channel: str = "website"  # of what no glob of `channels` fits
    team: str = "marketing"

    @property
    def place(self) -> str:
        """What its folder is called: its name, or the host of its first address."""
        try:
            host = urlsplit(self.urls[0]).netloc.rpartition("@")[2].replace(":", "-")
        except ValueError:  # "http://[" is refused, with its words, where it would be asked
            host = ""
        return self.name or host or "site"

    @property
    def extent(self) -> str:
        """What sets it apart from other sites on its host, as a few hex digits."""
        return _digits(self.model_dump_json(include={"urls", "include", "exclude"}))


class Mailbox(_Section):
    """Folders of a mailbox (IMAP), read and never changed."""

    host: str
    user: str
    name: str = ""  # of the folder that keeps what was fetched; user and host without it
    port: Annotated[int, Field(ge=0, le=65535)] = 0  # 993, or 143 without TLS, when 0
    security: Literal["tls", "starttls", "none"] = "tls"
    password_env: str = ""  # environment variable that holds the password
    keyring: str = ""  # or the service under which the system's keyring has it
    folders: Annotated[tuple[str, ...], Field(min_length=1)] = ("INBOX",)
    since: date | None = None  # no mails from before that day
    timeout_s: Annotated[float, Field(gt=0)] = 60.0
    channel: str = ""  # guessed as for files without it
    team: str = ""

    @property
    def place(self) -> str:
        """What its folder is called: its name, or its user and host."""
        return self.name or f"{self.user}@{self.host}"

    @property
    def extent(self) -> str:
        """What sets it apart from other entries for its user and host, as a few hex digits."""
        return _digits(self.model_dump_json(include={"port", "folders", "since"}))


def _digits(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Mail(_Section):
    """How to send mail (SMTP)."""

    host: str
    to: Annotated[tuple[str, ...], Field(min_length=1)]
    sender: str
    port: Annotated[int, Field(ge=0, le=65535)] = 0  # 465, 587 or 25, by `security`, when 0
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    password_env: str = ""


class Notify(_Section):
    """Whom to tell when something is new."""

    email: Mail | None = None
    webhook_env: str = ""  # environment variable with the address (a secret) of a Slack-compatible webhook
    file: str = ""  # Markdown file
    least: Literal["error", "warning", "note"] = "warning"  # findings below this are no news
    link: str = ""  # address of the report for whom is told; the name of the file without it


Remotes = TypeVar("Remotes", tuple[Web, ...], tuple[Mailbox, ...])


class Config(_Section):
    """One msgcheck.yaml. Paths in it are relative to the folder it stands in (`root`)."""

    version: Literal["1"] = "1"  # the loader reads every scalar as text
    company: str = ""
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    glossary: str = ""
    channels: tuple[Channel, ...] = ()
    exports: tuple[Export, ...] = ()
    models: Models = Models()
    pairs: Pairs = Pairs()
    alarms: Alarms = Alarms()
    facts: Facts = Facts()
    limits: Limits = Limits()
    fail_on: Literal["error", "warning", "note", "never"] = "error"
    web: tuple[Web, ...] = ()
    imap: tuple[Mailbox, ...] = ()
    notify: Notify = Notify()
    cache: str = ".msgcheck/cache.sqlite"  # a file, or the URL of a database
    history: str = ".msgcheck/history.sqlite"  # a file, or the URL of a database
    fetched: str = ".msgcheck/fetched"  # a folder for each site and mailbox
    decisions: str = "msgcheck-decisions.yaml"
    _root: Path = PrivateAttr(default=Path())

    @field_validator("web", "imap")
    @classmethod
    def _each_in_its_folder(cls, entries: Remotes, info: ValidationInfo) -> Remotes:
        """Refuse entries that would be kept in one folder, and delete each other's files there."""
        known: list[Web | Mailbox] = [*entries]
        if info.field_name == "imap":
            known += info.data.get("web", ())
        folders = [_folder(entry, known) for entry in known]
        alike = [folder.casefold() for folder in folders]
        for folder in folders:
            if alike.count(folder.casefold()) > 1:
                raise ValueError(
                    f"two entries would be kept in the folder {folder!r}: give each a `name` of its own"
                )
        return entries

    def kept_in(self, entry: Web | Mailbox) -> Path:
        """Return the folder that keeps what is fetched of a site or mailbox, be it named here or not."""
        return self.beside(self.fetched) / _folder(entry, (*self.web, *self.imap))

    @property
    def root(self) -> Path:
        """The folder of msgcheck.yaml, or the current one without it."""
        return self._root

    def beside(self, name: str) -> Path:
        """Return `name` as a path: relative to the folder of msgcheck.yaml."""
        return self.root / name


def _folder(entry: Web | Mailbox, known: Sequence[Web | Mailbox]) -> str:
    """Return the name of the folder of an entry; where it is not the only one of its host, with its extent."""
    same = [other for other in known if other.place.casefold() == entry.place.casefold()]
    return entry.place if entry.name or same == [entry] else f"{entry.place}-{entry.extent}"


def load(path: Path) -> Config:
    """Return the configuration in `path`. Raises ConfigError with file, line and key."""
    config = yaml_file.load(path, Config)
    config._root = path.parent
    return config


def find(start: Path) -> Path | None:
    """Return the msgcheck.yaml that governs `start`: its own folder's, or the nearest one above."""
    for folder in [start, *start.resolve().parents]:
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def require(path: Path | None) -> Config:
    """Return the configuration to use: `path` when given, the nearest file otherwise, or the defaults."""
    if path is not None:
        if not path.is_file():
            raise ConfigError(f"{path}: no such file", "write one with `msgcheck init`")
        return load(path)
    found = find(Path())
    return load(found) if found else Config()
