"""Delivering what waits in the outbox: claim, talk to the server outside any transaction, record the answer."""

import time
from email.utils import parseaddr

import structlog
from flask import current_app

from secretariat import links
from secretariat.mail import claim, due, record, refusals
from secretariat.mail.server import Server
from secretariat.mail.smtp import Line

log = structlog.get_logger()
# Seconds. Who gets a letter is decided when it leaves: what was read longer ago than this is read anew.
FRESH = 2.0


def line() -> Line | None:
    """Return a line to the server of the settings, not yet open, or None where there is no server.

    A message takes at most `smtp_timeout` seconds, and less than its lease, so that nobody takes it meanwhile.
    """
    settings = current_app.config["SETTINGS"]
    if settings.smtp_url is None:
        return None
    seconds = min(settings.smtp_timeout, settings.mail_lease * 2 / 3)
    return Line(Server.read(settings.smtp_url), name=links.domain(), seconds=seconds)


def batch(over: Line | None) -> bool:
    """Deliver the letters that are due next; return whether to go on: something was due, and the server takes more."""
    if over is None:
        return _keep_one()
    letters = due.ready()
    read_at = time.monotonic()
    for letter in letters:
        if not claim.take(letter):
            break
        if not _send(letter, over):
            return False
        if time.monotonic() - read_at > FRESH:
            break
    return bool(letters)


def _send(letter: due.Ready, over: Line) -> bool:
    """Send a letter that was taken; return whether the server takes more."""
    sender = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    try:
        answer = over.send(sender, letter.to, letter.content, before_the_dot=lambda: claim.hand_over(letter))
    except claim.LeaseLost:
        log.warning("mail_lease_lost", message=letter.id, attempt=letter.attempt)
        return False
    record.record(letter.id, letter.attempt, answer, marked=letter.marked)
    log.info(
        "mail", message=letter.id, attempt=letter.attempt, verdict=answer.verdict, reply=refusals.brief(answer.reply)
    )
    return not answer.down


def _keep_one() -> bool:
    """Without a server the demonstration keeps its mail to be read; elsewhere it waits for one, and /readyz tells."""
    return current_app.config["SETTINGS"].demo and due.keep() is not None
