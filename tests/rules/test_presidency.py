"""The chair's rights move by themselves at the instant of the handover; nothing runs for it."""

from datetime import UTC, datetime, timedelta

import pytest

from secretariat.models.people import Role
from secretariat.queries import people, presidencies
from secretariat.rules import policy, presidency
from secretariat.rules.actions import Action
from tests.factories import NOW, call, country, deliverable, handover_task, user
from tests.factories import presidency as term

# Midnight of 31 December 2025 in Bogotá.
HANDOVER = datetime(2026, 1, 1, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def terms(session):
    guatemala = term(country("GT"), 2024, until=datetime(2025, 1, 1, 6, tzinfo=UTC))
    colombia = term(country("CO"), since=guatemala.until, until=HANDOVER)
    costa_rica = term(country("CR"), since=HANDOVER, until=datetime(2027, 1, 1, 6, tzinfo=UTC))
    return [guatemala, colombia, costa_rica]


@pytest.fixture
def of_colombia(terms):
    return user(Role.DELEGATE, country("CO"))


@pytest.fixture
def of_costa_rica(terms):
    return user(Role.FOCAL_POINT, country("CR"))


@pytest.mark.parametrize(
    ("at", "colombia", "costa_rica"),
    [
        (HANDOVER - SECOND, True, False),
        (HANDOVER - timedelta(microseconds=1), True, False),
        (HANDOVER, False, True),
        (HANDOVER + SECOND, False, True),
    ],
)
@pytest.mark.parametrize("action", [Action.SEE_MATRIX, Action.SEE_DRAFT_AGENDA, Action.CIRCULATE, Action.TICK_HANDOVER])
def test_the_chair_s_rights_move_at_midnight_in_bogota(of_colombia, of_costa_rica, at, colombia, costa_rica, action):
    assert [policy.allowed(people.who(one, at), action) for one in (of_colombia, of_costa_rica)] == [
        colombia,
        costa_rica,
    ]


def test_the_chair_reads_what_others_handed_in_until_the_handover_and_no_longer(of_colombia):
    of_peru = deliverable(call(), country("PE"), state="approved")
    seen = [policy.allowed(people.who(of_colombia, at), Action.SEE, of_peru) for at in (HANDOVER - SECOND, HANDOVER)]
    assert seen == [True, False]


def test_a_chair_writes_the_priorities_of_its_own_term_only(terms, of_colombia, of_costa_rica):
    def may(one, at):
        return [policy.allowed(people.who(one, at), Action.EDIT_PRESIDENCY, each) for each in terms]

    assert may(of_colombia, NOW) == [False, True, False]
    assert may(of_costa_rica, NOW) == [False, False, False]
    assert may(of_costa_rica, HANDOVER) == [False, False, True]
    assert may(user(Role.OFFICER), NOW) == [True, True, True]


@pytest.mark.parametrize(
    ("at", "trio"),
    [
        (NOW, ("GT", "CO", "CR")),
        (HANDOVER - SECOND, ("GT", "CO", "CR")),
        (HANDOVER, ("CO", "CR", None)),
        (datetime(2023, 6, 1, tzinfo=UTC), (None, None, "GT")),
        (datetime(2027, 6, 1, tzinfo=UTC), ("CR", None, None)),
    ],
)
def test_outgoing_current_and_incoming_follow_from_the_moment(terms, at, trio):
    found = presidency.trio(presidencies.terms(), at)
    assert tuple(one.country.alpha2 if one else None for one in (found.outgoing, found.current, found.incoming)) == trio


def test_the_incoming_team_reads_along_60_days_before_and_the_outgoing_90_days_after(terms):
    _guatemala, colombia, costa_rica = terms
    first, last = HANDOVER - timedelta(days=60), HANDOVER + timedelta(days=90)
    assert [presidency.reads_along(costa_rica, at) for at in (first - SECOND, first)] == [False, True]
    assert [presidency.reads_along(colombia, at) for at in (last - SECOND, last)] == [True, False]


def test_an_open_line_of_the_last_handover_stays_in_sight_under_the_new_presidency(terms):
    line = handover_task(terms[1])
    handover_task(terms[2])

    def concerned(at):
        return [one.country.alpha2 for one in presidency.handovers(presidency.trio(presidencies.terms(), at))]

    assert concerned(NOW) == ["CO"]
    assert concerned(HANDOVER) == ["CO", "CR"]
    line.done_at = HANDOVER
    assert concerned(HANDOVER) == ["CR"]
