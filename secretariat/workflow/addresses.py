"""Correcting the address of somebody's account; both addresses are told."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import compose, outbox, plain
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.queries import people
from secretariat.rules.actions import Action
from secretariat.workflow import accounts, audit, step
from secretariat.workflow.people import send_link


def correct(user: User, email: str, *, by: User, secret: str, at: datetime, house: datetime) -> None:
    """Give an account another address; what waits goes there, and whoever is signed in signs in anew.

    The same address again, where it was said to be dead, is one that takes mail again: nobody is told.
    secret, at: for the link of somebody who has not chosen a password yet; the one that went astray works no longer.
    Raises Refused beside the field.
    """
    step.ask(Action.INVITE, None, by=by, at=house)
    before, after = user.email, email.strip()
    if after == before and user.address_dead_at is not None:
        user.address_dead_at = user.address_dead_why = None
        audit.write("address_lives", user, by=by, at=house)
        return
    check(user, after)
    redirect(user, after)
    letter = compose.address_corrected(user, before=before, after=after, at=house)
    outbox.put(letter, to=user, at=house)
    user.email = after
    user.address_dead_at = user.address_dead_why = None
    db.session.flush()
    if user.password_hash is None:
        send_link(user, by=by, secret=secret, at=at, house=house)
    else:
        outbox.put(letter, to=user, at=house)
    accounts.end_sessions(user)
    audit.write("correct_address", user, by=by, at=house, before=before)


def check(user: User, email: str) -> None:
    """Refuse what is no address, the same one, and somebody else's."""
    try:
        plain.address(email)
    except Refused as error:
        raise Refused(error.sentence, field="email") from None
    if email == user.email:
        raise Refused(_("This is the address that the account has."), field="email")
    if people.by_email(email) not in {None, user}:
        raise Refused(_("There is an account with this address already."), field="email")


def redirect(user: User, email: str) -> None:
    """Send on what has not been tried yet; the bytes of what has been are fixed."""
    untried = (Message.user_id == user.id) & Message.state.in_(("waiting", "held")) & (Message.attempts == 0)
    db.session.execute(update(Message).where(untried).values(email=email))
