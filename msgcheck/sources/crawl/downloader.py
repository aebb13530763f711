"""Scrapy's downloader as a crawl uses it: its pace, its limits, its names of hosts, and nothing that acts by itself."""

from __future__ import annotations

from typing import Any

from scrapy.extensions.throttle import AutoThrottle

from msgcheck.sources.crawl.hosts import GuardedResolver, Hosts, place_of
from msgcheck.sources.crawl.job import Job


class Throttle(AutoThrottle):
    """AutoThrottle that keeps to the pause that robots.txt asks for, and that an unchanged page does not slow down."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.least_s: dict[str, float] = {}  # host -> seconds

    def _adjust_delay(self, slot: Any, latency: float, response: Any) -> None:
        least_s = max(self.mindelay, self.least_s.get(place_of(response.url)[1], 0.0))
        target_s = latency / self.target_concurrency
        delay_s = min(max(target_s, (slot.delay + target_s) / 2), self.maxdelay)
        # An error comes quickly. A 304 does too, but AutoThrottle counts it as an error, and never gets faster again.
        if response.status < 400 or delay_s > slot.delay:
            slot.delay = max(delay_s, least_s)


class Resolver(GuardedResolver):
    """The name look-up of the process, in the form that Scrapy's setting wants it."""

    def __init__(self, reactor: Any, hosts: Hosts) -> None:
        super().__init__(reactor.nameResolver, hosts)
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Resolver:
        """Make it from the settings of the process."""
        return cls(reactor, crawler.settings["MSGCHECK_HOSTS"])

    def install_on_reactor(self) -> None:
        """Make it the only way to look up a name."""
        self._reactor.installNameResolver(self)


def settings(job: Job, hosts: Hosts) -> dict[str, Any]:
    """Return the settings of Scrapy: its downloader, its throttle, and nothing that acts by itself."""
    return {
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_MAX_DELAY": max(3.0, job.web.delay_s),  # one slow page must not slow down all others
        "AUTOTHROTTLE_START_DELAY": max(0.05, job.web.delay_s),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 4.0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "COOKIES_ENABLED": False,  # its list of public suffixes would be fetched from elsewhere
        "DOWNLOAD_DELAY": job.web.delay_s,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # a pause of 10 s that a site asks for is no pause of 5 s
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        "DOWNLOAD_MAXSIZE": job.max_bytes,
        "DOWNLOAD_TIMEOUT": job.web.timeout_s,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_WARNSIZE": 0,
        "EXTENSIONS": {AutoThrottle: None, Throttle: 0},
        "HTTPAUTH_DOMAIN": "",
        "HTTPPROXY_ENABLED": False,  # a proxy would look names up itself, unguarded
        "LOG_LEVEL": "CRITICAL",  # what goes wrong is in the index; Scrapy's lines would repeat it
        "MSGCHECK_HOSTS": hosts,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,  # `guide` reads it, with its pauses
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": Resolver,
        "URLLENGTH_LIMIT": 0,
        "USER_AGENT": job.user_agent,
    }


def require_guard() -> None:
    """Raise RuntimeError unless names are looked up by `Resolver`: Scrapy passes over a setting that it does not know."""
    from twisted.internet import reactor

    if not isinstance(reactor.nameResolver, Resolver):
        raise RuntimeError("Scrapy did not install our resolver: another version than the pinned one?")


def pause(crawler: Any, site: str, pause_s: float) -> None:
    """From now on keep at least this pause between two requests to the host of an address."""
    host = place_of(site)[1]
    throttle = next(part for part in crawler.extensions.middlewares if isinstance(part, Throttle))
    throttle.least_s[host] = max(pause_s, throttle.least_s.get(host, 0.0), throttle.mindelay)
    downloader = crawler.engine.downloader
    downloader.per_slot_settings[host] = {"delay": throttle.least_s[host]}
    if host in downloader.slots:
        downloader.slots[host].delay = max(downloader.slots[host].delay, throttle.least_s[host])
