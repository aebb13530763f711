"""The password of a mailbox: from the environment or the system's keyring, and never in words."""

from __future__ import annotations

import os

from pydantic import SecretStr

from msgcheck.config import Mailbox
from msgcheck.errors import ConfigError


def password(mailbox: Mailbox) -> SecretStr:
    """Return the password. Raises ConfigError when there is none; the message names where it was looked for."""
    place = f"imap {mailbox.user} on {mailbox.host}"
    if bool(mailbox.password_env) == bool(mailbox.keyring):
        raise ConfigError(
            f"{place}: where its password is must be said once",
            "password_env: NAME_OF_A_VARIABLE, or keyring: NAME_OF_A_SERVICE",
        )
    if mailbox.password_env:
        found = os.environ.get(mailbox.password_env, "")
        where = f"the environment variable {mailbox.password_env}"
        hint = f"export {mailbox.password_env}=..., or store the password in a keyring and name it: keyring: SERVICE"
    else:
        found = _from_keyring(mailbox.keyring, mailbox.user, place)
        where = f"the keyring's service {mailbox.keyring!r}"
        hint = f"keyring set {mailbox.keyring} {mailbox.user}"
    if not found:
        raise ConfigError(f"{place}: {where} holds no password", hint)
    if any(letter in found for letter in "\r\n\0"):  # it would end the command that carries it
        raise ConfigError(f"{place}: the password in {where} holds a line break", "set it without one")
    return SecretStr(found)


def _from_keyring(service: str, user: str, place: str) -> str:
    # Costs a tenth of a second, and most mailboxes have their password in the environment.
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(service, user) or ""
    except KeyringError as err:
        said = str(err).strip().splitlines() or [type(err).__name__]
        raise ConfigError(
            f"{place}: the keyring cannot be asked: {said[0]}",
            "unlock it, or give the password in an environment variable: password_env: NAME",
        ) from err
