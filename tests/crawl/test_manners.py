"""What a crawl owes to others: pauses that a site asks for, secrets that stay secret, hosts that are left alone."""

from __future__ import annotations

import asyncio
import ipaddress
from base64 import b64encode
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from crawling import Crawl, crawl
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from benchmarks.crawl.company import Company
from benchmarks.crawl.pages import page
from benchmarks.crawl.site import NOT_FOUND, Answer, Request, Site
from benchmarks.crawl.traps import KEY, KEY_HEADER, PASSWORD, USER, Traps
from msgcheck.config import Web
from msgcheck.sources.crawl.guide import Guide
from msgcheck.sources.crawl.hosts import GuardedResolver, Hosts
from msgcheck.sources.crawl.job import Job

pytestmark = pytest.mark.timeout(290)

PAUSE_S = 0.5
SECRETS = {"SITE_USER": USER, "SITE_PASSWORD": PASSWORD, "PREVIEW_KEY": KEY}
LOGIN = (
    "--user-env",
    "SITE_USER",
    "--password-env",
    "SITE_PASSWORD",
    "--header",
    f"{KEY_HEADER}=PREVIEW_KEY",
)


def few_pages(request: Request) -> Answer:
    """Answer for five pages, and a robots.txt that asks one agent for pauses."""
    if request.path == "/robots.txt":
        rules = f"User-agent: slowpoke\nCrawl-delay: {PAUSE_S}\nDisallow: /3\n\nUser-agent: *\nDisallow: /\n"
        return Answer(rules.encode(), media_type="text/plain")
    if request.path in ("/", "/1", "/2", "/3", "/4"):
        return Answer(page(request.path, links=("/1", "/2", "/3", "/4")))
    return NOT_FOUND


def assert_apart(requests: list[Request]) -> None:
    """Fail unless requests came PAUSE_S apart. On a busy machine one may be seen late, and the next one in time."""
    pauses = [later.at - earlier.at for earlier, later in pairwise(requests)]
    assert min(pauses) >= 0.7 * PAUSE_S, pauses
    assert sum(pauses) >= 0.95 * PAUSE_S * len(pauses), pauses


def test_the_pause_that_robots_asks_for_is_kept(tmp_path: Path) -> None:
    with Site(few_pages) as site:
        done = crawl(site.url(), tmp_path / "crawl", "--user-agent", "slowpoke/2.0")
        asked = [request for request in site.requests if request.path != "/robots.txt"]
    assert {target for target, row in done.entries.items() if row["file"]} == {"/", "/1", "/2", "/4"}
    assert "robots" in done.entries["/3"]["reason"]
    assert_apart(asked)
    assert {request.headers["user-agent"] for request in asked} == {"slowpoke/2.0"}


def test_a_site_that_is_closed_to_us_is_left_alone(tmp_path: Path) -> None:
    with Site(few_pages) as site:
        done = crawl(site.url(), tmp_path / "crawl")
        assert [request.path for request in site.requests] == ["/robots.txt"]
    assert "robots" in done.entries["/"]["reason"]
    assert done.code == 3, "nothing at all was read"


def test_a_pause_of_ones_own_is_kept_and_robots_left_unread(tmp_path: Path) -> None:
    with Site(few_pages) as site:
        options = ("--no-robots", "--no-sitemaps", "--delay", str(PAUSE_S))
        done = crawl(site.url(), tmp_path / "crawl", *options)
        assert_apart(site.requests)
    assert {target for target, row in done.entries.items() if row["file"]} == {"/", "/1", "/2", "/3", "/4"}


def slow_site(pause_s: float) -> Site:
    """Return a site of one page, whose robots.txt asks for a pause."""
    rules = f"User-agent: *\nCrawl-delay: {pause_s}\n".encode()

    def answer(request: Request) -> Answer:
        if request.path == "/robots.txt":
            return Answer(rules, media_type="text/plain")
        return Answer(page("/")) if request.path == "/" else NOT_FOUND

    return Site(answer)


def test_a_pause_of_an_hour_is_not_waited_for_in_silence(tmp_path: Path) -> None:
    with slow_site(3600) as site:
        done = crawl(site.url(), tmp_path / "crawl")
        assert [request.path for request in site.requests] == ["/robots.txt"]
        assert done.code == 3
        assert "3600 s" in done.entries["/"]["reason"]
        assert "--delay 3600" in done.entries["/"]["hint"]


def test_a_long_pause_is_kept_and_said(tmp_path: Path) -> None:
    with slow_site(5) as site:
        done = crawl(site.url(), tmp_path / "crawl", "--no-sitemaps")
        home, crawled = site.url().rstrip("/"), done.entries["/"]["outcome"]
    assert (done.code, crawled) == (0, "kept")
    assert f"{home} asks for 5 s between two requests" in done.stderr


def test_a_longer_pause_is_kept_where_the_settings_have_it() -> None:
    """`delay_s` says how long somebody is ready to wait."""
    for delay_s, forbids in ((0.0, True), (89.0, True), (90.0, False)):
        job = Job(Web(urls=("https://example.com/",), delay_s=delay_s), Path(), 1)
        kept = SimpleNamespace(
            notes={"https://example.com/robots.txt": ["User-agent: *\nCrawl-delay: 90", ""]}
        )
        paused: list[float] = []
        guide = Guide(job, None, None, kept, lambda _, pause_s, paused=paused: paused.append(pause_s))  # type: ignore[arg-type, misc]
        asyncio.run(guide.learn(["https://example.com/"]))
        assert bool(guide.forbidden("https://example.com/a")) == forbids
        assert paused == ([] if forbids else [90.0])


@pytest.fixture(scope="module")
def logged_in(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Crawl, list[Request], list[Request], list[str]]:
    """A crawl of what is behind a login: (it, its requests, those that reached another host, the command lines of
    all processes of this machine at that time)."""
    folder = tmp_path_factory.mktemp("login") / "crawl"
    lines: list[str] = []
    with Site(lambda _: Answer(b"<p>You should not be here."), host="") as foreign:
        traps = Traps(foreign.url(host="localhost").rstrip("/"), foreign.url(host="127.0.0.2").rstrip("/"))

        def answer(request: Request) -> Answer:
            lines.extend(path.read_text("utf-8", "replace") for path in Path("/proc").glob("[0-9]*/cmdline"))
            return traps(request)

        with Site(answer) as site:
            options = (
                "--include",
                "/members/**",
                "--include",
                "/preview/",
                "--depth",
                "3",
                "--no-sitemaps",
                *LOGIN,
            )
            done = crawl(site.url("/members/"), folder, *options, secrets=SECRETS)
            return done, list(site.requests), list(foreign.requests), lines


Login = tuple[Crawl, list[Request], list[Request], list[str]]


def test_pages_behind_a_login_are_had(logged_in: Login) -> None:
    done, asked, _, _ = logged_in
    assert b"Members read more." in done.content("/members/more")
    assert b"Members pay" in done.content("/members/")
    assert all(request.headers.get(KEY_HEADER.lower()) == KEY for request in asked)


def test_secrets_go_to_no_other_host(logged_in: Login) -> None:
    done, _, foreign, _ = logged_in
    assert foreign == []
    assert "localhost" in done.entries["/members/away"]["reason"]


def test_secrets_are_in_no_file_no_output_and_no_command_line(logged_in: Login) -> None:
    done, _, _, command_lines = logged_in
    pair = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    files = [path.read_bytes() for path in done.folder.parent.rglob("*") if path.is_file()]
    written = b"\n".join(
        [*files, done.stdout.encode(), done.stderr.encode(), *(line.encode() for line in command_lines)]
    )
    assert len(files) >= 3
    for secret in (PASSWORD, KEY, pair):
        assert secret.encode() not in written


def test_a_missing_variable_stops_before_anything_is_asked(tmp_path: Path) -> None:
    with Site(few_pages) as site:
        with pytest.raises(AssertionError, match="PREVIEW_KEY"):
            crawl(site.url(), tmp_path / "crawl", "--header", f"{KEY_HEADER}=PREVIEW_KEY")
        assert site.requests == []


def test_a_start_that_leads_to_another_host_says_how_to_go_on(tmp_path: Path) -> None:
    """example.com that redirects to another name is the commonest first try that finds nothing."""
    with Site(Company(count=10), host="") as site:
        to = site.url(host="localhost")
        with Site(
            lambda request: Answer(b"", 301, headers={"Location": to}) if request.path == "/" else NOT_FOUND
        ) as start:
            done = crawl(start.url(), tmp_path / "crawl")
            assert site.requests == []
            assert done.code == 3
            row = done.entries["/"]
            assert "localhost" in row["reason"]
            assert "--host" in row["hint"]
            further = crawl(start.url(), tmp_path / "further", "--host", f"localhost:{site.port}")
    assert sum(bool(row["file"]) for row in further.rows) == 10


# Addresses that stand for no host of the open internet, with those in which one is hidden.
_private = st.one_of(
    st.sampled_from(
        "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 169.254.0.0/16 100.64.0.0/10 224.0.0.0/4 0.0.0.0/8".split()
    ).flatmap(lambda network: st.ip_addresses(v=4, network=network)),
    st.sampled_from("fe80::/10 fec0::/10 fc00::/7 ff00::/8 ::1/128 ::/128 2001:db8::/32".split()).flatmap(
        lambda network: st.ip_addresses(v=6, network=network)
    ),
    st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16"])
    .flatmap(lambda network: st.ip_addresses(v=4, network=network))
    .map(lambda inner: ipaddress.IPv6Address((0xFFFF << 32) | int(inner))),
)
PUBLIC = "93.184.216.34"


class FakeResolver:
    """Answers every name with the same addresses."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = addresses

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *rest: Any) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self.addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


class Receiver:
    """Keeps the addresses that a connection would be made to."""

    def __init__(self) -> None:
        self.got: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        assert not self.got

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.got.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.got.append("end")


def resolved(hosts: Hosts, name: str, addresses: list[str]) -> list[str]:
    """Return the addresses that a connection to `name` would be made to."""
    receiver = Receiver()
    GuardedResolver(FakeResolver(addresses), hosts).resolveHostName(receiver, name, 80)
    return receiver.got


@given(_private)
def test_a_public_name_that_turns_private_is_not_connected_to(address: Any) -> None:
    """DNS rebinding: the name was public when the crawl began."""
    hosts = Hosts(["https://www.example.com/"], ["docs.example.com"], look_up=lambda _: [PUBLIC])
    for name in ("www.example.com", "docs.example.com", "WWW.Example.com."):
        assert resolved(hosts, name, [PUBLIC, str(address), PUBLIC]) == [PUBLIC, PUBLIC, "end"]
    literal = f"[{address}]" if address.version == 6 else str(address)
    assert not hosts.allows(f"http://{literal}/")


def test_a_private_start_may_be_asked_where_it_stands() -> None:
    hosts = Hosts(["http://wiki.intranet/"], look_up=lambda _: ["10.1.2.3"])
    assert resolved(hosts, "wiki.intranet", ["10.1.2.3"]) == ["10.1.2.3", "end"]
    assert not hosts.allows("http://10.1.2.3/")
    assert not hosts.allows("http://other.intranet/")


def test_a_name_server_does_not_open_this_network_to_a_public_start() -> None:
    hosts = Hosts(["http://www.example.com/"], look_up=lambda _: [PUBLIC, "169.254.169.254"])
    assert resolved(hosts, "www.example.com", [PUBLIC, "169.254.169.254"]) == [PUBLIC, "end"]


def test_a_private_start_is_asked_at_no_other_private_address() -> None:
    stands = {"wiki.intranet": ["10.1.2.3", "fe80::1%eth0"], "docs.intranet": ["10.1.2.4"]}
    hosts = Hosts(["http://wiki.intranet/"], ["docs.intranet"], look_up=stands.__getitem__)
    asked = ["10.1.2.3", "fe80::1", "169.254.169.254", "10.1.2.4"]
    assert resolved(hosts, "wiki.intranet", asked) == ["10.1.2.3", "fe80::1", "end"]
    assert resolved(hosts, "docs.intranet", asked) == ["10.1.2.4", "end"]
