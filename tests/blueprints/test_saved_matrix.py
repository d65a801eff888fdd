"""The matrix as a file: countries by calls, with state, dates and who was late."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest

from secretariat import sheets
from secretariat.database import db
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from tests.blueprints.test_api_grid import Files
from tests.blueprints.test_api_verdicts import eighth_of_september
from tests.factories import NOW, call, country, deliverable, presidency, user
from tests.texts import counted
from tests.visitors import Visit

__all__ = ["eighth_of_september"]
LATE = NOW - timedelta(days=3)
PATH = "/deliverables/matrix.csv"


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER)


@pytest.fixture
def asked(officer):
    """Brazil was late with the sheet, Peru owes it; the report is asked of Peru only."""
    sheet, report = (call(titles={"en": words, "fr": words}) for words in ("Sheet", "=Report"))
    deliverable(sheet, country("PE"), state=State.DRAFT, due_at=LATE)
    deliverable(sheet, country("BR"), state=State.APPROVED, sent_at=NOW, due_at=LATE, late=True)
    deliverable(report, country("PE"), due_at=NOW + timedelta(days=1))
    country("BR").names = {"en": "Brazil", "fr": "Brésil"}
    db.session.commit()
    return sheet


def lines(answer):
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_country_is_a_line_and_each_call_says_state_dates_and_lateness(app, officer, asked):
    saved = Visit(app, officer).get(PATH)
    name = f"filename=matrix-{asked.meeting.slug}-2025-09-08.csv"
    assert saved.headers["Content-Disposition"] == f"attachment; {name}"
    head, *rows = lines(saved)
    assert head[:6] == [
        "Country", "Code", "1. Sheet – State", "1. Sheet – Due, in the capital", "1. Sheet – Sent, in the capital",
        "1. Sheet – Late",
    ]  # fmt: skip
    assert rows == [
        ["Brazil", "BR", "Approved", "2025-09-05 11:00", "2025-09-08 11:00", "yes", "", "", "", ""],
        ["Peru", "PE", "Overdue", "2025-09-05 09:00", "", "", "Not started", "2025-09-09 09:00", "", ""],
    ]


def test_the_file_keeps_the_filters_of_its_page_and_its_states_are_in_the_readers_language(app, officer, asked):
    visit = Visit(app, officer)
    page = visit.get("/deliverables/matrix?state=arrived").text
    links = re.findall(r'href="(/deliverables/matrix\.(?:csv|xlsx)\?[^"]+)"', page)
    assert len(links) == 2
    assert all("state=arrived" in one for one in links)
    (_head, row) = lines(visit.get(links[1].replace("&amp;", "&") + "&lang=fr"))
    assert row[:3] == ["Brésil", "BR", "Approuvé"]


def test_no_cell_of_the_matrix_is_executed(app, officer, asked):
    asked.titles, country("PE").names = {"en": "x;=1+1"}, {"en": "=1+1"}
    db.session.commit()
    visit = Visit(app, officer)
    head, *rows = lines(visit.get(PATH))
    assert ("1. x;'=1+1 – State" in head, "'=1+1" in [row[0] for row in rows]) == (True, True)
    book = visit.get("/deliverables/matrix.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert len(re.findall(r"<c ", page)) == len(re.findall(r'<c [^>]*?t="s"', page)) == 3 * 10


def test_a_chair_reads_of_what_it_may_not_open_the_state_alone(app, officer, asked):
    presidency(country("CO"))
    chair, other = user(Role.DELEGATE, country("CO")), user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    _head, *rows = lines(Visit(app, chair).get(PATH))
    assert [row[2:6] for row in rows] == [
        ["Approved", "2025-09-05 11:00", "2025-09-08 11:00", "yes"],
        ["Overdue", "", "", ""],
    ]
    assert Visit(app, other).get(PATH).status_code == 403


def test_a_program_takes_the_same_file(app, officer, asked):
    program, path = Files(app, officer), f"/meetings/{asked.meeting.slug}/matrix"
    visit = Visit(app, officer)
    assert program.take(f"{path}.csv?state=owed").text == visit.get(f"{PATH}?state=owed").text
    kinds = [program.take(f"{path}.{ending}").headers["Content-Type"] for ending in ("csv", "xlsx")]
    assert kinds == [sheets.CSV, sheets.XLSX]
    assert program.ask("GET", f"{path}.csv?state=none")[0] == 422


def test_the_file_costs_the_same_for_one_country_and_for_three(app, officer, asked):
    visit = Visit(app, officer)
    visit.get(PATH)
    with counted() as two:
        visit.get(PATH)
    for code in ("HT", "CO", "CA"):
        deliverable(asked, country(code))
    db.session.commit()
    with counted() as five:
        visit.get(PATH)
    assert len(two) == len(five)
