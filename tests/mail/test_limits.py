"""A domain gets so many mails a minute: the others wait without an attempt, and hold nobody up."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from secretariat.database import db, transaction
from secretariat.mail import deliver, due
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.queries import health
from tests import factories
from tests.letters import letter_to
from tests.sink import Sink
from tests.visitors import Visit

BIG, SMALL = "big.example.net", "small.example.net"
MOST = 3
TURN = f"It waits its turn: {BIG} gets at most {MOST} mails a minute."


@pytest.fixture
def sink(app, settings):
    with Sink() as sink:
        app.config["SETTINGS"] = replace(settings, smtp_url=sink.url, mail_per_minute=MOST)
        yield sink
    app.config["SETTINGS"] = settings


@pytest.fixture
def batch(app, session):
    """Five letters to one domain, then two to another."""
    with app.test_request_context():
        for number, domain in enumerate([BIG] * 4 + [BIG.upper()] + [SMALL] * 2):
            reader = factories.user(Role.FOCAL_POINT, email=f"person{number}@{domain}")
            factories.add(letter_to(reader, state="waiting", attempts=0, sent_at=None))
        session.commit()


def deliver_all():
    assert deliver.all_due(seconds=60)


def two_at_once(app):
    """Let two workers deliver what is due, until neither finds more."""
    begin = threading.Barrier(2)

    def work():
        with app.app_context():
            begin.wait(10)
            for _again in range(10):  # whoever finds the other at work leaves, and the sweep comes by again
                deliver_all()

    workers = [threading.Thread(target=work) for _each in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)


def left():
    """Return domain and attempts of what still waits."""
    with transaction(keep=False) as session:
        waiting = select(Message).where(Message.state == "waiting").order_by(Message.id)
        return [(one.email.partition("@")[2], one.attempts, one.reply) for one in session.scalars(waiting)]


def a_minute_later():
    with transaction() as session:
        session.execute(update(Message).values(tried_at=Message.tried_at - timedelta(seconds=61)))


def to(sink):
    return sorted(copy.to.partition("@")[2].lower() for copy in sink.copies)


def test_two_workers_keep_the_limit_together_and_what_is_beyond_it_waits_untried(app, sink, batch):
    two_at_once(app)
    assert to(sink) == [BIG] * MOST + [SMALL] * 2
    assert left() == [(BIG, 0, None), (BIG.upper(), 0, None)]
    a_minute_later()
    two_at_once(app)
    assert (len(sink.copies), left()) == (7, [])
    assert len({copy.message_id for copy in sink.copies}) == 7


def test_what_waits_its_turn_holds_neither_lease_nor_connection(app, sink, batch):
    with app.app_context():
        deliver_all()
        assert due.ready() == []
        with transaction(keep=False) as session:
            waiting = select(Message.lease_until, Message.handed_at).where(Message.state == "waiting")
            assert [tuple(row) for row in session.execute(waiting)] == [(None, None)] * 2
            others = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND pid <> pg_backend_pid()"
            assert session.scalar(text(others)) == 0


def test_a_mail_that_was_put_off_counts_for_its_minute_too(app, sink, batch):
    sink.answer("rcpt", *["450 4.7.1 too many at once"] * MOST)
    with app.app_context():
        deliver_all()
    assert to(sink) == [SMALL] * 2
    assert [attempts for _domain, attempts, _reply in left()] == [1, 1, 1, 0, 0]


def test_without_a_limit_all_leave_at_once(app, sink, batch):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_per_minute=0)
    with app.app_context():
        deliver_all()
    assert len(sink.copies) == 7


def test_the_demonstration_has_no_limit_and_a_house_for_real_has_one(settings):
    given = {"DATABASE_URL": "postgresql://localhost/x", "REDIS_URL": "redis://localhost", "DEMO": "1"}
    assert settings.read(given).mail_per_minute == 0
    assert settings.read(given | {"MAIL_PER_MINUTE": "20"}).mail_per_minute == 20
    assert settings.mail_per_minute == 60


def test_the_pages_say_why_it_waits(app, session, sink, batch):
    with app.test_request_context():
        officer = factories.user(Role.OFFICER)
        session.commit()
    with app.app_context():
        deliver_all()
    visit = Visit(app, officer)
    waits, left_at_once = [
        session.scalars(select(Message.id).where(Message.state == state).order_by(Message.id)).first()
        for state in ("waiting", "sent")
    ]
    assert visit.read("/messages").count(TURN) == 2
    assert TURN in visit.read(f"/messages/{waits}")
    assert "gets at most" not in visit.read(f"/messages/{left_at_once}")
    a_minute_later()
    assert "gets at most" not in visit.read("/messages")


def test_a_house_is_ready_while_long_queues_move_and_not_when_they_stand(app, session, sink, batch):
    with app.app_context():
        deliver_all()
        db.session.execute(update(Message).where(Message.state == "waiting").values(
            next_attempt_at=func.now() - timedelta(minutes=9)
        ))  # fmt: skip
        db.session.commit()
        assert health.oldest_unsent() is not None
        assert health.oldest_stuck() is None
        db.session.execute(update(Message).values(tried_at=func.now() - timedelta(minutes=3)))
        db.session.commit()
        assert health.oldest_stuck() == health.oldest_unsent()


def test_a_letter_that_is_cancelled_takes_nobodys_place(app, sink, batch):
    with app.app_context():
        with transaction() as session:
            gone = session.scalars(select(Message).order_by(Message.id).limit(MOST)).all()
            for one in gone:
                one.user.active = False
        deliver_all()
    assert to(sink) == [BIG] * 2 + [SMALL] * 2
