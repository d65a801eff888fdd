"""The server that takes our mail, as SMTP_URL names it."""

import ssl
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from secretariat.errors import Misconfigured

FORMS = "smtps://user:password@host, smtp+starttls://user:password@host, or smtp://host for a relay of your own network"


class Tls(StrEnum):
    """How the line is encrypted; there is no falling back from one to another."""

    WRAPPED = "smtps"
    STARTTLS = "smtp+starttls"
    NONE = "smtp"


PORTS = {Tls.WRAPPED: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


@dataclass(frozen=True)
class Server:
    """Host, port, encryption, and who we are there. The certificate is always verified, by name too."""

    host: str
    port: int
    tls: Tls
    user: str
    password: str

    @classmethod
    def read(cls, url: str) -> "Server":
        """Read SMTP_URL; raise Misconfigured with a sentence, without the password, where it cannot work."""
        parts = urlsplit(url)
        try:
            tls, port = Tls(parts.scheme), parts.port
        except ValueError:
            raise Misconfigured(
                f"SMTP_URL begins with {parts.scheme!r} or has no proper port; write {FORMS}."
            ) from None
        if not parts.hostname or parts.path.strip("/") or parts.query:
            raise Misconfigured(f"SMTP_URL names no host, or says more than one; write {FORMS}.")
        if parts.username and tls is Tls.NONE:
            raise Misconfigured("SMTP_URL would send the password in the clear; write smtp+starttls:// or smtps://.")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port or PORTS[tls], tls, user, password)

    def context(self) -> ssl.SSLContext:
        """Return what verifies the server; SSL_CERT_FILE names further authorities."""
        return ssl.create_default_context()
