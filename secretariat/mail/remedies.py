"""What an officer can do about a mail that did not leave, read from what the server said."""

from dataclasses import dataclass

from flask_babel import gettext as _

from secretariat.mail import refusals, replies
from secretariat.mail.refusals import About
from secretariat.models.messages import Message


@dataclass(frozen=True)
class Remedy:
    """What to do, and the page on which it is done, if any."""

    words: str
    path: str = ""
    label: str = ""


def of(message: Message) -> Remedy | None:
    """Return what to do about a message; None where nothing is to be done."""
    if message.may_have_arrived:
        return Remedy(_("Ask whether it arrived: if it did, cancel it; if not, release it, and it is sent once more."))
    if message.shown == "uncertain":
        return Remedy(_("Ask whether it arrived before you send a copy."))
    if message.state == "waiting" and message.attempts:
        return Remedy(_("Nothing: it is tried again by itself, for 72 hours. A full mailbox or a busy server passes."))
    if message.state == "cancelled" and message.reply == replies.MUTED:
        return Remedy(_("Nothing: they read it here. Call them if it matters today."))
    return refused(message) if message.state == "refused" else None


def refused(message: Message) -> Remedy:
    """Return what to do about a message that was refused for good."""
    said = message.reply or ""
    if said.startswith(replies.TOO_LONG):
        return Remedy(
            _("Call the person. Then see whether other mail leaves: if not, the mail server is to be looked at.")
        )
    matter = refusals.about(said)
    if matter is About.MAILBOX:
        return Remedy(_("Their mailbox is full, or the mail too large: call them, then send a copy."))
    if matter is About.POLICY:
        return Remedy(_("Their server takes no mail from here: show these words to whoever runs your mail server."))
    if matter is About.ADDRESS:
        path = f"/account/people/{message.user_id}/address"
        return Remedy(
            _("The address does not exist any more: ask for the right one, correct it, then send a copy."),
            path,
            _("Correct the address"),
        )
    return Remedy(_("Show these words to whoever runs your mail server; then send a copy."))


def about_address(message: Message) -> bool:
    """Tell whether the server's no was about the address: not about the mailbox, the house or the line."""
    said = message.reply or ""
    return not said.startswith(replies.TOO_LONG) and refusals.about(said) is About.ADDRESS
