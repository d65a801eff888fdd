"""A letter that is about one date brings it for the reader's calendar, moves it there and takes it out."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import select

from secretariat.mail import outbox, wire
from secretariat.mail.letter import Kind
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import calls, deliverables, meetings, messages
from tests import factories
from tests.factories import NOW
from tests.mail import letters
from tests.visitors import Visit

FROM = "Secretariat <secretariat@example.org>"
WITH_A_DATE = {Kind.CALL_OPENED, Kind.EXTENDED, Kind.WAIVED, Kind.REOPENED}
LARGEST = 25_000
DAY = timedelta(days=1)


@pytest.fixture
def officer(session):
    return factories.user(Role.OFFICER)


@pytest.fixture
def rosa(session):
    return factories.user(Role.FOCAL_POINT, factories.country("PE"), language="es")


def attached(message):
    """Return method, UID, SEQUENCE, status, end and title of the file in a mail, as a mail program reads them."""
    mail = message_from_bytes(wire.to_bytes(message, FROM), policy=default)
    [file] = mail.iter_attachments()
    read = Calendar.from_ical(file.get_content())
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "deadline.ics")
    assert file["Content-Type"].params["method"] == read["METHOD"]
    [it] = read.events
    return str(read["METHOD"]), str(it["UID"]), it["SEQUENCE"], str(it["STATUS"]), it["DTEND"].dt, str(it["SUMMARY"])


def last(session):
    return session.scalars(select(Message).order_by(Message.id.desc())).first()


def test_a_date_is_put_in_moved_taken_out_and_put_back_under_one_name(session, officer, rosa):
    made = factories.call(factories.meeting(), opened_at=None, titles={"en": "A report", "es": "Un informe"})
    calls.open_call(made, [factories.country("PE")], by=officer, at=NOW)
    text = session.scalars(select(Deliverable)).one()
    due, name, title = text.due_at, f"deliverable-{text.id}@example.org", "Vence: Un informe (Peru)"
    assert attached(last(session)) == ("PUBLISH", name, 0, "CONFIRMED", due, title)
    deliverables.extend(text, until=due + DAY, reason="An election.", by=officer, at=NOW)
    assert attached(last(session)) == ("PUBLISH", name, 1, "CONFIRMED", due + DAY, title)
    deliverables.waive(text, reason="An election.", by=officer, at=NOW)
    assert attached(last(session)) == ("CANCEL", name, 2, "CANCELLED", due + DAY, title)
    deliverables.reopen(text, reason="After all.", by=officer, at=NOW)
    assert attached(last(session)) == ("PUBLISH", name, 3, "CONFIRMED", due + DAY, title)


def test_a_meeting_that_moves_moves_the_one_date_that_follows_it(session, officer, rosa):
    at = factories.meeting()
    asked = factories.call(at, due_at=None, due_on=at.starts_on - timedelta(days=20), due_days=20)
    text = factories.deliverable(asked, due_at=NOW + 11 * DAY)
    before = text.due_at
    meetings.move(at, starts_on=at.starts_on + 7 * DAY, ends_on=at.ends_on + 7 * DAY, by=officer, at=NOW)
    assert text.due_at != before
    assert attached(last(session))[1:5] == (f"deliverable-{text.id}@example.org", 1, "CONFIRMED", text.due_at)


def test_a_letter_about_several_dates_or_none_brings_no_file(session):
    reader = factories.user(Role.FOCAL_POINT)
    for letter in letters.every_kind(reader):
        assert (letter.date is not None) == (letter.kind in WITH_A_DATE), letter.kind
        said = outbox.rendered(letter, reader)
        assert {"The file attached" in said[form] for form in ("text", "html")} == {letter.kind in WITH_A_DATE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_with_its_file_stays_small_and_in_short_seven_bit_lines(session, language):
    reader = factories.user(Role.FOCAL_POINT, language=language)
    for letter in letters.every_kind(reader):
        message = outbox.put(letter, to=reader, at=NOW)
        raw = wire.to_bytes(message, FROM)
        assert len(raw) < LARGEST, letter.kind
        assert (raw.isascii(), raw.count(b"MIME-Version")) == (True, 1)
        assert max(len(line) for line in raw.split(b"\r\n") if not line.startswith(b"List-Unsubscribe")) <= 78
        assert wire.to_bytes(message, FROM) == raw


def test_text_and_page_stand_together_beside_the_file(session):
    reader = factories.user(Role.FOCAL_POINT)
    [letter] = [one for one in letters.every_kind(reader) if one.kind == Kind.EXTENDED]
    message = outbox.put(letter, to=reader, at=NOW)
    mail = message_from_bytes(wire.to_bytes(message, FROM), policy=default)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n") == message.html + "\n"
    boundaries = [part.get_boundary() for part in mail.walk() if part.is_multipart()]
    assert len(set(boundaries)) == len(boundaries)


def test_whoever_reads_the_mail_here_can_take_the_date_too(app, session, officer, rosa):
    with app.test_request_context():
        text = factories.deliverable(factories.call())
        other = factories.user(Role.FOCAL_POINT, factories.country("BR"))
        deliverables.extend(text, until=text.due_at + DAY, reason="An election.", by=officer, at=NOW)
        session.commit()
        number = last(session).id
    visit = Visit(app, rosa)
    assert f"/messages/{number}/deadline.ics" in visit.get(f"/messages/{number}").text
    answer = visit.get(f"/messages/{number}/deadline.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert Calendar.from_ical(answer.data).events[0]["SEQUENCE"] == 1
    assert Visit(app, other).get(f"/messages/{number}/deadline.ics").status_code == 404


def test_a_copy_brings_the_date_of_what_it_copies(session, officer, rosa):
    text = factories.deliverable(factories.call())
    deliverables.extend(text, until=text.due_at + DAY, reason="An election.", by=officer, at=NOW)
    first = last(session)
    first.state, first.sent_at = "sent", NOW
    session.flush()
    assert messages.send_again(first, by=officer, at=NOW).calendar == first.calendar


def test_the_days_of_a_meeting_count_their_changes(session, officer):
    made = factories.meeting()
    steps = []

    def step(**facts):
        for name, value in facts.items():
            setattr(made, name, value)
        session.flush()
        steps.append(made.sequence)

    step(note={"en": "Another word."})
    step(starts_on=made.starts_on + DAY, ends_on=made.ends_on + DAY)
    step(city="Bogotá")
    step(status="held")
    step(status="cancelled")
    step(status="planned", ends_on=date(2026, 1, 1))
    assert steps == [0, 1, 2, 2, 3, 4]
