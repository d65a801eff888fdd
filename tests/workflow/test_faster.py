"""Whoever comes too late with a form of their own, from a second tab or by a second press, is named to nobody."""

from dataclasses import replace
from itertools import count

import pytest

from secretariat.database import db
from secretariat.errors import Stale
from secretariat.models.people import Role
from secretariat.workflow import agendas, drafts, presidencies
from tests.factories import NOW, call, item, meeting, presidency, user
from tests.workflow.test_drafts import wanted
from tests.workflow.test_letters import OURS, save


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER, name="Inés Robles")


def an_item(by):
    one = item(meeting())
    shown = one.revision
    return lambda: agendas.edit(one, revision=shown, by=by, at=NOW, minutes=one.minutes + 5)


def a_call(by):
    one = call(opened_at=None)
    shown = drafts.stamp(one)
    return lambda: drafts.change(one, wanted(titles={"en": "Ours"}), by=by, at=NOW, shown=shown)


def a_letter(by):
    openings = count(1)
    return lambda: save(by, replace(OURS, opening=f"{OURS.opening} {next(openings)}"))


def priorities(by):
    term = presidency()
    shown = presidencies.mark(term)
    return lambda: presidencies.set_priorities(term, {"en": presidencies.mark(term)}, by=by, at=NOW, shown=shown)


@pytest.mark.parametrize("begin", [an_item, a_call, a_letter, priorities])
def test_nobody_is_told_of_themselves_as_of_somebody_else_and_each_hears_when_it_was(officer, begin):
    press = begin(officer)
    press()
    db.session.commit()
    with pytest.raises(Stale, match=r"yourself in another tab, Mon 8 Sep.*, 10:00") as told:
        press()
    assert told.value.own
