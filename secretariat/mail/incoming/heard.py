"""A mail as it was heard: who wrote, to whom, in which words, with which files; and whether a machine did."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from enum import StrEnum

from secretariat.mail import plain
from secretariat.mail.incoming import bodies, bounces
from secretariat.mail.incoming.bodies import File
from secretariat.mail.incoming.bounces import NAMED, Report
from secretariat.mail.incoming.bounds import MOST_PARTS, Count, TooManyParts
from secretariat.mail.incoming.careful import LONGEST, POLICY

LONGEST_HEADER = 250
TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
MACHINES = ("X-Autoreply", "X-Autorespond")
LISTS = ("List-Id", "List-Unsubscribe", "List-Post")
BULK = {"bulk", "list", "junk"}
DAEMONS = ("mailer-daemon", "postmaster@")


class Mark(StrEnum):
    """What the headers of a mail say of how it was written.

    automatic: by a machine, as an answer or by the clock (RFC 3834, 2) · returned: by a server, as of a mail that
    it could not deliver, but in words of its own · nobody: its return path is empty, so that no answer comes back
    (RFC 5321, 4.5.5): a server's or a machine's mail (RFC 3834, 3.3), and a person's only where a relay has taken the
    path away · bulk: to many · listed: over a list, be it the shared box of an
    office (RFC 2919) · quiet: no machine should answer it, which some servers write on what people send ([MS-OXCMAIL])
    """

    AUTOMATIC = "automatic"
    RETURNED = "returned"
    NOBODY = "nobody"
    BULK = "bulk"
    LISTED = "listed"
    QUIET = "quiet"


@dataclass(frozen=True)
class Heard:
    """A mail. sender: its one author's address, or nothing · hops: through how many servers it came."""

    sender: str = ""
    to: list[str] = field(default_factory=list)
    subject: str = ""
    message_id: str = ""
    marks: frozenset[Mark] = frozenset()
    hops: int = 0
    text: str = ""
    files: list[File] = field(default_factory=list)
    report: Report | None = None


def headers(content: bytes) -> Heard:
    """Return what the headers of a mail say, its body unread."""
    return _headed(BytesParser(policy=POLICY).parsebytes(content, headersonly=True))


def read(content: bytes) -> Heard:
    """Return a whole mail. Raises TooManyParts or TooManyLines."""
    mail = BytesParser(policy=Count(content).policy()).parsebytes(content)
    parts = leaves(mail)
    text, files = bodies.of(parts)
    return _headed(mail, text=text, files=files, report=bounces.report(parts))


def leaves(mail: Message) -> list[Message]:
    """Return the parts that hold something, in their order; a mail within the mail is one of them."""
    found: list[Message] = []
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        # Asked of a part of words, the library would read them in whatever encoding they say.
        payload = part.get_payload() if part.is_multipart() else None
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(one for one in reversed(payload) if isinstance(one, Message))
        else:
            found.append(part)
        if len(found) + len(waiting) > MOST_PARTS:
            raise TooManyParts
    return found


def _headed(mail: Message, *, text: str = "", files: Sequence[File] = (), report: Report | None = None) -> Heard:
    authors = addresses(mail, ("From",))
    numbers = NAMED.findall(said(mail, "Message-ID"))
    return Heard(
        sender=authors[0] if len(authors) == 1 else "",
        to=addresses(mail, TO),
        subject=said(mail, "Subject"),
        message_id=numbers[0] if numbers else "",
        marks=frozenset(marks(mail)),
        hops=sum(name.lower() == "received" for name in mail),
        text=text,
        files=list(files),
        report=report,
    )


def said(mail: Message, name: str) -> str:
    """Return a header as one short line, or nothing."""
    return plain.line(str(mail.get(name) or ""), LONGEST_HEADER)


def addresses(mail: Message, names: Iterable[str]) -> list[str]:
    """Return the addresses of headers, without names; of all of them together no more than of one that is endless."""
    wanted = {name.lower() for name in names}
    values, room = [], LONGEST
    for name, value in mail.raw_items():
        if name.lower() in wanted and room > 0:
            values.append(str(mail.policy.header_fetch_parse(name, value[:room])))
            room -= len(value)
    return [plain.line(address, LONGEST_HEADER) for _name, address in getaddresses(values) if "@" in address]


def marks(mail: Message) -> Iterator[Mark]:
    """Yield what the headers say of how a mail was written."""
    precedence = said(mail, "Precedence").lower()
    by_itself = said(mail, "Auto-Submitted").lower().partition(";")[0].strip() not in {"", "no"}
    by_itself = by_itself or precedence == "auto_reply" or any(mail.get(name) for name in MACHINES)
    if mail.get("X-Failed-Recipients") or any(one in said(mail, "From").lower() for one in DAEMONS):
        yield Mark.RETURNED
    elif said(mail, "Return-Path") == "<>" and not by_itself:
        yield Mark.NOBODY
    if by_itself:
        yield Mark.AUTOMATIC
    if precedence in BULK:
        yield Mark.BULK
    if any(mail.get(name) for name in LISTS):
        yield Mark.LISTED
    if mail.get("X-Auto-Response-Suppress"):
        yield Mark.QUIET
