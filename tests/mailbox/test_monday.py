"""Every Monday at six: a site, a mailbox and a webhook, all real, through `msgcheck watch`."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mailboxes import Box, put

from msgcheck import cli

PRICING = "<html><head><title>Pricing</title></head><body><main><h1>Pricing</h1><p>Every account starts with a {} free trial.</p></main></body></html>"
MAIL = "From: sales@larkby.example\nTo: you@example.com\nSubject: Hello\nDate: Mon, 05 Jan 2026 09:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\nHi there,\n\nYour account starts with a {} free trial.\n"


class Site:
    """Two pages, and the posts that a webhook got."""

    def __init__(self) -> None:
        self.trial, self.down = "14-day", False
        self.asked: list[str] = []
        self.posts: list[dict[str, object]] = []
        self.address = ""


@pytest.fixture
def site() -> Iterator[Site]:
    """A server for the site and the webhook."""
    kept = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.asked.append(self.path)
            pages = {
                "/": '<html><body><main><h1>Larkby</h1><a href="/pricing">Pricing</a></main></body></html>',
                "/pricing": PRICING.format(kept.trial),
            }
            status = 503 if kept.down else 200 if self.path in pages else 404
            body = pages.get(self.path, "").encode() if status == 200 else b""
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            kept.posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept.address = f"http://127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    server.server_close()


def watch(*more: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(cli.main, ["watch", "-o", "run.json", *more])


def findings(folder: Path) -> list[dict[str, object]]:
    return [
        one for one in json.loads((folder / "run.json").read_text())["findings"] if one["code"] == "MC102"
    ]


@pytest.mark.timeout(280)
def test_site_and_mailbox_are_read_again_and_only_what_is_new_is_told(
    site: Site, pymap_box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", f"{site.address}/hook")
    (tmp_path / "msgcheck.yaml").write_text(
        f"""
company: Larkby
web:
  - {{urls: ["{site.address}/"], delay_s: 0}}
imap:
  - {{host: 127.0.0.1, port: {pymap_box.server.ports["none"]}, user: {pymap_box.user}, security: none, password_env: MAIL_PASSWORD, team: sales}}
notify: {{webhook_env: HOOK}}
"""
    )
    with pymap_box.writer() as box:
        put(box, "INBOX", MAIL.format("14-day").encode())

    # Week 1: site and mail say the same.
    first = watch()
    assert first.exit_code == 0, first.output
    assert findings(tmp_path) == []

    # Week 2: a sales mail says 30 days.
    with pymap_box.writer() as box:
        put(box, "INBOX", MAIL.format("30-day").encode())
    second = watch()
    assert second.exit_code == 1, second.output
    (found,) = findings(tmp_path)
    assert {place["uri"].partition(":")[0] for place in found["places"]} == {"http", "imap"}  # type: ignore[attr-defined]
    assert {place["team"] for place in found["places"]} == {"marketing", "sales"}  # type: ignore[attr-defined]
    told = len(site.posts)
    assert "30-day" in json.dumps(site.posts[-1])

    # Week 3: the site is down. Nobody looked, so nothing is gone, and the finding is not told again.
    site.down = True
    third = watch()
    assert third.exit_code == 3, third.output
    history = json.loads((tmp_path / "run.json").read_text())["history"]
    assert "gone" not in history
    assert not any("30-day" in json.dumps(post) for post in site.posts[told:])

    # Week 4: it is back, and says 30 days too. The first mail is left, so the finding has changed, and that is told.
    site.down, site.trial = False, "30-day"
    fourth = watch()
    history = json.loads((tmp_path / "run.json").read_text())["history"]
    assert found["id"] in [one["id"] for one in history["was"]], fourth.output
    assert "gone" not in history
    assert "changed" in json.dumps(site.posts[-1])

    # The same without the network: nothing is asked, and what was fetched is read.
    asked = len(site.asked)
    offline = CliRunner(catch_exceptions=False).invoke(
        cli.main, ["check", "--offline", "--no-history", "-o", "run.json", "--fail-on", "never"]
    )
    assert offline.exit_code == 0, offline.output
    assert len(site.asked) == asked
    assert len(json.loads((tmp_path / "run.json").read_text())["documents"]) == 4
