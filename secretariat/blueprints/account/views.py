"""/account: who I am, my language, my password, where I am signed in, my tokens."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat import clock
from secretariat.blueprints.account import addresses, forgotten, mail, people, welcome
from secretariat.blueprints.account.place import NAMED, bp, browser, chosen_password, here
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.people import ApiToken
from secretariat.pages import Answer, action, me, role_word, settings
from secretariat.queries import calendars
from secretariat.queries import people as queries
from secretariat.rules.actions import Action
from secretariat.workflow import accounts, feeds

# Importing them registers their routes on the blueprint.
ROOMS = (addresses, forgotten, mail, people, welcome)
__all__ = ["ROOMS", "bp"]


@bp.get("/account")
@action(Action.USE_ACCOUNT)
def show() -> Answer:
    """Show the account."""
    return page()


def page(code: int = 200, **context: Any) -> Answer:
    """Return the page. context: `wrong` (sentences by field), `label`, `token` (a new one, shown once)."""
    found = {
        "sessions": [
            {
                "name": one.token_hash[:NAMED],
                "browser": browser(one.data.get("browser", "")),
                "network": one.data.get("network", ""),
                "since": clock.shown(one.created_at),
                "here": one.token_hash.startswith(here()),
            }
            for one in queries.sessions(me(), clock.real())
        ],
        "tokens": [
            {"id": one.id, "label": one.label, "since": clock.shown(one.created_at)} for one in queries.tokens(me())
        ],
        "feeds": [(one, feeds.address(one, settings().secret_key)) for one in calendars.feeds(me())],
        "least": accounts.SHORTEST,
        "role_word": role_word,
        "now": clock.now(),
    }
    return render_template("account/index.html", **found | {"wrong": {}, "label": "", "token": None} | context), code


def refused(error: Refused, **context: Any) -> Answer:
    """Return the page with a sentence beside the field."""
    return page(422, wrong={error.field or "": error.sentence}, **context)


@bp.post("/account/language")
@action(Action.USE_ACCOUNT)
def language() -> Answer:
    """Save the language of pages and mails."""
    chosen = request.form.get("language", "")
    try:
        accounts.choose_language(me(), chosen, house=clock.now())
    except Refused as error:
        return refused(error)
    session.pop("lang", None)
    with force_locale(chosen):
        flash(_("Saved. Pages and mails come in this language from now on."), "done")
    return redirect(url_for(".show"))


@bp.post("/account/password")
@action(Action.USE_ACCOUNT)
def password() -> Answer:
    """Change the password: every session ends, and this browser gets a new one."""
    try:
        accounts.change_password(me(), old=request.form.get("old", ""), new=chosen_password(), house=clock.now())
    except Refused as error:
        return refused(error)
    enter_anew()
    flash(_("The password is changed, and every other session has ended."), "done")
    return redirect(url_for(".show"))


def enter_anew() -> None:
    """Give this browser a session of its own after all were ended."""
    session.clear()
    session["token"] = accounts.open_session(me(), at=clock.real(), browser=request.user_agent.string)


@bp.post("/account/sessions/<name>/end")
@action(Action.USE_ACCOUNT)
def end_session(name: str) -> Answer:
    """End one session."""
    accounts.end_session(me(), name, house=clock.now())
    flash(_("That session has ended."), "done")
    return redirect(url_for(".show", _anchor="sessions"))


@bp.post("/account/sessions/end-others")
@action(Action.USE_ACCOUNT)
def end_others() -> Answer:
    """End every session but this one."""
    for one in queries.sessions(me(), clock.real()):
        if not one.token_hash.startswith(here()):
            accounts.end_session(me(), one.token_hash, house=clock.now())
    flash(_("You are signed in here only."), "done")
    return redirect(url_for(".show", _anchor="sessions"))


@bp.post("/account/tokens")
@action(Action.USE_ACCOUNT)
def make_token() -> Answer:
    """Make an API token, and show it this once."""
    label = request.form.get("label", "")
    try:
        token = accounts.make_token(me(), label, by=me(), at=clock.real(), house=clock.now())
    except Refused as error:
        return refused(error, label=label)
    db.session.flush()
    return page(token=token, label=label.strip())


def own_token(id: int) -> ApiToken | None:  # noqa: A002  the address says id
    """Return one of one's own tokens."""
    return next((one for one in queries.tokens(me()) if one.id == id), None)


@bp.post("/account/tokens/<int:id>/revoke")
@action(Action.USE_ACCOUNT, own_token)
def revoke_token(token: ApiToken) -> Answer:
    """Revoke a token."""
    accounts.revoke_token(token, by=me(), at=clock.real(), house=clock.now())
    flash(_("The token “%(label)s” no longer works.", label=token.label), "done")
    return redirect(url_for(".show", _anchor="tokens"))
