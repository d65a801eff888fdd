"""Who belongs to the house: inviting people, giving and ending roles, suspending accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from secretariat import links
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.mail import compose, outbox, plain
from secretariat.models.countries import LANGUAGES, Country, Organisation
from secretariat.models.people import COUNTRY_ROLES, ApiToken, Invitation, Membership, Role, User
from secretariat.queries import people
from secretariat.rules.actions import Action
from secretariat.workflow import accounts, audit, step

LIFE = timedelta(days=7)
LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Whom to invite: the role, and the country or organisation where the role needs one."""

    email: str
    name: str
    language: str
    role: Role
    country: Country | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Invited:
    """What came of it. `path` is the link's, with its token; None for an account that has a password already."""

    user: User
    path: str | None


def invite(guest: Guest, *, by: User | None, secret: str, at: datetime, house: datetime) -> Invited:
    """Give a person a role, an account where there is none, and a link that lets them choose a password.

    by: None for a command · secret: the installation's, from which the link's token is made · at: the machine's
    time. Raises Refused, naming the field.
    """
    if by is not None:
        step.ask(Action.INVITE, None, by=by, at=house)
    check(guest)
    user = people.by_email(guest.email)
    if user is None:
        user = User(email=guest.email, name=guest.name, language=guest.language, created_at=house, active=True)
        db.session.add(user)
        db.session.flush()
    give(user, guest, by=by, house=house)
    if user.password_hash is not None:
        accounts.end_sessions(user)
        return Invited(user, None)
    return Invited(user, send_link(user, by=by, secret=secret, at=at, house=house))


def check(guest: Guest) -> None:
    """Refuse what cannot be: a bad address or name, an unknown language, a role without its country."""
    for field, read, text in (("email", plain.address, guest.email), ("name", plain.words, guest.name)):
        try:
            read(text)
        except Refused as error:
            raise Refused(error.sentence, field=field) from None
    if not guest.name.strip() or len(guest.name) > LONGEST_NAME:
        raise Refused(_("Write the person's name, in at most %(most)s characters.", most=LONGEST_NAME), field="name")
    if guest.language not in LANGUAGES:
        raise Refused(_("Choose one of the four languages."), field="language")
    if (guest.role in COUNTRY_ROLES) != (guest.country is not None):
        sentence = (
            _("This role belongs to a country; choose which.")
            if guest.role in COUNTRY_ROLES
            else _("This role belongs to no country; leave the country empty.")
        )
        raise Refused(sentence, field="country")


def give(user: User, guest: Guest, *, by: User | None, house: datetime) -> None:
    """Give the role, unless the person has it now."""
    country_id = guest.country.id if guest.country else None
    if any(one.holds(house) and (one.role, one.country_id) == (guest.role, country_id) for one in user.memberships):
        raise Refused(_("%(name)s has this role already.", name=user.name), field="role")
    membership = Membership(
        user=user,
        role=guest.role,
        country=guest.country,
        organisation=guest.organisation,
        since=house,
        invited_by_id=by.id if by else None,
    )
    db.session.add(membership)
    db.session.flush()
    audit.write(Action.INVITE, user, by=by, at=house, role=guest.role, country=_alpha2(guest.country))


def _alpha2(country: Country | None) -> str | None:
    return country.alpha2 if country else None


def send_link(user: User, *, by: User | None, secret: str, at: datetime, house: datetime) -> str:
    """Write the mail with a new link, and return the link's path."""
    made = new_link(user, by=by, secret=secret, at=at)
    outbox.put(compose.invitation(user, links.invitation(made.id), until=house + LIFE), to=user, at=house)
    return links.with_token(made.id, secret)


def new_link(user: User, *, by: User | None, secret: str, at: datetime) -> Invitation:
    """Make a new link for a letter; links sent before stop working.

    The outbox keeps the path without the token, which delivery adds (`links.complete`): so neither the database
    nor whoever reads the messages can use it.
    """
    open_ones = update(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None))
    db.session.execute(open_ones.values(token_hash=None))
    made = Invitation(user=user, made_at=at, made_by_id=by.id if by else None, expires_at=at + LIFE)
    db.session.add(made)
    db.session.flush()
    made.token_hash = accounts.key(links.token(made.id, secret, links.WELCOME))
    return made


def send_again(user: User, *, by: User, secret: str, at: datetime, house: datetime) -> str:
    """Send a new link to somebody who has not chosen a password yet."""
    step.ask(Action.INVITE, None, by=by, at=house)
    if user.password_hash is not None:
        raise Refused(_("%(name)s has chosen a password already.", name=user.name))
    audit.write("invite_again", user, by=by, at=house)
    return send_link(user, by=by, secret=secret, at=at, house=house)


def invited(token: str, *, at: datetime) -> Invitation:
    """Return the invitation that a link's token opens now; raise Hidden for a used, ended or unknown one."""
    found = db.session.scalar(
        select(Invitation)
        .join(User, Invitation.user_id == User.id)
        .where(
            Invitation.token_hash == accounts.key(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > at,
            User.active,
        )
    )
    if found is None:
        raise Hidden
    return found


def accept(token: str, password: str, *, at: datetime, house: datetime) -> User:
    """Set the first password; the link is used up by it, once, whoever clicks twice."""
    invitation = invited(token, at=at)
    locked = select(Invitation).where(Invitation.id == invitation.id).with_for_update()
    db.session.scalars(locked.execution_options(populate_existing=True)).one()
    if invitation.used_at is not None:
        raise Hidden
    accounts.set_password(invitation.user, password, by=invitation.user, house=house)
    invitation.used_at, invitation.user.last_seen_at = at, house
    return invitation.user


def end_role(membership: Membership, *, by: User, house: datetime) -> None:
    """End a role now; whoever had it is signed out everywhere."""
    step.ask(Action.INVITE, None, by=by, at=house)
    if not membership.holds(house):
        raise Refused(_("This role has ended already."))
    if membership.role == Role.OFFICER:
        _keep_an_officer(membership.user, house)
    # A role must hold for some time at least; one that was given in this very moment ends a moment later.
    membership.until = max(house, membership.since + timedelta(microseconds=1))
    accounts.end_sessions(membership.user)
    audit.write("end_role", membership.user, by=by, at=house, role=membership.role, country=_alpha2(membership.country))


def suspend(user: User, *, by: User, house: datetime) -> None:
    """Close an account: no session, no token, no mail; nothing of what the person did is touched."""
    step.ask(Action.INVITE, None, by=by, at=house)
    _keep_an_officer(user, house)
    user.active = False
    accounts.end_sessions(user)
    db.session.execute(
        update(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None)).values(revoked_at=func.now())
    )
    audit.write("suspend", user, by=by, at=house)


def restore(user: User, *, by: User, house: datetime) -> None:
    """Open an account again."""
    step.ask(Action.INVITE, None, by=by, at=house)
    user.active = True
    audit.write("restore", user, by=by, at=house)


def _keep_an_officer(user: User, house: datetime) -> None:
    """Refuse to leave the house without an officer; two who end each other wait for one another."""
    db.session.execute(select(Membership.id).where(Membership.role == Role.OFFICER).with_for_update())
    others = [one for one in people.with_role(house, Role.OFFICER) if one.id != user.id]
    if Role.OFFICER in user.roles(house) and not others:
        raise Refused(_("Somebody must remain officer; invite another one first."))
