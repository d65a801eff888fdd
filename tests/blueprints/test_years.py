"""A due date of next year names it on every page and in every letter; one of this year stands as short as ever."""

from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from secretariat.database import db
from secretariat.mail import compose
from secretariat.models.countries import LANGUAGES
from secretariat.models.people import Role
from tests.factories import NOW, call, country, deliverable, meeting, user
from tests.visitors import Visit

pytestmark = pytest.mark.usefixtures("in_2025")
NEXT_YEAR = datetime(2026, 2, 28, 23, tzinfo=UTC)
LONG = {
    "en": "Saturday 28 February 2026, 18:00",
    "es": "sábado 28 de febrero de 2026, 18:00",
    "pt": "sábado, 28 de fevereiro de 2026, 18:00",
    "fr": "samedi 28 février 2026, 18:00",
}
SHORT = {"en": "Sat 28 Feb 2026", "es": "sáb 28 feb 2026", "pt": "sáb 28 fev 2026", "fr": "sam 28 févr 2026"}


@pytest.fixture
def texts(app, session):
    """Two texts of Peru, due in this year and in the next, and a third call with a day of the next in each capital."""
    first, second = call(at=meeting()), call(due_at=NEXT_YEAR)
    third = call(due_at=None, due_on=date(2026, 3, 2))
    owed = [deliverable(one, country("PE")) for one in (first, second, third)]
    db.session.commit()
    return owed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_focal_point_reads_the_year_wherever_the_date_stands(app, texts, language):
    person = user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    for path in ("/", "/deliverables", f"/calls/{texts[1].call_id}", f"/deliverables/{texts[1].id}"):
        assert LONG[language] in Visit(app, person).read(f"{path}?lang={language}"), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_reads_it_in_the_heading_of_the_matrix_and_in_lists(app, texts, language):
    officer = user(Role.OFFICER)
    db.session.commit()
    for path in ("/deliverables", "/", "/calls"):
        assert SHORT[language] in Visit(app, officer).read(f"{path}?lang={language}"), path


def test_the_present_year_stays_unsaid_on_a_page(app, texts):
    officer = user(Role.OFFICER)
    db.session.commit()
    page = Visit(app, officer).read("/deliverables?lang=en")
    assert ("due Fri 19 Sep" in page, "2025" in page) == (True, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_names_the_year_in_its_subject_and_its_text(texts, language):
    letter = compose.reminder(user(Role.FOCAL_POINT, country("PE"), language=language), texts[1:2], NOW)
    with force_locale(language):
        assert LONG[language][:-7] in letter.subject
    assert LONG[language] in letter.items[0].lines[-1]
