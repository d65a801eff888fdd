"""A rung that is given other readers after it spoke: they hear it, once, and those who have heard it do not."""

import pytest

from secretariat.errors import Refused
from secretariat.mail import edited, truth
from secretariat.models.deliverables import State
from secretariat.models.handing import HandedField
from secretariat.models.people import Role
from secretariat.models.reminders import Audience, OnlyIf, ReminderRule
from secretariat.queries import calls
from secretariat.workflow import forecast, messages, repeats, rungs
from tests import factories
from tests.workflow.test_rungs import DUE, OPENED, letters, lima, rung, wanted, written

FOCAL, APPROVERS, ASSIGNED = Audience.FOCAL_POINTS, Audience.APPROVERS, Audience.ASSIGNED


@pytest.fixture
def officer(session):
    factories.add(ReminderRule(call_id=None, offset_days=-7))
    return factories.user(Role.OFFICER)


@pytest.fixture
def rosa(officer):
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")


@pytest.fixture
def luz(officer):
    return factories.user(Role.APPROVER, name="Luz Rojas")


@pytest.fixture
def text(rosa, luz):
    """Peru's text, of which the one reminder has spoken to Rosa on the twelfth."""
    made = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED, titles={"en": "Progress report"}))
    assert [one.user_id for one in written(lima(12))] == [rosa.id]
    sent()
    return made


def sent() -> None:
    for one in letters():
        one.state = "sent"


def readers(text, officer, before: str, after: str, at, **more) -> None:
    """Give the rung other readers."""
    known = {"by": officer, "at": at, "again": True} | more
    rungs.change(text.call, rung(text, -7, before), wanted(-7, after), **known)


def first(text, before: str, after: str, at, **more) -> list[str]:
    """Return who would hear the rung at once if it were given other readers."""
    found = repeats.by_changing(text.call, rung(text, -7, before), wanted(-7, after, **more).rung(), at)
    assert found.first or not found.people
    return [one.name for one in found.people]


def hand(text, user) -> None:
    """Hand a question of its own over to a colleague."""
    question = factories.field(text.call, f"question_{user.id}")
    given = {"until": lima(19).date(), "made_at": lima(10), "made_by": user}
    factories.add(HandedField(deliverable=text, field=question, user=user, **given))


def heard(first: int, last: int = 20) -> dict[int, list[str]]:
    """Let days come, and return who is written to on each."""
    days = {day: [one.user.name for one in written(lima(day))] for day in range(first, last)}
    return {day: names for day, names in days.items() if names}


def test_the_new_readers_of_a_rung_that_has_spoken_hear_it_and_once(text, officer):
    readers(text, officer, FOCAL, APPROVERS, lima(15, 10))
    assert [one.user.name for one in written(lima(15, 11))] == ["Luz Rojas"]
    assert (heard(15), calls.rungs(text.call)[0][1]) == ({}, 1)


def test_nobody_hears_it_before_it_was_said_that_they_do(text, officer):
    with pytest.raises(Refused, match=r"One new reader gets this reminder at once\.") as refused:
        readers(text, officer, FOCAL, APPROVERS, lima(15), again=False)
    assert refused.value.field == "again"


def test_who_hears_it_at_once_is_known_beforehand(text, officer):
    assert first(text, FOCAL, APPROVERS, lima(15)) == ["Luz Rojas"]
    assert first(text, FOCAL, FOCAL, lima(15)) == first(text, FOCAL, ASSIGNED, lima(15)) == []
    text.state = State.DRAFT
    assert first(text, FOCAL, APPROVERS, lima(15), only_if=OnlyIf.NOT_BEGUN) == []
    text.state = State.SUBMITTED
    assert first(text, FOCAL, APPROVERS, lima(15)) == []
    readers(text, officer, FOCAL, APPROVERS, lima(15), again=False)


def test_whoever_has_heard_it_as_one_of_its_first_readers_does_not_hear_it_as_one_of_the_new(text, officer, rosa):
    for who in (rosa, factories.user(Role.APPROVER, name="Ana Ruiz")):
        hand(text, who)
    assert first(text, FOCAL, ASSIGNED, lima(15)) == ["Ana Ruiz"]
    readers(text, officer, FOCAL, ASSIGNED, lima(15))
    assert heard(15) == {15: ["Ana Ruiz"]}


def test_a_rung_that_is_given_back_to_its_first_readers_says_nothing_to_them(text, officer):
    readers(text, officer, FOCAL, APPROVERS, lima(13))
    readers(text, officer, APPROVERS, FOCAL, lima(13), again=False)
    assert heard(13) == {}
    readers(text, officer, FOCAL, APPROVERS, lima(15))
    assert heard(15) == {15: ["Luz Rojas"]}


@pytest.mark.parametrize("state", ["cancelled", "refused"])
def test_a_letter_that_did_not_arrive_is_no_hearing(text, officer, rosa, state):
    hand(text, rosa)
    letters()[0].state = state
    assert first(text, FOCAL, ASSIGNED, lima(15)) == ["Rosa Quispe"]
    letters()[0].uncertain = True
    assert first(text, FOCAL, ASSIGNED, lima(15)) == []


@pytest.mark.parametrize("deed", ["send again", "write anew"])
def test_a_letter_in_the_place_of_one_that_did_not_arrive_is_a_hearing(app, text, officer, rosa, deed):
    hand(text, rosa)
    (letter,) = letters()
    with app.test_request_context():
        if deed == "send again":
            letter.state = "refused"
            messages.send_again(letter, by=officer, at=lima(12, 10))
        else:
            letter.state, letter.attempts = "waiting", 1
            messages.write_anew(letter, letter.subject, edited.body(letter), by=officer, at=lima(12, 10))
    assert first(text, FOCAL, ASSIGNED, lima(15)) == []
    letters()[1].state = "cancelled"
    assert first(text, FOCAL, ASSIGNED, lima(15)) == ["Rosa Quispe"]


def test_a_new_reader_who_has_had_the_mail_of_today_hears_it_tomorrow_as_do_the_others(text, officer, luz):
    factories.user(Role.APPROVER, name="Ana Ruiz")
    other = factories.deliverable(factories.call(due_at=DUE, opened_at=lima(14)))
    hand(other, luz)
    rungs.add(other.call, wanted(-4, ASSIGNED), by=officer, at=lima(13))
    assert [one.user.name for one in written(lima(15))] == ["Luz Rojas"]
    sent()
    readers(text, officer, FOCAL, APPROVERS, lima(15, 10))
    assert written(lima(15, 11)) == []
    assert heard(16) == {16: ["Luz Rojas", "Ana Ruiz"]}


def test_a_rung_that_spoke_to_nobody_as_its_day_had_passed_speaks_to_no_new_reader_either(text, officer):
    rungs.add(text.call, wanted(-5), by=officer, at=lima(15, 10))
    rungs.change(text.call, rung(text, -5), wanted(-5, APPROVERS), by=officer, at=lima(15, 11))
    assert heard(15) == {}


def test_a_country_that_was_left_out_stays_so_for_new_readers(text, officer):
    rungs.add(text.call, wanted(-2), by=officer, at=lima(13))
    rungs.skip(text, rung(text, -2), "Elections", by=officer, at=lima(13))
    rungs.change(text.call, rung(text, -2), wanted(-2, APPROVERS), by=officer, at=lima(14))
    assert heard(14) == {}


def test_new_readers_to_whom_a_later_rung_has_spoken_are_told_nothing_that_is_past(text, officer):
    rungs.add(text.call, wanted(-4, APPROVERS), by=officer, at=lima(13))
    assert heard(15, 16) == {15: ["Luz Rojas"]}
    assert first(text, FOCAL, APPROVERS, lima(16)) == []
    readers(text, officer, FOCAL, APPROVERS, lima(16), again=False)
    assert heard(16) == {}


def test_a_rung_that_was_sent_by_hand_and_given_other_readers_comes_to_them_on_its_day(text, officer, rosa):
    rungs.add(text.call, wanted(-2), by=officer, at=lima(13))
    assert rungs.send_now(text.call, rung(text, -2), by=officer, at=lima(15, 10)) == 1
    sent()
    hand(text, rosa)
    found = repeats.by_changing(text.call, rung(text, -2), wanted(-2, APPROVERS).rung(), lima(15, 11))
    assert ([one.name for one in found.people], found.first, found.later) == (["Luz Rojas"], True, True)
    change = {"by": officer, "at": lima(15, 11)}
    with pytest.raises(Refused, match=r"One new reader gets this reminder on its day\."):
        rungs.change(text.call, rung(text, -2), wanted(-2, APPROVERS), **change)
    rungs.change(text.call, rung(text, -2), wanted(-2, APPROVERS), again=True, **change)
    assert [(one.moment, [user.name for user in one.users]) for one in forecast.following(lima(15, 12))] == [
        (lima(17), ["Luz Rojas"])
    ]
    rungs.change(text.call, rung(text, -2, APPROVERS), wanted(-2, ASSIGNED), by=officer, at=lima(15, 12))
    assert [one.users for one in forecast.following(lima(15, 12))] == [[]]
    assert heard(16) == {}


def test_a_letter_that_still_waits_for_readers_whom_its_rung_has_no_more_does_not_leave(app, rosa, luz, officer):
    factories.user(Role.FOCAL_POINT, name="Martín Paz")
    text = factories.deliverable(factories.call(due_at=DUE, opened_at=OPENED))
    both = written(lima(12))
    readers(text, officer, FOCAL, APPROVERS, lima(12, 10))
    with app.test_request_context():
        assert [truth.holds(one, lima(12, 11)) for one in both] == [False, False]
