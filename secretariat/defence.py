"""What every answer carries against attacks, errors and downloads included."""

import secrets

from flask import Flask, Response, g, request, session
from werkzeug.exceptions import BadRequest

from secretariat import clock
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
YEAR = 31_536_000


def defend(app: Flask, settings: Settings) -> None:
    """Configure cookies and limits, and put the headers on every answer."""
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=settings.upload_limit + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure,
    )
    app.before_request(_enter)
    app.after_request(_seal)


def _enter() -> None:
    """Stamp the moment of the last byte, and say through which door and from which network this comes."""
    g.nonce = secrets.token_urlsafe(16)
    g.started = clock.real()
    if request.method in {"POST", "PUT", "PATCH", "DELETE"} and not request.is_json:
        len(request.form)  # reads the body to its end, files included
    g.arrived = clock.real()
    if "\0" in request.full_path:
        raise BadRequest
    door = "api" if request.path.startswith("/api/") else "web"
    source.set(Source(door, network(request.remote_addr or "")))


def network(address: str) -> str:
    """Return an address shortened to its network: enough for the auditor, too little to follow a person."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return ".".join([*address.split(".")[:2], "0", "0"]) if "." in address else address


def _seal(response: Response) -> Response:
    nonce = g.get("nonce") or secrets.token_urlsafe(16)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if "token" in session or "Authorization" in request.headers:
        response.headers["Cache-Control"] = "private, no-store"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
