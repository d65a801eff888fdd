"""Whom mail reaches: the page for officers, the line on their home, and the letter to print."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from sqlalchemy import select, update

from secretariat.models.audit import AuditEntry
from secretariat.models.people import Membership, Role, User
from tests.factories import NOW, country, found, meeting, user
from tests.visitors import Visit, counting

DAY = timedelta(days=1)
CHOICES = {"to": "head", "name": "Ms Marie Jean", "language": "fr", "until": "2025-09-30", "signed": "Inés Robles"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def officer(app, session):
    """An officer of a house in which Brazil is reached by two, Haiti by one, and Peru by nobody."""
    with app.test_request_context():
        meeting()
        for number in range(2):
            user(Role.FOCAL_POINT, country("BR"), last_seen_at=NOW - DAY, name=f"Ana {number}")
        haiti = country("HT", names={"en": "Haiti", "fr": "Haïti"})
        user(Role.FOCAL_POINT, haiti, last_seen_at=NOW - DAY, name="Marie Jean")
        user(Role.APPROVER, haiti, last_seen_at=NOW - 200 * DAY, name="Frantz Delva")
        user(Role.DELEGATE, haiti, address_dead_at=NOW - DAY, last_seen_at=NOW, name="Nadège Louis")
        user(Role.FOCAL_POINT, country("PE"), until=NOW - DAY, name="Rosa Quispe")
        made = user(Role.OFFICER)
        session.commit()
        return made


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    words = " ".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    assert len(document) == 1
    return " ".join(words.split())


def test_the_page_names_the_countries_with_too_few_addresses_and_says_why(app, officer):
    page = Visit(app, officer).read("/messages/reach")
    for sentence in (
        "Haiti and Peru: fewer than 2 living addresses each.",
        "Marie Jean, Focal point signed in last on Sunday 7 September 2025",
        "Frantz Delva, Approver not used since Thursday 20 February 2025",
        "Nadège Louis, Delegate mail has come back since Sunday 7 September 2025",
        "Rosa Quispe, Focal point the role ended on Sunday 7 September 2025",
    ):
        assert sentence in page, sentence
    assert [page.index(name) for name in ("Haiti 1", "Peru 0", "Brazil 2")] == sorted(
        page.index(name) for name in ("Haiti 1", "Peru 0", "Brazil 2")
    )


def test_the_officers_home_has_a_line_while_a_country_is_thin(app, session, officer):
    visit = Visit(app, officer)
    assert "Mail reaches too few people in Haiti and Peru." in visit.read("/")
    session.execute(update(User).values(last_seen_at=NOW, address_dead_at=None))
    session.execute(update(Membership).values(until=None))
    with app.test_request_context():
        user(Role.APPROVER, country("PE"), last_seen_at=NOW)
        session.commit()
    assert "Mail reaches too few people" not in visit.read("/")


def test_a_sign_in_is_what_counts_as_use(app, session, officer):
    with app.test_request_context():
        frantz = found(User, name="Frantz Delva")
    Visit(app, frantz).get("/")
    session.expire_all()
    assert found(User, name="Frantz Delva").last_seen_at - NOW < timedelta(minutes=5)
    assert "in Peru." in Visit(app, officer).read("/")


def test_the_letter_is_a_page_in_the_language_of_the_country_with_what_was_chosen(app, officer):
    visit = Visit(app, officer)
    form = visit.get("/messages/reach/HT").text
    assert '<option value="fr" selected>' in form
    answer = visit.post("/messages/reach/HT", **CHOICES, named="1")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = text_of(answer.data)
    for piece in (
        "Haïti", "Ms Marie Jean", "mardi 30 septembre 2025", "lundi 8 septembre 2025", "Inés Robles", "Frantz Delva",
        "secretariat@example.org",
    ):  # fmt: skip
        assert piece in words, piece
    assert "Frantz Delva" not in text_of(visit.post("/messages/reach/HT", **CHOICES).data)


def test_a_printed_letter_stands_in_the_trail(app, session, officer):
    visit = Visit(app, officer)
    visit.post("/messages/reach/HT", **CHOICES)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "print_letter")).one()
    assert (entry.actor_id, entry.details) == (officer.id, {"country": "HT", "to": "head", "language": "fr"})
    assert "printed the letter that asks HT for a focal point" in visit.read("/audit")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("until", "2025-09-08", "choose a later one"),
        ("until", "soon", "choose a later one"),
        ("to", "nobody", "Choose to whom the letter goes."),
        ("language", "xx", "Choose one of the four languages."),
        ("signed", "", "Write who signs for the Secretariat."),
        ("name", "x" * 121, "At most 120 characters fit."),
        ("name", "Ms\u2028Jean", "name"),
    ],
)
def test_a_choice_that_cannot_be_is_shown_again_with_the_reason(app, officer, field, value, sentence):
    answer = Visit(app, officer).post("/messages/reach/HT", **CHOICES | {field: value})
    assert (answer.status_code, sentence in answer.text, CHOICES["signed"] in answer.text or field == "signed") == (
        422,
        True,
        True,
    )


def test_only_officers_print_and_only_they_and_auditors_look(app, session, officer):
    with app.test_request_context():
        auditor, focal = user(Role.AUDITOR), user(Role.FOCAL_POINT)
        session.commit()
    for person, sees, prints in ((auditor, 200, 403), (focal, 403, 404), (officer, 200, 200)):
        visit = Visit(app, person)
        assert visit.get("/messages/reach").status_code == sees
        assert visit.post("/messages/reach/HT", **CHOICES).status_code == prints, person.email
    assert Visit(app, officer).get("/messages/reach/ZZ").status_code == 404


def test_the_page_costs_as_many_queries_for_many_countries_as_for_few(app, session, officer):
    visit = Visit(app, officer)
    with counting() as few:
        visit.get("/messages/reach")
    with app.test_request_context():
        for code in ("CO", "EC", "MX"):
            user(Role.FOCAL_POINT, country(code))
        session.commit()
    with counting() as many:
        visit.get("/messages/reach")
    assert len(few) == len(many) == 3
