"""By a webhook as Slack has it: JSON with `text` for the notification and `blocks` for the message.

Mattermost, Rocket.Chat, Discord (with /slack behind the address) and others take the same; most of them show `text` only
and read it as Markdown.
"""

from __future__ import annotations

import json
import re
import ssl
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from msgcheck import __version__
from msgcheck.errors import ConfigError
from msgcheck.notify.letter import Entry, Letter, line
from msgcheck.notify.sending import SendError, can_be_host

TIMEOUT_S = 30.0
BLOCKS = 50  # Slack's own limits
SECTION = 3000  # characters of a section's text
TEXT = 3900  # Slack cuts at 40,000 and advises 4,000
_CODE = re.compile(r"[a-z_]{3,40}", re.ASCII)  # what Slack says of a message it refuses: "invalid_blocks"


class Webhook:
    """Posts letters. The address is a secret: who knows it can post too."""

    name = "webhook"

    def __init__(self, address: str, *, variable: str) -> None:
        """variable: of the environment that the address is from; errors name it in place of the address.

        Raises ConfigError for what is no address.
        """
        self._address, self._variable = address.strip(), variable
        if not _can_be_asked(self._address):
            raise ConfigError(
                f"notify.webhook_env: {variable} does not hold the address of a webhook",
                "it starts with https:// and has no blanks; letters like ä stand in it as %C3%A4",
            )

    def send(self, letter: Letter, *, now: datetime) -> str:
        """Post it once; return "". Raises SendError, whose words never hold the address."""
        request = urllib.request.Request(
            self._address,
            data=json.dumps(payload(letter)).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": f"msgcheck/{__version__}",
                # Who keeps these keys takes a message once, however often it is sent.
                "Idempotency-Key": f'"{letter.key[:40]}"',
            },
        )
        # Errors are raised without their cause: it knows the address.
        try:
            with _opener().open(request, timeout=TIMEOUT_S) as answer:
                answer.read(1000)
        except urllib.error.HTTPError as err:
            with err:
                said = self._said(err)
                after_s = _after_s(err.headers.get("Retry-After", ""), now)
            reason = f"webhook: the server of {self._variable} answers {err.code}{said}"
            raise SendError(
                reason, passing=err.code in (408, 429) or err.code >= 500, after_s=after_s
            ) from None
        except urllib.error.URLError as err:
            certain = isinstance(err.reason, ssl.SSLCertVerificationError)
            why = "its certificate is not valid" if certain else _why(err.reason)
            reason = f"webhook: the server of {self._variable} cannot be reached: {why}"
            raise SendError(reason, passing=not certain) from None
        except UnicodeError:  # its words would show the address
            reason = f"webhook: the address in {self._variable} cannot be asked"
            raise SendError(reason, passing=False) from None
        except (OSError, HTTPException) as err:
            reason = f"webhook: the server of {self._variable}: {_why(err)}"
            raise SendError(reason, passing=True, unsure=True) from None
        return ""

    def _said(self, err: urllib.error.HTTPError) -> str:
        try:
            words = err.read(200).decode("ascii", "replace").strip()
        except (OSError, HTTPException):
            return ""
        return f" {words}" if _CODE.fullmatch(words) and words not in self._address else ""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would carry the message to an address that nobody named, as a GET without it."""

    def redirect_request(self, *_: Any) -> None:
        return None


def payload(letter: Letter) -> dict[str, Any]:
    """Return what is posted: within Slack's limits, and nothing in it calls, links or embeds by itself."""
    link = (
        f"<{_in_link(letter.link)}|Report>" if _is_address(letter.link) else f"Report: {escape(letter.link)}"
    )
    ends = [*map(escape, letter.foot), *([link] if letter.link else [])]
    head = "\n".join([f"*{escape(letter.subject)}*", *map(escape, letter.lead)])
    blocks = [_section(head), *(_section(_told(entry)) for entry in letter.entries)][: BLOCKS - 1]
    if ends:
        blocks.append(_section("\n".join(ends)))
    text = "\n\n".join([head, *map(_told, letter.entries), *ends])
    return {"text": _cut(text, TEXT), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def escape(text: str) -> str:
    """Return `text` as itself: no entity, no mention, no link, no picture.

    >>> escape("<!channel> R&D")
    '&lt;!channel&gt; R&amp;D'
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A character that nobody sees stands between: Mattermost would call @all, and fetch ![](pictures).
    return re.sub(r"(?<=[@!\]])(?=[\w(\[])", "\u200b", safe)


def _told(entry: Entry) -> str:
    lines = [f"*{escape(entry.title)}*", escape(entry.message)]
    lines += [f"• {escape(where)}: “{escape(quote)}”" for where, quote in entry.places]
    lines += [escape(entry.more)] if entry.more else []
    return "\n".join(lines)


def _section(text: str) -> dict[str, Any]:
    # verbatim: nothing in it becomes a link or a mention that is not written as one.
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(text, SECTION), "verbatim": True}}


def _cut(text: str, longest: int) -> str:
    """Cut at the end of a line, so that no entity is cut in two."""
    if len(text) <= longest:
        return text
    whole = text[: longest - 2].rpartition("\n")[0] or re.sub(r"&\w*\Z", "", text[: longest - 2])
    return f"{whole}\n…"


def _in_link(address: str) -> str:
    return escape(address).replace("|", "%7C")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not re.search(r"[\s\x00-\x1f\x7f]", text)
        )
    except ValueError:
        return False


def _can_be_asked(text: str) -> bool:
    """Say whether it is an address as a request has it: a host that can be, a port that can be, and ASCII behind."""
    if not _is_address(text):
        return False
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError:  # no number, or one above 65535
        return False
    return port != 0 and can_be_host(parts.hostname or "") and f"{parts.path}{parts.query}".isascii()


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Stay)


def _why(cause: object) -> str:
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    return (
        line(cause.strerror or type(cause).__name__) if isinstance(cause, OSError) else "the connection broke"
    )


def _after_s(text: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, in either of its forms."""
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
