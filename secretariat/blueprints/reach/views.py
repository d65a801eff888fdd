"""/messages/reach: in which countries too few addresses live, and a letter to print that asks for a focal point."""

from datetime import timedelta

from flask import Blueprint, render_template, request

from secretariat import clock, formats, reaching
from secretariat.errors import Refused
from secretariat.models.countries import Country
from secretariat.pages import Answer, action, language, me, role_word
from secretariat.queries import overview
from secretariat.queries import reach as queries
from secretariat.rules.actions import Action
from secretariat.rules.reach import FEWEST

bp = Blueprint("reach", __name__, url_prefix="/messages/reach")
TIME_TO_ANSWER = timedelta(days=14)


def one(alpha2: str) -> Country | None:
    """Load the country that an address names."""
    return overview.country(alpha2)


@bp.get("")
@action(Action.SEE_REACH)
def index() -> Answer:
    """Show the countries, those with too few living addresses first."""
    key = formats.sort_key(language())
    found = sorted(queries.everywhere(clock.now()), key=lambda it: (not it.thin, key(it.country.name(language()))))
    return render_template(
        "reach/index.html", found=found, thin=[it for it in found if it.thin], fewest=FEWEST, why=reaching.why,
        role_word=role_word,
    )  # fmt: skip


@bp.get("/<string(length=2):alpha2>")
@action(Action.SEE_REACH, one)
def choose(country: Country) -> Answer:
    """Show what is to be chosen for the letter to a country."""
    until = (clock.now() + TIME_TO_ANSWER).astimezone(country.zone).date()
    return form(country, reaching.Choices.first(country, me(), until))


def form(country: Country, choices: reaching.Choices, wrong: dict[str, str] | None = None) -> Answer:
    """Return the form; with a sentence beside what was wrong."""
    shown = render_template(
        "reach/letter.html",
        reach=queries.of_country(country, clock.now()),
        choices=choices,
        wrong=wrong or {},
        why=reaching.why,
        role_word=role_word,
        addressees=reaching.ADDRESSEES.items(),
    )
    return shown, 422 if wrong else 200


@bp.post("/<string(length=2):alpha2>")
@action(Action.PRINT_LETTER, one)
def letter(country: Country) -> Answer:
    """Print the letter, as a page."""
    choices = reaching.Choices.typed(request.form)
    try:
        return reaching.letter(country, choices, by=me(), at=clock.now())
    except Refused as error:
        return form(country, choices, {error.field or "name": error.sentence})
