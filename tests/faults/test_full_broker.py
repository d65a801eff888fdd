"""A broker that is full says no to everything: a worker waits by itself, and goes on when there is room."""

import pytest
from sqlalchemy import func, select

from secretariat import queue
from secretariat.database import transaction
from secretariat.models.messages import Message
from tests.faults.books import assert_books
from tests.faults.broker import fill, make_room
from tests.faults.conftest import TRIALS
from tests.faults.crew import Crew, eventually, go_on

pytestmark = pytest.mark.processes
REFUSED = "command not allowed when used memory"
trials = pytest.mark.parametrize("trial", range(1 if TRIALS == 2 else TRIALS))


@pytest.fixture
def crew(settings, broom, sink, tmp_path):
    """The processes of a house without a beat, so that nothing but a wake-up sends mail."""
    del broom
    queue.connect(settings)
    crew = Crew.of(settings, tmp_path, sink.url)
    yield crew
    make_room(settings.redis_url)
    crew.end()


def everything_left() -> bool:
    with transaction(keep=False) as session:
        return session.scalar(select(func.count()).where(Message.state == "waiting")) == 0


@trials
def test_a_worker_that_is_refused_while_it_listens_waits_and_delivers_when_there_is_room(
    crew, settings, put, sink, trial
):
    worker = crew.worker()
    crew.arm("before_claim")
    for _each in range(3):
        put()
    child = crew.stopped()
    fill(settings.redis_url)
    go_on(child)  # the next wake-up is popped, and there is no room to note that it is under way
    eventually(lambda: crew.said().count(REFUSED) >= 2)
    put()
    assert crew.ended() == [], crew.said()
    make_room(settings.redis_url)
    put()
    eventually(everything_left)
    assert (crew.ended(), [one.pid for one in crew.running]) == ([], [worker.pid])
    assert len(sink.copies) == 5
    assert "Frequent restarts" not in crew.said()
    assert_books(sink)


@trials
def test_a_worker_that_starts_before_there_is_room_waits_for_it(crew, settings, put, sink, trial):
    fill(settings.redis_url)
    worker = crew.worker()
    put()
    eventually(lambda: crew.said().count(REFUSED) >= 2)
    make_room(settings.redis_url)
    put()
    eventually(everything_left)
    assert (crew.ended(), [one.pid for one in crew.running]) == ([], [worker.pid])
    assert len(sink.copies) == 2
    assert "Frequent restarts" not in crew.said()
    assert_books(sink)
