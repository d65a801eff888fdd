"""A mail server that says no, later, or nothing: no letter is lost, none is sent in the clear, one place is held."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, func, select, text, update

from secretariat import queue
from secretariat.database import transaction
from secretariat.mail import replies
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from tests import factories
from tests.faults.books import assert_books
from tests.faults.conftest import TRIALS
from tests.faults.crew import eventually
from tests.sink import RESET, SILENT, TRICKLE

pytestmark = pytest.mark.processes
LATER = {
    "greeting 421": ("greeting", "421 4.3.2 shutting down"),
    "mail 451": ("mail", "451 4.3.0 try again"),
    "rcpt 421": ("rcpt", "421 4.3.2 shutting down"),
    "rcpt 450": ("rcpt", "450 4.2.0 greylisted"),
    "data 451": ("data", "451 4.3.0 try again"),
    "dot 451": ("dot", "451 4.3.0 try again"),
    "dot 452": ("dot", "452 4.3.1 full"),
    "greeting 554": ("greeting", "554 5.7.1 you are listed"),
    "reset at the greeting": ("greeting", RESET),
    "one byte a second": ("mail", TRICKLE),
    "silent at the greeting": ("greeting", SILENT),
    "silent at the recipient": ("rcpt", SILENT),
}
NEVER = {
    "rcpt 550": ("rcpt", "550 5.1.1 no such user", True),
    "rcpt 553": ("rcpt", "553 5.1.3 bad address", True),
    "mail 552": ("mail", "552 5.3.4 too big", False),
    "dot 550": ("dot", "550 5.7.1 looks like spam", False),
    "dot 554": ("dot", "554 5.6.0 content refused", False),
}
UNSURE = {"silent after the dot": SILENT, "reset after the dot": RESET}
OPEN = "01"  # as /proc/net/tcp writes it
trials = pytest.mark.parametrize("trial", range(1 if TRIALS == 2 else TRIALS))


def settled(number: int) -> Row[Any]:
    """Return what stands in a message once an attempt has ended."""
    found: list[Row[Any]] = []

    def ended() -> bool:
        with transaction(keep=False) as session:
            ended = (Message.id == number) & (Message.attempts > 0) & Message.lease_until.is_(None)
            found[:] = session.execute(select(Message.__table__).where(ended)).all()
        return bool(found)

    eventually(ended)
    return found[0]


def next_attempt_now() -> None:
    """Let the time of the next attempts come."""
    with transaction() as session:
        session.execute(update(Message).where(Message.state == "waiting").values(next_attempt_at=func.now()))
        queue.wake("mail.deliver")


def all_left() -> bool:
    with transaction(keep=False) as session:
        return not session.scalars(select(Message.id).where(Message.state == "waiting")).all()


@trials
@pytest.mark.parametrize("fault", LATER)
def test_what_the_server_does_not_take_now_is_tried_again_later(crew, put, sink, fault, trial):
    sink.answer(*LATER[fault])
    number = put()
    first = settled(number)
    assert (first.state, first.attempts, first.uncertain, first.handed_at) == ("waiting", 1, False, None)
    assert first.reply
    with transaction(keep=False) as session:
        pause = session.scalar(select(Message.next_attempt_at - func.now()).where(Message.id == number))
    assert 0 < pause.total_seconds() <= 90
    next_attempt_now()
    eventually(all_left)
    assert len(sink.copies) == 1
    assert_books(sink)


@trials
@pytest.mark.parametrize("fault", NEVER)
def test_a_no_for_good_is_tried_once_and_told_to_the_officers(crew, put, sink, reader, fault, trial):
    stage, answer, dead = NEVER[fault]
    sink.answer(stage, answer)
    number = put()
    first = settled(number)
    assert (first.state, first.attempts, first.reply) == ("refused", 1, answer)
    eventually(all_left)
    with transaction(keep=False) as session:
        person = session.get(User, reader.id)
        assert (person.address_dead_at is not None, person.address_dead_why) == (dead, answer if dead else None)
    assert [copy.to for copy in sink.copies] == ["officer@example.net"]
    assert_books(sink)


@trials
@pytest.mark.parametrize("fault", UNSURE)
def test_silence_after_the_last_byte_leads_to_a_second_copy_that_is_marked(crew, put, sink, fault, trial):
    sink.answer("dot", UNSURE[fault])
    number = put()
    first = settled(number)
    assert (first.state, first.uncertain, first.attempts) == ("waiting", True, 1)
    assert first.reply.startswith(replies.UNCERTAIN)
    next_attempt_now()
    eventually(all_left)
    assert [copy.message_id for copy in sink.copies] == [first.message_id] * 2
    assert_books(sink)


@trials
def test_a_line_that_breaks_in_the_middle_of_the_letter_loses_nothing(crew, put, sink, trial):
    """Where our side had sent all of it already, nobody can tell this from silence after the last byte."""
    sink.answer("data", RESET)
    first = settled(put())
    assert (first.state, first.attempts) == ("waiting", 1)
    next_attempt_now()
    eventually(all_left)
    assert len(sink.copies) == 1
    assert_books(sink)


def test_an_address_that_works_again_is_no_longer_marked_as_dead(crew, put, sink, reader, session):
    reader.address_dead_at, reader.address_dead_why = factories.NOW, "550 5.1.1 no such user"
    session.commit()
    put()
    eventually(all_left)
    session.expire_all()
    assert (reader.address_dead_at, reader.address_dead_why) == (None, None)


def test_a_refused_letter_to_an_officer_is_not_answered_by_more_letters(crew, put, sink, session, reader):
    factories.user(Role.OFFICER, email="second@example.net")
    session.commit()
    sink.answer("rcpt", *["550 5.1.1 no such user"] * 3)
    put()
    eventually(lambda: len(refused()) == 3 and all_left())
    assert sink.copies == []
    assert_books(sink)


def refused() -> list[int]:
    with transaction(keep=False) as session:
        return list(session.scalars(select(Message.id).where(Message.state == "refused")))


def test_one_refused_letter_does_not_hold_up_the_others(crew, put, sink, session):
    people = [factories.user(Role.FOCAL_POINT) for _each in range(10)]
    session.commit()
    sink.answer("rcpt", "450 4.2.0 greylisted", "550 5.1.1 no such user")
    for person in people:
        put(to=person)
    eventually(lambda: len(sink.copies) >= 9)
    next_attempt_now()
    eventually(all_left)
    assert len({copy.to for copy in sink.copies} & {one.email for one in people}) == 9
    assert_books(sink)


def test_many_letters_go_over_few_connections(crew, put, sink, session):
    before = sink.connections
    for _each in range(20):
        put()
    eventually(all_left)
    assert len(sink.copies) == 20
    assert sink.connections - before < 20
    assert_books(sink)


def test_a_slow_server_holds_one_worker_and_no_connection_to_the_database(crew, put, sink, session):
    people = [factories.user(Role.FOCAL_POINT) for _each in range(4)]
    session.commit()
    before = sink.connections
    sink.answer("mail", *[SILENT] * 4)
    for person in people:
        put(to=person)
    eventually(lambda: sink.connections > before)
    held, idle_in_transaction = set(), set()
    for _look in range(20):
        held.add(len(talking(sink.port)))
        with transaction(keep=False) as session_now:
            others = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND pid <> pg_backend_pid()"
            idle_in_transaction.add(session_now.scalar(text(others)))
        time.sleep(0.05)
    assert held | {0} == {0, 1}
    assert 0 in idle_in_transaction
    sink.script.clear()
    next_attempt_now()
    eventually(lambda: attempts_ended(people))
    next_attempt_now()
    eventually(all_left)
    assert_books(sink)


def talking(port: int) -> set[int]:
    """Return the processes of others that have a connection to a port."""
    connections = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    inodes = {f"socket:[{one[9]}]" for one in connections if one[2].endswith(f":{port:04X}") and one[3] == OPEN}
    found = set()
    for file in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(file.readlink()) in inodes:
                found.add(int(file.parts[2]))
    return found - {os.getpid()}


def attempts_ended(people) -> bool:
    with transaction(keep=False) as session:
        waiting = select(Message.id).where(Message.attempts == 0, Message.user_id.in_([one.id for one in people]))
        return not session.scalars(waiting).all()
