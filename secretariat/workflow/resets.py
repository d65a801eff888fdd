"""A forgotten password: asking for a link, and choosing another one behind it. Times of links are the machine's."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from secretariat import links, queue
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.mail import compose, outbox
from secretariat.models.people import Invitation, PasswordReset, User
from secretariat.queries import people
from secretariat.workflow import accounts, audit

LIFE = timedelta(hours=1)
# Each one is a letter: an account may not be flooded with them, from however many places.
MOST_PER_ACCOUNT = 3
MOST_PER_ADDRESS = 20


def too_many(email: str, address: str, *, at: datetime) -> bool:
    """Tell whether so many links were asked for lately that no more are sent for a quarter of an hour."""
    lately = select(func.count()).where(PasswordReset.made_at > at - accounts.WINDOW)
    if (db.session.scalar(lately.where(PasswordReset.email == accounts.spelt(email))) or 0) >= MOST_PER_ACCOUNT:
        return True
    return (db.session.scalar(lately.where(PasswordReset.address == address)) or 0) >= MOST_PER_ADDRESS


def ask(email: str, address: str, *, secret: str, at: datetime, house: datetime) -> None:
    """Send a link to whoever has an account with this address; for nobody the same is done, but for the letter.

    secret: the installation's, from which the token is made. The outbox keeps the path without it (`links.complete`).
    """
    user = people.by_email(email)
    user = user if user and user.active else None
    given = {"user": user, "email": accounts.spelt(email), "address": address}
    asked = PasswordReset(**given, made_at=at, expires_at=at + LIFE)
    db.session.add(asked)
    db.session.flush()
    token = links.token(asked.id, secret, links.RESET)
    reader = user or User(name="", language="en")
    letter = compose.password_reset(reader, links.reset(asked.id), at=house, until=house + LIFE)
    if user:
        asked.token_hash = accounts.key(token)
        outbox.put(letter, to=user, at=house)
    else:  # so that the answer takes as long
        outbox.rendered(letter, reader)
        queue.wake(outbox.WAKE)
    audit.write("ask_password", user, by=None, at=house, address=email.strip()[:100])


def opened(token: str, *, at: datetime) -> PasswordReset:
    """Return what a link's token opens now; raise Hidden for a used, ended or unknown one.

    Nothing either where the account has another address since: the link went to the one before.
    """
    found = db.session.scalar(
        select(PasswordReset)
        .join(User, PasswordReset.user_id == User.id)
        .where(
            PasswordReset.token_hash == accounts.key(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > at,
            PasswordReset.email == func.lower(User.email),
            User.active,
        )
    )
    if found is None:
        raise Hidden
    return found


def choose(token: str, password: str, *, at: datetime, house: datetime) -> User:
    """Set the password; every session ends, and with this link all others of the account are used up."""
    asked = opened(token, at=at)
    user = db.session.scalars(select(User).where(User.id == asked.user_id).with_for_update()).one()
    db.session.refresh(asked)
    if asked.used_at is not None:
        raise Hidden
    accounts.set_password(user, password, by=user, house=house, deed="reset_password")
    accounts.forget_failures(user)
    of_resets = (PasswordReset.user_id == user.id) & PasswordReset.used_at.is_(None)
    db.session.execute(update(PasswordReset).where(of_resets).values(used_at=at))
    of_invitations = (Invitation.user_id == user.id) & Invitation.used_at.is_(None)
    db.session.execute(update(Invitation).where(of_invitations).values(used_at=at))
    return user
