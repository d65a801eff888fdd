"""What a server says of a mail that it could not deliver (RFC 3464), and of which mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from secretariat.mail import plain, refusals
from secretariat.mail.incoming.careful import POLICY
from secretariat.mail.refusals import About

NAMED = re.compile(r"<[^<>\s]{3,250}>")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
LONGEST_REPLY = 500
LONGEST_HEADERS = 64 * 1024  # bytes of the headers of a mail that came back
GOOD_NEWS = {"delivered", "relayed", "expanded"}
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


@dataclass(frozen=True)
class Verdict:
    """What is said of one recipient. addresses: in small letters · failed: no further try · dead: it is no address."""

    addresses: frozenset[str]
    failed: bool
    dead: bool
    reply: str


@dataclass(frozen=True)
class Report:
    """What a server says. message_ids: of the mail that came back, as its own headers have them.

    arrived: it says of a reader that the mail is there, or went on its way.
    """

    message_ids: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    arrived: bool = False


def report(parts: Sequence[Message]) -> Report | None:
    """Return what a mail's parts report, or None where they are no report of a delivery."""
    told = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if not told:
        return None
    said = [block for part in told for block in blocks(part)]
    verdicts = tuple(one for block in said for one in verdict(block))
    arrived = any(field(block, "Action").lower() in GOOD_NEWS for block in said)
    returned = (part for part in parts if part.get_content_type() in RETURNED)
    return Report(tuple(number for part in returned for number in numbers(part)), verdicts, arrived)


def blocks(part: Message) -> Iterator[Message]:
    """Yield the blocks of a report: one of the mail, then one of each recipient."""
    payload = part.get_payload() if part.is_multipart() else None
    yield from (one for one in payload if isinstance(one, Message)) if isinstance(payload, list) else ()


def verdict(block: Message) -> Iterator[Verdict]:
    """Yield what a block says of a recipient, unless it is good news or none."""
    action, status = field(block, "Action").lower(), STATUS.search(field(block, "Status"))
    if action not in {"failed", "delayed"}:
        return
    named = (field(block, name).rpartition(";")[2] for name in ("Final-Recipient", "Original-Recipient"))
    said = field(block, "Diagnostic-Code").partition(";")[2].strip()
    failed = action == "failed"
    reply = plain.line(f"{status[0] if status else ''} {said}", LONGEST_REPLY)
    yield Verdict(
        addresses=frozenset(one.strip(" <>").lower() for one in named if one.strip(" <>")),
        failed=failed,
        dead=failed and status is not None and status[0].startswith("5") and refusals.about(reply) is About.ADDRESS,
        reply=reply,
    )


def field(block: Message, name: str) -> str:
    """Return a field of a block as one line."""
    return plain.line(str(block.get(name) or ""), LONGEST_REPLY)


def numbers(part: Message) -> list[str]:
    """Return the Message-IDs in the headers of what was returned, whole or headers only."""
    payload = part.get_payload() if part.is_multipart() else None
    if isinstance(payload, list):
        heads: Message | None = next((one for one in payload if isinstance(one, Message)), None)
    else:
        content = part.get_payload(decode=True)
        words = content[:LONGEST_HEADERS].decode("utf-8", "replace") if isinstance(content, bytes) else ""
        heads = HeaderParser(policy=POLICY).parsestr(words)
    return NAMED.findall(str(heads.get("Message-ID") or "")) if heads is not None else []
