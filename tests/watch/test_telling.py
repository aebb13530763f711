"""Who is told what: each finding once on each channel, whatever fails in between."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from watched import NOW, a_run, finding

from msgcheck import config as settings
from msgcheck import remember, telling
from msgcheck.config import Config, Mail, Mailbox, Notify, Web
from msgcheck.errors import ConfigError, StoreError
from msgcheck.memory import Choice, Decided, Decision, Loose
from msgcheck.model import Finding, Severity, Skipped
from msgcheck.notify.letter import Letter
from msgcheck.notify.sending import PAUSES_S, SendError
from msgcheck.run import Run
from msgcheck.settle import DATE_PASSED
from msgcheck.telling import Post

FIRST, SECOND, THIRD = (finding(words) for words in ("one", "two", "three"))
REFUSED = SendError("no", passing=False)
BUSY = SendError("busy", passing=True)


@dataclass
class Listener:
    """A channel that fails as it is told to, and then keeps what it was sent."""

    name: str = "email"
    failures: list[BaseException] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter, *, now: datetime) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.letters.append(letter)
        return ""

    @property
    def subjects(self) -> list[str]:
        return [letter.subject for letter in self.letters]


class Ended(BaseException):
    """What ends the program while it sleeps."""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / settings.FILE_NAME).write_text("paths: [site]\n")
    return settings.load(tmp_path / settings.FILE_NAME)


def post(*channels: Listener, sleep: list[float] | None = None) -> Post:
    pauses = sleep if sleep is not None else list[float]()
    return Post(channels, "here", NOW, sleep=pauses.append, stopped=Ended)


def tell(
    config: Config, findings: list[Finding], *channels: Listener, least: Severity = Severity.WARNING
) -> list[str]:
    """Remember a run with these findings, and tell of it, as `watch` does."""
    bare = replace(a_run(*findings), history=None, started=NOW + timedelta(minutes=len(channels)))
    run = remember.remember(bare, config, project="here")
    return telling.news(run, post(*channels), remember.store(config), least=least, link="report.html")


def test_first_all_that_is_open_then_only_what_is_new_and_silence_otherwise(config: Config) -> None:
    mail = Listener()
    for found in ([FIRST], [FIRST], [FIRST, SECOND], [SECOND], [], [FIRST, SECOND]):
        assert not tell(config, found, mail)
    assert mail.subjects == ["Pantrio: 1 finding is open, 1 error", "Pantrio: 1 new finding, 1 error"]
    assert [entry.places[0][1] for letter in mail.letters for entry in letter.entries] == ["one", "two"]


def test_a_clean_start_is_no_message_and_what_comes_then_is_new(config: Config) -> None:
    mail = Listener()
    tell(config, [], mail)
    tell(config, [FIRST], mail)
    assert mail.subjects == ["Pantrio: 1 new finding, 1 error"]


def test_a_channel_that_is_added_later_hears_first_what_is_open(config: Config) -> None:
    mail, hook = Listener(), Listener("webhook")
    tell(config, [FIRST, SECOND], mail)
    tell(config, [FIRST, SECOND, THIRD], mail, hook)
    assert hook.subjects == ["Pantrio: 3 findings are open, 3 errors"]
    assert mail.subjects[1:] == ["Pantrio: 1 new finding, 1 error"]


def test_a_finding_whose_words_changed_is_said_to_continue_the_one_before(config: Config) -> None:
    mail, one_place_more = Listener(), replace(FIRST, places=(*FIRST.places, *SECOND.places))
    tell(config, [FIRST], mail)
    tell(config, [one_place_more], mail)
    assert mail.letters[1].lead[1] == "1 of them continues a finding whose words changed."
    assert mail.letters[1].entries[0].title.endswith(" · changed")
    assert mail.subjects[1] == "Pantrio: 1 changed finding, 1 error"
    tell(config, [FIRST, THIRD], mail)  # it lost that place again: who knows it hears of the other one alone
    assert [entry.title.endswith(" · changed") for entry in mail.letters[2].entries] == [False]


def test_a_finding_that_merely_lost_a_place_is_told_to_nobody_again(config: Config) -> None:
    mail, whole = Listener(), replace(FIRST, places=(*FIRST.places, *SECOND.places))
    tell(config, [whole], mail)
    tell(config, [FIRST], mail)
    tell(config, [FIRST, THIRD], mail)
    assert mail.subjects == ["Pantrio: 1 finding is open, 1 error", "Pantrio: 1 new finding, 1 error"]


def test_a_finding_whose_decision_has_ended_is_told_once_more(config: Config) -> None:
    mail = Listener()
    decision = Decision(FIRST.id, "MC102", Choice.ACCEPT, "until May", until=NOW.date())
    tell(config, [FIRST, SECOND], mail)
    held = replace(a_run(SECOND), history=None, decided=(Decided(FIRST, decision),))
    remember.remember(held, config, project="here")
    down = replace(
        a_run(skipped=(Skipped("emails", "down"),)), history=None, documents=(), loose=(Loose(decision, DATE_PASSED),)
    )  # fmt: skip
    remember.remember(down, config, project="here")
    for _ in range(2):
        ended = replace(a_run(FIRST, SECOND), history=None, loose=(Loose(decision, DATE_PASSED),))
        run = remember.remember(ended, config, project="here")
        telling.news(run, post(mail), remember.store(config), least=Severity.NOTE, link="")
    assert mail.subjects[1:] == ["Pantrio: 1 new finding, 1 error"]
    assert mail.letters[1].entries[0].title.endswith(f" · id {FIRST.id} · reopened: its date has passed")
    assert f" · id {SECOND.id}" in mail.letters[0].entries[1].title + mail.letters[0].entries[0].title


def test_what_matters_less_is_no_news_until_it_matters(config: Config) -> None:
    mail, note = Listener(), finding("one", severity=Severity.NOTE)
    tell(config, [note], mail)
    assert not mail.letters
    tell(config, [FIRST], mail)  # the same finding, an error by now
    assert len(mail.letters) == 1


def test_what_could_not_be_sent_is_told_by_the_next_run_and_to_nobody_twice(config: Config) -> None:
    mail, hook = Listener(), Listener("webhook", failures=[REFUSED])
    assert tell(config, [FIRST], mail, hook) == ["no; the next run tries again"]
    assert not tell(config, [FIRST], mail, hook)
    assert (len(mail.letters), len(hook.letters)) == (1, 1)


def test_a_process_that_ends_while_it_sends_has_claimed_what_it_may_have_sent(config: Config) -> None:
    mail = Listener(failures=[ZeroDivisionError()])
    with pytest.raises(ZeroDivisionError):
        tell(config, [FIRST], mail)
    tell(config, [FIRST], mail)
    assert not mail.letters


def test_one_that_is_ended_between_two_tries_has_sent_nothing_and_claims_nothing(config: Config) -> None:
    def ended(seconds: float) -> None:
        raise Ended

    mail = Listener(failures=[BUSY])
    run = remember.remember(replace(a_run(FIRST), history=None), config)
    with pytest.raises(Ended):
        telling.news(
            run, replace(post(mail), sleep=ended), remember.store(config), least=Severity.NOTE, link=""
        )
    assert not tell(config, [FIRST], mail)
    assert len(mail.letters) == 1


def test_it_is_tried_so_often_and_no_longer(config: Config) -> None:
    mail, pauses = Listener(failures=[BUSY] * 9), list[float]()
    run = remember.remember(replace(a_run(FIRST), history=None), config)
    told = telling.news(run, post(mail, sleep=pauses), remember.store(config), least=Severity.NOTE, link="")
    assert told == ["busy; the next run tries again"]
    assert pauses == list(PAUSES_S)


def test_a_failure_is_told_once_until_it_is_mended(config: Config, tmp_path: Path) -> None:
    mail, file = Listener(), tmp_path / "watch.json"
    down = StoreError("the database is down", "start it")
    for _ in range(3):
        telling.failure(down, config, post(mail), file)
    telling.failure(ConfigError("msgcheck.yaml:3: no"), config, post(mail), file)
    assert mail.subjects == ["msgcheck: the check could not be done"] * 2
    assert mail.letters[0].lead[:2] == ("the database is down", "What to do: start it")
    telling.troubles(a_run(), config, post(mail), file)
    telling.failure(down, config, post(mail), file)
    assert len(mail.letters) == 3


def test_a_failure_that_could_not_be_told_is_told_the_next_time(config: Config, tmp_path: Path) -> None:
    mail, file = Listener(failures=[REFUSED]), tmp_path / "watch.json"
    assert telling.failure(StoreError("down"), config, post(mail), file)
    assert not telling.failure(StoreError("down"), config, post(mail), file)
    assert len(mail.letters) == 1


def test_a_source_that_is_down_is_told_once_until_it_is_read_again(config: Config, tmp_path: Path) -> None:
    mail, file = Listener(), tmp_path / "watch.json"
    sites = config.model_copy(update={"web": (Web(urls=("https://example.com/",)),)})
    down = a_run(skipped=(Skipped("https://example.com/", "no answer in 30 s"),))

    def look(run: Run) -> None:
        assert not telling.troubles(run, sites, post(mail), file)

    look(down)
    look(down)
    assert mail.subjects == ["Pantrio: 1 source could not be read"]
    look(a_run())
    look(down)
    assert len(mail.letters) == 2


def test_a_source_is_what_msgcheck_yaml_names_and_no_single_page_or_mail(
    config: Config, tmp_path: Path
) -> None:
    sources = config.model_copy(
        update={
            "web": (Web(urls=("https://example.com/",)),),
            "imap": (Mailbox(host="mail.example.com", user="brand"),),
        }
    )
    uris = {
        "site": True,
        "site/": True,
        "site/old.pptx": False,
        "https://example.com": True,
        "https://example.com/pricing": False,
        "imap://brand@mail.example.com": True,
        "imap://brand@mail.example.com/Sales": True,
        "imap://brand@mail.example.com/INBOX/;UID=17": False,
    }
    named = telling.named([Skipped(uri, "") for uri in uris], sources)
    assert [place.uri for place in named] == [uri for uri, source in uris.items() if source]


@pytest.mark.parametrize("written", ["https://Example.com", "https://example.com:443/", "https://example.com/?utm_source=x", "https://example.com/#top"])  # fmt: skip
def test_a_site_is_known_however_its_address_is_written(config: Config, written: str) -> None:
    sites = config.model_copy(update={"web": (Web(urls=("https://bücher.de/", written)),)})
    uris = ["https://example.com/", "https://xn--bcher-kva.de/", "https://example.com/pricing"]
    assert [place.uri for place in telling.named([Skipped(uri, "down") for uri in uris], sites)] == uris[:2]


def test_a_damaged_note_of_what_was_told_is_said(config: Config, tmp_path: Path) -> None:
    (tmp_path / "watch.json").write_text("[1")
    with pytest.raises(StoreError, match="damaged"):
        telling.troubles(a_run(), config, post(Listener()), tmp_path / "watch.json")


@pytest.mark.parametrize(
    ("notify", "environ", "said"),
    [
        (Notify(webhook_env="SLACK_HOOK"), {}, "the environment has no SLACK_HOOK"),
        (Notify(webhook_env="SLACK_HOOK"), {"SLACK_HOOK": "s3cr3t"}, "SLACK_HOOK does not hold"),
        (Notify(email=Mail(host="h", to=("a@b.example",), sender="c@d.example", user="e", password_env="SMTP_PASSWORD")), {}, "the environment has no SMTP_PASSWORD"),
        (Notify(email=Mail(host="h", to=("a@b.example",), sender="c@d.example", user="e")), {}, "without a password"),
    ],
)  # fmt: skip
def test_a_secret_that_is_missing_is_named_by_its_variable(
    config: Config, notify: Notify, environ: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        telling.channels(config.model_copy(update={"notify": notify}), environ)
    assert "s3cr3t" not in str(caught.value)
