"""The standard words to reviewers and officers."""

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.mail.compose import subjects
from secretariat.mail.compose.words.base import Values, Words, counted, text


@text("assigned", "day count")
def assigned(v: Values) -> Words:
    """Say which texts are a reviewer's now."""
    return Words(
        subjects.assigned(counted(v), v["day"]),
        ngettext(
            "An officer assigned this text to you. It stands first in your queue.",
            "An officer assigned these texts to you. They stand first in your queue.",
            counted(v),
        ),
    )


@text("released", "day count")
def released(v: Values) -> Words:
    """Say which texts are not theirs any more."""
    return Words(
        subjects.released(counted(v), v["day"]),
        ngettext(
            "This text is not yours any more; nothing is left for you to do about it, and no mail follows.",
            "These texts are not yours any more; nothing is left for you to do about them, and no mail follows.",
            counted(v),
        ),
    )


@text("withdrawn", "country title day")
def withdrawn(v: Values) -> Words:
    """Say that a text went back to its country."""
    return Words(
        subjects.withdrawn(v["day"], v["title"]),
        _("The country took this text back while you had it. Nothing is left to do; your comments are kept."),
    )


@text("overdue", "day count")
def overdue(v: Values) -> Words:
    """Say which texts did not come."""
    return Words(
        subjects.overdue(counted(v), v["day"]),
        ngettext(
            "The date of this text has passed, and its country has not sent it.",
            "The dates of these texts have passed, and their countries have not sent them.",
            counted(v),
        ),
    )


@text("address_refused", "day whom address")
def address_refused(v: Values) -> Words:
    """Say whose mail came back."""
    return Words(
        subjects.address_refused(v["day"], v["whom"]),
        _("The mail to %(address)s was not accepted; it will not be sent again.", address=v["address"]),
    )


@text("mail_refused", "day whom address")
def mail_refused(v: Values) -> Words:
    """Say whose mail came back though the address may be right."""
    return Words(
        subjects.mail_refused(v["day"], v["whom"]),
        _(
            "The mail to %(address)s was not accepted, and will not be sent again. The server does not say that the "
            "address is wrong: leave it as it is.",
            address=v["address"],
        ),
    )


@text("mail_kept", "day whom why")
def mail_kept(v: Values) -> Words:
    """Say what came in that no rule could file."""
    return Words(
        subjects.mail_kept(v["day"], v["whom"]),
        _("A mail could not be filed by itself: %(why)s.", why=v["why"]),
        _("Others of today that were as this one stand on the same page; you are told once."),
    )
