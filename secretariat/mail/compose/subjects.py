"""The subjects: each starts with the action and the date, and no two kinds could ever share one.

Half of the people who miss a date say that two mails looked alike. A test reads this module, in every language:
what stands before the first fact differs from kind to kind. Every argument but `num` is a fact in words.
"""

from flask_babel import gettext as _
from flask_babel import ngettext


def receipt(day: str, what: str, number: str) -> str:
    """Say what arrived."""
    return _("Received %(day)s: %(what)s, version %(number)s", day=day, what=what, number=number)


def changes_requested(num: int, day: str, what: str) -> str:
    """Say how many points wait for an answer."""
    return ngettext(
        "Answer %(num)s point, due %(day)s: %(what)s",
        "Answer %(num)s points, due %(day)s: %(what)s",
        num,
        day=day,
        what=what,
    )


def incomplete(num: int, day: str, what: str) -> str:
    """Say how many things are missing."""
    return ngettext(
        "Complete %(num)s answer, due %(day)s: %(what)s",
        "Complete %(num)s answers, due %(day)s: %(what)s",
        num,
        day=day,
        what=what,
    )


def assigned(num: int, day: str) -> str:
    """Say how many texts somebody is to read, as of which day."""
    return ngettext(
        "Review %(num)s text, assigned on %(day)s", "Review %(num)s texts, assigned on %(day)s", num, day=day
    )


def released(num: int, day: str) -> str:
    """Say how many texts somebody need not read any more."""
    return ngettext(
        "Leave %(num)s text to others as of %(day)s", "Leave %(num)s texts to others as of %(day)s", num, day=day
    )


def approved(day: str, what: str) -> str:
    """Say that a text is approved."""
    return _("Approved on %(day)s: %(what)s", day=day, what=what)


def rejected(day: str, what: str) -> str:
    """Say that a text is rejected."""
    return _("Rejected on %(day)s: %(what)s", day=day, what=what)


def extended(day: str, what: str) -> str:
    """Say until when a text has more time."""
    return _("Extended until %(day)s: %(what)s", day=day, what=what)


def waived(day: str, what: str) -> str:
    """Say that a text need not be sent."""
    return _("Waived on %(day)s: %(what)s", day=day, what=what)


def reopened(day: str, what: str) -> str:
    """Say that a text is the country's again."""
    return _("Given back on %(day)s: %(what)s", day=day, what=what)


def accepted(day: str, what: str) -> str:
    """Say that a complete draft was taken as sent."""
    return _("Taken as sent on %(day)s: %(what)s", day=day, what=what)


def clearance_asked(day: str, what: str) -> str:
    """Say what is to be cleared, and when it is due."""
    return _("Clear, due %(day)s: %(what)s", day=day, what=what)


def cleared(day: str, what: str) -> str:
    """Say that a text is cleared."""
    return _("Cleared on %(day)s: %(what)s", day=day, what=what)


def handed(day: str, what: str) -> str:
    """Say by when a colleague asks for answers."""
    return _("Fill in by %(day)s: %(what)s", day=day, what=what)


def invited_to_answer(day: str, what: str) -> str:
    """Say to somebody new by when a colleague asks for answers."""
    return _("Choose a password and fill in by %(day)s: %(what)s", day=day, what=what)


def handed_back(day: str, what: str) -> str:
    """Say that a colleague's answers are there."""
    return _("Answers ready on %(day)s: %(what)s", day=day, what=what)


def withdrawn(day: str, what: str) -> str:
    """Say that a country took its text back."""
    return _("Withdrawn on %(day)s: %(what)s", day=day, what=what)


def reminder(day: str, what: str) -> str:
    """Say by when a text is to be sent."""
    return _("Send by %(day)s: %(what)s", day=day, what=what)


def reminder_overdue(day: str, what: str) -> str:
    """Say since when a text is overdue."""
    return _("Overdue since %(day)s: %(what)s", day=day, what=what)


def reminder_clear(day: str, what: str) -> str:
    """Say by when an approver is to clear a text."""
    return _("Clear by %(day)s: %(what)s", day=day, what=what)


def reminder_clear_overdue(day: str, what: str) -> str:
    """Say since when a text is overdue that an approver is to clear."""
    return _("Clear now, overdue since %(day)s: %(what)s", day=day, what=what)


def reminder_not_to_clear(day: str, what: str) -> str:
    """Say that an approver can do nothing about a text yet."""
    return _("Nothing to clear yet, due %(day)s: %(what)s", day=day, what=what)


def reminder_not_to_clear_overdue(day: str, what: str) -> str:
    """Say since when a text is overdue about which an approver can do nothing."""
    return _("Nothing to clear, overdue since %(day)s: %(what)s", day=day, what=what)


def overdue(num: int, day: str) -> str:
    """Tell an officer how many texts are overdue."""
    return ngettext(
        "Follow up on %(day)s: %(num)s text is overdue", "Follow up on %(day)s: %(num)s texts are overdue", num, day=day
    )


def notice(day: str, what: str) -> str:
    """Ask for a word about what is or was due, where the officer writes nothing else."""
    return _("Please reply, due %(day)s: %(what)s", day=day, what=what)


def circulated(day: str, symbol: str, meeting: str) -> str:
    """Say which agenda is out, and when the meeting begins."""
    return _("Read before %(day)s: agenda %(symbol)s, %(meeting)s", day=day, symbol=symbol, meeting=meeting)


def invitation(day: str) -> str:
    """Say until when the invitation holds."""
    return _("Sign in by %(day)s: your account with the Secretariat", day=day)


def password_reset(day: str) -> str:
    """Say on which day a new password was asked for."""
    return _("Choose a new password, asked for on %(day)s", day=day)


def address_corrected(day: str) -> str:
    """Say since when the account has another address."""
    return _("Use another address as of %(day)s: your account with the Secretariat", day=day)


def address_refused(day: str, whom: str) -> str:
    """Say whose address is to be corrected."""
    return _("Correct an address, the mail of %(day)s was refused: %(whom)s", day=day, whom=whom)


def mail_refused(day: str, whom: str) -> str:
    """Say to whom no mail comes, though the address is right."""
    return _("Look into the mail of %(day)s, which was refused: %(whom)s", day=day, whom=whom)


def form_read(day: str, what: str) -> str:
    """Ask for the look without which nothing of a mail counts."""
    return _("Confirm your answers, due %(day)s: %(what)s", day=day, what=what)


def form_read_same(day: str, what: str) -> str:
    """Say that a mail brought nothing new."""
    return _("Nothing to confirm, due %(day)s: %(what)s", day=day, what=what)


def mail_not_filed(day: str, what: str) -> str:
    """Say that a mail led to nothing."""
    return _("Read what became of your mail of %(day)s, it was not filed: %(what)s", day=day, what=what)


def mail_kept(day: str, whom: str) -> str:
    """Ask an officer to read what the house could not file."""
    return _("Read what came in on %(day)s by mail: %(whom)s", day=day, whom=whom)


def call_opened(day: str, what: str) -> str:
    """Say by when a text is to be prepared."""
    return _("Prepare by %(day)s: %(what)s", day=day, what=what)


def call_changed(day: str, what: str) -> str:
    """Say that what is asked has changed."""
    return _("Changed, due %(day)s: %(what)s", day=day, what=what)


def trial(subject: str) -> str:
    """Say that a mail is only a test."""
    return _("Test: %(subject)s", subject=subject)


def due_moved(day: str, what: str) -> str:
    """Say that the dates of a meeting moved, and when the next text is due now."""
    return _("New dates, next due %(day)s: %(what)s", day=day, what=what)
