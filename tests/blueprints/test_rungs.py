"""The ladder of a call and the days ahead, as an officer reads and changes them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat import clock
from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.calls import Call
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.workflow import reminders
from tests import factories
from tests.visitors import Visit, counting

FORM = {"days": "3", "side": "before", "audience": "focal_points", "only_if": "not_begun"}


@pytest.fixture(autouse=True)
def in_a_request(session, app):
    with app.test_request_context():
        yield


@pytest.fixture
def text():
    for days in (-7, -2, 1):
        factories.add(ReminderRule(call_id=None, offset_days=days))
    factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")
    made = factories.deliverable(owing())
    db.session.commit()
    return made


def owing() -> Call:
    """Return a call that is due eleven days from now: pages go by the machine's clock."""
    now = clock.real()
    return factories.call(due_at=now + timedelta(days=11), opened_at=now - timedelta(days=14))


def visiting(app, role: Role) -> Visit:
    person = factories.user(role)
    db.session.commit()
    return Visit(app, person)


@pytest.fixture
def officer(app):
    return visiting(app, Role.OFFICER)


def test_the_days_ahead_say_who_gets_what_in_which_language_and_why(officer, text):
    page = officer.get("/messages/reminders?days=14").text
    assert "7 days before" in page
    assert "Rosa Quispe" in page
    assert "Español" in page
    assert "only if not sent" in page


def test_a_day_counts_its_people_once_though_two_texts_are_due(officer, text):
    factories.deliverable(factories.call(titles={"en": "Second"}, due_at=text.due_at, opened_at=text.call.opened_at))
    db.session.commit()
    page = officer.get("/messages/reminders?days=7").text
    assert page.count("7 days before") == 2
    assert "2 people" not in page


def test_the_days_ahead_are_those_that_the_address_asks_for(officer, text):
    assert "7 days before" in officer.get("/messages/reminders?days=7").text
    assert "2 days before" not in officer.get("/messages/reminders?days=7").text
    assert "2 days before" in officer.get("/messages/reminders?days=30").text


def test_an_auditor_reads_them_and_changes_nothing(app, text):
    page = visiting(app, Role.AUDITOR).get("/messages/reminders").text
    assert "Rosa Quispe" in page
    assert "Send now" not in page


def test_a_rung_is_added_and_stands_on_the_page(officer, text):
    answer = officer.post(f"/calls/{text.call_id}/reminders", **FORM | {"wording.en": "Three days, {name}."})
    assert answer.status_code == 302
    page = officer.get(f"/calls/{text.call_id}/reminders").text
    assert "3 days before" in page
    assert "Three days, {name}." in page
    assert "Not written in Español, Português" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "many"}, "Write a number of days"),
        ({"days": "99"}, "From 90 days before"),
        ({"days": "7"}, "on this day for these readers already"),
        ({"audience": "everybody"}, "Choose whom"),
        ({"audience": "officers"}, "only after the date"),
        ({"only_if": "never"}, "Choose when"),
        ({"side": "beside"}, "before or after"),
        ({"wording.en": "Dear {nobody}"}, "There is no field {nobody}"),
        ({"wording.en": "It is <b>urgent</b>"}, "looks like HTML"),
        ({"wording.en": "See javascript:alert(1)"}, "leads nowhere"),
        ({"wording.en": "See http://page"}, "leads nowhere"),
        ({"wording.en": "One\u2028two"}, "contains control characters"),
        ({"wording.en": "One\rtwo"}, "contains control characters"),
    ],
)
def test_what_cannot_be_is_said_beside_the_control_and_what_was_typed_stays(officer, text, typed, said):
    answer = officer.post(f"/calls/{text.call_id}/reminders", **{"wording.es": "Quedan tres días."} | FORM | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Quedan tres días." in answer.text
    assert db.session.query(ReminderRule).filter(ReminderRule.call_id.is_not(None)).count() == 0


def test_a_rung_is_changed_held_released_and_taken_out(officer, text):
    place = f"/calls/{text.call_id}/reminders"
    officer.post(place, **FORM)
    rung = db.session.query(ReminderRule).filter_by(call_id=text.call_id, offset_days=-3).one().id
    officer.post(f"{place}/{rung}/hold", back="days")
    assert "held: it leaves when somebody releases it" in officer.get("/messages/reminders").text
    officer.post(f"{place}/{rung}/release")
    officer.post(f"{place}/{rung}", **FORM | {"days": "4"})
    assert "4 days before" in officer.get(place).text
    officer.post(f"{place}/{rung}", do="take-out")
    assert "4 days before" not in officer.get(place).text


def test_moving_a_rung_that_was_sent_asks_first_who_gets_it_a_second_time(officer, text):
    place = f"/calls/{text.call_id}/reminders"
    week = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id
    officer.post(f"{place}/{week}/send")
    wording = {"wording.es": "Quedan cinco días."}
    form = FORM | wording | {"days": "5", "only_if": "not_sent"}
    asked = officer.post(f"{place}/{week}", **form)
    assert asked.status_code == 200
    for words in (
        "One person who has had this reminder gets it a second time.", "Rosa Quispe", "from ‘7 days before’ to ‘5 days",
        'name="again" value="1"', 'name="wording.es" value="Quedan cinco días."',
    ):  # fmt: skip
        assert words in asked.text, words
    assert "5 days before" not in officer.get(place).text
    assert officer.post(f"{place}/{week}", **form, again="1").status_code == 302
    page = officer.read(place)
    assert ("5 days before" in page, "Moved to a later day it is sent anew" in page) == (True, True)
    assert "Quedan cinco días." in page


def test_giving_a_rung_that_was_sent_other_readers_asks_first_which_of_them_get_it_at_once(officer, text):
    factories.user(Role.APPROVER, name="Luz Rojas")
    db.session.query(ReminderRule).filter_by(offset_days=-2).delete()
    text.due_at = clock.real() + timedelta(days=2)
    reminders.run(clock.real())
    db.session.commit()
    place = f"/calls/{text.call_id}/reminders"
    week = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id
    form = FORM | {"days": "7", "only_if": "not_sent", "audience": "approvers"}
    asked = officer.post(f"{place}/{week}", **form)
    assert asked.status_code == 200
    for words in (
        "Send this reminder to its new readers?", "One new reader gets this reminder at once.", "Luz Rojas",
        "from ‘Focal points’ to ‘Approvers of the country’", 'name="again" value="first"', "Change it and send it",
    ):  # fmt: skip
        assert words in asked.text, words
    assert "Rosa Quispe" not in asked.text
    assert officer.post(f"{place}/{week}", **form, again="first").status_code == 302
    assert "Saved. It goes to its new readers now." in officer.get(place).text
    reminders.run(clock.real())
    assert [one.user.name for one in db.session.query(Message).order_by(Message.id)] == ["Rosa Quispe", "Luz Rojas"]
    row = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change_rung")).one()
    assert (row.details["before"], row.details["audience"]) == ("focal_points", "approvers")


def test_a_page_that_showed_the_ladder_of_the_house_means_the_calls_own_copy_after_the_first_deed(officer, text):
    place = f"/calls/{text.call_id}/reminders"
    week, two = (db.session.query(ReminderRule).filter_by(offset_days=days).one().id for days in (-7, -2))
    for deed, status in (("hold", 302), ("hold", 302), ("release", 302)):
        assert officer.post(f"{place}/{week}/{deed}").status_code == status
    assert officer.post(f"{place}/{two}/hold").status_code == 302
    assert officer.post(f"{place}/{two}", **FORM | {"days": "many"}).text.count("Write a number of days") == 1
    held = db.session.query(ReminderRule).filter(ReminderRule.held_at.is_not(None)).one()
    assert (held.call_id, held.offset_days) == (text.call_id, -2)
    officer.post(f"{place}/{week}", do="take-out")
    answer = officer.post(f"{place}/{week}/hold")
    assert (answer.status_code, "have changed meanwhile" in answer.text) == (409, True)
    assert officer.post(f"{place}/999999/hold").status_code == 404


def test_a_country_is_left_out_with_a_reason_and_taken_in_again(officer, text):
    rung = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id
    place = f"/calls/{text.call_id}/reminders/{rung}/PE"
    back = officer.post(f"{place}/skip", reason=" ")
    assert "Write why" in officer.get(back.location).text
    officer.post(f"{place}/skip", reason="Elections")
    assert "left out: Elections" in officer.get("/messages/reminders").text
    officer.post(f"{place}/undo-skip")
    assert db.session.query(Reminder).count() == 0


def test_after_a_country_is_left_out_the_days_ahead_are_as_many_as_were_shown(officer, text):
    rung = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id
    place = f"/calls/{text.call_id}/reminders/{rung}"
    page = officer.get("/messages/reminders?days=30").text
    assert page.count('name="days" value="30"') == page.count('method="post" action="/calls/') > 0
    wrong = officer.post(f"{place}/PE/skip", reason=" ", days="30").location
    assert wrong.startswith(f"/messages/reminders?days=30&wrong={text.id}-{rung}#skip-")
    days = "/messages/reminders?days=30"
    assert officer.post(f"{place}/PE/skip", reason="Elections", days="30").location == days
    undo = re.search(r'action="([^"]+undo-skip[^"]*)"', officer.get(days).text)[1]
    assert officer.post(undo).location == days
    for deed in ("hold", "release", "send"):
        assert officer.post(f"{place}/{deed}", back="days", days="30").location == days, deed
    assert "/messages/reminders?days=30" in officer.get(f"{place}/send?back=days&days=30").text
    assert officer.post(f"{place}/PE/undo-skip").status_code == 409
    assert officer.post(f"{place}/hold", back="days", days="x").location == "/messages/reminders"


def test_a_rung_of_which_nobody_is_left_to_be_reminded_offers_neither_to_be_sent_nor_to_be_held(officer, text):
    place = f"/calls/{text.call_id}/reminders"
    week = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id

    def offered():
        section = officer.get(place).text.partition(f'id="r{week}-days"')[0].rpartition("7 days before")[2]
        return (f"{week}/send" in section, f"{week}/hold" in section, "nobody is left" in section)

    assert offered() == (True, True, False)
    officer.post(f"{place}/{week}/send")
    week = db.session.query(ReminderRule).filter_by(offset_days=-7, call_id=text.call_id).one().id
    assert offered() == (False, True, False)  # its day is still to come, and the text may come back
    text.due_at -= timedelta(days=8)
    db.session.query(Reminder).update({"due_at": text.due_at})
    db.session.commit()
    assert offered() == (False, False, True)
    factories.deliverable(text.call, factories.country("BR"), due_at=text.due_at)
    factories.user(Role.FOCAL_POINT, factories.country("BR"))
    db.session.commit()
    assert offered() == (True, True, False)


def test_a_rung_that_speaks_to_nobody_on_its_day_is_not_offered_to_be_sent_from_it(officer, text):
    rung = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id
    assert "Send now" in officer.read("/messages/reminders?days=7")
    officer.post(f"/calls/{text.call_id}/reminders/{rung}/PE/skip", reason="Elections")
    page = officer.read("/messages/reminders?days=7")
    assert ("left out: Elections" in page, "Send now" in page) == (True, False)


def test_sending_now_asks_first_with_who_gets_it_and_names_who_was_left_out(officer, text):
    place = f"/calls/{text.call_id}/reminders"
    week, two = (db.session.query(ReminderRule).filter_by(offset_days=days).one().id for days in (-7, -2))
    factories.user(Role.FOCAL_POINT, name="Luis Soto", address_dead_at=clock.real())
    db.session.commit()
    page = officer.read(f"{place}/{week}/send")
    assert ("2 people get it" in page, "this address does not take mail" in page) == (True, True)
    assert db.session.query(Message).count() == 0
    officer.post(f"{place}/{week}/send", back="days")
    assert "Their address did not take the last mail: Luis Soto." in officer.read("/messages/reminders")
    asked = officer.read(f"{place}/{two}/send")
    assert ("Left out" in asked, "Send it to" in asked) == (True, False)
    assert "it can reach the first of them again from" in asked
    assert "09:00 Lima" in asked
    officer.post(f"{place}/{two}/send", back="days")
    said = officer.read("/messages/reminders")
    assert "they keep it for its own day: Rosa Quispe and Luis Soto." in said


def test_the_ladder_leads_to_where_a_rung_is_sent_and_to_the_day_on_which_a_country_is_left_out_of_it(officer, text):
    place = f"/calls/{text.call_id}/reminders"
    week = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id
    page = officer.get(place).text
    assert f'href="{place}/{week}/send"' in page
    address, anchor = re.search(rf'href="(/messages/reminders[^"]*)#(rung-{text.call_id}-{week}-[^"]+)"', page).groups()
    assert f'id="{anchor}"' in officer.get(address).text
    assert f'href="{place}"' in officer.get(f"{place}/{week}/send").text
    assert f'href="{place}"' not in officer.get(f"{place}/{week}/send?back=days").text


def test_a_rung_beyond_the_days_that_are_listed_says_when_it_comes_and_one_that_is_over_says_so(officer, text):
    text.due_at += timedelta(days=60)
    db.session.commit()
    page = officer.read(f"/calls/{text.call_id}/reminders")
    assert (page.count("First on"), "Leave a country out" in page) == (3, False)
    text.due_at -= timedelta(days=90)
    db.session.commit()
    assert "Its day has passed." in officer.read(f"/calls/{text.call_id}/reminders")


def test_an_auditor_is_led_to_who_gets_a_rung_and_to_no_deed(app, text):
    page = visiting(app, Role.AUDITOR).read(f"/calls/{text.call_id}/reminders")
    assert ("Who gets it:" in page, "Leave a country out" in page, "Send now" in page) == (True, False, False)


def test_a_rung_that_is_sent_now_says_to_how_many(officer, text):
    rung = db.session.query(ReminderRule).filter_by(offset_days=-7).one().id
    officer.post(f"/calls/{text.call_id}/reminders/{rung}/send", back="days")
    assert "One mail is on its way" in officer.get("/messages/reminders").text


@pytest.mark.parametrize("codes", [("PE",), ("PE", "BR", "MX")])
def test_the_days_ahead_cost_as_many_queries_for_one_text_as_for_three(app, codes):
    factories.add(ReminderRule(call_id=None, offset_days=-7))
    call = owing()
    for code in codes:
        factories.user(Role.FOCAL_POINT, factories.country(code))
        factories.deliverable(call, factories.country(code))
    officer = visiting(app, Role.OFFICER)
    with counting() as statements:
        officer.get("/messages/reminders")
    assert len(statements) == 9, statements


def test_all_that_is_wrong_with_the_sentences_of_a_rung_is_marked_at_once(officer, text):
    wrong = {f"wording.{one}": "See {nothing}" for one in ("en", "es", "pt")} | {"wording.fr": "<b>Vite</b>"}
    answer = officer.post(
        f"/calls/{text.call_id}/reminders", days="soon", side="before", audience="focal_points", only_if="not_sent",
        **wrong,
    )  # fmt: skip
    assert (answer.status_code, answer.text.count('aria-invalid="true"')) == (422, 5)
    assert (answer.text.count("nothing}"), "looks like HTML" in answer.text) == (6, True)
