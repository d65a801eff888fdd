"""The address to which an answer to a mail about a text goes: it says which text, and is signed by the house.

Lower case and digits only, since servers on the way may write an address in capitals or in small letters.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from secretariat.database import db
from secretariat.mail.letter import Kind
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.settings import Settings

SEAL = 15  # bytes of the signature: 24 characters, so that the local part stays below the 64 of RFC 5321
TAIL = re.compile(r"(\d{1,9})\.([a-z2-7]{24})")
ANSWERABLE = frozenset(
    {
        Kind.CALL_OPENED,
        Kind.CALL_CHANGED,
        Kind.DUE_MOVED,
        Kind.EXTENDED,
        Kind.REOPENED,
        Kind.CHANGES_REQUESTED,
        Kind.INCOMPLETE,
        Kind.REMINDER,
        Kind.NOTICE,
        Kind.FORM_READ,
        Kind.MAIL_NOT_FILED,
    }
)
# Those whose numbers are the ones of the questions, under which an answer is written.
NUMBERED = frozenset({Kind.CALL_OPENED, Kind.FORM_READ})


@dataclass(frozen=True)
class Named:
    """What the addresses of a mail say. text: the id of a deliverable · forged: one is signed by somebody else."""

    text: int | None = None
    forged: bool = False


def of(message: Message, settings: Settings) -> str | None:
    """Return the address to which an answer to a message goes, or None where answers are not read by the house.

    A mail about several texts is answered for the first, which its subject names.
    """
    if settings.reply_to is None or message.kind not in ANSWERABLE:
        return None
    heard = may_answer(message.user, message.about, message.created_at)
    return signed(message.about[0], settings) if heard else None


def may_answer(reader: User, about: Sequence[int], at: datetime) -> bool:
    """Tell whether a reader's answer to a mail is taken: from a focal point of the country of its first text.

    about: the ids of its texts · at: when it was written, so that each attempt says the same.
    """
    text = db.session.get(Deliverable, about[0]) if about else None
    return text is not None and text.country_id in reader.country_ids(at, Role.FOCAL_POINT)


def signed(text: int, settings: Settings) -> str:
    """Return the address of a text."""
    local, _at, domain = (settings.reply_to or "").rpartition("@")
    return f"{local}+{text}.{seal(text, settings.secret_key)}@{domain}"


def seal(text: int, secret: str) -> str:
    """Return the signature of a text's address."""
    made = hmac.digest(secret.encode(), f"reply:{text}".encode(), hashlib.sha256)
    return base64.b32encode(made[:SEAL]).decode().lower()


def read(addresses: list[str], settings: Settings) -> Named:
    """Return which text the addresses of a mail name; of several, the first that is truly ours counts."""
    local, _at, domain = (settings.reply_to or "").lower().rpartition("@")
    tails = [
        tail
        for name, _sign, host in (address.lower().rpartition("@") for address in addresses)
        if domain and host == domain and name.startswith(f"{local}+")
        for tail in [name.removeprefix(f"{local}+")]
    ]
    for tail in tails:
        found = TAIL.fullmatch(tail)
        if found and hmac.compare_digest(found[2], seal(int(found[1]), settings.secret_key)):
            return Named(int(found[1]))
    return Named(forged=bool(tails))


def ours(address: str, settings: Settings) -> bool:
    """Tell whether an address is one from which the house writes, or one at which it reads, with or without a text."""
    name, _sign, host = address.lower().rpartition("@")
    own = {parseaddr(settings.mail_from)[1].lower(), (settings.reply_to or "").lower()}
    return bool(name) and f"{name.partition('+')[0]}@{host}" in own
