"""One click, one version: ten presses at once, a lost answer, and a date that passes or moves while a text comes in."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from secretariat.database import db, transaction
from secretariat.models.deliverables import Answer, Deliverable, State, Version
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.workflow import deliverables
from tests import factories
from tests.faults.books import assert_books
from tests.faults.crew import eventually
from tests.faults.wire import Writer, sleep_until

pytestmark = pytest.mark.processes
MANY = os.environ.get("TRIALS") == "many"
SENDINGS = 1_000 if MANY else 50
DEADLINES = 5_000 if MANY else 200
AT_ONCE = 10
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture
def rosa(session, sink):
    """Peru's focal point; the moment is the machine's."""
    sink.forget()
    factories.user(Role.OFFICER)
    factories.meeting()
    person = factories.user(Role.FOCAL_POINT)
    session.commit()
    return person


def now() -> datetime:
    return datetime.now(UTC)


def ready(rosa: User, count: int, **facts) -> list[int]:
    """Return drafts of Peru in which nothing is missing, one a call."""
    made = []
    for _each in range(count):
        asked = factories.call(**{"due_at": now() + timedelta(days=30), "soft": True} | facts)
        text = factories.deliverable(asked, state=State.DRAFT)
        words = {"value": "We will.", "saved_at": now(), "saved_by_id": rosa.id}
        factories.add(Answer(deliverable=text, field=asked.fields[0], **words))
        made.append(text.id)
    db.session.commit()
    return made


def form(once: str, words: str = "We will.") -> dict[str, str]:
    return {"summary": words, "summary.revision": "1", "do": "send", "once": once}


def versions(text: int) -> list[Version]:
    with transaction(keep=False) as session:
        found = session.scalars(select(Version).where(Version.deliverable_id == text).order_by(Version.number)).all()
        session.expunge_all()
        return list(found)


def receipts() -> int:
    with transaction(keep=False) as session:
        return session.scalar(select(func.count()).select_from(Message).where(Message.kind == "receipt")) or 0


def all_left() -> bool:
    with transaction(keep=False) as session:
        return session.scalar(select(func.count()).where(Message.state == "waiting")) == 0


def test_the_same_key_ten_times_at_once_makes_one_version_and_one_receipt(port, rosa, sink):
    writers = [Writer(port, rosa.email) for _each in range(AT_ONCE)]
    barrier = Barrier(AT_ONCE)

    def press(writer, text):
        barrier.wait(30)
        return writer.send(f"/deliverables/{text}", form("one key"))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for text in ready(rosa, SENDINGS):
            told = set(pool.map(lambda writer, text=text: press(writer, text).location, writers))
            assert told == {f"/deliverables/{text}/versions/1/receipt"}
            assert len(versions(text)) == 1
    assert receipts() == SENDINGS
    eventually(all_left)
    assert_books(sink)


def test_whoever_lost_the_answer_and_sends_again_gets_the_receipt_of_the_first_sending(port, rosa, sink):
    writer = Writer(port, rosa.email)
    for number, text in enumerate(ready(rosa, SENDINGS)):
        with writer.begin(f"/deliverables/{text}", form("one key"), hold=0) as (line, _rest):
            if number % 2:  # committed, and the line is cut before the answer is read
                eventually(lambda text=text: len(versions(text)) == 1)
            line.close()
        again = writer.send(f"/deliverables/{text}", form("one key"))
        assert (again.status, again.location) == (302, f"/deliverables/{text}/versions/1/receipt")
        assert len(versions(text)) == 1
    assert receipts() == SENDINGS
    eventually(all_left)
    assert_books(sink)


@pytest.mark.parametrize("soft", [False, True], ids=["hard", "soft"])
def test_the_last_byte_around_the_date_decides_alone_and_no_word_is_lost(port, rosa, sink, soft):
    writer = Writer(port, rosa.email)
    for number, text in enumerate(ready(rosa, DEADLINES // 2, soft=soft, grace_minutes=0)):
        due = now() + timedelta(milliseconds=40)
        move(text, due)
        with writer.begin(f"/deliverables/{text}", form(f"k{text}", "Typed."), hold=1) as (line, rest):
            sleep_until((due + (number % 3 - 1) * MILLISECOND).timestamp())
            line.sendall(rest)
            told = writer.read(line)
        sent = versions(text)
        assert words(text) == "Typed."
        assert all(one.late == (one.submitted_at > due) for one in sent)
        if soft or told.status == 302:
            assert (told.status, len(sent)) == (302, 1)
            assert soft or sent[0].submitted_at <= due
        else:
            assert (told.status, sent) == (303, [])
    eventually(all_left)
    assert_books(sink)


def test_a_text_that_waits_for_a_lock_past_its_hard_date_counts_by_its_last_byte(port, rosa, sink):
    writer = Writer(port, rosa.email)
    for text in ready(rosa, 5 if not MANY else 100, soft=False, grace_minutes=0):
        due = now() + timedelta(milliseconds=300)
        move(text, due)
        with transaction() as session:
            session.execute(select(Deliverable.id).where(Deliverable.id == text).with_for_update())
            held = writer.begin(f"/deliverables/{text}", form("k"), hold=0)
            sleep_until((due + timedelta(milliseconds=50)).timestamp())
        with held as (line, _rest):
            assert writer.read(line).status == 302
        assert [one.late for one in versions(text)] == [False]
    eventually(all_left)
    assert_books(sink)


def test_an_extension_that_comes_meanwhile_opens_the_date_again(app, port, rosa, sink):
    writer, officer = Writer(port, rosa.email), factories.user(Role.OFFICER)
    db.session.commit()
    by = officer.id
    with ThreadPoolExecutor(1) as pool:
        for text in ready(rosa, DEADLINES // 10, soft=False, grace_minutes=0):
            due = now() + timedelta(milliseconds=40)
            move(text, due)
            with writer.begin(f"/deliverables/{text}", form("k"), hold=1) as (line, rest):
                sleep_until((due + 2 * MILLISECOND).timestamp())
                given = pool.submit(extend, app, text, by, due + timedelta(days=3))
                line.sendall(rest)
                first = writer.read(line)
            given.result(30)
            again = first if first.status == 302 else writer.send(f"/deliverables/{text}", form("again"))
            assert again.status == 302
            assert [(one.late, one.due_at) for one in versions(text)] == [(False, due + timedelta(days=3))]
    eventually(all_left)
    assert_books(sink)


def extend(app, text: int, by: int, until: datetime) -> None:
    with app.test_request_context(), transaction() as session:
        found, officer = session.get_one(Deliverable, text), session.get_one(User, by)
        deliverables.extend(found, until=until, reason="Elections", by=officer, at=now())


def move(text: int, due: datetime) -> None:
    with transaction() as session:
        session.get_one(Deliverable, text).due_at = due


def words(text: int) -> str:
    with transaction(keep=False) as session:
        return session.scalar(select(Answer.value).where(Answer.deliverable_id == text))
