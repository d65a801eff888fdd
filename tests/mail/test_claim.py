"""Letters are read many at once and taken one at a time; what changed in between is read anew."""

from contextlib import closing
from typing import Any

import pytest
from structlog import get_logger
from structlog.testing import capture_logs

from secretariat.database import db
from secretariat.mail import claim, compose, deliver, due, outbox, replies
from secretariat.mail.server import Server
from secretariat.mail.smtp import Answer, Line
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import Role
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


def test_a_letter_whose_words_somebody_changed_since_it_was_read_is_read_anew_before_it_is_taken(session, reader):
    (letter,) = waiting(reader, 1)
    session.commit()
    (before,) = due.ready()
    letter.subject = "In other words"
    session.commit()
    assert not claim.take(before)
    (after,) = due.ready()
    assert claim.take(after)
    assert (b"In other words" in before.content, b"In other words" in after.content) == (False, True)


def test_while_one_letter_is_under_way_no_other_is_taken(session, reader):
    waiting(reader, 2)
    session.commit()
    first, second = due.ready()
    assert [claim.take(first), claim.take(second), claim.take(first)] == [True, False, False]
    assert due.ready() == []


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
            assert len(due.ready()) == numbers.stop
        counts.append(len(seen))
    assert counts[0] == counts[1]


class Meanwhile(Line):
    """A line during whose first letter a country hands its text in."""

    text: Deliverable

    def send(self, *given: Any, **named: Any) -> Answer:
        """Send a letter."""
        answer = super().send(*given, **named)
        self.text.state = State.SUBMITTED
        db.session.commit()
        return answer


def test_whoever_handed_in_while_letters_before_theirs_took_long_is_not_reminded(session, monkeypatch):
    monkeypatch.setattr(deliver, "FRESH", 0.0)
    first, second = (factories.deliverable(by=factories.country(code)) for code in ("PE", "CR"))
    sent, spared = remind(first, 1), remind(second, 2)
    session.commit()
    with Sink() as sink, closing(Meanwhile(Server.read(sink.url), name="localhost", seconds=20)) as line:
        line.text = second
        while deliver.batch(line):
            pass
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
        assert deliver.batch(line)
    session.expire_all()
    assert (reader.address_dead_at is not None) is stays


def test_the_log_has_the_servers_code_and_not_its_words_which_may_name_people(session, reader, monkeypatch):
    monkeypatch.setattr(deliver, "log", get_logger())  # the one there may have been made for an earlier application
    waiting(reader, 1)
    session.commit()
    with Sink() as sink, closing(Line(Server.read(sink.url), name="localhost", seconds=20)) as line:
        sink.answer("rcpt", f"550 5.1.1 <{reader.email}>: {reader.name} unknown")
        with capture_logs() as lines:
            deliver.batch(line)
    assert [one["reply"] for one in lines] == ["550 5.1.1"]
