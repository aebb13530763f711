"""What can go wrong, and what to do next.

MsgcheckError
├── ConfigError      msgcheck.yaml or glossary.yaml cannot be used (exit code 2)
├── ModelError       a model is missing, or is not the one it says it is (exit code 2)
├── StoreError       the cache or the history cannot be read or written (exit code 2)
└── SourceError      one place could not be read; becomes a `Skipped`, the run goes on (exit code 3)
"""

from __future__ import annotations


class MsgcheckError(Exception):
    """An error a user can act on: what happened, and in `hint` what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class ConfigError(MsgcheckError):
    """A file that a person wrote cannot be used; the message starts with `file:line: key`."""


class ModelError(MsgcheckError):
    """A model is missing or is not what its name says."""


class StoreError(MsgcheckError):
    """The cache or the history cannot be read or written."""


class SourceError(MsgcheckError):
    """One asset cannot be read. Carries the place, so that it can be listed."""

    def __init__(self, uri: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{uri}: {reason}", hint)
        self.uri = uri
        self.reason = reason
