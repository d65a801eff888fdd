"""Users and what they are: a role in a country or an organisation, from and until."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from secretariat.database import Model, WithId
from secretariat.models.countries import Country, Organisation


class Role(StrEnum):
    """What a person may be. The chair is no role: it is whoever belongs to the country that presides."""

    FOCAL_POINT = "focal_point"
    APPROVER = "approver"
    DELEGATE = "delegate"
    REVIEWER = "reviewer"
    OFFICER = "officer"
    OBSERVER = "observer"
    AUDITOR = "auditor"


COUNTRY_ROLES = (Role.FOCAL_POINT, Role.APPROVER, Role.DELEGATE)


class User(WithId, Model):
    """A person.

    `address_dead_at` is set when a server said that the address does not exist · `last_seen_at`: the last sign-in, by
    the house's clock; a session ends after two weeks, so that whoever comes at all signs in.
    """

    __tablename__ = "users"

    email: Mapped[str] = mapped_column()
    name: Mapped[str]
    language: Mapped[str]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    address_dead_at: Mapped[datetime | None]
    address_dead_why: Mapped[str | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", foreign_keys="Membership.user_id", order_by="Membership.id"
    )

    __table_args__ = (
        Index("one_account_per_address", func.lower(email), unique=True),
        CheckConstraint("email !~ '[[:cntrl:][:space:]]' AND email NOT LIKE '%=?%'", name="email_plain"),
        CheckConstraint("name !~ '[[:cntrl:]]' AND name NOT LIKE '%=?%'", name="name_plain"),
    )

    def roles(self, at: datetime) -> set[Role]:
        """Return the roles the person has at a moment."""
        return {Role(one.role) for one in self.memberships if one.holds(at)}

    def country_ids(self, at: datetime, *roles: Role) -> set[int]:
        """Return the countries that the person belongs to at a moment, in any of the roles or in all."""
        return {
            one.country_id
            for one in self.memberships
            if one.country_id and one.holds(at) and (not roles or Role(one.role) in roles)
        }

    def membership(self, at: datetime) -> "Membership | None":
        """Return what the person is first of all, at a moment."""
        return next((one for one in self.memberships if one.holds(at)), None)


class Membership(WithId, Model):
    """A role in a country or in an organisation, for a time."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint(
            "role IN ('focal_point', 'approver', 'delegate', 'reviewer', 'officer', 'observer', 'auditor')",
            name="role",
        ),
        CheckConstraint(
            "(country_id IS NOT NULL) = (role IN ('focal_point', 'approver', 'delegate'))",
            name="country_for_role",
        ),
        CheckConstraint("country_id IS NULL OR organisation_id IS NULL", name="one_home"),
        CheckConstraint("until IS NULL OR until > since", name="order"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str]
    country_id: Mapped[int | None] = mapped_column(ForeignKey("countries.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User] = relationship(back_populates="memberships", foreign_keys=[user_id])
    country: Mapped[Country | None] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    def holds(self, at: datetime) -> bool:
        """Tell whether the role holds at a moment."""
        return self.since <= at and (self.until is None or at < self.until)


class WebSession(Model):
    """A signed-in browser, or one that is about to be. The key is the hash of the cookie's token.

    Times are the machine's, not the demonstration's: no demo may end a session.
    """

    __tablename__ = "web_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Invitation(WithId, Model):
    """A link that lets a person choose a password: once, and until it ends. Only the hash of its token is kept.

    Times are the machine's, as those of sessions.
    """

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="order"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class PasswordReset(WithId, Model):
    """Somebody asked for a new password: for the limits, and for the link, of whose token only the hash is kept.

    `email` is as it was typed and may belong to nobody; then there is no user and no link. Times are the machine's.
    """

    __tablename__ = "password_resets"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="order"),)

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    email: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship()


class SignInFailure(WithId, Model):
    """A wrong password: for the limits per account and per address, and for the auditor."""

    __tablename__ = "sign_in_failures"

    email: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class ApiToken(WithId, Model):
    """A token for `/api/v1`; only its hash is kept."""

    __tablename__ = "api_tokens"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
