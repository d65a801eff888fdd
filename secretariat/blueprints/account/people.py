"""/account/people: who belongs to the house, and inviting them; for officers."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from secretariat import clock, formats
from secretariat.blueprints.account.place import bp, person, role
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.links import absolute
from secretariat.models.countries import Country
from secretariat.models.people import COUNTRY_ROLES, Membership, Role, User
from secretariat.pages import Answer, action, language, me, paged, role_word, settings
from secretariat.queries import people as queries
from secretariat.rules.actions import Action
from secretariat.workflow import people as workflow

ROWS = 25


@bp.get("/account/people")
@action(Action.INVITE)
def people() -> Answer:
    """List accounts and roles."""
    words = request.args.get("q", "").strip()
    return listing(words)


def listing(words: str = "", code: int = 200, **context: Any) -> Answer:
    """Return the list. context: `link`, `whom` (a link just made, shown once)."""
    found = {"link": None, "whom": None, "words": words, "now": clock.now(), "role_word": role_word}
    page = paged(queries.everybody(words), size=ROWS)
    return render_template("account/people.html", page=page, **found | context), code


@bp.get("/account/invite")
@action(Action.INVITE)
def invitation() -> Answer:
    """Show the form."""
    return form({"language": "es", "role": Role.FOCAL_POINT})


def form(typed: dict[str, str], wrong: dict[str, str] | None = None, code: int = 200) -> Answer:
    """Return the form with what was typed."""
    order = formats.sort_key(language())
    countries = sorted(
        ((one.alpha2, one.name(language())) for one in db.session.scalars(select(Country))),
        key=lambda pair: order(pair[1]),
    )
    roles = [(one.value, role_word(one)) for one in Role]
    shown = {"countries": countries, "roles": roles, "typed": typed, "wrong": wrong or {}, "of_country": COUNTRY_ROLES}
    return render_template("account/invite.html", **shown), code


@bp.post("/account/invite")
@action(Action.INVITE)
def invite() -> Answer:
    """Invite a person, and show the link once."""
    typed = {name: request.form.get(name, "").strip() for name in ("email", "name", "language", "role", "country")}
    try:
        with db.session.begin_nested():  # an account must not stay behind without its role
            invited = workflow.invite(guest(typed), by=me(), secret=settings().secret_key, **now())
    except Refused as error:
        return form(typed, {error.field or "email": error.sentence}, 422)
    if invited.path is None:
        flash(_("%(name)s has an account already and now has this role too.", name=invited.user.name), "done")
        return redirect(url_for(".people"))
    return listing(link=absolute(invited.path), whom=invited.user)


def guest(typed: dict[str, str]) -> workflow.Guest:
    """Read the form."""
    if typed["role"] not in set(Role):
        raise Refused(_("Choose a role from the list."), field="role")
    country = db.session.scalar(select(Country).where(Country.alpha2 == typed["country"]))
    if typed["country"] and country is None:
        raise Refused(_("Choose a country from the list."), field="country")
    return workflow.Guest(
        email=typed["email"],
        name=typed["name"],
        language=typed["language"],
        role=Role(typed["role"]),
        country=country,
    )


def now() -> dict[str, Any]:
    """Return both clocks: the machine's for links, the house's for roles and the trail."""
    return {"at": clock.real(), "house": clock.now()}


@bp.post("/account/people/<int:id>/send-again")
@action(Action.INVITE, person)
def send_again(user: User) -> Answer:
    """Send a new link; the one before stops working."""
    path = workflow.send_again(user, by=me(), secret=settings().secret_key, **now())
    return listing(link=absolute(path), whom=user)


@bp.post("/account/people/<int:id>/suspend")
@action(Action.INVITE, person)
def suspend(user: User) -> Answer:
    """Close an account."""
    workflow.suspend(user, by=me(), house=clock.now())
    flash(_("The account of %(name)s is suspended; they are signed out everywhere.", name=user.name), "done")
    return redirect(url_for(".people", q=user.email))


@bp.post("/account/people/<int:id>/restore")
@action(Action.INVITE, person)
def restore(user: User) -> Answer:
    """Open an account again."""
    workflow.restore(user, by=me(), house=clock.now())
    flash(_("The account of %(name)s is open again.", name=user.name), "done")
    return redirect(url_for(".people", q=user.email))


@bp.post("/account/roles/<int:id>/end")
@action(Action.INVITE, role)
def end_role(membership: Membership) -> Answer:
    """End a role."""
    workflow.end_role(membership, by=me(), house=clock.now())
    flash(_("The role of %(name)s has ended; they are signed out everywhere.", name=membership.user.name), "done")
    return redirect(url_for(".people", q=membership.user.email))
