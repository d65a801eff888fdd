"""What contradicts itself in a call of old holds up only its own mending, and is shown until it is mended."""

from datetime import date
from typing import Any

import pytest

from secretariat.blueprints.calls import forms, question_forms
from secretariat.database import db
from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.blueprints.test_calls import Desk, eighth_of_september  # noqa: F401  the day of these tests
from tests.factories import NOW, call, country, deliverable, field, meeting, user

MILDER = [
    {"on": "2025-09-19", "texts": {"en": "Supplement."}, "goes": "supplement"},
    {"on": None, "texts": {"en": "Bound all the same."}},
]
TWO_ALIKE = [{"code": "c1", "labels": {"en": "Sea"}}, {"code": "c2", "labels": {"en": "sea"}}]
ODD: dict[str, dict[str, Any]] = {
    "days": {"kind": "text", "required_from": date(2025, 9, 19), "frozen_from": date(2025, 9, 18)},
    "bounds": {"kind": "number", "details": {"least": "9", "most": "2"}},
    "choices": {"kind": "choice", "details": {"choices": TWO_ALIKE}},
    "columns": {"kind": "table", "details": {"columns": [one | {"figures": False} for one in TWO_ALIKE]}},
}
# One more that contradicts itself, as the form and as a program would write it.
WORSE = {
    "days": ({"frozen_from": "2025-09-17"}, {"frozen_from": "2025-09-17"}, "required_from"),
    "bounds": ({"most": "1"}, {"details": {"least": "9", "most": "1"}}, "details.most"),
    "choices": ({"choice.0.en": "SEA"}, {"details": {"choices": TWO_ALIKE[::-1]}}, "details.choices[1].labels"),
    "columns": ({"column.0.en": "SEA"}, {"details": {"columns": TWO_ALIKE[::-1]}}, "details.columns[1].labels"),
}


@pytest.fixture
def asked(app, session):
    with app.test_request_context():
        made = call(at=meeting(host=country("CO")), due_at=None, due_on=date(2025, 9, 19), ladder=MILDER)
        deliverable(made, country("PE"))
        db.session.commit()
        yield made


@pytest.fixture
def officer(asked):
    return user(Role.OFFICER)


@pytest.fixture
def desk(app, officer):
    return Desk(app, officer)


def test_a_ladder_of_old_that_contradicts_itself_holds_up_nothing_else_and_is_shown_until_it_is_mended(desk, asked):
    page, typed = f"/calls/{asked.id}", forms.typed_call(asked)
    assert (
        desk.post(f"{page}/edit", **typed | {"title.en": "Other words", "rung.1.text.en": "Bound."}).status_code == 302
    )
    shown = desk.get(page)
    assert f'href="{page}/edit#rung-1-goes">what the date decides, line 2: A later text would fare better' in shown
    assert 'href="#rung-1-goes">what the date decides, line 2' in desk.get(f"{page}/edit")
    for touched in ({"day": "2025-09-18"}, {"soft": "hard"}, {"rung.0.goes": "oral"}):
        refused = desk.post(f"{page}/edit", **typed | touched)
        assert (refused.status_code, "Something contradicts itself here" in refused.text) == (422, False)
    assert desk.post(f"{page}/edit", **typed | {"rung.1.goes": "oral"}).status_code == 302
    assert "what the date decides, line" not in desk.get(page)


def test_a_program_too_changes_all_else_of_such_a_call_and_reads_what_contradicts(app, officer, asked):
    program, path = Program(app, officer), f"/calls/{asked.id}"
    code, told = program.send("PATCH", path, {"titles": {"en": "Other words"}})
    assert (code, [one["sentence"].partition(":")[0] for one in told["advice"]]) == (
        200, ["what the date decides, line 2"],
    )  # fmt: skip
    assert program.send("PATCH", path, {"soft": False})[1]["field"] == "ladder[1].goes"


@pytest.mark.parametrize("what", ODD)
def test_a_question_of_old_that_contradicts_itself_is_reworded_and_shown(desk, asked, what):
    odd = field(asked, "odd", required=False, **ODD[what])
    typed = question_forms.typed_question(odd) | {"label.en": "In other words?"}
    db.session.commit()
    page = f"/calls/{asked.id}/questions/{odd.id}"
    assert desk.post(page, **typed).status_code == 302
    assert "Something contradicts itself here" in desk.get(page)
    assert f'href="{page}">‘In other words?’: ' in desk.get(f"/calls/{asked.id}")
    assert desk.post(page, **typed | WORSE[what][0]).status_code == 422


@pytest.mark.parametrize("what", ODD)
def test_a_program_too_rewords_such_a_question(app, officer, asked, what):
    field(asked, "odd", required=False, **ODD[what])
    db.session.commit()
    program, path = Program(app, officer), f"/calls/{asked.id}/questions/odd"
    days = {name: day.isoformat() for name, day in ODD[what].items() if isinstance(day, date)}
    wanted = ODD[what] | days | {"labels": {"en": "In other words?"}, "required": False}
    assert program.send("PUT", path, wanted)[0] == 200
    code, told = program.send("PUT", path, wanted | WORSE[what][1])
    assert (code, told["field"]) == (422, WORSE[what][2])


def test_a_call_that_contradicts_itself_is_not_opened(desk, asked):
    closed = call(at=asked.meeting, number=9, due_at=None, due_on=date(2025, 9, 19), ladder=MILDER, opened_at=None)
    db.session.commit()
    refused = desk.post(f"/calls/{closed.id}/open", do="open", countries=str(country("PE").id))
    assert (refused.status_code, "What the date decides, line 2: A later text" in refused.text) == (422, True)
    assert asked.opened_at <= NOW
