"""The page of the presidency: for visitors, for delegations, for the chair of the day."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.people import Role
from secretariat.models.presidencies import HandoverTask, Presidency
from tests.factories import NOW, country, handover_task, meeting, pillar, presidency, user
from tests.visitors import Visit, counting, words

HANDOVER = datetime(2026, 1, 1, 5, tzinfo=UTC)
PRIORITIES = {"en": "What follows protection (II).\nSchools."}


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def colombia(session, now):
    """Colombia presides, after Guatemala and before Costa Rica, whose capitals have other hours."""
    country("CO", rotation=1), country("CR", rotation=2), country("GT", rotation=22), pillar(2)
    presidency(country("GT"), 2024)
    term = presidency(country("CO"), until=HANDOVER, priorities=PRIORITIES)
    presidency(country("CR"), since=HANDOVER, until=datetime(2027, 1, 1, 6, tzinfo=UTC))
    handover_task(term, "Files closed", due_on=date(2025, 11, 14))
    handover_task(term, "Contacts checked", done_at=NOW - timedelta(days=40))
    return term


def visit(app, session, person=None):
    session.commit()
    return Visit(app, person)


def test_a_visitor_reads_who_presides_until_when_and_who_comes_next(app, session, colombia):
    meeting(host=country("CO"))
    page = visit(app, session).read("/presidency")
    assert "Colombia holds the presidency" in page
    assert "Until Wednesday 31 December 2025, 24:00 Bogotá (24:00 in Washington)." in page
    assert "The chair’s rights then pass on by themselves." in page
    assert "Outgoing Guatemala, 2024 Read along until Monday 31 March 2025" in page
    assert "Current Colombia, 2025 Hosts: Fifth ministerial meeting, Thursday 23 October" in page
    assert "Incoming Costa Rica, 2026 Reads along from Sunday 2 November 2025" in page
    assert "114 days left" in page


def test_the_ring_says_in_words_what_it_shows(app, session, colombia):
    page = visit(app, session).get("/presidency").text
    label = "3 countries in the order of the rotation. Outgoing: Guatemala, 2024. Current: Colombia, 2025. Incoming: "
    assert f'aria-label="{label}Costa Rica, 2026."' in page


def test_priorities_stand_one_a_line_with_their_pillar(app, session, colombia):
    page = visit(app, session).read("/presidency")
    assert "As Colombia entered them What follows protection. II Schools." in page


@pytest.mark.parametrize(
    ("at", "heading", "end"),
    [
        (HANDOVER - timedelta(seconds=1), "Colombia holds", "0 days left"),
        (HANDOVER, "Costa Rica holds", "Until Thursday 31 December 2026, 24:00 San José (Friday 1 January 2027, 01:00"),
    ],
)
def test_at_midnight_in_bogota_the_page_names_the_next_presidency(app, session, colombia, at, heading, end):
    with time_machine.travel(at, tick=False):
        page = visit(app, session).read("/presidency")
    assert heading in page
    assert end in page


def test_the_chair_s_buttons_move_with_the_second_of_the_handover(app, session, colombia):
    people = [user(Role.DELEGATE, country("CO")), user(Role.FOCAL_POINT, country("CR"))]
    session.commit()
    seen = []
    for at in (HANDOVER - timedelta(seconds=1), HANDOVER + timedelta(seconds=1)):
        with time_machine.travel(at, tick=False):
            browsers = [Visit(app, one) for one in people]
            seen.append(["Edit the priorities" in one.read("/presidency") for one in browsers])
            seen.append(["in the chair" in one.get("/presidency").text for one in browsers])
    assert seen == [[True, False], [True, False], [False, True], [False, True]]


@pytest.mark.parametrize(
    ("role", "sees", "ticks"),
    [
        (None, False, False),
        (Role.OBSERVER, False, False),
        (Role.DELEGATE, True, False),
        (Role.AUDITOR, True, False),
        (Role.REVIEWER, True, False),
        (Role.OFFICER, True, True),
    ],
)
def test_the_checklist_is_for_endorsing_countries_and_the_house_and_ticked_by_few(
    app, session, colombia, role, sees, ticks
):
    browser = visit(app, session, user(role) if role else None)
    answer = browser.get("/presidency")
    page = words(answer.text)
    assert ("Handover 1 of 2 done" in page, "Files closed" in page) == (sees, sees)
    assert ("/presidency/handover/" in answer.text) == ticks
    line = colombia.tasks[0].id
    # A line of the handover is not there for whoever may not see it; a visitor is asked to sign in.
    refused = (403 if sees else 404) if role else 401
    answer = browser.post(f"/presidency/handover/{line}", done="1")
    assert answer.status_code == (302 if ticks else refused)
    assert (db.session.get(HandoverTask, line, populate_existing=True).done_at is not None) == ticks


def test_the_chair_ticks_a_line_and_takes_it_back_by_the_message(app, session, colombia):
    line = colombia.tasks[0].id
    browser = visit(app, session, user(Role.FOCAL_POINT, country("CO")))
    assert browser.post(f"/presidency/handover/{line}", done="1").status_code == 302
    page = browser.get("/presidency").text
    assert "“Files closed” is done." in words(page)
    assert "2 of 2 done" in words(page)
    form = page.partition('<div class="strip"')[2].partition("</form>")[0]
    assert re.search(r'name="done" value="0"', form)
    assert browser.post(re.search(r'action="([^"]+)"', form)[1], done="0").status_code == 302
    assert "1 of 2 done" in browser.read("/presidency")


def test_the_checklist_says_who_ticked_a_line_and_when_and_names_no_officer_to_a_country(app, session, colombia):
    rosa, ana = user(Role.FOCAL_POINT, country("CO"), name="Rosa Diaz"), user(Role.OFFICER, name="Ana Torres")
    browsers = [visit(app, session, one) for one in (rosa, ana)]
    for browser, line in zip(browsers, [colombia.tasks[0], handover_task(colombia, "Keys")], strict=True):
        session.commit()
        browser.post(f"/presidency/handover/{line.id}", done="1")
    theirs, ours = (browser.read("/presidency") for browser in browsers)
    for page in (theirs, ours):
        assert "Files closed Secretariat, done on Mon 8 Sep, 09:00 by Rosa Diaz (Colombia)" in page
    assert "Keys Secretariat, done on Mon 8 Sep, 09:00 by Ana Torres" in ours
    assert "Keys Secretariat, done on Mon 8 Sep, 09:00 by the Secretariat" in theirs
    assert "Ana Torres" not in theirs


def test_a_line_that_does_not_exist_is_not_found(app, session, colombia):
    browser = visit(app, session, user(Role.OFFICER))
    assert browser.post("/presidency/handover/99999", done="1").status_code == 404


def test_priorities_are_written_in_four_languages_english_at_least(app, session, colombia):
    url = f"/presidency/{colombia.id}/priorities"
    browser = visit(app, session, user(Role.FOCAL_POINT, country("CO")))
    shown = re.search(r'name="shown" value="([^"]+)"', browser.get(url).text)[1]
    answer = browser.post(url, shown=shown, es="Escuelas.", en=" ")
    assert answer.status_code == 422
    assert "Write at least one priority in English" in answer.text
    assert "Escuelas." in answer.text
    assert browser.post(url, shown=shown, es="Escuelas.", en="Schools (I).\r\nRoads.").status_code == 302
    assert db.session.get(Presidency, colombia.id, populate_existing=True).priorities == {
        "en": "Schools (I).\nRoads.",
        "es": "Escuelas.",
    }


def test_whoever_was_slower_with_the_priorities_sees_both_texts(app, session, colombia):
    url = f"/presidency/{colombia.id}/priorities"
    browser = visit(app, session, user(Role.OFFICER))
    shown = re.search(r'name="shown" value="([^"]+)"', browser.get(url).text)[1]
    assert browser.post(url, shown=shown, en="Theirs.").status_code == 302
    answer = browser.post(url, shown=shown, en="Mine.")
    assert answer.status_code == 409
    assert "As it is now: Theirs." in words(answer.text)
    assert "Mine." in answer.text


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.REVIEWER, Role.AUDITOR])
def test_nobody_else_writes_priorities(app, session, colombia, role):
    browser = visit(app, session, user(role))
    url = f"/presidency/{colombia.id}/priorities"
    assert [browser.get(url).status_code, browser.post(url, en="x").status_code] == [403, 403]


def test_a_house_without_a_term_for_today_says_so(app, session, now):
    presidency(country("CR"), 2026)
    page = visit(app, session).read("/presidency")
    assert "Nobody holds the presidency at present Costa Rica takes it over next." in page


def test_the_page_costs_the_same_for_one_line_and_for_three(app, session, colombia):
    def cost():
        browser = visit(app, session, officer)
        with counting() as seen:
            browser.read("/presidency")
        return len(seen)

    officer = user(Role.OFFICER)
    one = cost()
    for number in (1, 2, 3):
        handover_task(colombia, f"Line {number}")
        presidency(country("PE"), 2010 + number)
    assert cost() == one == 6
