"""Links under which somebody without an account reads a draft, until they end or are revoked."""

import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.deliverables import Deliverable
from secretariat.models.handing import ShareLink
from secretariat.models.people import User
from secretariat.rules.actions import Action
from secretariat.workflow import accounts, audit, step

DAYS = (1, 3, 7, 14)
MOST = 10  # open links of one draft


def share(deliverable: Deliverable, *, days: int, by: User, at: datetime) -> str:
    """Make a link that ends after some days; return its token, which is kept nowhere."""
    step.lock(deliverable)
    step.ask(Action.WRITE, deliverable, by=by, at=at)
    if days not in DAYS:
        raise Refused(_("Choose for how many days the link holds."), field="days")
    if len(open_links(deliverable, at)) >= MOST:
        raise Refused(_("There are %(most)s links already; revoke one first.", most=MOST), field="days")
    token = secrets.token_urlsafe(32)
    made = ShareLink(
        deliverable_id=deliverable.id,
        token_hash=accounts.key(token),
        made_at=at,
        made_by_id=by.id,
        expires_at=at + timedelta(days=days),
    )
    db.session.add(made)
    db.session.flush()
    audit.write("share_link", deliverable, by=by, at=at, days=days)
    return token


def revoke(link: ShareLink, *, by: User, at: datetime) -> None:
    """End a link before its time."""
    step.lock(link.deliverable)
    step.ask(Action.WRITE, link.deliverable, by=by, at=at)
    if link.revoked_at is None:
        link.revoked_at = at
        audit.write("revoke_link", link.deliverable, by=by, at=at)


def open_links(deliverable: Deliverable, at: datetime) -> list[ShareLink]:
    """Return the links to a draft that hold at a moment, the newest first."""
    found = db.session.query(ShareLink).filter_by(deliverable_id=deliverable.id, revoked_at=None)
    return found.filter(ShareLink.expires_at > at).order_by(ShareLink.id.desc()).all()


def found(token: str) -> ShareLink | None:
    """Return the link of a token, whether it still holds or not; None where it never was."""
    return db.session.query(ShareLink).filter_by(token_hash=accounts.key(token)).one_or_none()
