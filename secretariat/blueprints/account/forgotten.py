"""/forgot and /reset: a new password for whoever forgot theirs. Opening the link changes nothing, as for /welcome."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.account.place import bp, chosen_password
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.mail import plain
from secretariat.pages import Answer, action, settings
from secretariat.rules.actions import Action
from secretariat.workflow import accounts
from secretariat.workflow import resets as workflow


@bp.get("/forgot")
@action(Action.SIGN_IN)
def forgot() -> Answer:
    """Show the form."""
    return asking(request.args.get("email", ""))


def asking(email: str, code: int = 200, wrong: str | None = None) -> Answer:
    """Return the form, with the address as it was typed."""
    return render_template("account/forgot.html", email=email[:300], wrong=wrong), code


@bp.post("/forgot")
@action(Action.SIGN_IN)
def ask() -> Answer:
    """Send a link; the answer for an unknown address is the same."""
    email, address = request.form.get("email", "").strip(), request.remote_addr or ""
    try:
        plain.address(email)
    except Refused as error:
        return asking(email, 422, error.sentence)
    if workflow.too_many(email, address, at=clock.real()):
        return asking(email, 429, _("Too many attempts from here; wait a quarter of an hour."))
    workflow.ask(email, address, secret=settings().secret_key, at=clock.real(), house=clock.now())
    leaves = bool(settings().smtp_url)
    return render_template("account/asked.html", email=email[: accounts.LONGEST_ADDRESS], leaves=leaves), 200


@bp.get("/reset/<int:number>/<token>")
@action(Action.SIGN_IN)
def reset(number: int, token: str) -> Answer:
    """Show the form in which a person chooses a new password."""
    del number  # it only tells links apart
    return choosing(token)


def choosing(token: str, code: int = 200, **wrong: str) -> Answer:
    """Return the form; the same page for a link that was used, has ended or never was."""
    try:
        asked = workflow.opened(token, at=clock.real())
    except Hidden:
        return render_template("account/reset_ended.html"), 404
    shown = {"person": asked.user, "least": accounts.SHORTEST, "until": clock.shown(asked.expires_at)}
    return render_template("account/reset.html", **shown, wrong=wrong), code


@bp.post("/reset/<int:number>/<token>")
@action(Action.SIGN_IN)
def choose(number: int, token: str) -> Answer:
    """Set the password; the link is used up, and one signs in with the new one."""
    del number
    try:
        with db.session.begin_nested():
            workflow.choose(token, chosen_password(), at=clock.real(), house=clock.now())
    except Refused as error:
        return choosing(token, 422, **{error.field or "new": error.sentence})
    except Hidden:
        return choosing(token)
    session.clear()
    flash(_("The password is changed, and every session has ended. Sign in with the new one."), "done")
    return redirect(url_for("access.login"))
