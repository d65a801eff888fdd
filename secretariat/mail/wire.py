"""A message as bytes for a server: the same bytes at each attempt, since everything comes from the row."""

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from secretariat import links
from secretariat.mail import plain
from secretariat.mail.letter import MUTABLE, Kind
from secretariat.mail.signing import Signer
from secretariat.models.messages import Message

CRLF = "\r\n"
FILE = "deadline.ics"
TOKENS: dict[str, str] = {Kind.INVITATION: links.WELCOME, Kind.PASSWORD_RESET: links.RESET}
LONGEST_WORD = 60  # a longer one has no place to be folded at, unless it is encoded


def to_bytes(message: Message, mail_from: str, reply_to: str | None = None, *, signer: Signer | None = None) -> bytes:
    """Return a message with its headers, text and page, in 7-bit lines that end with CR LF.

    To names the address alone, for a person may change their name between two attempts. reply_to: where an answer
    goes, if elsewhere than to From · signer: whoever signs it, as the last thing that is done to its bytes. Raises
    Refused where a header could be smuggled.
    """
    name, address = parseaddr(mail_from)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(plain.words(name), addr_spec=plain.address(address))
    mail["To"] = Address(addr_spec=plain.address(message.email))
    if reply_to:
        mail["Reply-To"] = Address(addr_spec=plain.address(reply_to))
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(_body(message, message.text), cte="quoted-printable")
    mail.add_alternative(_body(message, message.html), subtype="html", cte="quoted-printable")
    if message.calendar:
        _attach(mail, message.calendar)
    mail["Content-Language"] = message.language  # set_content() would have taken it away
    mark = f"secretariat-{message.message_id.strip('<>').partition('@')[0]}"
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"{mark}-{number}" if number else mark)
        for child in part.iter_parts():
            del child["MIME-Version"]
    content = _subject(message.subject) + _stop(message) + mail.as_bytes()
    return signer.sign(content, message.created_at) if signer else content


def _attach(mail: EmailMessage, calendar: str) -> None:
    """Attach a date. Beside the words and not among them, where programs would show buttons to accept or decline."""
    method = "CANCEL" if f"METHOD:CANCEL{CRLF}" in calendar else "PUBLISH"
    given = {"method": method, "charset": "utf-8"}
    mail.add_attachment(calendar.encode(), maintype="text", subtype="calendar", filename=FILE, params=given)


def _subject(text: str) -> bytes:
    """Return the line of the subject. EmailMessage would begin a long one with an empty line and a blank."""
    words = plain.words(text)
    fits = words.isascii() and max(map(len, words.split(" "))) < LONGEST_WORD
    header = Header(words, "us-ascii" if fits else "utf-8", header_name="Subject")
    return f"Subject: {header.encode(linesep=CRLF)}{CRLF}".encode("ascii")


def _stop(message: Message) -> bytes:
    """Return the lines by which a mail program lets its reader stop such letters (RFC 8058), where one may.

    EmailMessage would encode the address, which is longer than a line, as if it were words.
    """
    if message.kind not in MUTABLE:
        return b""
    lines = (f"List-Unsubscribe: <{links.stop(message.id)}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "")
    return CRLF.join(lines).encode("ascii")


def _body(message: Message, body: str) -> str:
    """Return a body as it leaves. Two kinds get their token: any other letter may quote what people wrote."""
    place = TOKENS.get(message.kind)
    return links.complete(body, place) if place else body
