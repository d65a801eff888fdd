"""Real mails, as people, mail servers and machines send them."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

TEXT = "Lima, 8 September"
BOUNCE = """\
Return-Path: <>
From: MAILER-DAEMON@mx.gob.pe (Mail Delivery System)
To: secretariat@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <20250908140100.1@mx.gob.pe>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.gob.pe
Arrival-Date: Mon, 8 Sep 2025 14:00:50 +0000

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>: Recipient address rejected

--b1
Content-Type: {returned}

From: secretariat@example.org
To: {recipient}
Subject: Send by Friday
Message-ID: {message_id}

The mail itself.
--b1--
"""


def mail(sender: str, to: str, text: str = TEXT, *, files: dict[str, bytes] | None = None, **headers: Any) -> bytes:
    """Return a mail of a person; headers by their names with underscores."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, to, "Re: Send by Friday 19 September"
    made["Message-ID"] = "<answer-1@rree.gob.pe>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    for name, content in (files or {}).items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def bounce(message_id: str, recipient: str, **facts: str) -> bytes:
    """Return what a mail server says of a mail of ours that did not arrive."""
    given = {"action": "failed", "status": "5.1.1", "returned": "message/rfc822"} | facts
    text = BOUNCE.format(message_id=message_id, recipient=recipient, **given)
    return text.replace("\n", "\r\n").encode()


def of_parts(count: int) -> bytes:
    """Return a mail of so many parts."""
    head = b"From: a@example.com\r\nSubject: parts\r\nMIME-Version: 1.0\r\n"
    head += b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"--b\r\n\r\nx\r\n" * count + b"--b--\r\n"


def of_lines(line: bytes, count: int, *, headers: bool = False) -> bytes:
    """Return a mail in which a line stands so often, among its headers or below them."""
    return b"From: a@example.com\r\n" + (b"" if headers else b"\r\n") + line * count


def nested(depth: int, lines: int = 0) -> bytes:
    """Return a mail in which each part holds the next one, and the innermost so many lines."""
    head = b"From: a@example.com\r\nMIME-Version: 1.0\r\n"
    layers = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one) for one in range(depth)]
    return head + b"".join(layers) + b"\r\nx\r\n" + b"x\n" * lines
