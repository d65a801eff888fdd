"""Delivering what waits in the outbox: taken together, spoken over a few lines at once, each answer recorded at once.

One process of the house does so at a time (mail.due). While its lines speak it prepares the letters that follow. Each
line has a thread, which holds no connection to the database while it waits for the server.
"""

import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from contextvars import copy_context
from email.utils import parseaddr
from math import inf
from queue import LifoQueue

import structlog
from flask import Flask, current_app

from secretariat import links
from secretariat.mail import claim, due, record, refusals
from secretariat.mail.claim import Ready
from secretariat.mail.server import Server
from secretariat.mail.smtp import Answer, Line

log = structlog.get_logger()
# Seconds. Who gets a letter is decided when it leaves: what was read longer ago than this is read anew.
FRESH = 2.0
# So many letters wait for a line while those after them are prepared: about as many as leave meanwhile.
AHEAD = 10


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
        try:
            while desk.open and time.monotonic() < end:
                letters = due.ready(desk.under_way())
                if letters:
                    desk.deal(letters)
                elif not desk.wait():
                    return True
        finally:
            desk.close()
    return not desk.open


class Desk:
    """Deals letters out to lines. open: the server takes letters."""

    def __init__(self, pool: ThreadPoolExecutor, lines: Sequence[Line]) -> None:
        self.pool = pool
        self.house: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        self.lines = len(lines)
        self.idle: LifoQueue[Line] = LifoQueue()  # the last one first: a line more is opened only where it is needed
        for line in reversed(lines):
            self.idle.put(line)
        self.busy: dict[Future[bool], Ready] = {}
        self.open = True

    def under_way(self) -> list[int]:
        """Return the letters that lines have, or will have next."""
        return [letter.id for letter in self.busy.values()]

    def deal(self, letters: Sequence[Ready]) -> None:
        """Give each letter to a line, and wait until few have none yet. One for which no line was free grows old."""
        stale = time.monotonic() + min(FRESH, current_app.config["SETTINGS"].mail_lease / 4)
        for letter in letters:
            until = stale if len(self.busy) >= self.lines else inf
            self.busy[self.pool.submit(copy_context().run, self._send, letter, until)] = letter
        while self.open and len(self.busy) > AHEAD:
            self.wait()

    def wait(self) -> bool:
        """Wait until a letter has left, or has not; return whether there was one. What was not tried is given back."""
        ended, _still = wait(self.busy, return_when=FIRST_COMPLETED)
        letters = {one: self.busy.pop(one) for one in ended}
        claim.give_back([letter for one, letter in letters.items() if not (one.exception() or one.result())])
        for one in ended:
            one.result()  # raises what was raised there
        return bool(ended)

    def close(self) -> None:
        """Give back what no line has, and wait for the rest."""
        claim.give_back([self.busy.pop(one) for one in list(self.busy) if one.cancel()])
        while self.wait():
            pass

    def _send(self, letter: Ready, stale: float) -> bool:
        """Send a letter, in a thread of its own; return whether it was tried: not where it is old, or ours no more."""
        if not self.open or time.monotonic() > stale:
            return False
        line = self.idle.get()
        try:
            with self.house.app_context():
                answer = _said(letter, line)
        finally:
            self.idle.put(line)
        if answer and answer.down:
            self.open = False
        return answer is not None


def _said(letter: Ready, line: Line) -> Answer | None:
    """Return what the server said to a letter, which is then written down; nothing where the letter is not ours."""
    sender = parseaddr(current_app.config["SETTINGS"].mail_from)[1]
    try:
        answer = line.send(sender, letter.to, letter.content, before_the_dot=lambda: claim.hand_over(letter))
    except claim.LeaseLost:
        log.warning("mail_lease_lost", message=letter.id, attempt=letter.attempt)
        return None
    record.record(letter, answer)
    reply = refusals.brief(answer.reply)
    log.info("mail", message=letter.id, attempt=letter.attempt, verdict=answer.verdict, reply=reply)
    return answer


def _keep_all(seconds: float) -> bool:
    end = time.monotonic() + seconds
    while due.keep() is not None:
        if time.monotonic() > end:
            return False
    return True
