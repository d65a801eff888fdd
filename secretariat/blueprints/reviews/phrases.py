"""The sentences that a reviewer keeps at hand."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.reviews.place import bp
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.models.reviews import Phrase
from secretariat.pages import Answer, action, me, refusal, who
from secretariat.queries import reviews as queries
from secretariat.rules.actions import Action
from secretariat.workflow import reading


@bp.get("/phrases")
@action(Action.SEE_QUEUE)
def phrases() -> Answer:
    """Show one's own phrases and those that are shared."""
    return show_phrases()


def show_phrases(error: Refused | None = None) -> Answer:
    """Show the list, with what was typed where it was refused."""
    typed = request.form.get("text", "")
    page = render_template(
        "reviews/phrases.html", phrases=queries.phrases(who()), typed=typed, error=error, back=back()
    )
    return page, 422 if error else 200


def back() -> int | None:
    """Return the text from whose page somebody came, and goes back to."""
    return request.args.get("text", type=int)


@bp.post("/phrases")
@action(Action.SEE_QUEUE)
def add_phrase() -> Answer:
    """Keep a phrase."""
    text, shared = request.form.get("text", ""), "shared" in request.form
    error = refusal(lambda: reading.add_phrase(text, shared=shared, by=me(), at=clock.now()))
    if error:
        return show_phrases(error)
    flash(_("The phrase is in your list."), "done")
    return redirect(url_for(".phrases", text=back()))


@bp.post("/phrases/<int:number>/remove")
@action(Action.SEE_QUEUE)
def remove_phrase(number: int) -> Answer:
    """Take a phrase out of the list."""
    found = db.session.get(Phrase, number)
    if found is None or (found.user_id != me().id and not found.shared):
        raise Hidden
    reading.remove_phrase(found, by=me(), at=clock.now())
    flash(_("The phrase is taken out."), "done")
    return redirect(url_for(".phrases", text=back()))
