"""A file that comes in pieces: through breaks, deaths, twins and lies, it is attached whole and once, or not at all."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat import clock, uploads
from secretariat.app import create_app
from secretariat.database import db
from secretariat.models.deliverables import Attachment, Deliverable, State
from secretariat.models.files import PartialUpload, StoredFile
from secretariat.models.people import Role
from secretariat.storage.parts import parts_at
from secretariat.workflow import files, pieces
from tests import made
from tests.factories import call, country, deliverable, field, how_many, user
from tests.visitors import Visit

PIECE = 1000


class Sender:
    """A page that sends files in pieces."""

    def __init__(self, app):
        asked = call(fields=("summary",))
        field(asked, "report", kind="file")
        self.app, self.root = app, app.config["SETTINGS"].storage
        self.id = deliverable(asked, country("PE")).id
        self.person = user(Role.FOCAL_POINT, country("PE"))
        db.session.commit()
        self.visit = Visit(app, self.person)
        self.content = made.pdf(pages=40)

    def begin(self, size=None, name="Informe.pdf"):
        form = {"name": name, "size": str(len(self.content) if size is None else size)}
        return self.visit.post(f"/deliverables/{self.id}/files/report/pieces", json=True, **form)

    def put(self, url, at, piece, visit=None):
        visit = visit or self.visit
        headers = {"X-CSRFToken": visit.token, "Accept": "application/json"}
        return visit.client.put(f"{url}?at={at}", data=piece, headers=headers, content_type="application/octet-stream")

    def end(self, url):
        return self.visit.post(url, json=True)

    def send(self, url, start=0, until=None):
        until = len(self.content) if until is None else until
        for at in range(start, until, PIECE):
            answer = self.put(url, at, self.content[at : min(at + PIECE, until)])
            assert answer.status_code == 200, answer.text
        return answer.json

    def names(self):
        db.session.expire_all()
        return [(one.name, one.file.size) for one in db.session.scalars(select(Attachment))]

    def unfinished(self):
        return parts_at(self.root).names()


@pytest.fixture
def sender(app, session):
    sender = Sender(app)
    for token in sender.unfinished():
        parts_at(sender.root).drop(token)
    return sender


def test_a_file_comes_in_pieces_and_is_attached_whole(sender):
    begun = sender.begin()
    assert (begun.status_code, begun.json["received"], begun.json["done"]) == (201, 0, False)
    assert sender.send(begun.json["url"])["received"] == len(sender.content)
    assert sender.names() == []
    ended = sender.end(begun.json["url"])
    assert (ended.status_code, ended.json["done"]) == (201, True)
    assert sender.names() == [("Informe.pdf", len(sender.content))]
    assert sender.unfinished() == set()


def test_after_a_break_the_house_says_how_far_it_is_and_goes_on_from_there(sender):
    url = sender.begin().json["url"]
    sender.send(url, until=2000)
    assert sender.visit.get(url).json["received"] == 2000
    assert sender.put(url, 1000, sender.content[1000:2000]).status_code == 409
    assert sender.put(url, 5000, b"x" * 100).json["received"] == 2000
    sender.send(url, start=2000)
    assert sender.end(url).status_code == 201
    assert sender.names() == [("Informe.pdf", len(sender.content))]


def test_another_web_process_goes_on_where_one_has_died_between_disk_and_row(sender, settings):
    url = sender.begin().json["url"]
    sender.send(url, until=2000)
    token = url.rpartition("/")[2]
    parts_at(sender.root).append(token, 2000, b"written, but never committed")
    house = create_app(settings)
    other = Visit(house, sender.person)
    for at in range(2000, len(sender.content), PIECE):
        assert sender.put(url, at, sender.content[at : at + PIECE], visit=other).status_code == 200
    assert other.post(url, json=True).status_code == 201
    assert sender.names() == [("Informe.pdf", len(sender.content))]
    with house.app_context():
        db.engine.dispose()


def test_what_the_disk_has_lost_is_asked_for_again(sender):
    url = sender.begin().json["url"]
    sender.send(url, until=2000)
    parts_at(sender.root).drop(url.rpartition("/")[2])
    assert sender.put(url, 2000, sender.content[2000:3000]).json["received"] == 0
    sender.send(url)
    assert sender.end(url).status_code == 201


def test_an_answer_that_was_lost_can_be_asked_for_again_and_attaches_once(sender):
    url = sender.begin().json["url"]
    sender.send(url)
    assert sender.end(url).status_code == 201
    again = sender.end(url)
    assert (again.status_code, again.json["done"]) == (200, True)
    assert sender.visit.get(url).json["done"] is True
    assert len(sender.names()) == 1


def test_a_file_that_has_not_come_whole_is_not_attached(sender):
    url = sender.begin().json["url"]
    sender.send(url, until=3000)
    assert sender.end(url).status_code == 409
    assert sender.names() == []


def test_more_bytes_than_were_told_are_not_taken(sender):
    url = sender.begin(size=1500).json["url"]
    sender.put(url, 0, b"x" * 1000)
    assert sender.put(url, 1000, b"x" * 1000).json == sender.visit.get(url).json


@pytest.mark.parametrize(("size", "sentence"), [("0", "is empty"), ("-5", "is empty"), (str(2**40), "is larger than")])
def test_a_size_that_cannot_be_is_refused_before_a_byte_is_sent(sender, size, sentence):
    answer = sender.begin(size=size)
    assert answer.status_code == 422
    assert sentence in answer.json["error"]
    assert how_many(PartialUpload) == 0


def test_a_piece_that_is_too_large_or_empty_is_refused(sender):
    url = sender.begin(size=50_000_000).json["url"]
    assert sender.put(url, 0, b"").status_code == 422
    assert sender.put(url, 0, b"x" * (pieces.MOST_PIECE + 1)).status_code == 422
    assert sender.put(url, 0, b"&" * pieces.MOST_PIECE).status_code == 200
    assert sender.put(url, pieces.MOST_PIECE, b"x" * 9 * 2**20).status_code == 413


def test_what_is_not_taken_leaves_nothing_behind(sender):
    sender.content = b"MZ" + random.Random(1).randbytes(5000)
    url = sender.begin().json["url"]
    sender.send(url)
    answer = sender.end(url)
    assert (answer.status_code, "no PDF, picture or Office file" in answer.json["error"]) == (422, True)
    assert (how_many(PartialUpload), how_many(StoredFile), sender.unfinished()) == (0, 0, set())


def test_a_file_that_is_stopped_leaves_nothing_behind(sender):
    url = sender.begin().json["url"]
    sender.send(url, until=2000)
    assert sender.visit.post(url + "/stop", json=True).status_code == 200
    assert (how_many(PartialUpload), sender.unfinished()) == (0, set())
    assert sender.visit.get(url).status_code == 404


def test_what_has_not_come_whole_stands_on_the_page_and_is_forgotten_at_a_press_without_script(sender):
    url = sender.begin().json["url"]
    sender.send(url, until=2000)
    page = sender.visit.get(f"/deliverables/{sender.id}").text
    assert f'data-left="{url}" data-name="Informe.pdf" data-size="{len(sender.content)}"' in page
    form = {"summary": "Kept.", "summary.revision": "0", "do": f"discard:{url.rpartition('/')[2]}"}
    assert sender.visit.post(f"/deliverables/{sender.id}", **form).status_code == 302
    assert (how_many(PartialUpload), sender.unfinished()) == (0, set())
    assert sender.visit.post(f"/deliverables/{sender.id}", **form).status_code == 404
    assert "data-left" not in sender.visit.get(f"/deliverables/{sender.id}").text


def test_a_colleague_does_not_see_what_somebody_else_has_begun_to_send(sender, session):
    sender.begin()
    colleague = user(Role.FOCAL_POINT, country("PE"))
    session.commit()
    assert "data-left" not in Visit(sender.app, colleague).get(f"/deliverables/{sender.id}").text


def test_nobody_goes_on_with_somebody_elses_file(sender, session):
    url = sender.begin().json["url"]
    colleague, foreigner = user(Role.FOCAL_POINT, country("PE")), user(Role.FOCAL_POINT, country("BR"))
    session.commit()
    for other in (Visit(sender.app, colleague), Visit(sender.app, foreigner)):
        assert other.get(url).status_code == 404
        assert sender.put(url, 0, b"x", visit=other).status_code == 404
        assert other.post(url, json=True).status_code == 404


def test_a_text_does_not_take_files_without_end(sender):
    assert [sender.begin().status_code for _one in range(pieces.MOST_OPEN)] == [201] * pieces.MOST_OPEN
    assert "under way already" in sender.begin().json["error"]


def test_a_file_that_comes_when_the_text_has_left_is_not_attached(sender, session):
    url = sender.begin().json["url"]
    sender.send(url)
    session.get(Deliverable, sender.id).state = State.IN_REVIEW
    session.commit()
    assert sender.end(url).status_code == 409
    assert sender.names() == []


def test_a_name_loses_what_could_do_harm_on_this_way_too(sender):
    sender.content = made.pdf()
    url = sender.begin(name="../../etc/" + "a" * 300 + ".pdf").json["url"]
    sender.send(url)
    sender.end(url)
    assert [name for name, _size in sender.names()] == ["a" * (uploads.LONGEST_NAME - 4) + ".pdf"]


def test_files_that_nobody_sends_on_are_given_up_after_a_week(sender, session):
    urls = [sender.begin().json["url"] for _one in range(2)]
    for url in urls:
        sender.send(url, until=1000)
    now = clock.real()
    files.tidy(sender.root, before=0, now=now + timedelta(days=6))
    assert (how_many(PartialUpload), len(sender.unfinished())) == (2, 2)
    files.tidy(sender.root, before=0, now=now + timedelta(days=8))
    session.commit()
    assert (how_many(PartialUpload), sender.unfinished()) == (0, set())
