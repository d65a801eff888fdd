"""What every answer carries against attacks, errors and downloads included."""

import re
import secrets
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, make_response, request, session
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from secretariat import clock, links
from secretariat.settings import Settings
from secretariat.workflow.audit import Source, source

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STATIC_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
YEAR = 31_536_000
LONGEST_JSON = 2 * 1024 * 1024
LONGEST_FORM = 8 * 1024 * 1024  # a text of 2 MB, each byte of it escaped
MOST_FIELDS = 2_000
PIECE = "application/octet-stream"  # a piece of a file, which has no fields
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


def headers(settings: Settings) -> dict[str, str]:
    """Return the headers that are the same on every answer."""
    if not secure(settings):
        return HEADERS
    return HEADERS | {"Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"}


def secure(settings: Settings) -> bool:
    """Tell whether people reach this installation by https."""
    return settings.base_url.startswith("https://")


def framing(source: str) -> str:
    """Return the policy of a page that shows another one of this site in a frame (source: 'self')."""
    return f"{POLICY.format(nonce=g.nonce)}; frame-src '{source}'"


def defend(app: Flask, settings: Settings) -> None:
    """Configure cookies and limits, and put the headers on every answer."""
    by_https = secure(settings)
    own = urlsplit(settings.base_url).hostname or "localhost"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if by_https else "session",
        SESSION_COOKIE_SECURE=by_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        OWN_NAMES=frozenset({own, *settings.trusted_hosts}),
        MAX_CONTENT_LENGTH=settings.upload_limit + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=8 * 1024 * 1024,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=by_https,
    )
    app.before_request(_enter)
    app.after_request(_seal)


def _enter() -> Response | None:
    """Stamp the moment of the last byte, and say through which door and from which network this comes."""
    g.nonce = secrets.token_urlsafe(16)
    g.number = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.number)
    g.started = g.arrived = clock.real()
    if name_of(request.host) not in current_app.config["OWN_NAMES"]:
        return plainly(_("This system does not go by that name."))
    if request.method in CHANGES:
        # A mail that is read on the web is another site, from which its letters are stopped (RFC 8058): account/mail.
        if not request.path.startswith(f"/{links.STOP}/") and (refused := foreign()):
            return refused
        if request.content_length is not None:
            # Otherwise a line that breaks would end a body early, and half a text would be taken for the whole.
            request.environ.pop("wsgi.input_terminated", None)
        if not _read():
            return plainly(_("This form has more fields than any of ours."), 413)
        g.arrived = clock.real()
    if "\0" in request.full_path:
        raise BadRequest
    door = "api" if request.path.startswith("/api/") else "web"
    source.set(Source(door, network(request.remote_addr or "")))
    return None


def _read() -> bool:
    """Read the body to its end, files included; return False for a form that would only fill the memory.

    Of the limits in the configuration, Werkzeug applies none but the whole length to an urlencoded body.
    """
    if request.mimetype == "multipart/form-data":
        len(request.form)
        return True
    if request.mimetype == PIECE:
        request.max_content_length = LONGEST_FORM
        request.get_data()
        return True
    request.max_content_length = LONGEST_JSON if request.is_json else LONGEST_FORM
    return request.get_data().count(b"&") < MOST_FIELDS or request.is_json


def name_of(host: str) -> str:
    """Return a Host header without its port. Werkzeug's own list of trusted hosts knows no IPv6 address."""
    found = re.fullmatch(r"(\[[0-9a-f:]+\]|[^:\[\]]+)(:[0-9]{1,5})?", host.lower())
    return found[1] if found else ""


def plainly(sentence: str, code: int = 400) -> Response:
    """Refuse without a page: whoever asks is no browser of ours."""
    return make_response(sentence, code, {"Content-Type": "text/plain; charset=utf-8"})


def foreign() -> Response | None:
    """Refuse what another site sends, as a browser says (ASVS 3.5.1), or return None; forms have a token besides."""
    origin = request.headers.get("Origin")
    settings: Settings = current_app.config["SETTINGS"]
    own = {request.host_url.rstrip("/"), settings.base_url}
    elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site" if origin is None else origin not in own
    if not elsewhere:
        return None
    return plainly(_("This form was sent from another site; open the page here and send it again."))


def network(address: str) -> str:
    """Return an address shortened to its network: enough for the auditor, too little to follow a person."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return ".".join([*address.split(".")[:2], "0", "0"]) if "." in address else address


def _seal(response: Response) -> Response:
    nonce = g.get("nonce") or secrets.token_urlsafe(16)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
    for name, value in headers(current_app.config["SETTINGS"]).items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = g.get("number", "")
    if "token" in session or "Authorization" in request.headers:
        response.headers["Cache-Control"] = "private, no-store"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
