"""Writing down what became of a message that was on its way."""

import random
from datetime import datetime

from sqlalchemy import func, select

from secretariat import clock
from secretariat.database import transaction
from secretariat.mail import backoff, claim, refusals, replies, telling
from secretariat.mail.claim import UNCHANGED, Ready
from secretariat.mail.smtp import Answer, Verdict
from secretariat.models.messages import Message
from secretariat.models.people import User


def record(letter: Ready, answer: Answer) -> None:
    """Write down the server's answer to an attempt; tell the officers where it is a no for good.

    An answer to an attempt that another process has taken over says nothing any more, unless it says that the message
    was accepted.
    """
    if answer.verdict is Verdict.ACCEPTED:
        claim.accepted(letter, answer.reply, clock.now())
        if letter.marked:
            _disprove(letter)
        return
    with transaction() as session:
        ours = (Message.attempts == letter.attempt) | UNCHANGED
        row = select(Message).where(Message.id == letter.id, ours).with_for_update(of=Message)
        read = {"populate_existing": True}
        message = session.scalar(row, {"version": letter.version}, execution_options=read)
        if message is None:
            return
        if message.attempts != letter.attempt:  # it did not come to the last byte, with which an attempt counts
            message.attempts, message.tried_at = letter.attempt, func.now()
        message.lease_until = None
        _not_sent(message, answer)


def _disprove(letter: Ready) -> None:
    """Take the mark from an address that a server took a letter for."""
    with transaction() as session:
        message = session.get_one(Message, letter.id)
        if message.user.email == message.email and disprovable(message.user):
            message.user.address_dead_at = message.user.address_dead_why = None


def _not_sent(message: Message, answer: Answer) -> None:
    silent = answer.verdict is Verdict.SILENT
    message.handed_at = None
    message.uncertain = message.uncertain or silent
    if answer.verdict is not Verdict.NEVER:
        put_off(message, f"{replies.UNCERTAIN} ({answer.reply})" if silent else answer.reply)
        return
    if answer.dead and message.user.email == message.email:
        mark(message.user, answer.reply, at=clock.now())
    give_up(message, answer.reply)


def disprovable(user: User) -> bool:
    """Tell whether a server that takes a mail shows that an address lives which was said to be dead.

    Not where a report said so: the relay that took that mail takes the next one as well.
    """
    return user.address_dead_at is not None and not refusals.reported(user.address_dead_why or "")


def mark(user: User, reply: str, *, at: datetime) -> None:
    """Note that an address is dead; since when, stays what was found first: the officers were told then."""
    user.address_dead_at, user.address_dead_why = user.address_dead_at or at, reply


def put_off(message: Message, reply: str) -> None:
    """Let a message wait for its next attempt, or give it up where the 72 hours are over."""
    pause = backoff.wait(message.attempts, random.random())  # noqa: S311  it spreads load and hides nothing
    if pause is None:
        give_up(message, f"{replies.TOO_LONG} ({reply})")
    else:
        message.reply, message.next_attempt_at = reply, func.now() + pause


def give_up(message: Message, reply: str) -> None:
    """Note that a message was refused for good, and tell the officers."""
    message.state, message.reply = "refused", reply
    telling.officers(message, at=clock.now())
