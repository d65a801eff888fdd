"""/account/people/…/address: an officer corrects somebody's address."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.account.place import bp, person
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.people import User
from secretariat.pages import Answer, action, me, settings
from secretariat.rules.actions import Action
from secretariat.workflow import addresses as workflow


@bp.get("/account/people/<int:id>/address")
@action(Action.INVITE, person)
def address(user: User) -> Answer:
    """Show the form."""
    return render_template("account/address.html", person=user, typed=user.email, wrong=None)


@bp.post("/account/people/<int:id>/address")
@action(Action.INVITE, person)
def correct_address(user: User) -> Answer:
    """Correct the address; both are told."""
    typed, before = request.form.get("email", "").strip(), user.email
    now = {"at": clock.real(), "house": clock.now()}
    try:
        with db.session.begin_nested():
            workflow.correct(user, typed, by=me(), secret=settings().secret_key, **now)
    except Refused as error:
        return render_template("account/address.html", person=user, typed=typed, wrong=error.sentence), 422
    if typed == before:
        flash(_("Mail goes to %(name)s again, at the same address.", name=user.name), "done")
    else:
        flash(_("The address of %(name)s is corrected; a mail says so to both.", name=user.name), "done")
    return redirect(url_for(".people", q=user.email))
