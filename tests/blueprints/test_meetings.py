"""Meetings and their documents: what visitors read, and what they do not."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from secretariat.models.people import Role
from secretariat.storage import Folder
from tests.factories import NOW, call, country, document, item, meeting, stored_file, user
from tests.visitors import Visit, counting

FIFTH = "/meetings/fifth-ministerial"


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def fifth(session, now):
    return meeting(host=country("CO"), note={"en": "Date and city were chosen for the demonstration"})


def test_a_visitor_reads_all_meetings_the_next_one_first(app, session, fifth):
    meeting("launch", titles={"en": "Launch"}, starts_on=date(2022, 6, 10), ends_on=date(2022, 6, 10), status="held")
    session.commit()
    page = Visit(app).read("/meetings")
    assert (
        "Next: Fifth ministerial meeting, Thursday 23 October to Friday 24 October 2025 in Cartagena, in 45 days."
        in page
    )
    assert "Date and city were chosen for the demonstration" in page
    assert page.index("Thu 23 Oct to Fri 24 Oct 2025") < page.index("Fri 10 Jun 2022")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-10-22T20:00", "tomorrow."),
        ("2025-10-23T20:00", "Now: Fifth ministerial meeting"),
        ("2025-10-24T23:00", "Now: Fifth ministerial meeting"),
        ("2025-10-25T12:00", "No meeting is planned at present"),
    ],
)
def test_the_sentence_counts_days_by_the_calendar_of_the_place(app, session, fifth, day, sentence):
    session.commit()
    bogota = datetime.fromisoformat(day + "-05:00")
    with time_machine.travel(bogota, tick=False):
        assert sentence in Visit(app).read("/meetings")


def test_a_house_without_meetings_says_so(app, session):
    assert "No meetings have been entered yet." in Visit(app).read("/meetings")


@pytest.mark.parametrize("path", ["", "/agenda", "/agenda/items/new", "/agenda/circulate", "/documents/1"])
def test_a_meeting_that_does_not_exist_is_not_found(app, session, fifth, path):
    officer = user(Role.OFFICER)
    session.commit()
    assert Visit(app, officer).get(f"/meetings/sixth-ministerial{path}").status_code == 404


def test_a_meeting_says_when_and_where_in_two_zones_and_that_it_is_the_demonstration_s(app, session, fifth):
    session.commit()
    page = Visit(app).read(FIFTH)
    assert "Thursday 23 October, 09:00 Cartagena (10:00 in Washington)" in page
    assert "Date and city were chosen for the demonstration" in page
    assert "Host Colombia" in page


@pytest.fixture
def papers(fifth):
    return [
        document(fifth, "DOC.1", titles={"en": "For everyone"}, distribution="public"),
        document(fifth, "DOC.2", titles={"en": "For delegations"}, distribution="delegations"),
        document(fifth, "DOC.3", titles={"en": "For the house"}, distribution="secretariat"),
    ]


@pytest.mark.parametrize(
    ("role", "read"),
    [
        (None, ["For everyone"]),
        (Role.OBSERVER, ["For everyone", "For delegations"]),
        (Role.DELEGATE, ["For everyone", "For delegations"]),
        (Role.REVIEWER, ["For everyone", "For delegations", "For the house"]),
        (Role.AUDITOR, ["For everyone", "For delegations", "For the house"]),
    ],
)
def test_everybody_finds_the_documents_that_they_may_read(app, session, papers, role, read):
    person = user(role) if role else None
    session.commit()
    page = Visit(app, person).read(FIFTH)
    assert [title for title in ("For everyone", "For delegations", "For the house") if title in page] == read


def test_a_document_is_given_to_those_who_may_read_it_and_is_not_there_for_the_others(app, session, fifth, settings):
    content = b"%PDF-1.7 a paper"
    storage = Folder(settings.storage)
    with (settings.instance / "paper.pdf").open("wb") as target:
        target.write(content)
    kept = storage.put_file(settings.instance / "paper.pdf")
    paper = document(fifth, "DOC.2/Rev.1", file=stored_file(content))
    internal = document(fifth, "DOC.3", distribution="secretariat", file=paper.file)
    bare = document(fifth, "DOC.4")
    delegate = user(Role.DELEGATE)
    addresses = [f"{FIFTH}/documents/{one.id}" for one in (paper, internal, bare)]
    session.commit()
    assert kept.sha256 == paper.file.sha256
    visit = Visit(app, delegate)
    with visit.get(addresses[0]) as answer:
        assert answer.data == content
        assert answer.headers["Content-Disposition"] == "attachment; filename=LAD-MIN.5-DOC.2-Rev.1-en.pdf"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert [visit.get(address).status_code for address in addresses[1:]] == [404, 404]
    assert Visit(app).get(addresses[0]).status_code == 404
    assert visit.get(addresses[0].replace("fifth", "sixth")).status_code == 404


def test_a_meeting_lists_the_calls_that_the_reader_may_see(app, session, fifth):
    call(fifth, titles={"en": "Contributions"})
    call(fifth, titles={"en": "Not open yet"}, opened_at=None)
    officer, delegate = user(Role.OFFICER), user(Role.DELEGATE)
    session.commit()
    assert "Not open yet" in Visit(app, officer).read(FIFTH)
    page = Visit(app, delegate).read(FIFTH)
    assert "Contributions" in page
    assert "Not open yet" not in page
    assert "Contributions" not in Visit(app).read(FIFTH)


@pytest.mark.parametrize("path", ["/meetings", FIFTH])
def test_a_page_of_meetings_costs_the_same_for_one_row_and_for_three(app, session, fifth, path):
    def cost():
        session.commit()
        visitor = Visit(app, person)
        with counting() as seen:
            visitor.read(path)
        return len(seen)

    person = user(Role.OFFICER)
    document(fifth, "DOC.1", file=stored_file(b"1"))
    call(fifth)
    one = cost()
    for number in (2, 3):
        meeting(f"meeting-{number}", host=country("PE" if number == 2 else "BR"))
        document(fifth, f"DOC.{number}", file=stored_file(str(number).encode()))
        call(fifth)
        item(fifth, f"Item {number}")
    assert cost() == one == {"/meetings": 2, FIFTH: 7}[path]


def test_a_held_meeting_keeps_its_summary(app, session, now):
    meeting("first", status="held", summary={"en": "Ministers met in Lima."}, starts_on=date(2022, 10, 6))
    session.commit()
    assert "What it was about Ministers met in Lima." in Visit(app).read("/meetings/first")


def test_days_are_counted_from_now_not_from_the_past(app, session, fifth):
    session.commit()
    with time_machine.travel(datetime(2025, 10, 1, tzinfo=UTC) + timedelta(hours=6), tick=False):
        assert "in 22 days" in Visit(app).read(FIFTH)
