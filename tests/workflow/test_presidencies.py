"""What the chair and the secretariat do for the presidency."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Forbidden, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.people import Role
from secretariat.workflow import presidencies
from tests.factories import NOW, country, handover_task, how_many, presidency, user

HANDOVER = datetime(2026, 1, 1, 5, tzinfo=UTC)


@pytest.fixture
def colombia(session, app):
    with app.test_request_context():
        term = presidency(country("CO"), priorities={"en": "Financing."})
        presidency(country("CR"), 2026)
        yield term


def test_a_line_is_ticked_off_and_opened_again_and_twice_is_once(colombia, session):
    line, officer = handover_task(colombia), user(Role.OFFICER)
    assert presidencies.tick(line, done=True, by=officer, at=NOW)
    assert not presidencies.tick(line, done=True, by=user(Role.OFFICER), at=NOW + timedelta(hours=1))
    assert (line.done_at, line.done_by_id) == (NOW, officer.id)
    assert presidencies.tick(line, done=False, by=officer, at=NOW)
    assert (line.done_at, line.done_by_id) == (None, None)
    session.commit()
    assert [entry.details["done"] for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.number))] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("alpha2", "before", "after"), [("CO", True, False), ("CR", False, True)], ids=["Colombia", "Costa Rica"]
)
def test_the_checklist_is_the_chair_s_until_the_second_of_the_handover(colombia, alpha2, before, after):
    line, somebody = handover_task(colombia), user(Role.DELEGATE, country(alpha2))
    for at, allowed in ((HANDOVER - timedelta(seconds=1), before), (HANDOVER, after)):
        if allowed:
            assert presidencies.tick(line, done=line.done_at is None, by=somebody, at=at)
        else:
            with pytest.raises(Forbidden):
                presidencies.tick(line, done=True, by=somebody, at=at)


def test_a_chair_writes_the_priorities_and_loses_that_right_at_midnight(colombia):
    chair = user(Role.FOCAL_POINT, country("CO"))
    presidencies.set_priorities(colombia, {"en": "Schools."}, by=chair, at=HANDOVER - timedelta(seconds=1))
    with pytest.raises(Forbidden):
        presidencies.set_priorities(colombia, {"en": "Never."}, by=chair, at=HANDOVER)
    assert colombia.priorities == {"en": "Schools."}


def test_whoever_was_slower_overwrites_nothing(colombia):
    shown = presidencies.mark(colombia)
    presidencies.set_priorities(colombia, {"en": "Schools."}, by=user(Role.OFFICER), at=NOW, shown=shown)
    with pytest.raises(Stale, match="kept below"):
        presidencies.set_priorities(colombia, {"en": "Roads."}, by=user(Role.OFFICER), at=NOW, shown=shown)
    assert colombia.priorities == {"en": "Schools."}


def test_the_same_priorities_again_leave_no_trace(colombia, session):
    presidencies.set_priorities(colombia, {"en": "Financing."}, by=user(Role.OFFICER), at=NOW)
    session.commit()
    assert how_many(AuditEntry) == 0
