"""What the house itself notes on a message, beside what servers say; kept in English, shown in every language."""

import re
from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

KEPT = "kept here: no SMTP_URL"
HANDED_IN = "not sent: nothing was owed any more"
NEEDLESS = "not sent: its reader need not be reminded of it any more"
UNCERTAIN = "the line broke after the last byte; one copy more is possible"
TOO_LONG = "no server took it for 72 hours"
TOLD_SINCE = "not sent: a newer one says the same"
BEHIND = "put off: a newer one says the same, and leaves first"
OFF_LIST = "not sent: no text of theirs stands on that list any more"
CLOSED = "not sent: the account is closed"
UNDONE = "not sent: what it spoke of was changed back"
MUTED = "not sent: they want no mail of this kind"
PARTLY = "held again: its words were edited, and part of what it is about was sent meanwhile"
REPLACED = "not sent: one with other words takes its place"
UNWRITTEN = "it could not be written"
COPIED = "held: the house that this is a copy of may have sent it"

WORDS = {
    KEPT: _l("kept here: the demonstration sends no mail"),
    HANDED_IN: _l("not sent: nothing was owed any more"),
    NEEDLESS: _l("not sent: its reader need not be reminded of it any more"),
    UNCERTAIN: _l("the line broke after the last byte; one copy more is possible"),
    TOO_LONG: _l("no server took it for 72 hours"),
    TOLD_SINCE: _l("not sent: a newer one says the same"),
    BEHIND: _l("put off: a newer one says the same, and leaves first"),
    OFF_LIST: _l("not sent: no text of theirs stands on that list any more"),
    CLOSED: _l("not sent: the account is closed"),
    UNDONE: _l("not sent: what it spoke of was changed back"),
    MUTED: _l("not sent: they want no mail of this kind"),
    PARTLY: _l("held again: its words were edited, and part of what it is about was sent meanwhile"),
    REPLACED: _l("not sent: one with other words takes its place"),
    UNWRITTEN: _l("it could not be written"),
    COPIED: _l("held: the system that this is a copy of may have sent it"),
}


# What the house says of a line on which no server answered, and what that means. The words within stay as they are.
LINES: tuple[tuple[str, Callable[[str], str]], ...] = (
    (
        r"(?:\[Errno 111\] )?Connection refused",
        lambda _rest: _("the mail server could not be reached: it refuses connections"),
    ),
    (
        r"\[Errno -\d+\] .+|.*(?:Name or service not known|name resolution).*",
        lambda _rest: _("the mail server could not be reached: its name was not found in DNS"),
    ),
    (
        r"\[Errno (?:101|113)\] .+",
        lambda _rest: _("the mail server could not be reached: no way leads to it through the network"),
    ),
    (
        r"(?:\[Errno 110\] .*|.*timed out.*|TimeoutError|no end after \S+ seconds)",
        lambda _rest: _("the mail server gave no answer in time"),
    ),
    (
        r"the certificate is not valid: (.+)",
        lambda rest: _("nothing was sent: the mail server’s certificate is not valid (%(why)s)", why=rest),
    ),
    (
        r"the server offers no encryption \(STARTTLS\), so nothing was sent",
        lambda _rest: _("nothing was sent: the mail server offers no encryption (STARTTLS)"),
    ),
    (
        r"(.*(?:SSL|TLS).*)",
        lambda rest: _("no encrypted connection to the mail server came about (%(why)s)", why=rest),
    ),
    (
        r"(?:\[Errno (?:32|104)\] .+|Connection unexpectedly closed.*|the server ended the line.*)",
        lambda _rest: _("the mail server ended the connection"),
    ),
)
AFTER = re.compile("no answer after the last byte: ")
# How a server begins: with a code, or in a report with a status.
SPOKEN = re.compile(r"[2-5]\d\d\b|[245]\.\d{1,3}\.\d{1,3}\b")


def shown(reply: str | None) -> str:
    """Return a note in the reader's language; what a server said stays as it was said."""
    if not reply:
        return ""
    for note, words in WORDS.items():
        if reply.startswith(note):
            inner = reply[len(note) :].strip().removeprefix("(").removesuffix(")")
            return f"{words} ({_line(inner)})" if inner else str(words)
    return _line(reply)


def from_server(reply: str | None) -> bool:
    """Tell whether a server said it, rather than the house of a line on which none did."""
    return bool(reply and SPOKEN.match(reply))


def _line(reply: str) -> str:
    """Say what became of a line, where no server spoke; what one said stays as it was said."""
    if from_server(reply):
        return reply
    why = AFTER.sub("", reply, count=1)
    found = ((re.fullmatch(pattern, why), said) for pattern, said in LINES)
    words = next((said(match[1] if match.re.groups else "") for match, said in found if match), why)
    return words if why == reply else _("no answer after the last byte: %(why)s", why=words)
