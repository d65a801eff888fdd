"""The standard words about somebody's account. What warns of a stranger is no word: it is always said."""

from flask_babel import gettext as _

from secretariat.mail.compose import subjects
from secretariat.mail.compose.words.base import Values, Words, text


@text("invitation", "day until", needs="until")
def invitation(v: Values) -> Words:
    """Invite."""
    first = _("Choose a password by %(until)s.", until=v["until"])
    lead = _("The Secretariat has opened an account for you.")
    return Words(subjects.invitation(v["day"]), f"{first} {lead}")


@text("password_reset", "day until", needs="until")
def password_reset(v: Values) -> Words:
    """Bring the link for which somebody asked."""
    first = _("Choose a new password by %(until)s; the link works once.", until=v["until"])
    lead = _("Somebody asked for one for your account.")
    return Words(subjects.password_reset(v["day"]), f"{first} {lead}")


@text("address_corrected", "day before after")
def address_corrected(v: Values) -> Words:
    """Say which address an account has now."""
    first = _(
        "The Secretariat corrected the address of your account: %(before)s is now %(after)s.",
        before=v["before"],
        after=v["after"],
    )
    follow = _("Mails go to the new address, and you sign in with it. Your password stays as it is.")
    return Words(
        subjects.address_corrected(v["day"]),
        f"{first} {follow}",
    )
