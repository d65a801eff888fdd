"""The house's own signature on a mail (DKIM, RFC 6376), by which a server knows that nobody changed it on the way.

RSA alone: Ed25519 (RFC 8463) is checked by few of the great providers, and a mail that bears it alone counts
there as one without a signature.
"""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from dkim import DKIM
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

from secretariat.errors import Misconfigured
from secretariat.settings import OwnKey, Settings

SHORTEST = 1024  # bits; verifiers take nothing below (RFC 8301, 3.2)
MAKE = "openssl genrsa -out dkim.pem 2048"
RELAXED = (b"relaxed", b"relaxed")
# RFC 8058 asks for both of List-Unsubscribe: an address that anybody could put in would be pressed by machines.
HEADERS = (
    b"From", b"To", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type",
    b"Content-Language", b"List-Unsubscribe", b"List-Unsubscribe-Post", b"Auto-Submitted",
)  # fmt: skip
RSA = bytes.fromhex("300d06092a864886f70d0101010500")  # the algorithm's name, as SubjectPublicKeyInfo writes it
INTEGER, BITS, SEQUENCE = 0x02, 0x03, 0x30


class Stamped(DKIM):  # type: ignore[misc]  # dkimpy brings no types
    """dkimpy's signer with a moment that it is given: with its own, the clock's, each attempt would differ."""

    def __init__(self, content: bytes, at: datetime) -> None:
        super().__init__(content)
        self.moment = str(int(at.timestamp())).encode()

    def gen_header(self, fields: list[tuple[bytes, bytes]], *given: Any, **named: Any) -> bytes:
        """Return the header; of its fields, t= is the moment of signing."""
        stamped = [(name, self.moment if name == b"t" else value) for name, value in fields]
        return super().gen_header(stamped, *given, **named)


@dataclass(frozen=True)
class Signer:
    """A key, and under which name in DNS its public half stands. bits: its length · public: as DNS writes it."""

    domain: str
    selector: str
    pem: bytes = field(repr=False)
    bits: int
    public: str

    def sign(self, content: bytes, at: datetime) -> bytes:
        """Return a mail with its signature before it.

        at: when the mail was written, as its Date says. Nothing else goes in but the bytes and the key, and RSA as
        it is used here (PKCS 1 v1.5) takes no chance number: so every attempt signs to the same bytes, in whatever
        process, and nothing needs to be kept. Each header is signed once more than it is there, so that nobody
        can add a second one.
        """
        mail = Stamped(content, at)
        there = [name for name, _value in mail.headers if name.lower() in {one.lower() for one in HEADERS}]
        header: bytes = mail.sign(
            self.selector.encode(),
            self.domain.encode(),
            self.pem,
            canonicalize=RELAXED,
            include_headers=[*there, *HEADERS],
        )
        return header + content


def of(settings: Settings) -> Signer | None:
    """Return who signs, or None where no key is set. Raises Misconfigured where a key cannot sign."""
    return _read(settings.dkim) if settings.dkim else None


@cache
def _read(own: OwnKey) -> Signer:
    """Read a key once, not for every mail."""
    pem = own.pem.replace("\r", "").strip().encode()
    try:
        key = parse_pem_private_key(pem)
    except (UnparsableKeyError, ValueError, LookupError, TypeError):
        raise Misconfigured(f"DKIM_KEY holds no RSA private key that can be read; make one: {MAKE}") from None
    bits = key["modulus"].bit_length()
    if bits < SHORTEST:
        raise Misconfigured(f"The key in DKIM_KEY has {bits} bits, which servers do not take; make one: {MAKE}")
    return Signer(own.domain, own.selector, pem, bits, public(key["modulus"], key["publicExponent"]))


def public(modulus: int, exponent: int) -> str:
    """Return the public half of a key as DNS writes it: SubjectPublicKeyInfo in base 64."""
    numbers = _block(SEQUENCE, _whole(modulus) + _whole(exponent))
    return base64.b64encode(_block(SEQUENCE, RSA + _block(BITS, b"\0" + numbers))).decode()


def _whole(number: int) -> bytes:
    return _block(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _block(tag: int, content: bytes) -> bytes:
    """Return a piece of DER: what it is, how long, and its content."""
    size = len(content)
    if size < 0x80:  # noqa: PLR2004  from here on the length says first how many bytes it has
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
