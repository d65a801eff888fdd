"""Every kind of answer on the page, over the API and in what is sent: bad input breaks nothing and is kept as typed."""

import re
from datetime import date

import pytest
import time_machine
from markupsafe import escape
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.calls import FieldKind
from secretariat.models.deliverables import Answer, Version
from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.factories import NOW, call, country, deliverable, field, user
from tests.rules.test_kinds import DETAILS, PLACES
from tests.texts import signed_in, token_of

GOOD = {
    "text": {"": "One line"},
    "long_text": {"": "**Bold** words\n\n- a\n- b"},
    "number": {"": "1,250.5"},
    "money": {".amount": "5,000", ".currency": "USD"},
    "date": {"": "2025-10-01"},
    "choice": {"": "b"},
    "choices": {".choice.a": "1", ".choice.b": "1"},
    "yes_no": {".answer": "yes", ".explanation": "Because."},
    "table": {".0.what": "Permits | <b>", ".0.people": "1,200"},
    "commitments": {".0.text": "Train", ".0.amount": "7", ".0.currency": "USD", ".0.due": "2026-01-02"},
}
# What the version's page shows of it, in the reader's words.
SHOWN = [
    "One line", "<strong>Bold</strong>", "<li>a</li>", "1,250.5 people", "USD&nbsp;5,000", "Wednesday 1 October 2025",
    "Bread", "<li>Art</li>", "<strong>Yes</strong>", "Permits | &lt;b&gt;", "1,200", "by Friday 2 January 2026",
]  # fmt: skip
# The table of tests/rules has more; each of these takes a page.
NASTY = ["twelve", "1e30", "\x00", "<script>alert(1)</script>", "2025-02-30", "-5"]
TYPED = [kind for kind in FieldKind if kind != FieldKind.FILE]
BY_API = {
    "number": 12.5, "money": {"amount": "1.50", "currency": "EUR"}, "date": "2025-10-01", "choice": "a",
    "choices": ["b"], "table": [{"what": "x", "people": 3}],
    "commitments": [{"text": "Train", "amount": 5, "currency": "USD", "target": "", "due": ""}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


class Desk:
    """A focal point at a draft that asks one question of each kind."""

    def __init__(self, app, **facts):
        asked = call(fields=())
        for kind in TYPED:
            field(asked, f"q_{kind}", kind=kind, required=False, details=DETAILS.get(kind, {}), **facts)
        self.text = deliverable(asked, country("PE"))
        self.person = user(Role.FOCAL_POINT, country("PE"))
        db.session.commit()
        self.url = f"/deliverables/{self.text.id}"
        self.client = signed_in(app, self.person)
        self.token = token_of(self.client.get(self.url).text)

    def post(self, path="", **form):
        return self.client.post(self.url + path, data={"csrf_token": self.token} | form)


@pytest.fixture
def desk(app, session):
    return Desk(app)


def whole():
    """Return a form in which every question is answered."""
    return {f"q_{kind}{rest}": typed for kind, controls in GOOD.items() for rest, typed in controls.items()}


def test_every_kind_is_written_shown_again_sent_and_read(desk):
    assert desk.post(**whole()).status_code == 302
    assert len(db.session.query(Answer).all()) == len(GOOD)
    page = desk.client.get(desk.url).text
    written = ("One line", "1,250.5", "5,000", "2025-10-01", "1,200", "Permits | &lt;b&gt;")
    assert [said for said in written if f'value="{said}"' not in page] == []
    assert desk.post(do="send", once="k", **whole() | revisions()).status_code == 302
    read = desk.client.get(f"{desk.url}/versions/1").text
    assert [said for said in SHOWN if said not in read] == []
    version = db.session.query(Version).one()
    assert [one.get("details", {}) for one in version.answers] == [DETAILS.get(kind, {}) for kind in TYPED]


def test_the_limits_of_a_number_stand_under_its_control(app, session):
    desk = Desk(app)
    page = desk.client.get(desk.url).text
    assert re.search(r'id="q-q-number-u"><span>people</span> <span>from 0 to 5,000</span>', page)


def revisions():
    return {f"q_{kind}.revision": "1" for kind in TYPED}


@pytest.mark.parametrize("kind", TYPED)
def test_nothing_that_is_typed_breaks_the_page_and_what_cannot_be_read_is_kept_beside_its_sentence(desk, kind):
    for nasty in NASTY:
        for place in PLACES[kind]:
            name = place.replace("q", f"q_{kind}", 1)
            by_itself = desk.post("/save", field=f"q_{kind}", revision="99", **{name: nasty})
            assert by_itself.status_code in {200, 409, 422}, (place, ascii(nasty))
            answer = desk.post(**{name: nasty})
            assert answer.status_code in {302, 422}, (place, ascii(nasty))
            if answer.status_code == 422 and f'type="text" name="{name}"' in answer.text and nasty.isprintable():
                assert str(escape(nasty)) in answer.text, (place, ascii(nasty))
            db.session.query(Answer).delete()
            db.session.commit()


def test_a_text_of_two_megabytes_is_refused_on_its_own_and_with_the_whole_form(desk):
    assert desk.post("/save", field="q_text", q_text="a" * 2_000_000).status_code in {413, 422}


@pytest.mark.parametrize(("kind", "value"), BY_API.items(), ids=str)
def test_a_program_writes_every_kind_and_reads_back_what_a_person_would(app, desk, kind, value):
    with app.test_request_context():
        program = Program(app, desk.person)
    code, saved = program.put(desk.text.id, f"q_{kind}", value)
    assert (code, saved["revision"]) == (200, 1)
    asked = next(one for one in program.get(f"/calls/{desk.text.call_id}")["fields"] if one["key"] == f"q_{kind}")
    assert (asked["kind"], bool(asked["schema"])) == (kind, True)
    assert program.put(desk.text.id, f"q_{kind}", {"of": ["another shape"]})[0] == 422


def test_an_answer_is_fixed_from_its_day_on_and_the_page_shows_it_instead_of_a_control(app, session):
    desk = Desk(app, frozen_from=date(2025, 9, 9))
    desk.post(**whole())
    with time_machine.travel(NOW.replace(day=9)):
        desk.client = signed_in(app, desk.person)
        desk.token = token_of(desk.client.get(desk.url).text)
        page = desk.client.get(desk.url).text
        assert ('name="q_text"' in page, "Fixed by now" in page, "One line" in page) == (False, True, True)
        refused = desk.post("/save", field="q_text", q_text="Another", revision="1")
        assert (refused.status_code, "fixed by now" in refused.text) == (422, True)
        assert desk.post(q_text="Another").status_code == 302
    db.session.expire_all()
    assert {one.value for one in db.session.query(Answer) if one.field.kind == "text"} == {"One line"}


def test_before_the_day_the_form_says_from_when_an_answer_is_fixed_in_the_capital_and_in_washington(app, session):
    desk = Desk(app, frozen_from=date(2025, 9, 15))
    said = "This answer is fixed from Monday 15 September, 00:00 Lima (01:00 in Washington) on; write it before."
    page = " ".join(desk.client.get(desk.url).text.split())
    assert (page.count(said), "Fixed by now" in page) == (len(desk.text.call.fields), False)
    with time_machine.travel(NOW.replace(day=15)):
        later = signed_in(app, desk.person).get(desk.url).text
    assert ("This answer is fixed" in later, "Fixed by now" in later) == (False, True)


def test_a_question_that_is_fixed_and_empty_does_not_hold_the_sending_back(app, session):
    desk = Desk(app, frozen_from=date(2025, 9, 8))
    for one in desk.text.call.fields:
        one.required = True
    field(desk.text.call, "more")
    db.session.commit()
    page = desk.client.get(desk.url).text
    assert ("Fixed by now" in page, page.count("not answered yet")) == (True, 2)  # beside and below
    desk.post(do="send", once="k", more="Words.")
    db.session.expire_all()
    assert db.session.scalars(select(Version)).one().deliverable_id == desk.text.id


def test_an_answer_is_required_from_its_day_on_in_the_capital(app, session):
    desk = Desk(app, required_from=date(2025, 9, 9))
    assert "Every question that must be answered is answered." in desk.client.get(desk.url).text
    # Midnight in Lima is five o'clock in the morning of UTC.
    for hour, missing in ((4, False), (6, True)):
        with time_machine.travel(NOW.replace(day=9, hour=hour)):
            page = signed_in(app, desk.person).get(desk.url).text
            assert ("not answered yet" in page) is missing
