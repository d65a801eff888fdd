"""Signing in and out, passwords, sessions and tokens. Times of sessions are the machine's."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from sqlalchemy import Select, delete, func, select

from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.models.countries import LANGUAGES
from secretariat.models.people import ApiToken, PasswordReset, SignInFailure, User, WebSession
from secretariat.queries import people
from secretariat.rules.predicates import Who
from secretariat.workflow import audit

LIFE = timedelta(days=14)
WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 50
SHORTEST = 15
LONGEST = 256
FEWEST_DIFFERENT = 5
LONGEST_ADDRESS = 254  # RFC 5321; an index cannot hold what an attacker may send instead
MOST_TOKENS = 20
# A failure limits the next attempts for a quarter of an hour; what happened stands in the trail.
FAILURES_KEPT = timedelta(days=1)
# As OWASP's password storage sheet has it: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Verified when there is no such account, so that the answer takes as long.
NOBODY = HASHER.hash(secrets.token_urlsafe(16))


def key(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def plain(password: str) -> str:
    """Return a password in the one form of its characters, whichever keyboard wrote them (NIST 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """Return a password's argon2 hash."""
    return HASHER.hash(plain(password))


def matches(user: User | None, password: str) -> bool:
    """Tell whether a password is the account's; it takes as long where there is no account."""
    try:
        HASHER.verify(user.password_hash if user and user.password_hash else NOBODY, plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return user is not None and user.password_hash is not None and user.active


def spelt(email: str) -> str:
    """Return an address as it is compared and counted."""
    return email.strip().lower()[:LONGEST_ADDRESS]


def locked_out(email: str, address: str, *, at: datetime) -> bool:
    """Tell whether so many attempts failed lately that no more are taken for a quarter of an hour."""
    since = at - WINDOW
    failed = select(func.count()).where(SignInFailure.at > since)
    account = failed.where(SignInFailure.email == spelt(email), SignInFailure.address == address)
    if (db.session.scalar(account) or 0) >= MOST_PER_ACCOUNT:
        return True
    return (db.session.scalar(failed.where(SignInFailure.address == address)) or 0) >= MOST_PER_ADDRESS


def remember_failure(email: str, address: str, *, at: datetime, house: datetime) -> None:
    """Note a failed attempt, for the limits (machine's time) and for the auditor (the house's)."""
    db.session.add(SignInFailure(email=spelt(email), address=address, at=at))
    audit.write("sign_in_refused", people.by_email(email), by=None, at=house, address=email.strip()[:100])


def forget_failures(user: User) -> None:
    """Take the failed attempts for granted: the account's owner is here."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.email == spelt(user.email)))


def sign_in(email: str, password: str, *, at: datetime, house: datetime, browser: str = "") -> tuple[User, str] | None:
    """Return the account and a fresh session token, or None; the database keeps only the token's hash."""
    user = people.by_email(email)
    if not matches(user, password) or user is None:
        return None
    token = open_session(user, at=at, browser=browser)
    user.last_seen_at = house
    forget_failures(user)
    audit.write("sign_in", user, by=user, at=house)
    return user, token


def open_session(user: User, *, at: datetime, browser: str = "") -> str:
    """Return the token of a new session. browser: what it says of itself, so that its owner knows it again."""
    token = secrets.token_urlsafe(32)
    data = {"browser": browser[:200], "network": audit.source.get(audit.INSIDE).address}
    db.session.add(
        WebSession(token_hash=key(token), user_id=user.id, data=data, created_at=at, seen_at=at, expires_at=at + LIFE)
    )
    return token


def session_user(token: str, *, at: datetime, house: datetime) -> tuple[User, Who] | None:
    """Return whose session a token opens now, and what they are at the house's moment."""
    found = people.signed_in(house).join(WebSession, WebSession.user_id == User.id)
    return _holder(found.where(WebSession.token_hash == key(token), WebSession.expires_at > at), house)


def token_user(token: str, *, house: datetime) -> tuple[User, Who] | None:
    """Return whose API token this is, and what they are."""
    found = people.signed_in(house).join(ApiToken, ApiToken.user_id == User.id)
    return _holder(found.where(ApiToken.token_hash == key(token), ApiToken.revoked_at.is_(None)), house)


def _holder(found: Select[User, int | None], house: datetime) -> tuple[User, Who] | None:
    row = db.session.execute(found.where(User.active)).unique().one_or_none()
    return (row[0], Who.of(*row, house)) if row else None


def sign_out(token: str, *, by: User, house: datetime) -> None:
    """End one session."""
    db.session.execute(delete(WebSession).where(WebSession.token_hash == key(token)))
    audit.write("sign_out", by, by=by, at=house)


def end_sessions(user: User) -> None:
    """End every session of an account: at a change of its password or of its roles."""
    db.session.execute(delete(WebSession).where(WebSession.user_id == user.id))


def end_session(user: User, named: str, *, house: datetime) -> None:
    """End one of one's own sessions, named by the start of its hash. Raises Hidden where there is none."""
    mine = WebSession.user_id == user.id
    found = db.session.scalars(
        select(WebSession).where(mine, WebSession.token_hash.startswith(named, autoescape=True))
    ).all()
    if len(found) != 1:
        raise Hidden
    db.session.delete(found[0])
    audit.write("end_session", user, by=user, at=house)


def purge(*, at: datetime, most: int) -> bool:
    """Delete sessions that have ended, sign-in failures and resets of another day; return whether more may be left.

    At most so many of each, so that a transaction stays short; those that another purge deletes are passed by.
    """
    left = False
    for table, key_of, over in (
        (WebSession, WebSession.token_hash, WebSession.expires_at <= at),
        (SignInFailure, SignInFailure.id, SignInFailure.at < at - FAILURES_KEPT),
        (PasswordReset, PasswordReset.id, PasswordReset.made_at < at - FAILURES_KEPT),
    ):
        # In a WITH of its own: as a mere subquery it may be asked anew for each row, and then it limits nothing.
        some = select(key_of.label("key")).where(over).limit(most).with_for_update(skip_locked=True).cte()
        gone = delete(table).where(key_of.in_(select(some.c.key))).returning(key_of)
        left |= len(db.session.scalars(gone).all()) == most
    return left


def choose_language(user: User, language: str, *, house: datetime) -> None:
    """Choose the language of one's pages and mails."""
    if language not in LANGUAGES:
        raise Refused(_("Choose one of the four languages."), field="language")
    user.language = language
    audit.write("choose_language", user, by=user, at=house, language=language)


def change_password(user: User, *, old: str, new: str, house: datetime) -> None:
    """Change a password, and end every session. Raises Refused beside the field."""
    if not matches(user, old):
        raise Refused(_("This is not your present password."), field="old")
    set_password(user, new, by=user, house=house)


def set_password(user: User, new: str, *, by: User, house: datetime, deed: str = "change_password") -> None:
    """Set a password, and end every session. Long is what counts (NIST 800-63B): no rules of composition.

    deed: what the trail calls it.
    """
    if len(new) < SHORTEST:
        raise Refused(_("Use %(least)s characters or more, such as a sentence.", least=SHORTEST), field="new")
    if len(new) > LONGEST:  # hashing longer ones only costs time
        raise Refused(_("At most %(most)s characters fit.", most=LONGEST), field="new")
    if len(set(new)) < FEWEST_DIFFERENT or user.email.lower() in new.lower():
        raise Refused(_("This is among the first that somebody would try; use a sentence of your own."), field="new")
    user.password_hash = hashed(new)
    end_sessions(user)
    audit.write(deed, user, by=by, at=house)


def make_token(user: User, label: str, *, by: User | None, at: datetime, house: datetime) -> str:
    """Return a new API token; it is shown once. by: None for a command."""
    label = label.strip()
    if not label or len(label) > 60 or not label.isprintable():  # noqa: PLR2004  as wide as the list shows
        raise Refused(_("Name the token after what uses it, in at most 60 characters."), field="label")
    live = select(func.count()).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    if (db.session.scalar(live) or 0) >= MOST_TOKENS:
        raise Refused(_("You have %(most)s tokens; revoke one first.", most=MOST_TOKENS), field="label")
    token = "sec_" + secrets.token_urlsafe(32)
    db.session.add(ApiToken(user_id=user.id, token_hash=key(token), label=label, created_at=at))
    audit.write("make_token", user, by=by, at=house, label=label)
    return token


def revoke_token(token: ApiToken, *, by: User, at: datetime, house: datetime) -> None:
    """Revoke one of one's own API tokens; it stops working at once."""
    if token.user_id != by.id or token.revoked_at is not None:
        raise Hidden
    token.revoked_at = at
    audit.write("revoke_token", by, by=by, at=house, label=token.label)
