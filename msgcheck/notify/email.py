"""By e-mail: one message to all, as text and as HTML, over a connection that is safe unless somebody said otherwise."""

from __future__ import annotations

import html
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from msgcheck.errors import ConfigError
from msgcheck.notify.letter import Letter, line
from msgcheck.notify.sending import SendError, can_be_host

PORTS = {"tls": 465, "starttls": 587, "none": 25}
TIMEOUT_S = 30.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Email:
    """Sends letters by SMTP."""

    name = "email"

    def __init__(
        self,
        host: str,
        *,
        sender: str,
        to: Sequence[str],
        port: int = 0,
        security: str = "starttls",
        user: str = "",
        password: str = "",
    ) -> None:
        """security: tls | starttls | none; port: 0 for the usual one of it.

        Raises ConfigError for what is no address or host, and where a password would go out in the clear.
        """
        if not can_be_host(host):
            raise ConfigError(f"notify.email.host: {line(host, 80)!r} is no host", "say smtp.example.com")
        self._host, self._port, self._security = host, port or PORTS[security], security
        self._user, self._password = user, password
        self._sender = _address("notify.email.sender", sender)
        self._to = tuple(_address("notify.email.to", one) for one in to)
        if user and security == "none" and host not in _LOOPBACK:
            raise ConfigError(
                "notify.email.security: with none the password would go out in the clear",
                "say tls or starttls",
            )
        if not (user + password).isascii():
            raise ConfigError(
                "notify.email: user and password of a mail server are plain ASCII here",
                "set another password",
            )

    def send(self, letter: Letter, *, now: datetime) -> str:
        """Send it once. Return whom the server refused while it took the message for others, "" for nobody.

        Raises SendError when nobody got it.
        """
        message = compose(letter, sender=self._sender, to=self._to, now=now)
        # Errors are raised without their cause: what a server answers to a login can repeat what it was told.
        server = None
        try:
            server = self._connected()
            try:
                if self._user:
                    server.login(self._user, self._password)
                refused = server.send_message(message)
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()  # whatever it says now, it has the message
            finally:
                server.close()
        except smtplib.SMTPRecipientsRefused as err:
            codes = {code for code, _ in err.recipients.values()}
            reason = f"mail: {self._host} takes it for nobody ({', '.join(map(str, sorted(codes)))})"
            raise SendError(reason, passing=any(400 <= code < 500 for code in codes)) from None
        except smtplib.SMTPAuthenticationError as err:
            reason = f"mail: {self._host} refuses user or password ({err.smtp_code})"
            raise SendError(reason, passing=400 <= err.smtp_code < 500) from None
        except smtplib.SMTPResponseException as err:
            said = (
                err.smtp_error.decode("utf-8", "replace")
                if isinstance(err.smtp_error, bytes)
                else err.smtp_error
            )
            reason = f"mail: {self._host}: {err.smtp_code} {self._unsaid(said)}"
            raise SendError(reason, passing=400 <= err.smtp_code < 500) from None
        except smtplib.SMTPServerDisconnected:
            raise SendError(
                f"mail: {self._host} hung up", passing=True, unsure=_handed_over(server)
            ) from None
        except smtplib.SMTPException as err:  # what the server lacks: STARTTLS, a way to log in
            raise SendError(f"mail: {self._host}: {self._unsaid(str(err))}", passing=False) from None
        except ssl.SSLError as err:
            reason = f"mail: no safe connection to {self._host}: {line(err.reason or str(err))}"
            raise SendError(reason, passing=False) from None
        except OSError as err:
            reason = f"mail: {self._host} cannot be reached: {err.strerror or 'no answer in time'}"
            raise SendError(reason, passing=True, unsure=_handed_over(server)) from None
        except UnicodeError as err:  # a name or an address that the protocol has no bytes for
            reason = f"mail: {self._host}: cannot be asked: {self._unsaid(str(err))}"
            raise SendError(reason, passing=False, unsure=_handed_over(server)) from None
        return f"mail: not taken for {', '.join(sorted(refused))}" if refused else ""

    def _connected(self) -> smtplib.SMTP:
        safe = ssl.create_default_context()
        if self._security == "tls":
            return _SmtpOverTls(self._host, self._port, timeout=TIMEOUT_S, context=safe)
        server: smtplib.SMTP = _Smtp(self._host, self._port, timeout=TIMEOUT_S)
        try:
            if self._security == "starttls":
                server.starttls(context=safe)
        except BaseException:
            server.close()
            raise
        return server

    def _unsaid(self, text: str) -> str:
        return line(text.replace(self._password, "…") if self._password else text)


class _Smtp(smtplib.SMTP):
    """Remembers that the message itself was handed over: what fails after that may have arrived."""

    handed_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.handed_over = True
        return super().data(msg)


class _SmtpOverTls(_Smtp, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def _handed_over(server: smtplib.SMTP | None) -> bool:
    return isinstance(server, _Smtp) and server.handed_over


def compose(letter: Letter, *, sender: Address, to: Sequence[Address], now: datetime) -> EmailMessage:
    """Return the mail; the same letter is the same mail, known by its Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.key[:40]}.email@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office notes in return (RFC 3834)
    message["X-Auto-Response-Suppress"] = "All"  # the same, as Exchange has it
    message.set_content(as_text(letter), cte="quoted-printable")
    message.add_alternative(as_html(letter), subtype="html", cte="quoted-printable")
    return message


def as_text(letter: Letter) -> str:
    """Return the letter as plain text."""
    parts = ["\n".join(letter.lead)]
    for entry in letter.entries:
        lines = [f"* {entry.title}", f"  {entry.message}"]
        lines += [f"  - {where}: “{quote}”" for where, quote in entry.places]
        lines += [f"  {entry.more}"] if entry.more else []
        parts.append("\n".join(lines))
    parts += ["\n".join(letter.foot)] if letter.foot else []
    parts += [f"Report: {letter.link}"] if letter.link else []
    return "\n\n".join(parts) + "\n"


def as_html(letter: Letter) -> str:
    """Return the letter as a page without pictures, scripts or anything that is fetched."""
    said = html.escape
    body = [f"<p>{'<br>'.join(map(said, letter.lead))}</p>"]
    for entry in letter.entries:
        body.append(f"<h3>{said(entry.title)}</h3>\n<p>{said(entry.message)}</p>")
        rows = [f"<li>{said(where)}: <q>{said(quote)}</q></li>" for where, quote in entry.places]
        rows += [f"<li>{said(entry.more)}</li>"] if entry.more and rows else []
        body.append(f"<ul>{''.join(rows)}</ul>" if rows else f"<p>{said(entry.more)}</p>")
    body += [f"<p>{'<br>'.join(map(said, letter.foot))}</p>"] if letter.foot else []
    if letter.link:
        shown = said(letter.link)
        web = letter.link.lower().startswith(("http://", "https://"))
        body.append(f'<p>Report: <a href="{shown}">{shown}</a></p>' if web else f"<p>Report: {shown}</p>")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{said(letter.subject)}</title></head>\n"
        f'<body style="font-family: sans-serif; max-width: 45em">\n{chr(10).join(body)}\n</body></html>\n'
    )


def _address(key: str, text: str) -> Address:
    try:
        name, spec = parseaddr(text)
        if "@" not in spec or len(text.splitlines()) > 1:
            raise ValueError(text)
        return Address(display_name=name, addr_spec=spec)
    # Line breaks, and everything that is no address; the parser of Python stumbles over some of it.
    except (ValueError, MessageError, IndexError, AttributeError) as err:
        raise ConfigError(f"{key}: {line(text, 80)!r} is no mail address", "say brand@example.com") from err
