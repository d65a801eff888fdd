"""The queue dies, forgets everything or is full while countries send: every page succeeds, every receipt arrives."""

import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from secretariat.database import db, transaction
from secretariat.models.deliverables import Version
from secretariat.models.messages import Message
from secretariat.models.people import Role
from tests import factories
from tests.faults.books import assert_books
from tests.faults.broker import Broker, fill, make_room, say
from tests.faults.conftest import TRIALS
from tests.faults.crew import ROOT, Crew, eventually

pytestmark = pytest.mark.processes
SENDINGS = 50
# A page that cannot wake the workers gives up within half a second; the rest is the page's own work on a busy machine.
LONGEST = 3.0
trials = pytest.mark.parametrize("trial", range(1 if TRIALS == 2 else TRIALS))


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    broker = Broker(tmp_path_factory.mktemp("broker") / "instance")
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def house_of_its_own(settings, broom, broker, sink, tmp_path_factory):
    del broom
    own = replace(settings, redis_url=broker.valkey.url)
    crew = Crew.of(own, tmp_path_factory.mktemp("crew"), sink.url)
    crew.worker()
    crew.beat()
    yield crew
    crew.end()


@pytest.fixture
def tasks(session, sink):
    """Fifty texts of ten countries that are ready to be sent."""
    sink.forget()
    factories.user(Role.OFFICER)
    calls = [factories.call(due_at=factories.NOW.replace(year=2100)) for _each in range(5)]
    found = []
    for code in factories.KNOWN:
        person = factories.user(Role.FOCAL_POINT, factories.country(code))
        texts = [factories.deliverable(one, by=factories.country(code)) for one in calls]
        found += [f"{person.email}/deliverables/{text.id}" for text in texts]
    session.commit()
    return found


@pytest.fixture
def web(house_of_its_own, tasks):
    """A web process that sends the next text for each line it is given."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.submitting", *tasks],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=house_of_its_own.environ,
        cwd=ROOT,
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


def send(web: subprocess.Popen[str], count: int) -> None:
    for _each in range(count):
        web.stdin.write("\n")
        web.stdin.flush()
        status, seconds = web.stdout.readline().split()
        assert status == "302"
        assert float(seconds) < LONGEST


def everything_arrived(sink) -> bool:
    with transaction(keep=False) as session:
        left = session.scalar(select(func.count()).where(Message.state == "waiting"))
    return left == 0 and len(sink.copies) >= SENDINGS


def assert_each_country_has_its_receipts(crew, sink) -> None:
    eventually(lambda: everything_arrived(sink), seconds=90)
    assert crew.ended() == [], crew.said()
    db.session.rollback()
    assert factories.how_many(Version) == SENDINGS
    assert len({copy.message_id for copy in sink.copies}) == SENDINGS
    assert_books(sink)


@trials
def test_the_queue_is_killed_and_comes_back(broker, web, house_of_its_own, sink, trial):
    send(web, 15)
    broker.kill()
    send(web, 20)
    broker.start()
    send(web, 15)
    assert_each_country_has_its_receipts(house_of_its_own, sink)


@trials
def test_the_queue_forgets_everything(broker, web, house_of_its_own, sink, trial):
    for _each in range(5):
        send(web, 10)
        say(broker.valkey.url, "FLUSHALL")
    assert_each_country_has_its_receipts(house_of_its_own, sink)


@trials
def test_the_queue_is_full(broker, web, house_of_its_own, sink, trial):
    send(web, 10)
    fill(broker.valkey.url)
    try:
        send(web, 30)
    finally:
        make_room(broker.valkey.url)
    send(web, 10)
    assert_each_country_has_its_receipts(house_of_its_own, sink)
