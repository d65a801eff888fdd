"""/readyz and a house whose mail does not leave."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from structlog import get_logger
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from secretariat import clock, failures
from secretariat.database import db
from secretariat.models.house import Heartbeat, OutboxHold
from secretariat.models.people import Role
from tests.factories import NOW, add, user
from tests.letters import letter_to


@pytest.fixture(autouse=True)
def just_begun(app, monkeypatch):
    """The application of all tests may have begun long ago."""
    monkeypatch.setitem(app.config, "BEGAN", clock.real())


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


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (3, 503)])
def test_a_beat_that_was_not_heard_for_two_minutes_makes_the_house_not_ready(
    app, monkeypatch, session, client, minutes, status
):
    monkeypatch.setitem(app.config, "BEGAN", clock.real() - timedelta(hours=1))
    session.add(Heartbeat(part="beat", at=clock.real() - timedelta(minutes=minutes)))
    session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["beat_is_heard"]) == (status, status == 200)


def test_a_start_gives_beat_the_time_to_come_up(session, client):
    session.add(Heartbeat(part="beat", at=clock.real() - timedelta(days=1)))
    session.commit()
    assert client.get("/readyz").json["beat_is_heard"]


@pytest.mark.usefixtures("old_letter")
def test_the_metrics_count_what_waits(client):
    lines = client.get("/metrics").text.splitlines()
    assert 'secretariat_messages{state="waiting"} 1.0' in lines
    waits = next(float(one.split()[1]) for one in lines if one.startswith("secretariat_oldest_unsent_seconds "))
    assert 3600 <= waits < 3700


def test_the_metrics_count_an_uncertain_message_as_the_outbox_does(session, client):
    add(letter_to(user(Role.FOCAL_POINT), state="sent", uncertain=True))
    session.commit()
    lines = client.get("/metrics").text.splitlines()
    assert 'secretariat_messages{state="uncertain"} 1.0' in lines
    assert not any('state="sent"' in one for one in lines)


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "203.0.113.9", 404),
        ({"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1", 404),
        ({"Authorization": "Bearer wrong"}, "203.0.113.9", 404),
        ({"Authorization": "Bearer a-token"}, "203.0.113.9", 200),
    ],
)
def test_the_metrics_are_for_this_machine_or_a_token(house, client, headers, address, status):
    before = house.config["SETTINGS"]
    house.config["SETTINGS"] = dataclasses.replace(before, metrics_token="a-token")
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    house.config["SETTINGS"] = before
    assert answer.status_code == status


def test_without_a_token_of_the_house_an_empty_one_opens_nothing(client):
    answer = client.get("/metrics", headers={"Authorization": "Bearer "}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 404


@pytest.mark.usefixtures("session")
def test_a_request_has_the_number_under_which_the_log_tells_of_it(app, monkeypatch):
    monkeypatch.setattr(db.engine.pool, "connect", broken)
    monkeypatch.setattr(failures, "log", get_logger())  # the one there may have been made for an earlier application
    with capture_logs(processors=[merge_contextvars]) as lines:
        numbers = [app.test_client().get("/meetings").headers["X-Request-ID"] for _again in range(2)]
    assert [line["request"] for line in lines if line["event"] == "database_away"] == numbers
    assert len(set(numbers)) == len(numbers)


def broken():
    raise OperationalError("", {}, Exception("away"))
