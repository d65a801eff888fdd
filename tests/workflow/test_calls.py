"""Opening a call, closing it, and giving a country more time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from secretariat.database import db, transaction
from secretariat.errors import Forbidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.calls import Call
from secretariat.models.countries import Country, Holiday
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.seed import facts
from secretariat.workflow import calls as workflow
from secretariat.workflow import deliverables
from tests.factories import NOW, add, call, country, deliverable, how_many, user
from tests.texts import focal_point, sent

DUE = date(2025, 9, 19)


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER)


@pytest.fixture
def asked(officer):
    return call(due_at=None, due_on=DUE, opened_at=None)


def test_a_call_to_all_22_gives_each_its_text_and_chile_the_working_day_after_its_holidays(asked, officer):
    facts.load()
    countries = db.session.scalars(select(Country)).all()
    opened = workflow.open_call(asked, countries, by=officer, at=NOW)
    due = {one.country.alpha2: one.due_at for one in opened.texts}
    assert (len(due), {one.state for one in opened.texts}) == (22, {State.NOT_STARTED})
    assert due["PE"] == datetime(2025, 9, 19, 23, tzinfo=UTC)
    assert due["BR"] == datetime(2025, 9, 19, 21, tzinfo=UTC)
    assert due["CL"] == datetime(2025, 9, 22, 21, tzinfo=UTC)
    assert len(set(due.values()) - {due["CL"]}) == 4  # four zones on that Friday


def test_each_focal_point_of_an_addressed_country_gets_one_mail_and_nobody_else(asked, officer):
    peru, brazil = country("PE"), country("BR")
    wanted = [user(Role.FOCAL_POINT, peru), user(Role.FOCAL_POINT, peru)]
    user(Role.APPROVER, peru)
    user(Role.FOCAL_POINT, peru, until=NOW - timedelta(days=1))
    user(Role.FOCAL_POINT, brazil)
    opened = workflow.open_call(asked, [peru], by=officer, at=NOW)
    mailed = db.session.scalars(select(Message.user_id).order_by(Message.user_id)).all()
    assert mailed == [one.id for one in wanted]
    assert opened.mails == 2


def test_a_call_opens_once(asked, officer):
    workflow.open_call(asked, [country()], by=officer, at=NOW)
    with pytest.raises(Stale, match="open already"):
        workflow.open_call(asked, [country("BR")], by=officer, at=NOW)
    assert how_many(Deliverable) == 1


def test_two_officers_who_open_a_call_at_once_open_it_once_and_mail_once(app, asked, officer):
    focal_point_id = user(Role.FOCAL_POINT, country()).id
    call_id, officer_id, country_id = asked.id, officer.id, country().id
    db.session.commit()
    barrier = Barrier(2)

    def press(_number):
        with app.test_request_context():
            try:
                with transaction():
                    them = db.session.get(Call, call_id), db.session.get(Country, country_id)
                    by = db.session.get(User, officer_id)
                    barrier.wait(10)
                    workflow.open_call(them[0], [them[1]], by=by, at=NOW)
            except Stale:
                return "slower"
            return "opened"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == ["opened", "slower"]
    assert how_many(Message, user_id=focal_point_id) == 1


@pytest.mark.parametrize(
    ("facts_of_the_call", "countries", "sentence"),
    [
        ({"fields": ()}, ["PE"], "at least one question"),
        ({}, [], "at least one country"),
        ({"due_on": date(2025, 9, 5)}, ["PE"], "has passed already"),
    ],
    ids=["no question", "nobody", "past"],
)
def test_a_call_that_asks_nothing_addresses_nobody_or_is_due_in_the_past_is_not_opened(
    officer, facts_of_the_call, countries, sentence
):
    asked = call(**{"due_at": None, "due_on": DUE, "opened_at": None} | facts_of_the_call)
    with pytest.raises(Refused, match=sentence):
        workflow.open_call(asked, [country(one) for one in countries], by=officer, at=NOW)
    assert how_many(Deliverable) == 0


def test_only_an_officer_opens_a_call(asked):
    with pytest.raises(Forbidden):
        workflow.open_call(asked, [country()], by=user(Role.REVIEWER), at=NOW)


def test_a_closed_call_takes_nothing_more_until_it_is_opened_again(officer):
    text = deliverable(call())
    writer = focal_point(text)
    workflow.close(text.call, by=officer, at=NOW)
    with pytest.raises(Refused, match="has passed for good"):
        sent(text, by=writer)
    workflow.open_again(text.call, by=officer, at=NOW)
    assert sent(text, by=writer).number == 1


def test_an_extension_reopens_a_hard_date_at_once_and_the_text_counts_as_on_time(officer):
    text = deliverable(call(soft=False, due_at=NOW - timedelta(days=2)))
    writer = focal_point(text)
    with pytest.raises(Refused, match="ask the Secretariat for an extension"):
        sent(text, by=writer)
    workflow.extend(text, until=NOW + timedelta(days=2), reason="Elections", by=officer, at=NOW)
    version = sent(text, by=writer)
    assert (version.late, text.late, text.extension_reason) == (False, False, "Elections")


@pytest.mark.parametrize(
    ("until", "reason", "sentence"),
    [
        (timedelta(days=5), "Elections", "ends after the date"),
        (-timedelta(days=1), "Elections", "has passed already"),
        (timedelta(days=30), "  ", "Write the reason"),
        (timedelta(days=30), "a\0b", "control characters"),
    ],
    ids=["earlier", "past", "no reason", "nul"],
)
def test_an_extension_needs_a_later_moment_and_a_reason(officer, until, reason, sentence):
    text = deliverable(call())
    before = text.due_at
    with pytest.raises(Refused, match=sentence):
        workflow.extend(text, until=NOW + until, reason=reason, by=officer, at=NOW)
    assert (text.due_at, text.extension_reason) == (before, None)


def test_no_extension_while_the_whole_call_is_closed(officer):
    text = deliverable(call())
    workflow.close(text.call, by=officer, at=NOW)
    with pytest.raises(Refused, match="open it again first"):
        workflow.extend(text, until=NOW + timedelta(days=30), reason="Elections", by=officer, at=NOW)


def test_what_the_officer_does_stands_in_the_trail_with_its_reason(officer):
    text = deliverable(call())
    workflow.extend(text, until=NOW + timedelta(days=30), reason="Elections", by=officer, at=NOW)
    deliverables.waive(text, reason="No such programme", by=officer, at=NOW)
    db.session.commit()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(one.action, one.details["reason"]) for one in entries] == [
        ("extend", "Elections"),
        ("waive", "No such programme"),
    ]


def test_a_holiday_that_is_added_before_the_opening_moves_the_due_moment(asked, officer):
    add(Holiday(country_id=country().id, day=DUE, names={"en": "Added"}))
    opened = workflow.open_call(asked, [country()], by=officer, at=NOW)
    assert opened.texts[0].due_at == datetime(2025, 9, 22, 23, tzinfo=UTC)
