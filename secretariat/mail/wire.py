"""A message as bytes for a server: the same bytes at each attempt, since everything comes from the row.

Put together here and not by EmailMessage, which reads and folds each header anew: that took longer than all the rest
of sending. What goes in is checked (mail.plain) or our own, so that nothing needs to be understood.
"""

from base64 import encodebytes
from binascii import b2a_qp
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache

from secretariat import links
from secretariat.mail import plain, subject
from secretariat.mail.letter import MUTABLE, Kind
from secretariat.mail.signing import Signer
from secretariat.models.messages import Message

CRLF = b"\r\n"
FILE = "deadline.ics"
TOKENS: dict[str, str] = {Kind.INVITATION: links.WELCOME, Kind.PASSWORD_RESET: links.RESET}


def to_bytes(message: Message, mail_from: str, reply_to: str | None = None, *, signer: Signer | None = None) -> bytes:
    """Return a message with its headers, text and page, in 7-bit lines that end with CR LF.

    To names the address alone, for a person may change their name between two attempts. reply_to: where an answer
    goes, if elsewhere than to From · signer: whoever signs it, as the last thing that is done to its bytes. Raises
    Refused where a header could be smuggled.
    """
    mark = f"secretariat-{message.message_id.strip('<>').partition('@')[0]}"
    head = (
        subject.line(message.subject),
        *_stop(message),
        _from(mail_from),
        f"To: {plain.address(message.email)}",
        *((f"Reply-To: {plain.address(reply_to)}",) if reply_to else ()),
        f"Date: {format_datetime(message.created_at)}",
        f"Message-ID: {message.message_id}",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "MIME-Version: 1.0",
        f"Content-Language: {message.language}",
    )
    content = _lines(*head) + (_with_file(message, mark) if message.calendar else _words(message, mark))
    return signer.sign(content, message.created_at) if signer else content


@cache
def _from(mail_from: str) -> str:
    """Return the line that says from whom it comes: a name may need to be encoded and folded."""
    name, address = parseaddr(mail_from)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(plain.words(name), addr_spec=plain.address(address))
    return mail.as_bytes().decode("ascii").strip()


def _stop(message: Message) -> tuple[str, ...]:
    """Return the lines by which a mail program lets its reader stop such letters (RFC 8058), where one may."""
    if message.kind not in MUTABLE:
        return ()
    return f"List-Unsubscribe: <{links.stop(message.id)}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _with_file(message: Message, mark: str) -> bytes:
    """Return words and date. The date beside the words and not among them, where programs would show buttons."""
    calendar = message.calendar or ""
    method = "CANCEL" if "METHOD:CANCEL\r\n" in calendar else "PUBLISH"
    head = _lines(
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{FILE}"',
        f'Content-Type: text/calendar; method="{method}"; charset="utf-8"',
    )
    file = head + CRLF + encodebytes(calendar.encode()).replace(b"\n", CRLF)
    return _parts("mixed", mark, _words(message, f"{mark}-1"), file)


def _words(message: Message, mark: str) -> bytes:
    """Return the text and the page."""
    bodies = (("plain", message.text), ("html", message.html))
    return _parts("alternative", mark, *(_part(kind, _body(message, body)) for kind, body in bodies))


def _parts(kind: str, mark: str, *parts: bytes) -> bytes:
    """Return parts with what stands around them, from the header on that says where each begins."""
    between = CRLF + f"--{mark}".encode()
    whole = _lines(f"Content-Type: multipart/{kind};", f' boundary="{mark}"')
    return whole + b"".join(between + CRLF + one for one in parts) + between + b"--" + CRLF


def _part(kind: str, body: str) -> bytes:
    head = _lines(f'Content-Type: text/{kind}; charset="utf-8"', "Content-Transfer-Encoding: quoted-printable")
    return head + CRLF + b2a_qp(CRLF.join([*body.encode().splitlines(), b""]), istext=True)


def _body(message: Message, body: str) -> str:
    """Return a body as it leaves. Two kinds get their token: any other letter may quote what people wrote.

    Of those the address behind the button only, for somebody's name may be another one's address.
    """
    place = TOKENS.get(message.kind)
    own = place and links.named(place, message.html)
    return links.complete(body, place, int(own)) if place and own else body


def _lines(*lines: str) -> bytes:
    return b"".join(line.encode("ascii") + CRLF for line in lines)
