"""Signing in and out, passwords, and invitations. Times of sessions are the machine's."""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.people import ApiToken, Membership, SignInFailure, User, WebSession
from secretariat.queries import people
from secretariat.workflow import audit

LIFE = timedelta(days=14)
WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 50
SHORTEST = 15
# As OWASP's password storage sheet has it: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Verified when there is no such account, so that the answer takes as long.
NOBODY = HASHER.hash(secrets.token_urlsafe(16))


def key(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def hashed(password: str) -> str:
    """Return a password's argon2 hash."""
    return HASHER.hash(password)


def matches(user: User | None, password: str) -> bool:
    """Tell whether a password is the account's; it takes as long where there is no account."""
    try:
        HASHER.verify(user.password_hash if user and user.password_hash else NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return user is not None and user.password_hash is not None and user.active


def locked_out(email: str, address: str, *, at: datetime) -> bool:
    """Tell whether so many attempts failed lately that no more are taken for a quarter of an hour."""
    since = at - WINDOW
    failed = select(func.count()).where(SignInFailure.at > since)
    account = failed.where(SignInFailure.email == email.strip().lower(), SignInFailure.address == address)
    if (db.session.scalar(account) or 0) >= MOST_PER_ACCOUNT:
        return True
    return (db.session.scalar(failed.where(SignInFailure.address == address)) or 0) >= MOST_PER_ADDRESS


def remember_failure(email: str, address: str, *, at: datetime, house: datetime) -> None:
    """Note a failed attempt, for the limits (machine's time) and for the auditor (the house's)."""
    db.session.add(SignInFailure(email=email.strip().lower(), address=address, at=at))
    audit.write("sign_in_refused", people.by_email(email), by=None, at=house, address=email.strip()[:100])


def sign_in(email: str, password: str, *, at: datetime, house: datetime) -> tuple[User, str] | None:
    """Return the account and a fresh session token, or None; the database keeps only the token's hash."""
    user = people.by_email(email)
    if not matches(user, password) or user is None:
        return None
    token = secrets.token_urlsafe(32)
    db.session.add(
        WebSession(token_hash=key(token), user_id=user.id, data={}, created_at=at, seen_at=at, expires_at=at + LIFE)
    )
    db.session.execute(delete(SignInFailure).where(SignInFailure.email == user.email.lower()))
    audit.write("sign_in", user, by=user, at=house)
    return user, token


def session_user(token: str, *, at: datetime) -> User | None:
    """Return whose session a token opens now."""
    found = select(User).join(WebSession, WebSession.user_id == User.id)
    return db.session.scalar(found.where(WebSession.token_hash == key(token), WebSession.expires_at > at, User.active))


def token_user(token: str) -> User | None:
    """Return whose API token this is."""
    found = select(User).join(ApiToken, ApiToken.user_id == User.id)
    return db.session.scalar(found.where(ApiToken.token_hash == key(token), ApiToken.revoked_at.is_(None), User.active))


def sign_out(token: str, *, by: User, house: datetime) -> None:
    """End one session."""
    db.session.execute(delete(WebSession).where(WebSession.token_hash == key(token)))
    audit.write("sign_out", by, by=by, at=house)


def end_sessions(user: User) -> None:
    """End every session of an account: at a change of its password or of its roles."""
    db.session.execute(delete(WebSession).where(WebSession.user_id == user.id))


def change_password(user: User, *, old: str, new: str, house: datetime) -> None:
    """Change a password, and end every session. Raises Refused beside the field."""
    if not matches(user, old):
        raise Refused(_("This is not your present password."), field="old")
    set_password(user, new, by=user, house=house)


def set_password(user: User, new: str, *, by: User, house: datetime) -> None:
    """Set a password. Long is what counts (NIST 800-63B): no rules of composition."""
    if len(new) < SHORTEST:
        raise Refused(
            _("Use %(least)s characters or more, such as a sentence.", least=SHORTEST), field="new"
        )
    if len(new) > 256:  # noqa: PLR2004  hashing longer ones only costs time
        raise Refused(_("At most 256 characters fit."), field="new")
    user.password_hash = hashed(new)
    end_sessions(user)
    audit.write("change_password", user, by=by, at=house)


def end_role(membership: Membership, *, by: User, house: datetime) -> None:
    """End a role now; whoever had it is signed out everywhere."""
    membership.until = house
    end_sessions(membership.user)
    audit.write("end_role", membership.user, by=by, at=house, role=membership.role)


def make_token(user: User, label: str, *, by: User, at: datetime, house: datetime) -> str:
    """Return a new API token; it is shown once."""
    token = "sec_" + secrets.token_urlsafe(32)
    db.session.add(ApiToken(user_id=user.id, token_hash=key(token), label=label, created_at=at))
    audit.write("make_token", user, by=by, at=house, label=label)
    return token
