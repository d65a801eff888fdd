"""That a letter was printed which asks a country for a focal point."""

from datetime import datetime

from secretariat.models.countries import Country
from secretariat.models.people import User
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step


def letter_printed(country: Country, *, to: str, language: str, by: User, at: datetime) -> None:
    """Write down that somebody printed the letter, and to whom it goes."""
    step.ask(Action.PRINT_LETTER, country, by=by, at=at)
    audit.write(Action.PRINT_LETTER, country, by=by, at=at, country=country.alpha2, to=to, language=language)
