"""Whether a country can be reached by mail: which of its addresses live, and why the others do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from secretariat.models.countries import Country
from secretariat.models.people import Membership, User

# One person is ill, travels or leaves; two seldom do so at once.
FEWEST = 2
UNUSED = timedelta(days=120)
# Who had a role until then is named as one that is gone; whoever left before is forgotten here.
REMEMBERED = timedelta(days=365)


class Gone(StrEnum):
    """Why an address reaches nobody any more."""

    ENDED = "ended"
    SUSPENDED = "suspended"
    BOUNCED = "bounced"
    UNUSED = "unused"
    NEVER_USED = "never_used"


@dataclass(frozen=True)
class Address:
    """A person of a country. why: None where the address lives · since: when that began, or the last sign-in."""

    user: User
    role: str
    why: Gone | None
    since: datetime | None


@dataclass(frozen=True)
class Reach:
    """A country and its people's addresses, those that live first."""

    country: Country
    addresses: list[Address]

    @property
    def living(self) -> list[Address]:
        """The addresses that reach somebody."""
        return [one for one in self.addresses if one.why is None]

    @property
    def gone(self) -> list[Address]:
        """The addresses that reach nobody."""
        return [one for one in self.addresses if one.why is not None]

    @property
    def thin(self) -> bool:
        """Whether there are too few."""
        return len(self.living) < FEWEST


def of(country: Country, held: Sequence[Membership], at: datetime) -> Reach:
    """Return a country's reach. held: the roles that people have or had there; of several of one person the best."""
    best: dict[int, Address] = {}
    for one in held:
        found = address(one, at)
        before = best.get(one.user_id)
        if before is None or (before.why is not None and found.why != Gone.ENDED):
            best[one.user_id] = found
    return Reach(country, sorted(best.values(), key=lambda one: (one.why is not None, one.user.name)))


def address(role: Membership, at: datetime) -> Address:
    """Judge the address of somebody in a role. Whoever has just been given it has time to sign in."""
    user = role.user
    if not role.holds(at):
        return Address(user, role.role, Gone.ENDED, role.until)
    if not user.active:
        return Address(user, role.role, Gone.SUSPENDED, None)
    if user.address_dead_at is not None:
        return Address(user, role.role, Gone.BOUNCED, user.address_dead_at)
    if at - max(role.since, user.last_seen_at or role.since) > UNUSED:
        why = Gone.UNUSED if user.last_seen_at else Gone.NEVER_USED
        return Address(user, role.role, why, user.last_seen_at or role.since)
    return Address(user, role.role, None, user.last_seen_at)
