"""Letters are taken many at once by one process, and sent over a few lines; what changed meanwhile is read anew."""

import threading
from contextlib import ExitStack, closing
from typing import Any, ClassVar

import pytest
from sqlalchemy import select, update
from structlog import get_logger
from structlog.testing import capture_logs

from secretariat.database import transaction
from secretariat.errors import Stale
from secretariat.mail import claim, compose, deliver, due, outbox, replies
from secretariat.mail.server import Server
from secretariat.mail.smtp import Answer, Line
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import messages
from tests import factories, texts
from tests.letters import letter_to
from tests.sink import Sink


@pytest.fixture
def reader(session):
    return factories.user(Role.FOCAL_POINT)


def remind(text: Deliverable, number: int):
    reader = factories.user(Role.FOCAL_POINT, text.country, email=f"reader{number}@example.net")
    letter = compose.reminder(reader, [text], factories.NOW)
    return outbox.put(letter, to=reader, at=factories.NOW, about=[text.id])


def waiting(reader, count: int):
    return [factories.add(letter_to(reader, state="waiting", attempts=0, sent_at=None)) for _each in range(count)]


def test_words_that_somebody_changes_after_a_letter_was_taken_are_those_that_leave(session, reader):
    (letter,) = waiting(reader, 1)
    session.commit()
    (before,) = due.ready()
    letter.subject = "In other words"
    session.commit()
    with pytest.raises(claim.LeaseLost):
        claim.hand_over(before)
    assert due.ready([letter.id]) == []
    claim.give_back([before])
    (after,) = due.ready()
    claim.hand_over(after)
    assert (b"In other words" in before.content, b"In other words" in after.content) == (False, True)


@pytest.mark.parametrize("stop", ["hold", "cancel", "hold_all"])
def test_an_officer_stops_a_letter_that_was_taken_until_its_last_byte(session, reader, stop):
    (letter,) = waiting(reader, 1)
    officer = factories.user(Role.OFFICER)
    session.commit()
    (ready,) = due.ready()
    which = () if stop == "hold_all" else (letter,)
    getattr(messages, stop)(*which, by=officer, at=factories.NOW)
    session.commit()
    with pytest.raises(claim.LeaseLost):
        claim.hand_over(ready)
    session.expire_all()
    assert (letter.state, letter.lease_until) == ("cancelled" if stop == "cancel" else "held", None)


def test_a_letter_whose_last_byte_is_on_its_way_is_stopped_by_nobody(session, reader):
    (letter,) = waiting(reader, 1)
    officer = factories.user(Role.OFFICER)
    session.commit()
    claim.hand_over(*due.ready())
    with pytest.raises(Stale):
        messages.hold(letter, by=officer, at=factories.NOW)
    assert messages.hold_all(by=officer, at=factories.NOW) == 0


def test_while_one_process_has_letters_no_other_takes_any(session, reader):
    waiting(reader, due.BATCH + 1)
    session.commit()
    mine = due.ready()
    assert (len(mine), due.ready()) == (due.BATCH, [])
    assert len(due.ready([one.id for one in mine])) == 1


def test_a_letter_that_was_taken_and_not_tried_counts_no_attempt_and_is_free_again(session, reader):
    (letter,) = waiting(reader, 1)
    session.commit()
    taken = due.ready()
    claim.give_back(taken)
    session.expire_all()
    assert (letter.attempts, letter.tried_at, letter.lease_until) == (0, None, None)
    assert [one.id for one in due.ready()] == [letter.id]


def test_no_more_letters_are_under_way_than_there_are_lines(app, session, reader):
    waiting(reader, 12)
    session.commit()
    with Sink() as sink, ExitStack() as stack:
        lines = [stack.enter_context(closing(Counted(sink))) for _each in range(3)]
        assert deliver.over(lines)
        assert (len(sink.copies), sink.connections) == (12, 3)
    assert max(Counted.together) == 3
    assert {copy.message_id for copy in sink.copies} == set(session.scalars(select(Message.message_id)))


def test_one_letter_opens_one_line(session, reader):
    waiting(reader, 1)
    session.commit()
    with Sink() as sink, ExitStack() as stack:
        assert deliver.over([stack.enter_context(closing(line_to(sink))) for _each in range(3)])
        assert sink.connections == 1


def test_a_server_that_takes_nothing_now_is_asked_once_over_each_line_and_the_rest_is_given_back(session, reader):
    waiting(reader, 8)
    session.commit()
    with Sink() as sink, ExitStack() as stack:
        sink.answer("greeting", *["421 4.3.2 shutting down"] * 8)
        lines = [stack.enter_context(closing(line_to(sink))) for _each in range(2)]
        assert deliver.over(lines)
    session.expire_all()
    tried = session.execute(select(Message.attempts, Message.lease_until).order_by(Message.id)).all()
    assert tried == [(1, None), (1, None)] + [(0, None)] * 6


@pytest.mark.usefixtures("in_2025")
def test_ten_letters_are_read_with_as_many_statements_as_two(session):
    countries = [factories.country(code) for code in ("PE", "CR")]
    call = factories.call()
    owed = [factories.deliverable(call, by=one) for one in countries]
    counts = []
    for numbers in (range(2), range(2, 10)):
        for number in numbers:
            remind(owed[number % 2], number)
        session.commit()
        with texts.counted() as seen:
            taken = due.ready()
        claim.give_back(taken)
        assert len(taken) == numbers.stop
        counts.append(len(seen))
    assert counts[0] == counts[1]


def line_to(sink: Sink) -> Line:
    return Line(Server.read(sink.url), name="localhost", seconds=20)


class Counted(Line):
    """A line that counts how many letters are under way."""

    now: ClassVar[set[int]] = set()
    together: ClassVar[list[int]] = []
    all_begun = threading.Barrier(3)

    def __init__(self, sink: Sink) -> None:
        super().__init__(Server.read(sink.url), name="localhost", seconds=20)

    def send(self, *given: Any, **named: Any) -> Answer:
        """Send a letter, once all lines have one."""
        self.now.add(id(self))
        self.all_begun.wait(20)
        self.together.append(len(self.now))
        self.all_begun.wait(20)
        try:
            return super().send(*given, **named)
        finally:
            self.now.discard(id(self))


class Meanwhile(Line):
    """A line during whose first letter a country hands its text in."""

    text_id: int

    def send(self, *given: Any, **named: Any) -> Answer:
        """Send a letter."""
        answer = super().send(*given, **named)
        with transaction() as session:
            session.execute(update(Deliverable).where(Deliverable.id == self.text_id).values(state=State.SUBMITTED))
        return answer


def test_whoever_handed_in_while_letters_before_theirs_took_long_is_not_reminded(session, monkeypatch):
    monkeypatch.setattr(deliver, "FRESH", 0.0)
    first, second = (factories.deliverable(by=factories.country(code)) for code in ("PE", "CR"))
    sent, spared = remind(first, 1), remind(second, 2)
    session.commit()
    with Sink() as sink, closing(Meanwhile(Server.read(sink.url), name="localhost", seconds=20)) as line:
        line.text_id = second.id
        deliver.over([line])
        assert [copy.to for copy in sink.copies] == [sent.email]
    session.expire_all()
    assert (spared.state, spared.reply) == ("cancelled", replies.HANDED_IN)


@pytest.mark.parametrize(("why", "stays"), [("5.1.1 550 no such user", True), ("550 5.1.1 no such user", False)])
def test_a_relay_that_takes_the_next_mail_does_not_disprove_a_report_that_the_last_came_back(
    session, reader, why, stays
):
    reader.address_dead_at, reader.address_dead_why = factories.NOW, why
    waiting(reader, 1)
    session.commit()
    with Sink() as sink, closing(Line(Server.read(sink.url), name="localhost", seconds=20)) as line:
        assert deliver.over([line])
    session.expire_all()
    assert (reader.address_dead_at is not None) is stays


def test_the_log_has_the_servers_code_and_not_its_words_which_may_name_people(session, reader, monkeypatch):
    monkeypatch.setattr(deliver, "log", get_logger())  # the one there may have been made for an earlier application
    waiting(reader, 1)
    session.commit()
    with Sink() as sink, closing(Line(Server.read(sink.url), name="localhost", seconds=20)) as line:
        sink.answer("rcpt", f"550 5.1.1 <{reader.email}>: {reader.name} unknown")
        with capture_logs() as lines:
            deliver.over([line])
    assert [one["reply"] for one in lines] == ["550 5.1.1"]
