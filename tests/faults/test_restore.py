"""A backup is made while countries send, and becomes another house: other folder, engines and port."""

import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import select

from secretariat import clock
from secretariat.app import create_app
from secretariat.cli import manifest
from secretariat.cli.manifest import Manifest
from secretariat.database import db, transaction
from secretariat.embedded import engines as embedded_engines
from secretariat.mail import deliver, outbox
from secretariat.mail.letter import Kind, Letter
from secretariat.models.files import StoredFile
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.settings import with_driver
from secretariat.storage import Folder
from tests import factories
from tests.faults.conftest import TRIALS
from tests.faults.crew import ROOT, Crew, go_on

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]
BEFORE, MEANWHILE, FILES = 5, 10, 40
SIZE = 200_000
CHANGED_BY_THE_RESTORE = {"messages", "audit_entries"}
trials = pytest.mark.parametrize("trial", range(1 if TRIALS == 2 else 20))


@pytest.fixture
def storage(tmp_path):
    return Folder(tmp_path / "files")


@pytest.fixture
def tasks(session, storage, tmp_path):
    """Thirty texts that are ready to be sent, and forty files."""
    factories.user(Role.OFFICER)
    calls = [factories.call(due_at=factories.NOW.replace(year=2100)) for _each in range(3)]
    found = []
    for code in factories.KNOWN:
        person = factories.user(Role.FOCAL_POINT, factories.country(code))
        texts = [factories.deliverable(one, by=factories.country(code)) for one in calls]
        found += [f"{person.email}/deliverables/{text.id}" for text in texts]
    for number in range(FILES):
        content = bytes([number]) * SIZE
        (tmp_path / "content").write_bytes(content)
        storage.put_file(tmp_path / "content")
        factories.stored_file(content)
    session.commit()
    return found


@pytest.fixture
def environ(engines, settings, storage, tmp_path):
    """What the processes of the first house share; nobody sends its mail."""
    from_tests = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "SECRET_KEY": settings.secret_key, "DEMO": "0"}
    return from_tests | engines.environ() | {"INSTANCE": str(tmp_path / "first"), "STORAGE": str(storage.root)}


@pytest.fixture
def web(environ, tasks):
    """A web process that sends the next text for each line it is given."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.submitting", *tasks],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, cwd=ROOT, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


def send(web, count):
    for _each in range(count):
        web.stdin.write("\n")
        web.stdin.flush()
        assert web.stdout.readline().split()[0] == "302"


def command(environ, *words):
    """Give a command to a process of its own; return what it printed."""
    given = subprocess.run(
        [sys.executable, "-m", "secretariat.cli", *map(str, words)],
        env=environ, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert given.returncode == 0, given.stderr
    return given.stdout.strip()


@pytest.fixture
def backup(environ, web, settings, tmp_path):
    """A backup while sending goes on, after its moment and while it copies; the head of the trail that it printed."""
    crew = Crew(settings, tmp_path, environ | {"FAILPOINT": str(tmp_path / "failpoint")})
    send(web, BEFORE)
    crew.arm("backup_frozen")
    given = crew.run("-m", "secretariat.cli", "backup", str(tmp_path / "backup"))
    pid = crew.stopped()
    send(web, MEANWHILE)
    go_on(pid)
    send(web, MEANWHILE)
    ended = given.wait(100)
    crew.end()
    assert ended == 0, crew.said()
    return tmp_path / "backup", crew.said().strip().splitlines()[-1]


@pytest.fixture
def elsewhere(environ, backup, tmp_path):
    """The environment of the house that the backup became, whose engines the command brings."""
    folder, head = backup
    own = {"INSTANCE": str(tmp_path / "elsewhere")}
    other = {name: environ[name] for name in ("PYTHONPATH", "PATH", "SECRET_KEY", "DEMO")} | own
    command(other, "restore", folder, "--head", head)
    return other


@pytest.fixture
def copy(elsewhere, settings, sink, tmp_path):
    """The copied house, with a mail server; its engines run."""
    sink.forget()
    folder = tmp_path / "elsewhere"
    with embedded_engines(folder) as urls:
        own = {"database_url": with_driver(urls.database), "owner_database_url": urls.owner, "redis_url": urls.redis}
        here = replace(settings, instance=folder, storage=folder / "files", smtp_url=sink.url, **own)
        app = create_app(here)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@trials
def test_a_backup_under_way_is_one_moment_and_becomes_another_house(backup, copy, sink, elsewhere, trial):
    folder, head = backup
    made, settings = Manifest.read(folder), copy.config["SETTINGS"]
    with psycopg.connect(settings.owner_database_url, options=manifest.READING) as connection:
        here = manifest.tables(connection)
        assert {one for one in here if here[one] != made.tables[one]} <= CHANGED_BY_THE_RESTORE
        assert (manifest.trail(connection, head).trouble, made.head) == (None, head)
        sent, told, deeds = (
            manifest.only(connection, f"SELECT count(*) FROM {rows}")
            for rows in ("versions", "messages WHERE kind = 'receipt'", "audit_entries WHERE action = 'submit'")
        )
    assert (sent, told, deeds) == (BEFORE, BEFORE, BEFORE)
    assert every_file_is_sound(Folder(settings.storage)) == FILES
    the_outbox_is_on_hold_until_it_is_released(settings, elsewhere, sink)


def every_file_is_sound(storage: Folder) -> int:
    with transaction(keep=False) as session:
        names = session.scalars(select(StoredFile.sha256)).all()
    assert all(storage.sound(name) for name in names)
    return len(names)


def the_outbox_is_on_hold_until_it_is_released(settings, elsewhere, sink) -> None:
    """What waited in the backup stays held; what the copy writes itself leaves after the release."""
    with transaction() as session:
        letter = Letter(
            kind=Kind.APPROVED, subject="Approved", heading="Approved", greeting="Dear Rosa,", lead="It is.",
            button="Open", path="/deliverables/7",
        )  # fmt: skip
        mine = outbox.put(letter, to=session.scalars(select(User).limit(1)).one(), at=clock.now()).message_id
    assert (deliver.all_due(seconds=60), sink.copies) == (True, [])
    running = {"DATABASE_URL": settings.database_url, "OWNER_DATABASE_URL": settings.owner_database_url}
    command(elsewhere | running | {"REDIS_URL": settings.redis_url}, "restore", "--release")
    assert deliver.all_due(seconds=60)
    assert [copy.message_id for copy in sink.copies] == [mine]
    with transaction(keep=False) as session:
        states = session.scalars(select(Message.state).order_by(Message.id)).all()
    assert states == ["held"] * BEFORE + ["sent"]
