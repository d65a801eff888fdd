"""A new link for somebody who was invited and came too late, sent to the address of the account."""

import hmac

from sqlalchemy import func, select

from secretariat import links
from secretariat.database import db
from secretariat.models.people import Invitation, User
from secretariat.queries import home
from secretariat.workflow import accounts, audit, handing, people
from secretariat.workflow.handing import Machine

# Each one is a letter: an account may not be flooded with them.
MOST = 3


def send(number: int, token: str, *, machine: Machine) -> bool:
    """Send a new link in place of one that was ours; tell whether one was sent.

    None leaves where a password was chosen already, the account is closed, or several were sent lately. Who has
    questions to answer gets them told with it.
    """
    if not hmac.compare_digest(token.encode(), links.token(number, machine.secret, links.WELCOME).encode()):
        return False
    whose = select(Invitation.user_id).where(Invitation.id == number).scalar_subquery()
    user = db.session.scalar(select(User).where(User.id == whose).with_for_update())
    if user is None or not user.active or user.password_hash is not None or _too_many(user, machine):
        return False
    audit.write("ask_link", user, by=None, at=machine.house)
    held = home.handed_to(user.id)
    if held:
        draft, asked = held[0]
        fields = [one.field for one in asked]
        handing.write_to(user, draft, fields, by=asked[0].made_by, until=asked[0].until, machine=machine)
    else:
        people.send_link(user, by=None, secret=machine.secret, at=machine.at, house=machine.house)
    return True


def _too_many(user: User, machine: Machine) -> bool:
    lately = (Invitation.user_id == user.id) & (Invitation.made_at > machine.at - accounts.WINDOW)
    return (db.session.scalar(select(func.count()).where(lately)) or 0) >= MOST
