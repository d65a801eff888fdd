"""/login and /logout."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from secretariat import clock
from secretariat.pages import Answer, action, me
from secretariat.rules.actions import Action
from secretariat.workflow import accounts

bp = Blueprint("access", __name__)


@bp.get("/login")
@action(Action.SIGN_IN)
def login() -> Answer:
    """Show the form."""
    if current_user.is_authenticated:
        return redirect(inside(request.args.get("next")))
    return render_template("access/login.html", next=inside(request.args.get("next")), email="", wrong=None)


@bp.post("/login")
@action(Action.SIGN_IN)
def enter() -> Answer:
    """Sign in; the answer for an unknown address is the same as for a wrong password."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    address = request.remote_addr or ""
    target = inside(request.form.get("next"))
    if accounts.locked_out(email, address, at=clock.real()):
        return refuse(email, target, _("Too many attempts from here; wait a quarter of an hour."), 429)
    browser = request.user_agent.string
    signed = accounts.sign_in(email, password, at=clock.real(), house=clock.now(), browser=browser)
    if signed is None:
        accounts.remember_failure(email, address, at=clock.real(), house=clock.now())
        return refuse(email, target, _("Address and password do not fit together. Check both and try again."), 422)
    session.clear()
    session["token"] = signed[1]
    return redirect(target)


def refuse(email: str, target: str, sentence: str, code: int) -> Answer:
    """Show the form again, with the address as it was typed."""
    return render_template("access/login.html", next=target, email=email[:300], wrong=sentence), code


@bp.post("/logout")
@action(Action.USE_ACCOUNT)
def leave() -> Answer:
    """Sign out: the session is gone from the database, whoever may have copied its cookie."""
    accounts.sign_out(session.get("token", ""), by=me(), house=clock.now())
    session.clear()
    flash(_("You are signed out."), "done")
    return redirect(url_for("access.login"))


def inside(target: str | None) -> str:
    """Return an address of this site to go on to; anything else becomes the first page (ASVS 3.7.2)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    plain = not parts.scheme and not parts.netloc and "\\" not in target and target.isprintable()
    return target if plain and not target.startswith("/login") else "/"
