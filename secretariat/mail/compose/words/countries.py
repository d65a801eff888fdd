"""The standard words to countries. The first sentence says what to do, and by when where there is a date."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.mail.compose import subjects
from secretariat.mail.compose.words.base import Values, Words, counted, text

ABOUT = "country title day"


@text("reminder", f"{ABOUT} due calls texts count", needs="due")
def reminder(v: Values) -> Words:
    """Ask for what is owed, before its date."""
    return Words(subjects.reminder(v["day"], v["title"]), f"{send(v)} {owing(v)}", only_who_owes())


@text("reminder_overdue", f"{ABOUT} due calls texts count", needs="due")
def reminder_overdue(v: Values) -> Words:
    """Ask for what is owed, after its date."""
    return Words(subjects.reminder_overdue(v["day"], v["title"]), f"{send_late(v)} {owing(v)}", only_who_owes())


@text("reminder_clear", f"{ABOUT} due calls texts count", needs="due")
def reminder_clear(v: Values) -> Words:
    """Ask an approver to clear a text, before its date."""
    return Words(subjects.reminder_clear(v["day"], v["title"]), f"{clear(v)} {approving(v)}", only_who_owes())


@text("reminder_clear_overdue", f"{ABOUT} due calls texts count", needs="due")
def reminder_clear_overdue(v: Values) -> Words:
    """Ask an approver to clear a text, after its date."""
    return Words(
        subjects.reminder_clear_overdue(v["day"], v["title"]), f"{clear_late(v)} {approving(v)}", only_who_owes()
    )


@text("reminder_not_to_clear", f"{ABOUT} by_when waits calls texts count", needs="by_when")
def reminder_not_to_clear(v: Values) -> Words:
    """Tell an approver what a text waits for that they cannot clear, before its date."""
    return Words(subjects.reminder_not_to_clear(v["day"], v["title"]), f"{v['by_when']} {waiting(v)}", only_who_owes())


@text("reminder_not_to_clear_overdue", f"{ABOUT} by_when waits calls texts count", needs="by_when")
def reminder_not_to_clear_overdue(v: Values) -> Words:
    """Tell an approver what a text waits for that they cannot clear, after its date."""
    subject = subjects.reminder_not_to_clear_overdue(v["day"], v["title"])
    return Words(subject, f"{v['by_when']} {waiting(v)}", only_who_owes())


def clear(v: Values) -> str:
    """Say what to clear, and by when."""
    return _("Clear %(title)s by %(due)s.", title=v["title"], due=v["due"])


def clear_late(v: Values) -> str:
    """Say what to clear, and since when it is overdue."""
    return _("Clear %(title)s now: it is overdue since %(due)s.", title=v["title"], due=v["due"])


def waiting(v: Values) -> str:
    """Say what a text waits for, and about how many texts the mail is."""
    return f"{v['waits']} {approving(v)}"


def approving(v: Values) -> str:
    """Say about how many texts an approver's mail is, and that they are not all that is owed."""
    return ngettext(
        "This is the one mail of today to you as an approver: it is about %(num)s text of %(countries)s. "
        "Whatever else is owed is told to the focal point.",
        "This is the one mail of today to you as an approver: it is about %(num)s texts of %(countries)s. "
        "Whatever else is owed is told to the focal point.",
        counted(v),
        countries=v["country"],
    )


def send(v: Values) -> str:
    """Say what to send, and by when."""
    return _("Send %(title)s by %(due)s.", title=v["title"], due=v["due"])


def send_late(v: Values) -> str:
    """Say what to send, and since when it is overdue."""
    return _("Send %(title)s now: it is overdue since %(due)s.", title=v["title"], due=v["due"])


def owing(v: Values) -> str:
    """Say about how many texts the mail is, and that nothing else comes today.

    A focal point's mail is about all that the country owes; that of a delegate need not be.
    """
    owed = ngettext(
        "%(countries)s: this mail is about %(num)s text that is still owed.",
        "%(countries)s: this mail is about %(num)s texts that are still owed.",
        counted(v),
        countries=v["country"],
    )
    once = ngettext(
        "This is the one mail of today about it.", "This is the one mail of today about all of them.", counted(v)
    )
    return f"{owed} {once}"


def only_who_owes() -> str:
    """Say who gets a reminder."""
    return _("This mail goes only to countries that still owe something when it leaves.")


# The first line of each reminder, which says what to do by when, and what else it opens with.
REMINDERS: Mapping[str, tuple[Callable[[Values], str], Callable[[Values], str]]] = {
    "reminder": (send, owing),
    "reminder_overdue": (send_late, owing),
    "reminder_clear": (clear, approving),
    "reminder_clear_overdue": (clear_late, approving),
    "reminder_not_to_clear": (lambda v: v["by_when"], waiting),
    "reminder_not_to_clear_overdue": (lambda v: v["by_when"], waiting),
}


@text("call_opened", f"{ABOUT} due symbol", needs="due")
def call_opened(v: Values) -> Words:
    """Say what is asked."""
    first = _("Prepare %(title)s by %(due)s.", title=v["title"], due=v["due"])
    lead = _("The Secretariat opened a call for deliverables: %(symbol)s.", symbol=v["symbol"])
    return Words(subjects.call_opened(v["day"], v["title"]), f"{first} {lead}")


@text("call_changed", f"{ABOUT} due symbol", needs="due")
def call_changed(v: Values) -> Words:
    """Say that something else is asked now."""
    first = _("See what has changed; the text is due %(due)s.", due=v["due"])
    lead = _("The Secretariat changed the call %(symbol)s. What you have written is kept.", symbol=v["symbol"])
    return Words(subjects.call_changed(v["day"], v["title"]), f"{first} {lead}")


@text("due_moved", f"{ABOUT} due meeting begins", needs="due")
def due_moved(v: Values) -> Words:
    """Say that dates have moved."""
    begins = _("%(meeting)s begins on %(day)s.", meeting=v["meeting"], day=v["begins"])
    follow = _("The dates of your texts move with it; reminders follow them.")
    return Words(subjects.due_moved(v["day"], v["meeting"]), f"{send(v)} {begins} {follow}")


@text("extended", f"{ABOUT} due before", needs="due")
def extended(v: Values) -> Words:
    """Give more time."""
    lead = _("The Secretariat gives you more time.")
    return Words(subjects.extended(v["day"], v["title"]), f"{send(v)} {lead}")


@text("waived", ABOUT)
def waived(v: Values) -> Words:
    """Ask for nothing any more."""
    return Words(
        subjects.waived(v["day"], v["title"]),
        _("The Secretariat waived this text: nothing is owed here any more, and no reminder of it follows."),
    )


@text("reopened", f"{ABOUT} by_when", needs="by_when")
def reopened(v: Values) -> Words:
    """Give a text back."""
    lead = _("The Secretariat gives this text back to you: you may write and send it once more.")
    return Words(subjects.reopened(v["day"], v["title"]), f"{v['by_when']} {lead}")


@text("receipt", f"{ABOUT} received number")
def receipt(v: Values) -> Words:
    """Confirm what arrived."""
    return Words(
        subjects.receipt(v["day"], v["title"], v["number"]),
        _("The Secretariat received version %(number)s on %(moment)s.", number=v["number"], moment=v["received"]),
    )


@text("accepted", f"{ABOUT} stood number")
def accepted(v: Values) -> Words:
    """Say that a draft was taken as sent, and how to undo that."""
    return Words(
        subjects.accepted(v["day"], v["title"]),
        _(
            "Your draft was complete, its date had passed and nobody had sent it; so the Secretariat took it as sent. "
            "It is version %(number)s, as it stood on %(moment)s. The Secretariat had not read it before.",
            number=v["number"],
            moment=v["stood"],
        ),
        _("If it was not meant to be sent, withdraw it there until it is approved. What you wrote is kept."),
    )


@text("changes_requested", f"{ABOUT} due number count", needs="due")
def changes_requested(v: Values) -> Words:
    """Ask for answers to the points of a review."""
    first = _("Answer the points by %(due)s.", due=v["due"])
    lead = _("The Secretariat read version %(number)s and requests changes.", number=v["number"])
    return Words(subjects.changes_requested(counted(v), v["day"], v["title"]), f"{first} {lead}")


@text("incomplete", f"{ABOUT} due number count", needs="due")
def incomplete(v: Values) -> Words:
    """Ask for what is missing."""
    first = _("Complete the text by %(due)s.", due=v["due"])
    lead = _("Something is missing in version %(number)s; the rest has not been judged yet.", number=v["number"])
    return Words(subjects.incomplete(counted(v), v["day"], v["title"]), f"{first} {lead}")


@text("approved", f"{ABOUT} number")
def approved(v: Values) -> Words:
    """Say that nothing is left to do."""
    return Words(
        subjects.approved(v["day"], v["title"]),
        _("The Secretariat approved version %(number)s. Nothing is left to do.", number=v["number"]),
    )


@text("rejected", f"{ABOUT} number")
def rejected(v: Values) -> Words:
    """Say where the reason stands."""
    return Words(
        subjects.rejected(v["day"], v["title"]),
        _("The Secretariat rejected version %(number)s; the page says why.", number=v["number"]),
    )


@text("clearance_asked", f"{ABOUT} due by", needs="due")
def clearance_asked(v: Values) -> Words:
    """Ask for the capital's clearance."""
    first = _("Read the text and clear it; it is due %(due)s.", due=v["due"])
    lead = _("%(name)s asks you to clear it before it is sent to the Secretariat.", name=v["by"])
    return Words(
        subjects.clearance_asked(v["day"], v["title"]),
        f"{first} {lead}",
        _("If something is to be changed first, change it there, or tell whoever asks you."),
    )


@text("cleared", f"{ABOUT} due by", needs="due")
def cleared(v: Values) -> Words:
    """Say that the capital has cleared it, and that sending remains."""
    first = _("Send the text to the Secretariat; it is due %(due)s.", due=v["due"])
    lead = _("%(name)s has cleared it, as you asked.", name=v["by"])
    return Words(
        subjects.cleared(v["day"], v["title"]),
        f"{first} {lead}",
        _("A change of the text before it is sent needs another clearance where the call wants one."),
    )


@text("handed", f"{ABOUT} due by", needs="due")
def handed(v: Values) -> Words:
    """Ask a colleague for a part."""
    first = _("Fill in your part by %(due)s.", due=v["due"])
    lead = _("%(name)s asks you to fill in a part of your country's text.", name=v["by"])
    return Words(
        subjects.handed(v["day"], v["title"]),
        f"{first} {lead}",
        _("What you write goes into the draft; your focal point sends it."),
    )


@text("invited_to_answer", f"{ABOUT} due by until", needs="due")
def invited_to_answer(v: Values) -> Words:
    """Ask a colleague for a part who has no account yet."""
    first = _("Fill in your part by %(due)s.", due=v["due"])
    lead = _("%(name)s asks you to fill in a part of your country's text.", name=v["by"])
    link = _("For that you choose a password; the link works until %(until)s.", until=v["until"])
    return Words(
        subjects.invited_to_answer(v["day"], v["title"]),
        f"{first} {lead} {link}",
        _("What you write goes into the draft; your focal point sends it."),
    )


@text("handed_back", f"{ABOUT} due by", needs="due")
def handed_back(v: Values) -> Words:
    """Say that the answers are there, and that sending remains."""
    first = _("Read the answers and send the text by %(due)s.", due=v["due"])
    lead = _("%(name)s is done with the part that you asked for.", name=v["by"])
    return Words(subjects.handed_back(v["day"], v["title"]), f"{first} {lead}")


@text("form_read", f"{ABOUT} due", needs="due")
def form_read(v: Values) -> Words:
    """Ask for the look without which nothing of a mail counts."""
    first = _("Confirm your answers by %(due)s.", due=v["due"])
    lead = _("Your mail was read as follows. Nothing of it counts until you confirm it on the site.")
    return Words(subjects.form_read(v["day"], v["title"]), f"{first} {lead}")


@text("form_read_same", f"{ABOUT} due", needs="due")
def form_read_same(v: Values) -> Words:
    """Say that nothing is to be confirmed, since a form came back as it was taken away."""
    first = _("Nothing is to be confirmed; %(title)s is due %(due)s.", title=v["title"], due=v["due"])
    lead = _("Your mail was read, and says only what stands on the site already.")
    return Words(subjects.form_read_same(v["day"], v["title"]), f"{first} {lead}")


@text("mail_not_filed", "title day why")
def mail_not_filed(v: Values) -> Words:
    """Say why nothing was made of a mail."""
    return Words(
        subjects.mail_not_filed(v["day"], v["title"]),
        v["why"],
        _("Did you not write it? Then somebody used your address; tell the Secretariat."),
    )


@text("circulated", "meeting symbol day items")
def circulated(v: Values) -> Words:
    """Say that an agenda is out."""
    first = _("Read the agenda before the meeting begins on %(day)s.", day=v["day"])
    lead = _("It was circulated with %(items)s.", items=v["items"])
    return Words(subjects.circulated(v["day"], v["symbol"], v["meeting"]), f"{first} {lead}")
