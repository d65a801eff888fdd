"""/messages/texts/<kind>/<language>: the words of a letter, how they read for a real country, and a test to oneself."""

from dataclasses import dataclass, field
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock, defence, formats
from secretariat.blueprints.texts.place import Place, bp, one
from secretariat.errors import Refused, Stale
from secretariat.mail import checks, kinds, outbox
from secretariat.mail.compose import wording
from secretariat.mail.compose.words import Words
from secretariat.models.countries import LANGUAGES, OWN_NAMES, Country
from secretariat.models.letters import LetterText
from secretariat.pages import Answer, action, language, me, refusal
from secretariat.queries import letters as queries
from secretariat.rules.actions import Action
from secretariat.workflow import letters as workflow
from secretariat.workflow import samples, trials


@dataclass
class Typed:
    """What stands in the form; seen: the version that it began with · theirs: what somebody saved meanwhile."""

    words: Words
    seen: int
    wrong: dict[str, str] = field(default_factory=dict)
    theirs: LetterText | None = None
    tested: bool = False

    @classmethod
    def begun(cls, place: Place) -> "Typed":
        """Return the words that hold now, to begin with."""
        newest = queries.newest(place.text.key, place.language)
        held = wording.words(newest) if newest and newest.own else place.text.plain(place.language)
        return cls(held, newest.number if newest else 0)

    @classmethod
    def from_form(cls) -> "Typed":
        """Return what was typed."""
        said = (request.form.get(name, "").replace("\r\n", "\n").strip() for name in ("subject", "opening", "closing"))
        return cls(Words(*said), request.form.get("seen", 0, type=int))


@bp.get("/<kind>/<language>")
@action(Action.SEE_TEXTS, one)
def show(place: Place) -> Answer:
    """Show the words that hold, and how they read."""
    return page(place, Typed.begun(place))


@bp.post("/<kind>/<language>")
@action(Action.EDIT_TEXTS, one)
def save(place: Place) -> Answer:
    """Save a version, look at it first, or have a test sent."""
    typed = Typed.from_form()
    typed.wrong = checks.faults(place.text, typed.words, reader=language())
    if typed.wrong:
        return page(place, typed)
    deed = {"look": page, "test": _tested}.get(request.form.get("do", ""), _saved)
    return deed(place, typed)


def _saved(place: Place, typed: Typed) -> Answer:
    made: list[LetterText] = []

    def do() -> None:
        text, words = place.text, typed.words
        made.append(
            workflow.save(text, place.language, words, seen=typed.seen, reader=language(), by=me(), at=clock.now())
        )

    error = refusal(do, slower=True)
    if isinstance(error, Stale):
        typed.theirs = queries.newest(place.text.key, place.language)
        typed.wrong = {"seen": error.sentence}
        typed.seen = typed.theirs.number if typed.theirs else 0
        return page(place, typed)
    if error:
        typed.wrong = {error.field or "opening": error.sentence}
        return page(place, typed)
    flash(said_of(made[0]), "done")
    home = request.form.get("country") or None
    return redirect(url_for(".show", kind=place.text.key, language=place.language, country=home))


def said_of(made: LetterText) -> str:
    """Say what a version does."""
    if not made.own:
        return _("The standard words apply again. Mails already written stay as they were.")
    return _(
        "Saved as version %(number)s. Letters say it from now on; mails already written stay as they were.",
        number=made.number,
    )


def _tested(place: Place, typed: Typed) -> Answer:
    """Send a test, with the words as they were typed."""
    about = sample(chosen(place.language, countries()))

    def do() -> None:
        if about is None:
            raise Refused(_("No country has a text yet; there is nothing to show."))
        letter = samples.letter(place.text, about, place.language, typed.words)
        trials.send(place.text, letter, place.language, reader=language(), by=me(), at=clock.now())

    error = refusal(do)
    if error:
        typed.wrong = {"test": error.sentence}
    typed.tested = error is None
    return page(place, typed)


def countries() -> list[Country]:
    """Return the countries that a letter can be shown for, by name."""
    key = formats.sort_key(language())
    return sorted(queries.with_texts(), key=lambda it: key(it.name(language())))


def chosen(spoken: str, found: list[Country]) -> Country | None:
    """Return the country that was chosen, or the first that reads a language, or the first."""
    asked = request.values.get("country", "")
    reads = next((it for it in found if it.language == spoken), found[0] if found else None)
    return next((it for it in found if it.alpha2 == asked), reads)


def sample(country: Country | None) -> samples.Sample | None:
    """Return what a letter to a country is about."""
    return samples.of(country, me(), clock.now()) if country else None


def page(place: Place, typed: Typed) -> Answer:
    """Show the form, the standard words and the fields beside it, and how it reads."""
    found = countries()
    about = sample(chosen(place.language, found))
    shown: dict[str, Any] = {"mail": None, "examples": dict.fromkeys(place.text.fields, "")}
    if about:
        shown["examples"] = samples.examples(place.text, about, place.language)
    if about and not typed.wrong.keys() & checks.LONGEST.keys():
        plain = typed.words == place.text.plain(place.language)
        letter = samples.letter(place.text, about, place.language, None if plain else typed.words)
        shown["mail"] = outbox.rendered(letter, me(), place.language)
    latest = wording.latest()
    shown_page = render_template(
        "texts/edit.html",
        place=place,
        typed=typed,
        about=about,
        countries=found,
        newest=latest.get((place.text.key, place.language)),
        own=[OWN_NAMES[one] for one in LANGUAGES if (it := latest.get((place.text.key, one))) and it.own],
        kind=kinds.KINDS[place.text.key],
        house=place.text.plain(place.language),
        meanings=kinds.FIELDS,
        most=checks.LONGEST,
        **shown,
    )
    answer = make_response(shown_page, 409 if typed.theirs else 422 if typed.wrong else 200)
    answer.headers["Content-Security-Policy"] = defence.framing("self")
    return answer
