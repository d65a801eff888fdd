"""/messages/texts/<kind>/<language>/versions: who wrote which words when, what changed, and how to take one back."""

from flask import flash, redirect, render_template, request, url_for

from secretariat import clock
from secretariat.blueprints.texts.editing import said_of
from secretariat.blueprints.texts.place import Place, bp, one
from secretariat.mail import kinds
from secretariat.mail.compose import wording
from secretariat.mail.compose.words import Words
from secretariat.models.letters import LetterText
from secretariat.pages import Answer, action, me
from secretariat.queries import letters as queries
from secretariat.rules import difference
from secretariat.rules.actions import Action
from secretariat.workflow import letters as workflow


@bp.get("/<kind>/<language>/versions")
@action(Action.SEE_TEXTS, one)
def versions(place: Place) -> Answer:
    """List the versions, the newest first, each with what changed against the one before."""
    found = queries.versions(place.text.key, place.language)
    house = place.text.plain(place.language)
    befores = [*found, None][1:]
    return render_template(
        "texts/versions.html",
        place=place,
        kind=kinds.KINDS[place.text.key],
        rows=[(version, changed(version, before, house)) for version, before in zip(found, befores, strict=True)],
    )


def changed(version: LetterText, before: LetterText | None, house: Words) -> list[list[difference.Piece]]:
    """Return what a version says, with what is new and gone since the one before; without one, since the house's."""
    new, old = (as_text(wording.words(it) if it and it.own else house) for it in (version, before))
    return difference.paragraphs(difference.pieces(old, new))


def as_text(words: Words) -> str:
    """Return all words below each other."""
    return "\n\n".join(one for one in (words.subject, words.opening, words.closing) if one) + "\n"


@bp.post("/<kind>/<language>/versions/<int:number>/back")
@action(Action.EDIT_TEXTS, one)
def take_back(place: Place, number: int) -> Answer:
    """Let an earlier version hold again."""
    seen = request.form.get("seen", 0, type=int)
    made = workflow.take_back(place.text, place.language, number, seen=seen, by=me(), at=clock.now())
    return done(place, made)


@bp.post("/<kind>/<language>/house")
@action(Action.EDIT_TEXTS, one)
def to_house(place: Place) -> Answer:
    """Let the standard words hold again."""
    seen = request.form.get("seen", 0, type=int)
    return done(place, workflow.to_house(place.text, place.language, seen=seen, by=me(), at=clock.now()))


def done(place: Place, made: LetterText) -> Answer:
    """Say what a version does, and show it."""
    flash(said_of(made), "done")
    return redirect(url_for(".show", kind=place.text.key, language=place.language))
