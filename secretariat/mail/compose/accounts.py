"""Letters about somebody's own account: a new password, another address."""

from datetime import datetime

from flask_babel import gettext as _

from secretariat.mail.compose import layout, voice
from secretariat.mail.letter import Kind, Letter
from secretariat.models.people import User


@voice.for_reader
def password_reset(user: User, address: str, *, at: datetime, until: datetime) -> Letter:
    """Bring the link for which somebody asked. address: the path behind the button · until: when it stops working."""
    held = user.membership(at)
    country = held.country if held else None
    return layout.letter(
        Kind.PASSWORD_RESET,
        user,
        {"day": voice.day(at, country), "until": voice.moment(until, country)},
        button=_("Choose a new password"),
        path=address,
        facts=(_("Was it not you? Then do nothing: your password stays as it is."),),
    )


@voice.for_reader
def address_corrected(user: User, *, before: str, after: str, at: datetime) -> Letter:
    """Tell a person, at both addresses, which one their account has now."""
    return layout.letter(
        Kind.ADDRESS_CORRECTED,
        user,
        {"day": voice.day(at, None), "before": before, "after": after},
        button=_("Sign in"),
        path="/login",
        facts=(_("Is this wrong? Then write to the Secretariat at once."),),
    )
