"""A mail as it was heard: who wrote, to whom, in which words, with which files; and whether a machine did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from secretariat.errors import SecretariatError
from secretariat.mail import plain
from secretariat.mail.incoming import bodies, bounces
from secretariat.mail.incoming.bodies import File
from secretariat.mail.incoming.bounces import NAMED, Report
from secretariat.mail.incoming.careful import POLICY

MOST_PARTS = 100
LONGEST_HEADER = 250
TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
MACHINES = ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe")
NOT_PERSONAL = {"bulk", "list", "junk", "auto_reply"}


class TooManyParts(SecretariatError):
    """A mail has more parts than a person sends."""


@dataclass(frozen=True)
class Heard:
    """A mail. sender: its one author's address, or nothing · hops: through how many servers it came."""

    sender: str = ""
    to: list[str] = field(default_factory=list)
    subject: str = ""
    message_id: str = ""
    automatic: bool = False
    hops: int = 0
    text: str = ""
    files: list[File] = field(default_factory=list)
    report: Report | None = None


def headers(content: bytes) -> Heard:
    """Return what the headers of a mail say, its body unread."""
    return _headed(BytesParser(policy=POLICY).parsebytes(content, headersonly=True))


def read(content: bytes) -> Heard:
    """Return a whole mail. Raises TooManyParts."""
    # Counted before they are read: parts within parts without end would exhaust the reader.
    if content.lower().count(b"content-type:") > 2 * MOST_PARTS:
        raise TooManyParts
    mail = BytesParser(policy=POLICY).parsebytes(content)
    parts = leaves(mail)
    text, files = bodies.of(parts)
    return _headed(mail, text=text, files=files, report=bounces.report(parts))


def leaves(mail: Message) -> list[Message]:
    """Return the parts that hold something, in their order; a mail within the mail is one of them."""
    found: list[Message] = []
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(one for one in reversed(payload) if isinstance(one, Message))
        else:
            found.append(part)
        if len(found) + len(waiting) > MOST_PARTS:
            raise TooManyParts
    return found


def _headed(mail: Message, *, text: str = "", files: Sequence[File] = (), report: Report | None = None) -> Heard:
    authors = addresses(mail, "From")
    numbers = NAMED.findall(said(mail, "Message-ID"))
    return Heard(
        sender=authors[0] if len(authors) == 1 else "",
        to=[one for name in TO for one in addresses(mail, name)],
        subject=said(mail, "Subject"),
        message_id=numbers[0] if numbers else "",
        automatic=automatic(mail),
        hops=len(mail.get_all("Received") or ()),
        text=text,
        files=list(files),
        report=report,
    )


def said(mail: Message, name: str) -> str:
    """Return a header as one short line, or nothing."""
    return plain.line(str(mail.get(name) or ""), LONGEST_HEADER)


def addresses(mail: Message, name: str) -> list[str]:
    """Return the addresses of a header, without names."""
    values = [str(one) for one in mail.get_all(name) or ()]
    return [plain.line(address, LONGEST_HEADER) for _name, address in getaddresses(values) if "@" in address]


def automatic(mail: Message) -> bool:
    """Tell whether a machine wrote it, or it was written to many (RFC 3834, 2; RFC 2919; [MS-OXCMAIL])."""
    by_itself = said(mail, "Auto-Submitted").lower()
    return (
        (bool(by_itself) and by_itself.partition(";")[0].strip() != "no")
        or any(mail.get(name) for name in MACHINES)
        or said(mail, "Precedence").lower() in NOT_PERSONAL
        or said(mail, "Return-Path") == "<>"
    )
