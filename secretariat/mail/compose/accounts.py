"""Letters about somebody's own account: a new password, another address."""

from datetime import datetime

from flask_babel import gettext as _

from secretariat.mail.compose import subjects, voice
from secretariat.mail.letter import Kind, Letter
from secretariat.models.people import User


@voice.for_reader
def password_reset(user: User, address: str, *, at: datetime, until: datetime) -> Letter:
    """Bring the link for which somebody asked. address: the path behind the button · until: when it stops working."""
    held = user.membership(at)
    country = held.country if held else None
    subject = subjects.password_reset(voice.day(at, country))
    return Letter(
        kind=Kind.PASSWORD_RESET,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=_(
            "Somebody asked for a new password of your account. The link works once, until %(moment)s.",
            moment=voice.moment(until, country),
        ),
        button=_("Choose a new password"),
        path=address,
        paragraphs=(_("Was it not you? Then do nothing: your password stays as it is."),),
    )


@voice.for_reader
def address_corrected(user: User, *, before: str, after: str, at: datetime) -> Letter:
    """Tell a person, at both addresses, which one their account has now."""
    subject = subjects.address_corrected(voice.day(at, None))
    return Letter(
        kind=Kind.ADDRESS_CORRECTED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=_(
            "The Secretariat corrected the address of your account: %(before)s is now %(after)s.",
            before=before,
            after=after,
        ),
        button=_("Sign in"),
        path="/login",
        paragraphs=(
            _("Mails go to the new address, and you sign in with it. Your password stays as it is."),
            _("Is this wrong? Then write to the Secretariat at once."),
        ),
    )
