"""Delivering what waits in the outbox: claim, talk to the server outside any transaction, record the answer."""

from email.utils import parseaddr

import structlog
from flask import current_app

from secretariat import links
from secretariat.mail import claim, record
from secretariat.mail.server import Server
from secretariat.mail.smtp import Line

log = structlog.get_logger()


def line() -> Line | None:
    """Return a line to the server of the settings, not yet open, or None where there is no server.

    A message takes at most `smtp_timeout` seconds, and less than its lease, so that nobody takes it meanwhile.
    """
    settings = current_app.config["SETTINGS"]
    if settings.smtp_url is None:
        return None
    seconds = min(settings.smtp_timeout, settings.mail_lease * 2 / 3)
    return Line(Server.read(settings.smtp_url), name=links.domain(), seconds=seconds)


def one(over: Line | None) -> bool:
    """Deliver the next message; return whether to go on: something was due, and the server takes more."""
    if over is None:
        return _keep_one()
    claimed = claim.take()
    if claimed is None:
        return False
    sender = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    try:
        answer = over.send(sender, claimed.to, claimed.content, before_the_dot=lambda: claim.hand_over(claimed))
    except claim.LeaseLost:
        log.warning("mail_lease_lost", message=claimed.id, attempt=claimed.attempt)
        return False
    record.record(claimed.id, claimed.attempt, answer, marked=claimed.marked)
    log.info("mail", message=claimed.id, attempt=claimed.attempt, verdict=answer.verdict, reply=answer.reply)
    return not answer.down


def _keep_one() -> bool:
    """Without a server the demonstration keeps its mail to be read; elsewhere it waits for one, and /readyz tells."""
    return current_app.config["SETTINGS"].demo and claim.keep() is not None
