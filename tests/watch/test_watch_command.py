"""`msgcheck watch` as cron, systemd and people run it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from watched import NOW, PASSWORD, USER, Hook, Sink

from msgcheck import cli, rhythm, watch
from msgcheck.errors import MsgcheckError
from msgcheck.rhythm import Every

SETTINGS = "company: Wrenly\npaths: [site]\n"


@pytest.fixture(autouse=True)
def site(tmp_path: Path) -> Path:
    """A page with a wrong word and no claim: it is checked without the models that compare meanings."""
    page(tmp_path, "start", "Log on")
    (tmp_path / "glossary.yaml").write_text("replace: {log on: sign in}\n")
    (tmp_path / "msgcheck.yaml").write_text(SETTINGS)
    return tmp_path


def page(folder: Path, name: str, title: str) -> None:
    (folder / "site").mkdir(exist_ok=True)
    (folder / "site" / f"{name}.md").write_text(f"# {title}\n")


def run(*arguments: str) -> Result:
    """Run `msgcheck watch` here; a bug raises, as it would for a user."""
    return CliRunner(catch_exceptions=False).invoke(cli.main, ["watch", *arguments])


def test_the_first_run_finds_everything_new_and_the_second_nothing(site: Path) -> None:
    first = run("--fail-on", "new-warning", "-o", "findings.csv", "-o", "run.json")
    assert first.exit_code == 1
    assert first.stdout.startswith("run 1: 1 new, 0 gone, 1 open in 1 asset (")
    assert "new: warning MC202 say 'Sign in', not 'Log on'" in first.stdout
    assert "MC202" in (site / "findings.csv").read_text()
    assert json.loads((site / "run.json").read_text())["history"]["number"] == 1
    second = run("--fail-on", "new-warning")
    assert second.exit_code == 0
    assert second.stdout.startswith("run 2: 0 new, 0 gone, 1 open")
    assert run("--fail-on", "warning").exit_code == 1
    assert run().exit_code == 0  # new errors by default, and this is a warning
    page(site, "start", "Sign in")
    gone = run("-q", "--fail-on", "warning")
    assert (gone.exit_code, gone.output) == (0, "")


def test_a_decision_that_has_ended_is_told_with_its_place_and_each_finding_with_its_id(site: Path) -> None:
    first = run()
    (known,) = re.findall(
        r"new: warning MC202 [^;]*; site/start.md:1[^;]*; id ([0-9a-f]{16})\n", first.stdout
    )
    made = CliRunner().invoke(cli.main, ["accept", known, "--reason", "for now", "--until", "2099-01-01"])
    assert made.exit_code == 0
    assert run().stderr.endswith("1 decided, no alarm\n")
    file = site / "msgcheck-decisions.yaml"
    file.write_text(file.read_text().replace("2099", "2020"))
    ended = run()
    assert f"{file.name}:4: MC202 sign in: its date has passed" in ended.stderr
    assert f"id {known}; reopened: its date has passed" in ended.stdout
    assert run("-q").output == ""


def test_the_next_run_is_said_before_it_comes(site: Path) -> None:
    class Ended(watch.Stops):
        def sleep(self, seconds: float) -> None:
            raise watch.Stopped(signal.SIGTERM)

    from msgcheck import config

    said = list[datetime]()
    job = watch.Job(config.require(None), None, (), (), "never")
    with pytest.raises(watch.Stopped):
        watch.stay(job, lambda: job, rhythm.at("06:00", "UTC"), Ended(), done=lambda *_: None, planned=said.append, clock=lambda: NOW)  # fmt: skip
    assert said == [NOW + timedelta(days=1)]
    assert "stdout without it" not in run("--help").output


def test_what_cannot_be_read_makes_a_clean_run_incomplete(site: Path) -> None:
    (site / "site" / "deck.pptx").write_bytes(b"PK\x03\x04 this was a deck once")
    result = run("-q")
    assert result.exit_code == 3
    assert re.search(r"not read: site/deck.pptx: .+ \(.+\)\n", result.stdout), "with what to do about it"


def test_news_goes_to_all_channels_and_secrets_nowhere(
    site: Path, hook: Hook, serve: Callable[..., Sink], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("HOOK", hook.address)
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)
    sink = serve(tls=True)
    mail = f"{{host: localhost, port: {sink.port}, sender: m@example.com, to: [b@example.com], user: {USER}, password_env: SMTP_PASSWORD}}"
    (site / "msgcheck.yaml").write_text(
        f"{SETTINGS}notify: {{webhook_env: HOOK, file: news.md, email: {mail}}}\n"
    )
    hook.answers = [403]  # the address was withdrawn: said, and told by the next run
    first = run("-o", "run.json")
    assert first.exit_code == 3
    assert "webhook: the server of HOOK answers 403; the next run tries again" in first.stderr
    page(site, "new", "Log on now")
    monkeypatch.setenv("SMTP_PASSWORD", "wr0ng-secret")
    second = run("-q", "-o", "run.json", "-o", "page.txt")
    assert second.exit_code == 3
    assert "refuses user or password" in second.stderr
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)
    assert run().exit_code == 0
    assert [mail["Subject"] for mail in sink.mails] == ["Wrenly: 1 finding is open", "Wrenly: 1 new finding"]
    assert len(hook.posts) == 2
    assert (site / "news.md").read_text().count("\n## ") == 2
    written = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    everything = (first.output + second.output).encode() + written
    for secret in ("s3cr3t", "wr0ng", PASSWORD):
        assert secret.encode() not in everything


def test_a_missing_secret_ends_it_before_anything_is_begun(site: Path) -> None:
    (site / "msgcheck.yaml").write_text(f"{SETTINGS}notify: {{webhook_env: HOOK_OF_NOBODY}}\n")
    result = run()
    assert result.exit_code == 2
    assert "the environment has no HOOK_OF_NOBODY" in result.stderr
    assert not (site / ".msgcheck").exists()


def test_a_run_that_cannot_be_done_is_told_once(site: Path) -> None:
    (site / "msgcheck.yaml").write_text(f"{SETTINGS}notify: {{file: news.md}}\n")
    (site / "glossary.yaml").write_text("replace: [\n")
    for _ in range(2):
        result = run()
        assert result.exit_code == 2
        assert "glossary.yaml" in result.stderr
    assert (site / "news.md").read_text().count("the check could not be done") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--every", "6 hours"], "is no length of time"),
        (["--at", "25:00"], "is no time of day"),
        (["--at", "06:00", "--timezone", "Berlin"], "--timezone Berlin"),
        (["--every", "6h", "--at", "06:00"], "one of them"),
        (["--timezone", "Europe/Berlin"], "for --at"),
        (["-o", "-"], "stdout holds the summary"),
        (["-o", "report.xyz"], "does not say which format"),
    ],
)
def test_what_cannot_be_meant_is_said_at_once(site: Path, arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (site / ".msgcheck").exists()


def test_every_beat_has_its_run_and_a_mistake_in_between_ends_nothing(site: Path) -> None:
    """The clock stands still but for sleep: three runs of a rhythm of six hours, the second with a bad file."""
    now = datetime(2026, 1, 5, 6, tzinfo=UTC)
    said = list[tuple[int, datetime]]()

    class Asleep(watch.Stops):
        def sleep(self, seconds: float) -> None:
            nonlocal now
            now += timedelta(seconds=seconds)

    def load() -> watch.Job:
        if len(said) == 1:
            raise MsgcheckError("msgcheck.yaml:1: no")
        return job

    def done(outcome: watch.Outcome, due: datetime) -> None:
        said.append((outcome.code, due))
        if len(said) == 3:
            raise watch.Stopped(signal.SIGTERM)

    from msgcheck import config

    job = watch.Job(config.require(None), site / "glossary.yaml", (), (), "new-warning")
    schedule = Every(timedelta(hours=6), now)
    with pytest.raises(watch.Stopped):
        watch.stay(job, load, schedule, Asleep(), done=done, clock=lambda: now)
    assert said == [(code, schedule.start + n * schedule.period) for n, code in enumerate([1, 2, 0], 1)]


def test_a_signal_waits_for_what_must_not_be_half_done() -> None:
    done = list[str]()

    def end(
        *, number: int = signal.SIGTERM, held: bool = False, then: Callable[[], None] = lambda: None
    ) -> None:
        with watch.Stops() as stops, stops.held() if held else nullcontext():
            os.kill(os.getpid(), number)
            time.sleep(0)  # handlers run between two steps of Python
            then()
            done.append(f"went on with {number}")

    with pytest.raises(watch.Stopped):
        end(held=True)
    assert done == [f"went on with {int(signal.SIGTERM)}"]
    with pytest.raises(watch.Stopped):
        end(number=signal.SIGINT)
    assert len(done) == 1


@pytest.mark.timeout(10)
def test_a_signal_ends_the_pause_between_two_tries() -> None:
    with watch.Stops() as stops:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        with pytest.raises(watch.Stopped), stops.held():
            stops.sleep(60)


@pytest.fixture
def child(site: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def start(*command: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        process = subprocess.Popen([sys.executable, *command], stdout=pipe, stderr=pipe, text=True, cwd=site)
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


HOLD = "import pathlib, time; from msgcheck import watch\nwith watch.alone(pathlib.Path()):\n    print('held', flush=True); time.sleep(60)"


@pytest.mark.timeout(60)
def test_the_lock_of_a_killed_process_is_taken_over(child: Callable[..., subprocess.Popen[str]]) -> None:
    other = child("-c", HOLD)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    result = run()
    assert result.exit_code == 2
    assert "another `msgcheck watch`" in result.stderr
    other.send_signal(signal.SIGKILL)
    other.wait(10)
    assert run().exit_code == 0


@pytest.mark.timeout(120)
def test_it_stays_through_a_mistake_until_it_is_ended(
    site: Path, child: Callable[..., subprocess.Popen[str]]
) -> None:
    staying = child("-m", "msgcheck", "watch", "-q", "--every", "1s", "-o", "run.json")
    assert staying.stdout is not None
    assert staying.stderr is not None
    assert staying.stdout.readline().startswith("run 1: 1 new")
    assert staying.stdout.readline().startswith("  new: ")
    (site / "msgcheck.yaml").write_text("pahts: [site]\n")
    assert "pahts" in staying.stderr.readline()
    (site / "msgcheck.yaml").write_text(SETTINGS)
    page(site, "new", "Log on now")
    assert ": 1 new, 0 gone, 2 open in 2 assets" in staying.stdout.readline()
    staying.send_signal(signal.SIGTERM)
    _, said = staying.communicate(timeout=30)
    assert staying.returncode == 0
    assert said.splitlines()[-1] == "msgcheck: stopped; all that earlier runs found is kept"
    assert "Traceback" not in said
    assert json.loads((site / "run.json").read_text())["documents"]
