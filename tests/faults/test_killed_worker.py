"""A worker is killed at each point of its work: no letter is lost, and one copy more only where that is promised."""

import pytest
from sqlalchemy import select

from secretariat.database import db, transaction
from secretariat.models.messages import Message
from tests.faults.books import assert_books
from tests.faults.conftest import TRIALS
from tests.faults.crew import eventually, kill

pytestmark = pytest.mark.processes
# Where the server may have taken the letter before the worker died, it is sent again and marked.
COPIES = {
    "before_claim": (1, False),
    "after_claim": (1, False),
    "connected": (1, False),
    "mail": (1, False),
    "rcpt": (1, False),
    "mid_data": (1, False),
    "handed_over": (1, True),
    "after_250": (2, True),
    "before_ack": (1, False),
}


def state(number: int) -> str:
    with transaction(keep=False) as session:
        return session.scalar(select(Message.state).where(Message.id == number))


@pytest.mark.parametrize("trial", range(TRIALS))
@pytest.mark.parametrize("place", COPIES)
def test_another_worker_finishes_what_a_killed_one_began(crew, put, sink, place, trial):
    crew.arm(place)
    number = put()
    pid = crew.stopped()
    if trial % 2:  # the machine is gone
        crew.kill(crew.worker_of(pid))
        crew.worker()
    else:  # one process is gone, its parent sees it
        kill(pid)
    eventually(lambda: state(number) == "sent")
    db.session.expire_all()
    message = db.session.get(Message, number)
    assert (len(sink.copies), message.uncertain) == COPIES[place]
    assert_books(sink)
