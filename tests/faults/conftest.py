"""A mail server, real workers and a beat, for the tests of one module."""

import os

import pytest

from secretariat import queue
from secretariat.database import db
from secretariat.mail import outbox
from secretariat.mail.letter import Kind, Letter
from secretariat.models.people import Role
from tests import factories
from tests.faults.crew import Crew
from tests.faults.wire import web
from tests.sink import Sink

# How often each fault is tried: a few times in `make test`, many times in `make faults`.
TRIALS = 100 if os.environ.get("TRIALS") == "many" else 2


@pytest.fixture(scope="module")
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def crew(settings, broom, sink, tmp_path_factory):
    """Two workers with one child each, and a beat that sweeps every second."""
    del broom
    queue.connect(settings)
    crew = Crew.of(settings, tmp_path_factory.mktemp("crew"), sink.url)
    crew.worker()
    crew.worker()
    crew.beat()
    yield crew
    crew.end()


@pytest.fixture(scope="module")
def port(crew):
    """Where the crew's web server of two processes listens."""
    return web(crew)


@pytest.fixture
def reader(session, sink):
    """Somebody to write to, with an officer who is told when that fails."""
    sink.forget()
    factories.user(Role.OFFICER, email="officer@example.net")
    person = factories.user(Role.FOCAL_POINT)
    session.commit()
    return person


@pytest.fixture
def put(session, reader):
    """Write a letter, commit, and so wake a worker; return the id of its message."""

    def put(to=None, **facts) -> int:
        given = {
            "kind": Kind.APPROVED, "subject": "Approved on Monday", "heading": "Approved", "greeting": "Dear Rosa,",
            "lead": "It is approved.", "button": "Open", "path": "/deliverables/7",
        }  # fmt: skip
        message = outbox.put(Letter(**given | facts), to=to or reader, at=factories.NOW)
        number = message.id
        db.session.commit()
        return number

    return put
