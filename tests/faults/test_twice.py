"""Everything may run twice at once: tasks five times, two beats, two houses through a year. One effect remains."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from secretariat import clock, queue
from secretariat.database import db, transaction
from secretariat.mail.letter import Kind
from secretariat.models.deliverables import Deliverable
from secretariat.models.house import DemoClock, Heartbeat
from secretariat.models.messages import Message
from secretariat.models.people import Role, SignInFailure, WebSession
from secretariat.models.reminders import Reminder, ReminderRule
from tests import factories
from tests.faults.books import assert_books
from tests.faults.conftest import TRIALS
from tests.faults.crew import Crew, eventually

pytestmark = pytest.mark.processes
TIMES = 5
CODES = ("PE", "BR", "MX", "HT")
RUNGS = (-21, -7, -2, 0, 1)
# The last rung falls on day 129; a whole year is for `make faults`.
DAYS = 130 if TRIALS == 2 else 365
trials = pytest.mark.parametrize("trial", range(1 if TRIALS == 2 else 10))


@pytest.fixture
def owed(session, sink):
    """Four countries, two focal points each, that owe three texts."""
    sink.forget()
    factories.user(Role.OFFICER)
    for days in RUNGS:
        factories.add(ReminderRule(call_id=None, offset_days=days))
    calls = [factories.call(due_at=factories.NOW + timedelta(days=days)) for days in (11, 25, 120)]
    for code in CODES:
        for _each in range(2):
            factories.user(Role.FOCAL_POINT, factories.country(code))
        for call in calls:
            factories.deliverable(call, by=factories.country(code))
    session.commit()


def task(name: str, times: int = TIMES) -> None:
    for _each in range(times):
        queue.celery.send_task(name)


def all_left() -> bool:
    with transaction(keep=False) as session:
        return session.scalar(select(func.count()).where(Message.state == "waiting")) == 0


def test_five_deliveries_at_once_send_each_letter_once(crew, put, sink):
    crew.worker()  # a third process, so that tasks really run side by side
    for _each in range(8):
        put()
        task("mail.deliver")
        task("mail.sweep")
    eventually(all_left)
    assert len(sink.copies) == 8
    assert_books(sink)


def test_five_heartbeats_at_once_are_one(crew, session):
    task("upkeep.heartbeat")
    eventually(lambda: factories.how_many(Heartbeat) == 2 or db.session.rollback())
    db.session.rollback()
    assert {one.part for one in session.scalars(select(Heartbeat))} == {"beat", "worker"}


def test_five_purges_at_once_delete_what_is_over_and_hold_nobody_up(crew, session):
    crew.worker()
    over, lives = clock.real() - timedelta(days=2), clock.real() + timedelta(days=2)
    person = factories.user(Role.OFFICER)
    for number in range(20_000):
        session.add(SignInFailure(email=f"{number}@example.net", address="203.0.113.0", at=over))
    for name, ends in (("over", over), ("lives", lives)):
        session.add(
            WebSession(token_hash=name, user_id=person.id, data={}, created_at=over, seen_at=over, expires_at=ends)
        )
    session.commit()
    task("upkeep.purge")
    eventually(lambda: factories.how_many(SignInFailure) == 0 or db.session.rollback())
    db.session.rollback()
    eventually(lambda: factories.how_many(WebSession) == 1 or db.session.rollback())
    assert session.scalars(select(WebSession.token_hash)).all() == ["lives"]
    assert "tries_again" not in crew.said()


@pytest.fixture(scope="module")
def demonstration(settings, broom, sink, tmp_path_factory):
    """Two workers and two beats of a demonstration, whose clock a test moves."""
    del broom
    queue.connect(settings)
    crew = Crew.of(settings, tmp_path_factory.mktemp("demo"), sink.url, DEMO="1")
    crew.worker()
    crew.worker()
    crew.beat()
    crew.beat()
    yield crew
    crew.end()


def show(moment) -> None:
    """Let the house's clock show a moment, as an officer does."""
    with transaction() as session:
        session.merge(DemoClock(id=1, shift=moment - clock.real()))
        for _each in range(TIMES):
            queue.wake("reminders.run")


def test_two_beats_and_five_tasks_remind_each_person_once(demonstration, owed, sink):
    show(factories.NOW)
    eventually(lambda: factories.how_many(Reminder) > 0 or db.session.rollback())
    eventually(all_left)
    show(factories.NOW.replace(day=12, hour=15))
    task("reminders.run")
    eventually(lambda: reminded() == len(CODES) * 2)
    eventually(all_left)
    letters = Counter(copy.to for copy in sink.copies)
    with transaction(keep=False) as session:
        keys = session.scalars(select(Message.once).where(Message.kind == Kind.REMINDER)).all()
    assert len(keys) == len(set(keys))
    assert max(letters.values()) <= 2
    assert_books(sink)


def reminded() -> int:
    """Return how many people have been reminded on the day of the second rung."""
    with transaction(keep=False) as session:
        that_day = Message.created_at >= factories.NOW.replace(day=12, hour=0)
        return session.scalar(select(func.count(Message.user_id.distinct())).where(that_day))


@trials
def test_two_houses_through_a_year_decide_each_rung_once(settings, broom, owed, sink, tmp_path, trial):
    with transaction() as session:
        session.execute(update(Deliverable).values(changed_at=factories.NOW))
    crew = Crew.of(settings, tmp_path, sink.url)
    both = [crew.run("-m", "tests.faults.a_year", str(DAYS)) for _each in range(2)]
    assert [one.wait(100) for one in both] == [0, 0], crew.said()
    with transaction(keep=False) as session:
        rungs = select(Reminder.deliverable_id, Reminder.rule_id, Reminder.due_at)
        decided = Counter(session.execute(rungs).all())
        people = session.execute(
            select(Message.user_id, func.date(Message.created_at), func.count())
            .where(Message.kind == Kind.REMINDER)
            .group_by(Message.user_id, func.date(Message.created_at))
        ).all()
    # Each of the texts takes each rung, and nobody hears twice on a day.
    assert len(decided) == len(CODES) * 3 * len(RUNGS)
    assert set(decided.values()) == {1}
    assert {count for _user, _day, count in people} == {1}
