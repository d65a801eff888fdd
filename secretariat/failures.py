"""What people see when something goes wrong: what happened, what to do next, and what they had typed."""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError
from psycopg.errors import DiskFull, NumericValueOutOfRange
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from secretariat import clock
from secretariat.database import db, transaction
from secretariat.errors import Forbidden, Hidden, Refused, Stale, StorageAway, StorageFull, TooLarge
from secretariat.storage import FULL
from secretariat.typed import typed
from secretariat.workflow import audit

log = structlog.get_logger()
KEPT = {"Allow", "Retry-After"}
KNOWN = {400, 401, 403, 404, 405, 409, 413, 422, 423, 429, 500, 503, 507}
# SQLSTATE: a lock was not to be had in time, or two waited for each other.
BUSY = {"55P03", "40P01"}
LOCKED = re.compile(r'relation "(\w+)"')


def handle(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(Hidden, lambda _error: answer(404))
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(Refused, lambda error: answer(422, error.sentence, field=error.field))
    app.register_error_handler(TooLarge, lambda _error: answer(413))
    app.register_error_handler(StorageFull, lambda _error: answer(507))
    app.register_error_handler(StorageAway, _storage_away)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(IntegrityError, _integrity)
    app.register_error_handler(DataError, _unkeepable)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(CSRFError, lambda _error: answer(400))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def answer(code: int, sentence: str | None = None, *, field: str | None = None, **context: Any) -> Response:
    """Return an error: a page for people, JSON for scripts. field: the one that is wrong, where it is known."""
    if wants_json():
        where = {"field": field} if field else {}
        said = make_response(jsonify(error=sentence or _plain(code), **where), code)
        if code == 401:  # noqa: PLR2004
            said.headers["WWW-Authenticate"] = "Bearer"
        return said
    template = f"errors/{code if code in KNOWN else 500}.html"
    page = render_template(template, sentence=sentence, typed=typed(), **{"back": _form(), **context})
    return make_response(page, code)


def _stale(error: Stale) -> Response:
    return answer(409, error.sentence, own=error.own, back=error.back or _form())


def _form() -> str | None:
    """Return the page of this house whose form was sent, which then shows the state that holds now; else None."""
    page = urlsplit(request.referrer or "")
    if request.method == "GET" or page.netloc != request.host or page.path.startswith("//"):
        return None  # two slashes begin the name of a host
    return urlunsplit(("", "", page.path, page.query, ""))


def wants_json() -> bool:
    """Tell whether a script asks rather than a person."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _plain(code: int) -> str:
    return {
        400: _("The request could not be understood."),
        401: _("Sign in first."),
        403: _("You may not do this."),
        404: _("There is nothing at this address."),
        413: _("This is too large."),
        423: _("Somebody else is changing the same thing; press again."),
        429: _("Too many attempts; wait a little."),
        507: _("There is no room left for files; what you typed is kept."),
    }.get(code, _("Something went wrong; try again."))


def _forbidden(_error: Forbidden) -> Response:
    if current_user.is_authenticated:
        with transaction():
            audit.write("denied", request.path, by=current_user.user, at=clock.now(), method=request.method)
        return answer(403)
    if request.method == "GET" and not wants_json():
        return make_response(redirect(url_for("access.login", next=request.full_path.rstrip("?"))))
    return answer(401, back=url_for("access.login"))


def _integrity(error: IntegrityError) -> Response:
    """Turn the name of a constraint into a sentence; one without a sentence is a fault of ours."""
    sentences = {
        "one_open_build_per_packet": _("This packet is being compiled already."),
        "one_commitment_of_a_promise": _("This promise is linked to another entry already."),
        "one_verdict_per_version": _("Somebody else has decided on this version already."),
        "one_version_per_sending": _("This was sent already; one version stands."),
        "one_account_per_address": _("There is an account with this address already."),
        "one_presidency_at_a_time": _("Another presidency holds in that time."),
        "one_item_per_place": _("Somebody moved an item in the meantime; look at the agenda again."),
    }
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return answer(409, sentences[name]) if name in sentences else _unexpected(error)


def _unkeepable(error: DataError) -> Response:
    """Refuse what no column can hold: an id beyond all ids is nothing, a NUL in a form is to be typed anew."""
    if isinstance(error.orig, NumericValueOutOfRange):
        return answer(404)
    log.warning("unkeepable", route=_route(), error=type(error.orig).__name__)
    return answer(422, _("This contains characters that cannot be kept; type it again as plain text."))


def _route() -> str:
    """Name the address asked for without what stands in it: links to read or to sign in with are among them."""
    return str(request.url_rule) if request.url_rule else "none"


def _disk(error: OSError) -> Response:
    """Say that there is no room where a body or a child's file found none; anything else is a fault of ours."""
    return answer(507) if error.errno in FULL else _unexpected(error)


def _storage_away(_error: StorageAway) -> Response:
    said = answer(503, _("The store of files does not answer. Try again in a minute; nothing that was saved is lost."))
    said.headers["Retry-After"] = "60"
    return said


def _database_away(error: SQLAlchemyError) -> Response:
    """Answer where the database did not do what it was asked: it waited for somebody else, is full, or is not there.

    The log names the class of the SQLSTATE: its words and what was asked may hold what people wrote.
    """
    cause = getattr(error, "orig", None)
    state, diag = getattr(cause, "sqlstate", None), getattr(cause, "diag", None)
    if state in BUSY:
        said = LOCKED.search(getattr(diag, "context", None) or "")
        log.warning("database_busy", sqlstate=state, route=_route(), table=said[1] if said else None)
        return _without_database(423)
    log.error("database_away", error=type(error).__name__, sqlstate=state, route=_route())
    return _without_database(507 if isinstance(cause, DiskFull) else 503)


def _unexpected(error: Exception) -> Response:
    mark = secrets.token_hex(4).upper()
    log.error("unexpected", mark=mark, route=_route(), error=type(error).__name__, exc_info=error)
    return _without_database(500, mark=f"{mark[:4]}-{mark[4:]}")


def _without_database(code: int, **context: Any) -> Response:
    """Answer without asking the database who this is, or what was asked: it may be what is broken."""
    db.session.rollback()
    g.pop("thing", None)
    g._login_user = AnonymousUserMixin()  # noqa: SLF001  where Flask-Login keeps whom it has loaded
    return answer(code, **context)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:  # noqa: PLR2004  redirects are answers, not errors
        return make_response(error.get_response())
    said = answer(error.code)
    for name, value in error.get_headers():
        if name in KEPT:
            said.headers[name] = value
    return said
