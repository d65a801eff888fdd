"""Delivering what waits in the outbox: taken together, spoken over a few lines at once, each answer recorded at once.

One process of the house does so at a time (mail.due). It deals the letters out; each line has a thread, which holds no
connection to the database while it waits for the server.
"""

import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from contextvars import copy_context
from email.utils import parseaddr

import structlog
from flask import Flask, current_app

from secretariat import links
from secretariat.mail import claim, due, record, refusals
from secretariat.mail.claim import Ready
from secretariat.mail.server import Server
from secretariat.mail.smtp import Line

log = structlog.get_logger()
# Seconds. Who gets a letter is decided when it leaves: what was read longer ago than this is read anew.
FRESH = 2.0


def all_due(*, seconds: float) -> bool:
    """Deliver what is due; return False where time was over before all of it was. seconds: how long to go on.

    Without a server the demonstration keeps its mail to be read; elsewhere it waits for one, and /readyz tells.
    """
    settings = current_app.config["SETTINGS"]
    if settings.smtp_url is None:
        return not settings.demo or _keep_all(seconds)
    with ExitStack() as stack:
        return over([stack.enter_context(closing(line())) for _each in range(settings.mail_lines)], seconds=seconds)


def line() -> Line:
    """Return a line to the server of the settings, not yet open.

    A message takes at most `smtp_timeout` seconds, and less than its lease, so that nobody takes it meanwhile.
    """
    settings = current_app.config["SETTINGS"]
    seconds = min(settings.smtp_timeout, settings.mail_lease * 2 / 3)
    return Line(Server.read(settings.smtp_url), name=links.domain(), seconds=seconds)


def over(lines: Sequence[Line], *, seconds: float = 60) -> bool:
    """Deliver what is due over lines of one's own; return False where time was over before all of it was."""
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(len(lines)) as pool:
        desk = Desk(pool, lines)
        while desk.open and time.monotonic() < end:
            letters = due.ready(desk.under_way())
            if letters:
                desk.deal(letters)
            elif not desk.wait():
                return True
        while desk.wait():
            pass
    return not desk.open


class Desk:
    """Deals letters out to lines. open: the server takes letters."""

    def __init__(self, pool: ThreadPoolExecutor, lines: Sequence[Line]) -> None:
        self.pool = pool
        self.house: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        self.idle = list(reversed(lines))  # the last one first: a line more is opened only where it is needed
        self.busy: dict[Future[bool], tuple[Line, Ready]] = {}
        self.open = True

    def under_way(self) -> list[int]:
        """Return the letters that lines have."""
        return [letter.id for _line, letter in self.busy.values()]

    def deal(self, letters: Sequence[Ready]) -> None:
        """Give each letter to a line; give back those that are old by then, or that the server would not take."""
        stale = time.monotonic() + min(FRESH, current_app.config["SETTINGS"].mail_lease / 4)
        given = 0
        try:
            for letter in letters:
                if not self._ready() or (given and time.monotonic() > stale):
                    break
                line = self.idle.pop()
                sent = self.pool.submit(copy_context().run, _send, self.house, letter, line)
                self.busy[sent] = line, letter
                given += 1
        finally:
            claim.give_back(letters[given:])

    def wait(self) -> bool:
        """Wait until a letter has left, or has not; return whether there was one."""
        ended, _still = wait(self.busy, return_when=FIRST_COMPLETED)
        for one in ended:
            line, _letter = self.busy.pop(one)
            self.idle.append(line)
            self.open = one.result() and self.open
        return bool(ended)

    def _ready(self) -> bool:
        """Wait for a line that is idle; return whether the server takes more."""
        while self.open and not self.idle:
            self.wait()
        return self.open


def _send(house: Flask, letter: Ready, over: Line) -> bool:
    """Send a letter, in a thread of its own; return whether the server takes more."""
    with house.app_context():
        sender = parseaddr(house.config["SETTINGS"].mail_from)[1]
        try:
            answer = over.send(sender, letter.to, letter.content, before_the_dot=lambda: claim.hand_over(letter))
        except claim.LeaseLost:
            log.warning("mail_lease_lost", message=letter.id, attempt=letter.attempt)
            claim.give_back([letter])
            return True
        record.record(letter, answer)
        reply = refusals.brief(answer.reply)
        log.info("mail", message=letter.id, attempt=letter.attempt, verdict=answer.verdict, reply=reply)
        return not answer.down


def _keep_all(seconds: float) -> bool:
    end = time.monotonic() + seconds
    while due.keep() is not None:
        if time.monotonic() > end:
            return False
    return True
