"""The page of a packet: ordered, followed, published by the officer; read by those for whom it is."""

from io import BytesIO

import pikepdf
import pytest
import time_machine
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.deliverables import State
from secretariat.models.packets import Build
from secretariat.models.people import Role
from secretariat.packets import orders, publish
from secretariat.packets.build import Progress
from secretariat.storage import Folder
from tests import factories
from tests.factories import NOW, country, how_many
from tests.packets import world as worlds
from tests.visitors import Visit, counting

PACKETS = "/meetings/fifth-ministerial/packets"


@pytest.fixture
def world(app, session, settings, tmp_path):
    with time_machine.travel(NOW, tick=False), app.test_request_context():
        made = worlds.make(Folder(settings.storage), tmp_path)
        asked = factories.call(made.meeting, titles={"en": "Contributions"})
        made.text(asked, "BR", files=(made.file("annex", pages=2),))
        yield made


def contributions():
    """The call whose texts are bound."""
    return next(one for one in db.session.scalars(select(Call)) if one.title("en") == "Contributions")


@pytest.fixture
def officer(world, session):
    person = factories.user(Role.OFFICER, name="Inés Robles")
    session.commit()
    return person


def compiled(world, officer, settings, *, published=False, **more):
    """Order a version and compile it, as the worker does."""
    build = orders.order(world.meeting, "en", more.pop("audience", "delegations"), by=officer, at=NOW, **more)
    db.session.commit()
    publish.run(build.id, settings)
    db.session.expire_all()
    if published:
        orders.publish(build, by=officer, at=NOW)
        db.session.commit()
    return build


def test_beforehand_the_page_says_what_is_missing(app, world, officer, session):
    world.text(contributions(), "MX", State.IN_REVIEW)
    world.text(contributions(), "CA", State.DRAFT)
    world.text(contributions(), "CR", State.DRAFT)
    session.commit()
    page = Visit(app, officer).read(PACKETS)
    assert "No version has been compiled yet." in page
    assert "LAD/MIN.5/DOC.5 Asylum in figures: No document has been received yet." in page
    assert "Contributions: 1 is not approved yet, 2 are not submitted yet" in page


def test_every_file_can_be_opened_beforehand(app, world, officer, session):
    world.text(contributions(), "EC", files=(world.file(content=b"%PDF-1.4 torn"),))
    session.commit()
    visit = Visit(app, officer)
    assert "damaged and cannot be opened" not in visit.read(PACKETS)
    page = visit.read(f"{PACKETS}?check=1")
    assert "EC report.pdf: The PDF is damaged and cannot be opened." in page
    assert "All 3 files were opened." in page


def test_a_file_that_is_no_longer_kept_is_seen_without_opening_it(app, world, officer, session):
    file = world.file("lost", pages=4)
    world.text(contributions(), "EC", files=(file,))
    session.commit()
    world.storage.path(file.sha256).unlink()
    assert "EC report.pdf: The file is not in the archive." in Visit(app, officer).read(PACKETS)


def test_an_officer_orders_follows_and_publishes(app, world, officer, settings):
    visit = Visit(app, officer)
    answer = visit.post(f"{PACKETS}/order", language="en", audience="delegations", call=[str(contributions().id)])
    assert (answer.status_code, answer.location) == (302, f"{PACKETS}?language=en&audience=delegations")
    assert "Version 1 waits for a worker." in visit.read(PACKETS)
    build = factories.found(Build, number=1)
    assert visit.get(f"{PACKETS}/{build.id}/progress").json == {"done": 0, "total": 0, "now": "", "state": "waiting"}
    publish.run(build.id, settings)
    page = visit.read(PACKETS)
    assert "Version 1 is ready, 15 pages. Its readers have none until you publish." in page
    assert visit.post(f"{PACKETS}/{build.id}/publish").status_code == 302
    assert "Its readers have version 1 of Monday 8 September, 09:00, Cartagena." in visit.read(PACKETS)


def test_a_second_order_at_once_is_refused_and_makes_nothing(app, world, officer):
    visit = Visit(app, officer)
    assert visit.post(f"{PACKETS}/order").status_code == 302
    answer = visit.post(f"{PACKETS}/order")
    assert (answer.status_code, "being compiled already" in answer.text) == (422, True)
    assert how_many(Build) == 1


def test_a_version_that_is_compiled_shows_its_parts(app, world, officer, settings, session):
    build = orders.order(world.meeting, "en", "delegations", by=officer, at=NOW)
    session.commit()
    turn = publish.claim(build.id, settings)
    collected, _language, _calls = publish.plan(build.id, turn, settings)
    teller = publish.Teller(build.id, turn, settings)
    for number, part in enumerate(collected.parts[:6], 1):
        teller.told = 0
        teller(Progress(number, len(collected.parts), part))
    visit = Visit(app, officer)
    page = visit.read(PACKETS)
    assert "6 of 13 parts are bound" in page
    assert "2 Root causes Bound" in page
    assert "3 Legal pathways Waits" in page
    assert "Stop compiling" in page
    assert visit.post(f"{PACKETS}/{build.id}/stop").status_code == 302
    assert "Stopped" in visit.read(PACKETS)


def test_two_versions_are_held_against_each_other(app, world, officer, settings):
    compiled(world, officer, settings, published=True)
    world.text(contributions(), "MX")
    compiled(world, officer, settings)
    page = Visit(app, officer).read(PACKETS)
    assert "Against version 1" in page
    assert "Contents Bound 2 1 changed" in page
    assert "A Contributions Bound 11–15 1 changed, 1 new" in page
    assert "List of participants Bound 4 as before" in page


def test_the_pdf_is_given_whole_and_goes_on_where_a_download_was_cut(app, world, officer, settings):
    build = compiled(world, officer, settings)
    visit = Visit(app, officer)
    path = f"{PACKETS}/{build.id}/packet.pdf"
    with visit.get(path) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert "fifth-ministerial-en-1.pdf" in answer.headers["Content-Disposition"]
        whole = answer.data
    with visit.get(path, headers={"Range": "bytes=1000-"}) as rest:
        assert (rest.status_code, rest.data) == (206, whole[1000:])


def test_those_for_whom_it_is_read_it_once_it_is_published(app, world, officer, settings, session):
    reader = factories.user(Role.FOCAL_POINT, country("PE"))
    build = compiled(world, officer, settings)
    visit = Visit(app, reader)
    assert "The packet has not been published yet." in visit.read(PACKETS)
    for path in ("packet.pdf", "progress"):
        assert visit.get(f"{PACKETS}/{build.id}/{path}").status_code == 404
    orders.publish(build, by=officer, at=NOW)
    session.commit()
    page = visit.read(PACKETS)
    assert "Version 1 of Monday 8 September, 09:00, Cartagena" in page
    assert "Open the packet" in page
    assert "Before version" not in page
    with visit.get(f"{PACKETS}/{build.id}/packet.pdf") as answer, pikepdf.open(BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 15


def test_a_reader_is_led_to_the_languages_there_are(app, world, officer, settings):
    compiled(world, officer, settings, published=True)
    reader = factories.user(Role.DELEGATE, country("PE"))
    db.session.commit()
    page = Visit(app, reader).read(f"{PACKETS}?language=es")
    assert "There is no packet in this language yet" in page
    assert "English" in page


def test_what_is_the_secretariats_is_not_found_by_anybody_else(app, world, officer, settings, session):
    build = compiled(world, officer, settings, published=True, audience="secretariat")
    reader, observer = factories.user(Role.FOCAL_POINT, country("PE")), factories.user(Role.OBSERVER)
    session.commit()
    for visit in (Visit(app, reader), Visit(app, observer), Visit(app)):
        for path in (f"{PACKETS}?audience=secretariat", f"{PACKETS}/{build.id}/packet.pdf"):
            answer = visit.get(path)
            # A visitor is asked to sign in, whatever lies there.
            assert answer.status_code == 404 or answer.location.startswith("/login"), path
    assert Visit(app, reader).post(f"{PACKETS}/{build.id}/publish").status_code == 404


def test_reviewers_and_auditors_look_and_do_not_order(app, world, officer, settings, session):
    build = compiled(world, officer, settings)
    for role in (Role.REVIEWER, Role.AUDITOR):
        person = factories.user(role)
        session.commit()
        visit = Visit(app, person)
        page = visit.read(PACKETS)
        assert "Version 1" in page
        assert "Compile version" not in page
        with visit.get(f"{PACKETS}/{build.id}/packet.pdf") as answer:
            assert answer.status_code == 200
        assert visit.post(f"{PACKETS}/order").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        f"{PACKETS}?language=xx",
        f"{PACKETS}?audience=press",
        "/meetings/none/packets",
        f"{PACKETS}/999999999/packet.pdf",
    ],
)
def test_what_does_not_exist_is_not_found(app, world, officer, path):
    assert Visit(app, officer).get(path).status_code == 404


def test_a_version_is_not_found_at_another_meeting(app, world, officer, settings, session):
    build = compiled(world, officer, settings)
    factories.meeting("sixth", titles={"en": "Sixth"})
    session.commit()
    assert Visit(app, officer).get(f"/meetings/sixth/packets/{build.id}/packet.pdf").status_code == 404


def test_a_call_that_is_no_number_is_a_bad_request(app, world, officer):
    assert Visit(app, officer).post(f"{PACKETS}/order", call=["1 OR 1"]).status_code == 400


def test_the_page_costs_as_many_queries_for_three_versions_as_for_one(app, world, officer, settings):
    reader = factories.user(Role.DELEGATE, country("PE"))
    db.session.commit()
    compiled(world, officer, settings, published=True)
    visit = Visit(app, reader)
    costs = []
    for more in (0, 2):
        for _ in range(more):
            compiled(world, officer, settings, published=True)
        with counting() as seen:
            visit.read(PACKETS)
        costs.append(len(seen))
    assert costs[0] == costs[1]
