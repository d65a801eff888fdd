"""/readyz and a house whose mail does not leave."""

from datetime import timedelta

import pytest

from secretariat import clock
from secretariat.models.house import OutboxHold
from secretariat.models.people import Role
from tests.factories import NOW, add, user
from tests.letters import letter_to


@pytest.fixture
def old_letter(session, app):
    with app.test_request_context():
        an_hour_ago = clock.real() - timedelta(hours=1)
        add(letter_to(user(Role.OFFICER), state="waiting", attempts=0, sent_at=None, next_attempt_at=an_hour_ago))
        session.commit()


@pytest.mark.usefixtures("old_letter")
def test_a_letter_that_did_not_leave_for_an_hour_makes_the_house_not_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["outbox_on_hold"]) == (503, False)


@pytest.mark.usefixtures("old_letter")
def test_a_copy_that_was_not_released_is_ready_and_says_that_its_mail_waits(client, session):
    session.add(OutboxHold(backup_at=NOW, restored_at=NOW))
    session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["outbox_on_hold"]) == (200, True)
