"""/welcome: the link of an invitation. Opening it changes nothing: mail filters follow links, people press buttons."""

from typing import Any

from flask import flash, redirect, render_template, request, session
from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat import clock, links
from secretariat.blueprints.account.place import bp, chosen_password
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.pages import Answer, action, machine
from secretariat.queries import home
from secretariat.rules.actions import Action
from secretariat.workflow import accounts, new_links
from secretariat.workflow import people as workflow


@bp.get("/welcome/<int:number>/<token>")
@action(Action.SIGN_IN)
def welcome(number: int, token: str) -> Answer:
    """Show the form in which a person chooses a password."""
    del number  # it only tells links apart
    return form(token)


def form(token: str, code: int = 200, **wrong: str) -> Answer:
    """Return the form; the same page for a link that was used, has ended or never was."""
    try:
        invitation = workflow.invited(token, at=clock.real())
    except Hidden:
        return render_template("account/ended.html"), 404
    shown: dict[str, Any] = {"person": invitation.user, "least": accounts.SHORTEST, "wrong": wrong}
    return render_template("account/welcome.html", **shown, until=clock.shown(invitation.expires_at)), code


@bp.post("/welcome/<int:number>/<token>")
@action(Action.SIGN_IN)
def accept(number: int, token: str) -> Answer:
    """Set the password, and sign the person in, where something is asked of them; the link is used up."""
    if request.form.get("do") == "again":
        return again(number, token)
    try:
        with db.session.begin_nested():
            user = workflow.accept(token, chosen_password(), at=clock.real(), house=clock.now())
    except Refused as error:
        return form(token, 422, **{error.field or "new": error.sentence})
    except Hidden:
        return form(token)
    session.clear()
    session["token"] = accounts.open_session(user, at=clock.real(), browser=request.user_agent.string)
    with force_locale(user.language):  # that of the pages from here on
        flash(_("Welcome. Your password is set, and you are signed in."), "done")
    asked = home.handed_to(user.id)
    return redirect(links.handed(asked[0][0].id) if asked else "/")


def again(number: int, token: str) -> Answer:
    """Send a new link in place of one that works no longer; the answer is the same whatever became of the old one."""
    new_links.send(number, token, machine=machine())
    flash(
        _("If no password was chosen with this link yet, a new one is on its way to the address it was sent to."),
        "done",
    )
    return redirect(request.path)
