"""Countries, organisations, pillars and holidays."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from secretariat import clock
from secretariat.database import Model, WithId

OWN_NAMES = {"en": "English", "es": "Español", "pt": "Português", "fr": "Français"}
LANGUAGES = tuple(OWN_NAMES)


def said(texts: dict[str, str], language: str) -> str:
    """Return a text in a language, or in the first language that has it, so that nothing is ever blank."""
    return texts.get(language) or next((texts[one] for one in LANGUAGES if texts.get(one)), "")


class Country(WithId, Model):
    """One of the endorsing countries. `rotation` is its place in the ring of presidencies."""

    __tablename__ = "countries"

    alpha2: Mapped[str] = mapped_column(unique=True)
    alpha3: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]
    capitals: Mapped[dict[str, str]]
    time_zone: Mapped[str]
    language: Mapped[str]
    endorsed_on: Mapped[date | None]
    rotation: Mapped[int | None] = mapped_column(unique=True)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the capital."""
        return clock.zone(self.time_zone)

    def name(self, language: str) -> str:
        """Return the country's name in a language."""
        return said(self.names, language)

    def capital(self, language: str) -> str:
        """Return the capital's name in a language."""
        return said(self.capitals, language)


class Organisation(WithId, Model):
    """A host of the secretariat, or a partner that observes."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('host', 'partner')", name="kind"),)

    code: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]
    kind: Mapped[str]

    def name(self, language: str) -> str:
        """Return the organisation's name in a language."""
        return said(self.names, language)


class Pillar(WithId, Model):
    """A pillar of the declaration. Pillars are rows: the declaration's own text knows a fourth."""

    __tablename__ = "pillars"

    number: Mapped[int] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]

    @property
    def numeral(self) -> str:
        """The Roman numeral that always goes with the pillar's colour."""
        return ("I", "II", "III", "IV", "V", "VI")[self.number - 1]

    def name(self, language: str) -> str:
        """Return the pillar's name in a language."""
        return said(self.names, language)


class Holiday(WithId, Model):
    """A day on which a capital does not work; filled from the `holidays` library, editable.

    names: by language, in as many of ours as the library knows them in.
    """

    __tablename__ = "holidays"
    __table_args__ = (UniqueConstraint("country_id", "day"),)

    country_id: Mapped[int] = mapped_column(ForeignKey("countries.id"))
    day: Mapped[date]
    names: Mapped[dict[str, str]]
