"""What a crawl is told: its settings, its folder, its limits, and the secrets that stay in the environment."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from msgcheck import __version__
from msgcheck.config import Web
from msgcheck.errors import ConfigError
from msgcheck.sources.crawl.addresses import normal


@dataclass(frozen=True, slots=True)
class Job:
    """A crawl of `web` into `folder`; a page larger than `max_bytes` is given up."""

    web: Web
    folder: Path
    max_bytes: int

    @property
    def user_agent(self) -> str:
        """How we call ourselves."""
        return self.web.user_agent or f"msgcheck/{__version__} (+https://pypi.org/project/msgcheck/)"

    @property
    def starts(self) -> tuple[str, ...]:
        """The addresses to begin with, in one form, sorted."""
        return tuple(sorted({normal(url) for url in self.web.urls}))

    @property
    def fingerprint(self) -> str:
        """Changes with everything that could make another snapshot: a crawl goes on only where this is the same."""
        return sha256(f"{self.web.model_dump_json()}\n{self.max_bytes}".encode()).hexdigest()


def check(web: Web, environment: Mapping[str, str] = os.environ) -> None:
    """Look whether a crawl can start. Raises ConfigError, before anything is asked."""
    for url in web.urls:
        if not normal(url):
            raise ConfigError(
                f"{url!r} is no address of a website", "write it in full: https://www.example.com/"
            )
        if "@" in urlsplit(url).netloc:
            raise ConfigError(
                "a name or password stands in the address of a website",
                "put them into environment variables, and name those with user_env and password_env",
            )
    for host in web.hosts:
        try:
            parts = urlsplit(f"//{host}")
            wrong = not parts.hostname or parts.path or parts.port == 0
        except ValueError:
            wrong = True
        if wrong:
            raise ConfigError(f"{host!r} is no host", "write it without https:// and path: docs.example.com")
    secret_headers(web, environment)
    if web.render:
        from msgcheck.sources.crawl import render

        render.chromium()


def secret_headers(web: Web, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the headers that log in. Raises ConfigError when a variable is missing, or is no header."""
    headers = {name: _value(environment, variable) for name, variable in web.headers.items()}
    if bool(web.user_env) != bool(web.password_env):
        raise ConfigError("basic auth takes a name and a password", "give both user_env and password_env")
    if web.user_env:
        pair = f"{_value(environment, web.user_env)}:{_value(environment, web.password_env)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return headers


def _value(environment: Mapping[str, str], variable: str) -> str:
    value = environment.get(variable, "")
    if not value:
        raise ConfigError(
            f"the environment variable {variable} is not set",
            f"export {variable}=... before the crawl; it is never written down",
        )
    if "\n" in value or "\r" in value:
        raise ConfigError(f"the environment variable {variable} holds a line break", "export it without one")
    return value
