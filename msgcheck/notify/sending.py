"""Trying to send until it is certain: what failed for now is tried again, what was refused is not."""

from __future__ import annotations

from collections.abc import Callable

PAUSES_S = (
    1.0,
    5.0,
    25.0,
)  # before each further try: half a minute covers a restart, more keeps cron waiting
LONGEST_PAUSE_S = 120.0  # a server that asks for more is asked by the next run


class SendError(Exception):
    """It was not sent, as far as we know. Its words hold no secret: they go to stderr and into logs.

    passing: whether it may work a little later; after_s: how long the server asked to wait, None without a word.
    unsure:  the server had all of it and did not answer: it may have arrived, and a second time would be one too many.
    """

    def __init__(
        self, reason: str, *, passing: bool, after_s: float | None = None, unsure: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
        self.after_s = after_s
        self.unsure = unsure


def can_be_host(name: str) -> bool:
    """Say whether a host can have that name: one without it fails in every try, and long after the check.

    >>> can_be_host("bücher.example"), can_be_host("smtp..example")
    (True, False)
    """
    try:
        name.encode("idna")
    except UnicodeError:  # an empty part, or one of more than 63 characters
        return False
    return True


def insist(attempt: Callable[[], None], *, sleep: Callable[[float], None]) -> None:
    """Call `attempt` until it works, at most 1 + len(PAUSES_S) times. Raises the last SendError."""
    for pause_s in PAUSES_S:
        try:
            return attempt()
        except SendError as err:
            wait_s = max(pause_s, err.after_s or 0.0)
            if err.unsure or not err.passing or wait_s > LONGEST_PAUSE_S:
                raise
        sleep(wait_s)
    return attempt()
