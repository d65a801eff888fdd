"""The home of the secretariat: what waits is said once."""

from datetime import timedelta

import pytest

from secretariat.database import db
from secretariat.models.people import Role
from tests.factories import NOW, add, call, country, deliverable, meeting, user
from tests.letters import letter_to
from tests.texts import sent
from tests.visitors import Visit

PAST = NOW - timedelta(days=800)


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        made = user(Role.OFFICER)
        meeting()
        db.session.commit()
        yield made


def test_the_foot_says_whose_hours_those_without_a_place_are(app, officer):
    rosa = user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    feet = [Visit(app, person).get("/").text.partition('class="foot"')[2] for person in (officer, rosa)]
    places = ["Hours without a place are those of Washington.", "Hours without a place are those of Lima."]
    assert [[place in foot for place in places] for foot in feet] == [[True, False], [False, True]]
    assert places[0] in app.test_client().get("/").text


def test_a_person_whose_address_is_dead_stands_there_once_however_many_mails_came_back(app, officer):
    for name, mails in (("Sherida Kartosen", 3), ("Rosa Quispe", 1)):
        person = user(Role.FOCAL_POINT, name=name, address_dead_at=NOW, address_dead_why="550 no such user")
        for number in range(mails):
            add(letter_to(person, state="refused", reply=f"550 no such user {number}"))
    db.session.commit()
    page = Visit(app, officer).read("/")
    assert "2 things wait" in page
    assert [page.count(f"the address of {name} ") for name in ("Sherida Kartosen", "Rosa Quispe")] == [1, 1]
    assert "no such user 2" in page


def test_a_text_of_a_closed_call_waits_for_nobody(app, officer):
    for closed in (None, NOW):
        deliverable(call(due_at=PAST, opened_at=PAST, closed_at=closed), by=country("PE"))
    db.session.commit()
    page = Visit(app, officer).read("/")
    assert ("One thing waits" in page, page.count("overdue with call")) == (True, 1)


def test_a_text_that_had_more_time_is_overdue_since_its_own_date(app, officer):
    asked = call(due_at=PAST, opened_at=PAST)
    for code, days in (("PE", 0), ("CO", 0), ("BR", 7)):
        deliverable(asked, by=country(code), due_at=PAST + timedelta(days=days))
    db.session.commit()
    page = Visit(app, officer).read("/")
    assert "Colombia and Peru: due since Saturday 1 July 2023" in page
    assert "Brazil: due since Saturday 8 July 2023" in page


def test_what_the_sentence_of_an_officers_home_names_first_is_what_its_button_does(app, officer):
    overdue = call(due_at=NOW - timedelta(days=1))
    deliverable(overdue, country("HT"))
    db.session.commit()
    page = Visit(app, officer).get("/").text
    assert (
        f'<a class="btn btn-primary" href="/deliverables/write?call={overdue.id}&amp;state=overdue">Write to them'
        in page
    )


def test_only_whoever_can_write_a_text_is_told_that_they_owe_it(app, officer):
    deliverable(call(), country("PE"))
    people = [user(role, country("PE")) for role in (Role.FOCAL_POINT, Role.DELEGATE)]
    db.session.commit()
    pages = [Visit(app, person).read("/") for person in people]
    assert [("You owe" in page, "Still owed" in page) for page in pages] == [(True, False), (False, True)]


def test_the_ten_texts_sent_last_stand_on_a_countrys_home_the_newest_first_with_a_way_to_the_others(app, officer):
    texts = [deliverable(call(titles={"en": f"Report {number}."}), country("PE")) for number in range(11)]
    for days, text in enumerate(texts[:10]):
        sent(text, at=NOW - timedelta(days=11 - days))
    rosa = texts[0].latest.submitted_by
    db.session.commit()
    titles = [f"Report {number}." for number in range(11)]
    assert shown(app, rosa, titles) == (titles[9::-1], False)
    sent(texts[10], by=rosa)
    db.session.commit()
    assert shown(app, rosa, titles) == (titles[:0:-1], True)


def shown(app, reader, titles: list[str]) -> tuple[list[str], bool]:
    """Return which of some titles stand in the table of sent texts, in its order, and whether there is a way on."""
    table = Visit(app, reader).get("/").text.partition("Texts that were sent")[2].partition("</table>")
    found = sorted((table[0].index(one), one) for one in titles if one in table[0])
    return [one for _place, one in found], 'href="/deliverables/">All texts that were sent' in table[2]
