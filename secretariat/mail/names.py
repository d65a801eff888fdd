"""What the kinds of letters are called, where people choose among them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from secretariat.mail.letter import Kind

NAMES: dict[str, Any] = {
    Kind.REMINDER: _l("Reminders of what your country owes"),
    Kind.CALL_OPENED: _l("A call is opened"),
    Kind.CALL_CHANGED: _l("A call is changed"),
    Kind.CIRCULATED: _l("An agenda is circulated"),
    Kind.HANDED_BACK: _l("A colleague has answered your questions"),
    Kind.ASSIGNED: _l("Texts are assigned to you"),
    Kind.RELEASED: _l("Texts are no longer yours"),
    Kind.OVERDUE: _l("Texts are overdue"),
}
WITHOUT_MAIL: dict[str, Any] = {
    Kind.REMINDER: _l("You still get the last one before each date; the others you read here."),
    Kind.CALL_OPENED: _l("The first page shows what is asked, and reminders follow."),
    Kind.CALL_CHANGED: _l("The page of the text shows what was changed."),
    Kind.CIRCULATED: _l("The page of the meeting shows the agenda."),
    Kind.HANDED_BACK: _l("The page of the text shows the answers, and whose they are."),
    Kind.ASSIGNED: _l("They stand first in your queue."),
    Kind.RELEASED: _l("They stand in your queue no more."),
    Kind.OVERDUE: _l("The first page shows which they are."),
}


def called(kind: str) -> str:
    """Return what a kind is called in the reader's language, or its code where nobody chooses it."""
    return str(NAMES.get(kind, kind))
