"""Pages that scripts draw, in the system's Chromium: what they draw is read, and they reach nobody else."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Trapped, crawl, read

from benchmarks.crawl.site import Answer, Site
from benchmarks.crawl.traps import Traps
from msgcheck.errors import ConfigError
from msgcheck.sources.crawl.render import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.timeout(290),
    pytest.mark.skipif(CHROMIUM is None, reason="rendering takes the system's Chromium"),
]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trapped]:
    """The page that a script draws, and what it leads to."""
    folder: Path = tmp_path_factory.mktemp("drawn") / "crawl"
    with Site(lambda _: Answer(b"You should not be here."), host="") as foreign:
        traps = Traps(foreign.url(host="localhost").rstrip("/"), foreign.url(host="127.0.0.2").rstrip("/"))
        with Site(traps) as site:
            done = crawl(site.url("/drawn"), folder, "--render", "--no-sitemaps", "--timeout", "10")
            words, unread = read(folder)
            yield Trapped(site, done, list(foreign.requests), words, unread)


def test_what_a_script_draws_is_read(drawn: Trapped) -> None:
    assert "The script counts 4711 seats." in drawn.said("/drawn")
    assert drawn.done.code == 0, drawn.done.stderr


def test_links_that_a_script_draws_are_followed(drawn: Trapped) -> None:
    assert "A link that a script drew leads here." in drawn.said("/hidden/from-script")


def test_scripts_reach_no_other_host(drawn: Trapped) -> None:
    assert [(request.headers["host"], request.target) for request in drawn.foreign] == []


def test_a_page_that_opens_windows_is_read_and_has_no_network(tmp_path: Path) -> None:
    """Windows ask before they have a frame; WebRTC asks past every name look-up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.setblocking(False)
        script = f"""
            const call = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{stun.getsockname()[1]}"}}]}});
            call.createDataChannel("x");
            call.createOffer().then(offer => call.setLocalDescription(offer));
            window.open("/other"); setTimeout(() => window.open("/"), 50);
            document.querySelector("p").textContent = "The script counts 1147 seats.";
        """
        body = f"<title>Seats</title><p>No seats.</p><iframe src=/frame></iframe><script>{script}</script>".encode()
        with Site(lambda request: Answer(body if request.path == "/" else b"<p>More.")) as site:
            done = crawl(
                site.url(), tmp_path / "crawl", "--render", "--no-sitemaps", "--no-robots", "--timeout", "10"
            )
            assert {request.path for request in site.requests} == {"/", "/frame"}
        assert done.code == 0, done.stderr
        assert b"1147 seats" in done.content("/")
        with pytest.raises(BlockingIOError):
            stun.recv(100)


@pytest.mark.skipif(os.getuid() != 0, reason="only root sees how Chromium refuses a sandbox")
def test_chromium_has_its_sandbox_and_a_start_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)

    async def start() -> None:
        async with Browser(None, user_agent="msgcheck", timeout_s=5):  # type: ignore[arg-type]
            pass

    with pytest.raises(ConfigError, match="sandbox") as caught:
        asyncio.run(start())
    assert "without render" in caught.value.hint
