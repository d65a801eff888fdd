"""The demonstration's clock: whoever moves it, and what the others see."""

import contextvars
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from secretariat import clock
from secretariat.app import create_app
from secretariat.database import db
from secretariat.errors import Refused
from secretariat.models.audit import AuditEntry
from secretariat.models.house import DemoClock
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import clock as workflow
from tests.conftest import Visitor
from tests.factories import NOW, call, country, deliverable, presidency, user
from tests.visitors import Visit


@pytest.fixture
def demo(app, settings):
    """The same house as the demonstration."""
    made = create_app(replace(settings, demo=True))
    made.test_client_class = Visitor
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        made = user(Role.OFFICER)
        db.session.add(DemoClock(id=1, shift=NOW - clock.real()))
        deliverable(call(due_at=NOW + timedelta(days=11)))
        db.session.add(ReminderRule(call_id=None, offset_days=-7))
        presidency()
        db.session.commit()
        yield made


@pytest.fixture
def desk(demo, officer):
    return Visit(demo, officer)


def shown(visit):
    """What the foot of a page says the time is."""
    return re.search(r"it is (.+?) UTC here", visit.get("/help").text)[1]


def test_the_page_shows_the_houses_time(desk):
    assert "the clock of this system Monday 8 September 2025, 14:00 UTC" in desk.read("/clock")


def test_forward_moves_it_for_everybody_and_stands_in_the_trail(demo, officer, desk):
    assert desk.post("/clock/forward", days="4", hours="2").status_code == 302
    assert shown(desk).startswith("Friday 12 September 2025, 16:0")
    assert shown(Visit(demo)).startswith("Friday 12 September 2025, 16:0")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "move_clock")).one()
    assert (entry.actor, entry.details["before"][:13], entry.details["after"][:13]) == (
        officer.name, "2025-09-08T14", "2025-09-12T16",
    )  # fmt: skip


def test_it_can_be_set_to_an_instant_and_back(desk):
    assert desk.post("/clock/set", instant="2026-01-01T05:00").status_code == 302
    assert shown(desk).startswith("Thursday 1 January 2026, 05:0")
    assert desk.post("/clock/set", instant="2025-09-08T09:00-05:00").status_code == 302
    assert shown(desk).startswith("Monday 8 September 2025, 14:0")


def test_it_runs_on_after_it_was_moved(desk):
    desk.post("/clock/set", instant="2025-09-12T14:00Z")
    db.session.rollback()
    row = db.session.get_one(DemoClock, 1)
    assert abs(clock.real() + row.shift - datetime(2025, 9, 12, 14, tzinfo=UTC)) < timedelta(seconds=20)


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("forward", {"days": "four"}), ("forward", {"days": "-4"}), ("forward", {"days": "401"}), ("forward", {}),
        ("forward", {"days": "0", "hours": "0"}), ("forward", {"hours": "1.5"}), ("set", {"instant": "tomorrow"}),
        ("set", {"instant": "1999-01-01T00:00"}), ("set", {"instant": "9999-01-01T00:00"}), ("set", {}),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_and_moves_nothing(desk, place, form):
    answer = desk.post(f"/clock/{place}", **form)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text
    assert shown(desk).startswith("Monday 8 September 2025, 14:0")


def test_the_next_reminders_and_the_handover_can_be_gone_to(desk):
    page = desk.get("/clock").text
    jumps = re.findall(r'name="instant" value="(\d[^"]+)"', page)
    assert len(jumps) >= 1
    desk.post("/clock/set", instant=jumps[0])
    assert f"{datetime.fromisoformat(jumps[0]):%H:%M}" in shown(desk)


def test_the_page_says_that_a_long_step_uses_up_the_reminders_in_between(desk):
    assert "only the latest of them goes out" in desk.read("/clock")


def test_moving_wakes_the_reminders_and_nothing_is_woken_when_it_is_refused(session, officer):
    session.info.pop("wakes", None)
    apart(workflow.forward, timedelta(days=1), by=officer)
    assert ("reminders.run", None) in session.info["wakes"]
    session.rollback()
    with pytest.raises(Refused):
        apart(workflow.set_to, datetime(1999, 1, 1, tzinfo=UTC), by=officer)
    assert "wakes" not in session.info


def apart(deed, *arguments, **values):
    """Do something in a context of its own: the tests after this one keep their time."""
    return contextvars.copy_context().run(deed, *arguments, **values)


def test_there_is_no_clock_outside_the_demonstration(app, officer):
    visit = Visit(app, officer)
    assert visit.get("/clock").status_code == 404
    assert visit.post("/clock/forward", days="1").status_code == 404
    assert 'href="/clock"' not in visit.get("/account").text


def test_there_is_no_clock_for_anybody_but_officers(demo, officer):
    for role in (Role.FOCAL_POINT, Role.AUDITOR, Role.REVIEWER):
        person = user(role)
        db.session.commit()
        visit = Visit(demo, person)
        assert visit.get("/clock").status_code == 404
        assert visit.post("/clock/set", instant="2025-09-12T14:00Z").status_code == 404
        assert 'href="/clock"' not in visit.get("/account").text


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("4d", timedelta(days=4)),
        ("36h", timedelta(hours=36)),
        ("1d12h", timedelta(hours=36)),
        (" 90 m ", timedelta(minutes=90)),
    ],
)
def test_a_span_is_read_as_people_write_it(text, span):
    assert workflow.span(text) == span


@pytest.mark.parametrize("text", ["", "4", "d", "4w", "4d x", "-4d", "4.5d", "99999d"])
def test_a_span_that_is_none_is_refused(app, text):
    with app.test_request_context(), pytest.raises(Refused):
        workflow.span(text)


# Sessions and links hold for real time, and are shown in the house's.


def test_moving_the_clock_ends_no_session_and_tells_of_it_in_the_houses_time(desk):
    desk.post("/account/tokens", label="Register")
    page = desk.read("/account")
    assert "since Monday 8 September 2025, 10:0" in page  # in Washington
    assert "Register since Monday 8 September 2025" in page
    desk.post("/clock/forward", days="400")
    assert "since Tuesday 13 October 2026" in desk.read("/account")


def test_moving_the_clock_ends_no_link_and_its_page_says_until_when_in_the_houses_time(demo, desk):
    country("PE")
    db.session.commit()
    guest = {"email": "nueva@example.org", "name": "Nueva", "role": "focal_point", "country": "PE", "language": "en"}
    link = re.search(r"(/welcome/\d+/[\w-]+)", desk.post("/account/invite", **guest).text)[1]
    assert "until Monday 15 September 2025" in Visit(demo).read(link)
    desk.post("/clock/forward", days="8")
    assert "until Tuesday 23 September 2025" in Visit(demo).read(link)
