"""What is over is deleted: sessions that have ended, and sign-in failures that limit nothing any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.models.people import Role, SignInFailure, WebSession
from secretariat.workflow import accounts
from tests.factories import NOW, add, user

SECOND = timedelta(seconds=1)


@pytest.fixture
def signed_in(session):
    """Make a session that ends at a moment."""
    person = user(Role.OFFICER)

    def make(name, ends):
        add(WebSession(token_hash=name, user_id=person.id, data={}, created_at=NOW, seen_at=NOW, expires_at=ends))

    return make


def failed(name, at):
    add(SignInFailure(email=name, address="203.0.113.0", at=at))


def test_what_still_counts_stays_and_what_is_over_goes(session, signed_in):
    signed_in("over", NOW)
    signed_in("lives", NOW + SECOND)
    failed("yesterday", NOW - accounts.FAILURES_KEPT - SECOND)
    failed("today", NOW - accounts.FAILURES_KEPT)
    assert accounts.purge(at=NOW, most=10) is False
    assert session.scalars(select(WebSession.token_hash)).all() == ["lives"]
    assert session.scalars(select(SignInFailure.email)).all() == ["today"]


def test_a_failure_outlives_the_time_in_which_it_limits_attempts():
    assert accounts.FAILURES_KEPT > accounts.WINDOW


def test_many_are_deleted_a_few_at_a_time(session, signed_in):
    for number in range(5):
        signed_in(str(number), NOW - SECOND)
    found = [accounts.purge(at=NOW, most=2) for _each in range(3)]
    assert (found, session.scalars(select(WebSession.token_hash)).all()) == ([True, True, False], [])
