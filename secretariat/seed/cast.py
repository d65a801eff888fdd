"""Who and what the story is about, looked up once."""

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select

from secretariat.database import db
from secretariat.models.countries import Country, Organisation, Pillar
from secretariat.models.meetings import Meeting
from secretariat.models.people import User

COUNTRY_PEOPLE = {"focal": "focal.{}", "second": "martin.salas.{}", "approver": "approver.{}"}


@dataclass(frozen=True)
class Cast:
    """Countries by alpha2, organisations by code, pillars by number, meetings by slug, people by account."""

    people: dict[str, User]

    @cached_property
    def countries(self) -> dict[str, Country]:
        """The countries."""
        return {one.alpha2: one for one in db.session.scalars(select(Country).order_by(Country.alpha2))}

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """The organisations."""
        return {one.code: one for one in db.session.scalars(select(Organisation))}

    @cached_property
    def pillars(self) -> dict[int, Pillar]:
        """The pillars."""
        return {one.number: one for one in db.session.scalars(select(Pillar))}

    @cached_property
    def meetings(self) -> dict[str, Meeting]:
        """The meetings."""
        return {one.slug: one for one in db.session.scalars(select(Meeting))}

    @property
    def fifth(self) -> Meeting:
        """The meeting that the story prepares."""
        return self.meetings["fifth-ministerial"]

    def of(self, country: Country, part: str) -> User:
        """Return who plays a part: one of the country's people, or of the secretariat."""
        return self.people[COUNTRY_PEOPLE.get(part, part).format(country.alpha2.lower())]

    def zone(self, alpha2: str) -> ZoneInfo:
        """Return the zone of a country's capital."""
        return self.countries[alpha2].zone
