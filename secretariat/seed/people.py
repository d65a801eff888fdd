"""The accounts of the demonstration."""

from datetime import UTC, datetime

from sqlalchemy import select

from secretariat.database import db
from secretariat.models.countries import Country, Organisation
from secretariat.models.people import Membership, User
from secretariat.seed import data
from secretariat.workflow import accounts

DOMAIN = "example.org"
PASSWORD = "demo"  # noqa: S105  it is printed on the page of the demonstration
SINCE = datetime(2025, 1, 1, 12, tzinfo=UTC)  # the same day in every capital
SEEN = datetime(2025, 9, 5, 15, tzinfo=UTC)
# Were invited and never came: of these two countries mail reaches too few.
NEVER_SEEN = {"approver.ht", "delegate.ht", "approver.sr", "delegate.sr"}


def load() -> dict[str, User]:
    """Write the accounts; return them by the part of the address before the @.

    All share one hash, and so one salt: hashing 75 times would take seconds of every first start, and the
    password is public anyway. Where demonstration accounts are refused, none of this is loaded.
    """
    shared = accounts.hashed(PASSWORD)
    countries = {one.alpha2: one for one in db.session.scalars(select(Country))}
    organisations = {one.code: one for one in db.session.scalars(select(Organisation))}
    found = {}
    for row in data.table("people"):
        user = User(
            email=f"{row['account']}@{DOMAIN}",
            name=row["name"],
            language=row["language"],
            password_hash=shared,
            created_at=SINCE,
            last_seen_at=None if row["account"] in NEVER_SEEN else SEEN,
        )
        user.memberships.append(
            Membership(
                role=row["role"],
                country=countries.get(row["country"]),
                organisation=organisations.get(row["organisation"]),
                since=SINCE,
            )
        )
        found[row["account"]] = user
    db.session.add_all(found.values())
    db.session.flush()
    return found
