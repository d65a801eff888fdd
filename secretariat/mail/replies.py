"""What the house itself notes on a message, beside what servers say; kept in English, shown in every language."""

from flask_babel import lazy_gettext as _l

KEPT = "kept here: no SMTP_URL"
HANDED_IN = "not sent: nothing was owed any more"
UNCERTAIN = "the line broke after the last byte; one copy more is possible"
TOO_LONG = "no server took it for 72 hours"
OFF_LIST = "not sent: no text of theirs stands on that list any more"
CLOSED = "not sent: the account is closed"
UNDONE = "not sent: what it spoke of was changed back"
MUTED = "not sent: they want no mail of this kind"
PARTLY = "held again: its words were edited, and part of what it is about was sent meanwhile"
REPLACED = "not sent: one with other words takes its place"
UNWRITTEN = "it could not be written"
COPIED = "held: the house that this is a copy of may have sent it"

WORDS = {
    KEPT: _l("kept here: no SMTP_URL"),
    HANDED_IN: _l("not sent: nothing was owed any more"),
    UNCERTAIN: _l("the line broke after the last byte; one copy more is possible"),
    TOO_LONG: _l("no server took it for 72 hours"),
    OFF_LIST: _l("not sent: no text of theirs stands on that list any more"),
    CLOSED: _l("not sent: the account is closed"),
    UNDONE: _l("not sent: what it spoke of was changed back"),
    MUTED: _l("not sent: they want no mail of this kind"),
    PARTLY: _l("held again: its words were edited, and part of what it is about was sent meanwhile"),
    REPLACED: _l("not sent: one with other words takes its place"),
    UNWRITTEN: _l("it could not be written"),
    COPIED: _l("held: the system that this is a copy of may have sent it"),
}


def shown(reply: str | None) -> str:
    """Return a note in the reader's language; what a server said stays as it was said."""
    if not reply:
        return ""
    for note, words in WORDS.items():
        if reply.startswith(note):
            return f"{words}{reply[len(note) :]}"
    return reply
