"""Whoever works for two countries has one mail a day, and misses nothing that is said later in the other capital."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from secretariat.mail import truth
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.models.reminders import Audience, ReminderRule
from tests import factories
from tests.workflow.test_rungs import DUE, OPENED, letters, written

NINE_IN_BRASILIA = datetime(2025, 9, 12, 9, tzinfo=ZoneInfo("America/Sao_Paulo"))
NINE_IN_LIMA = datetime(2025, 9, 12, 9, tzinfo=ZoneInfo("America/Lima"))


@pytest.fixture
def texts(session):
    """Brazil's and Peru's, of which approvers are told seven days before; in Brasilia that is two hours earlier."""
    factories.add(ReminderRule(call_id=None, offset_days=-7, audience=Audience.APPROVERS))
    asked = factories.call(due_at=DUE, opened_at=OPENED)
    return [factories.deliverable(asked, factories.country(code), due_at=DUE) for code in ("BR", "PE")]


@pytest.fixture
def luz(texts):
    """An approver of both."""
    person = factories.user(Role.APPROVER, texts[0].country, name="Luz Rojas")
    factories.membership(person, Role.APPROVER, texts[1].country)
    return person


@pytest.fixture
def ana(texts):
    """An approver of Peru's."""
    return factories.user(Role.APPROVER, texts[1].country, name="Ana Paz")


def told() -> list[tuple[str, list[int]]]:
    return [(one.user.name, one.about) for one in letters()]


def test_the_mail_of_the_day_names_what_comes_later_in_the_other_capital(texts, luz, ana):
    brazil, peru = (one.id for one in texts)
    written(NINE_IN_BRASILIA)
    assert told() == [("Luz Rojas", [brazil, peru])]
    assert truth.holds(letters()[0], NINE_IN_BRASILIA)
    assert letters()[0].about == [brazil, peru]
    written(NINE_IN_LIMA)
    assert told() == [("Luz Rojas", [brazil, peru]), ("Ana Paz", [peru])]


def test_what_was_handed_in_before_the_mail_leaves_is_taken_out_of_it(texts, luz, ana):
    written(NINE_IN_BRASILIA)
    texts[1].state = State.SUBMITTED
    [letter] = letters()
    assert truth.holds(letter, NINE_IN_BRASILIA)
    assert letter.about == [texts[0].id]


def test_whoever_works_for_one_of_them_hears_of_one(texts, ana):
    written(NINE_IN_BRASILIA)
    assert told() == []
    written(NINE_IN_LIMA)
    assert told() == [("Ana Paz", [texts[1].id])]
