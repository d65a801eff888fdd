"""A line that is cut at nine tenths of a file, a web server that dies: nothing partial, and little sent twice."""

import os
import socket

import pytest
from sqlalchemy import func, select

from secretariat.database import db, transaction
from secretariat.models.deliverables import Answer, Attachment
from secretariat.models.files import StoredFile
from secretariat.models.people import Role
from secretariat.storage import Folder
from tests import factories, made
from tests.faults.books import assert_books
from tests.faults.crew import Crew, eventually
from tests.faults.sending import Sender, said
from tests.faults.wire import Writer, web

pytestmark = pytest.mark.processes
CUTS = 500 if os.environ.get("TRIALS") == "many" else 20
PIECE = 64 * 1024


@pytest.fixture(scope="module")
def crew(settings, broom, sink, tmp_path_factory):
    """A web server alone."""
    del broom
    crew = Crew.of(settings, tmp_path_factory.mktemp("crew"), sink.url)
    yield crew
    crew.end()


@pytest.fixture
def sender(session, port):
    """Return a function that makes a sender at a text of her own; she signs in once."""
    person = factories.user(Role.FOCAL_POINT)
    session.commit()
    writer = Writer(port, person.email)

    def sender():
        asked = factories.call(fields=("summary",))
        factories.field(asked, "report", kind="file")
        text = factories.deliverable(asked).id
        session.commit()
        return Sender(writer, text)

    return sender


def content(number: int) -> bytes:
    """Return a PDF of half a megabyte, another one for each number."""
    whole = made.pdf(pages=2)
    end = whole.rindex(b"startxref")
    return whole[:end] + b"%" + f"{number:06}".encode() * 85_000 + b"\n" + whole[end:]


def attached(sender) -> int:
    with transaction(keep=False) as session:
        return session.scalar(select(func.count()).where(Attachment.deliverable_id == sender.text))


def free(port: int) -> bool:
    """Tell whether a port can be listened at again."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def send(sender, url, file, start=0, until=None):
    until = len(file) if until is None else until
    for at in range(start, until, PIECE):
        answer = sender.piece(url, at, file[at : at + PIECE])
        assert answer.status == 200, answer


def test_a_file_cut_at_nine_tenths_goes_on_and_is_attached_once(app, session, sink, sender):
    for number in range(CUTS):
        one, file = sender(), content(number)
        url = said(one.begin(len(file)))["url"]
        mark = len(file) * 9 // 10
        whole = mark // PIECE * PIECE
        send(one, url, file, until=whole)
        one.piece(url, whole, file[whole : whole + PIECE], cut=mark - whole)
        assert attached(one) == 0
        assert one.received(url) == whole
        before, one.sent = one.sent, 0
        send(one, url, file, start=whole)
        assert one.sent <= len(file) // 10 + PIECE, (before, one.sent)
        assert one.end(url).status == 201
        assert attached(one) == 1
    assert_books(sink)


def test_a_whole_form_that_is_cut_leaves_nothing(app, session, sink, settings, sender):
    folder = Folder(settings.storage)
    for number in range(CUTS):
        one, file = sender(), content(number)
        one.whole(file, cut=len(file) * 9 // 10)
        assert attached(one) == 0
    eventually(lambda: not list(folder.root.glob(".part-*")))
    assert factories.how_many(StoredFile) == 0
    assert_books(sink)


def test_a_text_that_is_cut_is_not_taken_for_the_whole(app, session, sender):
    one = sender()
    form, kind = b"field=summary&revision=0&summary=" + b"Peru leads. " * 200, "application/x-www-form-urlencoded"
    one.ask("POST", f"/deliverables/{one.text}/save", form, kind, cut=len(form) * 9 // 10)
    assert one.ask("GET", f"/deliverables/{one.text}", b"", "").status == 200
    assert factories.how_many(Answer) == 0


def test_a_file_outlives_the_web_server_that_took_its_first_half(app, session, sink, crew, sender):
    one, file = sender(), content(1)
    url = said(one.begin(len(file)))["url"]
    half = len(file) // 2 // PIECE * PIECE
    send(one, url, file, until=half)
    dead = next(process for process in crew.running if process.poll() is None)
    crew.kill(dead)
    eventually(lambda: free(one.writer.port))
    assert web(crew, one.writer.port) == one.writer.port
    assert one.received(url) == half
    send(one, url, file, start=half)
    assert one.end(url).status == 201
    db.session.expire_all()
    assert attached(one) == 1
    assert_books(sink)
