"""Two web servers and a worker, on machines of their own, over one bucket that goes away and comes back."""

import io
import json
import subprocess
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from secretariat import clock, queue
from secretariat.database import db, transaction
from secretariat.errors import StorageAway
from secretariat.models.deliverables import Attachment, Deliverable, State, Version
from secretariat.models.files import Shown, StoredFile
from secretariat.models.packets import Build
from secretariat.models.people import Role
from secretariat.packets import orders, showing
from secretariat.storage import store_at
from tests import factories, made
from tests import s3 as servers
from tests.faults.books import assert_books, every_file_is_there_with_its_hash
from tests.faults.crew import Crew, eventually
from tests.faults.sending import Sender, said
from tests.faults.test_cut import content
from tests.faults.wire import Writer, web
from tests.packets import world as worlds

pytestmark = pytest.mark.processes
PIECE = 64 * 1024


@pytest.fixture(scope="module")
def place(s3, tmp_path_factory):
    return s3.bucket(tmp_path_factory.mktemp("ours") / "scratch")


@pytest.fixture(scope="module")
def crew(settings, broom, sink, place, tmp_path_factory):
    """A worker and a beat; they share no folder with the web servers."""
    del broom
    queue.connect(settings)
    folder = tmp_path_factory.mktemp("machines")
    chosen = servers.environ(place) | {"PACKET_LEASE": "2", "INSTANCE": str(folder / "worker")}
    crew = Crew.of(settings, folder, sink.url, **chosen)
    crew.worker()
    crew.beat()
    yield crew
    crew.end()


@pytest.fixture(scope="module")
def ports(crew):
    """Where the two web servers listen."""
    return [web(crew, WEB_PROCESSES="1", INSTANCE=str(crew.folder / name)) for name in ("first", "second")]


@dataclass
class Text:
    """A text that asks for a file, and one line to each web server of the same focal point."""

    id: int
    lines: list[Sender]

    def begin(self, file: bytes) -> str:
        return said(self.lines[0].begin(len(file)))["url"]

    def send(self, url: str, file: bytes, start: int = 0) -> None:
        """Send pieces, each to the other server than the one before."""
        for number, at in enumerate(range(start, len(file), PIECE)):
            answer = self.lines[number % 2].piece(url, at, file[at : at + PIECE])
            assert answer.status == 200, answer

    def counts(self) -> tuple[int, int]:
        """Return how many files and versions there are."""
        with transaction(keep=False) as session:
            files = session.scalars(select(Attachment.id).where(Attachment.deliverable_id == self.id)).all()
            return len(files), len(session.scalars(select(Version.id).where(Version.deliverable_id == self.id)).all())


@pytest.fixture
def world(app, session, place, tmp_path, sink):
    sink.forget()
    with app.test_request_context():
        yield worlds.make(store_at(place), tmp_path)


@pytest.fixture
def text(world, ports, session):
    asked = factories.call(world.meeting, fields=("summary",))
    factories.field(asked, "report", kind="file")
    id_ = factories.deliverable(asked, factories.country("PE")).id
    person = factories.user(Role.FOCAL_POINT, factories.country("PE"))
    session.commit()
    return Text(id_, [Sender(Writer(port, person.email), id_) for port in ports])


def build(number: int) -> Build:
    with transaction(keep=False) as session:
        return session.get(Build, number)


def stored(sender) -> bool:
    return json.loads(sender.ask("GET", "/readyz", b"", "").page)["storage"]


def test_a_file_in_pieces_through_both_servers_is_bound_by_the_worker_and_read_at_either(
    world, text, place, ports, sink, session, tmp_path
):
    file = content(1)
    url = text.begin(file)
    text.send(url, file)
    assert text.lines[1].end(url).status == 201
    form = {"summary": "We will.", "summary.revision": "0", "do": "send", "once": "one press"}
    assert text.lines[0].writer.send(f"/deliverables/{text.id}", form).status == 302
    assert text.counts() == (1, 1)
    eventually(lambda: sink.copies)
    assert_books(sink, place)
    session.get(Deliverable, text.id).state = State.APPROVED
    officer = factories.user(Role.OFFICER)
    number = orders.order(world.meeting, "en", "delegations", by=officer, at=factories.NOW).id
    session.commit()
    eventually(lambda: build(number).state == "ready")
    packet = factories.found(Build, id=number).file
    address = f"GET /meetings/{world.meeting.slug}/packets/{number}/packet.pdf HTTP/1.1\r\n"
    first, second = (Writer(port, officer.email) for port in ports)
    whole = tmp_path / "packet.pdf"
    whole.write_bytes(got(first, address))
    rest = got(second, f"{address}Range: bytes=1000-\r\n")
    assert (whole.stat().st_size, rest) == (packet.size, whole.read_bytes()[1000:])
    subprocess.run(["qpdf", "--check", str(whole)], check=True, capture_output=True)
    assert f"attachment/{db.session.scalars(select(Attachment.id)).one()}" in json.dumps(build(number).manifest)
    every_file_is_there_with_its_hash(place)


def got(reader: Writer, first: str) -> bytes:
    """Return the body of an answer as it came."""
    with reader.open(first, b"", 0) as line:
        return b"".join(iter(lambda: line.recv(65536), b"")).partition(b"\r\n\r\n")[2]


def test_pieces_wait_for_the_bucket_and_go_on_where_they_were(s3, text, place, sink):
    file = content(2)
    url = text.begin(file)
    text.send(url, file[: 2 * PIECE])
    s3.door.shut()
    try:
        assert [stored(one) for one in text.lines] == [False, False]
        answer = text.lines[0].piece(url, 2 * PIECE, file[2 * PIECE : 3 * PIECE])
        assert (answer.status, "does not answer. Try again in a minute" in answer.page) == (503, True)
    finally:
        s3.door.open()
    assert text.lines[1].received(url) == 2 * PIECE
    text.send(url, file, start=2 * PIECE)
    s3.door.left = len(file) // 2  # it dies again while the whole is put together
    assert text.lines[0].end(url).status == 503
    s3.door.shut()
    s3.door.open()
    assert (text.lines[1].end(url).status, text.lines[0].end(url).status) == (201, 200)
    assert text.counts() == (1, 0)
    assert_books(sink, place)


def test_a_sending_that_breaks_at_the_bucket_keeps_the_text_and_makes_one_version_with_the_same_key(
    s3, text, place, sink
):
    file, form = content(3), {"summary": "Peru leads.", "do": "send", "once": "one press"}
    s3.door.left = len(file) // 2
    try:
        answer = text.lines[0].whole(file, **form)
    finally:
        s3.door.shut()
        s3.door.open()
    assert (answer.status, "Peru leads." in answer.page) == (503, True)
    assert text.counts() == (0, 0)
    assert [one.whole(file, **form).status for one in text.lines] == [302, 302]
    assert text.counts()[1] == 1
    eventually(lambda: sink.copies)
    assert_books(sink, place)


def test_a_packet_that_is_ordered_while_the_bucket_is_away_is_compiled_when_it_is_back(s3, crew, world, session):
    officer = factories.user(Role.OFFICER)
    s3.door.shut()
    try:
        number = orders.order(world.meeting, "en", "delegations", by=officer, at=factories.NOW).id
        session.commit()
        eventually(lambda: "task_tries_again" in crew.said())
    finally:
        s3.door.open()
    eventually(lambda: build(number).state == "ready")
    assert world.storage.sound(factories.found(Build, id=number).file.sha256)


def test_a_file_whose_bucket_is_away_waits_on_as_if_nobody_had_tried(s3, settings, world, place, session):
    kept = world.storage.put(io.BytesIO(made.pdf()))
    row = factories.stored_file(made.pdf(), sha256=kept.sha256, shown_state=Shown.WAITING)
    session.commit()
    s3.door.shut()
    try:
        with pytest.raises(StorageAway):
            showing.run(row.id, replace(settings, storage=place))
    finally:
        s3.door.open()
    session.expire_all()
    assert (row.shown_state, row.attempts, row.lease_until) == (Shown.WAITING, 0, None)
    assert showing.waiting(clock.real()) == [row.id]
    showing.run(row.id, replace(settings, storage=place))
    session.expire_all()
    assert session.get(StoredFile, row.id).shown_state == Shown.READY
