"""Which hosts may be asked, and at which addresses they may stand.

A link, a redirect or a name server could otherwise lead the crawl to a service that only this machine can reach.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer, provider

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


class Hosts:
    """The hosts of one crawl."""

    def __init__(
        self,
        urls: Sequence[str],
        hosts: Sequence[str] = (),
        *,
        look_up: Callable[[str], list[str]] | None = None,
    ) -> None:
        """Look up the hosts of `urls` once: the private addresses that they stand at then are only for them.

        urls:    where the crawl starts. Their hosts are allowed with and without "www.".
        hosts:   further hosts: "docs.example.com" (ports 80 and 443), "docs.example.com:8080". Where a start is
                 private (a site of an intranet, or of this machine), they may be, too.
        look_up: host -> addresses.
        """
        look_up = look_up or _addresses
        self._allowed: set[tuple[str, int]] = set()
        self._plain: set[str] = set()  # hosts of starts that are asked without TLS
        for url in urls:
            scheme, host, port = place_of(url)
            usual = port in _PORTS.values()
            twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
            for name in (host, twin) if usual else (host,):
                self._allowed |= {(name, p) for p in (_PORTS.values() if usual else (port,))}
            if scheme == "http":
                self._plain |= {host, twin}
        starts = sorted({place_of(url)[1] for url in urls})
        more = [_host_port(host) for host in hosts]
        self._allowed |= {(name, p) for name, port in more for p in ((port,) if port else _PORTS.values())}
        self._private = _private(starts, look_up)  # host -> the private addresses that it stands at
        if self._private:
            self._private |= _private((name for name, _ in more), look_up)
        self.refused: dict[str, str] = {}  # host -> the address that was not gone to

    def allows(self, url: str) -> bool:
        """Say whether the address may be asked, as far as its words tell."""
        try:
            scheme, host, port = place_of(url)
        except ValueError:
            return False
        return scheme in _PORTS and (host, port) in self._allowed and not self._is_private_literal(host)

    def may_hold_secrets(self, url: str) -> bool:
        """Say whether a password may be sent there: encrypted, or to a host that was named without TLS."""
        return self.allows(url) and (url.startswith("https:") or place_of(url)[1] in self._plain)

    def allows_address(self, host: str, address: str) -> bool:
        """Say whether `host` may stand at an IP address; keeps the refusal for the report."""
        if _plain(address) in self._private.get(host, ()) or is_public(address):
            return True
        self.refused[host] = address
        return False

    def _is_private_literal(self, host: str) -> bool:
        try:
            return not self.allows_address(host, str(ipaddress.ip_address(host)))
        except ValueError:
            return False


def place_of(url: str) -> tuple[str, str, int]:
    """Return (scheme, host in lower case, port). Raises ValueError for what is no http or https address."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"{url!r} is no http or https address")
    return parts.scheme, parts.hostname.rstrip("."), parts.port or _PORTS[parts.scheme]


def is_public(address: str) -> bool:
    """Say whether an IP address is on the open internet, whatever IPv4 address hides in it.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1")]
    [True, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64 or int(ip) < 2**32:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if not all(is_public(str(v4)) for v4 in inner if v4 is not None):
            return False
        if ip.ipv4_mapped is not None:
            return True
        if ip.is_site_local:  # fec0::/10, given up in 2004, and still routed in old networks
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _addresses(host: str) -> list[str]:
    """Return the addresses of a host now; none when it has no name server's answer: the request will tell."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


def _private(hosts: Iterable[str], look_up: Callable[[str], list[str]]) -> dict[str, frozenset[str]]:
    """Return the addresses of each host that stands in a private network, and nowhere else.

    A name server that adds an address of this network to a public one would open it to a site of the internet.
    """
    found = {host: frozenset(map(_plain, look_up(host))) for host in hosts}
    return {host: there for host, there in found.items() if there and not any(map(is_public, there))}


def _plain(address: str) -> str:
    """Return an IP address in its shortest form, without the network card that it is seen through."""
    return str(ipaddress.ip_address(address.partition("%")[0]))


def _host_port(host: str) -> tuple[str, int]:
    parts = urlsplit(f"//{host}")
    if not parts.hostname:
        raise ValueError(f"{host!r} is no host")
    return parts.hostname.rstrip("."), parts.port or 0


@implementer(IHostnameResolver)
class GuardedResolver:
    """Hands on only those addresses that a host may stand at: what is checked is what is connected to.

    Between a look-up of ours and a connection elsewhere, a name server could change its answer (DNS rebinding).
    """

    def __init__(self, resolver: Any, hosts: Hosts) -> None:
        self._resolver, self._hosts = resolver, hosts

    def resolveHostName(  # noqa: N802  (names of Twisted's interface)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Collection[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """See IHostnameResolver."""
        receiver = _Sieve(resolutionReceiver, hostName, self._hosts)
        return self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )


@provider(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, host: str, hosts: Hosts) -> None:
        self._receiver, self._host, self._hosts = receiver, host.lower().rstrip("."), hosts

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self._hosts.allows_address(self._host, address.host):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
