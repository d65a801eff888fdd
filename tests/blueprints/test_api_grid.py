"""By the API: the matrix, lists as files, a text's place in the queue, its deadline as a file, all answered points."""

import csv
import io

import pytest
from icalendar import Calendar

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import Role
from secretariat.workflow import reviews
from secretariat.workflow.reviews import Words
from tests.blueprints.test_api_verdicts import Program, eighth_of_september, reviewer
from tests.factories import NOW, call, country, deliverable, user
from tests.texts import focal_point, sent, taken
from tests.visitors import Visit

__all__ = ["eighth_of_september", "reviewer"]


class Files(Program):
    """A program that takes files."""

    def take(self, path):
        answer = self.client.get(f"/api/v1{path}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture
def asked(reviewer):
    made = call()
    deliverable(made, country("PE"))
    return made


def test_the_matrix_says_who_has_sent_what_and_narrows_as_its_page_does(app, reviewer, asked):
    arrived = sent(deliverable(asked, country("BR"))).deliverable
    program, path = Program(app, reviewer), f"/meetings/{asked.meeting.slug}/matrix"
    code, told = program.ask("GET", path)
    assert (code, [one["id"] for one in told["calls"]]) == (200, [asked.id])
    states = {row["country"]: [(one["call"], one["state"]) for one in row["texts"]] for row in told["countries"]}
    assert states == {"BR": [(asked.id, "submitted")], "PE": [(asked.id, "not_started")]}
    narrowed = program.ask("GET", f"{path}?state=arrived")[1]["countries"]
    assert [one["id"] for row in narrowed for one in row["texts"]] == [arrived.id]
    assert program.ask("GET", f"{path}?meeting=other")[0] == 422
    assert Program(app, focal_point(arrived)).ask("GET", path)[0] == 403


def test_a_list_is_taken_as_the_file_that_its_page_gives(app, session, asked):
    officer = user(Role.OFFICER)
    program, page = Files(app, officer), Visit(app, officer)
    for address in (f"/deliverables/list.csv?call={asked.id}", "/deliverables/list.xlsx?state=owed"):
        answer = program.take(address)
        assert answer.headers["Content-Type"] == page.get(address).headers["Content-Type"]
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=texts-2025-09-08.")
    lines = csv.reader(io.StringIO(program.take(f"/deliverables/list.csv?call={asked.id}").text))
    assert [row[2] for row in lines] == ["Code", "PE"]
    assert program.ask("GET", "/deliverables/list.csv?state=none")[0] == 422
    assert Program(app, user(Role.FOCAL_POINT)).ask("GET", "/deliverables/list.csv")[0] == 403


def test_the_deadline_is_a_file_and_is_taken_out_once_nothing_is_owed(app, session, asked):
    text = db.session.query(Deliverable).one()
    program, path = Files(app, focal_point(text)), f"/deliverables/{text.id}/deadline.ics"
    methods = []
    for state in (State.NOT_STARTED, State.WAIVED):
        text.state = state
        db.session.commit()
        answer = program.take(path)
        methods.append(str(Calendar.from_ical(answer.data)["METHOD"]))
        assert answer.headers["Content-Type"].endswith(f"method={methods[-1]}")
    assert methods == ["PUBLISH", "CANCEL"]
    assert Program(app, user(Role.FOCAL_POINT, country("BR"))).ask("GET", path)[0] == 404


def test_a_text_tells_its_place_in_ones_queue_and_its_neighbours(app, reviewer):
    first, second, third = (sent(deliverable(call(), country(code))).deliverable for code in ("PE", "BR", "CO"))
    db.session.commit()
    code, told = Program(app, reviewer).ask("GET", f"/deliverables/{second.id}/queue")
    assert (code, told) == (
        200, {"place": 2, "total": 3, "before": first.id, "after": third.id, "unread": third.id, "left": 2,
             "reviewer": None},
    )  # fmt: skip
    assert Program(app, focal_point(second)).ask("GET", f"/deliverables/{second.id}/queue")[0] == 403


def test_all_points_that_the_country_answered_are_closed_in_one_call_and_no_other(app, reviewer):
    text = taken(by=reviewer).deliverable
    for words in ("Say when.", "Say who."):
        reviews.add(text.latest, Words(point=words), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    answered, other = text.latest.points
    answered.answer, answered.answered_at = "In May.", NOW
    sent(text, "Peru leads the good work.")
    db.session.commit()
    program, path = Program(app, reviewer), f"/deliverables/{text.id}/points/closed"
    assert program.ask("POST", path, {}) == (200, {"closed": 1})
    assert program.ask("POST", path, {}) == (200, {"closed": 0})
    assert (answered.closed_by_id, other.closed_by_id) == (reviewer.id, None)
    assert Program(app, focal_point(text)).ask("POST", path, {})[0] == 403
