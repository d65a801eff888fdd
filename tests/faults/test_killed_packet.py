"""A worker is killed while it compiles a packet: the version before stays, the new one comes whole from another."""

import subprocess
from pathlib import Path

import pytest

from secretariat import queue
from secretariat.database import db, transaction
from secretariat.models.packets import Build
from secretariat.models.people import Role
from secretariat.packets import orders
from secretariat.storage import Folder
from tests import factories
from tests.factories import NOW
from tests.faults.conftest import TRIALS
from tests.faults.crew import Crew, eventually, kill
from tests.packets import world as worlds

pytestmark = pytest.mark.processes
PLACES = ("packet_collected", "packet_told", "packet_compiled", "packet_kept")


@pytest.fixture(scope="module")
def binders(settings, broom, tmp_path_factory):
    """Two workers whose leases are short, and a beat that sweeps every second."""
    del broom
    queue.connect(settings)
    crew = Crew.of(settings, tmp_path_factory.mktemp("binders"), "smtp://localhost:1", PACKET_LEASE="2")
    crew.worker()
    crew.worker()
    crew.beat()
    yield crew
    crew.end()


@pytest.fixture
def world(app, session, settings, tmp_path):
    with app.test_request_context():
        made = worlds.make(Folder(settings.storage), tmp_path)
        call = factories.call(made.meeting)
        for country in ("BR", "MX", "PE"):
            made.text(call, country, files=(made.file(country, pages=2),))
        yield made


def state(number: int) -> str:
    with transaction(keep=False) as session:
        return session.get(Build, number).state


@pytest.mark.parametrize("trial", range(TRIALS))
@pytest.mark.parametrize("place", PLACES)
def test_another_worker_finishes_the_packet_of_a_killed_one(binders, world, settings, place, trial):
    officer = factories.user(Role.OFFICER)
    binders.arm(place)
    number = orders.order(world.meeting, "en", "delegations", by=officer, at=NOW).id
    db.session.commit()
    pid = binders.stopped()
    finished = {path.name for path in (settings.instance / "fragments").glob("??/*.pdf")}
    if trial % 2:
        binders.kill(binders.worker_of(pid))
        binders.worker()
    else:
        kill(pid)
    eventually(lambda: state(number) == "ready")
    db.session.expire_all()
    build = db.session.get(Build, number)
    assert build.attempts == 2
    assert finished <= {path.name for path in (settings.instance / "fragments").glob("??/*.pdf")}
    packet = world.storage.path(build.file.sha256)
    assert world.storage.sound(build.file.sha256)
    subprocess.run(["qpdf", "--check", str(packet)], check=True, capture_output=True)


def test_a_packet_is_compiled_with_the_broker_wiped(binders, world):
    """Nobody is woken; the sweep finds it."""
    officer = factories.user(Role.OFFICER)
    for old in binders.folder.glob("failpoint*"):
        old.unlink()
    build = orders.order(world.meeting, "en", "delegations", by=officer, at=NOW)
    db.session.info.pop("wakes")
    db.session.commit()
    eventually(lambda: state(build.id) == "ready")
    assert Path(world.storage.path(factories.found(Build, id=build.id).file.sha256)).is_file()
