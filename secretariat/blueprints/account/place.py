"""The blueprint, and what its rooms share."""

from flask import Blueprint, request, session
from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.people import Membership, User
from secretariat.workflow import accounts

bp = Blueprint("account", __name__)
NAMED = 16  # characters of a session's hash that name it on the page
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def person(id: int) -> User | None:  # noqa: A002  the address says id
    """Return an account by its id."""
    return db.session.get(User, id)


def role(id: int) -> Membership | None:  # noqa: A002
    """Return a role by its id."""
    return db.session.get(Membership, id)


def here() -> str:
    """Return the name of the session of this browser."""
    return accounts.key(session.get("token", ""))[:NAMED]


def browser(said: str) -> str:
    """Return what a browser says of itself in two words, such as 'Firefox, Android'."""
    parts = [next((word for mark, word in marks if mark in said), None) for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(part for part in parts if part) or _("a browser")


def chosen_password() -> str:
    """Return the new password of a form, which asks for it twice."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise Refused(_("The two do not agree; type the new password twice."), field="again")
    return new
